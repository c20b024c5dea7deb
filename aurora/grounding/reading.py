# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""A sentence read against the facts: which pieces it speaks of, and which piece a word in it belongs to."""

import re
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

import msgspec

from aurora.fencing import clean
from aurora.grounding.facts import Facts, PieceFacts
from aurora.grounding.lexicon import (
    COLOUR_WORDS,
    MATERIAL_WORDS,
    PATTERN_WORDS,
    blank_idioms,
    compounds,
    find_garments,
    find_words,
)
from commerce.garments import CATEGORIES

__all__ = ["PRONOUN", "Mention", "Reading", "look_spoken_of", "named", "owners", "read", "stated", "title_pattern"]


class Mention(msgspec.Struct, frozen=True):
    """Words at [start, end) that point at one of `pieces`."""

    start: int
    end: int
    pieces: tuple[PieceFacts, ...]
    exact: bool
    """True for a whole title, False for a garment's noun or part of a name."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    rest: str
    """The text with titles and brands blanked, offsets unchanged: what is left to be verified."""
    facts: Facts
    mentions: tuple[Mention, ...]
    houses: tuple[Mention, ...]
    """The mentions that are a house's name alone."""
    strangers: tuple[str, ...]
    """Garment words that fit no piece on the table."""
    focus: tuple[PieceFacts, ...]
    """The pieces that "it" or "they" may mean: those of the sentence before."""
    look: int
    """The look the sentence speaks of; 0 unless it says "the second one"."""

    @property
    def table(self) -> tuple[PieceFacts, ...]:
        """The pieces of the look spoken of; all that are shown where each stands on a card of its own."""
        if len(self.facts.looks) > 1 and all(len(look) == 1 for look in self.facts.looks) and not self.look:
            return self.facts.pieces
        return self.facts.looks[self.look] if self.look < len(self.facts.looks) else ()


@lru_cache(maxsize=4096)
def title_pattern(title: str) -> re.Pattern[str]:
    """Finds a title however its blanks, hyphens and apostrophes are typed, in any case."""
    words = [re.escape(word) for word in re.split(r"[\s\-‐-―]+", clean(title)) if word]
    body = r"[\s\-‐-―]+".join(words).replace("'", "['’]").replace("’", "['’]")
    return re.compile(rf"(?<!\w){body}(?!\w)", re.IGNORECASE)


def named(text: str, facts: Facts) -> frozenset[UUID]:
    """The products of the recommended look whose whole title is in `text`."""
    pieces = facts.looks[0] if facts.looks else ()
    there = clean(text)
    return frozenset(piece.product_id for piece in pieces if title_pattern(piece.title).search(there))


def read(sentence: str, facts: Facts, focus: Iterable[UUID] = ()) -> Reading:
    """The sentence with its mentions found. `focus` names the products of the sentence before."""
    text = clean(sentence).replace("\n", " ")
    look = look_spoken_of(text, len(facts.looks))
    rest, mentions = _titles(_without_gone(text, facts), facts, look)
    rest, brands = _brands(rest, facts, look)
    mentions += _first_names(rest, facts, look)
    nouns, strangers = _nouns(rest, facts, look)
    wanted = set(focus)
    before = tuple(piece for piece in facts.pieces if piece.look == look and piece.product_id in wanted)
    found = tuple(sorted((*mentions, *brands, *nouns), key=lambda mention: mention.start))
    return Reading(
        text=text,
        rest=rest,
        facts=facts,
        mentions=_merge(found),
        houses=tuple(brands),
        strangers=strangers,
        focus=before,
        look=look,
    )


