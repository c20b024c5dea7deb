"""The shopper's hard limits on pieces: which candidates hold each, and what the looks in the end did with them.

Exclusions (avoid_*, a heel too high) never give way: a slot is left empty first. What was asked for (a colour, a cloth,
a brand, a cut, a budget) gives way where nothing holds it, and the receipt says so. What the shop does not state is
used only where no piece states what is wanted, and is reported as unverifiable. What holding means is in
`aurora.holding`, where the receipts read it too.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from aurora import holding
from aurora.holding import Verdict
from aurora.outfits.table import Bools, Table
from aurora.types import Analysis, Candidate, Composition, Constraint, Look, Scored
from commerce.garments import CATEGORIES, SLOTS, Slot
from core.money import Money, show

EXCLUSIONS = frozenset(("avoid_colour", "avoid_material", "avoid_category", "avoid_brand", "avoid_pattern", "heel"))
_SOME_PIECE = frozenset(("colour", "material", "brand", "pattern", "waterproof"))
"""Wishes that, where they name no slot, are held as soon as one piece of the look answers them."""
_ONE_OF_TWO = _SOME_PIECE | {"category", "fit"}
"""Wishes for a slot that one of two layers is enough for."""
_OF_COLOUR = frozenset(("colour", "avoid_colour"))
"""Kinds that are read off the colour alone; the budget is read off the price, the rest off the product."""
GIVES_WAY = frozenset(("colour", "material", "brand", "pattern", "fit"))
"""Wishes for a piece that give way before the budget does; what kind of piece it is does not."""


def in_force(analysis: Analysis) -> tuple[Constraint, ...]:
    """The hard constraints, with the budget of the context where none was spoken; what was said of the trainers alone
    is not said of the look."""
    hard = tuple(c for c in analysis.constraints if c.hard)
    limit = analysis.context.budget
    spoken = [c for c in analysis.constraints if c.kind == "budget" and (c.slot or c.value.per != "item")]
    if limit is None or any(not c.slot or c.value.amount == limit.amount for c in spoken):
        return hard
    known = Constraint(
        kind="budget", text=f"budget {show(limit)}", source=analysis.context.sources.get("budget", "request")
    )
    value = msgspec.structs.replace(known.value, amount=limit.amount, currency=limit.currency, per="outfit")
    return (*hard, msgspec.structs.replace(known, value=value))


def budget(constraints: Sequence[Constraint], currency: str) -> Constraint | None:
    """The budget for the whole look that can be compared with its prices; of several the tightest."""
    found = [c for c in constraints if _whole_budget(c) and c.value.currency in (None, currency)]
    return min(found, key=lambda c: c.value.amount or 0, default=None)


def left_of_budget(look: Look, analysis: Analysis) -> int | None:
    """What the budget for a whole look leaves beside this one, 0 where it is over; None without a budget."""
    limit = budget(in_force(analysis), look.pieces[0].candidate.item.currency) if look.pieces else None
    return None if limit is None or limit.value.amount is None else max(0, limit.value.amount - look.total)


def is_over(composition: Composition, analysis: Analysis) -> bool:
    """Whether the recommendation costs more than the budget for a whole look."""
    if not composition.looks or not composition.looks[0].pieces:
        return False
    look = composition.looks[0]
    limit = budget(in_force(analysis), look.pieces[0].candidate.item.currency)
    return limit is not None and limit.value.amount is not None and look.total > limit.value.amount


def _whole_budget(c: Constraint) -> bool:
    return (
        c.kind == "budget"
        and c.value.amount is not None
        and c.slot is None
        and c.value.per != "item"
        and c.status != "unverifiable"
    )


# ── one piece ──────────────────────────────────────────────────────────────────────────────────────────────────────


def slot_of(constraint: Constraint) -> Slot | None:
    """The slot a constraint speaks of: its own, or its category's."""
    name = constraint.value.name or ""
    if constraint.slot is None and constraint.kind in ("category", "avoid_category"):
        return CATEGORIES[name].slot if name in CATEGORIES else name if name in SLOTS else None
    return "shoes" if constraint.kind == "heel" else constraint.slot


