"""The 3D models of looks that were kept, as they are in the shop now.

A look keeps what was decided: pieces, prices, words. Where its models lie is not of that kind: a model that is replaced
or taken out is gone for good a day later, and with it the addresses of the look's own day.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.cards import model_of
from aurora.retrieval.models import MODELS, models_of
from aurora.types import Outfit, OutfitItem
from commerce.item import ItemModel

__all__ = ["with_models"]
_NOW = text(f"SELECT p.id, ({MODELS}) AS models FROM voguevault.products AS p WHERE p.id = ANY(:products)")  # noqa: S608 - texts of ours


async def with_models(session: AsyncSession, public: str, outfits: Sequence[Outfit]) -> tuple[Outfit, ...]:
    """The looks with the models that their pieces have today, and none where there is none; the rest as it was.

    public: what stands in front of the key of an object. One statement, however many looks.
    """
    products = {item.product_id for outfit in outfits for item in outfit.items if not item.owned}
    if not products:
        return tuple(outfits)
    rows = await session.execute(_NOW, {"products": list(products)})
    models = {row.id: models_of(row.models, public) for row in rows}
    return tuple(msgspec.structs.replace(each, items=tuple(_today(each.items, models))) for each in outfits)


def _today(items: Iterable[OutfitItem], models: dict[UUID, tuple[ItemModel, ...]]) -> Iterable[OutfitItem]:
    for item in items:
        found = None if item.owned else model_of(models.get(item.product_id, ()), item.variant_id, item.colour.name)
        yield msgspec.structs.replace(item, model_3d=found)
