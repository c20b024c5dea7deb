"""Intervals that may be looked at every day: they hold the truth at all times at once, so peeking does not break them.

Source: asymptotic confidence sequences, Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, Annals of Statistics 52(6),
2024; the mixture behind them: Robbins, Ann. Math. Stat. 41(5), 1970; Howard et al., Ann. Stat. 49(2), 2021.
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from evals.statistics.bootstrap import Floats

PLANNED = 2_000
"""Shoppers in both arms together at which the interval is tightest; it is valid before and after."""
LEAST = 100
"""Shoppers in each arm before anything is said: the law behind the intervals is one of large numbers."""


class Moments(msgspec.Struct, frozen=True):
    """What an arm has been so far: enough to go on from, so that no single shopper has to be kept."""

    n: int
    total: float
    squares: float
    """Sum of squares."""

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else math.nan

    @property
    def variance(self) -> float:
        return max(0.0, self.squares / self.n - self.mean**2) * self.n / (self.n - 1) if self.n > 1 else math.nan


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of two arms' means, b − a, with an interval that holds at all times at once."""

    difference: float
    low: float
    high: float
    n: int

    @property
    def decided(self) -> bool:
        """Whether 0 lies outside."""
        return self.low > 0 or self.high < 0


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """What an arm has been so far, with what the same shoppers were before: sums, so that no shopper is kept."""

    after: Moments
    before: Moments
    products: float
    """Sum of after times before, shopper by shopper."""

    @property
    def covariance(self) -> float:
        """Within the arm, by n."""
        return self.products / self.after.n - self.after.mean * self.before.mean


def moments(values: Floats) -> Moments:
    return Moments(len(values), float(values.sum()), float((values**2).sum()))


def width(n: Floats, *, planned: int = PLANNED, alpha: float = 0.05) -> Floats:
    """Half-width in standard deviations of a single value after n values, (m,) for (m,) n.

    √( 2 (n ρ² + 1) / (n² ρ²) · log( √(n ρ² + 1) / α ) ), ρ chosen so that it is least at `planned`.
    """
    rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / planned
    inside = n * rho2 + 1
    return np.asarray(np.sqrt(2 * inside / (n**2 * rho2) * np.log(np.sqrt(inside) / alpha)))


def difference(a: Moments, b: Moments, *, planned: int = PLANNED, alpha: float = 0.05) -> Running | None:
    """How far arm b is from arm a; None before each has `LEAST`.

    Both arms are read as one sequence of n = n_a + n_b values whose mean is the difference and whose variance is
    n (s²_a / n_a + s²_b / n_b).
    """
    if min(a.n, b.n) < LEAST:
        return None
    n = a.n + b.n
    spread = math.sqrt(n * (a.variance / a.n + b.variance / b.n))
    half = spread * float(width(np.array([float(n)]), planned=planned, alpha=alpha)[0])
    gain = b.mean - a.mean
    return Running(difference=gain, low=gain - half, high=gain + half, n=n)


def mean_of(values: Moments, *, planned: int = PLANNED, alpha: float = 0.05) -> Running | None:
    """How far the mean of one sequence is from 0; None before it has `LEAST`, and while all of it is the same."""
    if values.n < LEAST or values.variance == 0:
        return None
    half = math.sqrt(values.variance) * float(width(np.array([float(values.n)]), planned=planned, alpha=alpha)[0])
    return Running(difference=values.mean, low=values.mean - half, high=values.mean + half, n=values.n)


def sample_ratio_p(counts: tuple[int, ...], shares: tuple[float, ...]) -> float:
    """p of so uneven arms if shoppers were dealt by `shares`, which sum to 1; below 0.001 the experiment is broken.

    Pearson's χ² with its tail by the regularised gamma function. Source of the threshold: Fabijan et al., KDD 2019.
    """
    total = sum(counts)
    if total == 0:
        return 1.0
    expected = [share * total for share in shares]
    statistic = sum((seen - wanted) ** 2 / wanted for seen, wanted in zip(counts, expected, strict=True))
    return _chi_square_tail(statistic, len(counts) - 1)


def _chi_square_tail(x: float, freedom: int) -> float:
    """P(χ² > x): the upper incomplete gamma function by its recurrence from one or two degrees of freedom."""
    tail = math.erfc(math.sqrt(x / 2)) if freedom % 2 else math.exp(-x / 2)
    term = math.sqrt(2 * x / math.pi) * math.exp(-x / 2) if freedom % 2 else x / 2 * math.exp(-x / 2)
    for degree in range(3 if freedom % 2 else 4, freedom + 1, 2):
        tail += term
        term *= x / degree
    return min(1.0, tail)


def adjusted(values: Floats, before: Floats) -> Floats:
    """The values less what the time before the experiment foretold of them: same mean, less variance (CUPED).

    values, before: (n,) of the same shoppers, both arms together. Source: Deng, Xu, Kohavi & Walker, WSDM 2013.
    """
    spread = float(before.var())
    if spread == 0:
        return values
    theta = float(np.cov(values, before, bias=True)[0, 1]) / spread
    return np.asarray(values - theta * (before - before.mean()))


def foretold(arms: Sequence[Joint]) -> list[Moments]:
    """`adjusted` of arms of which only sums are known, with one slope for all, that of within the arms: the difference
    of two arms keeps its expectation, since shoppers are dealt without regard to what they did before, and its variance
    falls by the square of the correlation. As they were where nothing is known of before.
    """
    spread = sum(arm.after.n * (arm.before.squares / arm.after.n - arm.before.mean**2) for arm in arms if arm.after.n)
    if spread <= 0:
        return [arm.after for arm in arms]
    theta = sum(arm.after.n * arm.covariance for arm in arms if arm.after.n) / spread
    centre = sum(arm.before.total for arm in arms) / sum(arm.after.n for arm in arms)
    return [_less(arm, theta, centre) if arm.after.n else arm.after for arm in arms]


def _less(arm: Joint, theta: float, centre: float) -> Moments:
    """The moments of after − theta (before − centre)."""
    n, mean = arm.after.n, arm.after.mean - theta * (arm.before.mean - centre)
    spread = arm.after.squares / n - arm.after.mean**2
    spread += theta**2 * (arm.before.squares / n - arm.before.mean**2) - 2 * theta * arm.covariance
    return Moments(n, n * mean, n * (max(0.0, spread) + mean**2))
