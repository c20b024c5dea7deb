"""Figures of a ranking whose labels are known for the whole shop, not only for what was found. Plain numpy."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ndcg(found: Sequence[int], every: Sequence[int], k: int = 10) -> float:
    """Normalised discounted cumulative gain at k, 0..1; nan where nothing in the shop is relevant.

    found: grades >= 0 of the ranking, best first. every: grades of all that the shop has, in any order, of which the
    best k make the ideal. Gain 2^grade - 1, discount log2(rank + 1).
    Source: Järvelin & Kekäläinen, ACM TOIS 20(4), 2002; the gain: Burges et al., ICML 2005.
    """
    ideal = _gained(sorted(every, reverse=True)[:k])
    return _gained(found[:k]) / ideal if ideal else float("nan")


def _gained(grades: Sequence[int]) -> float:
    gains: Floats = 2.0 ** np.asarray(grades, dtype=np.float64) - 1
    return float(gains @ (1 / np.log2(np.arange(len(gains)) + 2)))


def recall(found: Sequence[int], every: Sequence[int], k: int = 40) -> float:
    """Share of the products of the best grade that are among the first k; nan where nothing is relevant.

    Of more than k such products k is all that could be found, so k is what is divided by.
    """
    best = max(every, default=0)
    if best == 0:
        return float("nan")
    return sum(grade == best for grade in found[:k]) / min(sum(grade == best for grade in every), k)


def reciprocal_rank(found: Sequence[int], every: Sequence[int]) -> float:
    """1 / place of the first product of the best grade that the shop has, 0 where none was found; nan where nothing is
    relevant. Source: Voorhees, TREC-8, 1999."""
    best = max(every, default=0)
    if best == 0:
        return float("nan")
    return next((1 / place for place, grade in enumerate(found, start=1) if grade == best), 0.0)
