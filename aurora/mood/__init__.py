"""How a look is likely to feel to wear: five measures 0..100, each with its reason, and a small say in the order of
the looks.

Colour emotion after Ou et al. 2004 (`aurora.harmony`); mood after Russell's circle of valence and arousal (1980). The
mixtures below are a prior set by hand: each measure only ever rises with what it is said to measure (tested), and
none of them is a fact about the person. A number means: of a hundred looks that one might put together from a shop's
range for this occasion, so many have less of it. No rating that we could find bears on more than that (docs/mood.md).
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from aurora import harmony, occasions, traits
from aurora.mood import told
from aurora.mood.told import Measured
from aurora.types import EmotionalFit, Language, Look, Mood, Profile, Scored, StyleContext
from aurora.weights import weights

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
    found = facts(look, context, profile)
    known = acquaintance(profile, context)
    is_child = context.department in ("girls", "boys")
    percents = percents_of(measures(found), context.occasion, known, is_child=is_child)
    quarter = _quarter(context.mood)
    ask = occasions.asks(context.occasion, context.time_of_day, context.department)
    said = told.told(
        look,
        Measured(
            percents=percents, matters=_MATTERS[quarter], quarter=quarter, stranger=known < 0.2,
            solemn=context.occasion == "funeral",
            out_of_weather=found.thermal < 0.5 and found.thermal < found.ease,
            suits=[_suits(piece, look, ask) for piece in look.pieces],
            likeness=[_likeness(piece) for piece in look.pieces], weights=_slot_weights(look),
        ),
        language,
    )  # fmt: skip
    return EmotionalFit(**percents, summary=said.summary, reasons=said.reasons)


def percents_of(
    values: dict[str, float], occasion: str | None, known: float = 1.0, *, is_child: bool = False
) -> dict[str, int]:
    """Dimension → 1..99: its place among looks for the occasion, a child's among children's. Authenticity keeps to the
    middle as far as the shopper's taste is not known."""
    deciles = (scale().children if is_child else scale().deciles)[occasion or "any"]
    places = {name: percentile(value, deciles[name]) for name, value in values.items()}
    places["authenticity"] = 50 + known * (places["authenticity"] - 50)
    return {name: round(min(99.0, max(1.0, place))) for name, place in places.items()}


def acquaintance(profile: Profile, context: StyleContext) -> float:
    """How well the shopper's taste is known, 0 for a stranger .. 1: what was learned, or what they said of it."""
    said = (
        profile.palette or (context.style and context.style.palette),
        profile.avoid or (context.style and context.style.avoid),
        profile.brands,
        _boldness_wanted(profile, context),
    )
    learned = max(profile.taste_trust if profile.taste else 0.0, 0.5 if profile.leanings else 0.0)
    return min(1.0, max(learned, 0.25 * sum(map(bool, said))))


def measures(f: Facts) -> dict[str, float]:
    """Dimension → 0..1. Every coefficient is positive except happiness in weight (light colours cheer)."""
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
    weight = _slot_weights(look)
    items = [p.candidate.item for p in look.pieces]

    def mean(values: Sequence[float], unknown: float = 0.5) -> float:
        return sum(w * v for w, v in zip(weight, values, strict=True)) / sum(weight) if weight else unknown

    colours = [p.candidate.variant.hex for p in look.pieces if p.candidate.variant.colour != "multicolour"]
    emotion = harmony.together([told.felt(code) for code in colours])
    bold = mean([traits.boldness(p.candidate.item, p.candidate.variant) for p in look.pieces])
    wanted = _boldness_wanted(profile, context)
    return Facts(
        formality=mean([occasions.formality_fit(item.formality, ask) for item in items]),
        occasion=mean([p.features["occasion"] for p in look.pieces]),
        together=look.compatibility,
        thermal=look.terms.get("thermal", 1.0),
        ease=mean([traits.comfort(item) for item in items]),
        taste=mean([_likeness(p) for p in look.pieces]),
        bold_enough=0.5 if wanted is None else max(0.0, 1 - abs(bold - (0.05 + 0.07 * wanted)) / 0.6),
        harmony=look.terms.get("harmony", 1.0),
        # Over our colour names a combination's mean activity runs −1.2 .. 2, its weight −1.5 .. 1.5, its heat −0.9
        # .. 1.3.
        activity=_signed((emotion.activity - 0.4) / 1.6),
        weight=_signed(emotion.weight / 1.5),
        heat=_signed((emotion.heat - 0.2) / 1.1),
    )


# What a piece's features say of the shopper's own taste; what is in stock or easy to wear says nothing of it.
_OF_TASTE = ("taste", "affinity", "palette", "brand")


def _likeness(piece: Scored) -> float:
    """Likeness of a piece to the shopper's taste, 0..1; 0.5 for a stranger."""
    by_name, features = weights().features, piece.features
    whole, worth = 0.0, 0.0
    for name in _OF_TASTE:
        whole += by_name[name]
        worth += by_name[name] * features[name]
    return worth / whole


def _suits(piece: Scored, look: Look, ask: occasions.Ask) -> float:
    """How well a piece suits the occasion and the other pieces: what confidence is made of."""
    item = piece.candidate.item
    return 0.6 * occasions.formality_fit(item.formality, ask) + 0.4 * look.pair_scores.get(
        item.slot, look.compatibility
    )


def _slot_weights(look: Look) -> list[float]:
    return [weights().slots[piece.candidate.item.slot] for piece in look.pieces]


def _boldness_wanted(profile: Profile, context: StyleContext) -> int | None:
    return (context.style.boldness if context.style else None) or profile.boldness


def _signed(value: float) -> float:
    return min(1.0, max(-1.0, value))


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a measure is held against, written by `evals train mood`."""

    version: str
    trained_on: str
    seed: int
    looks: int
    deciles: dict[str, dict[str, tuple[float, ...]]]
    """Occasion, or "any" → dimension → the measure's eleven deciles among looks for it, of women and men."""
    children: dict[str, dict[str, tuple[float, ...]]]
    """The same among looks of girls and boys."""


@cache
def scale() -> Scale:
    """The scale shipped beside this module, read once."""
    return msgspec.json.decode(Path(__file__).with_name("mood_scale.json").read_bytes(), type=Scale)


def percentile(value: float, deciles: Sequence[float]) -> float:
    """The share, 0..100, of looks whose measure lies below `value`; never falls where `value` rises."""
    above = bisect_right(deciles, value)
    if above in (0, len(deciles)):
        return 100.0 if above else 0.0
    low, high = deciles[above - 1], deciles[above]
    return 100 * (above - 1 + (value - low) / (high - low)) / (len(deciles) - 1)


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


def rank(looks: Sequence[Look], fits: Sequence[EmotionalFit], context: StyleContext) -> tuple[int, ...]:
    """The order in which to show the looks, as indices. It is theirs already unless the shopper spoke of feelings;
    then what eases that mood weighs in with at most 0.06 of `overall`."""
    matters = _MATTERS[_quarter(context.mood)]
    if not matters:
        return tuple(range(len(looks)))

    def worth(index: int) -> float:
        felt = sum(getattr(fits[index], name) for name in matters) / (100 * len(matters))
        return float(looks[index].overall + _SAY * felt)

    return tuple(sorted(range(len(looks)), key=lambda index: -worth(index)))
