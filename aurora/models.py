"""Tables of the stylist: what she knows of shoppers, what was said, what was shown, what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    CHAR,
    BigInteger,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

import commerce.models  # noqa: F401 - foreign keys name its tables, and a flush looks for them
from commerce.garments import DEPARTMENTS, SLOTS
from core.db import Base
from core.ids import uuid7
from core.tables import (
    CURRENCY,
    SHA256_HEX,
    Identified,
    Stamped,
    Timestamp,
    all_of,
    between,
    json_object,
    matches,
    not_negative,
    one_of,
    rule,
)

DIMENSIONS = 384
INTERACTIONS = (
    "impression", "click", "like", "dislike", "try_on", "worn", "save", "share", "rating", "cart_add", "cart_remove",
    "purchase", "return", "search", "page_view", "page_event",
)  # fmt: skip

_EMPTY_OBJECT = text("'{}'::jsonb")
_NO_TEXTS = text("'{}'::text[]")


class StyleProfile(Identified, Base):
    """What Aurora knows of a user or a visitor, one row each. `taste_model` names the space in which `taste` lives."""

    __tablename__ = "style_profiles"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("visitor_id"),
        rule("one_owner", "num_nonnulls(user_id, visitor_id) = 1"),
        one_of("department", DEPARTMENTS),
        between("comfort", 1, 10),
        between("boldness", 1, 10),
        not_negative("budget_amount"),
        rule("budget_complete", "(budget_amount IS NULL) = (budget_currency IS NULL)"),
        matches("budget_currency", CURRENCY),
        rule("taste_model", "taste IS NULL OR taste_model IS NOT NULL"),
        json_object("sizes"),
        json_object("learned"),
        json_object("consent"),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id", ondelete="CASCADE"))
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    department: Mapped[str | None] = mapped_column(Text)
    sizes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    palette: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    avoid: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    brands: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    comfort: Mapped[int | None] = mapped_column(SmallInteger)
    boldness: Mapped[int | None] = mapped_column(SmallInteger)
    budget_amount: Mapped[int | None] = mapped_column(BigInteger)
    budget_currency: Mapped[str | None] = mapped_column(CHAR(3))
    taste: Mapped[list[float] | None] = mapped_column(HALFVEC(DIMENSIONS))
    taste_model: Mapped[str | None] = mapped_column(Text)
    learned: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    """An `aurora.taste_store.Stored`: what was learned from what, and the shopper's corrections."""
    consent: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)


