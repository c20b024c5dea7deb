"""A suit in a shop that sells suits as halves: its jacket and its trousers."""

from collections.abc import Iterator, Sequence

import msgspec

from aurora.outfits import layers, limits, whole
from aurora.types import Analysis, Composition, Constraint, ConstraintValue, Look
from commerce.garments import Slot

_HALVES: tuple[tuple[Slot, str], ...] = (("bottom", "suit_trousers"), ("outerwear", "blazer"))


def in_halves(found: Composition, analysis: Analysis) -> Analysis | None:
    """What to look for instead where a suit was asked for and no look has one: the halves, and what was said of the
    suit said of both; a sum for the suit is one for the look where nothing else is shown. None where that is not so."""
    asked = [c for c in analysis.constraints if c.kind == "category" and c.value.name == "suit" and c.hard]
    has_one = any(p.candidate.item.category == "suit" for look in found.looks for p in look.pieces)
    if not asked or has_one or analysis.edit is not None:
        return None
    alone = analysis.intent == "product"
    constraints = tuple(told for c in analysis.constraints for told in _told(c, asked, alone=alone))
    if not alone:
        return msgspec.structs.replace(analysis, constraints=constraints)
    return msgspec.structs.replace(
        analysis, intent="look", constraints=constraints, slots=tuple(slot for slot, _ in _HALVES)
    )


def _told(constraint: Constraint, asked: Sequence[Constraint], *, alone: bool) -> Iterator[Constraint]:
    if constraint in asked:
        for slot, kind in _HALVES:
            yield msgspec.structs.replace(constraint, slot=slot, value=ConstraintValue(name=kind))
    elif limits.slot_of(constraint) != "dress":
        yield constraint
    elif constraint.kind == "budget":
        value = msgspec.structs.replace(constraint.value, per="outfit")
        yield msgspec.structs.replace(constraint, slot=None if alone else "dress", value=value)
    else:
        yield from (msgspec.structs.replace(constraint, slot=slot) for slot, _ in _HALVES)


def suited(found: Composition) -> Composition:
    """The looks in which both halves of one suit are worn."""
    return msgspec.structs.replace(found, looks=tuple(look for look in found.looks if _is_suited(look)))


def _is_suited(look: Look) -> bool:
    by_slot = layers.by_slot(look.pieces)
    return any(whole.is_suit(one, other) for one in by_slot.get("bottom", ()) for other in by_slot.get("outerwear", ()))
