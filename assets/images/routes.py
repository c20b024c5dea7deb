"""Photographs of a product over HTTP, to the staff: upload, list, describe and order, try again, take out, bring back.

An upload is looked at and answered at once, with 202 and its row; the work is a job (`assets.images.jobs`). What
is done: `assets.counter`. Shoppers see what is ready in the product's own answer (`commerce.catalogue.product`).
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, MultipartBody
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import select

from assets.counter import ASKED, Asked, Counter
from assets.gate.headers import Format
from assets.images.making import PictureRefused, look
from assets.images.rows import (
    PHOTOGRAPHS,
    AboutImage,
    ImageNotFailed,
    ImageNotFound,
    ImageNotTakenOut,
    main,
    of_product,
)
from assets.images.showing import StaffImage, StaffImages, files_of, staff_image, told
from assets.jobs import Working
from assets.life import NewSource, ProductNotHere, hold, product_of
from assets.models import ProductAsset
from commerce.admin_goods.products import NO_STORE, READS, WRITES
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import FieldError, InvalidInput
from core.idempotency import IdempotencyKeyInvalid, KeyInFlight, KeyReused
from core.ids import uuid7
from core.objects import Objects, StoreAway

__all__ = ["HANDLERS"]
TAGS = ["admin: photographs"]
ALL = "/api/admin/products/{product_id:uuid}/images"
ONE = f"{ALL}/{{asset_id:uuid}}"
COUNTER = Counter(PHOTOGRAPHS, ONE, staff_image)
MAX_BODY_BYTES = 66 * 2**20
"""A picture of the largest size (`Limits.image_bytes`), and its form."""
_SUFFIX: dict[Format, str] = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}
_MOST = 60
"""Photographs of one product."""


class ImageFormInvalid(InvalidInput):
    code: ClassVar[str] = "image_form_invalid"
    title: ClassVar[str] = "The form is not valid"


@dataclass
class ImageForm:
    """An upload. variant_id: the variant whose colour it shows; alt: what it shows, in words; position: 0 is first;
    take_colour: give that variant, in all sizes, the first colour that is found in the picture."""

    file: UploadFile
    variant_id: UUID | None = None
    alt: str | None = None
    position: int = 0
    take_colour: bool = False


Alt = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Position = Annotated[int, Meta(ge=0, le=999)]


class ImageChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different; what is left out stays."""

    alt: Alt | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET


@get(ALL, guards=READS, tags=TAGS, summary="All photographs of a product, with their status",
     responses=refusals(ProductNotHere))  # fmt: skip
async def list_all(
    product_id: FromPath[UUID], sessions: NamedDependency[Sessions], objects: NamedDependency[Objects]
) -> Response[StaffImages]:
    async with sessions.begin() as session:
        await product_of(session, product_id)
        query = select(ProductAsset).where(ProductAsset.product_id == product_id, ProductAsset.kind == "image")
        listed = list(await session.scalars(query.order_by(ProductAsset.position, ProductAsset.id)))
        files = files_of(listed, objects)
        photos = [row for row in listed if row.role == "source"]
        photos.sort(key=lambda row: row.retired_at is not None)
        found = StaffImages(tuple(told(row, files.get(row.id, ())) for row in photos))
    return Response(found, headers=NO_STORE)


@get(ONE, guards=READS, tags=TAGS, dependencies=ASKED, summary="One photograph: how far it is, or why it was refused",
     responses=refusals(400, ImageNotFound))  # fmt: skip
async def get_one(asked: NamedDependency[Asked]) -> Response[StaffImage]:
    return await COUNTER.get_one(asked)


@post(ALL, status_code=202, guards=WRITES, tags=TAGS, summary="Upload a photograph",
      request_max_body_size=MAX_BODY_BYTES,
      description="A PNG, JPEG or WebP. It is looked at at once and worked on as a job: turned upright, freed of its "
      "metadata, and made into AVIF, WebP and JPEG in four sizes. The same bytes for the same product and variant are "
      "the same photograph. An `Idempotency-Key` is honoured.",
      responses={
          202: ResponseSpec(StaffImage, generate_examples=False, description="Accepted"),
          **refusals(400, ImageFormInvalid, IdempotencyKeyInvalid, ProductNotHere, KeyInFlight, 413, PictureRefused,
                     KeyReused, StoreAway),
      })  # fmt: skip
async def upload(
    request: AnyRequest,
    product_id: FromPath[UUID],
    data: MultipartBody[ImageForm],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
    models: NamedDependency[Working],
) -> Response[Any]:
    _check(data)
    async with sessions.begin() as session:
        await product_of(session, product_id, data.variant_id)
    async with _kept(data.file, models) as (path, sha256):
        new = await _new(sessions, product_id, data, (path, sha256), models)
        new = await COUNTER.stored(sessions, objects, new, path)
    matters = (sha256, data.variant_id, data.alt, data.position, data.take_colour)
    return await COUNTER.take_in(request, sessions, objects, new, matters=matters)


