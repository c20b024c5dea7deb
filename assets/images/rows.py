"""Photographs, as one kind of uploads (`assets.life`): put in order, the first of them shown everywhere.

What is served of a photograph are rows below it. The first of a product, and of each of its colours, is what lists,
feeds and Aurora's cards show (`main`). All here runs in the caller's transaction.
"""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assets.images.colours import Shade
from assets.life import About, Kind, Refusals
from assets.models import ProductAsset
from core.errors import Conflict, NotFound
from core.objects import ROUTE

__all__ = [
    "PHOTOGRAPHS", "AboutImage", "ImageNotFailed", "ImageNotFound", "ImageNotTakenOut", "main", "of_product",
]  # fmt: skip
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


class AboutImage(About, frozen=True, kw_only=True, omit_defaults=True):
    """What `details` of a photograph hold. take_colour: whether its variant is to have the first of its colours; blur:
    a data URI."""

    take_colour: bool = False
    blur: str | None = None
    colours: tuple[Shade, ...] = ()


def of_product(product_id: UUID) -> Select[ProductAsset]:
    """The photographs of a product that are not taken out, in their order."""
    rows = PHOTOGRAPHS.of_product(product_id).where(ProductAsset.retired_at.is_(None))
    return rows.order_by(ProductAsset.position, ProductAsset.id)


async def main(session: AsyncSession, photo: ProductAsset) -> None:
    """Has lists, feeds and cards show the first photograph of its place: of the product, or of the variant's colour,
    whose sizes look alike. Where none is left, an address of before stays, and that of a photograph goes."""
    await session.flush()
    where = {"product": photo.product_id, "variant": photo.variant_id}
    url = await session.scalar(text(_FIRST), {**where, "route": ROUTE, "pixels": _IN_LISTS_PIXELS})
    change = _OF_PRODUCT if photo.variant_id is None else _OF_COLOUR
    await session.execute(text(change), {**where, "url": url, "ours": f"{ROUTE}/%"})


PHOTOGRAPHS = Kind(
    name="image",
    noun="photograph",
    details=AboutImage,
    refusals=Refusals(
        missing=ImageNotFound, not_failed=ImageNotFailed, gone=ImageNotFailed, not_out=ImageNotTakenOut,
        same_there=ImageNotTakenOut,
    ),
    settle=main,
)  # fmt: skip


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
