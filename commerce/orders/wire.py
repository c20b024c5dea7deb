"""Orders as they are shown: to who bought, to the shop, and as a list; read in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.item import picture_url
from commerce.mails.links import Links
from commerce.models import Order, OrderItem, Payment, Product
from commerce.orders import states
from core.models import AuditEntry
from core.money import Money

__all__ = [
    "RETURN_WINDOW", "AdminOrderView", "Entry", "LineRequest", "Listed", "OrderPage", "OrderView", "admin_view",
    "history", "listed", "returnable", "view",
]  # fmt: skip

RETURN_WINDOW = timedelta(days=30)
"""So long after the last parcel something may be sent back; the law of the EU asks for 14 days (Directive 2011/83/EU,
article 9)."""


class LineRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many of one of the order's lines."""

    item_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=99)]


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was sold. `product_url` is null where the piece is sold no more."""

    item_id: UUID
    title: str
    brand: str
    sku: str
    colour: str
    size: str | None
    image_url: str | None
    product_url: str | None
    outfit_id: UUID | None
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    fulfilled: int
    cancelled: int
    returned: int
    refunded: int
    returnable: int


class AdjustmentView(msgspec.Struct, frozen=True):
    """A line under the pieces. `tax_included` is no part of the sum."""

    kind: str
    name: str
    amount: Money


class Totals(msgspec.Struct, frozen=True):
    """total = items − discount + shipping + tax; `paid` and `refunded` as the ledger has them."""

    items: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    paid: Money
    refunded: Money


class Parcel(msgspec.Struct, frozen=True):
    """What was sent at once."""

    at: datetime
    carrier: str | None
    tracking: str | None
    url: str | None
    lines: tuple[LineRequest, ...]


class May(msgspec.Struct, frozen=True):
    """What who bought it can still do."""

    cancel: bool
    send_back: bool = msgspec.field(name="return")


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    order_id: UUID
    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    email: str
    placed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    total: Money
    totals: Totals
    items: tuple[ItemView, ...]
    adjustments: tuple[AdjustmentView, ...]
    shipping_address: dict[str, Any]
    billing_address: dict[str, Any] | None
    shipments: tuple[Parcel, ...]
    may: May
    invoice_url: str | None


class PaymentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A charge or a refund as the ledger has it."""

    payment_id: UUID
    kind: str
    provider: str
    provider_id: str | None
    status: str
    amount: Money
    error: str | None
    reason: str | None
    created_at: datetime


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done to an order; `actor_id` is null where the shop itself did it."""

    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    about: dict[str, Any]


class AdminOrderView(msgspec.Struct, frozen=True, kw_only=True):
    order: OrderView
    user_id: UUID | None
    channel: str
    payments: tuple[PaymentRow, ...]
    history: tuple[Entry, ...]


class ListedItem(msgspec.Struct, frozen=True):
    title: str
    quantity: int
    image_url: str | None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list."""

    order_id: UUID
    number: str
    email: str
    status: str
    payment_status: str
    fulfilment_status: str
    total: Money
    placed_at: datetime | None
    created_at: datetime
    items: tuple[ListedItem, ...]


class OrderPage(msgspec.Struct, frozen=True):
    """Orders, the newest first; `next` is the cursor of the page after it, null at the end."""

    orders: tuple[Listed, ...]
    next: UUID | None


async def listed(session: AsyncSession, orders: Sequence[Order], *, limit: int) -> OrderPage:
    """The first `limit` of the orders as a page. orders: sorted by id, newest first, one more than the limit if there
    is one."""
    page = orders[:limit]
    query = select(OrderItem).where(OrderItem.order_id.in_([order.id for order in page]))
    of: dict[UUID, list[OrderItem]] = {}
    for item in await session.scalars(query.order_by(OrderItem.order_id, OrderItem.position)):
        of.setdefault(item.order_id, []).append(item)
    rows = tuple(_listed(order, of.get(order.id, [])) for order in page)
    return OrderPage(rows, page[-1].id if len(orders) > limit else None)


async def view(session: AsyncSession, order: Order, links: Links, *, now: datetime) -> OrderView:
    """The order with all that its buyer is shown."""
    items = await states.items_of(session, order.id)
    entries = await history(session, order.id)
    slugs = await _slugs(session, items)
    back = returnable(order, items, entries, now=now)

    def money(amount: int) -> Money:
        return Money(amount, order.currency)

    return OrderView(
        order_id=order.id,
        number=order.number,
        status=order.status,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        email=order.email,
        placed_at=order.placed_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        total=money(order.total),
        totals=await _totals(session, order),
        items=tuple(_item(item, slugs, back.get(item.id, 0), order.currency) for item in items),
        adjustments=tuple(AdjustmentView(one["kind"], one["name"], money(one["amount"])) for one in order.adjustments),
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        shipments=tuple(_parcel(entry) for entry in entries if entry.action == "order.shipped"),
        may=May(order.status == "placed" and not any(item.fulfilled for item in items), any(back.values())),
        invoice_url=_invoice_url(order, links),
    )


