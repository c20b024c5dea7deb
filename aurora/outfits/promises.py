"""What every edit promises beyond the limits: clothes that are worn together, whole suits, no piece that goes the other
way, and shelter from the weather.

Each says of every look that is tried whether the promise holds.
"""

from collections.abc import Callable, Sequence

import numpy as np

from aurora.outfits import kinds, whole
from aurora.outfits.search import POSITIONS, Space
from aurora.outfits.table import Bools, Ints, Table
from aurora.types import Constraint, Scored

SHOES, OUTERWEAR = 2, 3
_HALVES = (1, OUTERWEAR)
_ONE, _OTHER = np.triu_indices(POSITIONS, 1)
# A look may suit the weather this much less after an edit, 0..1 of `thermal.fits`.
_COOLER = 0.1


def clashes(rows: Table, tried: Ints) -> Ints:
    """(m,) how many pairs of kinds in each look are never worn together: a tie over a roll-neck."""
    clash = np.zeros((rows.void + 1,) * 2, dtype=np.bool_)
    clash[: rows.count, : rows.count] = rows.parts["kinds"] <= kinds.CLASH
    return np.asarray(np.count_nonzero(clash[tried[:, _ONE], tried[:, _OTHER]], axis=1))


def straight(rows: Table, before: Ints, tried: Ints, name: str, sign: int) -> Bools:
    """(m,) whether no new piece goes the other way than the one whose place it takes, and the plain mean over the
    pieces goes the right one. "More formal" brings no tie that is less so than the last.

    before: (POSITIONS,) the look as it was. name: formality, bold or ease.
    """
    values = getattr(rows, name)
    both = (tried < rows.count) & (before < rows.count)
    against = both & (sign * (values[tried] - values[before]) < -1e-9)
    weight = np.array([len(p.parts) or 1 for p in rows.scored] + [0] * (rows.void + 1 - rows.count), dtype=np.float64)

    def mean(looks: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.asarray((values[looks] * weight[looks]).sum(axis=1) / np.maximum(weight[looks].sum(axis=1), 1e-9))

    return np.asarray(~against.any(axis=1) & (sign * (mean(tried) - mean(before[None, :])) > 1e-9))


def sheltered(space: Space, before: Ints, tried: Ints) -> Bools:
    """(m,) whether each look keeps out the wet as the one before did, and suits the weather about as well."""
    rows = space.table
    good = space.warmth(tried) >= space.warmth(before[None, :])[0] - _COOLER
    if space.demand.wet:
        dry = np.zeros(rows.void + 1, dtype=np.bool_)
        dry[: rows.count] = [bool(p.candidate.item.waterproof) for p in rows.scored]
        for position in (SHOES, OUTERWEAR):
            if dry[before[position]]:
                good &= dry[tried[:, position]]
    return np.asarray(good)


def shelter_receipts(space: Space, before: Ints, after: Ints) -> tuple[Constraint, ...]:
    """What the edited look no longer keeps out: the wet, the cold."""
    rows, told = space.table, list[Constraint]()
    for position in (SHOES, OUTERWEAR):
        old, new = (rows.scored[r] if r < rows.count else None for r in (int(before[position]), int(after[position])))
        lost = old is not None and old.candidate.item.waterproof and new is not None and new is not old
        if space.demand.wet and lost and new is not None and not new.candidate.item.waterproof:
            piece = (new.parts or (new,))[-1].candidate.item
            told.append(
                Constraint(
                    kind="waterproof", text="dry in the rain", slot=piece.slot, status="relaxed",
                    note=f"{piece.title} does not keep water out.",
                )
            )  # fmt: skip
    if not told and space.warmth(after[None, :])[0] < space.warmth(before[None, :])[0] - _COOLER:
        told.append(
            Constraint(
                kind="warmth", text="warm enough for the weather", status="relaxed",
                note="This look is less warm than that.",
            )
        )  # fmt: skip
    return tuple(told)


def suits_whole(rows: Table, before: Ints, must: Sequence[int], tried: Ints) -> Bools:
    """(m,) False where of a suit on the table one half changed and the other stayed, or the new halves are of two
    suits. Who speaks of a half by name has it changed all the same."""
    if set(_HALVES) & set(must) or not whole.is_suit(*(_piece(rows, int(before[p])) for p in _HALVES)):
        return np.ones(len(tried), dtype=np.bool_)
    return _of_pairs(tried[:, _HALVES], lambda one, other: whole.is_suit(_piece(rows, one), _piece(rows, other)))


def _of_pairs(pairs: Ints, holds: Callable[[int, int], bool]) -> Bools:
    """(m,) whether it holds of the two rows of each of the (m, 2) pairs, asked once for those that come again."""
    most = int(pairs.max(initial=0)) + 1
    known, same = np.unique(pairs[:, 0] * most + pairs[:, 1], return_inverse=True)
    return np.array([holds(*divmod(pair, most)) for pair in known.tolist()], dtype=np.bool_)[same]


def _piece(rows: Table, row: int) -> Scored | None:
    return rows.scored[row] if row < rows.count else None


def wearable(rows: Table, tried: Ints) -> Bools:
    """(m,) whether the top, where there is one beside a whole-body garment, goes under it or over it."""
    if not rows.rows("dress"):
        return np.ones(len(tried), dtype=np.bool_)

    def worn(over: int, under: int) -> bool:
        if max(over, under) >= rows.count or rows.slot[over] != "dress":
            return True
        return whole.worn_together(*(rows.scored[row].candidate.item.category for row in (over, under)))

    return _of_pairs(tried[:, :2], worn)
