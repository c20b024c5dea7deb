"""The weather: degrees, words, and by month, season and place a guess that says it is one."""

import re
from collections.abc import Set
from functools import cache
from typing import cast

import msgspec

from aurora.context import places, wordlists
from aurora.context.mentions import Lexicon, Meaning, find, lexicon_of
from aurora.context.places import Place
from aurora.context.text import Text
from aurora.types import Conditions, Weather

_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
_MONTHS_SHORT = {m[:3]: n for n, m in enumerate(_MONTHS, 1) if m not in ("march", "may")} | {"sept": 9}
_OTHER_MONTHS = {word: int(number) for number, words in wordlists.table("weather", "months").items() for word in words}
_SEASONS = {word: int(number) for number, words in wordlists.table("weather", "seasons").items() for word in words}
# Daytime °C where only the season is known: a temperate town.
_TEMPERATE = Place("", "", 5, 25, False)
_DEGREES = re.compile(
    r"(?<![\d.,])(-?|minus )(\d{1,3})(?: ?(?:to|-) ?(-?\d{1,3}))? ?(?:°|degrees?|º|grados?|grad|degrés?)? ?"
    r"(c\b|celsius|f\b|fahrenheit|(?<=[°º])|(?<=degrees)|(?<=degree)|(?<=grad)|(?<=grados)|(?<=degrés))",
    re.IGNORECASE,
)
# Nothing but the weather is "minus 5".
_MINUS = re.compile(r"\bminus (\d{1,2})\b", re.IGNORECASE)


class Guess(msgspec.Struct, frozen=True):
    """The weather, and whether any of it was said (else it is a guess from place and date)."""

    weather: Weather
    said: bool


@cache
def _lexicon() -> Lexicon:
    entries = {
        w: Meaning("warmth", level, float(level))
        for level, words in wordlists.table("weather", "warmth").items()
        for w in words
    }
    entries |= {
        w: Meaning("conditions", name)
        for name, words in wordlists.table("weather", "conditions").items()
        for w in words
    }
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("weather", "not_weather"), Meaning("none")))


def find_weather(text: Text, compared: Set[int] = frozenset()) -> Weather | None:
    """What the message says of the weather; a word such as "freezing" stands for a typical temperature.

    compared: tokens of comparisons: "too cold" says how the look is, not the weather.
    """
    words = text.line
    found = [m for m in find(text, _lexicon()) if m.kind != "none" and m.start not in compared]
    mentions = [m for m in found if not _is_wish(words, m.start, m.end)]
    levels = [m.level for m in mentions if m.kind == "warmth" and m.level is not None]
    degrees = _degrees(text.clean)
    conditions = [m.value for m in mentions if m.kind == "conditions" and not _is_denied(words, m.start)]
    temperature = degrees if degrees is not None else (max(levels, key=lambda c: abs(c - 18)) if levels else None)
    if temperature is None and not conditions:
        return None
    order = ("snow", "rain", "wind", "fog", "cloudy", "clear")
    said = min(conditions, key=order.index) if conditions else None
    return Weather(temperature_c=temperature, conditions=cast(Conditions | None, said))


def _is_wish(words: list[str], start: int, end: int) -> bool:
    """True where a weather word describes a garment or a person ("a hot look", "I run hot")."""
    after = words[end] if end < len(words) else ""
    before = words[start - 1] if start else ""
    return after in ("jacket", "coat", "boots", "look", "outfit", "resistant", "proof", "gear") or before in (
        "look",
        "looking",
        "looks",
        "something",
    )


def _is_denied(words: list[str], start: int) -> bool:
    return (
        bool({"not", "no", "without", "never"} & set(words[max(0, start - 3) : start]))
        and "if" not in words[max(0, start - 4) : start]
    )


def _degrees(clean: str) -> float | None:
    """Degrees Celsius of "18°C", "75F", "minus 5 degrees", "20 to 24 degrees"; a bare degree above 45 is Fahrenheit."""
    found = _DEGREES.search(clean)
    if found is None:
        below = _MINUS.search(clean)
        return -float(below.group(1)) if below else None
    value = float(found.group(2)) * (-1 if found.group(1) else 1)
    if found.group(3):
        value = (value + float(found.group(3))) / 2
    unit = (found.group(4) or "").lower()[:1]
    if unit == "f" or (not unit and value > 45):
        value = (value - 32) / 1.8
    return round(value, 1) if -60 <= value <= 60 else None


@cache
def _dates() -> frozenset[str]:
    return frozenset((*_MONTHS, *_OTHER_MONTHS, *_MONTHS_SHORT, *_SEASONS))


def month(text: Text) -> tuple[int, bool] | None:
    """The month that is named, 1..12, and True where it was a season (which turns with the hemisphere)."""
    words = text.line
    dates = _dates()
    for at in text.positions(dates):
        word = words[at]
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        dated = (
            before
            in (
                "in", "of", "late", "early", "mid", "next", "this", "for", "on", "by", "th", "st", "nd", "rd",
                "am", "im", "en", "de", ",", "around",
            )
            or before.isdecimal()
            or after.isdecimal()
        )  # fmt: skip
        if word in _MONTHS and (
            word not in ("may", "march")
            or (dated and before not in ("this", "for", ",") and after not in ("i", "be", "it"))
        ):
            return _MONTHS.index(word) + 1, False
        if word in _OTHER_MONTHS and dated and word != "mars":
            return _OTHER_MONTHS[word], False
        if word in _MONTHS_SHORT and dated:
            return _MONTHS_SHORT[word], False
        if word in _SEASONS and not (
            word == "fall"
            and (
                before in ("to", "i", "not", "will", "might", "would", "they", "that", "'s")
                or after in ("off", "apart", "in", "flat", "down")
            )
        ):
            if word in ("spring", "winter", "summer") and after in ("coat", "coats", "boots", "wardrobe"):
                continue
            return _SEASONS[word], word not in ("christmas", "easter", "halloween")
    return None


def guess(place: Place | None, said_month: tuple[int, bool] | None, today: str, country: str | None) -> Weather | None:
    """The typical temperature of a place and a month; None where neither is known. Always a guess, never a forecast."""
    if place is None and said_month is None:
        return None
    month_number = said_month[0] if said_month else int(today[5:7] or 1)
    is_season = said_month is not None and said_month[1]
    southern = (place is not None and place.january_c > place.july_c and places.is_southern(place.country)) or (
        place is None and places.is_southern(country)
    )
    if southern and (is_season or place is None):
        month_number = (month_number + 5) % 12 + 1
    return Weather(temperature_c=float((place or _TEMPERATE).temperature_c(month_number)))


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    return frozenset(word for phrase in _lexicon().phrases for word in phrase)
