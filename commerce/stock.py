"""Stock that is held for a bag being paid for, then committed to its order, then sent; and what is always true of it.

`stock_levels.reserved` is the sum of the reservations that are held or committed. Units are taken by one conditional
UPDATE per level, in (product, variant) order, in the caller's transaction; the database's own check stands under it. So
nobody sells what somebody else holds, whatever runs beside it, and no two bags wait for each other in a circle.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.cart import OutOfStock
from commerce.models import Product, ProductVariant, StockLevel, StockReservation

__all__ = ["Violation", "cancel", "commit", "consume", "expire", "hold", "release", "restock", "violations"]


class Violation(msgspec.Struct, frozen=True):
    """A level whose figures do not agree with its reservations."""

    variant_id: UUID
    location: str
    on_hand: int
    reserved: int
    accounted: int


async def hold(session: AsyncSession, cart_id: UUID, wanted: Mapping[UUID, int], *, until: datetime) -> None:
    """Holds so many of each variant for the cart until then, instead of what was held for it: all, or OutOfStock.

    The caller has the cart's lock.
    """
    held = await _of(session, StockReservation.cart_id == cart_id, "held")
    there: dict[UUID, int] = {}
    for one in held:
        there[one.variant_id] = there.get(one.variant_id, 0) + one.quantity
    ids = await _in_order(session, there.keys() | wanted.keys())
    await _lock(session, ids)
    for id in ids:
        for one in (one for one in held if one.variant_id == id):
            if there[id] == wanted.get(id):
                one.expires_at = until
            else:
                await _give_back(session, one, "released")
    await session.flush()
    more = [id for id in ids if id in wanted and there.get(id) != wanted[id]]
    short = [id for id in more if await _take(session, cart_id, id, wanted[id], until) is None]
    if short:
        raise await _out_of_stock(session, short, wanted)


async def commit(session: AsyncSession, cart_id: UUID, order_id: UUID, wanted: Mapping[UUID, int]) -> None:
    """Makes what is held for the cart the order's. What ran out meanwhile is taken again, or OutOfStock is raised."""
    ids = await _in_order(session, wanted.keys())
    await _lock(session, ids)
    held = {one.variant_id: one for one in await _of(session, StockReservation.cart_id == cart_id, "held")}
    short = []
    for id in ids:
        one = held.get(id)
        if one is not None and one.quantity != wanted[id]:
            await _give_back(session, one, "released")
            one = None
        if one is None:
            one = await _take(session, cart_id, id, wanted[id], None)
        if one is None:
            short.append(id)
        else:
            one.status, one.order_id, one.expires_at = "committed", order_id, None
    if short:
        raise await _out_of_stock(session, short, wanted)
    await session.flush()


async def release(session: AsyncSession, *, cart_id: UUID | None = None, order_id: UUID | None = None) -> int:
    """Gives back what is held for the cart, or committed to the order; how many reservations."""
    if cart_id is not None:
        mine = await _of(session, StockReservation.cart_id == cart_id, "held")
    else:
        mine = await _of(session, StockReservation.order_id == order_id, "committed")
    ids = await _in_order(session, {one.variant_id for one in mine})
    await _lock(session, ids)
    for id in ids:
        for one in (one for one in mine if one.variant_id == id):
            await _give_back(session, one, "released")
    await session.flush()
    return len(mine)


async def consume(session: AsyncSession, order_id: UUID, sent: Mapping[UUID, int]) -> None:
    """So many of the order's units have left the house: they are neither on hand nor reserved any more.

    Raises ValueError where more are sent than are committed: the caller has checked that.
    """
    await _let_go(session, order_id, sent, on_hand=True)


async def cancel(session: AsyncSession, order_id: UUID, cancelled: Mapping[UUID, int]) -> None:
    """So many of the order's units are for sale again. Raises ValueError as `consume` does."""
    await _let_go(session, order_id, cancelled, on_hand=False)


async def restock(session: AsyncSession, returned: Mapping[UUID, int], *, location: str = "main") -> None:
    """So many units came back and can be sold again."""
    for id in await _in_order(session, returned.keys()):
        await session.execute(
            update(StockLevel)
            .where(StockLevel.variant_id == id, StockLevel.location == location)
            .values(on_hand=StockLevel.on_hand + returned[id])
        )


async def expire(session: AsyncSession, *, limit: int = 500) -> int:
    """Releases holds whose time is over, unless their bag is being paid for; how many."""
    query = text(
        """SELECT r.cart_id FROM voguevault.stock_reservations AS r JOIN voguevault.carts AS c ON c.id = r.cart_id
        WHERE r.status = 'held' AND r.expires_at <= now() AND c.completing_at IS NULL
        ORDER BY r.expires_at LIMIT :limit FOR UPDATE OF c SKIP LOCKED"""
    )
    carts = dict.fromkeys((await session.scalars(query, {"limit": limit})).all())
    count = 0
    for cart_id in carts:
        count += await release(session, cart_id=cart_id)
    return count


