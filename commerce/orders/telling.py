"""What is told of an order, in the transaction in which it happens: a mail, an event for those who listen."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from commerce import mails
from commerce.models import Order, OrderItem

__all__ = ["placed"]


async def placed(session: AsyncSession, order: Order, items: Sequence[OrderItem]) -> UUID | None:
    """The mail that thanks for an order; once, however often it is told."""
    about = {**_order(order), "lines": [_line(item) for item in items]}
    return await mails.write(session, "order_placed", to=order.email, key=f"order_placed:{order.id}", about=about)


def _order(order: Order) -> dict[str, Any]:
    name = str(order.shipping_address.get("name", "")).split(" ")[0]
    return {
        "number": order.number, "name": name, "currency": order.currency, "total": order.total,
        "url": f"/orders/{order.id}",
    }  # fmt: skip


def _line(item: OrderItem) -> dict[str, Any]:
    detail = ", ".join(part for part in (item.colour, item.size) if part)
    return {"quantity": item.quantity, "title": item.title, "detail": detail, "total": item.total}
