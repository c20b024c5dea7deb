"""Images and 3D models of products, with what was derived from them and how far the work is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import commerce.models  # noqa: F401 - foreign keys name its tables, and a flush looks for them
from core.db import Base
from core.tables import SHA256_HEX, Identified, Timestamp, json_object, matches, not_negative, one_of, rule

ROLES = ("source", "gallery", "swatch", "lod", "draco", "ar", "poster", "usdz", "thumbnail")


class ProductAsset(Identified, Base):
    """One stored object: an upload, or a derivative of one (`parent_id`). The row is the truth of its job."""

    __tablename__ = "product_assets"
    __table_args__ = (
        UniqueConstraint("storage_key"),
        one_of("kind", ("image", "model")),
        one_of("role", ROLES),
        one_of("status", ("uploaded", "validating", "processing", "ready", "failed")),
        matches("sha256", SHA256_HEX),
        rule("derivative_of_parent", "role NOT IN ('lod', 'draco', 'ar', 'poster', 'usdz') OR parent_id IS NOT NULL"),
        rule("level_of_lod", "(role = 'lod') = (level IS NOT NULL)"),
        not_negative("level"),
        not_negative("bytes"),
        not_negative("triangles"),
        rule("pixels", "width > 0 AND height > 0"),
        not_negative("attempts"),
        json_object("bounds"),
        json_object("details"),
        rule("error_of_failure", "(status = 'failed') = (error IS NOT NULL)"),
        rule("ready_is_complete", "status <> 'ready' OR (sha256 IS NOT NULL AND bytes IS NOT NULL)"),
        Index(None, "product_id", "kind", "role"),
        Index(None, "variant_id"),
        Index(None, "parent_id"),
        Index(
            "uq_product_assets_same_model",
            "product_id",
            "variant_id",
            "sha256",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("kind = 'model' AND role = 'source' AND retired_at IS NULL"),
        ),
        Index(
            "ix_product_assets_unfinished",
            "updated_at",
            postgresql_where=text("status IN ('uploaded', 'validating', 'processing')"),
        ),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.products.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.product_variants.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.product_assets.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    level: Mapped[int | None]
    """Level of detail of a `lod`; 0 is the finest."""
    status: Mapped[str] = mapped_column(Text, server_default="uploaded")
    storage_key: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(Text)
    mime: Mapped[str] = mapped_column(Text)
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    triangles: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    bounds: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """{"min": [x, y, z], "max": [x, y, z]} in metres."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    alt: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0")
    processing_at: Mapped[datetime | None] = mapped_column(Timestamp)
    error: Mapped[str | None] = mapped_column(Text)
    """One sentence for the person who uploaded it."""
    retired_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """Since when it is out of the shop: taken out or replaced. It can be brought back until it is forgotten."""
