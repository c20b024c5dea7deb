"""What a shopper may take of a language model by the hour and the day: beyond it Aurora speaks for herself."""

import msgspec
import pytest
from redis.asyncio import Redis

from aurora.allowance import SHARED, SPENT, Allowance, Whose
from core.embedded import Servers
from core.ids import uuid7
from core.limits import Limiter
from core.settings import Settings
from tests.aurora.talk import say
from tests.aurora.test_chat_with_a_model import talking
from tests.fake_llm import FakeLlm

pytestmark = pytest.mark.anyio
ASKED = "a dress for a garden wedding, women, under 300 dollars"


def quotas(header: str) -> dict[str, dict[str, int]]:
    """`"chat";q=30;w=60, …` by name."""
    found = {}
    for part in header.split(", "):
        name, *facts = part.split(";")
        found[name.strip('"')] = {key: int(value) for key, value in (fact.split("=") for fact in facts)}
    return found


async def test_who_took_more_than_there_was_goes_on_without_a_model_in_every_conversation(
    shop_url: str, servers: Servers, redis_url: str, shop_settings: Settings
) -> None:
    few = msgspec.structs.replace(shop_settings, chat_tokens_per_hour=100)
    async with FakeLlm("honest", seed=3) as llm, talking(llm.base_url, shop_url, redis_url, few) as client:
        answer = await client.post("/api/aurora/chat", json={"message": "hello"})
        before = quotas(answer.headers["RateLimit"])
        first = await say(client, ASKED)
        asked = len(llm.requests)
        again = await client.post("/api/aurora/chat", json={"message": ASKED})
        after = quotas(again.headers["RateLimit"])

    assert quotas(answer.headers["RateLimit-Policy"]) == {
        "chat": {"q": 100_000, "w": 60}, "tokens-hour-address": {"q": SHARED * 100, "w": 3600},
    }  # fmt: skip
    assert (before["chat"]["r"], before["tokens-hour-address"]["r"]) == (99_999, 500)
    assert first["responder"]["kind"] == "llm"
    assert again.json()["responder"] == {"kind": "composer", "model": None, "degraded": True, "reason": SPENT}
    assert again.json()["outfits"]
    assert after["tokens-hour"]["r"] == 0
    assert after["tokens-hour"]["t"] > 60
    assert len(llm.requests) == asked


async def test_an_address_pays_for_all_its_strangers_and_nobody_elses(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        allowance = Allowance(Limiter(redis), per_hour=100, per_day=10_000)
        for _ in range(6):
            await allowance.charge(Whose("10.0.0.1", str(uuid7())), 100)

        found = [await allowance.ask(Whose(address)) for address in ("10.0.0.1", "10.0.0.2")]

    assert [left.spent for left in found] == [SPENT, None]
    assert quotas(found[1].headers["RateLimit"])["tokens-hour-address"]["r"] == 500


async def test_the_day_has_a_quota_of_its_own(redis_url: str) -> None:
    whose = Whose("10.0.0.1", str(uuid7()))
    async with Redis.from_url(redis_url) as redis:
        allowance = Allowance(Limiter(redis), per_hour=10**6, per_day=100)
        await allowance.charge(whose, 101)
        left = await allowance.ask(whose)

    assert left.spent == SPENT
    assert 860 <= quotas(left.headers["RateLimit"])["tokens-day"]["t"] <= 864


async def test_a_turn_that_took_no_tokens_costs_nothing_and_without_redis_nobody_counts() -> None:
    async with Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2) as redis:
        allowance = Allowance(Limiter(redis), per_hour=1, per_day=1)
        await allowance.charge(Whose("10.0.0.1"), 50)
        left = await allowance.ask(Whose("10.0.0.1"))

    assert (left.spent, left.headers) == (None, {})
