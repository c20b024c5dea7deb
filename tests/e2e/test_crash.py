"""`kill -9` of PostgreSQL, of Valkey and of the server itself in the middle of turns, at random moments.

What is said follows a fixed seed, E2E_SEED=… takes another; the moment of the blow remains a matter of the machine.
Whether a look is well composed is asked elsewhere (`tests.aurora.conversations`): here no reply may be lost or doubled.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import asyncpg
import httpx
import msgspec
import pytest

from core.ids import uuid7
from tests.aurora.contract import check_problem, check_shape
from tests.e2e.serving import Serving, copy_of, kill_9, serving

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SEED = int(os.environ.get("E2E_SEED", "20261122"))
TALKERS, KILLS = 6, 3
OPENERS = (
    "an outfit for work under 300 dollars, women",
    "a black tie evening, men, up to 600 dollars",
    "something for the beach, women, under 200",
    "dressed for the rain in the city, men, warm",
)
FOLLOW_UPS = ("cheaper", "swap the shoes", "in navy", "more formal", "not leather", "undo", "the second one", "warmer")
BACK_S = 20.0
"""Within which a killed server must be back: it takes about 1 s on a quiet machine."""


class Lost(msgspec.Struct, frozen=True):
    """A message whose turn did not complete before the client's eyes, and how it ended."""

    body: dict[str, Any]
    how: Literal["failed", "refused", "broken"]
    problem: dict[str, Any] | None = None


class Shopper:
    """One visitor in one conversation who goes on talking, and notes what became of every message."""

    def __init__(self, client: httpx.AsyncClient, chance: random.Random) -> None:
        self.client = client
        self.chance = chance
        self.conversation: str | None = None
        self.completed: dict[str, dict[str, Any]] = {}
        self.lost: list[Lost] = []
        self.pending: dict[str, Any] | None = None
        self.in_flight = False

    async def talk(self, stopped: asyncio.Event) -> None:
        """Says one thing after the other; what got no reply is said again, as the page's button does."""
        while not stopped.is_set():
            if self.pending is None:
                await self.send(self._body(self.chance.choice(FOLLOW_UPS if self.conversation else OPENERS)))
            else:
                await asyncio.sleep(0.2)
                await self.send({**self.pending, **self._where()})

    async def settle(self) -> None:
        """Sends the message that is still without a reply again, with the id it had, until it has one."""
        deadline = time.monotonic() + BACK_S
        while self.pending is not None:
            await self.send({**self.pending, **self._where()})
            assert time.monotonic() < deadline, self.lost[-1]

    async def send(self, body: dict[str, Any]) -> None:
        """One streamed turn, into `completed` or `lost`."""
        self.in_flight = True
        try:
            ended = await self._turn(body)
        except httpx.TransportError:
            ended = Lost(body, "broken")
        finally:
            self.in_flight = False
        if isinstance(ended, Lost):
            self.lost.append(ended)
            self.pending = body
        else:
            self.pending = None
            self.conversation = ended["conversation_id"]
            self.completed[body["client_message_id"]] = ended

    async def _turn(self, body: dict[str, Any]) -> dict[str, Any] | Lost:
        headers, words, name = {"Accept": "text/event-stream"}, "", ""
        async with self.client.stream("POST", "/api/aurora/chat", json=body, headers=headers) as response:
            if response.status_code != 200:
                return Lost(body, "refused", json.loads(await response.aread()))
            async for line in response.aiter_lines():
                name = line.removeprefix("event: ") if line.startswith("event: ") else name
                data = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else None
                if data is None:
                    continue
                if name == "context.ready":
                    self.conversation = data["conversation_id"]
                elif name == "reply.delta":
                    words += data["text"]
                elif name == "turn.failed":
                    return Lost(body, "failed", data)
                elif name == "turn.completed":
                    assert words == data["reply"]
                    reply: dict[str, Any] = data
                    return reply
        return Lost(body, "broken")

    async def stored(self) -> list[dict[str, Any]]:
        """The replies that the server has of this conversation, in order."""
        view = (await self.client.get(f"/api/aurora/conversations/{self.conversation}")).json()
        return [turn["reply"] for turn in view["turns"] if turn["reply"]]

    def _body(self, message: str) -> dict[str, Any]:
        return {"message": message, "client_message_id": str(uuid7()), **self._where()}

    def _where(self) -> dict[str, str]:
        return {"conversation_id": self.conversation} if self.conversation else {}


@pytest.fixture
def server(filled: Path, tmp_path: Path) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path)) as server:
        server.start()
        yield server


@asynccontextmanager
async def shoppers(server: Serving, chance: random.Random) -> AsyncIterator[list[Shopper]]:
    clients = [httpx.AsyncClient(base_url=server.base_url, timeout=40) for _ in range(TALKERS)]
    try:
        yield [Shopper(client, random.Random(chance.random())) for client in clients]
    finally:
        for client in clients:
            await client.aclose()