async def violations(session: AsyncSession) -> list[Violation]:
    """Every level whose `reserved` is not what its held and committed reservations add up to."""
    query = text(
        """SELECT s.variant_id, s.location, s.on_hand, s.reserved, coalesce(r.units, 0)::int AS accounted
        FROM voguevault.stock_levels AS s
        LEFT JOIN (
            SELECT variant_id, location, sum(quantity) AS units FROM voguevault.stock_reservations
            WHERE status IN ('held', 'committed') GROUP BY variant_id, location
        ) AS r USING (variant_id, location)
        WHERE s.reserved <> coalesce(r.units, 0) OR s.reserved > s.on_hand"""
    )
    return [Violation(*row) for row in await session.execute(query)]


async def _of(session: AsyncSession, whose: object, status: str) -> Sequence[StockReservation]:
    query = select(StockReservation).where(whose, StockReservation.status == status)  # type: ignore[arg-type]
    query = query.order_by(StockReservation.id).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def _in_order(session: AsyncSession, variant_ids: object) -> list[UUID]:
    """The variants in the order in which everybody takes them."""
    query = (
        select(ProductVariant.id)
        .where(ProductVariant.id.in_(list(variant_ids)))  # type: ignore[call-overload]
        .order_by(ProductVariant.product_id, ProductVariant.id)
    )
    return list(await session.scalars(query))


async def _lock(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Locks the levels one after the other in that order: one statement's order is that of its plan."""
    for id in ids:
        await session.execute(
            select(StockLevel.id).where(StockLevel.variant_id == id).order_by(StockLevel.location).with_for_update()
        )


async def _take(
    session: AsyncSession, cart_id: UUID, variant_id: UUID, quantity: int, until: datetime | None
) -> StockReservation | None:
    """A reservation at the first location that has so many; None where none has."""
    levels = select(StockLevel.location).where(
        StockLevel.variant_id == variant_id, StockLevel.on_hand - StockLevel.reserved >= quantity
    )
    for location in (await session.scalars(levels.order_by(StockLevel.location))).all():
        taken = await session.scalar(
            update(StockLevel)
            .where(
                StockLevel.variant_id == variant_id,
                StockLevel.location == location,
                StockLevel.on_hand - StockLevel.reserved >= quantity,
            )
            .values(reserved=StockLevel.reserved + quantity)
            .returning(StockLevel.id)
        )
        if taken is not None:
            one = StockReservation(variant_id=variant_id, location=location, cart_id=cart_id, quantity=quantity)
            one.status, one.expires_at = "held", until or func.now()
            session.add(one)
            await session.flush()
            return one
    return None


async def _give_back(session: AsyncSession, one: StockReservation, status: str) -> None:
    one.status = status
    await session.execute(
        update(StockLevel)
        .where(StockLevel.variant_id == one.variant_id, StockLevel.location == one.location)
        .values(reserved=StockLevel.reserved - one.quantity)
    )


async def _let_go(session: AsyncSession, order_id: UUID, units: Mapping[UUID, int], *, on_hand: bool) -> None:
    """Takes units off the order's committed reservations; a reservation of which some is left is split."""
    ids = await _in_order(session, units.keys())
    await _lock(session, ids)
    mine = await _of(session, StockReservation.order_id == order_id, "committed")
    for id in ids:
        left = units[id]
        for one in (one for one in mine if one.variant_id == id):
            part = min(left, one.quantity)
            if part:
                await _part_with(session, one, part, on_hand=on_hand)
                left -= part
        if left:
            raise ValueError(f"{left} units of variant {id} are not committed to order {order_id}")
    await session.flush()


async def _part_with(session: AsyncSession, one: StockReservation, units: int, *, on_hand: bool) -> None:
    status = "consumed" if on_hand else "released"
    if units == one.quantity:
        one.status = status
    else:
        one.quantity -= units
        session.add(
            StockReservation(
                variant_id=one.variant_id, location=one.location, cart_id=one.cart_id, order_id=one.order_id,
                quantity=units, status=status,
            )
        )  # fmt: skip
    values = {"reserved": StockLevel.reserved - units}
    if on_hand:
        values["on_hand"] = StockLevel.on_hand - units
    await session.execute(
        update(StockLevel)
        .where(StockLevel.variant_id == one.variant_id, StockLevel.location == one.location)
        .values(**values)
    )


async def _out_of_stock(session: AsyncSession, short: Sequence[UUID], wanted: Mapping[UUID, int]) -> OutOfStock:
    query = (
        select(
            ProductVariant.id, Product.title, ProductVariant.colour, ProductVariant.size,
            func.coalesce(func.sum(StockLevel.on_hand - StockLevel.reserved), 0).label("available"),
        )
        .join(Product, Product.id == ProductVariant.product_id)
        .outerjoin(StockLevel, StockLevel.variant_id == ProductVariant.id)
        .where(ProductVariant.id.in_(short))
        .group_by(ProductVariant.id, Product.title)
    )  # fmt: skip
    rows = (await session.execute(query)).all()
    told = ", ".join(
        f"{', '.join(part for part in (row.title, row.colour, row.size) if part)} has {row.available} left, "
        f"{wanted[row.id]} were asked for"
        for row in rows
    )
    lines = [{"variant_id": row.id, "requested": wanted[row.id], "available": int(row.available)} for row in rows]
    return OutOfStock(f"Not enough in stock: {told}.", lines=lines)
