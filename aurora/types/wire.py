"""The reply, as on the wire; its shapes are fixed by the chat contract."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from aurora.types.chosen import EmotionalFit
from aurora.types.understood import Constraint, StyleContext
from aurora.types.vocabulary import Language, Score, Source
from commerce.garments import Department, Fit, Heel, Slot
from core.money import Money


class Colour(msgspec.Struct, frozen=True):
    name: str
    hex: str


class Lod(msgspec.Struct, frozen=True):
    level: int
    url: str
    triangles: int
    bytes: int


class Model3D(msgspec.Struct, frozen=True):
    url: str
    poster_url: str | None = None
    lods: tuple[Lod, ...] = ()


class ItemScores(msgspec.Struct, frozen=True):
    relevance: Score
    profile: Score
    context: Score
    compatibility: Score


class OutfitItem(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    slot: Slot
    product_id: UUID
    variant_id: UUID
    sku: str
    title: str
    brand: str
    category: str
    price: Money
    colour: Colour
    materials: tuple[str, ...]
    pattern: str
    formality: float
    size: str | None
    in_stock: bool
    image_url: str
    product_url: str
    model_3d: Model3D | None
    locked: bool
    why: str
    scores: ItemScores
    department: Department | None = None
    waterproof: bool | None = None
    """None where the shop does not state it; so for the three below."""
    heel: Heel | None = None
    fit: Fit | None = None
    coverage: float | None = None
    clo: float = 0.0
    available: int | None = None
    """Units of this variant in stock when the look was made."""
    owned: bool = False
    """True where the shopper has it already: it costs nothing, and no bag takes it."""


class EmptySlot(msgspec.Struct, frozen=True):
    slot: Slot
    why: str


class OutfitScores(msgspec.Struct, frozen=True):
    overall: Score
    compatibility: Score
    profile: Score
    context: Score


class Match(msgspec.Struct, frozen=True):
    ok: bool
    why: str


class ContextMatch(msgspec.Struct, frozen=True):
    occasion: Match | None = None
    weather: Match | None = None
    duration: Match | None = None


class Outfit(msgspec.Struct, frozen=True, kw_only=True):
    outfit_id: UUID
    title: str
    items: tuple[OutfitItem, ...]
    empty_slots: tuple[EmptySlot, ...]
    total: Money
    scores: OutfitScores
    emotional_fit: EmotionalFit
    context_match: ContextMatch
    why: str
    character: str | None = None
    language: Language | None = None
    """What its title and reasons are written in; None where that was not noted."""


class BagLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece that went into the bag, at the live price of one of it."""

    product_id: UUID
    variant_id: UUID
    slot: Slot | None
    title: str
    colour: str
    size: str | None
    price: Money
    quantity: int = 1
    outfit_id: UUID | None = None
    """The look that had put it there, of a line that is taken out or shown."""
    size_from: Source | None = None
    """Where the size is known from that was not said or shown before."""


class SizeNeeded(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece that cannot go into the bag yet."""

    product_id: UUID
    slot: Slot
    title: str
    sizes: tuple[str, ...]
    """What is in stock in the colour shown, smallest first; empty where all of it is sold out."""
    wanted: str | None = None
    """The size that was asked for and is not to be had."""
    in_bag: int = 0
    """How many of it are in the bag already; with `sizes` empty these are the last."""
    left: int | None = None
    """How many more could go in, where more were asked for than there are."""


class Answer(msgspec.Struct, frozen=True):
    """What a person of the shop wrote to the shopper."""

    by: str
    at: datetime
    text: str


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """What really happened, or what stands in the way of it; which members are set depends on the kind.

    cart.added           cart_id, lines, total (of the lines), cart_total, outfit_id
    cart.needs_size      needs: nothing was added; pieces whose size is open, and pieces that are sold out
    wishlist.saved       outfit_id (of the saved copy), again
    handoff.requested    reference, number, status, answers, contact (None where it is asked for), again

    Kinds beside the contract's four, which the reply has in `also`:
    cart.removed         lines (quantity: how many of each were taken out), cart_total (None where the bag is empty)
    cart.there           lines (quantity: how many of each are in the bag): nothing of them was added, they are there
    cart.kept            lines, why: nothing was taken out
    cart.shown           lines, cart_total: what the bag holds
    wishlist.removed     outfit_id: what was saved is so no longer
    """

    kind: Literal[
        "cart.added", "cart.needs_size", "wishlist.saved", "handoff.requested",
        "cart.removed", "cart.there", "cart.kept", "cart.shown", "wishlist.removed",
    ]  # fmt: skip
    detail: str = ""
    """The titles of the pieces it is about."""
    outfit_id: UUID | None = None
    cart_id: UUID | None = None
    lines: tuple[BagLine, ...] = ()
    total: Money | None = None
    cart_total: Money | None = None
    needs: tuple[SizeNeeded, ...] = ()
    product_ids: tuple[UUID, ...] = ()
    """With needs: all products that are to go in, those whose size is settled among them."""
    offer: tuple[UUID, ...] = ()
    """Products that could be added without those that are sold out, where that was offered."""
    reference: UUID | None = None
    contact: str | None = None
    again: bool = False
    """True where it had been done before: the look is saved already, a person was called already."""
    why: Literal["changed", "paid", "paying", "not_there", "gone"] | None = None
    """Why the bag was left alone: its lines were changed since, it was paid for or is being paid for, or they are not
    in it."""
    number: str | None = None
    """The handoff's number, as it is said to people."""
    status: Literal["open", "answered", "closed"] | None = None
    answers: tuple[Answer, ...] = ()
    """What people have answered so far, oldest first."""


class Responder(msgspec.Struct, frozen=True):
    kind: Literal["llm", "composer"]
    model: str | None = None
    degraded: bool = False
    reason: str | None = None


class ChatReply(msgspec.Struct, frozen=True, kw_only=True):
    """The whole turn as the shopper's client sees it; also the data of `turn.completed`."""

    conversation_id: UUID
    message_id: UUID
    reply: str
    context: StyleContext
    constraints: tuple[Constraint, ...]
    outfits: tuple[Outfit, ...]
    question: str | None
    suggestions: tuple[str, ...]
    actions: tuple[Action, ...]
    responder: Responder
    look_url: str | None = None
    """The page of the look that the shopper asked to see."""
    also: tuple[Action, ...] = ()
    """What happened beyond the kinds of `actions`: taken out of the bag, in it already, left alone."""
