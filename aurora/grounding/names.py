# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Names: of products, houses and places. What is not on the table was invented, and a house makes its own pieces only."""

import re
from collections.abc import Iterator

from aurora.grounding.facts import Facts, PieceFacts
from aurora.grounding.manner import STOPWORDS, plain_words
from aurora.grounding.reading import NEGATION, PRONOUN, Mention, Reading
from aurora.grounding.tongues import colours, materials, patterns

__all__ = ["wrong_brands", "wrong_houses", "wrong_names"]

_RUN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w&'’]*(?:[-\s]+(?:(?:of|de|du|la|le|the|by|&|and|x|von|van)\s+)?(?:[A-ZÀ-ÖØ-Þ][\w&'’]*|\d+\w*))*"
)
_PROPER = frozenset(["i", "i'm", "i've", "i'd", "i'll", "i’m", "i’ve", "i’d", "i’ll", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "aurora", "voguevault", "christmas", "easter", "halloween", "new", "year", "year's", "t-shirt", "v-neck", "a-line", "ok", "eu", "uk", "us", "usd", "eur", "gbp", "xs", "xl", "xxl", "3d", "tv", "uv", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"])  # fmt: skip
_HOUSES = frozenset(["zara", "gucci", "prada", "chanel", "dior", "hermes", "hermès", "versace", "armani", "burberry", "balenciaga", "nike", "adidas", "puma", "reebok", "converse", "vans", "levi", "levis", "levi's", "uniqlo", "mango", "asos", "topshop", "primark", "h&m", "gap", "lululemon", "patagonia", "barbour", "ganni", "cos", "arket", "reformation", "everlane", "fendi", "givenchy", "valentino", "ysl", "celine", "céline", "loewe", "bottega", "moncler", "lacoste", "guess", "diesel", "hugo", "boss", "esprit", "zalando", "amazon", "shein", "boohoo", "next", "clarks", "birkenstock", "crocs", "ugg", "timberland", "martens", "columbia", "jordan", "rolex", "cartier", "tiffany", "swarovski", "pandora", "michael", "kors", "coach", "kate", "spade", "louis", "vuitton", "dolce", "gabbana", "ralph", "lauren", "tommy", "hilfiger", "calvin", "klein", "wrangler", "superdry", "hollister", "abercrombie", "sephora", "etsy", "ebay", "walmart", "target", "nordstrom", "macy's"])  # fmt: skip
_WORDS_TOO = frozenset(["mango", "converse", "vans", "gap", "guess", "diesel", "hugo", "boss", "next", "columbia", "jordan", "michael", "coach", "kate", "spade", "louis", "ralph", "lauren", "tommy", "calvin", "klein", "target", "cos", "pandora", "puma", "reformation", "patagonia", "celine", "hollister", "wrangler", "esprit", "columbia", "amazon"])  # fmt: skip
"""Houses whose names in lower case are words or first names: taken for a house only where one would be spoken of."""
_LOWER = re.compile(r"(?<![\w'’-])[a-zà-ÿ][a-zà-ÿ&]*(?:['’]s)?(?![\w-])")
_AT_HOUSE = re.compile(r"\b(?:at|from|by|chez|bei|en|von)\s+$", re.IGNORECASE)
_WHAT_HOUSE = re.compile(r"\b(?:what|that|which|shoe|dress|bag|one|than|was|que|als)\s+$", re.IGNORECASE)
_HOUSE_DOES = re.compile(
    r"^\s+(?:makes?|has|have|sells?|does|charges?|offers?|asks?|would|will|vend|demande|pide|cobra|verlangt)\b"
)
_VERB_AFTER = re.compile(
    r"^\s*(?:is|are|was|makes?|does|has|offers?|would|'s|’s|calls?|created?|designed|also|sells?)\b"
)
_STARTS = frozenset(["the", "a", "an", "and", "or", "but", "so", "if", "it", "its", "it's", "this", "that", "these", "those", "they", "there", "here", "you", "your", "we", "our", "all", "both", "each", "every", "everything", "everyone", "nothing", "anything", "one", "two", "three", "for", "from", "with", "without", "in", "on", "at", "to", "of", "as", "by", "because", "since", "while", "when", "where", "what", "which", "who", "how", "why", "is", "are", "was", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may", "might", "must", "have", "has", "had", "let", "let's", "keep", "keeps", "add", "want", "need", "try", "take", "wear", "start", "finish", "think", "picture", "say", "tell", "just", "only", "even", "still", "then", "now", "next", "first", "second", "third", "last", "also", "maybe", "perhaps", "yes", "no", "not", "well", "okay", "sure", "happy", "great", "good", "lovely", "nice", "love", "simple", "soft", "warm", "cool", "light", "bold", "calm", "crisp", "clean", "easy", "smart", "sharp", "classic", "quiet", "relaxed", "polished", "together", "altogether", "overall", "total", "under", "over", "up", "down", "out", "off", "plus", "instead", "otherwise", "underneath", "beneath", "above", "below", "below", "again", "anyway", "whatever", "whichever", "whether", "though", "although", "however", "some", "any", "more", "most", "less", "few", "many", "much", "my", "me", "he", "she", "i", "think", "done", "right", "left", "against", "across", "around", "after", "before", "during", "until", "once", "clothes", "days", "either", "neither", "nor", "than", "such", "same", "other", "another", "rain", "sun", "wind", "weather", "colour", "color", "colours", "price", "budget", "dressed", "built", "anchored", "paired", "layered", "finished", "topped", "grounded", "framed", "fancy", "prefer", "made", "cut", "being", "having", "texture", "contrast", "proportion", "balance", "comfort", "warmth", "structure", "volume", "shape", "pattern", "print", "shine", "practical", "stripes", "tailoring", "layers", "detail", "length", "movement", "polish", "ease", "drama", "softness", "restraint", "head", "bare", "nobody", "anyone", "whoever", "worn", "seen", "style", "fashion", "money"])  # fmt: skip


_MAKES = re.compile(
    r"^(?:'s|’s)?\s*(?:also\s+)?(?:(?:makes?|made|does|did|cuts?|designed|sews?|knits?|is behind|brings?|gives?(?:\s+us)?|has)\s+)?"
    r"(?:both\s+)?(?:the\s+|this\s+|these\s+|a\s+|an\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)


def wrong_brands(reading: Reading) -> Iterator[str]:
    """Houses told of a piece that another house makes."""
    told = [mention for mention in reading.mentions if mention not in reading.houses]
    for house in reading.houses:
        made = _made(reading, house, told)
        ids = {piece.product_id for piece in house.pieces}
        if made and not any(piece.product_id in ids for piece in made):
            yield reading.text[house.start : house.end]


def wrong_houses(reading: Reading) -> Iterator[str]:
    """Houses that are not on the table, named in lower case: "anything from zara", "the shoe that converse makes"."""
    for match in _LOWER.finditer(reading.rest):
        word = match.group().replace("’", "'").removesuffix("'s")
        before, after = reading.rest[: match.start()], reading.rest[match.end() :]
        if word not in _HOUSES or (word in _WORDS_TOO and not _is_house(before, after)):
            continue
        yield match.group()


def _is_house(before: str, after: str) -> bool:
    """Whether a word that is a house's name too stands where a house would."""
    if _WHAT_HOUSE.search(before):
        return _HOUSE_DOES.match(after) is not None
    return _AT_HOUSE.search(before) is not None and (not after.strip() or after[0] in ".,;:!?)")


def _made(reading: Reading, house: Mention, told: list[Mention]) -> tuple[PieceFacts, ...]:
    """The pieces that the house is told of: the object after it, else the piece named before it, else what "it" means."""
    after = next((m for m in told if m.start >= house.end), None)
    before = next((m for m in reversed(told) if m.end <= house.start), None)
    if after is not None and _MAKES.match(reading.text[house.end : after.start]):
        return after.pieces
    if before is not None or after is not None:
        return (before or after).pieces  # type: ignore[union-attr]
    return reading.focus if PRONOUN.match(reading.text) else ()


def wrong_names(reading: Reading) -> Iterator[str]:
    """Capitalised words that are no product or brand on the table, no place and no day: products until proven otherwise."""
    for match in _RUN.finditer(reading.rest):
        words = [word for word in re.split(r"[\s-]+", match.group()) if word[:1].isupper()]
        before = reading.rest[: match.start()].rstrip(" \"'“‘(¿¡«„")
        opens = not before or before[-1:] in ":.!?"
        if opens and _is_plain_start(words[0], reading.rest[match.start() + len(words[0]) :], len(words)):
            words = words[1:]
        if words and not _is_known(words, match.start(), reading):
            yield " ".join(words)


def _is_plain_start(word: str, after: str, run: int) -> bool:
    lower = word.lower().replace("’", "'")
    if "'" in lower and lower.partition("'")[0] in _STARTS:
        return True
    if (
        lower in _STARTS
        or lower in _PROPER
        or lower in _GERMAN_STARTS
        or any(lower in stop for stop in STOPWORDS.values())
    ):
        return True
    if lower.removesuffix("'s") in _HOUSES:
        return False
    return run == 1 and not _VERB_AFTER.match(after)


def _is_known(words: list[str], start: int, reading: Reading) -> bool:
    lowers = [word.lower().replace("’", "'").removesuffix("'s") for word in words]
    content = [word for word in lowers if len(word) > 1 and word not in _PROPER and not word.isdigit()]
    if not content:
        return True
    if reading.facts.language == "de" and _is_german(content, start, reading):
        return True
    if _is_place(content, reading.facts) or _is_owned(content, reading.facts):
        return True
    said = all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reading.facts.words) for word in content)
    denied = NEGATION.search(reading.rest[max(0, start - 60) : start]) is not None
    return said and (denied or not _is_brandish(content, reading))


_MADE_BY = re.compile(r"\b(?:von|by|aus dem hause|marke|label|designer(?:in)?)\s+$", re.IGNORECASE)
_MEASURES = frozenset((
    "hauch", "stück", "paar", "ton", "touch", "ende", "anfang", "mitte", "hälfte", "spur", "tupfer", "hand", "kopf", "fuß", "natur",
    "herzen", "haus", "zeit", "nähe", "mischung", "look", "outfit", "töne", "tönen",
))  # fmt: skip
_GERMAN_STARTS = frozenset((
    "mein", "meine", "dein", "deine", "unser", "unsere", "ein", "eine", "kein", "keine", "solche", "welche", "manche", "jede", "jeder", "alle",
    "viele", "wenige", "beide", "unterm", "überm", "beim", "vom", "am", "im", "ans", "ins", "zwei", "drei", "vier", "statt", "ohne", "gegen",
    "über", "unter", "neben", "zwischen", "nach", "vor", "seit", "trotz", "dank", "gute", "guter", "gutes", "schöne", "helle", "dunkle", "warme",
    "weiche", "leichte", "flache", "wer", "was", "wie", "wo", "wann", "warum", "nur", "schon", "ganz", "sehr", "so",
))  # fmt: skip
_MONTHS = frozenset((
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
    "frühling", "frühjahr", "sommer", "herbst", "winter",
))  # fmt: skip


def _is_german(content: list[str], start: int, reading: Reading) -> bool:
    """Whether capitals are only those of German nouns: one that is no house and no maker, or several that are words."""
    words = [colours("de"), materials("de"), patterns("de")]
    known = [any(word in table for table in words) or word in _MEASURES | _MONTHS for word in content]
    if all(known):
        return True
    made = _MADE_BY.search(reading.rest[:start]) is not None
    return len(content) == 1 and content[0] not in _HOUSES and not made


def _is_owned(content: list[str], facts: Facts) -> bool:
    """Whether every word is of the name, colour or material of one piece on the table."""
    for piece in facts.pieces:
        words = " ".join((piece.title, piece.brand, piece.colour, *piece.materials, piece.category))
        if all(_stems(word) <= _stems(words) for word in content):
            return True
    gone = " ".join(piece.title for piece in facts.base.pieces) if facts.base is not None else ""
    return all(_stems(word) <= _stems(gone) for word in content)


def _stems(text: str) -> set[str]:
    """Words without their plural: Derbies and Derby are one."""
    return {re.sub(r"ies$", "y", word).rstrip("s") for word in plain_words(text)}


def _is_place(content: list[str], facts: Facts) -> bool:
    city = facts.context.location.city if facts.context.location else None
    return city is not None and set(content) <= set(plain_words(city))


def _is_brandish(content: list[str], reading: Reading) -> bool:
    wished = {
        c.value.name.lower() for c in reading.facts.constraints if c.kind in ("brand", "avoid_brand") and c.value.name
    }
    return any(word in _HOUSES for word in content) or bool(wished & {" ".join(content), *content})
