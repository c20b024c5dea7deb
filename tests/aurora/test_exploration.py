"""Exploration: rare, safe, the same for the same seed, and logged with the probability with which it happens."""

import math
from collections import Counter
from uuid import UUID

import pytest

from aurora import outfits, scoring
from aurora.outfits.alternatives import EXPLORE
from aurora.types import Look, Profile
from tests.aurora.pools import budget, look_wish, shop, wish

SEEDS = 300
WISH = look_wish(
    budget(40_000), wish("avoid_colour", "red"), wish("avoid_material", "leather"),
    occasion="date", department="women", temperature=18.0,
)  # fmt: skip
Shown = tuple[tuple[UUID, ...], ...]


SCORED = scoring.score(shop(3, 5), WISH, Profile())


def composed(seed: int) -> tuple[Look, ...]:
    return outfits.compose(SCORED, WISH, base=None, empty={}, count=3, seed=seed).looks


def pieces(look: Look) -> tuple[UUID, ...]:
    return tuple(piece.candidate.item.product_id for piece in look.pieces)


@pytest.fixture(scope="module")
def runs() -> list[tuple[Look, ...]]:
    """The looks of one turn under many seeds; of a shop that has something to explore."""
    return [composed(seed) for seed in range(SEEDS)]


def test_the_same_seed_shows_the_same_looks(runs: list[tuple[Look, ...]]) -> None:
    assert [pieces(look) for look in composed(17)] == [pieces(look) for look in runs[17]]


def test_only_the_last_look_is_ever_explored(runs: list[tuple[Look, ...]]) -> None:
    assert len({(pieces(looks[0]), pieces(looks[1])) for looks in runs}) == 1
    assert {look.propensity for looks in runs for look in looks[:-1]} == {1.0}
    assert len({pieces(looks[-1]) for looks in runs}) > 1


def test_the_logged_propensity_is_how_often_the_look_is_shown(runs: list[tuple[Look, ...]]) -> None:
    shown = Counter(pieces(looks[-1]) for looks in runs)
    logged = {pieces(looks[-1]): looks[-1].propensity for looks in runs}
    for looks in runs:
        assert logged[pieces(looks[-1])] == looks[-1].propensity
    for look, times in shown.items():
        probability = logged[look]
        error = math.sqrt(probability * (1 - probability) / SEEDS)
        assert abs(times / SEEDS - probability) < 4 * error
    assert sum(logged.values()) == pytest.approx(1.0, abs=EXPLORE / 2)  # a look may not have come up in so many


def test_an_estimate_weighted_by_one_over_the_propensity_is_that_of_showing_each_look_evenly(
    runs: list[tuple[Look, ...]],
) -> None:
    """What the propensities are for: the mean price of a policy that was not run, from the log of the one that was."""
    options = {pieces(looks[-1]): looks[-1].total for looks in runs}
    truth = sum(options.values()) / len(options)
    weighted = [looks[-1].total / (len(options) * looks[-1].propensity) for looks in runs]
    mean = sum(weighted) / SEEDS
    spread = math.sqrt(sum((w - mean) ** 2 for w in weighted) / SEEDS / SEEDS)
    assert abs(mean - truth) < 4 * spread


def test_what_is_explored_holds_every_limit_and_is_nearly_as_good(runs: list[tuple[Look, ...]]) -> None:
    for looks in runs:
        last = looks[-1]
        assert last.total <= 40_000
        assert looks[0].overall - last.overall <= 0.12 + 1e-9
        for piece in last.pieces:
            assert "leather" not in piece.candidate.item.materials
            assert piece.candidate.variant.colour != "red"
            assert piece.candidate.variant.available > 0


def test_it_is_rare(runs: list[tuple[Look, ...]]) -> None:
    usual = Counter(pieces(looks[-1]) for looks in runs).most_common(1)[0][1]
    assert usual / SEEDS > 1 - EXPLORE - 4 * math.sqrt(EXPLORE * (1 - EXPLORE) / SEEDS)
