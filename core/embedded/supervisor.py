"""The supervisor: starts both servers at once, restarts one that dies, stops both in every way a process can end."""

import asyncio
import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import msgspec

from core.embedded import postgres, valkey
from core.embedded.directory import DataDirInUse, Facts, Lock, Servers, facts, has_facts, living, prepare
from core.embedded.identity import Identity, blocked_at, choose, give
from core.embedded.process import CannotStart, Daemon, Spec, wait_until

START_S = 60.0
# A log that has grown beyond this is set aside (one generation) at the next start.
LOG_BYTES = 16 * 2**20


def _silent(_: str) -> None:
    pass


class Supervisor:
    """Owns the servers of one DATA_DIR. The servers die with the thread that starts them: start it in the main one."""

    def __init__(
        self, data_dir: Path, *, progress: Callable[[str], None] = _silent, allow_namespace: bool = True
    ) -> None:
        self._data_dir = data_dir
        self._progress = progress
        self._allow_namespace = allow_namespace
        self._identity = Identity()
        self._lock: Lock | None = None
        self._owner = 0
        self._daemons: list[Daemon] = []

    def start(self) -> Servers:
        """Both servers, ready to use. Raises DataDirInUse, DataDirRefused or CannotStart, and then nothing is left."""
        if sys.platform != "linux":
            raise CannotStart("The embedded servers run on Linux only: set DATABASE_URL and REDIS_URL.")
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start the servers from the main thread: they die with the thread that starts them")
        self._data_dir = prepare(self._data_dir)
        self._lock, self._owner = Lock(self._data_dir), os.getpid()
        atexit.register(self.stop)
        try:
            kept = self._start_both()
        except BaseException:
            self.stop()
            raise
        servers = Servers(
            database_url=postgres.url(kept.postgres_port, kept.postgres_password),
            redis_url=valkey.url(kept.valkey_port, kept.valkey_password),
            started=tuple(daemon.spec.name for daemon in self._daemons),
        )
        self._lock.publish(servers)
        self._progress(f"PostgreSQL on port {kept.postgres_port}, Valkey on port {kept.valkey_port}")
        return servers

    def stop(self) -> None:
        """Stops both servers cleanly and releases the directory; does nothing the second time, or in a fork."""
        if self._lock is None or self._owner != os.getpid():
            return
        self._lock.withdraw()
        self._end_both()
        self._lock.release()
        self._lock = None
        atexit.unregister(self.stop)

    async def watch(self) -> None:
        """Starts a server that died again, on the same port, for as long as it is not stopped or cancelled."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("watch from the main thread: a server dies with the thread that starts it")
        await asyncio.gather(*(self._keep(daemon) for daemon in self._daemons))

    def _start_both(self) -> Facts:
        self._identity = choose(allow_namespace=self._allow_namespace)
        cluster, keys, log = self._data_dir / "postgres/cluster", self._data_dir / "valkey", self._data_dir / "log"
        for directory in (cluster.parent, keys, log):
            directory.mkdir(mode=0o700, exist_ok=True)
        valkey.clear_the_way(keys)
        postgres.clear_the_way(cluster)
        self._open_the_way(cluster.parent, keys)
        if (cluster / "PG_VERSION").exists() and not has_facts(self._data_dir):
            postgres.set_password(cluster, self._identity, password=facts(self._data_dir).postgres_password)
        for _ in range(5):
            kept = facts(self._data_dir)
            secret = kept.valkey_password
            valkey.configure(keys, self._identity, port=kept.valkey_port, password=secret)
            self._spawn(valkey.spec(keys, log / "valkey.log", port=kept.valkey_port, password=secret))
            self._initialise(cluster, kept)
            self._spawn(postgres.spec(cluster, log / "postgres.log", port=kept.postgres_port))
            if self._become_ready():
                return kept
            self._end_both()
        raise CannotStart("Five times in a row another program took the port that was just found free.")

    def _open_the_way(self, *directories: Path) -> None:
        """Lets the servers' identity reach what it needs, by changes inside DATA_DIR only."""
        who = self._identity
        for needed in (Path(postgres.program("postgres")), Path(valkey.program()), self._data_dir):
            if blocked := blocked_at(needed, who):
                raise CannotStart(
                    f"PostgreSQL does not run as root, user namespaces are not allowed here, and the user `nobody` may "
                    f"not enter {blocked}: start as another user, move to a place that everybody may enter, "
                    f"or set DATABASE_URL and REDIS_URL."
                )
        if who.group is not None:
            os.chown(self._data_dir, 0, who.group)
            self._data_dir.chmod(0o710)
        for directory in directories:
            give(directory, who)

    def _initialise(self, cluster: Path, kept: Facts) -> None:
        if not (cluster / "PG_VERSION").exists():
            self._progress("Making the database (once)")
            postgres.initialise(cluster, self._identity, password=kept.postgres_password)

    def _spawn(self, spec: Spec) -> Daemon:
        if spec.log.exists() and spec.log.stat().st_size > LOG_BYTES:
            spec.log.replace(spec.log.with_suffix(".log.1"))
        daemon = Daemon(spec, self._identity)
        self._daemons.append(daemon)
        return daemon

    def _become_ready(self) -> bool:
        """True when all are ready, False when a port was taken meanwhile; else raises CannotStart with what it said."""
        deadline = time.monotonic() + START_S
        for daemon in self._daemons:
            left = max(0.0, deadline - time.monotonic())
            wait_until(lambda daemon=daemon: daemon.is_ready() or daemon.exit_status() is not None, left)  # type: ignore[misc]
            if daemon.is_ready():
                continue
            if "Address already in use" in daemon.said():
                return False
            raise CannotStart(f"{daemon.spec.name} did not start; it said:\n{daemon.said()}")
        return True

    def _end_both(self) -> None:
        daemons, self._daemons = self._daemons, []
        for daemon in daemons:
            daemon.ask_to_stop()
        for daemon in daemons:
            daemon.stop()

    async def _keep(self, daemon: Daemon) -> None:
        pause_s = 0.1
        while daemon in self._daemons:
            if daemon.exit_status() is None:
                await asyncio.sleep(0.1)
                continue
            self._progress(f"{daemon.spec.name} ended ({_how(daemon)}); starting it again")
            try:
                await asyncio.to_thread(daemon.spec.clear)
                daemon = self._replace(daemon)
                settled = await _settles(daemon, within_s=START_S)
            except (CannotStart, OSError, subprocess.SubprocessError) as error:
                self._progress(f"{daemon.spec.name}: {error}")
                settled = False
            if settled:
                self._progress(f"{daemon.spec.name} is back")
            pause_s = 0.1 if settled else min(5.0, pause_s * 2)
            await asyncio.sleep(pause_s)

    def _replace(self, dead: Daemon) -> Daemon:
        if dead not in self._daemons:  # stopped meanwhile
            return dead
        daemon = Daemon(dead.spec, self._identity)
        self._daemons[self._daemons.index(dead)] = daemon
        return daemon


