"""One kind of product: single pieces ranked, the first ones not all alike."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from aurora import thermal
from aurora.outfits import limits, looks
from aurora.outfits.frame import MEASURES, direction_receipt, no_other
from aurora.outfits.recolour import one_each
from aurora.outfits.search import Limits, Space
from aurora.outfits.shown import on_table, stand_in
from aurora.outfits.table import Floats, Table, table
from aurora.types import Analysis, Composition, Constraint, Edit, Look, LookOnTable, PieceOnTable, Scored
from commerce.colours import delta_e, lab
from commerce.garments import CATEGORIES, Slot

# Where nothing is of the kind that was asked for, what is shown instead is as dressed-up within this: a cocktail dress
# for a suit, no pyjamas.
_AKIN = 0.2
# How much of the next piece's score goes when it is like one already shown.
_ALIKE = 0.12
# Where the budget buys none: how much dearer than the cheapest another may be.
_OVER = 1.15


def ranked(
    scored: dict[Slot, tuple[Scored, ...]],
    analysis: Analysis,
    empty: dict[Slot, str],
    count: int,
    base: LookOnTable | None = None,
) -> Composition:
    """`count` looks of one piece each: by score, less a part for being like a better one. With a piece on the table
    (`base`) those that go the edit's direction from it, and where the edit changes it, others than it. Where the budget
    buys none, the cheapest are shown and the receipt says how far over it they are."""
    constraints = limits.in_force(analysis)
    slots = [base.pieces[0].slot] if base else _slots(scored, analysis, constraints)
    bound = tuple(_each(c) for c in constraints)
    reach, bound = _in_reach({slot: scored[slot] for slot in slots if slot in scored}, bound)
    found = limits.keep(reach, bound, empty)
    pieces = sorted((p for some in found.by_slot.values() for p in some), key=lambda p: -p.score)
    pieces = _akin(list(one_each(_answering(pieces, bound))), bound)
    pieces, unmet = _from(base.pieces[0], pieces, analysis.edit) if base and analysis.edit else (pieces, ())
    if not pieces:
        return Composition(looks=(), relaxed=(*_missing(bound), *unmet))
    first = _staying(scored, base, analysis, bound) if base else None
    first = _unmoved(pieces, base) if base and unmet and first is None else first
    if first is not None:
        pieces = [first, *(p for p in pieces if p.candidate.item.product_id != first.candidate.item.product_id)]
    rows = table({slot: [p for p in pieces if p.candidate.item.slot == slot] for slot in slots}, {})
    leading = [rows.row_of(first)] if first is not None else []
    shown = tuple(_single(rows, row, analysis) for row in _diverse(rows, count, leading))
    return Composition(looks=shown, relaxed=(*limits.receipts(constraints, shown), *unmet))


def _in_reach(
    by_slot: Mapping[Slot, tuple[Scored, ...]], constraints: tuple[Constraint, ...]
) -> tuple[Mapping[Slot, tuple[Scored, ...]], tuple[Constraint, ...]]:
    """The pieces and the constraints on each; where the budget buys nothing that is asked for, the cheapest of that
    and the rest of the constraints."""
    caps = [c for c in constraints if c.kind == "budget"]
    kinds = [c for c in constraints if c.kind == "category"]
    every = [p for slot, pieces in by_slot.items() for p in limits.allowed(pieces, slot, constraints)]
    asked = [p for p in every if any(limits.holds(c, p.candidate) for c in kinds)] if kinds else every
    if not caps or not asked or any(all(limits.holds(c, p.candidate) is not False for c in caps) for p in asked):
        return by_slot, constraints
    most = _OVER * min(p.candidate.variant.price for p in asked)
    near = [p for p in asked if p.candidate.variant.price <= most]
    cheap = {slot: tuple(p for p in near if p.candidate.item.slot == slot) for slot in by_slot}
    return cheap, tuple(c for c in constraints if c.kind != "budget")


def _unmoved(pieces: Sequence[Scored], base: LookOnTable) -> Scored | None:
    """The product on the table, which stays the first where nothing goes further than it."""
    return next((p for p in pieces if p.candidate.item.product_id == base.pieces[0].product_id), None)


def _staying(
    scored: dict[Slot, tuple[Scored, ...]], base: LookOnTable, analysis: Analysis, constraints: Sequence[Constraint]
) -> Scored | None:
    """The product on the table, in the colour shown, where the message only refuses something that it is not: "without
    green" of a coral one. It stays the first."""
    edit, said = analysis.edit or Edit(), [c for c in constraints if c.source == "message"]
    changes = edit.change or edit.drop or edit.lock or edit.direction or edit.pick_only
    if changes or not said or any(c.kind not in limits.EXCLUSIONS for c in said):
        return None
    if "message" in analysis.context.sources.values():
        return None
    was = on_table(scored, base).get(base.pieces[0].slot)
    held = was is not None and all(limits.holds(c, was.candidate) is not False for c in constraints)
    return was if was is not None and held and not limits.is_refused(was, constraints) else None


