"""What the page notes: looks that were seen, and what its buttons do, in the shape of what is done by words."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from aurora.models import Interaction
from core.db import database
from core.ids import uuid7
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

OPENER = "an outfit for a summer wedding, women, under 400 dollars"
SIZES = {"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}}
PATH = "/api/aurora/impressions"


async def noted(url: str, visitor: dict[str, Any]) -> list[Interaction]:
    """The events about the turn's looks, oldest first."""
    looks = [UUID(outfit["outfit_id"]) for outfit in visitor["outfits"]]
    async with database(url) as sessions, sessions() as session:
        query = select(Interaction).where(Interaction.outfit_id.in_(looks)).order_by(Interaction.occurred_at)
        return list(await session.scalars(query))


async def test_a_look_that_was_seen_is_noted_with_turn_place_and_propensity_once(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await say(client, OPENER)
    seen = [{"event_id": str(uuid7()), "outfit_id": outfit["outfit_id"]} for outfit in reply["outfits"]]

    first = await client.post(PATH, json={"seen": seen})
    again = await client.post(PATH, json={"seen": seen})

    assert (first.json(), again.json()) == ({"noted": len(seen)}, {"noted": 0})
    rows = await noted(shop_url, reply)
    assert [(row.kind, row.object_kind, str(row.outfit_id), row.position) for row in rows] == [
        ("impression", "outfit", outfit["outfit_id"], place) for place, outfit in enumerate(reply["outfits"])
    ]
    assert {str(row.turn_id) for row in rows} == {reply["message_id"]}
    assert all(row.propensity for row in rows)
    assert (await client.get("/api/aurora/profile")).json()["taste"]["events"] == 0


async def test_someone_elses_look_cannot_have_been_seen(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await say(client, OPENER)
    await say(stranger, "hello")

    answer = await stranger.post(
        PATH, json={"seen": [{"event_id": str(uuid7()), "outfit_id": reply["outfits"][0]["outfit_id"]}]}
    )

    assert answer.json() == {"noted": 0}
    assert await noted(shop_url, reply) == []


async def test_the_bags_buttons_note_what_words_note(client: httpx.AsyncClient, shop_url: str) -> None:
    """The same look, put in and taken out again by words and by the page, leaves the same events."""
    by_words = await say(client, OPENER, context=SIZES)
    await say(client, "add the look to my bag", by_words["conversation_id"])
    await say(client, "undo", by_words["conversation_id"])
    by_page = await say(client, OPENER, context=SIZES)
    look = by_page["outfits"][0]

    lines = [{"variant_id": item["variant_id"], "outfit_id": look["outfit_id"]} for item in look["items"]]
    bag = (await client.post("/api/cart/items", json={"lines": lines})).json()
    for line in bag["items"]:
        assert (await client.delete(f"/api/cart/items/{line['item_id']}")).status_code == 200

    def shape(rows: list[Interaction], reply: dict[str, Any]) -> set[tuple[Any, ...]]:
        assert {str(row.turn_id) for row in rows} == {reply["message_id"]}
        return {(row.kind, row.object_kind, row.position, row.propensity, tuple(row.consent)) for row in rows}

    words, page = await noted(shop_url, by_words), await noted(shop_url, by_page)
    assert len(words) == len(page) == 2 * len(look["items"])
    assert shape(words, by_words) == shape(page, by_page)


async def test_a_line_that_names_a_look_without_the_piece_is_noted_for_itself(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await say(client, OPENER, context=SIZES)
    other = await say(client, "white trainers, women, size 39", None)
    piece = other["outfits"][0]["items"][0]

    line = {"variant_id": piece["variant_id"], "outfit_id": reply["outfits"][0]["outfit_id"]}
    assert (await client.post("/api/cart/items", json={"lines": [line]})).status_code == 200

    assert [(row.kind, str(row.product_id)) for row in await noted(shop_url, other)] == [
        ("cart_add", piece["product_id"])
    ]


async def test_saving_and_sharing_by_button_are_noted(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await say(client, OPENER)
    look = reply["outfits"][0]["outfit_id"]

    for _ in range(2):
        await client.post(f"/api/aurora/outfits/{look}/save")
    await client.patch(f"/api/aurora/outfits/{look}", json={"visibility": "link"})
    await client.patch(f"/api/aurora/outfits/{look}", json={"visibility": "private"})

    assert [row.kind for row in await noted(shop_url, reply)] == ["save", "share"]
