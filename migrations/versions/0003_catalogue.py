"""Products with their variants, stock and assets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed_key", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("attributes", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("formality", sa.Double(), server_default="0.5", nullable=False),
        sa.Column("seasons", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("clo", sa.Double(), server_default="0", nullable=False),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("pattern", sa.Text(), server_default="plain", nullable=False),
        sa.Column("materials", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("colours", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("occasions", pg.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("waterproof", sa.Boolean(), nullable=True),
        sa.Column("heel", sa.Text(), nullable=True),
        sa.Column("fit", sa.Text(), nullable=True),
        sa.Column("popularity", sa.Double(), server_default="0", nullable=False),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "search",
            pg.TSVECTOR(),
            sa.Computed("voguevault.search_document(title, brand, category, colours, description)", persisted=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("btrim(title) <> ''", name=op.f("ck_products_title")),
        sa.CheckConstraint("category ~ '^[a-z][a-z0-9_]*$'", name=op.f("ck_products_category")),
        sa.CheckConstraint(
            "department IN ('women', 'men', 'unisex', 'girls', 'boys')", name=op.f("ck_products_department")
        ),
        sa.CheckConstraint("fit IN ('slim', 'regular', 'relaxed', 'oversized')", name=op.f("ck_products_fit")),
        sa.CheckConstraint("heel IN ('flat', 'low', 'mid', 'high')", name=op.f("ck_products_heel")),
        sa.CheckConstraint("jsonb_typeof(attributes) = 'object'", name=op.f("ck_products_attributes")),
        sa.CheckConstraint(
            "occasions <@ ARRAY['everyday', 'work', 'business_formal', 'interview', 'wedding_guest', 'black_tie', 'cocktail', 'party', 'date', 'evening', 'brunch', 'travel', 'beach', 'outdoor', 'sport', 'lounge', 'festival', 'funeral', 'graduation']::text[]",  # noqa: E501
            name=op.f("ck_products_occasions"),
        ),
        sa.CheckConstraint(
            "pattern IN ('plain', 'striped', 'checked', 'dotted', 'floral', 'animal', 'geometric', 'abstract', 'paisley', 'camouflage', 'graphic', 'embroidered', 'lace', 'colourblock', 'houndstooth', 'herringbone', 'tie_dye', 'textured', 'sequinned')",  # noqa: E501
            name=op.f("ck_products_pattern"),
        ),
        sa.CheckConstraint(
            "seasons <@ ARRAY['spring', 'summer', 'autumn', 'winter']::text[]", name=op.f("ck_products_seasons")
        ),
        sa.CheckConstraint(
            "slot IN ('top', 'bottom', 'dress', 'outerwear', 'shoes', 'bag', 'accessory')",
            name=op.f("ck_products_slot"),
        ),
        sa.CheckConstraint("slug <> '' AND slug !~ '[[:space:]/?#]'", name=op.f("ck_products_slug")),
        sa.CheckConstraint("status IN ('draft', 'active', 'archived')", name=op.f("ck_products_status")),
        sa.CheckConstraint("clo BETWEEN 0 AND 10", name=op.f("ck_products_clo")),
        sa.CheckConstraint("coverage BETWEEN 0 AND 1", name=op.f("ck_products_coverage")),
        sa.CheckConstraint("formality BETWEEN 0 AND 1", name=op.f("ck_products_formality")),
        sa.CheckConstraint("popularity BETWEEN 0 AND 1", name=op.f("ck_products_popularity")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_products_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_products_feed_key")),
        sa.UniqueConstraint("id", "slot", "department", name=op.f("uq_products_id_slot_department")),
        sa.UniqueConstraint("slug", name=op.f("uq_products_slug")),
        schema=SCHEMA,
    )
    op.create_index(
        op.f("ix_products_attributes"),
        "products",
        ["attributes"],
        unique=False,
        schema=SCHEMA,
        postgresql_using="gin",
        postgresql_ops={"attributes": "jsonb_path_ops"},
    )
    op.create_index(op.f("ix_products_brand"), "products", ["brand"], unique=False, schema=SCHEMA)
    op.create_index(op.f("ix_products_category"), "products", ["category"], unique=False, schema=SCHEMA)
    op.create_index(
        op.f("ix_products_search"), "products", ["search"], unique=False, schema=SCHEMA, postgresql_using="gin"
    )
    op.create_index(
        op.f("ix_products_status_department_slot"),
        "products",
        ["status", "department", "slot"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_table(
        "product_variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("colour_hex", sa.CHAR(length=7), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("compare_at_price", sa.BigInteger(), nullable=True),
        sa.Column("lowest_price_30d", sa.BigInteger(), nullable=True),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("btrim(sku) <> ''", name=op.f("ck_product_variants_sku")),
        sa.CheckConstraint("colour_hex ~ '^#[0-9a-fA-F]{6}$'", name=op.f("ck_product_variants_colour_hex")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_product_variants_currency")),
        sa.CheckConstraint("gtin ~ '^[0-9]{8,14}$'", name=op.f("ck_product_variants_gtin")),
        sa.CheckConstraint("compare_at_price > price", name=op.f("ck_product_variants_compare_at_price")),
        sa.CheckConstraint("lowest_price_30d >= 0", name=op.f("ck_product_variants_lowest_price_30d")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_product_variants_price")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["voguevault.products.id"],
            name=op.f("fk_product_variants_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_variants")),
        sa.UniqueConstraint(
            "product_id",
            "size",
            "colour",
            name=op.f("uq_product_variants_product_id_size_colour"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("sku", name=op.f("uq_product_variants_sku")),
        schema=SCHEMA,
    )
    op.create_table(
        "stock_levels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), server_default="main", nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_levels_on_hand")),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_levels_reserved_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_levels_reserved")),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["voguevault.product_variants.id"],
            name=op.f("fk_stock_levels_variant_id_product_variants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_levels")),
        sa.UniqueConstraint("variant_id", "location", name=op.f("uq_stock_levels_variant_id_location")),
        schema=SCHEMA,
    )
    op.create_table(
        "product_assets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), server_default="uploaded", nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("triangles", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("bounds", pg.JSONB(), nullable=True),
        sa.Column("details", pg.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("alt", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("processing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(role = 'lod') = (level IS NOT NULL)", name=op.f("ck_product_assets_level_of_lod")),
        sa.CheckConstraint(
            "(status = 'failed') = (error IS NOT NULL)", name=op.f("ck_product_assets_error_of_failure")
        ),
        sa.CheckConstraint("jsonb_typeof(bounds) = 'object'", name=op.f("ck_product_assets_bounds")),
        sa.CheckConstraint("jsonb_typeof(details) = 'object'", name=op.f("ck_product_assets_details")),
        sa.CheckConstraint("kind IN ('image', 'model')", name=op.f("ck_product_assets_kind")),
        sa.CheckConstraint(
            "role IN ('source', 'gallery', 'swatch', 'lod', 'draco', 'poster', 'usdz', 'thumbnail')",
            name=op.f("ck_product_assets_role"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('lod', 'draco', 'poster', 'usdz') OR parent_id IS NOT NULL",
            name=op.f("ck_product_assets_derivative_of_parent"),
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_product_assets_sha256")),
        sa.CheckConstraint(
            "status <> 'ready' OR (sha256 IS NOT NULL AND bytes IS NOT NULL)",
            name=op.f("ck_product_assets_ready_is_complete"),
        ),
        sa.CheckConstraint(
            "status IN ('uploaded', 'validating', 'processing', 'ready', 'failed')",
            name=op.f("ck_product_assets_status"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_product_assets_attempts")),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_product_assets_bytes")),
        sa.CheckConstraint("level >= 0", name=op.f("ck_product_assets_level")),
        sa.CheckConstraint("triangles >= 0", name=op.f("ck_product_assets_triangles")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_product_assets_pixels")),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["voguevault.product_assets.id"],
            name=op.f("fk_product_assets_parent_id_product_assets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["voguevault.products.id"],
            name=op.f("fk_product_assets_product_id_products"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["voguevault.product_variants.id"],
            name=op.f("fk_product_assets_variant_id_product_variants"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_assets")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_product_assets_storage_key")),
        schema=SCHEMA,
    )
    op.create_index(op.f("ix_product_assets_parent_id"), "product_assets", ["parent_id"], unique=False, schema=SCHEMA)
    op.create_index(
        op.f("ix_product_assets_product_id_kind_role"),
        "product_assets",
        ["product_id", "kind", "role"],
        unique=False,
        schema=SCHEMA,
    )
    op.create_index(
        "ix_product_assets_unfinished",
        "product_assets",
        ["updated_at"],
        unique=False,
        schema=SCHEMA,
        postgresql_where=sa.text("status IN ('uploaded', 'validating', 'processing')"),
    )
    op.create_index(op.f("ix_product_assets_variant_id"), "product_assets", ["variant_id"], unique=False, schema=SCHEMA)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("product_assets", schema=SCHEMA)
    op.drop_table("stock_levels", schema=SCHEMA)
    op.drop_table("product_variants", schema=SCHEMA)
    op.drop_table("products", schema=SCHEMA)
