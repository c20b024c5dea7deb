"""Codes on a bag over HTTP, what each refusal says, and limits that hold for everybody at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import redis
from sqlalchemy import select

from aurora.app import create_app
from commerce import invariants, promotions
from commerce.cart import CartChanged, OutOfStock
from commerce.checkout.prepare import reopen
from commerce.models import Cart, Order, Promotion
from commerce.orders import states
from commerce.promotions import Buyer, CouponUsedUp
from core.db import Sessions
from core.embedded import Servers
from core.settings import Settings
from tests.app_server import served
from tests.commerce.test_checkout import checkout, filled, variant_of
from tests.factories import make_promotion

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
HOME = {"name": "Ada Example", "line1": "1 Long Lane", "city": "Springfield", "country": "US"}
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def own_redis(servers: Servers, worker: int) -> str:
    """The worker's numbered database: the one that `redis_url` empties."""
    return urlsplit(servers.redis_url)._replace(path=f"/{worker}").geturl()


@pytest.fixture(scope="module")
async def site(
    database_url: str, own_redis: str, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("promotions"), log_level="ERROR")
    async with served(create_app(settings, database_url=database_url, redis_url=own_redis)) as base_url:
        yield base_url


@pytest.fixture(autouse=True)
def unspent(own_redis: str) -> None:
    """Nobody has tried a code from this address yet, in whatever test."""
    with redis.Redis.from_url(own_redis) as client:
        client.flushdb()


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


async def bag_of(client: httpx.AsyncClient, sessions: Sessions, *, price: int = 5900) -> UUID:
    async with sessions.begin() as session:
        id = (await variant_of(session, stock=9, price=price)).id
    assert (await client.post("/api/cart/items", json={"lines": [{"variant_id": str(id)}]})).status_code == 200
    return id


async def coupon(sessions: Sessions, **terms: Any) -> None:
    async with sessions.begin() as session:
        await make_promotion(session, **{"code": "TEN", "name": "Ten off", "status": "active", **terms})


async def put(client: httpx.AsyncClient, code: str, **more: Any) -> httpx.Response:
    return await client.post("/api/cart/promotions", json={"code": code, **more})


async def test_a_code_goes_on_the_bag_in_any_case_once_and_comes_off(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await bag_of(client, sessions)
    await coupon(sessions)

    first = await put(client, " ten ")
    again = await put(client, "TEN")
    quote = (await client.post("/api/cart/quote", json={})).json()
    off = await client.delete("/api/cart/promotions/TEN")

    assert (first.json()["promotion_codes"], again.json()["promotion_codes"]) == (["ten"], ["ten"])
    assert again.json()["version"] == first.json()["version"]
    assert (quote["discount_total"], quote["total"]) == (590, 5310)
    assert off.json()["promotion_codes"] == []
    assert (await client.delete("/api/cart/promotions/TEN")).json()["code"] == "promotion_not_found"


@pytest.mark.parametrize(
    ("reason", "terms"),
    [
        ("unknown", {"code": "OTHER"}),
        ("unknown", {"status": "draft"}),
        ("inactive", {"status": "disabled"}),
        ("expired", {"ends_at": NOW - timedelta(days=1)}),
        ("not_yet", {"starts_at": NOW + timedelta(days=1)}),
        ("below_minimum", {"minimum_amount": 10000, "currency": "USD"}),
        ("other_currency", {"kind": "fixed_amount", "percent_off": None, "amount_off": 500, "currency": "EUR"}),
        ("concerns_nothing", {"conditions": {"categories": ["boots"]}}),
        ("used_up", {"usage_limit": 3, "used_count": 3}),
    ],
)
async def test_a_code_that_gives_nothing_is_refused_with_its_reason_and_not_kept(
    client: httpx.AsyncClient, sessions: Sessions, reason: str, terms: dict[str, Any]
) -> None:
    await bag_of(client, sessions)
    await coupon(sessions, **terms)

    refused = await put(client, "TEN")

    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["reason"]) == (422, "promotion_refused", reason)
    assert problem["errors"][0]["field"] == "code"
    assert (await client.get("/api/cart")).json()["promotion_codes"] == []


