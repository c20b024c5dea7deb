"""What makes a look whole: clothes that dress somebody, shoes, and a word for every gap."""

from collections.abc import Iterable, Mapping

import msgspec

from aurora import occasions
from aurora.outfits import layers
from aurora.types import Composition, Look, Scored
from commerce.garments import SLOTS, Slot

CLOTHES: tuple[Slot, ...] = ("top", "bottom", "dress")
WAYS: tuple[frozenset[Slot], ...] = (
    frozenset(("top", "bottom")), frozenset(("dress",)), frozenset(("dress", "top")),
)  # fmt: skip
"""The slots of every whole way to dress; the last with a garment that is worn over a top."""
_PART_WAYS: tuple[frozenset[Slot], ...] = (frozenset(("top",)), frozenset(("bottom",)), frozenset())
# What it costs to dress in another way than was meant: to lose or add a piece, not to bring what was asked for, to
# bring a top in under what nobody wished it under, to lose a piece that is kept.
_CHANGED, _UNASKED_LAYER, _REFUSED, _LOCKED = 1, 3, 10, 100


class Wardrobe(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit may dress somebody in."""

    meant: frozenset[Slot]
    """The slots of clothes that the edit would fill if there were no rules."""
    kinds: Mapping[Slot, frozenset[str]]
    """Slot → the categories that can be had there; of a piece that stays, its own."""
    asked: frozenset[Slot] = frozenset()
    locked: frozenset[Slot] = frozenset()
    open: frozenset[Slot] = frozenset()
    """Slots that may well be empty: left out on request, owned, or empty before."""


def worn_together(whole: str, top: str) -> bool:
    """Whether the whole-body garment is worn over that top, or the top over it: a suit over a shirt, a cardigan over a
    dress, no dress over a jumper."""
    return top in occasions.UNDER.get(whole, frozenset()) or whole in occasions.OVER_DRESS.get(top, frozenset())


def is_suit(one: Scored | None, other: Scored | None) -> bool:
    """Whether the two are halves of one suit in one colour."""
    if one is None or other is None:
        return False
    a, b = one.candidate, other.candidate
    return a.item.set is not None and a.item.set == b.item.set and a.variant.colour == b.variant.colour


def is_very(one: Scored, other: Scored) -> bool:
    """Whether it is the same product in the same colour."""
    if len(one.parts) != len(other.parts):
        return False
    if one.parts:
        return all(is_very(a, b) for a, b in zip(one.parts, other.parts, strict=True))
    a, b = one.candidate, other.candidate
    return a.item.product_id == b.item.product_id and a.variant.colour == b.variant.colour


def clothes(have: Wardrobe) -> frozenset[Slot]:
    """The slots of the way to dress that is nearest to what is meant and can be had; a part of one only where no
    whole one can be had or the rest is let go."""
    whole = [way for way in WAYS if _can(way, have)]
    part = [way for way in _PART_WAYS if _can(way, have)]
    let_go = [way for way in part if {"top", "bottom"} - way <= have.open]
    return min(whole + let_go or part, key=lambda way: _cost(way, have))


def _can(way: frozenset[Slot], have: Wardrobe) -> bool:
    if way & have.open - have.asked - have.meant or not all(have.kinds.get(slot) for slot in way):
        return False
    if "dress" not in way:
        return True
    dresses = have.kinds["dress"]
    if "top" in way:
        # A cardigan comes over a dress where it is asked for or there already, and not with every top that is.
        over = have.kinds["top"] <= occasions.OVER_DRESS.keys()
        return any(
            worn_together(dress, top)
            for dress in dresses for top in have.kinds["top"] if over or dress in occasions.LAYERED
        )  # fmt: skip
    return bool(dresses - occasions.LAYERED) or "top" in have.open


def _cost(way: frozenset[Slot], have: Wardrobe) -> int:
    missing, added = have.meant - way, way - have.meant
    under = not have.kinds.get("top", frozenset()) <= occasions.OVER_DRESS.keys()
    there = have.meant | have.asked | have.locked
    layer = way == {"dress", "top"} and "dress" in have.asked and "top" not in there and under
    return (
        _CHANGED * (len(missing) + len(added))
        + _REFUSED * len(missing & have.asked)
        + _LOCKED * len(missing & have.locked)
        + _UNASKED_LAYER * layer
    )


# ── the last gate ──────────────────────────────────────────────────────────────────────────────────────────────────


def sealed(composition: Composition) -> Composition:
    """The composition without looks that nobody can wear, and with a reason for every slot that makes a look whole
    and is empty. Whatever a stage did before, this holds of all that is shown."""
    shown = tuple(_told(look) for look in composition.looks if is_wearable(look))
    return msgspec.structs.replace(composition, looks=shown)


def is_wearable(look: Look) -> bool:
    """False for a top or bottom beside a dress that are not worn with it, and for two pieces in one slot that are not
    worn one over the other."""
    slots = layers.by_slot(look.pieces)
    if any(len(mine) > 2 or (len(mine) == 2 and not layers.goes_over(mine[1], mine[0])) for mine in slots.values()):
        return False
    if "dress" not in slots or not {"top", "bottom"} & slots.keys():
        return True
    dress = slots["dress"][0].candidate.item.category
    return "bottom" not in slots and all(worn_together(dress, p.candidate.item.category) for p in slots["top"])


def gaps(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The slots that are missing for a whole look."""
    chosen = set(slots)
    needed = {"shoes"} if "dress" in chosen else {"top", "bottom", "shoes"}
    return tuple(slot for slot in SLOTS if slot in needed - chosen)


def _told(look: Look) -> Look:
    if len(look.pieces) < 2:  # one product of a list
        return look
    if len(look.pieces) == 2 and is_suit(*look.pieces):  # a suit by itself, of which nothing else is missed
        return msgspec.structs.replace(look, empty={})
    missing = [slot for slot in gaps(p.candidate.item.slot for p in look.pieces) if slot not in look.empty]
    if not missing:
        return look
    found = look.empty | dict.fromkeys(missing, NOTHING_LEFT)
    return msgspec.structs.replace(look, empty={slot: found[slot] for slot in SLOTS if slot in found})


NOTHING_LEFT = "nothing within your limits"
