"""The interval of a share."""

import math

import msgspec


class Interval(msgspec.Struct, frozen=True):
    low: float
    high: float


def wilson(right: int, count: int, z: float = 1.96) -> Interval:
    """The score interval of a proportion, 95 % by default; (0, 1) of nothing. Source: Wilson, JASA 22(158), 1927."""
    if count == 0:
        return Interval(0.0, 1.0)
    share, z2 = right / count, z * z
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = z / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
