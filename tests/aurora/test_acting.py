"""Acting over HTTP: the shopper says it, the shop does it or says why not, and never twice."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from aurora import store
from aurora.acting import contact_in, size_order
from aurora.acting.deeds import Deeds
from aurora.context import analyse
from aurora.feedback import Learning
from aurora.models import Conversation, Interaction, OutfitRow, Turn
from aurora.store import Shop
from aurora.taste_population import Populations
from aurora.types import ChatRequest
from commerce.models import ProductVariant, StockLevel
from core.db import database
from core.ids import uuid7
from tests.aurora.contract import check_shape
from tests.aurora.talk import say, stream

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

OPENER = "an outfit for a summer wedding, women, under 400 dollars"


async def bag_of(client: httpx.AsyncClient) -> dict[str, Any]:
    bag: dict[str, Any] = (await client.get("/api/cart")).json()
    return bag


async def opened(client: httpx.AsyncClient, message: str = OPENER) -> tuple[str, dict[str, Any]]:
    """The conversation's id and the look that Aurora recommends."""
    reply = await say(client, message)
    return reply["conversation_id"], reply["outfits"][0]


async def the_shoes(client: httpx.AsyncClient, look: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The look's shoes, and a size of them that is in stock."""
    shoes = next(item for item in look["items"] if item["slot"] == "shoes")
    variants = (await client.get(f"/api{shoes['product_url']}")).json()["variants"]
    return shoes, next(v["size"] for v in variants if v["in_stock"] and v["colour"] == shoes["colour"]["name"])


def answer_of(action: dict[str, Any]) -> str:
    """The first size in stock of each piece that lacks one, said with the piece's kind of garment."""
    return " and ".join(f"the {need['slot']} in {need['sizes'][0]}" for need in action["needs"])


async def test_a_look_in_known_sizes_goes_in_at_once(client: httpx.AsyncClient) -> None:
    sizes = {"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}}
    reply = await say(client, OPENER, context=sizes)
    look, conversation = reply["outfits"][0], reply["conversation_id"]

    done = await say(client, "I'll take it", conversation)

    assert done["actions"][0]["kind"] == "cart.added", done["reply"]
    assert done["question"] is None
    assert {line["variant_id"] for line in (await bag_of(client))["items"]} == {
        item["variant_id"] for item in look["items"]
    }


async def test_the_second_look_is_the_second_look(client: httpx.AsyncClient) -> None:
    reply = await say(client, OPENER, context={"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}})

    await say(client, "put the second look in my bag", reply["conversation_id"])

    assert {line["outfit_id"] for line in (await bag_of(client))["items"]} == {reply["outfits"][1]["outfit_id"]}


async def test_saving_twice_keeps_one_copy_that_outlives_the_conversation(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    conversation, look = await opened(client)

    first = await say(client, "save it", conversation)
    second = await say(client, "save it", conversation)
    await client.delete(f"/api/aurora/conversations/{conversation}")

    saved = first["actions"][0]["outfit_id"]
    assert [action["kind"] for action in first["actions"]] == ["wishlist.saved"]
    assert second["actions"][0] == {**first["actions"][0], "again": True}
    kept = (await client.get("/api/aurora/outfits")).json()["outfits"]
    assert [outfit["outfit_id"] for outfit in kept] == [saved]
    assert [item["product_id"] for item in kept[0]["items"]] == [item["product_id"] for item in look["items"]]
    async with database(shop_url) as sessions, sessions() as session:
        rows = select(func.count()).select_from(OutfitRow).where(OutfitRow.id == UUID(saved))
        assert await session.scalar(rows) == 1


async def test_what_was_put_in_the_bag_or_saved_is_noted_once(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await say(client, OPENER, context={"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}})
    body = {"message": "I'll take it", "conversation_id": reply["conversation_id"], "client_message_id": str(uuid7())}

    for _ in range(2):
        await client.post("/api/aurora/chat", json=body)
    await say(client, "save it", reply["conversation_id"])

    outfit = reply["outfits"][0]
    async with database(shop_url) as sessions, sessions() as session:
        query = select(Interaction.kind, Interaction.product_id).where(
            Interaction.outfit_id == UUID(outfit["outfit_id"])
        )
        noted = [(kind, str(product) if product else None) for kind, product in await session.execute(query)]
    bagged = [("cart_add", item["product_id"]) for item in outfit["items"]]
    assert sorted(noted, key=str) == sorted([*bagged, ("save", None)], key=str)


async def test_a_connection_that_is_killed_between_the_deed_and_the_record_leaves_neither(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await say(client, OPENER, context={"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}})
    body = {"message": "I'll take it", "conversation_id": reply["conversation_id"], "client_message_id": str(uuid7())}
    async with database(shop_url) as sessions:
        async with sessions.begin() as session:
            conversation = await session.get_one(Conversation, UUID(reply["conversation_id"]))
            assert conversation.visitor_id is not None
            request = msgspec.convert(body, ChatRequest)
        begun = await store.begin(sessions, request, conversation.visitor_id, Shop("USD"))
        assert isinstance(begun, store.Begun)
        await begun.written
        turn = begun.turn

        async with Deeds(sessions, Learning(Populations())) as deeds:
            done = await deeds.do(turn, analyse(turn))
            pid = await deeds.session.scalar(select(func.pg_backend_pid()))
            async with sessions() as other:
                await other.scalar(select(func.pg_terminate_backend(pid)))
            with pytest.raises(DBAPIError):
                await deeds.commit()

        assert done is not None
        assert done.actions[0].kind == "cart.added"
        assert (await bag_of(client))["items"] == []
        async with sessions.begin() as session:
            row = await session.get_one(Turn, turn.message_id)
            assert row.status == "running"
            row.started_at -= store.STALE  # its server is given up
    again = await client.post("/api/aurora/chat", json=body)
    assert again.json()["actions"][0]["kind"] == "cart.added"
    assert (await bag_of(client))["count"] == len(reply["outfits"][0]["items"])


async def test_showing_in_3d_leads_to_the_looks_page_and_claims_no_model(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)

    reply = await say(client, "show me in 3d", conversation)

    assert reply["look_url"] == f"/looks/{look['outfit_id']}"
    assert reply["actions"] == []
    assert (await client.get(reply["look_url"])).status_code == 200


async def test_with_no_look_on_the_table_nothing_is_done_and_that_is_said(client: httpx.AsyncClient) -> None:
    reply = await say(client, "add it to my bag")

    assert not [action for action in reply["actions"] if action["kind"] == "cart.added"]
    assert (await bag_of(client))["items"] == []


async def test_the_look_asks_for_exactly_the_sizes_it_lacks_and_then_goes_in_whole(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)

    asked = await say(client, "add the look to my bag", conversation)
    before = await bag_of(client)
    action = asked["actions"][0]
    done = await say(client, answer_of(action), conversation)

    check_shape(asked)
    assert action["kind"] == "cart.needs_size"
    assert before["items"] == []
    sized = {
        item["product_id"] for item in look["items"] if item["slot"] in ("top", "bottom", "dress", "shoes", "outerwear")
    }
    assert {need["product_id"] for need in action["needs"]} == sized
    assert all(need["title"] in asked["question"] for need in action["needs"])
    assert all(size in asked["question"] for need in action["needs"] for size in need["sizes"])
    assert done["actions"][0]["kind"] == "cart.added", done["reply"]
    bag = await bag_of(client)
    assert {line["product_id"] for line in bag["items"]} == {item["product_id"] for item in look["items"]}
    assert {line["outfit_id"] for line in bag["items"]} == {look["outfit_id"]}
    assert done["actions"][0]["total"] == bag["items_total"] == look["total"]
    wanted = {need["product_id"]: need["sizes"][0] for need in action["needs"]}
    assert {line["product_id"]: line["size"] for line in bag["items"] if line["product_id"] in wanted} == wanted


async def test_one_piece_in_a_size_goes_in_alone(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)
    shoes, size = await the_shoes(client, look)

    done = await say(client, f"add the shoes to my bag in {size}", conversation)

    assert [line["product_id"] for line in done["actions"][0]["lines"]] == [shoes["product_id"]]
    line = (await bag_of(client))["items"][0]
    assert (line["product_id"], line["size"], line["quantity"]) == (shoes["product_id"], size, 1)
    assert shoes["title"] in done["reply"]


async def test_the_same_message_sent_again_adds_once(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)
    _, size = await the_shoes(client, look)
    body = {"message": f"add the shoes to my bag in {size}", "conversation_id": conversation}
    body["client_message_id"] = str(uuid7())

    first = (await client.post("/api/aurora/chat", json=body)).json()
    again = (await client.post("/api/aurora/chat", json=body)).json()
    at_once = await asyncio.gather(*(client.post("/api/aurora/chat", json=body) for _ in range(3)))

    assert first["actions"][0]["kind"] == "cart.added"
    assert again == first
    assert {each.json().get("message_id") for each in at_once if each.status_code == 200} <= {first["message_id"]}
    assert (await bag_of(client))["count"] == 1


async def test_what_has_sold_out_since_is_said_and_the_rest_offered(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await say(client, OPENER, context={"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}})
    look, conversation = reply["outfits"][0], reply["conversation_id"]
    shoes = next(item for item in look["items"] if item["slot"] == "shoes")
    async with sold_out(shop_url, UUID(shoes["product_id"])):
        refused = await say(client, "add the look to my bag", conversation)
        empty = await bag_of(client)
        done = await say(client, "yes please", conversation)

    action = refused["actions"][0]
    assert (action["kind"], [need["product_id"] for need in action["needs"]]) == (
        "cart.needs_size", [shoes["product_id"]],
    )  # fmt: skip
    assert action["needs"][0]["sizes"] == []
    assert set(action["offer"]) == {item["product_id"] for item in look["items"]} - {shoes["product_id"]}
    assert empty["items"] == []
    assert done["actions"][0]["kind"] == "cart.added", done["reply"]
    assert {line["product_id"] for line in (await bag_of(client))["items"]} == set(action["offer"])


class sold_out:
    """Takes a product's stock away for a while."""

    def __init__(self, url: str, product_id: UUID) -> None:
        self._url, self._product_id = url, product_id
        self._before: dict[UUID, int] = {}

    async def __aenter__(self) -> None:
        variants = select(ProductVariant.id).where(ProductVariant.product_id == self._product_id)
        async with database(self._url) as sessions, sessions.begin() as session:
            rows = await session.execute(
                select(StockLevel.id, StockLevel.on_hand).where(StockLevel.variant_id.in_(variants))
            )
            self._before = {row.id: row.on_hand for row in rows}
            await session.execute(update(StockLevel).where(StockLevel.id.in_(self._before)).values(on_hand=0))

    async def __aexit__(self, *_: object) -> None:
        async with database(self._url) as sessions, sessions.begin() as session:
            for id, units in self._before.items():
                await session.execute(update(StockLevel).where(StockLevel.id == id).values(on_hand=units))


async def test_a_size_that_is_not_to_be_had_is_said_and_adds_nothing(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)
    shoes = next(item for item in look["items"] if item["slot"] == "shoes")

    refused = await say(client, "add the shoes to my bag in 49", conversation)

    need = refused["actions"][0]["needs"][0]
    assert (need["product_id"], need["wanted"]) == (shoes["product_id"], "49")
    assert need["sizes"]
    assert "49" not in need["sizes"]
    assert (await bag_of(client))["items"] == []


async def test_the_live_price_is_what_counts(client: httpx.AsyncClient, shop_url: str) -> None:
    conversation, look = await opened(client)
    shoes, size = await the_shoes(client, look)
    mine = update(ProductVariant).where(ProductVariant.product_id == UUID(shoes["product_id"]))
    async with database(shop_url) as sessions:
        async with sessions.begin() as session:
            await session.execute(mine.values(price=ProductVariant.price + 100))
        try:
            done = await say(client, f"add the shoes to my bag in {size}", conversation)
        finally:
            async with sessions.begin() as session:
                await session.execute(mine.values(price=ProductVariant.price - 100))

    assert done["actions"][0]["total"]["amount"] == shoes["price"]["amount"] + 100


async def test_what_a_stream_tells_was_done_stands_in_the_bag_when_it_tells(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)
    _, size = await the_shoes(client, look)
    message = f"add the shoes to my bag in {size}"

    events = await stream(client, {"message": message, "conversation_id": conversation})

    names = [name for name, _ in events]
    assert names[:2] == ["context.ready", "outfits.ready"]
    assert events[1][1]["actions"] == events[-1][1]["actions"]
    assert events[-1][1]["actions"][0]["kind"] == "cart.added"
    assert (await bag_of(client))["count"] == 1


async def test_undo_and_redo_go_back_and_forth(client: httpx.AsyncClient) -> None:
    conversation, first = await opened(client)
    cheaper = (await say(client, "cheaper", conversation))["outfits"][0]

    back = await say(client, "undo", conversation)
    forth = await say(client, "redo", conversation)
    again = await say(client, "redo", conversation)

    assert back["outfits"][0]["outfit_id"] == first["outfit_id"]
    assert forth["outfits"][0]["outfit_id"] == cheaper["outfit_id"]
    assert [outfit["outfit_id"] for outfit in again["outfits"]] in ([], [o["outfit_id"] for o in forth["outfits"]])


async def test_the_sizes_that_were_told_are_known_from_then_on(client: httpx.AsyncClient) -> None:
    conversation, look = await opened(client)
    _, size = await the_shoes(client, look)

    await say(client, f"add the shoes to my bag in {size}", conversation)
    later = await say(client, "swap the shoes", conversation)

    shoes = next(item for item in later["outfits"][0]["items"] if item["slot"] == "shoes")
    assert shoes["size"] == size


@pytest.mark.parametrize(
    ("message", "contact"),
    [
        ("ada@example.com", "ada@example.com"),
        ("you can write to Ada.Lovelace+shop@mail.example.co.uk, please", "Ada.Lovelace+shop@mail.example.co.uk"),
        ("call me: +44 20 7946 0958.", "+44 20 7946 0958"),
        ("size 38 and 39 for 250 dollars", None),
        ("@ me", None),
    ],
)
def test_an_address_is_found_as_it_was_written(message: str, contact: str | None) -> None:
    assert contact_in(message) == contact


def test_sizes_are_listed_as_a_shop_lists_them() -> None:
    assert sorted(["XL", "S", "M", "XXS"], key=size_order) == ["XXS", "S", "M", "XL"]
    assert sorted(["EU 41", "9", "38.5", "38"], key=size_order) == ["9", "38", "38.5", "EU 41"]
