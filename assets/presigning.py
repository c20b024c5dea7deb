"""Uploads that go to the store by themselves: announced here, put there, completed here.

    POST …/3d-models/uploads                  what is coming, with its SHA-256 → where to put it within 15 minutes
    PUT  <url>                                to the store itself (S3), or to this app where the store is a folder
    POST …/3d-models/uploads/{id}/complete    → 202, and the work begins

The file's hash is looked at by the job: what is not what was announced is refused.
"""

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncSession

from assets.counter import ASKED, Asked, staff
from assets.documents import accepted
from assets.gate import Refused, TooManyBytes
from assets.gate.intake import kind_of
from assets.jobs import Working
from assets.life import Awaited, NewSource, ProductNotHere, is_idle, product_of
from assets.models import ProductAsset
from assets.receiving import Metadata, keepable
from assets.routes import ADMIN, COUNTER, TAGS
from assets.showing import StaffModel, staff_model
from assets.sources import MODELS, AboutModel, ModelNotFound, await_file
from commerce.admin_goods.products import NO_STORE, WRITES
from core import idempotency
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import Conflict
from core.idempotency import Answer, IdempotencyKeyInvalid, KeyInFlight, KeyReused
from core.ids import uuid7
from core.objects import Objects, Signed, StoreAway
from core.tables import SHA256_HEX

__all__ = ["HANDLERS", "VALID"]
VALID = timedelta(minutes=15)


class NotArrived(Conflict):
    code: ClassVar[str] = "model_upload_missing"
    title: ClassVar[str] = "The file is not in the store"


class NotWhole(Conflict):
    code: ClassVar[str] = "model_upload_incomplete"
    title: ClassVar[str] = "The file in the store has another size"


class Announced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that is going to be put into the store: one .glb, .gltf with everything inside, or .zip."""

    filename: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\x00]+$")]
    bytes: Annotated[int, Meta(ge=1, le=2**40)]
    sha256: Annotated[str, Meta(pattern=SHA256_HEX)]
    variant_id: UUID | None = None
    metadata: Metadata = {}


class Upload(msgspec.Struct, frozen=True):
    """Where to put the file, with these headers, until then. `url` may be a path: of this server.

    upload_id: for `…/uploads/{upload_id}/complete`. upload: null where the same bytes are there already.
    """

    upload_id: UUID
    upload: Signed | None
    model: StaffModel


@post(f"{ADMIN}/uploads", status_code=201, guards=WRITES, tags=TAGS,
      summary="Announce a 3D model, and be told where to put it",
      description="For large files: they go to the store itself. Asked again for the same bytes, it signs anew.",
      responses={
          **accepted(Upload, 201),
          **refusals(400, IdempotencyKeyInvalid, ProductNotHere, KeyInFlight, TooManyBytes, Refused, KeyReused),
      })  # fmt: skip
async def announce(
    request: AnyRequest,
    product_id: FromPath[UUID],
    data: JSONBody[Announced],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
    models: NamedDependency[Working],
) -> Response[Any]:
    kind_of(data.filename)
    keepable(data.metadata)
    most = models.limits.upload_bytes
    if data.bytes > most:
        raise TooManyBytes("too_many_bytes", f"The upload is larger than {most // 2**20} MiB. Reduce textures.")

    async def doing(session: AsyncSession) -> Answer:
        await product_of(session, product_id, data.variant_id)
        row, fresh = await MODELS.add(session, _source(product_id, data))
        if fresh:
            diff = {"file": [None, data.filename], "product_id": [None, str(product_id)]}
            await COUNTER.record(session, request, "announced", row, diff)
        elif is_idle(row, MODELS.about(row)):
            await_file(row, _awaited(data))
        signed = await _signed(objects, row)
        told = Upload(row.id, signed, await staff_model(session, objects, row))
        return Answer(told, 201, COUNTER.location(row))

    return await idempotency.once(request, sessions, str(staff(request).user_id), doing)


@post(f"{ADMIN}/uploads/{{asset_id:uuid}}/complete", status_code=202, guards=WRITES, tags=TAGS, dependencies=ASKED,
      summary="Say that the file is in the store", description="Said twice it changes nothing.",
      responses={**accepted(StaffModel), **refusals(400, ModelNotFound, NotArrived, NotWhole, StoreAway)})  # fmt: skip
async def complete(asked: NamedDependency[Asked]) -> Response[StaffModel]:
    async with asked.sessions.begin() as session:
        row = await MODELS.locked(session, asked.product_id, asked.asset_id)
        awaited = MODELS.about(row).awaited
        if awaited is not None and row.retired_at is None:
            await _arrived(asked.objects, row, awaited)
            await MODELS.work_again(session, row)
            await COUNTER.record(session, asked.request, "uploaded", row)
        found = await staff_model(session, asked.objects, row)
    return Response(found, headers={**NO_STORE, **COUNTER.location(row)})


async def _arrived(objects: Objects, row: ProductAsset, awaited: Awaited) -> None:
    """Raises NotArrived, NotWhole."""
    found = await objects.head(row.storage_key)
    if found is None:
        raise NotArrived("Nothing is in the store yet. Put the file where the announcement said.")
    if found.size_bytes != awaited.size_bytes:
        raise NotWhole(f"{found.size_bytes} bytes are in the store; {awaited.size_bytes} were announced.")


def _source(product_id: UUID, data: Announced) -> NewSource[AboutModel]:
    return NewSource(
        id=uuid7(), product_id=product_id, variant_id=data.variant_id, size_bytes=data.bytes, sha256=data.sha256,
        suffix=PurePosixPath(data.filename).suffix.lower(),
        about=AboutModel(filename=data.filename, metadata=data.metadata, awaited=_awaited(data)),
    )  # fmt: skip


def _awaited(data: Announced) -> Awaited:
    return Awaited(data.bytes, datetime.now().astimezone() + VALID)


async def _signed(objects: Objects, row: ProductAsset) -> Signed | None:
    """Where to put the file; None where it is there and something was or is made of it."""
    if not is_idle(row, MODELS.about(row)):
        return None
    return await objects.sign("PUT", row.storage_key, VALID)


HANDLERS = (announce, complete)
