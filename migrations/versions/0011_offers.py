"""What is on offer of a product, kept beside its vector: what search filters by and what a turn reads of variants."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
_NONE = sa.text("'{}'::text[]")

# One row, of nulls and empty arrays where nothing is in stock. A variant without a size stands as ''. Of four units and
# more it says four: "the last two" is told, "the last forty" is not, and what is plenty may be reserved without a lock
# on its product.
ON_OFFER = """
CREATE FUNCTION voguevault.on_offer(product uuid, OUT min_price bigint, OUT max_price bigint,
    OUT sizes text[], OUT colours text[], OUT offers text)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT min(v.price), max(v.price),
        coalesce(array_agg(DISTINCT coalesce(upper(v.size), '')), '{}'),
        coalesce(array_agg(DISTINCT v.colour), '{}'),
        json_agg(json_build_array(v.id, v.sku, v.colour, v.colour_hex, v.size, v.price, s.units)
            ORDER BY v.price, s.units DESC, v.id)::text
    FROM voguevault.product_variants AS v
    CROSS JOIN LATERAL (
        SELECT least(sum(l.on_hand - l.reserved), 4) AS units
        FROM voguevault.stock_levels AS l WHERE l.variant_id = v.id
    ) AS s
    WHERE v.product_id = product AND s.units > 0
$$
"""

REFRESH = """
CREATE OR REPLACE FUNCTION voguevault.refresh_availability(product_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = ANY (product_ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE voguevault.product_embeddings AS e
    SET min_price = n.min_price, max_price = n.max_price, sizes = n.sizes, colours = n.colours, offers = n.offers,
        in_stock = n.min_price IS NOT NULL
    FROM voguevault.products AS p CROSS JOIN LATERAL voguevault.on_offer(p.id) AS n
    WHERE p.id = ANY (product_ids) AND e.product_id = p.id AND e.slot = p.slot AND e.department = p.department
        AND e.offers IS DISTINCT FROM n.offers;
END $$
"""

STOCK_CHANGED = """
CREATE OR REPLACE FUNCTION voguevault.stock_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    variant_ids uuid[];
    product_ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(variant) INTO variant_ids
        FROM before AS b FULL JOIN changed AS c USING (id)
            CROSS JOIN unnest(ARRAY[b.variant_id, c.variant_id]) AS variant
        WHERE b.variant_id IS DISTINCT FROM c.variant_id
            OR least(b.on_hand - b.reserved, 4) IS DISTINCT FROM least(c.on_hand - c.reserved, 4);
    ELSE
        SELECT array_agg(variant_id) INTO variant_ids FROM changed WHERE on_hand > reserved;
    END IF;
    IF variant_ids IS NOT NULL THEN
        SELECT array_agg(DISTINCT product_id) INTO product_ids
        FROM voguevault.product_variants WHERE id = ANY (variant_ids);
        PERFORM voguevault.refresh_availability(product_ids);
    END IF;
    RETURN NULL;
END $$
"""

# What `on_offer` tells of a variant; its stock has the other trigger.
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
        WHERE (b.product_id, b.sku, b.colour, b.colour_hex, b.size, b.price)
            IS DISTINCT FROM (c.product_id, c.sku, c.colour, c.colour_hex, c.size, c.price);
    ELSE
        SELECT array_agg(DISTINCT product_id) INTO product_ids FROM changed;
    END IF;
    IF product_ids IS NOT NULL THEN
        PERFORM voguevault.refresh_availability(product_ids);
    END IF;
    RETURN NULL;
END $$
"""

EMBEDDING_ADDED = """
CREATE OR REPLACE FUNCTION voguevault.embedding_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = NEW.product_id FOR SHARE;
    SELECT n.min_price, n.max_price, n.sizes, n.colours, n.offers
    INTO NEW.min_price, NEW.max_price, NEW.sizes, NEW.colours, NEW.offers
    FROM voguevault.on_offer(NEW.product_id) AS n;
    NEW.in_stock := NEW.min_price IS NOT NULL;
    RETURN NEW;
END $$
"""

FILL = """
UPDATE voguevault.product_embeddings AS e
SET min_price = n.min_price, max_price = n.max_price, sizes = n.sizes, colours = n.colours, offers = n.offers,
    in_stock = n.min_price IS NOT NULL
FROM voguevault.products AS p CROSS JOIN LATERAL voguevault.on_offer(p.id) AS n
WHERE e.product_id = p.id
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Without the vector index while every row is rewritten: it would take each one in anew, at milliseconds a row.
    op.drop_index("ix_product_embeddings_hnsw", table_name="product_embeddings", schema=SCHEMA)
    op.add_column("product_embeddings", sa.Column("max_price", sa.BigInteger(), nullable=True), schema=SCHEMA)
    for name in ("sizes", "colours"):
        column: sa.Column[list[str]] = sa.Column(name, pg.ARRAY(sa.Text()), server_default=_NONE, nullable=False)
        op.add_column("product_embeddings", column, schema=SCHEMA)
    op.add_column("product_embeddings", sa.Column("offers", sa.Text(), nullable=True), schema=SCHEMA)
    # Beside the row, not compressed into it: seven rows a page instead of four, so that a new version of one finds room
    # on its page and needs no new entry in the vector index.
    op.execute("ALTER TABLE voguevault.product_embeddings ALTER COLUMN offers SET STORAGE EXTERNAL")
    for function in (ON_OFFER, REFRESH, STOCK_CHANGED, VARIANTS_CHANGED, EMBEDDING_ADDED):
        op.get_bind().exec_driver_sql(function)
    op.get_bind().exec_driver_sql(FILL)
    _create_index(ef_construction=300)
    op.execute("DROP FUNCTION voguevault.cheapest_in_stock")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    before = import_module("migrations.versions.0009_availability")
    op.get_bind().exec_driver_sql(before.CHEAPEST)
    for function in (before.REFRESH, before.STOCK_CHANGED, before.VARIANTS_CHANGED, before.EMBEDDING_ADDED):
        op.get_bind().exec_driver_sql(function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.drop_index("ix_product_embeddings_hnsw", table_name="product_embeddings", schema=SCHEMA)
    op.execute("DROP FUNCTION voguevault.on_offer")
    for name in ("offers", "colours", "sizes", "max_price"):
        op.drop_column("product_embeddings", name, schema=SCHEMA)
    _create_index(ef_construction=100)


def _create_index(*, ef_construction: int) -> None:
    op.create_index(
        "ix_product_embeddings_hnsw",
        "product_embeddings",
        ["embedding"],
        unique=False,
        schema=SCHEMA,
        postgresql_using="hnsw",
        postgresql_with={"m": 16, "ef_construction": ef_construction},
        postgresql_ops={"embedding": "halfvec_cosine_ops"},
    )
