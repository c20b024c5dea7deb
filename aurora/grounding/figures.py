# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Sizes, temperatures, counts and all other figures that are not money."""

import re
from collections.abc import Iterator
from functools import cache

from aurora.grounding.amounts import budgets
from aurora.grounding.belonging import owners, stated
from aurora.grounding.claims import has_colour, has_material
from aurora.grounding.money import find_amounts
from aurora.grounding.numbers import say_number, spelt
from aurora.grounding.reading import Reading
from aurora.types import Language

__all__ = ["wrong_numbers"]

_SIZE = re.compile(
    r"\b(?:size|sizes|sized|größe|taille|talla)\s+(?P<a>(?:EU|UK|US|W)?\s?\d{1,3}(?:[.,/]\d{1,2})?|X{0,4}S|M|X{0,4}L|\d?XL|one size)\b"
    r"|\b(?P<b>(?:EU|UK|US)\s?\d{1,2}(?:[.,]5)?)\b|(?<![\w'’-])(?P<c>X{1,4}[SL]|[SML])(?![\w'’-])"
    r"|\b(?:in|a|an)\s+(?P<d>(?:extra[- ])?(?:small|medium|large))\b(?=\s*(?:[.,;!?)]|$|size\b|if\b|and\b|for you\b))"
)
_LETTERS = {"small": "S", "medium": "M", "large": "L", "extra small": "XS", "extra large": "XL"}
_DEGREES = r"(?:°\s*(?P<u>[CF])?\b|°|degrees?(?:\s+(?P<w>celsius|fahrenheit))?|grad\b|degrés?|grados?)"
_MORE_WORDS: dict[Language, dict[str, int]] = {
    "en": {"dozen": 12, "a hundred": 100} | {f"{say_number(n)} hundred": 100 * n for n in range(2, 10)},
    "de": {"dutzend": 12, "beiden": 2, "beide": 2} | {f"{say_number(n, 'de')}hundert": 100 * n for n in range(2, 10)},
    "fr": {"douzaine": 12},
    "es": {"docena": 12} | {say_number(100 * n, "es"): 100 * n for n in range(2, 10)},
}


@cache
def _numbers(language: Language) -> dict[str, int]:
    """Number words of two and more; "neuf" is left out, which is new as well."""
    words = {word: n for word, n in spelt(language).items() if n >= 2 and word != "neuf"}
    return words | _MORE_WORDS[language]


@cache
def _temperature(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.])(?P<n>[-−]?\d{{1,3}}(?:[.,]\d)?|{'|'.join(spelt(language, 49))})\s*{_DEGREES}", re.IGNORECASE
    )


@cache
def _count(language: Language) -> re.Pattern[str]:
    words = "|".join(sorted(_numbers(language), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<n>\d+|{words})(?![\w%-])"
        r"(?:\s+(?P<adj>more|other|further|weitere[nr]?|anderen?|autres|otr[oa]s|different))?(?:\s+(?P<what>[^\W\d]+))?",
        re.IGNORECASE,
    )


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
    counts = _count(reading.facts.language)
    for wrong, pattern in ((_wrong_size, _SIZE), (_wrong_temperature, _temperature(reading.facts.language))):
        for match in pattern.finditer(text):
            if wrong(match, reading):
                yield match.group()
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    for match in counts.finditer(text):
        if not _is_counted(match, reading):
            yield match.group().strip()
    text = counts.sub(lambda match: " " * len(match.group("n")) + match.group()[len(match.group("n")) :], text)
    yield from (
        m.group()
        for m in re.finditer(r"[\w.,]*\d[\w.,%]*%?|%|percent|prozent|por ciento|pour cent", text)
        if m.group() not in ("3D", "2-in-1")
    )


_OTHERS = re.compile(r"\b(?:other|anderen?|weitere[nr]?|autres|otr[oa]s)\s*$", re.IGNORECASE)
_TWO_OF = re.compile(r"\b(?:the|these|those|die|diese|les|ces|tous|toutes|los|las|estos|estas)\s*$")


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
    word, known = match["n"].lower(), spelt(reading.facts.language, 49)
    figure = float(known[word]) if word in known else float(word.replace("−", "-").replace(",", "."))
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
    number = _numbers(reading.facts.language).get(word) or int(word if word.isdecimal() else 0)
    what, looks = (match["what"] or "").lower(), len(reading.facts.looks)
    before = reading.text[max(0, match.start() - 12) : match.start()].lower()
    if number * 100 in budgets(reading.facts) and re.search(r"\b(?:your|the|that)\s*$", before):
        return True
    if number == looks - 1 and (_OTHERS.search(before) or _OTHERS.search(match["adj"] or "")):
        return True
    listed = [m for m in reading.mentions if m.exact and m.start > match.end()]
    if number == len(listed) and ":" in reading.text[match.end() : listed[0].start]:
        return True  # "three have flowers: the …, the … and the …"
    if what == "things" and number == _listed(reading.text[match.end() :]):
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
        and (what in _LOOSE or not what or _TWO_OF.search(before) or word in ("beide", "beiden"))
        and (len(reading.mentions) >= 2 or len(reading.table) == 2 or _TWO_OF.search(before))
    ):
        return True
    if re.match(r"^\s*(?:/|out of)\s*100\b", reading.text[match.start("n") + len(word) :]) or number == 100:
        fits = reading.facts.fits
        return reading.look < len(fits) and (
            number in fits[reading.look] or (number == 100 and _rated(reading, match.start()))
        )
    return re.search(rf"(?<!\w){re.escape(word)}\s*{re.escape(what)}(?!\w)", reading.facts.words) is not None


def _listed(after: str) -> int:
    """How much a list after a colon counts: ": a shell and wool" is two."""
    found = re.match(r"\s*:\s*([^.;:!?]+)", after)
    return len(re.split(r",\s*(?:and\s+)?|\s+and\s+", found.group(1))) if found else 0


_OF_THEM = re.compile(
    r"^\s*(?:of (?:the|these|those)?\s*(?:(?P<m>\w+)\s+)?(?:pieces|items|things)\b|times\b|of them\b)", re.IGNORECASE
)


def _is_share(number: int, match: re.Match[str], reading: Reading) -> bool:
    """Whether so many pieces have the colour that the sentence names, or are waterproof: "three of the pieces are navy"."""
    of = _OF_THEM.match(reading.text[match.start("n") + len(match["n"]) :])
    if of is None:
        return False
    every = (of["m"] or "").lower()
    known = _numbers(reading.facts.language)
    if every and known.get(every, int(every) if every.isdecimal() else -1) != len(reading.table):
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
