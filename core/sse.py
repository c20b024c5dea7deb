"""Server-sent events. Source: WHATWG HTML, Server-sent events, §9.2."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

HEARTBEAT_S = 15.0


def encode(event: str, data: object) -> bytes:
    """One event with `data` as one line of JSON (JSON escapes newlines, so one `data:` line is enough)."""
    return b"event: " + event.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


async def stream(
    queue: "asyncio.Queue[Any]", encoded: Callable[[Any], bytes], *, heartbeat_s: float = HEARTBEAT_S
) -> AsyncIterator[bytes]:
    """What the queue brings until None; a comment line after each `heartbeat_s` of silence."""
    while True:
        try:
            # Not wait_for: it runs a task for each event, and what was put is sent three turns of the loop later.
            async with asyncio.timeout(heartbeat_s):
                event = await queue.get()
        except TimeoutError:
            yield b": keep-alive\n\n"
            continue
        if event is None:
            return
        yield encoded(event)
