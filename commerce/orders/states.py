"""What may become of an order: one table of moves, and the functions that make them.

Each function locks the order's row, does nothing where it was done before, and runs in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce import stock
from commerce.models import Cart, Order, OrderItem, Payment, Promotion
from commerce.orders import telling
from core.errors import Conflict, NotFound

__all__ = [
    "FULFILMENT", "PAYMENT", "STATUS", "IllegalMove", "Line", "OrderNotFound", "cancel", "fulfil", "give_back_coupons",
    "items_of", "locked", "place", "settle", "take_return",
]  # fmt: skip

STATUS: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"placed", "cancelled"}),
    "placed": frozenset({"completed", "cancelled"}),
    "completed": frozenset(),
    "cancelled": frozenset(),
}
FULFILMENT: Mapping[str, frozenset[str]] = {
    "unfulfilled": frozenset({"partially_fulfilled", "fulfilled"}),
    "partially_fulfilled": frozenset({"fulfilled", "returned"}),
    "fulfilled": frozenset({"returned"}),
    "returned": frozenset(),
}
PAYMENT: Mapping[str, frozenset[str]] = {
    "unpaid": frozenset({"authorised", "paid", "failed", "partially_refunded", "refunded"}),
    "failed": frozenset({"unpaid", "authorised", "paid", "partially_refunded", "refunded"}),
    "authorised": frozenset({"paid", "failed", "unpaid", "partially_refunded", "refunded"}),
    "paid": frozenset({"partially_refunded", "refunded"}),
    "partially_refunded": frozenset({"refunded"}),
    "refunded": frozenset(),
}
Field = Literal["status", "fulfilment_status", "payment_status"]
_TABLES: Mapping[Field, Mapping[str, frozenset[str]]] = {
    "status": STATUS, "fulfilment_status": FULFILMENT, "payment_status": PAYMENT,
}  # fmt: skip


class OrderNotFound(NotFound):
    code: ClassVar[str] = "order_not_found"
    title: ClassVar[str] = "No such order"


class IllegalMove(Conflict):
    """`state` is the one that the order has."""

    code: ClassVar[str] = "order_state"
    title: ClassVar[str] = "The order is past that"


class Line(msgspec.Struct, frozen=True):
    """So many of one of an order's lines."""

    item_id: UUID
    quantity: int


async def locked(session: AsyncSession, order_id: UUID) -> Order:
    """The order, which nobody else changes until the transaction ends; its cart is locked before it, as by everybody.
    Raises OrderNotFound."""
    cart_id = await session.scalar(select(Order.cart_id).where(Order.id == order_id))
    await session.execute(select(Cart.id).where(Cart.id == cart_id).with_for_update())
    query = select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    order = await session.scalar(query)
    if order is None:
        raise OrderNotFound(f"There is no order {order_id}.")
    return order


async def items_of(session: AsyncSession, order_id: UUID) -> Sequence[OrderItem]:
    query = select(OrderItem).where(OrderItem.order_id == order_id).order_by(OrderItem.position)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def place(session: AsyncSession, order_id: UUID) -> bool:
    """Makes a pending order a purchase: its stock is committed, its bag retired. False where it was placed before.

    Raises OutOfStock where what was held is gone, IllegalMove where it was cancelled.
    """
    order = await locked(session, order_id)
    if order.status in ("placed", "completed"):
        return False
    wanted: dict[UUID, int] = {}
    items = await items_of(session, order_id)
    for item in items:
        if item.variant_id is not None:
            wanted[item.variant_id] = wanted.get(item.variant_id, 0) + item.quantity
    await stock.commit(session, order.cart_id, order_id, wanted)
    order.placed_at = _now()
    move(order, "status", "placed")
    cart = await session.get_one(Cart, order.cart_id)
    cart.completing_at = None
    if cart.status == "active":
        bag.retire(cart, "completed")
    await session.flush()
    await telling.placed(session, order, items)
    return True


async def cancel(session: AsyncSession, order_id: UUID, *, reason: str) -> bool:
    """Ends an order of which nothing was sent; its stock and coupons are free again. False where it was ended before.

    Money is given back by `commerce.payments`. Raises IllegalMove where something has left the house.
    """
    order = await locked(session, order_id)
    if order.status == "cancelled":
        return False
    items = await items_of(session, order_id)
    if any(item.fulfilled for item in items):
        raise IllegalMove("Some of it is on its way; it can be returned instead.", state=order.fulfilment_status)
    was_placed = order.status == "placed"
    order.cancelled_at, order.cancel_reason = _now(), reason
    move(order, "status", "cancelled")
    for item in items:
        item.cancelled = item.quantity
    await stock.release(session, order_id=order_id)
    cart = await session.get_one(Cart, order.cart_id)
    if not was_placed:
        await stock.release(session, cart_id=cart.id)
    if cart.status == "active":
        await bag.renew(session, cart)
    await give_back_coupons(session, order)
    await session.flush()
    return True


