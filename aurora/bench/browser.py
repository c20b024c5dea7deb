"""A client that takes next to nothing of the cores on which it measures a server: HTTP/1.1 on one connection."""

import asyncio
import time
from types import TracebackType
from typing import Any, NoReturn

import msgspec

_TOKEN = "X-Visitor-Token"


class Event(msgspec.Struct, frozen=True):
    """A server-sent event that was read in full, and when: seconds on the machine's clock."""

    name: str
    at: float
    data: Any


class Browser:
    """Keeps its connection and its visitor token, as a browser its cookie. For servers that chunk what they stream, an
    event to a chunk, and state the length of what they do not (uvicorn does both); anything else fails."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._token = ""

    async def __aenter__(self) -> "Browser":
        self._reader, self._writer = await asyncio.open_connection(*self._address, limit=1 << 22)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def get(self, path: str) -> float:
        """Seconds until the answer was read."""
        start = time.perf_counter()
        headers = await self._ask("GET", path, b"")
        await self._reader.readexactly(int(headers["content-length"]))
        return time.perf_counter() - start

    async def stream(self, path: str, body: object) -> list[Event]:
        """The events of the answer. Each is read out before the next: what it holds is decoded afterwards."""
        await self._ask("POST", path, msgspec.json.encode(body))
        read: list[tuple[float, bytes]] = []
        while size := int(await self._reader.readline(), 16):
            chunk = await self._reader.readexactly(size + 2)
            read.append((time.perf_counter(), chunk))
        await self._reader.readline()
        return [_event(at, chunk) for at, chunk in read if chunk.startswith(b"event: ")]

    async def _ask(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """The headers of the answer, which is 200."""
        host = f"{self._address[0]}:{self._address[1]}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream, */*;q=0.1\r\n"
        if self._token:
            head += f"{_TOKEN}: {self._token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(f"{head}\r\n".encode() + body)
        status, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        self._token = headers.get(_TOKEN.lower(), self._token)
        if " 200 " not in status:
            await self._refused(status, headers)
        return headers

    async def _refused(self, status: str, headers: dict[str, str]) -> NoReturn:
        told = await self._reader.readexactly(int(headers.get("content-length", 0)))
        raise RuntimeError(f"The server answered {status}: {told.decode()}")


def _event(at: float, chunk: bytes) -> Event:
    name, _, data = chunk.rstrip().partition(b"\ndata: ")
    return Event(name.removeprefix(b"event: ").decode(), at, msgspec.json.decode(data))
