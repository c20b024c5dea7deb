"""A product as a list shows it, read from the database as it is now."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.item import picture_url
from core.money import Money

Availability = Literal["in_stock", "few_left", "out_of_stock"]
FEW = 3
"""So many units and fewer are said to be few; how many exactly is nobody's business but the shop's."""


class Swatch(msgspec.Struct, frozen=True):
    """A colour that the product comes in, and the variant that shows it."""

    colour: str
    hex: str
    variant_id: UUID
    image_url: str
    available: bool


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a list shows of a product. `price` is that of the cheapest variant that can be bought, or of the cheapest
    where none can; `compare_at` what that one cost before, `lowest_30_days` its lowest price of the 30 days before."""

    product_id: UUID
    slug: str
    url: str
    title: str
    brand: str
    department: str
    category: str
    price: Money
    compare_at: Money | None
    lowest_30_days: Money | None
    availability: Availability
    image_url: str
    has_3d: bool
    colours: tuple[Swatch, ...]
    sizes: tuple[str, ...]


def availability(units: int) -> Availability:
    """In words, of the units that can be bought."""
    return "out_of_stock" if units <= 0 else "few_left" if units <= FEW else "in_stock"


def prices(row: Any) -> tuple[Money, Money | None, Money | None]:
    """Price, what it is compared with, and the lowest of 30 days before, which is told where something is reduced."""
    price = Money(row.price, row.currency)
    if row.compare_at_price is None:
        return price, None, None
    lowest = None if row.lowest_price_30d is None else Money(row.lowest_price_30d, row.currency)
    return price, Money(row.compare_at_price, row.currency), lowest


async def cards(session: AsyncSession, ids: Sequence[UUID]) -> tuple[Card, ...]:
    """The cards of those that are for sale, in the order of the ids."""
    if not ids:
        return ()
    shown: dict[UUID, list[Row[Any]]] = {}
    for row in await session.execute(text(_CARDS), {"ids": list(ids)}):
        shown.setdefault(row.id, []).append(row)
    return tuple(_card(shown[id]) for id in ids if id in shown)


def _card(rows: list[Row[Any]]) -> Card:
    """rows: one a colour, the best variant of it first."""
    best = min(rows, key=lambda row: (row.units <= 0, row.price, row.variant_id))
    price, compare_at, lowest = prices(best)
    return Card(
        product_id=best.id,
        slug=best.slug,
        url=f"/products/{best.slug}",
        title=best.title,
        brand=best.brand,
        department=best.department,
        category=best.category,
        price=price,
        compare_at=compare_at,
        lowest_30_days=lowest,
        availability=availability(sum(max(0, row.colour_units) for row in rows)),
        image_url=picture_url(best.variant_id, best.variant_image, best.product_image),
        has_3d=best.has_3d,
        colours=tuple(_swatch(row) for row in rows),
        sizes=tuple(best.offer_sizes),
    )


def _swatch(row: Row[Any]) -> Swatch:
    url = picture_url(row.variant_id, row.variant_image, row.product_image)
    return Swatch(row.colour, row.colour_hex, row.variant_id, url, row.units > 0)


_CARDS = """
SELECT DISTINCT ON (p.id, v.colour) p.id, p.slug, p.title, p.brand, p.department, p.category, p.offer_sizes,
    p.image_url AS product_image, v.id AS variant_id, v.colour, v.colour_hex, v.price, v.currency, v.compare_at_price,
    v.lowest_price_30d, v.image_url AS variant_image, s.units,
    sum(s.units) OVER (PARTITION BY p.id, v.colour)::int AS colour_units,
    EXISTS (SELECT FROM voguevault.product_assets AS a
        WHERE a.product_id = p.id AND a.kind = 'model' AND a.role IN ('lod', 'draco') AND a.status = 'ready') AS has_3d
FROM voguevault.products AS p
JOIN voguevault.product_variants AS v ON v.product_id = p.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.on_hand - l.reserved), 0)::int AS units
    FROM voguevault.stock_levels AS l WHERE l.variant_id = v.id
) AS s
WHERE p.id = ANY (:ids) AND p.status = 'active'
ORDER BY p.id, v.colour, s.units <= 0, v.price, v.id"""
