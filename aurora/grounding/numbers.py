# ruff: noqa: E501 - tables of number words read best one language a line
"""Whole numbers in words, in the four languages of the replies: said, and read back. The only table of number words."""

import re
from functools import cache
from itertools import pairwise

from aurora.types import Language

__all__ = ["MOST", "read_number", "say_number", "spelt"]

MOST = 1999
"""The greatest number that is read in words; prices above it are written in figures."""

_UNITS: dict[Language, list[str]] = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
    "de": ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"],
    "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"],
}  # fmt: skip
_TENS: dict[Language, list[str]] = {
    "en": ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    "de": ["-", "-", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
    "fr": [
        "-",
        "-",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "soixante",
        "quatre-vingt",
        "quatre-vingt",
    ],
    "es": ["-", "-", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
}
_HUNDREDS_ES = ["-", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"]  # fmt: skip


def say_number(number: int, language: Language = "en") -> str:
    """The number in words, 0..1999: `one hundred and twenty`, `hundertzwanzig`, `cent vingt`, `ciento veinte`."""
    if not 0 <= number <= MOST:
        raise ValueError(f"Numbers are said from 0 to {MOST}, not {number}.")
    if number >= 1000:
        thousand = {"en": "one thousand", "de": "tausend", "fr": "mille", "es": "mil"}[language]
        rest = number - 1000
        link = "" if language == "de" else " and " if language == "en" and 0 < rest < 100 else " "
        return f"{thousand}{link}{say_number(rest, language)}" if rest else thousand
    if number >= 100:
        return _hundreds(number // 100, number % 100, language)
    units = _UNITS[language]
    return units[number] if number < len(units) else _tens(number, language)


def _hundreds(hundreds: int, rest: int, language: Language) -> str:
    below = say_number(rest, language) if rest else ""
    if language == "de":
        return f"{_UNITS['de'][hundreds] if hundreds > 1 else ''}hundert{below}"
    if language == "en":
        return f"{_UNITS['en'][hundreds]} hundred{' and ' + below if below else ''}"
    if language == "fr":
        head = "cent" if hundreds == 1 else f"{_UNITS['fr'][hundreds]} cent{'' if below else 's'}"
    else:
        head = "cien" if hundreds == 1 and not rest else _HUNDREDS_ES[hundreds]
    return f"{head} {below}".strip()


def _tens(number: int, language: Language) -> str:
    ten, unit = divmod(number, 10)
    name = _TENS[language][ten]
    if language == "fr":
        if ten in (7, 9):
            return f"{name}{' et ' if number == 71 else '-'}{_UNITS['fr'][10 + unit]}"
        if unit == 0:
            return f"{name}s" if ten == 8 else name
        return f"{name} et un" if unit == 1 and ten < 8 else f"{name}-{_UNITS['fr'][unit]}"
    if unit == 0:
        return name
    if language == "de":
        return f"{_UNITS['de'][unit]}und{name}"
    return f"{name} y {_UNITS['es'][unit]}" if language == "es" else f"{name}-{_UNITS['en'][unit]}"


_LINKS = frozenset(("and", "et", "y"))
_WORD = re.compile(r"[^\W\d_]+")
_SAME = {"a": "one", "eine": "ein", "eins": "ein", "cents": "cent", "vingts": "vingt", "un": "uno", "una": "uno", "einhundert": "hundert",
         "eintausend": "tausend", "ciento": "cien", "veintiún": "veintiuno"}  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(_SAME.get(word, word) for word in words if word not in _LINKS)


@cache
def _read() -> dict[tuple[str, ...], int]:
    languages: tuple[Language, ...] = ("es", "fr", "de", "en")
    return {_words(say_number(n, language)): n for language in languages for n in range(MOST + 1)}


@cache
def spelt(language: Language, most: int = 100) -> dict[str, int]:
    """Word → number for those up to `most` that are one word or joined by a hyphen, lower case; "un" and "a" are not."""
    said = {say_number(n, language): n for n in range(most + 1)}
    return {word: n for word, n in said.items() if " " not in word and word not in ("un", "uno", "ein")}


def read_number(before: str) -> tuple[int, int] | None:
    """The number in words with which a text ends, and where it begins: "for one hundred and twenty " is (120, 4)."""
    found = list(_WORD.finditer(before))[-8:]
    for at, match in enumerate(found):
        if match.group().lower() in _LINKS:
            continue
        number = _read().get(_words(before[match.start() :]))
        if number is not None and all(before[a.end() : b.start()] in (" ", "-") for a, b in pairwise(found[at:])):
            return number, match.start()
    return None
