"""Two or more looks, or pieces, set side by side from their facts."""

import re
from collections.abc import Sequence

from aurora.composer.briefing import Briefing
from aurora.composer.pieces import agree, shortly, titled
from aurora.composer.towards import HARDLY
from aurora.composer.voice import Voice
from aurora.composer.words import capital, colour, join, material, money
from aurora.grounding import facts_of, looks_named, read
from aurora.grounding.garment_words import find_garments
from aurora.thermal import ensemble_clo
from aurora.types import Language, Outfit, OutfitItem
from core.money import Money

__all__ = ["compared"]

_MOST = 3
_LOOKS = re.compile(
    r"\b(?:looks|outfits|options|versions|looks?|vorschläge|tenues|conjuntos|opciones)\b", re.IGNORECASE
)
_TWO = re.compile(r"\b(?:two|both|beiden?|zwei|deux|dos)\b", re.IGNORECASE)
_NEAR_CLO = 0.1
"""clo below which two looks are about as warm, as in `aurora.receipts`: a t-shirt more or less is not felt."""
_STEP = 0.05
"""Mean formality below which two looks are dressed-up alike."""


def compared(briefing: Briefing, voice: Voice) -> list[str]:
    """What sets them apart; empty where the message does not ask about two things at least."""
    asks, table = briefing.analysis.asks, briefing.table
    named = _counted(briefing.turn.message) or looks_named(briefing.turn.message)
    for_a_mind = _MIND.search(briefing.turn.message) is not None and asks not in ("warmth", "price")
    if for_a_mind or (asks == "other" and len(named) > 1):
        asks = "compare"  # what sets two looks apart is asked, whatever the word for it was
    if asks not in ("compare", "warmth", "price"):
        return []
    looks = [n for n in named if n < len(table)]
    if len(looks) < len(named) and len(named) > 1 and voice.has("compare.only"):
        return [voice.say("compare.only" if len(table) == 1 else "compare.fewer", count=len(table))]
    if asks == "compare" and len(looks) < 2 and (for_a_mind or _LOOKS.search(briefing.turn.message)):
        looks = list(range(min(_MOST if for_a_mind else 2, len(table))))
    if len(looks) < 2 and for_a_mind:
        return []
    if for_a_mind:
        return _preferred([(n, table[n]) for n in looks[:_MOST]], voice)
    if len(looks) >= 2 and all(len(table[n].items) > 1 for n in looks):
        return _of_looks([(n, table[n]) for n in looks[:_MOST]], asks, voice)
    pieces = [table[n].items[0] for n in looks] if len(looks) >= 2 else _pieces(briefing)
    if len(pieces) < 2 or (asks != "compare" and len(looks) < 2):
        return []
    two = len(looks) < 2 and _TWO.search(briefing.turn.message)
    places = [_NAMES[voice.language][n] for n in looks] if len(looks) >= 2 and max(looks) < _MOST else None
    return _of_pieces(pieces[: 2 if two else _MOST], asks, voice, places)


_PAIR = re.compile(
    r"(?<![\d$€£₹])\b([1-6])\s*(?:or|and|vs\.?|versus|&|oder|und|ou|et|o|y)\s*([1-6])\b(?!\s*[$€£₹%])", re.IGNORECASE
)
_FIRST = re.compile(
    r"\b(?:first two|two first|ersten beiden|ersten zwei|deux premi[eè]res|dos primer[oa]s|primer[oa]s dos)\b", re.I
)


def _counted(message: str) -> list[int]:
    """The places, from 0, of "1 or 2" and "the first two"."""
    if _FIRST.search(message):
        return [0, 1]
    pair = _PAIR.search(message)
    return [int(pair[1]) - 1, int(pair[2]) - 1] if pair is not None and pair[1] != pair[2] else []


def _pieces(briefing: Briefing) -> list[OutfitItem]:
    """The pieces of any look that are spoken of; of "the two coats" all that are coats, or else are worn as such."""
    every = list({item.product_id: item for outfit in briefing.table for item in outfit.items}.values())
    told = [item for item in every if item.product_id in briefing.analysis.about]
    if len(told) >= 2:
        return told
    facts = facts_of(briefing.table, briefing.analysis)
    reading = read(briefing.turn.message, facts)
    ids = {piece.product_id for mention in reading.mentions for piece in mention.pieces}
    kinds = {kind for found in find_garments(briefing.turn.message, facts.language) for kind in found.categories}
    named = [item for item in every if item.product_id in ids or item.category in kinds]
    slots = {item.slot for item in (named or told)}
    alike = [item for item in every if item.slot in slots]
    single = [item for item in every if all(len(outfit.items) == 1 for outfit in briefing.table)]
    return named if len(named) >= 2 else alike if len(slots) == 1 else single


