"""The clustered bootstrap: whole clusters are drawn with replacement, since cases of one cluster are not independent.

Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13; clusters: Davison & Hinkley, Bootstrap
Methods and their Application, 1997, §3.8.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RESAMPLES = 2000


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its 95 % interval and all that was counted for it. None where nothing could be scored."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    """Cases that were scored."""
    unscored: int = 0
    clusters: int = 0

    def show(self) -> str:
        """`0.962 [0.950, 0.971] n=1200`."""
        if self.value is None:
            return f"– n=0, {self.unscored} unscored"
        interval = "" if self.low is None or self.high is None else f" [{self.low:.3f}, {self.high:.3f}]"
        return f"{self.value:.3f}{interval} n={self.n}"


def clusters(groups: Sequence[str]) -> Ints:
    """(n,) the number of each case's cluster, 0 .. clusters − 1."""
    _, numbers = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    return numbers.astype(np.int64)


def drawn(count: int, *, seed: int, resamples: int = RESAMPLES) -> Iterator[Ints]:
    """`resamples` times the numbers of `count` clusters drawn with replacement."""
    chance = np.random.default_rng(seed)
    for _ in range(resamples):
        yield chance.integers(0, count, count)


def mean(
    values: Sequence[float | None], groups: Sequence[str], *, seed: int = 0, resamples: int = RESAMPLES
) -> Estimate:
    """The mean of the scored values with its percentile interval. None and nan are unscored.

    values, groups: (n,). The mean is over cases; clusters are drawn, so larger ones weigh as they do in the mean.
    """
    held = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    scored = ~np.isnan(held)
    unscored = int((~scored).sum())
    if not scored.any():
        return Estimate(value=None, unscored=unscored)
    numbers = clusters([group for group, is_scored in zip(groups, scored, strict=True) if is_scored])
    sums = np.bincount(numbers, weights=held[scored])
    counts = np.bincount(numbers).astype(np.float64)
    chance = np.random.default_rng(seed)
    found = np.empty(resamples)
    for start in range(0, resamples, 256):
        rows = chance.integers(0, len(sums), (min(256, resamples - start), len(sums)))
        found[start : start + len(rows)] = sums[rows].sum(axis=1) / counts[rows].sum(axis=1)
    low, high = np.quantile(found, (0.025, 0.975)).tolist()
    return Estimate(
        value=float(sums.sum() / counts.sum()), low=low, high=high,
        n=int(scored.sum()), unscored=unscored, clusters=len(sums),
    )  # fmt: skip


def measured(
    measure: Callable[[Sequence[Any]], float | None],
    cases: Sequence[Any],
    groups: Sequence[str],
    *,
    seed: int = 0,
    resamples: int = 400,
) -> Estimate:
    """A figure of many cases together (an area under a curve, a share of a catalogue) with its interval.

    measure: of a list of cases; None or nan where it cannot be had. Resamples in which it cannot are left out.
    """
    value = _number(measure(cases)) if cases else None
    if value is None:
        return Estimate(value=None, unscored=len(cases))
    numbers = clusters(groups)
    rows_of = [np.flatnonzero(numbers == number) for number in range(int(numbers.max()) + 1)]
    found = [
        seen
        for draw in drawn(len(rows_of), seed=seed, resamples=resamples)
        if (seen := _number(measure([cases[row] for number in draw for row in rows_of[number]]))) is not None
    ]
    low, high = np.quantile(found, (0.025, 0.975)).tolist() if found else (value, value)
    return Estimate(value=value, low=low, high=high, n=len(cases), clusters=len(rows_of))


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
