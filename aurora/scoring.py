"""How well each candidate suits this shopper and this moment: features @ weights, and the terms that explain the
score."""

import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import colourways, occasions, thermal, traits
from aurora.types import Analysis, Candidate, Constraint, Pool, Profile, Scored
from aurora.weights import FEATURES, weights
from commerce.colours import NAMED, delta_e, lab
from commerce.garments import CATEGORIES, Season, Slot

Array = NDArray[np.float64]

# Where nothing is known, a feature says neither yes nor no.
_UNKNOWN = 0.5
# Insulation of a middling piece of each slot, clo: the median of garments.CATEGORIES by slot, shoes and accessories
# rounded.
_TYPICAL_CLO: dict[Slot, float] = {
    "top": 0.25,
    "bottom": 0.2,
    "dress": 0.35,
    "outerwear": 0.36,
    "shoes": 0.04,
    "accessory": 0.03,
}
# So many of the best products of a slot come in their other colours too: about as many as the composer looks at.
_RECOLOURED = 12
# CIE76 at which a colour no longer counts as the one that was named, and the scale of "close".
_NEAR = 24.0


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


def score(pool: Pool, analysis: Analysis, profile: Profile) -> dict[Slot, tuple[Scored, ...]]:
    """Every candidate with its score, best first within its slot; ties keep the order of retrieval. The best products
    come in up to three other colours besides, where the shopper named none for the slot.

    score = σ(intercept + Σ weight · value), so that weights learned by logistic regression take the place of today's.
    What it takes is measured in `docs/composition.md`.
    """
    wants = _wants(analysis, profile)
    return {slot: _score_slot(slot, found, wants) for slot, found in pool.by_slot.items() if found}


def _score_slot(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> tuple[Scored, ...]:
    named = any(c.slot == slot for c in _about(wants, slot, "colour"))
    if not named:
        candidates = [colourways.suited(c, lambda c: _wrong_colour(c, wants)) for c in candidates]
    values = features(slot, candidates, wants)
    if not named:
        candidates, values = _recoloured(slot, candidates, values, wants)
    terms = values * _by_feature()
    scores = _scores(values)
    rows, parts, totals = values.tolist(), terms.tolist(), scores.tolist()
    return tuple(
        Scored(
            candidate=candidates[i],
            score=totals[i],
            terms=dict(zip(FEATURES, parts[i])),  # noqa: B905 strict costs a tenth of the whole, and the lengths are known
            features=dict(zip(FEATURES, rows[i])),  # noqa: B905
        )
        for i in np.argsort(-scores, kind="stable").tolist()
    )


def _by_feature() -> Array:
    return np.array([weights().features[name] for name in FEATURES])


def _scores(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-(weights().intercept + values @ _by_feature()))))


def _recoloured(
    slot: Slot, candidates: Sequence[Candidate], values: Array, wants: Wants
) -> tuple[list[Candidate], Array]:
    """The candidates and, of the best of them and of the halves of suits, the best other colours, with features."""
    best = np.argsort(-_scores(values), kind="stable").tolist()[:_RECOLOURED]
    chosen = dict.fromkeys([*best, *(i for i, c in enumerate(candidates) if c.item.set)])
    parents = [i for i in chosen for _ in colourways.others(candidates[i])]
    found = [other for i in chosen for other in colourways.others(candidates[i])]
    if not found:
        return list(candidates), values
    more = values[parents]
    for name in _OF_COLOUR:
        more[:, FEATURES.index(name)] = np.clip(_FEATURES[name](slot, found, wants), 0, 1)
    left = dict.fromkeys(chosen, colourways.MOST)
    kept: list[int] = []
    for n in np.argsort(-_scores(more), kind="stable").tolist():
        if left[parents[n]] > 0 or found[n].item.set:
            left[parents[n]] -= 1
            kept.append(n)
    return [*candidates, *(found[n] for n in kept)], np.concatenate([values, more[kept]])


