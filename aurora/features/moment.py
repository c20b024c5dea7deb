"""What fits the moment: dress code, weather, season, and how loud a piece may be; and what others think of it."""

import math

import numpy as np
from numpy.typing import NDArray

from aurora import thermal
from aurora.columns import occasion_bit
from aurora.features.colours import LIGHT_WHEN_SOBER, WRONG, wrong_colour
from aurora.features.turn import UNKNOWN, Array, Turn
from commerce.garments import SEASONS, Slot

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
# How dry a piece keeps its wearer that is told to be no rainwear, and one of which nothing is told: that rarely is any.
_WET, _PERHAPS_DRY = 0.1, 0.3
_COVERING = ("top", "bottom", "dress")


def formality(turn: Turn) -> Array:
    level, found = turn.wants.formality, turn.found.told.formality
    if level is not None:
        return np.asarray(1 - np.abs(found - level) / 0.4)
    low, high = turn.wants.ask.formality
    return np.asarray(1 - np.maximum(np.maximum(low - found, found - high), 0.0) / 0.35)


def warmth(turn: Turn) -> Array:
    """In the cold the warmer piece of a slot, in heat the lighter, in between the middling one; a bag is neither."""
    demand = turn.wants.demand
    typical = turn.by_slot(lambda slot: _TYPICAL_CLO.get(slot, math.nan))
    warmth = np.clip((turn.found.told.clo - typical) / typical, -1, 1)
    # 0.7 clo is what a spring day of about 19 °C asks for, 1.2 a day of 6 °C, 0.2 a day in the thirties.
    pull = max(-1.0, min(1.0, (demand.low - 0.7) / 0.5)) if demand.known else 0.0
    leaning = 0.5 + 0.5 * math.copysign(1.0, pull) * warmth
    value = abs(pull) * leaning + (1 - abs(pull)) * (1 - 0.4 * np.abs(warmth))
    if demand.wet:
        stated = turn.found.told.waterproof
        dry = np.where(np.isnan(stated), _PERHAPS_DRY, np.where(stated > 0, 1.0, _WET))
        outside = turn.by_slot(lambda slot: float(slot in ("outerwear", "shoes"))) > 0
        value = np.where(outside, 0.4 * value + 0.6 * dry, value)
    return np.where(np.isnan(value), UNKNOWN, value)


def season(turn: Turn) -> Array:
    wanted = turn.wants.seasons
    if not wanted:
        return turn.constant(0.7)

    seasons = turn.found.told.codes("seasons")
    asked = sum(1 << SEASONS.index(name) for name in wanted)
    return np.where(seasons == 0, 0.7, np.where(seasons & asked, 1.0, 0.1))


def occasion(turn: Turn) -> Array:
    """0 out of place, 0.5 allowed, 0.85 at home, 1 where its seller names the occasion; a wrong colour or too little
    cloth takes 0.4 off, a colour the occasion likes adds 0.1."""
    ask, context, told = turn.wants.ask, turn.wants.analysis.context, turn.found.told
    out = ask.out | thermal.out_of_weather(context)
    known = np.where(turn.of_kinds(out), math.nan, np.where(turn.of_kinds(ask.best), 0.85, 0.5))
    named = (told.codes("occasions") & occasion_bit(context.occasion)) > 0
    bare = (told.coverage < ask.coverage) & (turn.by_slot(lambda slot: float(slot in _COVERING)) > 0)
    liked = turn.by_colour(lambda name, _: float(name in ask.colours_best))
    value = np.where(named, 1.0, known) - 0.4 * (bare | _wrong(turn)) + 0.1 * liked
    return np.where(np.isnan(known), 0.0, value)


def _wrong(turn: Turn) -> NDArray[np.bool_]:
    """(n,) whether the occasion or the shopper would not have the colour."""
    wanted = turn.wants
    if not (wanted.ask.colours_out or wanted.ask.sober or wanted.avoid):
        return np.zeros(len(turn.found.slot), dtype=np.bool_)
    strict = turn.by_colour(lambda name, code: wrong_colour(name, code, wanted, may_be_light=False))
    light = turn.by_colour(lambda name, code: wrong_colour(name, code, wanted, may_be_light=True))
    return np.where(turn.of_kinds(LIGHT_WHEN_SOBER), light, strict) >= WRONG


def quiet(turn: Turn) -> Array:
    """1 while a piece is not louder than the occasion bears, 0 from 0.4 beyond."""
    return np.asarray(1 - np.maximum(0.0, turn.found.told.bold - turn.wants.ask.loudest) / 0.4)


def popularity(turn: Turn) -> Array:
    return turn.found.told.popularity