_MIND = re.compile(
    r"\b(?:would|do|should) (?:you|i) (?:personally |rather )?(?:choose|pick|prefer|recommend|take|go for|like best)\b"
    r"|\byou(?:'d| would)? (?:recommend|prefer|choose|pick|suggest)\b|\byour (?:favou?rite|pick|choice)\b"
    r"|\bwhich\b.*\b(?:nicer|nicest|prettier|better|best)\b"
    r"|\b(?:würdest|würden) (?:du|sie)\b.*\b(?:nehmen|wählen|empfehlen)\b|\b(?:was|welche\w*) empfiehlst\b"
    r"|\b(?:choisiri(?:ez|ais)|préf[eé]r\w+|conseill\w+)[- ](?:vous|tu)\b|\b(?:tu|vous) (?:préf|choisir|conseill)\w+"
    r"|\bcuál\b.*\b(?:eleg\w+|prefieres|recomiend\w+|mejor)\b",
    re.IGNORECASE,
)
"""Asks for a mind, not for a table: "which would you choose?"."""


def _preferred(looks: Sequence[tuple[int, Outfit]], voice: Voice) -> list[str]:
    """The one of them that stands first, for it was thought best, with its reason; then what sets the others apart."""
    first, best = min(looks, key=lambda look: look[0])
    single = len(best.items) == 1
    name = titled(best.items[0], voice.language) if single else _NAMES[voice.language][first]
    told = [voice.say("answer.mind", x=name), *([best.why] if best.why else [])]
    if not single:
        return [*(capital(text) for text in told), *_of_looks(looks, "compare", voice)]
    cheapest = min((outfit for _, outfit in looks), key=lambda outfit: outfit.total.amount)
    if cheapest.total.amount < best.total.amount:
        apart = Money(best.total.amount - cheapest.total.amount, best.total.currency)
        other = titled(cheapest.items[0], voice.language)
        told.append(voice.say("answer.mind.cheaper", y=other, diff=money(apart, voice.language)))
    return [capital(text) for text in told]


# ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_pieces(items: Sequence[OutfitItem], asks: str, voice: Voice, places: Sequence[str] | None = None) -> list[str]:
    """Each with its price, colour, cloth and whether rain is a matter; then which is warmer and which costs less.

    places: "the first", "the third", where the message named them so.
    """
    told, warmest = [], max(items, key=lambda item: item.clo)
    names = shortly(items) if voice.language == "en" else [titled(item, voice.language) for item in items]
    told_by_title = asks == "compare" and any(name == titled(item) for name, item in zip(names, items, strict=True))
    if places is not None and told_by_title:
        return _of_places(items, places[: len(items)], voice)
    if asks == "compare":
        parts = [
            voice.say("compare.piece", x=titled(item, voice.language), facts=_facts(item, voice), **agree([item]))
            for item in items
        ]
        told.append(capital("; ".join(parts)) + ".")
    if asks in ("compare", "warmth") and all(item.clo > 0 for item in items):
        told.append(_warmest(names, [item.clo for item in items], HARDLY, voice, agree([warmest])["is"]))
    if asks in ("compare", "price") and not any(item.owned for item in items):
        plural = [agree([item])["is"] == "are" for item in items]
        told.append(_cheapest(names, plural, [item.price for item in items], voice))
    return [capital(text) for text in told if text]


def _of_places(items: Sequence[OutfitItem], places: Sequence[str], voice: Voice) -> list[str]:
    """The same for products of one kind, whose titles are said once."""
    shape = "{}, {}, {} {}" if voice.language == "en" else "{} ({}): {}{}"
    parts = [
        shape.format(
            place, titled(one, voice.language), agree([one])["is"] if voice.language == "en" else "", _facts(one, voice)
        )
        for place, one in zip(places, items, strict=True)
    ]
    told = [capital("; ".join(parts)) + "."]
    if all(item.clo > 0 for item in items):
        told.append(_warmest(places, [item.clo for item in items], HARDLY, voice))
    if not any(item.owned for item in items):
        told.append(_cheapest(places, [False] * len(items), [item.price for item in items], voice))
    return [capital(text) for text in told if text]


