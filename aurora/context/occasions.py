"""Occasion, time of day, duration and venue, from the phrases that name them outright."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import cast

import msgspec

from aurora.context import corrections, figures, wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Duration, Occasion, TimeOfDay, Venue

# Later ones win where one message names several and none is corrected: the more particular event.
ORDER: tuple[Occasion, ...] = tuple(cast(Occasion, name) for name in wordlists.phrases("grammar", "occasions_order"))


@cache
def _lexicon(table: str) -> Lexicon:
    entries = {w: Meaning(table, value) for value, words in wordlists.table("occasions", table).items() for w in words}
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("occasions", f"not_{table}s"), Meaning("none")))


def vocabulary() -> frozenset[str]:
    """Every word that names an occasion, a time or a length."""
    return frozenset(
        w for table in ("occasion", "time", "duration") for phrase in _lexicon(table).phrases for w in phrase
    )


def occasion(text: Text) -> Occasion | None:
    """The occasion that is named outright, or None; what is ruled out ("not for work") does not count.

    After a correction ("actually", "no, I meant") only what follows it counts, where that names one.
    """
    words = text.line
    found = [
        m
        for m in find(text, _lexicon("occasion"))
        if m.kind == "occasion" and not _ruled_out(words, m.start) and not is_neckwear(text, m.start, m.end)
    ]
    found = found or _birthdays(text)
    corrected = corrections.find(text)
    after = [m for m in found if m.start >= corrected.end] if corrected else []
    names = [m.value for m in (after or found)]
    return cast(Occasion, max(names, key=lambda name: ORDER.index(cast(Occasion, name)))) if names else None


_SIMILE = re.compile(
    r"\b(?:look|feel|seem)s? (?:\w+ )?(?:like|as if|as though) (?:i|we|he|she)\b"
    r"|\b(?:will|would|'ll|might|gonna) (?:all )?think (?:that )?(?:i|we|he|she)\b"
)
"""What a look on the table is likened to: "looks like I'm going to a conference" names no occasion."""


def likens(text: Text) -> bool:
    """True where what is shown is said to look like something, so that no occasion is named and no look asked for."""
    return _SIMILE.search(" ".join(text.line)) is not None


_WHOSE = frozenset(("my", "his", "her", "their", "our", "'s", "a"))
_YEARS_OLD = range(13, 100)


def _birthdays(text: Text) -> list[Mention]:
    """ "Nan's 70th", "my 30th": whose birthday it is and which; not a floor and no day of a month."""
    words, found = text.line, []
    for at in text.positions({word for word in text.index if word.isdecimal() and len(word) == 2}):
        is_ordinal = words[at + 1 : at + 2] in (["th"], ["st"], ["nd"], ["rd"])
        follows = words[at + 2] if at + 2 < len(words) else ""
        is_whose = at > 0 and words[at - 1] in _WHOSE and follows not in ("floor", "of", "street", "avenue", "century")
        if is_ordinal and is_whose and int(words[at]) in _YEARS_OLD and text.tokens[at + 1].glued:
            found.append(Mention(kind="occasion", value="party", start=at, end=at + 2))
    return found


class Events(msgspec.Struct, frozen=True):
    """Two events of one message, each with a time of its own: the one that comes first, and the other in its words."""

    first: Occasion
    second: Occasion
    words: str


_TIMES = frozenset(wordlists.phrases("grammar", "occasions_days"))
_THEN = wordlists.sequences("grammar", "occasions_then")
_JOINED = frozenset(("and", "then", "plus", ",", "followed", "und", "et", "y", "dann", "puis", "luego"))
_APART = 5
"""Words after an event among which its day is looked for."""


def events(text: Text, known: Iterable[Mention] = ()) -> Events | None:
    """Two events of which each has a day of its own: "wedding on Saturday and brunch on Sunday"; else None.

    known: events in another language's words.
    """
    words = text.line
    named = [m for m in find(text, _lexicon("occasion")) if m.kind == "occasion" and not _ruled_out(words, m.start)]
    found = sorted([*named, *known], key=lambda m: m.start)
    if len(found) < 2 or corrections.find(text) is not None:
        return None
    for one, other in pairwise(found):
        between = words[one.end : other.start]
        if one.value != other.value and len(between) <= 2 * _APART and _JOINED & set(between):
            days = _TIMES & {*words[max(0, one.start - 3) : one.start], *between}
            others = _TIMES & set(words[other.end : other.end + _APART]) - days
            then = any(tuple(between[n : n + len(t)]) == t for t in _THEN for n in range(len(between)))
            if then or (days and others):
                first, second = cast(Occasion, one.value), cast(Occasion, other.value)
                return Events(first, second, text.words(other.start, other.end))
    return None


def is_neckwear(text: Text, start: int, end: int) -> bool:
    """True where "a black tie" at those tokens is the neckwear: no event follows."""
    words = text.line
    if words[start:end] != ["black", "tie"] or start == 0 or words[start - 1] not in ("a", "my", "the", "his", "with"):
        return False
    return end >= len(words) or words[end] in (".", ",", "and", "with", "to", "for", "!", "?", "please", "under", "or")


def _ruled_out(words: list[str], start: int) -> bool:
    before = words[max(0, start - 4) : start]
    for n, word in enumerate(before):
        if word in ("not", "no", "never", "without", "nicht", "pas") and all(
            w in ("for", "a", "an", "the", "to", "my", "about", "going", "really", "any", "another", "like")
            for w in before[n + 1 :]
        ):
            return True
    return before[-2:] in (["than", "a"], ["instead", "of"]) or before[-3:] in (
        ["instead", "of", "a"],
        ["rather", "than", "a"],
        ["instead", "of", "the"],
    )


def time_of_day(text: Text) -> TimeOfDay | None:
    """The time of day by its words, or by a clock time ("7pm", "at 19:30")."""
    found = [m.value for m in find(text, _lexicon("time")) if m.kind == "time"]
    clock = _clock(text) or _bare_hour(text)
    if clock is not None:
        return clock
    return cast(TimeOfDay, found[-1]) if found else None


def _bare_hour(text: Text) -> TimeOfDay | None:
    """ "Party at 8": an evening occasion at six to ten is in the evening."""
    words = text.line
    at_hour = any(w == "at" and words[n + 1 : n + 2] and words[n + 1] in _EVENING_HOURS for n, w in enumerate(words))
    follows = any(
        w in _EVENING_HOURS and words[n + 1 : n + 2] in ([","], ["."], ["?"], []) for n, w in enumerate(words)
    )
    return (
        "evening"
        if at_hour and follows and occasion(text) in ("party", "evening", "cocktail", "date", "black_tie")
        else None
    )


_EVENING_HOURS = frozenset(("6", "7", "8", "9", "six", "seven", "eight", "nine"))


def _clock(text: Text) -> TimeOfDay | None:
    words = text.line
    for at in text.positions({word for word in text.index if word.isdecimal()}):
        word = words[at]
        if not (word.isdecimal() and word.isascii() and len(word) <= 2 and int(word) <= 24):
            continue
        after = words[at + 1 : at + 4]
        hour = int(word)
        suffix = (
            after[0]
            if after and after[0] in ("am", "pm")
            else after[2]
            if len(after) > 2 and after[2] in ("am", "pm") and after[0] in (":", ".")
            else ""
        )
        is_clock = bool(after[:1] == [":"] and len(after) > 1 and after[1].isdecimal() and len(after[1]) == 2)
        if suffix:
            hour = hour % 12 + (12 if suffix == "pm" else 0)
        elif after[:1] == ["uhr"]:
            pass
        elif not is_clock:
            continue
        return (
            "night" if hour >= 22 or hour < 5 else "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
        )
    return None


def duration(text: Text) -> Duration | None:
    """How long it lasts, by its words or by a count of nights, days, weeks or hours ("3 nights", "12 days")."""
    found = [m for m in find(text, _lexicon("duration")) if not _is_when(text.line, m.start, m.end)]
    return cast(Duration, found[-1].value) if found else _counted(text)


_BEFORE_WHEN = frozenset(
    (
        "in",
        "within",
        "next",
        "last",
        "past",
        "every",
        "since",
        "after",
        "about",
        "under",
        "twice",
        "once",
        "times",
        "per",
    )
)
_AFTER_WHEN = frozenset(("ago", "before", "time", "away", "old", "notice", "from", "until", "till", "per", "delivery"))
_UNITS_OF_TIME = frozenset(
    ("night", "nights", "day", "days", "week", "weeks", "month", "months", "tage", "tagen", "naechte", "wochen",
     "woche", "jours", "nuits", "semaine", "semaines", "dias", "noches", "semana", "semanas")
)  # fmt: skip
_LONG_UNITS = ("week", "month", "woche", "semain", "seman")
_ONE_OF = frozenset(("eine", "une", "una", "a"))


_BEARING = frozenset(("pregnant", "weeks", "schwanger", "enceinte", "embarazada", "expecting"))


def _is_when(words: list[str], start: int, end: int) -> bool:
    """True for "in two weeks" and "three days ago", which say when it is and not how long."""
    after = words[end : end + 1]
    if _BEARING & set(words[max(0, start - 3) : start]):
        return True
    return bool(_BEFORE_WHEN & set(words[max(0, start - 1) : start])) or bool(_AFTER_WHEN & set(after))


def _counted(text: Text) -> Duration | None:
    """The length of so many nights, days, weeks or months."""
    words = text.line
    if not _UNITS_OF_TIME & text.index.keys():
        return None
    for number in figures.find(text):
        unit = words[number.end] if number.end < len(words) else ""
        if unit not in _UNITS_OF_TIME or _is_when(words, number.start, number.end + 1):
            continue
        if number.value > 1 or unit.startswith(_LONG_UNITS):
            return "multi_day"
        return "overnight" if unit == "night" else "full_day"
    whole = [at for at in text.positions(_UNITS_OF_TIME) if words[at].startswith(_LONG_UNITS)]
    is_one = any(at and words[at - 1] in _ONE_OF and not _is_when(words, at - 1, at + 1) for at in whole)
    return "multi_day" if is_one else None


def venue(text: Text) -> Venue | None:
    """Indoors, outdoors or both, by its words."""
    found = {m.value for m in find(text, _lexicon("venue")) if m.kind == "venue"}
    if "mixed" in found or {"indoor", "outdoor"} <= found:
        return "mixed"
    return cast(Venue, found.pop()) if found else None
