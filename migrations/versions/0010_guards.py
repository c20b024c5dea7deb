"""Triggers: the clock of updated_at, an audit log that only grows, purchases whose terms stay as they were."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STAMPED = (
    "users", "auth_tokens", "webhook_events", "idempotency_keys", "products", "product_variants", "stock_levels",
    "product_assets", "style_profiles", "wardrobe_items", "conversations", "turns", "outfits", "outfit_items",
    "promotions", "carts", "cart_items", "orders", "order_items", "payments", "stock_reservations",
    "product_embeddings", "interactions",
)  # fmt: skip

APPEND_ONLY = """
CREATE FUNCTION voguevault.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION '%.%: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END $$
"""

FIXED = """
CREATE FUNCTION voguevault.refuse_change_of() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    fixed text;
BEGIN
    FOREACH fixed IN ARRAY TG_ARGV LOOP
        IF was -> fixed IS DISTINCT FROM becomes -> fixed THEN
            RAISE EXCEPTION '%.%: a change of % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, fixed
                USING ERRCODE = 'restrict_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                    COLUMN = fixed, CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""

# What may change later: states, counters, and what an erasure request blanks (e-mail, addresses, links to products).
ORDER_TERMS = (
    "number", "cart_id", "currency", "items_total", "discount_total", "shipping_total", "tax_total", "total",
    "adjustments", "placed_at",
)  # fmt: skip
ITEM_TERMS = (
    "order_id", "position", "sku", "title", "brand", "colour", "size", "quantity", "unit_price", "discount_total",
    "tax_total", "total",
)  # fmt: skip
PAYMENT_TERMS = ("order_id", "parent_id", "kind", "provider", "idempotency_key", "amount", "currency")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in STAMPED:
        op.execute(
            f"CREATE TRIGGER touch_updated_at BEFORE UPDATE ON voguevault.{table} "
            "FOR EACH ROW EXECUTE FUNCTION voguevault.touch_updated_at()"
        )
    for function in (APPEND_ONLY, FIXED):
        op.get_bind().exec_driver_sql(function)
    _refuse("append_only", "audit_log", "BEFORE UPDATE OR DELETE", "ROW")
    _refuse("append_only_truncate", "audit_log", "BEFORE TRUNCATE", "STATEMENT")
    op.execute(
        "CREATE TRIGGER placed_stays BEFORE DELETE ON voguevault.orders "
        "FOR EACH ROW WHEN (OLD.placed_at IS NOT NULL) EXECUTE FUNCTION voguevault.refuse()"
    )
    _fix("terms_fixed", "orders", ORDER_TERMS, "WHEN (OLD.placed_at IS NOT NULL)")
    _fix("terms_fixed", "order_items", ITEM_TERMS)
    _fix("terms_fixed", "payments", PAYMENT_TERMS)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("orders", "order_items", "payments"):
        op.execute(f"DROP TRIGGER terms_fixed ON voguevault.{table}")
    op.execute("DROP TRIGGER placed_stays ON voguevault.orders")
    op.execute("DROP TRIGGER append_only_truncate ON voguevault.audit_log")
    op.execute("DROP TRIGGER append_only ON voguevault.audit_log")
    op.execute("DROP FUNCTION voguevault.refuse_change_of")
    op.execute("DROP FUNCTION voguevault.refuse")
    for table in STAMPED:
        op.execute(f"DROP TRIGGER touch_updated_at ON voguevault.{table}")


def _refuse(name: str, table: str, when: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON voguevault.{table} FOR EACH {each} EXECUTE FUNCTION voguevault.refuse()"
    )
    # ALWAYS: not even a session with session_replication_role = replica gets past it.
    op.execute(f"ALTER TABLE voguevault.{table} ENABLE ALWAYS TRIGGER {name}")


def _fix(name: str, table: str, columns: tuple[str, ...], when: str = "") -> None:
    arguments = ", ".join(f"'{column}'" for column in columns)
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON voguevault.{table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION voguevault.refuse_change_of({arguments})"
    )
