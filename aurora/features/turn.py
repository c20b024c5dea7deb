"""What the features of a turn are computed from: what is wanted, and the candidates' numbers as columns."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import occasions, thermal, traits
from aurora.types import Analysis, Candidate, Constraint, Profile
from commerce.garments import SLOTS, Season, Slot

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
K = TypeVar("K", bound=Hashable)

UNKNOWN = 0.5
"""Where nothing is known, a feature says neither yes nor no."""


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


def about(wanted: Wants, slot: Slot, kind: str) -> list[Constraint]:
    """Wishes of that kind that speak of the slot or of the whole look."""
    return [c for c in wanted.analysis.constraints if c.kind == kind and c.slot in (None, slot)]
