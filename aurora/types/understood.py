"""What was understood of a message."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from aurora.types.said import Location, Sizes, Style, Weather
from aurora.types.vocabulary import ConstraintKind, Duration, Language, Occasion, Source, Status, TimeOfDay
from commerce.garments import Department, Slot
from core.money import Money


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
    bring: tuple[UUID, ...] = ()
    """Of those, the very variants that come from another look on the table."""
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
    action: (
        Literal["add_to_bag", "take_out", "take_back", "put_back", "show_bag", "save", "show_3d", "handoff_status"]
        | None
    ) = None
    """With `act`, but `handoff_status` ("has anyone answered?"), which goes with `handoff`. take_out: out of the bag
    again. take_back: what "undo" is after a deed, decided in `acting`; put_back: "redo" after that. show_bag: "what is
    in my bag?"."""
    count: int | None = None
    """How many of each piece an act is about ("two of them"); None where no number is said."""
    more: bool = False
    """True where it is to come on top of what the bag holds: "another one", "one more"."""
    whole: bool = False
    """With `take_out`: everything leaves the bag ("empty my bag")."""
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
