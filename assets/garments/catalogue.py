"""Orders from rows of the catalogue: what a product's styling facts say of its make."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from assets.garments.order import Colour, Order
from assets.styled import Styled, accent_of, cut_of, surface_of
from commerce.garments import CATEGORIES
from commerce.rows import ProductRow

__all__ = ["order_of", "orders"]
_MOST_COLOURS = 12


class Dressed(Styled, Protocol):
    """A product, or its row, and whom it is for."""

    @property
    def department(self) -> str: ...


def orders(rows: Iterable[ProductRow]) -> Iterator[tuple[str, Order]]:
    """The key of each product that can be worn, and what to make for it."""
    for row in rows:
        if CATEGORIES[row.category].slot is not None:
            yield row.feed_key, order_of(row, [(each.colour, each.hex) for each in row.variants])


def order_of(product: Dressed, colours: Sequence[tuple[str, str]]) -> Order:
    """One product as an order. colours: names and hex codes in the catalogue's order, repeats allowed."""
    named = list({name: Colour(name, hex_code) for name, hex_code in colours}.values())
    return Order(
        category=product.category,
        cut=cut_of(product),
        department=product.department,
        pattern=product.pattern,
        surface=surface_of(product),
        materials=tuple(product.materials),
        colours=tuple(named[:_MOST_COLOURS]) or (Colour("grey", "#84878c"),),
        accent=accent_of(product),
    )
