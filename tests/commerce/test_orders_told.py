"""Who else hears of an order: those who listen, Aurora, and who waits for a piece, over HTTP."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import purchases
from aurora.app import create_app
from aurora.feedback import Learning
from aurora.models import Interaction
from aurora.taste_population import Populations
from commerce import mails
from commerce.mails import Letter, Links
from commerce.models import Order, Payment
from commerce.orders import states, telling
from commerce.outward import endpoints
from commerce.outward.endpoints import Subscription
from core import outbox
from core.db import Sessions
from core.models import WebhookEvent
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.commerce.test_checkout import checkout, filled, variant_of
from tests.factories import make_payment

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("told"), log_level="ERROR")


@pytest.fixture(scope="module")
async def site(settings: Settings, database_url: str, servers: Any, anyio_backend: str) -> AsyncIterator[str]:
    async with served(create_app(settings, database_url=database_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


async def events(session: AsyncSession, source: str) -> list[str]:
    query = select(WebhookEvent.event_type).where(WebhookEvent.source.startswith(source)).order_by(WebhookEvent.id)
    return list(await session.scalars(query))


async def test_a_refund_and_a_failed_payment_are_told_once_each(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    prepared = await checkout(session, await filled(session, variant.id), 6495)
    order = await session.get_one(Order, prepared.order_id)
    charge = await make_payment(session, order, amount=6495, status="succeeded", captured_amount=6495)
    refunds: list[Payment] = [
        await make_payment(session, order, kind="refund", parent_id=charge.id, amount=100, idempotency_key=f"r{n}")
        for n in range(2)
    ]

    for _ in range(2):
        for refund in refunds:
            await telling.refunded(session, order, refund)
        await telling.payment_failed(session, order, charge)

    assert sorted(await events(session, "mail")) == ["mail.payment_failed", "mail.refunded", "mail.refunded"]


async def test_an_unpaid_order_that_is_called_off_is_no_news_to_anybody(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    prepared = await checkout(session, await filled(session, variant.id), 6495)

    await states.cancel(session, prepared.order_id, reason="Never paid.")

    assert await events(session, "mail") == []


async def test_those_who_listen_hear_of_an_order_without_who_bought_it(session: AsyncSession) -> None:
    await endpoints.register(session, Subscription(url="https://listener.example/hook", kinds=("order.*",)))
    variant = await variant_of(session, stock=3)
    prepared = await checkout(session, await filled(session, variant.id), 6495)

    await states.place(session, prepared.order_id)

    query = select(WebhookEvent).where(WebhookEvent.source.startswith("webhook:"))
    (row,) = (await session.scalars(query)).all()
    assert row.event_type == "order.placed"
    assert row.payload["data"]["total"] == {"amount": 6495, "currency": "USD"}
    assert "ada@example.com" not in str(row.payload)


@pytest.mark.commits
async def test_aurora_learns_once_of_what_was_bought(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=3)
        owner = await filled(session, variant.id)
        prepared = await checkout(session, owner, 6495)
        await states.place(session, prepared.order_id)
        id = await session.scalar(select(WebhookEvent.id).where(WebhookEvent.source == "purchase"))
    assert id is not None
    learn = purchases.handler(sessions, Learning(Populations()))
    event = outbox.Event(id, "out", "purchase", "x", "order.placed", "x", {"order_id": str(prepared.order_id)}, 1)

    first = await outbox.work(sessions, id, {("out", "purchase"): learn})
    await learn(event)  # as one would whose lease was lost

    async with sessions.begin() as session:
        (bought,) = (await session.scalars(select(Interaction))).all()
        left = (await session.scalars(select(WebhookEvent.processed_at).where(WebhookEvent.id == id))).one()
    assert (first.outcome, bought.kind, bought.visitor_id) == ("done", "purchase", owner.visitor_id)
    assert bought.product_id == variant.product_id
    assert left is not None


@pytest.mark.commits
async def test_the_links_of_a_mail_stop_more_of_its_kind_and_a_look_at_them_does_not(
    site: str, settings: Settings, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=0, slug="the-coat")
    body = {"variant_id": str(variant.id), "email": "ada@example.com"}
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        asked = [await client.post("/api/products/the-coat/back-in-stock", json=body) for _ in range(2)]
        wrong = [
            await client.post("/api/products/another/back-in-stock", json=body),
            await client.post(
                "/api/products/the-coat/back-in-stock", json={**body, "email": "a@b.example, c@d.example"}
            ),
        ]
        async with sessions.begin() as session:
            (row,) = (await session.scalars(select(WebhookEvent).where(WebhookEvent.source == "mail"))).all()
        links = Links(site, *signing_secrets(settings))
        mail = mails.render(Letter(kind="back_in_stock", to="x", about=row.payload["about"]), links, row.id)
        found = re.search(r"(http\S+/back-in-stock/stop\S+)", mail.text)
        assert found is not None
        looked = await client.get(found[1])
        forged = await client.post(found[1][:-1] + ("A" if found[1][-1] != "A" else "B"))
        waiting = await _waiting(sessions, row.id)
        stopped = await client.post(found[1])

    assert [one.status_code for one in asked] == [202, 202]
    assert asked[0].json() == asked[1].json()
    assert [one.status_code for one in wrong] == [404, 400]
    assert (looked.status_code, forged.status_code, waiting, stopped.status_code) == (200, 404, True, 200)
    assert not await _waiting(sessions, row.id)


async def _waiting(sessions: Sessions, id: UUID) -> bool:
    async with sessions.begin() as session:
        row = await session.get_one(WebhookEvent, id)
        return row.processed_at is None
