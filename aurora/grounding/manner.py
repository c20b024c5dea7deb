# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""What no reply may hold whatever the facts: markup, addresses, code, the prompt's own words, apologies, body remarks,
another language, invented names."""

import re
from collections.abc import Iterator

from aurora.grounding.facts import Facts
from aurora.grounding.reading import NEGATION, Reading

__all__ = ["shingles", "unfit", "wrong_language", "wrong_names"]

_MARKUP = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|shop|co|de|fr|es|uk|ly|example|test|me|info|biz|app|store|ai|dev)\b|\bjavascript:|data:\w+/|"
    r"[<>`{}\\|~^]|\[[^\]]*\]|\*\*|__|&(?:\w+|#x?\w+);|(?:^|\s)#{1,6}\s|^\s*(?:[-*•–]|\d{1,2}[.)])\s|\S+@\S+\.\w+|(?<!\w)@\w{2,}|"
    r"(?:^|\s)/\w+/|\$\(|=>|==|!=|\bnull\b|\bundefined\b|\bNaN\b|\+?\d[\d\s()-]{8,}\d|#\w",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"system prompt|\bprompts?\b|\binstructions?\b|\b(?:my|these|the) (?:rules|guidelines) (?:say|are|tell|state)|\bas an? (?:ai|language|large|llm|assistant|chatbot)\b|"
    r"language model|\bLLM\b|\bGPT|\bopenai\b|\bjson\b|\btokens?\b|\bfacts? (?:say|given|provided|block|sheet)|\bi was (?:told|instructed|asked) to\b|"
    r"ignore (?:all|any|the|previous|prior|your|these)|disregard|jailbreak|developer mode|\bDAN\b|\byou are aurora\b|"
    r"(?:system|user|assistant|developer|human)\s*:|\bend of\b.*\bfence|\bapi[- ]?keys?\b|\bpassword\b|\bsecret\b|debug|\boverride\b|\bproduct_id\b|\bvariant_id\b|\bsku\b|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{16,}\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:sorry|apolog(?:y|ise|ize|ies)|my bad|my mistake|forgive me|regret|unfortunately, i|entschuldig\w*|désolée?|perdón|lo siento|disculp\w*|i am unable|i'm unable)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:slimming|slimmer|flatter(?:s|ing|ed)?(?: (?:to|for|on) (?:your|you|every|all))?|curv(?:y|es)|plus[- ]size|petite frame|(?:body|figure|waistline|tummy|belly|thighs?|bust|hips|buttocks)|"
    r"skinny (?:figure|body)|overweight|fat|thin(?:ner)?|hide[s]? your|conceal\w* your|sexy|hourglass|pear[- ]shaped|apple[- ]shaped|depress\w*|anxiety disorder|diagnos\w*|schlank\w*|mince|delgad[oa])\b",
    re.IGNORECASE,
)
_RULES = (("markup", _MARKUP), ("prompt", _PROMPT), ("apology", _APOLOGY), ("body", _BODY))
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MOST_CHARACTERS = 600
"""A sentence longer than this is a flood, not a sentence."""
SHINGLE = 6
"""Words in a row that a reply may not share with the prompt's own text."""


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of six words of `text`, lower case."""
    words = _plain_words(text)
    return frozenset(tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))


def _plain_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def unfit(sentence: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """(kind, words) of what may never be said. The sentence is read raw, except that true titles are no markup."""
    if len(sentence) > MOST_CHARACTERS:
        yield "length", f"{len(sentence)} characters"
    for kind, pattern in _RULES:
        text = reading.rest if kind in ("markup", "body", "prompt") else reading.text
        if match := pattern.search(text):
            yield kind, match.group()
    if any(not (c.isascii() or _LATIN.match(c) or c in "€£¥₹–—…’‘“”«»„¿¡°−×·‹› é") for c in reading.rest):
        yield "script", "characters of another script"
    leaked = shingles(reading.text) & reading.facts.secret
    if leaked:
        yield "prompt", " ".join(min(leaked))


_STOP = {
    "en": "the a an and or with for your you is are it its in to of on this that i so they them these those at as can be not but from by "
          "will if which up keep keeps makes look have has want would shall my me all both more one",
    "de": "der die das und oder mit für dein deine deinen ist sind es in zu von auf dieser diese dieses ich so sie an als kann nicht aber aus bei wird wenn "
          "dir dich ein eine einen dem den im zum zur auch noch passt dazu mehr soll möchtest hier habe",
    "fr": "le la les et ou avec pour ton ta tes votre vos est sont il elle en à de du des sur ce cette ces je si un une dans au aux pas mais par qui que "
          "vous te tu plus aussi veux voici se ne d l c",
    "es": "el la los las y o con para tu tus es son en a de del sobre este esta estos estas yo si un una al no pero por que te más también quieres aquí se lo "
          "su muy como",
}  # fmt: skip
_STOPWORDS = {language: frozenset(words.split()) for language, words in _STOP.items()}


def wrong_language(reading: Reading) -> str | None:
    """The language the sentence seems to be in where it is not the shopper's; `unknown` where it is none of the four."""
    words = _plain_words(reading.rest)
    if len(words) < 4:
        return None
    counts = {language: sum(word in stop for word in words) for language, stop in _STOPWORDS.items()}
    own = counts.get(reading.facts.language, 0)
    best = max(counts, key=lambda language: counts[language])
    if counts[best] > own and counts[best] >= 2:
        return best
    return "unknown" if own == 0 and len(words) >= 5 else None


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_RUN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w&'’]*(?:[-\s]+(?:(?:of|de|du|la|le|the|by|&|and|x|von|van)\s+)?(?:[A-ZÀ-ÖØ-Þ][\w&'’]*|\d+\w*))*"
)
_PROPER = frozenset(["i", "i'm", "i've", "i'd", "i'll", "i’m", "i’ve", "i’d", "i’ll", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "aurora", "voguevault", "christmas", "easter", "halloween", "new", "year", "year's", "t-shirt", "v-neck", "a-line", "ok", "eu", "uk", "us", "usd", "eur", "gbp", "xs", "xl", "xxl", "3d", "tv", "uv", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"])  # fmt: skip
_HOUSES = frozenset(["zara", "gucci", "prada", "chanel", "dior", "hermes", "hermès", "versace", "armani", "burberry", "balenciaga", "nike", "adidas", "puma", "reebok", "converse", "vans", "levi", "levis", "levi's", "uniqlo", "mango", "asos", "topshop", "primark", "h&m", "gap", "lululemon", "patagonia", "barbour", "ganni", "cos", "arket", "reformation", "everlane", "fendi", "givenchy", "valentino", "ysl", "celine", "céline", "loewe", "bottega", "moncler", "lacoste", "guess", "diesel", "hugo", "boss", "esprit", "zalando", "amazon", "shein", "boohoo", "next", "clarks", "birkenstock", "crocs", "ugg", "timberland", "martens", "columbia", "jordan", "rolex", "cartier", "tiffany", "swarovski", "pandora", "michael", "kors", "coach", "kate", "spade", "louis", "vuitton", "dolce", "gabbana", "ralph", "lauren", "tommy", "hilfiger", "calvin", "klein", "wrangler", "superdry", "hollister", "abercrombie", "sephora", "etsy", "ebay", "walmart", "target", "nordstrom", "macy's"])  # fmt: skip
_VERB_AFTER = re.compile(
    r"^\s*(?:is|are|was|makes?|does|has|offers?|would|'s|’s|calls?|created?|designed|also|sells?)\b"
)
_STARTS = frozenset(["the", "a", "an", "and", "or", "but", "so", "if", "it", "its", "it's", "this", "that", "these", "those", "they", "there", "here", "you", "your", "we", "our", "all", "both", "each", "every", "everything", "everyone", "nothing", "anything", "one", "two", "three", "for", "from", "with", "without", "in", "on", "at", "to", "of", "as", "by", "because", "since", "while", "when", "where", "what", "which", "who", "how", "why", "is", "are", "was", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may", "might", "must", "have", "has", "had", "let", "let's", "keep", "keeps", "add", "want", "need", "try", "take", "wear", "start", "finish", "think", "picture", "say", "tell", "just", "only", "even", "still", "then", "now", "next", "first", "second", "third", "last", "also", "maybe", "perhaps", "yes", "no", "not", "well", "okay", "sure", "happy", "great", "good", "lovely", "nice", "love", "simple", "soft", "warm", "cool", "light", "bold", "calm", "crisp", "clean", "easy", "smart", "sharp", "classic", "quiet", "relaxed", "polished", "together", "altogether", "overall", "total", "under", "over", "up", "down", "out", "off", "plus", "instead", "otherwise", "underneath", "beneath", "above", "below", "below", "again", "anyway", "whatever", "whichever", "whether", "though", "although", "however", "some", "any", "more", "most", "less", "few", "many", "much", "my", "me", "he", "she", "i", "think", "done", "right", "left", "against", "across", "around", "after", "before", "during", "until", "once", "either", "neither", "nor", "than", "such", "same", "other", "another", "rain", "sun", "wind", "weather", "colour", "color", "colours", "price", "budget", "dressed", "built", "anchored", "paired", "layered", "finished", "topped", "grounded", "framed", "fancy", "prefer", "made", "cut", "being", "having"])  # fmt: skip


def wrong_names(reading: Reading) -> Iterator[str]:
    """Capitalised words that are no product or brand on the table, no place and no day: products until proven otherwise."""
    for match in _RUN.finditer(reading.rest):
        words = [word for word in re.split(r"[\s-]+", match.group()) if word]
        opens = (
            not reading.rest[: match.start()].strip(" \"'“‘(¿¡")
            or reading.rest[: match.start()].rstrip()[-1:] in ":.!?"
        )
        if opens and _is_plain_start(words[0], reading.rest[match.start() + len(words[0]) :], len(words)):
            words = words[1:]
        if words and not _is_known(words, match.start(), reading):
            yield " ".join(words)


def _is_plain_start(word: str, after: str, run: int) -> bool:
    lower = word.lower().replace("’", "'")
    if "'" in lower and lower.partition("'")[0] in _STARTS:
        return True
    if lower in _STARTS or lower in _PROPER or any(lower in stop for stop in _STOPWORDS.values()):
        return True
    if lower.removesuffix("'s") in _HOUSES:
        return False
    return run == 1 and not _VERB_AFTER.match(after)


def _is_known(words: list[str], start: int, reading: Reading) -> bool:
    lowers = [word.lower().replace("’", "'").removesuffix("'s") for word in words]
    content = [word for word in lowers if len(word) > 1 and word not in _PROPER and not word.isdigit()]
    if not content:
        return True
    if reading.facts.language == "de" and len(content) == 1:
        return content[0] not in _HOUSES or _is_owned(content, reading.facts)
    if _is_place(content, reading.facts) or _is_owned(content, reading.facts):
        return True
    said = all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reading.facts.words) for word in content)
    denied = NEGATION.search(reading.rest[max(0, start - 60) : start]) is not None
    return said and (denied or not _is_brandish(content, reading))


def _is_owned(content: list[str], facts: Facts) -> bool:
    """Whether every word is of the name, colour or material of one piece on the table."""
    for piece in facts.pieces:
        own = set(_plain_words(" ".join((piece.title, piece.brand, piece.colour, *piece.materials, piece.category))))
        if all(set(_plain_words(word)) <= own for word in content):
            return True
    return False


def _is_place(content: list[str], facts: Facts) -> bool:
    city = facts.context.location.city if facts.context.location else None
    return city is not None and set(content) <= set(_plain_words(city))


def _is_brandish(content: list[str], reading: Reading) -> bool:
    wished = {
        c.value.name.lower() for c in reading.facts.constraints if c.kind in ("brand", "avoid_brand") and c.value.name
    }
    return any(word in _HOUSES for word in content) or bool(wished & {" ".join(content), *content})
