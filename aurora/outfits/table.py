"""The candidates of a turn as arrays: one row each, and how well every two go together."""

from collections.abc import Mapping, Sequence, Set

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import harmony
from aurora.columns import Columns, columns
from aurora.compatibility import goods
from aurora.outfits import kinds, spending, story
from aurora.types import Scored
from aurora.weights import weights
from commerce.garments import SLOTS, Slot

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
    weighted_piece: Floats
    weighted_pair: Floats
    """`piece` and `pair`, each times the weights of the slots."""
    shades: Floats
    """(colours, colours) harmony of every two of the colours that the pieces have."""
    shade: Ints
    """(n,) which of them a piece has; −1 for one in many colours."""
    measured: Floats
    """(6, rows) what looks are told apart by, to be added up over them: price, clo, slot weight, and times that weight
    boldness, formality and ease; 0 where a slot is left empty."""

    places: dict[Slot, list[int]]
    """The candidates of each slot, best first."""

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
        return list(self.places.get(slot, ()))

    def row_of(self, piece: Scored) -> int:
        return next(i for i, s in enumerate(self.scored) if s is piece)


def table(
    by_slot: Mapping[Slot, Sequence[Scored]],
    nothing: Mapping[Slot, str],
    *,
    open_colours: bool = False,
    looks: Sequence[Set[int]] = (),
    filled: Sequence[Set[Slot]] = (),
) -> Table:
    """The table of these candidates. nothing: what each slot's emptiness is called in weights.json, where it is not
    `unasked`. open_colours: the colours of the pieces may still change (`story.suits`). Where given, pairs that no look
    can have are not judged: looks are the products (as numbers) of each look that is laid out, filled the slots that a
    look may fill together."""
    scored = tuple(piece for slot in SLOTS for piece in by_slot.get(slot, ()))
    told, prior = columns([s.candidate for s in scored]), weights()
    empty = [prior.nothing[nothing.get(slot, "unasked")] for slot in SLOTS]
    of_slot = np.array([prior.slots[slot] for slot in SLOTS])
    tail = np.zeros(len(SLOTS) + 1)
    piece = np.array([*(s.score for s in scored), *(none.piece for none in empty), 0.0])
    weight = np.concatenate([of_slot[told.codes("slot")], of_slot, [0.0]])
    price, clo, formality, bold, ease = (
        np.concatenate([column, tail]) for column in (told.price, told.clo, told.formality, told.bold, told.ease)
    )
    shades, shade = _shades(scored, told)
    parts = _parts(scored, told, _harmony(shades, shade, shade), _met(scored, told, looks, filled), open_colours)
    pair = _with_empty(_combine(parts), [none.pair for none in empty])
    worn = np.concatenate([weight[: len(scored)], tail])
    slots = tuple(s.candidate.item.slot for s in scored)
    places: dict[Slot, list[int]] = {}
    for row, slot in enumerate(slots):
        places.setdefault(slot, []).append(row)
    return Table(
        scored=scored, slot=slots, places=places, piece=piece, weight=weight,
        price=price.astype(np.int64), clo=clo, formality=formality, bold=bold, ease=ease, pair=pair, parts=parts,
        weighted_piece=weight * piece, weighted_pair=weight[:, None] * weight * pair,
        shades=shades, shade=shade,
        measured=np.array([price, clo, worn, worn * bold, worn * formality, worn * ease]),
    )  # fmt: skip


def beside(under: Sequence[Scored], over: Sequence[Scored]) -> dict[str, Floats]:
    """(under, over) harmony, formality and pattern of each of the one with each of the other, as in `Table.parts`, of
    clothes: no leather, metal or suit has a say between a piece and a layer over it."""
    every, first = (*under, *over), len(under)
    told = columns([s.candidate for s in every])
    shades, shade = _shades(every, told)
    loud = _loud(every)
    return {
        "harmony": _harmony(shades, shade[:first], shade[first:]),
        "formality": _closeness(told.formality[:first], told.formality[first:]),
        "pattern": _patterns((loud[:first], told.pattern[:first]), (loud[first:], told.pattern[first:])),
    }


def _with_empty(pair: Floats, empty: Sequence[float]) -> Floats:
    """The pairs with those of the rows that leave a slot empty, and of the row out of play."""
    count = len(pair)
    whole = np.zeros((count + len(empty) + 1,) * 2)
    whole[:count, :count] = pair
    for row, worth in enumerate(empty, start=count):
        whole[row, :] = whole[:, row] = worth
    return whole


