"""Leaves of vectors by inverted lists instead of graphs: a quarter of the work for more of what is near."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
WORTHWHILE = 1000
"""Rows of a leaf from which an index is quicker than comparing all (measured: decisions/0002)."""

_LEAVES = """
SELECT c.relname FROM pg_partition_tree('voguevault.product_embeddings') AS t JOIN pg_class AS c ON c.oid = t.relid
WHERE t.isleaf ORDER BY 1
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_product_embeddings_hnsw", table_name="product_embeddings", schema=SCHEMA)
    # No index on the parent: how many lists a leaf needs follows from how many rows it has. `aurora embed` keeps them.
    op.execute("SET LOCAL maintenance_work_mem = '512MB'")
    connection = op.get_bind()
    for leaf in connection.execute(sa.text(_LEAVES)).scalars().all():
        rows = connection.execute(sa.text(f"SELECT count(*) FROM voguevault.{leaf}")).scalar_one()  # noqa: S608
        if rows >= WORTHWHILE:
            op.execute(
                f"CREATE INDEX {leaf}_lists_0 ON voguevault.{leaf} USING ivfflat (embedding halfvec_cosine_ops) "
                f"WITH (lists = {min(1000, round(2.5 * rows**0.5))})"
            )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    lists = sa.text("SELECT indexname FROM pg_indexes WHERE schemaname = 'voguevault' AND indexdef LIKE '%ivfflat%'")
    for name in op.get_bind().execute(lists).scalars().all():
        op.execute(f"DROP INDEX voguevault.{name}")
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
