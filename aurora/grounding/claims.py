# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Claims about pieces, stock, service and what was done: each is refused unless a fact bears it out."""

import re
import unicodedata
from collections.abc import Callable, Iterator

import msgspec

from aurora.grounding.belonging import owners, stated
from aurora.grounding.facts import PieceFacts
from aurora.grounding.lexicon import COLOUR_WORDS, SUPPORTS, WIDER
from aurora.grounding.reading import NEGATION, WISH, Reading

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
    if meaning in wished and (WISH.search(before) or _CONCEDED.search(before)) and not _modifies(reading, end):
        return True
    return bool(groups) and all(any(has(piece, meaning) for piece in group) for group in groups)


_OUT = re.compile(r"[\s-]free\b|\s+(?:well\s+)?(?:out|off|away|aside|behind)\b", re.IGNORECASE)
_CONCEDED = re.compile(
    r"\b(?:gave way|let go of|couldn['’]t keep|can['’]t vouch|don['’]t cover)\b[^.;!?]*$", re.IGNORECASE
)


def _is_known(pieces: list[PieceFacts], has: Has, wished: bool) -> bool:
    return wished or has is not has_material or all(piece.materials for piece in pieces)


def _modifies(reading: Reading, end: int) -> bool:
    after = next((m for m in reading.mentions if m.start >= end), None)
    return after is not None and len(reading.text[end : after.start].split()) <= 1


def has_colour(piece: PieceFacts, colour: str) -> bool:
    """Whether the piece may be called so: its own name, a wider one (navy is blue), or a word of it (light blue)."""
    own = piece.colour
    if colour.endswith("!"):
        return colour.removesuffix("!") == own
    if colour in piece.materials:
        return True  # silver earrings are of silver, whatever their colour is called
    return colour in (own, COLOUR_WORDS.get(own)) or colour in WIDER.get(own, ()) or colour in own.split()


def has_material(piece: PieceFacts, material: str) -> bool:
    """Whether the piece is of the material by its facts or its title; faux leather is not leather."""
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
            or any(material in SUPPORTS.get(word, ()) for word in words)
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


