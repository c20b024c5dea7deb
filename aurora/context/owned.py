"""Clothes that the shopper already has and means to wear: "I already own black shoes", "to go with my jeans"."""

from collections.abc import Iterable

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import OwnedPiece
from commerce.garments import CATEGORIES, Slot

_OWNING: dict[str, list[tuple[str, ...]]] = {}
for _cue in wordlists.sequences("grammar", "owned_owning"):
    _OWNING.setdefault(_cue[0], []).append(_cue)
_NOT_OWNING = frozenset(
    (
        "all", "everything",
        "not", "no", "never", "to", "if", "could", "can", "should", "must", "like", "want", "would", "nothing",
        "don't", "problem",
    )
)  # fmt: skip
_GOING = frozenset(("goes", "go", "match", "matches", "pair", "pairs", "style", "suits", "around"))
_ONLY_HELPING = frozenset(("always", "never", "been", "just", "ever", "only", "gone", "worn", "tried", "seen", "heard"))
"""After these "have" helps another verb: "I've always been a skirt person"."""
_ENDS = frozenset(
    (".", "!", "?", ";", "but", "need", "want", "looking", "please", "so", "show", "find", "under", "for", "because")
)


class Owned(msgspec.Struct, frozen=True):
    """What the shopper has: the slots that are filled, and the pieces whose kind is said."""

    slots: tuple[Slot, ...] = ()
    pieces: tuple[OwnedPiece, ...] = ()


def mark(text: Text, mentions: list[Mention]) -> tuple[list[Mention], Owned]:
    """The mentions with owned garments (and what describes them) idle, and what is owned."""
    words = text.line
    garments = {m.start for m in mentions if m.kind == "category"}
    spans = [span for at in text.positions(_OWNING.keys()) if (span := _span(words, at, garments)) is not None]
    spans += _backward(words, mentions)
    slots: list[Slot] = []
    pieces: list[OwnedPiece] = []
    marked: list[Mention] = []
    for mention in mentions:
        inside = any(start <= mention.start < end for start, end in spans)
        if inside and mention.kind == "category" and mention.value == "suit":
            # Who has a suit has its jacket and its trousers, and wants what goes with them.
            slots += [slot for slot, _ in _HALVES if slot not in slots]
            pieces += [_piece(mention, slot, mentions, category) for slot, category in _HALVES]
        elif inside and mention.kind == "category" and mention.slot and mention.slot not in slots:
            slots.append(mention.slot)
            if mention.value in CATEGORIES and mention.value not in _WHOLE_SLOTS:
                pieces.append(_piece(mention, mention.slot, mentions))
        marked.append(msgspec.structs.replace(mention, idle=True, negated=False) if inside else mention)
    if not slots:
        return mentions, Owned()
    # "I have black heels, so don't bother with shoes" refuses none: they are there.
    marked = [
        msgspec.structs.replace(m, negated=False, idle=True)
        if m.negated and m.kind == "category" and m.slot in slots and m.value == m.slot
        else m
        for m in marked
    ]
    return marked, Owned(tuple(slots), tuple(pieces))


_HALVES: tuple[tuple[Slot, str], ...] = (("outerwear", "blazer"), ("bottom", "suit_trousers"))
_WHOLE_SLOTS = frozenset(("top",))
"""Categories whose word also names all of a slot: "a top" says too little of what is owned."""


def _piece(garment: Mention, slot: Slot, mentions: list[Mention], category: str | None = None) -> OwnedPiece:
    """The garment with the colour and the material that are said of it. category: what it is, if not its word."""
    near = [m for m in mentions if m.slot == garment.slot and abs(m.start - garment.start) <= 4 and m is not garment]
    colour = next((m.value for m in near if m.kind == "colour"), None)
    material = next((m.value for m in near if m.kind == "material"), None)
    return OwnedPiece(slot=slot, category=category or garment.value, colour=colour, material=material)


