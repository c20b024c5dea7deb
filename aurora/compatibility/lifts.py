"""How much more often two facts were in one outfit than if drawn apart, and in how many outfits each was."""

from collections.abc import Sequence

import msgspec
import numpy as np

from aurora.compatibility.layer import Floats, Ints

Level = tuple[str, ...]
"""One fact, or several read as one: ("kind", "colour") is a black dress."""
_DENSE = 1_500_000


class Lift(msgspec.Struct, frozen=True):
    """Counts of one level against another over the outfits, each outfit's pairs weighing 1 / (pieces − 1)."""

    one: Level
    other: Level
    key: Ints
    """Sorted: row · columns + column."""
    count: Floats
    rows: Floats
    columns: Floats
    total: float
    alpha: float

    def of(self, x: Ints, y: Ints) -> Floats:
        """(m,) log lift of codes x of `one` with codes y of `other`; 0 for a code that is not known (−1)."""
        known = (x >= 0) & (y >= 0)
        at = np.maximum(x, 0) * len(self.columns) + np.maximum(y, 0)
        expected = self.rows[np.maximum(x, 0)] * self.columns[np.maximum(y, 0)] / self.total
        found = np.minimum(np.searchsorted(self.key, at), len(self.key) - 1)
        count = np.where(self.key[found] == at, self.count[found], 0.0)
        return np.where(known, np.log((count + self.alpha) / (expected + self.alpha)), 0.0).astype(np.float32)

    def whole(self) -> Floats | None:
        """The lift of every code with every other, a last row and column of 0 for the unknown; None where it would be
        large."""
        shape = (len(self.rows) + 1, len(self.columns) + 1)
        if shape[0] * shape[1] > _DENSE:
            return None
        x, y = np.meshgrid(np.arange(shape[0] - 1), np.arange(shape[1] - 1), indexing="ij")
        table = np.zeros(shape, dtype=np.float32)
        table[:-1, :-1] = self.of(x.ravel(), y.ravel()).reshape(x.shape)
        return table


def looked_up(lift: Lift, table: Floats | None, x: Ints, y: Ints) -> Floats:
    """`lift.of(x, y)`, from its table where there is one: by place, since −1 in either code leads to one of the zeros
    at the ends of its rows."""
    return lift.of(x, y) if table is None else table.take(x * table.shape[1] + y, mode="wrap")


def use_of(level: Level, lifts: Sequence[Lift]) -> Floats:
    """(values + 1,) logarithm of one more than the outfits with each value; last, 0 for what is not known."""
    return np.append(np.log1p(own_lift(level, lifts).rows), np.float32(0))


def own_lift(level: Level, lifts: Sequence[Lift]) -> Lift:
    """The lift of a level with itself; StopIteration where there is none."""
    return next(lift for lift in lifts if lift.one == lift.other == level)
