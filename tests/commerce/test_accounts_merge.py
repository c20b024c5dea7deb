"""A guest's bag that comes to an account: nothing lost, nothing twice, and no sign-in refused because of it.

The reports of shops where it was otherwise stand in docs/checkout.md.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart, cart_ends
from commerce.accounts import keepers
from commerce.accounts.purchases import Purchases
from commerce.cart import MOST, NewLine, Owner
from commerce.cart_merge import Notice, merge
from commerce.models import Cart, CartItem, ProductVariant, StockLevel, StockReservation
from core.db import Sessions
from core.ids import uuid7
from core.models import User
from tests.factories import make_order, make_product, make_user, make_variant

pytestmark = pytest.mark.anyio


async def variants(session: AsyncSession, count: int, **columns: Any) -> list[ProductVariant]:
    product = await make_product(session)
    return [await make_variant(session, product, size=f"S{n}", **columns) for n in range(count)]


async def put(session: AsyncSession, owner: Owner, *lines: tuple[ProductVariant, int]) -> Cart:
    await cart.add(session, owner, [NewLine(variant.id, quantity) for variant, quantity in lines])
    found = await cart.found(session, owner)
    assert found is not None
    return found


async def pieces(session: AsyncSession, owner: Owner) -> dict[UUID, int]:
    return {line.variant_id: line.quantity for line in (await cart.read(session, owner)).items}


async def owners(session: AsyncSession) -> tuple[Owner, Owner]:
    """A guest and a shopper with an account."""
    user = await make_user(session)
    return Owner(uuid7()), Owner(user.id, user.id)


async def test_a_guests_bag_becomes_the_accounts_first_one_as_it_stands(session: AsyncSession) -> None:
    guest, user = await owners(session)
    one, two = await variants(session, 2)
    before = await put(session, guest, (one, 2), (two, 1))
    before.promotion_codes = ["TEN"]

    notices = await merge(session, guest.visitor_id, user.visitor_id)

    after = await cart.found(session, user)
    assert after is not None
    assert (notices, after.id, after.promotion_codes) == ((), before.id, ["TEN"])
    assert await pieces(session, user) == {one.id: 2, two.id: 1}
    assert await pieces(session, guest) == {}


async def test_cart_merge_loses_no_line_no_code_and_quantities_add_up(session: AsyncSession) -> None:
    guest, user = await owners(session)
    one, two, three = await variants(session, 3)
    (await put(session, user, (one, 2), (two, 1))).promotion_codes = ["Ten"]
    (await put(session, guest, (two, 3), (three, 1))).promotion_codes = ["TEN", "POST"]
    version = (await cart.read(session, user)).version

    assert await merge(session, guest.visitor_id, user.visitor_id) == ()

    assert await pieces(session, user) == {one.id: 2, two.id: 4, three.id: 1}
    after = await cart.found(session, user)
    assert after is not None
    assert (after.promotion_codes, after.version) == (["Ten", "POST"], version + 1)
    assert await pieces(session, guest) == {}


async def test_cart_merge_doubles_no_line_when_it_comes_again(session: AsyncSession) -> None:
    guest, user = await owners(session)
    one, two = await variants(session, 2)
    await put(session, user, (one, 2))
    await put(session, guest, (one, 1), (two, 1))

    await merge(session, guest.visitor_id, user.visitor_id)
    once = await cart.read(session, user)
    await merge(session, guest.visitor_id, user.visitor_id)

    assert await cart.read(session, user) == once
    assert await pieces(session, user) == {one.id: 3, two.id: 1}


async def test_the_price_that_was_seen_last_stays_the_price_that_was_seen(session: AsyncSession) -> None:
    guest, user = await owners(session)
    (one,) = await variants(session, 1, price=5000)
    await put(session, user, (one, 1))
    await session.commit()
    one.price = 6000
    await session.flush()
    await put(session, guest, (one, 1))
    one.price = 7000
    await session.flush()

    await merge(session, guest.visitor_id, user.visitor_id)

    line = (await cart.read(session, user)).items[0]
    assert (line.quantity, line.seen_price.amount, line.unit_price.amount) == (2, 6000, 7000)
    assert [each.code for each in line.warnings] == ["price_changed"]


async def test_more_than_a_bag_takes_is_told_and_more_than_there_is_in_stock_is_warned_of(
    session: AsyncSession,
) -> None:
    guest, user = await owners(session)
    many, few = await variants(session, 2, stock=MOST)
    await put(session, user, (many, 60), (few, MOST - 1))
    await put(session, guest, (many, 50), (few, 1))
    scarce = await session.scalar(select(StockLevel).where(StockLevel.variant_id == few.id))
    assert scarce is not None
    scarce.on_hand = 3

    notices = await merge(session, guest.visitor_id, user.visitor_id)

    assert notices == (Notice("quantity_limit", "At most 99 of one piece fit in the bag: 11 did not."),)
    assert await pieces(session, user) == {many.id: MOST, few.id: MOST}
    shown = {line.variant_id: line for line in (await cart.read(session, user)).items}
    assert [each.code for each in shown[few.id].warnings] == ["fewer_left"]


async def test_a_piece_that_is_no_longer_sold_comes_along_with_its_warning(session: AsyncSession) -> None:
    guest, user = await owners(session)
    product = await make_product(session)
    gone = await make_variant(session, product, size="XL")
    (one,) = await variants(session, 1)
    await put(session, user, (one, 1))
    await put(session, guest, (gone, 1))
    product.status = "archived"
    await session.flush()

    await merge(session, guest.visitor_id, user.visitor_id)

    assert [[each.code for each in line.warnings] for line in (await cart.read(session, user)).items] == [
        [], ["no_longer_sold"],
    ]  # fmt: skip


async def test_bags_of_two_currencies_stay_apart_and_it_is_told(session: AsyncSession) -> None:
    guest, user = await owners(session)
    (dollars,) = await variants(session, 1)
    (euros,) = await variants(session, 1, currency="EUR")
    await put(session, user, (dollars, 1))
    await put(session, guest, (euros, 1))

    notices = await merge(session, guest.visitor_id, user.visitor_id)

    assert [each.code for each in notices] == ["cart_currency"]
    assert (await pieces(session, user), await pieces(session, guest)) == ({dollars.id: 1}, {euros.id: 1})


async def test_a_bag_that_is_being_paid_for_waits_and_its_order_is_the_accounts(session: AsyncSession) -> None:
    guest, user = await owners(session)
    one, two = await variants(session, 2)
    await put(session, user, (one, 1))
    paying = await put(session, guest, (two, 1))
    paying.completing_at = datetime.now(UTC)
    order = await make_order(session, paying)

    notices = await merge(session, guest.visitor_id, user.visitor_id)

    assert [each.code for each in notices] == ["cart_waits"]
    assert (await pieces(session, user), await pieces(session, guest)) == ({one.id: 1}, {two.id: 1})
    await session.refresh(order)
    assert order.user_id == user.user_id
    paying.completing_at = None
    await session.flush()
    assert await merge(session, guest.visitor_id, user.visitor_id) == ()
    assert await pieces(session, user) == {one.id: 1, two.id: 1}


async def test_a_bag_that_is_being_paid_for_comes_whole_to_an_account_whose_bag_is_empty(session: AsyncSession) -> None:
    guest, user = await owners(session)
    (one,) = await variants(session, 1)
    empty = await put(session, user, (one, 1))
    await cart.remove(session, user, (await cart.read(session, user)).items[0].item_id)
    paying = await put(session, guest, (one, 2))
    paying.completing_at = datetime.now(UTC)
    held = StockReservation(variant_id=one.id, cart_id=paying.id, quantity=2, expires_at=datetime.now(UTC))
    session.add(held)
    order = await make_order(session, paying)

    assert await merge(session, guest.visitor_id, user.visitor_id) == ()

    for row in (empty, paying, order, held):
        await session.refresh(row)
    assert (empty.status, paying.status, paying.user_id, order.user_id) == (
        "merged",
        "active",
        user.user_id,
        user.user_id,
    )
    assert (held.cart_id, held.status) == (paying.id, "held")


async def test_what_the_guest_ordered_before_is_the_accounts(session: AsyncSession) -> None:
    guest, user = await owners(session)
    (one,) = await variants(session, 1)
    bought = await put(session, guest, (one, 1))
    order = await make_order(session, bought)
    cart_ends.retire(bought, "completed")
    await session.flush()

    await merge(session, guest.visitor_id, user.visitor_id)

    await session.refresh(order)
    await session.refresh(bought)
    assert (order.user_id, bought.user_id, bought.visitor_id) == (user.user_id, user.user_id, user.user_id)


@pytest.mark.commits
async def test_cart_merge_of_twenty_sign_ins_at_once_happens_once(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        guest, user = await owners(session)
        one, two = await variants(session, 2, stock=50)
        await put(session, guest, (one, 1), (two, 2))
        await put(session, user, (two, 3))

    async def sign_in() -> tuple[Notice, ...]:
        async with sessions.begin() as session:
            return await merge(session, guest.visitor_id, user.visitor_id)

    found = await asyncio.gather(*(sign_in() for _ in range(20)))

    assert found == [()] * 20
    async with sessions.begin() as session:
        assert await pieces(session, user) == {one.id: 1, two.id: 5}
        assert len(list(await session.scalars(select(CartItem)))) == 2


@pytest.mark.commits
async def test_an_account_that_gets_its_first_bag_at_the_same_moment_loses_none_of_the_two(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        guest, user = await owners(session)
        one, two = await variants(session, 2, stock=50)
        await put(session, guest, (one, 1))

    async def sign_in() -> None:
        async with sessions.begin() as session:
            await merge(session, guest.visitor_id, user.visitor_id)

    async with sessions() as session:  # another tab, signed in already, whose bag is not committed yet
        await session.begin()
        await put(session, user, (two, 1))
        signing = asyncio.create_task(sign_in())
        await asyncio.sleep(0.2)
        assert not signing.done()
        await session.commit()
        await asyncio.wait_for(signing, 10)

    async with sessions.begin() as session:
        assert await pieces(session, user) == {one.id: 1, two.id: 1}
        assert await pieces(session, guest) == {}


class Broken:
    """A keeper whose database work fails after it did something."""

    async def adopt(self, session: AsyncSession, guest_id: UUID, user_id: UUID) -> tuple[Notice, ...]:
        await session.execute(text("UPDATE voguevault.users SET name = 'half done'"))
        await session.execute(text("SELECT 1 / 0"))
        return ()

    async def export(self, session: AsyncSession, user_id: UUID) -> dict[str, Any]:
        return {}

    async def erase(self, session: AsyncSession, user_id: UUID) -> None:
        return None


async def test_cart_merge_that_fails_keeps_nobody_from_signing_in(session: AsyncSession) -> None:
    guest, user = await owners(session)
    (one,) = await variants(session, 1)
    await put(session, guest, (one, 1))

    notices = await keepers.adopt(session, (Broken(), Purchases()), guest.visitor_id, user.visitor_id)

    assert [each.code for each in notices] == ["not_yet_adopted"]
    assert await pieces(session, user) == {one.id: 1}
    assert await session.scalar(select(User.name).where(User.id == user.user_id)) is None
