"""Stripe's webhooks over HTTP into the real app: who may send them, that they are kept once, and what they lead to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from aurora.app import create_app
from commerce.models import Order, Payment
from commerce.payments import inbox, working
from commerce.payments.stripe_gateway import StripeGateway
from core import outbox
from core.db import Sessions
from core.models import WebhookEvent
from core.settings import Settings
from tests.app_server import served
from tests.commerce.test_checkout_routes import begin, filled
from tests.stripe_stand_in.answering import StandIn
from tests.stripe_stand_in.sending import Sender, sign
from tests.stripe_stand_in.serving import SECRET, gateway_to

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
EVENT: dict[str, Any] = {
    "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1_700_000_000,
    "data": {"object": {"id": "pi_1", "object": "payment_intent", "metadata": {}, "receipt_email": "ada@example.com"}},
}  # fmt: skip


@pytest.fixture(scope="module")
async def shop(
    database_url: str, servers: Any, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[tuple[str, StandIn, StripeGateway]]:
    """The app with keys to a stand-in, the stand-in, and a gateway to it."""
    made = StandIn()
    async with served(made.app) as stripe_url:
        settings = _settings(tmp_path_factory.mktemp("hooks"), stripe_api_base=stripe_url)
        gateway = gateway_to(stripe_url)
        async with served(create_app(settings, database_url=database_url, redis_url=servers.redis_url)) as url:
            yield url, made, gateway
        await gateway.close()


def _settings(data_dir: Path, **more: Any) -> Settings:
    keys = {"stripe_secret_key": "sk_test_x", "stripe_publishable_key": "pk_test_x", "stripe_webhook_secret": SECRET}
    return Settings(data_dir=data_dir, log_level="ERROR", **{**keys, **more})


async def post(url: str, body: bytes, signature: str | None) -> httpx.Response:
    headers = {"Stripe-Signature": signature} if signature is not None else {}
    async with httpx.AsyncClient(timeout=30) as client:
        return await client.post(f"{url}/api/webhooks/stripe", content=body, headers=headers)


async def kept(sessions: Sessions) -> list[WebhookEvent]:
    async with sessions.begin() as session:
        return list(await session.scalars(select(WebhookEvent).where(WebhookEvent.source == "stripe")))


async def do_all(sessions: Sessions, gateway: StripeGateway) -> list[str]:
    """What the worker does with everything that is due."""
    done: list[str] = []
    while True:
        async with sessions.begin() as session:
            ids = await outbox.due(session)
        handlers = {**working.handlers(sessions, gateway), ("out", "mail"): _no_mail}
        found = [await outbox.work(sessions, id, handlers) for id in ids]
        if not found:
            return done
        done += [one.outcome for one in found]


async def _no_mail(_: outbox.Event) -> None:
    return


async def test_a_signed_event_is_kept_once_without_what_is_personal(shop: Any, sessions: Sessions) -> None:
    answers = [await post(shop[0], *sign(EVENT, SECRET)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 202]
    (row,) = await kept(sessions)
    assert (row.external_id, row.event_type) == ("evt_1", "payment_intent.succeeded")
    assert "ada@example.com" not in json.dumps(row.payload)


async def test_an_event_that_comes_twenty_times_at_once_is_kept_once(shop: Any, sessions: Sessions) -> None:
    answers = await asyncio.gather(*(post(shop[0], *sign(EVENT, SECRET)) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {202}
    assert len(await kept(sessions)) == 1


@pytest.mark.parametrize("wrong", ["secret", "stale", "altered", "missing", "nonsense", "no event", "not UTF-8"])
async def test_what_stripe_did_not_sign_just_now_is_refused(shop: Any, sessions: Sessions, wrong: str) -> None:
    body, signature = sign(EVENT, "whsec_other" if wrong == "secret" else SECRET)
    if wrong == "stale":
        body, signature = sign(EVENT, SECRET, at=int(time.time()) - 301)
    sent: dict[str, tuple[bytes, str | None]] = {
        "altered": (body.replace(b"pi_1", b"pi_2"), signature),
        "missing": (body, None),
        "nonsense": (body, "t=x,v1=y"),
        "no event": sign({"hello": "world"}, SECRET),
        "not UTF-8": (b"\xff\xfe", signature),
    }

    answer = await post(shop[0], *sent.get(wrong, (body, signature)))

    assert (answer.status_code, answer.json()["code"]) == (400, "webhook_signature_invalid")
    assert await kept(sessions) == []


async def test_while_a_secret_is_changed_either_of_two_signatures_will_do(shop: Any, sessions: Sessions) -> None:
    body, signature = sign(EVENT, SECRET)
    _, other = sign(EVENT, "whsec_new")

    answer = await post(shop[0], body, f"{other},{signature.partition(',')[2]}")

    assert answer.status_code == 202
    assert len(await kept(sessions)) == 1


async def test_an_event_that_says_nothing_of_a_payment_is_answered_and_not_kept(shop: Any, sessions: Sessions) -> None:
    answer = await post(shop[0], *sign({**EVENT, "type": "customer.created"}, SECRET))

    assert (answer.status_code, await kept(sessions)) == (202, [])


@pytest.mark.parametrize("secret", [None, "", " "])
async def test_empty_secret_lets_nothing_in_however_it_is_signed(secret: str | None) -> None:
    body, signature = sign(EVENT, secret or "")

    with pytest.raises((inbox.NoWebhooks, inbox.BadSignature)):
        inbox.take(body, signature, inbox.Webhooks(secret))


async def test_a_payment_with_stripe_ends_in_an_order_by_its_webhook(shop: Any, sessions: Sessions) -> None:
    url, made, gateway = shop
    sender = Sender(made.stripe, f"{url}/api/webhooks/stripe", SECRET)
    sender.times, sender.backwards = 3, True
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        await filled(client, sessions, units=9)
        begun = (await begin(client)).json()
        assert begun["payment"]["client_secret"]
        assert (begun["payment"]["publishable_key"], begun["payment"]["test_mode"]) == ("pk_test_x", True)
        made.stripe.pay(await session_of(sessions, begun["order_id"]))
        await sender.flush()
        assert {status for _, status in sender.answers} == {202}
        await do_all(sessions, gateway)
        shown = (await client.get(f"/api/checkout/{begun['order_id']}")).json()

    assert (shown["status"], shown["payment_status"]) == ("placed", "paid")
    made.stripe.emitted = lambda _event: None


async def test_the_shopper_who_comes_back_before_any_event_sees_the_order_placed(shop: Any, sessions: Sessions) -> None:
    url, made, gateway = shop
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        await filled(client, sessions, units=1)
        begun = (await begin(client)).json()
        made.stripe.pay(await session_of(sessions, begun["order_id"]))

        shown = (await client.get(f"/api/checkout/{begun['order_id']}")).json()
        since = [one async for one in gateway.events(made.stripe.now() - 60)]

    assert (shown["status"], shown["payment_status"]) == ("placed", "paid")
    assert since, "Stripe has told of it meanwhile"


async def test_webhook_before_its_payment_is_known_is_tried_again(shop: Any, sessions: Sessions) -> None:
    """statamic-cargo#190: an event of an order that is not there yet was answered and forgotten."""
    url, made, gateway = shop
    intent = made.stripe.create_intent({"amount": "100", "currency": "usd", "metadata": {"payment_id": str(_UNKNOWN)}})
    event = next(one for one in made.stripe.events.values() if one["data"]["object"]["id"] == intent["id"])
    await post(url, *sign({**event, "type": "payment_intent.succeeded"}, SECRET))
    (row,) = await kept(sessions)

    worked = await outbox.work(sessions, row.id, working.handlers(sessions, gateway))

    assert worked.outcome == "again"


_UNKNOWN = "018f0000-0000-7000-8000-000000000001"


async def session_of(sessions: Sessions, order_id: str) -> str:
    async with sessions.begin() as session:
        query = select(Payment.provider_id).join(Order, Order.id == Payment.order_id).where(Order.id == order_id)
        found = await session.scalar(query)
    assert found is not None
    return found
