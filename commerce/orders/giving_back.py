"""Money and pieces that go back: an order or some of its lines cancelled, returned, refunded.

In the caller's transaction; the refund's row comes before stock and coupons, in the order in which everybody locks. The
money is moved by the worker, after the commit: each function gives the outbox row that asks for it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Order, OrderItem, Payment
from commerce.orders import states, telling, wire
from commerce.orders.states import Actor, IllegalMove, Line, OrderNotFound
from commerce.payments import ledger
from commerce.payments.ledger import Pieces
from core import audit
from core.ids import uuid7

__all__ = ["ask_to_return", "call_off", "call_off_lines", "receive", "refund", "refund_lines"]


async def call_off(session: AsyncSession, order_id: UUID, *, reason: str, actor: Actor) -> UUID | None:
    """Cancels an order of which nothing was sent, and gives all of its money back. Raises IllegalMove."""
    order = await states.locked(session, order_id)
    if order.status == "pending":
        detail = "It is not placed yet: call its payment off at POST /api/checkout/{order_id}/cancel."
        raise IllegalMove(detail, state=order.status)
    if order.status == "cancelled":
        raise IllegalMove("It was cancelled before.", state=order.status)
    pieces = []
    for item in await states.items_of(session, order_id):
        pieces.append(Pieces(item.id, item.quantity - item.refunded, item.total - item.refunded_total))
        item.refunded, item.refunded_total = item.quantity, item.total
    event = await _give(session, order, await _left(session, order_id), reason, actor, pieces)
    await states.cancel(session, order_id, reason=reason, actor=actor)
    return event


async def call_off_lines(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, reason: str, actor: Actor
) -> UUID | None:
    """Cancels so many of the lines and gives back what they cost; the whole order where nothing else is left of it."""
    items = {item.id: item for item in await _items(session, order_id)}
    units: dict[UUID, int] = {}
    for line in lines:
        units[line.item_id] = units.get(line.item_id, 0) + line.quantity
    if units and all(item.cancelled + units.get(id, 0) == item.quantity for id, item in items.items()):
        return await call_off(session, order_id, reason=reason, actor=actor)
    event = await refund_lines(session, order_id, lines, reason=reason, actor=actor)
    await states.cancel_lines(session, order_id, lines, reason=reason, actor=actor)
    return event


async def receive(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, restock: bool, pay_back: bool, reason: str,
    actor: Actor,
) -> UUID | None:  # fmt: skip
    """Takes so many of the lines back, and gives back what they cost unless `pay_back` is false."""
    event = await refund_lines(session, order_id, lines, reason=reason, actor=actor) if pay_back else None
    await states.take_return(session, order_id, lines, restock=restock, actor=actor)
    return event


async def refund(session: AsyncSession, order_id: UUID, amount: int | None, *, reason: str, actor: Actor) -> UUID:
    """Gives an amount back, or all that is left of what was paid. Raises RefundTooLarge."""
    order = await states.locked(session, order_id)
    left = await _left(session, order_id)
    event = await _give(session, order, amount or left, reason, actor)
    if event is None:
        raise ledger.RefundTooLarge("Nothing is left of what was paid for this order.", refundable=0)
    return event


async def refund_lines(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, reason: str, actor: Actor
) -> UUID | None:
    """Gives back what so many of the lines cost, their tax and their share of discounts included, each piece once.

    k of n pieces are worth ⌊total · k / n⌋, so that all of them are worth exactly the line. None where nothing of it is
    left to give back. Raises OrderNotFound for a line that the order does not have.
    """
    order = await states.locked(session, order_id)
    items = {item.id: item for item in await states.items_of(session, order_id)}
    pieces = []
    for line in lines:
        if line.item_id not in items:
            raise OrderNotFound(f"The order has no line {line.item_id}.")
        pieces.append(_count_back(items[line.item_id], line.quantity))
    await session.flush()
    amount = sum(one.worth for one in pieces)
    return await _give(session, order, min(amount, await _left(session, order_id)), reason, actor, pieces)


async def ask_to_return(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, reason: str, actor: Actor, now: datetime
) -> Order:
    """Notes that so many of the lines will come back. Raises IllegalMove for more than may, or too late."""
    order = await states.locked(session, order_id)
    items = await states.items_of(session, order_id)
    left = dict(wire.returnable(order, items, await wire.history(session, order_id), now=now))
    titles = {item.id: item.title for item in items}
    for line in lines:
        if line.item_id not in titles:
            raise OrderNotFound(f"The order has no line {line.item_id}.")
        may = left.get(line.item_id, 0)
        if line.quantity > may:
            detail = f"{titles[line.item_id]}: {max(may, 0)} can be returned now, not {line.quantity}."
            raise IllegalMove(detail, state=order.fulfilment_status)
        left[line.item_id] = may - line.quantity
    about = {"lines": msgspec.to_builtins(lines), "reason": reason}
    await audit.record(session, actor, "order.return_asked", "order", order_id, about)
    await telling.changed(session, order, "order.return_asked", key=uuid7())
    return order


def _count_back(item: OrderItem, quantity: int) -> Pieces:
    """The pieces that were not given back before, with what they are worth; they count as given back from now on.

    Worth is what is missing of ⌊total · k / n⌋, so that all n are worth the line also where a refund failed in between.
    """
    now, before = min(item.refunded + quantity, item.quantity), item.refunded
    worth = max(0, item.total * now // item.quantity - item.refunded_total) if now > before else 0
    item.refunded, item.refunded_total = now, item.refunded_total + worth
    return Pieces(item.id, now - before, worth)


async def _give(
    session: AsyncSession, order: Order, amount: int, reason: str, actor: Actor, pieces: Sequence[Pieces] = ()
) -> UUID | None:
    if amount <= 0:
        return None
    row, event = await ledger.add_refund(session, order.id, amount, reason=reason, pieces=pieces)
    about = {"payment_id": str(row.id), "amount": amount, "currency": order.currency, "reason": reason}
    await audit.record(session, actor, "order.refund_asked", "order", order.id, about)
    return event


async def _left(session: AsyncSession, order_id: UUID) -> int:
    query = select(Payment).where(Payment.order_id == order_id, Payment.kind == "charge", Payment.status == "succeeded")
    charge = await session.scalar(query.with_for_update())
    return int(await ledger.refundable(session, charge)) if charge is not None else 0


async def _items(session: AsyncSession, order_id: UUID) -> Sequence[OrderItem]:
    await states.locked(session, order_id)
    return await states.items_of(session, order_id)
