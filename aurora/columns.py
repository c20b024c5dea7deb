"""Candidates as columns of numbers: what is read of a product in one colour is read once and kept.

A turn scores hundreds of candidates and lays out dozens; reading their facts one by one took longer than reckoning with
them.
"""

import math
from collections.abc import Callable, Sequence
from threading import Lock
from typing import get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import thermal, traits
from aurora.types import Candidate, Occasion
from commerce.colours import lab
from commerce.garments import CATEGORIES, SEASONS, SLOTS
from commerce.item import Item, Variant

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEPT = 16_384
"""Products in one colour that stay read: 2.5 MB."""
KINDS = tuple(CATEGORIES)
_KIND = {kind: number for number, kind in enumerate(KINDS)}
_OCCASION = {name: 1 << number for number, name in enumerate(get_args(Occasion))}
_SEASON = {name: 1 << number for number, name in enumerate(SEASONS)}
_SLOT = {slot: number for number, slot in enumerate(SLOTS)}
_WATERPROOF = {None: math.nan, False: 0.0, True: 1.0}


class Columns(msgspec.Struct, frozen=True):
    """(n,) each. Codes are whole numbers."""

    slot: Floats
    """Index into SLOTS."""
    kind: Floats
    """Index into KINDS."""
    colour: Floats
    """Index into `colours()`."""
    pattern: Floats
    """The same number for the same pattern."""
    seasons: Floats
    """Bits by SEASONS; 0 for all year."""
    occasions: Floats
    """Bits of the occasions that the seller names, see `occasion_bit`."""
    price: Floats
    available: Floats
    formality: Floats
    clo: Floats
    """What warms the body; 0 for a bag."""
    popularity: Floats
    coverage: Floats
    """nan where not known."""
    waterproof: Floats
    """nan where not known."""
    bold: Floats
    ease: Floats
    lightness: Floats
    red: Floats
    yellow: Floats
    """CIELAB L, a, b."""

    def codes(self, name: str) -> Ints:
        """The column of that name as whole numbers."""
        found: Floats = getattr(self, name)
        return found.astype(np.int64)


_WIDTH = len(msgspec.structs.fields(Columns))


def columns(candidates: Sequence[Candidate]) -> Columns:
    """The candidates' numbers, in their order."""
    return of([c.item for c in candidates], [c.variant for c in candidates])


def of(items: Sequence[Item], variants: Sequence[Variant]) -> Columns:
    """The numbers of products, each in one colour."""
    if len(items) > KEPT:
        halves = (of(items[:KEPT], variants[:KEPT]), of(items[KEPT:], variants[KEPT:]))
        return Columns(*(np.concatenate(both) for both in zip(*map(msgspec.structs.astuple, halves), strict=True)))
    with _places.lock:
        return Columns(*np.ascontiguousarray(_values[_places.rows(items, variants)].T))


def occasion_bit(name: str | None) -> int:
    """The bit of an occasion in `Columns.occasions`; 0 for none."""
    return _OCCASION.get(name or "", 0)


def colours() -> Sequence[tuple[str, str]]:
    """Every colour that was read so far: name and hex."""
    return _colours


_colours: list[tuple[str, str]] = []
_colour: dict[tuple[str, str], int] = {}
_pattern: dict[str, int] = {}


def _read(item: Item, variant: Variant) -> tuple[float, ...]:
    """The fields of `Columns`, in their order."""
    seen = lab(variant.hex)
    named = variant.colour, variant.hex
    if named not in _colour:
        _colours.append(named)
        _colour[named] = len(_colours) - 1
    return (
        _SLOT[item.slot], _KIND[item.category], _colour[named], _pattern.setdefault(item.pattern, len(_pattern)),
        sum({_SEASON[name] for name in item.seasons}), sum({_OCCASION.get(name, 0) for name in item.occasions}),
        variant.price, variant.available, item.formality, thermal.clo_of(item), item.popularity,
        math.nan if item.coverage is None else item.coverage, _WATERPROOF[item.waterproof],
        traits.boldness(item, variant), traits.comfort(item), seen.l, seen.a, seen.b,
    )  # fmt: skip


class Places:
    """Where what was read of products is kept, each in one colour: a row for the very variant. A product that is told
    anew has a row anew. Callers hold `lock` while they ask and gather."""

    def __init__(self, read: Callable[[int, Item, Variant], None], facts: Callable[[Item], object]) -> None:
        """read: puts what there is to know of a variant into a row below KEPT. facts: what it reads of the product."""
        self.lock = Lock()
        self._read, self._facts = read, facts
        self._at: dict[int, tuple[int, Item, Variant]] = {}
        self._used = 0

    def rows(self, items: Sequence[Item], variants: Sequence[Variant]) -> list[int]:
        """The row of each; at most KEPT of them."""
        if self._used + len(items) > KEPT:
            self._at, self._used = {}, 0
        at, places = self._at, []
        for item, variant in zip(items, variants, strict=True):
            known = at.get(id(variant))
            if known is None or known[1] is not item:
                known = self._known(item, variant, known)
            places.append(known[0])
        return places

    def _known(
        self, item: Item, variant: Variant, before: tuple[int, Item, Variant] | None
    ) -> tuple[int, Item, Variant]:
        """The place of the variant, read now unless the item is but a copy of the one that was read."""
        if before is not None and self._facts(before[1]) == self._facts(item):
            place = before[0]
        else:
            place, self._used = self._used, self._used + 1
            self._read(place, item, variant)
        # Holding the variant keeps its id from being given to another.
        known = self._at[id(variant)] = place, item, variant
        return known


def _facts(item: Item) -> tuple[object, ...]:
    """What `_read` reads of a product."""
    return (
        item.slot, item.category, item.pattern, item.seasons, item.occasions, item.formality, item.clo, item.popularity,
        item.coverage, item.waterproof, item.materials, item.heel, item.fit,
    )  # fmt: skip


def _keep(row: int, item: Item, variant: Variant) -> None:
    _values[row] = _read(item, variant)


_values = np.empty((KEPT, _WIDTH))
_places = Places(_keep, _facts)
