"""What may become of an order: one table of moves, and the functions that make them.

Each function locks the order's row and runs in the caller's transaction, in which the change is also noted in the audit
log and told. `place` and `cancel` do nothing where they were done before; what counts pieces (`fulfil`, `take_return`,
`cancel_lines`) refuses more than is left, and a request that comes twice is caught by its Idempotency-Key.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart_ends, promotions, stock
from commerce.models import Cart, Order, OrderItem, Payment
from commerce.orders import telling
from commerce.orders.telling import Tracking
from commerce.promotions import Buyer
from core import audit
from core.access import Principal
from core.errors import Conflict, NotFound
from core.ids import uuid7

__all__ = [
    "FULFILMENT", "PAYMENT", "STATUS", "Actor", "IllegalMove", "Line", "OrderNotFound", "cancel", "cancel_lines",
    "fulfil", "items_of", "locked", "move", "place", "settle", "take_return", "terms",
]  # fmt: skip

Actor = Principal | UUID | None
"""Who does it: an account, a guest's visitor id, or the shop itself."""

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
    # Back again: a bank may return a refund days later, and what was given back is then the shop's to give once more.
    "partially_refunded": frozenset({"paid", "refunded"}),
    "refunded": frozenset({"paid", "partially_refunded"}),
}
_INVOICES = 0x766F6775655F696E
"""Of the advisory lock that numbers invoices: `vogue_in` as eight bytes."""
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


def terms(items: Iterable[OrderItem]) -> str:
    """A digest of what an order sells: which pieces, how many of each, for how much."""
    told = ";".join(f"{item.variant_id}×{item.quantity}={item.total}" for item in items)
    return hashlib.sha256(told.encode()).hexdigest()


async def place(session: AsyncSession, order_id: UUID) -> bool:
    """Makes a pending order a purchase: its stock is committed, its bag retired. False where it was placed before.

    What was put into the bag since, while it was open again, stays in a new one.

    Raises OutOfStock where what was held is gone, IllegalMove where it was cancelled.
    """
    order = await locked(session, order_id)
    if order.status in ("placed", "completed"):
        return False
    _check(order, "status", "placed")
    items = await items_of(session, order_id)
    await stock.commit(session, order.cart_id, order_id, _units((item, item.quantity) for item in items))
    order.invoice_number = await _next_invoice(session)
    order.placed_at = _now()
    move(order, "status", "placed")
    cart = await session.get_one(Cart, order.cart_id)
    cart.completing_at = None
    if cart.status == "active":
        await cart_ends.bought(session, cart, _units((item, item.quantity) for item in items))
    await session.flush()
    await _note(session, None, "order.placed", order, {"status": ["pending", "placed"]})
    await telling.placed(session, order, items)
    return True


async def _next_invoice(session: AsyncSession) -> int:
    """The number after the highest. Whoever places an order waits here for who is before, so that none is left out:
    where this transaction is undone, its number is the next one's. It is the last lock that is taken."""
    await session.execute(select(func.pg_advisory_xact_lock(_INVOICES)))
    return int(await session.scalar(select(func.coalesce(func.max(Order.invoice_number), 0))) or 0) + 1


async def cancel(session: AsyncSession, order_id: UUID, *, reason: str, actor: Actor = None) -> bool:
    """Ends an order of which nothing was sent; its stock and coupons are free again. False where it was ended before.

    Money is given back by `commerce.orders.refunds`. Raises IllegalMove where something has left the house.
    """
    order = await locked(session, order_id)
    if order.status == "cancelled":
        return False
    items = await items_of(session, order_id)
    if any(item.fulfilled for item in items):
        raise IllegalMove("Some of it is on its way; it can be returned instead.", state=order.fulfilment_status)
    before = order.status
    move(order, "status", "cancelled")
    order.cancelled_at, order.cancel_reason = _now(), reason
    for item in items:
        item.cancelled = item.quantity
    await session.flush()
    await promotions.count(session, before=_counted(order), now=(), buyer=Buyer(order.cart_id))
    await stock.release(session, order_id=order_id)
    cart = await session.get_one(Cart, order.cart_id)
    if before == "pending":
        await stock.release(session, cart_id=cart.id)
    if cart.status == "active":
        await cart_ends.renew(session, cart)
    await session.flush()
    await _note(session, actor, "order.cancelled", order, {"status": [before, "cancelled"], "reason": reason})
    await telling.cancelled(session, order, was_placed=before == "placed")
    return True


async def cancel_lines(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, reason: str, actor: Actor = None
) -> Order:
    """The order without so many of its lines, which are for sale again; where nothing else is left, it is cancelled.

    Raises IllegalMove where it is not placed, or so many are not left to send.
    """
    order = await locked(session, order_id)
    _check_placed(order, "changed")
    items = {item.id: item for item in await items_of(session, order_id)}
    for line in lines:
        _check_left(order, _line(items, line), line.quantity)
        items[line.item_id].cancelled += line.quantity
    if all(item.cancelled == item.quantity for item in items.values()):
        await cancel(session, order_id, reason=reason, actor=actor)
        return order
    await stock.cancel(session, order_id, _units((items[line.item_id], line.quantity) for line in lines))
    await session.flush()
    _complete(order, items.values())
    await session.flush()
    await _note(session, actor, "order.lines_cancelled", order, {"lines": _plain(lines), "reason": reason})
    await telling.changed(session, order, "order.updated", key=uuid7())
    return order


