"""A product's photographs as a page shows them: every format and size, and what to show until they are there."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

__all__ = ["Picture", "Source", "photographs"]
_USUAL_PIXELS = 960
"""Width of the file that a browser gets which knows no `srcset`."""


class Source(msgspec.Struct, frozen=True):
    """One format in all its sizes, for `<source>`: `srcset` by width. The best is named first."""

    mime: str
    srcset: str


class Picture(msgspec.Struct, frozen=True):
    """A picture. colour, variant_id: where it shows one variant's colour only. blur: a data URI of some 20 pixels, to
    be shown until it is there; shades: hex of the colours in it, the largest share first. Our own drawings have
    neither, nor sources."""

    url: str
    alt: str
    colour: str | None
    variant_id: UUID | None
    width: int | None = None
    height: int | None = None
    blur: str | None = None
    sources: tuple[Source, ...] = ()
    shades: tuple[str, ...] = ()


async def photographs(session: AsyncSession, product_id: UUID, title: str, *, public: str) -> tuple[Picture, ...]:
    """Those that are ready, in their order. public: what stands in front of a key that anybody may read."""
    found = (await session.execute(text(_PHOTOGRAPHS), {"product": product_id})).all()
    return tuple(_picture(list(files), title, public) for _, files in groupby(found, lambda row: row.id))


def _picture(files: list[Any], title: str, public: str) -> Picture:
    first = files[0]
    old = [each for each in files if each.mime == "image/jpeg"] or files
    usual = min(old, key=lambda each: abs(each.file_width - _USUAL_PIXELS))
    formats = dict.fromkeys(each.mime for each in files)
    sources = tuple(Source(mime, _srcset((e for e in files if e.mime == mime), public)) for mime in formats)
    words = first.alt or (f"{title}, {first.colour}" if first.colour else title)
    shades = tuple(each["hex"] for each in first.colours or ())
    return Picture(
        public + usual.storage_key, words, first.colour, first.variant_id, usual.file_width, usual.file_height,
        first.blur, sources, shades,
    )  # fmt: skip


def _srcset(files: Iterable[Any], public: str) -> str:
    return ", ".join(f"{public}{each.storage_key} {each.file_width}w" for each in files)


_PHOTOGRAPHS = """
SELECT photo.id, photo.variant_id, photo.alt, photo.details ->> 'blur' AS blur, photo.details -> 'colours' AS colours,
    variant.colour, file.storage_key, file.mime, file.width AS file_width, file.height AS file_height
FROM voguevault.product_assets AS photo
JOIN voguevault.product_assets AS file ON file.parent_id = photo.id AND file.role = 'gallery' AND file.status = 'ready'
LEFT JOIN voguevault.product_variants AS variant ON variant.id = photo.variant_id
WHERE photo.product_id = :product AND photo.kind = 'image' AND photo.role = 'source' AND photo.status = 'ready'
    AND photo.retired_at IS NULL
ORDER BY photo.position, photo.id, file.position"""
