# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Claims about pieces, stock, service and what was done: each is refused unless a fact bears it out."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from aurora.grounding.belonging import owners, stated
from aurora.grounding.claim_words import Claim, claims_of, stem_of, words_of
from aurora.grounding.claims_abroad import HEELS
from aurora.grounding.facts import PieceFacts
from aurora.grounding.lexicon import COLOUR_WORDS, SUPPORTS, WIDER
from aurora.grounding.reading import NEGATION, WISH, Reading
from aurora.types import Language

__all__ = ["has_colour", "has_material", "wrong_actions", "wrong_attributes", "wrong_claims"]


# ── colours, materials, patterns ───────────────────────────────────────────────────────────────────────────────────


def wrong_attributes(reading: Reading) -> Iterator[tuple[str, str]]:
    """(kind, word) of each colour, material or pattern that the piece it is said of does not have."""
    wishes = {
        "colour": reading.facts.wished_colours,
        "material": reading.facts.wished_materials,
        "pattern": frozenset(),
    }
    garments = {(m.start, m.end) for m in reading.mentions}
    wrong: dict[tuple[int, int], str] = {}
    true: set[tuple[int, int]] = set()
    for kind, found in stated(reading).items():
        for start, end, meaning in found:
            if (start, end) in garments and reading.facts.language != "de":
                continue  # "denims" names the garment, which was checked as one
            if _attribute_holds(reading, (start, end), meaning, _HAS[kind], frozenset(wishes[kind])):
                true.add((start, end))
            else:
                wrong[start, end] = kind
    # Denim, lace or gold are a colour or pattern and a material: one true meaning is enough.
    yield from ((kind, reading.text[at[0] : at[1]]) for at, kind in wrong.items() if at not in true)


Has = Callable[[PieceFacts, str], bool]


def _attribute_holds(reading: Reading, at: tuple[int, int], meaning: str, has: Has, wished: frozenset[str]) -> bool:
    start, end = at
    before = reading.rest[max(0, start - 60) : start]
    groups = owners(reading, start, end, loose=True)
    than = re.search(r"\bthan\s+(?:the\s+)?$", before) is not None  # "nothing darker than sand" has sand in it
    denied = (not than and NEGATION.search(before) is not None) or _OUT.match(reading.rest[end:]) is not None
    if denied:
        # "no leather" is true when nothing spoken of has it; where a piece's materials are unknown, only as a wish.
        pieces = [piece for group in groups for piece in group] if reading.mentions else list(reading.table)
        return not any(has(piece, meaning) for piece in pieces) and _is_known(pieces, has, meaning in wished)
    if has is has_colour and _LIKE.search(before) and _LIKENED.match(reading.rest[end:]):
        has = _has_very_colour  # "as red as a fire engine" is no burgundy
    if meaning in wished and (WISH.search(before) or _CONCEDED.search(before)) and not _modifies(reading, end):
        return True
    return bool(groups) and all(any(has(piece, meaning) for piece in group) for group in groups)


_LIKE = re.compile(
    r"\b(?:as|the|so|tan|aussi|das|der|le|la|el|ist|sind|est|sont|es|son)\s+(?:[\w-]+\s+)?$", re.IGNORECASE
)
_LIKENED = re.compile(
    r"^\s+(?:as|of|like|wie|comme|como|de|des|du)\s+(?!the\b|it\b|your\b|this\b|these\b)\w+", re.IGNORECASE
)
"""What likens a colour to something that is no piece: red as a fire engine, the red of ripe cherries."""
_OUT = re.compile(
    r"[\s-]free\b|\s+(?:well\s+)?(?:out|off|away|aside|behind)\b|\s+(?:ist |gibt es |findest du )?(?:nirgends|nirgendwo|nicht)\b"
    r"|\s+(?:il )?n[’'](?:y en a|est)\b|\s+no (?:hay|lleva|aparece)\b",
    re.IGNORECASE,
)
_CONCEDED = re.compile(
    r"\b(?:gave way|let go(?: of)?|couldn['’]t keep|can['’]t vouch|don['’]t cover)\b[^.;!?]*$", re.IGNORECASE
)


def _is_known(pieces: list[PieceFacts], has: Has, wished: bool) -> bool:
    return wished or has is not has_material or all(piece.materials for piece in pieces)


