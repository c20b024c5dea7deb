"""Figures of a classifier, worked by hand."""

import math

import pytest

from evals.confusion import Interval, Judged, judge, wilson

ROWS = [
    Judged("a", "a", 0.9, "one"), Judged("a", "a", 0.9, "two"), Judged("a", "b", 0.9, "three"),
    Judged("b", "b", 0.55, "four"), Judged("b", None, 0.0, "five"),
]  # fmt: skip


def test_wilson_of_ten_in_ten_does_not_reach_down_to_one_half() -> None:
    interval = wilson(10, 10)
    assert interval.low == pytest.approx(10 / (10 + 1.96**2), abs=1e-12)
    assert interval.high == pytest.approx(1.0)
    assert wilson(0, 0) == Interval(0.0, 1.0)
    assert wilson(5, 10).low == pytest.approx(0.2366, abs=1e-4)


def test_silence_is_wrong_in_accuracy_and_left_out_where_covered() -> None:
    result = judge("x", ROWS)
    assert (result.accuracy, result.coverage, result.accuracy_covered) == (3 / 5, 4 / 5, 3 / 4)
    assert result.majority == 3 / 5


def test_precision_and_recall_of_each_class() -> None:
    first, second = judge("x", ROWS).classes
    assert (first.name, first.truths, first.predictions, first.precision, first.recall) == ("a", 3, 2, 1.0, 2 / 3)
    assert (second.name, second.truths, second.predictions, second.precision, second.recall) == ("b", 2, 2, 0.5, 0.5)
    assert judge("x", ROWS).macro_recall == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_mistakes_carry_examples() -> None:
    mistakes = [(m.truth, m.predicted, m.count, m.examples) for m in judge("x", ROWS).mistakes]
    assert mistakes == [("a", "b", 1, ("three",)), ("b", None, 1, ("five",))]


def test_calibration_is_the_gap_between_said_and_right() -> None:
    result = judge("x", ROWS)
    assert [(b.count, b.confidence, b.accuracy) for b in result.bins] == [
        (3, pytest.approx(0.9), 2 / 3),
        (1, 0.55, 1.0),
    ]
    assert result.calibration_error == pytest.approx((3 * (0.9 - 2 / 3) + 1 * 0.45) / 4)


def test_a_class_that_is_never_predicted_has_no_precision() -> None:
    only = judge("x", [Judged("a", None, 0.0)])
    assert math.isnan(only.classes[0].precision)
    assert math.isnan(only.accuracy_covered)
