"""Comparisons with what is on the table: "cheaper", "a bit dressier", "too loud"."""

from functools import cache
from typing import cast

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Direction


@cache
def _lexicon() -> Lexicon:
    entries = {
        w: Meaning("direction", name)
        for name, words in wordlists.table("directions", "directions").items()
        for w in words
    }
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("directions", "not_directions"), Meaning("none")))


def find_directions(text: Text) -> list[Mention]:
    """The comparisons, in order; "which is warmer?" asks and is left to the questions."""
    return [m for m in find(text, _lexicon()) if m.kind == "direction"]


def vocabulary() -> frozenset[str]:
    """Every word of the comparisons."""
    return frozenset(w for phrase in _lexicon().phrases for w in phrase)


def name_of(mention: Mention) -> Direction:
    """The direction that a mention of this module stands for."""
    return cast(Direction, mention.value)
