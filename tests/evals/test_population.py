"""A SIMULATED population: its rule of choice by hand, and that experiments on it find what is true and nothing else."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from aurora import outfits, scoring
from aurora.types import Analysis, Look, Profile, StyleContext
from evals.population.commands import turns
from evals.population.trials import DESIGNS, Design, repeated
from evals.population.world import BASE, LOOKED_AT, Asked, asked, taken
from tests.aurora.pools import candidate, pool

WISH = Analysis(intent="look", context=StyleContext(department="women", occasion="work"))
_CATEGORIES = ("shirt", "blouse", "t_shirt", "trousers", "skirt", "jeans", "loafers", "trainers", "sandals")


def _looks(seed: int, *, formality: float | None = None) -> Sequence[Look]:
    """What is composed of a little shop; with a formality, of one in which everything has it."""
    chance = random.Random(seed)
    facts: dict[str, Any] = {} if formality is None else {"formality": formality}
    drawn = [
        candidate(category, n, colour=chance.choice(("navy", "white", "black", "red")), **facts)
        for category in _CATEGORIES for n in range(1, 4)
    ]  # fmt: skip
    found = scoring.score(pool(*drawn), WISH, Profile())
    return outfits.compose(found, WISH, base=None, empty={}, seed=seed).looks


@pytest.fixture(scope="module")
def harmed() -> list[Asked]:
    return asked([(_looks(n), _looks(100 + n, formality=1.0)) for n in range(12)], 1)


@pytest.fixture(scope="module")
def same() -> list[Asked]:
    return asked([(_looks(n), _looks(n)) for n in range(12)], 1)


def test_of_a_middling_look_what_is_taken_up_falls_with_its_place() -> None:
    met = Asked(chance=np.full(3, BASE), spread=np.zeros((3, 3)), lists=(np.arange(3), np.arange(3)), drafts=())
    chance = np.random.default_rng(1)
    shares = np.mean([taken(met, np.arange(3), chance) for _ in range(20_000)], axis=0)
    assert shares / shares[0] == pytest.approx(np.array(LOOKED_AT), abs=0.06)


def test_what_two_looks_share_they_are_liked_for_alike() -> None:
    look, other = _looks(1)[0], _looks(2)[0]
    (met,) = asked([((look, other), (look,))], 1)
    tastes = met.spread @ np.random.default_rng(2).standard_normal((3, 5_000))
    assert np.allclose(tastes[0], tastes[2], atol=1e-5)
    assert np.corrcoef(tastes[0], tastes[1])[0, 1] < 0.95


def test_no_drafted_list_shows_a_look_twice(same: list[Asked]) -> None:
    for met in same:
        count = len(met.lists[0])
        for looks, teams in met.drafts:
            assert sorted(looks % count) == list(range(count))
            assert (looks >= count).astype(int).tolist() == teams.tolist()


@pytest.mark.parametrize("design", DESIGNS)
def test_a_harmed_arm_is_called_worse_and_never_better(harmed: list[Asked], design: Design) -> None:
    found = repeated(harmed, design, 10, 7)
    assert (found.worse, found.better) == (10, 0)
    assert found.shoppers is not None


@pytest.mark.parametrize("design", DESIGNS)
def test_equal_arms_are_called_different_in_at_most_five_of_a_hundred(same: list[Asked], design: Design) -> None:
    found = repeated(same, design, 60, 7, most=1_000)
    assert (found.worse + found.better) / 60 <= 0.05


def test_every_arm_is_asked_the_same() -> None:
    assert turns(20, 3) == turns(20, 3)
    assert turns(20, 3) != turns(20, 4)
