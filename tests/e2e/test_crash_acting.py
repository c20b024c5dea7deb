"""`kill -9` in the middle of an acting turn, between what it writes into the bag and what it writes of itself.

The moment is no matter of luck: the deed learns from what it did before the turn is recorded, and waits there for a
lock on the shopper's taste, which the test holds.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import asyncpg
import httpx
import pytest

from core.ids import uuid7
from tests.e2e.serving import Serving, copy_of, kill_9, serving

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

OPENER = "an outfit for a summer wedding, women, under 400 dollars"
SIZES = {"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}}
BACK_S = 20.0


@pytest.fixture
def server(filled: Path, tmp_path: Path) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path)) as server:
        server.start()
        yield server


async def say(client: httpx.AsyncClient, message: str, **more: Any) -> dict[str, Any]:
    reply = await client.post("/api/aurora/chat", json={"message": message, **more})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


async def say_again(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """The reply to a message that was lost; while the server still writes down that it was, it says so."""
    deadline = time.monotonic() + BACK_S
    while (reply := await client.post("/api/aurora/chat", json=body)).status_code in (409, 503):
        assert time.monotonic() < deadline, reply.text
        await asyncio.sleep(0.2)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


@asynccontextmanager
async def taste_held(server: Serving, conversation: str) -> AsyncIterator[asyncpg.Connection]:
    """The lock on the taste of the conversation's shopper, held by another session until the end or its death."""
    connection = await asyncpg.connect(server.servers().database_url)
    try:
        await connection.execute(
            "SELECT pg_advisory_lock(hashtextextended('taste:' || visitor_id, 0)) FROM voguevault.conversations "
            "WHERE id = $1",
            conversation,
        )
        yield connection
    finally:
        connection.terminate()


async def stands_before_the_record(connection: asyncpg.Connection) -> None:
    """Waits until the turn has written into the bag, which nobody sees yet, and waits for the lock."""
    for _ in range(400):
        if await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the acting turn never came to where it learns")


async def written(server: Serving, conversation: str) -> tuple[int, int, int, int]:
    """Lines of the shopper's bag, acting turns that are done, turns done at all, events noted."""
    connection = await asyncpg.connect(server.servers().database_url)
    try:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM voguevault.cart_items i JOIN voguevault.carts c ON c.id = i.cart_id "
            "        WHERE c.visitor_id = v.visitor_id), "
            "       (SELECT count(*) FROM voguevault.turns WHERE conversation_id = v.id AND status = 'done' "
            "        AND reply->'actions' <> '[]'), "
            "       (SELECT count(*) FROM voguevault.turns WHERE conversation_id = v.id AND status = 'done'), "
            "       (SELECT count(*) FROM voguevault.interactions WHERE visitor_id = v.visitor_id) "
            "FROM voguevault.conversations v WHERE v.id = $1",
            conversation,
        )
    finally:
        await connection.close()
    assert row is not None
    return row[0], row[1], row[2], row[3]


async def back(server: Serving, client: httpx.AsyncClient, killed: str) -> None:
    """Until the shop answers again."""
    if killed == "server":
        await asyncio.to_thread(server.start)
        client.base_url = httpx.URL(server.base_url)
        return
    for _ in range(int(BACK_S / 0.1)):
        if await asyncio.to_thread(server.is_ready):
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"PostgreSQL is not back after {BACK_S} s")


@pytest.mark.parametrize("killed", ["server", "postgres"])
@pytest.mark.parametrize("deed", ["add", "undo"])
async def test_kill_9_between_the_bag_and_the_record_leaves_neither_and_the_message_can_be_sent_again(
    server: Serving, killed: Literal["server", "postgres"], deed: Literal["add", "undo"]
) -> None:
    async with httpx.AsyncClient(base_url=server.base_url, timeout=60) as client:
        first = await say(client, OPENER, context=SIZES)
        conversation, pieces = first["conversation_id"], len(first["outfits"][0]["items"])
        if deed == "undo":
            await say(client, "add the look to my bag", conversation_id=conversation)
        message = {"add": "add the look to my bag", "undo": "undo"}[deed]
        body = {"message": message, "conversation_id": conversation, "client_message_id": str(uuid7())}
        before = await written(server, conversation)
        async with taste_held(server, conversation) as lock:
            sent = asyncio.create_task(client.post("/api/aurora/chat", json=body))
            await stands_before_the_record(lock)
            server.kill() if killed == "server" else kill_9(server.postmaster())
            lost = (await asyncio.gather(sent, return_exceptions=True))[0]
        await back(server, client, killed)

        assert isinstance(lost, httpx.TransportError) or (isinstance(lost, httpx.Response) and lost.status_code == 503)
        assert await written(server, conversation) == before
        again = await say_again(client, body)
        once_more = await say(client, **body)

        told = [action["kind"] for action in (*again["actions"], *again["also"])]
        assert told == [{"add": "cart.added", "undo": "cart.removed"}[deed]]
        assert once_more == again
        lines, acted, done, noted = await written(server, conversation)
        assert lines == {"add": pieces, "undo": 0}[deed]
        assert (acted, done) == (1, before[2] + 1)
        assert noted == before[3] + pieces
