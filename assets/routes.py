"""3D models over HTTP: a product's to everybody, and to the staff uploading, status, retry, taking out, bringing back.

The same bytes for the same place are the same model. What is done: `assets.counter`. Files that go to the store by
themselves: `assets.presigning`.
"""

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

from assets.counter import ASKED, Asked, Counter
from assets.documents import ModelForm, accepted
from assets.gate import Refused, TooManyBytes
from assets.jobs import Working
from assets.life import NewSource, ProductNotHere, product_of
from assets.receiving import FormInvalid, MediaTypeRefused, receive
from assets.showing import PublicModels, StaffModel, public_models, staff_model, staff_models
from assets.sources import (
    MODELS,
    AboutModel,
    ModelGone,
    ModelNotFound,
    NothingToRetry,
    NotTakenOut,
    SameModelThere,
)
from commerce.admin_goods.products import NO_STORE, READS, WRITES
from commerce.catalogue.listing import tagged
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.idempotency import IdempotencyKeyInvalid, KeyInFlight, KeyReused
from core.ids import uuid7
from core.objects import Objects, StoreAway

__all__ = ["ADMIN", "COUNTER", "HANDLERS", "TAGS"]
TAGS = ["admin: 3D models"]
ADMIN = "/api/admin/products/{product_id:uuid}/3d-models"
ONE = f"{ADMIN}/{{asset_id:uuid}}"
COUNTER = Counter(MODELS, ONE, staff_model)


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
        await product_of(session, product_id)
        found = await staff_models(session, objects, product_id)
    return Response(StaffModels(found), headers=NO_STORE)


@get(ONE, guards=READS, tags=TAGS, dependencies=ASKED, summary="One 3D model: how far it is, or why it was refused",
     description="Ask about once a second while it is `uploaded`, `validating` or `processing`.",
     responses=refusals(400, ModelNotFound))  # fmt: skip
async def get_one(asked: NamedDependency[Asked]) -> Response[StaffModel]:
    return await COUNTER.get_one(asked)


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
    async with sessions.begin() as session:
        await product_of(session, product_id)
    async with _folder(models.folder) as place:
        sent = await receive(request, place, models.limits)
        new = NewSource(
            id=uuid7(), product_id=product_id, variant_id=sent.fields.variant_id, suffix=sent.suffix,
            size_bytes=sent.size_bytes, sha256=sent.sha256,
            about=AboutModel(filename=sent.filename, metadata=sent.fields.metadata),
        )  # fmt: skip
        async with sessions.begin() as session:
            await product_of(session, product_id, new.variant_id)
        new = await COUNTER.stored(sessions, objects, new, sent.path)
    matters = (sent.sha256, sent.filename, sent.fields)
    return await COUNTER.take_in(request, sessions, objects, new, matters=matters)


@asynccontextmanager
async def _folder(below: Path) -> AsyncIterator[Path]:
    """A folder for as long as the block runs."""
    place = below / f"intake-{uuid7()}"
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@post(f"{ONE}/retry", status_code=202, guards=WRITES, tags=TAGS, dependencies=ASKED,
      summary="Try a model that failed again",
      responses={
          **accepted(StaffModel),
          **refusals(400, ModelNotFound, NothingToRetry, ModelGone, StoreAway),
      })  # fmt: skip
async def retry(asked: NamedDependency[Asked]) -> Response[StaffModel]:
    return await COUNTER.retry(asked)


@delete(ONE, status_code=200, guards=WRITES, tags=TAGS, dependencies=ASKED, summary="Take a 3D model out of the shop",
        description="For a day it can be brought back (`…/restore`); then it is forgotten with all its files. Work on "
        "it that is under way ends. Taking out what is out changes nothing.",
        responses=refusals(400, ModelNotFound))  # fmt: skip
async def take_out(asked: NamedDependency[Asked]) -> Response[StaffModel]:
    return await COUNTER.take_out(asked)


@post(f"{ONE}/restore", status_code=200, guards=WRITES, tags=TAGS, dependencies=ASKED, summary="Bring a 3D model back",
      description="What was taken out or replaced, within a day. What is shown in its place now is taken out.",
      responses=refusals(400, ModelNotFound, NotTakenOut, SameModelThere))  # fmt: skip
async def bring_back(asked: NamedDependency[Asked]) -> Response[StaffModel]:
    return await COUNTER.bring_back(asked)


HANDLERS = (list_public, list_all, get_one, upload, retry, take_out, bring_back)
