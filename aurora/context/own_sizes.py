"""Whose a size is: the shoes' own, or that of the person who says it beside them."""

from collections.abc import Iterable

import msgspec

from aurora.context.size_systems import speaks_of_feet
from aurora.context.sizes import PLAUSIBLE, Said
from aurora.context.text import Text


def own_first(text: Text, found: list[Said], *, has_shoes: bool = False) -> list[Said]:
    """The sizes with what is said of a person in general kept off the shoes that have one: "boots 39, she's a 40", "I
    hate heels, size 40, shoes 39".

    has_shoes: the shoes' size is known from an earlier turn.
    """
    found = _off_feet(text, found)
    own = [one for one in found if one.key == "shoes" and not _is_general(text, one)]
    if not own and not has_shoes:
        return found
    return [
        msgspec.structs.replace(one, key="dress")
        if one not in own and one.key in (None, "shoes") and _is_of_dress(one.size) and _is_general(text, one)
        else one
        for one in found
    ]


def _is_of_dress(size: str) -> bool:
    return size.isdecimal() and int(size) >= PLAUSIBLE["shoes"][0]


def _off_feet(text: Text, found: list[Said]) -> list[Said]:
    """The sizes that only stand near shoes as those of nothing yet, where another is said of feet by name."""
    of_feet = [one for one in found if one.key == "shoes" and _names_feet(text.line[one.start : one.end])]
    return [
        msgspec.structs.replace(one, key=None)
        if of_feet and one.key == "shoes" and one not in of_feet and _SIZE_WORDS & set(text.line[one.start : one.end])
        else one
        for one in found
    ]


_SIZE_WORDS = frozenset(("size", "taille", "talla", "groesse", "taglia", "am", "wear", "wears", "take", "takes"))


def _names_feet(words: Iterable[str]) -> bool:
    return any(speaks_of_feet(word) or word in ("schuhgroesse", "pointure") for word in words)


def _is_general(text: Text, said: Said) -> bool:
    """True for "she is a size 40": a person has the size and no shoe is named in it."""
    words = text.line
    inside = {*words[said.start : said.end], *words[max(0, said.start - 2) : said.start]}
    return bool({"am", "is", "'s", "she", "he", "normally", "usually"} & inside) and not any(
        word.startswith(("shoe", "boot", "foot", "feet", "trainer", "heel", "sandal")) for word in inside
    )
