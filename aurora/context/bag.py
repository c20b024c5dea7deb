"""What is said of the bag as a place: "take it out of my bag", "what's in my basket?", "two of them", "another one"."""

from collections.abc import Sequence

import msgspec

from aurora.context import figures, wordlists
from aurora.context.text import Text, by_first

_NOUNS = frozenset(wordlists.phrases("bag", "nouns"))
_WHOSE = frozenset(wordlists.phrases("bag", "whose"))
_FROM = wordlists.sequences("bag", "from")
_WITHIN = frozenset(wordlists.phrases("bag", "within"))
_SHOWING = frozenset(wordlists.phrases("bag", "showing"))
_ASKING = frozenset(wordlists.phrases("bag", "asking"))
_REMOVING = frozenset(wordlists.phrases("bag", "removing"))
_EMPTYING = frozenset(wordlists.phrases("bag", "emptying"))
_OUT = frozenset(word for phrase in wordlists.phrases("bag", "out") for word in phrase.split())
_UNWANTING = wordlists.sequences("bag", "unwanting")
_MORE = frozenset(wordlists.phrases("bag", "more"))
_ANSWERED = by_first(wordlists.sequences("bag", "answered"))
_ANSWERING = frozenset(wordlists.phrases("bag", "answering"))
_TICKET = by_first(wordlists.sequences("bag", "ticket"))
_ROMANCE = frozenset(("panier", "cesta", "carrito"))
"""Nouns before which "a" is "to"; before others it is the article, and a bag is a garment."""
_SELF = frozenset(("warenkorb", "einkaufskorb", "panier", "cesta", "carrito", "cart", "basket", "trolley"))
"""Nouns that are never a garment."""
_MOST_AT_ONCE = 20
_LONGEST = 30
"""Words of a message about the bag."""


class Place(msgspec.Struct, frozen=True):
    """Where the bag is named as a place, at tokens `start` to before `end`."""

    start: int
    end: int
    is_from: bool
    """True for "out of my bag", False for "in my bag"; what follows a bare noun ("empty my bag") is False too."""


def places(text: Text) -> list[Place]:
    """Every place that is the bag; "the bag" without a preposition is a garment and no place."""
    words = text.line
    found = []
    for at in text.positions(_NOUNS):
        word = words[at]
        start = at
        while start and words[start - 1] in _WHOSE and at - start < 2:
            start -= 1
        origin = next((len(f) for f in _FROM if tuple(words[max(0, start - len(f)) : start]) == f), 0)
        if origin or "du" in words[start:at] or "del" in words[start:at]:
            found.append(Place(start - origin, at + 1, True))
        elif start and words[start - 1] in _WITHIN and (words[start - 1] != "a" or word in _ROMANCE):
            found.append(Place(start - 1, at + 1, False))
        elif "im" in words[start:at] or "au" in words[start:at] or "al" in words[start:at]:
            found.append(Place(start, at + 1, False))
        elif "my" in words[start:at] or "mein" in words[start:at] or word in _SELF:
            found.append(Place(at, at + 1, False))
    return found


def shows(text: Text) -> bool:
    """True where the shopper asks what is in the bag: "what's in my bag?", "is it in my basket?", "show me my cart"."""
    words, here = text.line, places(text)
    if not here or len(words) > _LONGEST or any(p.is_from for p in here):
        return False
    first = next((w for w in words if w.isalnum() or "'" in w), "")
    place = here[0]
    is_bare = place.end - place.start == 1
    if is_bare:
        near = words[max(0, place.start - 4) : place.start]
        return bool(_SHOWING & set(near)) or (first in _ASKING and words[place.start - 1 : place.start] == ["my"]
                                              and place.start <= 4)  # fmt: skip
    return first in _ASKING and not {"you", "put", "add"} & set(words[: place.start])


def empties(text: Text) -> bool:
    """True for "empty my bag" and "take everything out of my basket": nothing is to be left in it."""
    words = text.line
    if not places(text) or len(words) > _LONGEST or {"except", "but", "not"} & set(words):
        return False
    return bool(_EMPTYING & set(words)) or (bool(_REMOVING & set(words)) and bool(_ALL & set(words)))


_ALL = frozenset(("everything", "all", "lot", "alles", "tout", "todo"))


