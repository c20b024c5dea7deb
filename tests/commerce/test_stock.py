"""Stock on a real database: held, committed, given back over several locations; and nobody waits in a circle."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce import invariants, stock
from commerce.cart import NewLine, OutOfStock, Owner
from commerce.models import Cart, ProductVariant, StockLevel, StockReservation
from core.db import Sessions
from core.ids import uuid7
from tests.commerce.test_checkout import variant_of
from tests.factories import make_cart, make_product, make_variant

pytestmark = pytest.mark.anyio
LATER = datetime.now(UTC) + timedelta(hours=1)


async def levels(session: AsyncSession, variant_id: UUID) -> list[tuple[str, int, int]]:
    query = select(StockLevel.location, StockLevel.on_hand, StockLevel.reserved)
    rows = await session.execute(query.where(StockLevel.variant_id == variant_id).order_by(StockLevel.location))
    return [(row.location, row.on_hand, row.reserved) for row in rows]


async def paying_cart(session: AsyncSession) -> Cart:
    return await make_cart(session, completing_at=datetime.now(UTC))


async def test_what_no_single_location_has_is_taken_of_several(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    session.add(StockLevel(variant_id=variant.id, location="annexe", on_hand=2, reserved=0))
    cart = await paying_cart(session)

    await stock.hold(session, cart.id, {variant.id: 3}, until=LATER)
    assert await levels(session, variant.id) == [("annexe", 2, 0), ("main", 3, 3)]
    await stock.hold(session, cart.id, {variant.id: 5}, until=LATER)
    assert await levels(session, variant.id) == [("annexe", 2, 2), ("main", 3, 3)]

    with pytest.raises(OutOfStock, match="has 0 left, 6 were asked for"):
        async with session.begin_nested():
            await stock.hold(session, cart.id, {variant.id: 6}, until=LATER)
    assert await levels(session, variant.id) == [("annexe", 2, 2), ("main", 3, 3)]
    assert await stock.release(session, cart_id=cart.id) == 2
    assert await levels(session, variant.id) == [("annexe", 2, 0), ("main", 3, 0)]


async def test_holding_the_same_again_only_moves_its_end(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    cart = await paying_cart(session)
    await stock.hold(session, cart.id, {variant.id: 2}, until=LATER)

    await stock.hold(session, cart.id, {variant.id: 2}, until=LATER + timedelta(hours=1))

    (one,) = (await session.scalars(select(StockReservation))).all()
    assert (one.quantity, one.status, one.expires_at) == (2, "held", LATER + timedelta(hours=1))


async def test_holding_less_or_something_else_gives_the_rest_back(session: AsyncSession) -> None:
    one, other = await variant_of(session, stock=3), await variant_of(session, stock=3)
    cart = await paying_cart(session)
    await stock.hold(session, cart.id, {one.id: 3, other.id: 1}, until=LATER)

    await stock.hold(session, cart.id, {one.id: 1}, until=LATER)

    assert (await levels(session, one.id), await levels(session, other.id)) == ([("main", 3, 1)], [("main", 3, 0)])
    assert await invariants.broken(session) == []


async def test_all_that_is_short_is_named_at_once(session: AsyncSession) -> None:
    one, other, enough = [await variant_of(session, stock=units) for units in (1, 0, 5)]
    cart = await paying_cart(session)

    with pytest.raises(OutOfStock) as caught:
        await stock.hold(session, cart.id, {one.id: 2, enough.id: 5, other.id: 1}, until=LATER)

    lines = caught.value.extra_members["lines"]
    assert {(x["variant_id"], x["requested"], x["available"]) for x in lines} == {(one.id, 2, 1), (other.id, 1, 0)}


async def test_every_broken_invariant_is_listed_with_its_row(session: AsyncSession) -> None:
    variant = await variant_of(session, stock=3)
    level = (await session.scalars(select(StockLevel).where(StockLevel.variant_id == variant.id))).one()
    level.reserved = 2
    cart = await make_cart(session)
    session.add(StockReservation(variant_id=variant.id, cart_id=cart.id, quantity=1, expires_at=LATER))
    await session.flush()

    found = {one.invariant: one for one in await invariants.broken(session)}

    assert found.keys() == {"reserved stock is what is held and committed", "a bag that nobody pays for holds nothing"}
    wrong = found["reserved stock is what is held and committed"]
    assert (wrong.what, wrong.has, wrong.should) == (str(variant.id), "2", "1")


@pytest.mark.commits
async def test_deadlock_by_line_order_holds_releases_and_expiry_of_the_same_pieces_do_not_wait_in_a_circle(
    sessions: Sessions,
) -> None:
    async with sessions.begin() as session:
        product = await make_product(session, stock=1, size="M")
        first = (await session.scalars(select(ProductVariant.id).where(ProductVariant.product_id == product.id))).one()
        ids = [first, *[(await make_variant(session, product, stock=1, size=size)).id for size in ("S", "L", "XL")]]
        carts = [(await make_cart(session)).id for _ in range(12)]

    async def come_and_go(n: int, cart_id: UUID) -> None:
        ordered = ids if n % 2 else ids[::-1]
        for turn in range(4):
            try:
                async with sessions.begin() as session:
                    await session.get_one(Cart, cart_id, with_for_update=True)
                    past = datetime.now(UTC) - timedelta(seconds=1)
                    await stock.hold(session, cart_id, dict.fromkeys(ordered[turn % 2 :], 1), until=past)
            except OutOfStock:
                pass
            async with sessions.begin() as session:
                if n % 3:
                    await session.get_one(Cart, cart_id, with_for_update=True)
                    await stock.release(session, cart_id=cart_id)
                else:
                    await stock.expire(session)

    # A deadlock would be an error of the database's after a second, and the test's.
    await asyncio.gather(*(come_and_go(n, id) for n, id in enumerate(carts)))

    async with sessions.begin() as session:
        await stock.expire(session)
        assert await stock.violations(session) == []
        assert sum((await session.scalars(select(StockLevel.reserved))).all()) == 0


@pytest.mark.commits
async def test_oversell_check_and_allocation_are_one_step_for_everybody(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=7)
        carts = [(await make_cart(session, completing_at=datetime.now(UTC))).id for _ in range(30)]

    async def take(cart_id: UUID) -> bool:
        try:
            async with sessions.begin() as session:
                await stock.hold(session, cart_id, {variant.id: 1}, until=LATER)
        except OutOfStock:
            return False
        return True

    assert sum(await asyncio.gather(*(take(id) for id in carts))) == 7
    async with sessions.begin() as session:
        assert await levels(session, variant.id) == [("main", 7, 7)]


@pytest.mark.commits
async def test_oversell_inside_one_request_two_lines_of_one_variant_are_one_demand(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        variant = await variant_of(session, stock=3)
    owner = Owner(uuid7())
    with pytest.raises(OutOfStock, match="has 3 left, 4 were asked for"):
        async with sessions.begin() as session:
            await bag.add(session, owner, [NewLine(variant.id, 2), NewLine(variant.id, 2)])
    async with sessions.begin() as session:
        assert (await bag.read(session, owner)).items == ()
        both = await bag.add(session, owner, [NewLine(variant.id, 1), NewLine(variant.id, 2)])
    assert [(line.variant_id, line.quantity) for line in both.items] == [(variant.id, 3)]
