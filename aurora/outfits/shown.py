"""The look on the table as candidates: the very pieces that were shown, as far as they are still to be had."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from aurora.outfits import layers
from aurora.types import Candidate, LookOnTable, PieceOnTable, Scored
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, Slot
from commerce.item import Item, Variant


def products(piece: Scored | None) -> frozenset[UUID]:
    """The products it stands for: two of a layered pair."""
    return frozenset(part.candidate.item.product_id for part in layers.parts(piece)) if piece else frozenset()


def on_table(scored: Mapping[Slot, tuple[Scored, ...]], base: LookOnTable) -> dict[Slot, Scored | None]:
    """The pieces on the table as candidates, the very variant that was shown as long as one can buy it; None for one
    that the shop no longer has. Of two that were worn one over the other, the one that is left."""
    found: dict[Slot, list[Scored]] = {piece.slot: [] for piece in base.pieces}
    for piece in base.pieces:
        mine = [p for p in scored.get(piece.slot, ()) if p.candidate.item.product_id == piece.product_id]
        very = (_very(p, piece) for p in mine)
        still = next((same for same in very if same is not None), mine[0] if mine else None)
        found[piece.slot] += [still] if still is not None else []
    return {slot: layers.on_table(pieces) if pieces else None for slot, pieces in found.items()}


def _very(found: Scored, piece: PieceOnTable) -> Scored | None:
    """The candidate in the variant on the table, or in its colour in a size that was told since; None where that is
    gone. Candidates come in the colour that the search likes best, which another wish may have changed."""
    if found.candidate.variant.variant_id == piece.variant_id:
        return found
    left = [v for v in found.candidate.item.variants if v.available > 0]
    same = [v for v in left if v.variant_id == piece.variant_id] or [v for v in left if v.colour == piece.colour]
    if not same:
        return None
    return msgspec.structs.replace(found, candidate=msgspec.structs.replace(found.candidate, variant=same[0]))


def in_one_of(piece: Scored, variants: Sequence[UUID]) -> Scored:
    """The candidate in the first of these variants that can be bought; as it is where none can."""
    named = (v for v in piece.candidate.item.variants if v.variant_id in variants and v.available > 0)
    variant = next(named, piece.candidate.variant)
    return msgspec.structs.replace(piece, candidate=msgspec.structs.replace(piece.candidate, variant=variant))


def stand_ins(pieces: Iterable[PieceOnTable]) -> dict[Slot, Scored]:
    """By slot, pieces that are not among the candidates, as far as the table tells."""
    return {slot: layers.on_table(mine) for slot, mine in layers.by_slot(stand_in(piece) for piece in pieces).items()}


def stand_in(piece: PieceOnTable) -> Scored:
    """A piece that is not among the candidates, as far as the table tells: to measure a direction against, never to
    show."""
    kind = CATEGORIES[piece.category]
    code = NAMED.get(piece.colour, NAMED["grey"])
    variant = Variant(piece.variant_id, "", piece.colour, code, None, piece.price, 0)
    item = Item(
        product_id=piece.product_id, slug="", title=piece.title, brand="", category=piece.category, slot=piece.slot,
        department="unisex", materials=piece.materials, formality=kind.formality, clo=kind.clo,
    )  # fmt: skip
    return Scored(candidate=Candidate(item=item, variant=variant, similarity=0.0), score=0.0, terms={}, features={})


def brought(scored: Mapping[Slot, tuple[Scored, ...]], base: LookOnTable) -> tuple[Slot, ...]:
    """The slots of what the shopper owns and is not in the look yet."""
    there = {piece.product_id for piece in base.pieces}
    return tuple(
        slot for slot, pieces in scored.items()
        if any(p.candidate.owned and p.candidate.item.product_id not in there for p in pieces)
    )  # fmt: skip
