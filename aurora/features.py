"""The features of candidates: what each says of a piece for this shopper and this moment, 0..1, as one array.

All slots of a turn are computed at once, and what depends on a colour or a kind only once per colour or kind: the
figures are in docs/scoring.md.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import occasions, thermal, traits
from aurora.taste import formality_band, price_band
from aurora.types import Analysis, Candidate, Constraint, Profile
from aurora.weights import FEATURES, weights
from commerce.colours import NAMED, delta_e, lab
from commerce.garments import CATEGORIES, SLOTS, Season, Slot
from commerce.item import PLENTY, Item, Variant

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

UNKNOWN = 0.5
"""Where nothing is known, a feature says neither yes nor no."""
OF_COLOUR = ("palette", "affinity", "price", "size", "occasion", "colour", "quiet", "boldness")
"""The features that may differ between the variants of one product."""
WRONG = 1.0
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
# CIE76 at which a colour no longer counts as the one that was named, and the scale of "close".
_NEAR = 24.0
# How dry a piece keeps its wearer, by what is stated of it: what says nothing of water rarely keeps it out.
_DRY = {True: 1.0, None: 0.3, False: 0.1}
_COVERING = ("top", "bottom", "dress")
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


class Wants(msgspec.Struct, frozen=True, kw_only=True):
    """What the features compare with: the analysis and the profile, resolved once per turn."""

    analysis: Analysis
    ask: occasions.Ask
    demand: thermal.Demand
    seasons: frozenset[Season]
    palette: tuple[str, ...]
    avoid: frozenset[str]
    brands: frozenset[str]
    comfort: float
    """How much comfort matters, 0..1."""
    boldness: float
    """The boldness wanted of a piece, 0..1."""
    bold_matters: float
    budget: int | None
    per_item: bool
    formality: float | None
    trust: float
    """How much the taste vector is to be believed, 0..1."""
    leanings: Mapping[str, Mapping[str, float]]


def wants(analysis: Analysis, profile: Profile) -> Wants:
    """What is wanted: what is said now wins over the profile, what was stated over what was learned."""
    context, style = analysis.context, analysis.context.style
    comfort = (style.comfort if style else None) or profile.comfort
    bold = (style.boldness if style else None) or profile.boldness
    long = context.duration in ("full_day", "overnight", "multi_day")
    budget = next(
        (c for c in analysis.constraints if c.kind == "budget" and c.slot is None and c.status != "unverifiable"), None
    )
    amount = budget.value.amount if budget else context.budget.amount if context.budget else None
    return Wants(
        analysis=analysis,
        ask=occasions.asks(context.occasion, context.time_of_day, context.department),
        demand=thermal.demand(context),
        seasons=_suitable_seasons(analysis),
        palette=(style.palette if style and style.palette else profile.palette),
        avoid=frozenset((*profile.avoid, *(style.avoid if style else ()))),
        brands=frozenset(name.casefold() for name in profile.brands),
        comfort=comfort / 10 if comfort else (0.7 if long else 0.5),
        boldness=0.05 + 0.07 * bold if bold else 0.25,
        bold_matters=1.0 if bold else 0.5,
        budget=amount,
        per_item=bool(budget and budget.value.per == "item"),
        formality=next((c.value.level for c in analysis.constraints if c.kind == "formality"), None),
        trust=profile.taste_trust,
        leanings=profile.leanings,
    )


def _suitable_seasons(analysis: Analysis) -> frozenset[Season]:
    """Seasons whose clothes suit the temperature; none where it is not known."""
    weather = analysis.context.weather
    if weather is None or weather.temperature_c is None:
        return frozenset(("winter",)) if weather and weather.conditions == "snow" else frozenset()
    bands: tuple[tuple[float, tuple[Season, ...]], ...] = (
        (8, ("winter",)),
        (14, ("autumn", "winter", "spring")),
        (18, ("spring", "autumn")),
        (24, ("spring", "summer")),
        (math.inf, ("summer",)),
    )
    return frozenset(next(names for below, names in bands if weather.temperature_c < below))


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates of all slots one below the other, and their numbers as columns."""

    candidates: Sequence[Candidate]
    slot: Ints
    """(n,) index into SLOTS."""
    fused: Array
    similarity: Array
    taste: Array
    """nan for a stranger."""
    price: Array
    available: Array
    formality: Array
    clo: Array
    popularity: Array
    bold: Array