def _check(data: ImageForm) -> None:
    """Raises ImageFormInvalid where the words or the place cannot be kept."""
    try:
        msgspec.convert({"alt": data.alt, "position": data.position}, ImageChange)
    except msgspec.ValidationError as error:
        field = "alt" if "alt" in str(error) else "position"
        raise ImageFormInvalid(f"{field}: {error}", errors=(FieldError(field, str(error)),)) from None
    if data.take_colour and data.variant_id is None:
        detail = "Name the variant whose colour it shows: variant_id."
        raise ImageFormInvalid(f"take_colour: {detail}", errors=(FieldError("take_colour", detail),))


@asynccontextmanager
async def _kept(file: UploadFile, working: Working) -> AsyncIterator[tuple[Path, str]]:
    """The upload as a file of ours and its SHA-256, for as long as the block runs."""
    working.folder.mkdir(parents=True, exist_ok=True)
    path, digest = working.folder / f"{uuid7()}.picture", hashlib.sha256()
    try:
        with path.open("wb") as kept:
            while chunk := await file.read(2**20):
                digest.update(chunk)
                kept.write(chunk)
        yield path, digest.hexdigest()
    finally:
        path.unlink(missing_ok=True)


async def _new(
    sessions: Sessions, product_id: UUID, data: ImageForm, kept: tuple[Path, str], working: Working
) -> NewSource[AboutImage]:
    """The photograph. Raises PictureRefused, and ImageFormInvalid where the product has too many."""
    path, sha256 = kept
    picture = look(path, working.limits)
    async with sessions.begin() as session:
        known = await session.scalar(PHOTOGRAPHS.known(product_id, data.variant_id, sha256))
        others = len((await session.scalars(of_product(product_id))).all())
    if known is None and others >= _MOST:
        detail = f"The product has {_MOST} photographs. Take one out first."
        raise ImageFormInvalid(f"file: {detail}", errors=(FieldError("file", detail),))
    name = PurePosixPath((data.file.filename or "picture").replace("\\", "/")).name
    return NewSource(
        id=uuid7(), product_id=product_id, variant_id=data.variant_id, suffix=_SUFFIX[picture.format],
        size_bytes=path.stat().st_size, sha256=sha256, alt=data.alt, position=data.position,
        about=AboutImage(filename=_safe(name), take_colour=data.take_colour),
    )  # fmt: skip


def _safe(name: str) -> str:
    return "".join(c for c in name if c.isprintable())[:200] or "picture"


@patch(ONE, guards=WRITES, tags=TAGS, summary="Describe a photograph, or move it",
       description="The one with the lowest position is shown in lists.",
       responses=refusals(400, ImageNotFound))  # fmt: skip
async def change(
    request: AnyRequest,
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    data: JSONBody[ImageChange],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Response[StaffImage]:
    async with sessions.begin() as session:
        await hold(session, product_id)
        row = await PHOTOGRAPHS.locked(session, product_id, asset_id)
        diff: dict[str, Any] = {}
        for name, value in msgspec.structs.asdict(data).items():
            if value is not UNSET and value != getattr(row, name):
                diff[name] = [getattr(row, name), value]
                setattr(row, name, value)
        if diff:
            await main(session, row)
            await COUNTER.record(session, request, "changed", row, diff)
        found = await staff_image(session, objects, row)
    return Response(found, headers=NO_STORE)


@post(f"{ONE}/retry", status_code=202, guards=WRITES, tags=TAGS, dependencies=ASKED,
      summary="Try a photograph that failed again",
      responses=refusals(400, ImageNotFound, ImageNotFailed, StoreAway))  # fmt: skip
async def retry(asked: NamedDependency[Asked]) -> Response[StaffImage]:
    return await COUNTER.retry(asked)


@delete(ONE, status_code=200, guards=WRITES, tags=TAGS, dependencies=ASKED,
        summary="Take a photograph out of the shop",
        description="For a day it can be brought back (`…/restore`); then it is forgotten with all its files.",
        responses=refusals(400, ImageNotFound))  # fmt: skip
async def take_out(asked: NamedDependency[Asked]) -> Response[StaffImage]:
    return await COUNTER.take_out(asked)


@post(f"{ONE}/restore", status_code=200, guards=WRITES, tags=TAGS, dependencies=ASKED,
      summary="Bring a photograph back", responses=refusals(400, ImageNotFound, ImageNotTakenOut))  # fmt: skip
async def bring_back(asked: NamedDependency[Asked]) -> Response[StaffImage]:
    return await COUNTER.bring_back(asked)


HANDLERS = (list_all, get_one, upload, change, retry, take_out, bring_back)
