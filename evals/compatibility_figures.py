"""Figures of compatibility: fill in the blank, area under the curve, and their intervals. Plain numpy."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Figure(msgspec.Struct, frozen=True):
    """A value with its 95 % bootstrap interval, and over how many."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.count}"


def credit(scores: Floats, right: int) -> float:
    """1 where the right answer alone scores most, its share of the tie where others score as much, else 0."""
    best = scores >= scores.max() - 1e-9
    return float(best[right] / best.sum())


def auc(labels: Sequence[int], scores: Floats) -> float:
    """Probability that a positive scores above a negative, ties counting half; nan where either is missing."""
    truth = np.asarray(labels, dtype=np.bool_)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return float("nan")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    return float((rank[place][truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def interval(measure: Callable[[NDArray[np.int64]], float], count: int, seed: int = 0, times: int = 1000) -> Figure:
    """`measure` of all rows, and its 2.5 % and 97.5 % quantiles over `times` samples of `count` rows with replacement.

    Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13 (percentile interval).
    """
    chance = np.random.default_rng(seed)
    if count == 0:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    found = np.array([measure(chance.integers(0, count, count)) for _ in range(times)])
    low, high = np.nanquantile(found, (0.025, 0.975))
    return Figure(measure(np.arange(count)), float(low), float(high), count)


def mean_of(values: Sequence[float], seed: int = 0) -> Figure:
    """The mean with its interval."""
    held = np.asarray(values, dtype=np.float64)
    return interval(lambda rows: float(held[rows].mean()), len(held), seed)


def auc_of(labels: Sequence[int], scores: Floats, owners: Sequence[int], seed: int = 0) -> Figure:
    """The area under the curve; whole outfits (`owners`, with their stand-ins) are drawn for the interval."""
    truth, by = np.asarray(labels), np.asarray(owners)
    names = np.unique(by)
    rows_of = [np.flatnonzero(by == name) for name in names]

    def measure(drawn: NDArray[np.int64]) -> float:
        rows = np.concatenate([rows_of[n] for n in drawn])
        return auc(truth[rows].tolist(), scores[rows])

    return interval(measure, len(names), seed, times=300)
