"""3D models over HTTP: a product's to everybody, and to the staff uploading, status, retry, taking out, bringing back.

An upload is answered at once, with 202 and the model's row; the work is a job (`assets.jobs`). The same bytes for the
same place are the same model. Files that go to the store by themselves: `assets.presigning`.
"""

import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from assets import sources
from assets.documents import ModelForm, accepted
from assets.gate import Refused, TooManyBytes
from assets.jobs import Working
from assets.receiving import FormInvalid, MediaTypeRefused, Upload, receive
from assets.showing import PublicModels, StaffModel, public_models, staff_model, staff_models
from assets.sources import (
    ModelGone,
    ModelNotFound,
    NewSource,
    NothingToRetry,
    NotTakenOut,
    ProductNotHere,
    SameModelThere,
)
from commerce.admin_goods.products import NO_STORE, READS, WRITES
from commerce.catalogue.listing import tagged
from commerce.models import Product
from core import audit, idempotency
from core.access import Principal, principal_of
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.idempotency import Answer, IdempotencyKeyInvalid, KeyInFlight, KeyReused
from core.ids import uuid7
from core.objects import Objects, StoreAway

__all__ = ["HANDLERS", "ONE", "TAGS", "answered", "location"]
TAGS = ["admin: 3D models"]
ADMIN = "/api/admin/products/{product_id:uuid}/3d-models"
ONE = f"{ADMIN}/{{asset_id:uuid}}"


class StaffModels(msgspec.Struct, frozen=True):
    """The newest first."""

    models: tuple[StaffModel, ...]


