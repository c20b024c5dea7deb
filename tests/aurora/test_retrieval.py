"""Retrieval against a real database and the real local model: what comes, and that it is as the shop is now."""

from typing import Any

import pytest
from sqlalchemy import text, update

from aurora.embedder import LocalEmbedder
from aurora.retrieval.goods import Goods
from aurora.types import (
    StyleContext,
)
from commerce.colours import NAMED
from commerce.garments import Slot
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from tests.aurora.retrieving import Shop, look, titles

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop(sessions: Sessions, local: LocalEmbedder) -> Shop:
    return Shop(sessions, local)


async def test_candidates_come_by_slot_nearest_to_the_words_first(shop: Shop) -> None:
    await shop.add("Heavy wool winter coat", "outerwear", "coat", materials=["wool"])
    await shop.add("Showerproof summer mac", "outerwear", "trench_coat", materials=["cotton"])
    await shop.add("Beach sandals", "shoes", "sandals", size="40")
    await shop.open()
    cold = await shop.pool(look(query="a warm woollen coat for deep winter"))
    wet = await shop.pool(look(query="a light raincoat for a summer shower"))
    assert titles(cold, "outerwear") == ["Heavy wool winter coat", "Showerproof summer mac"]
    assert titles(wet, "outerwear") == ["Showerproof summer mac", "Heavy wool winter coat"]
    assert titles(cold, "shoes") == ["Beach sandals"]
    best, other = cold.by_slot["outerwear"]
    assert 1 > best.similarity > other.similarity > 0
    assert best.fused > other.fused
    assert best.taste is None
    assert cold.empty == {"top": "no tops in stock", "bottom": "no bottoms in stock", "dress": "no dresses in stock",
                          "bag": "no bags in stock", "accessory": "no accessories in stock"}  # fmt: skip


async def test_the_item_says_what_the_shop_knows(shop: Shop) -> None:
    product = await shop.add(
        "Oak brogues", "shoes", "oxfords", size="42", colour="brown", heel="flat", waterproof=True, fit="regular",
        formality=0.8, seasons=["autumn"], occasions=["work"], coverage=0.5, popularity=0.4, price=12900, stock=3,
    )  # fmt: skip
    await shop.open()
    (found,) = (await shop.pool(look())).by_slot["shoes"]
    item = found.item
    assert (item.product_id, item.slug, item.category, item.department) == (
        product.id,
        product.slug,
        "oxfords",
        "women",
    )
    assert (item.heel, item.waterproof, item.fit, item.formality) == ("flat", True, "regular", 0.8)
    assert (item.seasons, item.occasions, item.coverage, item.popularity) == (("autumn",), ("work",), 0.5, 0.4)
    assert item.variants == (found.variant,)
    assert (found.variant.price, found.variant.size, found.variant.available) == (12900, "42", 3)
    assert (item.currency, found.variant.hex) == ("USD", NAMED["brown"])


async def test_only_clothes_of_the_department_and_unisex_ones_come(shop: Shop) -> None:
    for department in ("women", "men", "unisex", "girls", "boys"):
        await shop.add(f"Shirt for {department}", "top", "shirt", department=department)
        await shop.add(f"Bag for {department}", "bag", "tote", department=department, size=None)
    await shop.open()

    async def of(department: Any, slot: Slot) -> set[str]:
        pool = await shop.pool(look(context=StyleContext(department=department)))
        return {candidate.item.department for candidate in pool.by_slot[slot]}

    assert await of("women", "top") == {"women", "unisex"}
    assert await of("men", "top") == {"men", "unisex"}
    assert await of("girls", "top") == {"girls"}
    assert await of("boys", "bag") == {"boys", "unisex"}
    assert await of("unisex", "top") == {"women", "men", "unisex"}
    assert await of(None, "top") == {"women", "men", "unisex"}


async def test_stock_is_read_when_the_search_is_made(shop: Shop) -> None:
    product = await shop.add("Poplin shirt", "top", "shirt", stock=2)
    await shop.open()
    async with shop.sessions.begin() as session:
        await session.execute(update(StockLevel).values(reserved=2))
    pool = await shop.pool(look())
    assert pool.by_slot == {}
    assert pool.empty["top"] == "no tops in stock"
    async with shop.sessions.begin() as session:
        await session.execute(update(StockLevel).values(reserved=1))
    (found,) = (await shop.pool(look())).by_slot["top"]
    assert (found.item.product_id, found.variant.available) == (product.id, 1)


async def test_an_archived_product_does_not_come_even_before_its_vector_is_removed(shop: Shop) -> None:
    product = await shop.add("Poplin shirt", "top", "shirt")
    await shop.open()
    async with shop.sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == product.id).values(status="archived"))
    assert (await shop.pool(look())).by_slot == {}


async def test_vectors_of_another_model_are_not_compared(shop: Shop) -> None:
    await shop.add("Poplin shirt", "top", "shirt")
    await shop.open()
    async with shop.sessions.begin() as session:
        await session.execute(text("UPDATE voguevault.product_embeddings SET model = 'another-model'"))
    assert (await shop.pool(look())).by_slot == {}


async def test_what_is_kept_between_searches_follows_the_shop(shop: Shop) -> None:
    product = await shop.add("Poplin shirt", "top", "shirt", price=5900, stock=5)
    await shop.open()

    async def shown() -> tuple[str, int, int]:
        (found,) = (await shop.pool(look())).by_slot["top"]
        return found.item.title, found.variant.price, found.variant.available

    assert await shown() == ("Poplin shirt", 5900, 4)
    async with shop.sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == product.id).values(title="Silk shirt"))
    assert await shown() == ("Silk shirt", 5900, 4)
    async with shop.sessions.begin() as session:
        await session.execute(update(ProductVariant).values(price=4900))
        await session.execute(update(StockLevel).values(reserved=3))
    assert await shown() == ("Silk shirt", 4900, 2)


async def test_a_server_that_keeps_little_answers_the_same(shop: Shop) -> None:
    for n in range(6):
        await shop.add(f"Shirt {n}", "top", "shirt")
    await shop.open()
    goods = Goods(shop.sessions, kept=2)
    shop.retriever._goods = goods
    first = await shop.pool(look())
    assert len(titles(first, "top")) == 6
    assert len(goods._told) == 2
    shop.retriever.forget()
    assert await shop.pool(look()) == first


async def test_markup_in_a_products_own_title_is_no_part_of_its_name(shop: Shop) -> None:
    await shop.add("<b>Satin</b> shirt<script>alert(1)</script>", "top", "shirt", brand="Tern &amp; Co")
    await shop.add("<script>alert(1)</script>", "shoes", "loafers")
    await shop.open()

    pool = await shop.pool(look())

    assert (titles(pool, "top"), titles(pool, "shoes")) == (["Satin shirt"], ["loafers"])
    assert pool.by_slot["top"][0].item.brand == "Tern & Co"
