"""Saved and shared looks: whose they are, who sees them, and what stays."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from aurora.models import OutfitItemRow
from core.db import database
from tests.aurora.contract import check_problem
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


async def a_look(client: httpx.AsyncClient) -> dict[str, Any]:
    look: dict[str, Any] = (await say(client, "a look for a gallery opening, women, under 300"))["outfits"][0]
    return look


async def test_saving_in_two_tabs_at_once_makes_one_copy_with_its_pieces(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    look = await a_look(client)
    path = f"/api/aurora/outfits/{look['outfit_id']}/save"

    answers = await asyncio.gather(*(client.post(path) for _ in range(4)))

    copies = {answer.json()["outfit_id"] for answer in answers}
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(answer.json()["again"] for answer in answers) == [False, True, True, True]
    assert len(copies) == 1
    saved = (await client.get("/api/aurora/outfits")).json()["outfits"]
    assert [{**each, "outfit_id": look["outfit_id"]} for each in saved] == [look]
    async with database(shop_url) as sessions, sessions() as session:
        pieces = select(func.count()).where(OutfitItemRow.outfit_id == UUID(copies.pop()))
        assert await session.scalar(pieces) == len(look["items"])


async def test_a_look_is_private_until_it_is_shared_and_private_again_after(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    look = await a_look(client)
    path = f"/api/aurora/outfits/{look['outfit_id']}"

    before = await stranger.get(path)
    shared = await client.patch(path, json={"visibility": "link"})
    seen = await stranger.get(path)
    copied = await stranger.post(f"{path}/save")
    await client.patch(path, json={"visibility": "private"})
    after = await stranger.get(path)

    assert (before.status_code, after.status_code) == (404, 404)
    assert shared.json() == {"outfit_id": look["outfit_id"], "visibility": "link", "url": f"/looks/{look['outfit_id']}"}
    assert seen.json() == look
    assert copied.status_code == 200
    assert len((await stranger.get("/api/aurora/outfits")).json()["outfits"]) == 1


async def test_a_foreign_look_can_be_neither_saved_shared_nor_deleted(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    look = await a_look(client)
    saved = (await client.post(f"/api/aurora/outfits/{look['outfit_id']}/save")).json()["outfit_id"]

    for id in (look["outfit_id"], saved):
        for refused in (
            await stranger.post(f"/api/aurora/outfits/{id}/save"),
            await stranger.patch(f"/api/aurora/outfits/{id}", json={"visibility": "public"}),
            await stranger.delete(f"/api/aurora/outfits/{id}"),
        ):
            assert refused.status_code == 404
            check_problem(refused.json(), 404)
    assert (await stranger.get("/api/aurora/outfits")).json()["outfits"] == []
    assert (await client.get(f"/api/aurora/outfits/{saved}")).status_code == 200


async def test_a_saved_look_is_forgotten_on_request_and_the_conversations_own_is_not(
    client: httpx.AsyncClient,
) -> None:
    look = await a_look(client)
    saved = (await client.post(f"/api/aurora/outfits/{look['outfit_id']}/save")).json()["outfit_id"]

    assert (await client.delete(f"/api/aurora/outfits/{saved}")).status_code == 204
    assert (await client.delete(f"/api/aurora/outfits/{look['outfit_id']}")).status_code == 404
    assert (await client.get("/api/aurora/outfits")).json() == {"outfits": [], "next": None}
    assert (await client.get(f"/api/aurora/outfits/{look['outfit_id']}")).status_code == 200


async def test_an_unknown_visibility_is_refused_by_name(client: httpx.AsyncClient) -> None:
    look = await a_look(client)

    refused = await client.patch(f"/api/aurora/outfits/{look['outfit_id']}", json={"visibility": "friends"})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "visibility")
