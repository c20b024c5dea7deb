"""The gate: a sentence is released only when everything it states is a fact of the looks on the table.

It errs towards silence: what is refused is said by the composer instead, from the same facts. What it cannot see is a
lie without a figure, a name or a word of its lexicon; `docs/reply.md` lists those.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from aurora.fencing import clean
from aurora.grounding.amounts import wrong_amounts
from aurora.grounding.belonging import stated
from aurora.grounding.claims import wrong_actions, wrong_attributes, wrong_claims
from aurora.grounding.comparisons import wrong_comparisons, wrong_shades, wrong_sides
from aurora.grounding.facts import Facts, PieceFacts, facts_of, is_plural
from aurora.grounding.figures import wrong_numbers
from aurora.grounding.manner import shingles, unfit, wrong_language
from aurora.grounding.money import find_amounts
from aurora.grounding.names import wrong_brands, wrong_houses, wrong_names
from aurora.grounding.reading import Reading, looks_named, named, read, title_pattern
from aurora.grounding.shares import wrong_colour_pairs, wrong_shares

__all__ = [
    "Facts",
    "PieceFacts",
    "Violation",
    "check",
    "facts_of",
    "is_plural",
    "look_of",
    "looks_named",
    "named",
    "names_piece",
    "read",
    "shingles",
    "speaks_of",
    "title_pattern",
]


class Violation(msgspec.Struct, frozen=True):
    """Why a sentence may not be released: the rule's name and the words that break it."""

    kind: str
    words: str


def check(sentence: str, facts: Facts, focus: Iterable[UUID] = (), look: int = 0) -> list[Violation]:
    """The violations of one sentence, empty where it may be released.

    focus: products named in the sentence before, which "it" and "they" may mean; look: the look that it spoke of.
    A check that fails to run is itself a violation: not safe.
    """
    try:
        return list(_violations(sentence, facts, focus, look))
    except Exception as error:  # the gate stays shut whatever breaks in it
        return [Violation("unchecked", type(error).__name__)]


def look_of(sentence: str, facts: Facts, before: int = 0) -> int:
    """The look that the sentence speaks of, as `check` is to be told for the one after it."""
    return read(sentence, facts, look=before).look


def speaks_of(sentence: str, facts: Facts) -> bool:
    """Whether the sentence tells something of what is on the table: a title, a colour, a cloth, a pattern or a sum.

    A bare "coat" tells nothing: "I went to the shop and bought a coat".
    """
    reading = read(sentence, facts)
    return (
        any(mention.exact for mention in reading.mentions)
        or any(stated(reading).values())
        or any(True for _ in find_amounts(reading.rest))
    )


def names_piece(sentence: str, facts: Facts) -> bool:
    """Whether the sentence has the whole title of a piece on the table."""
    return any(mention.exact for mention in read(sentence, facts).mentions)


def _violations(sentence: str, facts: Facts, focus: Iterable[UUID], look: int) -> Iterator[Violation]:
    if not any(c.isalpha() for c in sentence):
        yield Violation("empty", sentence)
        return
    if _squeezed(clean(sentence)) != _squeezed(sentence):
        yield Violation("invisible", "characters that are not what they look like")
    reading = read(sentence, facts, focus, look)
    yield from (Violation(kind, words) for kind, words in unfit(sentence, reading))
    if language := wrong_language(reading):
        yield Violation("language", language)
    yield from _facts_violated(reading)


def _facts_violated(reading: Reading) -> Iterator[Violation]:
    yield from (Violation("name", words) for words in wrong_names(reading))
    yield from (Violation("brand", words) for words in (*wrong_brands(reading), *wrong_houses(reading)))
    yield from (Violation("garment", word) for word in reading.strangers)
    yield from (Violation(kind, word) for kind, word in wrong_attributes(reading))
    yield from (Violation("price", words) for words in wrong_amounts(reading))
    yield from (Violation("figure", words) for words in wrong_numbers(reading))
    yield from (Violation(kind, words) for kind, words in wrong_claims(reading))
    yield from (Violation("action", words) for words in wrong_actions(reading))
    yield from (Violation("comparison", words) for words in (*wrong_comparisons(reading), *wrong_shades(reading)))
    yield from (Violation("budget", words) for words in wrong_sides(reading))
    yield from (Violation("share", words) for words in wrong_shares(reading))
    yield from (Violation("colour", words) for words in wrong_colour_pairs(reading))
    if reading.look and reading.look >= len(reading.facts.looks):
        yield Violation("figure", f"look {reading.look + 1}")


def _squeezed(text: str) -> str:
    # NFKC opens these two up; both are ordinary in prose.
    return "".join(text.replace("…", "...").replace(" ", " ").split())
