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
Bools = NDArray[np.bool_]


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

    def together(self, items: Sequence[Item], variants: Sequence[Variant], met: Bools) -> Floats:
        """(n, n) how well every two go together, 0..1, symmetric; 1 for those that are not met.

        met: (n, n), symmetric, the pairs that are asked about."""
        whole = np.ones((len(items), len(items)))
        i, j = np.nonzero(np.triu(met, 1))
        if len(i):
            whole[i, j] = whole[j, i] = self._model.likeness(self.coded(items, variants), i, j)
        return whole

    def coded(self, items: Sequence[Item], variants: Sequence[Variant]) -> Coded:
        """`Model.code` of the products; at most KEPT."""
        with self._places.lock:
            found = self._coded[self._places.rows(items, variants)]
        codes, left, right, bare, numbers, words, rare, family = np.split(found, self._ends, axis=1)
        return Coded(
            codes=dict(zip(self._levels, np.ascontiguousarray(codes.T).astype(np.int64), strict=True)),
            left=left, right=right, bare=bare.reshape(len(found), 2, -1).transpose(1, 0, 2),
            numbers=np.ascontiguousarray(numbers.T), words=words.astype(np.int64), rare=rare.astype(np.float32),
            family=family.astype(np.float32),
        )  # fmt: skip

    def _keep(self, row: int, item: Item, variant: Variant) -> None:
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
