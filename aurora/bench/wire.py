"""The chat over HTTP as a browser has it: a server process of its own, the time until the cards are there, and where it
goes."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import uvicorn
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy import select

from aurora.app import create_app
from aurora.bench.browser import Browser
from aurora.bench.turns import MESSAGES
from aurora.embedder import LocalEmbedder, Vectors
from aurora.models import Turn
from core import loop
from core.db import database
from core.ids import uuid7
from core.settings import Settings

_CHAT = "/api/aurora/chat"


class Arrivals(msgspec.Struct, frozen=True):
    """Milliseconds of each turn until the client had all of the cards, and all of the turn."""

    cards: list[float]
    completed: list[float]
    spans: dict[str, list[float]]
    """What the way to the cards is made of, in order; the spans of a turn add up to its `cards`."""
    empty: list[float]
    """Of a request that is answered with nothing but that the server lives: what HTTP takes by itself."""


class Named:
    """An embedder under another model's name: asks in the space in which the bench's vectors live."""

    def __init__(self, embedder: LocalEmbedder, model: str) -> None:
        self.embedder = embedder
        self.model = model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed(texts)


class Seen(msgspec.Struct, frozen=True):
    """When the server had a request, and when it handed over each event of its answer; seconds on the machine's clock,
    which all processes share."""

    asked: float
    events: dict[str, float]


class _Heard(msgspec.Struct, frozen=True):
    """A turn as the client had it: when it asked, when it had each event, and what the server saw of the same."""

    asked: float
    events: dict[str, float]
    turn: UUID
    server: Seen


async def arrivals(*, database_url: str, redis_url: str, model: str, data_dir: Path, count: int) -> Arrivals:
    """Of `count` first turns, one at a time, each in a conversation of its own, without a language model."""
    async with _server(database_url, redis_url, model, data_dir) as server, Browser(server.address) as browser:
        # The first round opens connections and warms the caches.
        heard = [await _turn(browser, server, number) for number in range(count + len(MESSAGES))][len(MESSAGES) :]
        empty = [await browser.get("/health/live") for _ in range(count)]
    stages = await _stages(database_url, [one.turn for one in heard])
    spans: dict[str, list[float]] = {}
    for one in heard:
        for name, ms in _spans(one, stages[one.turn]).items():
            spans.setdefault(name, []).append(ms)
    cards, completed = ([_ms(one.asked, one.events[name]) for one in heard] for name in ("outfits.ready", _LAST))
    return Arrivals(cards, completed, spans, [seconds * 1000 for seconds in empty])


_LAST = "turn.completed"


def _ms(start: float, end: float) -> float:
    return (end - start) * 1000


async def _turn(browser: Browser, server: "_Server", number: int) -> _Heard:
    message, context = MESSAGES[number % len(MESSAGES)]
    # With an id of its own, as the page sends each message: two deliveries of it have to find each other.
    sent = {"message": message, "context": context, "client_message_id": str(uuid7())}
    asked = time.perf_counter()
    events = await browser.stream(_CHAT, sent)
    seen = await server.seen()
    times = {event.name: event.at for event in events}
    return _Heard(asked, times, UUID(events[0].data["message_id"]), seen)


async def _stages(url: str, turns: Sequence[UUID]) -> dict[UUID, dict[str, float]]:
    """What the server wrote down of these turns: milliseconds by stage."""
    async with database(url) as sessions, sessions() as session:
        found = await session.execute(select(Turn.id, Turn.timings).where(Turn.id.in_(turns)))
        return {row.id: row.timings for row in found}


_STAGES = ("analyse", "retrieve", "score", "compose", "mood", "cards")


def _spans(one: _Heard, stages: dict[str, float]) -> dict[str, float]:
    """The way to the cards in order. What is in front of the turn (who asks, how often already, what is known of it) is
    what is left between the request and the cards; the turn's row is written beside the turn's first stages."""
    server, inside = one.server, {name: stages[name] for name in _STAGES if name in stages}
    drawn = server.events["outfits.ready"]
    return {
        "to the server": _ms(one.asked, server.asked),
        "in front of the turn": _ms(server.asked, drawn) - sum(inside.values()),
        **inside,
        "to the client": _ms(drawn, one.events["outfits.ready"]),
    }


# ── the server ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Server(msgspec.Struct, frozen=True):
    address: tuple[str, int]
    process: asyncio.subprocess.Process

    async def seen(self) -> Seen:
        """What it saw of the request that was answered last."""
        assert self.process.stdout is not None, "it is a pipe"
        return msgspec.json.decode(await self.process.stdout.readline(), type=Seen)


@asynccontextmanager
async def _server(database_url: str, redis_url: str, model: str, data_dir: Path) -> AsyncIterator[_Server]:
    """A server in a process of its own, which answers. Its secrets go by the environment, not the command line."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = listener.getsockname()
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "BENCH_MODEL": model, "DATA_DIR": str(data_dir)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _SERVE, str(listener.fileno()),
            env={**os.environ, **given}, pass_fds=[listener.fileno()], stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
    try:
        await _answering(address, process)
        yield _Server(address, process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answering(address: tuple[str, int], process: asyncio.subprocess.Process) -> None:
    for _ in range(600):
        if process.returncode is not None:
            raise RuntimeError("The bench's server ended before it answered; its output says why.")
        try:
            async with Browser(address) as browser:
                await browser.get("/health/live")
            return
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)
    raise RuntimeError("The bench's server did not answer within a minute.")


def serve(file_descriptor: int) -> None:
    """Serves the shop of DATABASE_URL on an inherited socket, by the embeddings of BENCH_MODEL."""
    settings = Settings(
        data_dir=Path(os.environ["DATA_DIR"]), currency_rates={}, chat_rate_per_minute=1_000_000, log_level="ERROR"
    )
    app = create_app(
        settings,
        database_url=os.environ["DATABASE_URL"],
        redis_url=os.environ["REDIS_URL"],
        embedder=Named(LocalEmbedder(), os.environ["BENCH_MODEL"]),
    )
    # Not by uvicorn's `fd`, which takes it for a Unix socket: then what is sent waits for the client's last ACK.
    listener = socket.socket(fileno=file_descriptor)
    loop.Server(uvicorn.Config(_watched(app), log_config=None, access_log=False)).run(sockets=[listener])


def _watched(app: ASGIApp) -> ASGIApp:
    """The app, which says on standard output of each answer of the chat when its events were handed over."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] != _CHAT:
            await app(scope, receive, send)
            return
        seen = Seen(time.perf_counter(), {})

        async def noted(message: Message) -> None:
            body = message["body"] if message["type"] == "http.response.body" else b""
            if body.startswith(b"event: "):
                seen.events.setdefault(body[7 : body.index(b"\n")].decode(), time.perf_counter())
            await send(message)

        await app(scope, receive, noted)
        sys.stdout.buffer.write(msgspec.json.encode(seen) + b"\n")
        sys.stdout.buffer.flush()

    return watched


_SERVE = "import sys; from aurora.bench.wire import serve; serve(int(sys.argv[1]))"
