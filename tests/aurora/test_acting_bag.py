"""The bag by words: nothing twice unless it is said, and out again what was put in, if it is still as it was."""

from typing import Any, Literal
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update

from aurora import acting
from aurora.acting import Plan, looking
from aurora.composer.words import join
from aurora.models import Interaction
from aurora.types import Analysis, Sizes, StyleContext
from commerce import cart_ends
from commerce.cart_view import Sellable
from commerce.models import Cart
from core.db import database
from tests.aurora import looks
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

OPENER = "an outfit for a summer wedding, women, under 400 dollars"
SIZES = {"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}}


async def bag_of(client: httpx.AsyncClient) -> dict[str, Any]:
    bag: dict[str, Any] = (await client.get("/api/cart")).json()
    return bag


async def added(client: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    """A conversation in which the whole look went into the bag, and that look."""
    reply = await say(client, OPENER, context=SIZES)
    done = await say(client, "add the look to my bag", reply["conversation_id"])
    assert [action["kind"] for action in done["actions"]] == ["cart.added"], done["reply"]
    return reply["conversation_id"], reply["outfits"][0]


def kinds(reply: dict[str, Any]) -> list[str]:
    return [action["kind"] for action in (*reply["actions"], *reply["also"])]


async def test_adding_the_look_again_adds_nothing_and_says_what_is_there(client: httpx.AsyncClient) -> None:
    conversation, look = await added(client)
    before = await bag_of(client)

    again = await say(client, "add the look to my bag", conversation)

    assert kinds(again) == ["cart.there"]
    assert [line["product_id"] for line in again["also"][0]["lines"]] == [item["product_id"] for item in look["items"]]
    assert await bag_of(client) == before


async def test_yes_to_another_one_adds_one_more_of_each(client: httpx.AsyncClient) -> None:
    conversation, look = await added(client)
    await say(client, "add the look to my bag", conversation)

    done = await say(client, "yes please", conversation)

    assert kinds(done) == ["cart.added"], done["reply"]
    assert {line["quantity"] for line in (await bag_of(client))["items"]} == {2}
    assert done["actions"][0]["total"] == look["total"]


async def test_the_rest_of_a_look_goes_in_where_a_piece_is_there(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER, context=SIZES)
    shoes = next(item for item in reply["outfits"][0]["items"] if item["slot"] == "shoes")
    await say(client, "add the shoes to my bag", reply["conversation_id"])

    done = await say(client, "add the look to my bag", reply["conversation_id"])

    assert kinds(done) == ["cart.added", "cart.there"]
    assert [line["product_id"] for line in done["also"][0]["lines"]] == [shoes["product_id"]]
    assert {line["quantity"] for line in (await bag_of(client))["items"]} == {1}
    assert (await bag_of(client))["count"] == len(reply["outfits"][0]["items"])


async def test_undo_after_an_add_takes_exactly_that_out_and_leaves_the_look(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER, context=SIZES)
    conversation = reply["conversation_id"]
    cheaper = await say(client, "cheaper", conversation)
    await say(client, "add the bag to my bag", conversation)
    kept = await bag_of(client)
    await say(client, "add the shoes to my bag", conversation)

    undone = await say(client, "undo", conversation)
    after = await bag_of(client)
    again = await say(client, "undo", conversation)
    empty = await bag_of(client)
    back = await say(client, "undo", conversation)

    assert kinds(undone) == ["cart.removed"]
    assert (undone["outfits"], undone["constraints"]) == ([], cheaper["constraints"])
    assert after["items"] == kept["items"]
    assert kinds(again) == ["cart.removed"]
    assert empty["items"] == []
    assert [o["outfit_id"] for o in back["outfits"]] == [o["outfit_id"] for o in reply["outfits"]]


async def test_a_step_of_the_look_after_the_add_is_undone_first(client: httpx.AsyncClient) -> None:
    conversation, look = await added(client)
    await say(client, "cheaper", conversation)

    first = await say(client, "undo", conversation)
    full = await bag_of(client)
    second = await say(client, "undo", conversation)

    assert first["outfits"][0]["outfit_id"] == look["outfit_id"]
    assert full["count"] == len(look["items"])
    assert kinds(second) == ["cart.removed"]
    assert (await bag_of(client))["items"] == []


async def test_a_line_that_was_changed_since_is_left_alone_and_that_is_said(client: httpx.AsyncClient) -> None:
    conversation, _ = await added(client)
    line = (await bag_of(client))["items"][0]
    await client.patch(f"/api/cart/items/{line['item_id']}", json={"quantity": 2})
    before = await bag_of(client)

    undone = await say(client, "undo", conversation)

    assert [(action["kind"], action["why"]) for action in undone["also"]] == [("cart.kept", "changed")]
    assert await bag_of(client) == before


@pytest.mark.parametrize("why", ["paid", "paying"])
async def test_a_bag_at_the_checkout_is_left_alone(
    client: httpx.AsyncClient, shop_url: str, why: Literal["paid", "paying"]
) -> None:
    conversation, _ = await added(client)
    cart_id = UUID((await bag_of(client))["cart_id"])
    async with database(shop_url) as sessions, sessions.begin() as session:
        if why == "paid":
            cart_ends.retire(await session.get_one(Cart, cart_id), "completed")
        else:
            await session.execute(update(Cart).where(Cart.id == cart_id).values(completing_at=func.now()))

    undone = await say(client, "undo", conversation)
    adding = await say(client, "add the look to my bag", conversation) if why == "paying" else None

    assert [(action["kind"], action["why"]) for action in undone["also"]] == [("cart.kept", why)]
    assert adding is None or [(a["kind"], a["why"]) for a in adding["also"]] == [("cart.kept", "paying")]


async def test_an_emptied_bag_holds_nothing_of_what_went_in_at_any_turn(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER, context=SIZES)
    conversation = reply["conversation_id"]
    await say(client, "add the shoes to my bag", conversation)
    await say(client, "add the bag to my bag", conversation)
    before = await bag_of(client)

    done = await say(client, "empty my basket please", conversation)

    assert before["count"] == 2
    assert kinds(done) == ["cart.removed"]
    actions: list[Any] = [*done["actions"], *done["also"]]
    assert [len(action["lines"]) for action in actions] == [2]
    assert (await bag_of(client))["items"] == []


async def test_undo_after_saving_gives_the_saved_look_up(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER)
    await say(client, "save it", reply["conversation_id"])

    undone = await say(client, "undo", reply["conversation_id"])

    assert kinds(undone) == ["wishlist.removed"]
    assert (await client.get("/api/aurora/outfits")).json()["outfits"] == []


async def test_what_is_taken_out_is_noted_beside_what_went_in(client: httpx.AsyncClient, shop_url: str) -> None:
    conversation, look = await added(client)

    await say(client, "undo", conversation)

    async with database(shop_url) as sessions, sessions() as session:
        query = select(Interaction).where(Interaction.outfit_id == UUID(look["outfit_id"]))
        noted = [(row.kind, str(row.product_id), row.position) for row in await session.scalars(query)]
    pieces = [(item["product_id"], item["position"]) for item in look["items"]]
    assert sorted(noted) == sorted((kind, *piece) for kind in ("cart_add", "cart_remove") for piece in pieces)
    learned = (await client.get("/api/aurora/profile")).json()["learned"]
    assert learned == []


async def test_a_size_that_the_profile_knows_is_used_and_said_to_be_from_there(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER)
    shoes = next(item for item in reply["outfits"][0]["items"] if item["slot"] == "shoes")
    variants = (await client.get(f"/api{shoes['product_url']}")).json()["variants"]
    size = next(v["size"] for v in variants if v["in_stock"] and v["colour"] == shoes["colour"]["name"])
    await client.patch("/api/aurora/profile", json={"sizes": {"shoes": size}})

    done = await say(client, "add the shoes to my bag", reply["conversation_id"])

    assert kinds(done) == ["cart.added"], done["reply"]
    assert [(line["size"], line["size_from"]) for line in done["actions"][0]["lines"]] == [(size, "profile")]
    assert size in done["reply"]


# ── how many, without a database ───────────────────────────────────────────────────────────────────────────────────

SANDALS = looks.item("Block-Heel Sandals", size=None)


def sandals(size: str, available: int, number: int) -> Sellable:
    return Sellable(
        variant_id=UUID(int=number), product_id=SANDALS.product_id, slug="sandals", title=SANDALS.title,
        brand="Mirelle", slot="shoes", colour=SANDALS.colour.name, hex=SANDALS.colour.hex, size=size, price=9900,
        currency="USD", available=available, on_sale=True, image_url="",
    )  # fmt: skip


GOODS = {SANDALS.product_id: [sandals("38", 5, 1), sandals("39", 2, 2)]}
NOBODY = Analysis(intent="act", context=StyleContext())


@pytest.mark.parametrize(
    ("count", "more", "have", "goes_in"),
    [
        (None, False, 0, 1),
        (None, False, 1, 0),
        (None, True, 1, 1),
        (2, False, 0, 2),
        (2, False, 1, 1),
        (2, False, 2, 0),
        (2, True, 1, 2),
    ],
)
def test_a_number_is_of_all_and_another_is_on_top(count: int | None, more: bool, have: int, goes_in: int) -> None:
    plan = Plan(kind="add_to_bag", items=(SANDALS,), sizes={SANDALS.product_id: "38"}, count=count, more=more)

    choice = acting.choose(plan, NOBODY, GOODS, {UUID(int=1): have} if have else {})

    assert [taken.quantity for taken in choice.taken.values()] == ([goes_in] if goes_in else [])
    assert [there.quantity for there in choice.there.values()] == ([] if goes_in else [have])
    assert choice.needs == ()


def test_more_than_there_are_is_not_called_sold_out() -> None:
    plan = Plan(kind="add_to_bag", items=(SANDALS,), sizes={SANDALS.product_id: "39"}, count=3)

    choice = acting.choose(plan, NOBODY, GOODS, {})

    assert (choice.taken, choice.there) == ({}, {})
    assert [(need.sizes, need.wanted, need.left) for need in choice.needs] == [((), None, 2)]


def test_what_is_in_the_bag_says_which_size_is_meant() -> None:
    plan = Plan(kind="add_to_bag", items=(SANDALS,), more=True)

    choice = acting.choose(plan, NOBODY, GOODS, {UUID(int=2): 1})

    assert [taken.one.size for taken in choice.taken.values()] == ["39"]


def test_another_size_than_the_one_in_the_bag_goes_in_beside_it() -> None:
    plan = Plan(kind="add_to_bag", items=(SANDALS,), sizes={SANDALS.product_id: "38"})

    choice = acting.choose(plan, NOBODY, GOODS, {UUID(int=2): 1})

    assert [taken.one.size for taken in choice.taken.values()] == ["38"]
    assert choice.there == {}


def test_a_known_size_is_taken_in_the_shops_own_system() -> None:
    known = StyleContext(sizes=Sizes(shoes="UK 5"), department="women", sources={"sizes": "profile"})

    choice = acting.choose(Plan(kind="add_to_bag", items=(SANDALS,)), Analysis(intent="act", context=known), GOODS, {})

    assert [(taken.one.size, taken.size_from) for taken in choice.taken.values()] == [("38", "profile")]


async def test_redo_puts_back_what_undo_took_out_and_a_second_redo_nothing(client: httpx.AsyncClient) -> None:
    conversation, _ = await added(client)
    before = await bag_of(client)
    await say(client, "undo", conversation)
    assert (await bag_of(client))["items"] == []

    again = await say(client, "redo", conversation)

    assert kinds(again) == ["cart.added"], again["reply"]
    there = {(line["variant_id"], line["quantity"]) for line in (await bag_of(client))["items"]}
    assert there == {(line["variant_id"], line["quantity"]) for line in before["items"]}
    assert kinds(await say(client, "redo", conversation)) == []
    assert {(x["variant_id"], x["quantity"]) for x in (await bag_of(client))["items"]} == there
    await say(client, "undo", conversation)
    assert (await bag_of(client))["items"] == []


async def test_asked_which_sizes_there_are_the_shop_is_looked_at(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await say(client, OPENER, context=SIZES)
    shoes = next(item for item in reply["outfits"][0]["items"] if item["slot"] == "shoes")
    async with database(shop_url) as sessions, sessions() as session:
        found = (await looking.on_offer(session, [UUID(shoes["product_id"])]))[UUID(shoes["product_id"])]
    there = [one.size for one in found if one.colour == shoes["colour"]["name"] and one.available]

    answer = await say(client, "what sizes do the shoes come in?", reply["conversation_id"])

    assert len(there) > 1
    assert join([size or "" for size in there]) in answer["reply"]
    assert kinds(answer) == []
