"""Ranking metrics: worked by hand, and against scikit-learn where it has them."""

import math

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, ndcg_score, roc_auc_score

from evals.metrics.calibration import brier, expected_calibration_error
from evals.metrics.ranking import (
    agreement_at_k,
    auc,
    average_precision_at_k,
    coverage,
    gini,
    hit_at_k,
    intra_list_diversity,
    miscalibration,
    ndcg_at_k,
    ndcg_of_scores,
    novelty,
    precision_at_k,
    recall_at_k,
    reciprocal_rank,
    stratified_auc,
)


def test_ndcg_by_hand() -> None:
    gained = 3 / math.log2(2) + 0 + 1 / math.log2(4)
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg_at_k([2, 0, 1], 3) == pytest.approx(gained / ideal)


def test_ndcg_against_what_was_not_found() -> None:
    assert ndcg_at_k([1, 0], 2, every=[3, 1, 0]) == pytest.approx(1 / (7 + 1 / math.log2(3)))


def test_ndcg_where_nothing_is_relevant_is_not_a_number() -> None:
    assert math.isnan(ndcg_at_k([0, 0], 2))
    assert math.isnan(ndcg_of_scores([0, 0], [1, 2], 2))


@pytest.mark.parametrize("k", [1, 3, 10])
def test_ndcg_with_ties_agrees_with_scikit_learn(k: int) -> None:
    chance = np.random.default_rng(2)
    for _ in range(20):
        grades, scores = chance.integers(0, 4, 12), chance.integers(0, 5, 12).astype(float)
        if grades.any():
            assert ndcg_of_scores(grades, scores, k) == pytest.approx(ndcg_score([2.0**grades - 1], [scores], k=k))


def test_average_precision_by_hand_and_against_scikit_learn() -> None:
    assert average_precision_at_k([1, 0, 1, 0], 4) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision_at_k([0, 1], 2, relevant=5) == pytest.approx(0.5 / 2)
    chance = np.random.default_rng(3)
    hits = chance.integers(0, 2, 30)
    assert average_precision_at_k(hits, 30) == pytest.approx(average_precision_score(hits, -np.arange(30)))


def test_places_of_the_first_hit() -> None:
    assert [reciprocal_rank(r) for r in ([0, 0, 2], [1], [0])] == [pytest.approx(1 / 3), 1.0, 0.0]
    assert (hit_at_k([0, 0, 1], 2), hit_at_k([0, 0, 1], 3)) == (0.0, 1.0)


def test_precision_counts_empty_places_and_recall_what_could_be_found() -> None:
    assert precision_at_k([1, 1], 4) == 0.5
    assert recall_at_k([1, 0, 1], 3, relevant=8) == pytest.approx(2 / 3)
    assert math.isnan(recall_at_k([0], 3, relevant=0))


def test_the_area_under_the_curve_agrees_with_scikit_learn() -> None:
    chance = np.random.default_rng(4)
    for count in (50, 500):
        labels, scores = chance.integers(0, 2, count), chance.integers(0, 9, count)
        assert auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores))
    assert math.isnan(auc([1, 1], [0, 1]))


def test_the_area_over_grades_counts_every_pair_of_two_that_differ() -> None:
    # Of 2 > 1, 2 > 0, 1 > 0: right, right, a tie.
    assert auc([2, 1, 0], [9, 4, 4]) == pytest.approx(2.5 / 3)
    chance = np.random.default_rng(5)
    for count in (30, 130):
        grades, scores = chance.integers(0, 4, count), chance.integers(0, 9, count)
        pairs = [(a, b) for a in range(count) for b in range(count) if grades[a] > grades[b]]
        won = [1.0 if scores[a] > scores[b] else 0.5 * (scores[a] == scores[b]) for a, b in pairs]
        assert auc(grades, scores) == pytest.approx(sum(won) / len(pairs))


def test_pairs_of_different_strata_count_for_nothing() -> None:
    # Within "a" 1 before 0 rightly, within "b" wrongly; across them all of "b" stands higher.
    assert stratified_auc([0, 1, 0, 1], [1, 2, 9, 8], ["a", "a", "b", "b"]) == 0.5
    assert stratified_auc([0, 1, 1, 1, 0], [1, 2, 3, 8, 9], ["a", "a", "a", "b", "b"]) == pytest.approx(2 / 3)
    assert stratified_auc([0, 1], [1, 2], [7, 7]) == 1.0
    assert math.isnan(stratified_auc([0, 1], [1, 2], ["a", "b"]))


def test_an_approximate_search_is_held_to_the_exact_one() -> None:
    assert agreement_at_k(["a", "c", "b"], ["a", "b", "d"], 2) == 0.5


def test_what_a_shop_shows() -> None:
    assert coverage([["a", "b"], ["a"]], 4) == 0.5
    assert gini([1, 1, 1, 1]) == pytest.approx(0)
    assert gini([0, 0, 0, 4]) == pytest.approx(3 / 4)
    assert gini([1, 2, 3]) == pytest.approx((-2 * 1 + 0 * 2 + 2 * 3) / (3 * 6))
    assert math.isnan(gini([0, 0]))
    assert novelty(["a", "b"], {"a": 0.5, "b": 0.125}) == 2.0


def test_a_list_of_opposites_is_as_diverse_as_can_be() -> None:
    assert intra_list_diversity(np.array([[1.0, 0], [-2.0, 0]])) == pytest.approx(2)
    assert intra_list_diversity(np.array([[1.0, 0], [3.0, 0]])) == pytest.approx(0)
    assert math.isnan(intra_list_diversity(np.array([[1.0, 0]])))


def test_what_is_shown_in_the_shares_of_the_taste_is_calibrated() -> None:
    taste = {"plain": 0.75, "bold": 0.25}
    assert miscalibration(taste, taste) == pytest.approx(0)
    assert miscalibration(taste, {"plain": 1.0}) == pytest.approx(
        0.75 * math.log(0.75 / (0.99 + 0.0075)) + 0.25 * math.log(0.25 / 0.0025)
    )


def test_confidence_that_is_earned_has_no_calibration_error() -> None:
    assert expected_calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert expected_calibration_error([0.95, 0.15], [False, False]) == pytest.approx((0.95 + 0.15) / 2)
    assert expected_calibration_error([], []) is None
    assert brier([1.0, 0.5], [False, True]) == pytest.approx((1 + 0.25) / 2)
