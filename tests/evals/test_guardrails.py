"""What an experiment must not make worse: what is counted of turns, what holds, what breaks."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

import migrations
from aurora.experiments import Arm, Experiment
from aurora.models import Conversation, Interaction, Turn
from core.db import database
from core.errors import InvalidInput
from core.ids import uuid7
from evals import guardrails
from evals.guardrails import MARGINS, judged
from evals.online import report
from evals.statistics.sequential import Moments

NOW = datetime.now(UTC)
EACH = 150


def _of(share: float, n: int) -> Moments:
    return Moments(n, share * n, share * n)


def test_an_arm_holds_below_the_margin_breaks_above_it_and_else_nobody_can_tell() -> None:
    found = {("a", name): _of(0.10, 20_000) for name in MARGINS}
    found |= {
        ("b", "empty_looks"): _of(0.10, 20_000), ("b", "handoffs"): _of(0.20, 20_000),
        ("b", "over_budget"): _of(0.12, 20_000), ("b", "returns"): _of(0.10, 50),
    }  # fmt: skip
    words = {guard.metric: guard.word for guard in judged(found, ("a", "b"), {})}
    assert words == {
        "empty_looks": "held", "handoffs": "broken", "over_budget": "cannot tell", "returns": "too early",
        "latency_ms": "too early",
    }  # fmt: skip


def test_an_experiment_may_name_margins_of_its_own_but_no_other_guardrail() -> None:
    found = {(arm, "handoffs"): _of(share, 20_000) for arm, share in (("a", 0.1), ("b", 0.2))}
    assert {g.word for g in judged(found, ("a", "b"), {"handoffs": 0.5}) if g.metric == "handoffs"} == {"held"}
    with pytest.raises(InvalidInput, match="no guardrail 'hats'"):
        judged(found, ("a", "b"), {"hats": 0.5})


# ── from the shop's turns ──────────────────────────────────────────────────────────────────────────────────────────


def _turn(conversation: UUID, seq: int, arm: str, **told: Any) -> dict[str, Any]:
    reply = {"outfits": told.get("outfits", [{}]), "actions": told.get("actions", [])}
    reply["constraints"] = told.get("constraints", [])
    return {
        "id": uuid7(), "conversation_id": conversation, "seq": seq, "status": "done", "message": "hello",
        "reply": reply, "candidates": {"pool": {} if told.get("talk") else {"top": 5}},
        "versions": {"experiment": "x", "arm": arm}, "timings": {"cards_at": told.get("ms", 40.0)},
        "started_at": NOW, "completed_at": NOW,
    }  # fmt: skip


def _happened() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Two turns of each shopper: b is 100 ms slower, shows nothing in one of them, and all of b's shoppers ask for a
    person; a third turn is talk, which has no looks to be without. A tenth of either arm returns something."""
    conversations, turns, events = [], [], []
    for n in range(2 * EACH):
        arm, visitor, talk = "ab"[n % 2], UUID(int=n + 1), UUID(int=1_000_000 + n)
        conversations.append({"id": talk, "visitor_id": visitor, "last_seq": 3})
        is_b, ms = arm == "b", 40.0 + n // 2 % 7
        turns.append(_turn(talk, 1, arm, ms=ms + 100 * is_b, outfits=[] if is_b else [{}]))
        turns.append(_turn(talk, 2, arm, ms=ms + 100 * is_b))
        handed = [{"kind": "handoff.requested"}] if is_b else []
        turns.append(_turn(talk, 3, arm, ms=ms + 100 * is_b, talk=True, outfits=[], actions=handed))
        if n // 2 % 10 == 0:
            event = {"id": uuid7(), "kind": "return", "visitor_id": visitor, "object_kind": "product"}
            events.append({**event, "object_id": UUID(int=1), "occurred_at": NOW + timedelta(days=3)})
    return conversations, turns, events


@pytest.fixture
def shop_url(empty_database_url: str) -> str:
    async def fill() -> None:
        await migrations.upgrade(empty_database_url)
        conversations, turns, events = _happened()
        async with database(empty_database_url) as sessions, sessions.begin() as session:
            for model, rows in ((Conversation, conversations), (Turn, turns), (Interaction, events)):
                await session.execute(insert(model), rows)

    asyncio.run(fill())
    return empty_database_url


def test_guardrails_are_counted_over_all_who_had_a_turn(shop_url: str) -> None:
    async def read() -> guardrails.Sums:
        async with database(shop_url) as sessions, sessions() as session:
            return await guardrails.sums(session, "x")

    found = asyncio.run(read())
    assert {key: round(value.mean, 3) for key, value in found.items() if key[1] != "latency_ms"} == {
        ("a", "empty_looks"): 0.0, ("b", "empty_looks"): 0.5, ("a", "handoffs"): 0.0, ("b", "handoffs"): 1.0,
        ("a", "over_budget"): 0.0, ("b", "over_budget"): 0.0, ("a", "returns"): 0.1, ("b", "returns"): 0.1,
    }  # fmt: skip
    assert found["b", "latency_ms"].mean - found["a", "latency_ms"].mean == pytest.approx(100)
    experiment = Experiment(name="x", layer=(0.0, 1.0), arms={"a": Arm(), "b": Arm()})
    told = asyncio.run(report(shop_url, experiment))
    broken = [guard.metric for guard in told.guardrails if guard.word == "broken"]
    assert broken == ["latency_ms", "empty_looks", "handoffs"]
    assert "b breaks the guardrail handoffs" in told.verdict
