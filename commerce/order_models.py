"""Tables of selling: promotions, carts, orders, payments, and the stock that they hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, CITEXT, JSONB
from sqlalchemy.orm import Mapped, mapped_column

import core.models  # noqa: F401 - foreign keys name its tables, and a flush looks for them
from core.db import Base
from core.tables import (
    CURRENCY,
    SHA256_HEX,
    Identified,
    Timestamp,
    between,
    json_array,
    json_object,
    matches,
    not_negative,
    one_of,
    rule,
)

CHANNELS = ("web", "aurora", "agent")

_EMPTY_LIST = text("'[]'::jsonb")
_EMPTY_OBJECT = text("'{}'::jsonb")
_NO_TEXTS = text("'{}'::text[]")


class StockReservation(Identified, Base):
    """An expiring hold for a cart, then an allocation to an order. Held and committed ones add up to `reserved`."""

    __tablename__ = "stock_reservations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["variant_id", "location"], ["voguevault.stock_levels.variant_id", "voguevault.stock_levels.location"]
        ),
        one_of("status", ("held", "committed", "released", "consumed")),
        rule("quantity", "quantity > 0"),
        rule("purpose", "num_nonnulls(cart_id, order_id) >= 1"),
        rule("held_expires", "status <> 'held' OR expires_at IS NOT NULL"),
        rule("order_of_allocation", "status NOT IN ('committed', 'consumed') OR order_id IS NOT NULL"),
        Index(None, "variant_id", "location"),
        Index(None, "cart_id"),
        Index(None, "order_id"),
        Index("ix_stock_reservations_expiring", "expires_at", postgresql_where=text("status = 'held'")),
        Index(
            "uq_stock_reservations_held",
            "cart_id",
            "variant_id",
            "location",
            unique=True,
            postgresql_where=text("status = 'held'"),
        ),
    )

    variant_id: Mapped[UUID] = mapped_column(Uuid)
    location: Mapped[str] = mapped_column(Text, server_default="main")
    cart_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.carts.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.orders.id"))
    quantity: Mapped[int]
    status: Mapped[str] = mapped_column(Text, server_default="held")
    expires_at: Mapped[datetime | None] = mapped_column(Timestamp)


class Promotion(Identified, Base):
    """A coupon, or a sale where there is no code. An order raises `used_count` in its transaction, conditionally."""

    __tablename__ = "promotions"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("kind", ("percentage", "fixed_amount", "free_shipping")),
        one_of("status", ("draft", "active", "disabled")),
        rule("percent_off", "(kind = 'percentage') = (percent_off IS NOT NULL)"),
        rule("percent_off_range", "percent_off > 0 AND percent_off <= 100"),
        rule("amount_off", "(kind = 'fixed_amount') = (amount_off IS NOT NULL)"),
        rule("amount_off_range", "amount_off > 0"),
        not_negative("minimum_amount"),
        rule("currency_of_amounts", "num_nonnulls(amount_off, minimum_amount) = 0 OR currency IS NOT NULL"),
        matches("currency", CURRENCY),
        rule("ends_after_start", "ends_at > starts_at"),
        not_negative("usage_limit"),
        not_negative("used_count"),
        rule("used_within_limit", "used_count <= usage_limit"),
        rule("limit_per_customer", "limit_per_customer >= 1"),
        json_object("conditions"),
    )

    code: Mapped[str | None] = mapped_column(CITEXT)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="draft")
    percent_off: Mapped[int | None]
    amount_off: Mapped[int | None] = mapped_column(BigInteger)
    minimum_amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(CHAR(3))
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    starts_at: Mapped[datetime | None] = mapped_column(Timestamp)
    ends_at: Mapped[datetime | None] = mapped_column(Timestamp)
    usage_limit: Mapped[int | None]
    used_count: Mapped[int] = mapped_column(server_default="0")
    limit_per_customer: Mapped[int | None]


class Cart(Identified, Base):
    """A guest's or a shopper's cart, also the checkout session. `completing_at` marks that payment is in progress."""

    __tablename__ = "carts"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        one_of("status", ("active", "completed", "abandoned", "merged")),
        one_of("channel", CHANNELS),
        rule("one_owner", "num_nonnulls(user_id, token_hash) = 1"),
        matches("token_hash", SHA256_HEX),
        matches("currency", CURRENCY),
        json_object("shipping_address"),
        json_object("billing_address"),
        json_object("quote"),
        rule("version", "version >= 1"),
        Index(None, "user_id"),
        Index(None, "visitor_id"),
        Index("uq_carts_one_active", "user_id", unique=True, postgresql_where=text("status = 'active'")),
        Index("ix_carts_idle", "updated_at", postgresql_where=text("status = 'active'")),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id"))
    token_hash: Mapped[str | None] = mapped_column(Text)
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(Text, server_default="active")
    channel: Mapped[str] = mapped_column(Text, server_default="web")
    currency: Mapped[str] = mapped_column(CHAR(3))
    email: Mapped[str | None] = mapped_column(CITEXT)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    shipping_method: Mapped[str | None] = mapped_column(Text)
    promotion_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    quote: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    completing_at: Mapped[datetime | None] = mapped_column(Timestamp)
    version: Mapped[int] = mapped_column(server_default="1")


class CartItem(Identified, Base):
    """A line. `unit_price` is what the shopper last saw: checkout compares it. `outfit_id` when a look put it there."""

    __tablename__ = "cart_items"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        between("quantity", 1, 99),
        not_negative("unit_price"),
        Index(None, "variant_id"),
        Index(None, "outfit_id"),
    )

    cart_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.carts.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.product_variants.id", ondelete="CASCADE"))
    # use_alter: a flush then sorts tables without looking for `outfits`, which commerce alone has not imported.
    outfit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("voguevault.outfits.id", ondelete="SET NULL", use_alter=True)
    )
    quantity: Mapped[int] = mapped_column(server_default="1")
    unit_price: Mapped[int] = mapped_column(BigInteger)


class Order(Identified, Base):
    """A purchase. Once placed its number, lines and money never change (a trigger refuses it); its states do."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("cart_id"),
        UniqueConstraint("invoice_number"),
        one_of("status", ("pending", "placed", "completed", "cancelled")),
        one_of("payment_status", ("unpaid", "authorised", "paid", "partially_refunded", "refunded", "failed")),
        one_of("fulfilment_status", ("unfulfilled", "partially_fulfilled", "fulfilled", "returned")),
        one_of("channel", CHANNELS),
        matches("currency", CURRENCY),
        rule("invoice_number", "invoice_number >= 1"),
        not_negative("items_total"),
        not_negative("discount_total"),
        not_negative("shipping_total"),
        not_negative("tax_total"),
        not_negative("total"),
        rule("total_adds_up", "total = items_total - discount_total + shipping_total + tax_total"),
        json_object("shipping_address"),
        json_object("billing_address"),
        json_array("adjustments"),
        rule("placed", "status NOT IN ('placed', 'completed') OR placed_at IS NOT NULL"),
        rule("cancelled", "(status = 'cancelled') = (cancelled_at IS NOT NULL)"),
        Index(None, "user_id", "created_at"),
        Index(None, "status", "created_at"),
    )

    number: Mapped[str] = mapped_column(Text)
    cart_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.carts.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id"))
    locale: Mapped[str | None] = mapped_column(Text)
    """The language in which it was bought: of its invoice, and of a guest's mails."""
    invoice_number: Mapped[int | None] = mapped_column(BigInteger)
    """Counted up from 1 without a gap, in the order in which orders are placed."""
    email: Mapped[str] = mapped_column(CITEXT)
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    payment_status: Mapped[str] = mapped_column(Text, server_default="unpaid")
    fulfilment_status: Mapped[str] = mapped_column(Text, server_default="unfulfilled")
    channel: Mapped[str] = mapped_column(Text, server_default="web")
    currency: Mapped[str] = mapped_column(CHAR(3))
    items_total: Mapped[int] = mapped_column(BigInteger)
    discount_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    shipping_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    tax_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    total: Mapped[int] = mapped_column(BigInteger)
    adjustments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=_EMPTY_LIST)
    """Discount, shipping and tax lines as they were charged."""
    shipping_address: Mapped[dict[str, Any]] = mapped_column(JSONB)
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    placed_at: Mapped[datetime | None] = mapped_column(Timestamp)
    completed_at: Mapped[datetime | None] = mapped_column(Timestamp)
    cancelled_at: Mapped[datetime | None] = mapped_column(Timestamp)
    cancel_reason: Mapped[str | None] = mapped_column(Text)


