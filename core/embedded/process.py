"""One server process: as whom it runs, how it is spawned so that it cannot outlive us, how it is stopped."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from core.embedded.identity import Identity
from core.errors import Unavailable

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: loading a library between fork and exec is not safe.
_libc = ctypes.CDLL(None)


class CannotStart(Unavailable):
    """An embedded server cannot run here; the sentence says what to do."""

    code, title = "embedded_server_unavailable", "An embedded server did not start"


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """How to run one server. `ready` gets the pid and must not block for long; `clear` ends what a dead one left."""

    name: str
    argv: tuple[str, ...]
    directory: Path
    log: Path
    clear: Callable[[], None]
    ready: Callable[[int], bool]
    stops: tuple[tuple[signal.Signals, float], ...]  # in turn: a signal and the seconds it is given to work


class Daemon:
    """A spawned server; it gets its first stop signal from the kernel when this process dies, however that happens."""

    def __init__(self, spec: Spec, identity: Identity) -> None:
        self.spec = spec
        with spec.log.open("ab") as log:
            self.log_start = log.tell()
            self._process = subprocess.Popen(
                spec.argv,
                cwd=spec.directory if identity.user is None else "/",
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the servers in order
                **demotion(identity, dies_with=spec.stops[0][0]),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        """None while it lives; else its exit code, or minus the signal that killed it."""
        return self._process.poll()

    def is_ready(self) -> bool:
        return self._process.poll() is None and self.spec.ready(self._process.pid)

    def said(self) -> str:
        """What it has logged since it was spawned, at most the last 4,000 characters."""
        with self.spec.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")[-4000:]

    def ask_to_stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(self.spec.stops[0][0])

    def stop(self) -> None:
        """Ends it, gently first; returns when it is gone."""
        for asked, patience_s in (*self.spec.stops, (signal.SIGKILL, 30.0)):
            if self._process.poll() is not None:
                return
            self._process.send_signal(asked)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_s)


def run(argv: tuple[str, ...], identity: Identity, *, cwd: Path, stdin: str = "") -> None:
    """Runs one command to its end; raises CannotStart with what it said when it fails."""
    done = subprocess.run(
        argv,
        cwd=cwd if identity.user is None else "/",
        env=environment(),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **demotion(identity, dies_with=signal.SIGKILL),
    )
    if done.returncode:
        raise CannotStart(f"{Path(argv[0]).name} failed: {(done.stderr or done.stdout).strip()[-2000:]}")


def environment() -> dict[str, str]:
    """A fixed locale and clock; none of the caller's PG* variables, which the programs would obey."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def demotion(identity: Identity, *, dies_with: signal.Signals) -> dict[str, Any]:
    """Popen's arguments that make the child run as `identity` and die with the thread that spawned it.

    The death signal is set last, since a change of credentials clears it. It follows the spawning THREAD: callers
    spawn from the main thread.
    """
    parent = os.getpid()

    def before_exec() -> None:
        if identity.namespace:
            identity.enter_namespace()
        _libc.prctl(_PR_SET_PDEATHSIG, int(dies_with), 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    demoted: dict[str, Any] = {"preexec_fn": before_exec}
    if identity.user is not None:
        demoted |= {"user": identity.user, "group": identity.group, "extra_groups": []}
    return demoted


def send(pid: int, number: signal.Signals) -> None:
    """Signals a process that may be gone by now."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_until(condition: Callable[[], bool], timeout_s: float, *, step_s: float = 0.01) -> bool:
    """Whether `condition` became true within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step_s)
    return True
