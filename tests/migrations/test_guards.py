"""What the database refuses, whoever asks: rewriting history, selling twice, changing what was sold."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Cart, Order, OrderItem, Payment
from core.ids import uuid7
from core.models import AuditEntry
from tests.factories import (
    make_cart,
    make_conversation,
    make_order,
    make_order_item,
    make_payment,
    make_product,
    make_promotion,
    make_turn,
    make_user,
    make_variant,
)

pytestmark = pytest.mark.anyio


async def refusal(session: AsyncSession, work: Callable[[], Awaitable[Any]]) -> str:
    """The name of the constraint, index or trigger that refuses the work."""
    try:
        async with session.begin_nested():
            await work()
    except DBAPIError as refused:
        session.expunge_all()
        return str(getattr(refused.orig.__cause__, "constraint_name", "")) if refused.orig else ""
    return "nothing refuses it"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE voguevault.audit_log SET action = 'nothing'",
        "DELETE FROM voguevault.audit_log",
        "TRUNCATE voguevault.audit_log",
        "INSERT INTO voguevault.audit_log (id, actor_kind, action, entity) "
        "SELECT id, actor_kind, action, entity FROM voguevault.audit_log ON CONFLICT (id) DO UPDATE SET action = 'x'",
    ],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_the_audit_log_is_append_only_even_for_its_owner_and_a_replica(
    session: AsyncSession, statement: str, role: str
) -> None:
    session.add(AuditEntry(actor_kind="system", action="priced", entity="product", diff={"price": [1, 2]}))
    await session.flush()
    try:
        async with session.begin_nested():
            await session.execute(text(f"SET LOCAL session_replication_role = {role}"))
    except DBAPIError:
        pytest.skip("the role may not change session_replication_role, so neither can an attacker")
    assert (await refusal(session, lambda: session.execute(text(statement)))).startswith("append_only")
    await session.execute(text("SET LOCAL session_replication_role = origin"))
    assert (await session.scalars(select(AuditEntry.action))).all() == ["priced"]


async def test_an_order_has_one_successful_charge_and_any_number_of_failed_ones(session: AsyncSession) -> None:
    order = await make_order(session, await make_cart(session))
    for status in ("failed", "failed", "cancelled", "succeeded"):
        await make_payment(session, order, status=status, provider_id=f"pi_{uuid7()}")
    second = partial(make_payment, session, order, status="succeeded")
    assert await refusal(session, second) == "uq_payments_one_successful_charge"
    [charge] = await session.scalars(select(Payment).where(Payment.status == "succeeded"))
    await make_payment(session, order, kind="refund", parent_id=charge.id, status="succeeded", amount=100)
    await make_payment(session, order, kind="refund", parent_id=charge.id, status="succeeded", amount=200)


async def test_a_shopper_has_one_active_cart_and_any_number_of_past_ones(session: AsyncSession) -> None:
    user = await make_user(session)
    for status in ("abandoned", "merged", "completed", "active"):
        await make_cart(session, user_id=user.id, status=status)
    assert await refusal(session, lambda: make_cart(session, user_id=user.id)) == "uq_carts_one_active"
    await make_cart(session)
    await make_cart(session)
    assert await session.scalar(select(func.count()).select_from(Cart)) == 6


async def test_a_cart_becomes_one_order(session: AsyncSession) -> None:
    cart = await make_cart(session)
    await make_order(session, cart)
    assert await refusal(session, lambda: make_order(session, cart)) == "uq_orders_cart_id"


async def test_no_two_variants_of_a_product_share_size_and_colour_also_without_a_size(session: AsyncSession) -> None:
    product = await make_product(session, size=None, colour="red")
    again = partial(make_variant, session, product, size=None, colour="red")
    assert await refusal(session, again) == "uq_product_variants_product_id_size_colour"
    await make_variant(session, product, size=None, colour="blue")


async def test_a_message_that_is_sent_twice_makes_one_turn(session: AsyncSession) -> None:
    conversation = await make_conversation(session)
    await make_turn(session, conversation, client_message_id="m1")
    await make_turn(session, conversation, client_message_id=None)
    await make_turn(session, conversation, client_message_id=None)
    again = partial(make_turn, session, conversation, client_message_id="m1")
    assert await refusal(session, again) == "uq_turns_conversation_id_client_message_id"


async def test_a_coupon_is_the_same_in_capitals(session: AsyncSession) -> None:
    await make_promotion(session, code="Spring")
    assert await refusal(session, lambda: make_promotion(session, code="SPRING")) == "uq_promotions_code"


TERMS = {
    "number": "X",
    "currency": "EUR",
    "total": 1,
    "items_total": 1,
    "adjustments": [{"kind": "tax"}],
    "placed_at": None,
}


@pytest.mark.parametrize("column", TERMS)
async def test_a_placed_order_keeps_its_terms(session: AsyncSession, column: str) -> None:
    order = await make_order(session, await make_cart(session), status="placed", placed_at=datetime.now(UTC))
    change = update(Order).where(Order.id == order.id).values({column: TERMS[column]})
    assert await refusal(session, lambda: session.execute(change)) == "terms_fixed"
    assert await refusal(session, lambda: session.execute(delete(Order))) == "placed_stays"


async def test_a_placed_order_moves_on_and_can_be_anonymised(session: AsyncSession) -> None:
    order = await make_order(session, await make_cart(session), status="placed", placed_at=datetime.now(UTC))
    order.status, order.payment_status, order.completed_at = "completed", "paid", datetime.now(UTC)
    order.email, order.shipping_address = "erased@example.invalid", {}
    await session.flush()
    assert await session.scalar(select(Order.status)) == "completed"


async def test_an_order_is_drafted_freely_and_a_draft_can_go(session: AsyncSession) -> None:
    order = await make_order(session, await make_cart(session))
    variant = await make_variant(session, await make_product(session), size="L")
    await make_order_item(session, order, variant)
    order.items_total = order.total = 7000
    await session.flush()
    await session.execute(delete(Order))
    assert await session.scalar(select(func.count()).select_from(OrderItem)) == 0


async def test_a_line_keeps_what_was_sold_while_its_counters_move(session: AsyncSession) -> None:
    order = await make_order(session, await make_cart(session))
    item = await make_order_item(session, order, await make_variant(session, await make_product(session), size="L"))
    for change in ({"sku": "X"}, {"title": "Other"}, {"unit_price": 1, "total": 1}, {"quantity": 2, "total": 11800}):
        statement = update(OrderItem).values(change)
        assert await refusal(session, partial(session.execute, statement)) == "terms_fixed"
    await session.execute(update(OrderItem).where(OrderItem.id == item.id).values(fulfilled=1, returned=1, refunded=1))


async def test_a_payment_keeps_its_amount_while_its_state_moves(session: AsyncSession) -> None:
    payment = await make_payment(session, await make_order(session, await make_cart(session)))
    assert await refusal(session, lambda: session.execute(update(Payment).values(amount=1))) == "terms_fixed"
    await session.execute(update(Payment).values(status="succeeded", captured_amount=5900, provider_id="pi_1"))
    assert await session.scalar(select(Payment.captured_amount).where(Payment.id == payment.id)) == 5900


async def test_someone_with_an_order_cannot_be_deleted_but_forgotten(session: AsyncSession) -> None:
    user = await make_user(session, name="Ada", addresses=[{"city": "Leeds"}])
    await make_order(session, await make_cart(session, user_id=user.id), user_id=user.id)
    with pytest.raises(IntegrityError, match=r"fk_(orders|carts)_user_id_users"):
        async with session.begin_nested():
            await session.delete(user)
    user.email, user.name, user.addresses, user.anonymised_at = None, None, [], datetime.now(UTC)
    await session.flush()
