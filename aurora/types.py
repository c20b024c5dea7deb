"""The nouns of a turn: frozen, plain, free of framework, ORM and client. Wire shapes are fixed by the chat contract."""

from collections.abc import ItemsView, Iterator, Mapping
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from commerce.garments import Department, Fit, Heel, Slot
from commerce.item import Item, Variant
from core.money import Money

Occasion = Literal[
    "everyday", "work", "business_formal", "interview", "wedding_guest", "black_tie", "cocktail", "party", "date",
    "evening", "brunch", "travel", "beach", "outdoor", "sport", "lounge", "festival", "funeral", "graduation",
]  # fmt: skip
Conditions = Literal["clear", "cloudy", "rain", "snow", "wind", "fog"]
Venue = Literal["indoor", "outdoor", "mixed"]
TimeOfDay = Literal["morning", "afternoon", "evening", "night"]
Duration = Literal["few_hours", "full_day", "overnight", "multi_day"]
Source = Literal["message", "request", "conversation", "profile", "inferred", "default"]
ConstraintKind = Literal[
    "budget", "colour", "avoid_colour", "material", "avoid_material", "category", "avoid_category", "brand",
    "avoid_brand", "size", "fit", "pattern", "avoid_pattern", "heel", "coverage", "formality", "warmth", "waterproof",
    "lock", "other",
]  # fmt: skip
Status = Literal["kept", "relaxed", "unverifiable"]
Language = Literal["en", "de", "fr", "es"]
Text100 = Annotated[str, Meta(min_length=1, max_length=100)]
Score = Annotated[float, Meta(ge=0, le=1)]
Percent = Annotated[int, Meta(ge=0, le=100)]


# ── what the client may say ────────────────────────────────────────────────────────────────────────────────────────


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    temperature_c: Annotated[float, Meta(ge=-60, le=60)] | None = None
    conditions: Conditions | None = None
    humidity_pct: Annotated[float, Meta(ge=0, le=100)] | None = None


