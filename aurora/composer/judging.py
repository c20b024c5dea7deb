"""Answers that take a sum or a judgement: what is left of a budget, another currency, another temperature, how
dressed-up the look is, what is not in it at all."""

import re
from collections.abc import Iterable, Sequence

from msgspec import structs

from aurora.composer.briefing import Briefing
from aurora.composer.looks import budget_of
from aurora.composer.pieces import voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import SLOT, budget_said, capital, degrees, money
from aurora.grounding.garment_words import GarmentFound, find_garments
from aurora.grounding.money import find_amounts
from aurora.thermal import demand, ensemble_clo
from aurora.types import Outfit, Weather
from commerce.garments import CATEGORIES, Slot
from core.money import Money, exponent

__all__ = [
    "asks_how_dressed",
    "asks_how_warm",
    "at_another_temperature",
    "converted",
    "how_dressed",
    "in_all",
    "not_in_it",
    "slots_named",
]


# ── money ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_all(outfit: Outfit, briefing: Briefing, voice: Voice) -> list[str]:
    """What the look costs; what that leaves of the budget; the sum in the currency asked for, at the shop's rate."""
    told = [voice.say("answer.total", total=money(outfit.total, voice.language))]
    told += [capital(voice.say("answer.owned", **voice_of(i, voice.language))) for i in outfit.items if i.owned][:1]
    said = budget_of(briefing.constraints, outfit.total.currency)
    if said is not None and said.target.amount > outfit.total.amount:
        left = Money(said.target.amount - outfit.total.amount, outfit.total.currency)
        budget = budget_said(said, voice.language, hedged=False)
        told.append(voice.say("answer.left", left=money(left, voice.language), budget=budget))
    return told + converted(outfit.total, briefing, voice)


def converted(total: Money, briefing: Briefing, voice: Voice) -> list[str]:
    """The sum in the currencies that the message names and the shop has a rate for; that it has none, else."""
    named = [amount.currencies for amount in find_amounts(briefing.turn.message) if amount.minor is None]
    if not named or any(total.currency in each for each in named):
        return []
    rates = briefing.turn.rates
    known = sorted({code for each in named for code in each if code in rates})
    if not known:
        return [voice.say("answer.no_rate")]
    return [_at_a_rate(total, code, rates[code], voice) for code in known[:1]]


def _at_a_rate(total: Money, code: str, rate: float, voice: Voice) -> str:
    minor = total.amount / rate * 10.0 ** (exponent(code) - exponent(total.currency))
    worth = money(Money(round(minor), code), voice.language)
    return voice.say("answer.converted", sum=worth, code=code, rate=f"{rate:g}", own=total.currency)


# ── weather ────────────────────────────────────────────────────────────────────────────────────────────────────────

_DEGREES = re.compile(
    r"(?P<minus>-|−|minus |moins |menos )?\b(?P<figure>\d{1,3})\s*"
    r"(?:°|degrees?\b|deg\b|grad\b|degr[ée]s?\b|grados?\b|c\b)"
    r"\s*(?P<f>f\b|fahrenheit)?",
    re.IGNORECASE,
)
_FELT = 0.1
"""clo by which a look must miss what the weather asks before it is called too cool or too warm."""


def at_another_temperature(outfit: Outfit, briefing: Briefing, voice: Voice) -> list[str]:
    """Whether the look does for the temperature that the question names; empty where it names none."""
    found = _DEGREES.search(briefing.turn.message)
    if found is None or len(outfit.items) < 2:
        return []
    figure = float(found["figure"]) * (-1 if found["minus"] else 1)
    celsius = (figure - 32) / 1.8 if found["f"] else figure
    context = briefing.analysis.context
    weather = structs.replace(context.weather or Weather(), temperature_c=celsius)
    wanted = demand(structs.replace(context, weather=weather))
    whole = ensemble_clo(item.clo for item in outfit.items)
    inside = ensemble_clo(item.clo for item in outfit.items if item.slot not in ("outerwear", "accessory"))
    key = "answer.at.cold" if whole < wanted.low - _FELT else "answer.at.warm" if inside > wanted.high + _FELT else ""
    warmest = max(outfit.items, key=lambda item: item.clo)
    words = voice_of(warmest, voice.language)
    return [capital(voice.say(key or "answer.at.right", degrees=degrees(round(celsius), voice.language), **words))]


_FELT_WARMTH = re.compile(
    r"\b(?:sweat\w*|freez\w*|boil(?:ing)?|too (?:hot|cold|warm|cool)|schwitz\w*|frier\w*|zu (?:warm|kalt|kühl|heiß)|"
    r"transpir\w*|trop (?:chaud|froid)|sudar\w*|(?:frío|calor))\b",
    re.IGNORECASE,
)


def asks_how_warm(message: str) -> bool:
    return _FELT_WARMTH.search(message) is not None


# ── dress ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_DRESSED = re.compile(
    r"\b(?:formal|smart|dress(?:y|ed)|fancy|elegant|casual|appropriate|suitable|over-?dressed|under-?dressed|"
    r"förmlich|schick|festlich|leger|passend|habillé\w*|élégant\w*|chic|décontracté\w*|"
    r"formales?|elegantes?|arreglad[oa]s?|adecuad[oa]s?|informal(?:es)?)\b",
    re.IGNORECASE,
)


def asks_how_dressed(message: str) -> bool:
    return _DRESSED.search(message) is not None


def how_dressed(outfit: Outfit, voice: Voice) -> list[str]:
    """Whether the look is dressed for the occasion, and which piece is the least so where it is not; empty where no
    occasion is known."""
    match = outfit.context_match.occasion
    if match is None or not match.why:
        return []
    if match.ok:
        return [voice.say("answer.dressed", why=match.why)]
    least = min(outfit.items, key=lambda item: item.formality)
    return [match.why, capital(voice.say("answer.dressed.least", **voice_of(least, voice.language)))]


# ── what is not there ──────────────────────────────────────────────────────────────────────────────────────────────

_DEFINITE = re.compile(
    r"\b(?:the|that|this|these|those|der|die|das|den|dem|dies\w+|le|la|les|ce|cet|cette|ces|el|los|las|es[aeo]s?|est[aeo]s?)"
    r"(?:\s+[\w-]+)?\s+$",
    re.IGNORECASE,
)


def slots_named(briefing: Briefing) -> frozenset[Slot]:
    """The slots of the garments that the message speaks of as there: "the jacket", not "a jacket"."""
    return frozenset(slot for found in _spoken_of(briefing) for slot in _slots(found.categories))


def not_in_it(outfit: Outfit, briefing: Briefing, voice: Voice) -> list[str]:
    """That the look has no such piece, where the question speaks of none that it has: no other is answered for it."""
    worn = {item.slot for item in outfit.items}
    garments = [(found.word, slots) for found in _spoken_of(briefing) if (slots := _slots(found.categories))]
    if not garments or any(slots & worn or len(slots) > 1 for _, slots in garments):
        return []
    word, slots = garments[0]
    noun = word if voice.language == "en" else SLOT[voice.language][next(iter(slots))]
    return [voice.say("answer.absent" if len(outfit.items) > 1 else "answer.absent.here", noun=noun)]


def _spoken_of(briefing: Briefing) -> Sequence[GarmentFound]:
    message = briefing.turn.message
    return [
        found
        for found in find_garments(message, briefing.analysis.language)
        if _DEFINITE.search(message[max(0, found.start - 40) : found.start])
    ]


def _slots(categories: Iterable[str]) -> frozenset[Slot]:
    return frozenset(slot for name in categories if (slot := CATEGORIES[name].slot) is not None)
