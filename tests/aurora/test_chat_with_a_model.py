"""The whole chat with a language model behind it: a server that speaks the OpenAI protocol, honest or not."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest
from sqlalchemy import select

from aurora.app import create_app
from aurora.models import Turn
from core.db import database
from core.embedded import Servers
from core.settings import Settings
from tests import local_llm
from tests.app_server import served
from tests.aurora.contract import check_reply
from tests.aurora.talk import EXAMPLE, stream
from tests.fake_llm import FakeLlm, Mode

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def talking(
    base_url: str, url: str, redis_url: str, settings: Settings, model: str = "fake-1"
) -> AsyncIterator[httpx.AsyncClient]:
    with_model = msgspec.structs.replace(settings, openai_api_key="sk-test", openai_base_url=base_url, chat_model=model)
    app = create_app(with_model, database_url=url, redis_url=redis_url)
    async with served(app) as here, httpx.AsyncClient(base_url=here, timeout=60) as client:
        yield client


async def test_an_honest_model_words_the_reply_and_its_tokens_are_stored(
    shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    async with (
        FakeLlm("honest", seed=3) as llm,
        talking(llm.base_url, shop_url, servers.redis_url, shop_settings) as client,
    ):
        events = await stream(client, EXAMPLE)

    reply = events[-1][1]
    said = "".join(data["text"] for name, data in events if name == "reply.delta")
    check_reply(reply)
    assert (events[0][0], events[1][0], events[-1][0]) == ("context.ready", "outfits.ready", "turn.completed")
    assert reply["responder"] == {"kind": "llm", "model": "fake-1", "degraded": False, "reason": None}
    assert said == reply["reply"]
    assert all(item["title"] in reply["reply"] for item in reply["outfits"][0]["items"])
    assert len(llm.requests) == 1
    async with database(shop_url) as sessions, sessions() as session:
        turn = await session.scalar(select(Turn).where(Turn.id == reply["message_id"]))
    assert turn is not None
    assert turn.prompt_tokens > 0
    assert turn.versions["chat_model"] == "fake-1"


@pytest.mark.parametrize("mode", ["liar", "cut", "server_error", "rate_limited", "not_sse"])
async def test_a_model_that_lies_or_fails_leaves_the_shopper_a_whole_true_reply(
    mode: Mode, shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    async with (
        FakeLlm(mode, seed=5) as llm,
        talking(llm.base_url, shop_url, servers.redis_url, shop_settings) as client,
    ):
        events = await stream(client, EXAMPLE)

    reply = events[-1][1]
    check_reply(reply)
    assert events[-1][0] == "turn.completed"
    assert not [lie.text for lie in llm.sent if lie.lie and lie.text.strip() in reply["reply"]]
    assert all(item["title"] in reply["reply"] for item in reply["outfits"][0]["items"])
    if mode != "liar":
        assert reply["responder"]["degraded"]
        assert reply["responder"]["reason"]


@pytest.mark.parametrize("mode", ["stall", "stall_midway"])
async def test_a_model_that_falls_silent_is_taken_over_in_the_same_stream(
    mode: Mode, shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    impatient = msgspec.structs.replace(shop_settings, chat_first_token_s=1, chat_total_s=1)
    async with FakeLlm(mode, seed=5) as llm, talking(llm.base_url, shop_url, servers.redis_url, impatient) as client:
        events = await stream(client, EXAMPLE)

    reply = events[-1][1]
    check_reply(reply)
    deltas = [data["text"] for name, data in events if name == "reply.delta"]
    assert [name for name, _ in events][:2] == ["context.ready", "outfits.ready"]
    assert "".join(deltas) == reply["reply"]
    assert (reply["responder"]["degraded"], reply["responder"]["reason"]) == (True, "timeout")
    assert all(reply["reply"].count(item["title"]) >= 1 for item in reply["outfits"][0]["items"])


@pytest.mark.skipif(local_llm.missing() is not None, reason=local_llm.missing() or "")
async def test_a_real_small_model_takes_part_and_the_turn_completes(
    shop_url: str, servers: Servers, shop_settings: Settings
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with local_llm.serving(port) as url:
        async with talking(url, shop_url, servers.redis_url, shop_settings, "smollm2") as client:
            events = await stream(client, EXAMPLE)

    reply = events[-1][1]
    check_reply(reply)
    assert events[-1][0] == "turn.completed"
    assert all(item["title"] in reply["reply"] for item in reply["outfits"][0]["items"])
    assert reply["responder"]["model"] == "smollm2"
    assert reply["responder"]["kind"] == "llm" or reply["responder"]["degraded"]
