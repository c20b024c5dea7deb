"""Orders over HTTP: to who bought, to who found the mail, to the staff, and to nobody else."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from aurora.app import create_app
from commerce import invariants, stock
from commerce.mails.links import Links
from commerce.models import Order, OrderItem, Payment, StockLevel
from commerce.payments import paying
from commerce.payments.rehearsal import Rehearsal
from core import outbox
from core.access import AccessTokens, digest
from core.db import Sessions
from core.models import AuditEntry, AuthToken, WebhookEvent
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.commerce.test_checkout_routes import begin, filled
from tests.factories import add, make_user

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("orders"), log_level="ERROR")


@pytest.fixture(scope="module")
async def site(settings: Settings, database_url: str, servers: Any, anyio_backend: str) -> AsyncIterator[str]:
    async with served(create_app(settings, database_url=database_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


@pytest.fixture
async def stranger(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


@pytest.fixture
async def desk(site: str, settings: Settings, sessions: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    """A member of the staff."""
    async with sessions.begin() as session:
        user = await make_user(session, role="staff")
    token = AccessTokens(*signing_secrets(settings)).issue(user.id, "staff", user.token_version)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=site, timeout=30, headers=headers) as client:
        yield client


async def bought(client: httpx.AsyncClient, sessions: Sessions, *, quantity: int = 1) -> dict[str, Any]:
    """A placed and paid order of so many of one piece at 59.00, delivery 5.95 below 100.00, as its buyer sees it."""
    await filled(client, sessions)
    if quantity > 1:
        (item,) = (await client.get("/api/cart")).json()["items"]
        await client.patch(f"/api/cart/items/{item['item_id']}", json={"quantity": quantity})
    total = 5900 * quantity + (595 if quantity == 1 else 0)
    made = (await begin(client, total)).json()
    paid = await client.post(f"/api/checkout/{made['order_id']}/test-payment", json={"outcome": "succeed"})
    assert paid.json()["status"] == "placed", paid.text
    seen: dict[str, Any] = (await client.get(f"/api/orders/{made['order_id']}")).json()
    return seen


async def refund_all(sessions: Sessions) -> None:
    """Does what the worker does about refunds."""
    gateway = Rehearsal(sessions)

    async def make(event: outbox.Event) -> None:
        await paying.make_refund(sessions, gateway, event)

    async with sessions.begin() as session:
        ids = (await session.scalars(select(WebhookEvent.id).where(WebhookEvent.source == "refund"))).all()
    for id in ids:
        assert (await outbox.work(sessions, id, {("out", "refund"): make})).outcome == "done"


async def level(sessions: Sessions) -> tuple[int, int]:
    async with sessions.begin() as session:
        assert await stock.violations(session) == []
        on_hand, reserved = (await session.execute(select(StockLevel.on_hand, StockLevel.reserved))).one()
    return on_hand, reserved


async def mails(sessions: Sessions) -> list[str]:
    query = select(WebhookEvent.event_type).where(WebhookEvent.source == "mail").order_by(WebhookEvent.id)
    async with sessions.begin() as session:
        return list(await session.scalars(query))


def line(order: dict[str, Any], quantity: int) -> list[dict[str, Any]]:
    return [{"item_id": order["items"][0]["item_id"], "quantity": quantity}]


async def test_a_guest_sees_the_order_that_was_bought_and_a_stranger_does_not(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)

    assert (order["status"], order["payment_status"], order["total"]["amount"]) == ("placed", "paid", 6495)
    assert order["totals"]["paid"]["amount"] == 6495
    assert order["may"] == {"cancel": True, "return": False}
    (mine,) = (await client.get("/api/orders")).json()["orders"]
    assert mine["order_id"] == order["order_id"]
    url = f"/api/orders/{order['order_id']}"
    answers = [
        await stranger.get(url),
        await stranger.get(f"{url}/invoice"),
        await stranger.get(f"{url}/invoice?token=x"),
        await stranger.post(f"{url}/cancel", json={}),
        await stranger.post(f"{url}/returns", json={"lines": line(order, 1)}),
        await stranger.get(url, headers={"X-Order-Token": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert (await stranger.get("/api/orders")).json() == {"orders": [], "next": None}


async def test_number_and_address_open_a_guests_order_elsewhere_and_one_of_them_does_not(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)

    wrong = [
        await stranger.post("/api/orders/lookup", json={"number": order["number"], "email": "eve@example.com"}),
        await stranger.post("/api/orders/lookup", json={"number": "VV-00000000", "email": "ada@example.com"}),
    ]
    found = await stranger.post(
        "/api/orders/lookup", json={"number": order["number"].lower(), "email": "Ada@Example.com"}
    )

    assert [answer.status_code for answer in wrong] == [404, 404]
    assert wrong[0].json()["detail"] == wrong[1].json()["detail"]
    assert found.json()["order_id"] == order["order_id"]
    opened = await stranger.get(f"/api/orders/{order['order_id']}", headers={"X-Order-Token": found.json()["token"]})
    assert opened.json()["number"] == order["number"]


async def test_the_token_of_one_order_opens_no_other_nor_anything_else(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    first, second = await bought(client, sessions), await bought(client, sessions)
    links = Links("", *signing_secrets(settings))
    url = f"/api/orders/{first['order_id']}"

    other = await stranger.get(url, headers={"X-Order-Token": links.token("order", UUID(second["order_id"]))})
    invoice = await stranger.get(url, headers={"X-Order-Token": links.token("invoice", UUID(first["order_id"]))})

    assert (other.status_code, invoice.status_code) == (404, 404)
    assert links.opens(links.token("order", UUID(first["order_id"])), "order", UUID(first["order_id"]))


async def test_an_order_is_cancelled_once_and_its_money_given_back_once(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)
    url, key = f"/api/orders/{order['order_id']}/cancel", {"Idempotency-Key": "c1"}

    first = await client.post(url, json={"reason": "Too small."}, headers=key)
    again = await client.post(url, json={"reason": "Too small."}, headers=key)
    other = await client.post(url, json={})
    await refund_all(sessions)

    assert (first.status_code, first.json()["status"], other.status_code) == (200, "cancelled", 409)
    assert again.headers["Idempotent-Replayed"] == "true"
    seen = (await client.get(f"/api/orders/{order['order_id']}")).json()
    assert (seen["payment_status"], seen["totals"]["refunded"]["amount"]) == ("refunded", 6495)
    assert await level(sessions) == (3, 0)
    async with sessions.begin() as session:
        refunds = select(func.count()).select_from(Payment).where(Payment.kind == "refund")
        assert await session.scalar(refunds) == 1


async def test_parcels_are_sent_one_by_one_and_each_is_told(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions, quantity=3)
    url = f"/api/admin/orders/{order['order_id']}/fulfil"
    tracking = {"carrier": "Post", "number": "RR1", "url": "https://post.example/RR1"}

    first = await desk.post(
        url, json={"lines": line(order, 1), "tracking": tracking}, headers={"Idempotency-Key": "p1"}
    )
    again = await desk.post(
        url, json={"lines": line(order, 1), "tracking": tracking}, headers={"Idempotency-Key": "p1"}
    )
    more = await desk.post(url, json={"lines": line(order, 3)})
    rest = await desk.post(url, json={"lines": line(order, 2)})

    assert first.json()["order"]["fulfilment_status"] == "partially_fulfilled"
    assert (again.content, more.status_code, more.json()["code"]) == (first.content, 409, "order_state")
    assert (rest.json()["order"]["status"], rest.json()["order"]["fulfilment_status"]) == ("completed", "fulfilled")
    seen = (await client.get(f"/api/orders/{order['order_id']}")).json()
    assert [(one["carrier"], one["lines"][0]["quantity"]) for one in seen["shipments"]] == [("Post", 1), (None, 2)]
    assert (await mails(sessions)).count("mail.shipped") == 2
    assert await level(sessions) == (0, 0)


async def test_what_is_announced_and_comes_back_is_paid_back_by_the_piece(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions, quantity=2)
    url, admin_url = f"/api/orders/{order['order_id']}", f"/api/admin/orders/{order['order_id']}"
    early = await client.post(f"{url}/returns", json={"lines": line(order, 1)})
    await desk.post(f"{admin_url}/fulfil", json={"lines": line(order, 2)})

    announced = await client.post(f"{url}/returns", json={"lines": line(order, 1), "reason": "Too wide."})
    too_many = await client.post(f"{url}/returns", json={"lines": line(order, 2)})
    received = await desk.post(f"{admin_url}/returns", json={"lines": line(order, 1)})
    await refund_all(sessions)

    assert (early.status_code, announced.status_code, too_many.status_code) == (409, 201, 409)
    assert announced.json()["items"][0]["returnable"] == 1
    assert received.json()["order"]["items"][0]["returned"] == 1
    seen = (await client.get(url)).json()
    assert (seen["payment_status"], seen["totals"]["refunded"]["amount"]) == ("partially_refunded", 5900)
    assert await level(sessions) == (2, 0)
    assert [entry["action"] for entry in (await desk.get(admin_url)).json()["history"]] == [
        "order.placed", "order.shipped", "order.return_asked", "order.refund_asked", "order.returned",
    ]  # fmt: skip


async def test_some_of_the_lines_are_cancelled_and_the_last_of_them_ends_the_order(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions, quantity=2)
    url = f"/api/admin/orders/{order['order_id']}/cancel"

    one = await desk.post(url, json={"lines": line(order, 1), "reason": "A stain."})
    assert (one.json()["order"]["status"], await level(sessions)) == ("placed", (3, 1))
    two = await desk.post(url, json={"lines": line(order, 1), "reason": "The other one too."})
    await refund_all(sessions)

    assert (two.json()["order"]["status"], await level(sessions)) == ("cancelled", (3, 0))
    seen = (await client.get(f"/api/orders/{order['order_id']}")).json()
    assert (seen["payment_status"], seen["totals"]["refunded"]["amount"]) == ("refunded", 11800)


async def test_no_more_is_given_back_than_was_paid(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)
    url = f"/api/admin/orders/{order['order_id']}/refund"

    some = await desk.post(url, json={"amount": 1000, "reason": "A missing button."})
    too_much = await desk.post(url, json={"amount": 5496, "reason": "More."})
    rest = await desk.post(url, json={"reason": "All of it."})
    nothing = await desk.post(url, json={"reason": "Once more."})
    await refund_all(sessions)

    assert [one.status_code for one in (some, too_much, rest, nothing)] == [201, 422, 201, 422]
    assert too_much.json()["refundable"] == 5495
    shown = (await desk.get(f"/api/admin/orders/{order['order_id']}")).json()
    amounts = [one["amount"]["amount"] for one in shown["payments"] if one["kind"] == "refund"]
    assert (sorted(amounts), shown["order"]["payment_status"]) == ([1000, 5495], "refunded")


async def test_staff_find_orders_by_state_number_and_address(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    orders = [await bought(client, sessions) for _ in range(3)]
    await desk.post(f"/api/admin/orders/{orders[0]['order_id']}/cancel", json={"reason": "A test."})

    async def found(**query: Any) -> list[str]:
        answer = await desk.get("/api/admin/orders", params=query)
        assert answer.status_code == 200, answer.text
        return [one["number"] for one in answer.json()["orders"]]

    numbers = [one["number"] for one in orders]
    assert await found() == numbers[::-1]
    assert await found(status="cancelled") == numbers[:1]
    assert await found(q=numbers[1].lower()) == numbers[1:2]
    assert len(await found(q="ADA@example.com")) == 3
    assert await found(until="2020-01-01T00:00:00Z") == []
    first = (await desk.get("/api/admin/orders", params={"limit": 2})).json()
    assert await found(cursor=first["next"]) == numbers[:1]


async def test_only_staff_with_the_scope_touch_orders(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions, settings: Settings, site: str
) -> None:
    order = await bought(client, sessions)
    async with sessions.begin() as session:
        customer, clerk = await make_user(session), await make_user(session, role="staff")
        key = AuthToken(
            user_id=clerk.id, kind="api_key", token_hash=digest("vvk_readonly"), name="reads", scopes=["orders:read"]
        )
        await add(session, key)
    token = AccessTokens(*signing_secrets(settings)).issue(customer.id, "customer", 0)
    url = f"/api/admin/orders/{order['order_id']}"

    def bearer(secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    assert (await client.get(url)).status_code == 401
    assert (await client.get(url, headers=bearer(token))).status_code == 403
    assert (await client.get(url, headers=bearer("vvk_readonly"))).status_code == 200
    for what, body in (("notes", {"text": "x"}), ("refund", {"reason": "x"}), ("cancel", {"reason": "x"})):
        answer = await client.post(f"{url}/{what}", json=body, headers=bearer("vvk_readonly"))
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")
    noted = await desk.post(f"{url}/notes", json={"text": "Called; wants it on Monday."})
    assert noted.json()["history"][-1]["about"] == {"text": "Called; wants it on Monday."}
    async with sessions.begin() as session:
        last = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))).one()
    assert (last.actor_kind, last.action) == ("user", "order.noted")


async def test_the_invoice_says_who_sold_what_and_at_which_tax(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, sessions: Sessions
) -> None:
    await filled(client, sessions)
    berlin = {
        "name": "Ada <b>Example</b>",
        "line1": "Lange Str. 1",
        "city": "Berlin",
        "postcode": "10115",
        "country": "DE",
    }
    made = (await begin(client, 7395, shipping_address=berlin)).json()
    await client.post(f"/api/checkout/{made['order_id']}/test-payment", json={"outcome": "succeed"})
    order = (await client.get(f"/api/orders/{made['order_id']}")).json()

    page = await stranger.get(order["invoice_url"])

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Cache-Control"] == "no-store"
    # 73.95 with 19 % in it: 73.95 − 73.95 / 1.19, a line and its delivery rounded on their own: 9.42 + 2.39
    for text in (
        order["number"],
        "VogueVault",
        "VAT 19% (19 %)",
        "11.81\xa0USD",
        "62.14\xa0USD",
        "73.95\xa0USD",
        "Berlin",
    ):
        assert text in page.text, text
    assert "<b>" not in page.text


async def test_a_guest_is_written_to_and_billed_in_the_language_of_the_purchase(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    client.headers["Accept-Language"] = "pt-BR, de-AT;q=0.9, en;q=0.8"
    order = await bought(client, sessions)
    async with sessions.begin() as session:
        letters = [
            row.payload["language"]
            for row in await session.scalars(select(WebhookEvent).where(WebhookEvent.source == "mail"))
        ]
    client.headers["Accept-Language"] = "fr"  # whoever reads it later reads the same page
    page = (await client.get(order["invoice_url"])).text

    assert letters == ["de"]
    assert '<html lang="de">' in page
    assert "Rechnung" in page
    assert "64,95\xa0USD" in page


async def test_invoices_are_numbered_from_one_without_a_gap_also_where_an_order_was_not_placed(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, sessions: Sessions
) -> None:
    first = (await bought(client, sessions))["order_id"]
    await filled(stranger, sessions)
    open_one = (await begin(stranger, 6495)).json()
    await stranger.post(f"/api/checkout/{open_one['order_id']}/cancel")
    second = (await bought(client, sessions))["order_id"]

    async with sessions.begin() as session:
        numbers = {
            str(row.id): row.invoice_number for row in await session.execute(select(Order.id, Order.invoice_number))
        }
        broken = await invariants.broken(session)
    assert numbers == {first: 1, open_one["order_id"]: None, second: 2}
    assert broken == []


async def test_an_order_that_was_forgotten_is_still_shown_to_the_staff(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)
    async with sessions.begin() as session:
        row = await session.get_one(Order, UUID(order["order_id"]))
        row.email = f"erased-{row.id}@erased.invalid"
        row.shipping_address = {"name": "erased", "country": "US"}
    before = await mails(sessions)

    sent = await desk.post(f"/api/admin/orders/{order['order_id']}/fulfil", json={"lines": line(order, 1)})

    assert sent.status_code == 201
    assert await mails(sessions) == before
    async with sessions.begin() as session:
        assert await session.scalar(select(OrderItem.fulfilled)) == 1


async def test_a_text_that_the_database_cannot_hold_is_refused_by_name(
    client: httpx.AsyncClient, desk: httpx.AsyncClient, sessions: Sessions
) -> None:
    order = await bought(client, sessions)
    url = f"/api/admin/orders/{order['order_id']}"
    parcel = {"lines": line(order, 1), "tracking": {"carrier": "a\0", "number": "1"}}

    answers = [
        await client.post("/api/orders/lookup", json={"number": "\0", "email": "ada@example.com"}),
        await client.post("/api/orders/lookup", json={"number": order["number"], "email": "ada\0@example.com"}),
        await client.post(f"/api/orders/{order['order_id']}/cancel", json={"reason": "\0"}),
        await desk.post(f"{url}/notes", json={"text": "a\0b"}),
        await desk.post(f"{url}/fulfil", json=parcel),
        await desk.get("/api/admin/orders", params={"q": "\0"}),
        await client.post("/api/products/x%00/back-in-stock", json={"variant_id": order["order_id"], "email": "a@b.c"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 6 + [404]