def _modifies(reading: Reading, end: int) -> bool:
    after = next((m for m in reading.mentions if m.start >= end), None)
    return after is not None and len(reading.text[end : after.start].split()) <= 1


def has_colour(piece: PieceFacts, colour: str) -> bool:
    """Whether the piece may be called so: its own name, a wider one (navy is blue), or a word of it (light blue)."""
    if "|" in colour:
        return any(has_colour(piece, one) for one in colour.split("|"))
    own = piece.colour
    if colour.endswith("!"):
        return colour.removesuffix("!") == own
    if colour in piece.materials:
        return True  # silver earrings are of silver, whatever their colour is called
    return colour in (own, COLOUR_WORDS.get(own)) or colour in WIDER.get(own, ()) or colour in own.split()


def _has_very_colour(piece: PieceFacts, colour: str) -> bool:
    """Whether the piece is of the colour itself, not of one that a wider word covers."""
    names = {one.removesuffix("!") for one in colour.split("|")}
    return bool(names & {piece.colour, COLOUR_WORDS.get(piece.colour, "").removesuffix("!"), *piece.colour.split()})


def has_material(piece: PieceFacts, material: str) -> bool:
    """Whether the piece is of the material by its facts or its title; faux leather is not leather."""
    if "|" in material:
        return any(has_material(piece, one) for one in material.split("|"))
    if material == "denim" and piece.category in ("jeans", "denim_jacket"):
        return True
    for own in (*piece.materials, fold(piece.title)):
        words = set(re.split(r"[\s\-/]+", own))
        fake = {"vegan", "faux", "imitation", "synthetic"} & words
        if material == "faux leather":
            if fake and "leather" in words:
                return True
        elif (
            material == own
            or material == fold(own)
            or (set(material.split()) <= words and not (fake and material == "leather"))
            or (not fake and any(material in SUPPORTS.get(word, ()) for word in words))
        ):
            return True
    return False


def fold(text: str) -> str:
    """`text` in lower case without accents: crêpe is crepe."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def has_pattern(piece: PieceFacts, pattern: str) -> bool:
    """Whether the piece has the pattern by its facts or its title."""
    stems = {"striped": "strip", "checked": "check", "dotted": "dot", "embroidered": "embroider", "sequinned": "sequin"}
    return piece.pattern == pattern or stems.get(pattern, pattern) in piece.title.lower()


_HAS: dict[str, Has] = {"colour": has_colour, "material": has_material, "pattern": has_pattern}


# ── claims ─────────────────────────────────────────────────────────────────────────────────────────────────────────


# A clause that admits not knowing may name what is not known.
_UNKNOWN = re.compile(
    r"\b(?:can(?:'t|’t|not| not) (?:tell|say|confirm|promise|vouch|check|verify|be sure)|(?:don't|don’t|do not) (?:know|have (?:that|any|enough|a word))|not sure|"
    r"unsure|no (?:word|information|detail|mention|note)|isn(?:'t|’t) (?:stated|listed|given|mentioned)|(?:doesn't|doesn’t|does not|don't|do not) (?:say|state|list|mention)|"
    r"not (?:stated|listed|given|mentioned|verified)|whether|unverified|couldn(?:'t|’t) (?:verify|check|confirm)|keine angabe|weiß nicht|nicht angegeben|je ne sais|pas (?:indiqué|précisé)|no (?:sé|consta|se indica))\b"
    r"[^,;:.!?—–]{0,80}$",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|and|yet|though|so|since|because)\b[^,;:.!?—–]*$", re.IGNORECASE)


def wrong_claims(reading: Reading) -> Iterator[tuple[str, str]]:
    """(kind, words) of each claim in the sentence that no fact bears out."""
    for claim in claims_of(reading.facts.language):
        for match in claim.words.finditer(reading.rest):
            if not _claim_holds(claim, match, reading):
                yield claim.kind, match.group()
    yield from _wrong_cut(reading)


def _claim_holds(claim: Claim, match: re.Match[str], reading: Reading) -> bool:
    before = reading.rest[: match.start()]
    if admits(before) or (before[-1:] in "$€£¥₹,." and before[-1:]):
        return True  # "$3 left" is money, which is looked at elsewhere
    if claim.kind == "claim" and _is_harmless(match.group().lower(), before, reading.rest[match.end() :]):
        return True
    groups = owners(reading, match.start(), match.end())
    denied = NEGATION.search(before[-60:]) is not None
    if claim.holds is not None:
        answers = [[claim.holds(piece) for piece in group] for group in groups]
        wanted = not denied
        return bool(answers) and all(any(answer is wanted for answer in group) for group in answers)
    if denied:
        return claim.stem is None and "only" not in before[-10:].lower() and _is_wished(reading, match, before)
    stem = match.group().lower() if claim.stem == "" else claim.stem or stem_of(match.group())
    if stem is None:
        return False
    return bool(groups) and all(any(_bears(piece, stem) for piece in group) for group in groups)


def admits(before: str) -> bool:
    """Whether the clause that ends here says that something is not known."""
    found = _UNKNOWN.search(before)
    return found is not None and not _BUT.search(found.group())


_FREE_HANDS = re.compile(
    r"\b(?:hands?|feel|feet|arms?|legs?|moves?|room|breath(?:es?)?|you|shoulders?)\s+$", re.IGNORECASE
)


def _is_harmless(word: str, before: str, after: str) -> bool:
    """Whether "free" is the adverb or the room to move, not a price."""
    return word == "free" and bool(re.match(r"\s*(?:of|from|to|movement)\b", after) or _FREE_HANDS.search(before))


def _is_wished(reading: Reading, match: re.Match[str], before: str) -> bool:
    return match.group().lower() in reading.facts.words and WISH.search(before[-60:]) is not None


def _bears(piece: PieceFacts, stem: str) -> bool:
    """Whether a word of the piece's title or materials begins with the stem; blanks and hyphens do not count."""
    words = " ".join((piece.title, *piece.materials)).lower()
    if stem == "stretch" and {"elastane", "spandex", "lycra"} & set(piece.materials):
        return True
    flat = re.sub(r"[\s-]+", "", stem)
    starts = tuple(flat.split("|"))
    return any(re.sub(r"[\s-]+", "", words[at:]).startswith(starts) for at in _word_starts(words))