class WardrobeItem(Identified, Base):
    """Clothes the shopper already owns."""

    __tablename__ = "wardrobe_items"
    __table_args__ = (
        rule("one_owner", "num_nonnulls(user_id, visitor_id) = 1"),
        one_of("slot", SLOTS),
        matches("category", "^[a-z][a-z0-9_]*$"),
        between("formality", 0, 1),
        between("clo", 0, 10),
        not_negative("wear_count"),
        Index(None, "user_id"),
        Index(None, "visitor_id"),
        Index(None, "product_id"),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id", ondelete="CASCADE"))
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.products.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(Text, server_default="")
    slot: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    colour: Mapped[str] = mapped_column(Text)
    material: Mapped[str | None] = mapped_column(Text)
    formality: Mapped[float] = mapped_column(Double, server_default="0.5")
    clo: Mapped[float] = mapped_column(Double, server_default="0")
    wear_count: Mapped[int] = mapped_column(server_default="0")
    worn_at: Mapped[datetime | None] = mapped_column(Timestamp)


class ProductEmbedding(Stamped, Base):
    """A product's vector in a model's space, beside what retrieval filters by.

    Partitioned by slot and then by department, an HNSW index on each of the 35 leaves, since one index over all is slow
    or forgetful under a filter (measured at 100,000 products, six slots: 94 ms against 4 ms). What is told of the
    variants in stock, from `min_price` on, is the database's: what is inserted is overwritten by the truth.
    """

    __tablename__ = "product_embeddings"
    __table_args__ = (
        PrimaryKeyConstraint("slot", "department", "model", "product_id"),
        ForeignKeyConstraint(
            ["product_id", "slot", "department"],
            ["voguevault.products.id", "voguevault.products.slot", "voguevault.products.department"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        matches("checksum", SHA256_HEX),
        rule("min_price_in_stock", "in_stock = (min_price IS NOT NULL)"),
        Index(None, "product_id", "slot", "department"),
        Index(
            "ix_product_embeddings_hnsw",
            "embedding",
            postgresql_using="hnsw",
            postgresql_with={"m": 16, "ef_construction": 300},
            postgresql_ops={"embedding": "halfvec_cosine_ops"},
        ),
        {"postgresql_partition_by": "LIST (slot)"},
    )

    slot: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    product_id: Mapped[UUID] = mapped_column(Uuid)
    embedding: Mapped[list[float]] = mapped_column(HALFVEC(DIMENSIONS))
    checksum: Mapped[str] = mapped_column(Text)
    """SHA-256 of the model's name and the text that was embedded."""
    min_price: Mapped[int | None] = mapped_column(BigInteger)
    in_stock: Mapped[bool] = mapped_column(server_default=text("false"))
    max_price: Mapped[int | None] = mapped_column(BigInteger)
    sizes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    """In upper case; '' for a variant that has none."""
    colours: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    offers: Mapped[str | None] = mapped_column(Text)
    """JSON: [[variant id, sku, colour, hex, size, price, units], …] by price; the units are as of the last change."""
    active: Mapped[bool | None]
    """From here on what the product's row tells, kept by trigger: limits and ranking read nothing else."""
    told_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """When the product's row was last changed."""
    category: Mapped[str | None] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    pattern: Mapped[str | None] = mapped_column(Text)
    fit: Mapped[str | None] = mapped_column(Text)
    heel: Mapped[str | None] = mapped_column(Text)
    waterproof: Mapped[bool | None]
    coverage: Mapped[float | None] = mapped_column(Double)
    formality: Mapped[float | None] = mapped_column(Double)
    popularity: Mapped[float | None] = mapped_column(Double)
    materials: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    all_colours: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Also of variants that are sold out, and the further ones of a print."""
    occasions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    seasons: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    words: Mapped[str | None] = mapped_column(TSVECTOR)


class Conversation(Identified, Base):
    """A thread with Aurora. `state` is an `aurora.types.ConversationState`; `cost_micros` millionths of a dollar."""

    __tablename__ = "conversations"
    __table_args__ = (
        rule("one_owner", "num_nonnulls(user_id, visitor_id) = 1"),
        json_object("state"),
        not_negative("last_seq"),
        not_negative("cost_micros"),
        Index(None, "user_id", "updated_at"),
        Index(None, "visitor_id", "updated_at"),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id", ondelete="CASCADE"))
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    title: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text, server_default="en")
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    last_seq: Mapped[int] = mapped_column(server_default="0")
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default="0")
    closed_at: Mapped[datetime | None] = mapped_column(Timestamp)


class Turn(Identified, Base):
    """One message and its answer, with all that is needed to run it again (`input`) and to judge it."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_message_id"),
        one_of("status", ("running", "done", "failed")),
        rule("seq", "seq >= 1"),
        rule("message", "char_length(message) BETWEEN 1 AND 4000"),
        rule("client_message_id", "char_length(client_message_id) BETWEEN 1 AND 64"),
        rule("completed", "(status = 'running') = (completed_at IS NULL)"),
        rule("reply_when_done", "status <> 'done' OR reply IS NOT NULL"),
        rule("error_of_failure", "(status = 'failed') = (error IS NOT NULL)"),
        not_negative("prompt_tokens"),
        not_negative("completion_tokens"),
        not_negative("cost_micros"),
        json_object("timings"),
        json_object("versions"),
        Index("ix_turns_running", "started_at", postgresql_where=text("status = 'running'")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    client_message_id: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="running")
    message: Mapped[str] = mapped_column(Text)
    input: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    context: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    reply: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    candidates: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    versions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    timings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    prompt_tokens: Mapped[int] = mapped_column(server_default="0")
    completion_tokens: Mapped[int] = mapped_column(server_default="0")
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default="0")
    degraded_reason: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    completed_at: Mapped[datetime | None] = mapped_column(Timestamp)


class OutfitRow(Identified, Base):
    """A look. A recommended one goes with its turn; saving or sharing copies it to its owner, without the turn."""

    __tablename__ = "outfits"
    __table_args__ = (
        one_of("kind", ("recommended", "saved", "shared", "editorial")),
        one_of("visibility", ("private", "link", "public")),
        rule("turn_or_owner", "kind = 'editorial' OR num_nonnulls(turn_id, user_id, visitor_id) >= 1"),
        rule("one_owner", "num_nonnulls(user_id, visitor_id) <= 1"),
        not_negative("rank"),
        not_negative("total"),
        matches("currency", CURRENCY),
        rule("propensity", "propensity > 0 AND propensity <= 1"),
        json_object("scores"),
        json_object("emotional_fit"),
        json_object("snapshot"),
        Index(None, "turn_id"),
        Index(None, "user_id", "created_at"),
        Index(None, "visitor_id", "created_at"),
    )

    turn_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.turns.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("voguevault.users.id", ondelete="CASCADE"))
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(Text, server_default="recommended")
    visibility: Mapped[str] = mapped_column(Text, server_default="private")
    rank: Mapped[int] = mapped_column(server_default="0")
    title: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    scores: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    emotional_fit: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    explanation: Mapped[str] = mapped_column(Text, server_default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    """The `aurora.types.Outfit` as it was shown."""
    propensity: Mapped[float] = mapped_column(Double, server_default="1")


class OutfitItemRow(Identified, Base):
    """A piece of a look, with the features, score terms and propensity with which it was served."""

    __tablename__ = "outfit_items"
    __table_args__ = (
        UniqueConstraint("outfit_id", "slot", "position"),
        one_of("slot", SLOTS),
        not_negative("position"),
        not_negative("price"),
        rule("propensity", "propensity > 0 AND propensity <= 1"),
        json_object("features"),
        json_object("terms"),
        Index(None, "product_id"),
        Index(None, "variant_id"),
    )

    outfit_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.outfits.id", ondelete="CASCADE"))
    slot: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.products.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.product_variants.id"))
    price: Mapped[int] = mapped_column(BigInteger)
    features: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    terms: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    propensity: Mapped[float] = mapped_column(Double, server_default="1")
    locked: Mapped[bool] = mapped_column(server_default=text("false"))


class Interaction(Stamped, Base):
    """Something that happened between a shopper and the shop; partitioned by month of `occurred_at` (UTC).

    No foreign keys: an event outlives what it points at, and a month can be detached without locking the shop.
    """

    __tablename__ = "interactions"
    __table_args__ = (
        PrimaryKeyConstraint("id", "occurred_at"),
        one_of("kind", INTERACTIONS),
        one_of("object_kind", ("product", "variant", "outfit", "turn", "conversation", "cart", "order", "page")),
        rule("subject", "num_nonnulls(user_id, visitor_id) >= 1"),
        not_negative("position"),
        rule("propensity", "propensity > 0 AND propensity <= 1"),
        between("rating", 1, 5),
        rule("value_complete", "(value IS NULL) = (currency IS NULL)"),
        matches("currency", CURRENCY),
        rule("arm_of_experiment", "(experiment IS NULL) = (arm IS NULL)"),
        all_of("consent", ("analytics", "personalisation")),
        json_object("data"),
        Index(None, "user_id", "occurred_at"),
        Index(None, "visitor_id", "occurred_at"),
        Index(None, "product_id", "kind", "occurred_at"),
        Index(None, "outfit_id"),
        Index(None, "turn_id"),
        Index(None, "kind", "occurred_at"),
        {"postgresql_partition_by": "RANGE (occurred_at)"},
    )

    id: Mapped[UUID] = mapped_column(Uuid, default=uuid7)
    occurred_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    kind: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID | None] = mapped_column(Uuid)
    visitor_id: Mapped[UUID | None] = mapped_column(Uuid)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[UUID | None] = mapped_column(Uuid)
    product_id: Mapped[UUID | None] = mapped_column(Uuid)
    outfit_id: Mapped[UUID | None] = mapped_column(Uuid)
    turn_id: Mapped[UUID | None] = mapped_column(Uuid)
    position: Mapped[int | None]
    propensity: Mapped[float | None] = mapped_column(Double)
    experiment: Mapped[str | None] = mapped_column(Text)
    arm: Mapped[str | None] = mapped_column(Text)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    reason: Mapped[str | None] = mapped_column(Text)
    value: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(CHAR(3))
    consent: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