async def while_talking(
    people: list[Shopper], chance: random.Random, strike: Callable[[], Awaitable[None]]
) -> tuple[int, int]:
    """Everybody talks; at a random moment `strike` happens. Returns turns under way then, and sendings lost by it."""
    before = sum(len(person.lost) for person in people)
    stopped = asyncio.Event()
    talking = [asyncio.create_task(person.talk(stopped)) for person in people]
    await asyncio.sleep(chance.uniform(0.5, 2.0))
    while not any(person.in_flight for person in people):  # noqa: ASYNC110 - the moment is what matters
        await asyncio.sleep(0.001)
    hit = sum(person.in_flight for person in people)
    await strike()
    stopped.set()
    await asyncio.gather(*talking)
    return hit, sum(len(person.lost) for person in people) - before


async def back_within(server: Serving, timeout_s: float) -> float:
    """Seconds until the server says again that it is ready; it fails the test when that takes too long."""
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=server.base_url, timeout=10) as client:
        while (await client.get("/health/ready")).status_code != 200:
            assert time.monotonic() - began < timeout_s, (await client.get("/health/ready")).json()
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def check_nothing_lost(server: Serving, people: list[Shopper]) -> None:
    """Every reply that reached its client is stored as it was sent; no message has two replies, none is missing."""
    connection = await asyncpg.connect(server.servers().database_url)
    try:
        for person in people:
            stored = await person.stored()
            assert stored == list(_in_order(person.completed.values(), stored))
            rows = await connection.fetch(
                "SELECT client_message_id, status FROM voguevault.turns WHERE conversation_id = $1", person.conversation
            )
            done = [row["client_message_id"] for row in rows if row["status"] == "done"]
            assert sorted(done) == sorted(person.completed)
            assert {row["status"] for row in rows} <= {"done", "failed"}
            look = next(reply["outfits"][0] for reply in reversed(stored) if reply["outfits"])
            assert (await person.client.get(f"/api/aurora/outfits/{look['outfit_id']}")).json() == look
    finally:
        await connection.close()


def _in_order(replies: Any, like: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    place = {reply["message_id"]: n for n, reply in enumerate(like)}
    yield from sorted(replies, key=lambda reply: place.get(reply["message_id"], -1))


async def check_it_goes_on(people: list[Shopper]) -> None:
    for person in people:
        before = len(person.completed)
        await person.send(person._body("a dress for brunch, women"))
        assert len(person.completed) == before + 1, person.lost
        check_shape(list(person.completed.values())[-1])


def check_refusals(people: list[Shopper], allowed: set[str]) -> None:
    """What did not complete was told so: a problem that says that something is away for now, never a 500."""
    for lost in (each for person in people for each in person.lost):
        assert lost.how in allowed, lost
        if lost.problem is not None:
            check_problem(lost.problem, lost.problem["status"])
            assert lost.problem["status"] in (409, 503), lost


def tell(*parts: object) -> None:
    """Shown with `-s` or `-rP`, and when the test fails."""
    print(*parts)  # noqa: T201


async def test_kill_9_of_postgresql_in_the_middle_of_turns_loses_no_stored_turn(server: Serving) -> None:
    chance, hits = random.Random(SEED), 0
    async with shoppers(server, chance) as people:
        for _ in range(KILLS):

            async def strike() -> None:
                kill_9(server.postmaster())
                await asyncio.sleep(0.3)
                tell("PostgreSQL back after", round(await back_within(server, BACK_S) + 0.3, 1), "s")

            hit, lost = await while_talking(people, chance, strike)
            hits += hit
            tell("seed", SEED, "killed with", hit, "turns under way;", lost, "did not complete")
            check_refusals(people, {"failed", "refused"})
            await asyncio.gather(*(person.settle() for person in people))
            await check_nothing_lost(server, people)
        assert hits
        await check_it_goes_on(people)


async def test_kill_9_of_valkey_in_the_middle_of_turns_stops_no_turn(server: Serving) -> None:
    chance, hits = random.Random(SEED + 1), 0
    async with shoppers(server, chance) as people:
        for _ in range(KILLS):

            async def strike() -> None:
                kill_9(server.valkey())
                await asyncio.sleep(0.3)
                tell("Valkey back after", round(await back_within(server, BACK_S) + 0.3, 1), "s")

            hit, lost = await while_talking(people, chance, strike)
            hits += hit
            tell("seed", SEED, "killed with", hit, "turns under way;", lost, "did not complete")
            assert [person.lost for person in people] == [[]] * TALKERS
            await check_nothing_lost(server, people)
        assert hits
        await check_it_goes_on(people)


async def test_kill_9_of_the_server_in_the_middle_of_turns_loses_no_stored_turn(server: Serving) -> None:
    chance, hits = random.Random(SEED + 2), 0
    async with shoppers(server, chance) as people:
        for _ in range(KILLS):

            async def strike() -> None:
                server.kill()

            hit, lost = await while_talking(people, chance, strike)
            hits += hit
            check_refusals(people, {"broken", "failed", "refused"})
            seconds = await asyncio.to_thread(server.start)
            tell(
                "seed", SEED, "killed with", hit, "turns under way;", lost, "lost; ready after", round(seconds, 1), "s"
            )
            for person in people:
                person.client.base_url = httpx.URL(server.base_url)
            await asyncio.gather(*(person.settle() for person in people))
            await check_nothing_lost(server, people)
        assert hits
        await check_it_goes_on(people)
    server.kill()
