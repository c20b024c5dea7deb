"""A guest's visit follows them into their account, and the browser is an empty guest again when they sign out."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from aurora.models import Conversation, Interaction, OutfitRow, StyleProfile, WardrobeItem
from commerce.models import Cart
from core.db import Sessions, database
from core.ids import uuid7
from tests.aurora.talk import say
from tests.commerce.shoppers import joined, log_in, signed_in

pytestmark = pytest.mark.anyio
SIZES = {"sizes": {"top": "M", "bottom": "M", "dress": "38", "shoes": "39"}}
OPENER = "an outfit for a summer wedding, women, under 400 dollars"


@pytest.fixture
async def shop_sessions(shop_url: str) -> AsyncIterator[Sessions]:
    async with database(shop_url, pool_size=2) as sessions:
        yield sessions


def address() -> str:
    return f"shopper-{uuid7()}@example.com"


async def visited(client: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    """A guest's visit that leaves something everywhere: its conversation and its look."""
    consent = {"consent": {"personalisation": True}, "palette": ["navy"], "comfort": 8}
    assert (await client.patch("/api/aurora/profile", json=consent)).status_code == 200
    reply = await say(client, OPENER, context=SIZES)
    conversation, look = reply["conversation_id"], reply["outfits"][0]
    done = await say(client, "add the look to my bag", conversation)
    assert done["actions"][0]["kind"] == "cart.added"
    await say(client, "save this look", conversation)
    liked = await client.post("/api/aurora/feedback", json={"outfit_id": look["outfit_id"], "verdict": "like"})
    assert liked.is_success, liked.text
    piece = {"category": "blazer", "colour": "navy"}
    assert (await client.post("/api/aurora/wardrobe", json=piece)).is_success
    return conversation, look


async def told(client: httpx.AsyncClient) -> dict[str, Any]:
    """What the shop shows of the shopper."""
    paths = {
        "bag": "/api/cart", "talks": "/api/aurora/conversations", "looks": "/api/aurora/outfits",
        "wardrobe": "/api/aurora/wardrobe", "profile": "/api/aurora/profile",
    }  # fmt: skip
    found = {name: (await client.get(path)).json() for name, path in paths.items()}
    for talk in found["talks"]["conversations"]:
        del talk["updated_at"]  # the database's clock, which ticks when a row is given to somebody
    return found


async def rows_of(sessions: Sessions, id: UUID) -> dict[str, int]:
    """How many rows have the shopper's id."""
    tables = (Conversation, OutfitRow, WardrobeItem, Interaction, StyleProfile, Cart)
    async with sessions.begin() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(table).where(table.visitor_id == id))
            for table in tables
        ]
    return {table.__tablename__: count or 0 for table, count in zip(tables, counts, strict=True)}


async def guest_id(sessions: Sessions, conversation: str) -> UUID:
    async with sessions.begin() as session:
        found = (await session.get_one(Conversation, UUID(conversation))).visitor_id
    assert found is not None
    return found


