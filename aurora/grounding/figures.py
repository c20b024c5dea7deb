# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Sizes, temperatures, counts and all other figures that are not money."""

import re
from collections.abc import Iterator

from aurora.grounding.amounts import budgets, find_amounts
from aurora.grounding.belonging import owners, stated
from aurora.grounding.claims import has_colour, has_material
from aurora.grounding.reading import Reading

__all__ = ["wrong_numbers"]

SPELT = {
    word: n
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40}
"""Numbers that are written out where weather or a count is told."""
_SIZE = re.compile(
    r"\b(?:size|sizes|sized|größe|taille|talla)\s+(?P<a>(?:EU|UK|US|W)?\s?\d{1,3}(?:[.,/]\d{1,2})?|X{0,4}S|M|X{0,4}L|\d?XL|one size)\b"
    r"|\b(?P<b>(?:EU|UK|US)\s?\d{1,2}(?:[.,]5)?)\b|(?<![\w'’-])(?P<c>X{1,4}[SL]|[SML])(?![\w'’-])"
    r"|\b(?:in|a|an)\s+(?P<d>(?:extra[- ])?(?:small|medium|large))\b(?=\s*(?:[.,;!?)]|$|size\b|if\b|and\b|for you\b))"
)
_LETTERS = {"small": "S", "medium": "M", "large": "L", "extra small": "XS", "extra large": "XL"}
_TEMPERATURE = re.compile(
    rf"(?<![\w.])(?P<n>[-−]?\d{{1,3}}(?:\.\d)?|{'|'.join(SPELT)})\s*(?:°\s*(?P<u>[CF])?\b|°|degrees?(?:\s+(?P<w>celsius|fahrenheit))?|grad\b|degrés|grados)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?<![\w-])(?P<n>\d+|(?:two|three|four|five|six|seven|eight|nine) hundred|a hundred|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|zwei|drei|vier|fünf|sechs|deux|trois|quatre|cinq|"
    r"dos|tres|cuatro|cinco|seis)(?![\w%-])(?:\s+(?P<adj>more|other|further|weitere|autres|otras|different))?(?:\s+(?P<what>[^\W\d]+))?",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    **{w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1)}, "twelve": 12,
    **SPELT, **{f"{word} hundred": 100 * n for word, n in SPELT.items()}, "a hundred": 100, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
}  # fmt: skip
_PIECES = frozenset(
    [
        "piece",
        "pieces",
        "item",
        "items",
        "garment",
        "garments",
        "things",
        "teile",
        "teil",
        "pièces",
        "pièce",
        "prendas",
        "prenda",
    ]
)
_LOOKS = frozenset(
    [
        "look",
        "looks",
        "option",
        "options",
        "outfit",
        "outfits",
        "alternative",
        "alternatives",
        "idea",
        "ideas",
        "version",
        "versions",
        "product",
        "products",
        "pick",
        "picks",
        "choices",
        "vorschläge",
        "optionen",
        "alternativen",
        "propositions",
        "opciones",
        "alternativas",
        "ideen",
        "idées",
    ]
)
_HARMLESS = frozenset(
    ("winters", "winter", "summers", "seasons", "years", "layers", "occasions", "reasons", "half", "friends", "meetings", "parties",
     "dances", "courses", "o", "ways", "moods", "minds", "worlds", "feet", "hands", "eyes", "steps")
)  # fmt: skip
"""Nouns whose count says nothing of a product: ten winters, two layers, both feet."""
_TONES = frozenset(["colours", "colors", "shades", "tones", "farben", "couleurs", "colores"])
_LOOSE = frozenset(
    [
        "of",
        "together",
        "work",
        "sit",
        "colours",
        "shades",
        "tones",
        "meet",
        "play",
        "go",
        "are",
        "share",
        "keep",
        "pull",
        "that",
        "which",
        "by",
        "to",
        "mean",
        "matter",
    ]
)


def wrong_numbers(reading: Reading) -> Iterator[str]:
    """Sizes, temperatures, counts and other figures in the sentence that are no fact; sums of money are not looked at."""
    rest = list(reading.rest)
    for amount in find_amounts(reading.rest):
        rest[amount.start : amount.end] = " " * (amount.end - amount.start)
    text = "".join(rest)
    for wrong, pattern in ((_wrong_size, _SIZE), (_wrong_temperature, _TEMPERATURE)):
        for match in pattern.finditer(text):
            if wrong(match, reading):
                yield match.group()
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    for match in _COUNT.finditer(text):
        if not _is_counted(match, reading):
            yield match.group().strip()
    text = _COUNT.sub(lambda match: " " * len(match.group("n")) + match.group()[len(match.group("n")) :], text)
    yield from (
        m.group()
        for m in re.finditer(r"[\w.,]*\d[\w.,%]*%?|%|percent|prozent|por ciento|pour cent", text)
        if m.group() not in ("3D", "2-in-1")
    )


