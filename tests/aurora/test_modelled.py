"""Looks that were kept show the 3D models of today, wherever they are read again."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update

from assets.models import ProductAsset
from commerce.models import Product
from core.db import Sessions, database
from tests.aurora.talk import say
from tests.factories import make_asset

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
READY: dict[str, Any] = {"status": "ready", "sha256": "a" * 64, "bytes": 900}


@pytest.fixture
async def sessions(shop_url: str) -> AsyncIterator[Sessions]:
    """Of the shop's own database; what a test has put into the shop is taken out of it."""
    async with database(shop_url) as found:
        yield found
        async with found.begin() as session:
            await _take_out(session)


async def _take_out(session: Any) -> None:
    shown = update(ProductAsset).where(ProductAsset.retired_at.is_(None), ProductAsset.kind == "model")
    products = await session.scalars(shown.values(retired_at=func.now()).returning(ProductAsset.product_id))
    await session.execute(update(Product).where(Product.id.in_(set(products))).values(updated_at=func.now()))


async def put_in(sessions: Sessions, product_id: UUID, *colours: str) -> str:
    """The key of the model's only level, after whatever was shown before has been taken out."""
    async with sessions.begin() as session:
        await _take_out(session)
        source = await make_asset(session, product_id, **READY)
        made = {"parent_id": source.id, **READY}
        level = await make_asset(session, product_id, role="lod", level=0, triangles=7, **made)
        for n, colour in enumerate(colours):
            key = f"models/{source.id}-{colour}.webp"
            await make_asset(
                session, product_id, role="poster", position=n, details={"variant": colour}, **made, storage_key=key
            )
        await session.execute(update(Product).where(Product.id == product_id).values(updated_at=func.now()))
        return level.storage_key


async def first_level(client: httpx.AsyncClient, path: str) -> Any:
    item = (await client.get(path)).json()["items"][0]
    return item["model_3d"] and item["model_3d"]["lods"][0]["url"]


async def test_a_saved_look_shows_the_model_that_replaced_its_own_and_none_once_that_is_taken_out(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    look = (await say(client, "a look for a gallery opening, women, under 300"))["outfits"][0]
    product_id = UUID(look["items"][0]["product_id"])
    saved = (await client.post(f"/api/aurora/outfits/{look['outfit_id']}/save")).json()["outfit_id"]
    paths = [f"/api/aurora/outfits/{id}" for id in (look["outfit_id"], saved)]

    keys = [await put_in(sessions, product_id) for _ in range(2)]

    assert [await first_level(client, path) for path in paths] == [f"/objects/{keys[1]}"] * 2
    listed = (await client.get("/api/aurora/outfits")).json()["outfits"][0]
    assert listed["items"][0]["model_3d"]["url"] == f"/objects/{keys[1]}"
    async with sessions.begin() as session:
        await _take_out(session)

    assert [await first_level(client, path) for path in paths] == [None, None]
    again = (await client.get(paths[0])).json()
    assert again == look, "nothing else of it has changed"


def without_models(outfit: dict[str, Any]) -> dict[str, Any]:
    return {**outfit, "items": [{**piece, "model_3d": None} for piece in outfit["items"]]}


async def test_a_conversation_that_is_read_again_shows_the_models_of_today_in_their_turns(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    first = await say(client, "a look for a gallery opening, women, under 300")
    second = await say(client, "cheaper", first["conversation_id"])
    item = second["outfits"][0]["items"][0]
    await put_in(sessions, UUID(item["product_id"]))
    key = await put_in(sessions, UUID(item["product_id"]), "none of its colours", item["colour"]["name"].upper())

    turns = (await client.get(f"/api/aurora/conversations/{first['conversation_id']}")).json()["turns"]

    shown = turns[1]["reply"]["outfits"][0]["items"][0]["model_3d"]
    assert shown["url"] == f"/objects/{key}"
    assert shown["poster_url"].casefold().endswith(f"-{item['colour']['name']}.webp".casefold())
    plain = [[without_models(one) for one in turn["reply"]["outfits"]] for turn in turns]
    assert plain == [first["outfits"], second["outfits"]], "every look in its own turn, and nothing else has changed"


async def test_what_is_sold_no_longer_keeps_its_model_in_looks_that_are_read_again(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    look = (await say(client, "a look for a gallery opening, women, under 300"))["outfits"][0]
    product_id = UUID(look["items"][0]["product_id"])
    key = await put_in(sessions, product_id)
    archive = update(Product).where(Product.id == product_id)
    async with sessions.begin() as session:
        before = await session.scalar(select(Product.status).where(Product.id == product_id))
        await session.execute(archive.values(status="archived"))
    try:
        assert await first_level(client, f"/api/aurora/outfits/{look['outfit_id']}") == f"/objects/{key}"
    finally:
        async with sessions.begin() as session:
            await session.execute(archive.values(status=before))