_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "fifth": 4, "sixth": 5,
    "erste": 0, "zweite": 1, "dritte": 2, "premier": 0, "deuxième": 1, "troisième": 2, "primer": 0, "segundo": 1,
    "tercer": 2, "segunda": 1, "tercera": 2, "première": 0, "seconde": 1, "ersten": 0, "zweiten": 1, "dritten": 2, "primero": 0, "primera": 0, "tercero": 2,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\b(?:the\s+)?({'|'.join(_ORDINALS)})[a-z]{{0,1}}(?:(?=\s*[,;:.)]|\s+(?:is|costs?|at|comes|brings|has|saves|keeps|goes)\b)|\s+(?:look|option|one|outfit|alternative|version|pick|idea|choice|opción|"
    r"propuesta|vorschlag|variante|idée|tenue|propuesta)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:look|option|outfit|alternative|number|variante|opción)\s+(\d|one|two|three)\b", re.IGNORECASE
)
_DIGITS = {"one": 0, "two": 1, "three": 2}


def looks_named(text: str) -> tuple[int, ...]:
    """The looks that ordinals name, in their order in the text: "the second or the third?" is (1, 2)."""
    return tuple(dict.fromkeys(_ORDINALS[word] for word in re.findall(r"\w+", text.lower()) if word in _ORDINALS))


def look_spoken_of(text: str, count: int) -> int:
    if len({_ORDINALS[word.lower()] for word in _ORDINAL.findall(text)}) > 1:
        return 0  # a sentence about several looks is held against the table
    if match := _ORDINAL.search(text):
        at = _ORDINALS[match.group(1).lower()]
        return 1 if at == 0 and re.search(r"alternativ\w*$", match.group(), re.IGNORECASE) else at
    if match := _NUMBERED.search(text):
        word = match.group(1).lower()
        return _DIGITS[word] if word in _DIGITS else max(0, int(word) - 1)
    return 0


def _prefer(pieces: Iterable[PieceFacts], look: int) -> tuple[PieceFacts, ...]:
    """The pieces of the look spoken of where there are any, else of the recommendation, else all."""
    every = tuple(pieces)
    for wanted in (look, 0):
        if some := tuple(piece for piece in every if piece.look == wanted):
            return some
    return every


_REPLACED = (
    r"(?P<lead>\b(?:instead of|in place of|takes? the place of|tak(?:es?|ing) over from|replac(?:es|ing|ed)|"
    r"swapp?(?:s|ing|ed)?|trad(?:e|es|ing|ed)|taken out|without|for)\s+(?:the\s+)?)"
)
_GONE = r"(?=\s+(?:is|are)\s+(?:no longer|not in stock|sold out|gone)\b)"


def _without_gone(text: str, facts: Facts) -> str:
    """The text with the pieces blanked that left the look, where it says that they did or what took their place."""
    if facts.base is None:
        return text
    there = {piece.title for piece in facts.pieces}
    for piece in facts.base.pieces:
        kind = CATEGORIES[piece.category]
        words = sorted({piece.title, kind.noun, kind.plural} - there, key=len, reverse=True)
        body = "|".join(title_pattern(word).pattern for word in words)
        replaced = re.compile(_REPLACED + rf"(?P<gone>{body})", re.IGNORECASE)
        text = replaced.sub(lambda match: match["lead"] + " " * len(match["gone"]), text)
        if piece.title not in there:
            left = re.compile(rf"(?:{body}){_GONE}", re.IGNORECASE)
            text = left.sub(lambda match: " " * len(match.group()), text)
    return text


def _titles(text: str, facts: Facts, look: int) -> tuple[str, list[Mention]]:
    by_title: dict[str, list[PieceFacts]] = {}
    for piece in facts.pieces:
        by_title.setdefault(piece.title, []).append(piece)
    rest = text
    mentions: list[Mention] = []
    for title in sorted(by_title, key=len, reverse=True):
        pieces = _prefer(by_title[title], look)
        mentions += [Mention(m.start(), m.end(), pieces, True) for m in title_pattern(title).finditer(rest)]
        rest = title_pattern(title).sub(lambda match: "\x1f" * len(match.group()), rest)
    return rest.replace("\x1f", " "), mentions


