"""What the voice is given, and what it hands back."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec import structs

from aurora.types import (
    Action,
    Analysis,
    Constraint,
    Language,
    LookOnTable,
    OnOffer,
    Outfit,
    OutfitItem,
    Terms,
    TurnInput,
)

__all__ = ["Briefing", "Line", "in_one_language", "is_single", "pieces_due"]


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """All that a reply may be made of: everything is decided, only the words are missing."""

    turn: TurnInput
    analysis: Analysis
    outfits: tuple[Outfit, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    """Receipts: the constraints with status and note."""
    actions: tuple[Action, ...] = ()
    base: LookOnTable | None = None
    """The look that a refinement edited."""
    on_offer: Mapping[UUID, tuple[OnOffer, ...]] = {}
    """Product → what the shop has of it, sizes smallest first; filled where a question asks for it."""
    terms: Terms = Terms()
    """What is known of the shop itself: delivery, paying, sending back."""
    colours: frozenset[tuple[str, str]] = frozenset()
    """(name, hex) of what the first look could be had in instead."""

    @property
    def table(self) -> tuple[Outfit, ...]:
        """The looks that words may speak of: this turn's, else those still on the table from before."""
        return self.outfits or self.turn.table


class Line(msgspec.Struct, frozen=True):
    """One or more finished sentences, and the keys of what they say: `piece:<product id>`, `total`, `receipts`,
    `question`, `next`, `opening`, `why`, `answer`."""

    text: str
    says: frozenset[str]


def in_one_language(briefing: Briefing) -> Briefing:
    """The briefing without the reasons of cards that were written in another language: the shopper changed to this one
    since, and no reply mixes two."""
    language = briefing.analysis.language
    turn = structs.replace(briefing.turn, table=tuple(_reasons_in(language, each) for each in briefing.turn.table))
    return structs.replace(briefing, turn=turn, outfits=tuple(_reasons_in(language, each) for each in briefing.outfits))


def _reasons_in(language: Language, outfit: Outfit) -> Outfit:
    if outfit.language in (None, language):
        return outfit
    items = tuple(structs.replace(item, why="") for item in outfit.items)
    held = {name: getattr(outfit.context_match, name) for name in ("occasion", "weather", "duration")}
    bare = {name: structs.replace(match, why="") for name, match in held.items() if match is not None}
    return structs.replace(outfit, items=items, why="", context_match=structs.replace(outfit.context_match, **bare))


def is_single(briefing: Briefing) -> bool:
    """Whether what is shown are products of one kind, one to a card."""
    shown = briefing.outfits
    asked = briefing.analysis.intent == "product" or briefing.turn.state.single
    return bool(shown) and all(len(outfit.items) == 1 for outfit in shown) and (asked or len(shown) > 1)


def pieces_due(briefing: Briefing) -> tuple[OutfitItem, ...]:
    """The pieces that the reply must name, in card order: the recommendation's; each card's where they are products."""
    if not briefing.outfits:
        return ()
    edit = briefing.analysis.edit
    shown = briefing.outfits if is_single(briefing) and not (edit and edit.pick_only) else briefing.outfits[:1]
    seen: dict[UUID, OutfitItem] = {}
    for outfit in shown:
        for item in outfit.items:
            seen.setdefault(item.product_id, item)
    return tuple(seen.values())
