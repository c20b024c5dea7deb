"""Stock that is held for a bag being paid for, then committed to its order, then sent; and what is always true of it.

`stock_levels.reserved` is the sum of the reservations that are held or committed. Levels are locked in (product,
variant, location) order and units taken by one conditional UPDATE each, in the caller's transaction; the database's own
check stands under it. So nobody sells what somebody else holds, whatever runs beside it, and no two bags wait for each
other in a circle. Every function takes these locks itself: no caller has to have them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.cart_refusals import OutOfStock
from commerce.models import Product, ProductVariant, StockLevel, StockReservation

__all__ = ["Violation", "cancel", "commit", "consume", "expire", "hold", "release", "restock", "violations"]

Free = dict[UUID, dict[str, int]]
"""Units of each locked variant that nobody has reserved, by location; variants in the order of their locks."""


class Violation(msgspec.Struct, frozen=True):
    """A level whose figures do not agree with its reservations."""

    variant_id: UUID
    location: str
    on_hand: int
    reserved: int
    accounted: int


async def hold(session: AsyncSession, cart_id: UUID, wanted: Mapping[UUID, int], *, until: datetime) -> None:
    """Holds so many of each variant for the cart until then, instead of what was held for it: all, or OutOfStock.

    The caller has the cart's lock. What no single location has is taken of several.
    """
    for one in await _reserved_for(session, cart_id, wanted):
        one.expires_at = until
    await session.flush()


async def commit(session: AsyncSession, cart_id: UUID, order_id: UUID, wanted: Mapping[UUID, int]) -> None:
    """Makes what is held for the cart the order's. What ran out meanwhile is taken again, or OutOfStock is raised."""
    for one in await _reserved_for(session, cart_id, wanted):
        one.status, one.order_id, one.expires_at = "committed", order_id, None
    await session.flush()


async def release(session: AsyncSession, *, cart_id: UUID | None = None, order_id: UUID | None = None) -> int:
    """Gives back what is held for the cart, or committed to the order; how many reservations."""
    if cart_id is not None:
        return await _release(session, [StockReservation.cart_id == cart_id], "held")
    return await _release(session, [StockReservation.order_id == order_id], "committed")


async def consume(session: AsyncSession, order_id: UUID, sent: Mapping[UUID, int]) -> None:
    """So many of the order's units have left the house: they are neither on hand nor reserved any more.

    Raises ValueError where more are sent than are committed: the caller has checked that.
    """
    await _let_go(session, order_id, sent, on_hand=True)


async def cancel(session: AsyncSession, order_id: UUID, cancelled: Mapping[UUID, int]) -> None:
    """So many of the order's units are for sale again. Raises ValueError as `consume` does."""
    await _let_go(session, order_id, cancelled, on_hand=False)


async def restock(session: AsyncSession, returned: Mapping[UUID, int], *, location: str = "main") -> None:
    """So many units came back to that location and can be sold again."""
    for id in await _lock(session, returned):
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
    carts = set((await session.scalars(query, {"limit": limit})).all())
    return await _release(session, [StockReservation.cart_id.in_(carts)], "held")


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


async def _reserved_for(session: AsyncSession, cart_id: UUID, wanted: Mapping[UUID, int]) -> list[StockReservation]:
    """What is held for the cart, having been brought to exactly what is wanted. Raises OutOfStock."""
    whose = [StockReservation.cart_id == cart_id]
    free = await _lock(session, wanted.keys() | await _variants(session, whose, "held"))
    held: dict[UUID, list[StockReservation]] = {}
    for one in await _of(session, whose, "held"):
        held.setdefault(one.variant_id, []).append(one)
    other = [id for id in free if sum(one.quantity for one in held.get(id, ())) != wanted.get(id, 0)]
    given_back = {id: held.pop(id, []) for id in other}
    for one in (one for some in given_back.values() for one in some):
        free[one.variant_id][one.location] += one.quantity
    short = [id for id in wanted if id not in held and sum(free.get(id, {}).values()) < wanted[id]]
    if short:
        raise await _out_of_stock(session, short, wanted)
    kept = [one for some in held.values() for one in some]
    # One variant after the other: what sells out or comes back locks its product too, and those have the same order.
    for id in other:
        for one in given_back[id]:
            await _give_back(session, one)
        await session.flush()
        if id in wanted:
            kept += await _take(session, cart_id, id, wanted[id], free[id])
    return kept


