"""Orders from rows of the catalogue: what a product's styling facts say of its make."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assets.garments.order import Colour, Order
from assets.pictures import surface_of
from commerce.garments import CATEGORIES
from commerce.rows import ProductRow

__all__ = ["order_of", "orders"]
_MOST_COLOURS = 12
_HEELS = {"flat": 12, "low": 35, "mid": 60, "high": 90}


def orders(rows: Iterable[ProductRow]) -> Iterator[tuple[str, Order]]:
    """The key of each product that can be worn, and what to make for it."""
    for row in rows:
        if CATEGORIES[row.category].slot is not None:
            colours = [(each.colour, each.hex) for each in row.variants]
            yield (
                row.feed_key,
                order_of(row.category, row.department, row.attributes, colours, row.pattern, row.materials, row.heel),
            )


def order_of(
    category: str,
    department: str,
    attributes: dict[str, Any],
    colours: Sequence[tuple[str, str]],
    pattern: str,
    materials: Sequence[str],
    heel: str | None,
) -> Order:
    """One product as an order. colours: names and hex codes in the catalogue's order, repeats allowed."""
    cut = attributes.get("cut")
    cut = dict(cut) if isinstance(cut, dict) else {}
    if heel is not None:
        cut.setdefault("heel_mm", _HEELS.get(heel, 12))
    accent, surface = attributes.get("accent"), attributes.get("surface")
    named = list({name: Colour(name, hex_code) for name, hex_code in colours}.values())
    return Order(
        category=category,
        cut=cut,
        department=department,
        pattern=pattern,
        surface=surface if isinstance(surface, str) else surface_of(category, list(materials)),
        materials=tuple(materials),
        colours=tuple(named[:_MOST_COLOURS]) or (Colour("grey", "#84878c"),),
        accent=accent if isinstance(accent, str) else None,
    )