def _wrong_size(match: re.Match[str], reading: Reading) -> bool:
    said = next(group for group in match.groups() if group)
    said = _LETTERS.get(said.lower().replace("-", " "), said)
    if _flat(said) in reading.facts.words.replace(" ", "") and re.search(r"\b(?:you|your)\b", reading.text, re.I):
        return False
    groups = owners(reading, match.start(), match.end())
    return not all(any(_same_size(said, piece.size) for piece in group) for group in groups)


def _flat(text: str) -> str:
    return text.lower().replace(" ", "")


def _same_size(said: str, size: str | None) -> bool:
    if size is None:
        return False
    bare = re.sub(r"^(?:EU|UK|US|W)\s*", "", size)
    return _flat(said) == _flat(size) or _flat(said) == _flat(bare)


def _wrong_temperature(match: re.Match[str], reading: Reading) -> bool:
    spelt = match["n"].lower()
    figure = float(SPELT[spelt]) if spelt in SPELT else float(match["n"].replace("−", "-"))
    if re.search(rf"(?<!\d){re.escape(match['n'])}(?!\d)\s*(?:°|degrees|deg|c\b|f\b)", reading.facts.words):
        return False
    weather = reading.facts.context.weather
    if weather is None or weather.temperature_c is None:
        return True
    celsius = weather.temperature_c
    fahrenheit = (match["u"] or match["w"] or "c").lower().startswith("f")
    return abs(figure - (celsius * 9 / 5 + 32 if fahrenheit else celsius)) >= 0.6


def _is_counted(match: re.Match[str], reading: Reading) -> bool:
    word = match["n"].lower()
    number = _NUMBER_WORDS.get(word) or int(word if word.isdecimal() else 0)
    what, looks = (match["what"] or "").lower(), len(reading.facts.looks)
    before = reading.text[max(0, match.start() - 12) : match.start()].lower()
    if number * 100 in budgets(reading.facts) and re.search(r"\b(?:your|the|that)\s*$", before):
        return True
    if _is_share(number, match, reading) or what in _HARMLESS:
        return True
    if number == len(reading.table) and re.search(r"\ball\s*$", before):
        return True
    if what in _PIECES:
        return number in _piece_counts(reading, before)
    if what == "others" or (match["adj"] and what not in _PIECES):
        return number == looks - 1
    if looks == number > 1 and all(len(look) == 1 for look in reading.facts.looks) and what not in ("left", "sizes"):
        return True
    if what in _LOOKS:
        return number in ((looks - 1,) if match["adj"] else (looks, looks - 1))
    if re.search(r"(?:look|option|outfit|number|variante|opción)s?\s*(?:\d\s*(?:and|,)\s*)?$", before):
        return 1 <= number <= looks
    if what in _TONES:
        return number == len({piece.colour for piece in reading.table})
    if (
        number == 2
        and (what in _LOOSE or not what)
        and (len(reading.mentions) >= 2 or len(reading.table) == 2 or re.search(r"\b(?:the|these|those)\s*$", before))
    ):
        return True
    if re.match(r"^\s*(?:/|out of)\s*100\b", reading.text[match.start("n") + len(word) :]) or number == 100:
        fits = reading.facts.fits
        return reading.look < len(fits) and (
            number in fits[reading.look] or (number == 100 and _rated(reading, match.start()))
        )
    return re.search(rf"(?<!\w){re.escape(word)}\s*{re.escape(what)}(?!\w)", reading.facts.words) is not None


_OF_THEM = re.compile(
    r"^\s*(?:of (?:the|these|those)?\s*(?:(?P<m>\w+)\s+)?(?:pieces|items|things)\b|times\b|of them\b)", re.IGNORECASE
)


def _is_share(number: int, match: re.Match[str], reading: Reading) -> bool:
    """Whether so many pieces have the colour that the sentence names, or are waterproof: "three of the pieces are navy"."""
    of = _OF_THEM.match(reading.text[match.start("n") + len(match["n"]) :])
    if of is None:
        return False
    every = (of["m"] or "").lower()
    if every and _NUMBER_WORDS.get(every, int(every) if every.isdecimal() else -1) != len(reading.table):
        return False
    words = stated(reading)
    told = {meaning for _, _, meaning in words["colour"]}
    if len(told) == 1:
        return number == sum(has_colour(piece, next(iter(told))) for piece in reading.table)
    cloths = {meaning for _, _, meaning in words["material"]}
    if len(cloths) == 1:
        return number == sum(has_material(piece, next(iter(cloths))) for piece in reading.table)
    dry = re.search(r"\bwaterproof\b", reading.rest, re.IGNORECASE)
    return bool(dry) and number == sum(piece.waterproof is True for piece in reading.table)


def _piece_counts(reading: Reading, before: str) -> set[int]:
    count, locked = len(reading.table), len(reading.mentions)
    return {count, locked} if re.search(r"\b(?:these|those|the|both)\s*$", before) else {count}


def _rated(reading: Reading, start: int) -> bool:
    return re.search(r"\d\s*(?:/|out of)\s*$", reading.text[:start]) is not None
