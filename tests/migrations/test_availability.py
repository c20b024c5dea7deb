"""An embedding always says what its product costs at least and whether it can be bought."""

import asyncio
import json

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.models import ProductEmbedding
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from tests.factories import make_embedding, make_product, make_variant

pytestmark = pytest.mark.anyio


async def flags(session: AsyncSession, product: Product) -> tuple[int | None, bool]:
    query = select(ProductEmbedding.min_price, ProductEmbedding.in_stock).where(
        ProductEmbedding.product_id == product.id
    )
    row = (await session.execute(query)).one()
    return row.min_price, row.in_stock


async def variant_of(session: AsyncSession, product: Product, size: str) -> ProductVariant:
    query = select(ProductVariant).where(ProductVariant.product_id == product.id, ProductVariant.size == size)
    return (await session.scalars(query)).one()


async def set_stock(session: AsyncSession, variant: ProductVariant, on_hand: int, reserved: int = 0) -> None:
    statement = update(StockLevel).where(StockLevel.variant_id == variant.id)
    await session.execute(statement.values(on_hand=on_hand, reserved=reserved))


async def test_an_embedding_is_born_with_the_truth_whatever_is_inserted(session: AsyncSession) -> None:
    sold_out, for_sale = await make_product(session, stock=0), await make_product(session, price=4200)
    await make_embedding(session, sold_out, min_price=1, in_stock=True)
    await make_embedding(session, for_sale)
    assert await flags(session, sold_out) == (None, False)
    assert await flags(session, for_sale) == (4200, True)


async def test_the_last_one_that_is_reserved_takes_the_product_out_and_its_release_brings_it_back(
    session: AsyncSession,
) -> None:
    product = await make_product(session, price=4200, stock=2)
    await make_embedding(session, product)
    variant = await variant_of(session, product, "M")
    await set_stock(session, variant, 2, 1)
    assert await flags(session, product) == (4200, True)
    await set_stock(session, variant, 2, 2)
    assert await flags(session, product) == (None, False)
    await set_stock(session, variant, 2, 1)
    assert await flags(session, product) == (4200, True)


async def test_the_cheapest_price_is_that_of_a_variant_in_stock(session: AsyncSession) -> None:
    product = await make_product(session, price=4200, size="M")
    dearer = await make_variant(session, product, size="L", price=5000)
    await make_embedding(session, product)
    await set_stock(session, await variant_of(session, product, "M"), 0)
    assert await flags(session, product) == (5000, True)
    await session.execute(update(ProductVariant).where(ProductVariant.id == dearer.id).values(price=4900))
    assert await flags(session, product) == (4900, True)


async def test_a_new_cheaper_variant_lowers_the_price_when_its_stock_arrives(session: AsyncSession) -> None:
    product = await make_product(session, price=4200)
    await make_embedding(session, product)
    await make_variant(session, product, size="S", price=3000, stock=1)
    assert await flags(session, product) == (3000, True)


async def offers(session: AsyncSession, product: Product) -> list[tuple[str, str | None, int, int]]:
    """Colour, size, price and units of what is on offer, as the search row tells it."""
    query = select(ProductEmbedding.offers).where(ProductEmbedding.product_id == product.id)
    return [(o[2], o[4], o[5], o[6]) for o in json.loads(await session.scalar(query) or "[]")]


async def test_the_search_row_tells_what_is_on_offer_cheapest_first(session: AsyncSession) -> None:
    product = await make_product(session, price=5000, size="M", colour="navy", stock=2)
    await make_variant(session, product, size="l", colour="red", price=4000, stock=9)
    await make_variant(session, product, size=None, colour="cream", price=6000, stock=1)
    await make_variant(session, product, size="XL", colour="black", price=1000, stock=0)
    await make_embedding(session, product)
    assert await offers(session, product) == [("red", "l", 4000, 4), ("navy", "M", 5000, 2), ("cream", None, 6000, 1)]
    query = select(ProductEmbedding.sizes, ProductEmbedding.colours, ProductEmbedding.max_price)
    row = (await session.execute(query)).one()
    assert (set(row.sizes), set(row.colours), row.max_price) == ({"L", "M", ""}, {"red", "navy", "cream"}, 6000)


async def test_units_are_told_to_the_last_three_and_plenty_beyond(session: AsyncSession) -> None:
    product = await make_product(session, stock=9, size="M")
    await make_embedding(session, product)
    variant = await variant_of(session, product, "M")
    told = []
    for reserved in (0, 5, 6, 7, 8, 9, 4):
        await set_stock(session, variant, 9, reserved)
        told.append([units for *_, units in await offers(session, product)])
    assert told == [[4], [4], [3], [2], [1], [], [4]]


