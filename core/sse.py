"""Server-sent events. Source: WHATWG HTML, Server-sent events, §9.2."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

HEARTBEAT_S = 15.0


def encode(event: str, data: object) -> bytes:
    """One event with `data` as one line of JSON (JSON escapes newlines, so one `data:` line is enough)."""
    return b"event: " + event.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


async def with_heartbeat(queue: "asyncio.Queue[bytes | None]", *, every_s: float = HEARTBEAT_S) -> AsyncIterator[bytes]:
    """What the queue brings until None; a comment line when it brings nothing for `every_s`, against idle proxies."""
    while True:
        try:
            chunk = await asyncio.wait_for(queue.get(), every_s)
        except TimeoutError:
            yield b": keep-alive\n\n"
            continue
        if chunk is None:
            return
        yield chunk
