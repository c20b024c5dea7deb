"""Photographs as the staff is told of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assets.images.colours import Shade
from assets.images.rows import PHOTOGRAPHS
from assets.life import forgotten_at, is_retriable
from assets.models import ProductAsset
from core.objects import Objects

__all__ = ["File", "StaffImage", "StaffImages", "files_of", "staff_image", "told"]


class File(msgspec.Struct, frozen=True):
    """One size in one format."""

    url: str
    mime: str
    width: int
    height: int
    bytes: int


class StaffImage(msgspec.Struct, frozen=True, kw_only=True):
    """A photograph to the staff, whatever became of it.

    status: `uploaded`, `processing`, `ready` or `failed`; error: a sentence, reason: its stable code. colours: the
    largest share first. blur: a picture of some 20 pixels to show until the real one is there.
    """

    asset_id: UUID
    product_id: UUID
    variant_id: UUID | None
    filename: str
    alt: str | None
    position: int
    status: str
    error: str | None
    reason: str | None
    retriable: bool
    in_shop: bool
    forgotten_at: datetime | None
    bytes: int | None
    sha256: str | None
    width: int | None
    height: int | None
    blur: str | None
    colours: tuple[Shade, ...]
    files: tuple[File, ...]
    updated_at: datetime


class StaffImages(msgspec.Struct, frozen=True):
    """In the order in which they are shown; those that were taken out come last."""

    images: tuple[StaffImage, ...]


async def staff_image(session: AsyncSession, objects: Objects, row: ProductAsset) -> StaffImage:
    """One of them, as it stands now."""
    await session.refresh(row)
    below = select(ProductAsset).where(ProductAsset.parent_id == row.id).order_by(ProductAsset.position)
    files = files_of(await session.scalars(below.execution_options(populate_existing=True)), objects)
    return told(row, files.get(row.id, ()))


def files_of(listed: Iterable[ProductAsset], objects: Objects) -> dict[UUID, tuple[File, ...]]:
    """The files that are ready of each photograph."""
    found: dict[UUID, tuple[File, ...]] = {}
    for row in listed:
        if row.parent_id is not None and row.status == "ready":
            file = File(objects.url(row.storage_key), row.mime, row.width or 0, row.height or 0, row.bytes or 0)
            found[row.parent_id] = (*found.get(row.parent_id, ()), file)
    return found


def told(row: ProductAsset, files: tuple[File, ...]) -> StaffImage:
    """The photograph with these of its files."""
    about = PHOTOGRAPHS.about(row)
    return StaffImage(
        asset_id=row.id, product_id=row.product_id, variant_id=row.variant_id, filename=about.filename, alt=row.alt,
        position=row.position, status=row.status, error=row.error, reason=about.reason,
        retriable=is_retriable(row, about), in_shop=row.status == "ready" and row.retired_at is None,
        forgotten_at=forgotten_at(row), bytes=row.bytes, sha256=row.sha256, width=row.width,
        height=row.height, blur=about.blur, colours=about.colours, files=files, updated_at=row.updated_at,
    )  # fmt: skip
