"""Sizes and stock of pieces, told exactly as far as the cards know them."""

from collections.abc import Sequence

from aurora.composer.pieces import agree, shortly, voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import capital, join
from aurora.types import OutfitItem
from commerce.garments import CATEGORIES
from commerce.item import PLENTY

__all__ = ["in_stock", "sizes"]


def sizes(items: Sequence[OutfitItem], voice: Voice) -> list[str]:
    """The size of each piece that was chosen in one; where the shopper's is not known, that the card offers them."""
    bought = [item for item in items if not item.owned]
    open_, one = [item for item in bought if _is_open(item)], [item for item in bought if _is_one_size(item)]
    sized = [item for item in bought if item.size and item not in one]
    told = [_about("answer.size", item, voice, size=item.size) for item in sized]
    if one and (len(items) == 1 or not (sized or open_)):
        told += [_about("answer.size.one", item, voice) for item in one]
    if open_:
        told.append(_together("answer.size.open", open_, voice))
    return told or [_about("answer.unknown", items[0], voice)]


def in_stock(items: Sequence[OutfitItem], voice: Voice) -> list[str]:
    """Of each piece whether it is to be had, and how many: to the piece below `PLENTY`, else that there are as many or
    more. Where the size is open, the count of one size would be no answer."""
    pieces = [item for item in items if not item.owned] or list(items)
    gone = [item for item in pieces if not item.in_stock]
    if gone:
        return [_about("answer.stock.no", item, voice) for item in gone]
    scarce = [item for item in pieces if _is_scarce(item)]
    if len(pieces) > 2 and not scarce:
        return (
            [voice.say("answer.stock.all")]
            if voice.has("answer.stock.all")
            else [_together("answer.stock.yes", pieces, voice)]
        )
    told = [_left(item, voice) for item in scarce]
    counted = [item for item in pieces if item.available is not None and item not in scarce and not _is_open(item)]
    if counted:
        told.append(_together("answer.stock.plenty", counted, voice, count=PLENTY))
    by_size = [item for item in pieces if _is_open(item)]
    if by_size:
        told.append(_together("answer.stock.open", by_size, voice))
    rest = [item for item in pieces if item not in (*scarce, *counted, *by_size)]
    return told + [_about("answer.stock.yes", item, voice) for item in rest]


def _left(item: OutfitItem, voice: Voice) -> str:
    """`There are 2 left of the Merino Roll-Neck in M.`"""
    size = item.size if item.size and not _is_one_size(item) else ""
    key = "answer.stock.last" if item.available == 1 else "answer.stock.few"
    return _about(key, item, voice, count=item.available, size=_IN_SIZE[voice.language].format(size) if size else "")


_IN_SIZE = {"en": " in {}", "de": " in {}", "fr": " en {}", "es": " en {}"}


def _is_scarce(item: OutfitItem) -> bool:
    return item.available is not None and 0 < item.available < PLENTY and not _is_open(item)


def _is_one_size(item: OutfitItem) -> bool:
    return CATEGORIES[item.category].sizes == "one_size" or (item.size or "").lower() in ("one size", "os")


def _is_open(item: OutfitItem) -> bool:
    """Whether it comes in sizes and none was chosen, since the shopper's is not known."""
    return item.size is None and not _is_one_size(item)


def _about(key: str, item: OutfitItem, voice: Voice, **fill: object) -> str:
    return capital(voice.say(key, **voice_of(item, voice.language) | fill))


def _together(key: str, items: Sequence[OutfitItem], voice: Voice, **fill: object) -> str:
    """The phrase about all of the items, by their nouns where there are several."""
    if len(items) == 1 or voice.language != "en":
        names = [voice_of(item, voice.language)["x"] for item in items]
    else:
        names = shortly(items)
    words = join(names, voice.language)
    return capital(voice.say(key, **agree(items), x=words, X=capital(words), **fill))
