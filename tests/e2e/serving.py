"""The real `aurora serve` as a process of its own on a DATA_DIR, and what is left of it once it is gone."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from core.embedded import Servers, postgres, valkey
from core.embedded.directory import living
from core.settings import Settings

AURORA = (sys.executable, "-m", "aurora")
READY = re.compile(r"Aurora is ready: (http://[0-9.]+:\d+)/")


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """This process's environment without any setting of the shop's but the ones given."""
    ours = {name.upper() for name in Settings.__struct_fields__}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "DATA_DIR": str(data_dir), "PORT": "0", "CHAT_RATE_PER_MINUTE": "100000", **settings}


def run(data_dir: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`aurora …` to its end, from a directory without a .env file."""
    return subprocess.run(
        (*AURORA, *arguments),
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class Serving:
    """One `aurora serve` after another on the same directory; what all of them print goes to `log`."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir.resolve()
        self.log = data_dir.with_name(data_dir.name + ".log")
        self.base_url = ""
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._told = 0

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process

    def start(self, *arguments: str, timeout_s: float = 180) -> float:
        """Starts it and returns the seconds until /health/ready said yes."""
        began = time.monotonic()
        self._told = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                (*AURORA, "serve", *arguments),
                cwd=self.data_dir.parent,
                env=environment(self.data_dir, **self._settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        assert eventually(lambda: bool(READY.search(self.said())) or self._ended(), timeout_s), self.said()
        found = READY.search(self.said())
        assert found, self.said()
        self.base_url = found[1]
        assert eventually(self.is_ready, 30), self.health()
        return time.monotonic() - began

    def said(self) -> str:
        """What the newest process has printed so far."""
        with self.log.open("rb") as log:
            log.seek(self._told)
            return log.read().decode(errors="replace")

    def health(self) -> Any:
        return httpx.get(f"{self.base_url}/health/ready", timeout=10).json()

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/health/ready", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, timeout_s: float = 60) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout_s)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def servers(self) -> Servers:
        """Where its database and Valkey are."""
        alive = living(self.data_dir)
        assert alive is not None, "no server lives on the directory"
        return alive.servers

    def postmaster(self) -> int:
        return int((self.data_dir / "postgres/cluster/postmaster.pid").read_text().split("\n", 1)[0])

    def valkey(self) -> int:
        return valkey.orphans(self.data_dir / "valkey")[0]

    def children(self) -> list[int]:
        """Every process of PostgreSQL and Valkey that works in the directory."""
        return [*postgres.backends(self.data_dir / "postgres/cluster"), *valkey.orphans(self.data_dir / "valkey")]

    def _ended(self) -> bool:
        return self.process.poll() is not None


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Serving]:
    """For servers on `data_dir`; at the end the last one is killed where it still runs, and none of its own is left."""
    server = Serving(data_dir, **settings)
    try:
        yield server
    finally:
        if server._process is not None and server.process.poll() is None:
            server.kill()
        assert eventually(lambda: not server.children(), 30), f"orphans: {server.children()}"


def copy_of(filled: Path, place: Path) -> Path:
    """A DATA_DIR like `filled`, at `place`/data."""
    return Path(shutil.copytree(filled, place / "data", symlinks=True))


def eventually(condition: Callable[[], bool], timeout_s: float, *, step_s: float = 0.05) -> bool:
    """Whether `condition` became true within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step_s)
    return True


def kill_9(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


class FirstStart(msgspec.Struct, frozen=True):
    """What the first `aurora serve` on an empty directory did, until it was asked to stop."""

    said: str
    seconds: float
    health: dict[str, Any]
    exit_code: int
    stop_seconds: float
    left: int


def first_start(data_dir: Path) -> FirstStart:
    """Starts on the empty `data_dir`, waits until it is ready, stops it: what is left is a DATA_DIR to copy."""
    with serving(data_dir) as server:
        seconds, health = server.start(), server.health()
        began = time.monotonic()
        code = server.stop()
        return FirstStart(server.said(), seconds, health, code, time.monotonic() - began, len(server.children()))
