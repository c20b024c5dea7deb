"""The colours of a look, settled: the best of every colour in which its very pieces are to be had, tried together."""

from collections.abc import Mapping, Sequence

import msgspec

from aurora.outfits import limits
from aurora.outfits.alternatives import Option
from aurora.outfits.search import Space
from aurora.outfits.table import table
from aurora.types import Constraint, Scored
from commerce.garments import Slot

# What a colour that no earlier look shows in that slot is worth to an alternative: less than any clash costs.
_NEW_COLOUR = 0.004


def settled(
    option: Option,
    by_slot: Mapping[Slot, Sequence[Scored]],
    nothing: Mapping[Slot, str],
    wishes: Sequence[Constraint],
    shown: Sequence[Option] = (),
) -> Option:
    """The same products in the colours in which the look is worth most, within the same limits.

    by_slot: the candidates in all their colours. wishes: those that one piece is enough for, as `option` holds them in
    order. shown: looks beside which this one stands; a colour that they have not
    is preferred by a little.
    """
    before = option.space
    pieces = [before.table.scored[r] for r in option.rows.tolist() if r < before.table.count]
    ids = {p.candidate.item.product_id for p in pieces}
    found = {
        slot: tuple(p for p in by_slot.get(slot, ()) if p.candidate.item.product_id in ids)
        for slot in {p.candidate.item.slot for p in pieces}
    }
    if sum(map(len, found.values())) == len(pieces):
        return option
    rows = table(found, nothing)
    axes = []
    for old in option.rows.tolist():
        slot = before.table.slot_at(old)
        axes.append(
            [rows.void] if slot is None else rows.rows(slot) if old < before.table.count else [rows.empty(slot)]
        )
    held = limits.masks(rows, wishes)[: len(before.limits.any_of)]
    bounds = msgspec.structs.replace(before.limits, any_of=tuple(mask for _, mask in held))
    space = Space(rows, axes, before.demand, bounds)
    seen = {_colour(o.space.table.scored[r]) for o in shown for r in o.rows.tolist() if r < o.space.table.count}
    plain = space.unary.copy()
    space.unary[: rows.count] += [_NEW_COLOUR * (bool(shown) and _colour(p) not in seen) for p in rows.scored]
    best = space.best()
    space.unary, space._bounds = plain, None
    if best is None:
        return option
    worth = float(space.worth(best[1][None, :])[0])
    return msgspec.structs.replace(option, space=space, rows=best[1], worth=worth)


def _colour(piece: Scored) -> tuple[Slot, str]:
    return piece.candidate.item.slot, piece.candidate.variant.colour


def one_each(pieces: Sequence[Scored]) -> tuple[Scored, ...]:
    """Every product once, in the colour that comes first."""
    kept: dict[object, Scored] = {}
    for piece in pieces:
        kept.setdefault(piece.candidate.item.product_id, piece)
    return tuple(kept.values())
