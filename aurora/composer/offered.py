"""Which sizes and colours there are of a piece, told as the shop has them at this moment."""

import re
from collections.abc import Sequence

from aurora.composer.briefing import Briefing
from aurora.composer.pieces import agree, titled
from aurora.composer.voice import Voice
from aurora.composer.words import capital, colour, join
from aurora.grounding.lexicon import COLOUR_WORDS, find_words
from aurora.types import OnOffer, OutfitItem
from commerce.colours import NAMED, is_shade
from commerce.garments import CATEGORIES, LETTERS

__all__ = ["asks_for_a_colour", "colours", "sizes"]

_MOST = 3
"""Pieces whose sizes are listed one by one; of more it would be a table."""


def sizes(items: Sequence[OutfitItem], briefing: Briefing, voice: Voice) -> list[str]:
    """The sizes that each piece is to be had in, in the colour shown, and whether one that was asked for is among them.

    Empty where that was not looked up, or the pieces come in one size: then the cards say what they know.
    """
    sized = [item for item in items if CATEGORIES[item.category].sizes != "one_size" and _variants(item, briefing)]
    if not sized or len(sized) > _MOST:
        return []
    wanted = _sizes_named(briefing.turn.message)
    if len(sized) > 1:
        return [_sizes_of(item, briefing, [size for size in wanted if _is_like(size, item)], voice) for item in sized]
    return [_sizes_of(sized[0], briefing, wanted, voice)]


def _sizes_of(item: OutfitItem, briefing: Briefing, wanted: Sequence[str], voice: Voice) -> str:
    there = [one.size for one in _variants(item, briefing) if one.size and one.available > 0]
    had = next((size for size in wanted if size in there), None)
    if not there:
        key = "offer.none"
    elif wanted:
        key = "offer.size.yes" if had else "offer.size.no"
    else:
        key = "offer.sizes.chosen" if item.size in there else "offer.sizes"
    size = had or (wanted[0] if wanted else item.size)
    return _told(key, item, voice, list=join(there, voice.language), size=size)


def _is_like(size: str, item: OutfitItem) -> bool:
    """Whether such pieces are sized so: letters of tops, numbers of shoes."""
    return size.isdigit() != (CATEGORIES[item.category].sizes == "alpha")


def _sizes_named(message: str) -> list[str]:
    """`XL`, `38`: the labels of sizes in the message, in capitals; "s" and "m" only where they stand as sizes do."""
    found = re.findall(rf"\b(?:{'|'.join(LETTERS)}|[2-5]\d)\b(?!\s*(?:%|degrees?|°|\$|€|£))", message)
    small = re.findall(rf"\b(?:in|size|an?|Größe|taille|talla|en|la)\s+({'|'.join(LETTERS)}|[2-5]\d)\b", message, re.I)
    return list(dict.fromkeys(size.upper() for size in (*found, *small)))


_COMES_IN = re.compile(r"\b(?:in|en)\s+(?:an? |the |dark |light |bright )?$", re.IGNORECASE)


def asks_for_a_colour(message: str) -> bool:
    """Whether a colour is asked for: "does it come in camel?", "il existe en bleu ?"; not "is the navy one warm?"."""
    return any(_COMES_IN.search(message[: found.start]) for found in find_words(message, COLOUR_WORDS))


def colours(items: Sequence[OutfitItem], briefing: Briefing, voice: Voice) -> list[str]:
    """The colours that each piece is to be had in, in the size shown, and whether one that was asked for is among them.

    Empty where that was not looked up.
    """
    known = [item for item in items if _in_its_size(item, briefing)]
    if not known or len(known) > _MOST:
        return []
    wanted = list(dict.fromkeys(found.meaning for found in find_words(briefing.turn.message, COLOUR_WORDS)))
    return [_colours_of(item, briefing, wanted, voice) for item in known]


def _colours_of(item: OutfitItem, briefing: Briefing, wanted: Sequence[str], voice: Voice) -> str:
    there = {one.colour: one.hex for one in _in_its_size(item, briefing)}
    asked = [name for name in wanted if name in NAMED and name != item.colour.name]
    had = next((one for name in asked for one, hex in there.items() if is_shade(name, one, hex)), None)
    others = [name for name in there if name != item.colour.name]
    if asked:
        key = "offer.colour.yes" if had else "offer.colour.no"
    else:
        key = "offer.colours" if others else "offer.colour.only"
    return _told(
        key,
        item,
        voice,
        list=join([colour(name, voice.language) for name in (there if asked else others)], voice.language),
        colour=colour(had or item.colour.name, voice.language),
        wanted=colour(asked[0], voice.language) if asked else "",
    )


def _variants(item: OutfitItem, briefing: Briefing) -> list[OnOffer]:
    return [one for one in briefing.on_offer.get(item.product_id, ()) if one.colour == item.colour.name]


def _in_its_size(item: OutfitItem, briefing: Briefing) -> list[OnOffer]:
    """The variants that are to be had, where a size was chosen in that one."""
    every = briefing.on_offer.get(item.product_id, ())
    return [one for one in every if one.available > 0 and (item.size is None or one.size == item.size)]


def _told(key: str, item: OutfitItem, voice: Voice, **fill: object) -> str:
    name = titled(item, voice.language)
    return capital(voice.say(key, x=name, X=capital(name), **agree([item]), **fill))
