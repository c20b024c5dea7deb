"""Promotions to the shop: GET and POST /api/admin/promotions, PATCH /api/admin/promotions/{id}.

None is deleted, since orders refer to it: it is disabled. How often it was used is the orders' to say, not the staff's.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Promotion
from commerce.pricing import OfferKind
from core import audit, idempotency
from core.access import principal_of, scope, staff
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import Conflict, FieldError, InvalidInput, NotFound
from core.idempotency import Answer
from core.money import Currency

__all__ = ["HANDLERS"]
Status = Literal["draft", "active", "disabled"]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{2,40}$")]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Percent = Annotated[int, Meta(ge=1, le=100)]
Amount = Annotated[int, Meta(ge=1, le=10**12, description="minor units of `currency`")]
Count = Annotated[int, Meta(ge=1, le=10**9)]
Words = Annotated[tuple[Name, ...], Meta(max_length=100)]
Moment = Annotated[datetime, Meta(tz=True)]
_FIRST, _LAST = 2000, 2999
READS, WRITES = [staff, scope("promotions:read")], [staff, scope("promotions:write")]
_TAGS = ["admin: promotions"]
_NO_STORE = {"Cache-Control": "no-store"}


class PromotionNotFound(NotFound):
    code: ClassVar[str] = "promotion_not_found"
    title: ClassVar[str] = "No such promotion"


class CodeTaken(Conflict):
    code: ClassVar[str] = "promotion_code_taken"
    title: ClassVar[str] = "Another promotion has this code"


class PromotionChanged(Conflict):
    code: ClassVar[str] = "promotion_changed"
    title: ClassVar[str] = "The promotion was changed meanwhile"


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What it is for. Without categories and brands it is for every piece; `exclusive` goes with no other."""

    categories: Words = ()
    brands: Words = ()
    first_order: bool = False
    exclusive: bool = False


class PromotionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A coupon; a sale where there is no code. `percent_off` goes with percentage, `amount_off` with fixed_amount."""

    name: Name
    kind: OfferKind
    code: Code | None = None
    status: Status = "draft"
    percent_off: Percent | None = None
    amount_off: Amount | None = None
    minimum_amount: Amount | None = None
    currency: Currency | None = None
    conditions: Conditions = Conditions()
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    usage_limit: Count | None = None
    limit_per_customer: Count | None = None


class PromotionChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be different; what is left out stays. kind and code are for good: bags and orders know them.

    seen: the `updated_at` that was looked at; another one is a 409.
    """

    seen: Moment | None = None
    name: Name | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    percent_off: Percent | UnsetType = UNSET
    amount_off: Amount | UnsetType = UNSET
    minimum_amount: Amount | UnsetType | None = UNSET
    currency: Currency | UnsetType | None = UNSET
    conditions: Conditions | UnsetType = UNSET
    starts_at: Moment | UnsetType | None = UNSET
    ends_at: Moment | UnsetType | None = UNSET
    usage_limit: Count | UnsetType | None = UNSET
    limit_per_customer: Count | UnsetType | None = UNSET


class PromotionView(PromotionRequest, frozen=True, kw_only=True):
    id: UUID
    used_count: int
    created_at: datetime
    updated_at: datetime


class PromotionList(msgspec.Struct, frozen=True):
    promotions: tuple[PromotionView, ...]


@get(
    "/api/admin/promotions",
    guards=READS,
    tags=_TAGS,
    summary="All promotions, the newest first",
    responses=refusals(401, 403),
)
async def list_promotions(sessions: NamedDependency[Sessions]) -> Response[PromotionList]:
    async with sessions.begin() as session:
        rows = await session.scalars(select(Promotion).order_by(Promotion.id.desc()).limit(1000))
        found = PromotionList(tuple(_view(row) for row in rows))
    return Response(found, headers=_NO_STORE)


