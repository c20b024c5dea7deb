"""Pieces that the shopper owns, in a look: chosen already, worn in their slot, and for nothing.

A piece takes part where its kind and colour are known; of another only its slot is kept free, since a look cannot be
matched to what nobody has described.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

import msgspec

from aurora.occasions import WORN_OVER
from aurora.types import (
    Analysis,
    Candidate,
    Constraint,
    ConstraintValue,
    Language,
    Outfit,
    OutfitItem,
    OwnedPiece,
    Pool,
)
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, Slot
from commerce.item import Item, Variant

_WHY: dict[Language, str] = {
    "en": "You have it already, and the rest goes with it.",
    "de": "Das hast du schon, der Rest passt dazu.",
    "fr": "Vous l'avez déjà, le reste va avec.",
    "es": "Ya lo tienes, y lo demás combina con ello.",
}

_WHY_PAIR: dict[Language, str] = {
    "en": "You have them already, and the rest goes with them.",
    "fr": "Vous les avez déjà, le reste va avec.",
}
"""Of what is named in the plural: boots, jeans."""


class Worn(msgspec.Struct, frozen=True):
    """The pool and the analysis as composition is to read them, and the ids of the pieces that are the shopper's."""

    pool: Pool
    analysis: Analysis
    ids: frozenset[UUID] = frozenset()


def wear(pool: Pool, analysis: Analysis, conversation_id: UUID, currency: str) -> Worn:
    """The pool with each owned piece in its slot, locked and free of charge, beside it only the shop's pieces that are
    worn over or under it: a raincoat over one's own fleece."""
    mine: dict[Slot, Candidate] = {}
    for piece in analysis.owned_pieces:
        if piece.slot not in mine and (found := candidate(piece, analysis, conversation_id, currency)) is not None:
            mine[piece.slot] = found
    if not mine:
        return Worn(pool, analysis)
    locks = tuple(
        Constraint(kind="lock", text=c.item.title, value=ConstraintValue(product_id=c.item.product_id), slot=slot)
        for slot, c in mine.items()
    )
    with_it = {slot: _layers_of(one, pool.by_slot.get(slot, ())) for slot, one in mine.items()}
    edit = analysis.edit
    if edit is not None:
        edit = msgspec.structs.replace(
            edit,
            drop=tuple(slot for slot in edit.drop if slot not in mine),
            change=tuple(slot for slot in edit.change if slot not in mine or with_it[slot]),
        )
    return Worn(
        pool=msgspec.structs.replace(
            pool,
            by_slot={**pool.by_slot, **{slot: (one, *with_it[slot]) for slot, one in mine.items()}},
            empty={slot: why for slot, why in pool.empty.items() if slot not in mine},
        ),
        analysis=msgspec.structs.replace(
            analysis,
            owned=tuple(slot for slot in analysis.owned if slot not in mine),
            constraints=(*analysis.constraints, *locks),
            edit=edit,
        ),
        ids=frozenset(one.item.product_id for one in mine.values()),
    )


def _layers_of(mine: Candidate, others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    own = mine.item.category
    return tuple(
        other for other in others
        if own in WORN_OVER.get(other.item.category, ()) or other.item.category in WORN_OVER.get(own, ())
    )  # fmt: skip


def candidate(piece: OwnedPiece, analysis: Analysis, conversation_id: UUID, currency: str) -> Candidate | None:
    """The piece as something to compose with; None where its kind or colour is not known.

    What its owner has not said is what such a garment usually is: formality and clo of its category.
    """
    kind = CATEGORIES.get(piece.category)
    if kind is None or kind.slot != piece.slot or piece.colour not in NAMED:
        return None
    id = piece.piece_id or uuid5(conversation_id, f"owned:{piece.slot}:{piece.category}:{piece.colour}")
    item = Item(
        product_id=id,
        slug="",
        title=piece.title or f"{piece.colour} {kind.noun}",
        brand="",
        category=kind.id,
        slot=piece.slot,
        department=analysis.context.department or "unisex",
        materials=(piece.material,) if piece.material else (),
        formality=kind.formality if piece.formality is None else piece.formality,
        clo=kind.clo if piece.clo is None else piece.clo,
        currency=currency,
    )
    variant = Variant(id, f"own-{id}", piece.colour, NAMED[piece.colour], None, 0, 1)
    return Candidate(item=item, variant=variant, similarity=0.0, locked=True, owned=True)


def marked(outfit: Outfit, ids: frozenset[UUID], language: Language) -> Outfit:
    """The card with the shopper's own pieces shown as theirs: drawn, kept, and not for sale."""
    if not ids:
        return outfit
    items = tuple(_own(item, language) if item.product_id in ids else item for item in outfit.items)
    return msgspec.structs.replace(outfit, items=items)


def _own(item: OutfitItem, language: Language) -> OutfitItem:
    kind = CATEGORIES[item.category]
    why = _WHY_PAIR.get(language, _WHY[language]) if kind.noun == kind.plural else _WHY[language]
    return msgspec.structs.replace(
        item, owned=True, locked=True, in_stock=True, available=None, why=why,
        image_url=picture(item.category, item.colour.hex, item.materials), product_url="/#wardrobe",
    )  # fmt: skip


def picture(category: str, hex_code: str, materials: Sequence[str] = ()) -> str:
    """The address of a drawing of the garment: it says all that is drawn."""
    name = "-".join([category, hex_code.removeprefix("#").lower(), *materials[:1]])
    return f"/images/own/{name}.svg"
