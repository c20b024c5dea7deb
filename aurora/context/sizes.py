"""Sizes as shoppers say them: "UK 12", "EU 42", "W32", "size M in tops", "shoes 39"."""

import re

import msgspec

from aurora.context import figures
from aurora.context.mentions import Mention
from aurora.context.size_systems import european, speaks_of_feet
from aurora.context.text import Text
from commerce.garments import SIZE_KEY, Slot

LETTERS = {
    "xxs": "XXS", "xs": "XS", "s": "S", "m": "M", "l": "L", "xl": "XL", "xxl": "XXL", "xxxl": "XXXL",
    "extra small": "XS", "small": "S", "medium": "M", "large": "L", "extra large": "XL", "extra extra large": "XXL",
    "double extra large": "XXL", "double xl": "XXL", "x large": "XL", "xx large": "XXL", "x small": "XS",
    "medium size": "M", "2xs": "XXS", "2xl": "XXL", "3xl": "XXXL", "4xl": "4XL", "5xl": "5XL",
}  # fmt: skip
_LETTER = (
    r"xxs|xs|xxl|xxxl|[2-5]xl|2xs|xl|s|m|l|extra small|x small|small|medium|extra extra large|double extra large"
    r"|double xl|xx large|extra large|x large|large"
)
_NUMBER = r"\d{1,2}(?:[.,]5)?"
SIZE = rf"(?:{_LETTER}|{_NUMBER})"
_COUNTED = r"(?! (?:year|people|pound|dollar|euro|guest|k\b))"
_SYSTEM = re.compile(
    r"\b(uk|eu|us|it|fr|de|french|italian|german|european|british|english|american|europaeische|deutsche|italienische"
    rf"|franzoesische)\s?(?:size |sizes |shoe size |groesse |taille |talla )?({_NUMBER})\b{_COUNTED}"
)
_SYSTEM_AFTER = re.compile(
    rf"\b(?:sizes? )?({_NUMBER}) ?(?:\( )?(uk|eu|us|it|fr|de)\b(?: \))?(?! (?:dollars?|pounds?|euros?|dollar|people))"
)
_WAIST = re.compile(
    r"\bw ?(\d{2})(?: ?/? ?l ?\d{2})?\b|\b(\d{2})(?: inch)? waist\b|\bwaist (?:is |of |size )?(?:a )?(\d{2})\b"
)
_NAMED = re.compile(
    r"\b(?:sizes?|taglia|groesse|taille|talla|fais du)\b\s?(?:is |are |of |a |an |: ?)?"
    rf"({_LETTER}|{_NUMBER})\b(?: to \d+)?"
)
_WEAR = re.compile(
    rf"\b(?:(?:i am|am|i wear|wear|wears|takes|take|usually) (?:(?:usually |normally |in )?(?:a |an )?)({_LETTER})"
    rf"|(?:i wear|wear|wears|takes|take|am an?|usually an?) (?:a |an |usually |in )?({_NUMBER}))"
    r"(?= (?:in (?!the)|on top|for (?:tops|shoes|bottoms|dresses|trousers|shirts|jeans))|$| and | ,| \.)"
)
_YEARS = re.compile(
    r"\b(?:sizes? )?(1[0-8]|\d)(?: ?(?:-|/|to) ?\d{1,2})? y\b|\bsizes? (\d{1,2})(?: ?(?:-|/|to)? ?\d{1,2})? years\b"
)
"""A child's size: "4Y", "size 6-7 years"; no more than 18, since the "y" of "talla 42 y zapatos 38" is Spanish."""
_SHOE = re.compile(
    r"\b(?:shoe|shoes|foot|feet|schuhgroesse|pointure|trainers|boots|heels|schuhe|zapatos|chaussures|numero)"
    r" (?:size |sizes )?"
    rf"(?:(?:is|are|:|in|in a|size) )?(?:a |an )?({_NUMBER})\b{_COUNTED}"
)
_IN_SHOES = re.compile(
    rf"\b({_NUMBER}) (?:in|for|en|bei|fuer) (?:the |my |den |die |las |los |les )?"
    r"(?:shoes?|boots|heels|trainers|sneakers|sandals|flats|loafers|feet|schuhen?|stiefel|zapatos|botas|chaussures|bottes)\b"
)
_GARMENT_SIZE = re.compile(
    r"\b(?:tops|shirts|dresses|bottoms|trousers|jeans|jackets|dress|top|shirt) (?:size )?(?:in |in a |are |: )?"
    rf"(?:a )?(?:size )?({_LETTER}|\d{{2}})\b(?= |$)"
)
_LETTER_WORD = re.compile(
    rf"\bin (?:a |an )?({_LETTER})\b(?! (?:town|room|group|way|check|print|dose|scale|car|venue|house|part|&|\. a\b))"
)
# A small bag is a small bag, and a shoe has a number.
_SIZED: frozenset[Slot] = frozenset(("top", "bottom", "dress", "outerwear"))
_DESCRIBES = frozenset(("colour", "material", "warmth", "formality", "coverage", "other", "palette"))
_TOO = frozenset(("too", "very", "really", "so", "rather", "quite", "slightly", "bit", "more", "less"))


