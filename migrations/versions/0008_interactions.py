"""What shoppers did, a partition a month."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"

# A month that is created late may already have rows in the default partition, and PostgreSQL refuses to attach a
# partition that the default contradicts: they are moved first. Bounds are months of UTC, whatever the session's zone.
ENSURE_PARTITIONS = """
CREATE FUNCTION voguevault.ensure_interaction_partitions(months_ahead int) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    made int := 0;
    first timestamptz;
    last timestamptz;
    leaf text;
BEGIN
    FOR ahead IN 0..months_ahead LOOP
        first := date_trunc('month', now()) + make_interval(months => ahead);
        last := first + interval '1 month';
        leaf := 'interactions_' || to_char(first, 'YYYY_MM');
        CONTINUE WHEN to_regclass('voguevault.' || leaf) IS NOT NULL;
        LOCK TABLE voguevault.interactions IN SHARE UPDATE EXCLUSIVE MODE;
        CONTINUE WHEN to_regclass('voguevault.' || leaf) IS NOT NULL;
        EXECUTE format('CREATE TABLE voguevault.%I (LIKE voguevault.interactions INCLUDING ALL)', leaf);
        EXECUTE format(
            'WITH moved AS (DELETE FROM voguevault.interactions_default '
            'WHERE occurred_at >= %L AND occurred_at < %L RETURNING *) '
            'INSERT INTO voguevault.%I SELECT * FROM moved', first, last, leaf);
        EXECUTE format(
            'ALTER TABLE voguevault.interactions ATTACH PARTITION voguevault.%I FOR VALUES FROM (%L) TO (%L)',
            leaf, first, last);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "interactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("outfit_id", sa.Uuid(), nullable=True),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("propensity", sa.Double(), nullable=True),
        sa.Column("experiment", sa.Text(), nullable=True),
        sa.Column("arm", sa.Text(), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("consent", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("data", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "consent <@ ARRAY['analytics', 'personalisation']::text[]", name=op.f("ck_interactions_consent")
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_interactions_currency")),
        sa.CheckConstraint("jsonb_typeof(data) = 'object'", name=op.f("ck_interactions_data")),
        sa.CheckConstraint(
            "kind IN ('impression', 'click', 'like', 'dislike', 'try_on', 'worn', 'save', 'share', 'rating', 'cart_add', 'cart_remove', 'purchase', 'return', 'search', 'page_view', 'page_event')",  # noqa: E501
            name=op.f("ck_interactions_kind"),
        ),
        sa.CheckConstraint(
            "object_kind IN ('product', 'variant', 'outfit', 'turn', 'conversation', 'cart', 'order', 'page')",
            name=op.f("ck_interactions_object_kind"),
        ),
        sa.CheckConstraint("(experiment IS NULL) = (arm IS NULL)", name=op.f("ck_interactions_arm_of_experiment")),
        sa.CheckConstraint("(value IS NULL) = (currency IS NULL)", name=op.f("ck_interactions_value_complete")),
        sa.CheckConstraint("num_nonnulls(user_id, visitor_id) >= 1", name=op.f("ck_interactions_subject")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_interactions_position")),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_interactions_propensity")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_interactions_rating")),
        sa.PrimaryKeyConstraint("id", "occurred_at", name=op.f("pk_interactions")),
        schema=SCHEMA,
        postgresql_partition_by="RANGE (occurred_at)",
    )
    op.create_index(
        op.f("ix_interactions_kind_occurred_at"), "interactions", ["kind", "occurred_at"], unique=False, schema=SCHEMA
    )
    op.create_index(op.f("ix_interactions_outfit_id"), "interactions", ["outfit_id"], unique=False, schema=SCHEMA)
    op.create_index(
        op.f("ix_interactions_product_id_kind_occurred_at"),
        "interactions",
        ["product_id", "kind", "occurred_at"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_interactions_turn_id"), "interactions", ["turn_id"], unique=False, schema=SCHEMA)
    op.create_index(
        op.f("ix_interactions_user_id_occurred_at"),
        "interactions",
        ["user_id", "occurred_at"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_interactions_visitor_id_occurred_at"),
        "interactions",
        ["visitor_id", "occurred_at"],
        unique=False,
        schema=SCHEMA,
    )
    op.execute("CREATE TABLE voguevault.interactions_default PARTITION OF voguevault.interactions DEFAULT")
    op.get_bind().exec_driver_sql(ENSURE_PARTITIONS)
    op.execute("SELECT voguevault.ensure_interaction_partitions(3)")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP FUNCTION voguevault.ensure_interaction_partitions")
    op.drop_table("interactions", schema=SCHEMA)
