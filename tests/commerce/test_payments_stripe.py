"""The gateway to Stripe: the real SDK over a real socket against the stand-in."""

import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from stripe import StripeClient

from commerce.payments.gateway import GatewayDown, GatewayRefused, Opening
from commerce.payments.stripe_gateway import StripeGateway, hint_of
from core.ids import uuid7
from core.money import Money
from tests.stripe_stand_in.answering import Broken, StandIn, read_form
from tests.stripe_stand_in.serving import gateway_to, stand_in

pytestmark = pytest.mark.anyio
Pair = tuple[StandIn, StripeGateway]


@pytest.fixture(scope="module")
async def serving(anyio_backend: str) -> AsyncIterator[Pair]:
    async with stand_in() as pair:
        yield pair


@pytest.fixture
async def pair(serving: Pair) -> AsyncIterator[Pair]:
    yield serving
    serving[0].broken.clear()
    serving[0].stripe.ahead_s = 0


def opening(**more: Any) -> Opening:
    id = uuid7()
    facts: dict[str, Any] = {
        "payment_id": id, "order_id": uuid7(), "number": "VV-TEST", "total": Money(6495, "USD"),
        "lines": (("Shirt", 5900, 1),), "email": "ada@example.com", "key": f"charge:{id}:1",
        "expires_at": int(time.time()) + 2100,
    }  # fmt: skip
    return Opening(**{**facts, **more})


async def test_a_paid_session_is_a_payment_of_its_order_to_the_cent(pair: Pair) -> None:
    made, gateway = pair
    asked = opening()
    opened = await gateway.open(asked)
    assert opened.client_secret
    assert (await gateway.fetch(opened.provider_id)).status == "pending"

    made.stripe.pay(opened.provider_id)

    found = await gateway.fetch(opened.provider_id)
    assert (found.status, found.amount, found.captured, found.currency) == ("succeeded", 6495, 6495, "USD")
    assert (found.order_id, found.refunds, found.disputes) == (asked.order_id, (), ())
    assert gateway.test_mode


@pytest.mark.parametrize(
    ("total", "there"),
    [
        (Money(5900, "JPY"), 5900),
        (Money(5900, "ISK"), 590_000),
        (Money(5900, "UGX"), 590_000),
        (Money(590_000, "HUF"), 590_000),
        (Money(590_000, "MGA"), 5900),
        (Money(5910, "KWD"), 5910),
    ],
    ids=lambda value: value.currency if isinstance(value, Money) else "",
)
async def test_an_amount_is_told_as_stripe_counts_it_and_read_back_as_the_shop_does(
    pair: Pair, total: Money, there: int
) -> None:
    made, gateway = pair
    id = (await gateway.open(opening(total=total))).provider_id
    made.stripe.pay(id)

    half = total.amount // 2 // 100 * 100
    refund = await gateway.refund(id, half, payment_id=uuid7(), key=f"refund:{id}")
    found = await gateway.fetch(id)

    assert made.stripe.sessions[id]["amount_total"] == there
    assert (found.amount, found.captured, found.currency) == (total.amount, total.amount, total.currency)
    assert (refund.amount, [one.amount for one in found.refunds]) == (half, [half])


@pytest.mark.parametrize("total", [Money(5915, "KWD"), Money(590_010, "MGA")])
async def test_an_amount_that_stripe_cannot_move_is_refused_before_it_is_asked(pair: Pair, total: Money) -> None:
    before = len(pair[0].stripe.sessions)

    with pytest.raises(GatewayRefused, match="cannot be paid: Stripe takes steps of"):
        await pair[1].open(opening(total=total))
    assert len(pair[0].stripe.sessions) == before


async def test_the_same_key_is_the_same_session_and_with_other_facts_a_refusal(pair: Pair) -> None:
    made, gateway = pair
    asked = opening()

    first, second = await gateway.open(asked), await gateway.open(asked)

    assert first.provider_id == second.provider_id
    with pytest.raises(GatewayRefused):
        await gateway.open(msgspec.structs.replace(asked, total=Money(1, "USD")))
    assert sum(one["client_reference_id"] == str(asked.order_id) for one in made.stripe.sessions.values()) == 1


