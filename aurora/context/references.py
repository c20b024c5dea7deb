"""What on the table a message points at: a look by its ordinal, a piece by its garment, colour or material."""

from aurora.context import corrections, wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import ConversationState, LookOnTable, PieceOnTable
from commerce.garments import CATEGORIES, Slot

_CARDINALS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
_ORDINALS = {
    word: n
    for row in wordlists.phrases("grammar", "ordinals")
    for n, words in [(int(row.split(":")[0]) - 1, row.split(":")[1])]
    for word in words.split()
}
_LASTING = frozenset(("last", "letzte", "letzten", "letztes", "dernier", "derniere", "ultimo", "ultima"))
_PLACED = _ORDINALS.keys() | _LASTING | {"middle"}
_HEADS = frozenset(
    (
        "one", "ones", "look", "outfit", "option", "version", "set", "pair", "choice", "suggestion", "alternative",
        "ensemble", "idea", "combination", "combo",
    )
)  # fmt: skip
_NOT_PICKED = frozenset(("date", "time", "of", "day", "job", "interview", "thing", "impression", "impressions",
    "hand", "wedding", "thoughts", "anniversary", "birthday", "trimester", "party", "year"))  # fmt: skip
"""Words after an ordinal that it counts: a first date is no look."""
_NUMBERED = frozenset(
    ("numero", "nummer", "option", "look", "outfit", "number", "no", "#", "choice", "nr", "num", "num.")
)


def look_index(text: Text, state: ConversationState) -> int | None:
    """The index of the look that an ordinal names ("the second one", "option 2"); None where none does."""
    corrected = corrections.tail(text)
    index = _index(corrected, state) if corrected is not None else None
    return index if index is not None else _index(text, state)


_POINTING = frozenset(
    ("the", "your", "that", "le", "la", "el", "das", "die", "den", "with", "du", "del", "dem", "vom", "au")
)
"""Before an ordinal that points at a look."""


def _index(text: Text, state: ConversationState) -> int | None:
    words = text.line
    count = len(state.looks)
    figures = {word for word in text.index if word.isdecimal()}
    for at in text.positions(_PLACED | figures):
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        if word in ("last", "middle") and after in _HEADS and count and not _is_of_stock(words, at):
            return count - 1 if word == "last" else count // 2
        is_end = after in ("", "please", ".", "!", "bitte")
        if word in _LASTING and before in _THE and word != "last" and count and is_end:
            return count - 1
        index = _ORDINALS.get(word)
        if word.isdecimal() and after in ("st", "nd", "rd"):
            index, after = int(word) - 1, words[at + 2] if at + 2 < len(words) else ""
        if index is None or index >= count:
            continue
        numbered = words[at + 1 : at + 2] in (["st"], ["nd"], ["rd"])
        spelt = numbered
        is_ordinal = spelt or not (word in _CARDINALS or word.isdecimal())
        is_pointed = after in _HEADS or before in _POINTING or len(words) <= 3
        if is_ordinal and after not in _NOT_PICKED and is_pointed:
            return index
        if before in _NUMBERED and not is_ordinal and after not in ("hundred", "years", "pounds", "items"):
            return index
    return None


def is_numbered(text: Text, state: ConversationState) -> bool:
    """True where the only figure of the message numbers a look ("number 2", "look 2"): it is no size."""
    figures = [at for at, word in enumerate(text.line) if word.isdecimal()]
    if len(figures) != 1 or not figures[0] or "size" in text.line:
        return False
    return text.line[figures[0] - 1] in _NUMBERED and _index(text, state) is not None


def look_places(text: Text, state: ConversationState) -> list[tuple[int, int]]:
    """(token, look) of every look that the message names by its place, in order."""
    words, found = text.line, []
    for at in text.positions(_PLACED):
        word = words[at]
        index = _ORDINALS.get(word)
        if word in _LASTING and words[at - 1 : at] and words[at - 1] in _THE:
            index = len(state.looks) - 1
        numbered = word.isdecimal() and words[at + 1 : at + 2] in (["st"], ["nd"], ["rd"])
        is_ordinal = numbered or not (word in _CARDINALS or word.isdecimal())
        named = words[at - 1] in _NUMBERED if at else False
        if index is not None and index < len(state.looks) and (is_ordinal or named):
            found.append((at, index))
    return found


_THE = frozenset(("the", "der", "die", "das", "den", "le", "la", "el"))


def _is_of_stock(words: list[str], at: int) -> bool:
    """True for "are these the last ones?": what is left is asked for, and nothing is picked."""
    return bool({"is", "are", "was"} & set(words[max(0, at - 4) : at])) and words[at - 1] == "the"


def beyond(text: Text, state: ConversationState) -> bool:
    """True where an ordinal names a look after the last one that is shown ("the third one" of two)."""
    if look_index(text, state) is not None or not state.looks:
        return False
    words = text.line
    for at in text.positions(_ORDINALS.keys()):
        word = words[at]
        index = _ORDINALS.get(word)
        if index is None or index < len(state.looks):
            continue
        before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
        is_ordinal = not word.isdecimal() and word not in _CARDINALS
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
    if exact or mention.slot != "accessory" or mention.value == "accessory":
        return next(iter(exact or near), None)
    return next((p for p in near if any({p.category, mention.value} <= kin for kin in _KIN)), None)


_KIN = (
    frozenset(("sun_hat", "cap", "beanie", "fascinator")),
    frozenset(("scarf", "shawl")),
    frozenset(("tie", "bow_tie")),
)
"""Accessories that one word may mean; a wallet is no hat."""


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
