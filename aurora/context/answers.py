"""Answers to "which size?": "M and 39", "shoes 39, dress 38", "the large one please"."""

from aurora.context import bare_sizes, sizes
from aurora.context.mentions import Mention
from aurora.context.reading import Reading
from aurora.types import Constraint, ConstraintValue, ConversationState, Pending
from commerce.garments import CATEGORIES, SIZE_KEY, Slot

_SIZELESS = frozenset(("bag", "accessory"))
_IN_LETTERS: tuple[Slot, ...] = ("top", "bottom", "dress", "outerwear")
"""Slots whose sizes a letter can stand for, in letters or by the tables of sizes; no shoe comes in letters."""
_CUES = frozenset(("in", "size", "sizes", "groesse", "taille", "talla", "en", "pointure", "numero", "nummer"))
_SHOES_FROM = 35
_LONGEST = 24
"""Words of a message that may be such an answer."""


def sizes_given(
    reading: Reading, pending: Pending, state: ConversationState, *, cued: bool = False
) -> list[Constraint]:
    """The sizes of the message, each bound to the piece that waits for it; empty where it answers nothing.

    cued: sizes were not asked for, so that a number or letter counts only after "in", "size" or the like.
    """
    words = reading.text.line
    if len(words) > _LONGEST or "?" in words or not pending.slots or pending.look >= len(state.looks):
        return []
    open_slots = list(pending.slots)
    found: list[Constraint] = []
    said = [one for one in bare_sizes.bare(reading.text) if not _is_of_money(reading, one)]
    said = [one for one in said if not cued or _is_cued(words, one)]
    for one in sorted(said, key=lambda one: _nearest(one, reading.mentions) is None):
        slot = _slot(one, reading.mentions, open_slots, state, pending)
        every = _of_all(one, said, reading.mentions, open_slots) if slot is not None else ()
        for each in every or (slot,):
            if each is not None:
                open_slots.remove(each)
                found.append(_constraint(one, each))
    return found


def _of_all(
    one: sizes.Said, said: list[sizes.Said], mentions: tuple[Mention, ...], open_slots: list[Slot]
) -> tuple[Slot, ...]:
    """The clothes that wait for a size, where it is the only letter of the message and stands beside no garment: "M and
    39" is M in all of them."""
    letters = [other for other in said if other.size.isalpha()]
    if letters != [one] or _nearest(one, mentions) is not None:
        return ()
    return tuple(slot for slot in open_slots if slot in _IN_LETTERS)


def _is_of_money(reading: Reading, said: sizes.Said) -> bool:
    """True for the 90 of "actually, $90 max"."""
    return any(one.start <= said.start < one.end for one in reading.sums)


def _is_cued(words: list[str], said: sizes.Said) -> bool:
    before, after = words[max(0, said.start - 2) : said.start], words[said.end : said.end + 1]
    stops = sizes.APART - {"please", "thanks"}
    # "I'll take it all. M, and 38 in shoes."
    if before[-1:] != [] and before[-1] in stops and (after == [] or after[0] in stops | {"in", "for"}):
        return said.size.isalpha() or after in (["in"], ["for"])
    return bool(_CUES & set(before)) and words[said.end : said.end + 1] not in (["of"], ["pairs"], ["times"])


def _slot(
    said: sizes.Said, mentions: tuple[Mention, ...], open_slots: list[Slot], state: ConversationState, pending: Pending
) -> Slot | None:
    """The waiting slot that a size is for: the garment's beside it, else the first that comes in such sizes."""
    near = _nearest(said, mentions)
    if near is not None:
        return near if near in open_slots else None
    kinds = {piece.slot: piece.category for piece in state.looks[pending.look].pieces}
    fitting = [slot for slot in open_slots if _comes_in(kinds.get(slot, ""), said.size)]
    if fitting:
        # Nobody's dress is 39 where shoes wait for a size.
        is_of_shoes = "shoes" in fitting and said.size.replace(".", "").isdecimal() and float(said.size) >= _SHOES_FROM
        return "shoes" if is_of_shoes else fitting[0]
    return open_slots[0] if len(open_slots) == 1 else None


def _nearest(said: sizes.Said, mentions: tuple[Mention, ...]) -> Slot | None:
    """The slot of the garment right before or after a size ("blouse S", "41 in shoes")."""
    best: tuple[int, Slot] | None = None
    for mention in mentions:
        if mention.kind != "category" or mention.slot is None or mention.slot in _SIZELESS:
            continue
        gap = said.start - mention.end if mention.end <= said.start else mention.start - said.end
        if 0 <= gap <= 3 and (best is None or gap < best[0]):
            best = gap, mention.slot
    return best[1] if best else None


def _comes_in(category: str, size: str) -> bool:
    """True where such a size is plausible for the garment: no shoe comes in letters, no shirt in 39½."""
    system = CATEGORIES[category].sizes if category in CATEGORIES else "alpha"
    number = float(size) if size.replace(".", "").isdecimal() else None
    if system == "eu_shoe":
        return number is not None and (34 <= number <= 50 or number <= 14)
    if system == "waist":
        return number is None or 22 <= number <= 46
    if system == "eu_dress":
        return number is None or number <= 54
    return number is None


def _constraint(said: sizes.Said, slot: Slot) -> Constraint:
    value = ConstraintValue(name=SIZE_KEY[slot] or slot, size=said.size)
    return Constraint(kind="size", text=said.words, value=value, slot=slot)
