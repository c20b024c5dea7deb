"""The price ranges of a facet: round amounts about what the shop's own pieces cost, whatever its currency is worth.

Fixed ranges in dollars put 11,095 of 12,491 pieces that are priced in rupees into the last one (docs/catalogue.md).
"""

import math

import numpy as np
from numpy.typing import NDArray

Prices = NDArray[np.float64]
_STEPS = (0.5, 1, 2, 4, 10)
"""Of the round amount nearest to the median: with $59 that is 50, and the ranges begin at 0, 25, 50, 100, 200, 500."""
_LEAST = 10
"""Minor units; half of it is whole too."""


def bounds(prices: Prices) -> Prices:
    """(6,) where the ranges begin, minor units, whole, ascending from 0; prices: (n,), n > 0."""
    around = round_amount(float(np.median(prices)))
    return np.array([0, *(step * around for step in _STEPS)])


def round_amount(price: float) -> int:
    """The nearest of 1, 2 and 5 times a power of ten, by ratio; 10 at least."""
    if price <= _LEAST:
        return _LEAST
    power = 10 ** math.floor(math.log10(price))
    return int(min((power, 2 * power, 5 * power, 10 * power), key=lambda one: abs(math.log(price / one))))


def counted(prices: Prices, begins: Prices) -> dict[str, int]:
    """How many of the prices lie in each range that has any: `2500-4999` in minor units, both included; `50000-`."""
    numbers = np.bincount(np.searchsorted(begins, prices, side="right") - 1, minlength=len(begins))
    ends = [f"{begin - 1:.0f}" for begin in begins[1:]] + [""]
    names = [f"{begin:.0f}-{end}" for begin, end in zip(begins, ends, strict=True)]
    return {name: int(n) for name, n in zip(names, numbers, strict=True) if n}