async def _settles(daemon: Daemon, *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while daemon.exit_status() is None and time.monotonic() < deadline:
        if daemon.is_ready():
            return True
        await asyncio.sleep(0.02)
    return False


def _how(daemon: Daemon) -> str:
    status = daemon.exit_status() or 0
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


@contextmanager
def running(
    data_dir: Path, *, progress: Callable[[str], None] = _silent, allow_namespace: bool = True
) -> Iterator[Servers]:
    """The servers for the length of the block; stopped at its end, also when that is a SIGTERM."""
    supervisor = Supervisor(data_dir, progress=progress, allow_namespace=allow_namespace)
    with exiting_on_signals():
        servers = supervisor.start()
        try:
            yield servers
        finally:
            supervisor.stop()


@contextmanager
def attached_or_running(data_dir: Path, *, progress: Callable[[str], None] = _silent) -> Iterator[Servers]:
    """For commands: the servers that a living supervisor runs on `data_dir`, left as they are; else their own."""
    supervisor = Supervisor(data_dir, progress=progress)
    with exiting_on_signals():
        servers = _attach_or_start(supervisor, data_dir)
        try:
            yield servers
        finally:
            supervisor.stop()


def _attach_or_start(supervisor: Supervisor, data_dir: Path) -> Servers:
    """Attached where somebody else's servers are ready; waits while those are starting or stopping."""
    deadline = time.monotonic() + START_S
    while True:
        if other := living(data_dir):
            return msgspec.structs.replace(other.servers, started=())
        try:
            return supervisor.start()
        except DataDirInUse:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


@contextmanager
def exiting_on_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP, where nobody handles them, raise SystemExit once: the default would skip every `finally`."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: FrameType | None) -> None:
        for handled in ours:
            signal.signal(handled, signal.SIG_IGN)  # the way out is not interrupted
        raise SystemExit(128 + number)

    ours = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, leave)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)
