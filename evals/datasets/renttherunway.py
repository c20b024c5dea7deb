"""RentTheRunway as read: rentals with what for, how the size turned out and a rating.

Misra, Wan & McAuley, RecSys 2018; no licence is stated. Read with duckdb, of the extra `evals`. Three in four say
"fit", and nearly all ratings are 8 or 10.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from aurora.types import Occasion
from commerce.garments import CATEGORIES
from core.errors import Unavailable

OCCASIONS: dict[str, Occasion] = {
    "wedding": "wedding_guest", "formal affair": "black_tie", "party": "party", "everyday": "everyday", "work": "work",
    "date": "date", "vacation": "travel",
}  # fmt: skip
"""Rented for → our occasion; "other" has none."""
KINDS = {
    "sheath": "cocktail_dress", "shift": "dress", "maxi": "dress", "mini": "cocktail_dress", "romper": "playsuit",
    "shirtdress": "dress", "frock": "dress", "ballgown": "gown", "down": "puffer_jacket", "pants": "trousers",
    "pant": "trousers", "trouser": "trousers", "trousers": "trousers", "legging": "leggings", "vest": "gilet",
    "tank": "tank_top", "bomber": "bomber_jacket", "culotte": "culottes", "culottes": "culottes", "pullover": "sweater",
    "midi": "skirt", "skirts": "skirt", "knit": "sweater", "poncho": "cape", "peacoat": "coat", "tee": "t_shirt",
    "t-shirt": "t_shirt", "trench": "trench_coat", "cami": "camisole", "overcoat": "coat", "duster": "coat",
    "overalls": "dungarees", "jogger": "joggers", "sweatpants": "joggers", "tight": "leggings",
}  # fmt: skip
"""Their word → our category, where it is not our own word."""
TOP_RATING = 10.0


class Rental(msgspec.Struct, frozen=True, array_like=True):
    """One rental whose occasion is known to us."""

    occasion: Occasion
    month: int
    """Of the review, 1..12."""
    is_top: bool
    """Whether the rating is the highest, as it is of two in three."""
    fits: bool
    """Whether the size turned out right."""


class Rented(msgspec.Struct, frozen=True):
    """An item of a kind that we know, and its rentals with a rating."""

    item: str
    kind: str
    rentals: tuple[Rental, ...]


_ASKED = """
SELECT item_id::VARCHAR, rating, rented_for, category, fit, review_month::INTEGER
FROM read_parquet(?) WHERE rating IS NOT NULL AND rented_for IS NOT NULL ORDER BY item_id
"""


def load(path: Path) -> list[Rented]:
    """The items by id, in order; Unavailable where duckdb is not installed."""
    found: dict[tuple[str, str], list[Rental]] = {}
    for item, rating, rented_for, word, fit, month in _rows(path):
        kind = KINDS.get(word, word)
        if rented_for in OCCASIONS and kind in CATEGORIES and CATEGORIES[kind].slot is not None:
            one = Rental(OCCASIONS[rented_for], month, rating == TOP_RATING, fit == "fit")
            found.setdefault((item, kind), []).append(one)
    return [Rented(item, kind, tuple(rentals)) for (item, kind), rentals in found.items()]


def _rows(path: Path) -> Iterator[tuple[str, float, str, str, str, int]]:
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise Unavailable("Reading the rentals needs duckdb: install the extra `evals`.") from error
    with duckdb.connect() as session:
        session.execute("SET threads = 1")
        yield from session.execute(_ASKED, [str(path)]).fetchall()