class OrderItem(Identified, Base):
    """A line as it was sold, and how many of it were fulfilled, cancelled, returned and refunded."""

    __tablename__ = "order_items"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        rule("position", "position >= 1"),
        between("quantity", 1, 99),
        not_negative("unit_price"),
        not_negative("discount_total"),
        not_negative("tax_total"),
        rule("total_adds_up", "total = unit_price * quantity - discount_total + tax_total"),
        rule("fulfilled", "fulfilled >= 0 AND cancelled >= 0 AND fulfilled + cancelled <= quantity"),
        rule("returned", "returned BETWEEN 0 AND fulfilled"),
        rule("refunded", "refunded BETWEEN 0 AND quantity"),
        rule("refunded_total", "refunded_total BETWEEN 0 AND total"),
        Index(None, "product_id"),
        Index(None, "variant_id"),
        Index(None, "outfit_id"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.orders.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.products.id", ondelete="SET NULL"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.product_variants.id", ondelete="SET NULL"))
    outfit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("voguevault.outfits.id", ondelete="SET NULL", use_alter=True)
    )
    sku: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text, server_default="")
    colour: Mapped[str] = mapped_column(Text)
    size: Mapped[str | None] = mapped_column(Text)
    image_url: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    discount_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    tax_total: Mapped[int] = mapped_column(BigInteger, server_default="0")
    total: Mapped[int] = mapped_column(BigInteger)
    fulfilled: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    returned: Mapped[int] = mapped_column(server_default="0")
    refunded: Mapped[int] = mapped_column(server_default="0")
    refunded_total: Mapped[int] = mapped_column(BigInteger, server_default="0")


