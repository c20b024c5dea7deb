"""Payment bugs that other shops have shipped, one test for each, on the real gateway against the stand-in.

The reports they are named after stand in docs/payments.md.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from commerce import cart, stock
from commerce.cart import NewLine, Owner
from commerce.checkout.prepare import reopen
from commerce.models import Order, Payment
from commerce.orders import states
from commerce.payments import inbox, ledger, paying, working
from commerce.payments.gateway import GatewayRefused
from commerce.payments.reconciling import reconcile
from commerce.payments.stripe_gateway import StripeGateway
from core import outbox
from core.db import Sessions
from core.models import AuditEntry, WebhookEvent
from tests.commerce.test_checkout import checkout, filled, variant_of
from tests.stripe_stand_in.answering import Broken, StandIn
from tests.stripe_stand_in.sending import sign
from tests.stripe_stand_in.serving import SECRET, stand_in
from tests.stripe_stand_in.state import Stripe

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
HOUR, NOW = timedelta(hours=1), timedelta(0)


@pytest.fixture(scope="module")
async def serving(anyio_backend: str) -> AsyncIterator[tuple[StandIn, StripeGateway]]:
    async with stand_in() as pair:
        yield pair


class Buying:
    """A shop, its Stripe, and one shopper's order that waits for its payment."""

    def __init__(self, sessions: Sessions, made: StandIn, gateway: StripeGateway) -> None:
        self.sessions, self.made, self.gateway = sessions, made, gateway
        self.owner = Owner(UUID(int=0))
        self.order_id = self.variant_id = UUID(int=0)
        made.broken.clear()

    async def begin(self, *, units: int = 9, quantity: int = 1) -> str:
        """Its Checkout Session."""
        async with self.sessions.begin() as session:
            self.variant_id = (await variant_of(session, stock=units)).id
            self.owner = await filled(session, self.variant_id, quantity=quantity)
        return await self.again({1: 6495, 2: 11800}[quantity])

    async def again(self, total: int) -> str:
        async with self.sessions.begin() as session:
            self.order_id = (await checkout(session, self.owner, total)).order_id
        await paying.begin(self.sessions, self.gateway, self.order_id, hold_for=HOUR)
        return str((await self.charges())[-1].provider_id)

    async def charges(self, kind: str = "charge") -> list[Payment]:
        query = select(Payment).where(Payment.order_id == self.order_id, Payment.kind == kind).order_by(Payment.id)
        async with self.sessions.begin() as session:
            return list(await session.scalars(query))

    async def order(self) -> Order:
        async with self.sessions.begin() as session:
            return await session.get_one(Order, self.order_id)

    async def tell(self, *kinds: str, times: int = 1) -> None:
        """Stripe's events of these kinds arrive; of all kinds where none is named."""
        for event in list(self.made.stripe.events.values()):
            if not kinds or event["type"] in kinds:
                await asyncio.gather(*(self._receive(event) for _ in range(times)))

    async def _receive(self, event: dict[str, Any]) -> None:
        found = inbox.take(*sign(event, SECRET), inbox.Webhooks(SECRET))
        if found is not None:
            async with self.sessions.begin() as session:
                await inbox.store(session, *found)

    async def work(self) -> None:
        """All that is due is done, several things at once."""
        handlers = {
            **working.handlers(self.sessions, self.gateway), ("out", "mail"): _nothing, ("out", "purchase"): _nothing,
        }  # fmt: skip
        while ids := await self._due():
            await asyncio.gather(*(outbox.work(self.sessions, id, handlers) for id in ids))

    async def _due(self) -> list[UUID]:
        async with self.sessions.begin() as session:
            return list(await outbox.due(session))

    async def mails(self, kind: str) -> int:
        query = select(func.count()).select_from(WebhookEvent).where(WebhookEvent.external_id.startswith(f"{kind}:"))
        async with self.sessions.begin() as session:
            return await session.scalar(query) or 0

    def money_back(self) -> int:
        return sum(one["amount"] for one in self.made.stripe.refunds.values() if one["status"] == "succeeded")


