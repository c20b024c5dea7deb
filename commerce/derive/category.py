"""Which kind of garment a title names: the longest phrases, then the head noun of the compound.

English noun phrases carry their head last (`shirt dress` is a dress, `jeans jacket` a jacket) and what follows a
preposition describes it (`watch for men`, `jacket with belt`). So: part the title at prepositions and punctuation,
take the first part that names a garment, and in it the last phrase. Ambiguous heads (`shoes`, `bag`) look at their
modifiers.
"""

import re
from itertools import pairwise

import msgspec

from commerce.derive.lexicon import CATEGORY_WORDS, GOOGLE_CATEGORIES, LAST_RESORT, NEUTRAL, REFINEMENTS, WEAK_HEADS
from commerce.derive.words import BREAK, Lexicon, Match, plural, tokens
from commerce.garments import CATEGORIES

_PREPOSITIONS = frozenset(
    ("for", "with", "in", "from", "by", "of", "featuring", "without", "having", "includes", "including", "plus", "on",
     "to", "at")
)  # fmt: skip
# What a set of clothes that belong together consists of.
_KURTAS = frozenset(("kurta", "tunic"))
_BOTTOMS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "bottom")
_ACCESSORIES = frozenset(c.id for c in CATEGORIES.values() if c.slot == "accessory")
_TOPS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "top")
_HEAD_CONFIDENCE = {"strong": 0.96, "mixed": 0.95, "weak": 0.82, "vague": 0.2}


class Named(msgspec.Struct, frozen=True):
    """A category that words name, and how sure that is, 0..1."""

    category: str
    confidence: float


def _lexicon() -> Lexicon[str | None]:
    phrases: list[tuple[str, str | None]] = [(phrase, None) for phrase in NEUTRAL]
    for category, words in CATEGORY_WORDS.items():
        phrases += [(form, category) for word in words.split("|") for form in (word, plural(word))]
    for known in CATEGORIES.values():
        if known.id not in ("other", "luggage"):
            forms = {known.noun, known.plural, *known.words}
            phrases += [(form, known.id) for word in sorted(forms) for form in (word, plural(word))]
    return Lexicon(phrases)


_LEXICON = _lexicon()


def of_title(title: str) -> Named | None:
    """The category that a title names, or None."""
    words = tokens(title)
    found = [match for match in _LEXICON.find(words) if match.value is not None]
    if not found:
        return None
    found = [match for match in found if _phrase(words, match) not in LAST_RESORT] or found
    first, *others = _segments(words, found)
    head = first[-1]
    together = _as_set(words, first, others)
    if together:
        return Named(together, 0.85)
    category = _refined(head.value or "other", words)
    kinds = {CATEGORIES[match.value].slot for match in first if match.value}
    if _phrase(words, head) in LAST_RESORT:
        return Named(category, _HEAD_CONFIDENCE["vague"])
    certainty = "weak" if _phrase(words, head) in WEAK_HEADS else "mixed" if len(kinds) > 1 else "strong"
    return Named(category, _HEAD_CONFIDENCE[certainty])


def of_description(text: str) -> Named | None:
    """The category of the first garment that a description names, or None. Less sure than a title."""
    words = tokens(text)
    found = [match for match in _LEXICON.find(words) if match.value is not None]
    if not found:
        return None
    head = found[0]
    for match in found[1:]:
        if match.start != head.end:
            break
        head = match
    weak = _phrase(words, head) in WEAK_HEADS or CATEGORIES[head.value or "other"].slot is None
    return Named(_refined(head.value or "other", words[: head.end]), 0.4 if weak else 0.6)


def of_path(text: str) -> Named | None:
    """The category of a merchant's or Google's path (`Apparel > Clothing > Dresses`, `2271`), its last part first.

    Of several paths with commas between them (`Men/Tops/Tees, Collections/Eco`) the surest counts.
    """
    if text.strip() in GOOGLE_CATEGORIES:
        return Named(GOOGLE_CATEGORIES[text.strip()], 0.8)
    paths = [text] if ">" in text else text.split(",")
    named = [found for path in paths if (found := _of_one_path(path))]
    return max(named, key=lambda found: found.confidence) if named else None


def _of_one_path(path: str) -> Named | None:
    parts = [part for part in re.split("[>/|]", path) if part.strip()]
    for depth, part in enumerate(reversed(parts)):
        named = of_title(part)
        if named:
            return Named(named.category, round((0.9 if named.confidence > 0.9 else 0.7) - 0.1 * min(depth, 3), 2))
    return None


def _segments(words: tuple[str, ...], found: list[Match[str | None]]) -> list[list[Match[str | None]]]:
    """Matches by the part of the title that they stand in; empty parts are left out."""
    parts: list[list[Match[str | None]]] = [[]]
    ends = iter([*found, None])
    match = next(ends)
    for at, word in enumerate(words):
        if match and at >= match.end:
            match = next(ends)
        inside = match is not None and match.start <= at < match.end
        if not inside and (word == BREAK or word in _PREPOSITIONS):
            parts.append([])
        if match is not None and at == match.start:
            parts[-1].append(match)
    return [part for part in parts if part]


def _as_set(
    words: tuple[str, ...], first: list[Match[str | None]], others: list[list[Match[str | None]]]
) -> str | None:
    """What pieces are together: `Kurta with palazzos`, `T-shirt & shorts set`, `Tie + cufflinks + pocket square`."""
    named = [match.value for part in (first, *others[:1]) for match in part]
    joined = bool(others) and "with" in words[first[-1].end : others[0][0].start]
    belongs = joined or any("and" in words[a.end : b.start] for a, b in pairwise(first))
    if not belongs:
        return None
    lower = any(value in _BOTTOMS for value in named)
    whole = lower or "ethnic_set" in named or (joined and "scarf" in named)
    if whole and (named[0] in _KURTAS or "ethnic" in words):
        return "ethnic_set"
    if {"salwar", "patiala", "churidar"} & set(words) and {"dupatta", "dupattas"} & set(words):
        return "ethnic_set"
    if len({value for value in named if value in _ACCESSORIES}) > 2:
        return "other"
    if lower and named[0] in _TOPS and ("set" in words or joined):
        return "tracksuit"
    return None


def _refined(category: str, words: tuple[str, ...]) -> str:
    """A more special category where a modifier says so: a `jacket` with `denim` is a denim jacket."""
    here = set(words)
    for modifiers, better in REFINEMENTS.get(category, ()):
        if modifiers & here:
            return better
    return category


def _phrase(words: tuple[str, ...], match: Match[str | None]) -> str:
    return " ".join(words[match.start : match.end])
