"""From a composed look to the card that is drawn: wire Outfits with prices, pictures, scores and reasons."""

from collections.abc import Sequence
from uuid import UUID

from aurora import explain
from aurora.types import (
    Analysis,
    Colour,
    EmotionalFit,
    EmptySlot,
    ItemScores,
    Lod,
    Look,
    LookOnTable,
    Model3D,
    Outfit,
    OutfitItem,
    OutfitScores,
    PieceOnTable,
    Scored,
)
from aurora.weights import grouped
from commerce.garments import SIZE_KEY
from commerce.item import ItemModel, picture_url
from core.ids import uuid7
from core.money import Money


def outfit(look: Look, fit: EmotionalFit, analysis: Analysis, *, currency: str) -> Outfit:
    """The card of a look. Its id is new: a look that is shown again is a new outfit with its own record."""
    whys = explain.item_whys(look, analysis)
    return Outfit(
        outfit_id=uuid7(),
        title=explain.look_title(look, analysis),
        items=tuple(
            _item(n, piece, why, look, analysis)
            for n, (piece, why) in enumerate(zip(look.pieces, whys, strict=True), start=1)
        ),
        empty_slots=tuple(EmptySlot(slot, why) for slot, why in look.empty.items()),
        total=Money(look.total, currency),
        scores=OutfitScores(_unit(look.overall), _unit(look.compatibility), _unit(look.profile), _unit(look.context)),
        emotional_fit=fit,
        context_match=explain.context_match(look, analysis),
        why=whys[0] if len(whys) == 1 else explain.look_why(look, analysis),
        character=look.character,
        language=analysis.language,
    )


def _item(position: int, piece: Scored, why: str, look: Look, analysis: Analysis) -> OutfitItem:
    item, variant = piece.candidate.item, piece.candidate.variant
    return OutfitItem(
        position=position,
        slot=item.slot,
        product_id=item.product_id,
        variant_id=variant.variant_id,
        sku=variant.sku,
        title=item.title,
        brand=item.brand,
        category=item.category,
        price=Money(variant.price, item.currency),
        colour=Colour(variant.colour, variant.hex),
        materials=item.materials,
        pattern=item.pattern,
        formality=round(item.formality, 3),
        size=_size(piece, analysis),
        in_stock=variant.available > 0,
        image_url=picture_url(variant.variant_id, item.image_url),
        product_url=f"/products/{item.slug}",
        model_3d=model_of(item.models, variant.variant_id, variant.colour),
        locked=item.product_id in _kept(analysis),
        why=why,
        scores=_scores(piece, look),
        department=item.department,
        waterproof=item.waterproof,
        heel=item.heel,
        fit=item.fit,
        coverage=item.coverage,
        clo=item.clo,
        available=variant.available,
    )


def model_of(models: Sequence[ItemModel], variant_id: UUID, colour: str) -> Model3D | None:
    """The 3D model of the variant, else the product's; with the poster of its colour where the model knows it."""
    found = next((m for own in (variant_id, None) for m in models if m.variant_id == own), None)
    if found is None or not found.levels:
        return None
    posters = {(name or "").casefold(): url for name, url in reversed(found.posters)}
    any_poster = found.posters[0][1] if found.posters else None
    lods = tuple(Lod(each.level, each.url, each.triangles, each.bytes) for each in found.levels)
    return Model3D(lods[0].url, posters.get(colour.casefold(), any_poster), lods)


def _kept(analysis: Analysis) -> frozenset[UUID | None]:
    """The products the shopper asked to keep. What merely stayed as it was (a swap elsewhere) is not among them."""
    return frozenset(constraint.value.product_id for constraint in analysis.constraints if constraint.kind == "lock")


def _size(piece: Scored, analysis: Analysis) -> str | None:
    """The variant's size where the shopper's is known; None where it was never said, so that nobody buys a guess."""
    key = SIZE_KEY[piece.candidate.item.slot]
    known = key is not None and analysis.context.sizes is not None and getattr(analysis.context.sizes, key)
    return piece.candidate.variant.size if known else None


def _scores(piece: Scored, look: Look) -> ItemScores:
    """The contract's scores of a piece: each a weighted mean of its features (`weights.GROUPS`), and its mean pair."""
    return ItemScores(
        relevance=_unit(grouped(piece.features, "relevance")),
        profile=_unit(grouped(piece.features, "profile")),
        context=_unit(grouped(piece.features, "context")),
        compatibility=_unit(look.pair_scores.get(piece.candidate.item.slot, look.compatibility)),
    )


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def on_table(shown: Outfit) -> LookOnTable:
    """What a later "the second one" or "those shoes" resolves to."""
    return LookOnTable(
        outfit_id=shown.outfit_id,
        total=shown.total.amount,
        empty={each.slot: each.why for each in shown.empty_slots},
        pieces=tuple(
            PieceOnTable(
                position=item.position,
                slot=item.slot,
                product_id=item.product_id,
                variant_id=item.variant_id,
                title=item.title,
                category=item.category,
                colour=item.colour.name,
                materials=item.materials,
                price=item.price.amount,
                locked=item.locked,
                owned=item.owned,
            )
            for item in shown.items
        ),
    )


def pieces_by_product(looks: Sequence[Look]) -> dict[UUID, Scored]:
    """The scored piece behind each product that is shown, for the record."""
    return {piece.candidate.item.product_id: piece for look in looks for piece in look.pieces}
