"""An S3 server on loopback that keeps what it has while its address goes dead and comes back.

moto's server is the store. In front of it stands a relay on a port of its own: to kill it ends every connection in the
middle, as the death of a store does, and what was stored is there when it is back.
"""

import asyncio
import contextlib
import socket
import struct
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.request import Request, urlopen

KEY, SECRET, REGION, BUCKET = "test", "testsecret", "us-east-1", "shop"
_RST = struct.pack("ii", 1, 0)


class Relay:
    """A port that passes on to another one until it is killed, or `dies_at` is in what is to be passed on."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.dies_at: bytes | None = None
        self.deaths = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def kill(self) -> None:
        """Ends every connection with a reset, and takes no new one."""
        assert self._server is not None
        self.deaths += 1
        self._server.close()
        for writer in list(self._open):
            raw = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, far_writer}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
        self._open -= {writer, far_writer}

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65_536):
                if self.dies_at is not None and self.dies_at in chunk:
                    self.dies_at = None
                    await self.kill()
                writer.write(chunk)
                await writer.drain()
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def s3(place: Path) -> AsyncIterator[Relay]:
    """A relay to a new server with an empty bucket."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    with (place / "moto.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
        try:
            await asyncio.to_thread(_until_it_answers, port)
            relay = Relay(port)
            await relay.start()
            yield relay
            await relay.kill()
        finally:
            server.kill()
            await server.wait()


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT"), timeout=20) as answer:
                assert answer.status == 200
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
