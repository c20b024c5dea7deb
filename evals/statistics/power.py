"""What a comparison could have found: the smallest difference it sees, and how many cases another would need."""

import math
from statistics import NormalDist


def minimum_detectable(spread: float, clusters: int, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The difference of means that `clusters` independent pairs find with chance `power` at level `alpha`, two-sided.

    spread: standard deviation of the clusters' mean differences. nan of no clusters.
    Source: Chow, Shao & Wang, Sample Size Calculations in Clinical Research, 2nd ed. 2008, §3.1 (normal approximation).
    """
    return math.nan if clusters == 0 else _steps(alpha, power) * spread / math.sqrt(clusters)


def cases_needed(spread: float, difference: float, *, alpha: float = 0.05, power: float = 0.8) -> int | None:
    """How many independent pairs find `difference` with chance `power`; None where it is 0, which no number finds."""
    if difference == 0 or math.isnan(difference):
        return None
    return max(2, math.ceil((_steps(alpha, power) * spread / abs(difference)) ** 2))


def _steps(alpha: float, power: float) -> float:
    normal = NormalDist()
    return normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)
