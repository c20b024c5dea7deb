"""Talking to a person: the handoff that is filed, and how staff read and close it."""

from typing import Any
from uuid import UUID

import anyio.to_thread
import httpx
import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from aurora import handoffs
from aurora.__main__ import cli
from aurora.handoffs import Row
from core.db import database
from core.models import AuditEntry, WebhookEvent
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

ASK = "can I talk to a person please?"


async def filed(url: str, reference: str) -> Row:
    async with database(url) as sessions, sessions() as session:
        return await handoffs.shown(session, UUID(reference))


async def test_asking_for_a_person_files_the_transcript_and_the_looks(client: httpx.AsyncClient, shop_url: str) -> None:
    first = await say(client, "a dress for a date, women")

    reply = await say(client, ASK, first["conversation_id"])

    action = reply["actions"][0]
    assert action["kind"] == "handoff.requested"
    assert "contact" not in action
    assert reply["question"]
    row = await filed(shop_url, action["reference"])
    assert row.closed_at is None
    assert [said.message for said in row.handoff.transcript] == ["a dress for a date, women", ASK]
    assert row.handoff.transcript[0].reply == first["reply"]
    assert [str(look.outfit_id) for look in row.handoff.looks] == [o["outfit_id"] for o in first["outfits"]]


async def test_the_address_that_was_asked_for_goes_to_the_same_handoff(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    conversation = (await say(client, "a dress for a date, women"))["conversation_id"]
    asked = await say(client, ASK, conversation)

    told = await say(client, "sure, ada@example.com", conversation)

    assert told["actions"][0] == {**asked["actions"][0], "contact": "ada@example.com", "again": True}
    assert told["question"] is None
    assert (await filed(shop_url, asked["actions"][0]["reference"])).handoff.contact == "ada@example.com"


async def test_one_handoff_is_open_at_a_time_and_a_new_one_follows_a_closed_one(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    conversation = (await say(client, ASK))["conversation_id"]

    second = await say(client, "I want to speak to a human", conversation)
    async with database(shop_url) as sessions, sessions.begin() as session:
        await handoffs.close(session, UUID(second["actions"][0]["reference"]), by="Grace")
    third = await say(client, ASK, conversation)

    assert second["actions"][0]["again"] is True
    assert "again" not in third["actions"][0]
    assert third["actions"][0]["reference"] != second["actions"][0]["reference"]


async def test_a_forgotten_conversation_is_forgotten_in_its_handoff_too(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await say(client, ASK)

    await client.delete(f"/api/aurora/conversations/{reply['conversation_id']}")

    async with database(shop_url) as sessions, sessions() as session:
        assert await session.get(WebhookEvent, UUID(reply["actions"][0]["reference"])) is None


def run(shop_url: str, redis_url: str, *arguments: str, fails: bool = False) -> str:
    environment = {"DATABASE_URL": shop_url, "REDIS_URL": redis_url}
    result = CliRunner().invoke(cli, ["handoffs", *arguments], env=environment)
    assert (result.exit_code != 0) is fails, result.output
    return result.output if not fails else str(result.exception)


async def test_staff_list_show_and_close_them(client: httpx.AsyncClient, shop_url: str, servers: Any) -> None:
    first = await say(client, "a dress for a date, women")
    reference = (await say(client, "\x1b[2Jlet me talk to a person", first["conversation_id"]))["actions"][0][
        "reference"
    ]

    def command(*arguments: str, fails: bool = False) -> Any:
        return anyio.to_thread.run_sync(lambda: run(shop_url, servers.redis_url, *arguments, fails=fails))

    listed = msgspec.json.decode(await command("list", "--json"), type=list[Row])
    shown = await command("show", reference)
    closed = await command("close", reference, "--by", "Grace", "--note", "called back")

    assert reference in [str(row.reference) for row in listed]
    assert "shopper: a dress for a date, women" in shown
    assert first["outfits"][0]["items"][0]["title"] in shown
    assert "\x1b" not in shown
    assert "is closed" in closed
    assert reference not in await command("list", "--json")
    assert reference in await command("list", "--all", "--json")
    assert "was closed at" in await command("close", reference, fails=True)
    async with database(shop_url) as sessions, sessions() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.entity_id == UUID(reference)))
    assert entry is not None
    assert (entry.action, entry.diff) == ("handoff.closed", {"by": "Grace", "note": "called back"})
