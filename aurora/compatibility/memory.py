"""Outfits kept as they were, and how well a piece completes others by those most like them.

Pairs know what two pieces do together; which black shoes end a look of cream and rust is known from looks of cream and
rust. An outfit is like some pieces as far as each of them is like the one in it that is most like it; a piece fits them
as far as outfits like them have, more than others, a piece like it: a kernel estimate (Nadaraya 1964, Watson 1964) of a
lift. A piece that was never worn is judged by what it is like.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Floats, Ints
from aurora.compatibility.lifts import Level

_ANYWAY = 0.02
"""The share of what an outfit has anyway in what outfits like the others have: bounds a lift from below."""


class Kernel(msgspec.Struct, frozen=True):
    """When pieces are alike, and how much closer outfits count more."""

    alike: tuple[tuple[Level, float], ...]
    """What each level adds to the likeness of two pieces that have the same value; together 1."""
    near: float = 20.0
    """An outfit's weight is exp(near · its mean likeness to the others)."""
    same: float = 20.0
    """It has a piece as far as exp(same · (likeness − 1))."""


class Memory(msgspec.Struct, frozen=True):
    """Outfits: for each level the codes of the pieces in them, one outfit after the other."""

    codes: dict[Level, Ints]
    """(pieces,) different pieces."""
    rows: Ints
    """(places,) which piece is where."""
    start: Ints
    """(outfits,)"""

    def likeness(self, kernel: Kernel, codes: dict[Level, Ints], rows: Ints) -> Floats:
        """(rows, outfits) of each piece with the piece of each outfit that is most like it, 0..1."""
        found = np.empty((len(rows), len(self.start)), dtype=np.float32)
        for n, row in enumerate(rows.tolist()):
            alike = np.zeros(len(next(iter(self.codes.values()))), dtype=np.float32)
            for level, share in kernel.alike:
                code = codes[level][row]
                if code >= 0:
                    alike += np.float32(share) * (self.codes[level] == code)
            found[n] = np.maximum.reduceat(alike[self.rows], self.start)
        return found


class Recall:
    """A memory asked about some of the pieces; what they are like is worked out once."""

    def __init__(self, memory: Memory, kernels: Sequence[Kernel], codes: dict[Level, Ints], rows: Ints) -> None:
        """rows: those of `codes` that will be asked about, each once, ascending."""
        self.kernels, self.rows = kernels, rows
        self._like = [memory.likeness(kernel, codes, rows) for kernel in kernels]
        self._has = [np.exp(np.float32(k.same) * (like - 1)) for k, like in zip(kernels, self._like, strict=True)]
        self._usual = [has.mean(axis=1) for has in self._has]

    def completions(self, context: Ints, answers: Ints) -> NDArray[np.float64]:
        """(2 · kernels, answers): each kernel's lift of each answer beside the context, twice, as `of_set` lays them
        out."""
        beside, asked = np.searchsorted(self.rows, context), np.searchsorted(self.rows, answers)
        found = [self._lift(n, self._like[n][beside].mean(axis=0), asked) for n in range(len(self.kernels))]
        return np.repeat(np.array(found), 2, axis=0)

    def of_set(self, pieces: Ints) -> NDArray[np.float64]:
        """(2 · kernels,): the mean and the least over the pieces of each one's lift beside the others."""
        at = np.searchsorted(self.rows, pieces)
        found = []
        for n, like in enumerate(self._like):
            whole = like[at].sum(axis=0)
            lifts = [float(self._lift(n, (whole - like[one]) / max(len(at) - 1, 1), one)) for one in at]
            found += [float(np.mean(lifts)), min(lifts)]
        return np.array(found)

    def _lift(self, n: int, like: Floats, asked: Ints | np.int64) -> NDArray[np.float64]:
        """Of the asked pieces under the kernel, where the outfits are so like the others."""
        weight = np.exp(np.float32(self.kernels[n].near) * (like - like.max()))
        usual = self._usual[n][asked]
        return np.asarray(np.log(self._has[n][asked] @ weight / weight.sum() / usual + _ANYWAY), dtype=np.float64)
