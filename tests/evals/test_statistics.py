"""The floor's arithmetic, by hand and against scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from evals.statistics import (
    benjamini_hochberg,
    cases_needed,
    holm,
    mean,
    measured,
    minimum_detectable,
    paired_pool,
    paired_ratio,
    ratio,
    swapped_p,
    wilson,
)


def test_a_ratio_is_the_sum_above_over_the_sum_below() -> None:
    seen = ratio([(1, 2), (3, 4), None], ["a", "b", "c"])
    assert seen.value == pytest.approx(4 / 6)
    assert (seen.n, seen.unscored, seen.clusters) == (2, 1, 2)


def test_nothing_scored_has_no_value_and_counts_as_unscored() -> None:
    seen = mean([None, float("nan")], ["a", "b"])
    assert (seen.value, seen.low, seen.unscored) == (None, None, 2)


def test_nothing_below_the_line_has_no_value() -> None:
    assert ratio([(0, 0), (0, 0)], ["a", "b"]).value is None


def test_the_interval_of_a_mean_is_about_that_of_students_t() -> None:
    values = np.random.default_rng(3).normal(5, 2, 400)
    seen = mean(values.tolist(), [str(n) for n in range(400)])
    low, high = stats.t.interval(0.95, 399, values.mean(), stats.sem(values))
    assert seen.low == pytest.approx(low, abs=0.03)
    assert seen.high == pytest.approx(high, abs=0.03)


def test_cases_of_a_cluster_that_say_the_same_make_the_interval_as_wide_as_their_clusters() -> None:
    values = np.random.default_rng(4).normal(size=50)
    alone = mean(values.tolist(), [str(n) for n in range(50)])
    eight = mean(np.repeat(values, 8).tolist(), [str(n) for n in range(50) for _ in range(8)])
    assert eight.low == pytest.approx(alone.low)
    assert eight.high == pytest.approx(alone.high)
    assert (eight.n, eight.clusters) == (400, 50)


def test_a_pooled_figure_is_that_of_all_cases_and_its_interval_holds_it() -> None:
    seen = measured(lambda rows: max(rows) - min(rows), [1.0, 2.0, 5.0], ["a", "b", "c"])
    assert (seen.value, seen.high, seen.n) == (4.0, 4.0, 3)
    assert seen.low == 0.0


def test_a_gain_is_b_less_a_over_the_same_cases() -> None:
    seen = paired_ratio([(0, 1), (1, 1)], [(1, 1), (1, 1)], ["x", "y"])
    assert seen is not None
    assert (seen.a, seen.b, seen.gain) == (0.5, 1.0, 0.5)


def test_the_p_of_few_pairs_goes_through_all_signs() -> None:
    gains = [0.1, 0.3, 0.2, -0.1, 0.4]
    seen = paired_ratio([(0, 1)] * 5, [(g, 1) for g in gains], list("abcde"))
    exact = stats.permutation_test((gains,), np.sum, permutation_type="samples", n_resamples=np.inf)
    assert seen is not None
    assert seen.p == pytest.approx(exact.pvalue)


def test_the_p_of_many_pairs_is_about_that_of_scipy() -> None:
    gains = np.random.default_rng(5).normal(0.15, 1, 200)
    seen = paired_ratio([(0, 1)] * 200, [(g, 1) for g in gains], [str(n) for n in range(200)])
    assert seen is not None
    assert seen.p == pytest.approx(stats.ttest_1samp(gains, 0).pvalue, abs=0.02)
    assert seen.effect == pytest.approx(gains.mean() / gains.std(ddof=1), rel=1e-6)


def test_two_variants_that_are_the_same_do_not_differ() -> None:
    parts = [(n % 3, 2) for n in range(30)]
    seen = paired_ratio(parts, parts, [str(n) for n in range(30)])
    assert seen is not None
    assert (seen.gain, seen.p, seen.needed) == (0.0, 1.0, None)


def test_a_pooled_difference_is_found_where_every_case_agrees() -> None:
    a, b = [0.0] * 40, [1.0] * 40
    seen = paired_pool(lambda rows: float(np.mean(rows)), a, b, [str(n) for n in range(40)])
    assert seen is not None
    assert seen.gain == 1.0
    assert seen.p < 0.01


def test_no_clusters_prove_nothing() -> None:
    assert swapped_p(lambda tosses: np.zeros(len(tosses)), 0) == 1.0


def test_holm_multiplies_the_smallest_by_all_and_never_falls() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


def test_benjamini_and_hochberg_agree_with_scipy() -> None:
    p = [0.001, 0.2, 0.03, 0.04, 0.8]
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p).tolist())


def test_a_hundred_pairs_of_spread_one_find_about_a_quarter() -> None:
    assert minimum_detectable(1.0, 100) == pytest.approx((1.959964 + 0.841621) / 10, rel=1e-5)
    assert math.isnan(minimum_detectable(1.0, 0))


def test_what_can_be_detected_needs_as_many_cases() -> None:
    assert cases_needed(1.0, minimum_detectable(1.0, 100)) == pytest.approx(100, abs=1)
    assert cases_needed(1.0, 0.0) is None


def test_the_interval_of_a_share_agrees_with_scipy() -> None:
    seen, other = wilson(8, 10, 1.959963985), stats.binomtest(8, 10).proportion_ci(method="wilson")
    assert seen.low == pytest.approx(other.low)
    assert seen.high == pytest.approx(other.high)
