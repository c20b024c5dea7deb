"""Wishes in retrieval: what they bring first, and what becomes of those that nothing answers."""

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from aurora.embedder import EmbeddingUnavailable, LocalEmbedder, Vectors
from aurora.retrieval import Retriever
from aurora.types import (
    Analysis,
    Style,
    StyleContext,
)
from commerce.colours import NAMED
from commerce.models import Product
from core.db import Sessions
from tests.aurora.retrieving import NOTHING, Shop, budget, look, titles, wish
from tests.factories import make_variant

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop(sessions: Sessions, local: LocalEmbedder) -> Shop:
    return Shop(sessions, local)


async def test_a_wanted_kind_in_a_wanted_colour_comes_alone(shop: Shop) -> None:
    await shop.add("Red dress", "dress", "dress", colour="red", size="38")
    await shop.add("Indigo dress", "dress", "dress", colour="indigo", size="38")
    await shop.add("Navy gown", "dress", "gown", colour="navy", size="38")
    await shop.add("Shirt", "top", "shirt")
    await shop.open()
    constraints = (wish("category", name="dress", slot="dress"), wish("colour", name="navy", slot="dress"))
    pool = await shop.pool(look(*constraints, intent="product", slots=("dress",), query="a navy dress"))
    assert titles(pool, "dress") == ["Indigo dress"]
    assert list(pool.by_slot) == ["dress"]
    assert pool.widened == ()


async def test_a_wish_that_nothing_answers_is_let_go_and_reported(shop: Shop) -> None:
    await shop.add("Red dress", "dress", "dress", colour="red", size="38")
    await shop.open()
    constraints = (wish("category", name="dress", slot="dress"), wish("colour", name="green", slot="dress"))
    pool = await shop.pool(look(*constraints, intent="product", slots=("dress",), query="a green dress"))
    assert titles(pool, "dress") == ["Red dress"]
    assert pool.widened == ("category:dress", "colour:dress")
    assert pool.empty == {}


async def test_a_colour_for_the_whole_look_comes_first_and_leaves_a_choice(shop: Shop) -> None:
    for n, colour in enumerate(("red", "black", "navy", "cream")):
        await shop.add(f"Shirt {colour}", "top", "shirt", colour=colour, popularity=n / 10)
    await shop.add("Black bag", "bag", "tote", colour="black", size=None)
    await shop.open()
    pool = await shop.pool(look(wish("colour", name="navy")))
    assert titles(pool, "top")[0] == "Shirt navy"
    assert set(titles(pool, "top")) == {"Shirt red", "Shirt black", "Shirt navy", "Shirt cream"}
    assert titles(pool, "bag") == ["Black bag"]
    assert pool.widened == ("colour:bag",)


async def test_the_variant_in_the_wanted_colour_is_chosen_else_the_palettes_else_the_cheapest(shop: Shop) -> None:
    shirt = await shop.add("Shirt", "top", "shirt", colour="red", price=5000)
    async with shop.sessions.begin() as session:
        for colour, price in (("indigo", 6000), ("cream", 5500)):
            await make_variant(session, shirt, colour=colour, colour_hex=NAMED[colour], price=price)
        await session.execute(update(Product).where(Product.id == shirt.id).values(colours=["red", "indigo", "cream"]))
    await shop.open()

    async def chosen(analysis: Analysis) -> str:
        return (await shop.pool(analysis)).by_slot["top"][0].variant.colour

    assert await chosen(look(wish("colour", name="navy"))) == "indigo"
    palette = StyleContext(department="women", style=Style(palette=("white",)))
    assert await chosen(look(context=palette)) == "cream"
    assert await chosen(look()) == "red"


async def test_what_fits_the_occasion_comes_into_a_small_pool_though_others_are_nearer(shop: Shop) -> None:
    for n in range(8):
        await shop.add(f"Wedding wedding wedding shirt {n}", "top", "shirt")
    await shop.add("Oddly named piece", "top", "camisole", occasions=["wedding_guest"])
    await shop.open()
    context = StyleContext(department="women", occasion="wedding_guest")
    pool = await shop.pool(look(context=context, query="wedding shirt"), per_slot=4)
    assert len(pool.by_slot["top"]) == 4
    assert "Oddly named piece" in titles(pool, "top")


async def test_under_a_budget_the_cheapest_of_the_nearest_are_in_a_small_pool(shop: Shop) -> None:
    for n in range(8):
        await shop.add(f"Silk evening blouse {n}", "top", "blouse", price=9000 + n)
    await shop.add("Plain tee", "top", "t_shirt", price=900)
    await shop.open()
    analysis = look(budget(20000), query="silk evening blouse")
    assert "Plain tee" in titles(await shop.pool(analysis, per_slot=4), "top")


async def test_a_brand_that_only_the_words_know_is_found_among_look_alikes(shop: Shop) -> None:
    for n in range(3):
        await shop.add(f"Leather tote bag {n}", "bag", "tote", size=None, brand="Alder")
    await shop.add("Leather tote bag", "bag", "tote", size=None, brand="Zephyrine")
    await shop.open()
    pool = await shop.pool(look(query="zephyrine tote"))
    assert pool.by_slot["bag"][0].item.brand == "Zephyrine"
    assert pool.by_slot["bag"][0].lexical > 0


async def test_taste_is_the_cosine_with_the_shoppers_vector(shop: Shop) -> None:
    await shop.add("Sequinned party top", "top", "top")
    await shop.open()
    (taste,) = shop.embedder.embed_now(["Sequinned party top"])
    (found,) = (await shop.pool(look(), taste=[float(x) for x in taste])).by_slot["top"]
    assert found.taste is not None
    assert 0.6 < found.taste <= 1


async def test_without_the_embedding_service_words_and_popularity_choose_and_the_pool_says_so(shop: Shop) -> None:
    await shop.add("Plain shirt", "top", "shirt", popularity=0.9)
    await shop.add("Linen shirt", "top", "shirt", popularity=0.1)
    await shop.open()

    class Down:
        model = LocalEmbedder.model

        async def embed(self, texts: Sequence[str]) -> Vectors:
            raise EmbeddingUnavailable("The embedding model did not answer: status 503.")

    pool = await Retriever(shop.sessions, Down()).search(look(query="something nice"), NOTHING)
    assert titles(pool, "top") == ["Plain shirt", "Linen shirt"]
    assert pool.widened == ("similarity",)
