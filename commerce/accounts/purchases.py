"""What the shop itself keeps of a person: bags and orders."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart_merge
from commerce.cart_merge import Notice
from commerce.models import Cart, CartItem, Order, OrderItem, Payment, StockReservation
from core.errors import Conflict

__all__ = ["OrdersOpen", "Purchases"]
_TAXED_WHERE = ("country", "region", "postcode")
"""Proof of where a sale was taxed, to be kept for ten years: Regulation (EU) 282/2011, articles 24b and 63c."""
_ORDER = (
    "number", "status", "payment_status", "fulfilment_status", "email", "currency", "items_total", "discount_total",
    "shipping_total", "tax_total", "total", "adjustments", "shipping_address", "billing_address", "placed_at",
    "completed_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
_ORDER_LINE = (
    "sku", "title", "brand", "colour", "size", "quantity", "unit_price", "discount_total", "tax_total", "total",
    "fulfilled", "cancelled", "returned", "refunded", "refunded_total",
)  # fmt: skip
_PAYMENT = ("kind", "provider", "status", "amount", "currency", "captured_amount", "refunded_amount", "created_at")
_BAG = (
    "status", "currency", "email", "shipping_address", "billing_address", "shipping_method", "promotion_codes",
    "created_at", "updated_at",
)  # fmt: skip
_BAG_LINE = ("variant_id", "outfit_id", "quantity", "unit_price")


class OrdersOpen(Conflict):
    """`orders` are the numbers of those that are on their way or being paid for."""

    code: ClassVar[str] = "orders_open"
    title: ClassVar[str] = "An order is still on its way"


class Purchases:
    """Bags and orders of an account."""

    async def adopt(self, session: AsyncSession, guest_id: UUID, user_id: UUID) -> Sequence[Notice]:
        return await cart_merge.merge(session, guest_id, user_id)

    async def export(self, session: AsyncSession, user_id: UUID) -> Mapping[str, Any]:
        orders = await _all(session, Order, Order.user_id == user_id)
        bags = await _all(session, Cart, Cart.user_id == user_id)
        return {
            "orders": [
                {
                    **_told(order, _ORDER),
                    "lines": await _lines(session, OrderItem, OrderItem.order_id == order.id, _ORDER_LINE),
                    "payments": await _lines(session, Payment, Payment.order_id == order.id, _PAYMENT),
                }
                for order in orders
            ],
            "bags": [
                {
                    **_told(cart, _BAG),
                    "lines": await _lines(session, CartItem, CartItem.cart_id == cart.id, _BAG_LINE),
                }
                for cart in bags
            ],
        }

    async def erase(self, session: AsyncSession, user_id: UUID) -> None:
        """Orders keep their figures and where they were taxed; name, address, e-mail and bags go. Raises OrdersOpen."""
        bags = await _all(session, Cart, Cart.user_id == user_id, lock=True)
        orders = await _all(session, Order, Order.user_id == user_id, lock=True)
        await _refuse_open(session, user_id)
        for order in orders:
            order.email = f"erased-{order.id}@erased.invalid"
            order.shipping_address = _nobodys(order.shipping_address)
            order.billing_address = _nobodys(order.billing_address) if order.billing_address else None
        await session.execute(delete(CartItem).where(CartItem.cart_id.in_([cart.id for cart in bags])))
        needed = {order.cart_id for order in orders} | set(
            await session.scalars(
                select(StockReservation.cart_id).where(StockReservation.cart_id.in_([cart.id for cart in bags]))
            )
        )
        for cart in bags:
            if cart.id not in needed:
                await session.delete(cart)
                continue
            cart.status = "abandoned" if cart.status == "active" else cart.status
            cart.email = cart.shipping_address = cart.billing_address = cart.quote = None
            cart.promotion_codes = []
        await session.flush()


async def _refuse_open(session: AsyncSession, user_id: UUID) -> None:
    """Raises OrdersOpen where a parcel is still to be sent, or money may still come in."""
    paying = select(Payment.id).where(
        Payment.order_id == Order.id, Payment.kind == "charge",
        Payment.status.in_(("pending", "requires_action", "authorised")),
    )  # fmt: skip
    on_its_way = and_(Order.status == "placed", Order.fulfilment_status.in_(("unfulfilled", "partially_fulfilled")))
    is_open = or_(on_its_way, and_(Order.status == "pending", paying.exists()))
    numbers = list(
        await session.scalars(select(Order.number).where(Order.user_id == user_id, is_open).order_by(Order.number))
    )
    if numbers:
        raise OrdersOpen(
            f"Your name and address are still needed for {', '.join(numbers)}. Cancel what is on its way, or erase the "
            "account when it has come.",
            orders=numbers,
        )


def _nobodys(address: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: address[name] for name in _TAXED_WHERE if address.get(name)}
    return {"name": "erased", "line1": "erased", "city": "erased", **kept}


async def _all(session: AsyncSession, table: Any, where: Any, *, lock: bool = False) -> list[Any]:
    query = select(table).where(where).order_by(table.id)
    query = query.with_for_update() if lock else query
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def _lines(session: AsyncSession, table: Any, where: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    return [_told(row, names) for row in await _all(session, table, where)]


def _told(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
