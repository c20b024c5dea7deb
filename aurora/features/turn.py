"""What the features of a turn are computed from: what is wanted, and the candidates' numbers as columns."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import columns, occasions, thermal
from aurora.columns import KINDS, Columns
from aurora.types import Analysis, Candidate, Constraint, Profile
from commerce.garments import SLOTS, Season, Slot
from commerce.item import Item, Variant

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

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

    items: Sequence[Item]
    variants: Sequence[Variant]
    told: Columns
    slot: Ints
    """(n,) index into SLOTS."""
    fused: Array
    similarity: Array
    taste: Array
    """nan for a stranger."""


def facts(candidates: Sequence[Candidate]) -> Facts:
    """The numbers of the candidates."""
    fused, similarity = np.array([c.fused for c in candidates]), np.array([c.similarity for c in candidates])
    # None becomes nan.
    taste = np.array([c.taste for c in candidates], dtype=np.float64)
    return _facts([c.item for c in candidates], [c.variant for c in candidates], fused, similarity, taste)


def in_colours(found: Facts, rows: Ints, variants: Sequence[Variant]) -> Facts:
    """The products of these rows, each in another colour."""
    items = [found.items[row] for row in rows.tolist()]
    return _facts(items, variants, *(column[rows] for column in (found.fused, found.similarity, found.taste)))


def _facts(items: Sequence[Item], variants: Sequence[Variant], fused: Array, similarity: Array, taste: Array) -> Facts:
    told = columns.of(items, variants)
    return Facts(
        items=items, variants=variants, told=told, slot=told.codes("slot"), fused=fused, similarity=similarity,
        taste=taste,
    )  # fmt: skip


def usual_prices(found: Facts) -> Array:
    """(slots,) the middle price of each slot's candidates, minor units; 1 for a slot without any."""
    price = found.told.price[np.lexsort((found.told.price, found.slot))]
    count = np.bincount(found.slot, minlength=len(SLOTS))
    middle, start = np.ones(len(SLOTS)), np.cumsum(count) - count
    some = count > 0
    low, high = (start + (count - 1) // 2)[some], (start + count // 2)[some]
    middle[some] = np.maximum((price[low] + price[high]) / 2, 1.0)
    return middle


class Turn:
    """What a feature is computed from."""

    def __init__(self, found: Facts, wanted: Wants, usual: Array) -> None:
        self.found, self.wants, self.usual = found, wanted, usual
        self._kind = found.told.codes("kind")
        shades, self._shade = np.unique(found.told.codes("colour"), return_inverse=True)
        known = columns.colours()
        self._shades = [known[code] for code in shades.tolist()]

    def of(self, by: Callable[[Item], float]) -> Array:
        """(n,) a number that depends on the product alone."""
        return np.array([by(item) for item in self.found.items])

    def constant(self, value: float = UNKNOWN) -> Array:
        return np.full(len(self.found.slot), value)

    def by_slot(self, value: Callable[[Slot], float]) -> Array:
        """(n,) a number that depends on the slot alone."""
        return np.array([value(slot) for slot in SLOTS])[self.found.slot]

    def of_kinds(self, kinds: Iterable[str]) -> Bools:
        """(n,) whether the category is one of these."""
        return _among_kinds(frozenset(kinds))[self._kind]

    def by_colour(self, value: Callable[[str, str], float]) -> Array:
        """(n,) a number that depends on the colour alone, on its name and hex."""
        return np.array([value(name, code) for name, code in self._shades])[self._shade]


@lru_cache(1_000)
def _among_kinds(kinds: frozenset[str]) -> Bools:
    return np.array([kind in kinds for kind in KINDS], dtype=np.bool_)


def about(wanted: Wants, slot: Slot, kind: str) -> list[Constraint]:
    """Wishes of that kind that speak of the slot or of the whole look."""
    return [c for c in wanted.analysis.constraints if c.kind == kind and c.slot in (None, slot)]