def features(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """(n, len(FEATURES)) of 0..1, columns as in `weights.FEATURES`."""
    columns = [_FEATURES[name](slot, candidates, wants) for name in FEATURES]
    return np.clip(np.column_stack(columns), 0.0, 1.0)


def _wants(analysis: Analysis, profile: Profile) -> Wants:
    context, style = analysis.context, analysis.context.style
    comfort = (style.comfort if style else None) or profile.comfort
    bold = (style.boldness if style else None) or profile.boldness
    long = context.duration in ("full_day", "overnight", "multi_day")
    budget = next(
        (c for c in analysis.constraints if c.kind == "budget" and c.slot is None and c.status != "unverifiable"), None
    )
    amount = budget.value.amount if budget else context.budget.amount if context.budget else None
    formality = next((c.value.level for c in analysis.constraints if c.kind == "formality"), None)
    return Wants(
        analysis=analysis,
        ask=occasions.asks(context.occasion, context.time_of_day, context.department),
        demand=thermal.demand(context),
        seasons=_seasons(analysis),
        palette=(style.palette if style and style.palette else profile.palette),
        avoid=frozenset((*profile.avoid, *(style.avoid if style else ()))),
        brands=frozenset(name.casefold() for name in profile.brands),
        comfort=comfort / 10 if comfort else (0.7 if long else 0.5),
        boldness=0.05 + 0.07 * bold if bold else 0.25,
        bold_matters=1.0 if bold else 0.5,
        budget=amount,
        per_item=bool(budget and budget.value.per == "item"),
        formality=formality,
    )


def _seasons(analysis: Analysis) -> frozenset[Season]:
    """Seasons whose clothes suit the temperature; none where it is not known."""
    weather = analysis.context.weather
    if weather is None or weather.temperature_c is None:
        return frozenset(("winter",)) if weather and weather.conditions == "snow" else frozenset()
    t = weather.temperature_c
    if t < 8:
        return frozenset(("winter",))
    if t < 14:
        return frozenset(("autumn", "winter", "spring"))
    return (
        frozenset(("spring", "autumn"))
        if t < 18
        else frozenset(("spring", "summer"))
        if t < 24
        else frozenset(("summer",))
    )


# ── the features, each (n,) ────────────────────────────────────────────────────────────────────────────────────────

Feature = Callable[[Slot, Sequence[Candidate], Wants], Array]


def _relevance(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """Half the fused rank against the slot's best, half the cosine; MiniLM's cosines of real matches lie in 0.1 ..
    0.7."""
    fused = np.array([c.fused for c in candidates])
    best = fused.max(initial=0.0)
    rank = fused / best if best > 0 else np.full(len(candidates), _UNKNOWN)
    cosine = np.clip((np.array([c.similarity for c in candidates]) - 0.1) / 0.6, 0, 1)
    return np.asarray(0.5 * rank + 0.5 * cosine)


def _taste(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    return np.array([_UNKNOWN if c.taste is None else 0.5 + 0.5 * c.taste for c in candidates])


def _palette(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    def value(candidate: Candidate) -> float:
        if candidate.variant.colour in wants.avoid:
            return 0.0
        if not wants.palette:
            return _UNKNOWN
        return max(_likeness(name, candidate) for name in wants.palette)

    return np.array([value(c) for c in candidates])


def _likeness(name: str, candidate: Candidate) -> float:
    """1 for the named colour, falling with the distance in CIELAB, 0 from twice the spacing of the names on."""
    if candidate.variant.colour == name:
        return 1.0
    if name not in NAMED:
        return 1.0 if name in candidate.variant.colour.split() else 0.0
    return max(0.0, 1 - delta_e(lab(NAMED[name]), lab(candidate.variant.hex)) / (2 * _NEAR))


def _brand(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    asked = {
        (c.value.name or "").casefold()
        for c in wants.analysis.constraints
        if c.kind == "brand" and c.slot in (None, slot)
    }
    liked = asked or wants.brands
    if not liked:
        return np.full(len(candidates), _UNKNOWN)
    return np.array([1.0 if c.item.brand.casefold() in liked else 0.3 for c in candidates])


def _price(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """Against the slot's fair share of the budget: 1 from 0.6 of it up to it, 0 from 2.5 times on, and slowly less
    below, 0.6 at a tenth: who names 250 wants what 250 buys. Without a budget: nearness to the middle price of the
    slot's candidates, 0 at a sixth or six times of it."""
    price = np.array([c.variant.price for c in candidates], dtype=np.float64)
    if wants.budget is not None:
        share = max(float(wants.budget) if wants.per_item else wants.budget * _share(slot, wants), 1.0)
        above = np.maximum(0.0, price / share - 1) / 1.5
        below = np.maximum(0.0, np.log(0.6 * share / np.maximum(price, 1.0))) / math.log(6)
        return np.asarray(1 - above - 0.4 * below)
    middle = max(float(np.median(price)), 1.0)
    return np.asarray(1 - np.abs(np.log(np.maximum(price, 1.0) / middle)) / math.log(6))


def _share(slot: Slot, wants: Wants) -> float:
    """The part of a whole look's budget that the slot may fairly take: by slot weight over clothes, shoes and a bag."""
    by_slot = weights().slots
    if wants.analysis.intent == "product":
        return 1.0
    usual: tuple[Slot, ...] = ("dress", "shoes", "outerwear", "bag")
    bought = sum(by_slot[s] for s in usual if s not in wants.analysis.owned)
    return by_slot[slot] / max(bought, by_slot[slot])


def _size(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """0 sold out, 0.6 the last one, 1 from ten on: a look should still be there tomorrow."""
    left = np.array([c.variant.available for c in candidates], dtype=np.float64)
    return np.where(left > 0, 0.6 + 0.4 * np.log(np.maximum(left, 1)) / math.log(10), 0.0)


def _formality(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    if wants.formality is not None:
        level = wants.formality
        return np.array([1 - abs(c.item.formality - level) / 0.4 for c in candidates])
    return np.array([occasions.formality_fit(c.item.formality, wants.ask) for c in candidates])


# How dry a piece keeps its wearer, by what is stated of it: what says nothing of water rarely keeps it out.
_DRY = {True: 1.0, None: 0.3, False: 0.1}


def _thermal(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """In the cold the warmer piece of a slot, in heat the lighter, in between the middling one; a bag is neither."""
    typical = _TYPICAL_CLO.get(slot)
    if typical is None:
        return np.full(len(candidates), _UNKNOWN)
    warmth = np.clip((np.array([c.item.clo for c in candidates]) - typical) / typical, -1, 1)
    # 0.7 clo is what a spring day of about 19 °C asks for, 1.2 a day of 6 °C, 0.2 a day in the thirties.
    pull = max(-1.0, min(1.0, (wants.demand.low - 0.7) / 0.5)) if wants.demand.known else 0.0
    leaning = 0.5 + 0.5 * math.copysign(1.0, pull) * warmth
    value = abs(pull) * leaning + (1 - abs(pull)) * (1 - 0.4 * np.abs(warmth))
    if wants.demand.wet and slot in ("outerwear", "shoes"):
        dry = np.array([_DRY[c.item.waterproof] for c in candidates])
        value = 0.4 * value + 0.6 * dry
    return np.asarray(value)


def _season(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    def value(seasons: tuple[Season, ...]) -> float:
        return 0.7 if not seasons or not wants.seasons else 1.0 if wants.seasons & set(seasons) else 0.1

    return np.array([value(c.item.seasons) for c in candidates])


def _occasion(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """0 out of place, 0.5 allowed, 0.85 at home, 1 where its seller names the occasion; a wrong colour or too little
    cloth
    takes 0.4 off, a colour the occasion likes adds 0.1."""
    ask, named = wants.ask, wants.analysis.context.occasion
    weather = thermal.out_of_weather(wants.analysis.context)
    out, plain = ask.out | weather, not ask.coverage

    def value(candidate: Candidate) -> float:
        item = candidate.item
        if item.category in out:
            return 0.0
        known = 1.0 if named in item.occasions else 0.85 if item.category in ask.best else 0.5
        bare = not plain and item.coverage is not None and item.coverage < ask.coverage and item.slot in _COVERING
        wrong = 0.4 if bare or _wrong_colour(candidate, wants) >= _WRONG else 0.0
        return known - wrong + 0.1 * (candidate.variant.colour in ask.colours_best)

    return np.array([value(c) for c in candidates])


_COVERING = ("top", "bottom", "dress")
_WRONG = 1.0


def _wrong_colour(candidate: Candidate, wants: Wants) -> float:
    """1 for a colour that the occasion or the shopper would not have, 0.5 for one far from the shopper's palette."""
    name, ask = candidate.variant.colour, wants.ask
    if name in ask.colours_out or name in wants.avoid or (ask.sober and _bright(candidate)):
        return _WRONG
    if wants.palette:
        return 0.5 * (1 - max(_likeness(liked, candidate) for liked in wants.palette))
    return 0.1 if ask.colours_best and name not in ask.colours_best else 0.0


def _bright(candidate: Candidate) -> bool:
    """Lighter than a mid grey or clearly coloured; a light shirt is what is worn under a dark suit."""
    colour = lab(candidate.variant.hex)
    return colour.chroma > 25 or (colour.l > 55 and candidate.item.category not in ("shirt", "blouse"))


def _category(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    asked = {c.value.name for c in _about(wants, slot, "category") if c.value.name and _slot_of(c.value.name) == slot}
    if not asked:
        return np.full(len(candidates), _UNKNOWN)
    return np.array([1.0 if c.item.category in asked or slot in asked else 0.0 for c in candidates])


def _slot_of(name: str) -> str | None:
    return CATEGORIES[name].slot if name in CATEGORIES else name


def _colour(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    asked = [c.value.name for c in _about(wants, slot, "colour") if c.value.name]
    if not asked:
        return np.full(len(candidates), _UNKNOWN)
    return np.array([max(_likeness(name, c) for name in asked) for c in candidates])


def _about(wants: Wants, slot: Slot, kind: str) -> list[Constraint]:
    """Wishes of that kind that speak of the slot or of the whole look."""
    return [c for c in wants.analysis.constraints if c.kind == kind and c.slot in (None, slot)]


def _quiet(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    """1 while a piece is not louder than the occasion bears, 0 from 0.4 beyond."""
    return np.array([1 - max(0.0, traits.boldness(c.item, c.variant) - wants.ask.loudest) / 0.4 for c in candidates])


def _comfort(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    ease = np.array([traits.comfort(c.item) for c in candidates])
    return np.asarray(wants.comfort * ease + (1 - wants.comfort) * 0.6)


def _boldness(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    bold = np.array([traits.boldness(c.item, c.variant) for c in candidates])
    return np.asarray(1 - wants.bold_matters * np.abs(bold - wants.boldness) / 0.6)


def _popularity(slot: Slot, candidates: Sequence[Candidate], wants: Wants) -> Array:
    return np.array([c.item.popularity for c in candidates])


_FEATURES: dict[str, Feature] = {
    "relevance": _relevance, "taste": _taste, "palette": _palette, "brand": _brand, "price": _price, "size": _size,
    "formality": _formality, "thermal": _thermal, "season": _season, "occasion": _occasion, "category": _category,
    "colour": _colour, "quiet": _quiet, "comfort": _comfort, "boldness": _boldness, "popularity": _popularity,
}  # fmt: skip
_OF_COLOUR = ("palette", "price", "size", "occasion", "colour", "quiet", "boldness")
"""The features that may differ between the variants of one product."""
