"""How new pieces answer "warmer" or "dressier": against the pieces whose place they took, read off their facts."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from aurora.composer.briefing import Briefing
from aurora.composer.pieces import agree, shortly
from aurora.composer.voice import Voice
from aurora.composer.words import capital, join
from aurora.types import Direction, Language, LookOnTable, Outfit, OutfitItem, PieceOnTable

__all__ = ["HARDLY", "replaced", "towards"]

HARDLY = 0.05
"""clo below which two pieces are about as warm: a fifth of a t-shirt and a jumper apart (0.09 and 0.31, ISO 9920)."""
_STEP = 0.08
"""Formality below which two pieces are dressed-up alike: chinos and suit trousers are 0.3 apart."""


def replaced(new: Sequence[OutfitItem], base: LookOnTable, outfit: Outfit) -> dict[UUID, PieceOnTable]:
    """New product → the piece it took the place of: one that went, of its kind, else of its slot. A piece that came
    in beside what stayed has none."""
    there = {item.product_id for item in outfit.items}
    gone, pairs = [piece for piece in base.pieces if piece.product_id not in there], dict[UUID, PieceOnTable]()
    for same in ("category", "slot"):
        for item in new:
            old = next((piece for piece in gone if getattr(piece, same) == getattr(item, same)), None)
            if old is not None and item.product_id not in pairs:
                pairs[item.product_id] = old
                gone.remove(old)
    return pairs


def towards(new: Sequence[OutfitItem], briefing: Briefing, voice: Voice) -> str:
    """That new pieces go the way that was asked for, of those that do; empty where none does or no way was asked."""
    edit = briefing.analysis.edit
    if edit is None or edit.direction is None or edit.direction not in _FURTHER:
        return ""
    further, word = _FURTHER[edit.direction], _WORD[edit.direction][voice.language]
    earlier = {item.product_id: item for item in _earlier(briefing)}
    olds = replaced(new, briefing.base, briefing.outfits[0]) if briefing.base else {}
    before = {product: earlier[piece.product_id] for product, piece in olds.items() if piece.product_id in earlier}
    pairs = [(item, old) for item in new if (old := before.get(item.product_id)) and further(item, old)]
    if not pairs:
        return ""
    if voice.language != "en":
        return voice.say("refine.towards", word=word)
    items = [item for item, _ in pairs]
    names = join(shortly(items)) if len(new) > 1 else agree(new)["it"]
    key = "refine.towards" if len(new) == 1 else "refine.towards.many"
    return voice.say(key, x=names, X=capital(names), word=word, **{"is": agree(items)["is"]})


def _earlier(briefing: Briefing) -> tuple[OutfitItem, ...]:
    """The pieces of the look that was edited."""
    base = briefing.base
    looks = [outfit for outfit in briefing.turn.table if base is not None and outfit.outfit_id == base.outfit_id]
    return looks[0].items if looks else ()


_FURTHER: Mapping[Direction, Callable[[OutfitItem, OutfitItem], bool]] = {
    "warmer": lambda new, old: new.clo >= old.clo + HARDLY,
    "cooler": lambda new, old: new.clo <= old.clo - HARDLY,
    "dressier": lambda new, old: new.formality >= old.formality + _STEP,
    "more_casual": lambda new, old: new.formality <= old.formality - _STEP,
}
_WORD: Mapping[Direction, Mapping[Language, str]] = {
    "warmer": {"en": "warmer", "de": "wärmer", "fr": "plus chaud", "es": "abriga más"},
    "cooler": {"en": "lighter", "de": "leichter", "fr": "plus léger", "es": "abriga menos"},
    "dressier": {"en": "dressier", "de": "eleganter", "fr": "plus habillé", "es": "viste más"},
    "more_casual": {"en": "more casual", "de": "lässiger", "fr": "plus décontracté", "es": "es más informal"},
}
