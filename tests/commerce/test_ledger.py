"""The ledger: news of a payment in any order, twice, wrong, late; and refunds that are made once."""

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart, stock
from commerce.cart import Owner
from commerce.models import Cart, Order, Payment
from commerce.orders import states
from commerce.payments import ledger
from commerce.payments.gateway import GatewayPayment, GatewayRefund
from commerce.payments.ledger import RefundTooLarge
from core.models import WebhookEvent
from tests.commerce.test_checkout import checkout, filled, level, variant_of

pytestmark = pytest.mark.anyio


async def charged(session: AsyncSession, *, units: int = 3) -> tuple[Order, Payment, Owner]:
    """A pending order of one piece and its pending charge."""
    variant = await variant_of(session, stock=units)
    owner = await filled(session, variant.id)
    prepared = await checkout(session, owner, 6495)
    order = await session.get_one(Order, prepared.order_id)
    return order, await ledger.add_charge(session, order, "test"), owner


def news(charge: Payment, status: str = "succeeded", **more: Any) -> GatewayPayment:
    facts = {
        "provider_id": f"pi_{charge.id}", "status": status, "amount": charge.amount, "currency": charge.currency,
        "order_id": charge.order_id, "captured": charge.amount if status == "succeeded" else 0,
    }  # fmt: skip
    return GatewayPayment(**{**facts, **more})


async def refunds_of(session: AsyncSession, order: Order) -> list[Payment]:
    query = select(Payment).where(Payment.order_id == order.id, Payment.kind == "refund").order_by(Payment.id)
    return list(await session.scalars(query))


async def made_events(session: AsyncSession) -> int:
    query = select(func.count()).select_from(WebhookEvent).where(WebhookEvent.source == "refund")
    return await session.scalar(query) or 0


async def test_money_that_fits_places_the_order_once(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)

    outcomes = [(await ledger.apply(session, charge.id, news(charge))).outcome for _ in range(3)]

    assert outcomes == ["placed", "unchanged", "unchanged"]
    assert (order.status, order.payment_status, charge.captured_amount) == ("placed", "paid", 6495)
    assert await refunds_of(session, order) == []


@pytest.mark.parametrize(
    "order_of_arrival", list(permutations(["pending", "requires_action", "authorised", "succeeded"]))
)
async def test_news_in_any_order_ends_in_the_same_state(session: AsyncSession, order_of_arrival: Any) -> None:
    order, charge, _ = await charged(session)

    for status in order_of_arrival:
        await ledger.apply(session, charge.id, news(charge, status))

    assert (charge.status, order.status, order.payment_status) == ("succeeded", "placed", "paid")
    assert await stock.violations(session) == []


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 100, "captured": 100}, {"currency": "EUR"}, {"order_id": None}, {"captured": 6494}],
    ids=["amount", "currency", "order", "part of it"],
)
async def test_money_that_does_not_fit_is_given_back_and_places_nothing(
    session: AsyncSession, wrong: dict[str, Any]
) -> None:
    order, charge, _ = await charged(session)

    applied = await ledger.apply(session, charge.id, news(charge, **wrong))

    assert (applied.outcome, order.status, charge.status) == ("mismatch", "pending", "failed")
    (refund,) = await refunds_of(session, order)
    assert refund.amount == wrong.get("captured", 6495)
    assert len(applied.events) == 1
    again = await ledger.apply(session, charge.id, news(charge, **wrong))
    assert (again.outcome, await made_events(session)) == ("unchanged", 1)


async def test_money_for_what_is_sold_out_is_given_back_and_the_bag_is_kept(session: AsyncSession) -> None:
    order, charge, owner = await charged(session, units=1)
    await stock.release(session, cart_id=order.cart_id)
    level_of = (await states.items_of(session, order.id))[0].variant_id
    assert level_of is not None
    other = await filled(session, level_of)
    sold = await checkout(session, other, 6495)
    await states.place(session, sold.order_id)

    applied = await ledger.apply(session, charge.id, news(charge))

    assert (applied.outcome, order.status) == ("sold_out", "cancelled")
    assert [refund.amount for refund in await refunds_of(session, order)] == [6495]
    assert (await cart.read(session, owner)).count == 1
    assert await level(session, level_of) == (1, 1)


