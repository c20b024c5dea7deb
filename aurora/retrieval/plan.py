"""What is looked for in each slot: the analysis turned into conditions, before any SQL runs."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from aurora.occasions import OVER_DRESS, WORN_OVER
from aurora.retrieval.conditions import Condition, hard, limits, preferences, wishes
from aurora.types import Analysis, ConversationState, Edit, LookOnTable, PieceOnTable
from commerce.garments import CATEGORIES, SLOTS, Department, Slot


class SlotPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What one slot is searched for."""

    slot: Slot
    departments: tuple[Department, ...]
    limits: tuple[Condition, ...] = ()
    """Never let go: budget, exclusions, sizes, heel, waterproof."""
    wanted: tuple[Condition, ...] = ()
    """Held while the slot has anything that answers them; otherwise let go and reported."""
    strict: bool = False
    """True where a product that lacks what is wanted is not shown beside those that have it."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A search over all slots, and the pieces of the look on the table that come with it."""

    slots: tuple[SlotPlan, ...]
    query: str
    locked: tuple[UUID, ...] = ()
    """Products that stay, whatever the limits say."""
    kept: tuple[UUID, ...] = ()
    """Pieces on the table that may stay: loaded where they hold the limits."""
    excluded: tuple[UUID, ...] = ()
    """Pieces that the shopper wants replaced: loaded where they hold the limits, beside others and never as one."""
    variants: dict[UUID, tuple[UUID, ...]] = {}
    """Product on the table → the variants that were shown, that of the look at hand first."""
    soft: tuple[Condition, ...] = ()
    """Preferences over the search row: they decide which of the nearest come into the pool, and never what may."""
    thrifty: bool = False
    """True where price matters: the cheapest of the nearest come in too."""


def plan(analysis: Analysis, state: ConversationState, *, gone: frozenset[UUID] = frozenset()) -> Plan:
    """The search that an analysis asks for.

    gone: pieces that were to stay and are sold out; their slots are filled.
    """
    base = _base(analysis, state)
    locked = [product for product in _locked(analysis, base) if product not in gone]
    changed = set(analysis.edit.change) if analysis.edit else set()
    pieces = base.pieces if base else ()
    held = {piece.slot for piece in pieces if piece.product_id in locked}
    asked = {*_slots(analysis, state, base), *(piece.slot for piece in pieces if piece.product_id in gone)}
    slots = [slot for slot in SLOTS if slot in asked and slot not in held]
    spent = sum(piece.price for piece in pieces if piece.product_id in locked)
    edit, worn, alone = analysis.edit, _worn(analysis, pieces), base is None and len(slots) == 1
    return Plan(
        slots=tuple(_slot_plan(slot, analysis, (spent, worn.get(slot, 0)), alone=alone) for slot in slots),
        query=analysis.query.strip() or "clothes to wear together",
        locked=tuple(locked),
        kept=tuple(p.product_id for p in pieces if p.product_id not in locked and p.slot not in changed),
        excluded=tuple(p.product_id for p in pieces if p.slot in changed and p.product_id not in locked),
        variants=_shown(pieces, edit, state),
        soft=tuple(preferences(analysis)),
        thrifty=any(c.kind == "budget" for c in analysis.constraints)
        or analysis.context.budget is not None
        or (edit is not None and edit.direction == "cheaper"),
    )


def _shown(pieces: Sequence[PieceOnTable], edit: Edit | None, state: ConversationState) -> dict[UUID, tuple[UUID, ...]]:
    """By product the variants in which it is shown: in the look at hand, then those that are taken over from another
    look ("the first, with the shoes from the second"), which may be the same shoes in another colour."""
    found: dict[UUID, tuple[UUID, ...]] = {piece.product_id: (piece.variant_id,) for piece in pieces}
    lock, bring = (edit.lock, edit.bring) if edit else ((), ())
    for piece in (piece for look in state.looks for piece in look.pieces if piece.product_id in lock):
        known = found.get(piece.product_id, ())
        if not known or (piece.variant_id in bring and piece.variant_id not in known):
            found[piece.product_id] = (*known, piece.variant_id)
    return found


def _base(analysis: Analysis, state: ConversationState) -> LookOnTable | None:
    """The look that is edited; a list of single products is searched anew instead."""
    if analysis.edit is None or not state.looks or state.single or analysis.intent == "product":
        return None
    return state.looks[min(analysis.edit.look, len(state.looks) - 1)]


def _locked(analysis: Analysis, base: LookOnTable | None) -> dict[UUID, None]:
    """Product ids that stay, in order: said to stay, or not mentioned by an edit that names slots."""
    edit = analysis.edit
    stay = list(edit.lock) if edit else []
    stay += [c.value.product_id for c in analysis.constraints if c.kind == "lock" and c.value.product_id]
    if edit and base and (edit.change or edit.drop or edit.add):
        touched = {*edit.change, *edit.drop, *_displaced(_new(edit, base, analysis))}
        stay += [piece.product_id for piece in base.pieces if piece.slot not in touched]
    return dict.fromkeys(stay)


