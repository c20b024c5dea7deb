"""Products as the compatibility model reads them, each in one colour and kept coded, and how well those of a turn go
together."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from aurora.columns import KEPT, Places
from aurora.compatibility import Model, Piece, shipped
from aurora.compatibility.distances import Coded
from aurora.compatibility.pieces import piece_of
from commerce.item import Item, Variant

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Pairs:
    """How well two products go together, each in one colour, as it was judged: neither they nor the model can change.

    To judge the pairs of a turn takes 0.5 ms, to look them up 0.1; the turns of a conversation lay out much the same
    pieces. A pair has one place among PLACES (2 MB), and what comes later takes it."""

    PLACES = 1 << 17

    def __init__(self) -> None:
        self._pair, self._worth = np.full(self.PLACES, -1, dtype=np.int64), np.empty(self.PLACES)

    def known(self, one: Ints, other: Ints) -> tuple[Floats, Ints]:
        """(m,) and (new,): what the pairs of rows are worth, and the places of those that are not known."""
        pair, at = self._at(one, other)
        return self._worth.take(at), np.flatnonzero(self._pair.take(at) != pair)

    def keep(self, one: Ints, other: Ints, worth: Floats) -> None:
        pair, at = self._at(one, other)
        self._pair[at], self._worth[at] = pair, worth

    def forget(self) -> None:
        self._pair.fill(-1)

    def _at(self, one: Ints, other: Ints) -> tuple[Ints, Ints]:
        """The pairs' numbers and places. The pairs of one row lie side by side, for its neighbours were mostly read in
        one turn with it: scattered, each of a turn's 2,000 was another line of the processor's cache."""
        return one * KEPT + other, (one * _STRIDE + other) & (self.PLACES - 1)


_STRIDE = 1327
"""Odd and no power of two near it, so that the rows of 100 pieces seldom share places."""


class Goods:
    """The products that one model has been asked about."""

    def __init__(self, model: Model) -> None:
        self._model = model
        nothing = Piece(facts=())
        self._levels = tuple(model.code([nothing]).codes)
        parts = self._parts(nothing)
        self._ends = np.cumsum([len(part) for part in parts])[:-1].tolist()
        self._coded = np.empty((KEPT, sum(map(len, parts))))
        self._places = Places(self._keep, _facts)
        self._pairs = Pairs()

    def together(self, items: Sequence[Item], variants: Sequence[Variant], met: Bools) -> Floats:
        """(n, n) how well every two go together, 0..1, symmetric; 1 for those that are not met.

        met: (n, n), symmetric, the pairs that are asked about."""
        whole = np.ones((len(items), len(items)))
        i, j = np.nonzero(np.triu(met, 1))
        if len(i):
            with self._places.lock:
                whole[i, j] = whole[j, i] = self._judged(np.array(self._places.rows(items, variants)), i, j)
        return whole

    def _judged(self, rows: Ints, i: Ints, j: Ints) -> Floats:
        """(m,) how well the two of each pair go together, only those judged that are not known. rows: what is kept of
        the products."""
        worth, new = self._pairs.known(rows[i], rows[j])
        if len(new):
            one, other = i[new], j[new]
            worth[new] = self._model.likeness(self._told(self._coded[rows]), one, other)
            self._pairs.keep(rows[one], rows[other], worth[new])
        return worth

    def coded(self, items: Sequence[Item], variants: Sequence[Variant]) -> Coded:
        """`Model.code` of the products; at most KEPT."""
        with self._places.lock:
            return self._told(self._coded[self._places.rows(items, variants)])

    def _told(self, found: Floats) -> Coded:
        """What is kept of products, one a row, as the model reads it."""
        codes, left, right, bare, numbers, words, rare, family = np.split(found, self._ends, axis=1)
        return Coded(
            codes=dict(zip(self._levels, np.ascontiguousarray(codes.T).astype(np.int64), strict=True)),
            left=left, right=right, bare=bare.reshape(len(found), 2, -1).transpose(1, 0, 2),
            numbers=np.ascontiguousarray(numbers.T), words=words.astype(np.int64), rare=rare.astype(np.float32),
            family=family.astype(np.float32),
        )  # fmt: skip

    def _keep(self, row: int, item: Item, variant: Variant) -> None:
        if row == 0:  # all rows are given out anew
            self._pairs.forget()
        self._coded[row] = np.concatenate(self._parts(piece_of(item, variant)))

    def _parts(self, piece: Piece) -> list[Floats]:
        """The fields of `Coded` of one piece, one after the other."""
        coded = self._model.code([piece])
        codes = [coded.codes[level][0] for level in self._levels]
        rest = coded.left, coded.right, coded.bare, coded.numbers, coded.words, coded.rare, coded.family
        return [np.array(codes, dtype=np.float64), *(part.ravel().astype(np.float64) for part in rest)]


def _facts(item: Item) -> tuple[object, ...]:
    """What `piece_of` reads of a product."""
    return item.product_id, item.category, item.pattern, item.formality, item.materials


@cache
def shop() -> Goods:
    """What the shipped model is asked about."""
    return Goods(shipped())