@post(
    "/api/admin/promotions",
    guards=WRITES,
    tags=_TAGS,
    summary="Begin a coupon or a sale",
    responses=refusals(400, 401, 403, 409, 422),
)
async def create_promotion(
    request: AnyRequest, data: JSONBody[PromotionRequest], sessions: NamedDependency[Sessions]
) -> Response[Any]:
    actor = principal_of(request)
    assert actor is not None, "a guard asks for somebody"

    async def doing(session: AsyncSession) -> Answer:
        row = Promotion(**_columns(data))
        _check(row)
        await _flushed(session, row)
        await audit.record(session, actor, "promotion.created", "promotion", row.id, _plain(data))
        return Answer(_view(row))

    return await idempotency.once(request, sessions, str(actor.user_id), doing)


@patch(
    "/api/admin/promotions/{promotion_id:uuid}",
    guards=WRITES,
    tags=_TAGS,
    summary="Change a promotion",
    responses=refusals(400, 401, 403, 404, 409),
)
async def change_promotion(
    request: AnyRequest,
    promotion_id: FromPath[UUID],
    data: JSONBody[PromotionChange],
    sessions: NamedDependency[Sessions],
) -> Response[PromotionView]:
    async with sessions.begin() as session:
        row = await session.scalar(select(Promotion).where(Promotion.id == promotion_id).with_for_update())
        if row is None:
            raise PromotionNotFound(f"There is no promotion {promotion_id}.")
        if data.seen is not None and data.seen != row.updated_at:
            raise PromotionChanged("Somebody changed it since. Look at it again first.", updated_at=row.updated_at)
        before = _plain(_view(row))
        for name, value in _columns(data).items():
            setattr(row, name, value)
        _check(row)
        await session.flush()
        await session.refresh(row)
        shown = _view(row)
        after = _plain(shown)
        diff = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
        await audit.record(session, principal_of(request), "promotion.changed", "promotion", row.id, diff)
    return Response(shown, headers=_NO_STORE)


def _columns(data: PromotionRequest | PromotionChange) -> dict[str, Any]:
    """The columns that are given, as the table has them."""
    given = {name: getattr(data, name) for name in data.__struct_fields__ if name != "seen"}
    return {
        name: msgspec.to_builtins(value) if isinstance(value, Conditions) else value
        for name, value in given.items()
        if value is not UNSET
    }


def _check(row: Promotion) -> None:
    """Raises InvalidInput, naming each field that does not go with the others."""
    wrong = []
    for kind, field in (("percentage", "percent_off"), ("fixed_amount", "amount_off")):
        if (row.kind == kind) != (getattr(row, field) is not None):
            wrong.append(FieldError(field, f"Goes with kind {kind!r}, and with no other."))
    if (row.amount_off or row.minimum_amount) and row.currency is None:
        wrong.append(FieldError("currency", "An amount needs one."))
    for field in ("starts_at", "ends_at"):
        moment = getattr(row, field)
        if moment is not None and not _FIRST <= moment.year <= _LAST:
            wrong.append(FieldError(field, f"Must be in the years {_FIRST} to {_LAST}."))
    if row.starts_at and row.ends_at and row.ends_at <= row.starts_at:
        wrong.append(FieldError("ends_at", "Must be after starts_at."))
    if row.usage_limit is not None and row.usage_limit < (row.used_count or 0):
        wrong.append(FieldError("usage_limit", f"It was used {row.used_count} times already."))
    if wrong:
        raise InvalidInput(" ".join(f"{one.field}: {one.detail}" for one in wrong), errors=tuple(wrong))


async def _flushed(session: AsyncSession, row: Promotion) -> None:
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        if "uq_promotions_code" not in str(error.orig):
            raise
        detail = f"There is a promotion with the code {row.code} already."
        raise CodeTaken(detail, errors=(FieldError("code", detail),)) from None
    await session.refresh(row)


def _view(row: Promotion) -> PromotionView:
    return msgspec.convert(
        {name: getattr(row, name) for name in PromotionView.__struct_fields__}, PromotionView, from_attributes=True
    )


def _plain(data: PromotionRequest) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(data)
    return plain


HANDLERS = [list_promotions, create_promotion, change_promotion]