def _brands(text: str, facts: Facts, look: int) -> tuple[str, list[Mention]]:
    rest, mentions = text, []
    for brand in sorted({piece.brand for piece in facts.pieces if len(piece.brand) > 1}, key=len, reverse=True):
        owners = _prefer((piece for piece in facts.pieces if piece.brand == brand), look)
        pattern = re.compile(rf"(?<!\w){re.escape(brand)}(?!\w)")
        mentions += [Mention(m.start(), m.end(), owners, False) for m in pattern.finditer(rest)]
        rest = pattern.sub(lambda match: "\x1f" * len(match.group()), rest)
    return rest.replace("\x1f", " "), mentions


def _first_names(rest: str, facts: Facts, look: int) -> list[Mention]:
    """Titles' own first names that stand alone, as in "the Oakham pair"; not those that are a word for something."""
    found = []
    for name in sorted({piece.title.split()[0] for piece in facts.pieces if piece.title[:1].isupper()}):
        if not name.isalpha() or _is_word(name):
            continue
        pieces = _prefer((piece for piece in facts.pieces if piece.title.split()[0] == name), look)
        found += [Mention(m.start(), m.end(), pieces, False) for m in re.finditer(rf"(?<!\w){name}(?!\w)", rest)]
    return found


def _is_word(name: str) -> bool:
    lower = name.lower()
    return lower in COLOUR_WORDS or lower in MATERIAL_WORDS or lower in PATTERN_WORDS or any(find_garments(lower))