async def test_a_variant_that_changes_its_colour_size_or_sku_is_told_anew(session: AsyncSession) -> None:
    product = await make_product(session, size="M", colour="navy")
    await make_embedding(session, product)
    change = update(ProductVariant).where(ProductVariant.product_id == product.id)
    await session.execute(change.values(colour="red", size="S"))
    assert [(colour, size) for colour, size, *_ in await offers(session, product)] == [("red", "S")]
    query = select(ProductEmbedding.sizes, ProductEmbedding.colours)
    assert tuple((await session.execute(query)).one()) == (["S"], ["red"])


async def test_stock_elsewhere_counts(session: AsyncSession) -> None:
    product = await make_product(session, price=4200, stock=0)
    await make_embedding(session, product)
    variant = await variant_of(session, product, "M")
    session.add(StockLevel(variant_id=variant.id, location="shop", on_hand=1, reserved=0))
    await session.flush()
    assert await flags(session, product) == (4200, True)
    await session.execute(delete(StockLevel).where(StockLevel.location == "shop"))
    assert await flags(session, product) == (None, False)


async def test_removing_the_cheapest_variant_raises_the_price(session: AsyncSession) -> None:
    product = await make_product(session, price=4200, size="M")
    await make_variant(session, product, size="L", price=5000)
    await make_embedding(session, product)
    cheap = await variant_of(session, product, "M")
    await session.execute(delete(ProductVariant).where(ProductVariant.id == cheap.id))
    assert await flags(session, product) == (5000, True)


async def test_a_variant_that_moves_to_another_product_changes_both(session: AsyncSession) -> None:
    poor, rich = await make_product(session, stock=0, size="M"), await make_product(session, price=4200, size="S")
    await make_embedding(session, poor)
    await make_embedding(session, rich)
    moved = await variant_of(session, rich, "S")
    await session.execute(update(ProductVariant).where(ProductVariant.id == moved.id).values(product_id=poor.id))
    assert await flags(session, rich) == (None, False)
    assert await flags(session, poor) == (4200, True)


async def test_one_statement_over_many_products_changes_each(session: AsyncSession) -> None:
    products = [await make_product(session, price=1000 + n) for n in range(5)]
    for product in products:
        await make_embedding(session, product)
    await session.execute(update(StockLevel).values(on_hand=0))
    assert [await flags(session, p) for p in products] == [(None, False)] * 5
    await session.execute(update(StockLevel).values(on_hand=1))
    assert [await flags(session, p) for p in products] == [(1000 + n, True) for n in range(5)]


async def test_a_product_that_changes_slot_or_department_takes_its_embedding_along(session: AsyncSession) -> None:
    product = await make_product(session, price=4200, slot="top", department="women")
    await make_embedding(session, product)
    leaf = text(
        "SELECT product_id, relname FROM voguevault.product_embeddings e JOIN pg_class ON pg_class.oid = e.tableoid"
    )
    for slot, department in (("outerwear", "women"), ("outerwear", "men"), ("shoes", "unisex")):
        await session.execute(update(Product).where(Product.id == product.id).values(slot=slot, department=department))
        expected = (product.id, f"product_embeddings_{slot}_{department}")
        assert (await session.execute(leaf)).one() == expected
        assert await flags(session, product) == (4200, True)


async def test_a_moved_embedding_still_follows_the_stock(session: AsyncSession) -> None:
    product = await make_product(session, slot="top", department="women")
    await make_embedding(session, product)
    await session.execute(update(Product).values(slot="dress", department="girls"))
    await session.execute(update(StockLevel).values(on_hand=0))
    assert await flags(session, product) == (None, False)


async def test_a_product_that_leaves_all_looks_loses_its_embedding_and_one_that_is_deleted_too(
    session: AsyncSession,
) -> None:
    slotless, deleted = await make_product(session), await make_product(session)
    await make_embedding(session, slotless)
    await make_embedding(session, deleted)
    await session.execute(update(Product).where(Product.id == slotless.id).values(slot=None))
    await session.execute(delete(Product).where(Product.id == deleted.id))
    assert await session.scalar(select(func.count()).select_from(ProductEmbedding)) == 0


async def test_an_embedding_in_the_wrong_partition_is_refused(session: AsyncSession) -> None:
    product = await make_product(session, slot="top", department="women")
    with pytest.raises(IntegrityError, match="fk_product_embeddings_product_id_slot_department_products"):
        await make_embedding(session, product, department="men")


