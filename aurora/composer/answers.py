"""Answers to questions about the looks on the table, read off their facts; where a fact is missing, that it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from aurora.composer import judging, offered
from aurora.composer.briefing import Briefing, Line
from aurora.composer.comparing import compared
from aurora.composer.looks import reasoned
from aurora.composer.pieces import agree, shortly, titled, voice_of
from aurora.composer.stocked import in_stock, sizes
from aurora.composer.supporting import supporting
from aurora.composer.towards import HARDLY
from aurora.composer.voice import Voice
from aurora.composer.words import capital, colour, join, material, money
from aurora.grounding import facts_of, read
from aurora.types import Outfit, OutfitItem

__all__ = ["answer", "meant"]

ANSWER = frozenset(("answer",))
_MOST = 3
"""Pieces that an answer goes through one by one."""


def answer(briefing: Briefing, voice: Voice) -> list[Line]:
    """What the facts say to the question, then an offer to go on."""
    if not briefing.table:
        return [Line(voice.say("answer.nothing"), ANSWER | {"next"})]
    outfit, items = meant(briefing)
    kind = briefing.analysis.asks or "other"
    if kind == "other" and judging.asks_how_warm(briefing.turn.message):
        kind = "warmth"
    if kind in ("other", "size", "stock") and offered.asks_for_a_colour(briefing.turn.message):
        kind = "colour"
    sentences = compared(briefing, voice) or _absent(outfit, briefing, voice)
    sentences = sentences or _ANSWERS.get(kind, _other)(outfit, items, voice, briefing)
    return [Line(" ".join(sentences), ANSWER), Line(voice.say("answer.next"), frozenset(("next",)))]


def _absent(outfit: Outfit, briefing: Briefing, voice: Voice) -> list[str]:
    return [] if briefing.analysis.about else judging.not_in_it(outfit, briefing, voice)


def meant(briefing: Briefing) -> tuple[Outfit, tuple[OutfitItem, ...]]:
    """The look and the pieces that the question is about; no pieces where it asks of the whole."""
    outfits = briefing.table
    reading = read(briefing.turn.message, facts_of(outfits, briefing.analysis))
    edit = briefing.analysis.edit
    # What this turn shows stands in a new order: the look that was chosen or edited comes first.
    index = 0 if briefing.outfits else reading.look or (edit.look if edit else 0)
    outfit = outfits[min(index, len(outfits) - 1)]
    wanted: list[UUID] = list(briefing.analysis.about)
    for mention in () if wanted else reading.mentions:
        wanted += [piece.product_id for piece in mention.pieces]
    found = tuple(item for item in outfit.items if item.product_id in wanted)
    if not found and len(outfit.items) == 1 and len(outfits) > 1:
        found = _told_of_last(briefing, outfits)
    if not found and len(outfit.items) == 1:
        every = tuple(item for shown in outfits for item in shown.items)
        found = every if len(every) == len(outfits) and _THESE.search(briefing.turn.message) else outfit.items
    return outfit, found or _last_named(briefing, outfit) or _in_slot(briefing, outfit)


def _in_slot(briefing: Briefing, outfit: Outfit) -> tuple[OutfitItem, ...]:
    """The piece that is worn where the one spoken of would be: of "the jacket" the coat."""
    slots = judging.slots_named(briefing)
    return tuple(item for item in outfit.items if item.slot in slots) if len(slots) == 1 else ()


_THESE = re.compile(r"\b(?:these|those|they|them|all|diese|sie|alle|ces|ils|elles|estos|estas|todos|todas)\b", re.I)
_IT = re.compile(r"\b(?:it|them|they|that one|this one|those|these)\b", re.IGNORECASE)


_SHE = re.compile(r"\b(?:sie|er|es|ihn|elle|il|la|le|lo|ella|él|las|les|los)\b", re.IGNORECASE)


def _told_of_last(briefing: Briefing, outfits: Sequence[Outfit]) -> tuple[OutfitItem, ...]:
    """Of products the one that the answer before was about, where the question says "it", as German "sie" may be."""
    message = briefing.turn.message
    if not briefing.turn.history or briefing.outfits or not (_IT.search(message) or _SHE.search(message)):
        return ()
    last = briefing.turn.history[-1][1].lower()
    items = [item for each in outfits for item in each.items]
    named = tuple(item for item in items if item.title.lower() in last)
    return named if len(named) == 1 else ()


def _last_named(briefing: Briefing, outfit: Outfit) -> tuple[OutfitItem, ...]:
    """What "it" means after an answer about one piece: that piece."""
    if not briefing.turn.history or not _IT.search(briefing.turn.message):
        return ()
    last = briefing.turn.history[-1][1].lower()
    if money(outfit.total, briefing.analysis.language).lower() in last and len(outfit.items) > 1:
        return ()  # it spoke of the whole look, though it may have named one piece alone
    named = tuple(item for item in outfit.items if item.title.lower() in last)
    return named if len(named) == 1 else ()


Answer = Callable[[Outfit, Sequence[OutfitItem], Voice, Briefing], list[str]]


def _of(items: Sequence[OutfitItem], outfit: Outfit) -> Sequence[OutfitItem]:
    return items or outfit.items


def _say(key: str, item: OutfitItem, voice: Voice, **fill: object) -> str:
    """The phrase about the item, its first letter a capital however the phrase begins."""
    return capital(voice.say(key, **voice_of(item, voice.language) | fill))


def _why(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    """Of pieces their own reasons; of the whole look its reason, then the pieces that answer a wish or the weather."""
    if items:
        told = [_by_name(item, voice) for item in items[:_MOST] if item.why]
        more = supporting(items[0], outfit, briefing, voice) if len(items) == 1 else []
        return [*told, *more] or [_unknown(items[0], voice)]
    found = [outfit.why] if outfit.why else []
    if len(outfit.items) > 1:
        found.append(reasoned(outfit.items, voice) or reasoned(outfit.items, voice, telling=False))
    found = [text for text in found if text] or supporting(outfit.items[0], outfit, briefing, voice)
    return found or [_unknown(outfit.items[0], voice)]


def _unknown(item: OutfitItem, voice: Voice) -> str:
    return voice.say("answer.unknown", **voice_of(item, voice.language))


def _by_name(item: OutfitItem, voice: Voice) -> str:
    """The item's reason with its title for the pronoun."""
    start, _, after = item.why.partition(" ")
    if voice.language != "en" or start not in ("It", "They"):
        first = item.why[:1] if voice.language == "de" else item.why[:1].lower()  # a German noun keeps its capital
        return f"{item.title}{' :' if voice.language == 'fr' else ':'} {first}{item.why[1:]}"
    return f"{capital(titled(item))} {after}"