def joined(
    said: Iterable[OwnedPiece], earlier: Iterable[OwnedPiece], wardrobe: Iterable[OwnedPiece]
) -> tuple[OwnedPiece, ...]:
    """The pieces that are owned, one a slot: those of this message before earlier ones; as the wardrobe has them."""
    stored = tuple(wardrobe)
    found: dict[Slot, OwnedPiece] = {}
    for piece in (*said, *earlier):
        found.setdefault(piece.slot, _from_wardrobe(piece, stored))
    return tuple(found.values())


def _from_wardrobe(piece: OwnedPiece, wardrobe: tuple[OwnedPiece, ...]) -> OwnedPiece:
    """The stored piece that is meant: of that kind, and of that colour where one is said."""
    for stored in wardrobe:
        if stored.category == piece.category and piece.colour in (None, stored.colour):
            return stored
    return piece


_SHOWN = frozenset(("the", "this", "that", "it", "those", "these", "them", "with", "up", "my"))
"""After "to match": what is on the table, and nothing of the shopper's."""


def _span(words: list[str], at: int, garments: set[int]) -> tuple[int, int] | None:
    if words[at] not in _OWNING:
        return None
    cue = max((c for c in _OWNING[words[at]] if tuple(words[at : at + len(c)]) == c), key=len, default=None)
    if cue is None:
        return None
    before = words[max(0, at - 2) : at]
    if _NOT_OWNING & set(before) and not (cue[-1] == "my" and not {"not", "never", "no"} & set(before)):
        return None
    start = at + len(cue)
    if cue[-1] in ("match", "a", "an") and _SHOWN & set(words[start : start + 1]):
        return None
    if cue[-1:] == ("have",) and words[start : start + 1] and words[start] in _ONLY_HELPING:
        return None
    if cue == ("i", "have") and (
        words[start : start + 1] in (["to"], ["no"], ["a"], ["an"], ["not"], ["only"], ["nothing"], ["got"])
        and "already" not in words[start : start + 12]
        and not _is_thing(words, start, garments)
        and not (
            _GOING & set(words[start : start + 14]) and {"it", "them", "that", "those"} & set(words[start : start + 18])
        )
    ):
        return None
    end = start
    while end < len(words) and end - start < 9 and words[end] not in _ENDS and not (words[end] == "," and end > start):
        if words[end] == "and" and words[end + 1 : end + 2] in (
            ["i"],
            ["need"],
            ["want"],
            ["a"],
            ["some"],
            ["you"],
            ["show"],
        ):
            break
        end += 1
    return (start, end)


def _is_thing(words: list[str], start: int, garments: set[int]) -> bool:
    """True for "I have a navy blazer": a garment is what one has."""
    at = next((at for at in range(start + 1, start + 5) if at in garments), None)
    return words[start : start + 1] in (["a"], ["an"]) and at is not None and not _ENDS & set(words[start:at])


def _backward(words: list[str], mentions: list[Mention]) -> list[tuple[int, int]]:
    """ "Shoes I already have", "bag is sorted": the garment stands before."""
    spans = []
    garments = {m.start for m in mentions if m.kind == "category"}
    for mention in mentions:
        if mention.kind == "category" and _is_tail(words, mention.end, garments):
            start = min(
                (m.start for m in mentions if m.slot == mention.slot and mention.start - 4 <= m.start),
                default=mention.start,
            )
            spans.append((start, mention.end))
    return spans


def _is_tail(words: list[str], end: int, garments: set[int]) -> bool:
    """True where what stands behind the garment, past a comma, says that it is there already.

    "No jeans, I already have shoes" has the shoes.
    """
    start = end + (words[end : end + 1] == [","])
    ends = [start + len(tail) for tail in _TAILS if tuple(words[start : start + len(tail)]) == tail]
    return any(start == end or not _names_another(words, at, garments) for at in ends)


def _names_another(words: list[str], start: int, garments: set[int]) -> bool:
    """True where the verb that ends before `start` has a garment of its own: "… I have some black shoes"."""
    for at in range(start, min(len(words), start + 4)):
        if at in garments:
            return True
        if words[at] in _ENDS or words[at] == ",":
            return False
    return False


_TAILS = wordlists.sequences("grammar", "owned_tails")