_IN_NUMBER = re.compile(
    r"\bin (?:an? |size )?(\d{2}(?:[.,]5)?)\b"
    r"(?! (?:degrees?|days?|hours?|minutes?|weeks?|months?|years?|pieces|%|°|dollars|euros))"
)
_LEAST_SHOE = 3
PLAUSIBLE = {"shoes": (34, 50), "bottom": (24, 44), "dress": (30, 54)}


BARE_NUMBER = re.compile(r"\d{1,2}(?:[.,]5)?")


class Said(msgspec.Struct, frozen=True):
    """A size with its key of the contract's `sizes`; None where the words do not say of what.

    It stands at tokens `start` to before `end`.
    """

    key: str | None
    size: str
    words: str
    start: int = 0
    end: int = 0


_PATTERNS = (
    _YEARS, _SYSTEM, _SYSTEM_AFTER, _WAIST, _IN_SHOES, _SHOE, _NAMED, _WEAR, _GARMENT_SIZE, _LETTER_WORD, _IN_NUMBER,
)  # fmt: skip
_NEEDED: dict[re.Pattern[str], frozenset[str]] = {
    _YEARS: frozenset(("y", "years")),
    _WAIST: frozenset(("w", "waist")),
    _NAMED: frozenset(("size", "sizes", "taglia", "groesse", "taille", "talla", "fais")),
    _SHOE: frozenset(
        ["shoe", "shoes", "foot", "feet", "schuhgroesse", "pointure", "trainers", "boots", "heels", "schuhe", "zapatos",
         "chaussures", "numero"]
    ),
    _LETTER_WORD: frozenset(("in",)),
    _IN_NUMBER: frozenset(("in",)),
}  # fmt: skip
"""Words of which a pattern needs one, so that most are not searched for."""


def find(text: Text, mentions: list[Mention], spent: frozenset[int] = frozenset()) -> list[Said]:
    """The sizes that the message states, with the garment they are nearest to. spent: tokens of sums of money."""
    line = " ".join(_in_figures(text))
    taken = [hit.span() for hit in _HEIGHT.finditer(line)] if _FEET & text.index.keys() else []
    found: list[Said] = []
    said_words = text.index.keys()
    for pattern in _PATTERNS:
        if not said_words & _NEEDED.get(pattern, said_words):
            continue
        for hit in pattern.finditer(line):
            if any(hit.start() < end and start < hit.end() for start, end in taken):
                continue
            if pattern in _OF_COUNTRIES and not _is_country_s(text, hit, line):
                continue
            taken.append(hit.span())
            said = _said(pattern, hit, line, mentions)
            if said is not None:
                at, to = line[: hit.start()].count(" "), line[: hit.end()].count(" ") + 1
                found.append(msgspec.structs.replace(said, start=at, end=to))
    found += _before_garments(text, mentions, found)
    found += _bare_numbers(text, mentions, frozenset(spent.union(*(range(one.start, one.end) for one in found))))
    return sorted(found, key=lambda said: said.start)


