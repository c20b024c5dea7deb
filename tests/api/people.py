"""Shoppers over HTTP, and one of everything that a shopper can own, made as they would make it."""

from typing import Any, Literal
from uuid import UUID

import httpx

from core.access import AccessTokens
from core.db import database
from core.settings import Settings
from core.visitors import signing_secrets
from tests.factories import make_user

HOME = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Springfield", "country": "US"}
Kind = Literal["guest", "customer", "staff", "admin"]


async def person(base_url: str, kind: Kind, database_url: str, settings: Settings) -> httpx.AsyncClient:
    """A browser of a new guest's, or of a new account's with this role that is signed in."""
    headers = {}
    if kind != "guest":
        async with database(database_url) as sessions, sessions.begin() as session:
            user = await make_user(session, role=kind)
        headers["Authorization"] = f"Bearer {AccessTokens(*signing_secrets(settings)).issue(user.id, kind, 0)}"
    return httpx.AsyncClient(base_url=base_url, timeout=60, headers=headers)


async def belongings(client: httpx.AsyncClient) -> dict[str, str]:
    """One of everything that is somebody's, of the client's: the id by the name that routes give it in their paths."""
    turn = await _done(client, "/api/aurora/chat", {"message": "a look for work, women, under 500 dollars"})
    look = turn["outfits"][0]
    saved = await _done(client, f"/api/aurora/outfits/{look['outfit_id']}/save", {})
    event = await _done(client, "/api/aurora/feedback", {"verdict": "like", "outfit_id": saved["outfit_id"]})
    piece = await _done(client, "/api/aurora/wardrobe", {"category": "blazer", "colour": "navy"})
    variant_id = look["items"][0]["variant_id"]
    order = await _ordered(client, variant_id)
    bag = await _done(client, "/api/cart/items", {"lines": [{"variant_id": variant_id}]})
    found = {
        "conversation_id": turn["conversation_id"], "outfit_id": saved["outfit_id"], "event_id": event["event_id"],
        "piece_id": piece["piece_id"], "order_id": order, "item_id": bag["items"][0]["item_id"],
    }  # fmt: skip
    if "Authorization" in client.headers:
        found["address_id"] = (await _done(client, "/api/account/addresses", {"address": HOME}))["id"]
        found["key_id"] = (await _done(client, "/api/account/keys", {"name": "mine", "scopes": ["shop"]}))["id"]
    return found


async def _ordered(client: httpx.AsyncClient, variant_id: str) -> str:
    """The id of an order that is paid for."""
    await _done(client, "/api/cart/items", {"lines": [{"variant_id": variant_id}]})
    quote = await _done(client, "/api/cart/quote", {"shipping_address": HOME})
    body = {
        "version": (await client.get("/api/cart")).json()["version"], "email": "ada@example.com",
        "expected_total": {"amount": quote["total"], "currency": "USD"}, "shipping_address": HOME,
    }  # fmt: skip
    made = await _done(client, "/api/checkout", body)
    paid = await _done(client, f"/api/checkout/{made['order_id']}/test-payment", {"outcome": "succeed"})
    assert paid["status"] == "placed", paid
    return str(UUID(paid["order_id"]))


async def _done(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, (path, answer.text)
    found: dict[str, Any] = answer.json()
    return found
