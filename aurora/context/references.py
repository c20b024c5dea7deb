"""What on the table a message points at: a look by its ordinal, a piece by its garment, colour or material."""

from aurora.context import corrections
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import ConversationState, LookOnTable, PieceOnTable
from commerce.garments import CATEGORIES, Slot

_ORDINALS = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "one": 0,
    "two": 1,
    "three": 2,
    "1": 0,
    "2": 1,
    "3": 2,
    "erste": 0,
    "zweite": 1,
    "dritte": 2,
    "ersten": 0,
    "zweiten": 1,
    "premier": 0,
    "premiere": 0,
    "deuxieme": 1,
    "troisieme": 2,
    "primero": 0,
    "segundo": 1,
    "tercero": 2,
    "primera": 0,
    "segunda": 1,
}
_HEADS = frozenset(
    (
        "one", "ones", "look", "outfit", "option", "version", "set", "pair", "choice", "suggestion", "alternative",
        "ensemble", "idea", "combination", "combo",
    )
)  # fmt: skip
_NUMBERED = frozenset(("option", "look", "outfit", "number", "no", "#", "choice"))


def look_index(text: Text, state: ConversationState) -> int | None:
    """The index of the look that an ordinal names ("the second one", "option 2"); None where none does."""
    corrected = corrections.tail(text)
    index = _index(corrected, state) if corrected is not None else None
    return index if index is not None else _index(text, state)


def _index(text: Text, state: ConversationState) -> int | None:
    words = text.line
    count = len(state.looks)
    for at in [
        at for at, word in enumerate(words) if word in _ORDINALS or word in ("last", "middle") or word.isdecimal()
    ]:
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        if word in ("last", "middle") and after in _HEADS and count:
            return count - 1 if word == "last" else count // 2
        index = _ORDINALS.get(word)
        if word.isdecimal() and after in ("st", "nd", "rd"):
            index, after = int(word) - 1, words[at + 2] if at + 2 < len(words) else ""
        if index is None or index >= count:
            continue
        numbered = words[at + 1 : at + 2] in (["st"], ["nd"], ["rd"])
        spelt = numbered
        is_ordinal = word in ("first", "second", "third", "fourth") or len(word) > 5 or spelt
        if (
            is_ordinal
            and after
            not in (
                "date",
                "time",
                "of",
                "day",
                "job",
                "interview",
                "thing",
                "impression",
                "impressions",
                "hand",
                "wedding",
                "thoughts",
                "anniversary",
                "birthday",
                "trimester",
                "party",
                "year",
            )
            and (
                after in _HEADS
                or before in ("the", "your", "that", "le", "la", "el", "das", "die", "den", "with")
                or len(words) <= 3
            )
        ):
            return index
        if before in _NUMBERED and not is_ordinal and after not in ("hundred", "years", "pounds", "items"):
            return index
    return None


def beyond(text: Text, state: ConversationState) -> bool:
    """True where an ordinal names a look after the last one that is shown ("the third one" of two)."""
    if look_index(text, state) is not None or not state.looks:
        return False
    words = text.line
    for at, word in enumerate(words):
        index = _ORDINALS.get(word)
        if index is None or index < len(state.looks):
            continue
        before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
        is_ordinal = not word.isdecimal() and word not in ("one", "two", "three")
        pointed = before in (["the"], ["that"], ["le"], ["la"], ["el"], ["der"], ["die"], ["das"], ["den"])
        if is_ordinal and pointed and (after == [] or after[0] in _HEADS or after[0] in (".", "?", "!", ",", "please")):
            return True
        if before and before[0] in _NUMBERED and not is_ordinal and after in ([], ["please"], ["."], ["?"], ["!"]):
            return True
    return False


def slot_of(mention: Mention) -> Slot | None:
    """The slot of a garment word."""
    return mention.slot if mention.kind == "category" else None


def piece(look: LookOnTable, mention: Mention) -> PieceOnTable | None:
    """The piece of the look that a garment word means: its category first, else the one in its slot."""
    exact = [p for p in look.pieces if p.category == mention.value]
    near = [p for p in look.pieces if p.slot == mention.slot]
    if exact:
        return exact[0]
    return near[0] if near and (mention.slot != "accessory" or mention.value == "accessory" or len(near) == 1) else None


def matches(candidate: PieceOnTable, mention: Mention) -> bool:
    """True where the piece has that colour, material or category."""
    if mention.kind == "colour":
        return candidate.colour == mention.value or candidate.colour.endswith(" " + mention.value)
    if mention.kind == "material":
        return mention.value in candidate.materials
    return candidate.category == mention.value


def formality(look: LookOnTable) -> float:
    """The mean formality of the look's clothes and shoes, 0..1, by their categories."""
    values = [
        CATEGORIES[p.category].formality
        for p in look.pieces
        if p.category in CATEGORIES and p.slot not in ("bag", "accessory")
    ]
    return sum(values) / len(values) if values else 0.5
