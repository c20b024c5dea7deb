"""Intervals that may be peeked at: false alarms over thousands of looks, and what a real difference needs."""

import math

import numpy as np
import pytest
from scipy import stats

from evals.statistics.sequential import (
    LEAST,
    Joint,
    Moments,
    adjusted,
    difference,
    foretold,
    mean_of,
    moments,
    sample_ratio_p,
    width,
)


def _alarm(effect: float, seed: int, shoppers: int = 4_000, every: int = 50) -> int | None:
    """The shopper at whom an experiment that is looked at after every fifty first speaks; None where it never does."""
    chance = np.random.default_rng(seed)
    a = (chance.random(shoppers // 2) < 0.10).astype(float)
    b = (chance.random(shoppers // 2) < 0.10 + effect).astype(float)
    for n in range(LEAST, shoppers // 2 + 1, every):
        seen = difference(moments(a[:n]), moments(b[:n]))
        if seen is not None and seen.decided:
            return 2 * n
    return None


def test_peeking_at_equal_arms_cries_wolf_in_at_most_five_of_a_hundred() -> None:
    alarms = sum(_alarm(0, seed) is not None for seed in range(400))
    assert alarms / 400 <= 0.05


def test_a_fixed_interval_peeked_at_would_cry_wolf_far_oftener() -> None:
    """That is what the sequences are for."""

    def alarm(seed: int) -> bool:
        chance = np.random.default_rng(seed)
        a, b = (chance.random((2, 2_000)) < 0.10).astype(float)
        return any(stats.ttest_ind(a[:n], b[:n]).pvalue < 0.05 for n in range(LEAST, 2_001, 50))

    assert sum(alarm(seed) for seed in range(60)) / 60 > 0.10


def test_a_true_difference_is_found() -> None:
    found = [_alarm(0.08, seed) for seed in range(40)]
    assert sum(one is not None for one in found) >= 36


def test_the_width_by_hand_and_least_in_its_place() -> None:
    rho2 = (-2 * math.log(0.05) + math.log(-2 * math.log(0.05) + 1)) / 1000
    by_hand = math.sqrt(2 * (500 * rho2 + 1) / (500**2 * rho2) * math.log(math.sqrt(500 * rho2 + 1) / 0.05))
    assert width(np.array([500.0]), planned=1000)[0] == pytest.approx(by_hand)
    at = np.array([1000.0])
    assert width(at, planned=1000)[0] < min(width(at, planned=200)[0], width(at, planned=5000)[0])


def test_it_is_silent_before_there_are_enough() -> None:
    assert difference(Moments(99, 9, 9), Moments(5000, 500, 500)) is None


def test_the_variance_of_moments_is_the_samples() -> None:
    values = np.array([1.0, 4.0, 4.0, 9.0])
    assert moments(values).variance == pytest.approx(values.var(ddof=1))


@pytest.mark.parametrize("counts", [(500, 500), (480, 520), (300, 350, 350), (10, 20, 30, 40)])
def test_uneven_arms_agree_with_scipy(counts: tuple[int, ...]) -> None:
    share = 1 / len(counts)
    assert sample_ratio_p(counts, (share,) * len(counts)) == pytest.approx(stats.chisquare(counts).pvalue)


def test_what_was_foretold_is_taken_out_and_the_mean_stays() -> None:
    chance = np.random.default_rng(1)
    before = chance.normal(size=2_000)
    values = 3 + 0.9 * before + chance.normal(size=2_000) * 0.5
    seen = adjusted(values, before)
    assert seen.mean() == pytest.approx(values.mean())
    assert seen.var() < 0.3 * values.var()
    assert (adjusted(values, np.ones(2_000)) == values).all()


# ── what was known before (CUPED) ──────────────────────────────────────────────────────────────────────────────────


def _joint(after: np.ndarray, before: np.ndarray) -> Joint:
    return Joint(after=moments(after), before=moments(before), products=float((after * before).sum()))


def test_from_sums_alone_comes_what_comes_from_each_shopper() -> None:
    """Of one arm the slope within the arm is the slope of all: `adjusted` itself."""
    chance = np.random.default_rng(3)
    before = chance.normal(size=500)
    after = 0.7 * before + chance.normal(size=500)
    (found,) = foretold((_joint(after, before),))
    wanted = moments(adjusted(after, before))
    assert (found.n, found.mean, found.variance) == pytest.approx((500, wanted.mean, wanted.variance))


def test_where_nothing_is_known_of_before_nothing_changes() -> None:
    arms = [_joint(np.arange(5.0), np.zeros(5)), _joint(np.arange(3.0), np.zeros(3))]
    assert foretold(arms) == [arm.after for arm in arms]


def test_the_difference_stays_unbiased_and_its_variance_falls_by_the_square_of_the_correlation() -> None:
    """2,000 experiments of 200 shoppers an arm; a true difference of 0.1, a correlation of 0.6."""
    chance, plain, less = np.random.default_rng(4), [], []
    for _ in range(2_000):
        before = chance.normal(size=(2, 200))
        after = 0.6 * before + 0.8 * chance.normal(size=(2, 200)) + [[0.0], [0.1]]
        a, b = foretold([_joint(after[n], before[n]) for n in (0, 1)])
        plain.append(after[1].mean() - after[0].mean())
        less.append(b.mean - a.mean)
    assert abs(np.mean(less) - 0.1) < 4 * np.std(less) / np.sqrt(2_000)
    assert np.var(less) / np.var(plain) == pytest.approx(1 - 0.6**2, abs=0.05)


def test_the_mean_of_one_sequence_holds_its_truth_at_all_times_and_is_silent_where_nothing_varies() -> None:
    """400 sequences of −1, 0 and 1 whose mean is 0, looked at on 20 days."""
    chance, wrong = np.random.default_rng(6), 0
    for _ in range(400):
        seen = chance.choice([-1.0, 0.0, 1.0], size=2_000)
        days = [mean_of(moments(seen[: 100 * day])) for day in range(1, 21)]
        wrong += any(day is not None and day.decided for day in days)
    assert wrong / 400 <= 0.05
    assert mean_of(moments(np.ones(500))) is None
    assert mean_of(moments(np.arange(99.0))) is None
