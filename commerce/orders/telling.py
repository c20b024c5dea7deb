"""What is told of an order, in the transaction in which it happens: a mail, an event for those who listen.

Every function may be called again for the same thing: its key in the outbox says that it was told.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import mails
from commerce.models import Order, OrderItem, Payment
from commerce.outward import announce
from core import outbox
from core.models import User

__all__ = ["Tracking", "cancelled", "changed", "payment_failed", "placed", "refunded", "shipped"]

Event = Literal[
    "order.placed", "order.updated", "order.shipped", "order.cancelled", "order.return_asked", "order.returned",
    "order.refunded", "payment.failed",
]  # fmt: skip


class Tracking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a parcel can be followed. url: its page at the carrier's."""

    carrier: Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    number: Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    url: Annotated[str, msgspec.Meta(max_length=500, pattern=r"^https://[^\s\x00]+$")] | None = None


async def placed(session: AsyncSession, order: Order, items: Sequence[OrderItem]) -> UUID | None:
    """The mail that thanks for an order; once, however often it is told."""
    about = {
        "lines": [_line(item, item.quantity, item.total) for item in items],
        "adjustments": [
            {"name": one["name"], "amount": -one["amount"] if one["kind"] == "discount" else one["amount"]}
            for one in order.adjustments
            if one["kind"] != "tax_included" and one["amount"]
        ],
        "total": order.total,
    }
    await outbox.put(
        session, source="purchase", key=f"purchase:{order.id}", kind="order.placed", target=f"order:{order.id}",
        payload={"order_id": str(order.id)},
    )  # fmt: skip
    await changed(session, order, "order.placed")
    return await _write(session, order, "order_placed", f"order_placed:{order.id}", about)


async def shipped(
    session: AsyncSession,
    order: Order,
    sent: Sequence[tuple[OrderItem, int]],
    tracking: Tracking | None,
    shipment: UUID,
) -> UUID | None:
    """The mail that a parcel is on its way. sent: what is in it."""
    about = {
        "lines": [_line(item, quantity, None) for item, quantity in sent],
        "tracking": msgspec.to_builtins(tracking),
        "whole": order.fulfilment_status == "fulfilled",
    }
    await changed(session, order, "order.shipped", key=shipment)
    return await _write(session, order, "shipped", f"shipped:{shipment}", about)


async def cancelled(session: AsyncSession, order: Order, *, was_placed: bool) -> UUID | None:
    """The mail that an order was ended; None where nothing was ever paid or promised, and so nobody waits."""
    paid = select(Payment.id).where(Payment.order_id == order.id, Payment.kind == "charge", Payment.captured_amount > 0)
    has_paid = await session.scalar(paid.limit(1)) is not None
    await changed(session, order, "order.cancelled")
    if not (was_placed or has_paid):
        return None
    about = {"reason": order.cancel_reason or "", "has_paid": has_paid}
    return await _write(session, order, "cancelled", f"cancelled:{order.id}", about)


async def refunded(session: AsyncSession, order: Order, refund: Payment) -> UUID | None:
    """The mail that money is on its way back; once for each refund."""
    await changed(session, order, "order.refunded", key=refund.id)
    return await _write(session, order, "refunded", f"refunded:{refund.id}", {"amount": refund.amount})


async def payment_failed(session: AsyncSession, order: Order, charge: Payment) -> UUID | None:
    """The mail that a payment was not made; once for each charge."""
    await changed(session, order, "payment.failed", key=charge.id)
    return await _write(session, order, "payment_failed", f"payment_failed:{charge.id}", {"total": order.total})


async def changed(session: AsyncSession, order: Order, event: Event, *, key: UUID | None = None) -> None:
    """Tells those who listen, once. key: which of several events of this kind it is; of one that happens once, none."""
    about = {
        "order_id": str(order.id), "number": order.number, "status": order.status,
        "payment_status": order.payment_status, "fulfilment_status": order.fulfilment_status,
        "total": {"amount": order.total, "currency": order.currency},
    }  # fmt: skip
    await announce(session, event, order.id, about, key=f"{event}:{key or order.id}")


async def _write(session: AsyncSession, order: Order, kind: mails.Kind, key: str, about: dict[str, Any]) -> UUID | None:
    locale = order.locale
    if order.user_id is not None:
        locale = await session.scalar(select(User.locale).where(User.id == order.user_id)) or locale
    name = str(order.shipping_address.get("name", "")).split(" ")[0]
    known = {"number": order.number, "name": name, "currency": order.currency, "order_id": str(order.id)}
    known["url"] = f"/orders/{order.id}"
    if order.user_id is None:
        known["guest"] = "true"
    return await mails.write(session, kind, to=order.email, key=key, about={**known, **about}, locale=locale)


def _line(item: OrderItem, quantity: int, total: int | None) -> dict[str, Any]:
    detail = ", ".join(part for part in (item.colour, item.size) if part)
    return {"quantity": quantity, "title": item.title, "detail": detail, "total": total}
