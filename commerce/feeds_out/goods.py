"""Everything for sale, a variant a row, read in batches in the order of the products' ids: a feed holds no more of the
shop in memory than one batch, and no transaction while a slow reader reads."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, text

from commerce.catalogue.jsonld import absolute, decimal
from commerce.garments import CATEGORIES
from commerce.item import picture_url
from core.db import Sessions
from core.money import Money

BATCH = 500


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as every feed tells it: addresses are absolute, money is in decimal figures with its code."""

    id: str
    group_id: str
    title: str
    description: str
    link: str
    image: str
    brand: str
    available: bool
    units: int
    price: str
    sale_price: str | None
    """What is paid, where it is less than `price`."""
    gtin: str | None
    colour: str
    size: str | None
    gender: str
    age_group: str
    material: str | None
    pattern: str
    product_type: str


class Address(msgspec.Struct, frozen=True):
    """A product's page, and when it last changed."""

    slug: str
    changed: datetime


_AUDIENCE = {
    "women": ("female", "adult"), "men": ("male", "adult"), "unisex": ("unisex", "adult"), "girls": ("female", "kids"),
    "boys": ("male", "kids"),
}  # fmt: skip


async def goods(sessions: Sessions, public_url: str) -> AsyncIterator[list[Good]]:
    """Every variant of every product that is for sale, in batches."""
    async for rows in _batches(sessions, _GOODS):
        yield [_good(row, public_url.rstrip("/")) for row in rows]


async def addresses(sessions: Sessions) -> AsyncIterator[list[Address]]:
    """The page of every product that is for sale, in batches."""
    async for rows in _batches(sessions, _ADDRESSES, size=10 * BATCH):
        yield [Address(row.slug, row.updated_at) for row in rows]


async def count(sessions: Sessions) -> int:
    """How many products are for sale."""
    async with sessions.begin() as session:
        query = text("SELECT count(*) FROM voguevault.products WHERE status = 'active'")
        return int((await session.scalar(query)) or 0)


async def _batches(sessions: Sessions, query: str, *, size: int = BATCH) -> AsyncIterator[list[Row[Any]]]:
    last = UUID(int=0)
    while True:
        async with sessions.begin() as session:
            rows = list((await session.execute(text(query), {"last": last, "size": size})).all())
        if not rows:
            return
        yield rows
        last = rows[-1].product_id


def _good(row: Row[Any], url: str) -> Good:
    gender, age = _AUDIENCE[row.department]
    category = CATEGORIES.get(row.category)
    now, before = (Money(amount, row.currency) for amount in (row.price, row.compare_at_price or row.price))
    return Good(
        id=row.sku,
        group_id=str(row.product_id),
        title=row.title,
        description=row.description or row.title,
        link=f"{url}/products/{row.slug}#{row.variant_id}",
        image=absolute(picture_url(row.variant_id, row.variant_image, row.product_image), url),
        brand=row.brand,
        available=row.units > 0,
        units=max(0, row.units),
        price=f"{decimal(before)} {row.currency}",
        sale_price=f"{decimal(now)} {row.currency}" if row.compare_at_price else None,
        gtin=row.gtin,
        colour=row.colour,
        size=row.size,
        gender=gender,
        age_group=age,
        material="/".join(row.materials) or None,
        pattern=row.pattern,
        product_type=f"{row.department.capitalize()} > {(category.plural if category else row.category).capitalize()}",
    )


_GOODS = """
WITH batch AS MATERIALIZED (
    SELECT * FROM voguevault.products AS q WHERE status = 'active' AND id > :last
        AND EXISTS (SELECT FROM voguevault.product_variants AS v WHERE v.product_id = q.id)
    ORDER BY id LIMIT :size
)
SELECT p.id AS product_id, p.slug, p.title, p.description, p.brand, p.department, p.category, p.materials, p.pattern,
    p.image_url AS product_image, v.id AS variant_id, v.sku, v.gtin, v.colour, v.size, v.price, v.currency,
    v.compare_at_price, v.image_url AS variant_image, s.units
FROM batch AS p
JOIN voguevault.product_variants AS v ON v.product_id = p.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.on_hand - l.reserved), 0)::int AS units
    FROM voguevault.stock_levels AS l WHERE l.variant_id = v.id
) AS s
ORDER BY p.id, v.id"""

_ADDRESSES = """
SELECT id AS product_id, slug, updated_at FROM voguevault.products
WHERE status = 'active' AND id > :last ORDER BY id LIMIT :size"""
