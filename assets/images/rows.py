"""The rows of photographs: added once for the same bytes, shown, put in order, taken out, brought back.

    uploaded → processing → ready | failed         `retired_at`: out of the shop, forgotten a day later

What is served of a photograph are rows below it. The first of a product, and of each of its colours, is what lists,
feeds and Aurora's cards show (`main`). All here runs in the caller's transaction.
"""

from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.images.colours import Shade
from assets.models import ProductAsset
from commerce.models import Product
from core import outbox
from core.errors import Conflict, NotFound
from core.ids import uuid7
from core.objects import ROUTE, key_of, mime_of

__all__ = [
    "SOURCE", "About", "ImageNotFailed", "ImageNotFound", "ImageNotTakenOut", "NewImage", "about", "add", "enqueue",
    "hold", "kept_as", "known", "locked", "main", "of_product", "restore", "work_again",
]  # fmt: skip
SOURCE = "image"
"""The outbox's source of what is to be done about photographs."""
_IN_LISTS_PIXELS = 640


class ImageNotFound(NotFound):
    code: ClassVar[str] = "image_not_found"
    title: ClassVar[str] = "No such photograph"


class ImageNotFailed(Conflict):
    code: ClassVar[str] = "image_not_failed"
    title: ClassVar[str] = "Only a photograph that failed is tried again"