async def fulfil(
    session: AsyncSession,
    order_id: UUID,
    lines: Sequence[Line],
    *,
    tracking: Tracking | None = None,
    actor: Actor = None,
) -> Order:
    """The order with so many of its lines sent. Raises IllegalMove where it is not placed or so many are not left."""
    order = await locked(session, order_id)
    _check_placed(order, "sent")
    if order.payment_status == "refunded":
        raise IllegalMove("It was refunded: nothing of it is to be sent.", state=order.payment_status)
    items = {item.id: item for item in await items_of(session, order_id)}
    for line in lines:
        _check_left(order, _line(items, line), line.quantity)
        items[line.item_id].fulfilled += line.quantity
    await stock.consume(session, order_id, _units((items[line.item_id], line.quantity) for line in lines))
    if order.fulfilment_status == "unfulfilled":
        move(order, "fulfilment_status", "partially_fulfilled")
    _complete(order, items.values())
    await session.flush()
    shipment = uuid7()
    diff = {"shipment": str(shipment), "lines": _plain(lines), "tracking": msgspec.to_builtins(tracking)}
    await _note(session, actor, "order.shipped", order, diff)
    await telling.shipped(session, order, [(items[line.item_id], line.quantity) for line in lines], tracking, shipment)
    return order


async def take_return(
    session: AsyncSession, order_id: UUID, lines: Sequence[Line], *, restock: bool = True, actor: Actor = None
) -> Order:
    """The order with so many of its lines back, for sale again unless `restock` is false. Raises IllegalMove."""
    order = await locked(session, order_id)
    items = {item.id: item for item in await items_of(session, order_id)}
    for line in lines:
        item = _line(items, line)
        if item.returned + line.quantity > item.fulfilled:
            left = item.fulfilled - item.returned
            raise IllegalMove(
                f"{item.title}: {left} can come back, not {line.quantity}.", state=order.fulfilment_status
            )
        item.returned += line.quantity
    if restock:
        await stock.restock(session, _units((items[line.item_id], line.quantity) for line in lines))
    if order.status == "completed":
        _end_returns(order, items.values())
    await session.flush()
    await _note(session, actor, "order.returned", order, {"lines": _plain(lines), "restocked": restock})
    await telling.changed(session, order, "order.returned", key=uuid7())
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


def move(order: Order, field: Field, to: str) -> None:
    """Changes one of the order's states where the table allows it. Raises IllegalMove."""
    _check(order, field, to)
    setattr(order, field, to)


def _check(order: Order, field: Field, to: str) -> None:
    now = getattr(order, field)
    if to not in _TABLES[field][now]:
        raise IllegalMove(f"Order {order.number} is {now} and cannot become {to}.", state=now)


def _line(items: Mapping[UUID, OrderItem], line: Line) -> OrderItem:
    if line.item_id not in items or line.quantity < 1:
        raise OrderNotFound(f"The order has no line {line.item_id}.")
    return items[line.item_id]


def _check_placed(order: Order, done: str) -> None:
    if order.status != "placed":
        raise IllegalMove(f"A {order.status} order cannot be {done}.", state=order.status)


def _check_left(order: Order, item: OrderItem, quantity: int) -> None:
    left = item.quantity - item.fulfilled - item.cancelled
    if quantity > left:
        raise IllegalMove(f"{item.title}: {left} are left to send, not {quantity}.", state=order.fulfilment_status)


def _complete(order: Order, items: Collection[OrderItem]) -> None:
    """Closes the order where nothing is left to send."""
    if all(item.fulfilled + item.cancelled == item.quantity for item in items):
        order.completed_at = _now()
        move(order, "fulfilment_status", "fulfilled")
        move(order, "status", "completed")
        _end_returns(order, items)


def _end_returns(order: Order, items: Iterable[OrderItem]) -> None:
    if order.fulfilment_status == "fulfilled" and all(item.returned == item.fulfilled for item in items):
        move(order, "fulfilment_status", "returned")


def _units(parts: Iterable[tuple[OrderItem, int]]) -> dict[UUID, int]:
    """Units by variant: two lines of one are one sum. A variant that was deleted has no stock to change."""
    found: dict[UUID, int] = {}
    for item, quantity in parts:
        if item.variant_id is not None:
            found[item.variant_id] = found.get(item.variant_id, 0) + quantity
    return found


def _counted(order: Order) -> list[UUID]:
    return [UUID(one["promotion_id"]) for one in order.adjustments if one.get("promotion_id")]


def _plain(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"item_id": str(line.item_id), "quantity": line.quantity} for line in lines]


async def _note(session: AsyncSession, actor: Actor, action: str, order: Order, diff: Mapping[str, Any]) -> None:
    await audit.record(session, actor, action, "order", order.id, diff)


def _now() -> datetime:
    return datetime.now(UTC)
