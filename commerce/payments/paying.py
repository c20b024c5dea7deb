"""A payment's way between the shop and its gateway: opened, looked at, called off, given back.

No row is locked while the gateway is asked. Each function can be done again after it was cut off anywhere.
"""

import time
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.checkout.prepare import reopen
from commerce.models import Cart, Order, OrderItem, Payment, StockLevel
from commerce.orders import states
from commerce.payments import ledger
from commerce.payments.gateway import Gateway, GatewayRefused, Opening
from commerce.payments.ledger import Applied
from core.db import Sessions
from core.errors import Conflict
from core.money import Money
from core.outbox import Event, GaveUp

__all__ = ["OPEN", "CheckoutOver", "PaymentView", "begin", "call_off", "finish", "look", "make_refund", "open_charge"]
log = structlog.get_logger("payments")
OPEN = ("pending", "requires_action", "authorised")
SCARCE = 2
"""With so few units left for others the card is only authorised first, and charged once the stock is the order's."""
_SHORTEST_S = 31 * 60
"""A payment page of Stripe's lives thirty minutes at least."""


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

    Raises CheckoutOver, GatewayDown, and GatewayRefused after the bag was opened again.
    """
    async with sessions.begin() as session:
        order = await states.locked(session, order_id)
        cart = await session.get_one(Cart, order.cart_id)
        if order.status != "pending" or cart.completing_at is None:
            raise CheckoutOver("This checkout is over. Begin again from the bag.", state=order.status)
        row = await open_charge(session, order_id)
        if row is None:
            until = max(int((cart.completing_at + hold_for).timestamp()), int(time.time()) + _SHORTEST_S)
            details = {
                "expires_at": until,
                "capture_later": await _scarce(session, order_id),
                "terms": states.terms(await states.items_of(session, order_id)),
            }
            row = await ledger.add_charge(session, order, gateway.name, details=details)
        asked = await _opening(session, order, row)
    try:
        opened = await gateway.open(asked)
    except GatewayRefused as error:
        await _give_up(sessions, asked, error)
        raise
    async with sessions.begin() as session:
        await states.locked(session, order_id)
        row = await session.get_one(Payment, asked.payment_id)
        row.provider_id = row.provider_id or opened.provider_id
        status, told = row.status, row.error
    return PaymentView(
        payment_id=asked.payment_id,
        provider=gateway.name,
        status=status,
        test_mode=gateway.test_mode,
        client_secret=opened.client_secret,
        publishable_key=gateway.publishable_key,
        error=told,
    )


async def look(sessions: Sessions, gateway: Gateway, payment_id: UUID, *, provider_id: str | None = None) -> Applied:
    """Fetches the payment and applies what it finds; what was authorised and is now secured is captured.

    provider_id: the gateway's own, for a payment whose row does not have it yet. Raises GatewayDown, LookupError.
    """
    async with sessions.begin() as session:
        row = await session.get(Payment, payment_id)
        if row is None:
            raise LookupError(f"There is no payment {payment_id}.")
        provider_id, key = row.provider_id or provider_id, row.idempotency_key
    if provider_id is None:
        return Applied("unchanged")
    found = await gateway.fetch(provider_id)
    async with sessions.begin() as session:
        applied = await ledger.apply(session, payment_id, found)
    if applied.outcome != "secured":
        return applied
    captured = await gateway.capture(provider_id, f"capture:{key}")
    async with sessions.begin() as session:
        return await ledger.apply(session, payment_id, captured)


async def finish(sessions: Sessions, gateway: Gateway, event: Event) -> None:
    """The outbox's handler of what was authorised: `payment.capture` takes it, `payment.void` lets it go."""
    id = UUID(event.payload["payment_id"])
    async with sessions.begin() as session:
        row = await session.get_one(Payment, id)
        provider_id, key, status = row.provider_id, row.idempotency_key, row.status
    if provider_id is None:
        raise GaveUp("The charge is not known at the gateway.")
    if event.event_type == "payment.void":
        found = await gateway.cancel(provider_id, f"cancel:{key}")
    elif status == "authorised":
        found = await gateway.capture(provider_id, f"capture:{key}")
    else:
        return
    async with sessions.begin() as session:
        await ledger.apply(session, id, found)