async def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_opened_twice(pair: Pair) -> None:
    made, gateway = pair
    asked = opening()
    made.broken.append(Broken("lost_answer", "POST /v1/checkout/sessions"))

    with pytest.raises(GatewayDown):
        await gateway.open(asked)
    opened = await gateway.open(asked)

    sessions = [one for one in made.stripe.sessions.values() if one["client_reference_id"] == str(asked.order_id)]
    assert [one["id"] for one in sessions] == [opened.provider_id]


@pytest.mark.parametrize("trouble", ["500", "429", "lost_request"])
async def test_a_provider_that_is_away_is_said_to_be_away(pair: Pair, trouble: Any) -> None:
    made, gateway = pair
    made.broken.append(Broken(trouble))

    with pytest.raises(GatewayDown):
        await gateway.open(opening())


async def test_the_sdk_itself_asks_again_after_a_moment(pair: Pair) -> None:
    made, first = pair
    gateway = gateway_to(first._client._requestor.base_addresses["api"], retries=2)
    made.broken.append(Broken("500"))

    opened = await gateway.open(opening())

    assert opened.provider_id in made.stripe.sessions
    await gateway.close()


async def test_a_key_that_does_not_verify_is_no_fault_of_the_shopper(pair: Pair) -> None:
    _, first = pair
    base = first._client._requestor.base_addresses["api"]
    shut = StripeGateway("wrong", publishable_key=None, return_url="http://shop.test", api_base=base, retries=0)

    with pytest.raises(GatewayDown):
        await shut.open(opening())
    await shut.close()


@pytest.mark.parametrize(
    ("card", "status"), [("declined", "pending"), ("asks_3ds", "requires_action"), ("slow", "pending")]
)
async def test_what_a_card_does_is_read_off(pair: Pair, card: Any, status: str) -> None:
    made, gateway = pair
    id = (await gateway.open(opening())).provider_id

    made.stripe.pay(id, card)

    found = await gateway.fetch(id)
    assert (found.status, found.captured) == (status, 0)
    assert (found.error_code == "card_declined") == (card == "declined")


async def test_after_3d_secure_the_payment_is_made_or_may_be_tried_again(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening())).provider_id

    made.stripe.pay(id, "asks_3ds")
    made.stripe.authenticate(id, passed=False)
    assert (await gateway.fetch(id)).status == "pending"
    made.stripe.pay(id, "asks_3ds")
    made.stripe.authenticate(id)

    assert (await gateway.fetch(id)).status == "succeeded"


async def test_what_is_only_authorised_is_captured_once(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening(capture_later=True))).provider_id
    made.stripe.pay(id)
    assert ((await gateway.fetch(id)).status, (await gateway.fetch(id)).captured) == ("authorised", 0)

    captured = [await gateway.capture(id, "capture:1") for _ in range(2)]

    assert [(one.status, one.captured) for one in captured] == [("succeeded", 6495)] * 2


async def test_what_is_only_authorised_can_be_let_go(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening(capture_later=True))).provider_id
    made.stripe.pay(id)

    assert (await gateway.cancel(id, "cancel:1")).status == "cancelled"
    assert (await gateway.capture(id, "capture:1")).captured == 0


async def test_an_open_session_is_ended_and_a_paid_one_is_not(pair: Pair) -> None:
    made, gateway = pair
    ended, paid = [(await gateway.open(opening())).provider_id for _ in range(2)]
    made.stripe.pay(paid)

    assert (await gateway.cancel(ended, "cancel:a")).status == "cancelled"
    assert (await gateway.cancel(paid, "cancel:b")).status == "succeeded"
    assert made.stripe.sessions[ended]["status"] == "expired"


async def test_a_session_runs_out(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening())).provider_id

    made.stripe.ahead_s = 2200

    assert (await gateway.fetch(id)).status == "cancelled"