class Location(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    city: Text100 | None = None
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")] | None = None
    venue: Venue | None = None


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    top: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    bottom: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    dress: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    shoes: Annotated[str, Meta(min_length=1, max_length=20)] | None = None


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    comfort: Annotated[int, Meta(ge=1, le=10)] | None = None
    boldness: Annotated[int, Meta(ge=1, le=10)] | None = None
    palette: Annotated[tuple[Text100, ...], Meta(max_length=20)] = ()
    avoid: Annotated[tuple[Text100, ...], Meta(max_length=20)] = ()


class ClientContext(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the client already knows; what the shopper says wins over it."""

    occasion: Occasion | None = None
    department: Department | None = None
    weather: Weather | None = None
    location: Location | None = None
    time_of_day: TimeOfDay | None = None
    duration: Duration | None = None
    budget: Money | None = None
    sizes: Sizes | None = None
    style: Style | None = None


class ChatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/aurora/chat."""

    message: Annotated[str, Meta(min_length=1, max_length=4000)]
    conversation_id: UUID | None = None
    client_message_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    context: ClientContext = ClientContext()


# ── what was understood ────────────────────────────────────────────────────────────────────────────────────────────


class Mood(msgspec.Struct, frozen=True):
    """Valence -1 (unpleasant) .. 1, arousal -1 (calm) .. 1. Source: Russell, J. Pers. Soc. Psychol. 39(6), 1980."""

    label: str
    valence: Annotated[float, Meta(ge=-1, le=1)]
    arousal: Annotated[float, Meta(ge=-1, le=1)]


class StyleContext(msgspec.Struct, frozen=True):
    """The context as resolved for this turn: the request's shape, the mood, and where each field came from; null where
    nothing is known."""

    occasion: Occasion | None = None
    department: Department | None = None
    weather: Weather | None = None
    location: Location | None = None
    time_of_day: TimeOfDay | None = None
    duration: Duration | None = None
    budget: Money | None = None
    sizes: Sizes | None = None
    style: Style | None = None
    mood: Mood | None = None
    sources: dict[str, Source] = {}
    """Field name of this Struct → source."""


class ConstraintValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked for; which members are set depends on the kind (see `Constraint`)."""

    name: str | None = None
    names: tuple[str, ...] = ()
    """The members where `name` is a group: animal → leather, suede, wool …; clothes → the keys of Sizes. Else empty."""
    amount: int | None = None
    currency: str | None = None
    minimum: int | None = None
    per: Literal["outfit", "item"] | None = None
    original: Money | None = None
    """A budget as it was said, where it was said in another currency."""
    rate: float | None = None
    level: float | None = None
    size: str | None = None
    product_id: UUID | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """All names that are asked for: those of the group, or the one; empty where none is."""
        return self.names or ((self.name,) if self.name else ())


class Constraint(msgspec.Struct, frozen=True, kw_only=True):
    """One wish in force, and on the reply its receipt.

    kind                            value
    budget                          amount, currency, minimum?, per; original and rate where converted
    colour, avoid_colour            name: a key of commerce.colours.NAMED
    material, avoid_material        name: leather, wool, …
    category, avoid_category        name: a key of commerce.garments.CATEGORIES, or a slot's name for all of it
    brand, avoid_brand              name
    pattern, avoid_pattern          name: a commerce.garments.Pattern
    size                            name: a key of Sizes; size
    fit                             name: a commerce.garments.Fit
    heel                            name: the highest heel wanted: flat, low, mid, high
    coverage, formality             level: 0..1, the least that is wanted (coverage) or the target (formality)
    warmth                          level: clo wanted more (+) or less (−) than the weather asks
    waterproof                      none
    lock                            product_id
    other                           name: what was said
    """

    kind: ConstraintKind
    text: str
    """The shopper's words, or the field of the request it came from."""
    value: ConstraintValue = ConstraintValue()
    status: Status = "kept"
    note: str | None = None
    hard: bool = True
    """False for a preference: it ranks and is never enforced."""
    slot: Slot | None = None
    """The slot it speaks of; None for the whole look."""
    source: Source = "message"


Intent = Literal[
    "look", "product", "refine", "ask", "act", "smalltalk", "out_of_scope", "handoff", "start_over", "undo", "redo"
]
"""look: a complete outfit. product: one kind of product. refine: an edit of the look on the table. ask: a question
about it. act: put it in the bag, save it, show it in 3D."""
Direction = Literal["cheaper", "dearer", "warmer", "cooler", "dressier", "more_casual", "bolder", "quieter", "comfier"]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """How a refinement changes the look on the table. What is not in `change` stays as it was."""

    look: int = 0
    """Index of the look on the table that is edited ("the second one" is 1)."""
    change: tuple[Slot, ...] = ()
    """Slots whose piece is replaced; empty with a direction lets the composer choose which, as few as it can."""
    drop: tuple[Slot, ...] = ()
    """Slots to leave empty ("no bag")."""
    add: tuple[Slot, ...] = ()
    """Slots to fill that were empty ("add a coat")."""
    lock: tuple[UUID, ...] = ()
    """Product ids that must stay."""
    direction: Direction | None = None
    pick_only: bool = False
    """True where the shopper only chose a look or piece: it becomes the look on the table unchanged."""


class OwnedPiece(msgspec.Struct, frozen=True, kw_only=True):
    """Something the shopper has already and means to wear. None where it is not known."""

    slot: Slot
    category: str
    """A key of `commerce.garments.CATEGORIES`."""
    colour: str | None = None
    """A key of `commerce.colours.NAMED`."""
    material: str | None = None
    title: str = ""
    """Its name in the wardrobe; empty for one that was only spoken of."""
    formality: float | None = None
    clo: float | None = None
    piece_id: UUID | None = None
    """Of the wardrobe."""


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """What the message means, given what was already known."""

    intent: Intent
    context: StyleContext
    constraints: tuple[Constraint, ...] = ()
    """The set in force after this turn: earlier ones, edited."""
    query: str = ""
    """What to look for, in words, for the embedding and the full-text search."""
    slots: tuple[Slot, ...] = ()
    """For intent `product`: the slot asked for. For a look: empty lets the composer decide."""
    owned: tuple[Slot, ...] = ()
    """Slots the shopper fills with something they own."""
    owned_pieces: tuple[OwnedPiece, ...] = ()
    """What is known of the pieces in `owned`, as far as the words say."""
    edit: Edit | None = None
    action: Literal["add_to_bag", "save", "show_3d"] | None = None
    question: str | None = None
    """A clarifying question, where the answer would change the look."""
    asks: (
        Literal[
            "why", "price", "material", "waterproof", "warmth", "size", "colour", "stock", "brand", "reviews",
            "compare", "other",
        ]
        | None
    ) = None  # fmt: skip
    """What a question about the look is about; with `refine` where the message edits and asks in one."""
    about: tuple[UUID, ...] = ()
    """Product ids of the pieces that the question or action is about; empty for the whole look (`edit.look`)."""
    language: Language = "en"
    confidence: float = 1.0


# ── what is known before the turn ──────────────────────────────────────────────────────────────────────────────────


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the shopper; empty for a stranger."""

    department: Department | None = None
    sizes: Sizes | None = None
    palette: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    comfort: int | None = None
    boldness: int | None = None
    budget: Money | None = None
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
    """True where a piece is sold out and the rest (`about`) was offered instead: "yes" takes it."""


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


class TurnInput(msgspec.Struct, frozen=True, kw_only=True):
    """All that a turn reads, as plain data; a stored one is an evaluation case."""

    conversation_id: UUID
    message_id: UUID
    seq: int
    message: str
    client: ClientContext = ClientContext()
    state: ConversationState = ConversationState()
    profile: Profile = Profile()
    table: tuple["Outfit", ...] = ()
    """The looks on the table in full, in the order of `state.looks`: what a question is answered from."""
    before: tuple["Outfit", ...] = ()
    """The looks that "undo" brings back: those of `state.undo[-1]`."""
    after: tuple["Outfit", ...] = ()
    """The looks that "redo" brings back: those of `state.redo[-1]`."""
    wardrobe: tuple[OwnedPiece, ...] = ()
    """What the shopper owns, newest first."""
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


# ── what is chosen ─────────────────────────────────────────────────────────────────────────────────────────────────


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A product that passed the hard filters of its slot, in the variant that fits best."""

    item: Item
    variant: Variant
    similarity: float
    """Cosine of the query and the product, -1..1."""
    lexical: float = 0.0
    """Full-text rank, 0..1."""
    fused: float = 0.0
    """Reciprocal-rank fusion of both; the order in which candidates come."""
    taste: float | None = None
    """Cosine of the shopper's taste vector and the product; None for a stranger."""
    locked: bool = False
    owned: bool = False
    """True for a piece the shopper has already: its price is 0, it is locked, and it is never bought."""


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates by slot, best first, and how the pool was made."""

    by_slot: dict[Slot, tuple[Candidate, ...]]
    widened: tuple[str, ...] = ()
    """Names of soft filters that were let go so that a slot is not empty."""
    empty: dict[Slot, str] = {}
    """Slots for which nothing is in the shop under the hard limits, with the limit that empties it, in words."""


class Row(Mapping[str, float]):
    """One row of a matrix under its columns' names. Hundreds are made in a turn and a few are read: a dict of each
    took as long as scoring did."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: tuple[str, ...], values: list[float]) -> None:
        self._names = names
        self._values = values

    def __getitem__(self, name: str) -> float:
        try:
            return self._values[self._names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def items(self) -> ItemsView[str, float]:
        return dict(zip(self._names, self._values, strict=True)).items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as a dict has none

    def __repr__(self) -> str:
        return repr(dict(self))


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate with its score and the terms it is made of."""

    candidate: Candidate
    score: float
    """0..1."""
    terms: Mapping[str, float]
    """Feature name → contribution to the score (weight × value); they sum to the score before squashing."""
    features: Mapping[str, float]
    """Feature name → value in 0..1."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that go together, in slot order."""

    pieces: tuple[Scored, ...]
    total: int
    overall: float
    compatibility: float
    profile: float
    context: float
    terms: dict[str, float] = {}
    """Whole-look terms 0..1: harmony, formality, pattern, thermal, pair, occasion …"""
    pair_scores: dict[str, float] = {}
    """Slot → mean pair compatibility of that piece with the others."""
    empty: dict[Slot, str] = {}
    character: str | None = None
    """How an alternative differs: the bolder one, the cheaper one …"""
    propensity: float = 1.0


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """The looks, best first, and which constraints gave way."""

    looks: tuple[Look, ...]
    relaxed: tuple[Constraint, ...] = ()
    """Constraints that could not be held, with status and note filled in."""


class EmotionalFit(msgspec.Struct, frozen=True, kw_only=True):
    """0..100 each; `reasons` gives one clause per dimension."""

    confidence: Percent
    authenticity: Percent
    happiness: Percent
    comfort: Percent
    empowerment: Percent
    summary: str
    reasons: dict[str, str] = {}


# ── the reply, as on the wire ──────────────────────────────────────────────────────────────────────────────────────


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


class BagLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece that went into the bag, at the live price of one of it."""

    product_id: UUID
    variant_id: UUID
    slot: Slot
    title: str
    colour: str
    size: str | None
    price: Money
    quantity: int = 1


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


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """What really happened, or what stands in the way of it; which members are set depends on the kind.

    cart.added           cart_id, lines, total (of the lines), cart_total, outfit_id
    cart.needs_size      needs: nothing was added; pieces whose size is open, and pieces that are sold out
    wishlist.saved       outfit_id (of the saved copy), again
    handoff.requested    reference, contact (None where it is asked for), again
    """

    kind: Literal["cart.added", "cart.needs_size", "wishlist.saved", "handoff.requested"]
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
