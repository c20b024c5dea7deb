"""The data that Aurora is measured with: where each set is from, under what licence, how it is split, what to beware
of.

The public sets are looked for beside the checkout (`../shared/data`, or EVALS_DATA) and are never copied into the
project; where one is absent, what needs it says so and goes on.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from evals.datasets.leakage import Entry, Leak, leaks

Splits = Mapping[str, Iterable[Entry]]


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """A set as a reader of its figures has to know it."""

    name: str
    about: str
    origin: str
    licence: str
    files: tuple[str, ...]
    """Relative to the data folder, or to the project for the team's own."""
    traps: tuple[str, ...] = ()
    splits: Callable[[Path], Splits] | None = None
    """Reads its parts for the leakage check; None where it has no parts of its own."""
    own: bool = False
    """Whether it is the team's, in the project."""

    @property
    def folder(self) -> Path:
        return OWN if self.own else public_folder()

    @property
    def present(self) -> bool:
        return all((self.folder / name).exists() for name in self.files)

    @property
    def size_bytes(self) -> int:
        return sum((self.folder / name).stat().st_size for name in self.files)

    def sha256(self) -> str:
        """Of its files one after the other, names and contents; "absent" where one is missing."""
        if not self.present:
            return "absent"
        digest = hashlib.sha256()
        for name in self.files:
            digest.update(name.encode() + b"\0" + _sha256(self.folder / name).encode())
        return digest.hexdigest()

    def leaks(self) -> tuple[Leak, ...]:
        """What stands in two parts; nothing where it is absent or has no parts."""
        return leaks(self.splits(self.folder)) if self.splits is not None and self.present else ()


OWN = Path(__file__).resolve().parents[1] / "data"


def public_folder() -> Path:
    """Where the public sets are: EVALS_DATA, else beside the checkout."""
    given = os.environ.get("EVALS_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "data"


_known: dict[tuple[str, int, int], str] = {}


def _sha256(path: Path) -> str:
    """Of a file; worked out again once its size or time changes."""
    stat = path.stat()
    key = (str(path), stat.st_size, stat.st_mtime_ns)
    if key not in _known:
        with path.open("rb") as file:
            _known[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _known[key]