async def test_a_refund_is_made_once_by_key_and_also_when_the_key_was_forgotten(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening())).provider_id
    made.stripe.pay(id)
    refund_id = uuid7()

    first = await gateway.refund(id, 2000, payment_id=refund_id, key="refund:1")
    made._answers.clear()
    second = await gateway.refund(id, 2000, payment_id=refund_id, key="refund:1")

    assert first == second
    assert first.payment_id == refund_id
    assert [one.amount for one in (await gateway.fetch(id)).refunds] == [2000]
    with pytest.raises(GatewayRefused):
        await gateway.refund(id, 5000, payment_id=uuid7(), key="refund:2")


async def test_a_dispute_is_told(pair: Pair) -> None:
    made, gateway = pair
    id = (await gateway.open(opening())).provider_id
    made.stripe.pay(id)
    made.stripe.dispute(made.stripe.sessions[id]["payment_intent"])

    (dispute,) = (await gateway.fetch(id)).disputes

    assert (dispute.amount, dispute.status, dispute.reason) == (6495, "needs_response", "fraudulent")


async def test_every_kind_of_event_leads_to_its_payment(pair: Pair) -> None:
    made, gateway = pair
    asked = opening(capture_later=True)
    since = made.stripe.now()
    id = (await gateway.open(asked)).provider_id
    made.stripe.pay(id)
    await gateway.capture(id, "capture:x")
    await gateway.refund(id, 100, payment_id=uuid7(), key="refund:x")
    made.stripe.dispute(made.stripe.sessions[id]["payment_intent"])

    hints = [hint async for _, hint in gateway.events(since)]
    mine = [await gateway.subject(hint) for hint in hints]

    kinds = {hint.kind for hint, one in zip(hints, mine, strict=True) if one and one.payment_id == asked.payment_id}
    assert kinds >= {
        "checkout.session.completed", "payment_intent.amount_capturable_updated", "payment_intent.succeeded",
        "refund.created", "charge.refunded", "charge.dispute.created",
    }  # fmt: skip
    assert {one.provider_id for one in mine if one and one.payment_id == asked.payment_id} == {id}


async def test_a_payment_of_another_shop_on_the_same_account_is_nobodys(pair: Pair) -> None:
    made, gateway = pair
    intent = made.stripe.create_intent({"amount": "500", "currency": "usd", "confirm": "true"})
    event = next(one for one in made.stripe.events.values() if one["data"]["object"]["id"] == intent["id"])

    assert await gateway.subject(hint_of(event)) is None


async def test_the_sdk_confirms_captures_and_lists_intents_of_its_own(pair: Pair) -> None:
    base: Any = pair[1]._client._requestor.base_addresses
    client = StripeClient("sk_test_x", base_addresses=base, http_client=pair[1]._http, max_network_retries=0)
    intent = await client.v1.payment_intents.create_async(
        {"amount": 700, "currency": "usd", "capture_method": "manual", "metadata": {"a": "b"}}
    )

    await client.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    captured = await client.v1.payment_intents.capture_async(intent.id)

    assert (captured.status, captured.amount_received, captured.metadata["a"]) == ("succeeded", 700, "b")
    assert intent.id in [one.id for one in (await client.v1.payment_intents.list_async({"limit": 100})).data]


def test_forms_are_read_as_they_are_nested() -> None:
    read = read_form("a[b]=1&c[0][d]=2&c[1][d]=3&e[]=x&e[]=y&f=")

    assert read == {"a": {"b": "1"}, "c": [{"d": "2"}, {"d": "3"}], "e": ["x", "y"], "f": ""}


async def test_an_id_that_is_none_is_nobodys_payment(pair: Pair) -> None:
    about = {"object": "payment_intent", "id": "pi_1", "metadata": {"payment_id": "not-a-uuid"}}
    hint = hint_of({"type": "payment_intent.succeeded", "created": 1, "data": {"object": about}})

    assert await pair[1].subject(hint) is None
