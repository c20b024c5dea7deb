"""An `aurora serve` as a process of its own, for benches that ask it over HTTP."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

__all__ = ["server"]
_READY = re.compile(r"Aurora is ready: (http://[0-9.]+:\d+)/")


@asynccontextmanager
async def server(given: dict[str, str], *options: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a server with these settings, started with these options, which is stopped at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aurora", "serve", "--port", "0", *options,
        env={**os.environ, "LOG_LEVEL": "ERROR", **given}, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    draining = None
    try:
        address = await asyncio.wait_for(_ready(process), 300)
        draining = asyncio.create_task(_drain(process))
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100, keepalive_expiry=2)
        async with httpx2.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
            yield client
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        if draining is not None:
            await draining


async def _ready(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None, "it is a pipe"
    said = ""
    while line := (await process.stderr.readline()).decode():
        said += line
        if found := _READY.search(line):
            return found[1]
    raise RuntimeError(f"The bench's server ended before it was ready:\n{said}")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Reads on, so that the pipe never fills; what the server complains of is passed on."""
    assert process.stderr is not None, "it is a pipe"
    while line := await process.stderr.readline():
        if b"error" in line.lower():
            sys.stderr.write(line.decode(errors="replace"))
