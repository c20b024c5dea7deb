"""Comparisons with what is on the table: "cheaper", "a bit dressier", "too loud", "not smart enough", "rather dear"."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Direction

_MORE = (
    "more",
    "not {} enough",
    "not quite {} enough",
    "not really {} enough",
    "not nearly {} enough",
    "insufficiently",
    "not sufficiently",
    "could be more",
    "not terribly",
    "nowhere near {} enough",
    "hardly {} enough",
)
_LESS = (
    "less",
    "too",
    "too much",
    "not so",
    "not as",
    "not quite so",
    "overly",
    "excessively",
    "unduly",
    "needlessly",
    "not that",
)
_SUBJECTS = frozenset(wordlists.phrases("directions", "subjects"))
_COPULAS = frozenset(wordlists.phrases("directions", "copulas"))
_DEGREES = frozenset(wordlists.phrases("directions", "degrees"))


@cache
def _lexicon() -> Lexicon:
    entries = {phrase: Meaning("direction", name) for phrase, name in graded()}
    entries |= {phrase: Meaning("direction", name) for phrase, name in _done_to_it()}
    entries |= {
        w: Meaning("direction", name)
        for name, words in wordlists.table("directions", "directions").items()
        for w in words
    }
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("directions", "not_directions"), Meaning("none")))


def _poles() -> list[tuple[str, str, str]]:
    """(adjective, direction of more of it, direction of less of it); "-" where there is none."""
    rows = wordlists.table("adjectives", "poles")
    return [(word, *poles.split(" ")) for poles, words in rows.items() for word in words]  # type: ignore[misc]


_ITS = ("it", "this", "that", "them", "things", "the look", "the outfit", "the whole thing", "everything", "me")


def _done_to_it() -> list[tuple[str, str]]:
    """ "Posh it up", "tone the look down", "jazz this up": phrase and direction."""
    return [
        (f"{verb} {it} {particle}", name)
        for name, verbs in wordlists.table("adjectives", "particles").items()
        for verb, particle in (row.split(" ") for row in verbs)
        for it in _ITS
    ]


def graded() -> list[tuple[str, str]]:
    """ "more formal", "less loud", "too plain", "not smart enough", "smarter": phrase and direction."""
    found: list[tuple[str, str]] = []
    for word, more, less in _poles():
        shapes = [(shape, more) for shape in _MORE] + [(shape, less) for shape in _LESS]
        found += [(shape.format(word) if "{}" in shape else f"{shape} {word}", to) for shape, to in shapes if to != "-"]
        if len(word) <= 7 and " " not in word and more != "-":
            found.append((_comparative(word), more))
    return found


def _comparative(word: str) -> str:
    """The comparative in -er; of a long word a form that nobody writes."""
    if word.endswith("y"):
        return word[:-1] + "ier"
    if len(word) <= 4 and word[-2] in "aeiou" and word[-3] not in "aeiou" and word[-1] in "bdgmnpt":
        return word + word[-1] + "er"
    return word + ("r" if word.endswith("e") else "er")


@cache
def _adjectives() -> Lexicon:
    return lexicon_of({word: Meaning("direction", less) for word, _, less in _poles() if less != "-"})


def find_directions(text: Text) -> list[Mention]:
    """The comparisons, in order; "which is warmer?" asks and is left to the questions."""
    found = [m for m in find(text, _lexicon()) if m.kind == "direction"]
    taken = {at for m in found for at in range(m.start, m.end)}
    graded = [
        m
        for m in find(text, _adjectives())
        if m.start not in taken and (_is_complaint(text.line, m.start) or _is_dear(text.line, m))
    ]
    more = [*_overspent(text), *of_weather(text)] if not found and not graded else []
    return sorted([*found, *graded, *more], key=lambda mention: mention.start)


_SPENDING = frozenset(wordlists.phrases("directions", "spending"))
_BEYOND = frozenset(wordlists.phrases("directions", "beyond"))


def _overspent(text: Text) -> list[Mention]:
    """ "Double what I wanted to spend", "way past what we can pay": it costs beyond what was meant to be spent."""
    words = text.line
    for at in text.positions(_SPENDING):
        start = next((n for n in range(at - 1, max(-1, at - 8), -1) if words[n] in _BEYOND), None)
        between = words[start + 1 : at] if start is not None else []
        denied = {"not", "no", "nothing", "never", "do"} & set(words[max(0, at - 10) : at])
        if start is not None and {"i", "we", "my", "our"} & set(between) and not denied:
            return [Mention(kind="direction", value="cheaper", start=start, end=at + 1)]
    return []


_WHEN = frozenset(wordlists.phrases("directions", "when"))
_BECOMES = frozenset(wordlists.phrases("directions", "becomes"))
_GOT_COLD, _GOT_HOT = (frozenset(wordlists.phrases("directions", name)) for name in ("got_cold", "got_hot"))


def of_weather(text: Text) -> list[Mention]:
    """ "And if it gets chilly later?": what the weather may turn to, in any of the four languages, as a direction."""
    words = text.line
    if not _WHEN & text.index.keys() or len(words) > 14:
        return []
    for at in text.positions(_GOT_COLD | _GOT_HOT):
        clause = words[max(0, at - 6) : at]
        if _WHEN & set(clause) and _BECOMES & {*clause, *words[at + 1 : at + 3]}:
            value = "warmer" if words[at] in _GOT_COLD else "cooler"
            return [Mention(kind="direction", value=value, start=at, end=at + 1)]
    return []


def _is_complaint(words: Sequence[str], at: int) -> bool:
    """True for the adjective of "it's rather loud" and "that's a bit steep": so much of it is more than is wanted."""
    start = at
    while start and words[start - 1] in _DEGREES:
        start -= 1
    if start == at or not start:
        return False
    subject = words[max(0, start - 3) : start - 1]
    return words[start - 1] in _COPULAS and bool(_SUBJECTS & set(subject))


def _is_dear(words: Sequence[str], mention: Mention) -> bool:
    """True for "that's pricey": said of what is shown, a price is only ever called high to complain of it."""
    before = words[max(0, mention.start - 3) : mention.start]
    return (
        mention.value == "cheaper"
        and before[-1:] != []
        and before[-1] in _COPULAS
        and bool(_SUBJECTS & set(before[:-1]))
    )


def vocabulary() -> frozenset[str]:
    """Every word of the comparisons."""
    return frozenset(w for phrase in _lexicon().phrases for w in phrase)


def name_of(mention: Mention) -> Direction:
    """The direction that a mention of this module stands for."""
    return cast(Direction, mention.value)
