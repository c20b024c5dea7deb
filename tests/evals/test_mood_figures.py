"""What the emotional fit is measured by: worked by hand where it can be, and on the public data where that is."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from aurora import mood
from evals import mood_scale
from evals.datasets import goemotions, renttherunway
from evals.datasets.goemotions import Sentence
from evals.datasets.renttherunway import Rental, Rented
from evals.metrics.calibration import decile_error
from evals.results import estimate
from evals.runs import Record, recorded
from evals.suite import Case, Options, Solved, Suite
from evals.suites import feeling, rentals
from evals.suites import mood as moods
from evals.suites.feeling import Heard


def sentence(*labels: str) -> Sentence:
    return Sentence("", frozenset(labels))


def values(suite: Suite, solved: list[tuple[Case, object]]) -> dict[str, float | None]:
    records: list[Record] = [recorded(Solved(case=case, output=output), suite.metrics) for case, output in solved]
    return {metric.name: estimate(suite, metric, records).value for metric in suite.metrics}


# ── mood in words ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sentence_has_a_side_only_where_its_labels_agree() -> None:
    assert sentence("joy", "pride").valence == 1
    assert sentence("sadness").valence == -1
    assert sentence("joy", "sadness").valence == 0
    assert sentence("surprise").valence == 0
    assert (sentence("fear").arousal, sentence("relief").arousal, sentence("love").arousal) == (1, -1, 0)


def test_what_is_heard_is_counted_against_what_is_labelled() -> None:
    glad, low, nothing = Heard("happy", 0.8, 0.4), Heard("sad", -0.7, -0.4), Heard()
    said = [
        ("joy", glad), ("sadness", low), ("grief", glad), ("anger", nothing), ("neutral", low), ("neutral", nothing),
    ]  # fmt: skip
    found = values(feeling.SUITE, [(feeling.case(f"{n}", sentence(label)), out) for n, (label, out) in enumerate(said)])
    assert (found["heard"], found["false alarms"]) == (0.75, 0.5)
    assert found["valence right"] == pytest.approx(2 / 3)
    assert found["arousal right"] == pytest.approx(2 / 3)
    # Ranks of the valences heard .8, −.7, .8, 0 are 3.5, 1, 3.5, 2, of those labelled 1, −1, −1, −1 are 4, 2, 2, 2.
    assert found["rank of valence"] == pytest.approx(np.corrcoef([3.5, 1, 3.5, 2], [4, 2, 2, 2])[0, 1])


def test_sentences_are_read_with_their_labels_and_heard_as_in_a_turn(tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    path.write_text('I am so nervous about "tomorrow"\t19,14\tx1\nThe shop opens at nine\t27\tx2\n', encoding="utf-8")
    first, second = goemotions.load(path)
    assert first.labels == {"nervousness", "fear"}
    assert feeling.hear(first.text).label == "nervous"
    assert feeling.hear(second.text) == Heard()


def test_a_trained_model_hears_the_side_of_the_words_that_it_learned() -> None:
    said = [Sentence(text, frozenset((label,))) for text, label in (("so happy", "joy"), ("so sad", "sadness"))] * 3
    hears = feeling.trained(said)
    assert hears("happy").valence > 0 > hears("sad").valence


# ── rentals ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rentals_are_read_in_our_words_and_by_item(tmp_path: Path) -> None:
    path = tmp_path / "rentals.parquet"
    duckdb.execute("""CREATE OR REPLACE TABLE rentals AS SELECT * FROM (VALUES
        (1, 10.0, 'wedding', 'gown', 'fit', 1), (1, 6.0, 'everyday', 'gown', 'small', 7),
        (2, 10.0, 'other', 'gown', 'fit', 1), (3, NULL, 'work', 'dress', 'fit', 1), (4, 8.0, 'work', 'combo', 'fit', 1))
        AS t(item_id, rating, rented_for, category, fit, review_month)""")
    duckdb.table("rentals").write_parquet(str(path))
    (only,) = renttherunway.load(path)
    assert (only.item, only.kind) == ("1", "gown")
    assert set(only.rentals) == {Rental("wedding_guest", 1, True, True), Rental("everyday", 7, False, False)}
    found = rentals.facts(rentals.case(only))
    worth = dict(zip(found.top, found.formality, strict=True))
    assert worth[1] > worth[0], "a gown suits a wedding better than every day"
    assert sum(found.warmth) == pytest.approx(0, abs=1e-9), "January and July undo each other"


def test_pairs_of_rentals_count_only_within_their_occasion() -> None:
    items = [
        Rented("1", "gown", (Rental("wedding_guest", 1, True, True), Rental("everyday", 1, False, True))),
        Rented("2", "jeans", (Rental("wedding_guest", 1, False, False), Rental("everyday", 1, True, True))),
    ]
    found = values(rentals.SUITE, [(case := rentals.case(one), rentals.facts(case)) for one in items])
    # The gown is rated higher at the wedding, where it suits better; the jeans every day, where they do.
    assert found["level of dress → rating"] == 1.0
    # Jeans sit easier than a gown: wrong at the wedding, right every day.
    assert found["ease → rating"] == 0.5
    assert found["size → rating"] is None, "no two rentals share occasion and kind"
    assert found["top ratings"] == 0.5


@pytest.mark.shared_data
def test_neither_ease_nor_level_of_dress_foretells_a_rental_s_rating(shared_data: Path) -> None:
    cases = list(rentals.SUITE.cases(Options()))
    solved = [Solved(case=case, output=rentals.facts(case)) for case in cases]
    assert sum(len(one.output.top) for one in solved) == 141_233
    of = {metric.name: metric.pool for metric in rentals.SUITE.metrics if metric.pool is not None}
    for name in ("level of dress → rating", "ease → rating"):
        assert 0.46 < (of[name](solved) or 0) < 0.51
    assert (of["size → rating"](solved) or 0) > 0.57


# ── the measures of a look ─────────────────────────────────────────────────────────────────────────────────────────


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


def test_places_that_mean_what_they_say_have_no_error_of_deciles() -> None:
    assert decile_error([n / 10 for n in range(11)]) == pytest.approx(0)
    assert decile_error([0.5] * 20) == pytest.approx((0.4 + 0.3 + 0.2 + 0.1) * 2 / 9)
    assert decile_error([]) is None


def test_a_number_that_fell_where_its_fact_rose_is_counted() -> None:
    steps = dict.fromkeys(mood.DIMENSIONS, (4, 0)) | {"comfort": (2, 1)}
    numbers = dict.fromkeys(mood.DIMENSIONS, 50)
    case = Case(id="date/women/30/0", input={"hand": 30})
    found = values(moods.SUITE, [(case, moods.Felt(numbers, numbers, steps))])
    assert found["monotone"] == pytest.approx(17 / 18)
    assert found["comfort shown"] == 50
    assert found["comfort with the hand"] is None


def test_every_fact_that_a_measure_reads_is_raised_once() -> None:
    (worn,) = mood_scale.drawn("date", each=1, hands=(30,), departments=("women",))
    tried = {name: count for name, (count, _) in moods.felt(worn).steps.items()}
    # Of confidence formality, occasion, together, thermal, weight; what is at its bound already cannot rise.
    assert 1 <= tried["confidence"] <= 5
    assert 1 <= tried["comfort"] <= 2
