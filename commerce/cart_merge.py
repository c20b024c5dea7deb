"""What becomes of a guest's bag when they sign in: it is the account's from then on, and no line is lost.

Where the account has no bag, or an empty one, it is given the guest's as it stands. Else the guest's lines go into the
account's: quantities add up, the price that was seen last stays the price that was seen. What cannot be merged now (a
bag that is being paid for, another currency) stays where it is and is told; nothing here refuses a sign-in. Stock is
not asked: the bag itself tells what is short.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce import cart_ends
from commerce.cart import MOST
from commerce.models import Cart, CartItem, Order

__all__ = ["Notice", "merge"]
log = structlog.get_logger("cart")
_TRIES = 3


class Notice(msgspec.Struct, frozen=True):
    """Something that the shopper should know of what followed them into their account."""

    code: str
    detail: str


async def merge(session: AsyncSession, guest_id: UUID, user_id: UUID) -> tuple[Notice, ...]:
    """Gives the guest's bag and orders to the account, in the caller's transaction; what should be known of it.

    Both bags stay locked until the transaction ends. Doing it again changes nothing.
    """
    notices: tuple[Notice, ...] = ()
    for _ in range(_TRIES):
        try:
            async with session.begin_nested():
                notices = await _bags(session, guest_id, user_id)
            break
        except IntegrityError:  # another tab made the account's first bag meanwhile: now there are two to merge
            log.info("cart.merge_again", user_id=str(user_id))
    await _past(session, guest_id, user_id)
    return notices


async def _bags(session: AsyncSession, guest_id: UUID, user_id: UUID) -> tuple[Notice, ...]:
    guests, own = await _both(session, guest_id, user_id)
    if guests is None:
        return ()
    lines = await bag.items(session, guests)
    there = await bag.items(session, own) if own is not None else []
    if own is None or (own.completing_at is None and not there):
        if own is not None:
            cart_ends.retire(own, "merged")
            await session.flush()
        await _give(session, guests, user_id)
        return ()
    if guests.completing_at is not None or own.completing_at is not None:
        return (Notice("cart_waits", "A bag of yours is being paid for; the other one comes to it afterwards."),)
    if not lines:
        return ()
    if there and guests.currency != own.currency:
        detail = f"Your account's bag is in {own.currency}, the other one in {guests.currency}: they stay apart."
        return (Notice("cart_currency", detail),)
    notices = await _add(session, own, there, lines)
    _keep_details(own, guests)
    cart_ends.retire(guests, "merged")
    await session.flush()
    return notices


async def _both(session: AsyncSession, guest_id: UUID, user_id: UUID) -> tuple[Cart | None, Cart | None]:
    """The guest's active bag and the account's, locked in the order of their ids, so that two sign-ins cannot wait for
    each other in a circle."""
    mine = or_(Cart.user_id == user_id, Cart.visitor_id == guest_id) & (Cart.status == "active")
    query = select(Cart).where(mine).order_by(Cart.id).with_for_update()
    rows = list(await session.scalars(query.execution_options(populate_existing=True)))
    own = next((row for row in rows if row.user_id == user_id), None)
    return next((row for row in rows if row.user_id is None), None), own


async def _give(session: AsyncSession, guests: Cart, user_id: UUID) -> None:
    guests.user_id, guests.token_hash, guests.visitor_id = user_id, None, user_id
    await session.flush()


async def _add(
    session: AsyncSession, own: Cart, there: Sequence[CartItem], lines: Sequence[CartItem]
) -> tuple[Notice, ...]:
    """Puts the lines into the account's bag; told where more came together than one bag takes."""
    by_variant = {item.variant_id: item for item in there}
    over = 0
    for line in lines:
        same = by_variant.get(line.variant_id)
        if same is None:
            line.cart_id = own.id
            continue
        over += max(0, same.quantity + line.quantity - MOST)
        same.quantity = min(MOST, same.quantity + line.quantity)
        if line.updated_at >= same.updated_at:
            same.unit_price = line.unit_price
        same.outfit_id = same.outfit_id or line.outfit_id
        await session.delete(line)
    await session.flush()
    if not over:
        return ()
    return (Notice("quantity_limit", f"At most {MOST} of one piece fit in the bag: {over} did not."),)


def _keep_details(own: Cart, guests: Cart) -> None:
    """What the guest entered, where the account's bag has nothing of its own; every code of both."""
    codes = list(own.promotion_codes)
    known = {code.casefold() for code in codes}
    own.promotion_codes = [*codes, *(code for code in guests.promotion_codes if code.casefold() not in known)]
    own.email = own.email or guests.email
    own.shipping_address = own.shipping_address or guests.shipping_address
    own.billing_address = own.billing_address or guests.billing_address
    own.shipping_method = own.shipping_method or guests.shipping_method
    own.quote = None
    own.version += 1


async def _past(session: AsyncSession, guest_id: UUID, user_id: UUID) -> None:
    """The guest's orders, and the bags that they came from."""
    bags = select(Cart.id).where(or_(Cart.visitor_id == guest_id, Cart.user_id == user_id))
    await session.execute(
        _quietly(update(Order).where(Order.cart_id.in_(bags), Order.user_id.is_(None)), user_id=user_id)
    )
    ended = (Cart.visitor_id == guest_id) & (Cart.status != "active") & Cart.user_id.is_(None)
    await session.execute(_quietly(update(Cart).where(ended), user_id=user_id, token_hash=None, visitor_id=user_id))


def _quietly(statement: Any, **values: Any) -> Any:
    return statement.values(**values).execution_options(synchronize_session=False)
