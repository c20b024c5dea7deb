"""How warm clothes are and how warm they should be, in clo (1 clo = 0.155 m²·K/W).

What is needed comes from the heat balance of a walking person: Fanger's predicted mean vote (ISO 7730:2005), solved
for the
clothing. The standard covers 10–30 °C, up to 1 m/s and 2 clo; beyond, the same balance is read as an estimate.
What is worn adds up by ISO 9920:2007.
"""

import math
from collections.abc import Iterable
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.types import StyleContext
from commerce.item import Item

Array = NDArray[np.float64]

# Underwear is assumed, never sold in a look: ISO 9920:2007, table B.2, briefs 0.04 clo.
_UNDERWEAR = 0.04
# The comfortable votes: from category C of ISO 7730 on the cool side to category A on the warm side, for what is held
# against the warm end are the clothes without their outer layer, and they cannot be taken off.
_COOL, _WARM = -0.7, 0.2
_ROOM_C, _ROOM_MET = 21.0, 1.2
# The lightest whole outfit of garments.CATEGORIES (tank top, shorts, sandals) comes to 0.33 clo; nobody is asked to
# wear less.
_LIGHTEST, _WARMEST = 0.36, 2.5
_AIR_SPEED = {"wind": 4.0, "snow": 1.0, "rain": 1.0}
# How much cooler the evening is than the time that was named. Our choice: half a mild-climate daily range of 10–12 K.
_EVENING_DROP_K = 6.0


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """What the weather asks of a look. Outerwear and accessories come off indoors, so two ensembles are asked about."""

    low: float
    """clo that the whole look should reach."""
    high: float
    """clo that the look without outerwear should not exceed."""
    wet: bool = False
    known: bool = True
    """False where no weather was given: the band is then a temperate day's, wide."""

    @property
    def outerwear(self) -> bool:
        """True where a look without outerwear can hardly be warm or dry enough: a jumper, jeans and boots reach 0.74
        clo."""
        return self.wet or self.low > 0.8


def ensemble_clo(pieces: Iterable[float]) -> float:
    """Insulation of garments worn together, clo: I_cl = 0.161 + 0.835 Σ I_clu; 0 for none.

    pieces: I_clu of each garment. Source: ISO 9920:2007 (McCullough, Jones & Huck, ASHRAE Trans. 91(2), 1985).
    """
    clo = tuple(pieces)
    return 0.161 + 0.835 * (sum(clo) + _UNDERWEAR) if clo else 0.0


def demand(context: StyleContext) -> Demand:
    """What this context's weather, place, time and duration ask."""
    weather, place = context.weather, context.location
    if weather is None or (weather.temperature_c is None and weather.conditions is None):
        return Demand(low=required_clo(25.0)[0], high=required_clo(18.0)[1], known=False)
    wet = weather.conditions in ("rain", "snow")
    temperature = weather.temperature_c if weather.temperature_c is not None else _guess(weather.conditions)
    share = {"indoor": 0.8, "mixed": 0.5, "outdoor": 0.1}.get(place.venue if place and place.venue else "", 0.4)
    wind = _AIR_SPEED.get(weather.conditions or "", 0.5)
    humidity = weather.humidity_pct if weather.humidity_pct is not None else 50.0
    long = context.duration in ("full_day", "overnight", "multi_day")
    drop = _EVENING_DROP_K if long and context.time_of_day not in ("evening", "night") else 0.0
    low, _ = required_clo(temperature - drop, wind=wind, rain=wet, humidity=humidity, indoor_share=share)
    # Where it is warmer outside than in, nobody dresses for the room alone.
    _, high = required_clo(
        temperature, wind=wind, rain=wet, humidity=humidity, indoor_share=share if share >= 0.8 else 0.0
    )
    return Demand(low=low, high=max(high, low - 0.6), wet=wet and share < 0.8)


def _guess(conditions: str | None) -> float:
    """A temperature for a sky that was named alone."""
    return -1.0 if conditions == "snow" else 15.0 if conditions in ("rain", "wind", "fog") else 20.0


def fit(whole: float, without_layer: float, wanted: Demand) -> float:
    """How well a look suits the weather, 0..1: 1 within the band, falling to 0 at 0.7 clo too cold or 0.7 clo too warm.

    whole: clo with everything on; without_layer: clo with outerwear and accessories off. More on top of an outfit
    that is
    warm already costs half as much, for it can be carried.
    """
    return float(fits(np.array(whole), np.array(without_layer), np.array(whole), wanted))


def fits(whole: Array, without_layer: Array, carried: Array, wanted: Demand) -> Array:
    """`fit` of many looks at once. carried: clo that counts as carried about; `fit` takes the whole look for it.

    It never falls as `whole` rises alone, which the composer's bound stands on.
    """
    cold = np.maximum(0.0, wanted.low - whole) / 0.7
    warm = np.maximum(0.0, without_layer - wanted.high) / 0.7
    heavy = np.maximum(0.0, carried - wanted.high - 0.25) / 1.4
    return np.asarray(np.maximum(0, 1 - cold) * np.maximum(0, 1 - warm) * np.maximum(0, 1 - heavy))


def summed(clo: Array) -> Array:
    """`ensemble_clo` of sums of I_clu, for arrays."""
    return 0.161 + 0.835 * (clo + _UNDERWEAR)


_FOR_COLD = frozenset(("gloves", "beanie", "snow_boots", "parka", "puffer_jacket"))
_FOR_WARMTH = frozenset(
    ("shorts", "sandals", "heeled_sandals", "flip_flops", "espadrilles", "swimsuit", "swim_shorts", "tank_top",
                          "crop_top",
     "playsuit", "sun_hat", "camisole")
)  # fmt: skip
_COATS = frozenset(("coat", "trench_coat", "fleece", "gilet"))
_NOT_IN_SNOW = frozenset(("flats", "heels", "mules", "loafers"))
_FOR_WET = frozenset(("rain_boots", "umbrella", "raincoat"))


