"""Coupons and sales: which of them a bag may use now, and their limited uses taken one by one."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Promotion
from commerce.pricing import Offer, OfferKind
from core.errors import Conflict

__all__ = ["CouponUsedUp", "Found", "Rejected", "find", "give_back", "take"]


class CouponUsedUp(Conflict):
    code: ClassVar[str] = "coupon_used_up"
    title: ClassVar[str] = "This code has been used up"


class Rejected(msgspec.Struct, frozen=True):
    """A code that cannot be used now, and why."""

    code: str
    reason: str
    detail: str


class Found(msgspec.Struct, frozen=True):
    offers: tuple[Offer, ...]
    rejected: tuple[Rejected, ...]


async def find(
    session: AsyncSession, codes: Sequence[str], *, currency: str, email: str | None = None, cart_id: UUID | None = None
) -> Found:
    """The sales that run, and the coupons with these codes, as far as they may be used now.

    email: whose earlier orders count against a limit per customer. cart_id: its own order does not count.
    """
    now = datetime.now(UTC)
    query = select(Promotion).where(
        or_(Promotion.code.in_(list(codes)), Promotion.code.is_(None) & (Promotion.status == "active"))
    )
    rows = (await session.scalars(query.order_by(Promotion.id))).all()
    offers: list[Offer] = []
    known = {row.code.lower() for row in rows if row.code}
    strange = [code for code in dict.fromkeys(codes) if code.lower() not in known]
    rejected = [Rejected(code, "unknown", f"There is no code {code!r}.") for code in strange]
    for row in rows:
        why = _closed(row, now, currency) or await _used(session, row, email, cart_id)
        if why is None:
            offers.append(_offer(row))
        elif row.code:
            rejected.append(Rejected(row.code, *why))
    return Found(tuple(offers), tuple(rejected))


async def take(session: AsyncSession, ids: Iterable[UUID]) -> None:
    """Counts one use of each, in one order for everybody. Raises CouponUsedUp: the caller then rolls back."""
    for id in sorted(ids):
        taken = await session.scalar(
            update(Promotion)
            .where(
                Promotion.id == id, or_(Promotion.usage_limit.is_(None), Promotion.used_count < Promotion.usage_limit)
            )
            .values(used_count=Promotion.used_count + 1)
            .returning(Promotion.id)
        )
        if taken is None:
            name = await session.scalar(select(func.coalesce(Promotion.code, Promotion.name)).where(Promotion.id == id))
            raise CouponUsedUp(f"{name} was used up a moment ago. Take it off the bag to go on.", promotion_id=id)


async def give_back(session: AsyncSession, ids: Iterable[UUID]) -> None:
    """Counts one use less of each."""
    for id in sorted(ids):
        await session.execute(
            update(Promotion)
            .where(Promotion.id == id, Promotion.used_count > 0)
            .values(used_count=Promotion.used_count - 1)
        )


def _closed(row: Promotion, now: datetime, currency: str) -> tuple[str, str] | None:
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


async def _used(
    session: AsyncSession, row: Promotion, email: str | None, cart_id: UUID | None
) -> tuple[str, str] | None:
    name = row.code or row.name
    if row.limit_per_customer is not None and email:
        uses = await session.scalar(text(_USES), {"email": email, "promotion": str(row.id), "cart": cart_id})
        if (uses or 0) >= row.limit_per_customer:
            return "used_by_you", f"You have used {name} as often as it goes."
    asks_for_first = row.conditions.get("first_order") and email
    if asks_for_first and await session.scalar(text(_ORDERS), {"email": email, "cart": cart_id}):
        return "first_order_only", f"{name} is for a first order."
    if row.usage_limit is not None and row.used_count >= row.usage_limit:
        return "used_up", f"{name} has been used up."
    return None


_USES = """
SELECT count(*) FROM voguevault.orders
WHERE email = CAST(:email AS citext) AND status <> 'cancelled' AND cart_id IS DISTINCT FROM CAST(:cart AS uuid)
    AND adjustments @> jsonb_build_array(jsonb_build_object('promotion_id', CAST(:promotion AS text)))"""
_ORDERS = """
SELECT count(*) FROM voguevault.orders
WHERE email = CAST(:email AS citext) AND status IN ('placed', 'completed')
    AND cart_id IS DISTINCT FROM CAST(:cart AS uuid)"""


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
