"""The candidates of a turn as arrays: one row each, and how well every two go together."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import compatibility, harmony, thermal, traits
from aurora.compatibility.pieces import piece_of
from aurora.outfits import kinds, story
from aurora.types import Scored
from aurora.weights import weights
from commerce.colours import lab
from commerce.garments import SEASONS, SLOTS, Slot

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Patterns that act like a plain cloth; of the others one in a look is a statement and two are a quarrel.
_QUIET = frozenset(("plain", "textured", "herringbone", "embroidered", "lace"))
_BOTH_QUIET, _ONE_LOUD, _TWO_LOUD, _TWO_ALIKE = 0.85, 0.9, 0.2, 0.4
# Formality may differ by about this much before it shows, and by this much more before it jars: a blazer (.72) with
# jeans (.3).
_SAME_FORMALITY, _TOO_FAR = 0.1, 0.5
# The harmony of a piece in many colours with anything: it has no one colour to compare.
_MULTICOLOUR = 0.55


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows 0 .. n−1 are candidates, then one row per slot for leaving it empty, last a row of no weight for a slot
    not in play."""

    scored: tuple[Scored, ...]
    slot: tuple[Slot, ...]
    piece: Floats
    """(rows,) score, or what the empty slot is worth."""
    weight: Floats
    """(rows,) weight of the slot."""
    price: Ints
    clo: Floats
    formality: Floats
    bold: Floats
    ease: Floats
    pair: Floats
    """(rows, rows) compatibility 0..1."""
    parts: dict[str, Floats]
    """(n, n) each: what `pair` is made of."""

    @property
    def count(self) -> int:
        return len(self.scored)

    @property
    def void(self) -> int:
        return self.count + len(SLOTS)

    def empty(self, slot: Slot) -> int:
        """The row that leaves the slot empty."""
        return self.count + SLOTS.index(slot)

    def slot_at(self, row: int) -> Slot | None:
        """The slot of a candidate's or an empty slot's row; None for the row out of play."""
        return self.slot[row] if row < self.count else SLOTS[row - self.count] if row < self.void else None

    def rows(self, slot: Slot) -> list[int]:
        """The candidates of a slot, best first."""
        return [i for i, s in enumerate(self.slot) if s == slot]

    def row_of(self, piece: Scored) -> int:
        return next(i for i, s in enumerate(self.scored) if s is piece)


def table(
    by_slot: Mapping[Slot, Sequence[Scored]], nothing: Mapping[Slot, str], *, open_colours: bool = False
) -> Table:
    """The table of these candidates. nothing: what each slot's emptiness is called in weights.json, where it is not
    `unasked`. open_colours: the colours of the pieces may still change (`story.suits`)."""
    scored = tuple(piece for slot in SLOTS for piece in by_slot.get(slot, ()))
    count, prior = len(scored), weights()
    empty = [prior.nothing[nothing.get(slot, "unasked")] for slot in SLOTS]
    parts = _parts(scored, open_colours)
    pair = np.zeros((count + len(SLOTS) + 1,) * 2)
    pair[:count, :count] = _combine(parts)
    for i, none in enumerate(empty):
        pair[count + i, :] = pair[:, count + i] = none.pair
    tail = [0.0] * (len(SLOTS) + 1)
    return Table(
        scored=scored,
        slot=tuple(s.candidate.item.slot for s in scored),
        piece=np.array([s.score for s in scored] + [none.piece for none in empty] + [0.0]),
        weight=np.array(
            [prior.slots[s.candidate.item.slot] for s in scored] + [prior.slots[slot] for slot in SLOTS] + [0.0]
        ),
        price=np.array([s.candidate.variant.price for s in scored] + [0] * len(tail), dtype=np.int64),
        clo=np.array([thermal.clo_of(s.candidate.item) for s in scored] + tail),
        formality=np.array([s.candidate.item.formality for s in scored] + tail),
        bold=np.array([traits.boldness(s.candidate.item, s.candidate.variant) for s in scored] + tail),
        ease=np.array([traits.comfort(s.candidate.item) for s in scored] + tail),
        pair=pair,
        parts=parts,
    )


def _combine(parts: dict[str, Floats]) -> Floats:
    by_part = weights().pair
    whole = sum((by_part[name] * matrix for name, matrix in parts.items()), np.zeros_like(parts["kinds"]))
    whole = np.where(parts["pattern"] <= _TWO_LOUD, whole / 2, whole)
    return np.where(parts["kinds"] <= kinds.CLASH, whole / 3, whole)


def _parts(scored: Sequence[Scored], open_colours: bool) -> dict[str, Floats]:
    items = [s.candidate.item for s in scored]
    formality = np.array([item.formality for item in items])
    apart = np.abs(formality[:, None] - formality[None, :])
    parts = {
        "harmony": story.leather_and_metal(scored, _harmony(scored)),
        "formality": np.clip(1 - (apart - _SAME_FORMALITY) / _TOO_FAR, 0, 1),
        "kinds": _learned(scored),
        "pattern": _patterns([item.pattern for item in items]),
        "season": _seasons([item.seasons for item in items]),
    }
    return story.suits(scored, parts, open_colours=open_colours)


def _learned(scored: Sequence[Scored]) -> Floats:
    """How well every two go together as the model learned it; what is never worn together stays so."""
    found = [s.candidate for s in scored]
    numbers = np.array([kinds.number(c.item.category) for c in found], dtype=np.int64)
    together = compatibility.shipped().matrix([piece_of(c.item, c.variant) for c in found])
    return np.where(kinds.clashes()[numbers[:, None], numbers[None, :]], kinds.CLASHING, together)


def _harmony(scored: Sequence[Scored]) -> Floats:
    variants = [s.candidate.variant for s in scored]
    together = harmony.matrix(harmony.as_array([lab(v.hex) for v in variants]))
    many = np.array([v.colour == "multicolour" for v in variants], dtype=np.bool_)
    return np.where(many[:, None] | many[None, :], _MULTICOLOUR, together)


def _patterns(patterns: Sequence[str]) -> Floats:
    loud = np.array([p not in _QUIET for p in patterns], dtype=np.bool_)
    code = np.array([hash_of(p) for p in patterns], dtype=np.int64)
    alike = code[:, None] == code[None, :]
    both = np.where(alike, _TWO_ALIKE, _TWO_LOUD)
    one = np.where(loud[:, None] | loud[None, :], _ONE_LOUD, _BOTH_QUIET)
    return np.where(loud[:, None] & loud[None, :], both, one)


def hash_of(pattern: str) -> int:
    """A number that is the same for the same pattern."""
    return int.from_bytes(pattern.encode()[:7], "big")


def _seasons(seasons: Sequence[tuple[str, ...]]) -> Floats:
    bits = np.array([sum(1 << SEASONS.index(s) for s in found) for found in seasons], dtype=np.int64)
    unknown = (bits == 0)[:, None] | (bits == 0)[None, :]
    return np.where(unknown, 0.8, np.where((bits[:, None] & bits[None, :]) > 0, 1.0, 0.1))