_FEET = frozenset(("foot", "feet", "ft", "'"))
_HEIGHT = re.compile(r"\b[4-6] (?:foot|feet|ft|') ?\d{1,2}\b")
"""How tall somebody is ("5 foot 3"), which is no size."""


def _in_figures(text: Text) -> list[str]:
    """The words with a spelt number from twenty to sixty as its figure, so that "size thirty eight" is size 38.

    The words keep their places: what follows a figure of the same number is an empty sign.
    """
    if not {"twenty", "thirty", "forty", "fifty"} & set(text.line):
        return text.line
    words = list(text.line)
    for number in figures.find(text):
        if 20 <= number.value <= 60 and not words[number.start][0].isdigit():
            blank = ["\N{REPLACEMENT CHARACTER}"] * (number.end - number.start - 1)
            words[number.start : number.end] = [f"{number.value:g}", *blank]
    return words


_WORDS_TOO = frozenset(("it", "de", "us"))
"""Signs of a country's system that are words as well: "make it 42", "ma fille de 6 ans"."""


_OF_COUNTRIES: dict[re.Pattern[str], tuple[int, int]] = {_SYSTEM: (1, 2), _SYSTEM_AFTER: (2, 1)}
"""Where a country's sign and its number stand among the groups: "UK 12" and "12 UK"."""


def _is_country_s(text: Text, hit: re.Match[str], line: str) -> bool:
    sign, _ = _OF_COUNTRIES[hit.re]
    return hit.group(sign) not in _WORDS_TOO or _is_system(text, line[: hit.start(sign)].count(" "))


def _is_system(text: Text, at: int) -> bool:
    """True for the "IT" of "IT 42", and for "us 8" after a stop or "in"; "make it 42" names no system."""
    token = text.tokens[at]
    if text.line[at] == "us":
        return at == 0 or text.line[at - 1] not in ("for", "with", "of", "give", "show", "get", "both", "all")
    return text.clean[token.start : token.end].isupper() and not text.clean.isupper()


def _before_garments(text: Text, mentions: list[Mention], found: list[Said]) -> list[Said]:
    """Letters and words of size before what they are the size of: "XL coats", "a small red jumper"."""
    told = {at for said in found for at in range(said.start, said.end)}
    more: list[Said] = []
    for n, mention in enumerate(mentions):
        if mention.kind != "category" or mention.idle or mention.negated or mention.slot not in _SIZED:
            continue
        end = _described_from(mentions, n)
        for length in (3, 2, 1):
            start = end - length
            words = " ".join(text.line[max(0, start) : end])
            if start >= 0 and words in LETTERS and not told & set(range(start, end)):
                if text.line[start - 1 : start] and text.line[start - 1] in _TOO:
                    break
                more.append(Said(SIZE_KEY[mention.slot], LETTERS[words], text.words(start, end), start, end))
                break
    return more


def _described_from(mentions: list[Mention], n: int) -> int:
    """The token where the description of the garment begins: that of "red wool jumper" at "red"."""
    start = mentions[n].start
    for before in reversed(mentions[:n]):
        if before.end != start or before.kind not in _DESCRIBES:
            break
        start = before.start
    return start


_CHEST = {34: "XS", 36: "S", 38: "M", 40: "M", 42: "L", 44: "L", 46: "XL", 48: "XL", 50: "XXL", 52: "XXL"}
"""Chest in inches to letters, as men's outfitters do."""
_LENGTHS = frozenset(("regular", "short", "long", "r"))
APART = frozenset((",", ".", ";", "!", "please", "and", "&", "thanks", "+"))
_WEARERS = frozenset(
    ("women", "womens", "women's", "men", "mens", "men's", "ladies", "unisex", "girls", "boys", "'s", "woman", "man",
     "female", "male", "damen", "herren", "femme", "homme", "mujer", "hombre")
)  # fmt: skip


