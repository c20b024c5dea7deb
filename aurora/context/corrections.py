"""What the shopper takes back in the same breath: "a wedding, no wait, a party", "under 200, sorry, 150"."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from aurora.context import figures, wordlists
from aurora.context.mentions import Mention
from aurora.context.money import Sum
from aurora.context.text import Text, made

_MARKS = wordlists.sequences("grammar", "corrections")
_BY_FIRST = {
    first: sorted((m for m in _MARKS if m[0] == first), key=len, reverse=True) for first in {m[0] for m in _MARKS}
}
_FILLERS = frozenset(
    (
        ",",
        ".",
        "-",
        "!",
        "no",
        "nah",
        "oh",
        "oops",
        "sorry",
        "wait",
        "well",
        "um",
        "uh",
        "nein",
        "non",
        "that",
        "it",
        "just",
        "make",
    )
)
_ARTICLES = frozenset(
    (
        "the",
        "a",
        "an",
        "some",
        "my",
        "those",
        "these",
        "der",
        "die",
        "das",
        "den",
        "ein",
        "eine",
        "le",
        "la",
        "les",
        "un",
        "une",
        "el",
        "los",
        "las",
        "una",
    )
)
_DESCRIBING = frozenset(("colour", "material", "pattern", "fit", "heel"))
_FARTHEST = 12
"""Tokens before a correction in which what it replaces is looked for."""


_REMEMBERED = 8
"""Texts whose correction is kept: every stage of one message asks for it."""


class Correction(msgspec.Struct, frozen=True):
    """A mark of correction at tokens `start` to before `end`: what follows stands instead of what was said before."""

    start: int
    end: int


@lru_cache(maxsize=_REMEMBERED)
def find(text: Text) -> Correction | None:
    """The last correction of the message that has something before it and after it."""
    words = text.line
    found = None
    for at in [at for at in text.positions(_BY_FIRST.keys()) if at]:
        for mark in _BY_FIRST[words[at]]:
            if tuple(words[at : at + len(mark)]) == mark:
                end = at + len(mark)
                while end < len(words) and words[end] in _FILLERS:
                    end += 1
                if end < len(words) and (found is None or at >= found.end):
                    found = Correction(at, end)
                break
    return found


@lru_cache(maxsize=_REMEMBERED)
def tail(text: Text) -> Text | None:
    """What stands after the last correction, as a text of its own; None where nothing is corrected."""
    mark = find(text)
    return made(text.clean, text.tokens[mark.end :]) if mark is not None else None


def of_mentions(text: Text, mentions: list[Mention]) -> list[Mention]:
    """The mentions with those idle that a correction takes back; what replaces them takes their garment over."""
    mark = find(text)
    if mark is None:
        return mentions
    settled = list(mentions)
    for n, new in enumerate(mentions):
        if new.start < mark.end or new.negated or new.idle:
            continue
        if new.kind == "category":
            for old in _garments(text.line, mentions, new, mark):
                settled[old] = msgspec.structs.replace(mentions[old], idle=True)
        elif new.kind in _DESCRIBING:
            old_slot = None
            for k in _described(mentions, new, mark):
                old_slot = mentions[k].slot
                settled[k] = msgspec.structs.replace(mentions[k], idle=True, negated=False)
            if settled[n].slot is None and old_slot is not None:
                settled[n] = msgspec.structs.replace(settled[n], slot=old_slot)
    return settled


def _garments(words: Sequence[str], mentions: Sequence[Mention], new: Mention, mark: Correction) -> list[int]:
    """Garments before the mark that the new one replaces: of its slot, else the last where no verb is between."""
    before = [
        n for n, m in enumerate(mentions) if m.kind == "category" and mark.start - _FARTHEST <= m.start < mark.start
    ]
    same = [n for n in before if mentions[n].slot == new.slot and not mentions[n].negated]
    if same or not before:
        return same
    between = set(words[mark.end : new.start]) - _ARTICLES
    described = {m.start for m in mentions if m.slot == new.slot}
    is_bare = not between or all(at in described for at in range(mark.end, new.start) if words[at] not in _ARTICLES)
    is_near = mark.start - mentions[before[-1]].end <= 3
    return before[-1:] if is_bare and is_near else []


def _described(mentions: Sequence[Mention], new: Mention, mark: Correction) -> list[int]:
    """Colours (materials …) before the mark that the new one replaces: of its garment, or of any if it has none."""
    before = [
        n
        for n, m in enumerate(mentions)
        if m.kind == new.kind and mark.start - _FARTHEST <= m.start < mark.start and not m.negated and not m.idle
    ]
    return [n for n in before if new.slot is None or mentions[n].slot in (None, new.slot)]


def of_compared(text: Text, compared: list[Mention]) -> list[Mention]:
    """The comparisons without those that are taken back."""
    mark = find(text)
    after = [m for m in compared if mark is not None and m.start >= mark.end]
    return after or compared


def of_sums(text: Text, sums: list[Sum]) -> list[Sum]:
    """The sums without those that are taken back; a bare number after the correction is a sum like the one before."""
    mark = find(text)
    before = [s for s in sums if mark is not None and s.start < mark.start]
    if mark is None or not before:
        return sums
    after = [s for s in sums if s.start >= mark.end]
    if after:
        return after
    number = next((n for n in figures.find(text) if mark.end <= n.start <= mark.end + 1), None)
    if number is None or number.value < 5 or not figures.is_plain_amount(text, number):
        return sums
    old = before[-1]
    named = old.most or old.least or old.about or 1
    factor = 10 ** max(0, len(str(named)) - len(str(round(named / 100)))) if named >= 100 else 1
    amount = round(number.value * factor)
    bounds = {name: amount if getattr(old, name) is not None else None for name in ("most", "least", "about")}
    return [msgspec.structs.replace(old, **bounds, start=number.start, end=number.end)]


def doubted(text: Text, mentions: list[Mention]) -> list[Mention]:
    """The mentions with what is only wondered at idle: "brown shoes with navy? black ones please"."""
    words = text.line
    at = words.index("?") if "?" in text.index else len(words)
    rest = words[at + 1 : at + 9]
    if (
        not at
        or "ones" not in rest
        or {"which", "what", "do", "does", "is", "are", "have", "any", "got"} & set(words[:at])
    ):
        return mentions
    return [
        msgspec.structs.replace(m, idle=True, negated=False) if m.kind in _DESCRIBING and m.end <= at else m
        for m in mentions
    ]


def contradicted(mentions: list[Mention]) -> list[Mention]:
    """The mentions with those idle that the same message refuses: "I usually wear black, but not black today"."""
    refused = [m for m in mentions if m.negated]
    if not refused:
        return mentions
    return [
        msgspec.structs.replace(m, idle=True) if not m.negated and any(_is_same(m, r) for r in refused) else m
        for m in mentions
    ]


def _is_same(one: Mention, other: Mention) -> bool:
    is_alike = one.kind == other.kind and one.value == other.value
    return (
        is_alike
        and one.kind in (*_DESCRIBING, "category")
        and (None in (one.slot, other.slot) or one.slot == other.slot)
    )
