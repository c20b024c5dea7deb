"""The shop's own log: weights by hand, intervals against a simulated truth, and the same from database and Parquet."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import insert

import migrations
from aurora.models import Conversation, Interaction, OutfitRow, Turn
from aurora.outfits.alternatives import EXPLORE
from core.db import database
from core.errors import NotFound
from core.ids import uuid7
from evals.__main__ import main
from evals.logs import shop as taken_out
from evals.ope.shop import OfTheShop, Policy, Seen, Turns, evaluate, from_database, judged, turns_of, weights


def test_weights_by_hand() -> None:
    """No choice, the best of a choice, one of two that were next."""
    propensity = np.array([[1.0, 1.0], [1.0, 0.9], [1.0, 0.05]])
    assert weights(propensity, "never explore").tolist() == [[1, 1], [1, 1 / 0.9], [1, 0]]
    assert weights(propensity, "always explore").tolist() == [[1, 1], [1, 0], [1, 10]]


def test_estimates_by_hand() -> None:
    """Ten turns of nine bests, of which three are taken, and one drawn, which is; the first place is taken in each."""
    seen = [Seen(str(n), "t", 0, 1.0, True) for n in range(10)]
    seen += [Seen(str(n), "t", 1, 0.9, n < 3) for n in range(9)] + [Seen("9", "t", 1, 0.1, True)]
    found = evaluate(turns_of(seen))
    assert (found.turns, found.chosen_by_chance, found.explored, found.logged.value) == (10, 10, 1, 1.4)
    never, always = found.policies
    assert never.ips.value == pytest.approx(12 / 9)
    assert never.snips.value == pytest.approx(12 / 9)
    assert never.by_place.value == pytest.approx(1 + 3 / 9)
    assert always.by_place.value == pytest.approx(2.0)
    assert "worth 1" in always.diagnostics.warnings[0]


def test_a_log_in_which_nothing_was_seen_is_refused() -> None:
    with pytest.raises(NotFound, match="no look that was seen"):
        turns_of([])


# ── a SIMULATION with known truth ──────────────────────────────────────────────────────────────────────────────────

FIRST, SECOND, BEST, NEXT = 0.30, 0.20, 0.15, 0.10
"""The chance that the look of a place is taken up; of the last, that of the best alternative and of the next ones."""


def _simulated(chance: np.random.Generator, shoppers: int) -> Turns:
    """Three turns a shopper; a shopper's mood moves all their chances, so that turns of one are not independent."""
    n = 3 * shoppers
    mood = np.repeat(chance.choice([0.5, 1.5], shoppers), 3)
    free = chance.random(n) < 0.8
    drawn = free & (chance.random(n) < EXPLORE)
    last = np.where(drawn, EXPLORE / 4, np.where(free, 1 - EXPLORE, 1.0))
    rates = np.column_stack((np.full(n, FIRST), np.full(n, SECOND), np.where(drawn, NEXT, BEST))) * mood[:, None]
    return Turns(
        shopper=tuple(map(str, np.repeat(np.arange(shoppers), 3).tolist())),
        propensity=np.column_stack((np.ones((n, 2)), last)),
        took=(chance.random((n, 3)) < rates).astype(np.float64),
    )


def test_intervals_hold_the_simulated_truth_about_as_often_as_they_say() -> None:
    truth: dict[Policy, float] = {
        "never explore": FIRST + SECOND + BEST, "always explore": FIRST + SECOND + 0.2 * BEST + 0.8 * NEXT,
    }  # fmt: skip
    held = dict.fromkeys([(policy, name) for policy in truth for name in ("ips", "snips", "by_place")], 0)
    for run in range(300):
        turns = _simulated(np.random.default_rng([3, run]), 700)
        for policy, value in truth.items():
            found = judged(turns, policy)
            for name in ("ips", "snips", "by_place"):
                seen = getattr(found, name)
                held[policy, name] += seen.low <= value <= seen.high
    assert all(0.91 <= count / 300 <= 0.98 for count in held.values()), held


