"""The colours a product is to be had in, as candidates: which suits the moment, and which others a look may choose
from.

Retrieval brings every product in one variant, the one nearest to a colour that was named. Where none was, the choice is
the stylist's: a dress that also comes in black is no red dress at a funeral.
"""

from collections.abc import Callable, Iterable

import msgspec

from aurora.types import Candidate
from commerce.item import Variant

Doubt = Callable[[Candidate], float]
"""How little a candidate's colour suits the moment; 0 where nothing is wrong with it."""

MOST = 3
"""Colours beside its own in which a product may enter a look."""


def suited(candidate: Candidate, doubt: Doubt) -> Candidate:
    """The candidate in the colour that is least out of place, its own where that is as good as any."""
    if candidate.locked or len(candidate.item.variants) < 2 or doubt(candidate) <= 0:
        return candidate
    return min((candidate, *others(candidate)), key=doubt)


def others(candidate: Candidate) -> tuple[Candidate, ...]:
    """The candidate in each of its other colours that can be bought; none for a piece that must stay as it is."""
    if candidate.locked:
        return ()
    kept = by_colour(v for v in candidate.item.variants if v.available > 0)
    kept.pop(candidate.variant.colour, None)
    return tuple(msgspec.structs.replace(candidate, variant=variant) for variant in kept.values())


def by_colour(variants: Iterable[Variant]) -> dict[str, Variant]:
    """The variant of each colour that is cheapest, of equally cheap ones the one most in stock."""
    best: dict[str, Variant] = {}
    for variant in sorted(variants, key=lambda v: (v.price, -v.available)):
        best.setdefault(variant.colour, variant)
    return best
