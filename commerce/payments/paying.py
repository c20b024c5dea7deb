"""A payment's way between the shop and its gateway: opened, looked at, called off, given back.

No row is locked while the gateway is asked. Each function can be done again after it was cut off anywhere.
"""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.checkout.prepare import reopen
from commerce.models import Cart, Order, Payment
from commerce.orders import states
from commerce.payments import ledger
from commerce.payments.gateway import Gateway, GatewayRefused, Opening
from commerce.payments.ledger import Applied
from core.db import Sessions
from core.errors import Conflict
from core.money import Money
from core.outbox import Event, GaveUp

__all__ = ["CheckoutOver", "PaymentView", "begin", "call_off", "look", "make_refund", "open_charge"]
log = structlog.get_logger("payments")
_OPEN = ("pending", "requires_action", "authorised")


class CheckoutOver(Conflict):
    code: ClassVar[str] = "checkout_over"
    title: ClassVar[str] = "This checkout is over"


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as the browser needs it. In `test_mode` no real card is taken."""

    payment_id: UUID
    provider: str
    status: str
    test_mode: bool
    client_secret: str | None = None
    publishable_key: str | None = None
    error: str | None = None


async def begin(sessions: Sessions, gateway: Gateway, order_id: UUID, *, hold_for: timedelta) -> PaymentView:
    """Opens the order's payment at the gateway; the one that is open where there is one already.

    Raises CheckoutOver, GatewayDown, GatewayRefused.
    """
    async with sessions.begin() as session:
        order = await states.locked(session, order_id)
        cart = await session.get_one(Cart, order.cart_id)
        if order.status != "pending" or cart.completing_at is None:
            raise CheckoutOver("This checkout is over. Begin again from the bag.", state=order.status)
        row = await open_charge(session, order_id) or await ledger.add_charge(session, order, gateway.name)
        items = await states.items_of(session, order_id)
        expires_at = int((cart.completing_at + hold_for).timestamp())
        asked = Opening(
            payment_id=row.id,
            order_id=order.id,
            number=order.number,
            total=Money(order.total, order.currency),
            email=order.email,
            key=row.idempotency_key,
            expires_at=expires_at,
            lines=tuple((item.title, item.unit_price, item.quantity) for item in items),
        )
    opened = await gateway.open(asked)
    async with sessions.begin() as session:
        await states.locked(session, order_id)
        row = await session.get_one(Payment, asked.payment_id)
        row.provider_id = row.provider_id or opened.provider_id
        status, error = row.status, row.error
    return PaymentView(
        payment_id=asked.payment_id,
        provider=gateway.name,
        status=status,
        test_mode=gateway.test_mode,
        client_secret=opened.client_secret,
        publishable_key=gateway.publishable_key,
        error=error,
    )


async def look(sessions: Sessions, gateway: Gateway, payment_id: UUID) -> Applied:
    """Fetches the payment and applies what it finds. Raises GatewayDown."""
    async with sessions.begin() as session:
        provider_id = await session.scalar(select(Payment.provider_id).where(Payment.id == payment_id))
    if provider_id is None:
        return Applied("unchanged")
    found = await gateway.fetch(provider_id)
    async with sessions.begin() as session:
        return await ledger.apply(session, payment_id, found)


async def call_off(sessions: Sessions, gateway: Gateway, order_id: UUID) -> bool:
    """Ends the order's open payment and opens the bag again; False where it was paid after all: the order is placed.

    Raises GatewayDown.
    """
    async with sessions.begin() as session:
        row = await open_charge(session, order_id)
        id, provider_id, key = (row.id, row.provider_id, row.idempotency_key) if row else (None, None, "")
    if id is not None and provider_id is not None:
        found = await gateway.cancel(provider_id, f"cancel:{key}")
        async with sessions.begin() as session:
            await ledger.apply(session, id, found)
    async with sessions.begin() as session:
        order = await states.locked(session, order_id)
        if order.status != "pending":
            return False
        if id is not None and provider_id is None:
            (await session.get_one(Payment, id)).status = "cancelled"
        await reopen(session, order_id)
    return True


async def make_refund(sessions: Sessions, gateway: Gateway, event: Event) -> None:
    """The outbox's handler of refunds: has the gateway give money back, under the row's own key, and books it."""
    id = UUID(event.payload["payment_id"])
    async with sessions.begin() as session:
        row = await session.get_one(Payment, id)
        charge = await session.get_one(Payment, row.parent_id)
        order_id, charge_id, provider_id = row.order_id, charge.id, charge.provider_id
        amount, key, done = row.amount, row.idempotency_key, row.status != "pending"
    if done:
        return
    if provider_id is None:
        raise GaveUp("The charge is not known at the gateway.")
    try:
        found = await gateway.refund(provider_id, amount, payment_id=id, key=key)
    except GatewayRefused as error:
        async with sessions.begin() as session:
            await states.locked(session, order_id)
            row = await session.get_one(Payment, id)
            row.status, row.error = "failed", error.detail
        raise GaveUp(error.detail) from None
    async with sessions.begin() as session:
        await states.locked(session, order_id)
        await ledger.apply_refund(session, await session.get_one(Payment, charge_id), found)
        await states.settle(session, order_id)


async def open_charge(session: AsyncSession, order_id: UUID) -> Payment | None:
    """The order's charge that is neither paid nor ended, the newest of them."""
    query = select(Payment).where(Payment.order_id == order_id, Payment.kind == "charge", Payment.status.in_(_OPEN))
    found: Payment | None = await session.scalar(query.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(1))
    return found


async def order_of(session: AsyncSession, payment_id: UUID) -> Order:
    """The order that a payment is for."""
    query = select(Order).join(Payment, Payment.order_id == Order.id).where(Payment.id == payment_id)
    return (await session.scalars(query)).one()