def test_by_place_is_the_steadiest_of_always_exploring() -> None:
    found = judged(_simulated(np.random.default_rng(1), 3_000), "always explore")
    assert found.ips.low is not None
    assert found.ips.high is not None
    assert found.by_place.low is not None
    assert found.by_place.high is not None
    assert found.by_place.high - found.by_place.low < 0.5 * (found.ips.high - found.ips.low)


# ── from the shop ──────────────────────────────────────────────────────────────────────────────────────────────────


async def _fill(url: str) -> None:
    """Forty turns of three looks, all seen; of each fourth turn the last look was drawn, and is taken up; two more
    under an experiment, and one look that nobody saw."""
    await migrations.upgrade(url)
    async with database(url) as sessions, sessions.begin() as session:
        for n in range(42):
            visitor, talk, turn, now = UUID(int=n + 1), uuid7(), uuid7(), datetime.now(UTC)
            told: dict[str, Any] = {"experiment": "x", "arm": "a"} if n >= 40 else {"experiment": None, "arm": None}
            await session.execute(insert(Conversation), [{"id": talk, "visitor_id": visitor, "last_seq": 1}])
            await session.execute(insert(Turn), [{
                "id": turn, "conversation_id": talk, "seq": 1, "status": "done", "message": "hello", "reply": {},
                "started_at": now, "completed_at": now,
            }])  # fmt: skip
            looks = [_look(turn, visitor, rank, n) for rank in range(4 if n == 0 else 3)]
            await session.execute(insert(OutfitRow), looks)
            kinds = [("impression", look) for look in looks[:3]] + ([("click", looks[2])] if n % 4 == 0 else [])
            await session.execute(insert(Interaction), [
                {"id": uuid7(), "occurred_at": now, "kind": kind, "visitor_id": visitor, "object_kind": "outfit",
                 "object_id": look["id"], "outfit_id": look["id"], "turn_id": turn, "position": look["rank"],
                 "propensity": look["propensity"], "consent": ["analytics"], "data": {}, **told}
                for kind, look in kinds
            ])  # fmt: skip


def _look(turn: UUID, visitor: UUID, rank: int, n: int) -> dict[str, Any]:
    propensity = (EXPLORE / 2 if n % 4 == 0 else 1 - EXPLORE) if rank == 2 else 1.0
    return {
        "id": uuid7(), "turn_id": turn, "visitor_id": visitor, "rank": rank, "title": "a look", "total": 1,
        "currency": "USD", "propensity": propensity,
    }  # fmt: skip


@pytest.fixture
def shop_url(empty_database_url: str) -> str:
    asyncio.run(_fill(empty_database_url))
    return empty_database_url


def test_the_database_and_what_is_taken_out_of_it_say_the_same(
    shop_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = asyncio.run(from_database(shop_url))
    assert turns.took.shape == (40, 3)
    found = evaluate(turns)
    assert (found.chosen_by_chance, found.explored, found.logged.value) == (40, 10, 0.25)
    assert asyncio.run(taken_out.export(shop_url, tmp_path / "log")) == 137
    monkeypatch.setenv("DATABASE_URL", shop_url)
    for more in ([], ["--parquet", str(tmp_path / "log")]):
        told = CliRunner().invoke(main, ["ope", "log", "--json", *more], catch_exceptions=False)
        same = msgspec.json.decode(told.stdout_bytes, type=OfTheShop)
        assert same.policies[0].ips.value == pytest.approx(found.policies[0].ips.value)
        assert same.policies[1].by_place.value == pytest.approx(found.policies[1].by_place.value)
    printed = CliRunner().invoke(main, ["ope", "log"], catch_exceptions=False)
    assert "40 turns" in printed.output


def test_where_nobody_saw_anything_it_is_said(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(migrations.upgrade(empty_database_url))
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    told = CliRunner().invoke(main, ["ope", "log"])
    assert (told.exit_code, "no look that was seen" in told.output) == (1, True)