async def _variants(session: AsyncSession, whose: Sequence[Any], status: str) -> set[UUID]:
    query = select(StockReservation.variant_id).where(*whose, StockReservation.status == status)
    return set(await session.scalars(query))


async def _of(session: AsyncSession, whose: Sequence[Any], status: str) -> Sequence[StockReservation]:
    query = select(StockReservation).where(*whose, StockReservation.status == status)
    query = query.order_by(StockReservation.id).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def _lock(session: AsyncSession, variant_ids: Iterable[UUID]) -> Free:
    """Locks the variants' levels in everybody's order: PostgreSQL locks a row as it hands it out, after the sort."""
    query = (
        select(StockLevel.variant_id, StockLevel.location, StockLevel.on_hand - StockLevel.reserved)
        .join(ProductVariant, ProductVariant.id == StockLevel.variant_id)
        .where(StockLevel.variant_id.in_(list(variant_ids)))
        .order_by(ProductVariant.product_id, ProductVariant.id, StockLevel.location)
        .with_for_update(of=StockLevel)
    )
    free: Free = {}
    for variant_id, location, units in await session.execute(query):
        free.setdefault(variant_id, {})[location] = units
    return free


async def _take(
    session: AsyncSession, cart_id: UUID, variant_id: UUID, quantity: int, free: Mapping[str, int]
) -> list[StockReservation]:
    """Reservations of so many units: of the first location that has them all, else of one after the other.

    The level is locked and known to have them: an UPDATE that takes nothing is a fault of ours, and stops the sale.
    """
    whole = next((location for location, units in free.items() if units >= quantity), None)
    made: list[StockReservation] = []
    for location, units in free.items() if whole is None else [(whole, quantity)]:
        part = min(units, quantity - sum(one.quantity for one in made))
        if part <= 0:
            continue
        taken = await session.scalar(
            update(StockLevel)
            .where(
                StockLevel.variant_id == variant_id,
                StockLevel.location == location,
                StockLevel.on_hand - StockLevel.reserved >= part,
            )
            .values(reserved=StockLevel.reserved + part)
            .returning(StockLevel.id)
        )
        if taken is None:
            raise AssertionError(f"{part} units of variant {variant_id} at {location} went under our lock")
        one = StockReservation(variant_id=variant_id, location=location, cart_id=cart_id, quantity=part)
        one.status, one.expires_at = "held", datetime.now(UTC)
        session.add(one)
        made.append(one)
    return made


async def _release(session: AsyncSession, whose: Sequence[Any], status: str) -> int:
    free = await _lock(session, await _variants(session, whose, status))
    mine = await _of(session, whose, status)
    for id in free:
        for one in (one for one in mine if one.variant_id == id):
            await _give_back(session, one)
    await session.flush()
    return len(mine)


async def _give_back(session: AsyncSession, one: StockReservation) -> None:
    one.status = "released"
    await session.execute(
        update(StockLevel)
        .where(StockLevel.variant_id == one.variant_id, StockLevel.location == one.location)
        .values(reserved=StockLevel.reserved - one.quantity)
    )


async def _let_go(session: AsyncSession, order_id: UUID, units: Mapping[UUID, int], *, on_hand: bool) -> None:
    """Takes units off the order's committed reservations; a reservation of which some is left is split."""
    free = await _lock(session, units)
    mine = await _of(session, [StockReservation.order_id == order_id], "committed")
    for id in (*free, *(id for id in units if id not in free)):
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