async def _nothing(_: outbox.Event) -> None:
    return


@pytest.fixture
async def buying(sessions: Sessions, serving: tuple[StandIn, StripeGateway]) -> Buying:
    serving[0].stripe = Stripe()
    serving[0]._answers.clear()
    return Buying(sessions, *serving)


async def test_charged_but_no_order_the_stock_is_held_from_before_the_form_until_after_its_session(
    buying: Buying,
) -> None:
    """vendure#3065, nextjs-starter-medusa#453, saleor#14733: the stock went between the form and the webhook."""
    id = await buying.begin(units=1)
    async with buying.sessions.begin() as session:
        assert await stock.expire(session) == 0
        with pytest.raises(cart.OutOfStock):
            await filled(session, buying.variant_id)
    buying.made.stripe.pay(id)
    await buying.tell()
    await buying.work()

    assert ((await buying.order()).status, buying.money_back()) == ("placed", 0)


async def test_charged_but_no_order_is_given_back_with_a_mail(buying: Buying) -> None:
    """saleor#14733, openfoodnetwork#3925: what was paid and cannot be delivered is given back by itself."""
    id = await buying.begin()
    buying.made.stripe.pay(id)
    async with buying.sessions.begin() as session:
        await states.cancel(session, buying.order_id, reason="Changed her mind.")
    await buying.tell()
    await buying.work()

    order = await buying.order()
    assert (order.status, order.payment_status, buying.money_back()) == ("cancelled", "refunded", 6495)
    assert await buying.mails("refunded") == 1


async def test_scarce_stock_that_was_lost_is_never_charged(buying: Buying) -> None:
    """vendure#3065: with the last units a card is authorised, the stock made sure of, and only then charged."""
    id = await buying.begin(units=1)
    async with buying.sessions.begin() as session:
        await stock.release(session, cart_id=(await buying.order()).cart_id)
        await checkout(session, await filled(session, buying.variant_id), 6495)
    buying.made.stripe.pay(id)
    await buying.tell()
    await buying.work()

    (intent,) = buying.made.stripe.intents.values()
    assert (intent["status"], intent["amount_received"], buying.money_back()) == ("canceled", 0, 0)
    assert (await buying.order()).status == "cancelled"


async def test_webhook_and_complete_at_once_are_one_order(buying: Buying) -> None:
    """saleor#12652, #14648, medusa#13301: the browser came back while the webhook was worked on."""
    id = await buying.begin()
    buying.made.stripe.pay(id)
    (charge,) = await buying.charges()
    await buying.tell()

    await asyncio.gather(
        buying.work(), *(paying.look(buying.sessions, buying.gateway, charge.id) for _ in range(5)), buying.work()
    )

    (charge,) = await buying.charges()
    order = await buying.order()
    assert (order.status, order.payment_status, charge.captured_amount) == ("placed", "paid", 6495)
    assert (await buying.mails("order_placed"), await buying.charges("refund")) == (1, [])


@pytest.mark.parametrize("first", ["webhook", "complete"])
async def test_webhook_and_complete_one_after_the_other_are_one_order(buying: Buying, first: str) -> None:
    """saleor#14648 (counted twice), craft#1510: whichever of the two comes first does all of it, the other nothing."""
    id = await buying.begin()
    buying.made.stripe.pay(id)
    (charge,) = await buying.charges()
    if first == "webhook":
        await buying.tell()
        await buying.work()
        seen = (await paying.look(buying.sessions, buying.gateway, charge.id)).outcome
        assert seen == "unchanged"
    else:
        assert (await paying.look(buying.sessions, buying.gateway, charge.id)).outcome == "placed"
        await buying.tell()
        await buying.work()

    (charge,) = await buying.charges()
    order = await buying.order()
    assert (order.status, order.payment_status, charge.captured_amount) == ("placed", "paid", 6495)
    assert (await buying.mails("order_placed"), await buying.charges("refund")) == (1, [])