class ImageNotTakenOut(Conflict):
    code: ClassVar[str] = "image_not_taken_out"
    title: ClassVar[str] = "The photograph is not taken out"


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What `details` of a photograph hold. crashes: how often the child died of it; kept: whether its file is there;
    take_colour: whether its variant is to have the first of its colours."""

    filename: str = "picture"
    take_colour: bool = False
    reason: str | None = None
    kept: bool = True
    crashes: int = 0
    blur: str | None = None
    colours: tuple[Shade, ...] = ()


class NewImage(msgspec.Struct, frozen=True, kw_only=True):
    """A photograph that was uploaded."""

    id: UUID
    product_id: UUID
    variant_id: UUID | None
    filename: str
    suffix: str
    size_bytes: int
    sha256: str
    alt: str | None
    position: int
    take_colour: bool

    @property
    def key(self) -> str:
        return key_of("sources", self.id, "upload", self.sha256, self.suffix)


def about(row: ProductAsset) -> About:
    """What is known of a photograph."""
    return msgspec.convert(row.details, About)


def kept_as(told: About) -> dict[str, Any]:
    """As `details` holds it."""
    found: dict[str, Any] = msgspec.to_builtins(told)
    return found


def _is_image(product_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return ProductAsset.product_id == product_id, ProductAsset.kind == "image", ProductAsset.role == "source"


def of_product(product_id: UUID) -> Select[ProductAsset]:
    """The photographs of a product that are not taken out, in their order."""
    rows = select(ProductAsset).where(*_is_image(product_id), ProductAsset.retired_at.is_(None))
    return rows.order_by(ProductAsset.position, ProductAsset.id)


def known(product_id: UUID, variant_id: UUID | None, sha256: str) -> Select[ProductAsset]:
    """The photograph that has these very bytes already, in the same place."""
    same = ProductAsset.variant_id.is_not_distinct_from(variant_id)
    return of_product(product_id).where(same, ProductAsset.sha256 == sha256)


async def hold(session: AsyncSession, product_id: UUID) -> Product | None:
    """The product, locked and marked as changed: before its photographs, as whoever publishes one does."""
    product = await session.get(Product, product_id, with_for_update={"key_share": True})
    if product is not None:
        product.updated_at = func.now()
        await session.flush()
    return product


async def locked(session: AsyncSession, product_id: UUID, id: UUID) -> ProductAsset:
    """The photograph, which nobody else changes until the end. Raises ImageNotFound."""
    query = select(ProductAsset).where(*_is_image(product_id), ProductAsset.id == id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise ImageNotFound(f"The product {product_id} has no photograph {id}.")
    return row


async def add(session: AsyncSession, new: NewImage) -> tuple[ProductAsset, bool]:
    """The row of the photograph, put to work, and whether it is new: the one that is there where its bytes came
    before."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"images:{new.product_id}", 0))))
    row = await session.scalar(known(new.product_id, new.variant_id, new.sha256))
    if row is not None:
        return row, False
    row = ProductAsset(
        id=new.id, product_id=new.product_id, variant_id=new.variant_id, kind="image", role="source",
        storage_key=new.key, sha256=new.sha256, mime=mime_of(new.key), bytes=new.size_bytes, alt=new.alt,
        position=new.position, status="uploaded", attempts=0,
        details=kept_as(About(filename=new.filename, take_colour=new.take_colour)),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await enqueue(session, row.id)
    return row, True


async def enqueue(session: AsyncSession, id: UUID) -> UUID | None:
    """Has the photograph worked on, once this is committed."""
    return await outbox.put(
        session, source=SOURCE, key=f"{id}:{uuid7()}", kind="image.process", target=f"asset:{id}",
        payload={"asset_id": str(id)},
    )  # fmt: skip


async def work_again(session: AsyncSession, row: ProductAsset) -> None:
    """Begins anew with a photograph whose file is there."""
    row.status, row.error, row.processing_at = "uploaded", None, None
    row.details = kept_as(msgspec.structs.replace(about(row), reason=None, crashes=0, kept=True))
    await session.flush()
    await enqueue(session, row.id)


async def restore(session: AsyncSession, row: ProductAsset) -> None:
    """Brings a photograph back. Raises ImageNotTakenOut where it is not out, or its bytes are there again."""
    if row.retired_at is None:
        raise ImageNotTakenOut("The photograph is in the shop. Only what was taken out can be brought back.")
    if await session.scalar(known(row.product_id, row.variant_id, row.sha256 or "")) is not None:
        raise ImageNotTakenOut("The same photograph was uploaded again since. Take that one out first.")
    family = or_(ProductAsset.id == row.id, ProductAsset.parent_id == row.id)
    back = update(ProductAsset).where(family).values(retired_at=None)
    await session.execute(back.execution_options(synchronize_session=False))
    if row.status in ("uploaded", "processing"):
        await enqueue(session, row.id)
    await main(session, row.product_id, row.variant_id)


async def main(session: AsyncSession, product_id: UUID, variant_id: UUID | None) -> None:
    """Has lists, feeds and cards show the first photograph of the place: of the product, or of the variant's colour,
    whose sizes look alike. Where none is left, an address of before stays, and that of a photograph goes."""
    where = {"product": product_id, "variant": variant_id}
    url = await session.scalar(text(_FIRST), {**where, "route": ROUTE, "pixels": _IN_LISTS_PIXELS})
    change = _OF_PRODUCT if variant_id is None else _OF_COLOUR
    await session.execute(text(change), {**where, "url": url, "ours": f"{ROUTE}/%"})


_FIRST = """
SELECT CAST(:route AS text) || '/' || file.storage_key
FROM voguevault.product_assets AS photo
JOIN voguevault.product_assets AS file ON file.parent_id = photo.id AND file.role = 'gallery'
LEFT JOIN voguevault.product_variants AS of_photo ON of_photo.id = photo.variant_id
LEFT JOIN voguevault.product_variants AS asked ON asked.id = CAST(:variant AS uuid)
WHERE photo.product_id = :product AND photo.kind = 'image' AND photo.role = 'source'
    AND photo.status = 'ready' AND photo.retired_at IS NULL AND file.status = 'ready' AND file.mime = 'image/webp'
    AND of_photo.colour IS NOT DISTINCT FROM asked.colour
ORDER BY photo.position, photo.id, file.width < :pixels, abs(file.width - :pixels)
LIMIT 1"""
_SHOWN = """
image_url = CASE WHEN CAST(:url AS text) IS NOT NULL THEN :url WHEN image_url LIKE :ours THEN NULL ELSE image_url END
"""
_OF_PRODUCT = f"UPDATE voguevault.products SET {_SHOWN} WHERE id = :product AND CAST(:variant AS uuid) IS NULL"  # noqa: S608
_OF_COLOUR = f"""
UPDATE voguevault.product_variants SET {_SHOWN}
WHERE product_id = :product AND colour = (SELECT colour FROM voguevault.product_variants WHERE id = :variant)"""  # noqa: S608