async def admin_view(session: AsyncSession, order: Order, links: Links, *, now: datetime) -> AdminOrderView:
    rows = await session.scalars(select(Payment).where(Payment.order_id == order.id).order_by(Payment.id))
    return AdminOrderView(
        order=await view(session, order, links, now=now),
        user_id=order.user_id,
        channel=order.channel,
        payments=tuple(_payment(row) for row in rows),
        history=tuple(await history(session, order.id)),
    )


async def history(session: AsyncSession, order_id: UUID) -> list[Entry]:
    """What was done to the order, the oldest first: its part of the audit log."""
    query = select(AuditEntry).where(AuditEntry.entity == "order", AuditEntry.entity_id == order_id)
    rows = await session.scalars(query.order_by(AuditEntry.created_at, AuditEntry.id))
    return [
        Entry(at=row.created_at, actor_kind=row.actor_kind, actor_id=row.actor_id, action=row.action, about=row.diff)
        for row in rows
    ]


def returnable(
    order: Order, items: Sequence[OrderItem], entries: Sequence[Entry], *, now: datetime
) -> Mapping[UUID, int]:
    """How many of each line may still be announced as a return: sent, not back, not announced, and not too late."""
    sent = [entry.at for entry in entries if entry.action == "order.shipped"]
    if not sent or now > max(sent) + RETURN_WINDOW:
        return {}
    announced: dict[UUID, int] = {}
    for entry in (entry for entry in entries if entry.action == "order.return_asked"):
        for line in msgspec.convert(entry.about["lines"], tuple[LineRequest, ...]):
            announced[line.item_id] = announced.get(line.item_id, 0) + line.quantity
    return {item.id: item.fulfilled - max(item.returned, announced.get(item.id, 0)) for item in items}


def _item(item: OrderItem, slugs: Mapping[UUID, str], back: int, currency: str) -> ItemView:
    def money(amount: int) -> Money:
        return Money(amount, currency)

    slug = slugs.get(item.product_id) if item.product_id else None
    return ItemView(
        item_id=item.id,
        title=item.title,
        brand=item.brand,
        sku=item.sku,
        colour=item.colour,
        size=item.size,
        image_url=_picture(item),
        product_url=f"/products/{slug}" if slug else None,
        outfit_id=item.outfit_id,
        quantity=item.quantity,
        unit_price=money(item.unit_price),
        discount=money(item.discount_total),
        tax=money(item.tax_total),
        total=money(item.total),
        fulfilled=item.fulfilled,
        cancelled=item.cancelled,
        returned=item.returned,
        refunded=item.refunded,
        returnable=max(back, 0),
    )


def _listed(order: Order, items: Sequence[OrderItem]) -> Listed:
    return Listed(
        order_id=order.id,
        number=order.number,
        email=order.email,
        status=order.status,
        payment_status=order.payment_status,
        fulfilment_status=order.fulfilment_status,
        total=Money(order.total, order.currency),
        placed_at=order.placed_at,
        created_at=order.created_at,
        items=tuple(ListedItem(item.title, item.quantity, _picture(item)) for item in items),
    )


def _picture(item: OrderItem) -> str | None:
    return picture_url(item.variant_id, item.image_url, None) if item.variant_id else item.image_url


def _parcel(entry: Entry) -> Parcel:
    tracking = entry.about.get("tracking") or {}
    lines = msgspec.convert(entry.about["lines"], tuple[LineRequest, ...])
    return Parcel(entry.at, tracking.get("carrier"), tracking.get("number"), tracking.get("url"), lines)


def _payment(row: Payment) -> PaymentRow:
    return PaymentRow(
        payment_id=row.id, kind=row.kind, provider=row.provider, provider_id=row.provider_id, status=row.status,
        amount=Money(row.amount, row.currency), error=row.error, reason=row.details.get("reason"),
        created_at=row.created_at,
    )  # fmt: skip


def _invoice_url(order: Order, links: Links) -> str | None:
    token = links.token("invoice", order.id)
    return f"/api/orders/{order.id}/invoice?token={token}" if order.placed_at else None


async def _totals(session: AsyncSession, order: Order) -> Totals:
    query = select(Payment.captured_amount, Payment.refunded_amount).where(
        Payment.order_id == order.id, Payment.kind == "charge", Payment.status == "succeeded"
    )
    row = (await session.execute(query)).one_or_none()
    paid, refunded = (row[0], row[1]) if row is not None else (0, 0)
    amounts = (order.items_total, order.discount_total, order.shipping_total, order.tax_total, order.total)
    return Totals(*(Money(amount, order.currency) for amount in (*amounts, paid, refunded)))


async def _slugs(session: AsyncSession, items: Sequence[OrderItem]) -> dict[UUID, str]:
    ids = [item.product_id for item in items if item.product_id]
    query = select(Product.id, Product.slug).where(Product.id.in_(ids), Product.status == "active")
    return {row.id: row.slug for row in await session.execute(query)}
