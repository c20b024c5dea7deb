# ruff: noqa: E501 - patterns read best one idea a line
"""Which piece a word of a sentence belongs to: the noun that it stands beside, the piece named last, what "it" means."""

import re

from aurora.grounding.facts import PieceFacts
from aurora.grounding.garment_words import cloths, compounds
from aurora.grounding.lexicon import blank_idioms, find_words
from aurora.grounding.reading import PRONOUN, Mention, Reading
from aurora.grounding.tongues import colours, materials, patterns

__all__ = ["owners", "stated"]

_BREAK = re.compile(
    r"[;:.!?()—–]|\b(?:is|are|was|were|be|has|have|in|with|for|to|of|the|a|an|over|under|your|keeps?|and then|but|while|"
    r"gives?|brings?|makes?|adds?|that|which|on|at|from|by|comes?|ist|sind|aus|mit|für|zu|im|und|der|die|das|den|dem|ein|eine|einen|est|sont|en|avec|pour|et|le|la|les|un|une|des|es|son|va|van|con|para|y|el|los|las|una)\b|\bl['’]",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^\s*(?:of|in|on|from|der|des|du|de la|de|del)\s+(?:the|these|those|this|that|your|its)?\s*(?:[\w-]+\s+){0,3}$",
    re.I,
)
_ALL = re.compile(
    r"\b(?:everything|every (?:single )?(?:thing|one)|all of it|all of them|every piece|each piece|the whole (?:look|outfit)|head to toe|both|entire(?:ly)?|"
    r"all|alle[ns]?|jede[rs]?|tout(?:e|es)?|tous|chaque|tod[oa]s?|cada)\b",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"^\s*(?:and|,|&|with|against|next to|beside|und|gegen|neben|zu|et|contre|avec|sur|y|e|contra|con|sobre)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"^\s*(?:,|and|,\s*and|&|und|et|y)\s*(?:the|a|an|your|these|those|this|that)?\s*(?:[\w-]+\s+){0,2}$", re.I
)
_PLURAL_VERB = re.compile(
    r"\b(?:are|both|share|come|were|sind|beide|haben|kommen|bleiben|sont|tous|toutes|restent|ont|son|ambos|ambas|van|llevan|tienen)\b",
    re.IGNORECASE,
)


def owners(reading: Reading, start: int, end: int, *, loose: bool = False) -> tuple[tuple[PieceFacts, ...], ...]:
    """Groups of pieces to which the word at [start, end) belongs: it is true when every group has a piece with it.

    Before a noun it belongs to that noun ("navy shirt"), else to the last piece named before it, else to the first
    named after, else to what "it" means, else to any piece of the look.
    """
    after = next((m for m in reading.mentions if m.start >= end), None)
    before = [m for m in reading.mentions if m.start < start]
    if inside := next((m for m in reading.mentions if m.start <= start and end <= m.end), None):
        return (inside.pieces,)
    follows = bool(before) and _follows(reading, start, before[-1].end)
    if after is not None and not follows:
        between = reading.text[end : after.start]
        listed = loose and between.lstrip().startswith(",")
        if (len(between.split()) <= 4 and not _BREAK.search(between) and not listed) or _OF.match(between):
            return (after.pieces,)
    if loose and _is_noun(reading, start, end):
        return (reading.table,)
    if len(before) > 1 and _is_paired(reading, start, end):
        return (tuple(piece for mention in before for piece in mention.pieces),)
    if after is not None and not before and _GIVES.match(reading.text[end:]):
        return (after.pieces,)
    if loose and before and _is_apart(reading, before[-1].end, start):
        return (reading.table,)
    if before and not (loose and _is_bare(reading, start, end)):
        return _coordinated(reading, before, start)
    if loose and _is_bare(reading, start, end):
        return (reading.table,)
    if after is not None and "," in reading.text[end : after.start]:
        return (after.pieces,)
    if _ALL.search(reading.text[:start]):
        # "all in navy and black": each of the two is somewhere, and neither everywhere
        listed = _is_paired(reading, start, end)
        return (reading.table,) if listed else tuple((piece,) for piece in reading.table)
    if PRONOUN.match(reading.text) and not after:
        return tuple((piece,) for piece in (reading.focus or reading.table))
    return (after.pieces,) if after is not None and not loose else (reading.table,)


_ARTICLE = re.compile(r"(?:\b(?:the|das|dem|le|la|les|du|au|el|lo|del|al)\s+|\bl['’])$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;:.!?()—–]")


def _follows(reading: Reading, start: int, end: int) -> bool:
    """Whether an attribute stands after its noun here: always in French and Spanish, in German where it is a noun."""
    language = reading.facts.language
    if language == "en" or _CLAUSE_END.search(reading.text[end:start]):
        return False
    return language != "de" or reading.text[start : start + 1].isupper()


