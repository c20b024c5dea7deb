"""Promotions and carts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", pg.CITEXT(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("percent_off", sa.Integer(), nullable=True),
        sa.Column("amount_off", sa.BigInteger(), nullable=True),
        sa.Column("minimum_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("conditions", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("usage_limit", sa.Integer(), nullable=True),
        sa.Column("used_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("limit_per_customer", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'fixed_amount') = (amount_off IS NOT NULL)", name=op.f("ck_promotions_amount_off")),
        sa.CheckConstraint("(kind = 'percentage') = (percent_off IS NOT NULL)", name=op.f("ck_promotions_percent_off")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_promotions_currency")),
        sa.CheckConstraint("jsonb_typeof(conditions) = 'object'", name=op.f("ck_promotions_conditions")),
        sa.CheckConstraint("kind IN ('percentage', 'fixed_amount', 'free_shipping')", name=op.f("ck_promotions_kind")),
        sa.CheckConstraint("status IN ('draft', 'active', 'disabled')", name=op.f("ck_promotions_status")),
        sa.CheckConstraint("amount_off > 0", name=op.f("ck_promotions_amount_off_range")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_promotions_ends_after_start")),
        sa.CheckConstraint("limit_per_customer >= 1", name=op.f("ck_promotions_limit_per_customer")),
        sa.CheckConstraint("minimum_amount >= 0", name=op.f("ck_promotions_minimum_amount")),
        sa.CheckConstraint(
            "num_nonnulls(amount_off, minimum_amount) = 0 OR currency IS NOT NULL",
            name=op.f("ck_promotions_currency_of_amounts"),
        ),
        sa.CheckConstraint("percent_off > 0 AND percent_off <= 100", name=op.f("ck_promotions_percent_off_range")),
        sa.CheckConstraint("usage_limit >= 0", name=op.f("ck_promotions_usage_limit")),
        sa.CheckConstraint("used_count <= usage_limit", name=op.f("ck_promotions_used_within_limit")),
        sa.CheckConstraint("used_count >= 0", name=op.f("ck_promotions_used_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("code", name=op.f("uq_promotions_code")),
        schema=SCHEMA,
    )
    op.create_table(
        "carts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("channel", sa.Text(), server_default="web", nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("email", pg.CITEXT(), nullable=True),
        sa.Column("shipping_address", pg.JSONB(), nullable=True),
        sa.Column("billing_address", pg.JSONB(), nullable=True),
        sa.Column("shipping_method", sa.Text(), nullable=True),
        sa.Column("promotion_codes", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("quote", pg.JSONB(), nullable=True),
        sa.Column("completing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("channel IN ('web', 'aurora', 'agent')", name=op.f("ck_carts_channel")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_carts_currency")),
        sa.CheckConstraint("jsonb_typeof(billing_address) = 'object'", name=op.f("ck_carts_billing_address")),
        sa.CheckConstraint("jsonb_typeof(quote) = 'object'", name=op.f("ck_carts_quote")),
        sa.CheckConstraint("jsonb_typeof(shipping_address) = 'object'", name=op.f("ck_carts_shipping_address")),
        sa.CheckConstraint("status IN ('active', 'completed', 'abandoned', 'merged')", name=op.f("ck_carts_status")),
        sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_carts_token_hash")),
        sa.CheckConstraint("num_nonnulls(user_id, token_hash) = 1", name=op.f("ck_carts_one_owner")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_carts_version")),
        sa.ForeignKeyConstraint(["user_id"], ["voguevault.users.id"], name=op.f("fk_carts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_carts_token_hash")),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_carts_idle",
        "carts",
        ["updated_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(op.f("ix_carts_user_id"), "carts", ["user_id"], unique=False, schema=SCHEMA)
    op.create_index(
        "uq_carts_one_active",
        "carts",
        ["user_id"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "cart_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("outfit_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_cart_items_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_cart_items_unit_price")),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["voguevault.carts.id"], name=op.f("fk_cart_items_cart_id_carts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["outfit_id"],
            ["voguevault.outfits.id"],
            name=op.f("fk_cart_items_outfit_id_outfits"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["voguevault.product_variants.id"],
            name=op.f("fk_cart_items_variant_id_product_variants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_items")),
        sa.UniqueConstraint("cart_id", "variant_id", name=op.f("uq_cart_items_cart_id_variant_id")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_cart_items_outfit_id"), "cart_items", ["outfit_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_cart_items_variant_id"), "cart_items", ["variant_id"], unique=False, schema=SCHEMA)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("cart_items", schema=SCHEMA)
    op.drop_table("carts", schema=SCHEMA)
    op.drop_table("promotions", schema=SCHEMA)
