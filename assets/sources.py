"""The rows of uploaded models: added once for the same bytes, put to work, taken out, brought back, failed.

    uploaded → validating → processing → ready | failed         `retired_at`: out of the shop, forgotten a day later

What is derived of a source are rows below it (`assets.publishing`). All here runs in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.models import ProductAsset
from commerce.models import Product, ProductVariant
from core import outbox
from core.errors import Conflict, NotFound
from core.ids import uuid7
from core.objects import key_of, mime_of

__all__ = [
    "KEPT",
    "SOURCE",
    "About",
    "ModelBusy",
    "ModelGone",
    "ModelNotFound",
    "NewSource",
    "NotTakenOut",
    "NothingToRetry",
    "ProductNotHere",
    "SameModelThere",
    "about",
    "add",
    "enqueue",
    "known",
    "locked",
    "place_of",
    "product_of",
    "restore",
    "retire",
    "work_again",
]  # fmt: skip
SOURCE = "model"
"""The outbox's source of what is to be done about models."""
KEPT = timedelta(days=1)
"""For so long what was taken out or replaced can be brought back."""


class ProductNotHere(NotFound):
    code: ClassVar[str] = "model_product_not_found"
    title: ClassVar[str] = "No such product or variant"


class ModelNotFound(NotFound):
    code: ClassVar[str] = "model_not_found"
    title: ClassVar[str] = "No such 3D model"


class NothingToRetry(Conflict):
    code: ClassVar[str] = "model_not_failed"
    title: ClassVar[str] = "Only a model that failed is tried again"


class ModelGone(Conflict):
    code: ClassVar[str] = "model_source_gone"
    title: ClassVar[str] = "The uploaded file was not kept"


class ModelBusy(Conflict):
    code: ClassVar[str] = "model_awaits_upload"
    title: ClassVar[str] = "The file has not arrived"


class SameModelThere(Conflict):
    code: ClassVar[str] = "model_already_there"
    title: ClassVar[str] = "The same model is there already"


class NotTakenOut(Conflict):
    code: ClassVar[str] = "model_not_taken_out"
    title: ClassVar[str] = "The model is not taken out"


class Awaited(msgspec.Struct, frozen=True):
    """A file that its sender puts into the store by itself, and by when."""

    size_bytes: int
    expires_at: datetime


class Step(msgspec.Struct, frozen=True):
    """What is being done. done of: steps of the stage; say: for a person."""

    stage: str
    done: int = 0
    of: int = 1
    say: str = ""


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What `details` of a source holds. crashes: how often the worker died of it; kept: whether its file is there."""

    filename: str = "model"
    metadata: dict[str, Any] = {}
    awaited: Awaited | None = None
    progress: Step | None = None
    reason: str | None = None
    kept: bool = True
    crashes: int = 0
    manifest: dict[str, Any] | None = None
    """All that the worker said but the files, which are rows."""


class NewSource(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was uploaded, or is going to be."""

    id: UUID
    product_id: UUID
    variant_id: UUID | None
    filename: str
    suffix: str
    size_bytes: int
    sha256: str
    metadata: dict[str, Any] = {}
    awaited: Awaited | None = None

    @property
    def key(self) -> str:
        return key_of("sources", self.id, "upload", self.sha256, self.suffix)


def about(row: ProductAsset) -> About:
    """What is known of a source."""
    return msgspec.convert(row.details, About)


def kept_as(told: About) -> dict[str, Any]:
    """As `details` holds it."""
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


def place_of(row: ProductAsset) -> tuple[ColumnElement[bool], ...]:
    """The sources that are shown in the same place: of the same product, and of the same variant or of none."""
    return (*_is_source(row.product_id), ProductAsset.variant_id.is_not_distinct_from(row.variant_id))


async def product_of(session: AsyncSession, product_id: UUID, variant_id: UUID | None = None) -> None:
    """Raises ProductNotHere where there is no such product, or it has no such variant."""
    if await session.scalar(select(Product.id).where(Product.id == product_id)) is None:
        raise ProductNotHere(f"There is no product {product_id}.")
    if variant_id is not None:
        query = select(ProductVariant.id).where(
            ProductVariant.id == variant_id, ProductVariant.product_id == product_id
        )
        if await session.scalar(query) is None:
            raise ProductNotHere(f"The product {product_id} has no variant {variant_id}.")


