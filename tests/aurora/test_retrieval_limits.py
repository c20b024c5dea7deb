"""Limits of retrieval: what they leave out, and which of them is blamed for an empty slot."""

import pytest

from aurora.embedder import LocalEmbedder
from aurora.types import (
    Sizes,
    StyleContext,
)
from commerce.colours import NAMED
from core.db import Sessions
from tests.aurora.retrieving import Shop, budget, look, titles, wish
from tests.factories import make_variant

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop(sessions: Sessions, local: LocalEmbedder) -> Shop:
    return Shop(sessions, local)


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
