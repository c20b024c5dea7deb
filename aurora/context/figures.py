"""Numbers in a message: what each is, and what each is not (an age, a size, a date, a time, a count, a temperature)."""

from functools import lru_cache

import msgspec

from aurora.context import wordlists
from aurora.context.text import Text

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: n for n, word in enumerate(UNITS)}
_TENS = {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "grand": 1000,
    "mille": 1000,
    "tausend": 1000,
    "mil": 1000,
    "hundert": 100,
}
_SPELT = frozenset((*_UNITS, *_TENS, "hundred", "thousand", "grand"))
_NOT_MONEY_AFTER = frozenset(wordlists.phrases("grammar", "figures_not_money_after"))
_NOT_MONEY_BEFORE = frozenset(wordlists.phrases("grammar", "figures_not_money_before"))


_SHOWN = frozenset(("look", "outfit", "option"))
_NO_ORDINAL = 20
"""From here the figure after "outfit" is a sum: nobody is shown so many."""
_COUNTED = 60
"""Numbers of a message that are looked at; nobody means more."""


def vocabulary() -> frozenset[str]:
    """Every word that is a number or part of one."""
    return frozenset((*_UNITS, *_TENS, *_SCALES))


class Number(msgspec.Struct, frozen=True):
    """A number at tokens `start` to before `end`."""

    value: float
    start: int
    end: int
    grouped: bool
    """True where it is written with a multiplier ("2k", "two hundred")."""


def _is_decade(words: list[str], number: Number) -> bool:
    """True for the "30s" of "everybody is in their 30s": years of age."""
    follows = words[number.end : number.end + 1]
    return number.value in range(10, 100, 10) and follows in (["s"], ["'s"], ["ish"]) and "in" in words[: number.start]


@lru_cache(maxsize=8)
def find(text: Text) -> tuple[Number, ...]:
    """All numbers in order; digits with multipliers and English number words up to the thousands."""
    words = text.line
    found: list[Number] = []
    end = 0
    known = text.index.keys()
    for at in text.positions({word for word in known if word in _SPELT or word[0].isdigit()}):
        if at < end or len(found) >= _COUNTED:
            continue
        number = _digits(words, at) if words[at][0].isdigit() else _spelt(words, at)
        if number is not None:
            found.append(number)
            end = number.end
    return tuple(found)


def _digits(words: list[str], at: int) -> Number | None:
    value = _value(words[at])
    if value is None or value > 10**9:
        return None
    follows = words[at + 1] if at + 1 < len(words) else ""
    scale = _SCALES.get(follows, 1)
    return Number(value * scale, at, at + (2 if scale > 1 else 1), scale > 1)


def _value(word: str) -> float | None:
    """Reads `1,500`, `1.500`, `150,50` and `59.99`: a last group of three digits is thousands, otherwise decimals."""
    parts = word.replace(",", ".").split(".")
    if not all(part.isdecimal() and part.isascii() for part in parts) or len(word) > 15:
        return None
    if len(parts) == 1:
        return float(parts[0])
    if all(len(part) == 3 for part in parts[1:]):
        return float("".join(parts))
    if len(parts[-1]) <= 2:
        return float("".join(parts[:-1]) + "." + parts[-1])
    return None


def _spelt(words: list[str], at: int) -> Number | None:
    total, current, end = 0, 0, at
    for end in range(at, min(at + 7, len(words) + 1)):
        word = words[end] if end < len(words) else ""
        if word in _UNITS or word in _TENS:
            said = _UNITS.get(word, 0) + _TENS.get(word, 0)
            # "One fifty" and "two twenty five" are hundreds in every price that is spoken.
            current = current * 100 + said if 0 < current < 10 <= said else current + said
        elif word == "hundred" and (current or (end > 0 and words[end - 1] == "a")):
            current = max(current, 1) * 100
        elif word in ("thousand", "grand") and (current or (end > 0 and words[end - 1] in ("a", "one"))):
            total, current = total + max(current, 1) * 1000, 0
        elif not (word == "and" and current >= 100 and not current % 100 and _is_spelt(words, end + 1)):
            break
    value = total + current
    if value == 0 or end == at:
        return None
    return Number(float(value), at, end, value >= 100)


def _is_spelt(words: list[str], at: int) -> bool:
    return at < len(words) and (words[at] in _UNITS or words[at] in _TENS)


_MARKED = frozenset(("usd", "eur", "gbp", "inr", "rs", "us", "aud", "cad", "chf"))


def _is_of_a_name(text: Text, number: Number) -> bool:
    """True for the "2k" of "y2k": letters stand right before it that are no currency."""
    at = number.start
    return at > 0 and text.tokens[at].glued and text.line[at - 1].isalpha() and text.line[at - 1] not in _MARKED


_INCHES = 100
"""From here an "in" goes on ("around 300 in navy") and measures nothing."""


def is_plain_amount(text: Text, number: Number, *, capped: bool = False) -> bool:
    """True where nothing beside the number says that it counts or measures something else than money.

    capped: words of a limit stand right before it, so that the "at" of "cap it at 400" is no place.
    """
    words = text.line
    after = words[number.end] if number.end < len(words) else ""
    before = words[number.start - 1] if number.start else ""
    if _is_of_a_name(text, number):
        return False
    is_inches = after == "in" and number.value < _INCHES and words[number.end + 1 : number.end + 2] != ["total"]
    is_measure = is_inches or (after in _NOT_MONEY_AFTER and after != "in")
    if is_measure or _is_decade(words, number):
        return False
    if (
        before in _NOT_MONEY_BEFORE
        and not (capped and before in ("at", "by"))
        and not (before in _SHOWN and number.value >= _NO_ORDINAL)
    ):
        return False
    return not (
        number.value in range(1900, 2100)
        and number.end - number.start == 1
        and not number.grouped
        and before in ("", "in", "of")
    )
