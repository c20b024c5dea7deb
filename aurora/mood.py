"""How a look is likely to feel to wear: five measures 0..100, each with its reason, and a small say in the order of
the looks.

Colour emotion after Ou et al. 2004 (`aurora.harmony`); mood after Russell's circle of valence and arousal (1980). The
mixtures below are a prior set by hand: each measure only ever rises with what it is said to measure (tested), and
none of
them is a fact about the person.
"""

from collections.abc import Sequence

import msgspec

from aurora import harmony, occasions, traits
from aurora.mood_words import JOIN, OPENINGS, REASONS, Level
from aurora.types import EmotionalFit, Language, Look, Mood, Profile, StyleContext
from aurora.weights import grouped, weights
from commerce.colours import lab

DIMENSIONS = ("confidence", "authenticity", "happiness", "comfort", "empowerment")
# How far feelings may move a look: at most this much of `overall`, where the shopper spoke of them.
_SAY = 0.06


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures are made of, each 0..1 (colour emotions −1..1)."""

    formality: float
    """Fit to the occasion's band."""
    occasion: float
    together: float
    thermal: float
    ease: float
    taste: float
    """Likeness to the shopper's own taste; 0.5 for a stranger."""
    bold_enough: float
    """Likeness of the look's boldness to the shopper's; 0.5 where it is not known."""
    harmony: float
    activity: float
    weight: float
    heat: float


def fit(look: Look, context: StyleContext, profile: Profile, *, language: Language = "en") -> EmotionalFit:
    """The emotional fit of a look for this shopper and moment; `summary` is one kind sentence, never about the body."""
    values = measures(facts(look, context, profile))
    percents = {name: round(100 * min(1.0, max(0.0, value))) for name, value in values.items()}
    reasons = {name: REASONS[language][name][_level(name, percents[name])] for name in DIMENSIONS}
    return EmotionalFit(**percents, summary=_summary(percents, reasons, context.mood, language), reasons=reasons)


def measures(f: Facts) -> dict[str, float]:
    """Dimension → 0..1. Every coefficient is positive except happiness in weight (light colours cheer) and none
    hides another."""
    return {
        "confidence": 0.36 * f.formality
        + 0.22 * f.occasion
        + 0.26 * f.together
        + 0.10 * f.thermal
        + 0.06 * _half(f.weight),
        "authenticity": 0.60 * f.taste + 0.25 * f.bold_enough + 0.15 * f.occasion,
        "happiness": 0.30 * _half(f.heat)
        + 0.26 * _half(f.activity)
        + 0.14 * _half(-f.weight)
        + 0.15 * f.harmony
        + 0.15 * f.taste,
        "comfort": 0.55 * f.ease + 0.45 * f.thermal,
        "empowerment": 0.24 * _half(f.weight)
        + 0.22 * _half(f.activity)
        + 0.30 * f.formality
        + 0.12 * f.together
        + 0.12 * f.bold_enough,
    }


def _half(signed: float) -> float:
    return 0.5 + 0.5 * signed