def _akin(pieces: list[Scored], constraints: Sequence[Constraint]) -> list[Scored]:
    """The pieces of the kinds asked for; where there is none, those of kinds as dressed-up."""
    wanted = [c for c in constraints if c.kind == "category" and c.value.name in CATEGORIES]
    if not wanted or any(limits.holds(c, p.candidate) for c in wanted for p in pieces):
        return pieces
    usual = [CATEGORIES[c.value.name or ""].formality for c in wanted]
    return [p for p in pieces if min(abs(CATEGORIES[p.candidate.item.category].formality - f) for f in usual) <= _AKIN]


def _missing(constraints: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """The receipts of the kinds that the shop does not have."""
    return tuple(
        msgspec.structs.replace(c, status="relaxed", note=f"no {CATEGORIES[c.value.name].plural} that keep to the rest")
        for c in constraints if c.kind == "category" and c.value.name in CATEGORIES
    )  # fmt: skip


def _from(shown: PieceOnTable, pieces: list[Scored], edit: Edit) -> tuple[list[Scored], tuple[Constraint, ...]]:
    """The pieces that an edit of one product leads to, and the receipt of a direction that none of them goes, or of a
    product that there is no other for."""
    other = [p for p in pieces if p.candidate.item.product_id != shown.product_id]
    if edit.pick_only:
        return [p for p in pieces if p.candidate.item.product_id == shown.product_id], ()
    if edit.direction is None:
        return _others(shown, pieces, other) if shown.slot in edit.change else (pieces, ())
    name, sign, _ = MEASURES[edit.direction]
    known = next((p for p in pieces if p.candidate.item.product_id == shown.product_id), stand_in(shown))
    rows = table({shown.slot: [known, *other]}, {})
    values = sign * getattr(rows, name)[: rows.count]
    further = [
        piece for piece, value in zip(rows.scored, values, strict=True) if value > values[rows.row_of(known)] + 1e-9
    ]
    return (further, ()) if further else (pieces, (direction_receipt(edit.direction),))


def _others(
    shown: PieceOnTable, pieces: list[Scored], other: list[Scored]
) -> tuple[list[Scored], tuple[Constraint, ...]]:
    """Other products than the one shown; where there are none, it in another colour, or as it is, with a receipt."""
    recoloured = [p for p in pieces if p.candidate.variant.colour != shown.colour]
    found = other or recoloured or pieces
    return found, () if other or recoloured or not pieces else (no_other(shown.title, shown.slot, _kind(shown)),)


def _kind(shown: PieceOnTable) -> str:
    return CATEGORIES[shown.category].plural


def _slots(scored: dict[Slot, tuple[Scored, ...]], analysis: Analysis, constraints: Sequence[Constraint]) -> list[Slot]:
    named = list(analysis.slots) or [s for c in constraints if c.kind == "category" and (s := limits.slot_of(c))]
    return [slot for slot in scored if not named or slot in named]


def _each(constraint: Constraint) -> Constraint:
    """A wish for the whole look binds the one piece; the budget is then the piece's."""
    if constraint.kind == "budget" and constraint.slot is None and constraint.value.per != "item":
        return msgspec.structs.replace(constraint, value=msgspec.structs.replace(constraint.value, per="item"))
    return constraint


def _answering(pieces: list[Scored], constraints: Sequence[Constraint]) -> list[Scored]:
    wishes = [c for c in constraints if limits.for_some_piece(c)]
    for wish in wishes:
        found = [p for p in pieces if limits.holds(wish, p.candidate)]
        pieces = found or [p for p in pieces if limits.holds(wish, p.candidate) is None] or pieces
    return pieces


def _diverse(rows: Table, count: int, leading: Sequence[int] = ()) -> list[int]:
    """Rows by maximal marginal relevance, after those that lead. Source: Carbonell & Goldstein, SIGIR 1998."""
    left, chosen = [row for row in range(rows.count) if row not in leading], list(leading)
    alike = _likeness(rows)
    while left and len(chosen) < count:
        best = max(left, key=lambda r: rows.piece[r] - _ALIKE * max((alike[r, c] for c in chosen), default=0.0))
        chosen.append(best)
        left.remove(best)
    return chosen


def _likeness(rows: Table) -> Floats:
    """(n, n) 0..1: thirds for the same kind, a near colour, the same brand."""

    def like(one: Scored, other: Scored) -> float:
        a, b = one.candidate, other.candidate
        near = max(0.0, 1 - delta_e(lab(a.variant.hex), lab(b.variant.hex)) / 24)
        return ((a.item.category == b.item.category) + near + (a.item.brand == b.item.brand)) / 3

    return np.array([[like(one, other) for other in rows.scored] for one in rows.scored])


def _single(rows: Table, row: int, analysis: Analysis) -> Look:
    axes = [[row], *([[rows.void]] * 5)]
    space = Space(rows, axes, thermal.demand(analysis.context), Limits())
    return looks.look(space, np.array([axis[0] for axis in axes], dtype=np.int64), {})