def _word_starts(words: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<![^\W_])[^\W_]", words)]


_CUT = words_of(
    r"(?P<f>slim|skinny|regular|relaxed|oversized|loose|boxy|fitted)[- ](?:fit(?:ting)?|cut|leg|shape)|(?P<o>oversized)"
)
_CUT_IS = {"slim": "slim", "skinny": "slim", "fitted": "slim", "regular": "regular", "relaxed": "relaxed", "loose": "relaxed",
           "oversized": "oversized", "boxy": "oversized"}  # fmt: skip
_HEEL = words_of(r"(?P<h>flat|low|mid|high|kitten|block|stiletto|chunky|towering|\d+ ?cm)[- ]?heel(?:s|ed)?")
_FLAT = words_of(
    r"(?:is|are|they're|they’re)\s+(?:all |quite |completely |totally )?flat(?=\s*(?:[.,;!]|$|and\b|so\b|as\b))"
)
_HEEL_IS = {
    "flat": "flat",
    "low": "low",
    "kitten": "low",
    "mid": "mid",
    "high": "high",
    "stiletto": "high",
    "towering": "high",
}


def _wrong_cut(reading: Reading) -> Iterator[tuple[str, str]]:
    for match in _CUT.finditer(reading.rest):
        word = (match["f"] or match["o"]).lower()
        groups = owners(reading, match.start(), match.end())
        if not all(any(p.fit == _CUT_IS[word] or word in p.title.lower() for p in group) for group in groups):
            yield "fit", match.group()
    for match in _FLAT.finditer(reading.rest):
        shoes = [p for group in owners(reading, match.start(), match.end()) for p in group if p.slot == "shoes"]
        if any(piece.heel not in ("flat", None) for piece in shoes):
            yield "heel", match.group()
    yield from _wrong_heel_abroad(reading)
    for match in _HEEL.finditer(reading.rest):
        before = reading.rest[max(0, match.start() - 60) : match.start()]
        height = _HEEL_IS.get(match["h"].lower())
        pieces = [p for group in owners(reading, match.start(), match.end()) for p in group if p.slot == "shoes"]
        there = any(p.heel == height or match["h"].lower() in p.title.lower() for p in pieces)
        if there == (NEGATION.search(before) is not None):
            yield "heel", match.group()


