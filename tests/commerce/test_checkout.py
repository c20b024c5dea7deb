"""The phases of a checkout on a real database: prepare, place, reopen, cancel, send, return; and buyers at once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart, invariants, stock, tables
from commerce.cart import CartChanged, CartInPayment, NewLine, OutOfStock, Owner
from commerce.checkout.prepare import Address, CheckoutRequest, EmptyBag, NotForSale, Prepared, prepare, reopen
from commerce.models import Cart, CartItem, Order, OrderItem, Product, ProductVariant, StockLevel, StockReservation
from commerce.orders import states
from commerce.orders.states import IllegalMove, Line
from commerce.promotions import CouponUsedUp
from core.db import Sessions
from core.ids import uuid7
from core.money import Money
from tests.factories import make_product, make_promotion, make_variant

pytestmark = pytest.mark.anyio
TABLES = tables.load()
HOME = Address(name="Ada Example", line1="1 Long Lane", city="Springfield", country="US")
HOUR = timedelta(hours=1)


async def variant_of(session: AsyncSession, **facts: Any) -> ProductVariant:
    product = await make_product(session, **facts)
    return (await session.scalars(select(ProductVariant).where(ProductVariant.product_id == product.id))).one()


async def filled(session: AsyncSession, *variant_ids: UUID, quantity: int = 1) -> Owner:
    owner = Owner(uuid7())
    await cart.add(session, owner, [NewLine(id, quantity) for id in variant_ids])
    return owner


async def checkout(session: AsyncSession, owner: Owner, total: int, **more: Any) -> Prepared:
    version = (await cart.read(session, owner)).version
    asked = CheckoutRequest(
        **{
            "version": version,
            "expected_total": Money(total, "USD"),
            "email": "ada@example.com",
            "shipping_address": HOME,
            **more,
        }
    )
    return await prepare(session, owner, asked, tables=TABLES, hold_for=HOUR)


async def level(session: AsyncSession, variant_id: UUID) -> tuple[int, int]:
    query = select(StockLevel.on_hand, StockLevel.reserved).where(StockLevel.variant_id == variant_id)
    on_hand, reserved = (await session.execute(query)).one()
    return on_hand, reserved


async def order_of(session: AsyncSession, prepared: Prepared) -> Order:
    return await session.get_one(Order, prepared.order_id, populate_existing=True)


async def test_a_prepared_order_holds_its_stock_and_adds_up(session: AsyncSession) -> None:
    variant = await variant_of(session, price=5900, stock=3)
    owner = await filled(session, variant.id, quantity=2)

    prepared = await checkout(session, owner, 11800)

    order = await order_of(session, prepared)
    items = await states.items_of(session, order.id)
    assert (order.status, order.total, order.shipping_total) == ("pending", 11800, 0)
    assert [(item.quantity, item.unit_price, item.total) for item in items] == [(2, 5900, 11800)]
    assert await level(session, variant.id) == (3, 2)
    assert await stock.violations(session) == []


async def test_another_total_is_a_409_with_the_new_one_and_changes_nothing(session: AsyncSession) -> None:
    variant = await variant_of(session, price=5900, stock=3)
    owner = await filled(session, variant.id)
    variant.price = 6900
    await session.flush()

    with pytest.raises(CartChanged) as caught:
        await checkout(session, owner, 6495)

    assert caught.value.extra_members["total"] == Money(7495, "USD")
    assert await level(session, variant.id) == (3, 0)
    assert (await session.scalars(select(Order))).all() == []


async def test_an_empty_bag_is_not_checked_out(session: AsyncSession) -> None:
    with pytest.raises(EmptyBag):
        await checkout(session, Owner(uuid7()), 0, version=1)


async def test_a_bag_that_is_being_paid_for_is_not_checked_out_again_nor_changed(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    owner = await filled(session, variant.id)
    prepared = await checkout(session, owner, 6495)

    with pytest.raises(CartInPayment) as caught:
        await checkout(session, owner, 6495)

    assert caught.value.extra_members["order_id"] == prepared.order_id
    with pytest.raises(CartInPayment):
        await cart.add(session, owner, [NewLine(variant.id)])


async def test_an_unpaid_order_opens_its_bag_again_and_is_the_one_of_the_next_try(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    owner = await filled(session, variant.id)
    first = await checkout(session, owner, 6495)

    assert await reopen(session, first.order_id)
    assert await level(session, variant.id) == (3, 0)
    assert not await reopen(session, first.order_id)
    second = await checkout(session, owner, 6495)

    assert (second.order_id, second.number) == (first.order_id, first.number)
    assert await level(session, variant.id) == (3, 1)


async def test_placing_commits_the_stock_once_and_retires_the_bag(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    owner = await filled(session, variant.id)
    prepared = await checkout(session, owner, 6495)

    assert await states.place(session, prepared.order_id)
    assert not await states.place(session, prepared.order_id)

    assert (await order_of(session, prepared)).status == "placed"
    assert await level(session, variant.id) == (3, 1)
    assert (await cart.read(session, owner)).items == ()
    assert (await session.scalars(select(Cart.status))).all() == ["completed"]
    assert await stock.violations(session) == []


async def test_placing_takes_again_what_ran_out_and_refuses_where_it_is_gone(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=1)
    owner = await filled(session, variant.id)
    prepared = await checkout(session, owner, 6495)
    await stock.release(session, cart_id=(await order_of(session, prepared)).cart_id)
    other = await filled(session, variant.id)
    sold = await checkout(session, other, 6495)

    async with session.begin_nested():
        assert await states.place(session, sold.order_id)
    with pytest.raises(OutOfStock):
        await states.place(session, prepared.order_id)


async def test_a_cancelled_order_gives_its_stock_and_coupon_back(session: AsyncSession) -> None:
    variant = await variant_of(session, price=10000, stock=3)
    promotion = await make_promotion(session, code="TEN", status="active", usage_limit=1)
    owner = await filled(session, variant.id)
    mine = (await session.scalars(select(Cart))).one()
    mine.promotion_codes = ["ten"]
    await session.flush()
    prepared = await checkout(session, owner, 9000 + 595)
    await states.place(session, prepared.order_id)
    assert promotion.used_count == 1

    assert await states.cancel(session, prepared.order_id, reason="Changed her mind.")
    assert not await states.cancel(session, prepared.order_id, reason="Again.")

    assert promotion.used_count == 0
    assert await level(session, variant.id) == (3, 0)
    assert await stock.violations(session) == []


async def test_a_coupon_that_was_used_up_meanwhile_refuses_the_checkout(session: AsyncSession) -> None:
    variant = await variant_of(session, price=10000, stock=3)
    await make_promotion(session, code="TEN", status="active", usage_limit=1)
    owners = [await filled(session, variant.id), await filled(session, variant.id)]
    for one in await session.scalars(select(Cart)):
        one.promotion_codes = ["TEN"]
    await session.flush()
    await checkout(session, owners[0], 9595)

    with pytest.raises((CouponUsedUp, CartChanged)):
        await checkout(session, owners[1], 9595)


async def test_what_is_sent_leaves_the_house_and_what_comes_back_is_for_sale(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=5)
    owner = await filled(session, variant.id, quantity=3)
    prepared = await checkout(session, owner, 17700)
    await states.place(session, prepared.order_id)
    (item,) = await states.items_of(session, prepared.order_id)

    order = await states.fulfil(session, prepared.order_id, [Line(item.id, 2)])
    assert (order.fulfilment_status, await level(session, variant.id)) == ("partially_fulfilled", (3, 1))
    with pytest.raises(IllegalMove, match="1 are left"):
        await states.fulfil(session, prepared.order_id, [Line(item.id, 2)])
    with pytest.raises(IllegalMove, match="on its way"):
        await states.cancel(session, prepared.order_id, reason="Too late.")
    order = await states.fulfil(session, prepared.order_id, [Line(item.id, 1)])
    assert (order.status, order.fulfilment_status, await level(session, variant.id)) == (
        "completed",
        "fulfilled",
        (2, 0),
    )
    order = await states.take_return(session, prepared.order_id, [Line(item.id, 1)])

    assert (order.fulfilment_status, await level(session, variant.id)) == ("fulfilled", (3, 0))
    assert await stock.violations(session) == []


async def test_a_hold_whose_time_is_over_is_for_sale_again_unless_it_is_being_paid_for(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    paying, left = await filled(session, variant.id), await filled(session, variant.id)
    await checkout(session, paying, 6495)
    abandoned = await checkout(session, left, 6495)
    order = await order_of(session, abandoned)
    bag = await session.get_one(Cart, order.cart_id)
    bag.completing_at = None
    for one in await session.scalars(select(StockReservation).where(StockReservation.status == "held")):
        one.expires_at = one.created_at - HOUR
    await session.flush()

    assert await stock.expire(session) == 1
    assert await level(session, variant.id) == (3, 1)


async def test_stale_cart_price_a_price_that_rose_in_the_bag_is_asked_for_again(session: AsyncSession) -> None:
    variant = await variant_of(session, price=5900, stock=3)
    owner = await filled(session, variant.id)
    variant.price = 7900
    await session.flush()
    (line,) = (await cart.read(session, owner)).items

    with pytest.raises(CartChanged, match=r"84\.95 USD now, not 64\.95 USD"):
        await checkout(session, owner, 6495)
    prepared = await checkout(session, owner, 8495)

    assert [(notice.code, notice.was, notice.now) for notice in line.warnings] == [
        ("price_changed", Money(5900, "USD"), Money(7900, "USD"))
    ]
    assert [item.unit_price for item in await states.items_of(session, prepared.order_id)] == [7900]


async def test_stale_cart_price_a_price_that_fell_is_not_charged_as_it_was(session: AsyncSession) -> None:
    """shopper PR#614: nobody pays what was asked yesterday; the lower total is told before it is taken, too."""
    variant = await variant_of(session, price=5900, stock=3)
    owner = await filled(session, variant.id)
    variant.price = 3900
    await session.flush()

    with pytest.raises(CartChanged) as caught:
        await checkout(session, owner, 6495)
    prepared = await checkout(session, owner, 4495)

    assert caught.value.extra_members["total"] == Money(4495, "USD")
    assert (prepared.total, await level(session, variant.id)) == (Money(4495, "USD"), (3, 1))