_ENDS_NOUN = re.compile(
    r"^\s*(?:d['’]|de\b|du\b|des\b|et\b|est\b|y\b|und\b|mit\b|von\b|con\b|avec\b|dans\b|pour\b|aus\b|ist\b|underneath|below|above|beside|there|here|tones?|shades?|print|pairs?|ones?|version|together|tailoring|accents?|notes?|details?|touch(?:es)?|layers?|thread|base|elements?|[.,;:!]|$|and\b|to\b|up\b|against\b|from\b|with\b|in\b|is\b|are\b"
    r"|on\b|at\b|over\b|appears?\b|runs?\b|softens?\b|keeps?\b|does\b|looks?\b|feels?\b|stays?\b|comes?\b|may\b|can\b)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:^|[,;:—–]\s*(?:and\s+)?|\b(?:from|against|beside|between|under|over|into|alongside|all (?:that|this)|than|of|around|built on|next to|meets?|and)\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
_MADE_IN = re.compile(r"\b(?:in|made of|cut from|is|are|of)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)


_THAN = re.compile(r"\bthan\s+(?:the\s+)?$", re.IGNORECASE)
_GIVES = re.compile(r"\s+(?:(?:that|which)\s+)?(?:makes?|keeps?|gives?|turns?|lifts?)\b", re.IGNORECASE)


def _is_apart(reading: Reading, end: int, start: int) -> bool:
    """Whether a word stands in a part of its own after the piece named last: "navy jumper, and black for the rest"."""
    between = reading.text[end:start]
    return re.search(r"[,;:—–]\s*(?:and|with|then|plus)\s+(?:\w+\s+)?$", between) is not None


def _is_bare(reading: Reading, start: int, end: int) -> bool:
    """Whether the word speaks of the look's colours or cloths rather than of one piece: "from navy", "wool on the head"."""
    before, after = reading.text[:start], reading.text[end:]
    more = [word for kind in stated(reading).values() for word in kind]
    while here := next((w for w in more if reading.text[end : w[0]].isspace() and w[0] > end), None):
        end, after = here[1], reading.text[here[1] :]
    while here := next((w for w in more if w[1] < start and reading.text[w[1] : start].isspace()), None):
        start, before = here[0], reading.text[: here[0]]
    return bool(_BESIDE.search(before) and _ENDS_NOUN.match(after)) and (
        _THAN.search(before) is not None or not _MADE_IN.search(before)
    )


def _is_noun(reading: Reading, start: int, end: int) -> bool:
    """Whether the word stands as a noun of its own after "the": the burgundy underneath, from the rust to the camel."""
    return bool(_ARTICLE.search(reading.text[:start]) and _ENDS_NOUN.match(reading.text[end:]))


def _is_paired(reading: Reading, start: int, end: int) -> bool:
    """Whether the word is one of two colours told side by side, of the pieces named before: "black and camel"."""
    words = [(one, other) for one, other, _ in stated(reading)["colour"]]
    return any(
        _TWO.match(reading.text[end:one]) if one >= end else _TWO.match(reading.text[other:start])
        for one, other in words
        if one >= end or other <= start
    )


def _coordinated(reading: Reading, before: list[Mention], start: int) -> tuple[tuple[PieceFacts, ...], ...]:
    """The last piece named before, and with a plural verb those joined to it: "the shirt and the jacket are linen"."""
    group = [before[-1]]
    if _PLURAL_VERB.search(reading.text[before[-1].end : start]):
        for earlier, later in zip(reversed(before[:-1]), reversed(before[1:]), strict=True):
            if not _AND.match(reading.text[earlier.end : later.start]):
                break
            group.append(earlier)
    return tuple(mention.pieces for mention in group)


def stated(reading: Reading) -> dict[str, list[tuple[int, int, str]]]:
    """Colour, material and pattern words left in the text: kind → (start, end, meaning), overlaps to the longest."""
    rest, language = blank_idioms(reading.rest), reading.facts.language
    found: dict[str, list[tuple[int, int, str]]] = {}
    for kind, lexicon in (
        ("colour", colours(language)),
        ("material", materials(language)),
        ("pattern", patterns(language)),
    ):
        found[kind] = [(f.start, f.end, f.meaning) for f in find_words(rest, lexicon)]
    if reading.facts.language == "de":
        found["material"] += [(m.start, m.end, m.meaning) for _, m in compounds(rest) if m is not None]
        found["material"] += [(m.start, m.end, m.meaning) for m in cloths(rest)]
    return found
