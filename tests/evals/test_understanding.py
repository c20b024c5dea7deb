"""The measures of understanding hold their floors, and the classifiers are what the card says they are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import aurora.context
from aurora.context import analyse, classifier
from evals import model_cards
from evals import train_understanding as training
from evals.labels import Case, compare, load, turn_of
from evals.suite import Case as Asked
from evals.suites.understanding import SUITE, Heard

CARD = model_cards.read(Path(aurora.context.__file__).parent / "model_card.json")


@pytest.mark.parametrize(("name", "floor"), [("test", 0.95), ("adversarial", 0.80)])
def test_all_fields_are_exact_on_as_many_messages_as_promised(name: str, floor: float) -> None:
    wrong = [case for case in load(name) if any(compare(case, analyse(turn_of(case))))]
    assert 1 - len(wrong) / len(load(name)) >= floor, wrong[:5]


def test_train_and_test_share_no_template_and_no_message() -> None:
    train, test = load("train"), [*load("test"), *load("adversarial"), *load("fresh")]
    assert not {case.template for case in train} & {case.template for case in test}
    assert not {case.message.lower() for case in train} & {
        case.message.lower() for case in test if case.setup == "none"
    }


def test_there_are_as_many_messages_as_promised() -> None:
    assert sum(len(load(name)) for name in ("train", "test", "adversarial", "fresh")) >= 1500
    assert len(load("adversarial")) >= 200


def test_a_wrong_label_is_counted_against_its_field() -> None:
    case = Case("x", "x", "an outfit for a wedding", "none", ("intent=look", "o=funeral"))
    missed, extra = compare(case, analyse(turn_of(case)))
    assert (sorted(missed), sorted(extra)) == (["o=funeral"], ["o=wedding_guest"])
    heard = Heard(("intent=look",), tuple(extra), tuple(missed), "look", 1.0)
    asked = Asked(id="x", input={}, expected=["intent=look", "o=funeral"])
    assert [_metric("exact").score(asked, heard)] == [0.0]
    shares = {name: _metric(name).ratio(asked, heard) for name in ("o precision", "o recall", "intent recall")}
    assert shares == {"o precision": (0.0, 1.0), "o recall": (0.0, 1.0), "intent recall": (1.0, 1.0)}


def _metric(name: str) -> Any:
    return next(metric for metric in SUITE.metrics if metric.name == name)


def test_the_card_names_the_data_that_the_weights_were_trained_on() -> None:
    assert CARD.data[0].sha256 == training.written()


def test_training_twice_on_the_same_messages_gives_the_same_weights() -> None:
    pairs = training.examples("intent", load("train"))[::6]
    one, other = training.train(pairs), training.train(pairs)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_stored_weights_classify_as_their_card_says() -> None:
    pairs = training.examples("occasion", load("test"))
    found = training.accuracy("occasion", pairs, Path(aurora.context.__file__).parent)
    kept = CARD.metrics["accuracy on test templates: occasion"]
    assert found.value == pytest.approx(kept.value, abs=1e-3)
    assert found.clusters == kept.clusters


def test_a_message_of_unknown_words_is_not_classified() -> None:
    assert classifier.classify("intent", "") is None