def _combine(parts: dict[str, Floats]) -> Floats:
    by_part = weights().pair
    whole = sum((by_part[name] * matrix for name, matrix in parts.items()), np.zeros_like(parts["kinds"]))
    whole[parts["pattern"] <= _TWO_LOUD] /= 2
    whole[parts["kinds"] <= kinds.CLASH] /= 3
    return whole


def _met(scored: Sequence[Scored], told: Columns, looks: Sequence[Set[int]], filled: Sequence[Set[Slot]]) -> Bools:
    """(n, n) which pairs the model is asked about: of one slot nobody wears two."""
    slot = told.codes("slot")
    apart: Bools = ~np.eye(len(SLOTS), dtype=np.bool_)
    if filled:
        apart &= _in_one([[name in slots for name in SLOTS] for slots in filled])
    met: Bools = apart[slot[:, None], slot]
    if looks:
        ids = [s.candidate.item.product_id.int for s in scored]
        met &= _in_one([[name in look for name in ids] for look in looks])
    return met


def _in_one(among: Sequence[Sequence[bool]]) -> Bools:
    """(n, n) which two of the columns are both true in some row."""
    found = np.array(among, dtype=np.float64)
    return np.asarray(found.T @ found > 0)


def _parts(
    scored: Sequence[Scored], told: Columns, colours: Floats, met: Bools, open_colours: bool
) -> dict[str, Floats]:
    cloth = _loud(scored), told.pattern
    parts = {
        "harmony": story.leather_and_metal(scored, colours),
        "formality": _closeness(told.formality, told.formality),
        "kinds": _learned(scored, told, met),
        "pattern": _patterns(cloth, cloth),
        "season": _seasons(told),
    }
    parts = story.suits(scored, parts, open_colours=open_colours)
    return parts | {"spending": spending.together(scored, told)}


def _learned(scored: Sequence[Scored], told: Columns, met: Bools) -> Floats:
    """How well every two that meet go together as the model learned it; what is never worn together stays so."""
    items, variants = [s.candidate.item for s in scored], [s.candidate.variant for s in scored]
    together = goods.shop().together(items, variants, met)
    kind = told.codes("kind")
    together[kinds.clashes()[kind[:, None], kind]] = kinds.CLASHING
    return together


def _shades(scored: Sequence[Scored], told: Columns) -> tuple[Floats, Ints]:
    """`Table.shades` and `Table.shade`: pieces share colours, whose harmonies are reckoned once."""
    number, first, shade = np.unique(told.codes("colour"), return_index=True, return_inverse=True)
    colours = np.column_stack([told.lightness[first], told.red[first], told.yellow[first]])
    many = np.array([scored[i].candidate.variant.colour == "multicolour" for i in first.tolist()], dtype=np.bool_)
    return _harmonies.among(number.tolist(), colours), np.where(many[shade], -1, shade)


_harmonies = harmony.Harmonies()


def _harmony(shades: Floats, one: Ints, other: Ints) -> Floats:
    together: Floats = shades[one[:, None], other]
    if one.min(initial=0) < 0 or other.min(initial=0) < 0:
        together[one < 0, :] = together[:, other < 0] = _MULTICOLOUR
    return together


def _closeness(one: Floats, other: Floats) -> Floats:
    """(one, other) 1 for pieces as formal as each other, 0 for those too far apart."""
    return np.clip(1 - (np.abs(one[:, None] - other) - _SAME_FORMALITY) / _TOO_FAR, 0, 1)


def _loud(scored: Sequence[Scored]) -> Bools:
    return np.array([s.candidate.item.pattern not in _QUIET for s in scored], dtype=np.bool_)


def _patterns(one: tuple[Bools, Floats], other: tuple[Bools, Floats]) -> Floats:
    """(one, other) how well patterns meet. Of each side: whether it is loud, and the pattern's number."""
    both = np.where(one[1][:, None] == other[1], _TWO_ALIKE, _TWO_LOUD)
    either = np.where(one[0][:, None] | other[0], _ONE_LOUD, _BOTH_QUIET)
    return np.where(one[0][:, None] & other[0], both, either)


def _seasons(told: Columns) -> Floats:
    bits = told.codes("seasons")
    unknown = bits == 0
    known = np.where((bits[:, None] & bits) > 0, 1.0, 0.1)
    return np.where(unknown[:, None] | unknown, 0.8, known)
