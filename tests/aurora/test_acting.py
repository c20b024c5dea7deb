"""Acting over HTTP: the shopper says it, the shop does it or says why not, and never twice."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from aurora.acting import contact_in, size_order
from aurora.models import Interaction, OutfitRow
from core.db import database
from core.ids import uuid7
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

OPENER = "an outfit for a summer wedding, women, under 400 dollars"


async def bag_of(client: httpx.AsyncClient) -> dict[str, Any]:
    bag: dict[str, Any] = (await client.get("/api/cart")).json()
    return bag


async def opened(client: httpx.AsyncClient, message: str = OPENER) -> tuple[str, dict[str, Any]]:
    """The conversation's id and the look that Aurora recommends."""
    reply = await say(client, message)
    return reply["conversation_id"], reply["outfits"][0]


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