def speaks_of(constraint: Constraint, slot: Slot) -> bool:
    """Whether the constraint binds every piece of that slot by itself."""
    if not (constraint.kind == "budget" or holding.is_read(constraint)):
        return False
    where = slot_of(constraint)
    if where is not None:
        return where == slot
    return slot in holding.scope(constraint) and constraint.kind not in _SOME_PIECE


def for_some_piece(constraint: Constraint) -> bool:
    """Whether one piece of the look is enough to hold it."""
    return constraint.kind in _SOME_PIECE and constraint.slot is None


def holds(constraint: Constraint, candidate: Candidate) -> Verdict:
    """Whether a piece holds the constraint, the slot left out of account; True for kinds that are not about a piece."""
    if constraint.kind == "budget":
        return _item_budget(constraint, candidate)
    return holding.holds(constraint, candidate.item, candidate.variant.colour, candidate.variant.hex)


def answers(constraint: Constraint, piece: Scored) -> Verdict:
    """`holds` of a piece, or of two that are worn one over the other: both hold a limit, one is enough for a wish."""
    if not piece.parts:
        return holds(constraint, piece.candidate)
    verdicts = [holds(constraint, part.candidate) for part in piece.parts]
    if constraint.kind in _ONE_OF_TWO:
        return True if True in verdicts else None if None in verdicts else False
    return False if False in verdicts else None if None in verdicts else True


def verdicts(constraint: Constraint, pieces: Sequence[Scored]) -> list[Verdict]:
    """`answers` of each; what is read of a product, or of a colour, is read once for all that are of it."""
    known: dict[object, Verdict] = {}
    found: list[Verdict] = []
    for piece in pieces:
        candidate = piece.candidate
        if piece.parts or constraint.kind == "budget":
            found.append(answers(constraint, piece))
            continue
        variant = candidate.variant
        key = (variant.colour, variant.hex) if constraint.kind in _OF_COLOUR else id(candidate.item)
        if key not in known:
            known[key] = holds(constraint, candidate)
        found.append(known[key])
    return found


def _item_budget(c: Constraint, candidate: Candidate) -> Verdict:
    if c.value.amount is None or (c.slot is None and c.value.per != "item") or c.status == "unverifiable":
        return True
    if c.value.currency not in (None, candidate.item.currency):
        return None
    return candidate.variant.price <= c.value.amount


# ── a slot's candidates ────────────────────────────────────────────────────────────────────────────────────────────


