"""A pair's distances and factor: what two pieces are to each other in colour, formality, price, words and vectors."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Floats, Ints
from aurora.compatibility.lifts import Level

NUMBERS = (
    "lightness", "red-green", "yellow-blue", "chroma", "colour", "hue", "darker", "lighter", "duller", "brighter",
    "neutral both", "neutral one", "hue effect", "no colour", "formality", "no formality", "price", "no price", "words",
    "no words",
)  # fmt: skip
"""Distances of a pair: absolute differences, the lesser and the greater of both, and whether they are known."""
SPOKEN = 12
"""Words of a piece that are read."""


class Coded(msgspec.Struct, frozen=True):
    """Pieces as arrays, for one model."""

    codes: dict[Level, Ints]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    bare: NDArray[np.float64]
    """(2, n, size) `left` and `right` without what names a piece; size 0 where the recipe does not ask."""
    numbers: NDArray[np.float64]
    """(8, n): L, a, b, chroma, neutrality, hue effect, formality, log price; nan where not known."""
    words: Ints
    """(n, SPOKEN) rows of the words; −1 where there are fewer."""
    rare: Floats
    """(n, SPOKEN) how rare each is; each piece's have length 1."""
    family: Floats


def factor(
    left: NDArray[np.float64], right: NDArray[np.float64], i: Ints, j: Ints
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(m,) each: both ways together, and the better way. All pairs of few pieces are cheaper as one product."""
    if len(left) ** 2 <= 8 * len(i):
        cross = left @ right.T
        there, back = cross[i, j], cross[j, i]
    else:
        there = np.einsum("md,md->m", left[i], right[j])
        back = np.einsum("md,md->m", left[j], right[i])
    return there + back, np.maximum(there, back)


def distances(coded: Coded, i: Ints, j: Ints, found: NDArray[np.float64]) -> None:
    """Fills (NUMBERS, m); an unknown distance is 0, and the feature beside it says so."""
    known = ~np.isnan(coded.numbers)
    numbers = np.where(known, coded.numbers, 0.0)
    one, other = numbers.take(i, axis=1), numbers.take(j, axis=1)
    np.abs(np.subtract(one[:4], other[:4], out=found[:4]), out=found[:4])
    square = np.square(found[:4])
    apart = square[0] + square[1] + square[2]
    np.sqrt(apart, out=found[4])
    np.sqrt(np.maximum(apart - square[0] - square[3], 0), out=found[5])
    np.minimum(one[0], other[0], out=found[6])
    np.maximum(one[0], other[0], out=found[7])
    np.minimum(one[3], other[3], out=found[8])
    np.maximum(one[3], other[3], out=found[9])
    np.multiply(one[4], other[4], out=found[10])
    np.maximum(one[4], other[4], out=found[11])
    np.add(one[5], other[5], out=found[12])
    np.abs(one[6] - other[6], out=found[14])
    np.abs(one[7] - other[7], out=found[16])
    for first, past, number in ((0, 13, 0), (14, 15, 6), (16, 17, 7)):
        found[past] = 0.0
        if not known[number].all():
            unknown = ~(known[number][i] & known[number][j])
            found[past] = unknown
            found[first:past, unknown] = 0.0
    found[18], found[19] = 0.0, 1.0
    spoken = coded.words[:, 0] >= 0
    if spoken.any():
        found[18] = _likeness(coded, i, j)
        found[19] = ~(spoken[i] & spoken[j])


def _likeness(coded: Coded, i: Ints, j: Ints) -> Floats:
    """(m,) cosine of the words under TF-IDF; 0 where either has none."""
    if not coded.rare.any():
        return np.zeros(len(i), dtype=np.float32)
    found = np.zeros(len(i), dtype=np.float32)
    for at in range(SPOKEN):
        word = coded.words[i, at]
        same = (word[:, None] == coded.words[j]) & (word >= 0)[:, None]
        found += coded.rare[i, at] * (same * coded.rare[j]).sum(axis=1)
    return found
