"""Coupons and sales: which of them a bag may use now, and their limited uses taken one by one."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Promotion
from commerce.pricing import Offer, OfferKind, Reason, Refused
from core.errors import Conflict

__all__ = ["Buyer", "CouponUsedUp", "Found", "count", "find"]


class CouponUsedUp(Conflict):
    code: ClassVar[str] = "coupon_used_up"
    title: ClassVar[str] = "This code has been used up"


class Found(msgspec.Struct, frozen=True):
    """What may be used, and of the codes that were asked for those that may not."""

    offers: tuple[Offer, ...]
    refused: tuple[Refused, ...]


class Buyer(msgspec.Struct, frozen=True):
    """Whose earlier orders count: by address, or by account. What is not known counts nothing.

    cart_id: the bag that asks; its own order is not an earlier one.
    """

    cart_id: UUID | None = None
    email: str | None = None
    user_id: UUID | None = None


async def find(session: AsyncSession, codes: Sequence[str], *, currency: str, buyer: Buyer) -> Found:
    """The sales that run, and the coupons with these codes, as far as they may be used now."""
    now = datetime.now(UTC)
    query = select(Promotion).where(
        or_(Promotion.code.in_(list(codes)), Promotion.code.is_(None) & (Promotion.status == "active"))
    )
    rows = (await session.scalars(query.order_by(Promotion.id).execution_options(populate_existing=True))).all()
    offers: list[Offer] = []
    known = {row.code.lower() for row in rows if row.code and row.status != "draft"}
    strange = [code for code in dict.fromkeys(codes) if code.lower() not in known]
    refused = [Refused(code, "unknown", f"There is no code {code!r}.") for code in strange]
    for row in rows:
        why = _closed(row, now, currency) or await _used(session, row, buyer)
        if why is None:
            offers.append(_offer(row))
        elif row.code and row.status != "draft":
            refused.append(Refused(row.code, *why))
    return Found(tuple(offers), tuple(refused))


async def count(session: AsyncSession, *, before: Iterable[UUID], now: Iterable[UUID], buyer: Buyer) -> None:
    """Counts one use of each that an order has `now`, and one less of each that it had `before` and has no more.

    By id, in one order for everybody. Raises CouponUsedUp: the caller then rolls back. The row's lock makes the uses of
    one promotion follow each other, so that a limit per customer is counted after it and holds for two bags at once.
    """
    had, has = set(before), set(now)
    for id in sorted(had ^ has):
        if id in had:
            await _give_back(session, id)
        else:
            await _take(session, id, buyer)


async def _take(session: AsyncSession, id: UUID, buyer: Buyer) -> None:
    free = or_(Promotion.usage_limit.is_(None), Promotion.used_count < Promotion.usage_limit)
    taken = await session.scalar(
        update(Promotion)
        .where(Promotion.id == id, free)
        .values(used_count=Promotion.used_count + 1)
        .returning(Promotion.id)
    )
    row = await session.get_one(Promotion, id, populate_existing=True)
    name = row.code or row.name
    if taken is None:
        raise CouponUsedUp(f"{name} was used up a moment ago. Take it off the bag to go on.", promotion_id=id)
    why = await _used_by(session, row, buyer)
    if why is not None:
        raise CouponUsedUp(why[1], promotion_id=id)


async def _give_back(session: AsyncSession, id: UUID) -> None:
    await session.execute(
        update(Promotion)
        .where(Promotion.id == id, Promotion.used_count > 0)
        .values(used_count=Promotion.used_count - 1)
    )


def _closed(row: Promotion, now: datetime, currency: str) -> tuple[Reason, str] | None:
    name = row.code or row.name
    if row.status != "active":
        return "inactive", f"{name} is not in use."
    if row.starts_at and now < row.starts_at:
        return "not_yet", f"{name} begins on {row.starts_at:%d %B %Y}."
    if row.ends_at and now >= row.ends_at:
        return "expired", f"{name} ended on {row.ends_at:%d %B %Y}."
    if row.currency and row.currency != currency:
        return "other_currency", f"{name} is for purchases in {row.currency}."
    return None


async def _used(session: AsyncSession, row: Promotion, buyer: Buyer) -> tuple[Reason, str] | None:
    if row.usage_limit is not None and row.used_count >= row.usage_limit:
        counted = buyer.cart_id and await session.scalar(text(_COUNTED), _parameters(row, buyer))
        if not counted:
            return "used_up", f"{row.code or row.name} has been used up."
    return await _used_by(session, row, buyer)


async def _used_by(session: AsyncSession, row: Promotion, buyer: Buyer) -> tuple[Reason, str] | None:
    """Why this buyer may not use it again; nothing is said of a buyer who is not known."""
    name, first = row.code or row.name, bool(row.conditions.get("first_order"))
    if (row.limit_per_customer is None and not first) or (buyer.email is None and buyer.user_id is None):
        return None
    uses, orders = (await session.execute(text(_EARLIER), _parameters(row, buyer))).one()
    if row.limit_per_customer is not None and uses >= row.limit_per_customer:
        return "used_by_you", f"You have used {name} as often as it goes."
    if first and (uses or orders):
        return "first_order_only", f"{name} is for a first order."
    return None


def _parameters(row: Promotion, buyer: Buyer) -> dict[str, Any]:
    return {"promotion": str(row.id), "email": buyer.email, "user": buyer.user_id, "cart": buyer.cart_id}


_USES_IT = "adjustments @> jsonb_build_array(jsonb_build_object('promotion_id', CAST(:promotion AS text)))"
_COUNTED = f"SELECT count(*) FROM voguevault.orders WHERE cart_id = CAST(:cart AS uuid) AND {_USES_IT}"  # noqa: S608
# Orders that are being paid for use a coupon already; those that were called off have given it back.
_EARLIER = f"""
SELECT count(*) FILTER (WHERE {_USES_IT}), count(*) FILTER (WHERE status IN ('placed', 'completed'))
FROM voguevault.orders
WHERE (email = CAST(:email AS citext) OR user_id = CAST(:user AS uuid)) AND status <> 'cancelled'
    AND cart_id IS DISTINCT FROM CAST(:cart AS uuid)"""  # noqa: S608 - no value of anybody's in it


def _offer(row: Promotion) -> Offer:
    return Offer(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=msgspec.convert(row.kind, OfferKind),
        percent_off=row.percent_off or 0,
        amount_off=row.amount_off or 0,
        minimum_amount=row.minimum_amount or 0,
        categories=frozenset(row.conditions.get("categories", ())),
        brands=frozenset(row.conditions.get("brands", ())),
        exclusive=bool(row.conditions.get("exclusive")),
    )
