"""The profile over HTTP: stated, learned with its sources, corrected, consented to, and forgotten."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, or_, select, update

from aurora.models import Interaction, OutfitItemRow, OutfitRow, StyleProfile, Turn
from core.db import database
from core.ids import uuid7
from tests.aurora.contract import check_problem
from tests.aurora.talk import say
from tests.aurora.test_feedback import give, shown

pytestmark = pytest.mark.anyio
PATH = "/api/aurora/profile"


async def seen(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(PATH)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def change(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.patch(PATH, json=body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


async def consented(client: httpx.AsyncClient) -> None:
    await change(client, consent={"personalisation": True})


def leaning(profile: dict[str, Any], kind: str, value: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in profile["learned"] if (e["kind"], e["value"]) == (kind, value))
    return found


async def test_a_stranger_has_an_empty_profile_without_consent(client: httpx.AsyncClient) -> None:
    profile = await seen(client)
    assert profile["consent"] == {"personalisation": False, "at": None, "analytics": False}
    assert profile["kept"] == "nothing"
    assert profile["learned"] == []
    assert profile["stated"]["palette"] == []


async def test_what_is_stated_is_kept_changed_and_cleared_field_by_field(client: httpx.AsyncClient) -> None:
    first = await change(
        client, department="women", palette=["Navy", "cream"], avoid=["yellow"], brands=["Halden"], comfort=8,
        sizes={"top": "M", "shoes": "EU 39"}, budget={"amount": 20000, "currency": "USD"},
    )  # fmt: skip
    assert first["stated"]["palette"] == ["navy", "cream"]
    second = await change(client, comfort=None, palette=[])
    assert second["stated"] == {**first["stated"], "comfort": None, "palette": []}
    assert (await seen(client))["stated"] == second["stated"]


async def test_what_is_stated_reaches_the_next_turn(client: httpx.AsyncClient, shop_url: str) -> None:
    await change(client, department="men", sizes={"shoes": "EU 43"}, palette=["navy"])
    reply = await say(client, "an outfit for work")
    assert reply["context"]["department"] == "men"
    async with database(shop_url) as sessions, sessions() as session:
        turn = await session.scalar(select(Turn).where(Turn.id == UUID(reply["message_id"])))
    assert turn is not None
    assert turn.input is not None
    assert turn.input["profile"]["palette"] == ["navy"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"comfort": 11}, "comfort"),
        ({"department": "cats"}, "department"),
        ({"star_sign": "leo"}, "star_sign"),
        ({"corrections": [{"kind": "colour", "value": "navy", "verdict": "adore"}]}, "corrections"),
        ({"budget": {"amount": -1, "currency": "USD"}}, "budget"),
    ],
)
async def test_a_bad_field_is_a_400_that_names_it_and_nothing_changes(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    await change(client, comfort=4)
    answer = await client.patch(PATH, json=body)
    check_problem(answer.json(), 400)
    assert field in answer.json()["errors"][0]["field"] + answer.json()["detail"]
    assert (await seen(client))["stated"]["comfort"] == 4


async def test_what_was_learned_says_from_what(client: httpx.AsyncClient) -> None:
    await consented(client)
    item = (await shown(client))["outfits"][0]["items"][0]
    assert (await give(client, product_id=item["product_id"], verdict="like")).json()["kept"] == "profile"
    await give(client, product_id=item["product_id"], verdict="purchased")

    profile = await seen(client)

    colour = leaning(profile, "colour", item["colour"]["name"])
    assert profile["kept"] == "profile"
    assert colour["leaning"] == "like"
    assert colour["strength"] == pytest.approx(3 / (3 + 5), abs=0.05)
    assert colour["because"] == "You bought 1 and liked 1."
    assert colour["counts"] == {"like": 1, "purchased": 1}
    assert [e["title"] for e in colour["examples"]] == [item["title"]]
    assert leaning(profile, "category", item["category"])["leaning"] == "like"
    assert profile["taste"]["events"] == 2


async def test_a_correction_wins_and_taken_back_restores_what_was_learned(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    await consented(client)
    item = (await shown(client))["outfits"][0]["items"][0]
    await give(client, product_id=item["product_id"], verdict="worn")
    before, name = await seen(client), item["colour"]["name"]

    corrected = await change(client, corrections=[{"kind": "colour", "value": name, "verdict": "dislike"}])

    assert leaning(corrected, "colour", name)["corrected"] == "dislike"
    assert [c["value"] for c in corrected["corrections"]] == [name]
    assert (await _profile_of_next_turn(client, shop_url))["leanings"]["colour"][name] == -1.0
    restored = await change(client, corrections=[{"kind": "colour", "value": name, "verdict": None}])
    assert restored["learned"] == before["learned"]
    assert restored["corrections"] == []


async def _profile_of_next_turn(client: httpx.AsyncClient, shop_url: str) -> dict[str, Any]:
    reply = await say(client, "an outfit for work, women")
    async with database(shop_url) as sessions, sessions() as session:
        turn = await session.scalar(select(Turn).where(Turn.id == UUID(reply["message_id"])))
    assert turn is not None
    assert turn.input is not None
    profile: dict[str, Any] = turn.input["profile"]
    return profile


async def test_without_consent_feedback_counts_for_the_visit_and_is_not_stored_as_a_profile(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    item = (await shown(client))["outfits"][0]["items"][0]
    given = (await give(client, product_id=item["product_id"], verdict="like")).json()
    assert given["kept"] == (await seen(client))["kept"] == "visit"
    next_turn = await _profile_of_next_turn(client, shop_url)
    assert next_turn["leanings"]["colour"][item["colour"]["name"]] > 0
    assert next_turn["taste"] is not None
    visitor = await _visitor(shop_url, given["event_id"])
    async with database(shop_url) as sessions, sessions.begin() as session:
        assert await session.scalar(select(StyleProfile).where(StyleProfile.visitor_id == visitor)) is None
        yesterday = Interaction.occurred_at - timedelta(days=1)
        mine = Interaction.visitor_id == visitor
        await session.execute(update(Interaction).where(mine).values(occurred_at=yesterday))
    assert (await seen(client))["learned"] == []
    assert (await _profile_of_next_turn(client, shop_url))["taste"] is None


async def _visitor(shop_url: str, event_id: str) -> UUID:
    async with database(shop_url) as sessions, sessions() as session:
        found = await session.scalar(select(Interaction.visitor_id).where(Interaction.id == UUID(event_id)))
    assert found is not None
    return found


async def test_consent_keeps_what_this_visit_said_and_taken_back_deletes_what_was_learned(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    item = (await shown(client))["outfits"][0]["items"][0]
    given = (await give(client, product_id=item["product_id"], verdict="like")).json()
    assert (await change(client, consent={"personalisation": True}))["kept"] == "profile"
    visitor = await _visitor(shop_url, given["event_id"])

    withdrawn = await change(client, consent={"personalisation": False})

    assert withdrawn["consent"]["personalisation"] is False
    async with database(shop_url) as sessions, sessions() as session:
        row = await session.scalar(select(StyleProfile).where(StyleProfile.visitor_id == visitor))
        event = await session.scalar(select(Interaction).where(Interaction.id == UUID(given["event_id"])))
    assert row is not None
    assert row.taste is None
    assert row.learned["taste"] is None
    assert event is not None
    assert event.consent == []
    assert await _figures(shop_url, visitor) == 0


async def _figures(shop_url: str, visitor: UUID) -> int:
    """So many pieces of the shopper's looks still have the figures by which they were chosen."""
    query = select(func.count()).select_from(OutfitItemRow).join(OutfitRow, OutfitRow.id == OutfitItemRow.outfit_id)
    mine = query.where(OutfitRow.visitor_id == visitor, or_(OutfitItemRow.features != {}, OutfitItemRow.terms != {}))
    async with database(shop_url) as sessions, sessions() as session:
        return await session.scalar(mine) or 0


