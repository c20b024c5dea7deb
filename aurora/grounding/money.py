# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Sums of money found in a text, in figures or in words, with or without their currency."""

import re
from collections.abc import Iterator

import msgspec

from aurora.grounding.numbers import read_number
from core.money import exponent

__all__ = ["Amount", "find_amounts"]


class Amount(msgspec.Struct, frozen=True):
    """A sum of money at [start, end). `minor` is None where the figure could not be read."""

    start: int
    end: int
    minor: int | None
    currencies: frozenset[str]
    """The currencies it may be in; empty where none is written."""


_SYMBOLS = {
    "$": "USD CAD AUD NZD SGD HKD MXN", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "₹": "INR", "kr": "SEK NOK DKK",
    "dollar": "USD CAD AUD NZD SGD", "dollars": "USD CAD AUD NZD SGD", "bucks": "USD CAD AUD", "euro": "EUR", "euros": "EUR",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "pfund": "GBP", "livres": "GBP", "libras": "GBP", "rupee": "INR", "rupees": "INR",
    "yen": "JPY", "francs": "CHF", "franken": "CHF", "dólar": "USD", "dólares": "USD", "cents": "USD EUR", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "inr": "INR", "jpy": "JPY", "chf": "CHF", "cad": "CAD", "aud": "AUD", "sek": "SEK", "rs": "INR", "rs.": "INR",
}  # fmt: skip
_FIGURE = r"\d[\d.,’'\u202f]*\d|\d"
_NAMED = r"dollars?|bucks|euros?|pounds?|quid|pfund|livres|libras|rupees?|yen|francs|franken|dólar(?:es)?"
_UNIT = rf"(?:US\$|[$€£¥₹]|(?:{_NAMED}|USD|EUR|GBP|INR|JPY|CHF|CAD|AUD|SEK|Rs\.?|kr)\b)"
_MONEY = re.compile(
    rf"(?P<before>US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|INR|JPY|CHF|CAD|AUD|SEK|Rs\.?)\s?)\s?(?P<a>{_FIGURE})(?P<k>k\b)?"
    rf"|(?<![\w.,])(?P<b>{_FIGURE})\s?(?P<after>{_UNIT})"
    rf"|\b(?P<unit>{_NAMED})\b|(?P<sign>[$€£¥₹])"
    rf"|\b(?:costs?|priced at|price of|price is|for (?:only|just)|pay|paying|worth|retails? (?:at|for)|kostet|kosten|für (?:nur|gerade)|coûte(?:nt)?|pour (?:seulement|juste)|cuestan?|por (?:solo|sólo))\s+(?:only |just |about |around |nur |etwa |que |solo |unos |environ )?"
    rf"(?P<d>{_FIGURE})(?!\d|[.,]\d|%|°|\s?{_UNIT}|\s*(?:degrees|pieces|looks|days|hours))",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:every|each|the|your|jede[rn]?|chaque|cada)\s+$", re.IGNORECASE)


def find_amounts(text: str) -> Iterator[Amount]:
    """Every sum of money in `text`. A currency that stands alone, as in "so many dollars", is a sum that is not read."""
    for match in _MONEY.finditer(text):
        sign = match["before"] or match["after"] or match["unit"] or match["sign"] or ""
        unit = sign.strip().lower().rstrip(".")
        currencies = frozenset(_SYMBOLS.get(unit, _SYMBOLS.get(unit.upper(), "")).split())
        places = exponent(next(iter(sorted(currencies)), "USD"))
        start, major = match.start(), _major(match["a"] or match["b"] or match["d"] or "")
        if match["unit"]:
            if _EACH.search(text[: match.start()]):
                continue  # "every dollar" is no sum
            number = read_number(text[: match.start()])
            major, start = (float(number[0]), number[1]) if number else (None, match.start())
        if major is not None and match["k"]:
            major *= 1000
        yield Amount(start, match.end(), None if major is None else round(major * 10**places), currencies)


def _major(figure: str) -> float | None:
    """The number a figure stands for, in whichever way its thousands and decimals are written."""
    text = re.sub(r"[’'\u202f]", "", figure)
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        decimals = len(text) - last - 1
        mixed = "." in text and "," in text
        if decimals == 3 and not mixed:
            text = re.sub(r"[.,]", "", text)
        else:
            text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    try:
        return float(text)
    except ValueError:
        return None