_OFFER = re.compile(
    r"^(?:want|shall|should|would you|do you|fancy|how about|or shall|may i|could i|can i|if you|tell me|say the word|"
    r"just say|happy to|i can|soll|möchtest|möchten|willst|sag|voulez|veux|souhait|dois-je|je peux|quieres|te gustaría|dime|puedo)",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\b(?:the|these|those|this|that|your|its|our|der|die|das|den|diese[rnms]?|dein[e]?|le|la|les|ces|cette|cet|ce|votre|"
    r"el|los|las|estos|estas|este|esta|tu|tus)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"(?:\b(?:no|not|without|never|nothing|none|neither|nor|avoid(?:s|ed|ing)?|skip(?:s|ped|ping)?|instead of|rather than"
    r"|free of|away from|(?:you|feet) off|ruled out|minus|isn['’]t|replaces?|left out|leav(?:e|es|ing) out|kein(?:e[nrms]?)?|ohne|nicht|sans|pas|aucune?|sin|ning[uú]n[ao]?)\b|n[o']t\b|n’t\b)"
    r"(?!\s+(?:only|just|to mention))(?:[^,;:.!?—–]|\b,\b){0,40}$",
    re.IGNORECASE,
)
WISH = re.compile(
    r"\b(?:asked?|asking|wanted|want|said|mentioned|wish(?:ed)?|prefer(?:red)?|wished|looking|after|hoping|told|request(?:ed)?|"
    r"since you|you like|you love|you own|your own|already have|gewünscht|wolltest|demandé|voulais|pediste|querías)\b"
    r"[^.;:!?]{0,30}$",
    re.IGNORECASE,
)


def _nouns(rest: str, facts: Facts, look: int) -> tuple[list[Mention], tuple[str, ...]]:
    mentions, strangers = [], []
    offer = bool(_OFFER.match(rest.strip()))
    for found in find_garments(rest, facts.language):
        word = found.word.replace("-", " ")
        there = _prefer(
            (p for p in facts.pieces if p.category in found.categories or f" {word} " in f" {_flat(p.title)} "), look
        )
        before = rest[max(0, found.start - 60) : found.start]
        if there:
            mentions.append(Mention(found.start, found.end, there, False))
        elif (
            (offer and not _DEFINITE.search(before))
            or NEGATION.search(before)
            or (WISH.search(before) and found.categories & facts.wished_garments)
        ):
            continue
        else:
            strangers.append(found.word)
    return mentions, tuple(strangers)


def _flat(text: str) -> str:
    return re.sub(r"[\s\-‐-―]+", " ", text.lower())


def _merge(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Mentions without the nouns and brands that lie inside or touch a more exact one of the same piece."""
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].end:
            continue
        kept.append(mention)
    return tuple(kept)


# ── which piece a word belongs to ──────────────────────────────────────────────────────────────────────────────────

_BREAK = re.compile(
    r"[;:.!?()—–]|\b(?:is|are|was|were|be|has|have|in|with|for|to|of|the|a|an|over|under|your|keeps?|and then|but|while|"
    r"gives?|brings?|makes?|adds?|that|which|on|at|from|by|comes?|ist|sind|aus|mit|für|est|sont|en|avec|pour|es|son|con|para)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^\s*(?:of|in|on|from|der|des|du|de la|de|del)\s+(?:the|these|those|this|that|your|its)?\s*(?:[\w-]+\s+){0,3}$",
    re.I,
)
_ALL = re.compile(
    r"\b(?:everything|all of it|all of them|every piece|each piece|the whole (?:look|outfit)|head to toe|both|entire(?:ly)?|"
    r"all|alles|tout|todo)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"^\W*(?:and |but |so |because |since )?(?:(?:it|its|it's|it’s|they|they're|they’re|their|sie|es|er|il|elle|ils|elles)\b"
    r"|(?:this|these|that|those)(?:'s|’s|\s+(?:is|are|has|have|was|were|will|comes?|costs?|keeps?|makes?))\b)",
    re.IGNORECASE,
)
_TWO = re.compile(r"^\s*(?:and|,|&|with|against|next to|beside|und|et|y)\s*(?:the\s+)?$", re.IGNORECASE)
_AND = re.compile(
    r"^\s*(?:,|and|,\s*and|&|und|et|y)\s*(?:the|a|an|your|these|those|this|that)?\s*(?:[\w-]+\s+){0,2}$", re.I
)
_PLURAL_VERB = re.compile(r"\b(?:are|both|share|come|were|sind|sont|son)\b", re.IGNORECASE)


def owners(reading: Reading, start: int, end: int, *, loose: bool = False) -> tuple[tuple[PieceFacts, ...], ...]:
    """Groups of pieces to which the word at [start, end) belongs: it is true when every group has a piece with it.

    Before a noun it belongs to that noun ("navy shirt"), else to the last piece named before it, else to the first
    named after, else to what "it" means, else to any piece of the look.
    """
    after = next((m for m in reading.mentions if m.start >= end), None)
    before = [m for m in reading.mentions if m.start < start]
    if inside := next((m for m in reading.mentions if m.start <= start and end <= m.end), None):
        return (inside.pieces,)
    if after is not None:
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
        return tuple((piece,) for piece in reading.table)
    if PRONOUN.match(reading.text) and not after:
        return tuple((piece,) for piece in (reading.focus or reading.table))
    return (after.pieces,) if after is not None and not loose else (reading.table,)


_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_ENDS_NOUN = re.compile(
    r"^\s*(?:underneath|below|above|beside|there|here|tones?|shades?|print|pairs?|ones?|version|together|tailoring|accents?|notes?|details?|touch(?:es)?|layers?|thread|base|elements?|[.,;:!]|$|and\b|to\b|up\b|against\b|from\b|with\b|in\b|is\b|are\b"
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
    rest = blank_idioms(reading.rest)
    found: dict[str, list[tuple[int, int, str]]] = {}
    for kind, lexicon in (("colour", COLOUR_WORDS), ("material", MATERIAL_WORDS), ("pattern", PATTERN_WORDS)):
        found[kind] = [(f.start, f.end, f.meaning) for f in find_words(rest, lexicon)]
    if reading.facts.language == "de":
        found["material"] += [(m.start, m.end, m.meaning) for _, m in compounds(rest) if m is not None]
    return found
