"""Buying over HTTP in test mode: quote, checkout, payment, calling off, the same request twice."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select

from aurora.app import create_app
from commerce import stock
from commerce.models import Order, Payment, StockLevel
from core.db import Sessions
from core.settings import Settings
from tests.app_server import served
from tests.commerce.test_checkout import variant_of
from tests.factories import make_promotion

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
HOME = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Springfield", "country": "US"}


@pytest.fixture(scope="module")
async def site(
    database_url: str, servers: Any, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("checkout"), log_level="ERROR")
    async with served(create_app(settings, database_url=database_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


async def filled(client: httpx.AsyncClient, sessions: Sessions, *, units: int = 3, price: int = 5900) -> UUID:
    async with sessions.begin() as session:
        id = (await variant_of(session, stock=units, price=price)).id
    assert (await client.post("/api/cart/items", json={"lines": [{"variant_id": str(id)}]})).status_code == 200
    return id


async def begin(client: httpx.AsyncClient, total: int = 6495, *, key: str | None = None, **more: Any) -> httpx.Response:
    body = {
        "version": (await client.get("/api/cart")).json()["version"],
        "expected_total": {"amount": total, "currency": "USD"},
        "email": "ada@example.com",
        "shipping_address": HOME,
        **more,
    }
    return await client.post("/api/checkout", json=body, headers={"Idempotency-Key": key} if key else {})


async def reserved(sessions: Sessions, variant_id: UUID) -> int | None:
    async with sessions.begin() as session:
        assert await stock.violations(session) == []
        return await session.scalar(select(StockLevel.reserved).where(StockLevel.variant_id == variant_id))


async def test_the_quote_is_what_the_checkout_charges(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await filled(client, sessions)

    quote = (await client.post("/api/cart/quote", json={"shipping_address": HOME})).json()
    made = await begin(client, quote["total"])

    assert (quote["total"], quote["shipping_total"], quote["method"]) == (6495, 595, "standard")
    assert (made.status_code, made.json()["total"]) == (201, {"amount": 6495, "currency": "USD"})


async def test_a_purchase_in_test_mode_says_so_and_ends_in_a_placed_order(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant_id = await filled(client, sessions)
    made = (await begin(client)).json()
    assert (made["status"], made["payment"]["test_mode"], made["payment"]["status"]) == ("pending", True, "pending")

    paid = await client.post(f"/api/checkout/{made['order_id']}/test-payment", json={"outcome": "succeed"})

    assert (paid.json()["status"], paid.json()["payment_status"]) == ("placed", "paid")
    assert (await client.get("/api/cart")).json()["items"] == []
    assert await reserved(sessions, variant_id) == 1


async def test_a_declined_card_can_be_tried_again(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await filled(client, sessions)
    url = f"/api/checkout/{(await begin(client)).json()['order_id']}/test-payment"

    declined = await client.post(url, json={"outcome": "decline"})
    paid = await client.post(url, json={"outcome": "succeed"})

    assert (declined.json()["status"], paid.json()["status"]) == ("pending", "placed")


async def test_calling_off_opens_the_bag_and_the_same_order_is_taken_up_again(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant_id = await filled(client, sessions)
    first = (await begin(client)).json()
    assert (await begin(client)).json()["code"] == "cart_in_payment"

    called_off = await client.post(f"/api/checkout/{first['order_id']}/cancel")

    assert (called_off.json()["payment"]["status"], await reserved(sessions, variant_id)) == ("cancelled", 0)
    second = (await begin(client)).json()
    assert second["order_id"] == first["order_id"]
    assert second["payment"]["payment_id"] != first["payment"]["payment_id"]
    late = await client.post(f"/api/checkout/{first['order_id']}/test-payment", json={})
    assert late.json()["status"] == "placed"


async def test_the_same_request_twice_is_one_order(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant_id = await filled(client, sessions)
    version = (await client.get("/api/cart")).json()["version"]

    first = await begin(client, key="k1", version=version)
    second = await begin(client, key="k1", version=version)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json()["order_id"] == first.json()["order_id"]
    assert second.json()["payment"]["payment_id"] == first.json()["payment"]["payment_id"]
    assert await reserved(sessions, variant_id) == 1


async def test_the_same_request_after_the_payment_is_the_order_that_was_placed(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await filled(client, sessions)
    version = (await client.get("/api/cart")).json()["version"]
    made = (await begin(client, key="k1", version=version)).json()
    await client.post(f"/api/checkout/{made['order_id']}/test-payment", json={})

    again = await begin(client, key="k1", version=version)

    assert (again.status_code, again.json()["status"]) == (201, "placed")
    assert (again.json()["order_id"], again.headers["Idempotent-Replayed"]) == (made["order_id"], "true")


async def test_an_order_whose_payment_nobody_came_to_open_is_opened_when_it_is_looked_at(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await filled(client, sessions)
    made = (await begin(client)).json()
    async with sessions.begin() as session:
        await session.execute(delete(Payment))

    looked = (await client.get(f"/api/checkout/{made['order_id']}")).json()

    assert (looked["status"], looked["payment"]["status"]) == ("pending", "pending")
    assert looked["payment"]["payment_id"] != made["payment"]["payment_id"]


async def test_an_order_that_costs_nothing_is_placed_without_a_payment(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await filled(client, sessions, price=10000)
    async with sessions.begin() as session:
        await make_promotion(session, code="GIFT", percent_off=100, status="active")
        await make_promotion(session, code="POST", kind="free_shipping", percent_off=None, status="active")
    for code in ("GIFT", "POST"):
        assert (await client.post("/api/cart/promotions", json={"code": code})).status_code == 200

    made = (await begin(client, 0)).json()

    assert (made["status"], made["total"]["amount"], made["payment"]) == ("placed", 0, None)


async def test_where_the_shop_delivers_is_told(client: httpx.AsyncClient, sessions: Sessions) -> None:
    found = (await client.get("/api/shop/delivery")).json()

    assert {"US", "DE"} <= set(found["countries"])
    assert [one["id"] for one in found["methods"]] == ["standard", "express", "international"]


async def test_another_total_is_refused_with_the_new_one(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await filled(client, sessions)

    refused = await begin(client, 5900)

    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["total"]["amount"]) == (409, "cart_changed", 6495)
    assert problem["errors"][0]["field"] == "expected_total"
    async with sessions.begin() as session:
        assert (await session.scalars(select(Order))).all() == []


async def test_somebody_elses_checkout_is_not_found(client: httpx.AsyncClient, sessions: Sessions, site: str) -> None:
    await filled(client, sessions)
    made = (await begin(client)).json()

    async with httpx.AsyncClient(base_url=site) as stranger:
        answers = [
            await stranger.get(f"/api/checkout/{made['order_id']}"),
            await stranger.post(f"/api/checkout/{made['order_id']}/cancel"),
            await stranger.post(f"/api/checkout/{made['order_id']}/test-payment", json={}),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a\x00@example.com"),
        ("shipping_address", {**HOME, "city": "\x00"}),
        ("version", 0),
        ("shipping_address", {**HOME, "country": "usa"}),
        ("surprise", 1),
    ],
)
async def test_what_is_wrong_is_named(client: httpx.AsyncClient, sessions: Sessions, field: str, value: Any) -> None:
    await filled(client, sessions)

    answer = await begin(client, **{field: value})

    assert answer.status_code == 400
    assert field in answer.json()["errors"][0]["field"]


async def test_where_nothing_is_delivered_is_said(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await filled(client, sessions)

    answer = await begin(client, shipping_address={**HOME, "country": "AQ"})

    assert (answer.status_code, answer.json()["code"]) == (422, "no_shipping")