async def call_off(sessions: Sessions, gateway: Gateway, order_id: UUID) -> bool:
    """Ends the order's open payment and opens the bag again; False where it was paid after all, or its money is under
    way and cannot be stopped.

    A payment of which it is not known whether it was opened is opened, to be ended. Raises GatewayDown.
    """
    async with sessions.begin() as session:
        order = await states.locked(session, order_id)
        row = await open_charge(session, order_id)
        asked = await _opening(session, order, row) if row else None
        provider_id = row.provider_id if row else None
    if asked is not None:
        try:
            provider_id = provider_id or (await gateway.open(asked)).provider_id
        except GatewayRefused as error:
            await _give_up(sessions, asked, error)
            return True
        found = await gateway.cancel(provider_id, f"cancel:{asked.key}")
        async with sessions.begin() as session:
            await ledger.apply(session, asked.payment_id, found)
    async with sessions.begin() as session:
        order = await states.locked(session, order_id)
        if order.status != "pending" or await open_charge(session, order_id) is not None:
            return False
        await reopen(session, order_id)
    return True


async def _opening(session: AsyncSession, order: Order, row: Payment) -> Opening:
    """The same for the same row, however late: what the gateway has seen under a key must not change."""
    items = await states.items_of(session, order.id)
    return Opening(
        payment_id=row.id,
        order_id=order.id,
        number=order.number,
        total=Money(row.amount, row.currency),
        email=order.email,
        key=row.idempotency_key,
        expires_at=int(row.details.get("expires_at", 0)),
        capture_later=bool(row.details.get("capture_later")),
        lines=tuple((item.title, item.unit_price, item.quantity) for item in items),
    )


async def _give_up(sessions: Sessions, asked: Opening, error: GatewayRefused) -> None:
    """A payment that was never opened has failed, and its bag is open again."""
    async with sessions.begin() as session:
        await states.locked(session, asked.order_id)
        row = await session.get_one(Payment, asked.payment_id)
        if row.provider_id is None and row.status == "pending":
            row.status, row.error = "failed", error.detail
            await session.flush()
            await states.settle(session, asked.order_id)
            await reopen(session, asked.order_id)


async def _scarce(session: AsyncSession, order_id: UUID) -> bool:
    """Whether of some line no more than `SCARCE` units are left for others."""
    left: Any = (
        select(func.sum(StockLevel.on_hand - StockLevel.reserved))
        .join(OrderItem, OrderItem.variant_id == StockLevel.variant_id)
        .where(OrderItem.order_id == order_id)
        .group_by(StockLevel.variant_id)
    )
    return any(units <= SCARCE for units in (await session.scalars(left)).all())


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
        await _refund_failed(sessions, gateway, charge_id, id, error.detail)
        raise GaveUp(error.detail) from None
    async with sessions.begin() as session:
        await states.locked(session, order_id)
        await ledger.apply_refund(session, await session.get_one(Payment, charge_id), found)
        await states.settle(session, order_id)


async def _refund_failed(sessions: Sessions, gateway: Gateway, charge_id: UUID, id: UUID, why: str) -> None:
    """The refund has failed, unless the gateway knows it to be made."""
    await look(sessions, gateway, charge_id)
    async with sessions.begin() as session:
        row = await session.get_one(Payment, id)
        await states.locked(session, row.order_id)
        await session.refresh(row)
        if row.status == "pending":
            await ledger.fail_refund(session, await session.get_one(Payment, charge_id), row, why)


async def open_charge(session: AsyncSession, order_id: UUID) -> Payment | None:
    """The order's charge that is neither paid nor ended, the newest of them."""
    query = select(Payment).where(Payment.order_id == order_id, Payment.kind == "charge", Payment.status.in_(OPEN))
    found: Payment | None = await session.scalar(query.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(1))
    return found


async def order_of(session: AsyncSession, payment_id: UUID) -> Order:
    """The order that a payment is for."""
    query = select(Order).join(Payment, Payment.order_id == Order.id).where(Payment.id == payment_id)
    return (await session.scalars(query)).one()