def _new(edit: Edit, base: LookOnTable, analysis: Analysis) -> set[Slot]:
    """The slots that an edit fills and that the look had nothing in: a top changed under a suit displaces nothing, nor
    does a cardigan that is added over a dress."""
    new: set[Slot] = {*edit.change, *edit.add} - {piece.slot for piece in base.pieces}
    tops = {c.value.name for c in hard(analysis, "category") if c.slot == "top" and c.source == "message"}
    dress = next((piece.category for piece in base.pieces if piece.slot == "dress"), None)
    over = bool(tops) and all(dress in OVER_DRESS.get(top or "", ()) for top in tops)
    return new - {"top"} if over else new


def _completing(edit: Edit, base: LookOnTable, analysis: Analysis) -> set[Slot]:
    """The halves that are needed where the dress goes: dropped, or displaced by one of them."""
    dress = next((piece for piece in base.pieces if piece.slot == "dress"), None)
    if dress is None or dress.product_id in edit.lock:
        return set()
    goes = "dress" in edit.drop or "dress" in _displaced(_new(edit, base, analysis))
    halves: set[Slot] = {"top", "bottom"}
    return halves - {piece.slot for piece in base.pieces} if goes else set()


def _shared(edit: Edit | None, base: LookOnTable | None) -> set[Slot]:
    """Dropped slots that hold two pieces: of a coat and a jacket the one that was not meant may stay."""
    worn = [piece.slot for piece in base.pieces] if base else []
    return {slot for slot in (edit.drop if edit else ()) if worn.count(slot) > 1}


def _displaced(filled: set[Slot]) -> set[Slot]:
    """The slots that a dress takes the place of, and the other way round: what lies there does not stay."""
    displaced: set[Slot] = set()
    if "dress" in filled:
        displaced |= {"top", "bottom"}
    if filled & {"top", "bottom"}:
        displaced.add("dress")
    return displaced


def _slots(analysis: Analysis, state: ConversationState, base: LookOnTable | None) -> set[Slot]:
    """The slots to fill."""
    edit = analysis.edit
    named = {*analysis.slots, *_named_slots(analysis)}
    if analysis.intent == "product":
        wanted = named or set(SLOTS)
    elif analysis.intent == "refine" and state.single:
        wanted = named or {piece.slot for look in state.looks for piece in look.pieces}
    elif edit and base and (edit.change or edit.add or edit.drop):
        wanted = {*edit.change, *edit.add, *_completing(edit, base, analysis), *_shared(edit, base)}
    elif edit and base and edit.direction != "warmer":
        wanted = {piece.slot for piece in base.pieces} | named
    else:
        wanted = set(SLOTS)
    layered = _layered(analysis)
    left_out = {*analysis.owned, *(edit.drop if edit else ())} - _shared(edit, base) - layered
    left_out |= {c.value.name for c in hard(analysis, "avoid_category") if c.value.name in SLOTS}
    return {slot for slot in wanted | layered if slot not in left_out}


_LAYERS = frozenset(WORN_OVER) | frozenset().union(*WORN_OVER.values())


def _layered(analysis: Analysis) -> set[Slot]:
    """The slots in which something owned may have a piece of the shop's over it or under it."""
    return {piece.slot for piece in analysis.owned_pieces if piece.slot in analysis.owned and piece.category in _LAYERS}


def _named_slots(analysis: Analysis) -> Iterator[Slot]:
    for constraint in hard(analysis, "category"):
        slot = _slot_of(constraint.value.name)
        if slot:
            yield slot


def _slot_of(name: str | None) -> Slot | None:
    """The slot of a category's id; a slot's name is its own."""
    if name in CATEGORIES:
        return CATEGORIES[name].slot
    return next((slot for slot in SLOTS if slot == name), None)


def departments(asked: Department | None, slot: Slot) -> tuple[Department, ...]:
    """Departments whose clothes one may wear who asked for `asked`; children carry unisex bags and accessories.

    Who says that unisex is fine does not ask for the label: few clothes carry it, and no look is made of those alone.
    """
    if asked is None or asked == "unisex":
        return ("women", "men", "unisex")
    if asked in ("women", "men"):
        return (asked, "unisex")
    return (asked, "unisex") if slot in ("bag", "accessory") else (asked,)


def _worn(analysis: Analysis, pieces: Sequence[PieceOnTable]) -> dict[Slot, int]:
    """Of a look that costs more than its budget, the price of the dearest piece of each slot. Without it, what stays
    would leave next to nothing for the others, and an edit of the shoes would undress the look."""
    most = [c.value.amount for c in hard(analysis, "budget") if c.value.amount is not None and c.value.per != "item"]
    if not most or sum(piece.price for piece in pieces) <= min(most):
        return {}
    return {slot: max(piece.price for piece in pieces if piece.slot == slot) for slot in {p.slot for p in pieces}}


def _slot_plan(slot: Slot, analysis: Analysis, money: tuple[int, int], *, alone: bool) -> SlotPlan:
    """money: what the pieces that stay cost, and what may be spent on the slot in any case (`_worn`)."""
    spent, worn = money
    wanted = list(wishes(slot, analysis))
    spoken_of = any(c.slot == slot for c in hard(analysis, "colour", "material", "pattern", "fit"))
    strict = {"category", "brand"} & {condition.name for condition in wanted}
    return SlotPlan(
        slot=slot,
        departments=departments(analysis.context.department, slot),
        limits=tuple(limits(slot, analysis, spent, worn=worn)),
        wanted=tuple(wanted),
        strict=bool(wanted) and (alone or spoken_of or bool(strict)),
    )