class Payment(Identified, Base):
    """One charge, or one refund of it (`parent_id`). The row is committed before the provider is called."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("provider_id"),
        UniqueConstraint("idempotency_key"),
        one_of("kind", ("charge", "refund")),
        one_of("status", ("pending", "requires_action", "authorised", "succeeded", "failed", "cancelled")),
        rule("refund_of_charge", "(kind = 'refund') = (parent_id IS NOT NULL)"),
        matches("currency", CURRENCY),
        rule("amount", "amount > 0"),
        rule("captured", "captured_amount BETWEEN 0 AND amount"),
        rule("refunded", "refunded_amount BETWEEN 0 AND captured_amount"),
        rule("refund_captures_nothing", "kind = 'charge' OR captured_amount = 0"),
        json_object("details"),
        Index(None, "order_id"),
        Index(None, "parent_id"),
        Index(
            "uq_payments_one_successful_charge",
            "order_id",
            unique=True,
            postgresql_where=text("kind = 'charge' AND status = 'succeeded'"),
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.orders.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.payments.id"))
    kind: Mapped[str] = mapped_column(Text, server_default="charge")
    provider: Mapped[str] = mapped_column(Text)
    provider_id: Mapped[str | None] = mapped_column(Text)
    idempotency_key: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    captured_amount: Mapped[int] = mapped_column(BigInteger, server_default="0")
    refunded_amount: Mapped[int] = mapped_column(BigInteger, server_default="0")
    error_code: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
