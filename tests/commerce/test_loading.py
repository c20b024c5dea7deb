"""Bulk upserts against the real database."""

import msgspec
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.loading import Counts, colours_of, load, slug_of
from commerce.models import Product, ProductVariant, StockLevel
from commerce.rows import ProductRow, VariantRow

pytestmark = pytest.mark.anyio


def variant(sku: str, **changes: object) -> VariantRow:
    given = {"colour": "navy", "hex": "#1c2742", "size": "M", "price": 5900, "currency": "USD", "quantity": 4}
    return VariantRow(sku=sku, **{**given, **changes})  # type: ignore[arg-type]


def product(key: str = "tee", *variants: VariantRow, **changes: object) -> ProductRow:
    given = {"title": "Navy T-shirt", "description": "A t-shirt.", "brand": "Acme", "department": "men",
             "category": "t_shirt", "slot": "top"}  # fmt: skip
    return ProductRow(feed_key=key, variants=variants or (variant(f"{key}-m"),), **{**given, **changes})  # type: ignore[arg-type]


async def stock_of(session: AsyncSession, sku: str) -> StockLevel:
    query = select(StockLevel).join(ProductVariant, ProductVariant.id == StockLevel.variant_id)
    return (await session.execute(query.where(ProductVariant.sku == sku))).scalar_one()


async def test_the_same_rows_a_second_time_change_nothing(session: AsyncSession) -> None:
    rows = [product("tee", variant("a"), variant("b", size="L")), product("cap", variant("c"))]
    first = await load(session, rows)
    before = (await session.execute(select(Product.id, Product.slug, Product.version))).all()
    second = await load(session, rows)
    assert first == Counts(imported=2, variants_imported=3)
    assert second == Counts(unchanged=2, variants_unchanged=3)
    assert (await session.execute(select(Product.id, Product.slug, Product.version))).all() == before


async def test_a_new_price_updates_the_variant_and_counts_its_product(session: AsyncSession) -> None:
    await load(session, [product("tee", variant("a"), variant("b", size="L"))])
    counts = await load(
        session, [product("tee", variant("a", price=4900, compare_at_price=5900), variant("b", size="L"))]
    )
    assert counts == Counts(updated=1, variants_updated=1, variants_unchanged=1)
    price = await session.scalar(select(ProductVariant.price).where(ProductVariant.sku == "a"))
    assert price == 4900


async def test_a_changed_title_keeps_the_slug_and_raises_the_version(session: AsyncSession) -> None:
    await load(session, [product()])
    counts = await load(session, [product(title="Better T-shirt")])
    found = (await session.execute(select(Product))).scalar_one()
    assert (counts.updated, found.title, found.version) == (1, "Better T-shirt", 2)
    assert found.slug == slug_of("Navy T-shirt", "tee")


async def test_a_variant_that_is_gone_from_the_feed_stays_with_its_colour(session: AsyncSession) -> None:
    await load(session, [product("tee", variant("a"), variant("b", colour="red", hex="#c1202f"))])
    await load(session, [product("tee", variant("a"))])
    found = (await session.execute(select(Product))).scalar_one()
    assert await session.scalar(select(func.count()).select_from(ProductVariant)) == 2
    assert found.colours == ["navy", "red"]
    assert (await load(session, [product("tee", variant("a"))])).unchanged == 1


async def test_reserved_units_are_never_imported_away(session: AsyncSession) -> None:
    await load(session, [product()])
    level = await stock_of(session, "tee-m")
    level.reserved = 3
    await session.flush()
    await load(session, [product("tee", variant("tee-m", quantity=1))])
    await session.refresh(level)
    assert (level.on_hand, level.reserved) == (3, 3)


async def test_a_sku_of_another_product_is_a_conflict_and_moves_nothing(session: AsyncSession) -> None:
    await load(session, [product("tee", variant("a"))])
    counts = await load(session, [product("shirt", variant("a"), title="Shirt")])
    assert [c.sku for c in counts.conflicts] == ["a"]
    assert "Navy T-shirt" in counts.conflicts[0].reason
    assert (counts.imported, counts.variants_imported) == (0, 0)
    assert await session.scalar(select(func.count()).select_from(Product)) == 1


async def test_a_size_and_colour_that_another_sku_holds_is_a_conflict(session: AsyncSession) -> None:
    await load(session, [product("tee", variant("a"))])
    counts = await load(session, [product("tee", variant("new"), variant("b", size="L"))])
    assert [(c.sku, c.reason) for c in counts.conflicts] == [("new", "the product has this size and colour as SKU a")]
    assert counts.variants_imported == 1


async def test_a_product_without_size_has_one_variant_a_colour(session: AsyncSession) -> None:
    await load(session, [product("bag", variant("a", size=None), category="tote", slot="bag")])
    counts = await load(session, [product("bag", variant("b", size=None), category="tote", slot="bag")])
    assert [c.sku for c in counts.conflicts] == ["b"]


async def test_more_than_a_batch_is_loaded_whole(session: AsyncSession) -> None:
    counts = await load(session, (product(f"p{n}") for n in range(1203)))
    assert counts == Counts(imported=1203, variants_imported=1203)
    assert await session.scalar(select(func.count()).select_from(StockLevel)) == 1203


async def test_facts_and_attributes_arrive_as_they_were(session: AsyncSession) -> None:
    row = product(
        attributes={"cut": {"sleeve": "long"}, "further_colours": ["white"], "derivation": {}}, seasons=("winter",),
        materials=("wool", "silk"), formality=0.4, clo=0.31, coverage=0.9, waterproof=False, fit="slim",
        occasions=("work",), pattern="striped", image_url="https://x.example/a.jpg",
    )  # fmt: skip
    await load(session, [row])
    found = (await session.execute(select(Product))).scalar_one()
    assert found.attributes == row.attributes
    assert (found.seasons, found.materials, found.colours) == (["winter"], ["wool", "silk"], ["navy", "white"])
    assert (found.formality, found.clo, found.coverage, found.waterproof) == (0.4, 0.31, 0.9, False)
    assert found.feed_key == "tee"
    matches = text(
        "SELECT count(*) FROM voguevault.products WHERE search @@ voguevault.search_query('striped OR white')"
    )
    assert await session.scalar(matches) == 1


async def test_a_product_that_leaves_the_looks_loses_its_slot(session: AsyncSession) -> None:
    await load(session, [product()])
    await load(session, [product(category="other", slot=None)])
    assert (await session.execute(select(Product.slot, Product.category))).one() == (None, "other")


def test_slugs_are_readable_stable_and_differ_by_feed_key() -> None:
    assert slug_of("Café Crème – Blouse!", "1").startswith("cafe-creme-blouse-")
    assert slug_of("T-shirt", "1") == slug_of("T-shirt", "1") != slug_of("T-shirt", "2")
    assert len(slug_of("", "1")) == 10
    assert len(slug_of("word " * 60, "1")) <= 91


def test_a_products_colours_are_its_variants_and_the_further_ones_of_its_print() -> None:
    row = product("tee", variant("a"), variant("b", size="L"), attributes={"further_colours": ["red", "navy"]})
    assert colours_of(row) == ["navy", "red"]
    assert colours_of(msgspec.structs.replace(row, attributes={})) == ["navy"]
