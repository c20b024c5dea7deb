"""Retrieval against a real database and the real local model: limits, wishes, empty slots, refinements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from aurora.embedder import EmbeddingUnavailable, LocalEmbedder, Vectors
from aurora.embeddings import embed_catalogue
from aurora.retrieval import Retriever
from aurora.retrieval.goods import Goods
from aurora.types import (
    Analysis,
    Constraint,
    ConstraintKind,
    ConstraintValue,
    ConversationState,
    Edit,
    LookOnTable,
    PieceOnTable,
    Pool,
    Sizes,
    Style,
    StyleContext,
)
from commerce.colours import NAMED
from commerce.garments import Slot
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from core.ids import uuid7
from tests.factories import make_product, make_variant

pytestmark = pytest.mark.anyio
NOTHING = ConversationState()


@pytest.fixture(scope="module")
def local() -> LocalEmbedder:
    return LocalEmbedder(threads=1)


class Shop:
    """A catalogue of a few products, and the retriever over it."""

    def __init__(self, sessions: Sessions, embedder: LocalEmbedder) -> None:
        self.sessions = sessions
        self.embedder = embedder
        self.retriever = Retriever(sessions, embedder)

    async def add(self, title: str, slot: str, category: str, **columns: Any) -> Product:
        colour = columns.get("colour", "navy")
        async with self.sessions.begin() as session:
            product = await make_product(session, title=title, slot=slot, category=category, **columns)
            hexes = update(ProductVariant).where(ProductVariant.product_id == product.id)
            await session.execute(hexes.values(colour_hex=NAMED[colour]))
            return product

    async def open(self) -> None:
        await embed_catalogue(self.sessions, self.embedder)

    async def pool(self, analysis: Analysis, state: ConversationState = NOTHING, **more: Any) -> Pool:
        return await self.retriever.search(analysis, state, **more)


@pytest.fixture
def shop(sessions: Sessions, local: LocalEmbedder) -> Shop:
    return Shop(sessions, local)


def wish(kind: ConstraintKind, *, slot: Slot | None = None, hard: bool = True, **value: Any) -> Constraint:
    return Constraint(kind=kind, text=kind, value=ConstraintValue(**value), slot=slot, hard=hard)


def budget(amount: int, *, per: str = "outfit") -> Constraint:
    return wish("budget", amount=amount, currency="USD", per=per)


def look(*constraints: Constraint, query: str = "something nice", sizes: Sizes | None = None, **more: Any) -> Analysis:
    context = more.pop("context", StyleContext(department="women", sizes=sizes))
    return Analysis(intent=more.pop("intent", "look"), context=context, constraints=constraints, query=query, **more)


def titles(pool: Pool, slot: Slot) -> list[str]:
    return [candidate.item.title for candidate in pool.by_slot.get(slot, ())]


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


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_nothing_dearer_than_the_whole_budget_comes(shop: Shop) -> None:
    await shop.add("Dear shirt", "top", "shirt", price=10001)
    at_limit = await shop.add("Fair shirt", "top", "shirt", price=10000)
    async with shop.sessions.begin() as session:
        await make_variant(session, at_limit, size="L", price=12000)
    await shop.open()
    pool = await shop.pool(look(budget(10000)))
    assert titles(pool, "top") == ["Fair shirt"]
    assert [variant.price for variant in pool.by_slot["top"][0].item.variants] == [10000]


async def test_a_budget_that_nothing_fits_empties_the_slot_and_says_so(shop: Shop) -> None:
    await shop.add("Fair shirt", "top", "shirt", price=10000)
    await shop.open()
    pool = await shop.pool(look(budget(8000)))
    assert pool.by_slot == {}
    assert pool.empty["top"] == "nothing under 80.00 USD"


async def test_the_smallest_set_of_limits_is_blamed(shop: Shop) -> None:
    await shop.add("Dear shoes", "shoes", "oxfords", size="46", price=12000)
    await shop.add("Cheap shoes", "shoes", "oxfords", size="42", price=4000)
    await shop.open()
    context = StyleContext(department="women", sizes=Sizes(shoes="EU 46"))
    both = await shop.pool(look(budget(8000), wish("avoid_colour", name="yellow"), context=context))
    assert both.empty["shoes"] == "nothing in size EU 46 under 80.00 USD"
    size = await shop.pool(look(budget(20000), context=StyleContext(department="women", sizes=Sizes(shoes="EU 49"))))
    assert size.empty["shoes"] == "nothing in size EU 49"


async def test_only_variants_in_the_shoppers_size_are_eligible(shop: Shop) -> None:
    shirt = await shop.add("Poplin shirt", "top", "shirt", size="S")
    async with shop.sessions.begin() as session:
        await make_variant(session, shirt, size="Medium", stock=1)
        await make_variant(session, shirt, size="L", stock=0)
    await shop.add("Small only", "top", "shirt", size="S")
    await shop.add("One size scarf", "accessory", "scarf", size=None)
    await shop.open()
    pool = await shop.pool(look(sizes=Sizes(top="M")))
    assert titles(pool, "top") == ["Poplin shirt"]
    assert [variant.size for variant in pool.by_slot["top"][0].item.variants] == ["Medium"]
    assert titles(pool, "accessory") == ["One size scarf"]
    assert (await shop.pool(look(sizes=Sizes(top="L")))).empty["top"] == "nothing in size L"


async def test_size_price_and_colour_have_to_meet_in_one_variant(shop: Shop) -> None:
    apart = await shop.add("Apart", "top", "shirt", size="M", colour="navy", price=9000)
    together = await shop.add("Together", "top", "shirt", size="M", colour="navy", price=9000)
    async with shop.sessions.begin() as session:
        for product, size, price in ((apart, "L", 3000), (together, "M", 3000)):
            await make_variant(session, product, size=size, price=price, colour="red", colour_hex=NAMED["red"])
    await shop.open()
    sized = look(budget(5000), sizes=Sizes(top="M"))
    (found,) = (await shop.pool(sized)).by_slot["top"]
    assert (found.item.title, found.variant.price, len(found.item.variants)) == ("Together", 3000, 1)
    no_red = look(budget(5000), wish("avoid_colour", name="red"), sizes=Sizes(top="M"))
    assert (await shop.pool(no_red)).empty["top"] == "nothing that is not red under 50.00 USD"


async def test_a_group_of_names_is_one_limit(shop: Shop) -> None:
    for material in ("wool", "leather", "cotton"):
        await shop.add(f"Of {material}", "top", "shirt", materials=[material])
    await shop.open()
    animal = wish("avoid_material", name="animal", names=("wool", "leather"))
    assert titles(await shop.pool(look(animal)), "top") == ["Of cotton"]
    await shop.add("Small cotton", "top", "shirt", size="S")
    await shop.open()
    small = wish("size", name="clothes", names=("top", "bottom", "dress"), size="S")
    assert titles(await shop.pool(look(small)), "top") == ["Small cotton"]


async def test_what_the_shopper_says_of_a_size_wins_over_what_is_known(shop: Shop) -> None:
    await shop.add("Small", "top", "shirt", size="S")
    await shop.add("Large", "top", "shirt", size="L")
    await shop.open()
    said = wish("size", name="top", size="L", slot="top")
    assert titles(await shop.pool(look(said, sizes=Sizes(top="S"))), "top") == ["Large"]


async def test_an_excluded_colour_takes_its_shades_with_it_and_no_neighbour(shop: Shop) -> None:
    for colour in ("black", "navy", "royal blue", "light blue", "white"):
        await shop.add(f"Shirt {colour}", "top", "shirt", colour=colour)
    await shop.open()
    no_blue = await shop.pool(look(wish("avoid_colour", name="blue")))
    assert set(titles(no_blue, "top")) == {"Shirt black", "Shirt white"}
    no_black = await shop.pool(look(wish("avoid_colour", name="black")))
    assert "Shirt navy" in titles(no_black, "top")
    assert "Shirt black" not in titles(no_black, "top")


async def test_an_excluded_material_is_found_in_longer_names_and_imitations_are_not_it(shop: Shop) -> None:
    for materials in (["nappa leather"], ["faux leather"], ["cotton", "leather"], ["cotton"], ["leatherette"], []):
        await shop.add(
            f"Of {' and '.join(materials) or 'nothing said'}", "shoes", "boots", size=None, materials=materials
        )
    await shop.open()
    pool = await shop.pool(look(wish("avoid_material", name="leather")))
    assert set(titles(pool, "shoes")) == {"Of faux leather", "Of cotton", "Of leatherette", "Of nothing said"}


async def test_excluded_brands_categories_and_patterns_do_not_come(shop: Shop) -> None:
    await shop.add("Keep", "top", "shirt", brand="Alder")
    await shop.add("Wrong brand", "top", "shirt", brand="Birch")
    await shop.add("Wrong kind", "top", "hoodie")
    await shop.add("Wrong pattern", "top", "shirt", pattern="floral")
    await shop.open()
    pool = await shop.pool(
        look(
            wish("avoid_brand", name="BIRCH"),
            wish("avoid_category", name="hoodie"),
            wish("avoid_pattern", name="floral"),
            wish("avoid_category", name="shoes"),
        )
    )
    assert titles(pool, "top") == ["Keep"]
    assert "shoes" not in pool.empty


async def test_a_limit_on_heels_leaves_out_higher_ones_and_heels_by_name(shop: Shop) -> None:
    for title, category, heel in (
        ("Flat", "loafers", "flat"),
        ("Low", "mules", "low"),
        ("High", "boots", "high"),
        ("Unstated pumps", "heels", None),
        ("Unstated trainers", "trainers", None),
    ):
        await shop.add(title, "shoes", category, heel=heel, size=None)
    await shop.open()
    flat = await shop.pool(look(wish("heel", name="flat", slot="shoes")))
    assert set(titles(flat, "shoes")) == {"Flat", "Unstated trainers"}
    low = await shop.pool(look(wish("heel", name="low")))
    assert set(titles(low, "shoes")) == {"Flat", "Low", "Unstated trainers"}


async def test_what_must_keep_water_out_does(shop: Shop) -> None:
    await shop.add("Shell", "outerwear", "raincoat", waterproof=True)
    await shop.add("Wool coat", "outerwear", "coat", waterproof=False)
    await shop.add("Unstated", "outerwear", "jacket")
    await shop.open()
    pool = await shop.pool(look(wish("waterproof")))
    assert titles(pool, "outerwear") == ["Shell"]


async def test_hostile_words_are_only_words(shop: Shop) -> None:
    await shop.add("Poplin shirt", "top", "shirt")
    await shop.open()
    evil = "'; DROP TABLE voguevault.products; -- :cap {slot} %s \\ (a|b) \u202e"
    constraints = (wish("avoid_material", name=evil), wish("avoid_brand", name=evil), wish("colour", name=evil))
    pool = await shop.pool(look(*constraints, wish("size", name="top", size=evil, slot="top"), query=evil))
    assert pool.empty["top"] == f"nothing in size {evil}"
    assert titles(await shop.pool(look(query=evil)), "top") == ["Poplin shirt"]


# ── wishes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── refinements ────────────────────────────────────────────────────────────────────────────────────────────────────


def on_table(*products: tuple[Product, UUID], slots: tuple[Slot, ...], price: int = 5900) -> ConversationState:
    pieces = tuple(
        PieceOnTable(
            position=n, slot=slot, product_id=product.id, variant_id=variant, title=product.title,
            category=product.category, colour="navy", materials=(), price=price,
        )
        for n, ((product, variant), slot) in enumerate(zip(products, slots, strict=True), start=1)
    )  # fmt: skip
    return ConversationState(looks=(LookOnTable(outfit_id=uuid7(), pieces=pieces, total=price * len(pieces)),))


async def variant_of(shop: Shop, product: Product) -> UUID:
    async with shop.sessions() as session:
        query = "SELECT id FROM voguevault.product_variants WHERE product_id = :id ORDER BY price LIMIT 1"
        return UUID(str((await session.execute(text(query), {"id": product.id})).scalar_one()))


async def dressed(shop: Shop) -> tuple[Product, Product, ConversationState]:
    """A shirt and shoes on the table, with one more of each in the shop."""
    shirt = await shop.add("Worn shirt", "top", "shirt")
    shoes = await shop.add("Worn shoes", "shoes", "oxfords", size="40", materials=["leather"])
    await shop.add("Other shirt", "top", "shirt", price=3000)
    await shop.add("Other shoes", "shoes", "trainers", size="40", materials=["cotton"])
    await shop.open()
    pieces = [(product, await variant_of(shop, product)) for product in (shirt, shoes)]
    return shirt, shoes, on_table(*pieces, slots=("top", "shoes"))


async def test_swapping_the_shoes_locks_the_rest_and_brings_the_old_pair_last(shop: Shop) -> None:
    shirt, _, state = await dressed(shop)
    pool = await shop.pool(look(intent="refine", edit=Edit(change=("shoes",))), state)
    assert titles(pool, "shoes") == ["Other shoes", "Worn shoes"]
    (kept,) = pool.by_slot["top"]
    assert (kept.item.product_id, kept.locked) == (shirt.id, True)
    assert [candidate.locked for candidate in pool.by_slot["shoes"]] == [False, False]


async def test_swapping_the_shoes_where_there_is_no_other_pair_brings_that_pair(shop: Shop) -> None:
    shoes = await shop.add("Only shoes", "shoes", "oxfords", size="40")
    await shop.open()
    state = on_table((shoes, await variant_of(shop, shoes)), slots=("shoes",))
    pool = await shop.pool(look(intent="refine", edit=Edit(change=("shoes",))), state)
    assert titles(pool, "shoes") == ["Only shoes"]
    assert "shoes" not in pool.empty


async def test_pieces_of_one_suit_say_so(shop: Shop) -> None:
    await shop.add("Suit jacket", "outerwear", "blazer", attributes={"set": "suit-1"})
    await shop.add("Odd jacket", "outerwear", "blazer")
    await shop.open()
    found = {c.item.title: c.item.set for c in (await shop.pool(look())).by_slot["outerwear"]}
    assert found == {"Suit jacket": "suit-1", "Odd jacket": None}


async def test_what_stays_is_taken_off_the_budget(shop: Shop) -> None:
    _, _, state = await dressed(shop)
    refused = await shop.pool(look(budget(11799), intent="refine", edit=Edit(change=("shoes",))), state)
    assert refused.empty == {"shoes": "nothing under 58.99 USD"}
    held = await shop.pool(look(budget(11800), intent="refine", edit=Edit(change=("shoes",))), state)
    assert titles(held, "shoes")[0] == "Other shoes"


async def test_a_dress_may_cost_what_the_separates_it_displaces_did(shop: Shop) -> None:
    _, _, state = await dressed(shop)
    await shop.add("Wrap dress", "dress", "dress", price=8000)
    await shop.open()
    pool = await shop.pool(look(budget(14000), intent="refine", edit=Edit(add=("dress",))), state)
    assert titles(pool, "dress") == ["Wrap dress"]
    assert "top" not in pool.by_slot or not any(candidate.locked for candidate in pool.by_slot["top"])


async def test_a_top_that_is_changed_under_a_suit_leaves_the_suit(shop: Shop) -> None:
    shirt = await shop.add("Worn shirt", "top", "shirt")
    suit = await shop.add("Worn dungarees", "dress", "dress")
    await shop.add("Other shirt", "top", "shirt")
    await shop.open()
    pieces = [(product, await variant_of(shop, product)) for product in (shirt, suit)]
    pool = await shop.pool(look(intent="refine", edit=Edit(change=("top",))), on_table(*pieces, slots=("top", "dress")))
    assert [(c.item.title, c.locked) for c in pool.by_slot["dress"]] == [("Worn dungarees", True)]
    assert titles(pool, "top") == ["Other shirt", "Worn shirt"]


async def test_where_the_dress_goes_both_halves_are_looked_for(shop: Shop) -> None:
    dress = await shop.add("Worn dress", "dress", "dress")
    await shop.add("Shirt", "top", "shirt")
    await shop.add("Skirt", "bottom", "skirt")
    await shop.open()
    state = on_table((dress, await variant_of(shop, dress)), slots=("dress",))
    for edit in (Edit(drop=("dress",)), Edit(add=("bottom",)), Edit(change=("top",))):
        pool = await shop.pool(look(intent="refine", edit=edit), state)
        assert (titles(pool, "top"), titles(pool, "bottom")) == (["Shirt"], ["Skirt"]), edit


async def test_a_cardigan_that_is_added_goes_over_the_dress_and_a_shirt_takes_its_place(shop: Shop) -> None:
    dress = await shop.add("Worn dress", "dress", "dress")
    await shop.add("Cardigan", "top", "cardigan")
    await shop.open()
    state = on_table((dress, await variant_of(shop, dress)), slots=("dress",))
    for category, stays in (("cardigan", True), ("shirt", False)):
        asked = wish("category", slot="top", name=category)
        pool = await shop.pool(look(asked, intent="refine", edit=Edit(add=("top",))), state)
        assert [c.locked for c in pool.by_slot.get("dress", ())] == [True] * stays, category


async def test_of_two_pieces_that_share_a_slot_either_may_stay_where_one_is_dropped(shop: Shop) -> None:
    coat = await shop.add("Worn coat", "outerwear", "coat")
    blazer = await shop.add("Worn blazer", "outerwear", "blazer")
    await shop.open()
    state = on_table(
        *[(piece, await variant_of(shop, piece)) for piece in (coat, blazer)], slots=("outerwear", "outerwear")
    )
    pool = await shop.pool(look(intent="refine", edit=Edit(drop=("outerwear",))), state)
    assert set(titles(pool, "outerwear")) == {"Worn coat", "Worn blazer"}


async def test_a_new_limit_drops_the_piece_that_breaks_it_and_may_keep_the_others(shop: Shop) -> None:
    _, _, state = await dressed(shop)
    pool = await shop.pool(look(wish("avoid_material", name="leather"), intent="refine", edit=Edit()), state)
    assert titles(pool, "shoes") == ["Other shoes"]
    assert set(titles(pool, "top")) == {"Worn shirt", "Other shirt"}
    assert set(pool.by_slot) == {"top", "shoes"}


async def test_a_piece_on_the_table_comes_along_beside_what_has_what_is_wanted(shop: Shop) -> None:
    _, _, state = await dressed(shop)
    await shop.add("Black shirt", "top", "shirt", colour="black")
    await shop.open()
    black = wish("colour", name="black", slot="top")
    pool = await shop.pool(look(black, intent="refine", edit=Edit()), state)
    assert titles(pool, "top") == ["Black shirt", "Worn shirt"]
    assert pool.widened == ()


async def test_a_locked_piece_stays_under_a_limit_that_it_breaks(shop: Shop) -> None:
    _, shoes, state = await dressed(shop)
    no_leather = wish("avoid_material", name="leather")
    pool = await shop.pool(look(no_leather, intent="refine", edit=Edit(lock=(shoes.id,))), state)
    assert [(c.item.title, c.locked) for c in pool.by_slot["shoes"]] == [("Worn shoes", True)]
    by_wish = await shop.pool(look(wish("lock", product_id=shoes.id)))
    assert [(c.item.title, c.locked) for c in by_wish.by_slot["shoes"]] == [("Worn shoes", True)]


async def test_a_locked_piece_keeps_the_variant_that_was_shown(shop: Shop) -> None:
    shirt, _, state = await dressed(shop)
    async with shop.sessions.begin() as session:
        await make_variant(session, shirt, colour="cream", colour_hex=NAMED["cream"], price=1000)
    pool = await shop.pool(look(intent="refine", edit=Edit(change=("shoes",))), state)
    (kept,) = pool.by_slot["top"]
    assert kept.variant.variant_id == state.looks[0].pieces[0].variant_id
    assert len(kept.item.variants) == 2


async def test_a_piece_on_the_table_comes_back_in_the_colour_now_wanted(shop: Shop) -> None:
    shirt, _, state = await dressed(shop)
    async with shop.sessions.begin() as session:
        await make_variant(session, shirt, colour="red", colour_hex=NAMED["red"])
        await session.execute(update(Product).where(Product.id == shirt.id).values(colours=["navy", "red"]))
    pool = await shop.pool(look(wish("colour", name="red"), intent="refine", edit=Edit()), state)
    assert pool.by_slot["top"][0].item.title == "Worn shirt"
    assert pool.by_slot["top"][0].variant.colour == "red"


async def test_a_piece_that_was_to_stay_and_sold_out_is_replaced(shop: Shop) -> None:
    shirt, _, state = await dressed(shop)
    gone = text(
        "UPDATE voguevault.stock_levels s SET reserved = on_hand FROM voguevault.product_variants v "
        "WHERE v.id = s.variant_id AND v.product_id = :id"
    )
    async with shop.sessions.begin() as session:
        await session.execute(gone, {"id": shirt.id})
    pool = await shop.pool(look(intent="refine", edit=Edit(change=("shoes",))), state)
    assert titles(pool, "shoes") == ["Other shoes", "Worn shoes"]
    assert [(c.item.title, c.locked) for c in pool.by_slot["top"]] == [("Other shirt", False)]


async def test_dropping_a_piece_searches_nothing_and_adding_one_searches_only_that(shop: Shop) -> None:
    _, _, state = await dressed(shop)
    await shop.add("Tote", "bag", "tote", size=None)
    await shop.open()
    dropped = await shop.pool(look(intent="refine", edit=Edit(drop=("shoes",))), state)
    assert {slot: [c.locked for c in found] for slot, found in dropped.by_slot.items()} == {"top": [True]}
    added = await shop.pool(look(intent="refine", edit=Edit(add=("bag",))), state)
    assert {slot: [c.locked for c in found] for slot, found in added.by_slot.items()} == {
        "top": [True],
        "shoes": [True],
        "bag": [False],
    }


async def test_slots_that_the_shopper_owns_are_not_searched(shop: Shop) -> None:
    await dressed(shop)
    pool = await shop.pool(look(owned=("shoes",)))
    assert "shoes" not in pool.by_slot
    assert "shoes" not in pool.empty
