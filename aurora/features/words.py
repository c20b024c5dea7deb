"""What fits the words: relevance, and the kind and colour that were asked for."""

import numpy as np

from aurora.features.colours import likeness
from aurora.features.turn import UNKNOWN, Array, Turn, about
from aurora.types import Candidate
from commerce.garments import CATEGORIES, SLOTS, Slot
from commerce.item import Item


def relevance(turn: Turn) -> Array:
    """Half the fused rank against the slot's best, half the cosine; MiniLM's cosines of real matches lie in 0.1 ..
    0.7."""
    found = turn.found
    best = np.zeros(len(SLOTS))
    np.maximum.at(best, found.slot, found.fused)
    of_slot = best[found.slot]
    rank = np.where(of_slot > 0, found.fused / np.where(of_slot > 0, of_slot, 1.0), UNKNOWN)
    return np.asarray(0.5 * rank + 0.5 * np.clip((found.similarity - 0.1) / 0.6, 0, 1))


def category(turn: Turn) -> Array:
    asked: dict[Slot, set[str]] = {slot: set() for slot in SLOTS}
    for wish in turn.wants.analysis.constraints:
        name = wish.value.name
        if wish.kind == "category" and name:
            slot = CATEGORIES[name].slot if name in CATEGORIES else name
            if slot in asked and wish.slot in (None, slot):
                asked[slot].add(name)
    if not any(asked.values()):
        return turn.constant()

    def value(item: Item) -> float:
        names = asked[item.slot]
        return UNKNOWN if not names else 1.0 if item.category in names or item.slot in names else 0.0

    return turn.of(lambda c: value(c.item))


def colour(turn: Turn) -> Array:
    asked = {slot: [c.value.name for c in about(turn.wants, slot, "colour") if c.value.name] for slot in SLOTS}
    if not any(asked.values()):
        return turn.constant()

    def value(candidate: Candidate) -> float:
        names = asked[candidate.item.slot]
        return max(likeness(name, candidate.variant) for name in names) if names else UNKNOWN

    return turn.once(lambda c: (c.item.slot, c.variant.colour, c.variant.hex), value)
