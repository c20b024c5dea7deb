"""Tables of the shop: the catalogue and its stock; those of selling are in `order_models` and named here too.

Import the classes from here, so that every table of the shop is known wherever one of them is.
"""

from typing import Any, get_args
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    Computed,
    Double,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

import core.models  # noqa: F401 - foreign keys name its tables, and a flush looks for them
from commerce.garments import DEPARTMENTS, SEASONS, SLOTS, Fit, Heel, Pattern
from commerce.order_models import Cart, CartItem, Order, OrderItem, Payment, Promotion, StockReservation
from core.db import Base
from core.tables import (
    CURRENCY,
    Identified,
    all_of,
    between,
    json_object,
    matches,
    not_negative,
    one_of,
    rule,
)

__all__ = [
    "Cart", "CartItem", "Order", "OrderItem", "Payment", "Product", "ProductVariant", "Promotion", "StockLevel",
    "StockReservation",
]  # fmt: skip

OCCASIONS = (
    "everyday", "work", "business_formal", "interview", "wedding_guest", "black_tie", "cocktail", "party", "date",
    "evening", "brunch", "travel", "beach", "outdoor", "sport", "lounge", "festival", "funeral", "graduation",
)  # fmt: skip

_EMPTY_OBJECT = text("'{}'::jsonb")
_NO_TEXTS = text("'{}'::text[]")


class Product(Identified, Base):
    """A style that is sold, with its styling facts. Without a slot it is sold but never part of a look.

    `feed_key` is the feed's item_group_id or id: imports are idempotent by it. `attributes` holds what is left over
    and, under `derivation`, {field: {"value", "confidence", "source"}}. `search` is made by the database.
    """

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("feed_key"),
        UniqueConstraint("slug"),
        UniqueConstraint("id", "slot", "department"),
        rule("slug", "slug <> '' AND slug !~ '[[:space:]/?#]'"),
        rule("title", "btrim(title) <> ''"),
        matches("category", "^[a-z][a-z0-9_]*$"),
        one_of("department", DEPARTMENTS),
        one_of("slot", SLOTS),
        one_of("status", ("draft", "active", "archived")),
        one_of("pattern", get_args(Pattern)),
        one_of("heel", get_args(Heel)),
        one_of("fit", get_args(Fit)),
        all_of("seasons", SEASONS),
        all_of("occasions", OCCASIONS),
        between("formality", 0, 1),
        between("clo", 0, 10),
        between("coverage", 0, 1),
        between("popularity", 0, 1),
        json_object("attributes"),
        rule("version", "version >= 1"),
        Index(None, "search", postgresql_using="gin"),
        Index(None, "attributes", postgresql_using="gin", postgresql_ops={"attributes": "jsonb_path_ops"}),
        Index(None, "status", "department", "slot"),
        Index(None, "category"),
        Index(None, "brand"),
        Index("ix_products_brand_lower", text("lower(brand)")),
        Index(None, "updated_at"),
        matches("offer_currency", CURRENCY),
        rule("offer", "(offer_price IS NULL) = (offer_currency IS NULL)"),
    )

    feed_key: Mapped[str | None] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    brand: Mapped[str] = mapped_column(Text, server_default="")
    department: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    slot: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="active")
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY_OBJECT)
    formality: Mapped[float] = mapped_column(Double, server_default="0.5")
    seasons: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    clo: Mapped[float] = mapped_column(Double, server_default="0")
    coverage: Mapped[float | None] = mapped_column(Double)
    pattern: Mapped[str] = mapped_column(Text, server_default="plain")
    materials: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    colours: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    occasions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    waterproof: Mapped[bool | None]
    heel: Mapped[str | None] = mapped_column(Text)
    fit: Mapped[str | None] = mapped_column(Text)
    popularity: Mapped[float] = mapped_column(Double, server_default="0")
    image_url: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(server_default="1")
    offer_price: Mapped[int | None] = mapped_column(BigInteger)
    offer_currency: Mapped[str | None] = mapped_column(CHAR(3))
    offer_sizes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    offer_colours: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=_NO_TEXTS)
    """Of what is in stock: the cheapest price and its currency, sizes, colours. Kept by triggers, never by hand."""
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("voguevault.search_document(title, brand, category, colours, description)", persisted=True),
        deferred=True,
        deferred_raiseload=True,
    )


class ProductVariant(Identified, Base):
    """A size and colour that can be bought. Price in minor units; no two of a product share size and colour."""

    __tablename__ = "product_variants"
    __table_args__ = (
        UniqueConstraint("sku"),
        UniqueConstraint("product_id", "size", "colour", postgresql_nulls_not_distinct=True),
        rule("sku", "btrim(sku) <> ''"),
        matches("gtin", "^[0-9]{8,14}$"),
        matches("colour_hex", "^#[0-9a-fA-F]{6}$"),
        matches("currency", CURRENCY),
        not_negative("price"),
        rule("compare_at_price", "compare_at_price > price"),
        not_negative("lowest_price_30d"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.products.id", ondelete="CASCADE"))
    sku: Mapped[str] = mapped_column(Text)
    gtin: Mapped[str | None] = mapped_column(Text)
    colour: Mapped[str] = mapped_column(Text)
    colour_hex: Mapped[str] = mapped_column(CHAR(7))
    size: Mapped[str | None] = mapped_column(Text)
    price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CHAR(3))
    compare_at_price: Mapped[int | None] = mapped_column(BigInteger)
    lowest_price_30d: Mapped[int | None] = mapped_column(BigInteger)
    """The lowest of the 30 days before a reduction. Source: Directive 98/6/EC, article 6a."""
    image_url: Mapped[str | None] = mapped_column(Text)


class StockLevel(Identified, Base):
    """Units of a variant at a location. Available is `on_hand - reserved`.

    Whoever changes several levels in one transaction takes them in (product_id, variant_id) order: the trigger that
    keeps `product_embeddings.in_stock` locks the product's row when a variant sells out or comes back.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("variant_id", "location"),
        not_negative("on_hand"),
        not_negative("reserved"),
        rule("reserved_on_hand", "reserved <= on_hand"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("voguevault.product_variants.id", ondelete="CASCADE"))
    location: Mapped[str] = mapped_column(Text, server_default="main")
    on_hand: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
