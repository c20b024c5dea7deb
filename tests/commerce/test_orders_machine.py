"""What may become of an order, whatever is tried in whatever order: only allowed moves, no piece or cent twice."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart, stock
from commerce.cart import NewLine, Owner
from commerce.models import Order, Payment, StockLevel
from commerce.orders import giving_back, states
from commerce.orders.states import FULFILMENT, PAYMENT, STATUS, IllegalMove, Line
from commerce.payments import ledger
from commerce.payments.gateway import GatewayPayment, GatewayRefund
from commerce.payments.ledger import RefundTooLarge
from core.errors import AppError
from core.ids import uuid7
from tests.commerce.test_checkout import checkout, variant_of

pytestmark = pytest.mark.anyio
HAD = 20
STEPS = ("place", "cancel", "fulfil", "cancel_lines", "receive", "refund", "refund_lines", "ask", "settled", "bounced")
Tables = {"status": STATUS, "fulfilment_status": FULFILMENT, "payment_status": PAYMENT}


class Piece(msgspec.Struct, frozen=True):
    """What a line has had done to it."""

    quantity: int
    total: int
    fulfilled: int
    cancelled: int
    returned: int
    refunded: int
    refunded_total: int


class Picture(msgspec.Struct, frozen=True):
    """All that the database says of the order."""

    status: str
    fulfilment_status: str
    payment_status: str
    pieces: tuple[Piece, ...]
    stock: tuple[tuple[int, int], ...]
    refunds: tuple[tuple[str, int], ...]


async def taken(session: AsyncSession, order_id: UUID) -> Picture:
    await session.flush()
    order = await session.get_one(Order, order_id, populate_existing=True)
    items = await states.items_of(session, order_id)
    levels = select(StockLevel.variant_id, StockLevel.on_hand, StockLevel.reserved)
    there = {row.variant_id: (row.on_hand, row.reserved) for row in await session.execute(levels)}
    refunds = select(Payment.status, Payment.amount).where(Payment.kind == "refund", Payment.order_id == order_id)
    return Picture(
        order.status, order.fulfilment_status, order.payment_status,
        tuple(Piece(**{name: getattr(item, name) for name in Piece.__struct_fields__}) for item in items),
        tuple(there[item.variant_id] for item in items if item.variant_id),
        tuple(sorted((status, amount) for status, amount in await session.execute(refunds))),
    )  # fmt: skip


async def paid_order(session: AsyncSession, quantities: list[int], prices: list[int]) -> tuple[UUID, Payment]:
    """A pending order of these lines with a charge at which the money has just come in."""
    variants = [await variant_of(session, stock=HAD, price=price) for price in prices]
    owner = Owner(uuid7())
    lines = [NewLine(variant.id, quantity) for variant, quantity in zip(variants, quantities, strict=True)]
    await cart.add(session, owner, lines)
    worth = sum(price * quantity for price, quantity in zip(prices, quantities, strict=True))
    prepared = await checkout(session, owner, worth + (595 if worth < 10000 else 0))
    order = await session.get_one(Order, prepared.order_id)
    return order.id, await ledger.add_charge(session, order, "test")


def news(charge: Payment, *refunds: GatewayRefund) -> GatewayPayment:
    return GatewayPayment(
        provider_id=f"pi_{charge.id}", status="succeeded", amount=charge.amount, currency=charge.currency,
        captured=charge.amount, order_id=charge.order_id, refunds=refunds,
    )  # fmt: skip


async def step(session: AsyncSession, what: str, charge: Payment, line: Line, amount: int) -> None:
    """Tries one thing, as a route, the worker or an event would."""
    id = charge.order_id
    if what in ("settled", "bounced"):
        await told(session, charge, failed=what == "bounced")
        return
    doing: dict[str, Callable[[], Awaitable[Any]]] = {
        "place": lambda: ledger.apply(session, charge.id, news(charge)),
        "cancel": lambda: giving_back.call_off(session, id, reason="x", actor=None),
        "fulfil": lambda: states.fulfil(session, id, [line]),
        "cancel_lines": lambda: giving_back.call_off_lines(session, id, [line], reason="x", actor=None),
        "receive": lambda: giving_back.receive(
            session, id, [line], restock=True, pay_back=True, reason="x", actor=None
        ),
        "refund": lambda: giving_back.refund(session, id, amount, reason="x", actor=None),
        "refund_lines": lambda: giving_back.refund_lines(session, id, [line], reason="x", actor=None),
        "ask": lambda: giving_back.ask_to_return(session, id, [line], reason="x", actor=None, now=datetime.now(UTC)),
    }
    await doing[what]()


async def told(session: AsyncSession, charge: Payment, *, failed: bool) -> None:
    """The gateway says of every open refund that it was made, or that it was not; twice, as it may."""
    query = select(Payment).where(Payment.parent_id == charge.id, Payment.status == "pending")
    rows = (await session.scalars(query)).all()
    made = [GatewayRefund(f"re_{row.id}", row.amount, "failed" if failed else "succeeded", row.id) for row in rows]
    for _ in range(2):
        await ledger.apply(session, charge.id, news(charge, *made))


def failed(picture: Picture) -> int:
    return sum(status == "failed" for status, _ in picture.refunds)


def check(before: Picture, after: Picture, paid: int) -> None:
    """What is true of every order after everything that was done to it."""
    for field, table in Tables.items():
        was, becomes = getattr(before, field), getattr(after, field)
        assert was == becomes or becomes in table[was], (field, was, becomes)
    for had, piece, (on_hand, reserved) in zip(before.pieces, after.pieces, after.stock, strict=True):
        assert piece.fulfilled + piece.cancelled <= piece.quantity
        assert 0 <= piece.returned <= piece.fulfilled
        assert 0 <= piece.refunded <= piece.quantity
        assert 0 <= piece.refunded_total <= piece.total
        assert piece.refunded or not piece.refunded_total
        assert piece.refunded < piece.quantity or piece.refunded_total == piece.total
        for name in ("fulfilled", "cancelled", "returned"):
            assert getattr(piece, name) >= getattr(had, name), name
        assert piece.refunded >= had.refunded or failed(after) > failed(before), "only where its money did not go back"
        assert on_hand == HAD - piece.fulfilled + piece.returned
        assert reserved == piece.quantity - piece.fulfilled - piece.cancelled
    asked = sum(amount for status, amount in after.refunds if status != "failed")
    made = sum(amount for status, amount in after.refunds if status == "succeeded")
    assert made <= asked <= paid
    everything = all(piece.fulfilled + piece.cancelled == piece.quantity for piece in after.pieces)
    sent = any(piece.fulfilled for piece in after.pieces)
    assert (after.status == "cancelled") == (everything and not sent)
    assert (after.status == "completed") == (everything and sent)
    if after.status in ("placed", "completed"):
        kept = "refunded" if made == paid else "partially_refunded" if made else "paid"
        assert after.payment_status == kept


LINES = st.lists(st.tuples(st.integers(1, 4), st.sampled_from([1, 333, 5900])), min_size=1, max_size=3)
TRIED = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(1, 5), st.floats(0, 1)), min_size=2, max_size=10
)
"""What is tried: with which line, with how many of it, with which part of what was paid."""


# Everything is drawn before the loop runs: what Hypothesis raises to end an example would end the loop too.
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=LINES, tried=TRIED)
async def test_whatever_is_tried_only_what_is_allowed_happens(session: AsyncSession, lines: Any, tried: Any) -> None:
    async with session.begin_nested() as example:
        order_id, charge = await paid_order(session, [one[0] for one in lines], [one[1] for one in lines])
        items = [item.id for item in await states.items_of(session, order_id)]
        paid = charge.amount
        await step(session, "place", charge, Line(items[0], 1), 1)
        before = await taken(session, order_id)
        assert (before.status, before.payment_status) == ("placed", "paid")
        for what, which, quantity, part in tried:
            line = Line(items[which % len(items)], quantity)
            try:
                async with session.begin_nested():
                    await step(session, what, charge, line, 1 + int(part * paid))
                event(f"{what}: done")
                after = await taken(session, order_id)
            except (IllegalMove, RefundTooLarge):
                event(f"{what}: refused")
                after = await taken(session, order_id)
                assert after == before, what
            check(before, after, paid)
            assert await stock.violations(session) == []
            before = after
        await example.rollback()


async def test_pieces_that_are_given_back_one_by_one_are_worth_exactly_their_line(session: AsyncSession) -> None:
    order_id, charge = await paid_order(session, [3], [333])
    await ledger.apply(session, charge.id, news(charge))
    (item,) = await states.items_of(session, order_id)

    for _ in range(4):
        await giving_back.refund_lines(session, order_id, [Line(item.id, 1)], reason="x", actor=None)

    refunds = select(Payment.amount).where(Payment.kind == "refund").order_by(Payment.id)
    assert (await session.scalars(refunds)).all() == [333, 333, 333]
    assert (item.refunded, item.refunded_total) == (3, 999)


async def test_what_was_refunded_by_hand_is_not_given_back_again_with_a_return(session: AsyncSession) -> None:
    order_id, charge = await paid_order(session, [2], [5900])
    await ledger.apply(session, charge.id, news(charge))
    (item,) = await states.items_of(session, order_id)
    await states.fulfil(session, order_id, [Line(item.id, 2)])
    await giving_back.refund(session, order_id, 11000, reason="A goodwill.", actor=None)

    await giving_back.receive(
        session, order_id, [Line(item.id, 2)], restock=False, pay_back=True, reason="x", actor=None
    )

    total = select(func.sum(Payment.amount)).where(Payment.kind == "refund")
    assert await session.scalar(total) == charge.amount == 11800
    level = select(StockLevel.on_hand).where(StockLevel.variant_id == item.variant_id)
    assert await session.scalar(level) == HAD - 2


async def test_nothing_is_sent_of_an_order_that_was_refunded(session: AsyncSession) -> None:
    order_id, charge = await paid_order(session, [1], [5900])
    await ledger.apply(session, charge.id, news(charge))
    (item,) = await states.items_of(session, order_id)
    await giving_back.refund(session, order_id, None, reason="x", actor=None)
    await told(session, charge, failed=False)

    with pytest.raises(AppError, match="refunded"):
        await states.fulfil(session, order_id, [Line(item.id, 1)])
    assert item.fulfilled == 0


@pytest.mark.parametrize("how", ["refused", "sent back"])
async def test_pieces_whose_money_did_not_go_back_can_be_given_back_again(session: AsyncSession, how: str) -> None:
    """The gateway refused it, or a bank sent it back days later: the pieces were counted as given back for good."""
    order_id, charge = await paid_order(session, [3], [333])
    await ledger.apply(session, charge.id, news(charge))
    (item,) = await states.items_of(session, order_id)
    await giving_back.refund_lines(session, order_id, [Line(item.id, 1)], reason="x", actor=None)
    await giving_back.refund_lines(session, order_id, [Line(item.id, 2)], reason="x", actor=None)
    assert (item.refunded, item.refunded_total) == (3, 999)
    last = (await session.scalars(select(Payment).where(Payment.kind == "refund").order_by(Payment.id.desc()))).first()
    assert last is not None

    if how == "refused":
        await ledger.fail_refund(session, charge, last, "no")
    else:
        for status in ("succeeded", "failed"):
            await ledger.apply_refund(session, charge, GatewayRefund("re_1", 666, status, last.id))

    await session.refresh(item)
    assert (last.status, item.refunded, item.refunded_total) == ("failed", 1, 333)
    await giving_back.refund_lines(session, order_id, [Line(item.id, 2)], reason="again", actor=None)
    amounts = select(Payment.amount).where(Payment.kind == "refund", Payment.status == "pending").order_by(Payment.id)
    assert (await session.scalars(amounts)).all() == [333, 666]
