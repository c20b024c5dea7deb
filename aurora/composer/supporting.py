"""A second reason for a piece that is asked about: what its neighbours, the occasion and the weather say for it."""

from collections.abc import Iterator
from typing import Any

from aurora.composer.briefing import Briefing
from aurora.composer.pieces import agree, short, titled
from aurora.composer.voice import Voice
from aurora.composer.words import colour, occasion
from aurora.types import Outfit, OutfitItem

__all__ = ["supporting"]

_GOOD = 0.6
"""The least score of a card that is told as good, as in `aurora.composer.reasons`."""
_TAKEN = " of the "


def supporting(item: OutfitItem, outfit: Outfit, briefing: Briefing, voice: Voice) -> list[str]:
    """One more reason, where the card gives but one: the colour first, then the occasion; none where neither holds."""
    if voice.language == "en" and " and " in item.why.partition(" of your ")[0]:
        return []
    return list(_more(item, outfit, briefing, voice))[:1]


def _more(item: OutfitItem, outfit: Outfit, briefing: Briefing, voice: Voice) -> Iterator[str]:
    other = _neighbour(item, outfit)
    if other is not None and _TAKEN not in item.why and item.scores.compatibility >= _GOOD:
        shade, theirs = colour(item.colour.name, voice.language), colour(other.colour.name, voice.language)
        noun = f"the {short(other)}" if voice.language == "en" else titled(other, voice.language)
        same = "same" if item.colour.name == other.colour.name else "beside"
        yield voice.say(f"answer.why.{same}", **_words(item), colour=shade, theirs=theirs, noun=noun)
    named = occasion(briefing.analysis.context, voice.language)
    held = outfit.context_match.occasion
    if named and named not in item.why and held is not None and held.ok and item.scores.context >= _GOOD:
        yield voice.say("answer.why.occasion", **_words(item), occ=named)


def _words(item: OutfitItem) -> dict[str, Any]:
    words = agree([item])
    return words | {"Its": words["its"].capitalize()}


def _neighbour(item: OutfitItem, outfit: Outfit) -> OutfitItem | None:
    """The piece that it is worn next to: of another slot, the clothes before the shoes."""
    order = ("dress", "bottom", "top", "outerwear", "shoes", "bag")
    found = [o for o in outfit.items if o.slot in order and o.slot != item.slot and o.colour.name != "multicolour"]
    if item.colour.name == "multicolour":
        return None
    return min(found, key=lambda other: order.index(other.slot), default=None)
