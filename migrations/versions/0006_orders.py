"""Orders, payments and the stock that carts and orders hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("email", pg.CITEXT(), nullable=False),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("payment_status", sa.Text(), server_default="unpaid", nullable=False),
        sa.Column("fulfilment_status", sa.Text(), server_default="unfulfilled", nullable=False),
        sa.Column("channel", sa.Text(), server_default="web", nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("items_total", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shipping_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("adjustments", pg.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("shipping_address", pg.JSONB(), nullable=False),
        sa.Column("billing_address", pg.JSONB(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_orders_cancelled")),
        sa.CheckConstraint("channel IN ('web', 'aurora', 'agent')", name=op.f("ck_orders_channel")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_orders_currency")),
        sa.CheckConstraint(
            "fulfilment_status IN ('unfulfilled', 'partially_fulfilled', 'fulfilled', 'returned')",
            name=op.f("ck_orders_fulfilment_status"),
        ),
        sa.CheckConstraint("jsonb_typeof(adjustments) = 'array'", name=op.f("ck_orders_adjustments")),
        sa.CheckConstraint("jsonb_typeof(billing_address) = 'object'", name=op.f("ck_orders_billing_address")),
        sa.CheckConstraint("jsonb_typeof(shipping_address) = 'object'", name=op.f("ck_orders_shipping_address")),
        sa.CheckConstraint(
            "payment_status IN ('unpaid', 'authorised', 'paid', 'partially_refunded', 'refunded', 'failed')",
            name=op.f("ck_orders_payment_status"),
        ),
        sa.CheckConstraint("status IN ('pending', 'placed', 'completed', 'cancelled')", name=op.f("ck_orders_status")),
        sa.CheckConstraint(
            "status NOT IN ('placed', 'completed') OR placed_at IS NOT NULL", name=op.f("ck_orders_placed")
        ),
        sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_orders_token_hash")),
        sa.CheckConstraint("discount_total >= 0", name=op.f("ck_orders_discount_total")),
        sa.CheckConstraint("items_total >= 0", name=op.f("ck_orders_items_total")),
        sa.CheckConstraint("shipping_total >= 0", name=op.f("ck_orders_shipping_total")),
        sa.CheckConstraint("tax_total >= 0", name=op.f("ck_orders_tax_total")),
        sa.CheckConstraint(
            "total = items_total - discount_total + shipping_total + tax_total", name=op.f("ck_orders_total_adds_up")
        ),
        sa.CheckConstraint("total >= 0", name=op.f("ck_orders_total")),
        sa.ForeignKeyConstraint(["cart_id"], ["voguevault.carts.id"], name=op.f("fk_orders_cart_id_carts")),
        sa.ForeignKeyConstraint(["user_id"], ["voguevault.users.id"], name=op.f("fk_orders_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_orders_cart_id")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_orders_token_hash")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_orders_status_created_at"), "orders", ["status", "created_at"], unique=False, schema=SCHEMA
    )
    op.create_index(
        op.f("ix_orders_user_id_created_at"), "orders", ["user_id", "created_at"], unique=False, schema=SCHEMA
    )
    op.create_table(
        "order_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("outfit_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tax_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("fulfilled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cancelled", sa.Integer(), server_default="0", nullable=False),
        sa.Column("returned", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded_total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("discount_total >= 0", name=op.f("ck_order_items_discount_total")),
        sa.CheckConstraint(
            "fulfilled >= 0 AND cancelled >= 0 AND fulfilled + cancelled <= quantity",
            name=op.f("ck_order_items_fulfilled"),
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_order_items_position")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_order_items_quantity")),
        sa.CheckConstraint("refunded BETWEEN 0 AND quantity", name=op.f("ck_order_items_refunded")),
        sa.CheckConstraint("refunded_total BETWEEN 0 AND total", name=op.f("ck_order_items_refunded_total")),
        sa.CheckConstraint("returned BETWEEN 0 AND fulfilled", name=op.f("ck_order_items_returned")),
        sa.CheckConstraint("tax_total >= 0", name=op.f("ck_order_items_tax_total")),
        sa.CheckConstraint(
            "total = unit_price * quantity - discount_total + tax_total", name=op.f("ck_order_items_total_adds_up")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_items_unit_price")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["voguevault.orders.id"], name=op.f("fk_order_items_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outfit_id"],
            ["voguevault.outfits.id"],
            name=op.f("fk_order_items_outfit_id_outfits"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["voguevault.products.id"],
            name=op.f("fk_order_items_product_id_products"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["voguevault.product_variants.id"],
            name=op.f("fk_order_items_variant_id_product_variants"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_items")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_items_order_id_position")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_order_items_outfit_id"), "order_items", ["outfit_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_order_items_product_id"), "order_items", ["product_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_order_items_variant_id"), "order_items", ["variant_id"], unique=False, schema=SCHEMA)
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="charge", nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("captured_amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_amount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("details", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'refund') = (parent_id IS NOT NULL)", name=op.f("ck_payments_refund_of_charge")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_payments_currency")),
        sa.CheckConstraint("jsonb_typeof(details) = 'object'", name=op.f("ck_payments_details")),
        sa.CheckConstraint("kind = 'charge' OR captured_amount = 0", name=op.f("ck_payments_refund_captures_nothing")),
        sa.CheckConstraint("kind IN ('charge', 'refund')", name=op.f("ck_payments_kind")),
        sa.CheckConstraint(
            "status IN ('pending', 'requires_action', 'authorised', 'succeeded', 'failed', 'cancelled')",
            name=op.f("ck_payments_status"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint("captured_amount BETWEEN 0 AND amount", name=op.f("ck_payments_captured")),
        sa.CheckConstraint("refunded_amount BETWEEN 0 AND captured_amount", name=op.f("ck_payments_refunded")),
        sa.ForeignKeyConstraint(["order_id"], ["voguevault.orders.id"], name=op.f("fk_payments_order_id_orders")),
        sa.ForeignKeyConstraint(["parent_id"], ["voguevault.payments.id"], name=op.f("fk_payments_parent_id_payments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_payments_idempotency_key")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_payments_provider_id")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_payments_order_id"), "payments", ["order_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_payments_parent_id"), "payments", ["parent_id"], unique=False, schema=SCHEMA)
    op.create_index(
        "uq_payments_one_successful_charge",
        "payments",
        ["order_id"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("kind = 'charge' AND status = 'succeeded'"),
    )
    op.create_table(
        "stock_reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), server_default="main", nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="held", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status <> 'held' OR expires_at IS NOT NULL", name=op.f("ck_stock_reservations_held_expires")
        ),
        sa.CheckConstraint(
            "status IN ('held', 'committed', 'released', 'consumed')", name=op.f("ck_stock_reservations_status")
        ),
        sa.CheckConstraint(
            "status NOT IN ('committed', 'consumed') OR order_id IS NOT NULL",
            name=op.f("ck_stock_reservations_order_of_allocation"),
        ),
        sa.CheckConstraint("num_nonnulls(cart_id, order_id) >= 1", name=op.f("ck_stock_reservations_purpose")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_reservations_quantity")),
        sa.ForeignKeyConstraint(["cart_id"], ["voguevault.carts.id"], name=op.f("fk_stock_reservations_cart_id_carts")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["voguevault.orders.id"], name=op.f("fk_stock_reservations_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id", "location"],
            ["voguevault.stock_levels.variant_id", "voguevault.stock_levels.location"],
            name=op.f("fk_stock_reservations_variant_id_location_stock_levels"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_reservations")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_stock_reservations_cart_id"), "stock_reservations", ["cart_id"], unique=False, schema=SCHEMA
    )
    op.create_index(
        "ix_stock_reservations_expiring",
        "stock_reservations",
        ["expires_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index(
        op.f("ix_stock_reservations_order_id"), "stock_reservations", ["order_id"], unique=False, schema=SCHEMA
    )
    op.create_index(
        op.f("ix_stock_reservations_variant_id_location"),
        "stock_reservations",
        ["variant_id", "location"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_index(
        "uq_stock_reservations_held",
        "stock_reservations",
        ["cart_id", "variant_id", "location"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("status = 'held'"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("stock_reservations", schema=SCHEMA)
    op.drop_table("payments", schema=SCHEMA)
    op.drop_table("order_items", schema=SCHEMA)
    op.drop_table("orders", schema=SCHEMA)
