"""The suites that need a shop, on the tests' own: whole conversations, what they take, and other days' stock."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import text

from core.db import create_engine, create_sessions
from evals.shops import DAYS, lot, sold_out_on
from evals.suite import Case, Options, Suite
from evals.suites import conversation, latency
from tests.fake_llm import FakeLlm

pytestmark = pytest.mark.anyio
SCRIPTS = ("second-one", "bag-undo", "hochzeit")


@pytest.fixture(scope="module")
def days(shop_url: str) -> Mapping[str, str]:
    """The whole shop on every day."""
    return {f"day-{day}": shop_url for day in range(DAYS)}


def _cases(suite: Suite, options: Options) -> list[Case]:
    return [case for case in suite.cases(options) if case.group in SCRIPTS][: len(SCRIPTS)]


@pytest.fixture
def one_trial() -> Options:
    return Options(settings={"trials": "1"})


async def test_scripted_conversations_hold_in_the_shop(days: Mapping[str, str], one_trial: Options) -> None:
    async with conversation.SUITE.open(one_trial, days) as solve:
        talks = [await solve(case) for case in _cases(conversation.SUITE, one_trial)]
    assert [fault for talk in talks for turn in talk.turns for fault in turn.faults] == []
    assert {name for talk in talks for turn in talk.turns for name in turn.tried} >= {
        "understood", "pieces kept", "references", "undo", "deeds", "asked for", "language", "true",
    }  # fmt: skip


async def test_statements_are_counted_that_go_past_the_toolkit(days: Mapping[str, str]) -> None:
    options = Options()
    async with latency.SUITE.open(options, days) as solve:
        talk = await solve(_cases(latency.SUITE, options)[0])
    first = talk.turns[0]
    assert {"analyse", "retrieve", "compose", "cards_at", "reply"} <= set(first.stages)
    assert 5 < first.statements < 60
    assert (first.tokens, first.cost_micros) == (0, 0)

    engine = create_engine(days["day-0"])
    sessions = create_sessions(engine)
    counter = latency.Counter([sessions])
    async with sessions.begin() as session:
        await session.execute(text("SELECT 1"))
        driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        await driver.fetch("SELECT 2")
    await engine.dispose()
    assert counter.count == 2


async def test_a_conversation_with_a_model_is_held_again_from_what_was_recorded(
    days: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"trials": "1", "cassette": str(tmp_path / "answers.jsonl")}
    # The server says English sentences, which the gate keeps from a shopper who is spoken to in German.
    case = next(case for case in conversation.SUITE.cases(Options(settings=settings)) if case.group == "second-one")
    monkeypatch.setenv("CHAT_MODEL", "fake")
    async with FakeLlm("honest", seed=1) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        async with conversation.SUITE.open(Options(model="live", settings=settings), days) as solve:
            live = await solve(case)
    async with conversation.SUITE.open(Options(model="recorded", settings=settings), days) as solve:
        recorded = await solve(case)
    assert "llm" in {turn.responder for turn in live.turns}, [turn.reason for turn in live.turns]
    assert [turn.reply for turn in recorded.turns] == [turn.reply for turn in live.turns]


# ── other days ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def another_day(shop_url: str) -> Iterator[str]:
    """A copy of the shop, to be sold out of."""
    whole = urlsplit(shop_url.replace("postgresql+asyncpg://", "postgresql://", 1))
    asyncio.run(_copy(whole._replace(path="/postgres").geturl(), whole.path[1:]))
    yield whole._replace(path="/a_day").geturl()
    asyncio.run(_on(whole._replace(path="/postgres").geturl(), 'DROP DATABASE "a_day" WITH (FORCE)'))


async def _copy(url: str, shop: str) -> None:
    """Copies the shop, which can be done only while nobody is in it: pools of earlier tests are shown out first."""
    for patience in range(50):
        await _on(url, f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{shop}'")  # noqa: S608
        try:
            await _on(url, f'CREATE DATABASE "a_day" TEMPLATE "{shop}"')
            return
        except asyncpg.ObjectInUseError:
            await asyncio.sleep(0.02 * patience)
    raise AssertionError(f"{shop} is never left alone")


async def _on(url: str, statement: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_on_a_day_a_sixth_of_the_products_is_sold_out_the_same_ones_each_time(another_day: str) -> None:
    there = "SELECT count(*) FROM voguevault.product_embeddings WHERE in_stock"
    before = asyncio.run(_on(another_day, there))
    asyncio.run(_on(another_day, sold_out_on(1)))
    after = asyncio.run(_on(another_day, there))
    asyncio.run(_on(another_day, sold_out_on(1)))
    assert 0.10 < 1 - after / before < 0.20
    assert asyncio.run(_on(another_day, there)) == after


def test_a_case_draws_the_same_lot_under_the_same_seed_and_another_under_another() -> None:
    assert lot(1, "a") == lot(1, "a")
    assert len({lot(seed, "a").seed for seed in range(20)}) == 20
    assert {lot(seed, "a").day for seed in range(40)} == set(range(DAYS))
    assert {lot(seed, "a").pick(("x", "y", "z")) for seed in range(40)} == {"x", "y", "z"}