async def test_a_piece_that_is_no_longer_sold_is_named_and_nothing_is_held(session: AsyncSession) -> None:
    gone, there = await variant_of(session, stock=3), await variant_of(session, stock=3)
    owner = await filled(session, gone.id, there.id)
    (await session.get_one(Product, gone.product_id)).status = "archived"
    await session.flush()

    with pytest.raises(NotForSale) as caught:
        await checkout(session, owner, 11800)

    assert caught.value.extra_members["lines"] == [gone.id]
    assert [await level(session, id) for id in (gone.id, there.id)] == [(3, 0), (3, 0)]


async def test_the_hold_outlives_what_the_shopper_is_told(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    prepared = await checkout(session, await filled(session, variant.id), 6495)

    held_until = await session.scalar(select(StockReservation.expires_at))

    assert held_until is not None
    assert held_until > prepared.expires_at


async def test_a_number_that_somebody_has_is_drawn_again(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = await variant_of(session, stock=3)
    first = await checkout(session, await filled(session, variant.id), 6495)
    drawn = iter([*first.number.removeprefix("VV-"), *"7ZZZZZZZ"])
    monkeypatch.setattr("secrets.choice", lambda _: next(drawn))

    second = await checkout(session, await filled(session, variant.id), 6495)

    assert second.number == "VV-7ZZZZZZZ"


@pytest.mark.commits
async def test_two_tabs_that_check_out_at_once_get_one_order_and_a_409_that_names_it(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=9)
        owner = await filled(session, variant.id)

    async def buy() -> UUID:
        async with sessions.begin() as session:
            return (await checkout(session, owner, 6495)).order_id

    results = await asyncio.gather(*(buy() for _ in range(6)), return_exceptions=True)

    (made,) = [one for one in results if isinstance(one, UUID)]
    refused = [one for one in results if isinstance(one, CartInPayment)]
    assert [one.extra_members["order_id"] for one in refused] == [made] * 5
    async with sessions.begin() as session:
        assert await level(session, variant.id) == (9, 1)
        assert await invariants.broken(session) == []


@pytest.mark.commits
async def test_forty_buyers_of_ten_units_in_opposite_orders_sell_exactly_ten(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        product = await make_product(session, stock=10, size="M")
        first = (await session.scalars(select(ProductVariant).where(ProductVariant.product_id == product.id))).one()
        second = await make_variant(session, product, stock=10, size="L")
        ids = [first.id, second.id]
        owners = [await filled(session, *(ids if i % 2 else reversed(ids))) for i in range(40)]

    async def buy(owner: Owner) -> bool:
        try:
            async with sessions.begin() as session:
                prepared = await checkout(session, owner, 11800)
            async with sessions.begin() as session:
                return await states.place(session, prepared.order_id)
        except OutOfStock:
            return False

    bought = await asyncio.gather(*(buy(owner) for owner in owners))

    assert sum(bought) == 10
    async with sessions.begin() as session:
        assert [await level(session, id) for id in ids] == [(10, 10), (10, 10)]
        assert await stock.violations(session) == []
        assert len((await session.scalars(select(OrderItem.id).join(Order, Order.id == OrderItem.order_id).where(
            Order.status == "placed"))).all()) == 20  # fmt: skip
        assert len((await session.scalars(select(CartItem.id))).all()) == 80
