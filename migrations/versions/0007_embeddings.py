"""Vectors of products, a partition and an HNSW index for each slot and department."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
SLOTS = ("top", "bottom", "dress", "outerwear", "shoes", "bag", "accessory")
DEPARTMENTS = ("women", "men", "unisex", "girls", "boys")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "product_embeddings",
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("embedding", HALFVEC(dim=384), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("min_price", sa.BigInteger(), nullable=True),
        sa.Column("in_stock", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("checksum ~ '^[0-9a-f]{64}$'", name=op.f("ck_product_embeddings_checksum")),
        sa.CheckConstraint("in_stock = (min_price IS NOT NULL)", name=op.f("ck_product_embeddings_min_price_in_stock")),
        sa.ForeignKeyConstraint(
            ["product_id", "slot", "department"],
            ["voguevault.products.id", "voguevault.products.slot", "voguevault.products.department"],
            name=op.f("fk_product_embeddings_product_id_slot_department_products"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slot", "department", "model", "product_id", name=op.f("pk_product_embeddings")),
        schema=SCHEMA,
        postgresql_partition_by="LIST (slot)",
    )
    _create_partitions()
    op.create_index(
        "ix_product_embeddings_hnsw",
        "product_embeddings",
        ["embedding"],
        unique=False,
        schema=SCHEMA,
        postgresql_using="hnsw",
        postgresql_with={"m": 16, "ef_construction": 100},
        postgresql_ops={"embedding": "halfvec_cosine_ops"},
    )
    op.create_index(
        op.f("ix_product_embeddings_product_id_slot_department"),
        "product_embeddings",
        ["product_id", "slot", "department"],
        unique=False,
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("product_embeddings", schema=SCHEMA)


def _create_partitions() -> None:
    """A leaf for each pair. A page holds eight vectors; fillfactor 80 leaves room for one more, so that a changed
    `min_price` can stay on its page and needs no new index entry."""
    for slot in SLOTS:
        op.execute(
            f"CREATE TABLE voguevault.product_embeddings_{slot} PARTITION OF voguevault.product_embeddings "
            f"FOR VALUES IN ('{slot}') PARTITION BY LIST (department)"
        )
        for department in DEPARTMENTS:
            op.execute(
                f"CREATE TABLE voguevault.product_embeddings_{slot}_{department} PARTITION OF "
                f"voguevault.product_embeddings_{slot} FOR VALUES IN ('{department}') WITH (fillfactor = 80)"
            )