def _facts(item: OutfitItem, voice: Voice) -> str:
    language = voice.language
    found = [] if item.owned else [money(item.price, language)]
    found.append(colour(item.colour.name, language))
    if item.materials:
        found.append(join([material(name, language) for name in item.materials], language))
    if item.waterproof is not None and item.slot in ("outerwear", "shoes", "bag"):
        found.append(_DRY[language][0 if item.waterproof else 1])
    return ", ".join(found)


_DRY: dict[Language, tuple[str, str]] = {
    "en": ("waterproof", "not waterproof"),
    "de": ("wasserdicht", "nicht wasserdicht"),
    "fr": ("imperméable", "pas imperméable"),
    "es": ("impermeable", "no impermeable"),
}


def _warmest(names: Sequence[str], clo: Sequence[float], near: float, voice: Voice, is_: str = "is") -> str:
    """Which is the warmest by its clo, or that they are about as warm."""
    ranked = sorted(range(len(names)), key=lambda n: -clo[n])
    first, second = ranked[0], ranked[1]
    if clo[first] - clo[second] < near:
        some = [names[n] for n in range(len(names)) if clo[first] - clo[n] < near]
        return voice.say("compare.as_warm", list=join(some, voice.language))
    rest = join([names[n] for n in sorted(ranked[1:])], voice.language)
    key = "compare.warmer" if len(names) == 2 else "compare.warmest"
    return voice.say(key, x=names[first], y=rest, **{"is": is_})


def _cheapest(names: Sequence[str], plural: Sequence[bool], prices: Sequence[Money], voice: Voice) -> str:
    """Which costs least, and how much less than the next; empty where all cost the same."""
    ranked = sorted(range(len(names)), key=lambda n: prices[n].amount)
    apart = prices[ranked[1]].amount - prices[ranked[0]].amount
    if not apart:
        return ""
    diff = money(Money(apart, prices[ranked[0]].currency), voice.language)
    s = "" if plural[ranked[0]] else "s"
    return voice.say("compare.cheaper", x=names[ranked[0]], y=names[ranked[1]], diff=diff, s=s)


# ── looks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_NAMES: dict[Language, tuple[str, ...]] = {
    "en": ("the first", "the second", "the third"),
    "de": ("der erste", "der zweite", "der dritte"),
    "fr": ("la première", "la deuxième", "la troisième"),
    "es": ("el primero", "el segundo", "el tercero"),
}


_COMES_TO: dict[Language, tuple[str, str]] = {
    "en": ("{} comes to {}", "{} to {}"),
    "de": ("{} kostet {}", "{} {}"),
    "fr": ("{} coûte {}", "{} {}"),
    "es": ("{} cuesta {}", "{} {}"),
}


def _of_looks(looks: Sequence[tuple[int, Outfit]], asks: str, voice: Voice) -> list[str]:
    """The totals, which is warmer by the clo of all that is worn, which is dressier."""
    looks = [each for each in looks if each[0] < len(_NAMES["en"])]
    names, outfits = [_NAMES[voice.language][n] for n, _ in looks], [outfit for _, outfit in looks]
    told = []
    if asks in ("compare", "price"):
        sums = [money(outfit.total, voice.language) for outfit in outfits]
        others = ", ".join(_COMES_TO[voice.language][1].format(*each) for each in zip(names[1:], sums[1:], strict=True))
        told.append(f"{_COMES_TO[voice.language][0].format(names[0], sums[0])}, {others}.")
    if asks in ("compare", "warmth"):
        clo = [ensemble_clo(item.clo for item in outfit.items) for outfit in outfits]
        told.append(_warmest(names, clo, _NEAR_CLO, voice))
        warmest = outfits[clo.index(max(clo))]
        if asks == "warmth" and max(clo) - sorted(clo)[-2] >= _NEAR_CLO:
            piece = max(warmest.items, key=lambda item: item.clo)
            told.append(voice.say("compare.by", x=titled(piece, voice.language), **agree([piece])))
    if asks == "compare":
        told += _dressier(names, outfits, voice)
    return [capital(text) for text in told]


def _dressier(names: Sequence[str], outfits: Sequence[Outfit], voice: Voice) -> list[str]:
    levels = [sum(item.formality for item in outfit.items) / len(outfit.items) for outfit in outfits]
    ranked = sorted(range(len(names)), key=lambda n: -levels[n])
    if levels[ranked[0]] - levels[ranked[1]] < _STEP:
        return []
    return [voice.say("compare.dressier", x=names[ranked[0]])]