def facts(candidates: Sequence[Candidate]) -> Facts:
    """The numbers of the candidates, read once."""
    rows = [
        (
            SLOTS.index(c.item.slot),
            c.fused,
            c.similarity,
            math.nan if c.taste is None else c.taste,
            c.variant.price,
            c.variant.available,
            c.item.formality,
            c.item.clo,
            c.item.popularity,
            traits.boldness(c.item, c.variant),
        )
        for c in candidates
    ]
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 10).T
    names = ("fused", "similarity", "taste", "price", "available", "formality", "clo", "popularity", "bold")
    return Facts(candidates=candidates, slot=columns[0].astype(np.int64), **dict(zip(names, columns[1:], strict=True)))


def matrix(found: Facts, wanted: Wants, usual: Array) -> Array:
    """(n, len(FEATURES)) of 0..1, columns as in `weights.FEATURES`. usual: `usual_prices` of the turn's candidates."""
    turn = Turn(found, wanted, usual)
    return np.clip(np.column_stack([_FEATURES[name](turn) for name in FEATURES]), 0.0, 1.0)


def recolour(values: Array, found: Facts, wanted: Wants, usual: Array) -> Array:
    """The rows of the products' other variants, from those of the products: the features of colour anew."""
    turn, more = Turn(found, wanted, usual), values.copy()
    for name in OF_COLOUR:
        more[:, FEATURES.index(name)] = np.clip(_FEATURES[name](turn), 0.0, 1.0)
    return more


def usual_prices(found: Facts) -> Array:
    """(slots,) the middle price of each slot's candidates, minor units; 1 for a slot without any."""
    middle = np.ones(len(SLOTS))
    for slot in np.unique(found.slot).tolist():
        middle[slot] = max(float(np.median(found.price[found.slot == slot])), 1.0)
    return middle


class Turn(msgspec.Struct, frozen=True):
    """What a feature is computed from."""

    found: Facts
    wants: Wants
    usual: Array

    def of(self, by: Callable[[Candidate], float]) -> Array:
        return np.array([by(c) for c in self.found.candidates])

    def once(self, key: Callable[[Candidate], K], value: Callable[[Candidate], float]) -> Array:
        """(n,) the value of each candidate, computed once for all that share the key."""
        keys = [key(c) for c in self.found.candidates]
        known = {k: value(c) for k, c in dict(zip(keys, self.found.candidates, strict=True)).items()}
        return np.array([known[k] for k in keys])

    def constant(self, value: float = UNKNOWN) -> Array:
        return np.full(len(self.found.candidates), value)

    def by_slot(self, value: Callable[[Slot], float]) -> Array:
        """(n,) a number that depends on the slot alone."""
        return np.array([value(slot) for slot in SLOTS])[self.found.slot]


# ── what fits the words ────────────────────────────────────────────────────────────────────────────────────────────


def _relevance(turn: Turn) -> Array:
    """Half the fused rank against the slot's best, half the cosine; MiniLM's cosines of real matches lie in 0.1 ..
    0.7."""
    found = turn.found
    best = np.zeros(len(SLOTS))
    np.maximum.at(best, found.slot, found.fused)
    of_slot = best[found.slot]
    rank = np.where(of_slot > 0, found.fused / np.where(of_slot > 0, of_slot, 1.0), UNKNOWN)
    return np.asarray(0.5 * rank + 0.5 * np.clip((found.similarity - 0.1) / 0.6, 0, 1))


def _category(turn: Turn) -> Array:
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


