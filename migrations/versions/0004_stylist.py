"""What Aurora knows, what was said, what was shown."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql as pg

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "style_profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("sizes", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("palette", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("avoid", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("brands", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("comfort", sa.SmallInteger(), nullable=True),
        sa.Column("boldness", sa.SmallInteger(), nullable=True),
        sa.Column("budget_amount", sa.BigInteger(), nullable=True),
        sa.Column("budget_currency", sa.CHAR(length=3), nullable=True),
        sa.Column("taste", HALFVEC(dim=384), nullable=True),
        sa.Column("taste_model", sa.Text(), nullable=True),
        sa.Column("learned", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("consent", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("budget_currency ~ '^[A-Z]{3}$'", name=op.f("ck_style_profiles_budget_currency")),
        sa.CheckConstraint(
            "department IN ('women', 'men', 'unisex', 'girls', 'boys')", name=op.f("ck_style_profiles_department")
        ),
        sa.CheckConstraint("jsonb_typeof(consent) = 'object'", name=op.f("ck_style_profiles_consent")),
        sa.CheckConstraint("jsonb_typeof(learned) = 'object'", name=op.f("ck_style_profiles_learned")),
        sa.CheckConstraint("jsonb_typeof(sizes) = 'object'", name=op.f("ck_style_profiles_sizes")),
        sa.CheckConstraint(
            "(budget_amount IS NULL) = (budget_currency IS NULL)", name=op.f("ck_style_profiles_budget_complete")
        ),
        sa.CheckConstraint("boldness BETWEEN 1 AND 10", name=op.f("ck_style_profiles_boldness")),
        sa.CheckConstraint("budget_amount >= 0", name=op.f("ck_style_profiles_budget_amount")),
        sa.CheckConstraint("comfort BETWEEN 1 AND 10", name=op.f("ck_style_profiles_comfort")),
        sa.CheckConstraint("num_nonnulls(user_id, visitor_id) = 1", name=op.f("ck_style_profiles_one_owner")),
        sa.CheckConstraint("taste IS NULL OR taste_model IS NOT NULL", name=op.f("ck_style_profiles_taste_model")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["voguevault.users.id"], name=op.f("fk_style_profiles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_style_profiles")),
        sa.UniqueConstraint("user_id", name=op.f("uq_style_profiles_user_id")),
        sa.UniqueConstraint("visitor_id", name=op.f("uq_style_profiles_visitor_id")),
        schema=SCHEMA,
    )
    op.create_table(
        "wardrobe_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=True),
        sa.Column("formality", sa.Double(), server_default="0.5", nullable=False),
        sa.Column("clo", sa.Double(), server_default="0", nullable=False),
        sa.Column("wear_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("category ~ '^[a-z][a-z0-9_]*$'", name=op.f("ck_wardrobe_items_category")),
        sa.CheckConstraint(
            "slot IN ('top', 'bottom', 'dress', 'outerwear', 'shoes', 'bag', 'accessory')",
            name=op.f("ck_wardrobe_items_slot"),
        ),
        sa.CheckConstraint("clo BETWEEN 0 AND 10", name=op.f("ck_wardrobe_items_clo")),
        sa.CheckConstraint("formality BETWEEN 0 AND 1", name=op.f("ck_wardrobe_items_formality")),
        sa.CheckConstraint("num_nonnulls(user_id, visitor_id) = 1", name=op.f("ck_wardrobe_items_one_owner")),
        sa.CheckConstraint("wear_count >= 0", name=op.f("ck_wardrobe_items_wear_count")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["voguevault.products.id"],
            name=op.f("fk_wardrobe_items_product_id_products"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["voguevault.users.id"], name=op.f("fk_wardrobe_items_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wardrobe_items")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_wardrobe_items_product_id"), "wardrobe_items", ["product_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_wardrobe_items_user_id"), "wardrobe_items", ["user_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_wardrobe_items_visitor_id"), "wardrobe_items", ["visitor_id"], unique=False, schema=SCHEMA)
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("state", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("jsonb_typeof(state) = 'object'", name=op.f("ck_conversations_state")),
        sa.CheckConstraint("cost_micros >= 0", name=op.f("ck_conversations_cost_micros")),
        sa.CheckConstraint("last_seq >= 0", name=op.f("ck_conversations_last_seq")),
        sa.CheckConstraint("num_nonnulls(user_id, visitor_id) = 1", name=op.f("ck_conversations_one_owner")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["voguevault.users.id"], name=op.f("fk_conversations_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_conversations_user_id_updated_at"),
        "conversations",
        ["user_id", "updated_at"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_conversations_visitor_id_updated_at"),
        "conversations",
        ["visitor_id", "updated_at"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("client_message_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="running", nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("input", pg.JSONB(), nullable=True),
        sa.Column("context", pg.JSONB(), nullable=True),
        sa.Column("reply", pg.JSONB(), nullable=True),
        sa.Column("candidates", pg.JSONB(), nullable=True),
        sa.Column("versions", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("timings", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), server_default="0", nullable=False),
        sa.Column("completion_tokens", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("degraded_reason", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name=op.f("ck_turns_error_of_failure")),
        sa.CheckConstraint("(status = 'running') = (completed_at IS NULL)", name=op.f("ck_turns_completed")),
        sa.CheckConstraint("jsonb_typeof(timings) = 'object'", name=op.f("ck_turns_timings")),
        sa.CheckConstraint("jsonb_typeof(versions) = 'object'", name=op.f("ck_turns_versions")),
        sa.CheckConstraint("status <> 'done' OR reply IS NOT NULL", name=op.f("ck_turns_reply_when_done")),
        sa.CheckConstraint("status IN ('running', 'done', 'failed')", name=op.f("ck_turns_status")),
        sa.CheckConstraint("char_length(client_message_id) BETWEEN 1 AND 64", name=op.f("ck_turns_client_message_id")),
        sa.CheckConstraint("char_length(message) BETWEEN 1 AND 4000", name=op.f("ck_turns_message")),
        sa.CheckConstraint("completion_tokens >= 0", name=op.f("ck_turns_completion_tokens")),
        sa.CheckConstraint("cost_micros >= 0", name=op.f("ck_turns_cost_micros")),
        sa.CheckConstraint("prompt_tokens >= 0", name=op.f("ck_turns_prompt_tokens")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_turns_seq")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["voguevault.conversations.id"],
            name=op.f("fk_turns_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint(
            "conversation_id", "client_message_id", name=op.f("uq_turns_conversation_id_client_message_id")
        ),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_turns_conversation_id_seq")),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_turns_running",
        "turns",
        ["started_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "outfits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="recommended", nullable=False),
        sa.Column("visibility", sa.Text(), server_default="private", nullable=False),
        sa.Column("rank", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("scores", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("emotional_fit", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("snapshot", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("propensity", sa.Double(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_outfits_currency")),
        sa.CheckConstraint("jsonb_typeof(emotional_fit) = 'object'", name=op.f("ck_outfits_emotional_fit")),
        sa.CheckConstraint("jsonb_typeof(scores) = 'object'", name=op.f("ck_outfits_scores")),
        sa.CheckConstraint("jsonb_typeof(snapshot) = 'object'", name=op.f("ck_outfits_snapshot")),
        sa.CheckConstraint(
            "kind = 'editorial' OR num_nonnulls(turn_id, user_id, visitor_id) >= 1",
            name=op.f("ck_outfits_turn_or_owner"),
        ),
        sa.CheckConstraint("kind IN ('recommended', 'saved', 'shared', 'editorial')", name=op.f("ck_outfits_kind")),
        sa.CheckConstraint("visibility IN ('private', 'link', 'public')", name=op.f("ck_outfits_visibility")),
        sa.CheckConstraint("num_nonnulls(user_id, visitor_id) <= 1", name=op.f("ck_outfits_one_owner")),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_outfits_propensity")),
        sa.CheckConstraint("rank >= 0", name=op.f("ck_outfits_rank")),
        sa.CheckConstraint("total >= 0", name=op.f("ck_outfits_total")),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["voguevault.turns.id"], name=op.f("fk_outfits_turn_id_turns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["voguevault.users.id"], name=op.f("fk_outfits_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outfits")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_outfits_turn_id"), "outfits", ["turn_id"], unique=False, schema=SCHEMA)
    op.create_index(
        op.f("ix_outfits_user_id_created_at"), "outfits", ["user_id", "created_at"], unique=False, schema=SCHEMA
    )
    op.create_index(
        op.f("ix_outfits_visitor_id_created_at"), "outfits", ["visitor_id", "created_at"], unique=False, schema=SCHEMA
    )
    op.create_table(
        "outfit_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outfit_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("features", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("terms", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("propensity", sa.Double(), server_default="1", nullable=False),
        sa.Column("locked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("jsonb_typeof(features) = 'object'", name=op.f("ck_outfit_items_features")),
        sa.CheckConstraint("jsonb_typeof(terms) = 'object'", name=op.f("ck_outfit_items_terms")),
        sa.CheckConstraint(
            "slot IN ('top', 'bottom', 'dress', 'outerwear', 'shoes', 'bag', 'accessory')",
            name=op.f("ck_outfit_items_slot"),
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_outfit_items_position")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_outfit_items_price")),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_outfit_items_propensity")),
        sa.ForeignKeyConstraint(
            ["outfit_id"], ["voguevault.outfits.id"], name=op.f("fk_outfit_items_outfit_id_outfits"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["voguevault.products.id"], name=op.f("fk_outfit_items_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["voguevault.product_variants.id"], name=op.f("fk_outfit_items_variant_id_product_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outfit_items")),
        sa.UniqueConstraint("outfit_id", "slot", "position", name=op.f("uq_outfit_items_outfit_id_slot_position")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_outfit_items_product_id"), "outfit_items", ["product_id"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_outfit_items_variant_id"), "outfit_items", ["variant_id"], unique=False, schema=SCHEMA)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("outfit_items", schema=SCHEMA)
    op.drop_table("outfits", schema=SCHEMA)
    op.drop_table("turns", schema=SCHEMA)
    op.drop_table("conversations", schema=SCHEMA)
    op.drop_table("wardrobe_items", schema=SCHEMA)
    op.drop_table("style_profiles", schema=SCHEMA)
