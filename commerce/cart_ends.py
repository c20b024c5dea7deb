"""How a bag ends: bought, merged or abandoned; and the next one, where something of it is left."""

import hashlib
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce.models import Cart, CartItem
from core.ids import uuid7

__all__ = ["bought", "renew", "retire"]


def retire(cart: Cart, status: Literal["completed", "abandoned", "merged"]) -> None:
    """Ends an active cart. It gives up its visitor's hash, which the next one takes: one active cart per visitor."""
    cart.status = status
    if cart.token_hash is not None:
        cart.token_hash = hashlib.sha256(f"ended:{cart.id}".encode()).hexdigest()


async def bought(session: AsyncSession, cart: Cart, units: Mapping[UUID, int]) -> None:
    """Ends a cart whose order was placed. units: what was bought, by variant; what the cart has beyond it, since it was
    changed before the money came, is kept in a new one."""
    beyond = {line: line.quantity - units.get(line.variant_id, 0) for line in await bag.items(session, cart)}
    retire(cart, "completed")
    if all(more <= 0 for more in beyond.values()):
        return
    fresh = await _successor(session, cart)
    for line, more in beyond.items():
        if more > 0:
            kept = CartItem(id=uuid7(), cart_id=fresh.id, variant_id=line.variant_id, quantity=more)
            kept.unit_price, kept.outfit_id = line.unit_price, line.outfit_id
            session.add(kept)


async def renew(session: AsyncSession, cart: Cart) -> Cart:
    """A new active cart with the lines of this one, which is abandoned: its order was ended, and it has no other."""
    retire(cart, "abandoned")
    cart.completing_at = None
    fresh = await _successor(session, cart)
    await session.execute(update(CartItem).where(CartItem.cart_id == cart.id).values(cart_id=fresh.id))
    return fresh


async def _successor(session: AsyncSession, cart: Cart) -> Cart:
    """A new active cart of the same owner, empty; the one before is retired already."""
    await session.flush()
    fresh = Cart(
        id=uuid7(), user_id=cart.user_id, visitor_id=cart.visitor_id, channel=cart.channel, currency=cart.currency,
        token_hash=None if cart.user_id or not cart.visitor_id else bag.token(cart.visitor_id),
        email=cart.email, shipping_address=cart.shipping_address, promotion_codes=cart.promotion_codes,
    )  # fmt: skip
    session.add(fresh)
    await session.flush()
    return fresh
