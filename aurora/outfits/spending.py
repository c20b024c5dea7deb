"""Whether the money goes where it is seen: no boots that cost eight times the gown."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aurora.columns import Columns
from aurora.types import Scored
from commerce.garments import SLOTS, Slot

Floats = NDArray[np.float64]

USUAL: dict[Slot, float] = {
    "top": 0.64, "bottom": 0.87, "dress": 1.10, "outerwear": 1.88, "shoes": 1.06, "bag": 1.13, "accessory": 0.72,
}  # fmt: skip
"""What a piece of the slot usually costs beside the others: the geometric mean of the median prices of the demo
catalogue (904 products for adults) and of Myntra's (9,216), each over its own mean of the seven slots. The two differ
by a factor of 1.7 at outerwear, of less than 1.6 elsewhere."""
# Two pieces are in proportion within these factors: among clothes and among what goes with them, of clothes over what
# goes with them, and the other way round. From there a pair loses all it can over a factor of four; prices of one kind
# of garment spread by a factor of 2.7 (the standard deviation of their logarithm in the demo catalogue is 0.99).
_AMONG, _CLOTHES_OVER, _CLOTHES_UNDER, _FALL = math.log(3.0), math.log(6.0), math.log(1.3), math.log(4.0)


_USUAL = np.array([USUAL[slot] for slot in SLOTS])
_SEEN = np.array([float(slot in ("top", "bottom", "dress", "outerwear")) for slot in SLOTS])


def together(scored: Sequence[Scored], told: Columns) -> Floats:
    """(n, n) 0..1: how evenly dear every two pieces are for what they are. What one owns goes with everything."""
    slot = told.codes("slot")
    level = np.log(np.where(told.price > 0, told.price, np.nan) / _USUAL[slot])
    for i, piece in enumerate(scored):
        if piece.parts:
            level[i] = _level(piece.parts)
    seen = _SEEN[slot]
    over = level[:, None] - level
    clothes_over = over * (seen[:, None] - seen)  # above 0 where clothes are dearer, below where cheaper, 0 among them
    free = np.where(clothes_over > 0, _CLOTHES_OVER, np.where(clothes_over < 0, _CLOTHES_UNDER, _AMONG))
    even = np.abs(over, out=over)
    even -= free
    even /= _FALL
    even = 1 - np.minimum(np.maximum(even, 0, out=even), 1, out=even)
    even[np.isnan(even)] = 1.0
    return np.asarray(even)


def _level(parts: Sequence[Scored]) -> float:
    """How dear a layered pair is for its slot, as a logarithm: the mean of what is not owned, nan where both are."""
    found = [
        math.log(p.candidate.variant.price / USUAL[p.candidate.item.slot])
        for p in parts if p.candidate.variant.price > 0
    ]  # fmt: skip
    return sum(found) / len(found) if found else math.nan
