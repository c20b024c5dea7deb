"""The chat over HTTP as a browser has it: a server process of its own, and the time until the cards are there."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import uvicorn

from aurora.app import create_app
from aurora.bench.turns import MESSAGES
from aurora.embedder import LocalEmbedder, Vectors
from core.settings import Settings


class Arrivals(msgspec.Struct, frozen=True):
    """Milliseconds after the request until each event was read by the client."""

    cards: list[float]
    completed: list[float]


class Named:
    """An embedder under another model's name: asks in the space in which the bench's vectors live."""

    def __init__(self, embedder: LocalEmbedder, model: str) -> None:
        self.embedder = embedder
        self.model = model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed(texts)


async def arrivals(*, database_url: str, redis_url: str, model: str, data_dir: Path, count: int) -> Arrivals:
    """Of `count` first turns, one at a time, each in a conversation of its own, without a language model."""
    cards: list[float] = []
    completed: list[float] = []
    async with _server(database_url, redis_url, model, data_dir) as base, httpx.AsyncClient(base_url=base) as client:
        for number in range(count + len(MESSAGES)):
            message, context = MESSAGES[number % len(MESSAGES)]
            start, seen = time.perf_counter(), {}
            body = {"message": message, "context": context}
            async with client.stream(
                "POST", "/api/aurora/chat", json=body, headers={"Accept": "text/event-stream"}, timeout=60
            ) as reply:
                reply.raise_for_status()
                async for line in reply.aiter_lines():
                    if line.startswith("event:"):
                        seen[line.removeprefix("event:").strip()] = (time.perf_counter() - start) * 1000
            # The first round opens connections and warms the caches.
            if number >= len(MESSAGES):
                cards.append(seen["outfits.ready"])
                completed.append(seen["turn.completed"])
    return Arrivals(cards, completed)


@asynccontextmanager
async def _server(database_url: str, redis_url: str, model: str, data_dir: Path) -> AsyncIterator[str]:
    """The base URL of a server in a process of its own. Its secrets go by the environment, not the command line."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "BENCH_MODEL": model, "DATA_DIR": str(data_dir)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _SERVE, str(listener.fileno()),
            env={**os.environ, **given}, pass_fds=[listener.fileno()],
        )  # fmt: skip
    try:
        await _answering(base, process)
        yield base
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answering(base: str, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(base_url=base) as client:
        for _ in range(600):
            if process.returncode is not None:
                raise RuntimeError("The bench's server ended before it answered; its output says why.")
            try:
                await client.get("/health")
                return
            except httpx.TransportError:
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
    uvicorn.run(app, fd=file_descriptor, log_config=None, access_log=False)


_SERVE = "import sys; from aurora.bench.wire import serve; serve(int(sys.argv[1]))"