async def test_a_minimum_is_told_with_what_is_missing(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await bag_of(client, sessions)
    await coupon(sessions, minimum_amount=10000, currency="USD")

    assert "begins at 100.00 USD: 41.00 USD more" in (await put(client, "TEN")).json()["detail"]


async def test_a_code_that_ends_while_it_is_on_the_bag_stays_there_and_the_quote_says_why(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await bag_of(client, sessions)
    await coupon(sessions)
    await put(client, "TEN")
    async with sessions.begin() as session:
        (await session.scalars(select(Promotion))).one().ends_at = NOW - timedelta(minutes=1)

    quote = (await client.post("/api/cart/quote", json={"shipping_address": HOME})).json()

    assert [(one["code"], one["reason"]) for one in quote["refused"]] == [("TEN", "expired")]
    assert quote["discount_total"] == 0
    assert (await client.get("/api/cart")).json()["promotion_codes"] == ["TEN"]


async def test_an_empty_bag_takes_no_code(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await coupon(sessions)

    assert (await put(client, "TEN")).json()["code"] == "cart_empty"


async def test_codes_cannot_be_guessed_faster_by_being_somebody_new_each_time(site: str, sessions: Sessions) -> None:
    async def guess() -> int:
        async with httpx.AsyncClient(base_url=site, timeout=30) as stranger:
            return (await put(stranger, "GUESS")).status_code

    statuses = await asyncio.gather(*(guess() for _ in range(45)))

    # Twenty at once and one every three seconds: not all of them even where they take a minute.
    assert set(statuses) == {422, 429}
    assert statuses.count(422) >= 20


async def test_a_limit_per_customer_holds_for_two_bags_of_one_address_at_once(sessions: Sessions) -> None:
    await coupon(sessions, limit_per_customer=1)
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=9, price=10000)
        owners = [await filled(session, variant.id) for _ in range(6)]
        for cart in await session.scalars(select(Cart)):
            cart.promotion_codes = ["TEN"]

    async def buy(owner: Any) -> bool:
        try:
            async with sessions.begin() as session:
                await checkout(session, owner, 9595)
        except (CouponUsedUp, CartChanged):
            return False
        return True

    assert sum(await asyncio.gather(*(buy(owner) for owner in owners))) == 1
    async with sessions.begin() as session:
        assert (await session.scalars(select(Promotion.used_count))).all() == [1]
        assert await invariants.broken(session) == []


async def test_a_first_order_code_is_for_no_second_one(sessions: Sessions) -> None:
    await coupon(sessions, conditions={"first_order": True})
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=9, price=10000)
        first, second = [await filled(session, variant.id) for _ in range(2)]
        for cart in await session.scalars(select(Cart)):
            cart.promotion_codes = ["TEN"]
    async with sessions.begin() as session:
        made = await checkout(session, first, 9595)

    with pytest.raises(CartChanged) as caught:
        async with sessions.begin() as session:
            await checkout(session, second, 9595)

    assert [one.reason for one in caught.value.extra_members["quote"].refused] == ["first_order_only"]
    async with sessions.begin() as session:
        await reopen(session, made.order_id)
        await checkout(session, second, 9595)


async def test_money_that_comes_late_for_a_bag_that_was_opened_again_buys_what_the_order_said(
    sessions: Sessions,
) -> None:
    await coupon(sessions, usage_limit=1)
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=9, price=10000)
        owner = await filled(session, variant.id)
        for cart in await session.scalars(select(Cart)):
            cart.promotion_codes = ["TEN"]
        made = await checkout(session, owner, 9595)
        await reopen(session, made.order_id)

    async with sessions.begin() as session:
        await states.place(session, made.order_id)

    async with sessions.begin() as session:
        order = await session.get_one(Order, made.order_id)
        assert [(one["kind"], one["amount"]) for one in order.adjustments] == [("discount", -1000), ("shipping", 595)]
        assert (await session.scalars(select(Promotion.used_count))).all() == [0]
        assert [one.invariant for one in await invariants.broken(session)] == [
            "a placed order that costs something was paid"
        ]


async def test_coupon_limit_race_of_two_hundred_buyers_and_fifty_uses_ends_at_fifty(sessions: Sessions) -> None:
    await coupon(sessions, usage_limit=50)
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=200, price=10000)
        owners = [await filled(session, variant.id) for _ in range(200)]
        for cart in await session.scalars(select(Cart)):
            cart.promotion_codes = ["TEN"]

    async def buy(owner: Any) -> str:
        try:
            async with sessions.begin() as session:
                await checkout(session, owner, 9595)
        except (CouponUsedUp, CartChanged, OutOfStock) as error:
            return error.code
        return "bought"

    results = await asyncio.gather(*(buy(owner) for owner in owners))

    assert results.count("bought") == 50
    assert set(results) <= {"bought", "coupon_used_up", "cart_changed"}
    async with sessions.begin() as session:
        assert (await session.scalars(select(Promotion.used_count))).all() == [50]
        assert await invariants.broken(session) == []


async def test_two_bags_that_change_the_same_codes_in_opposite_ways_do_not_wait_in_a_circle(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        one = await make_promotion(session, status="active", used_count=10)
        other = await make_promotion(session, status="active", used_count=10)
        ids = one.id, other.id

    async def swap(there: UUID, here: UUID) -> None:
        async with sessions.begin() as session:
            await promotions.count(session, before=[there], now=[here], buyer=Buyer())

    await asyncio.gather(*(swap(*(ids if n % 2 else ids[::-1])) for n in range(20)))

    async with sessions.begin() as session:
        assert (await session.scalars(select(Promotion.used_count))).all() == [10, 10]