async def fulfil(session: AsyncSession, order_id: UUID, lines: Sequence[Line]) -> Order:
    """The order with so many of its lines sent. Raises IllegalMove where it is not placed or so many are not left."""
    order = await locked(session, order_id)
    if order.status != "placed":
        raise IllegalMove(f"A {order.status} order cannot be sent.", state=order.status)
    items = {item.id: item for item in await items_of(session, order_id)}
    sent: dict[UUID, int] = {}
    for line in lines:
        item = _line(items, line)
        if item.fulfilled + item.cancelled + line.quantity > item.quantity:
            left = item.quantity - item.fulfilled - item.cancelled
            raise IllegalMove(
                f"{item.title}: {left} are left to send, not {line.quantity}.", state=order.fulfilment_status
            )
        item.fulfilled += line.quantity
        if item.variant_id is not None:
            sent[item.variant_id] = sent.get(item.variant_id, 0) + line.quantity
    await stock.consume(session, order_id, sent)
    whole = all(item.fulfilled + item.cancelled == item.quantity for item in items.values())
    state = "fulfilled" if whole else "partially_fulfilled"
    if order.fulfilment_status != state:
        move(order, "fulfilment_status", state)
    if whole:
        order.completed_at = _now()
        move(order, "status", "completed")
    await session.flush()
    return order


async def take_return(session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, restock: bool = True) -> Order:
    """The order with so many of its lines back, for sale again unless `restock` is false. Raises IllegalMove."""
    order = await locked(session, order_id)
    items = {item.id: item for item in await items_of(session, order_id)}
    back: dict[UUID, int] = {}
    for line in lines:
        item = _line(items, line)
        if item.returned + line.quantity > item.fulfilled:
            left = item.fulfilled - item.returned
            raise IllegalMove(
                f"{item.title}: {left} can come back, not {line.quantity}.", state=order.fulfilment_status
            )
        item.returned += line.quantity
        if item.variant_id is not None:
            back[item.variant_id] = back.get(item.variant_id, 0) + line.quantity
    if restock:
        await stock.restock(session, back)
    if any(item.returned for item in items.values()) and all(i.returned == i.fulfilled for i in items.values()):
        move(order, "fulfilment_status", "returned")
    await session.flush()
    return order


async def settle(session: AsyncSession, order_id: UUID) -> Order:
    """The order with the payment_status that its ledger gives it: read off charges and refunds, never counted on."""
    order = await locked(session, order_id)
    query = select(
        func.coalesce(func.sum(Payment.captured_amount), 0),
        func.coalesce(func.sum(Payment.refunded_amount), 0),
        func.count().filter(Payment.status == "authorised"),
        func.count().filter(Payment.status == "failed"),
        func.count(),
    ).where(Payment.order_id == order_id, Payment.kind == "charge")
    captured, refunded, authorised, failed, charges = (await session.execute(query)).one()
    if captured and refunded >= captured:
        state = "refunded"
    elif refunded:
        state = "partially_refunded"
    elif captured:
        state = "paid"
    elif authorised:
        state = "authorised"
    else:
        state = "failed" if charges and failed == charges else "unpaid"
    if state != order.payment_status and state in PAYMENT[order.payment_status]:
        move(order, "payment_status", state)
        await session.flush()
    return order


async def give_back_coupons(session: AsyncSession, order: Order) -> None:
    """The order's promotions count one use less."""
    ids = sorted({UUID(one["promotion_id"]) for one in order.adjustments if one.get("promotion_id")})
    for id in ids:
        promotion = await session.scalar(select(Promotion).where(Promotion.id == id).with_for_update())
        if promotion is not None and promotion.used_count > 0:
            promotion.used_count -= 1
    await session.flush()


def move(order: Order, field: Field, to: str) -> None:
    """Changes one of the order's states where the table allows it. Raises IllegalMove."""
    now = getattr(order, field)
    if to not in _TABLES[field][now]:
        raise IllegalMove(f"Order {order.number} is {now} and cannot become {to}.", state=now)
    setattr(order, field, to)


def _line(items: Mapping[UUID, OrderItem], line: Line) -> OrderItem:
    if line.item_id not in items or line.quantity < 1:
        raise OrderNotFound(f"The order has no line {line.item_id}.")
    return items[line.item_id]


def _now() -> datetime:
    return datetime.now(UTC)
