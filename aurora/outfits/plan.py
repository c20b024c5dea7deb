"""Which slots a look has: the ways to dress, and for each other slot whether it is needed, optional or out."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from aurora import occasions, thermal
from aurora.outfits import limits
from aurora.outfits.layers import COLD_CLO
from aurora.outfits.whole import CLOTHES
from aurora.types import Analysis, Constraint, Scored
from commerce.garments import SLOTS, Slot

State = Literal["needed", "optional", "out"]
_ASKING = frozenset(("category", "colour", "material", "brand", "pattern", "fit", "waterproof", "coverage", "budget"))

# From here down socks, up to there tights, are worn for warmth, °C; from this formality on socks are no ornament.
_SOCKS_C, _TIGHTS_C, _DRESSY = 12.0, 18.0, 0.4


class Way(msgspec.Struct, frozen=True):
    """One way to dress: the slots of the first two positions."""

    first: Slot | None
    second: Slot | None = None
    over: str | None = None
    """The whole-body garment that is worn over a top, for a suit and its shirt."""
    under: bool = False
    """True for a dress under a cardigan."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    ways: tuple[Way, ...]
    shoes: State
    outerwear: State
    bag: State
    accessory: State
    wanted: frozenset[Slot]
    """Slots that help this occasion: an empty one is explained."""
    excluded: frozenset[Slot]
    owned: frozenset[Slot]
    out_of_place: frozenset[str]
    """Categories that occasion or weather rule out."""
    demand: thermal.Demand
    ask: occasions.Ask
    spare: frozenset[Slot] = frozenset()
    """Slots that must earn their place: without them the look is complete, warm and dry."""

    @property
    def nothing(self) -> dict[Slot, str]:
        """What the emptiness of a slot is called in weights.json, where it is not `unasked`."""
        return dict.fromkeys(self.wanted, "wanted") | dict.fromkeys(self.spare, "spare")

    def state(self, slot: Slot) -> State:
        return {"shoes": self.shoes, "outerwear": self.outerwear, "bag": self.bag, "accessory": self.accessory}.get(
            slot, "needed"
        )


def plan(
    by_slot: Mapping[Slot, Sequence[Scored]],
    analysis: Analysis,
    constraints: Sequence[Constraint],
    locked: frozenset[Slot],
) -> Plan:
    """The plan of a new look. by_slot: what can be had; locked: slots whose piece is given."""
    context = analysis.context
    ask = occasions.asks(context.occasion, context.time_of_day, context.department)
    demand = thermal.demand(context)
    demand = _warmer(demand, constraints)
    excluded: frozenset[Slot] = frozenset(
        s for c in constraints if c.kind == "avoid_category" for s in SLOTS if s == c.value.name
    )
    owned = frozenset(analysis.owned)
    out = excluded | owned
    asked = (
        frozenset(s for c in constraints if c.kind in _ASKING and (s := limits.slot_of(c)))
        | locked
        | set(analysis.slots)
    )
    for_weather = _for_weather(demand, ask)
    kinds = frozenset(c.value.name or "" for c in constraints if c.kind == "category")
    layer = (demand.known and demand.low >= COLD_CLO) or bool(kinds & occasions.OVER_DRESS.keys())
    dry = demand.wet or any(c.kind == "waterproof" and c.slot is None for c in constraints)
    return Plan(
        ways=_ways(by_slot, owned, excluded, asked, frozenset(analysis.slots), layer=layer),
        shoes=_state("shoes", out, asked, "needed", analysis.slots),
        outerwear=_state("outerwear", out, asked, _outerwear(demand, ask, dry), analysis.slots),
        bag=_state("bag", out, asked, "needed" if "bag" in ask.needs else "optional", analysis.slots),
        accessory=_state("accessory", out, asked, "optional", analysis.slots),
        wanted=(ask.suits - {"outerwear"}) | ask.needs | for_weather,
        spare=_spare(demand, for_weather | ask.needs | asked),
        excluded=excluded,
        owned=owned,
        out_of_place=out_of_place(analysis),
        demand=demand,
        ask=ask,
    )


def out_of_place(analysis: Analysis) -> frozenset[str]:
    """Categories that occasion or weather rule out, those the shopper asks for excepted."""
    context = analysis.context
    ask = occasions.asks(context.occasion, context.time_of_day, context.department)
    asked = {c.value.name for c in analysis.constraints if c.kind == "category"}
    return (ask.out | thermal.out_of_weather(context) | _useless(analysis, ask)) - asked