async def test_duplicate_delivery_in_parallel_has_one_effect_and_one_mail(buying: Buying) -> None:
    """pinelab-vendure#620 (settled three times, three mails), dokan#2994: twenty deliveries of each event at once."""
    buying.made.stripe.pay(await buying.begin())
    await buying.tell(times=20)
    await asyncio.gather(buying.work(), buying.work())

    (charge,) = await buying.charges()
    assert (charge.status, charge.captured_amount, await buying.mails("order_placed")) == ("succeeded", 6495, 1)
    async with buying.sessions.begin() as session:
        assert await stock.violations(session) == []


async def test_refund_double_booked_own_call_and_webhook_are_one_refund(buying: Buying) -> None:
    """solidus_stripe#281, gumroad#6193, Smartstore#1544: the refund came back as a webhook and was booked again."""
    buying.made.stripe.pay(await buying.begin())
    await buying.tell()
    await buying.work()
    async with buying.sessions.begin() as session:
        await ledger.add_refund(session, buying.order_id, 2000, reason="asked for")
    buying.made.broken.append(Broken("lost_answer", "POST /v1/refunds"))
    await buying.work()
    await buying.tell(times=2)
    await buying.work()
    await reconcile(buying.sessions, buying.gateway, hold_for=HOUR)

    (refund,) = await buying.charges("refund")
    (charge,) = await buying.charges()
    assert (refund.status, charge.refunded_amount, buying.money_back()) == ("succeeded", 2000, 2000)
    assert ((await buying.order()).payment_status, await buying.mails("refunded")) == ("partially_refunded", 1)


async def test_refund_key_is_deterministic_and_its_row_is_committed_before_stripe_is_asked(buying: Buying) -> None:
    """shopper#602: a random key made a second refund of the first one's retry."""
    buying.made.stripe.pay(await buying.begin())
    await buying.tell()
    await buying.work()
    async with buying.sessions.begin() as session:
        row, event_id = await ledger.add_refund(session, buying.order_id, 6495, reason="asked for")
    assert (row.idempotency_key, row.status, buying.money_back()) == (f"refund:{buying.order_id}:1", "pending", 0)
    event = outbox.Event(event_id, "out", "refund", "k", "refund.make", None, {"payment_id": str(row.id)}, 1)  # type: ignore[arg-type]

    await asyncio.gather(*(paying.make_refund(buying.sessions, buying.gateway, event) for _ in range(4)))

    assert (buying.money_back(), len(buying.made.stripe.refunds)) == (6495, 1)
    with pytest.raises(ledger.RefundTooLarge) as caught:
        async with buying.sessions.begin() as session:
            await ledger.add_refund(session, buying.order_id, 1, reason="again")
    assert caught.value.extra_members["refundable"] == 0


async def test_amount_not_bound_to_order_a_cheap_payment_does_not_pay_a_dear_order(buying: Buying) -> None:
    """evershop#1025, woo-stripe#3995: the payment of a cheap bag was shown for the dear one that it became."""
    cheap = await buying.begin()
    async with buying.sessions.begin() as session:
        await reopen(session, buying.order_id)
        await cart.add(session, buying.owner, [NewLine(buying.variant_id, 1)])
        await checkout(session, buying.owner, 11800)
    buying.made.stripe.pay(cheap)
    await buying.tell()
    await buying.work()

    order = await buying.order()
    assert (order.status, order.total, buying.money_back()) == ("pending", 11800, 6495)
    async with buying.sessions.begin() as session:
        noted = await session.scalars(select(AuditEntry.action).where(AuditEntry.entity_id == order.id))
        assert "payment.given_back" in list(noted)


async def test_amount_not_bound_to_order_money_for_one_piece_does_not_buy_another_of_the_same_price(
    buying: Buying,
) -> None:
    """The bag was opened again, its piece exchanged for one that costs the same, and checked out; then the first money
    came."""
    early = await buying.begin()
    async with buying.sessions.begin() as session:
        other = await variant_of(session, stock=9)
        await reopen(session, buying.order_id)
        (line,) = (await cart.read(session, buying.owner)).items
        await cart.remove(session, buying.owner, line.item_id)
        await cart.add(session, buying.owner, [NewLine(other.id, 1)])
        await checkout(session, buying.owner, 6495)
    buying.made.stripe.pay(early)
    await buying.tell()
    await buying.work()

    (charge,) = await buying.charges()
    assert ((await buying.order()).status, charge.error_code, buying.money_back()) == ("pending", "mismatch", 6495)


