# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""A sentence read against the facts: the pieces and the look that it speaks of."""

import re
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

import msgspec

from aurora.fencing import clean
from aurora.grounding.facts import Facts, PieceFacts
from aurora.grounding.garment_words import find_garments, is_suit
from aurora.grounding.lexicon import (
    COLOUR_WORDS,
    MATERIAL_WORDS,
    PATTERN_WORDS,
)
from commerce.garments import CATEGORIES

__all__ = [
    "NEGATION",
    "PRONOUN",
    "WISH",
    "Mention",
    "Reading",
    "look_spoken_of",
    "looks_named",
    "named",
    "read",
    "title_pattern",
]


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


PRONOUN = re.compile(
    r"^\W*(?:and |but |so |because |since )?(?:(?:it|its|it's|it’s|they|they're|they’re|their|sie|es|er|il|elle|ils|elles|cuestan?|valen?|llevan?|tienen?|son)\b"
    r"|(?:this|these|that|those)(?:'s|’s|\s+(?:is|are|has|have|was|were|will|comes?|costs?|keeps?|makes?))\b)",
    re.IGNORECASE,
)


def read(sentence: str, facts: Facts, focus: Iterable[UUID] = (), look: int = 0) -> Reading:
    """The sentence with its mentions found. `focus` names the products of the sentence before, `look` the look that it
    spoke of, which "it" may mean too."""
    text = clean(sentence).replace("\n", " ")
    said = look_spoken_of(text, len(facts.looks))
    look = look if not said and not looks_named(text) and PRONOUN.match(text) else said
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
    rf"\b(?:the\s+)?({'|'.join(_ORDINALS)})[a-z]{{0,1}}(?:(?=\s*[,;:.)]|\s+(?:is|costs?|at|comes|brings|has|saves|keeps|goes)\b)|\s+(?:look|option|one|outfit|alternative|version|pick|idea|choice|opción|proposition|ensemble|conjunto|elección|idee|alternativa?|"
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
    r"(?:\b(?:no|not|without|never|nothing|none|neither|nor|avoid(?:s|ed|ing)?|skip(?:s|ped|ping)?|instead of|rather than|anything but|alles andere als|tout sauf|todo menos"
    r"|free of|away from|(?:you|feet) off|ruled out|minus|isn['’]t|replaces?|left out|leav(?:e|es|ing) out|kein(?:e[nrms]?)?|ohne|nicht|nie|weder|nirgends|sans|pas|jamais|aucune?|ni|rien|sin|nunca|jamás|tampoco|nada|ning[uú]n[ao]?)\b|n[o']t\b|n’t\b)"
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
        there = _prefer((p for p in facts.pieces if p.category in found.categories or _is_in(word, p)), look)
        before = rest[max(0, found.start - 60) : found.start]
        if found.word in _ADJECTIVES and not _AN.search(before):
            continue  # "est imperméable" is a claim, "un imperméable" a coat
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


_ADJECTIVES = frozenset(("imperméable", "imperméables", "impermeable", "impermeables"))
_AN = re.compile(r"(?:\b(?:un|des|le|les|cet|ces|votre|vos|ton|tes|el|los|tu|ese|este)\s+|\bl['’])$", re.IGNORECASE)


def _is_in(word: str, piece: PieceFacts) -> bool:
    return f" {'suit' if is_suit(word) else word} " in f" {_flat(piece.title)} "


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
