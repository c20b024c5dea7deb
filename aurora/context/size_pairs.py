"""Two sizes in one breath: "sizes 50 and 34" of somebody's jacket and trousers, "shirt and jeans, sizes M and 32"."""

import re

from aurora.context.mentions import Mention
from aurora.context.sizes import LETTERS, SIZE, Said
from aurora.context.text import Text
from commerce.garments import SIZE_KEY

_PAIR = re.compile(
    rf"\b(?:sizes?|groessen?|tailles?|tallas?)(?: are| in| :)? ({SIZE}) (?:and|&|/|,|und|et|y) ({SIZE})\b"
    r"(?! (?:years|y)\b)"
)
_WAISTS = (26, 42)
"""Inches that trousers come in; a higher number beside one of these is the size of a jacket."""


def paired(text: Text, mentions: list[Mention], found: list[Said]) -> list[Said]:
    """The sizes with those of a pair given to what they are of; as they were where no pair is said or none fits."""
    line = " ".join(text.line)
    hit = _PAIR.search(line) if "and" in text.index or {"&", "/", ",", "und", "et", "y"} & text.index.keys() else None
    if hit is None:
        return found
    start, end = line[: hit.start()].count(" "), line[: hit.end()].count(" ") + 1
    one, two = (LETTERS.get(size, size) for size in hit.groups())
    keys = _of_garments(mentions) or _by_number(one, two)
    if keys is None:
        return found
    others = [said for said in found if said.end <= start or said.start >= end]
    words = text.words(start, end)
    first, second = Said(keys[0], one, words, start, end), Said(keys[1], two, words, start, end)
    return sorted([*others, first, second], key=lambda said: said.start)


def _of_garments(mentions: list[Mention]) -> tuple[str, str] | None:
    """The keys of the two garments of the message, in their order; None where it names another number of them."""
    named = [SIZE_KEY.get(m.slot) for m in mentions if m.kind == "category" and m.slot and not m.negated]
    keys = list(dict.fromkeys(key for key in named if key is not None))
    return (keys[0], keys[1]) if len(keys) == 2 else None


def _by_number(one: str, two: str) -> tuple[str, str] | None:
    """Which of the two is of the upper half and which of the trousers or the shoes, by what comes in such sizes."""
    if one.isalpha() and two.isdecimal():
        return "top", _of_number(two)
    if two.isalpha() and one.isdecimal():
        return _of_number(one), "top"
    if not (one.isdecimal() and two.isdecimal()):
        return None
    low, high = sorted((int(one), int(two)))
    if not (_WAISTS[0] <= low <= _WAISTS[1] and high >= max(low + 6, 44)):
        return None
    return ("top", "bottom") if int(one) == high else ("bottom", "top")


def _of_number(size: str) -> str:
    return "shoes" if int(size) > _FEET else "bottom"


_FEET = 36
"""Beside a letter, numbers up to here are a waist and higher ones are of shoes."""