@get(
    "/api/products/{product_id:uuid}/3d-models",
    tags=["catalogue"],
    summary="A product's 3D models",
    description="Those that are ready: levels of detail (0 is the finest), a plain GLB for AR, USDZ, posters, bounds "
    "in metres, estimated GPU memory. What is at an address never changes. The answer has an `ETag`.",
    responses=refusals(ProductNotHere),
)
async def list_public(
    request: AnyRequest,
    product_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[PublicModels]:
    async with sessions.begin() as session:
        found = await public_models(session, objects, product_id)
    if found is None:
        raise ProductNotHere(f"The shop sells no product {product_id}.")
    return tagged(request, msgspec.json.encode(PublicModels(product_id, found)))


@get(ADMIN, guards=READS, tags=TAGS, summary="All 3D models of a product, with their status",
     responses=refusals(ProductNotHere))  # fmt: skip
async def list_all(
    product_id: FromPath[UUID], sessions: NamedDependency[Sessions], objects: NamedDependency[Objects]
) -> Response[StaffModels]:
    async with sessions.begin() as session:
        await sources.product_of(session, product_id)
        found = await staff_models(session, objects, product_id)
    return Response(StaffModels(found), headers=NO_STORE)


@get(ONE, guards=READS, tags=TAGS, summary="One 3D model: how far it is, or why it was refused",
     description="Ask about once a second while it is `uploaded`, `validating` or `processing`.",
     responses=refusals(ModelNotFound))  # fmt: skip
async def get_one(
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[StaffModel]:
    async with sessions.begin() as session:
        row = await sources.locked(session, product_id, asset_id)
        found = await staff_model(session, objects, row)
    return Response(found, headers=NO_STORE)


@post(ADMIN, status_code=202, guards=WRITES, tags=TAGS, summary="Upload a 3D model", operation_class=ModelForm,
      request_max_body_size=None,
      description="Answered at once; the work is a job, `Location` says where to ask how far it is. The same bytes for "
      "the same product and variant are the same model. What is shown now stays until the new one is ready. An "
      "`Idempotency-Key` is honoured. From about 30 MB on, rather let the file go to the store by itself "
      "(`…/3d-models/uploads`).",
      responses={
          **accepted(StaffModel),
          **refusals(400, FormInvalid, IdempotencyKeyInvalid, ProductNotHere, KeyInFlight, TooManyBytes,
                     MediaTypeRefused, Refused, KeyReused, StoreAway),
      })  # fmt: skip
async def upload(
    request: AnyRequest,
    product_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
    models: NamedDependency[Working],
) -> Response[Any]:
    actor = principal_of(request)
    assert actor is not None, "a guard asks for somebody"
    async with sessions.begin() as session:
        await sources.product_of(session, product_id)
    async with _folder(models.folder) as place:
        sent = await receive(request, place, models.limits)
        new = await _stored(sessions, objects, product_id, sent)

    async def doing(session: AsyncSession) -> Answer:
        return await _added(session, objects, actor, new)

    matters = (sent.sha256, sent.filename, sent.fields)
    body = hashlib.sha256(msgspec.json.encode(matters)).hexdigest()
    return await idempotency.once(request, sessions, str(actor.user_id), doing, body_sha256=body)


async def _stored(sessions: Sessions, objects: Objects, product_id: UUID, sent: Upload) -> NewSource:
    """The model, with its file in the store, unless that is there: then with the id of the one that has it."""
    async with sessions.begin() as session:
        await sources.product_of(session, product_id, sent.fields.variant_id)
        row = await session.scalar(sources.known(product_id, sent.fields.variant_id, sent.sha256))
    new = NewSource(
        id=row.id if row else uuid7(), product_id=product_id, variant_id=sent.fields.variant_id,
        filename=sent.filename, suffix=sent.suffix, size_bytes=sent.size_bytes, sha256=sent.sha256,
        metadata=sent.fields.metadata,
    )  # fmt: skip
    if row is None or sources.is_idle(row):
        await objects.put(row.storage_key if row else new.key, sent.path)
    return new


async def _added(session: AsyncSession, objects: Objects, actor: Principal, new: NewSource) -> Answer:
    """The row, put to work where it is new, failed before, or awaited what has now come in another way."""
    row, fresh = await sources.add(session, new)
    if fresh:
        await sources.enqueue(session, row.id)
    elif row.id == new.id and sources.is_idle(row):
        await sources.work_again(session, row)
    if fresh:
        diff = {"file": [None, new.filename], "product_id": [None, str(new.product_id)]}
        await audit.record(session, actor, "model.uploaded", "product_asset", row.id, diff)
    return await answered(session, objects, row.product_id, row.id)


async def answered(session: AsyncSession, objects: Objects, product_id: UUID, id: UUID) -> Answer:
    """202 with the model as it stands, and where to ask for it."""
    row = await sources.locked(session, product_id, id)
    return Answer(await staff_model(session, objects, row), 202, {"Location": location(product_id, id)})


def location(product_id: UUID, id: UUID) -> str:
    return ONE.replace("{product_id:uuid}", str(product_id)).replace("{asset_id:uuid}", str(id))


@asynccontextmanager
async def _folder(below: Path) -> AsyncIterator[Path]:
    """A folder for as long as the block runs."""
    place = below / f"intake-{uuid7()}"
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@post(f"{ONE}/retry", status_code=202, guards=WRITES, tags=TAGS, summary="Try a model that failed again",
      responses={**accepted(StaffModel), **refusals(ModelNotFound, NothingToRetry, ModelGone, StoreAway)})  # fmt: skip
async def retry(
    request: AnyRequest,
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[StaffModel]:
    async with sessions.begin() as session:
        row = await sources.locked(session, product_id, asset_id)
        if row.status != "failed" or row.retired_at is not None:
            raise NothingToRetry("The model has not failed. Only what failed is tried again.")
        if not sources.about(row).kept or await objects.head(row.storage_key) is None:
            raise ModelGone("What was refused is not kept. Mend the file and upload it again.")
        await sources.work_again(session, row)
        await audit.record(session, principal_of(request), "model.retried", "product_asset", row.id)
        found = await staff_model(session, objects, row)
    return Response(found, headers={**NO_STORE, "Location": location(product_id, asset_id)})


@delete(ONE, status_code=200, guards=WRITES, tags=TAGS, summary="Take a 3D model out of the shop",
        description="For a day it can be brought back (`…/restore`); then it is forgotten with all its files. Work on "
        "it that is under way ends. Taking out what is out changes nothing.",
        responses=refusals(ModelNotFound))  # fmt: skip
async def take_out(
    request: AnyRequest,
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[StaffModel]:
    async with sessions.begin() as session:
        await _touch(session, product_id)
        row = await sources.locked(session, product_id, asset_id)
        if row.retired_at is None:
            await sources.retire(session, [row.id])
            diff = {"in_shop": [row.status == "ready", False]}
            await audit.record(session, principal_of(request), "model.taken_out", "product_asset", row.id, diff)
        found = await staff_model(session, objects, row)
    return Response(found, headers=NO_STORE)


@post(f"{ONE}/restore", status_code=200, guards=WRITES, tags=TAGS, summary="Bring a 3D model back",
      description="What was taken out or replaced, within a day. What is shown in its place now is taken out.",
      responses=refusals(ModelNotFound, NotTakenOut, SameModelThere))  # fmt: skip
async def bring_back(
    request: AnyRequest,
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[StaffModel]:
    async with sessions.begin() as session:
        await _touch(session, product_id)
        row = await sources.locked(session, product_id, asset_id)
        await sources.restore(session, row)
        await audit.record(session, principal_of(request), "model.brought_back", "product_asset", row.id)
        found = await staff_model(session, objects, row)
    return Response(found, headers=NO_STORE)


async def _touch(session: AsyncSession, product_id: UUID) -> None:
    """Marks the product as changed, before its models are locked: so does whoever publishes one."""
    product = await session.get(Product, product_id, with_for_update={"key_share": True})
    if product is not None:
        product.updated_at = func.now()
        await session.flush()


HANDLERS = (list_public, list_all, get_one, upload, retry, take_out, bring_back)