_UNMISTAKEN = frozenset(("xxs", "xs", "xl", "xxl", "xxxl", "2xs", "2xl", "3xl", "4xl", "5xl"))
"""Letters that are a size wherever they stand."""


def _bare_numbers(text: Text, mentions: list[Mention], taken: frozenset[int]) -> list[Said]:
    """Sizes that no word calls so: "white trainers, women, 38", "44 shoes", "blazer M, trousers 34", "42 regular"."""
    words = text.line
    found: list[Said] = []
    for at in text.positions({w for w in text.index if w in LETTERS or w[0].isdigit()}):
        word = words[at]
        before, after = words[at - 1] if at else ",", words[at + 1] if at + 1 < len(words) else "."
        number = float(word.replace(",", ".")) if BARE_NUMBER.fullmatch(word) else None
        if at in taken or (number is None and word not in LETTERS):
            continue
        if number is not None and after in _LENGTHS and int(number) in _CHEST:
            found.append(Said("top", _CHEST[int(number)], text.words(at, at + 2), at, at + 2))
            continue
        key = _beside(mentions, at, number, is_last=after in APART)
        if key is None and after in APART and before in APART | _WEARERS:
            free = [m for m in mentions if not _has_own(words, m)]
            only = _in_number(word, word, free) if number is not None else None
            is_lone_letter = number is None and "&" not in (before, after)
            key = only.key if only else _of_only(mentions) if is_lone_letter else None
            if number is not None and only is None and len(free) < len(mentions) and 26 <= number <= 42:
                key = "bottom"  # "L, 34, 44 shoes"
            if is_lone_letter and key is not None and any(_is_sized(words, m, key) for m in mentions):
                key = "clothes"
            if key is None and is_lone_letter and not any(m.kind == "category" and not m.idle for m in free):
                key = "clothes"
        if key is None and word in _UNMISTAKEN and not any(m.slot == "bag" and m.start == at + 1 for m in mentions):
            key = _of_only(mentions) or "clothes"
        if key is not None:
            size = word.replace(",", ".") if number is not None else LETTERS[word]
            found.append(Said(key, size, text.words(at, at + 1), at, at + 1))
    return found


def _has_own(words: list[str], mention: Mention) -> bool:
    """True for the shoes of "44 shoes" and of "shoes 44", which have a size of their own."""
    beside = [*words[max(0, mention.start - 1) : mention.start], *words[mention.end : mention.end + 1]]
    return mention.slot == "shoes" and any(word.isdecimal() for word in beside)


def _is_sized(words: list[str], mention: Mention, key: str) -> bool:
    """True for the jeans of "L, jeans 34", which have a size of their own."""
    is_of_key = mention.kind == "category" and mention.slot is not None and SIZE_KEY.get(mention.slot) == key
    return is_of_key and words[mention.end : mention.end + 1] != [] and words[mention.end].isdecimal()


def _of_only(mentions: list[Mention]) -> str | None:
    """The sizes key of the one garment of the message that comes in letters: "white tee, women's, M"."""
    keys = {SIZE_KEY.get(m.slot) for m in mentions if m.kind == "category" and m.slot and not m.negated and not m.idle}
    keys -= {"shoes", None}
    return keys.pop() if len(keys) == 1 else None


def _beside(mentions: list[Mention], at: int, number: float | None, *, is_last: bool) -> str | None:
    """The sizes key of the garment right before a size, or right after a number that it can come in."""
    for mention in mentions:
        key = SIZE_KEY.get(mention.slot) if mention.kind == "category" and mention.slot else None
        if key is None or mention.negated:
            continue
        low, high = PLAUSIBLE.get(key, (0, 0))
        fits = low <= number <= high if number is not None else key != "shoes"
        is_number_first = mention.start == at + 1 and number is not None and key in ("shoes", "bottom")
        if fits and ((mention.end == at and is_last) or is_number_first):
            return key
    return None


