"""The bag over HTTP: a real server on a database of a few products; what is committed is really committed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.app import create_app
from commerce import cart, cart_ends
from commerce.cart import NewLine, Owner
from commerce.models import Cart, CartItem, Product, ProductVariant, StockLevel, StockReservation
from core.db import Sessions
from core.ids import uuid7
from core.settings import Settings
from tests.app_server import served
from tests.factories import make_outfit, make_product, make_variant

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


@pytest.fixture(scope="module")
async def site(
    database_url: str, servers: Any, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("cart"), chat_rate_per_minute=100_000, log_level="ERROR")
    app = create_app(settings, database_url=database_url, redis_url=servers.redis_url)
    async with served(app) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


async def variant_of(session: AsyncSession, product: Product) -> ProductVariant:
    found = await session.scalar(select(ProductVariant).where(ProductVariant.product_id == product.id))
    assert found is not None
    return found


async def stocked(sessions: Sessions, *, stock: int = 5, price: int = 5900, **more: Any) -> UUID:
    """A new variant with that stock and price; its id."""
    async with sessions.begin() as session:
        product = await make_product(session, stock=stock, price=price, **more)
        return (await variant_of(session, product)).id


async def put(client: httpx.AsyncClient, *lines: dict[str, Any] | UUID, **more: Any) -> httpx.Response:
    full = [line if isinstance(line, dict) else {"variant_id": str(line)} for line in lines]
    return await client.post("/api/cart/items", json={"lines": full, **more})


async def test_a_stranger_has_an_empty_bag(client: httpx.AsyncClient, sessions: Sessions) -> None:
    bag = (await client.get("/api/cart")).json()

    assert bag == {
        "cart_id": None, "version": 0, "items": [], "count": 0, "items_total": None, "promotion_codes": [],
        "removed": None,
    }  # fmt: skip


async def test_a_whole_look_goes_in_at_live_prices_and_its_lines_add_up(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    one, other = await stocked(sessions, price=5900), await stocked(sessions, price=12_050)

    bag = (await put(client, {"variant_id": str(one), "quantity": 2}, other)).json()

    assert [(line["variant_id"], line["quantity"]) for line in bag["items"]] == [(str(one), 2), (str(other), 1)]
    assert [line["line_total"]["amount"] for line in bag["items"]] == [11_800, 12_050]
    assert bag["items_total"] == {"amount": 23_850, "currency": "USD"}
    assert bag["count"] == 3
    assert (await client.get("/api/cart")).json() == bag


async def test_nothing_goes_in_where_one_of_the_pieces_is_short(client: httpx.AsyncClient, sessions: Sessions) -> None:
    plenty, gone = await stocked(sessions), await stocked(sessions, stock=0)
    before = (await put(client, plenty)).json()

    refused = await put(client, plenty, gone)

    assert (refused.status_code, refused.json()["code"]) == (409, "out_of_stock")
    assert refused.json()["lines"] == [{"variant_id": str(gone), "requested": 1, "available": 0}]
    assert "has 0 left, 1 were asked for" in refused.json()["detail"]
    assert (await client.get("/api/cart")).json() == before


async def test_what_is_in_the_bag_counts_against_the_stock(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await stocked(sessions, stock=2)
    await put(client, {"variant_id": str(variant), "quantity": 2})

    refused = await put(client, variant)

    assert refused.json()["lines"] == [{"variant_id": str(variant), "requested": 3, "available": 2}]


async def test_what_others_have_reserved_is_not_available_and_what_is_held_for_this_bag_is(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant = await stocked(sessions, stock=2)
    bag = (await put(client, variant)).json()
    async with sessions.begin() as session:
        await session.execute(update(StockLevel).where(StockLevel.variant_id == variant).values(reserved=2))
        session.add(
            StockReservation(
                variant_id=variant, cart_id=UUID(bag["cart_id"]), quantity=1, status="held", expires_at=func.now()
            )
        )

    assert (await client.get("/api/cart")).json()["items"][0]["available"] == 1
    assert (await put(client, variant)).json()["lines"][0] == {
        "variant_id": str(variant), "requested": 2, "available": 1,
    }  # fmt: skip


async def test_two_tabs_that_add_the_last_one_get_it_once(client: httpx.AsyncClient, sessions: Sessions) -> None:
    first, last = await stocked(sessions), await stocked(sessions, stock=1)
    await put(client, first)

    answers = await asyncio.gather(*(put(client, last) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    assert [line["quantity"] for line in (await client.get("/api/cart")).json()["items"]] == [1, 1]


async def test_two_tabs_that_begin_a_bag_at_once_share_one(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await client.post("/api/aurora/chat", json={"message": "hello"})  # the visitor's cookie
    pieces = [await stocked(sessions) for _ in range(4)]

    answers = await asyncio.gather(*(put(client, piece) for piece in pieces))

    assert {answer.status_code for answer in answers} == {200}
    assert (await client.get("/api/cart")).json()["count"] == 4
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Cart)) == 1


async def test_bags_filled_in_opposite_orders_do_not_deadlock(site: str, sessions: Sessions) -> None:
    pieces = [await stocked(sessions, stock=99) for _ in range(6)]

    async def fill(backwards: bool) -> list[int]:
        async with httpx.AsyncClient(base_url=site, timeout=30) as own:
            order = pieces[::-1] if backwards else pieces
            return [(await put(own, *order)).status_code for _ in range(8)]

    answers = await asyncio.gather(*(fill(bool(n % 2)) for n in range(6)))

    assert {status for each in answers for status in each} == {200}


async def test_the_same_piece_twice_is_one_line(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await stocked(sessions)

    bag = (await put(client, variant, variant)).json()
    bag = (await put(client, variant)).json()

    assert [line["quantity"] for line in bag["items"]] == [3]


async def test_at_most_ninety_nine_of_one_piece(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await stocked(sessions, stock=500)
    await put(client, {"variant_id": str(variant), "quantity": 60})

    refused = await put(client, {"variant_id": str(variant), "quantity": 40})

    assert (refused.status_code, refused.json()["code"]) == (422, "quantity_limit")
    assert (await client.get("/api/cart")).json()["count"] == 60


async def test_a_change_of_price_or_stock_is_a_warning_until_the_shopper_has_seen_it(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant = await stocked(sessions, stock=3, price=5900)
    bag = (await put(client, {"variant_id": str(variant), "quantity": 3})).json()
    async with sessions.begin() as session:
        await session.execute(update(ProductVariant).where(ProductVariant.id == variant).values(price=6900))
        await session.execute(update(StockLevel).where(StockLevel.variant_id == variant).values(on_hand=1))

    line = (await client.get("/api/cart")).json()["items"][0]

    assert {each["code"] for each in line["warnings"]} == {"price_changed", "fewer_left"}
    assert (line["quantity"], line["unit_price"]["amount"], line["seen_price"]["amount"]) == (3, 6900, 5900)
    item = f"/api/cart/items/{bag['items'][0]['item_id']}"
    seen = (await client.patch(item, json={"quantity": 1})).json()["items"][0]
    assert seen["warnings"] == []
    assert seen["seen_price"]["amount"] == 6900


async def test_a_piece_that_is_no_longer_sold_says_so_and_cannot_be_added(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant = await stocked(sessions)
    await put(client, variant)
    async with sessions.begin() as session:
        await session.execute(update(Product).values(status="archived"))

    warnings = (await client.get("/api/cart")).json()["items"][0]["warnings"]

    assert [each["code"] for each in warnings] == ["no_longer_sold"]
    assert (await put(client, variant)).json()["code"] == "variant_not_found"


async def test_a_removed_line_comes_back_by_what_the_removal_returned(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    keep, drop = await stocked(sessions), await stocked(sessions)
    bag = (await put(client, keep, {"variant_id": str(drop), "quantity": 2})).json()

    left = (await client.delete(f"/api/cart/items/{bag['items'][1]['item_id']}")).json()
    back = (await put(client, left["removed"])).json()

    assert [line["variant_id"] for line in left["items"]] == [str(keep)]
    assert left["removed"] == {"variant_id": str(drop), "quantity": 2, "outfit_id": None}
    assert [(line["variant_id"], line["quantity"]) for line in back["items"]] == [(str(keep), 1), (str(drop), 2)]
    assert back["items_total"] == bag["items_total"]


async def test_a_change_against_an_old_version_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant = await stocked(sessions)
    old = (await put(client, variant)).json()
    new = (await put(client, variant)).json()
    item = f"/api/cart/items/{old['items'][0]['item_id']}"

    refusals = [
        await client.patch(item, json={"quantity": 1, "version": old["version"]}),
        await client.delete(item, params={"version": old["version"]}),
        await put(client, variant, version=old["version"]),
    ]

    assert [(each.status_code, each.json()["code"]) for each in refusals] == [(409, "cart_changed")] * 3
    assert refusals[0].json()["version"] == new["version"]
    assert (await client.get("/api/cart")).json() == new
    assert (await client.patch(item, json={"quantity": 4, "version": new["version"]})).json()["count"] == 4


async def test_someone_elses_line_and_look_are_not_found(
    client: httpx.AsyncClient, site: str, sessions: Sessions
) -> None:
    variant = await stocked(sessions)
    item = (await put(client, variant)).json()["items"][0]["item_id"]
    async with sessions.begin() as session:
        row = await session.get_one(ProductVariant, variant)
        foreign = await make_outfit(session, row, visitor_id=uuid7())
        shared = await make_outfit(session, row, visitor_id=uuid7(), visibility="link")
    async with httpx.AsyncClient(base_url=site) as stranger:
        await put(stranger, variant)
        assert (await stranger.patch(f"/api/cart/items/{item}", json={"quantity": 2})).status_code == 404
        assert (await stranger.delete(f"/api/cart/items/{item}")).status_code == 404
    line = {"variant_id": str(variant), "outfit_id": str(foreign.id)}

    refused = await put(client, line)

    assert (refused.status_code, refused.json()["code"]) == (404, "outfit_not_found")
    assert (await client.get("/api/cart")).json()["count"] == 1
    kept = (await put(client, {**line, "outfit_id": str(shared.id)})).json()
    assert kept["items"][0]["outfit_id"] == str(shared.id)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lines"),
        ({"lines": []}, "lines"),
        ({"lines": [{"variant_id": "one"}]}, "lines[0].variant_id"),
        ({"lines": [{"variant_id": str(uuid7()), "quantity": 0}]}, "lines[0].quantity"),
        ({"lines": [{"variant_id": str(uuid7()), "quantity": 100}]}, "lines[0].quantity"),
        ({"lines": [{"variant_id": str(uuid7()), "price": 1}]}, "lines[0].price"),
    ],
)
async def test_a_wrong_field_is_named(
    client: httpx.AsyncClient, sessions: Sessions, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/api/cart/items", json=body)

    assert response.status_code == 400
    assert field in [error["field"] for error in response.json()["errors"]]


async def test_an_unknown_variant_is_not_found(client: httpx.AsyncClient, sessions: Sessions) -> None:
    assert (await put(client, uuid7())).json()["code"] == "variant_not_found"


async def test_one_bag_has_one_currency(client: httpx.AsyncClient, sessions: Sessions) -> None:
    dollars = await stocked(sessions)
    async with sessions.begin() as session:
        product = await make_product(session)
        rupees = await make_variant(session, product, size="L", currency="INR")

    await put(client, dollars)

    assert (await put(client, rupees.id)).json()["code"] == "other_currency"
    async with httpx.AsyncClient(base_url=client.base_url) as other:
        assert (await put(other, rupees.id)).json()["items_total"]["currency"] == "INR"


async def test_a_bag_that_is_being_paid_for_does_not_change(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await stocked(sessions)
    bag = (await put(client, variant)).json()
    async with sessions.begin() as session:
        await session.execute(update(Cart).values(completing_at=func.now()))

    assert (await put(client, variant)).json()["code"] == "cart_in_payment"
    assert (await client.delete(f"/api/cart/items/{bag['items'][0]['item_id']}")).status_code == 409
    assert (await client.get("/api/cart")).json()["count"] == 1


async def test_a_visitor_begins_a_new_bag_after_the_old_one_has_ended(sessions: Sessions) -> None:
    variant, owner = await stocked(sessions), Owner(uuid7())
    async with sessions.begin() as session:
        first = await cart.add(session, owner, [NewLine(variant)])
        assert first.cart_id is not None
        cart_ends.retire(await session.get_one(Cart, first.cart_id), "completed")

    async with sessions.begin() as session:
        assert (await cart.read(session, owner)).cart_id is None
        second = await cart.add(session, owner, [NewLine(variant)])

    assert second.cart_id not in (None, first.cart_id)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(CartItem)) == 2
