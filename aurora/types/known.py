"""What is known before the turn: profile, conversation, the looks on the table."""

from typing import Literal
from uuid import UUID

import msgspec

from aurora.types.said import ClientContext, Sizes
from aurora.types.understood import Constraint, OwnedPiece, StyleContext
from aurora.types.vocabulary import Language
from aurora.types.wire import Outfit
from commerce.cart_lines import Placed
from commerce.garments import Department, Slot
from core.money import Money


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """What the shopper said of themselves; it wins over all that was learned."""

    department: Department | None = None
    sizes: Sizes | None = None
    palette: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    comfort: int | None = None
    boldness: int | None = None
    budget: Money | None = None


class Profile(Stated, frozen=True, kw_only=True):
    """What is known of the shopper, stated and learned; empty for a stranger."""

    taste: tuple[float, ...] | None = None
    """Unit vector in the embedding space, from feedback; None before any."""
    taste_trust: float = 1.0
    """0..1: how much `taste` is to be believed; little after one click."""
    leanings: dict[str, dict[str, float]] = {}
    """Learned likes and dislikes, corrections applied: facet (`aurora.taste.Facet`) → value → −1..1."""


class PieceOnTable(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a look that was shown: what a reference can resolve to."""

    position: int
    slot: Slot
    product_id: UUID
    variant_id: UUID
    title: str
    category: str
    colour: str
    materials: tuple[str, ...]
    price: int
    locked: bool = False
    owned: bool = False
    """True where the shopper has it already: it costs nothing and is never bought."""


class LookOnTable(msgspec.Struct, frozen=True, kw_only=True):
    outfit_id: UUID
    pieces: tuple[PieceOnTable, ...]
    total: int
    empty: dict[Slot, str] = {}
    """Slots that were left empty, and why."""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """An action that waits for sizes: the answer to "which size?" completes it."""

    action: Literal["add_to_bag", "save", "show_3d", "handoff"]
    about: tuple[UUID, ...] = ()
    """Product ids; empty for the whole look."""
    look: int = 0
    slots: tuple[Slot, ...] = ()
    """Slots of the pieces whose size is missing; none where a handoff waits for an address."""
    chosen: dict[UUID, UUID] = {}
    """Product → variant, for pieces whose size is settled already."""
    offered: bool = False
    """True where a piece is sold out and the rest (`about`) was offered instead, or where all of it is in the bag and
    more was offered: "yes" takes it."""
    more: bool = False
    """True where it comes on top of what the bag holds."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What "undo" takes back beside the look: lines of the bag, or a look that was saved."""

    cart_id: UUID | None = None
    lines: tuple[Placed, ...] = ()
    saved: UUID | None = None
    """The copy of the look."""


class ConversationState(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation holds between turns. `undo` is the stack of earlier states, newest last; `redo` holds those
    that were undone."""

    context: StyleContext = StyleContext()
    constraints: tuple[Constraint, ...] = ()
    looks: tuple[LookOnTable, ...] = ()
    single: bool = False
    """True when the looks are products of one kind, one item each."""
    query: str = ""
    asked: str | None = None
    """The clarifying question that stands open."""
    language: Language = "en"
    owned: tuple[Slot, ...] = ()
    owned_pieces: tuple[OwnedPiece, ...] = ()
    undo: tuple["ConversationState", ...] = ()
    redo: tuple["ConversationState", ...] = ()
    pending: Pending | None = None
    deeds: tuple[Deed, ...] = ()
    """What was done with the looks as they lie here, newest last."""
    undone: tuple[Deed, ...] = ()
    """What of it was taken back out of the bag again, newest last: "redo" puts it in once more."""


class Delivery(msgspec.Struct, frozen=True):
    """A way of delivery. days: working days, from and to; price, free_from: minor units of the shop's currency."""

    name: str
    countries: tuple[str, ...]
    days: tuple[int, int]
    price: int
    free_from: int | None = None


class Terms(msgspec.Struct, frozen=True):
    """What a shopper may ask of the shop itself, as far as its settings say it."""

    delivery: tuple[Delivery, ...] = ()
    home: str | None = None
    """The country that the shop is in."""
    takes_cards: bool = False
    """False in test mode, in which no money moves."""
    return_days: int | None = None
    """Days after the last parcel within which something may be sent back."""


class OnOffer(msgspec.Struct, frozen=True):
    """A variant of a product as the shop has it at this moment."""

    colour: str
    hex: str
    size: str | None
    available: int


class TurnInput(msgspec.Struct, frozen=True, kw_only=True):
    """All that a turn reads, as plain data; a stored one is an evaluation case."""

    conversation_id: UUID
    message_id: UUID
    seq: int
    message: str
    client: ClientContext = ClientContext()
    state: ConversationState = ConversationState()
    profile: Profile = Profile()
    table: tuple[Outfit, ...] = ()
    """The looks on the table in full, in the order of `state.looks`: what a question is answered from."""
    before: tuple[Outfit, ...] = ()
    """The looks that "undo" brings back: those of `state.undo[-1]`."""
    after: tuple[Outfit, ...] = ()
    """The looks that "redo" brings back: those of `state.redo[-1]`."""
    wardrobe: tuple[OwnedPiece, ...] = ()
    """What the shopper owns, newest first."""
    brands: tuple[str, ...] = ()
    """Brands of the catalogue that the message may name, as the catalogue spells them."""
    spent: str | None = None
    """Why no model may be asked any more in this conversation; None while it may."""
    history: tuple[tuple[str, str], ...] = ()
    """Earlier (message, reply) pairs, oldest first, at most the last six."""
    currency: str = "USD"
    rates: dict[str, float] = {}
    """Other currencies → what one unit is worth in the shop's."""
    today: str = "2026-01-01"
    """The shopper's date, ISO 8601; the season guess reads it."""
    seed: int = 0
    """For variety in wording and exploration; fixed by the turn, so that a replay is the same."""
