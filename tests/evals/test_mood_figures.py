"""What the emotional fit is measured by: worked by hand where it can be, and on the public data where that is."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from aurora import mood
from aurora.types import Mood
from evals import mood_rentals, mood_said, mood_scale
from evals.mood_said import Sentence


def sentence(*labels: str, heard: Mood | None = None) -> Sentence:
    return Sentence("", frozenset(labels), heard)


def test_a_sentence_has_a_side_only_where_its_labels_agree() -> None:
    assert sentence("joy", "pride").valence == 1
    assert sentence("sadness").valence == -1
    assert sentence("joy", "sadness").valence == 0
    assert sentence("surprise").valence == 0
    assert (sentence("fear").arousal, sentence("relief").arousal, sentence("love").arousal) == (1, -1, 0)


def test_what_is_heard_is_counted_against_what_is_labelled() -> None:
    glad, low = Mood("happy", 0.8, 0.4), Mood("sad", -0.7, -0.4)
    found = mood_said.measure(
        [
            sentence("joy", heard=glad),
            sentence("sadness", heard=low),
            sentence("grief", heard=glad),
            sentence("anger"),
            sentence("neutral", heard=low),
            sentence("neutral"),
        ]
    )
    assert found.heard_felt.value == 0.75
    assert found.heard_neutral.value == 0.5
    assert found.valence_right.value == pytest.approx(2 / 3)
    assert found.arousal_right.value == pytest.approx(2 / 3)
    assert found.trained_right is None
    assert {one.label: (one.count, one.heard, one.right) for one in found.labels}["grief"] == (1, 1, 0)


def test_sentences_are_read_with_their_labels_and_heard_as_in_a_turn(tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    path.write_text('I am so nervous about "tomorrow"\t19,14\tx1\nThe shop opens at nine\t27\tx2\n', encoding="utf-8")
    first, second = (mood_said.hear(one) for one in mood_said.load(path))
    assert first.labels == {"nervousness", "fear"}
    assert first.heard is not None
    assert first.heard.label == "nervous"
    assert second.heard is None


def test_pairs_count_only_within_their_stratum() -> None:
    values, truth = np.array([1.0, 2.0, 9.0, 8.0]), np.array([0.0, 1.0, 0.0, 1.0])
    apart = mood_rentals.stratified(values, truth, np.array(["a", "a", "b", "b"], dtype=object))
    together = mood_rentals.stratified(values, truth, np.array(["a"] * 4, dtype=object))
    assert apart(np.arange(4)) == 0.5
    assert together(np.arange(4)) == 0.5
    assert together(np.arange(2)) == 1.0
    assert np.isnan(apart(np.array([0, 2])))


def test_rentals_are_read_in_our_words(tmp_path: Path) -> None:
    path = tmp_path / "rentals.parquet"
    duckdb.execute("""CREATE OR REPLACE TABLE rentals AS SELECT * FROM (VALUES
        (1, 10.0, 'wedding', 'gown', 'fit', 1), (1, 6.0, 'everyday', 'gown', 'small', 7),
        (2, 10.0, 'other', 'gown', 'fit', 1), (3, NULL, 'work', 'dress', 'fit', 1), (4, 8.0, 'work', 'combo', 'fit', 1))
        AS t(item_id, rating, rented_for, category, fit, review_month)""")
    duckdb.table("rentals").write_parquet(str(path))
    found = mood_rentals.load(path)
    assert list(found.occasion) == ["wedding_guest", "everyday"]
    assert found.top.tolist() == [1, 0]
    assert found.fits.tolist() == [1, 0]
    assert found.formality[0] > found.formality[1], "a gown suits a wedding better than every day"
    assert found.warmth[0] == -found.warmth[1]


def test_the_scale_is_drawn_the_same_way_twice_and_better_hands_make_better_looks() -> None:
    first, again = (mood_scale.drawn("date", each=2, seed=3) for _ in range(2))
    assert [one.look.total for one in first] == [one.look.total for one in again]
    raw = {
        hand: np.mean(
            [mood.measures(mood.facts(w.look, w.context, w.profile))["confidence"] for w in first if w.hand == hand]
        )
        for hand in (1, 30)
    }
    assert raw[30] > raw[1]


@pytest.mark.shared_data
def test_neither_ease_nor_level_of_dress_foretells_a_rental_s_rating(shared_data: Path) -> None:
    rentals = mood_rentals.load(shared_data / "logs" / "renttherunway.parquet")
    assert len(rentals.item) == 141_233
    every = np.arange(len(rentals.item))
    for values in (rentals.formality, rentals.ease):
        assert 0.46 < mood_rentals.stratified(values, rentals.top, rentals.occasion)(every) < 0.51
    assert mood_rentals.stratified(rentals.fits, rentals.top, rentals.occasion)(every) > 0.57