def _colour(turn: Turn) -> Array:
    asked = {slot: [c.value.name for c in about(turn.wants, slot, "colour") if c.value.name] for slot in SLOTS}
    if not any(asked.values()):
        return turn.constant()

    def value(candidate: Candidate) -> float:
        names = asked[candidate.item.slot]
        return max(likeness(name, candidate.variant) for name in names) if names else UNKNOWN

    return turn.once(lambda c: (c.item.slot, c.variant.colour, c.variant.hex), value)


def about(wanted: Wants, slot: Slot, kind: str) -> list[Constraint]:
    """Wishes of that kind that speak of the slot or of the whole look."""
    return [c for c in wanted.analysis.constraints if c.kind == kind and c.slot in (None, slot)]


# ── what fits the shopper ──────────────────────────────────────────────────────────────────────────────────────────


def _taste(turn: Turn) -> Array:
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


def _affinity(turn: Turn) -> Array:
    """The learned likes and dislikes of what the piece is, facet by facet."""
    leanings, wanted = turn.wants.leanings, turn.wants
    if not leanings:
        return turn.constant()
    decided = wanted.formality is not None or wanted.analysis.context.occasion is not None
    likes = {name: leanings[name] for name in _LEANING if leanings.get(name)}

    def values(c: Candidate) -> dict[str, tuple[str, ...]]:
        price = price_band(c.variant.price, turn.usual[SLOTS.index(c.item.slot)])
        dressy = () if decided else (formality_band(c.item.formality),)
        return {
            "colour": (c.variant.colour,), "brand": (c.item.brand,), "category": (c.item.category,),
            "pattern": (c.item.pattern,), "material": c.item.materials, "price": (price,), "formality": dressy,
        }  # fmt: skip

    def value(c: Candidate) -> float:
        its = values(c)
        said = ((_LEANING[f], [by.get(v, 0.0) for v in its[f]]) for f, by in likes.items())
        lift = _LEANING_GAIN * math.fsum(w * math.fsum(each) / len(each) for w, each in said if each)
        return UNKNOWN + 0.5 * max(-1.0, min(1.0, lift))

    return turn.of(value)


def _palette(turn: Turn) -> Array:
    palette, avoid = turn.wants.palette, turn.wants.avoid
    if not palette and not avoid:
        return turn.constant()

    def value(candidate: Candidate) -> float:
        if candidate.variant.colour in avoid:
            return 0.0
        return max(likeness(name, candidate.variant) for name in palette) if palette else UNKNOWN

    return turn.once(lambda c: (c.variant.colour, c.variant.hex), value)


@lru_cache(20_000)
def _near(name: str, colour: str, hex_code: str) -> float:
    if colour == name:
        return 1.0
    if name not in NAMED:
        return 1.0 if name in colour.split() else 0.0
    return max(0.0, 1 - delta_e(lab(NAMED[name]), lab(hex_code)) / (2 * _NEAR))


def likeness(name: str, variant: Variant) -> float:
    """1 for the named colour, falling with the distance in CIELAB, 0 from twice the spacing of the names on."""
    return _near(name, variant.colour, variant.hex)


def _brand(turn: Turn) -> Array:
    asked = {
        slot: {(c.value.name or "").casefold() for c in about(turn.wants, slot, "brand")} or turn.wants.brands
        for slot in SLOTS
    }
    if not any(asked.values()):
        return turn.constant()

    def value(item: Item) -> float:
        liked = asked[item.slot]
        return UNKNOWN if not liked else 1.0 if item.brand.casefold() in liked else 0.3

    return turn.of(lambda c: value(c.item))


