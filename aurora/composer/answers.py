"""Answers to questions about the looks on the table, read off their facts; where a fact is missing, that it is."""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from aurora.composer.briefing import Briefing, Line
from aurora.composer.pieces import voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import capital, colour, join, material, money
from aurora.grounding import facts_of, read
from aurora.types import Outfit, OutfitItem

__all__ = ["answer", "meant"]

ANSWER = frozenset(("answer",))
_MOST = 3
"""Pieces that an answer goes through one by one."""
_HARDLY = 0.05
"""clo below which two pieces are about as warm: a fifth of a t-shirt and a jumper apart (0.09 and 0.31, ISO 9920)."""


def answer(briefing: Briefing, voice: Voice) -> list[Line]:
    """What the facts say to the question, then an offer to go on."""
    if not briefing.table:
        return [Line(voice.say("answer.nothing"), ANSWER | {"next"})]
    outfit, items = meant(briefing)
    kind = briefing.analysis.asks or "other"
    sentences = _ANSWERS.get(kind, _other)(outfit, items, voice, briefing)
    return [Line(" ".join(sentences), ANSWER), Line(voice.say("answer.next"), frozenset(("next",)))]


def meant(briefing: Briefing) -> tuple[Outfit, tuple[OutfitItem, ...]]:
    """The look and the pieces that the question is about; no pieces where it asks of the whole."""
    outfits = briefing.table
    reading = read(briefing.turn.message, facts_of(outfits, briefing.analysis))
    edit = briefing.analysis.edit
    index = reading.look or (edit.look if edit else 0)
    outfit = outfits[min(index, len(outfits) - 1)]
    wanted: list[UUID] = []
    for mention in reading.mentions:
        wanted += [piece.product_id for piece in mention.pieces]
    found = tuple(item for item in outfit.items if item.product_id in wanted)
    if not found and len(outfit.items) == 1:
        found = outfit.items
    return outfit, found or _last_named(briefing, outfit)


_IT = re.compile(r"\b(?:it|them|they|that one|this one|those|these)\b", re.IGNORECASE)


def _last_named(briefing: Briefing, outfit: Outfit) -> tuple[OutfitItem, ...]:
    """What "it" means after an answer about one piece: that piece."""
    if not briefing.turn.history or not _IT.search(briefing.turn.message):
        return ()
    last = briefing.turn.history[-1][1].lower()
    named = tuple(item for item in outfit.items if item.title.lower() in last)
    return named if len(named) == 1 else ()


Answer = Callable[[Outfit, Sequence[OutfitItem], Voice, Briefing], list[str]]


def _of(items: Sequence[OutfitItem], outfit: Outfit) -> Sequence[OutfitItem]:
    return items or outfit.items


def _say(key: str, item: OutfitItem, voice: Voice, **fill: object) -> str:
    """The phrase about the item, its first letter a capital however the phrase begins."""
    return capital(voice.say(key, **voice_of(item, voice.language) | fill))


def _why(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    reasons = [item.why for item in items[:_MOST] if item.why] if items else [outfit.why]
    found = [reason for reason in reasons if reason]
    if len(found) > 1:
        found = [f"{item.title}: {item.why[:1].lower()}{item.why[1:]}" for item in items[:_MOST] if item.why]
    return found or [voice.say("answer.unknown", **voice_of(_of(items, outfit)[0], voice.language))]


def _price(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    told = [_say("answer.price", item, voice, price=money(item.price, voice.language)) for item in items[:_MOST]]
    whole = voice.say("answer.total", total=money(outfit.total, voice.language))
    return told if told else [whole]


def _material(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    told = []
    for item in _of(items, outfit)[: _MOST if items else None]:
        if item.materials:
            names = join([material(name, voice.language) for name in item.materials], voice.language)
            told.append(_say("answer.material", item, voice, materials=names))
        else:
            told.append(_say("answer.unknown", item, voice))
    return told


def _colour(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)[: _MOST if items else None]
    return [_say("answer.colour", item, voice, colour=colour(item.colour.name, voice.language)) for item in pieces]


def _dry(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    outside = [item for item in outfit.items if item.slot in ("outerwear", "shoes", "bag")]
    pieces = list(items) or outside or list(outfit.items)
    key = {True: "answer.dry.yes", False: "answer.dry.no", None: "answer.dry.unknown"}
    return [_say(key[item.waterproof], item, voice) for item in pieces[:_MOST]]


def _warmth(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    if len(items) >= 2:
        warm, cool = sorted(items[:2], key=lambda item: -item.clo)
        if warm.clo - cool.clo < _HARDLY:
            return [_say("answer.as_warm", warm, voice, **voice_of(cool, voice.language, "y", "_y"))]
        return [_say("answer.warmer", warm, voice, **voice_of(cool, voice.language, "y", "_y"))]
    weather = outfit.context_match.weather
    told = [weather.why] if weather is not None and not items and weather.why else []
    warmest = max(outfit.items, key=lambda item: item.clo)
    if items and items[0].clo <= 0:
        return [_say("answer.unknown", items[0], voice)]
    return [*told, _say("answer.warmest", warmest, voice)]


def _size(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    sized = [item for item in _of(items, outfit) if items or item.size is not None][:4]
    told = []
    for item in sized or outfit.items[:1]:
        if item.size is None or item.size.lower() in ("one size", "os"):
            told.append(_say("answer.size.one" if item.size else "answer.unknown", item, voice))
        else:
            told.append(_say("answer.size", item, voice, size=item.size))
    return told


def _stock(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)[: _MOST if items else None]
    keys = {True: "answer.stock.yes", False: "answer.stock.no"}
    return [_say(keys[item.in_stock], item, voice) for item in pieces]


def _other(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)[:1]
    unknown = [_say("answer.unknown", item, voice) for item in pieces]
    known = _material(outfit, pieces, voice, briefing) if pieces and pieces[0].materials else []
    return [*unknown, *known]


_ANSWERS: dict[str, Answer] = {
    "why": _why,
    "price": _price,
    "material": _material,
    "colour": _colour,
    "waterproof": _dry,
    "warmth": _warmth,
    "size": _size,
    "stock": _stock,
}