def facts(look: Look, context: StyleContext, profile: Profile) -> Facts:
    """What a look brings to the measures; pieces count by the weight of their slot."""
    ask = occasions.asks(context.occasion, context.time_of_day, context.department)
    weight = [weights().slots[p.candidate.item.slot] for p in look.pieces]
    items = [p.candidate.item for p in look.pieces]

    def mean(values: Sequence[float], unknown: float = 0.5) -> float:
        return sum(w * v for w, v in zip(weight, values, strict=True)) / sum(weight) if weight else unknown

    colours = [p.candidate.variant.hex for p in look.pieces if p.candidate.variant.colour != "multicolour"]
    emotion = harmony.emotion([lab(code) for code in colours])
    bold = mean([traits.boldness(p.candidate.item, p.candidate.variant) for p in look.pieces])
    wanted = (context.style.boldness if context.style else None) or profile.boldness
    return Facts(
        formality=mean([occasions.formality_fit(item.formality, ask) for item in items]),
        occasion=mean([p.features["occasion"] for p in look.pieces]),
        together=look.compatibility,
        thermal=look.terms.get("thermal", 1.0),
        ease=mean([traits.comfort(item) for item in items]),
        taste=mean([grouped(p.features, "profile") for p in look.pieces]),
        bold_enough=0.5 if wanted is None else max(0.0, 1 - abs(bold - (0.05 + 0.07 * wanted)) / 0.6),
        harmony=look.terms.get("harmony", 1.0),
        # Over our colour names a combination's mean activity runs −1.2 .. 2, its weight −1.5 .. 1.5, its heat −0.9
        # .. 1.3.
        activity=_signed((emotion.activity - 0.4) / 1.6),
        weight=_signed(emotion.weight / 1.5),
        heat=_signed((emotion.heat - 0.2) / 1.1),
    )


def _signed(value: float) -> float:
    return min(1.0, max(-1.0, value))


# Median and spread of each measure over 342 looks composed from the demo catalogue for a stranger: what is high for one
# measure is ordinary for another (a composed look is dressed for its occasion, so confidence is nearly always in the
# nineties).
_USUAL = {
    "confidence": (93, 3),
    "authenticity": (66, 4),
    "happiness": (42, 5),
    "comfort": (79, 7),
    "empowerment": (70, 6),
}


def _standing(name: str, percent: int) -> float:
    """How far above or below the usual a measure is, in spreads."""
    middle, spread = _USUAL[name]
    return (percent - middle) / spread


def _level(name: str, percent: int) -> Level:
    standing = _standing(name, percent)
    return (
        "high"
        if standing >= -0.5 and name == "confidence"
        else "high"
        if standing > 0.6
        else "low"
        if standing < -1.2
        else "middle"
    )


def _quarter(mood: Mood | None) -> str:
    """The quarter of Russell's circle; empty near its middle, where nothing was really said."""
    if mood is None or max(abs(mood.valence), abs(mood.arousal)) < 0.2:
        return ""
    if mood.valence < 0:
        return "tense" if mood.arousal > 0 else "low"
    return "bright" if mood.arousal > 0 else "calm"


_MATTERS = {
    "": (),
    "tense": ("confidence", "comfort"),
    "low": ("comfort", "happiness"),
    "bright": ("happiness", "empowerment"),
    "calm": ("comfort", "authenticity"),
}


def _summary(percents: dict[str, int], reasons: dict[str, str], mood: Mood | None, language: Language) -> str:
    """One sentence: what matters in this mood first, else where this look stands out; nothing low is dressed up as
    good."""
    quarter = _quarter(mood)
    order = [*_MATTERS[quarter], *sorted(DIMENSIONS, key=lambda name: -_standing(name, percents[name]))]
    told = [name for name in dict.fromkeys(order) if _level(name, percents[name]) == "high"]
    told += [
        name for name in dict.fromkeys(order) if _level(name, percents[name]) == "middle" and name != "authenticity"
    ]
    good = told[:2] or order[:1]
    sentence = OPENINGS[language][quarter] + JOIN[language].join(reasons[name] for name in good) + "."
    return sentence[0].upper() + sentence[1:]


def rank(looks: Sequence[Look], fits: Sequence[EmotionalFit], context: StyleContext) -> tuple[int, ...]:
    """The order in which to show the looks, as indices. It is theirs already unless the shopper spoke of feelings;
    then what
    eases that mood weighs in with at most 0.06 of `overall`."""
    matters = _MATTERS[_quarter(context.mood)]
    if not matters:
        return tuple(range(len(looks)))

    def worth(index: int) -> float:
        felt = sum(getattr(fits[index], name) for name in matters) / (100 * len(matters))
        return float(looks[index].overall + _SAY * felt)

    return tuple(sorted(range(len(looks)), key=lambda index: -worth(index)))
