"""How good a look is by what can be counted on it. A look here is what a card shows; nothing asks the stylist's
opinion."""

import math
from collections.abc import Sequence
from itertools import combinations


def is_complete(slots: Sequence[str]) -> bool:
    """Whether somebody is dressed by it: a dress, or top and bottom, and shoes."""
    worn = set(slots)
    return "shoes" in worn and ("dress" in worn or {"top", "bottom"} <= worn)


def budget_use(total: int, budget: int) -> float:
    """Total over budget, >= 0, both in minor units; above 1 it is broken; nan where there is none."""
    return total / budget if budget > 0 else math.nan


def spread(values: Sequence[float]) -> float:
    """Largest less smallest, >= 0; nan of nothing. Of formality 0..1 it is how unevenly dressed somebody is."""
    return max(values) - min(values) if values else math.nan


def difference(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of all pieces of two looks that only one of them has (Jaccard distance), 0..1; nan of two empty looks."""
    a, b = set(one), set(other)
    return len(a ^ b) / len(a | b) if a | b else math.nan


def diversity(looks: Sequence[Sequence[str]]) -> float:
    """Mean difference of every two looks, 0..1; nan of fewer than two. looks: ids of the pieces of each."""
    pairs = [difference(a, b) for a, b in combinations(looks, 2)]
    return sum(pairs) / len(pairs) if pairs else math.nan


def palette_distance(
    first: Sequence[tuple[float, float, float]], second: Sequence[tuple[float, float, float]]
) -> float:
    """Mean distance in CIELAB (CIE76) from each colour of a palette to the nearest of the other, both ways, >= 0.

    (n, 3) and (m, 3) L*, a*, b*; nan where either is empty. The mean of both directed means is the modified Hausdorff
    distance's smoother cousin (Dubuisson & Jain, ICPR 1994, take the larger).
    """
    if not first or not second:
        return math.nan
    there = [min(math.dist(a, b) for b in second) for a in first]
    back = [min(math.dist(a, b) for b in first) for a in second]
    return (sum(there) / len(there) + sum(back) / len(back)) / 2