async def test_to_forget_deletes_the_profile_and_cuts_the_events_from_the_shopper(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    await change(client, palette=["navy"], consent={"personalisation": True})
    reply = await shown(client)
    given = (await give(client, outfit_id=reply["outfits"][0]["outfit_id"], verdict="like", reason="my size")).json()
    visitor = await _visitor(shop_url, given["event_id"])
    assert await _figures(shop_url, visitor) > 0

    assert (await client.delete(PATH)).status_code == 204

    assert await _figures(shop_url, visitor) == 0
    profile = await seen(client)
    assert profile["stated"]["palette"] == []
    assert profile["learned"] == []
    async with database(shop_url) as sessions, sessions() as session:
        assert await session.scalar(select(StyleProfile).where(StyleProfile.visitor_id == visitor)) is None
        event = await session.scalar(select(Interaction).where(Interaction.id == UUID(given["event_id"])))
    assert event is not None
    assert event.visitor_id != visitor
    assert (event.outfit_id, event.turn_id, event.object_id, event.reason) == (None, None, None, None)
    assert (event.consent, event.data) == ([], {})


async def test_likes_given_at_once_are_all_learned(client: httpx.AsyncClient) -> None:
    await consented(client)
    items = (await shown(client))["outfits"][0]["items"]
    answers = await asyncio.gather(
        *(give(client, product_id=item["product_id"], verdict="like", event_id=str(uuid7())) for item in items)
    )
    assert {answer.status_code for answer in answers} == {201}
    assert (await seen(client))["taste"]["events"] == len(items)


async def test_what_was_liked_is_ranked_higher_in_the_next_conversation(client: httpx.AsyncClient) -> None:
    await consented(client)
    ask = "show me shoes for women"
    first = await say(client, ask)
    wanted = first["outfits"][-1]["items"][0]
    for verdict in ("like", "worn", "purchased"):
        await give(client, product_id=wanted["product_id"], verdict=verdict)
    again = await say(client, ask)

    def place(reply: dict[str, Any]) -> int:
        ids = [outfit["items"][0]["product_id"] for outfit in reply["outfits"]]
        return ids.index(wanted["product_id"]) if wanted["product_id"] in ids else len(ids)

    assert place(again) < place(first)


async def test_analytics_is_agreed_to_by_itself_marks_what_follows_and_can_be_taken_back(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    async def consents() -> list[list[str]]:
        async with database(shop_url) as sessions, sessions() as session:
            rows = select(Interaction).where(Interaction.kind == "like").order_by(Interaction.occurred_at)
            return [row.consent for row in await session.scalars(rows) if row.outfit_id == UUID(look)]

    look = (await shown(client))["outfits"][0]["outfit_id"]
    await give(client, verdict="like", outfit_id=look)
    given = await change(client, consent={"personalisation": False, "analytics": True})
    assert (given["consent"]["analytics"], given["consent"]["personalisation"]) == (True, False)
    await give(client, verdict="like", outfit_id=look)
    assert await consents() == [[], ["analytics"]]
    kept = await change(client, consent={"personalisation": True})
    assert kept["consent"]["analytics"] is True, "left out, it stays"
    gone = await change(client, consent={"personalisation": True, "analytics": False})
    assert gone["consent"]["analytics"] is False
    assert await consents() == [["personalisation"], ["personalisation"]]
