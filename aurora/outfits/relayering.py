"""What an edit does to layers: which of two pieces in a slot goes, and where a second one comes in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from aurora import occasions
from aurora.outfits import compose, layers, limits, shown
from aurora.outfits.becoming import becoming
from aurora.outfits.layers import LAYERING, Change
from aurora.outfits.plan import Plan
from aurora.types import Analysis, Constraint, Edit, LookOnTable, Scored
from commerce.garments import Slot

# Directions in which a layer may be taken off.
_LIGHTER = frozenset(("cheaper", "cooler", "more_casual", "comfier"))


def without_one_layer(
    analysis: Analysis, was: Mapping[Slot, Scored | None], base: LookOnTable, constraints: Sequence[Constraint]
) -> Edit:
    """The edit that does not empty a slot of which one layer only is to go: "no coat" leaves the jacket under it."""
    edit, spoken = analysis.edit or Edit(), frozenset(analysis.about)
    two = {slot for slot in LAYERING if sum(piece.slot == slot for piece in base.pieces) == 2}
    stays = {slot for slot in two & set(edit.drop) if len(_left(was[slot], constraints, spoken)) == 1}
    shed = {slot for slot in two & set(edit.change) if _is_shed(was[slot], slot, base, constraints)}
    return msgspec.structs.replace(
        edit,
        drop=tuple(slot for slot in edit.drop if slot not in stays),
        change=tuple(slot for slot in edit.change if slot not in shed),
    )


def _is_shed(piece: Scored | None, slot: Slot, base: LookOnTable, constraints: Sequence[Constraint]) -> bool:
    """Whether one of two layers is of a kind that this message refuses, and the other is not: "skip the jumper" takes
    it off, and asks for no other shirt. The search has not brought the jumper, so that `piece` is the shirt alone."""
    refused = {
        kind
        for c in constraints
        if c.kind == "avoid_category" and c.source == "message" and limits.speaks_of(c, slot)
        for kind in c.value.members
    }
    worn = [one for one in base.pieces if one.slot == slot]
    left = [one.product_id for one in worn if one.category not in refused]
    return piece is not None and not piece.parts and left == [piece.candidate.item.product_id]


def _left(piece: Scored | None, constraints: Sequence[Constraint], spoken: frozenset[UUID]) -> list[Scored]:
    every = layers.parts(piece) if piece is not None else ()
    return [
        p for p in every if not limits.is_refused(p, constraints) and p.candidate.item.product_id not in spoken
    ] or list(every)


def _refused(piece: Scored | None, constraints: Sequence[Constraint]) -> frozenset[UUID]:
    """The pieces of a layered pair that are sold out or against a limit."""
    parts = piece.parts if piece is not None else ()
    return frozenset(p.candidate.item.product_id for p in parts if limits.is_refused(p, constraints))


def changes(
    was: Mapping[Slot, Scored | None],
    analysis: Analysis,
    edit: Edit,
    constraints: Sequence[Constraint],
    locked: frozenset[UUID],
    *,
    own: Mapping[Slot, Scored],
) -> dict[Slot, Change]:
    """What becomes of the layers of each slot that has two or may have. own: what the shopper owns and was not in the
    look: it joins what it is worn with, and takes the place of the rest."""
    found: dict[Slot, Change] = {}
    for slot in LAYERING:
        piece, mine = was.get(slot), own.get(slot)
        if piece is None or slot in edit.drop:
            continue
        if mine is not None and not piece.parts and _layers_with(mine.candidate.item.category, piece):
            found[slot] = Change(adds=True, brings=shown.products(mine))
        else:
            found[slot] = _change(slot, piece, analysis, edit, constraints, locked)
    return found


def _change(
    slot: Slot,
    piece: Scored,
    analysis: Analysis,
    edit: Edit,
    constraints: Sequence[Constraint],
    locked: frozenset[UUID],
) -> Change:
    mine = shown.products(piece)
    said = [c.value.name or "" for c in constraints if c.kind == "category" and limits.slot_of(c) == slot]
    spoken = mine & frozenset(analysis.about)
    if not piece.parts:
        named = [c for c in constraints if c.kind == "category" and c.source == "message" and limits.slot_of(c) == slot]
        beside = any(_layers_with(c.value.name or "", piece) for c in named)
        return Change(adds=beside and slot in edit.add, may_add=_warms(edit))
    drops = analysis.edit is not None and slot in analysis.edit.drop
    refused = _refused(piece, constraints) or (spoken if drops else frozenset())
    if refused:
        dropped = drops or any(c.kind == "avoid_category" and c.source == "message" for c in constraints)
        return Change(going=refused, fixed=mine & locked, may_drop=True, must_drop=dropped and len(refused) == 1)
    going = (spoken or _upper_or_named(piece, said)) - locked if slot in edit.change else frozenset[UUID]()
    return Change(
        going=going, fixed=mine & locked, may_drop=slot not in edit.change and edit.direction in _LIGHTER,
        may_add=_warms(edit),
    )  # fmt: skip


def _warms(edit: Edit) -> bool:
    return edit.direction == "warmer" and not edit.change


def _layers_with(kind: str, piece: Scored) -> bool:
    """Whether a garment of that kind is worn over the piece or under it."""
    own = piece.candidate.item.category
    return own in occasions.WORN_OVER.get(kind, ()) or kind in occasions.WORN_OVER.get(own, ())


def _upper_or_named(pair: Scored, said: Sequence[str]) -> frozenset[UUID]:
    """Which of the pair changes where the shopper did not say it: the one of the kind that is asked for, or the one
    that is worn on top."""
    under, over = pair.parts
    is_under = any(over.candidate.item.category in occasions.WORN_OVER and kind in occasions.WORN_OVER[
        over.candidate.item.category] for kind in said)  # fmt: skip
    return frozenset(((under if is_under else over).candidate.item.product_id,))


def options(
    layered: Mapping[Slot, Change],
    was: Mapping[Slot, Scored | None],
    scored: Mapping[Slot, tuple[Scored, ...]],
    fitting: Mapping[Slot, tuple[Scored, ...]],
    its_plan: Plan,
    analysis: Analysis,
) -> dict[Slot, tuple[Scored, ...]]:
    """By slot, what could come in once layers have had their say."""
    constraints = limits.in_force(analysis)
    found: dict[Slot, tuple[Scored, ...]] = {}
    for slot, change in layered.items():
        piece = was[slot]
        if piece is not None:
            wishes = [c for c in constraints if c.kind not in limits.EXCLUSIONS and limits.speaks_of(c, slot)]
            every = scored.get(slot, ())
            every = tuple(p for p in every if shown.products(p) <= change.brings) if change.brings else every
            every = every if change.brings else limits.allowed(every, slot, constraints)
            asked = {c.value.name for c in wishes if c.kind == "category"}
            going = [p for p in every if compose.goes(p, its_plan) or p.candidate.item.category in asked]
            others = every if change.brings else becoming(going, analysis, constraints)
            found[slot] = layers.relaid(piece, others, change, wishes, fitting[slot])
    return found