def _said(pattern: re.Pattern[str], hit: re.Match[str], line: str, mentions: list[Mention]) -> Said | None:
    words = hit.group().strip()
    value = next(group for group in reversed(hit.groups()) if group)
    if pattern in _OF_COUNTRIES:
        sign, value_at = _OF_COUNTRIES[pattern]
        system, value = hit.group(sign), hit.group(value_at)
        number = float(value.replace(",", "."))
        near = _near_key(hit, line, mentions)
        key = near or ("shoes" if system == "eu" and 35 <= number <= 49 and speaks_of_feet(line) else None)
        if key is None:
            key = "shoes" if (system == "eu" and number >= 47) or ".5" in value else None
        return Said(key, european(system, number, key), words)
    if pattern is _YEARS:
        near = _near_key(hit, line, mentions)
        return Said(None if near == "shoes" else near, f"{value}Y", words)
    if pattern is _WAIST:
        return Said("bottom", value, words)
    if pattern is _IN_SHOES:
        return Said("shoes", value.replace(",", "."), words) if float(value.replace(",", ".")) >= _LEAST_SHOE else None
    if pattern is _IN_NUMBER:
        return _in_number(value.replace(",", "."), words, mentions)
    size = LETTERS.get(value, value)
    if pattern is _SHOE:
        is_ordinal = words.startswith("numero") and float(size.replace(",", ".")) < PLAUSIBLE["shoes"][0]
        return None if is_ordinal else Said("shoes", size, words)
    if size.isdigit() and int(size) < 4 and pattern is not _NAMED:
        return None
    others = [m for m in mentions if not _has_number(line, m)]
    if words.split()[0] in _OF_CLOTHES or (
        pattern is _NAMED and any(m.slot == "shoes" and m not in others for m in mentions)
    ):
        return Said(_near_key(hit, line, others) or "clothes", size, words)
    near = _near_key(hit, line, mentions)
    if near is None and size.isdigit() and (only := _in_number(size, words, mentions)) is not None:
        return only
    # No shoe comes in letters: in "size L and shoes 43" the shoes have a size of their own.
    return Said(None if near == "shoes" and size.isalpha() else near, size, words)


_OF_CLOTHES = frozenset(("taglia", "groesse", "taille", "talla", "fais"))
"""Words for the size of clothes, where that of shoes has its own: pointure, número, Schuhgröße."""


def _has_number(line: str, mention: Mention) -> bool:
    """True for the shoes of "Größe 40 und Schuhe 38", which have a size of their own."""
    after = line.split(" ")[mention.end : mention.end + 1]
    return bool(after) and after[0][:1].isdigit()


def _in_number(size: str, words: str, mentions: list[Mention]) -> Said | None:
    """The size of "white trainers, women's, in a 40": of the only garment that comes in such numbers."""
    keys = {SIZE_KEY.get(m.slot) for m in mentions if m.kind == "category" and m.slot and not m.negated}
    fitting = [key for key in keys if key in PLAUSIBLE and PLAUSIBLE[key][0] <= float(size) <= PLAUSIBLE[key][1]]
    return Said(fitting[0], size, words) if len(fitting) == 1 else None


def _near_key(hit: re.Match[str], line: str, mentions: list[Mention]) -> str | None:
    """The sizes key of the garment that stands within four words after or three before the size."""
    at = line[: hit.start()].count(" ")
    to = line[: hit.end()].count(" ")
    best: tuple[int, str] | None = None
    for mention in mentions:
        if mention.kind != "category" or mention.slot is None:
            continue
        after, before = mention.start - to, at - mention.end + 1
        is_inside = at <= mention.start and mention.end <= to + 1
        gap = 0 if is_inside else after if 0 < after <= 3 else (before + 1 if 0 < before <= 4 else None)
        key = SIZE_KEY.get(mention.slot)
        if gap is not None and key is not None and (best is None or gap < best[0]):
            best = (gap, key)
    return best[1] if best else None
