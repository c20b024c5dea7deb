"""Writes products with their variants and stock, in bulk and as often as one likes: the same rows again change nothing.

A product is known by its feed_key, a variant by its SKU. What differs is updated, what is gone from the feed stays as
it is, and a slug never changes once given. A batch of a thousand products is copied into temporary tables and
merged from there; the session's transaction is the caller's.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.rows import ProductRow, VariantRow
from core.ids import uuid7

BATCH = 1000
_SLUG_LENGTH = 80


class Conflict(msgspec.Struct, frozen=True):
    """A variant that was not written, and why."""

    sku: str
    reason: str


class Counts(msgspec.Struct, frozen=True):
    """What `load` did. A product counts as updated where it, a variant or its stock changed."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    variants_imported: int = 0
    variants_updated: int = 0
    variants_unchanged: int = 0
    conflicts: tuple[Conflict, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


async def load(session: AsyncSession, rows: Iterable[ProductRow]) -> Counts:
    """Upserts products, variants and stock in the session's transaction; never commits.

    Within one call feed keys and SKUs must be unique. A SKU that another product already has, and a size and colour
    that another SKU of the product has, are conflicts: left out and named.
    """
    counts = Counts()
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        counts += await _load_batch(session, batch)
    return counts


def slug_of(title: str, feed_key: str) -> str:
    """A readable, stable, unique slug: the title's words and 40 bits of the feed key's hash."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH].strip("-")
    mark = hashlib.sha256(feed_key.encode()).hexdigest()[:10]
    return f"{words}-{mark}" if words else mark


def colours_of(row: ProductRow) -> list[str]:
    """Every colour of a product, each once: its variants', then `attributes["further_colours"]`, a print's others."""
    further = row.attributes.get("further_colours", ())
    return list(dict.fromkeys([*(variant.colour for variant in row.variants), *further]))


async def _load_batch(session: AsyncSession, rows: list[ProductRow]) -> Counts:
    await _prepare(session)
    await _copy(session, "incoming_products", _PRODUCT_COLUMNS, map(_product, rows))
    await _copy(session, "incoming_variants", _VARIANT_COLUMNS, (_variant(r, v) for r in rows for v in r.variants))
    conflicts = [
        *((c.sku, f"its SKU belongs to another product, {c.title!r}") for c in await session.execute(text(_SKU_TAKEN))),
        *(
            (c.sku, f"the product has this size and colour as SKU {c.other}")
            for c in await session.execute(text(_TWIN))
        ),
    ]
    await session.execute(text(_WITHOUT_VARIANTS))
    products = (await session.execute(text(_UPSERT_PRODUCTS))).all()
    await session.execute(text(_RESOLVE))
    variants = (await session.execute(text(_UPSERT_VARIANTS))).all()
    stock = (await session.execute(text(_UPSERT_STOCK))).all()
    colours = (await session.execute(text(_UNITE_COLOURS))).all()
    totals = (await session.execute(text(_TOTALS))).one()
    new, new_variants = {r.id for r in products if r.new}, {r.id for r in variants if r.new}
    changed = {r.id for r in [*products, *colours]} | {r.product_id for r in [*variants, *stock]}
    changed_variants = {r.id for r in variants} | {r.variant_id for r in stock}
    return Counts(
        imported=len(new),
        updated=len(changed - new),
        unchanged=totals.products - len(changed | new),
        variants_imported=len(new_variants),
        variants_updated=len(changed_variants - new_variants),
        variants_unchanged=totals.variants - len(changed_variants | new_variants),
        conflicts=tuple(Conflict(sku, reason) for sku, reason in conflicts),
    )


async def _prepare(session: AsyncSession) -> None:
    """Empty temporary tables. The plan is made anew each time: one made for empty tables would scan full ones."""
    await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    await session.execute(text(_INCOMING_PRODUCTS))
    await session.execute(text(_INCOMING_VARIANTS))
    await session.execute(text("TRUNCATE pg_temp.incoming_products, pg_temp.incoming_variants"))


async def _copy(
    session: AsyncSession, table: str, columns: tuple[str, ...], records: Iterator[tuple[Any, ...]]
) -> None:
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    await driver.copy_records_to_table(table, records=list(records), columns=columns)


_PRODUCT_COLUMNS = (
    "id", "feed_key", "slug", "title", "description", "brand", "department", "category", "slot", "attributes",
    "formality", "seasons", "clo", "coverage", "pattern", "materials", "colours", "occasions", "waterproof", "heel",
    "fit", "popularity", "image_url",
)  # fmt: skip
_VARIANT_COLUMNS = (
    "id", "feed_key", "sku", "gtin", "colour", "colour_hex", "size", "price", "currency", "compare_at_price",
    "image_url", "quantity",
)  # fmt: skip


def _product(row: ProductRow) -> tuple[Any, ...]:
    return (
        uuid7(), row.feed_key, slug_of(row.title, row.feed_key), row.title, row.description, row.brand, row.department,
        row.category, row.slot, msgspec.json.encode(row.attributes).decode(), row.formality, list(row.seasons), row.clo,
        row.coverage, row.pattern, list(row.materials), colours_of(row), list(row.occasions), row.waterproof, row.heel,
        row.fit, row.popularity, row.image_url,
    )  # fmt: skip


def _variant(row: ProductRow, variant: VariantRow) -> tuple[Any, ...]:
    return (
        uuid7(), row.feed_key, variant.sku, variant.gtin, variant.colour, variant.hex, variant.size, variant.price,
        variant.currency, variant.compare_at_price, variant.image_url, variant.quantity,
    )  # fmt: skip


_INCOMING_PRODUCTS = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_products (
    id uuid, feed_key text, slug text, title text, description text, brand text, department text, category text,
    slot text, attributes jsonb, formality float8, seasons text[], clo float8, coverage float8, pattern text,
    materials text[], colours text[], occasions text[], waterproof bool, heel text, fit text, popularity float8,
    image_url text
) ON COMMIT DROP"""
_INCOMING_VARIANTS = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_variants (
    id uuid, feed_key text, product_id uuid, sku text, gtin text, colour text, colour_hex char(7), size text,
    price bigint, currency char(3), compare_at_price bigint, image_url text, quantity int
) ON COMMIT DROP"""

_SKU_TAKEN = """
DELETE FROM pg_temp.incoming_variants AS i
USING voguevault.product_variants AS v JOIN voguevault.products AS p ON p.id = v.product_id
WHERE v.sku = i.sku AND p.feed_key IS DISTINCT FROM i.feed_key
RETURNING i.sku, p.title"""

_TWIN = """
DELETE FROM pg_temp.incoming_variants AS i
USING voguevault.products AS p JOIN voguevault.product_variants AS v ON v.product_id = p.id
WHERE p.feed_key = i.feed_key AND v.sku <> i.sku AND v.colour = i.colour AND v.size IS NOT DISTINCT FROM i.size
RETURNING i.sku, v.sku AS other"""

_WITHOUT_VARIANTS = """
DELETE FROM pg_temp.incoming_products AS p
WHERE NOT EXISTS (SELECT FROM pg_temp.incoming_variants AS v WHERE v.feed_key = p.feed_key)"""

# A feed says nothing of popularity (0): what was measured since stays.
_KEPT = ("id", "feed_key", "slug", "colours", "popularity")
_FACTS = tuple(column for column in _PRODUCT_COLUMNS if column not in _KEPT)

_UPSERT_PRODUCTS = f"""
INSERT INTO voguevault.products AS p ({", ".join(_PRODUCT_COLUMNS)})
SELECT {", ".join(_PRODUCT_COLUMNS)} FROM pg_temp.incoming_products ORDER BY feed_key
ON CONFLICT (feed_key) DO UPDATE
SET {", ".join(f"{c} = excluded.{c}" for c in _FACTS)}, version = p.version + 1, updated_at = now()
WHERE ({", ".join(f"p.{c}" for c in _FACTS)}) IS DISTINCT FROM ({", ".join(f"excluded.{c}" for c in _FACTS)})
RETURNING p.id, p.xmax = 0 AS new"""  # noqa: S608 - names of columns of our own

_RESOLVE = """
UPDATE pg_temp.incoming_variants AS i SET product_id = p.id
FROM voguevault.products AS p WHERE p.feed_key = i.feed_key"""

_OF_VARIANT = ("gtin", "colour", "colour_hex", "size", "price", "currency", "compare_at_price", "image_url")
_UPSERT_VARIANTS = f"""
INSERT INTO voguevault.product_variants AS v (id, product_id, sku, {", ".join(_OF_VARIANT)})
SELECT id, product_id, sku, {", ".join(_OF_VARIANT)} FROM pg_temp.incoming_variants ORDER BY product_id, id
ON CONFLICT (sku) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in _OF_VARIANT)}, updated_at = now()
WHERE ({", ".join(f"v.{c}" for c in _OF_VARIANT)}) IS DISTINCT FROM ({", ".join(f"excluded.{c}" for c in _OF_VARIANT)})
RETURNING v.id, v.product_id, v.xmax = 0 AS new"""  # noqa: S608 - names of columns of our own

# What is reserved for a cart or an order stays in stock, whatever the feed says.
_UPSERT_STOCK = """
INSERT INTO voguevault.stock_levels AS s (id, variant_id, on_hand)
SELECT gen_random_uuid(), v.id, i.quantity
FROM pg_temp.incoming_variants AS i JOIN voguevault.product_variants AS v ON v.sku = i.sku
ORDER BY v.product_id, v.id
ON CONFLICT (variant_id, location) DO UPDATE
SET on_hand = greatest(excluded.on_hand, s.reserved), updated_at = now()
WHERE s.on_hand <> greatest(excluded.on_hand, s.reserved)
RETURNING s.variant_id,
    (SELECT product_id FROM voguevault.product_variants AS v WHERE v.id = s.variant_id) AS product_id"""

# Variants that are gone from the feed are still sold: their colours stay among the product's.
_UNITE_COLOURS = """
UPDATE voguevault.products AS p SET colours = c.colours, updated_at = now()
FROM pg_temp.incoming_products AS i
CROSS JOIN LATERAL (
    SELECT i.colours || ARRAY(
        SELECT DISTINCT v.colour FROM voguevault.products AS q JOIN voguevault.product_variants AS v
            ON v.product_id = q.id
        WHERE q.feed_key = i.feed_key AND v.colour <> ALL (i.colours) ORDER BY v.colour
    ) AS colours
) AS c
WHERE p.feed_key = i.feed_key AND p.colours <> c.colours
RETURNING p.id"""

_TOTALS = """
SELECT (SELECT count(*) FROM pg_temp.incoming_products) AS products,
    (SELECT count(*) FROM pg_temp.incoming_variants) AS variants"""
