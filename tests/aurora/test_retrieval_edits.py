"""Retrieval for an edit of the look on the table: what stays comes along, and only what changes is searched."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text, update

from aurora.embedder import LocalEmbedder
from aurora.types import (
    ConversationState,
    Edit,
    LookOnTable,
    PieceOnTable,
)
from commerce.colours import NAMED
from commerce.garments import Slot
from commerce.models import Product
from core.db import Sessions
from core.ids import uuid7
from tests.aurora.retrieving import Shop, budget, look, titles, wish
from tests.factories import make_variant

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop(sessions: Sessions, local: LocalEmbedder) -> Shop:
    return Shop(sessions, local)


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


async def test_a_look_that_is_over_its_budget_already_does_not_lose_its_pieces_to_it(shop: Shop) -> None:
    _, _, state = await dressed(shop)  # of 118 dollars
    of_before = msgspec.structs.replace(budget(9000), source="state")
    kept = await shop.pool(
        look(of_before, intent="refine", edit=Edit(lock=(state.looks[0].pieces[1].product_id,))), state
    )
    assert titles(kept, "top")[0] == "Worn shirt"
    swapped = await shop.pool(look(of_before, intent="refine", edit=Edit(change=("shoes",))), state)
    assert titles(swapped, "shoes") == ["Other shoes", "Worn shoes"]
    told_now = await shop.pool(look(budget(9000), intent="refine", edit=Edit(change=("shoes",))), state)
    assert told_now.empty == {"shoes": "nothing under 31.00 USD"}


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
