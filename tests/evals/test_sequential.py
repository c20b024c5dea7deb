"""Intervals that may be peeked at: false alarms over thousands of looks, and what a real difference needs."""

import math

import numpy as np
import pytest
from scipy import stats

from evals.statistics.sequential import LEAST, Moments, adjusted, difference, moments, sample_ratio_p, width


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
