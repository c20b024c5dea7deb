"""What of a product is on offer, beside the product; every change of a price, and the lowest of the last 30 days."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
_NONE = sa.text("'{}'::text[]")

# The cheapest variant in stock says the currency too. A variant without a size is none of the sizes.
SHELF = """
CREATE FUNCTION voguevault.shelf_of(product uuid, OUT price bigint, OUT currency text, OUT sizes text[],
    OUT colours text[])
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT (array_agg(v.price ORDER BY v.price, v.id))[1], (array_agg(v.currency ORDER BY v.price, v.id))[1],
        coalesce(array_agg(DISTINCT upper(v.size)) FILTER (WHERE v.size IS NOT NULL), '{}'),
        coalesce(array_agg(DISTINCT v.colour), '{}')
    FROM voguevault.product_variants AS v
    WHERE v.product_id = product AND EXISTS (
        SELECT FROM voguevault.stock_levels AS l WHERE l.variant_id = v.id AND l.on_hand > l.reserved
    )
$$
"""

_SET = """
    SET offer_price = n.price, offer_currency = n.currency, offer_sizes = n.sizes, offer_colours = n.colours
    FROM voguevault.products AS q CROSS JOIN LATERAL voguevault.shelf_of(q.id) AS n
    WHERE p.id = q.id AND (p.offer_price, p.offer_currency, p.offer_sizes, p.offer_colours)
        IS DISTINCT FROM (n.price, n.currency, n.sizes, n.colours)
"""
FILL = f"UPDATE voguevault.products AS p {_SET}"

REFRESH = """
CREATE OR REPLACE FUNCTION voguevault.refresh_availability(product_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = ANY (product_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE voguevault.products AS p {set} AND q.id = ANY (product_ids);
    UPDATE voguevault.product_embeddings AS e
    SET min_price = n.min_price, max_price = n.max_price, sizes = n.sizes, colours = n.colours, offers = n.offers,
        in_stock = n.min_price IS NOT NULL
    FROM voguevault.products AS p CROSS JOIN LATERAL voguevault.on_offer(p.id) AS n
    WHERE p.id = ANY (product_ids) AND e.product_id = p.id AND e.slot = p.slot AND e.department = p.department
        AND e.offers IS DISTINCT FROM n.offers;
END $$
""".replace("{set}", _SET.strip())

# As in 0011, and of another currency too.
VARIANTS_CHANGED = """
CREATE OR REPLACE FUNCTION voguevault.variants_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    product_ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT product) INTO product_ids
        FROM before AS b FULL JOIN changed AS c USING (id)
            CROSS JOIN unnest(ARRAY[b.product_id, c.product_id]) AS product
        WHERE (b.product_id, b.sku, b.colour, b.colour_hex, b.size, b.price, b.currency)
            IS DISTINCT FROM (c.product_id, c.sku, c.colour, c.colour_hex, c.size, c.price, c.currency);
    ELSE
        SELECT array_agg(DISTINCT product_id) INTO product_ids FROM changed;
    END IF;
    IF product_ids IS NOT NULL THEN
        PERFORM voguevault.refresh_availability(product_ids);
    END IF;
    RETURN NULL;
END $$
"""

# The price in force when the window began is what the first change within it changed from; where there was none, the
# price of today. A further reduction keeps the price before the first one as long as that one is in the window; a price
# raised to that or above ends the reduction. Source: Directive 98/6/EC, article 6a, with its paragraph 5.
LOWEST = """
CREATE FUNCTION voguevault.lowest_before_reduction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.currency <> OLD.currency OR (NEW.price > OLD.price AND NEW.price >= OLD.lowest_price_30d) THEN
        NEW.lowest_price_30d := NULL;
    ELSIF NEW.price < OLD.price THEN
        SELECT least(OLD.price, min(least((diff -> 'price' ->> 0)::bigint, (diff -> 'price' ->> 1)::bigint)))
        INTO NEW.lowest_price_30d
        FROM voguevault.audit_log
        WHERE entity = 'product_variant' AND entity_id = OLD.id AND action = 'price_changed'
            AND created_at >= now() - interval '30 days' AND diff ->> 'currency' = OLD.currency;
    END IF;
    RETURN NEW;
END $$
"""

PRICES_CHANGED = """
CREATE FUNCTION voguevault.prices_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO voguevault.audit_log (id, actor_kind, action, entity, entity_id, diff)
    SELECT gen_random_uuid(), 'system', 'price_changed', 'product_variant', c.id,
        jsonb_build_object('price', jsonb_build_array(b.price, c.price), 'currency', c.currency)
    FROM before AS b JOIN changed AS c USING (id)
    WHERE (b.price, b.currency) IS DISTINCT FROM (c.price, c.currency);
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for column in (
        sa.Column("offer_price", sa.BigInteger(), nullable=True),
        sa.Column("offer_currency", sa.CHAR(length=3), nullable=True),
        sa.Column("offer_sizes", pg.ARRAY(sa.Text()), server_default=_NONE, nullable=False),
        sa.Column("offer_colours", pg.ARRAY(sa.Text()), server_default=_NONE, nullable=False),
    ):
        op.add_column("products", column, schema=SCHEMA)
    for function in (SHELF, REFRESH, VARIANTS_CHANGED, LOWEST, PRICES_CHANGED):
        op.get_bind().exec_driver_sql(function)
    op.get_bind().exec_driver_sql(FILL)
    op.create_check_constraint(
        op.f("ck_products_offer_currency"), "products", "offer_currency ~ '^[A-Z]{3}$'", schema=SCHEMA
    )
    op.create_check_constraint(
        op.f("ck_products_offer"), "products", "(offer_price IS NULL) = (offer_currency IS NULL)", schema=SCHEMA
    )
    op.create_index(op.f("ix_products_updated_at"), "products", ["updated_at"], unique=False, schema=SCHEMA)
    op.execute(
        "CREATE TRIGGER lowest_before_reduction BEFORE UPDATE OF price, currency ON voguevault.product_variants "
        "FOR EACH ROW WHEN ((OLD.price, OLD.currency) IS DISTINCT FROM (NEW.price, NEW.currency)) "
        "EXECUTE FUNCTION voguevault.lowest_before_reduction()"
    )
    op.execute(
        "CREATE TRIGGER prices_changed AFTER UPDATE ON voguevault.product_variants "
        "REFERENCING OLD TABLE AS before NEW TABLE AS changed "
        "FOR EACH STATEMENT EXECUTE FUNCTION voguevault.prices_changed()"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TRIGGER prices_changed ON voguevault.product_variants")
    op.execute("DROP TRIGGER lowest_before_reduction ON voguevault.product_variants")
    before = import_module("migrations.versions.0011_offers")
    for function in (before.REFRESH, before.VARIANTS_CHANGED):
        op.get_bind().exec_driver_sql(function)
    for name in ("prices_changed", "lowest_before_reduction", "shelf_of"):
        op.execute(f"DROP FUNCTION voguevault.{name}")
    op.drop_index(op.f("ix_products_updated_at"), table_name="products", schema=SCHEMA)
    for name in ("offer_colours", "offer_sizes", "offer_currency", "offer_price"):
        op.drop_column("products", name, schema=SCHEMA)
