"""Every shipped model has a card of one shape, of the very weights that ship; training does not hang on threads."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import aurora
from evals import model_cards
from evals import train_understanding as understanding
from evals.labels import load
from evals.model_cards import ModelCard
from evals.statistics import Estimate, mean

AURORA = Path(aurora.__file__).parent
CARDS = ("context/model_card.json", "compatibility/compatibility.card.json", "weights.card.json",
         "mood/mood_scale.card.json")  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_a_shipped_card_says_all_and_is_of_the_weights_that_ship(name: str) -> None:
    card = model_cards.read(AURORA / name)
    assert card.weights
    for file, digest in card.weights.items():
        assert model_cards.sha256((AURORA / name).with_name(file)) == digest, f"`{card.command}` writes the card anew"
    assert card.command.startswith("evals train ")
    assert all((one.origin, one.licence, one.sha256, one.counts) for one in card.data)
    assert card.limits
    for found in card.metrics.values():
        assert found.low is not None
        assert found.value is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
        assert found.n >= found.clusters > 1


def test_no_other_weights_ship_without_a_card() -> None:
    told = {(AURORA / name).with_name(file) for name in CARDS for file in model_cards.read(AURORA / name).weights}
    assert {*AURORA.rglob("*.npz"), AURORA / "weights.json", AURORA / "mood/mood_scale.json"} == told


def test_a_classifier_is_the_same_however_many_threads_sum() -> None:
    learned = understanding.examples("mood", load("train"))[::3]
    made = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            made.append(understanding.train(learned))
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])


def test_a_card_is_the_same_bytes_whatever_the_last_places_of_its_figures_are(tmp_path: Path) -> None:
    weights = tmp_path / "weights.npz"
    weights.write_bytes(b"weights")
    written = []
    for figure in (0.25, 0.25 + 1e-9):
        found = Estimate(value=figure, low=0.1, high=0.4, n=9, clusters=3)
        card = ModelCard(model="m", what="w", command="evals train m", seed=1, data=(), metrics={"a": found}, limits=())
        model_cards.write(card, tmp_path / "card.json", [weights])
        written.append((tmp_path / "card.json").read_bytes())
    assert written[0] == written[1]
    kept = model_cards.read(tmp_path / "card.json")
    assert kept.metrics["a"] == Estimate(value=0.25, low=0.1, high=0.4, n=9, clusters=3)
    assert list(kept.weights) == ["weights.npz"]


def test_what_is_no_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_bytes(msgspec.json.encode({"model": "m", "accuracy": 1.0}))
    with pytest.raises(msgspec.ValidationError):
        model_cards.read(tmp_path / "card.json")


def test_a_card_is_shown_with_its_counts_and_intervals() -> None:
    source = model_cards.Learned(name="looks", origin="here", licence="ours", sha256="0", counts={"outfits": 1200})
    card = ModelCard(
        model="m", what="w", command="c", seed=1, data=(source,), metrics={"a": mean([1.0, 0.0], ["x", "y"])}, limits=()
    )
    assert model_cards.show(card).splitlines() == [
        "m: w", "  looks: 1,200 outfits (here; ours)", "  a: 0.500 [0.000, 1.000] n=2",
    ]  # fmt: skip
