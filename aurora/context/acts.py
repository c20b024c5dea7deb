"""What the shopper wants done with what is shown: put in the bag, saved, shown in 3D."""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from aurora.context import bag, wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text

Act = Literal["add_to_bag", "save", "show_3d", "take_out", "show_bag"]
_ACTS: tuple[Act, ...] = ("add_to_bag", "save", "show_3d")
_BUYING = frozenset(wordlists.phrases("acts", "buying"))
_TAKING = frozenset(wordlists.phrases("acts", "taking"))
_PUTTING = frozenset(wordlists.phrases("acts", "putting"))
_OBJECTS = frozenset(wordlists.phrases("acts", "objects"))
_SUBJECTS = wordlists.sequences("acts", "subjects")
_COUNTS = frozenset(("one", "two", "three", "another", "some"))
_DENIALS = frozenset(("not", "never", "before", "should", "if", "whether", "without"))


@cache
def _phrases() -> Lexicon:
    rows = wordlists.table("acts", "phrases")
    return lexicon_of({phrase: Meaning("act", name) for name, phrases in rows.items() for phrase in phrases})


@cache
def _bags() -> Lexicon:
    return lexicon_of(dict.fromkeys(wordlists.phrases("acts", "bags"), Meaning("bag")))


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    return frozenset(word for table in (_phrases(), _bags()) for phrase in table.phrases for word in phrase)


def is_outright(text: Text) -> bool:
    """True where something else than the bag is asked for in so many words: "show me in 3D", "save it"."""
    return any(m.value != "add_to_bag" and not _is_denied(text.line, m.start) for m in find(text, _phrases()))


def in_bag(text: Text) -> frozenset[int]:
    """The tokens of "to my bag" and "out of the basket": that bag is no garment."""
    places = [p for p in bag.places(text) if p.end - p.start > 1 or text.line[p.start] not in ("bag", "order")]
    spans = [(m.start, m.end) for m in _bagged(text)] + [(p.start, p.end) for p in places]
    is_verb = text.line[:1] == ["bag"] and text.line[1:2] != [] and text.line[1] in _OBJECTS
    return frozenset(at for start, end in spans for at in range(start, end)) | ({0} if is_verb else set())


def of_bag(text: Text, *, has_deed: bool) -> Act | None:
    """What is asked of the bag itself: what it holds, or that something leaves it."""
    if bag.takes_out(text, has_deed=has_deed):
        return "take_out"
    return "show_bag" if bag.shows(text) else None


def _bagged(text: Text) -> list[Mention]:
    """Where "to my bag" stands; "hold on to the bag" speaks of the bag itself."""
    return [
        m for m in find(text, _bags()) if text.line[max(0, m.start - 1) : m.start] not in (["on"], ["next"], ["up"])
    ]


def wanted(text: Text, mentions: Sequence[Mention], *, wishes: bool) -> Act | None:
    """The act that a message asks for, or None.

    wishes: a colour, comparison or other wish is stated, so that "can I get that in navy?" is an edit.
    """
    words = text.line
    for mention in find(text, _phrases()):
        if not _is_denied(words, mention.start):
            return next(act for act in _ACTS if act == mention.value)
    bag = next(iter(_bagged(text)), None)
    is_named = (
        bag is not None and words[bag.start] in ("to", "into") and words[0] in ("the", "that", "those", "this", "both")
    )
    if (
        bag is not None
        and (_PUTTING & set(words[: bag.start]) or bag.start <= 2 or is_named)
        and not _is_denied(words, bag.start)
    ):
        return "add_to_bag"
    return "add_to_bag" if _buys(words, mentions, wishes=wishes) or _is_handed(text, mentions, wishes=wishes) else None


def _is_handed(text: Text, mentions: Sequence[Mention], *, wishes: bool) -> bool:
    """True for "gimme the blazer" and "I want the heels, both pairs": a piece that is shown, and no wish of it."""
    words = text.line
    if wishes or words[:2] != ["give", "me"] or {"instead", "rather", "with", "other", "another"} & set(words):
        return False
    return words[2:3] in (["the"], ["that"], ["those"]) and any(m.kind == "category" and m.start == 3 for m in mentions)


def _is_denied(words: Sequence[str], at: int) -> bool:
    return bool(_DENIALS & set(words[max(0, at - 3) : at]))


def _buys(words: list[str], mentions: Sequence[Mention], *, wishes: bool) -> bool:
    """True for "I'll take the second one", "take both", "let me get those"; not for "I'd like to buy a coat"."""
    for at, word in enumerate(words[:-1]):
        is_buying, is_taking = word in _BUYING, word in _TAKING
        if not (is_buying or (is_taking and not wishes)) or _is_denied(words, at):
            continue
        is_said = (
            at == 0 or (words[at - 1] in ("please", "just", ",", "ok", "okay") and at <= 2) or _is_subject(words, at)
        )
        if word == "bag" and at and words[at - 1] not in ("please", ","):
            continue
        if is_said and _is_object(words, at + 1) and not _goes_elsewhere(words, at):
            return True
    return False


def _is_object(words: Sequence[str], at: int) -> bool:
    """True where what is shown is meant: "those", "the …", "one of them"; not "a coat"."""
    counted = words[at] in _COUNTS and words[at + 1 : at + 2] in (["of"], ["one"], ["more"])
    return words[at] in _OBJECTS or counted


def _is_subject(words: Sequence[str], at: int) -> bool:
    """True where "I'll", "let me", "I would like to" stands right before the verb."""
    return any(tuple(words[max(0, at - len(s)) : at]) == s for s in _SUBJECTS)


_OTHER = frozenset(("other", "another", "different"))
_CHANGING = _OTHER | {"with", "in", "without", "swap", "change", "make", "cheaper", "smaller", "bigger"}


def _goes_elsewhere(words: Sequence[str], at: int) -> bool:
    """True for "take it off", "take that away", "get it cheaper": the verb means another thing."""
    if {"off", "out", "away", "back", "for", "down", "rid", "instead"} & set(words[at + 1 : at + 5]):
        return True
    following = words[at + 1 : at + 8]
    after_but = following[following.index("but") :] if "but" in following[1:] else []
    return bool(_CHANGING & set(after_but)) or (bool({"with", "in"} & set(following)) and bool(_OTHER & set(following)))
