"""What stands in two parts of a set: then a figure on the one says little, since the other gave the answer away.

Three kinds: an entry that is in both word for word, one that nearly is, and a group (an outfit, a dialogue, a template)
whose members are on both sides.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

Kind = Literal["the same", "nearly the same", "shares a group"]
NEAR = 0.8
"""Jaccard likeness of word trigrams from which two entries are nearly the same."""
_BANDS, _ROWS = 24, 4
"""24 bands of 4 hashes: pairs of likeness 0.8 are met with a chance of 1 − (1 − 0.8⁴)²⁴ > 0.999, of 0.4 with 0.46."""
_SHOWN = 3


class Entry(msgspec.Struct, frozen=True):
    """One row as the check sees it. group: what it shares its fate with; empty where nothing."""

    id: str
    text: str
    group: str = ""


class Leak(msgspec.Struct, frozen=True):
    """How much of one part stands in another too."""

    kind: Kind
    of: str
    """The part that is judged: the later one."""
    into: str
    count: int
    total: int
    """Entries, or groups, of the part that is judged."""
    examples: tuple[str, ...]

    def show(self) -> str:
        share = self.count / self.total if self.total else 0.0
        said = f"{self.count} of {self.total} ({share:.1%}) of {self.of} are {_SAID[self.kind]} {self.into}"
        return f"{said}: {', '.join(self.examples)}"


_SAID: dict[Kind, str] = {
    "the same": "word for word in",
    "nearly the same": "nearly word for word in",
    "shares a group": "of a group that is in",
}


def leaks(parts: Mapping[str, Iterable[Entry]]) -> tuple[Leak, ...]:
    """Every leak from a part into one named before it; parts in the order in which they are learned from."""
    held = {name: list(entries) for name, entries in parts.items()}
    return tuple(leak for a, b in combinations(held, 2) for leak in _between(a, held[a], b, held[b]))


def _between(before: str, learned: Sequence[Entry], after: str, judged: Sequence[Entry]) -> Iterator[Leak]:
    there = {_plain(entry.text) for entry in learned}
    same = [entry for entry in judged if _plain(entry.text) in there]
    if same:
        yield _leak("the same", after, before, same, len(judged))
    left = [entry for entry in judged if _plain(entry.text) not in there]
    near = [left[n] for n in _near([entry.text for entry in learned], [entry.text for entry in left])]
    if near:
        yield _leak("nearly the same", after, before, near, len(judged))
    groups = {entry.group for entry in judged if entry.group}
    shared = sorted(groups & {entry.group for entry in learned})
    if shared:
        yield Leak("shares a group", after, before, len(shared), len(groups), tuple(shared[:_SHOWN]))


def _leak(kind: Kind, of: str, into: str, found: Sequence[Entry], total: int) -> Leak:
    return Leak(kind, of, into, len(found), total, tuple(entry.id for entry in found[:_SHOWN]))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# ── nearly the same ────────────────────────────────────────────────────────────────────────────────────────────────


def shingles(text: str) -> frozenset[str]:
    """Its word trigrams; of a shorter text, the text."""
    words = _plain(text).split()
    return frozenset(" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2)))


def _near(learned: Sequence[str], judged: Sequence[str]) -> list[int]:
    """Which of the judged have a neighbour among the learned at a likeness of NEAR or more.

    Candidates by MinHash and banding (Broder, SEQUENCES 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets,
    ch. 3), each then looked at exactly.
    """
    if not learned or not judged:
        return []
    known, asked = [shingles(text) for text in learned], [shingles(text) for text in judged]
    buckets: dict[tuple[int, bytes], list[int]] = {}
    for n, signature in enumerate(_signatures(known)):
        for key in _keys(signature):
            buckets.setdefault(key, []).append(n)
    found = []
    for n, signature in enumerate(_signatures(asked)):
        candidates = {m for key in _keys(signature) for m in buckets.get(key, ())}
        if any(len(asked[n] & known[m]) >= NEAR * len(asked[n] | known[m]) for m in candidates):
            found.append(n)
    return found


def _signatures(sets: Sequence[frozenset[str]]) -> Iterator[NDArray[np.uint64]]:
    """(bands · rows,) least hash of each set under as many hash functions."""
    chance = np.random.default_rng(1)
    size = _BANDS * _ROWS
    factors = chance.integers(1, 2**63, size, dtype=np.uint64) | np.uint64(1)
    offsets = chance.integers(0, 2**63, size, dtype=np.uint64)
    numbers: dict[str, int] = {}
    with np.errstate(over="ignore"):
        for one in sets:
            ids = np.array([_number(shingle, numbers) for shingle in one], dtype=np.uint64)
            yield (ids[:, None] * factors[None, :] + offsets[None, :]).min(axis=0)


def _number(shingle: str, numbers: dict[str, int]) -> int:
    """A number of its own for every text, spread over 64 bits (SplitMix64's step)."""
    if shingle not in numbers:
        low, high = zlib.crc32(shingle.encode()), zlib.adler32(shingle.encode()[::-1])
        numbers[shingle] = ((high << 32) | low) * 0x9E3779B97F4A7C15 % 2**64
    return numbers[shingle]


def _keys(signature: NDArray[np.uint64]) -> Iterator[tuple[int, bytes]]:
    for band, rows in enumerate(signature.reshape(_BANDS, _ROWS)):
        yield band, rows.tobytes()