async def test_charged_but_no_order_what_was_put_into_the_bag_meanwhile_is_not_lost(buying: Buying) -> None:
    """The bag was opened again and changed; then the money for what it held before came after all."""
    id = await buying.begin()
    async with buying.sessions.begin() as session:
        other = await variant_of(session, stock=9)
        await reopen(session, buying.order_id)
        await cart.add(session, buying.owner, [NewLine(other.id, 2), NewLine(buying.variant_id, 1)])
    buying.made.stripe.pay(id)
    await buying.tell()
    await buying.work()

    assert (await buying.order()).status == "placed"
    async with buying.sessions.begin() as session:
        left = {line.variant_id: line.quantity for line in (await cart.read(session, buying.owner)).items}
    assert left == {other.id: 2, buying.variant_id: 1}


async def test_lost_event_is_fetched_by_the_reconciler(buying: Buying) -> None:
    """A refund on Stripe's own page and a dispute of which nobody told the shop."""
    buying.made.stripe.pay(await buying.begin())
    (intent,) = buying.made.stripe.intents
    buying.made.stripe.create_refund({"payment_intent": intent, "amount": "1000"})
    buying.made.stripe.dispute(intent)

    found = await reconcile(buying.sessions, buying.gateway, hold_for=HOUR)
    await buying.work()

    (charge,) = await buying.charges()
    assert found.missed > 0
    assert (charge.captured_amount, charge.refunded_amount, len(charge.details["disputes"])) == (6495, 1000, 1)
    assert (await buying.order()).payment_status == "partially_refunded"


async def test_a_checkout_that_nobody_ends_is_ended_and_its_session_with_it(buying: Buying) -> None:
    id = await buying.begin(units=1)

    found = await reconcile(buying.sessions, buying.gateway, hold_for=NOW)

    assert (found.called_off, buying.made.stripe.sessions[id]["status"]) == (1, "expired")
    again = await buying.again(6495)
    buying.made.stripe.pay(again)
    await buying.tell()
    await buying.work()
    assert (await buying.order()).status == "placed"


async def test_a_session_whose_answer_was_lost_is_ended_before_the_bag_opens(buying: Buying) -> None:
    buying.made.broken.append(Broken("lost_answer", "POST /v1/checkout/sessions"))
    with pytest.raises(Exception, match="does not answer"):
        await buying.begin()

    assert await paying.call_off(buying.sessions, buying.gateway, buying.order_id)

    assert [one["status"] for one in buying.made.stripe.sessions.values()] == ["expired"]
    assert [charge.status for charge in await buying.charges()] == ["cancelled"]


async def test_money_that_is_under_way_keeps_the_bag_shut_until_it_came_or_did_not(buying: Buying) -> None:
    id = await buying.begin()
    buying.made.stripe.pay(id, "slow")

    assert not await paying.call_off(buying.sessions, buying.gateway, buying.order_id)
    buying.made.stripe.settle(id, arrived=False)
    await buying.tell()
    await buying.work()

    assert [charge.status for charge in await buying.charges()] == ["failed"]
    assert await buying.mails("payment_failed") == 1
    assert await paying.call_off(buying.sessions, buying.gateway, buying.order_id)


async def test_a_payment_that_stripe_refuses_to_open_leaves_the_bag_open(buying: Buying) -> None:
    buying.made.stripe.ahead_s = 10_000  # of Stripe's clock: the session would end before it began

    with pytest.raises(GatewayRefused):
        await buying.begin()

    assert [charge.status for charge in await buying.charges()] == ["failed"]
    async with buying.sessions.begin() as session:
        await cart.add(session, buying.owner, [NewLine(buying.variant_id, 1)])
        assert await stock.violations(session) == []
