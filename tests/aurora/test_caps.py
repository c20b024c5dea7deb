"""What a conversation may take of a language model: beyond it Aurora goes on in her own words, and says why."""

import msgspec
import pytest

from core.embedded import Servers
from core.settings import Settings, load
from tests.aurora.talk import say
from tests.aurora.test_chat_with_a_model import talking
from tests.fake_llm import FakeLlm

pytestmark = pytest.mark.anyio


async def test_beyond_the_token_cap_the_composer_answers_and_the_responder_says_why(
    shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    capped = msgspec.structs.replace(shop_settings, chat_conversation_token_cap=1)
    async with FakeLlm("honest", seed=3) as llm, talking(llm.base_url, shop_url, servers.redis_url, capped) as client:
        first = await say(client, "a dress for a garden wedding, women, under 300 dollars")
        asked = len(llm.requests)
        second = await say(client, "cheaper", first["conversation_id"])
        other = await say(client, "a dress for a garden wedding, women, under 300 dollars")

    assert (first["responder"]["kind"], first["responder"]["degraded"]) == ("llm", False)
    assert second["responder"] == {"kind": "composer", "model": None, "degraded": True, "reason": "token_cap"}
    assert second["outfits"]
    assert other["responder"]["kind"] == "llm"
    assert len(llm.requests) == 2 * asked


async def test_a_cost_cap_of_nothing_asks_no_model_at_all(
    shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    capped = msgspec.structs.replace(shop_settings, chat_conversation_cost_cap_micros=0)
    async with FakeLlm("honest", seed=3) as llm, talking(llm.base_url, shop_url, servers.redis_url, capped) as client:
        reply = await say(client, "a dress for a garden wedding, women, under 300 dollars")

    assert reply["responder"]["reason"] == "cost_cap"
    assert llm.requests == []


def test_the_caps_are_settings() -> None:
    given = load({"CHAT_CONVERSATION_TOKEN_CAP": "5000", "CHAT_CONVERSATION_COST_CAP_MICROS": "70000"}, dotenv=None)

    assert (given.chat_conversation_token_cap, given.chat_conversation_cost_cap_micros) == (5000, 70_000)