async def test_vectors_of_two_models_lie_side_by_side_and_one_of_each(session: AsyncSession) -> None:
    product = await make_product(session)
    await make_embedding(session, product, model="one")
    await make_embedding(session, product, model="two")
    with pytest.raises(IntegrityError, match=r"pkey|pk_product_embeddings"):
        await make_embedding(session, product, model="one")


async def test_two_buyers_of_the_last_two_variants_leave_the_product_sold_out(sessions: Sessions) -> None:
    """Each sees the other's variant still on the shelf; whoever commits second has to look again."""
    async with sessions.begin() as session:
        product = await make_product(session, stock=1, size="M")
        other = await make_variant(session, product, size="L", stock=1)
        await make_embedding(session, product)
        variant = await variant_of(session, product, "M")
    async with sessions() as first, sessions() as second:
        await set_stock(first, variant, 1, 1)
        waiting = asyncio.create_task(set_stock(second, other, 1, 1))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await first.commit()
        await waiting
        await second.commit()
    async with sessions() as session:
        assert await flags(session, product) == (None, False)


async def test_a_product_embedded_while_its_last_one_is_sold_is_sold_out(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        product = await make_product(session, stock=1)
        variant = await variant_of(session, product, "M")
    async with sessions() as buyer, sessions() as embedder:
        await set_stock(buyer, variant, 1, 1)
        waiting = asyncio.create_task(make_embedding(embedder, product))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await buyer.commit()
        await waiting
        await embedder.commit()
    async with sessions() as session:
        assert await flags(session, product) == (None, False)


async def test_a_reservation_that_leaves_some_locks_no_product(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        product = await make_product(session, stock=5, size="M")
        other = await make_variant(session, product, size="L", stock=5)
        await make_embedding(session, product)
        variant = await variant_of(session, product, "M")
    async with sessions() as first, sessions() as second:
        await set_stock(first, variant, 5, 1)
        await asyncio.wait_for(set_stock(second, other, 5, 1), timeout=2)
        reserved = "SELECT reserved FROM voguevault.stock_levels WHERE variant_id = :id"
        assert await second.scalar(text(reserved), {"id": other.id}) == 1


# ── what is told of the product itself ─────────────────────────────────────────────────────────────────────────────


async def told(session: AsyncSession, product: Product) -> ProductEmbedding:
    query = select(ProductEmbedding).where(ProductEmbedding.product_id == product.id)
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def test_an_embedding_tells_the_facts_of_its_product_and_what_becomes_of_them(session: AsyncSession) -> None:
    product = await make_product(session, title="Poplin shirt", materials=["cotton"], colours=["navy", "white"])
    await make_embedding(session, product, brand="made up", popularity=1.0)
    row = await told(session, product)
    assert (row.active, row.brand, row.popularity, row.materials) == (True, product.brand, 0.0, ["cotton"])
    assert (row.all_colours, row.category, row.told_at) == (["navy", "white"], product.category, product.updated_at)
    await session.execute(
        update(Product).where(Product.id == product.id).values(materials=["linen"], title="Beach shirt", popularity=0.5)
    )
    row = await told(session, product)
    assert (row.materials, row.popularity) == (["linen"], 0.5)
    assert "beach" in str(row.words)
    assert "poplin" not in str(row.words)


async def test_a_product_that_goes_off_sale_is_not_active_until_it_is_back(session: AsyncSession) -> None:
    product, other = await make_product(session), await make_product(session)
    await make_embedding(session, product)
    await make_embedding(session, other)
    for status, active in (("archived", False), ("active", True)):
        await session.execute(update(Product).where(Product.id == product.id).values(status=status))
        assert (await told(session, product)).active is active
        assert (await told(session, other)).active is True


async def test_a_product_that_changes_its_department_is_told_there(session: AsyncSession) -> None:
    product = await make_product(session, department="women", occasions=["party"])
    await make_embedding(session, product)
    await session.execute(
        update(Product).where(Product.id == product.id).values(department="men", occasions=["work"], fit="slim")
    )
    row = await told(session, product)
    assert (row.department, row.occasions, row.fit) == ("men", ["work"], "slim")


async def test_any_change_of_a_product_changes_the_time_at_which_it_was_told(sessions: Sessions) -> None:
    """What a server keeps decoded of it is compared by that time."""
    async with sessions.begin() as session:
        product = await make_product(session)
        await make_embedding(session, product)
    async with sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == product.id).values(image_url="https://a.test/b.jpg"))
        changed_at = await session.scalar(select(Product.updated_at).where(Product.id == product.id))
        assert changed_at is not None and changed_at > product.updated_at  # noqa: PT018
        assert (await told(session, product)).told_at == changed_at
