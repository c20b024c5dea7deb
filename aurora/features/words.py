"""What fits the words: relevance, and the kind and colour that were asked for."""

from collections.abc import Collection

import numpy as np

from aurora.features.colours import likeness
from aurora.features.turn import UNKNOWN, Array, Turn, about
from commerce.garments import CATEGORIES, SLOTS, Slot


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

    value = turn.constant()
    for slot, names in asked.items():
        if names:
            value = np.where(turn.found.slot == SLOTS.index(slot), _of_kind(turn, slot, names), value)
    return value


def _of_kind(turn: Turn, slot: Slot, names: Collection[str]) -> Array:
    return turn.constant(1.0) if slot in names else turn.of_kinds(names).astype(np.float64)


def colour(turn: Turn) -> Array:
    asked = {slot: [c.value.name for c in about(turn.wants, slot, "colour") if c.value.name] for slot in SLOTS}
    if not any(asked.values()):
        return turn.constant()

    value, near = turn.constant(), dict[tuple[str, ...], Array]()
    for slot, names in asked.items():
        if names:
            key = tuple(names)  # of the whole look the same are asked in every slot
            near[key] = _near(turn, names) if key not in near else near[key]
            value = np.where(turn.found.slot == SLOTS.index(slot), near[key], value)
    return value


def _near(turn: Turn, names: Collection[str]) -> Array:
    return turn.by_colour(lambda colour, code: max(likeness(name, colour, code) for name in names))
