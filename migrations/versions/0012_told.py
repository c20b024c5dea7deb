"""What a search asks of a product, kept beside its vector: facts that limit and rank, and when they were told."""

from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
# The search row's column → what it is of the product's row.
TOLD: dict[str, tuple[str, Any]] = {
    "active": ("p.status = 'active'", sa.Boolean()),
    "told_at": ("p.updated_at", sa.DateTime(timezone=True)),
    "category": ("p.category", sa.Text()),
    "brand": ("p.brand", sa.Text()),
    "pattern": ("p.pattern", sa.Text()),
    "fit": ("p.fit", sa.Text()),
    "heel": ("p.heel", sa.Text()),
    "waterproof": ("p.waterproof", sa.Boolean()),
    "coverage": ("p.coverage", sa.Double()),
    "formality": ("p.formality", sa.Double()),
    "popularity": ("p.popularity", sa.Double()),
    "materials": ("p.materials", pg.ARRAY(sa.Text())),
    "all_colours": ("p.colours", pg.ARRAY(sa.Text())),
    "occasions": ("p.occasions", pg.ARRAY(sa.Text())),
    "seasons": ("p.seasons", pg.ARRAY(sa.Text())),
    "words": ("p.search", pg.TSVECTOR()),
}
_COLUMNS, _FACTS = ", ".join(TOLD), ", ".join(fact for fact, _ in TOLD.values())
_EACH = ", ".join(f"e.{name}" for name in TOLD)

# FOR SHARE waits for whoever changes this product or its stock; the next statement sees what they committed.
EMBEDDING_ADDED = f"""
CREATE OR REPLACE FUNCTION voguevault.embedding_added() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM voguevault.products WHERE id = NEW.product_id FOR SHARE;
    SELECT n.min_price, n.max_price, n.sizes, n.colours, n.offers
    INTO NEW.min_price, NEW.max_price, NEW.sizes, NEW.colours, NEW.offers
    FROM voguevault.on_offer(NEW.product_id) AS n;
    SELECT {_FACTS}
    INTO {", ".join(f"NEW.{name}" for name in TOLD)}
    FROM voguevault.products AS p WHERE p.id = NEW.product_id;
    NEW.in_stock := NEW.min_price IS NOT NULL;
    RETURN NEW;
END $$
"""  # noqa: S608 - names of this file only

# Of any change, since what a server keeps decoded of a product is true while the times of its row are the same.
PRODUCTS_CHANGED = f"""
CREATE FUNCTION voguevault.products_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE voguevault.product_embeddings AS e SET ({_COLUMNS}) = ROW ({_FACTS})
    FROM changed AS p
    WHERE e.product_id = p.id AND e.slot = p.slot AND e.department = p.department
        AND ({_EACH}) IS DISTINCT FROM ({_FACTS});
    RETURN NULL;
END $$
"""  # noqa: S608 - names of this file only

TRIGGER = """
CREATE TRIGGER products_updated AFTER UPDATE ON voguevault.products REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION voguevault.products_changed()
"""

FILL = f"""
UPDATE voguevault.product_embeddings AS e SET ({_COLUMNS}) = ROW ({_FACTS})
FROM voguevault.products AS p WHERE p.id = e.product_id
"""  # noqa: S608 - names of this file only


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Without the vector index while every row is rewritten: it would take each one in anew, at milliseconds a row.
    op.drop_index("ix_product_embeddings_hnsw", table_name="product_embeddings", schema=SCHEMA)
    for name, (_, kind) in TOLD.items():
        op.add_column("product_embeddings", sa.Column(name, kind, nullable=True), schema=SCHEMA)
    # In the row whatever else is long in it: its distance is computed for every row that a search brings.
    op.execute("ALTER TABLE voguevault.product_embeddings ALTER COLUMN embedding SET STORAGE PLAIN")
    for function in (EMBEDDING_ADDED, PRODUCTS_CHANGED, FILL, TRIGGER):
        op.get_bind().exec_driver_sql(function)
    op.create_index(
        "ix_product_embeddings_hnsw",
        "product_embeddings",
        ["embedding"],
        unique=False,
        schema=SCHEMA,
        postgresql_using="hnsw",
        postgresql_with={"m": 16, "ef_construction": 300},
        postgresql_ops={"embedding": "halfvec_cosine_ops"},
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TRIGGER products_updated ON voguevault.products")
    op.execute("DROP FUNCTION voguevault.products_changed")
    before = import_module("migrations.versions.0011_offers")
    op.get_bind().exec_driver_sql(before.EMBEDDING_ADDED)
    op.execute("ALTER TABLE voguevault.product_embeddings ALTER COLUMN embedding SET STORAGE EXTERNAL")
    for name in reversed(TOLD):
        op.drop_column("product_embeddings", name, schema=SCHEMA)