def out_of_weather(context: StyleContext) -> frozenset[str]:
    """Categories that this weather rules out of a look that is put together for the shopper; none where it is not
    known."""
    weather = context.weather
    if weather is None:
        return frozenset()
    out: set[str] = set()
    if weather.temperature_c is not None:
        out |= _FOR_COLD if weather.temperature_c >= 12 else set()
        out |= _COATS if weather.temperature_c >= 19 and weather.conditions not in ("rain", "wind") else set()
        out |= _FOR_WARMTH if weather.temperature_c < 10 else set()
    if weather.conditions in ("clear", "cloudy"):
        out |= _FOR_WET
    if weather.conditions == "snow":
        out |= _NOT_IN_SNOW
    if weather.conditions in ("rain", "snow"):
        out |= {"sun_hat", "sunglasses", "espadrilles"}
    return frozenset(out)


def clo_of(item: Item) -> float:
    """The garment's own insulation; only what warms the body counts, not a bag."""
    return 0.0 if item.slot == "bag" else item.clo


@cache
def required_clo(
    temperature_c: float,
    *,
    wind: float = 0.5,
    rain: bool = False,
    humidity: float = 50.0,
    activity_met: float | None = None,
    indoor_share: float = 0.0,
) -> tuple[float, float]:
    """The comfortable band of insulation (low, high), clo, 0.36 .. 2.5.

    wind: air speed, m/s; humidity: relative, %; activity_met: 1 met = 58.15 W/m², None for a walk whose pace
    quickens in the
    cold (`walking_met`); indoor_share: part of the time at 21 °C and 1.2 met, which draws both ends towards indoor
    comfort.
    Rain wets the outer layer, which costs about 0.1 clo (our estimate).
    """
    met = walking_met(temperature_c) if activity_met is None else activity_met
    speed = wind + 0.3 * max(0.0, met - 1)  # the walker's own air movement, ISO 7730:2005 annex C
    low = clo_for_vote(_COOL, temperature_c, speed, humidity, met) + (0.1 if rain else 0.0)
    high = clo_for_vote(_WARM, temperature_c, speed, humidity, met) + (0.1 if rain else 0.0)
    if indoor_share > 0:
        low = (1 - indoor_share) * low + indoor_share * clo_for_vote(_COOL, _ROOM_C, 0.1, 45.0, _ROOM_MET)
        high = (1 - indoor_share) * high + indoor_share * clo_for_vote(_WARM, _ROOM_C, 0.1, 45.0, _ROOM_MET)
    return min(low, _WARMEST), min(max(high, _LIGHTEST), _WARMEST)


def walking_met(temperature_c: float) -> float:
    """How briskly people move outdoors: 1.7 met (a stroll) from 15 °C up, 2.6 met (4.3 km/h) from −5 °C down, linear
    between.

    The rates of the two paces: ASHRAE 55-2020, table 5.2.1.2; that people walk faster in the cold is our assumption.
    """
    return 1.7 + 0.9 * min(1.0, max(0.0, (15 - temperature_c) / 20))


def clo_for_vote(vote: float, temperature_c: float, speed: float, humidity: float, met: float) -> float:
    """The insulation at which the predicted mean vote is `vote`, clo, 0 .. 4 (an end where none reaches it)."""
    low, high = 0.0, 4.0
    for _ in range(24):
        middle = (low + high) / 2
        if pmv(temperature_c, temperature_c, speed, humidity, met, middle) < vote:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def pmv(air_c: float, radiant_c: float, speed: float, humidity: float, met: float, clo: float) -> float:
    """Predicted mean vote, −3 cold .. 3 hot. speed: relative air velocity, m/s. Source: ISO 7730:2005, equations
    1–4."""
    vapour = humidity * 10 * math.exp(16.6536 - 4030.183 / (air_c + 235))  # Pa
    insulation, heat = 0.155 * clo, met * 58.15
    area = 1 + 1.29 * insulation if insulation <= 0.078 else 1.05 + 0.645 * insulation
    forced = 12.1 * math.sqrt(speed)
    surface_c = _surface_c(air_c, radiant_c, heat, insulation, area, forced)
    convection = max(forced, 2.38 * abs(surface_c - air_c) ** 0.25)
    skin = 3.05e-3 * (5733 - 6.99 * heat - vapour)
    sweat = 0.42 * max(0.0, heat - 58.15)
    breath = 1.7e-5 * heat * (5867 - vapour) + 0.0014 * heat * (34 - air_c)
    radiation = 3.96e-8 * area * ((surface_c + 273) ** 4 - (radiant_c + 273) ** 4)
    load = heat - skin - sweat - breath - radiation - area * convection * (surface_c - air_c)
    return float((0.303 * math.exp(-0.036 * heat) + 0.028) * load)


def _surface_c(air_c: float, radiant_c: float, heat: float, insulation: float, area: float, forced: float) -> float:
    """Temperature of the clothing's surface, °C: where what comes through the cloth equals what leaves it
    (bisection)."""
    skin_c = 35.7 - 0.028 * heat
    low, high = min(air_c, radiant_c, skin_c) - 5, max(air_c, radiant_c, skin_c) + 5
    for _ in range(30):
        middle = (low + high) / 2
        convection = max(forced, 2.38 * abs(middle - air_c) ** 0.25)
        leaves = 3.96e-8 * area * ((middle + 273) ** 4 - (radiant_c + 273) ** 4) + area * convection * (middle - air_c)
        if skin_c - insulation * leaves > middle:
            low = middle
        else:
            high = middle
    return (low + high) / 2