async def test_money_for_a_cancelled_order_is_given_back(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    await states.cancel(session, order.id, reason="Changed her mind.")

    applied = await ledger.apply(session, charge.id, news(charge))

    assert (applied.outcome, order.status) == ("too_late", "cancelled")
    assert [refund.amount for refund in await refunds_of(session, order)] == [6495]


async def test_a_second_charge_of_one_order_is_given_back(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    second = await ledger.add_charge(session, order, "test")
    await ledger.apply(session, charge.id, news(charge))

    applied = await ledger.apply(session, second.id, news(second))

    assert (applied.outcome, second.status, charge.status) == ("duplicate", "failed", "succeeded")
    (refund,) = await refunds_of(session, order)
    assert refund.parent_id == second.id


async def test_a_late_success_after_a_failure_counts(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    await ledger.apply(session, charge.id, news(charge, "failed", error_code="card_declined"))
    assert (order.payment_status, charge.error_code) == ("failed", "card_declined")

    assert (await ledger.apply(session, charge.id, news(charge))).outcome == "placed"
    assert order.payment_status == "paid"


async def test_a_refund_told_by_its_answer_and_by_events_is_booked_once(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    await ledger.apply(session, charge.id, news(charge))
    row, event = await ledger.add_refund(session, order.id, 1000, reason="A missing button.")
    made = GatewayRefund("re_1", 1000, "succeeded", row.id)

    told = [await ledger.apply(session, charge.id, news(charge, refunds=(made,))) for _ in range(3)]

    assert event is not None
    assert [one.outcome for one in told] == ["advanced", "unchanged", "unchanged"]
    assert (charge.refunded_amount, order.payment_status, row.status) == (1000, "partially_refunded", "succeeded")
    assert len(await refunds_of(session, order)) == 1


async def test_a_refund_made_elsewhere_is_booked_too(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    await ledger.apply(session, charge.id, news(charge))

    await ledger.apply(session, charge.id, news(charge, refunds=(GatewayRefund("re_9", 6495, "succeeded"),)))

    assert (charge.refunded_amount, order.payment_status) == (6495, "refunded")


async def test_no_more_is_given_back_than_came_in_what_is_on_its_way_included(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    with pytest.raises(RefundTooLarge):
        await ledger.add_refund(session, order.id, 1, reason="Nothing was paid.")
    await ledger.apply(session, charge.id, news(charge))
    await ledger.add_refund(session, order.id, 6000, reason="Most of it.")

    with pytest.raises(RefundTooLarge, match="495"):
        await ledger.add_refund(session, order.id, 496, reason="Too much.")
    row, _ = await ledger.add_refund(session, order.id, 495, reason="The rest.")

    assert row.idempotency_key == f"refund:{order.id}:2"


async def test_a_refund_that_fails_can_be_made_again(session: AsyncSession) -> None:
    order, charge, _ = await charged(session)
    await ledger.apply(session, charge.id, news(charge))
    row, _ = await ledger.add_refund(session, order.id, 6495, reason="All of it.")

    await ledger.apply(session, charge.id, news(charge, refunds=(GatewayRefund("re_1", 6495, "failed", row.id),)))

    assert (charge.refunded_amount, order.payment_status) == (0, "paid")
    again, _ = await ledger.add_refund(session, order.id, 6495, reason="Once more.")
    assert again.idempotency_key.endswith(":2")


async def test_the_carts_of_ended_orders_are_never_paid_twice(session: AsyncSession) -> None:
    order, _, owner = await charged(session)
    await states.cancel(session, order.id, reason="Changed her mind.")

    again = await checkout(session, owner, 6495)

    assert again.order_id != order.id
    assert sorted((await session.scalars(select(Cart.status))).all()) == ["abandoned", "active"]
