"""What the shop has of the pieces that a question is about, read as it is at this moment."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.acting.choosing import size_order
from aurora.types import OnOffer
from commerce import cart
from commerce.cart_view import Sellable
from commerce.models import ProductVariant

__all__ = ["goods", "on_offer"]


async def goods(
    session: AsyncSession, product_ids: Iterable[UUID], *, cart_id: UUID | None = None, lock: bool = False
) -> dict[UUID, list[Sellable]]:
    """Product → all of its variants as they are now; with `lock` they stay so until the transaction ends."""
    query = select(ProductVariant.id).where(ProductVariant.product_id.in_(list(product_ids)))
    found: dict[UUID, list[Sellable]] = {}
    variants = await cart.sellable(session, list(await session.scalars(query)), cart_id=cart_id, lock=lock)
    for one in variants.values():
        found.setdefault(one.product_id, []).append(one)
    return found


async def on_offer(session: AsyncSession, product_ids: Iterable[UUID]) -> dict[UUID, tuple[OnOffer, ...]]:
    """Product → what is to be had of it, sizes smallest first; a product that is sold no longer has nothing."""
    found = await goods(session, product_ids)
    return {
        id: tuple(
            OnOffer(one.colour, one.hex, one.size, one.available)
            for one in sorted(variants, key=lambda one: (one.colour, size_order(one.size or "")))
            if one.on_sale
        )
        for id, variants in found.items()
    }