def _price(turn: Turn) -> Array:
    """Against the slot's fair share of the budget: 1 from 0.6 of it up to it, 0 from 2.5 times on, and slowly less
    below, 0.6 at a tenth: who names 250 wants what 250 buys. Without a budget: nearness to the middle price of the
    slot's candidates, 0 at a sixth or six times of it."""
    price, budget = np.maximum(turn.found.price, 1.0), turn.wants.budget
    if budget is None:
        return np.asarray(1 - np.abs(np.log(price / turn.usual[turn.found.slot])) / math.log(6))
    fair = turn.by_slot(lambda slot: max(float(budget if turn.wants.per_item else budget * _share(slot, turn)), 1.0))
    above = np.maximum(0.0, turn.found.price / fair - 1) / 1.5
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


def _size(turn: Turn) -> Array:
    """0 sold out, 0.6 the last one, 1 from PLENTY on: a look should still be there tomorrow."""
    left = np.minimum(turn.found.available, PLENTY)
    return np.where(left > 0, 0.6 + 0.4 * np.log(np.maximum(left, 1)) / math.log(PLENTY), 0.0)


def _comfort(turn: Turn) -> Array:
    matters = turn.wants.comfort
    return np.asarray(matters * turn.of(lambda c: traits.comfort(c.item)) + (1 - matters) * 0.6)


def _boldness(turn: Turn) -> Array:
    return np.asarray(1 - turn.wants.bold_matters * np.abs(turn.found.bold - turn.wants.boldness) / 0.6)


# ── what fits the moment ───────────────────────────────────────────────────────────────────────────────────────────


def _formality(turn: Turn) -> Array:
    level, found = turn.wants.formality, turn.found.formality
    if level is not None:
        return np.asarray(1 - np.abs(found - level) / 0.4)
    low, high = turn.wants.ask.formality
    return np.asarray(1 - np.maximum(np.maximum(low - found, found - high), 0.0) / 0.35)


def _thermal(turn: Turn) -> Array:
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


def _season(turn: Turn) -> Array:
    wanted = turn.wants.seasons
    if not wanted:
        return turn.constant(0.7)

    def value(candidate: Candidate) -> float:
        seasons = candidate.item.seasons
        return 0.7 if not seasons else 1.0 if wanted & set(seasons) else 0.1

    return turn.once(lambda c: c.item.seasons, value)


def _occasion(turn: Turn) -> Array:
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


def minds_colours(wanted: Wants) -> bool:
    """False where `wrong_colour` is 0 for every colour."""
    ask = wanted.ask
    return bool(ask.colours_out or ask.colours_best or ask.sober or wanted.avoid or wanted.palette)


def wrong_colour(variant: Variant, category: str, wanted: Wants) -> float:
    """1 for a colour that the occasion or the shopper would not have, 0.5 for one far from the shopper's palette."""
    name, ask = variant.colour, wanted.ask
    if name in ask.colours_out or name in wanted.avoid or (ask.sober and _bright(variant.hex, category)):
        return WRONG
    if wanted.palette:
        return 0.5 * (1 - max(likeness(liked, variant) for liked in wanted.palette))
    return 0.1 if ask.colours_best and name not in ask.colours_best else 0.0


def _bright(hex_code: str, category: str) -> bool:
    """Lighter than a mid grey or clearly coloured; a light shirt is what is worn under a dark suit."""
    colour = lab(hex_code)
    return colour.chroma > 25 or (colour.l > 55 and category not in ("shirt", "blouse"))


def _quiet(turn: Turn) -> Array:
    """1 while a piece is not louder than the occasion bears, 0 from 0.4 beyond."""
    return np.asarray(1 - np.maximum(0.0, turn.found.bold - turn.wants.ask.loudest) / 0.4)


def _popularity(turn: Turn) -> Array:
    return turn.found.popularity


_FEATURES: dict[str, Callable[[Turn], Array]] = {
    "relevance": _relevance, "taste": _taste, "affinity": _affinity, "palette": _palette, "brand": _brand,
    "price": _price, "size": _size, "formality": _formality, "thermal": _thermal, "season": _season,
    "occasion": _occasion, "category": _category, "colour": _colour, "quiet": _quiet, "comfort": _comfort,
    "boldness": _boldness, "popularity": _popularity,
}  # fmt: skip