def takes_out(text: Text, *, has_deed: bool) -> bool:
    """True where something is to leave the bag: "take it out of my bag", "I don't want them in my bag after all".

    has_deed: something was just put in, so that "take it out again" needs no bag.
    """
    words, here = text.line, places(text)
    if len(words) > _LONGEST:
        return False
    removal = next((at for at, word in enumerate(words) if word in _REMOVING), None)
    if removal is not None and any(p.is_from for p in here):
        return True
    if here and (_EMPTYING & set(words) or (removal is not None and _OUT & set(words[removal:]))):
        return True
    if here and here[0].end - here[0].start > 1 and not here[0].is_from and _unwanted(words, here[0].start):
        return True
    if not has_deed:
        return False
    is_out = removal is not None and bool(_OUT & set(words[removal:]))
    return is_out or tuple(w for w in words if w in ("put", "back")) == ("put", "back") or "quitalo" in words


def _unwanted(words: Sequence[str], at: int) -> bool:
    """True for "I don't want it in my bag" and "not in the bag please"."""
    if words[max(0, at - 1) : at] in (["not"], ["nicht"], ["pas"], ["no"]):
        return True
    before = tuple(words[max(0, at - 8) : at])
    return any(before[n : n + len(cue)] == cue for cue in _UNWANTING for n in range(len(before)))


_NUMBERS = {"zwei": 2, "drei": 3, "deux": 2, "trois": 3, "dos": 2, "tres": 3}


class Count(msgspec.Struct, frozen=True):
    """How many are to be put in: a number that is said, and True where they come on top of what is there."""

    count: int | None = None
    more: bool = False


_COUNTED = frozenset(("of", "pairs", "pieces", "more", "times", "please", ".", "!"))
_OF_MORE = frozenset(("one", "pair", "of", "please", "eins", "eine", "un", "une", "mas"))


def counted(text: Text) -> Count:
    """The count of "two of them", "two pairs", "I'll take two"; `more` for "another one" and "add it again"."""
    words = text.line
    count = next((_NUMBERS[word] for word in words if word in _NUMBERS), None)
    for number in figures.find(text):
        follows = words[number.end : number.end + 1]
        is_count = not follows or follows[0] in _COUNTED
        if is_count and 2 <= number.value <= _MOST_AT_ONCE and not _is_size(words, number.start):
            count = int(number.value)
    # "Another look" asks for no second one of anything, and "the second one" is one that is shown.
    again = [at for at, word in enumerate(words) if word in _MORE and not _is_ordinal(words, at)]
    is_more = any(words[at] == "again" or not words[at + 1 : at + 2] or words[at + 1] in _OF_MORE for at in again)
    return Count(count, is_more)


def _is_ordinal(words: Sequence[str], at: int) -> bool:
    return words[at] == "second" and bool(_SHOWN & set(words[max(0, at - 1) : at]))


def _is_size(words: Sequence[str], at: int) -> bool:
    return bool(_NUMBERING & set(words[max(0, at - 2) : at]))


_NUMBERING = frozenset(
    ("size", "in", "number", "option", "look", "outfit", "choice", "no", "#", "nr", "nummer", "numero")
)
"""Before a figure that numbers what is shown, or is a size."""


def is_only_counted(text: Text) -> bool:
    """True for a message that counts and says nothing else: "another one", "two of them please", "yes, two"."""
    words = text.line
    said_more = {at for at, word in enumerate(words) if word in _MORE and not _is_ordinal(words, at)}
    rest = [w for at, w in enumerate(words) if w.isalnum() and at not in said_more and w not in _COUNTING]
    said = counted(text)
    return (said.count is not None or said.more) and len(rest) == 0


_COUNTED_OF = frozenset(("one", "pair", "pairs", "more"))
_SHOWN = frozenset(("the", "those", "these", "that", "them", "it", "this"))


def adds_more(text: Text) -> bool:
    """True for "one more of the tote" and "two pairs of the heels to my bag": so many of what is shown."""
    words, said = text.line, counted(text)
    is_in = any(not p.is_from and p.end - p.start > 1 for p in places(text))
    of_it = any(w == "of" and words[at - 1 : at] and words[at - 1] in _COUNTED_OF and words[at + 1 : at + 2] and
                words[at + 1] in _SHOWN for at, w in enumerate(words))  # fmt: skip
    return (said.count is not None and is_in) or (said.more and of_it)


_COUNTING = (
    frozenset(wordlists.phrases("bag", "counting")) | frozenset(figures.UNITS) | frozenset(map(str, range(2, 21)))
)


def asks_status(text: Text) -> bool:
    """True for "has anyone answered?", "any reply yet?" and "what's my ticket number?"."""
    words = text.line
    if len(words) > _LONGEST:
        return False
    if any(True for _ in text.sequences(_TICKET)):
        return True
    spoken = any(True for _ in text.sequences(_ANSWERED))
    return spoken and bool(_ANSWERING & set(words)) and ("?" in words or words[0] in _HAS)


_HAS = frozenset(("has", "have", "did", "any", "is", "hat"))
