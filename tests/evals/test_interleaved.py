"""The report of an interleaving: who wins a turn, a preference that is there, equal arms, a draft that is broken."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest
from scipy import stats

from aurora.experiments import INTERLEAVED, Arm, Experiment
from core.ids import uuid7
from evals.interleaved import Drafted, judged, report, sign_p
from tests.evals.happened import filled

BOTH = Experiment(name="both", layer=(0.0, 1.0), kind="interleave", arms={"a": Arm(), "b": Arm()})


@pytest.mark.parametrize(("one", "two"), [(0, 0), (3, 3), (2, 9), (40, 61), (700, 820)])
def test_the_sign_test_agrees_with_scipy(one: int, two: int) -> None:
    wanted = stats.binomtest(one, one + two).pvalue if one + two else 1.0
    assert sign_p(one, two) == pytest.approx(wanted)


def test_a_shopper_counts_once_however_many_turns_they_had() -> None:
    turns = [Drafted("x", "ab"[n % 2], 0, 1) for n in range(40)] + [Drafted("y", "ab"[n % 2], 1, 0) for n in range(2)]
    found = judged(BOTH, turns)
    assert (found.shoppers, found.turns, found.wins) == (2, 42, (1, 1))
    assert found.verdict == "Too early: 100 exposed shoppers are needed, there are 2."


def test_a_draft_in_which_one_arm_goes_first_too_often_is_broken() -> None:
    found = judged(BOTH, [Drafted(str(n), "a" if n % 3 else "b", 0, 1) for n in range(300)])
    assert found.verdict.startswith("Broken")


def _simulated(chance: np.random.Generator, shoppers: int, favour: float) -> list[Drafted]:
    """Of each shopper's two turns, one look in two is taken up; it is b's with probability `favour`."""
    return [
        Drafted(str(n), str(chance.choice(["a", "b"])), int(taken and not of_b), int(taken and of_b))
        for n in range(shoppers)
        for taken, of_b in [(chance.random() < 0.5, chance.random() < favour) for _ in range(2)]
    ]


def test_equal_arms_looked_at_every_day_are_told_apart_in_at_most_five_of_a_hundred() -> None:
    chance, alarms = np.random.default_rng(8), 0
    for _ in range(200):
        turns = _simulated(chance, 1_000, 0.5)
        alarms += any("is " in judged(BOTH, turns[: 200 * day]).verdict for day in range(1, 11))
    assert alarms / 200 <= 0.05


# ── from the shop's interactions ───────────────────────────────────────────────────────────────────────────────────


def _happened() -> list[dict[str, object]]:
    """200 shoppers, a turn each: b's look is clicked by 120, twice; a's put in the bag by 40. A dislike says nothing
    for a look."""
    rows: list[dict[str, object]] = []
    for n in range(200):
        rows.append(_event(n, "page_event", INTERLEAVED, data={"event": "exposure", "first": "ab"[n % 2]}))
        rows += [_event(n, "impression", arm, outfit_id=_look(n, arm)) for arm in "ab"]
        if n < 120:
            rows += [_event(n, "click", "b", outfit_id=_look(n, "b")) for _ in range(2)]
        elif n < 160:
            rows.append(_event(n, "cart_add", "a", outfit_id=_look(n, "a")))
        rows.append(_event(n, "dislike", "b", outfit_id=_look(n, "b")))
    return rows


def _look(shopper: int, arm: str) -> UUID:
    return UUID(int=20_000 + 2 * shopper + "ab".index(arm))


def _event(shopper: int, kind: str, arm: str, **told: object) -> dict[str, object]:
    turn = UUID(int=10_000 + shopper)
    return {
        "id": uuid7(), "occurred_at": datetime.now(UTC), "kind": kind, "visitor_id": UUID(int=1 + shopper),
        "object_kind": "turn", "object_id": turn, "turn_id": turn, "experiment": "both", "arm": arm,
        "outfit_id": None, "data": {}, **told,
    }  # fmt: skip


@pytest.fixture
def shop_url(empty_database_url: str) -> str:
    return filled(empty_database_url, _happened())


def test_the_looks_that_were_taken_up_decide(shop_url: str) -> None:
    found = asyncio.run(report(shop_url, BOTH))
    assert (found.shoppers, found.turns, found.wins, found.first_pick_p) == (200, 200, (40, 120), 1.0)
    assert found.preference is not None
    assert found.preference.difference == pytest.approx(0.4)
    assert found.preference.low > 0
    assert found.verdict == "b is better than a."