class Filtered(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of the pool, and why a slot is empty."""

    by_slot: dict[Slot, tuple[Scored, ...]]
    empty: dict[Slot, str]


def keep(
    by_slot: Mapping[Slot, tuple[Scored, ...]], constraints: Sequence[Constraint], empty: Mapping[Slot, str]
) -> Filtered:
    """The candidates that hold the limits, slot by slot. Wishes that nothing holds are passed over; exclusions never
    are."""
    left: dict[Slot, tuple[Scored, ...]] = {}
    why = dict(empty)
    for slot, pieces in by_slot.items():
        binding = [c for c in constraints if speaks_of(c, slot)]
        mine = tuple(p for p in pieces if p.candidate.owned)
        if mine:  # what the shopper owns is worn whatever the shop's own pieces are held to
            left[slot] = mine
            continue
        found, reason = _exclude(slot, pieces, [c for c in binding if c.kind in EXCLUSIONS])
        if not found:
            why[slot] = reason
            continue
        left[slot] = _wish(found, [c for c in binding if c.kind not in EXCLUSIONS])
    return Filtered(by_slot=left, empty=why)


def allowed(pieces: tuple[Scored, ...], slot: Slot, constraints: Sequence[Constraint]) -> tuple[Scored, ...]:
    """The pieces of a slot that no exclusion rules out, whatever is wished for."""
    return _exclude(slot, pieces, [c for c in constraints if c.kind in EXCLUSIONS and speaks_of(c, slot)])[0]


def is_refused(piece: Scored, constraints: Sequence[Constraint]) -> bool:
    """Whether a piece on the table is sold out or against an exclusion. What the shop does not state takes nothing
    away that is there already."""
    candidate = piece.candidate
    if candidate.owned:
        return False
    binding = [c for c in constraints if c.kind in EXCLUSIONS and speaks_of(c, candidate.item.slot)]
    return candidate.variant.available <= 0 or any(answers(c, piece) is False for c in binding)


def passes(piece: Scored, others: Sequence[Scored], constraints: Sequence[Constraint]) -> bool:
    """Whether a piece on the table may stay: nothing refuses it, and of wishes it holds what something in its slot
    holds."""
    slot = piece.candidate.item.slot
    wishes = [c for c in constraints if c.kind not in EXCLUSIONS and speaks_of(c, slot)]
    return not is_refused(piece, constraints) and any(p is piece for p in _wish((piece, *others), wishes))


def _exclude(slot: Slot, pieces: tuple[Scored, ...], binding: Sequence[Constraint]) -> tuple[tuple[Scored, ...], str]:
    found = tuple([p for p in pieces if (c := p.candidate).variant.available > 0 and c.item.slot == slot])
    reason = "sold out"
    for constraint in binding:
        read = verdicts(constraint, found)
        fit = tuple([p for p, verdict in zip(found, read, strict=True) if verdict is not False])
        if not fit:
            return (
                (),
                f"you asked for none: {constraint.text}"
                if constraint.value.name == slot
                else f"nothing here keeps to “{constraint.text}”",
            )
        found = tuple([p for p, verdict in zip(found, read, strict=True) if verdict]) or fit
    return found, reason


def _wish(pieces: tuple[Scored, ...], binding: Sequence[Constraint]) -> tuple[Scored, ...]:
    """Those that hold every wish, or as many of the earlier ones as can be held together. Several categories are
    alternatives."""
    kinds = [c for c in binding if c.kind == "category"]
    tests = [kinds] * bool(kinds) + [[c] for c in binding if c.kind != "category"]
    for any_of in tests:
        read = list(zip(*(verdicts(c, pieces) for c in any_of), strict=True))
        found = tuple([p for p, each in zip(pieces, read, strict=True) if any(each)])
        if not found:
            found = tuple([p for p, each in zip(pieces, read, strict=True) if None in each])
        if not found and any_of[0].kind == "budget":
            found = _cheapest(pieces)
        pieces = found or pieces
    return pieces


def _cheapest(pieces: tuple[Scored, ...]) -> tuple[Scored, ...]:
    return (min(pieces, key=lambda p: p.candidate.variant.price),)


def masks(table: Table, constraints: Sequence[Constraint]) -> list[tuple[Constraint, Bools]]:
    """For each wish that one piece is enough for: which rows answer it. Rows that only might count where none surely
    does."""
    found = []
    for constraint in constraints:
        if not for_some_piece(constraint):
            continue
        read = verdicts(constraint, table.scored)
        sure = True in read
        rows = np.zeros(table.void + 1, dtype=np.bool_)
        rows[: table.count] = [v is True or (v is None and not sure) for v in read]
        found.append((constraint, rows))
    return found


# ── the receipts ───────────────────────────────────────────────────────────────────────────────────────────────────


def receipts(constraints: Sequence[Constraint], looks: Sequence[Look]) -> tuple[Constraint, ...]:
    """The constraints that some look does not hold, or cannot be shown to hold, with status and note."""
    return tuple(told for c in constraints if (told := _receipt(c, looks)) is not None)


def _receipt(constraint: Constraint, looks: Sequence[Look]) -> Constraint | None:
    if constraint.kind == "budget" and constraint.value.amount is not None and _whole_budget(constraint):
        return _budget_receipt(constraint, constraint.value.amount, looks)
    if constraint.kind == "lock":
        missing = not all(
            any(p.candidate.item.product_id == constraint.value.product_id for p in look.pieces) for look in looks
        )
        return _with(constraint, "relaxed", "that piece is no longer to be had") if missing and looks else None
    broken: list[Scored] = []
    unsure: list[Scored] = []
    for look in looks:
        verdicts = [(p, holds(constraint, p.candidate)) for p in look.pieces if _concerns(constraint, p.candidate)]
        if for_some_piece(constraint):
            if any(v for _, v in verdicts):
                continue
            unsure += [p for p, v in verdicts if v is None][:1]
            broken += [p for p, _ in verdicts][:1] if all(v is False for _, v in verdicts) else []
        elif constraint.kind in _ONE_OF_TWO and any(v for _, v in verdicts):
            continue
        else:
            broken += [p for p, v in verdicts if v is False]
            unsure += [p for p, v in verdicts if v is None]
    if broken:
        return _with(constraint, "relaxed", _broken_note(constraint, _of_first(broken, looks)))
    return _with(constraint, "unverifiable", f"not stated for {_titles(_of_first(unsure, looks))}") if unsure else None


def _of_first(pieces: Sequence[Scored], looks: Sequence[Look]) -> Sequence[Scored]:
    """Those in the recommendation, where any of them are: a note about it names no piece of another look."""
    own = [p for p in pieces if any(p is q for q in looks[0].pieces)]
    return own or pieces


def _concerns(constraint: Constraint, candidate: Candidate) -> bool:
    """Whether the receipt reads this piece: all for a wish that one is enough for; of limits not what one owns."""
    return for_some_piece(constraint) or (speaks_of(constraint, candidate.item.slot) and not candidate.owned)


def _budget_receipt(constraint: Constraint, amount: int, looks: Sequence[Look]) -> Constraint | None:
    if not looks:
        return None
    currency = looks[0].pieces[0].candidate.item.currency if looks[0].pieces else constraint.value.currency or "USD"
    if constraint.value.currency not in (None, currency):
        return _with(constraint, "unverifiable", f"no rate from {constraint.value.currency} to {currency}")
    most, least = max(look.total for look in looks), min(look.total for look in looks)
    if most > amount:
        over = f"{show(Money(looks[0].total - amount, currency))} over" if looks[0].total > amount else ""
        up_to = (
            f"up to {show(Money(most - amount, currency))} over in the alternatives" if most > looks[0].total else ""
        )
        note = ", ".join(part for part in (over, up_to) if part)
        return _with(constraint, "relaxed", f"{note}: I found no complete look for less" if over else note)
    floor = constraint.value.minimum
    if floor is not None and least < floor:
        return _with(constraint, "relaxed", f"{show(Money(floor - least, currency))} under the least you named")
    return None


def _broken_note(constraint: Constraint, pieces: Sequence[Scored]) -> str:
    if constraint.kind == "budget" and constraint.value.amount is not None:
        worst = max(pieces, key=lambda p: p.candidate.variant.price).candidate
        over = Money(worst.variant.price - constraint.value.amount, worst.item.currency)
        return f"{show(over)} over: {worst.item.title}"
    if constraint.kind in EXCLUSIONS:
        return f"{_titles(pieces)} stayed because you kept it"
    if for_some_piece(constraint):
        return "no piece within your other limits has it"
    return f"nothing within your other limits has it; {_titles(pieces)} comes nearest"


def _titles(pieces: Sequence[Scored]) -> str:
    titles = dict.fromkeys(p.candidate.item.title for p in pieces)
    return ", ".join(list(titles)[:2])


def _with(constraint: Constraint, status: str, note: str) -> Constraint:
    return msgspec.structs.replace(constraint, status=status, note=note)
