"""The life of an upload, whatever it is: added once for the same bytes, worked on, failed, taken out, brought back.

    uploaded → validating → processing → ready | failed         `retired_at`: out of the shop, forgotten a day later

It is a row with the role `source`; what is made of it are rows below that (`assets.storing`). In what models and
photographs differ stands in their `Kind`. All here runs in the caller's transaction.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.models import ProductAsset
from commerce.models import Product, ProductVariant
from core import outbox
from core.errors import Conflict, NotFound
from core.ids import uuid7
from core.objects import Objects, key_of, mime_of

__all__ = [
    "KEPT", "About", "Awaited", "Kind", "NewSource", "ProductNotHere", "Refusals", "Step", "forgotten_at", "hold",
    "is_idle", "is_retriable", "product_of", "retire",
]  # fmt: skip
KEPT = timedelta(days=1)
"""For so long what was taken out or replaced can be brought back."""


class ProductNotHere(NotFound):
    code: ClassVar[str] = "model_product_not_found"
    title: ClassVar[str] = "No such product or variant"


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
    """What `details` of a source hold. crashes: how often the worker died of it; kept: whether its file is there."""

    filename: str = "upload"
    awaited: Awaited | None = None
    progress: Step | None = None
    reason: str | None = None
    kept: bool = True
    crashes: int = 0


A = TypeVar("A", bound=About)


class NewSource(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """A file that was uploaded, or is going to be."""

    id: UUID
    product_id: UUID
    variant_id: UUID | None
    suffix: str
    size_bytes: int
    sha256: str
    about: A
    alt: str | None = None
    position: int = 0

    @property
    def key(self) -> str:
        return key_of("sources", self.id, "upload", self.sha256, self.suffix)


class Refusals(msgspec.Struct, frozen=True, kw_only=True):
    """What is raised where a source is not there, has not failed, its file is gone, it is not out, or its bytes are
    in its place again."""

    missing: type[NotFound]
    not_failed: type[Conflict]
    gone: type[Conflict]
    not_out: type[Conflict]
    same_there: type[Conflict]


class Kind(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """One kind of uploads.

    name: of the rows, the outbox's source and in the audit log; noun: in sentences; details: what is known of one;
    settle: called when a source has come into the shop or left it, so that its place shows what it should.
    """

    name: str
    noun: str
    details: type[A]
    refusals: Refusals
    settle: Callable[[AsyncSession, ProductAsset], Awaitable[None]]

    def about(self, row: ProductAsset) -> A:
        """What is known of a source."""
        return msgspec.convert(row.details, self.details)

    def note(self, row: ProductAsset, **changes: Any) -> A:
        """What is known of it from now on."""
        told = msgspec.structs.replace(self.about(row), **changes)
        row.details = msgspec.to_builtins(told)
        return told

    def of_product(self, product_id: UUID) -> Select[ProductAsset]:
        """All sources of a product, those that were taken out too."""
        return select(ProductAsset).where(
            ProductAsset.product_id == product_id, ProductAsset.kind == self.name, ProductAsset.role == "source"
        )

    def in_place(self, product_id: UUID, variant_id: UUID | None) -> Select[ProductAsset]:
        """Those of the same product, and of the same variant or of none, that are not taken out."""
        same = ProductAsset.variant_id.is_not_distinct_from(variant_id)
        return self.of_product(product_id).where(same, ProductAsset.retired_at.is_(None))

    def known(self, product_id: UUID, variant_id: UUID | None, sha256: str) -> Select[ProductAsset]:
        """The source that has these very bytes already, in the same place."""
        return self.in_place(product_id, variant_id).where(ProductAsset.sha256 == sha256)

    async def locked(self, session: AsyncSession, product_id: UUID, id: UUID) -> ProductAsset:
        """The source, which nobody else changes until the end. Raises what is `missing`."""
        query = self.of_product(product_id).where(ProductAsset.id == id).with_for_update()
        row = await session.scalar(query.execution_options(populate_existing=True))
        if row is None:
            raise self.refusals.missing(f"The product {product_id} has no {self.noun} {id}.")
        return row

    async def add(self, session: AsyncSession, new: NewSource[A]) -> tuple[ProductAsset, bool]:
        """The row of the upload, and whether it is new: the one that is there where the same bytes came before."""
        place = func.hashtextextended(f"{self.name}s:{new.product_id}", 0)
        await session.execute(select(func.pg_advisory_xact_lock(place)))
        row = await session.scalar(self.known(new.product_id, new.variant_id, new.sha256))
        if row is not None:
            return row, False
        row = ProductAsset(
            id=new.id, product_id=new.product_id, variant_id=new.variant_id, kind=self.name, role="source",
            storage_key=new.key, sha256=new.sha256, mime=mime_of(new.key), bytes=new.size_bytes, alt=new.alt,
            position=new.position, details=msgspec.to_builtins(new.about), status="uploaded", attempts=0,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row, True

    async def enqueue(self, session: AsyncSession, id: UUID) -> None:
        """Has it worked on, once this is committed."""
        await outbox.put(
            session, source=self.name, key=f"{id}:{uuid7()}", kind=f"{self.name}.process", target=f"asset:{id}",
            payload={"asset_id": str(id)},
        )  # fmt: skip

    async def work_again(self, session: AsyncSession, row: ProductAsset) -> None:
        """Begins anew with an upload whose file is there."""
        row.status, row.error, row.processing_at = "uploaded", None, None
        self.note(row, progress=None, reason=None, crashes=0, awaited=None, kept=True)
        await session.flush()
        await self.enqueue(session, row.id)

    async def retry(self, session: AsyncSession, objects: Objects, row: ProductAsset) -> None:
        """Has what failed worked on again. Raises `not_failed` where it has not, `gone` where its file is."""
        if row.status != "failed" or row.retired_at is not None:
            raise self.refusals.not_failed(f"The {self.noun} has not failed. Only what failed is tried again.")
        if not self.about(row).kept or await objects.head(row.storage_key) is None:
            raise self.refusals.gone("What was refused is not kept. Mend the file and upload it again.")
        await self.work_again(session, row)

    async def take_out(self, session: AsyncSession, row: ProductAsset) -> None:
        """Takes it out of the shop."""
        await retire(session, [row.id])
        await session.refresh(row)
        await self.settle(session, row)

    async def bring_back(self, session: AsyncSession, row: ProductAsset) -> None:
        """Brings it back, with all that was made of it. Raises `not_out`, and `same_there` where its bytes are."""
        if row.retired_at is None:
            raise self.refusals.not_out(f"The {self.noun} is in the shop. Only what is out of it can be brought back.")
        if await session.scalar(self.known(row.product_id, row.variant_id, row.sha256 or "")) is not None:
            raise self.refusals.same_there("The same file was uploaded again since. Take that one out first.")
        back = update(ProductAsset).where(_family(row.id)).values(retired_at=None)
        await session.execute(back.execution_options(synchronize_session=False))
        await session.refresh(row)
        if row.status not in ("ready", "failed") and self.about(row).awaited is None:
            await self.enqueue(session, row.id)
        await self.settle(session, row)


def is_idle(row: ProductAsset, about: About) -> bool:
    """Whether nothing is done or will be done about it unless its file comes: it failed, or awaits it."""
    return row.status == "failed" or about.awaited is not None


def is_retriable(row: ProductAsset, about: About) -> bool:
    """Whether it failed and its file was kept."""
    return row.status == "failed" and about.kept and row.retired_at is None


def forgotten_at(row: ProductAsset) -> datetime | None:
    """When what was taken out is gone for good."""
    return row.retired_at.astimezone(UTC) + KEPT if row.retired_at else None


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


async def hold(session: AsyncSession, product_id: UUID) -> Product | None:
    """The product, locked and marked as changed; None where it is gone.

    Before anything below it is locked: so do stock and prices, and who is told of a change of its row waits for
    nothing else.
    """
    product = await session.get(Product, product_id, with_for_update={"key_share": True})
    if product is not None:
        product.updated_at = func.now()
        await session.flush()
    return product


async def retire(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Takes sources out of the shop, with all that was made of them."""
    out = update(ProductAsset).where(_family(*ids), ProductAsset.retired_at.is_(None)).values(retired_at=func.now())
    await session.execute(out.execution_options(synchronize_session=False))


def _family(*ids: UUID) -> Any:
    return or_(ProductAsset.id.in_(ids), ProductAsset.parent_id.in_(ids))
