"""What fits the shopper: their taste as it was learned, what they said of themselves, purse, ease and boldness."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from aurora.features.colours import likeness
from aurora.features.turn import UNKNOWN, Array, Turn, about
from aurora.taste import formality_band, price_band
from aurora.weights import weights
from commerce.garments import SLOTS, Slot
from commerce.item import PLENTY, Item

# Cosines of a taste made of 1 to 8 products with those of one slot and department of the demo catalogue have a mean of
# 0.56 to 0.71 and a standard deviation of 0.07 to 0.08: two of them from the slot's mean is as like as things get.
_TASTE_SPREAD = 0.16
# What a learned leaning weighs in the affinity, by facet; formality only where no occasion or wish decides it.
_LEANING = {
    "colour": 0.3,
    "brand": 0.25,
    "category": 0.2,
    "pattern": 0.15,
    "material": 0.15,
    "price": 0.15,
    "formality": 0.15,
}
# Leanings are shrunk and few: after ten verdicts a colour has about 0.2. Measured on invented shoppers
# (docs/scoring.md): without it what was learned hardly moved a ranking.
_LEANING_GAIN = 4.0


def taste(turn: Turn) -> Array:
    """Likeness to what was liked, against the slot's mean, as far as it is to be believed: every product is a little
    like every other."""
    likes, slot = turn.found.taste, turn.found.slot
    known = ~np.isnan(likes)
    if not known.any() or turn.wants.trust <= 0:
        return turn.constant()
    count = np.bincount(slot[known], minlength=len(SLOTS))
    mean = np.bincount(slot[known], weights=likes[known], minlength=len(SLOTS)) / np.maximum(count, 1)
    lift = np.clip((likes - mean[slot]) / _TASTE_SPREAD, -1, 1)
    return np.where(known, UNKNOWN + 0.5 * turn.wants.trust * np.nan_to_num(lift), UNKNOWN)


def affinity(turn: Turn) -> Array:
    """The learned likes and dislikes of what the piece is, facet by facet."""
    leanings, wanted = turn.wants.leanings, turn.wants
    if not leanings:
        return turn.constant()
    lift = np.zeros(len(turn.found.slot))
    for facet, values in _FACETS.items():
        likes = leanings.get(facet)
        if likes:
            lift += _LEANING[facet] * values(turn, likes)
    if leanings.get("formality") and wanted.formality is None and wanted.analysis.context.occasion is None:
        likes = leanings["formality"]
        lift += _LEANING["formality"] * turn.of(lambda item: likes.get(formality_band(item.formality), 0.0))
    return np.asarray(UNKNOWN + 0.5 * np.clip(_LEANING_GAIN * lift, -1, 1))


Likes = Mapping[str, float]


def _liked_prices(turn: Turn, likes: Likes) -> Array:
    usual = turn.usual[turn.found.slot].tolist()
    prices = zip(turn.found.told.price.tolist(), usual, strict=True)
    return np.array([likes.get(price_band(price, middle), 0.0) for price, middle in prices])


def _liked_cloth(turn: Turn, likes: Likes) -> Array:
    def value(item: Item) -> float:
        cloth = item.materials
        return sum(likes.get(name, 0.0) for name in cloth) / len(cloth) if cloth else 0.0

    return turn.of(value)


_FACETS: dict[str, Callable[[Turn, Likes], Array]] = {
    "colour": lambda turn, likes: turn.by_colour(lambda name, _: likes.get(name, 0.0)),
    "brand": lambda turn, likes: turn.of(lambda item: likes.get(item.brand, 0.0)),
    "category": lambda turn, likes: turn.of(lambda item: likes.get(item.category, 0.0)),
    "pattern": lambda turn, likes: turn.of(lambda item: likes.get(item.pattern, 0.0)),
    "material": _liked_cloth,
    "price": _liked_prices,
}


def palette(turn: Turn) -> Array:
    palette, avoid = turn.wants.palette, turn.wants.avoid
    if not palette and not avoid:
        return turn.constant()

    def value(name: str, code: str) -> float:
        if name in avoid:
            return 0.0
        return max(likeness(liked, name, code) for liked in palette) if palette else UNKNOWN

    return turn.by_colour(value)


def brand(turn: Turn) -> Array:
    asked = {
        slot: {(c.value.name or "").casefold() for c in about(turn.wants, slot, "brand")} or turn.wants.brands
        for slot in SLOTS
    }
    if not any(asked.values()):
        return turn.constant()

    def value(item: Item) -> float:
        liked = asked[item.slot]
        return UNKNOWN if not liked else 1.0 if item.brand.casefold() in liked else 0.3

    return turn.of(value)


def price(turn: Turn) -> Array:
    """Against the slot's fair share of the budget: 1 from 0.6 of it up to it, 0 from 2.5 times on, and slowly less
    below, 0.6 at a tenth: who names 250 wants what 250 buys. Without a budget: nearness to the middle price of the
    slot's candidates, 0 at a sixth or six times of it."""
    price, budget = np.maximum(turn.found.told.price, 1.0), turn.wants.budget
    if budget is None:
        return np.asarray(1 - np.abs(np.log(price / turn.usual[turn.found.slot])) / math.log(6))
    fair = turn.by_slot(lambda slot: max(float(budget if turn.wants.per_item else budget * _share(slot, turn)), 1.0))
    above = np.maximum(0.0, turn.found.told.price / fair - 1) / 1.5
    below = np.maximum(0.0, np.log(0.6 * fair / price)) / math.log(6)
    return np.asarray(1 - above - 0.4 * below)


def _share(slot: Slot, turn: Turn) -> float:
    """The part of a whole look's budget that the slot may fairly take: by slot weight over clothes, shoes and a bag."""
    by_slot, analysis = weights().slots, turn.wants.analysis
    if analysis.intent == "product":
        return 1.0
    usual: tuple[Slot, ...] = ("dress", "shoes", "outerwear", "bag")
    bought = sum(by_slot[s] for s in usual if s not in analysis.owned)
    return by_slot[slot] / max(bought, by_slot[slot])


def size(turn: Turn) -> Array:
    """0 sold out, 0.6 the last one, 1 from PLENTY on: a look should still be there tomorrow."""
    left = np.minimum(turn.found.told.available, PLENTY)
    return np.where(left > 0, 0.6 + 0.4 * np.log(np.maximum(left, 1)) / math.log(PLENTY), 0.0)


def comfort(turn: Turn) -> Array:
    matters = turn.wants.comfort
    return np.asarray(matters * turn.found.told.ease + (1 - matters) * 0.6)


def boldness(turn: Turn) -> Array:
    return np.asarray(1 - turn.wants.bold_matters * np.abs(turn.found.told.bold - turn.wants.boldness) / 0.6)
