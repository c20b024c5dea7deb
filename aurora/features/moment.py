"""What fits the moment: dress code, weather, season, and how loud a piece may be; and what others think of it."""

import math
from collections.abc import Hashable

import numpy as np

from aurora import thermal
from aurora.features.colours import WRONG, wrong_colour
from aurora.features.turn import UNKNOWN, Array, Turn
from aurora.types import Candidate
from commerce.garments import Slot

# Insulation of a middling piece of each slot, clo: the median of garments.CATEGORIES by slot, shoes and accessories
# rounded; a bag is neither warm nor cool.
_TYPICAL_CLO: dict[Slot, float] = {
    "top": 0.25,
    "bottom": 0.2,
    "dress": 0.35,
    "outerwear": 0.36,
    "shoes": 0.04,
    "accessory": 0.03,
}
# How dry a piece keeps its wearer, by what is stated of it: what says nothing of water rarely keeps it out.
_DRY = {True: 1.0, None: 0.3, False: 0.1}
_COVERING = ("top", "bottom", "dress")


def formality(turn: Turn) -> Array:
    level, found = turn.wants.formality, turn.found.formality
    if level is not None:
        return np.asarray(1 - np.abs(found - level) / 0.4)
    low, high = turn.wants.ask.formality
    return np.asarray(1 - np.maximum(np.maximum(low - found, found - high), 0.0) / 0.35)


def warmth(turn: Turn) -> Array:
    """In the cold the warmer piece of a slot, in heat the lighter, in between the middling one; a bag is neither."""
    demand = turn.wants.demand
    typical = turn.by_slot(lambda slot: _TYPICAL_CLO.get(slot, math.nan))
    warmth = np.clip((turn.found.clo - typical) / typical, -1, 1)
    # 0.7 clo is what a spring day of about 19 °C asks for, 1.2 a day of 6 °C, 0.2 a day in the thirties.
    pull = max(-1.0, min(1.0, (demand.low - 0.7) / 0.5)) if demand.known else 0.0
    leaning = 0.5 + 0.5 * math.copysign(1.0, pull) * warmth
    value = abs(pull) * leaning + (1 - abs(pull)) * (1 - 0.4 * np.abs(warmth))
    if demand.wet:
        dry = turn.of(lambda c: _DRY[c.item.waterproof])
        outside = turn.by_slot(lambda slot: float(slot in ("outerwear", "shoes"))) > 0
        value = np.where(outside, 0.4 * value + 0.6 * dry, value)
    return np.where(np.isnan(value), UNKNOWN, value)


def season(turn: Turn) -> Array:
    wanted = turn.wants.seasons
    if not wanted:
        return turn.constant(0.7)

    def value(candidate: Candidate) -> float:
        seasons = candidate.item.seasons
        return 0.7 if not seasons else 1.0 if wanted & set(seasons) else 0.1

    return turn.once(lambda c: c.item.seasons, value)


def occasion(turn: Turn) -> Array:
    """0 out of place, 0.5 allowed, 0.85 at home, 1 where its seller names the occasion; a wrong colour or too little
    cloth takes 0.4 off, a colour the occasion likes adds 0.1."""
    ask, named = turn.wants.ask, turn.wants.analysis.context.occasion
    out = ask.out | thermal.out_of_weather(turn.wants.analysis.context)

    def value(candidate: Candidate) -> float:
        item, variant = candidate.item, candidate.variant
        if item.category in out:
            return 0.0
        known = 1.0 if named in item.occasions else 0.85 if item.category in ask.best else 0.5
        covered = item.coverage is None or item.coverage >= ask.coverage or item.slot not in _COVERING
        wrong = 0.4 if not covered or wrong_colour(variant, item.category, turn.wants) >= WRONG else 0.0
        return known - wrong + 0.1 * (variant.colour in ask.colours_best)

    def key(c: Candidate) -> Hashable:
        return c.item.category, c.variant.colour, c.variant.hex, c.item.coverage, c.item.occasions

    return turn.once(key, value)


def quiet(turn: Turn) -> Array:
    """1 while a piece is not louder than the occasion bears, 0 from 0.4 beyond."""
    return np.asarray(1 - np.maximum(0.0, turn.found.bold - turn.wants.ask.loudest) / 0.4)


def popularity(turn: Turn) -> Array:
    return turn.found.popularity