@cache
def _heels_of(language: Language) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    heights = (frozenset(("flat",)), frozenset(("high",)), frozenset(("low", "mid")))
    return tuple(zip(heights, map(words_of, HEELS[language]), strict=True)) if language in HEELS else ()


def _wrong_heel_abroad(reading: Reading) -> Iterator[tuple[str, str]]:
    for heights, pattern in _heels_of(reading.facts.language):
        for match in pattern.finditer(reading.rest):
            denied = NEGATION.search(reading.rest[max(0, match.start() - 60) : match.start()]) is not None
            shoes = [p for group in owners(reading, match.start(), match.end()) for p in group if p.slot == "shoes"]
            if any(p.heel is not None and (p.heel in heights) is denied for p in shoes):
                yield "heel", match.group()


# ── what was done ──────────────────────────────────────────────────────────────────────

_DONE = {
    "cart.added": words_of(r"(?:(?:i've|i have|i|we've|have been|has been|were|was|is|are|they're|it's|already|now|just|just been)\s+)+(?:\w+\s+){0,4}?(?:added|put|placed|popped|dropped)"
                         r"|(?:is|are|it's|they're|now|already|both) (?:\w+ ){0,2}in your (?:\w+ )?(?:bag|basket|cart)|added to your (?:bag|basket|cart)|(?:im|in den|in deinen?m?|deinen?) warenkorb|ajoutée?s? (?:à|au)|(?:votre|ton|au|le|dans le) panier|he añadido|añadid[oa]s? a|(?:tu|la|al) (?:cesta|carrito)"),
    "wishlist.saved": words_of(r"(?:i've|i have|has been|have been|is|are|now|already|just) saved|saved (?:it|them|this|the look)|(?:is|are) (?:on|in) your (?:wish ?list|favou?rites)|gespeichert|enregistrée?s?|he guardado|guardad[oa]s?"),
    "handoff.requested": words_of(r"(?:i've|i have|just) (?:passed|forwarded|handed|asked|told|called|notified|alerted)|a (?:colleague|person|human|stylist) will|someone will (?:be|call|write|contact)|colleague (?:is|has)|weitergeleitet|transmis|he pasado|eine? (?:kolleg\w+|mensch|person|mitarbeiter\w*|berater\w*) (?:ruft|meldet|wird|schreibt|kümmert)|une? (?:collègue|personne|conseill\w+|humain) (?:vous|va|te|prend\w*)|una? (?:compañer\w+|persona|colega|asesor\w*) (?:te|se|va)"),
    "never": words_of(r"(?:put|set|laid|kept) (?:[\w'-]+ ){0,8}?aside|aside for you|hold(?:ing)? (?:it|them|this|one) for you|(?:i've|i have|i|we've|have|has been|is|just) (?:already )?(?:ordered|booked|reserved|bought|purchased|charged|paid|emailed|sent|shipped|held|set aside|upgraded|refunded|applied)|(?:the|your|an) order\b|order (?:is )?confirmed|checked out|bestellt|commandée?s?|pedido|(?:zurück|bei ?seite)gelegt|reserviert|abgebucht|bezahlt|réservée?s?|mis(?:e|es)? de côté|payée?s?|débitée?s?|reservad[oa]s?|apartad[oa]s?|comprado|pagad[oa]s?|cobrado"),
}  # fmt: skip


def wrong_actions(reading: Reading) -> Iterator[str]:
    """Words that claim something was done which was not."""
    for kind, words in _DONE.items():
        for match in words.finditer(reading.rest):
            after = reading.rest[match.end() : match.end() + 30]
            dressed = kind == "cart.added" and re.match(
                r"\s+(?:in|a|an|the|some|it|them|together|this|these|on|warmth|polish|\w+ \w+ (?:to|with|for))\b", after
            )
            if kind not in reading.facts.actions and not (
                dressed and not re.search(r"\b(?:bag|basket|cart)\b", reading.text)
            ):
                yield match.group()
