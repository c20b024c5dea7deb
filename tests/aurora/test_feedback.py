"""Feedback over HTTP: stored as served, once, by whom it belongs to, and undone without a trace."""

from typing import Any, Literal
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import feedback
from aurora.composer.notes import feedback_note
from aurora.models import Interaction, OutfitRow, StyleProfile
from aurora.taste_population import Populations
from commerce.models import Product
from core.db import database
from core.ids import uuid7
from tests.aurora.contract import check_problem
from tests.aurora.talk import say
from tests.factories import MODEL, make_embedding, make_product

pytestmark = pytest.mark.anyio
PATH = "/api/aurora/feedback"


async def give(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post(PATH, json=body)


async def shown(client: httpx.AsyncClient) -> dict[str, Any]:
    """The reply that shows this visitor looks."""
    return await say(client, "an outfit for a dinner date, women", context={"department": "women"})


async def rows(shop_url: str, **columns: Any) -> list[Interaction]:
    async with database(shop_url) as sessions, sessions() as session:
        query = select(Interaction).where(*(getattr(Interaction, name) == value for name, value in columns.items()))
        return list(await session.scalars(query))


async def test_a_verdict_on_a_look_is_stored_with_rank_and_propensity_as_served(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await shown(client)
    last = reply["outfits"][-1]

    answer = await give(client, outfit_id=last["outfit_id"], verdict="like", rating=5, reason="so elegant")

    assert answer.status_code == 201
    assert answer.json()["kept"] == "visit"
    (row,) = await rows(shop_url, id=UUID(answer.json()["event_id"]))
    async with database(shop_url) as sessions, sessions() as session:
        look = await session.get_one(OutfitRow, UUID(last["outfit_id"]))
    assert (row.kind, row.object_kind, row.outfit_id, row.turn_id) == ("like", "outfit", look.id, look.turn_id)
    assert (row.position, row.propensity) == (len(reply["outfits"]) - 1, look.propensity)
    assert (row.rating, row.reason, row.consent) == (5, "so elegant", [])
    assert [piece["product_id"] for piece in row.data["pieces"]] == [item["product_id"] for item in last["items"]]
    assert [piece["colour"] for piece in row.data["pieces"]] == [item["colour"]["name"] for item in last["items"]]


async def test_a_product_is_judged_as_the_piece_that_was_shown(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await shown(client)
    item = reply["outfits"][0]["items"][1]

    answer = await give(client, product_id=item["product_id"], verdict="tried_on")

    (row,) = await rows(shop_url, id=UUID(answer.json()["event_id"]))
    assert (row.kind, row.object_kind, row.product_id) == ("try_on", "product", UUID(item["product_id"]))
    assert row.position == item["position"]
    assert row.outfit_id is not None


async def test_a_product_that_was_never_shown_has_neither_position_nor_propensity(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    async with database(shop_url) as sessions, sessions() as session:
        product = await session.scalar(select(Product.id).order_by(Product.id).limit(1))
    answer = await give(client, product_id=str(product), verdict="clicked")
    assert answer.status_code == 201
    (row,) = await rows(shop_url, id=UUID(answer.json()["event_id"]))
    assert (row.position, row.propensity, row.outfit_id) == (None, None, None)


async def test_a_verdict_on_an_answer_is_no_matter_of_taste(client: httpx.AsyncClient) -> None:
    reply = await shown(client)
    answer = await give(client, message_id=reply["message_id"], verdict="dislike", reason="too many words")
    assert answer.json()["kept"] == "nothing"
    assert (await client.get("/api/aurora/profile")).json()["learned"] == []


async def test_the_same_event_sent_twice_is_counted_once(client: httpx.AsyncClient, shop_url: str) -> None:
    reply = await shown(client)
    body = {"outfit_id": reply["outfits"][0]["outfit_id"], "verdict": "like", "event_id": str(uuid7())}
    first, second = await give(client, **body), await give(client, **body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(await rows(shop_url, id=UUID(body["event_id"]))) == 1
    assert (await client.get("/api/aurora/profile")).json()["taste"]["events"] == 1


async def test_someone_elses_event_id_is_refused(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    mine, theirs = await shown(client), await shown(stranger)
    id = str(uuid7())
    await give(client, outfit_id=mine["outfits"][0]["outfit_id"], verdict="like", event_id=id)
    answer = await give(stranger, outfit_id=theirs["outfits"][0]["outfit_id"], verdict="like", event_id=id)
    check_problem(answer.json(), 409)


async def test_someone_elses_look_answer_and_unknown_products_are_404_and_nothing_is_stored(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shop_url: str
) -> None:
    reply = await shown(client)
    await say(stranger, "hello")
    before = await _count(shop_url)
    for body in (
        {"outfit_id": reply["outfits"][0]["outfit_id"]},
        {"message_id": reply["message_id"]},
        {"product_id": str(uuid7())},
        {"outfit_id": str(uuid7())},
    ):
        answer = await give(stranger, **body, verdict="like")
        check_problem(answer.json(), 404)
    assert await _count(shop_url) == before


async def _count(shop_url: str) -> int:
    async with database(shop_url) as sessions, sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(Interaction)) or 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "like"}, "outfit_id"),
        ({"verdict": "adore", "product_id": str(UUID(int=1))}, "verdict"),
        ({"product_id": str(UUID(int=1))}, "verdict"),
        ({"verdict": "like", "product_id": "shoes"}, "product_id"),
        ({"verdict": "like", "product_id": str(UUID(int=1)), "rating": 6}, "rating"),
        ({"verdict": "like", "product_id": str(UUID(int=1)), "reason": "x" * 501}, "reason"),
        ({"verdict": "like", "product_id": str(UUID(int=1)), "reason": "a\0b"}, "reason"),
        ({"verdict": "like", "product_id": str(UUID(int=1)), "message_id": str(UUID(int=2))}, "message_id"),
        ({"verdict": "like", "product_id": str(UUID(int=1)), "colour": "red"}, "colour"),
    ],
)
async def test_a_bad_field_is_a_400_that_names_it(client: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    answer = await give(client, **body)
    check_problem(answer.json(), 400)
    assert field in {error["field"] for error in answer.json()["errors"]}


async def test_a_product_that_is_no_piece_of_the_look_is_named(client: httpx.AsyncClient) -> None:
    reply = await shown(client)
    answer = await give(
        client, outfit_id=reply["outfits"][0]["outfit_id"], product_id=str(uuid7()), verdict="like"
    )  # fmt: skip
    check_problem(answer.json(), 400)
    assert answer.json()["errors"][0]["field"] == "product_id"


async def test_taking_a_like_back_leaves_what_was_learned_as_it_was(client: httpx.AsyncClient) -> None:
    await client.patch("/api/aurora/profile", json={"consent": {"personalisation": True}})
    reply = await shown(client)
    first, second = reply["outfits"][0], reply["outfits"][1]
    await give(client, outfit_id=first["outfit_id"], verdict="like")
    before = (await client.get("/api/aurora/profile")).json()
    given = (await give(client, outfit_id=second["outfit_id"], verdict="purchased")).json()
    between = (await client.get("/api/aurora/profile")).json()

    gone = await client.delete(f"{PATH}/{given['event_id']}")

    after = (await client.get("/api/aurora/profile")).json()
    assert gone.status_code == 204
    assert between["learned"] != before["learned"]
    assert after["learned"] == before["learned"]
    assert after["taste"] == before["taste"]


async def test_only_ones_own_feedback_can_be_taken_back(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    reply = await shown(client)
    given = (await give(client, outfit_id=reply["outfits"][0]["outfit_id"], verdict="like")).json()
    await say(stranger, "hello")
    check_problem((await stranger.delete(f"{PATH}/{given['event_id']}")).json(), 404)
    assert (await client.get("/api/aurora/profile")).json()["taste"]["events"] == 1


async def test_what_is_put_into_the_bag_is_noted_and_learned_in_the_callers_transaction(session: AsyncSession) -> None:
    product, visitor = await make_product(session, category="shirt"), uuid7()
    await make_embedding(session, product)
    session.add(StyleProfile(visitor_id=visitor, consent={"personalisation": True}))
    await session.flush()
    deeds: tuple[Literal["bagged", "saved"], ...] = ("bagged", "saved")
    learning = feedback.Learning(Populations(), MODEL)
    for did in deeds:
        await learning.note(session, visitor, did, feedback.Thing(product_id=product.id))
    kinds = await session.scalars(select(Interaction.kind).where(Interaction.visitor_id == visitor))
    row = await session.scalar(select(StyleProfile).where(StyleProfile.visitor_id == visitor))
    assert sorted(kinds) == ["cart_add", "save"]
    assert row is not None
    assert row.taste_model == MODEL
    shirt = next(each for each in row.learned["taste"]["leanings"] if each["value"] == "shirt")
    assert shirt["counts"] == {"bagged": 1, "saved": 1}


async def test_the_note_is_in_the_language_of_the_conversation(client: httpx.AsyncClient) -> None:
    english = await say(client, "a dress for a date, women")
    first = await give(client, outfit_id=english["outfits"][0]["outfit_id"], verdict="like")
    german = await say(client, "Ein Kleid für eine Hochzeit, Damen, unter 200 Euro bitte")
    second = await give(client, outfit_id=german["outfits"][0]["outfit_id"], verdict="like")

    assert first.json()["note"] == feedback_note("visit", "en")
    assert second.json()["note"] == feedback_note("visit", "de")
    assert first.json()["note"] != second.json()["note"]