def _price(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    told = [
        _say("answer.owned", item, voice)
        if item.owned
        else _say("answer.price", item, voice, price=money(item.price, voice.language))
        for item in items[:_MOST]
    ]
    if len(told) == 1 and not items[0].owned:
        told += judging.converted(items[0].price, briefing, voice)
    return told or judging.in_all(outfit, briefing, voice)


def _material(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)
    if _CARE.search(briefing.turn.message):
        return [voice.say("answer.care")]
    known = [item for item in pieces if item.materials]
    if len(pieces) < 2 or voice.language != "en" or not known:
        keys = ["answer.material" if item.materials else "answer.unknown" for item in pieces]
        made = [_made_of(item, voice) for item in pieces]
        return [_say(keys[n], item, voice, materials=made[n]) for n, item in enumerate(pieces)]
    nouns = dict(zip((item.product_id for item in pieces), shortly(pieces), strict=True))
    parts = [f"{nouns[item.product_id]} {agree([item])['is']} {_made_of(item, voice)}" for item in known]
    unsaid = [nouns[item.product_id] for item in pieces if not item.materials]
    more = [voice.say("answer.dry.unsaid", list=join(unsaid))] if unsaid else []
    return [capital("; ".join(parts)) + ".", *more]


_CARE = re.compile(
    r"\b(?:wash\w*|dry[- ]?clean\w*|tumble|iron(?:ed|ing)?|care (?:for|of)|look after|wrinkl\w*|creas\w*|"
    r"pflege\w*|bügel\w*|entretien\w*|waschbar|waschen|lavable|laver|lavar|lavadora)\b",
    re.IGNORECASE,
)
"""Questions about care, of which the shop states nothing."""


def _made_of(item: OutfitItem, voice: Voice) -> str:
    return join([material(name, voice.language) for name in item.materials], voice.language)


def _colour(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)
    if told := offered.colours(pieces, briefing, voice):
        return told
    shades = [colour(item.colour.name, voice.language) for item in pieces]
    if len(pieces) < 2 or voice.language != "en":
        return [_say("answer.colour", item, voice, colour=shades[n]) for n, item in enumerate(pieces)]
    named = zip(shortly(pieces), pieces, shades, strict=True)
    return [capital("; ".join(f"{noun} {agree([item])['is']} {shade}" for noun, item, shade in named)) + "."]


def _dry(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    """Of one piece yes, no or unsaid; of several those that are, those that are not, those the shop says nothing of."""
    outside = [item for item in outfit.items if item.slot in ("outerwear", "shoes", "bag")]
    pieces = list(items) or outside or list(outfit.items)
    if len(pieces) == 1 or voice.language != "en":
        keys = {True: "answer.dry.yes", False: "answer.dry.no", None: "answer.dry.unknown"}
        told = []
        for known, key in keys.items():
            names = [titled(item, voice.language) for item in pieces if item.waterproof is known]
            if names:
                words = voice_of(next(item for item in pieces if item.waterproof is known), voice.language)
                told.append(capital(voice.say(key, **words | {"x": join(names, voice.language)})))
        return told
    nouns = dict(zip((item.product_id for item in pieces), shortly(pieces), strict=True))
    dry, wet, unsaid = ([item for item in pieces if item.waterproof is known] for known in (True, False, None))
    told = []
    if dry and wet:
        others = _grouped(wet, nouns)
        told.append(voice.say("answer.dry.some", **_grouped(dry, nouns), others=others["list"], is_not=others["is"]))
    elif dry or wet:
        told.append(voice.say("answer.dry.all" if dry else "answer.dry.none", **_grouped(dry or wet, nouns)))
    return told + ([voice.say("answer.dry.unsaid", **_grouped(unsaid, nouns))] if unsaid else [])


def _grouped(items: Sequence[OutfitItem], nouns: Mapping[UUID, str]) -> dict[str, str]:
    """The gaps of a phrase about several pieces by their nouns."""
    words = join([nouns[item.product_id] for item in items])
    return {"list": words, "List": capital(words), **agree(items)}


_TIMES = ((2.6, "three times"), (1.7, "twice"))
"""Ratios of clo that are told in words; below the last, "warmer" alone."""


def _warmth(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    if len(items) >= 2:
        return [_warmer(items[0], items[1], voice)]
    if told := judging.at_another_temperature(outfit, briefing, voice):
        return told
    weather = outfit.context_match.weather
    told = [weather.why] if weather is not None and weather.why else []
    if told and items and items[0].clo > 0:
        return told
    # Products of one kind are held against each other: one alone is no warmer than anything.
    beside = outfit.items if len(outfit.items) > 1 else [item for each in briefing.table for item in each.items]
    if len(beside) == 1:
        return [_unknown(outfit.items[0], voice)]
    warmest = max(beside, key=lambda item: item.clo)
    if items and items[0].clo <= 0:
        return [_unknown(items[0], voice)]
    return [*told, _say("answer.warmest", warmest, voice)]


def _warmer(one: OutfitItem, other: OutfitItem, voice: Voice) -> str:
    warm, cool = (one, other) if one.clo >= other.clo else (other, one)
    both = voice_of(cool, voice.language, "y", "_y")
    if warm.clo - cool.clo < HARDLY:
        return _say("answer.as_warm", warm, voice, **both)
    times = next((word for least, word in _TIMES if cool.clo > 0 and warm.clo >= least * cool.clo), None)
    if times and voice.has("answer.warmer.by"):
        return _say("answer.warmer.by", warm, voice, **both, times=times)
    return _say("answer.warmer", warm, voice, **both)


def _size(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    pieces = _of(items, outfit)
    return offered.sizes(pieces, briefing, voice) or sizes(pieces, voice)


def _stock(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    return in_stock(_of(items, outfit), voice)


def _other(outfit: Outfit, items: Sequence[OutfitItem], voice: Voice, briefing: Briefing) -> list[str]:
    if _CARE.search(briefing.turn.message):
        return [voice.say("answer.care")]
    if not items and judging.asks_how_dressed(briefing.turn.message) and (told := judging.how_dressed(outfit, voice)):
        return told
    if not items and len(outfit.items) > 1:
        return [voice.say("answer.unknown.look")]  # of no piece in particular: the first has no more to do with it
    piece = _of(items, outfit)[0]
    unknown = _unknown(piece, voice)
    if not piece.materials or not voice.has("answer.known"):
        return [unknown]
    return [unknown, voice.say("answer.known", **agree([piece]), materials=_made_of(piece, voice))]


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