async def test_a_visit_follows_into_a_new_account_without_losing_a_line(
    client: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    conversation, _ = await visited(client)
    guest, before = await guest_id(shop_sessions, conversation), await told(client)
    rows = await rows_of(shop_sessions, guest)

    session = await joined(client, shop_sessions, address())

    assert session["notices"] == []
    assert await told(client) == before
    assert await rows_of(shop_sessions, UUID(session["account"]["id"])) == rows
    assert sum((await rows_of(shop_sessions, guest)).values()) == 0
    assert min(rows.values()) >= 1


async def test_the_conversation_goes_on_and_fills_the_accounts_bag(
    client: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    reply = await say(client, OPENER, context=SIZES)
    session = await joined(client, shop_sessions, address())

    done = await say(client, "add the look to my bag", reply["conversation_id"])

    assert done["actions"][0]["kind"] == "cart.added"
    async with shop_sessions.begin() as open_:
        cart = await open_.get_one(Cart, UUID(done["actions"][0]["cart_id"]))
    assert (str(cart.user_id), cart.token_hash) == (session["account"]["id"], None)
    assert len((await client.get("/api/cart")).json()["items"]) == len(reply["outfits"][0]["items"])


async def test_signed_out_the_browser_is_an_empty_guest_and_nobody_sees_the_account(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    conversation, _ = await visited(client)
    email = address()
    await joined(client, shop_sessions, email)
    mine = await told(client)

    await client.post("/api/auth/logout", json={})
    del client.headers["Authorization"]

    empty = await told(client)
    assert (empty["bag"]["items"], empty["talks"]["conversations"], empty["looks"]["outfits"]) == ([], [], [])
    assert (empty["wardrobe"]["pieces"], empty["profile"]["learned"]) == ([], [])
    assert (await client.get(f"/api/aurora/conversations/{conversation}")).status_code == 404
    signed_in(stranger, await log_in(stranger, email))
    assert await told(stranger) == mine


async def test_two_visits_are_one_in_the_account(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    email = address()
    await visited(client)
    await joined(client, shop_sessions, email)
    first = await told(client)
    await stranger.patch(
        "/api/aurora/profile",
        json={"comfort": 2, "palette": ["red"], "brands": ["Halden"], "consent": {"personalisation": False}},
    )
    reply = await say(stranger, "a navy jumper for women, under 200 dollars", context=SIZES)
    await say(stranger, "add the first one to my bag", reply["conversation_id"])
    bag = (await stranger.get("/api/cart")).json()

    signed_in(stranger, await log_in(stranger, email))

    both = await told(stranger)
    assert both["bag"]["count"] == first["bag"]["count"] + bag["count"]
    assert len(both["talks"]["conversations"]) == len(first["talks"]["conversations"]) + 1
    stated, before = both["profile"]["stated"], first["profile"]["stated"]
    assert (stated["comfort"], stated["palette"], before["comfort"]) == (8, ["navy"], 8)
    assert stated["brands"] == ["Halden"]
    assert both["profile"]["consent"]["personalisation"] is True
    assert await told(client) == both


async def test_what_an_account_does_not_agree_to_is_not_learned_from_its_guest(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    email = address()
    session = await joined(client, shop_sessions, email)
    await client.patch("/api/aurora/profile", json={"consent": {"personalisation": False}})
    await visited(stranger)

    signed_in(stranger, await log_in(stranger, email))

    mine = UUID(session["account"]["id"])
    async with shop_sessions.begin() as open_:
        agreed = await open_.scalars(select(Interaction.consent).where(Interaction.visitor_id == mine))
        assert {tuple(each) for each in agreed} == {()}
        profile = (await open_.scalars(select(StyleProfile).where(StyleProfile.visitor_id == mine))).one()
    assert (profile.taste, profile.learned.get("taste")) == (None, None)


async def test_a_refresh_fetches_what_was_left_behind(client: httpx.AsyncClient, shop_sessions: Sessions) -> None:
    await joined(client, shop_sessions, address())
    bearer = client.headers.pop("Authorization")
    await say(client, "a navy jumper for women")  # in a tab that did not know yet

    assert (await client.post("/api/auth/refresh", json={})).status_code == 200

    client.headers["Authorization"] = bearer
    assert len((await client.get("/api/aurora/conversations")).json()["conversations"]) == 1


async def test_what_is_exported_is_what_was_said_and_kept_and_erased_nothing_of_it_is_left(
    client: httpx.AsyncClient, shop_sessions: Sessions
) -> None:
    conversation, look = await visited(client)
    guest, email = await guest_id(shop_sessions, conversation), address()
    session = await joined(client, shop_sessions, email, name="Ada Example")
    mine = UUID(session["account"]["id"])
    visits = (await rows_of(shop_sessions, mine))["interactions"]

    exported = (await client.get("/api/account/export")).json()
    gone = await client.post("/api/account/erase", json={"password": "nine small herons"})

    assert (exported["account"]["email"], exported["account"]["name"]) == (email, "Ada Example")
    assert exported["conversations"][0]["turns"][0]["message"] == OPENER
    assert exported["conversations"][0]["turns"][0]["reply"]["outfits"][0]["outfit_id"] == look["outfit_id"]
    assert [each["kind"] for each in exported["looks"]].count("saved") == 1
    assert (len(exported["wardrobe"]), len(exported["interactions"])) == (1, visits)
    assert exported["style_profile"]["palette"] == ["navy"]
    assert exported["bags"][0]["lines"]
    assert gone.status_code == 204, gone.text
    assert sum((await rows_of(shop_sessions, mine)).values()) == 0
    assert sum((await rows_of(shop_sessions, guest)).values()) == 0
    assert (await log_in(client, email)).status_code == 401
