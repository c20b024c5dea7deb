"""What is done with the bag, in the caller's transaction: pieces in, pieces out again, and what it holds."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aurora import acting
from aurora.acting import looking
from aurora.acting.plans import Plan
from aurora.acting.telling import Done, lines_of
from aurora.types import Action, Analysis, Deed, OutfitItem
from commerce import cart
from commerce.cart import CartChanged, CartInPayment, CartItemNotFound, CartPaid, OutOfStock, Owner
from commerce.cart_lines import NewLine, Placed
from commerce.cart_view import CartLine, CartView
from core.errors import AppError
from core.money import Money

Why = Literal["changed", "paid", "paying", "not_there", "gone"]
_WHY: dict[type[AppError], Why] = {
    CartChanged: "changed", CartPaid: "paid", CartInPayment: "paying", CartItemNotFound: "not_there",
}  # fmt: skip


async def add(
    session: AsyncSession, wanted: Plan, analysis: Analysis, visitor_id: UUID, before: Sequence[Deed]
) -> Done:
    """The pieces in the bag, all that are missing or none. Bag and stock are held from the start: nobody comes in
    between."""
    if not wanted.items:
        return Done()
    owner = await cart.owner_of(session, visitor_id)
    try:
        bag = await cart.hold(session, owner, channel="aurora")
    except CartInPayment:
        return _kept("paying", ())
    goods = await looking.goods(session, [item.product_id for item in wanted.items], cart_id=bag.cart_id, lock=True)
    choice = acting.choose(wanted, analysis, goods, {line.variant_id: line.quantity for line in bag.items})
    if choice.taken and not choice.needs:
        items = {item.product_id: item for item in wanted.items}
        lines = [
            NewLine(taken.one.variant_id, taken.quantity, _look_of(wanted, items[id]))
            for id, taken in choice.taken.items()
        ]
        bag = await cart.add(session, owner, lines, channel="aurora")
    return acting.adding(wanted, choice, bag, before)


async def take_out(session: AsyncSession, wanted: Plan, visitor_id: UUID, before: Sequence[Deed]) -> Done:
    """What a deed put in out of the bag again, the pieces that were named, or all; a bag that changed is left alone."""
    owner = await cart.owner_of(session, visitor_id)
    bag = await cart.read(session, owner)
    if wanted.deed is not None:
        left = tuple(deed for deed in before if deed is not wanted.deed)
        return await _take_back(session, owner, bag, wanted.deed, left)
    meant = {item.product_id for item in wanted.items}
    lines = [line for line in bag.items if wanted.whole or line.product_id in meant]
    if not lines:
        return _kept("not_there", ())
    try:
        async with session.begin_nested():  # of several, either all are taken out or none
            for line in lines:
                bag = await cart.remove(session, owner, line.item_id)
    except (CartInPayment, CartItemNotFound) as error:
        return _kept(_WHY[type(error)], lines)
    gone = {line.variant_id for line in lines}
    left = tuple(deed for deed in before if not gone & {placed.variant_id for placed in deed.lines})
    return Done(actions=(_removed(lines, bag),), deeds=left)


async def _take_back(session: AsyncSession, owner: Owner, bag: CartView, deed: Deed, left: tuple[Deed, ...]) -> Done:
    assert deed.cart_id is not None, "a deed of the bag names it"
    added = {placed.variant_id: placed.added for placed in deed.lines}
    lines = [line for line in bag.items if line.variant_id in added]
    try:
        after = await cart.take_back(session, owner, deed.cart_id, deed.lines)
    except (CartChanged, CartPaid, CartInPayment) as error:
        is_gone = isinstance(error, CartChanged) and not lines
        return _kept("not_there" if is_gone else _WHY[type(error)], lines, deeds=left)
    return Done(actions=(_removed(lines, after, added),), deeds=left)


async def put_back(session: AsyncSession, deed: Deed, visitor_id: UUID, before: Sequence[Deed]) -> Done:
    """What was taken back in the bag again, all of it or nothing."""
    added = {placed.variant_id: placed.added for placed in deed.lines}
    try:
        async with session.begin_nested():  # nothing is held of what could not be added
            lines = [NewLine(variant_id, quantity, None) for variant_id, quantity in added.items()]
            bag = await cart.add(session, await cart.owner_of(session, visitor_id), lines, channel="aurora")
    except (CartInPayment, OutOfStock) as error:
        return _kept("paying" if isinstance(error, CartInPayment) else "gone", ())
    assert bag.cart_id is not None
    assert bag.items_total is not None
    mine = [line for line in bag.items if line.variant_id in added]
    told = lines_of(mine, added)
    now = tuple(Placed(line.variant_id, added[line.variant_id], line.quantity) for line in mine)
    action = Action(
        kind="cart.added", cart_id=bag.cart_id, lines=told, cart_total=bag.items_total,
        total=Money(sum(line.price.amount * line.quantity for line in told), bag.items_total.currency),
    )  # fmt: skip
    return Done(actions=(action,), deeds=(*before, Deed(cart_id=bag.cart_id, lines=now)))


async def shown(session: AsyncSession, visitor_id: UUID) -> Done:
    """What the bag holds."""
    bag = await cart.read(session, await cart.owner_of(session, visitor_id))
    action = Action(kind="cart.shown", cart_id=bag.cart_id, lines=lines_of(bag.items), cart_total=bag.items_total)
    return Done(actions=(action,))


def _removed(lines: Sequence[CartLine], bag: CartView, quantities: dict[UUID, int] | None = None) -> Action:
    told = lines_of(lines, quantities)
    return Action(kind="cart.removed", cart_id=bag.cart_id, lines=told, cart_total=bag.items_total)


def _kept(why: Why, lines: Sequence[CartLine], deeds: tuple[Deed, ...] | None = None) -> Done:
    return Done(actions=(Action(kind="cart.kept", why=why, lines=lines_of(lines)),), deeds=deeds)


def _look_of(wanted: Plan, item: OutfitItem) -> UUID | None:
    """The look that puts the piece into the bag; none for a piece of another one."""
    return wanted.outfit.outfit_id if wanted.outfit and item in wanted.outfit.items else None
