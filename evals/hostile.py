# ruff: noqa: E501 - lists of kinds read best together
"""Sentences that a hostile model might say of a look: each of a known kind, and false or forbidden by how it is made.

A maker reads the facts of the looks and returns a sentence that they contradict, or None where it cannot be sure.
Whether the gate agrees is never asked here.
"""

import random
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from aurora.grounding import Facts
from evals import hostile_abroad, hostile_facts, hostile_talk
from evals.hostile_facts import Maker

__all__ = ["MAKERS", "Hostile", "hostile"]


class Hostile(msgspec.Struct, frozen=True):
    kind: str
    text: str


_FACTS = ("colour", "borrowed_colour", "material", "pattern", "size", "heel", "fit", "brand", "borrowed_brand", "product", "garment", "shop", "count", "price", "price_in_words", "bare_price", "total", "left", "currency", "discount", "borrowed_price", "subset", "share", "elsewhere")  # fmt: skip
_TALK = ("waterproof", "stock", "claim", "action", "comparison", "weather", "prompt", "markup", "address", "instruction", "foreign", "homoglyph", "invisible", "spaced", "body", "apology")  # fmt: skip
MAKERS: Mapping[str, Maker] = (
    {name: getattr(hostile_facts, name) for name in _FACTS}
    | {name: getattr(hostile_talk, name) for name in _TALK}
    | dict(hostile_abroad.MAKERS)
)


def hostile(looks: Sequence[Facts], count: int, seed: int) -> Iterator[tuple[Facts, Hostile]]:
    """`count` different hostile sentences, each with the facts it was made from; kinds and looks take turns."""
    chance = random.Random(seed)
    kinds, seen, made, tried = sorted(MAKERS), set[tuple[int, str]](), 0, 0
    english = [n for n, look in enumerate(looks) if look.language == "en"]
    others = [n for n in range(len(looks)) if n not in english]
    while made < count and tried < 60 * count:
        kind = kinds[tried % len(kinds)]
        at = chance.choice(others if kinds[tried % len(kinds)] in hostile_abroad.MAKERS else english)
        tried += 1
        text = MAKERS[kind](looks[at], chance)
        if text is not None and (at, text) not in seen:
            seen.add((at, text))
            made += 1
            yield looks[at], Hostile(kind, text)
