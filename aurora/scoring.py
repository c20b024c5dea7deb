"""How well each candidate suits this shopper and this moment: features @ weights, and the terms that explain the
score."""

from collections.abc import Iterator, Sequence, Set

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import colourways, features
from aurora.features import Array, Facts, Wants, wrong_colour
from aurora.types import Analysis, Candidate, Pool, Profile, Row, Scored
from aurora.weights import FEATURES, weights
from commerce.garments import SLOTS, Slot
from commerce.item import Item, Variant

Ints = NDArray[np.int64]

# So many of the best products of a slot come in their other colours too: about as many as the composer looks at.
_RECOLOURED = 12


def score(pool: Pool, analysis: Analysis, profile: Profile) -> dict[Slot, tuple[Scored, ...]]:
    """Every candidate with its score, best first within its slot; ties keep the order of retrieval. The best products
    come in up to three other colours besides, where the shopper named none for the slot.

    score = σ(intercept + Σ weight · value), so that learned weights and those by hand are the same thing.
    What it takes is measured in `docs/scoring.md`.
    """
    wants = features.wants(analysis, profile)
    given = [_suited(slot, found, wants) for slot, found in pool.by_slot.items() if found]
    candidates = [candidate for found in given for candidate in found]
    if not candidates:
        return {}
    found = features.facts(candidates)
    usual = features.usual_prices(found)
    values = features.matrix(found, wants, usual)
    more, parents, extra = _recoloured(candidates, found, values, wants, usual)
    slots = np.concatenate([found.slot, found.slot[parents]])
    by_slot = _scored([*candidates, *more], slots, np.concatenate([values, extra]))
    return {slot: by_slot[slot] for slot in pool.by_slot if slot in by_slot}


def _scored(candidates: Sequence[Candidate], slots: Ints, values: Array) -> dict[Slot, tuple[Scored, ...]]:
    """By slot, best first. slots: (n,) index into SLOTS."""
    parts, scores = values * _by_feature(), _scores(values)
    worth, names = scores.tolist(), FEATURES
    return {
        slot: tuple([
            Scored(candidate=candidates[i], score=worth[i], terms=Row(names, parts, i), features=Row(names, values, i))
            for i in order
        ])
        for slot, order in _best_first(slots, scores)
    }  # fmt: skip


def _best_first(slots: Ints, scores: Array) -> Iterator[tuple[Slot, list[int]]]:
    """Of each slot the rows, best first, as they come where they are as good."""
    order = np.lexsort((-scores, slots))
    found, start = np.unique(slots[order], return_index=True)
    for number, rows in zip(found.tolist(), np.split(order, start[1:]), strict=True):
        yield SLOTS[number], rows.tolist()


def _by_feature() -> Array:
    return np.array([weights().features[name] for name in FEATURES])


def _scores(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-(weights().intercept + values @ _by_feature()))))


# ── colours ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _named(slot: Slot, wants: Wants) -> bool:
    """Whether the shopper named a colour for that very slot."""
    return any(c.slot == slot for c in features.about(wants, slot, "colour"))


def _suited(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Sequence[Candidate]:
    """The candidates, each in the colour that is least out of place, its own where that is as good as any."""
    if _named(slot, wants) or not features.minds_colours(wants):
        return candidates
    known: dict[tuple[str, str, bool], float] = {}

    def doubt(variant: Variant, category: str) -> float:
        key = variant.colour, variant.hex, category in features.LIGHT_WHEN_SOBER
        found = known.get(key)
        if found is None:
            found = known[key] = wrong_colour(key[0], key[1], wants, may_be_light=key[2])
        return found

    def suited(candidate: Candidate, own: float) -> Candidate:
        category, best, least = candidate.item.category, candidate.variant, own
        for variant in candidate.item.variants:
            found = doubt(variant, category)
            if variant.available > 0 and (found < least or (found == least < own and _sooner(variant, best))):
                best, least = variant, found
        return candidate if best is candidate.variant else msgspec.structs.replace(candidate, variant=best)

    doubts = [doubt(candidate.variant, candidate.item.category) for candidate in candidates]
    return [
        suited(candidate, own) if own > 0 and not candidate.locked else candidate
        for candidate, own in zip(candidates, doubts, strict=True)
    ]


def _sooner(variant: Variant, other: Variant) -> bool:
    """Whether the first of two colours as good is taken: it is cheaper, or as cheap and more in stock."""
    return (variant.price, -variant.available) < (other.price, -other.available)


def _recoloured(
    candidates: Sequence[Candidate], found: Facts, values: Array, wants: Wants, usual: Array
) -> tuple[list[Candidate], list[int], Array]:
    """The best other colours of the best products of every slot and of the halves of suits, the rows of those products,
    and the features of the colours."""
    by_parent = {i: _other_colours(candidates[i]) for i in _to_recolour(found, values, wants)}
    parents = [i for i, variants in by_parent.items() for _ in variants]
    if not parents:
        return [], [], values[:0]
    variants = [variant for some in by_parent.values() for variant in some]
    others = features.in_colours(found, np.array(parents), variants)
    more = features.recolour(values[parents], others, wants, usual)
    kept = np.argsort(-_scores(more), kind="stable").tolist()
    many = {i for i, some in by_parent.items() if len(some) > colourways.MOST and not candidates[i].item.set}
    if many:
        kept = _at_most(colourways.MOST, kept, parents, many)
    coloured = [msgspec.structs.replace(candidates[parents[n]], variant=variants[n]) for n in kept]
    return coloured, [parents[n] for n in kept], more[kept]


def _at_most(count: int, ranked: Sequence[int], parents: Sequence[int], many: Set[int]) -> list[int]:
    """Of the ranked, the best `count` of each of these parents, and all of others."""
    left = dict.fromkeys(many, count)
    kept = []
    for n in ranked:
        parent = parents[n]
        if parent in left:
            if left[parent] <= 0:
                continue
            left[parent] -= 1
        kept.append(n)
    return kept


def _other_colours(candidate: Candidate) -> list[Variant]:
    """A variant of each other colour in which the piece can be bought; none for one that must stay as it is."""
    if candidate.locked:
        return []
    item, own = candidate.item, candidate.variant.colour
    known = _left.get(id(item))
    if known is None or known[0] is not item:
        if len(_left) >= _KEPT:
            _left.clear()
        # Holding the product keeps its id from being given to another.
        known = _left[id(item)] = item, _to_be_had(item)
    return [variant for variant in known[1] if variant.colour != own]


def _to_be_had(item: Item) -> list[Variant]:
    """A variant of each colour that can be bought."""
    left = [v for v in item.variants if v.available > 0]
    return left if len({v.colour for v in left}) == len(left) else list(colourways.by_colour(left).values())


_KEPT = 8192
_left: dict[int, tuple[Item, list[Variant]]] = {}
"""By the product's id in memory, what it is to be had in: a product that is told anew is another object."""


def _to_recolour(found: Facts, values: Array, wants: Wants) -> list[int]:
    """Of each slot for which no colour was named: the best candidates, and the halves of suits."""
    slots = found.slot.tolist()
    best: dict[int, list[int]] = {number: [] for number in sorted(set(slots)) if not _named(SLOTS[number], wants)}
    for i in np.argsort(-_scores(values), kind="stable").tolist():
        mine = best.get(slots[i])
        if mine is not None and len(mine) < _RECOLOURED:
            mine.append(i)
    for i, item in enumerate(found.items):
        if item.set is not None and slots[i] in best:
            best[slots[i]].append(i)
    return list(dict.fromkeys(i for mine in best.values() for i in mine))