class Claim(msgspec.Struct, frozen=True):
    """Words that claim something. `holds` says whether a piece bears it; None: nothing the shop knows ever does."""

    kind: str
    words: re.Pattern[str]
    holds: Callable[[PieceFacts], bool | None] | None = None
    """True, False, or None where the shop does not state it."""
    stem: str | None = None
    """A title or material that contains this bears the claim out."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


_CLAIMS = (
    Claim("waterproof", _words(r"(?:water|rain|weather|snow|storm|shower)[- ]?(?:proof|tight|resistant|repellent)(?:ed|ing)?|impermeable|wasserdicht\w*|"
                               r"wasserabweisend\w*|imperméables?|impermeables?|resistentes? al agua|keeps? (?:you |your feet )?dry|keeps? the rain (?:out|off)|"
                               r"stands? up to (?:the )?rain|shrugs? off (?:the )?rain|(?:rain|water|drizzle|snow) (?:\w+ )?(?:runs?|rolls?|slides?|beads?|bounces?|drips?) (?:\w+ )?off|laughs? at (?:the )?rain|"
                               r"(?:rain|water) (?:can't|cannot|won't|never) (?:get|come) (?:in|through)"), lambda piece: piece.waterproof),
    Claim("in_stock", _words(r"in stock|available(?: now)?|ready to ship|auf lager|verfügbar|en stock|disponibles?"), lambda piece: piece.in_stock),
    Claim("sold_out", _words(r"sold[- ]out|out of stock|unavailable|ausverkauft|épuisée?s?|agotad[oa]s?"), lambda piece: not piece.in_stock),
    *(
        Claim("claim", _words(words), stem=stem)
        for words, stem in (
            (r"organic(?:ally)?|bio(?:logique|lógico)?", "organic"), (r"recycled?|upcycled|recycelt\w*|recyclée?s?|reciclad[oa]s?", "recycl"),
            (r"vegan\w*|végan\w*|vegan[oa]s?", "vegan"), (r"hand[- ]?(?:made|crafted|stitched|sewn|woven|finished|knitted|painted|embroidered)|(?:made|sewn|stitched|woven|knitted|painted|dyed|finished|cut|tailored) by hand|handgemacht\w*|fait(?:es?|s)? (?:à la )?main|hecho a mano", ""),
            (r"limited[- ]edition|limitierte?\w*|édition limitée|edición limitada", "limited"), (r"stretch(?:y|es)?", "stretch"),
            (r"wind[- ]?proof", "windproof"), (r"breathable", "breathable"), (r"insulated|thermal|quilted|padded", ""),
            (r"reversible", "reversible"), (r"seamless", "seamless"), (r"vintage|pre[- ]loved|second[- ]hand|hand[- ]me[- ]down|heirloom|antique|archive", "vintage"),
            (r"selvedge", "selvedge"), (r"waxed", "waxed"), (r"italian|french|japanese|spanish|portuguese|british|scottish|swiss|parisian|turkish|egyptian|irish", ""),
        )
    ),
    *(
        Claim("claim", _words(words))
        for words in (
            r"sustainabl[ey]|sustainability|eco[- ]?friendly|eco[- ]?conscious|planet[- ]friendly|carbon[- ]neutral|climate[- ]neutral|ethical(?:ly)?(?: made| sourced)?|fair[- ]?trade|cruelty[- ]free|biodegradable|nachhaltig\w*|durables? et|écologiques?|sostenibles?",
            r"artisan(?:al)?|bespoke|made[- ]to[- ]measure|custom[- ]made|couture|one[- ]of[- ]a[- ]kind|exclusive(?:ly)?|exklusiv\w*",
            r"made in \w+|imported from \w+|crafted in \w+|hergestellt in|fabriqué\w* en|hecho en",
            r"(?:never|won't|doesn't|don't|will not) (?:crease|wrinkle|fade|shrink|pill|stain|stretch out|lose its shape)s?(?!\s+(?:your|the))|no animal\w*|hypo[- ]?allergenic|machine[- ]wash(?:able)?|dry[- ]clean(?:able|ed)?|wrinkle[- ]?(?:free|resistant)|crease[- ]?(?:free|resistant|proof)|non[- ]iron|iron[- ]free|odou?r[- ]?(?:free|resistant)|moisture[- ]wicking|sweat[- ]?proof|stain[- ]?(?:proof|resistant)|anti[- ]?(?:bacterial|static|odou?r|microbial)|uv[- ]?(?:protect(?:ion|ive)|proof)|upf ?\d*|fire[- ]?proof|bullet[- ]?proof|scratch[- ]?(?:proof|resistant)|shock[- ]?proof|maschinenwaschbar|lavable",
            r"best[- ]?sell(?:er|ers|ing)|top[- ]rated|highly rated|(?:one|two|three|four|five|\d)[- ]?stars?|rated|reviews?|customers? (?:love|rave|say|adore)|(?:stylists?|editors?|people|shoppers?|women|men|everybody) (?:everywhere )?(?:rate|love|rave|swear)\w*|everyone(?:'s| is) (?:buying|wearing)|most popular|crowd favou?rite|fan favou?rite|trending|viral|award[- ]winning|as seen (?:on|in)|celebrit(?:y|ies)|vogue says|kundenliebling|meistverkauft\w*|más vendid[oa]s?|best[- ]?seller",
            r"last (?:one|pair|piece|few|chance|size)|(?:only|just) (?:a few|few|one|two|three|four|five|\d+) (?:\w+ )?(?:left|remain(?:ing)?|in stock)|(?:a few|few|one|two|three|\d+) (?:\w+ )?left|selling (?:fast|out|quickly)|going fast|gone by|(?:a )?(?:handful|couple) (?:\w+ )?(?:remain|left)\w*|(?:one|two|three|few|some) remaining|looking at (?:it|this|the) (?:\w+ ){0,2}(?:right )?now|almost (?:gone|sold)|nearly (?:gone|sold)|running (?:low|out)|limited (?:stock|time|quantit(?:y|ies))|while (?:stocks?|supplies) lasts?|hurry|flying off|won't last|before (?:it's|it is|they're|they are) gone|letzte[sr]? stück|dernière pièce|última unidad|nur noch|plus que \w+|quedan",
            r"(?:on|in the|flash|summer|winter|final|clearance|our) sales?|sale(?: price| item)?|discount(?:s|ed)?|mark(?:ed)?[- ]?down|reduced|(?:promo(?:tion|tional)?|discount|coupon|voucher|referral) ?codes?|promo(?:tion)?s?|coupons?|vouchers?|bargains?|half[- ]price|half off|\w+ off (?:the )?(?:price|list|retail)|special (?:offer|price|deal)|deals? (?:of|on|today)|best (?:deal|price)|price (?:drop|match|cut)|clearance|black friday|cashback|loyalty points?|gift ?cards?|buy one|(?:third|quarter|half|per ?cent|percent|little|bit|something) off|used to (?:be|cost)|members? (?:pay|get|save)|pays? less|rabatt\w*|reduziert\w*|im angebot|ausverkauf|soldes?|réductions?|remises?|rebajas?|rebajad[oa]s?|descuentos?|oferta",
            r"(?:free|next[- ]day|same[- ]day|express|fast|worldwide|complimentary|overnight)[- ](?:\w+ )?(?:deliver(?:y|ies)|shipping|returns?|exchanges?|alterations?|tailoring)|deliver\w*|we (?:send|ship|bring|post|courier) (?:it|them|this|everything)|shipp(?:ing|ed)|ships|arriv(?:es?|ing) (?:by|on|in|tomorrow|today|before|within)|returns (?:are|policy)|refund(?:s|ed|able)?|money[- ]back|guarantee[ds]?|warrant(?:y|ies)|installments?|pay later|versand\w*|lieferung|geliefert|livraison|livrée?s?|envío|entrega|retours? gratuits?|devoluci\w+|kostenlos\w*|gratuite?s?|gratis",
            r"gift[- ]wrap(?:ped|ping)?|free|for nothing|bonus|complimentary",
            r"new (?:in|arrivals?|season|collection)|just (?:in|landed|arrived)|brand[- ]new|restocked|back in stock|pre[- ]?order|coming soon|neuheit|nouveautés?|novedad(?:es)?",
            r"genuine|authentic (?:leather|silk|wool|cashmere)|real (?:leather|fur|silk)|100 ?%|pure (?:silk|wool|cashmere|cotton|linen|leather)|full[- ]grain|top[- ]grain|patent|certified|patented|designer|luxury brand|lifetime|clinically|proven|doctor|orthop(?:a)?edic|echtleder",
            r"smart ?watch function|heated|bluetooth|gps|anti[- ]theft|rfid|hidden pockets?|memory foam|arch support|non[- ]slip|slip[- ]resistant|steel[- ]toe",
        )
    ),
)  # fmt: skip

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
    for claim in _CLAIMS:
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
    stem = match.group().lower() if claim.stem == "" else claim.stem
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
    return any(re.sub(r"[\s-]+", "", words[at:]).startswith(flat) for at in _word_starts(words))


def _word_starts(words: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<![^\W_])[^\W_]", words)]


_CUT = _words(
    r"(?P<f>slim|skinny|regular|relaxed|oversized|loose|boxy|fitted)[- ](?:fit(?:ting)?|cut|leg|shape)|(?P<o>oversized)"
)
_CUT_IS = {"slim": "slim", "skinny": "slim", "fitted": "slim", "regular": "regular", "relaxed": "relaxed", "loose": "relaxed",
           "oversized": "oversized", "boxy": "oversized"}  # fmt: skip
_HEEL = _words(r"(?P<h>flat|low|mid|high|kitten|block|stiletto|chunky|towering|\d+ ?cm)[- ]?heel(?:s|ed)?")
_FLAT = _words(
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
    for match in _HEEL.finditer(reading.rest):
        before = reading.rest[max(0, match.start() - 60) : match.start()]
        height = _HEEL_IS.get(match["h"].lower())
        pieces = [p for group in owners(reading, match.start(), match.end()) for p in group if p.slot == "shoes"]
        there = any(p.heel == height or match["h"].lower() in p.title.lower() for p in pieces)
        if there == (NEGATION.search(before) is not None):
            yield "heel", match.group()


# ── what was done ──────────────────────────────────────────────────────────────────────

_DONE = {
    "cart.added": _words(r"(?:(?:i've|i have|i|we've|have been|has been|were|was|is|are|they're|it's|already|now|just|just been)\s+)+(?:\w+\s+){0,4}?(?:added|put|placed|popped|dropped)"
                         r"|(?:is|are|it's|they're|now|already|both) (?:\w+ ){0,2}in your (?:\w+ )?(?:bag|basket|cart)|added to your (?:bag|basket|cart)|in den warenkorb gelegt|ajoutée?s? (?:à|au)|he añadido|añadid[oa]s? a"),
    "wishlist.saved": _words(r"(?:i've|i have|has been|have been|is|are|now|already|just) saved|saved (?:it|them|this|the look)|(?:is|are) (?:on|in) your (?:wish ?list|favou?rites)|gespeichert|enregistrée?s?|he guardado|guardad[oa]s?"),
    "handoff.requested": _words(r"(?:i've|i have|just) (?:passed|forwarded|handed|asked|told|called|notified|alerted)|a (?:colleague|person|human|stylist) will|someone will (?:be|call|write|contact)|colleague (?:is|has)|weitergeleitet|transmis|he pasado"),
    "never": _words(r"(?:put|set|laid|kept) (?:[\w'-]+ ){0,8}?aside|aside for you|hold(?:ing)? (?:it|them|this|one) for you|(?:i've|i have|i|we've|have|has been|is|just) (?:already )?(?:ordered|booked|reserved|bought|purchased|charged|paid|emailed|sent|shipped|held|set aside|upgraded|refunded|applied)|(?:the|your|an) order\b|order (?:is )?confirmed|checked out|bestellt|commandé|pedido"),
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