def _useless(analysis: Analysis, ask: occasions.Ask) -> frozenset[str]:
    """Pieces that do nothing for this look: an umbrella without rain, socks but for walking or the cold, tights where
    it is warm; and what is for a weather that nobody spoke of, gloves, woolly hats, boots for rain or snow."""
    weather = analysis.context.weather
    degrees = weather.temperature_c if weather else None
    wet = weather is not None and weather.conditions in ("rain", "snow")
    wished = max((c.value.level or 0.0 for c in analysis.constraints if c.kind == "formality"), default=0.0)
    dressy = max(ask.formality[0], wished) >= _DRESSY
    walking = analysis.context.occasion in ("outdoor", "sport", "travel", "lounge")
    out = set() if wet or any(c.kind == "waterproof" for c in analysis.constraints) else {"umbrella"}
    if dressy or not (walking or (degrees is not None and degrees < _SOCKS_C)):
        out.add("socks")
    if degrees is not None and degrees >= _TIGHTS_C:
        out.add("tights")
    if weather is None and analysis.context.occasion not in ("outdoor", "travel"):
        out |= {"gloves", "beanie", "rain_boots", "snow_boots"} | ({"raincoat"} if dressy else set())
    return frozenset(out)


def _warmer(demand: thermal.Demand, constraints: Sequence[Constraint]) -> thermal.Demand:
    """The demand with "warmer than the weather asks" added, clo."""
    more = sum(c.value.level or 0.0 for c in constraints if c.kind == "warmth")
    if not more:
        return demand
    return msgspec.structs.replace(demand, low=max(0.0, demand.low + more), high=max(0.36, demand.high + more))


def _state(slot: Slot, out: frozenset[Slot], asked: frozenset[Slot], usual: State, only: Sequence[Slot]) -> State:
    if slot in asked and slot not in out:
        return "needed"
    return "out" if slot in out or only else usual


def _for_weather(demand: thermal.Demand, ask: occasions.Ask) -> frozenset[Slot]:
    """Outerwear where the weather wants it, unknown where the occasion does. 0.85 clo is a day of about 16 °C."""
    wanted = demand.wet or demand.low > 0.85 if demand.known else "outerwear" in ask.suits
    return frozenset(("outerwear",)) if wanted else frozenset()


def _spare(demand: thermal.Demand, needed: frozenset[Slot]) -> frozenset[Slot]:
    """Outerwear where the weather is known and does without: a layer comes in for what it does for the look alone."""
    return frozenset(("outerwear",)) if demand.known and "outerwear" not in needed else frozenset()


def _outerwear(demand: thermal.Demand, ask: occasions.Ask, dry: bool) -> State:
    if dry or "outerwear" in ask.needs or (demand.known and demand.low > 0.95):
        return "needed"
    return "optional" if demand.low > 0.7 or "outerwear" in ask.suits else "out"


def _ways(
    by_slot: Mapping[Slot, Sequence[Scored]],
    owned: frozenset[str],
    excluded: frozenset[str],
    asked: frozenset[str],
    only: frozenset[str],
    *,
    layer: bool,
) -> tuple[Way, ...]:
    """Every way to dress that what can be had allows; with a part of the clothes missing only where there is no
    whole way. layer: a dress may have a cardigan over it."""
    have = {slot for slot in CLOTHES if by_slot.get(slot)} - owned - excluded
    if only:
        return _only(by_slot, have, only & set(CLOTHES), layer=layer)
    if "dress" in owned or {"top", "bottom"} <= owned:
        return (Way(None),)
    own = owned & {"top", "bottom"}
    ways = [Way(slot) for slot in _parts(have) if own]
    if not own:
        ways = [Way("top", "bottom")] if {"top", "bottom"} <= have else []
        ways += _dress_ways(by_slot, have, layer=layer) if "dress" in have else []
    fitting = [way for way in ways if asked & set(CLOTHES) <= {way.first, way.second}]
    return tuple(fitting or ways or [Way(slot) for slot in _parts(have)] or [Way(None)])


def _parts(have: set[Slot]) -> list[Slot]:
    return [slot for slot in CLOTHES[:2] if slot in have]


def _only(
    by_slot: Mapping[Slot, Sequence[Scored]], have: set[Slot], clothes: frozenset[str], *, layer: bool
) -> tuple[Way, ...]:
    """The ways that fill just these of the clothes."""
    if "dress" in clothes and "dress" in have:
        ways = _dress_ways(by_slot, have if "top" in clothes else {"dress"}, layer=layer)
        return tuple(ways) or (Way("dress"),)
    parts = [slot for slot in _parts(have) if slot in clothes]
    return (Way("top", "bottom"),) if len(parts) == 2 else (Way(parts[0]),) if parts else (Way(None),)


def _dress_ways(by_slot: Mapping[Slot, Sequence[Scored]], have: set[Slot], *, layer: bool) -> list[Way]:
    kinds = {p.candidate.item.category for p in by_slot["dress"]}
    ways = [Way("dress")] if kinds - occasions.LAYERED else []
    tops = {p.candidate.item.category for p in by_slot.get("top", ())} if "top" in have else set()
    if layer and any(kinds & occasions.OVER_DRESS[top] for top in tops & occasions.OVER_DRESS.keys()):
        ways.append(Way("dress", "top", under=True))
    return ways + [
        Way("dress", "top", over) for over in sorted(kinds & occasions.LAYERED) if tops & occasions.UNDER[over]
    ]
