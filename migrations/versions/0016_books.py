"""Invoices counted without gaps, the language in which an order was bought, and a guest's carts by their visitor."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
TERMS = (
    "number", "cart_id", "currency", "items_total", "discount_total", "shipping_total", "tax_total", "total",
    "adjustments", "placed_at",
)  # fmt: skip

# What was placed before is numbered as it was placed.
NUMBERED = """
UPDATE voguevault.orders AS o SET invoice_number = p.place
FROM (
    SELECT id, row_number() OVER (ORDER BY placed_at, id) AS place FROM voguevault.orders WHERE placed_at IS NOT NULL
) AS p
WHERE p.id = o.id
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("orders", sa.Column("locale", sa.Text(), nullable=True), schema=SCHEMA)
    op.add_column("orders", sa.Column("invoice_number", sa.BigInteger(), nullable=True), schema=SCHEMA)
    op.execute(NUMBERED)
    op.create_unique_constraint("uq_orders_invoice_number", "orders", ["invoice_number"], schema=SCHEMA)
    op.create_check_constraint(op.f("ck_orders_invoice_number"), "orders", "invoice_number >= 1", schema=SCHEMA)
    # A guest's order is opened by a token that is an HMAC over its id; nothing was ever kept of it.
    op.drop_constraint("uq_orders_token_hash", "orders", schema=SCHEMA)
    op.drop_column("orders", "token_hash", schema=SCHEMA)
    _fix((*TERMS, "invoice_number"))
    op.create_index("ix_carts_visitor_id", "carts", ["visitor_id"], unique=False, schema=SCHEMA)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_carts_visitor_id", table_name="carts", schema=SCHEMA)
    _fix(TERMS)
    op.add_column("orders", sa.Column("token_hash", sa.Text(), nullable=True), schema=SCHEMA)
    op.create_check_constraint(op.f("ck_orders_token_hash"), "orders", "token_hash ~ '^[0-9a-f]{64}$'", schema=SCHEMA)
    op.create_unique_constraint("uq_orders_token_hash", "orders", ["token_hash"], schema=SCHEMA)
    op.drop_constraint("uq_orders_invoice_number", "orders", schema=SCHEMA)
    op.drop_column("orders", "invoice_number", schema=SCHEMA)
    op.drop_column("orders", "locale", schema=SCHEMA)


def _fix(terms: tuple[str, ...]) -> None:
    op.execute("DROP TRIGGER terms_fixed ON voguevault.orders")
    arguments = ", ".join(f"'{column}'" for column in terms)
    op.execute(
        "CREATE TRIGGER terms_fixed BEFORE UPDATE ON voguevault.orders FOR EACH ROW "
        f"WHEN (OLD.placed_at IS NOT NULL) EXECUTE FUNCTION voguevault.refuse_change_of({arguments})"
    )
