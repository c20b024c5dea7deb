"""What one piece makes room for: "a cardigan would be nicer than the blazer", and what is worn over another piece."""

from collections.abc import Set
from typing import NamedTuple

import msgspec

from aurora.context import references, wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import LookOnTable
from commerce.garments import Slot

POINTERS = frozenset(wordlists.phrases("grammar", "edits_pointers"))
OPTIONAL: tuple[Slot, ...] = ("outerwear", "bag", "accessory")


class Slots(NamedTuple):
    """The slots of an edit while it is made."""

    change: set[Slot]
    drop: set[Slot]
    add: set[Slot]


def make_room(text: Text, mentions: list[Mention], changed: Set[int], look: LookOnTable, slots: Slots) -> None:
    """Leaves out what something of another slot stands instead of: "a cardigan would be nicer than the blazer".

    What is worn over a piece of its own slot comes on top of that: the cardigan over the blouse.
    """
    for n, old in enumerate(mentions):
        if old.kind != "category" or old.slot not in OPTIONAL or references.piece(look, old) is None:
            continue
        new = next((m for m in mentions if m is not old and _is_instead(text, m, old, is_swapped=n in changed)), None)
        if new is None or new.slot is None:
            continue
        slots.change.discard(old.slot)
        slots.drop.add(old.slot)
        if new.slot not in {piece.slot for piece in look.pieces} or new.value in _OVER.get(new.slot, ()):
            slots.change.discard(new.slot)
            slots.add.add(new.slot)


_RATHER_THAN = (
    ("than",),
    ("instead", "of"),
    ("statt",),
    ("anstatt",),
    ("que",),
    ("en", "vez", "de"),
    ("au", "lieu", "du"),
)


def _is_instead(text: Text, new: Mention, old: Mention, *, is_swapped: bool) -> bool:
    """True where `new` of another slot is wanted and `old` is only named as what it replaces."""
    if new.kind != "category" or new.idle or new.negated or new.slot == old.slot:
        return False
    words = text.line
    before = [word for word in words[max(0, old.start - 4) : old.start] if word not in POINTERS]
    is_less = any(tuple(before[-len(p) :]) == p for p in _RATHER_THAN)
    is_preferred = before[-1:] == ["to"] and "prefer" in words and new.end <= old.start
    is_given = is_swapped and new.start > old.end and bool(_FOR & set(words[old.end : new.start]))
    return is_less or is_preferred or is_given


_FOR = frozenset(("for", "with", "to", "into", "gegen", "par", "por"))
_OVER: dict[str, frozenset[str]] = {
    "outerwear": frozenset(("coat", "trench_coat", "raincoat", "parka", "puffer_jacket", "cape")),
    "top": frozenset(("cardigan", "sweater", "fleece", "hoodie", "sweatshirt")),
}
"""By slot, what is worn over another piece of it."""


def goes_over(text: Text, mention: Mention, look: LookOnTable, *, is_add: bool) -> bool:
    """True for "add a coat" where a blazer is worn, and "throw a cardigan over": it comes on top and takes no place."""
    words = text.line
    worn = [p.category for p in look.pieces if p.slot == mention.slot]
    if mention.value == "outerwear" and "over" in words[mention.start : mention.end] and worn:
        return not _OVER["outerwear"] & set(worn)
    is_over = mention.slot is not None and mention.value in _OVER.get(mention.slot, ())
    if not is_over or not worn or mention.value in worn or _OVER[str(mention.slot)] & set(worn):
        return False
    said = words[mention.end : mention.end + 1] in (["over"], ["on"]) or "drueber" in words
    return (is_add or said) and not {"instead", "rather"} & set(words)


_EXCHANGING = frozenset(("swap", "change", "replace", "switch", "trade", "exchange", "instead"))
_EXCHANGED = ("colour", "material", "pattern")


def exchanged(text: Text, mentions: tuple[Mention, ...], look: LookOnTable) -> tuple[Mention, ...]:
    """The mentions with "swap silk for cotton" as cotton wished of the pieces of silk; as they were in all else."""
    wished = [m for m in mentions if not m.idle]
    if len(wished) != 2 or wished[0].kind != wished[1].kind or wished[0].kind not in _EXCHANGED:
        return mentions
    old, new = wished
    words = text.line
    is_given = bool(_FOR & set(words[old.end : new.start])) and new.start - old.end <= 3
    if not is_given or not _EXCHANGING & set(words[max(0, old.start - 3) : old.start]) or old.slot or new.slot:
        return mentions
    slots = [piece.slot for piece in look.pieces if references.matches(piece, old)]
    if not slots:
        return mentions
    return tuple(msgspec.structs.replace(new, slot=slot) for slot in slots)


_HALVES = ("top", "bottom", "skirt")


def of_the_dress(text: Text, mentions: tuple[Mention, ...], look: LookOnTable) -> tuple[Mention, ...]:
    """The mentions with "the top" and "the skirt" of a dress as the dress, where the look has no other."""
    dress = next((piece for piece in look.pieces if piece.slot == "dress"), None)
    if dress is None or any(piece.slot in ("top", "bottom") for piece in look.pieces):
        return mentions
    named = [m for m in mentions if m.kind == "category" and m.value in _HALVES]
    halves = [m for m in named if text.line[max(0, m.start - 1) : m.start] in (["the"], ["its"])]
    slots = {m.slot for m in halves}
    return tuple(
        msgspec.structs.replace(m, value=dress.category if m in halves else m.value, slot="dress")
        if m in halves or (m.kind != "category" and m.slot in slots)
        else m
        for m in mentions
    )
