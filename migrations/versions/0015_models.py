"""3D models: a plain one for AR viewers, one asset for the same bytes, and what was taken out and may come back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"
TABLE = "product_assets"
BEFORE = ("lod", "draco", "poster", "usdz")
AFTER = ("lod", "draco", "ar", "poster", "usdz")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(TABLE, sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True), schema=SCHEMA)
    _allow(AFTER)
    _with_its_variant("CASCADE")
    op.create_index(
        "uq_product_assets_same_model",
        TABLE,
        ["product_id", "variant_id", "sha256"],
        unique=True,
        schema=SCHEMA,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("kind = 'model' AND role = 'source' AND retired_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_product_assets_same_model", table_name=TABLE, schema=SCHEMA)
    # What this revision alone knows cannot stay: it would be taken for what is in the shop.
    op.execute("DELETE FROM voguevault.product_assets WHERE role = 'ar' OR retired_at IS NOT NULL")
    _allow(BEFORE)
    _with_its_variant("SET NULL")
    op.drop_column(TABLE, "retired_at", schema=SCHEMA)


def _allow(derived: tuple[str, ...]) -> None:
    """Sets the roles that there are, of which these are made from a source."""
    names = ", ".join(f"'{role}'" for role in derived)
    rules = {
        "role": f"role IN ('source', 'gallery', 'swatch', {names}, 'thumbnail')",
        "derivative_of_parent": f"role NOT IN ({names}) OR parent_id IS NOT NULL",
    }
    for name, condition in rules.items():
        op.drop_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, schema=SCHEMA, type_="check")
        op.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, condition, schema=SCHEMA)


def _with_its_variant(ondelete: str) -> None:
    """What becomes of a variant's asset where the variant goes: left without one it would be shown for all of them."""
    name = op.f(f"fk_{TABLE}_variant_id_product_variants")
    op.drop_constraint(name, TABLE, schema=SCHEMA, type_="foreignkey")
    op.create_foreign_key(
        name, TABLE, "product_variants", ["variant_id"], ["id"], source_schema=SCHEMA, referent_schema=SCHEMA,
        ondelete=ondelete,
    )  # fmt: skip
