"""Two variants on the same cases: the gain of one over the other, its interval, its p, what could have been seen."""

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from evals.statistics.bootstrap import Floats, clusters, drawn, weighed
from evals.statistics.permutation import swapped_p
from evals.statistics.power import cases_needed, minimum_detectable

T = TypeVar("T")
Parts = Sequence[tuple[float, float]]
POOLED = 300
"""Resamples and tosses of a figure that has to be worked out anew each time."""


class Paired(msgspec.Struct, frozen=True, kw_only=True):
    """b against a. `gain` is b − a, in the metric's own unit."""

    a: float
    b: float
    gain: float
    low: float
    high: float
    p: float
    effect: float | None
    """Gain over the spread of the clusters' gains (Cohen's d of pairs, Statistical Power Analysis, 2nd ed. 1988)."""
    clusters: int
    detectable: float
    """The gain or loss that so many clusters find four times in five."""
    needed: int | None
    """Clusters that would find the observed gain four times in five; None where there is none."""


def paired_ratio(a: Parts, b: Parts, groups: Sequence[str], *, seed: int = 0) -> Paired | None:
    """Of sums above over sums below the line, means among them: (n,) parts of the same n >= 1 cases.

    None where nothing stands below the line of either. The spread is of the linearised gain (Cochran, Sampling
    Techniques, 3rd ed. 1977, §6).
    """
    numbers = clusters(groups)
    sums = np.array([np.bincount(numbers, weights=np.array(side)[:, n]) for side in (a, b) for n in (0, 1)])
    if sums[1].sum() == 0 or sums[3].sum() == 0:
        return None
    count = sums.shape[1]
    one, two = (float(sums[n].sum() / sums[n + 1].sum()) for n in (0, 2))
    boots = np.concatenate([_gains(sums @ times.T) for times in weighed(count, seed=seed)])
    first = (sums[0] - one * sums[1]) / sums[1].mean()
    second = (sums[2] - two * sums[3]) / sums[3].mean()
    spread = float(np.sqrt(((second - first) ** 2).sum() / (count - 1))) if count > 1 else 0.0

    def swapped(tosses: Floats) -> Floats:
        totals = sums.sum(axis=1)[:, None] + np.vstack((
            (sums[2] - sums[0]) @ tosses.T, (sums[3] - sums[1]) @ tosses.T,
            (sums[0] - sums[2]) @ tosses.T, (sums[1] - sums[3]) @ tosses.T,
        ))  # fmt: skip
        return _gains(totals)

    return _paired(one, two, boots, spread, count, swapped_p(swapped, count, seed=seed))


def _gains(totals: Floats) -> Floats:
    """(4,) or (4, m) sums above and below of a, then of b → (m,) gains; nan where nothing stands below."""
    held = totals.reshape(4, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(held[2] / held[3] - held[0] / held[1])


def paired_pool(
    measure: Callable[[Sequence[T]], float | None],
    a: Sequence[T],
    b: Sequence[T],
    groups: Sequence[str],
    *,
    seed: int = 0,
    times: int = POOLED,
) -> Paired | None:
    """Of a figure of many cases together; None where either variant has none."""
    one, two = _number(measure(a)), _number(measure(b))
    if math.isnan(one) or math.isnan(two):
        return None
    numbers = clusters(groups)
    rows_of = [np.flatnonzero(numbers == number).tolist() for number in range(int(numbers.max()) + 1)]

    def gain(rows: Sequence[int]) -> float:
        return _number(measure([b[row] for row in rows])) - _number(measure([a[row] for row in rows]))

    def swapped(tosses: Floats) -> Floats:
        return np.array([_swapped(toss) for toss in tosses])

    def _swapped(toss: Floats) -> float:
        turned = toss[numbers] > 0
        left = [y if turn else x for x, y, turn in zip(a, b, turned, strict=True)]
        right = [x if turn else y for x, y, turn in zip(a, b, turned, strict=True)]
        return _number(measure(right)) - _number(measure(left))

    draws = drawn(len(rows_of), seed=seed, resamples=times)
    boots = np.array([gain([row for number in draw for row in rows_of[number]]) for draw in draws])
    spread = float(np.nanstd(boots)) * math.sqrt(len(rows_of))
    p = swapped_p(swapped, len(rows_of), seed=seed, tosses=times)
    return _paired(one, two, boots, spread, len(rows_of), p)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _paired(one: float, two: float, boots: Floats, spread: float, count: int, p: float) -> Paired:
    low, high = np.nanquantile(boots, (0.025, 0.975)).tolist()
    gain = two - one
    return Paired(
        a=one, b=two, gain=gain, low=low, high=high, p=p, effect=gain / spread if spread > 0 else None,
        clusters=count, detectable=minimum_detectable(spread, count),
        needed=cases_needed(spread, gain) if spread > 0 else None,
    )  # fmt: skip
