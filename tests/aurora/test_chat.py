import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from aurora.models import Conversation, Turn
from core.db import database
from core.ids import uuid7
from tests.aurora.contract import check_problem, check_reply
from tests.aurora.talk import EXAMPLE, say, stream

pytestmark = pytest.mark.anyio


async def test_the_contracts_example_gets_a_reply_as_the_contract_has_it(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/aurora/chat", json=EXAMPLE)

    reply = response.json()
    assert response.status_code == 200
    check_reply(reply)
    assert len(reply["outfits"]) >= 2
    assert all(outfit["total"]["amount"] <= 25_000 for outfit in reply["outfits"])
    assert {item["heel"] for outfit in reply["outfits"] for item in outfit["items"] if item["slot"] == "shoes"} <= {
        "flat"
    }
    assert all(item["title"] in reply["reply"] for item in reply["outfits"][0]["items"])


async def test_the_stream_draws_cards_before_words_and_its_words_are_the_reply(client: httpx.AsyncClient) -> None:
    events = await stream(client, EXAMPLE)

    names = [name for name, _ in events]
    words = "".join(data["text"] for name, data in events if name == "reply.delta")
    completed: dict[str, Any] = events[-1][1]
    assert names[:2] == ["context.ready", "outfits.ready"]
    assert set(names[2:-1]) == {"reply.delta"}
    assert names[-1] == "turn.completed"
    assert words == completed["reply"]
    assert events[1][1]["outfits"] == completed["outfits"]
    check_reply(completed)


async def test_what_the_shopper_says_wins_over_what_the_client_knows(client: httpx.AsyncClient) -> None:
    reply = await say(client, "an outfit for work under 150 dollars, for men", context=EXAMPLE["context"])

    assert reply["context"]["department"] == "men"
    assert reply["context"]["occasion"] == "work"
    assert reply["context"]["budget"] == {"amount": 15_000, "currency": "USD"}
    assert reply["context"]["sources"]["budget"] == "message"
    assert reply["context"]["sources"]["weather"] == "request"


async def test_the_same_message_sent_again_gets_the_stored_turn(client: httpx.AsyncClient, shop_url: str) -> None:
    body = {"message": "a dress for brunch, women", "client_message_id": str(uuid7())}
    first = await client.post("/api/aurora/chat", json=body)
    second = await client.post("/api/aurora/chat", json=body)

    assert second.json() == first.json()
    async with database(shop_url) as sessions, sessions() as session:
        query = select(func.count()).where(Turn.client_message_id == body["client_message_id"])
        assert await session.scalar(query) == 1


async def test_two_deliveries_at_once_make_one_turn(client: httpx.AsyncClient, shop_url: str) -> None:
    await say(client, "hello")
    body = {"message": "trousers for work, women", "client_message_id": str(uuid7())}

    answers = await asyncio.gather(*(client.post("/api/aurora/chat", json=body) for _ in range(4)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert set(statuses) <= {200, 409}
    async with database(shop_url) as sessions, sessions() as session:
        query = select(func.count()).where(Turn.client_message_id == body["client_message_id"])
        assert await session.scalar(query) == 1


async def test_a_client_that_goes_away_does_not_lose_the_turn(client: httpx.AsyncClient) -> None:
    headers = {"Accept": "text/event-stream"}
    async with client.stream("POST", "/api/aurora/chat", json=EXAMPLE, headers=headers) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                break
    conversations = (await client.get("/api/aurora/conversations")).json()["conversations"]
    path = f"/api/aurora/conversations/{conversations[0]['conversation_id']}"
    turns = (await client.get(path)).json()["turns"]
    for _ in range(50):
        if turns[0]["status"] == "done":
            break
        await asyncio.sleep(0.1)
        turns = (await client.get(path)).json()["turns"]

    assert turns[0]["message"] == EXAMPLE["message"]
    assert turns[0]["reply"]["outfits"]


async def test_a_visitor_is_known_by_cookie_or_by_header(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    first = await client.post("/api/aurora/chat", json={"message": "jeans for men"})
    conversation, token = first.json()["conversation_id"], first.headers["X-Visitor-Token"]
    path = f"/api/aurora/conversations/{conversation}"

    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=lax" in first.headers["set-cookie"]
    assert (await client.get(path)).status_code == 200
    assert (await stranger.get(path, headers={"X-Visitor-Token": token})).status_code == 200


async def test_someone_elses_conversation_is_not_found(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    reply = await say(client, "jeans for men")
    conversation, outfit = reply["conversation_id"], reply["outfits"][0]["outfit_id"]

    for refused in (
        await stranger.post("/api/aurora/chat", json={"message": "cheaper", "conversation_id": conversation}),
        await stranger.get(f"/api/aurora/conversations/{conversation}"),
        await stranger.delete(f"/api/aurora/conversations/{conversation}"),
        await stranger.get(f"/api/aurora/outfits/{outfit}"),
    ):
        assert refused.status_code == 404
        check_problem(refused.json(), 404)
    assert (await client.get(f"/api/aurora/outfits/{outfit}")).json()["outfit_id"] == outfit


def wrong(**changes: Any) -> dict[str, Any]:
    return {"message": "hello", **changes}


BAD: list[tuple[bytes | dict[str, Any], int, str]] = [
    (b'{"message": "hel', 400, ""),
    (b"\x00\xff\xfe\x01binary garbage", 400, ""),
    (b"", 400, "body"),
    (b"[]", 400, "body"),
    (wrong(colour="red"), 400, "colour"),
    ({}, 400, "message"),
    (wrong(message=""), 400, "message"),
    (wrong(message="   \n"), 400, "message"),
    (wrong(message="a\x00b"), 400, "message"),
    (wrong(message="a" * 4001), 400, "message"),
    (wrong(message=7), 400, "message"),
    (wrong(context={"occasion": "rave"}), 400, "context.occasion"),
    (wrong(context={"mood": "sad"}), 400, "context.mood"),
    (wrong(context={"weather": {"temperature_c": 99}}), 400, "context.weather.temperature_c"),
    (wrong(context={"budget": {"amount": -1, "currency": "USD"}}), 400, "context.budget.amount"),
    (wrong(context={"budget": {"amount": 1.5, "currency": "USD"}}), 400, "context.budget.amount"),
    (wrong(context={"style": {"comfort": 11}}), 400, "context.style.comfort"),
    (wrong(client_message_id="x" * 65), 400, "client_message_id"),
    (wrong(conversation_id="one"), 400, "conversation_id"),
    (wrong(conversation_id=str(uuid7())), 404, ""),
    (b'{"message": "' + b"a" * 10_000_000 + b'"}', 413, ""),
]


@pytest.mark.parametrize(
    ("body", "status", "field"), BAD, ids=[f"{n}-{each[2] or each[1]}" for n, each in enumerate(BAD)]
)
async def test_bad_input_is_refused_by_name_and_writes_nothing(
    client: httpx.AsyncClient, shop_url: str, body: bytes | dict[str, Any], status: int, field: str
) -> None:
    before = await _rows(shop_url)

    if isinstance(body, bytes):
        response = await client.post("/api/aurora/chat", content=body, headers={"Content-Type": "application/json"})
    else:
        response = await client.post("/api/aurora/chat", json=body)

    assert response.headers["content-type"].startswith("application/problem+json")
    check_problem(response.json(), status)
    if field:
        assert field in [error["field"] for error in response.json()["errors"]]
    assert await _rows(shop_url) == before


async def _rows(url: str) -> tuple[int, int]:
    async with database(url) as sessions, sessions() as session:
        conversations = await session.scalar(select(func.count()).select_from(Conversation))
        turns = await session.scalar(select(func.count()).select_from(Turn))
    return conversations or 0, turns or 0


async def test_four_thousand_characters_of_anything_are_answered(client: httpx.AsyncClient) -> None:
    for text in ("a" * 4000, "😀" * 4000, "not " * 1000, "$9" * 2000, "\u202e" + "x \u200b" * 1300):
        check_reply(await say(client, text))


async def test_an_unknown_representation_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/aurora/chat", json={"message": "hi"}, headers={"Accept": "image/png"})

    check_problem(response.json(), 406)


async def test_a_forged_visitor_token_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/aurora/chat", json={"message": "hi"}, headers={"X-Visitor-Token": "v1.a.b"})

    check_problem(response.json(), 401)


async def test_looks_from_a_context_alone(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/aurora/outfit/generate", json={"context": EXAMPLE["context"]})

    assert response.status_code == 200
    assert len(response.json()["outfits"]) >= 2
    assert response.json()["context"]["occasion"] == "wedding_guest"


async def test_a_deleted_conversation_is_gone_with_its_looks(client: httpx.AsyncClient) -> None:
    reply = await say(client, "a coat for men, it is freezing")
    path = f"/api/aurora/conversations/{reply['conversation_id']}"

    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.get(f"/api/aurora/outfits/{reply['outfits'][0]['outfit_id']}")).status_code == 404


async def test_the_server_says_that_it_is_ready_and_of_what(client: httpx.AsyncClient) -> None:
    response = await client.get("/health/ready")

    assert response.status_code == 200
    assert set(response.json()["checks"]) == {"database", "migrations", "redis", "embeddings"}
    assert (await client.get("/health/live")).json() == {"status": "ok"}


async def test_the_pages_and_the_schema_are_there(client: httpx.AsyncClient) -> None:
    reply = await say(client, "a dress for a date, women")
    item = reply["outfits"][0]["items"][0]

    for path, kind in (
        ("/", "text/html"),
        (f"/looks/{reply['outfits'][0]['outfit_id']}", "text/html"),
        (item["product_url"], "text/html"),
        (item["image_url"], "image/svg+xml"),
        ("/static/chat.js", "text/javascript"),
        (f"/api{item['product_url']}", "application/json"),
        ("/schema/openapi.json", "application/vnd.oai.openapi+json"),
    ):
        response = await client.get(path)
        assert (response.status_code, response.headers["content-type"].split(";")[0]) == (200, kind), path


async def test_a_page_lets_no_foreign_script_in(client: httpx.AsyncClient) -> None:
    response = await client.get("/")

    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    scripts = policy.split("script-src ")[1].split(";")[0].split()
    assert [each for each in scripts if not each.startswith("'sha256-")] == ["'self'", "'wasm-unsafe-eval'"]
    assert "frame-ancestors 'none'" in policy
