"""Orders from rows of the catalogue: what a product's styling facts say of its make."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from assets.garments.order import Colour, Order
from assets.pictures import surface_of
from commerce.garments import CATEGORIES
from commerce.rows import ProductRow

__all__ = ["Styled", "order_of", "orders"]
_MOST_COLOURS = 12
_HEELS = {"flat": 12, "low": 35, "mid": 60, "high": 90}


class Styled(Protocol):
    """What of a product, or of its row, says how it is made."""

    @property
    def category(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def attributes(self) -> dict[str, Any]: ...
    @property
    def pattern(self) -> str: ...
    @property
    def materials(self) -> Sequence[str]: ...
    @property
    def heel(self) -> str | None: ...


def orders(rows: Iterable[ProductRow]) -> Iterator[tuple[str, Order]]:
    """The key of each product that can be worn, and what to make for it."""
    for row in rows:
        if CATEGORIES[row.category].slot is not None:
            yield row.feed_key, order_of(row, [(each.colour, each.hex) for each in row.variants])


def order_of(product: Styled, colours: Sequence[tuple[str, str]]) -> Order:
    """One product as an order. colours: names and hex codes in the catalogue's order, repeats allowed."""
    attributes = product.attributes
    cut = attributes.get("cut")
    cut = dict(cut) if isinstance(cut, dict) else {}
    if product.heel is not None:
        cut.setdefault("heel_mm", _HEELS.get(product.heel, 12))
    accent, surface = attributes.get("accent"), attributes.get("surface")
    named = list({name: Colour(name, hex_code) for name, hex_code in colours}.values())
    return Order(
        category=product.category,
        cut=cut,
        department=product.department,
        pattern=product.pattern,
        surface=surface if isinstance(surface, str) else surface_of(product.category, list(product.materials)),
        materials=tuple(product.materials),
        colours=tuple(named[:_MOST_COLOURS]) or (Colour("grey", "#84878c"),),
        accent=accent if isinstance(accent, str) else None,
    )
