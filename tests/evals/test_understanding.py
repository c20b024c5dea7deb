"""The measures of understanding hold their floors, and the classifiers are what the card says they are."""

import json
from pathlib import Path

import numpy as np
import pytest

import aurora.context
from aurora.context import classifier
from evals import train_understanding as training
from evals.labels import Case, load
from evals.understanding import Proportion, measure

CARD = json.loads((Path(aurora.context.__file__).parent / "model_card.json").read_text())


def test_the_wilson_interval_is_as_in_the_textbook() -> None:
    # 8 of 10: centre (0.8 + 3.8416/20) / 1.38416 = 0.71674, half-width 0.22657.
    assert Proportion(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)


@pytest.mark.parametrize(("name", "floor"), [("test", 0.95), ("adversarial", 0.80)])
def test_all_fields_are_exact_on_as_many_messages_as_promised(name: str, floor: float) -> None:
    report = measure(load(name))
    assert report.exact.value >= floor, report.failures[:5]


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
    report = measure([case])
    assert (report.exact.successes, report.fields["o"], report.fields["intent"]) == (0, (0, 1, 1), (1, 0, 0))


def test_the_card_names_the_data_that_the_weights_were_trained_on() -> None:
    assert CARD["data_sha256"] == training.data_digest()


def test_training_twice_on_the_same_messages_gives_the_same_weights() -> None:
    pairs = training.examples("intent", load("train"))[::6]
    one, other = training.train("intent", pairs), training.train("intent", pairs)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_stored_weights_classify_as_their_card_says() -> None:
    pairs = training.examples("occasion", load("test"))
    found = training.accuracy("occasion", pairs, Path(aurora.context.__file__).parent)
    assert found == pytest.approx(CARD["tasks"]["occasion"]["accuracy_test_templates"], abs=1e-3)


def test_a_message_of_unknown_words_is_not_classified() -> None:
    assert classifier.classify("intent", "") is None