def known(product_id: UUID, variant_id: UUID | None, sha256: str) -> Select[ProductAsset]:
    """The source that has these very bytes already, in the same place."""
    return select(ProductAsset).where(
        *_is_source(product_id),
        ProductAsset.variant_id.is_not_distinct_from(variant_id),
        ProductAsset.sha256 == sha256,
        ProductAsset.retired_at.is_(None),
    )


def is_idle(row: ProductAsset) -> bool:
    """Whether nothing is done or will be done about it unless its file comes: it failed, or awaits it."""
    return row.status == "failed" or about(row).awaited is not None


async def add(session: AsyncSession, new: NewSource) -> tuple[ProductAsset, bool]:
    """The row of the model, and whether it is new: the one that is there where the same bytes came before."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"models:{new.product_id}", 0))))
    row = await session.scalar(known(new.product_id, new.variant_id, new.sha256))
    if row is None:
        told = About(filename=new.filename, metadata=new.metadata, awaited=new.awaited)
        row = ProductAsset(
            id=new.id, product_id=new.product_id, variant_id=new.variant_id, kind="model", role="source",
            storage_key=new.key, sha256=new.sha256, mime=mime_of(new.key), bytes=new.size_bytes,
            details=kept_as(told), status="uploaded", attempts=0,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row, True
    return row, False


async def enqueue(session: AsyncSession, id: UUID) -> UUID | None:
    """Has the model worked on, once this is committed."""
    return await outbox.put(
        session, source=SOURCE, key=f"{id}:{uuid7()}", kind="model.process", target=f"asset:{id}",
        payload={"asset_id": str(id)},
    )  # fmt: skip


def await_file(row: ProductAsset, awaited: Awaited) -> None:
    """Waits for a file again that was refused or did not come."""
    told = msgspec.structs.replace(about(row), awaited=awaited, reason=None, kept=True)
    row.status, row.error, row.details = "uploaded", None, kept_as(told)


async def work_again(session: AsyncSession, row: ProductAsset) -> None:
    """Begins anew with a model whose file is there."""
    told = msgspec.structs.replace(about(row), progress=None, reason=None, crashes=0, awaited=None, kept=True)
    row.status, row.error, row.processing_at, row.details = "uploaded", None, None, kept_as(told)
    await session.flush()
    await enqueue(session, row.id)


async def locked(session: AsyncSession, product_id: UUID, id: UUID) -> ProductAsset:
    """The source, which nobody else changes until the end. Raises ModelNotFound."""
    query = select(ProductAsset).where(*_is_source(product_id), ProductAsset.id == id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise ModelNotFound(f"The product {product_id} has no 3D model {id}.")
    return row


async def retire(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Takes models out of the shop, with all that was made of them."""
    family = or_(ProductAsset.id.in_(ids), ProductAsset.parent_id.in_(ids))
    out = update(ProductAsset).where(family, ProductAsset.retired_at.is_(None)).values(retired_at=func.now())
    await session.execute(out.execution_options(synchronize_session=False))


async def restore(session: AsyncSession, row: ProductAsset) -> None:
    """Brings a model back; what was in its place goes. Raises NotTakenOut where it is not out, SameModelThere."""
    if row.retired_at is None:
        raise NotTakenOut("The model is in the shop. Only what was taken out or replaced can be brought back.")
    same = known(row.product_id, row.variant_id, row.sha256 or "")
    if await session.scalar(same) is not None:
        raise SameModelThere("The same file was uploaded again since. Take that one out first.")
    shown = select(ProductAsset.id).where(
        *place_of(row), ProductAsset.status == "ready", ProductAsset.retired_at.is_(None)
    )
    if row.status == "ready":
        await retire(session, list(await session.scalars(shown)))
    family = or_(ProductAsset.id == row.id, ProductAsset.parent_id == row.id)
    await session.execute(
        update(ProductAsset).where(family).values(retired_at=None).execution_options(synchronize_session=False)
    )
    if row.status not in ("ready", "failed") and about(row).awaited is None:
        await enqueue(session, row.id)


def forgotten_at(row: ProductAsset) -> datetime | None:
    """When a model that was taken out is gone for good."""
    return row.retired_at.astimezone(UTC) + KEPT if row.retired_at else None


def _is_source(product_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return ProductAsset.product_id == product_id, ProductAsset.kind == "model", ProductAsset.role == "source"
