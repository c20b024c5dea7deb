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


def mean(values: Sequence[float | None], groups: Sequence[str], *, seed: int = 0) -> Estimate:
    """The mean of the scored values with its interval; None and nan are unscored. values, groups: (n,)."""
    return ratio([None if v is None or np.isnan(v) else (v, 1.0) for v in values], groups, seed=seed)


def ratio(
    parts: Sequence[tuple[float, float] | None], groups: Sequence[str], *, seed: int = 0, resamples: int = RESAMPLES
) -> Estimate:
    """The sum above over the sum below the line, with its percentile interval.

    parts, groups: (n,) None is unscored. Larger clusters weigh as they do in the ratio. Where nothing stands below the
    line (nothing was found, so precision is not defined) there is no value.
    """
    scored = [(part, group) for part, group in zip(parts, groups, strict=True) if part is not None]
    unscored = len(parts) - len(scored)
    if not scored or sum(part[1] for part, _ in scored) == 0:
        return Estimate(value=None, unscored=len(parts))
    numbers = clusters([group for _, group in scored])
    above = np.bincount(numbers, weights=np.array([part[0] for part, _ in scored]))
    below = np.bincount(numbers, weights=np.array([part[1] for part, _ in scored]))
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = weighed(len(above), seed=seed, resamples=resamples)
        found = np.concatenate([times @ above / (times @ below) for times in draws])
    low, high = np.nanquantile(found, (0.025, 0.975)).tolist()
    return Estimate(
        value=float(above.sum() / below.sum()), low=low, high=high,
        n=len(scored), unscored=unscored, clusters=len(above),
    )  # fmt: skip


def weighed(count: int, *, seed: int, resamples: int = RESAMPLES) -> Iterator[Floats]:
    """(m, count) how often each cluster was drawn in m resamples, until there were `resamples`."""
    chance = np.random.default_rng(seed)
    batch = max(1, min(256, 1_000_000 // count))
    for start in range(0, resamples, batch):
        size = min(batch, resamples - start)
        rows = chance.integers(0, count, (size, count)) + np.arange(size)[:, None] * count
        yield np.bincount(rows.ravel(), minlength=size * count).reshape(size, count).astype(np.float64)


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
