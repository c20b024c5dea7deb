"""A run on disk: what it is of, and every case answered so far. A run that was cut off goes on where it stopped.

    RUNS/<suite>/<key>/run.json      what is measured on what, by what code (`Manifest`)
                       cases.jsonl   one `Record` a line, in the order in which they were answered
                       result.json   the figures (`evals.results`), once all cases are there
                       report.html   the same to look at

The key is a fingerprint of the manifest: the same suite, variant, model mode, seed, data and code is the same run.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from core.errors import NotFound
from evals.suite import Case, Metric, Options, Solved, Suite

KEY_DIGITS = 12


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that makes a run what it is; equal manifests would give equal figures, but for time."""

    suite: str
    options: Options
    versions: dict[str, str] = {}
    """Of the code and models that answer (`aurora.versions`)."""
    code: str = ""
    """Fingerprint of the suite's own code and metrics."""
    data: dict[str, str] = {}
    """Dataset → SHA-256 of what was read of it."""

    @property
    def key(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:KEY_DIGITS]


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case as it was answered and scored."""

    case: Case
    output: Any = None
    ms: float = 0.0
    error: str | None = None
    scores: dict[str, tuple[float, float] | None] = {}
    """Metric → (above, below the line); None where it is unscored. Pooled metrics are not here."""

    def solved(self, kind: Any) -> Solved:
        output = None if self.error is not None else msgspec.convert(self.output, kind)
        return Solved(case=self.case, output=output, ms=self.ms, error=self.error)


class Run:
    """The folder of a run."""

    def __init__(self, folder: Path, manifest: Manifest):
        self.folder = folder
        self.manifest = manifest

    @property
    def name(self) -> str:
        return f"{self.manifest.suite}/{self.folder.name}"

    def records(self) -> list[Record]:
        """The cases answered so far, one each; a line that was cut off in the middle is as if never written."""
        path = self.folder / "cases.jsonl"
        found: dict[str, Record] = {}
        for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
            if line.endswith(b"\n"):
                record = msgspec.json.decode(line, type=Record)
                found[record.case.id] = record
        return list(found.values())

    def append(self, records: Sequence[Record]) -> None:
        """Adds answered cases, whole lines at once."""
        path = self.folder / "cases.jsonl"
        path.touch()
        with path.open("r+b") as file:
            file.seek(_whole(path))
            file.truncate()
            file.write(b"".join(msgspec.json.encode(record) + b"\n" for record in records))


def _whole(path: Path) -> int:
    """Bytes up to the end of the last whole line; a file that ends with one is not read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 1))
        if file.read() in (b"", b"\n"):
            return size
    return path.read_bytes().rfind(b"\n") + 1


def started(root: Path, manifest: Manifest, *, fresh: bool = False) -> Run:
    """The run of the manifest, made or found again; `fresh` forgets what was answered."""
    folder = root / manifest.suite / manifest.key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    if fresh:
        for name in ("cases.jsonl", "result.json", "report.html"):
            (folder / name).unlink(missing_ok=True)
    return Run(folder, manifest)


def opened(root: Path, name: str) -> Run:
    """A run by its path, by `suite/key` (or the first digits of the key), or the latest of a suite by the suite's name.

    NotFound says what there is.
    """
    folders = [Path(name)] if (Path(name) / "run.json").exists() else _matching(root, name)
    if not folders:
        there = ", ".join(sorted(f"{run.parent.name}/{run.name}" for run in root.glob("*/*") if run.is_dir()))
        raise NotFound(f"No run {name!r} under {root}. There are: {there or 'none yet'}.")
    folder = max(folders, key=lambda found: (found / "run.json").stat().st_mtime)
    return Run(folder, msgspec.json.decode((folder / "run.json").read_bytes(), type=Manifest))


def _matching(root: Path, name: str) -> list[Path]:
    suite, _, key = name.partition("/")
    return [folder for folder in (root / suite).glob(f"{key}*") if (folder / "run.json").exists()]


def listed(root: Path) -> Iterator[tuple[Run, datetime, int]]:
    """(run, when it was last touched, cases answered), the latest first."""
    folders = [path.parent for path in root.glob("*/*/run.json")]
    for folder in sorted(folders, key=lambda found: -(found / "run.json").stat().st_mtime):
        run = opened(root, str(folder))
        when = datetime.fromtimestamp((folder / "run.json").stat().st_mtime).astimezone()
        yield run, when, len(run.records())


def recorded(solved: Solved, metrics: Sequence[Metric]) -> Record:
    """The case with its scores."""
    scores = {metric.name: metric.of(solved) for metric in metrics if metric.pool is None}
    output = None if solved.error is not None else msgspec.to_builtins(solved.output)
    return Record(case=solved.case, output=output, ms=solved.ms, error=solved.error, scores=scores)


def fingerprint(suite: Suite) -> str:
    """A digest of the suite's and its metrics' code, so that figures of different definitions never share a run."""
    digest = hashlib.sha256("\n".join(metric.name for metric in suite.metrics).encode())
    for name in sorted(reached(suite)):
        digest.update(name.encode() + b"\0" + _source(name))
    return digest.hexdigest()[:KEY_DIGITS]


def reached(suite: Suite) -> set[str]:
    """The modules that a suite is made of: its own, and those of `evals` whose names stand in them, and so on."""
    functions = [suite.cases, suite.open, *(metric.score or metric.ratio or metric.pool for metric in suite.metrics)]
    found, left = set[str](), {function.__module__ for function in functions if function is not None}
    while left:
        found |= left
        named = {_home(value) for name in left for value in vars(sys.modules.get(name) or sys).values()}
        left = {name for name in named if name.startswith("evals.")} - found
    return found


def _home(value: object) -> str:
    return value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))


def _source(module: str) -> bytes:
    path = getattr(sys.modules.get(module), "__file__", None)
    return Path(path).read_bytes() if path else b""
