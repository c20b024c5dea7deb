"""Orders to the shop: /api/admin/orders, one of them, and what its staff does with it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.mails.links import Links
from commerce.models import Order
from commerce.orders import giving_back, states, wire
from commerce.orders.states import Line, OrderNotFound
from commerce.orders.telling import Tracking
from commerce.orders.wire import AdminOrderView, LineRequest, OrderPage
from core import audit, idempotency
from core.access import Principal, SignInFirst, principal_of, scope, staff
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.idempotency import Answer
from core.jobs import Jobs

__all__ = ["HANDLERS"]
_PAGE = 50
NO_STORE = {"Cache-Control": "no-store"}
READS, WRITES = [staff, scope("orders:read")], [staff, scope("orders:write")]
_WRITTEN = refusals(400, 401, 403, 404, 409, 422)
_TAGS = ["admin: orders"]

Reason = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Lines = Annotated[tuple[LineRequest, ...], Meta(min_length=1, max_length=100)]
Status = Literal["pending", "placed", "completed", "cancelled"]
PaymentStatus = Literal["unpaid", "authorised", "paid", "partially_refunded", "refunded", "failed"]
FulfilmentStatus = Literal["unfulfilled", "partially_fulfilled", "fulfilled", "returned"]


class Fulfil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in the parcel."""

    lines: Lines
    tracking: Tracking | None = None


class CancelRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without lines the whole order is cancelled."""

    reason: Reason
    lines: Annotated[tuple[LineRequest, ...], Meta(max_length=100)] = ()


class Receive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came back. restock: it can be sold again; refund: what it cost is given back."""

    lines: Lines
    restock: bool = True
    refund: bool = True
    reason: Reason = "Returned."


class RefundRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units, or what the lines cost; without both, all that is left of what was paid."""

    reason: Reason
    amount: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    lines: Annotated[tuple[LineRequest, ...], Meta(max_length=100)] = ()


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A remark for the staff. It stands for good: nothing personal belongs in it."""

    text: Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


@get(
    "/api/admin/orders",
    guards=READS,
    tags=_TAGS,
    summary="Orders, the newest first",
    responses=refusals(400, 401, 403),
)
async def list_all_orders(
    sessions: NamedDependency[Sessions],
    status: FromQuery[Status | None] = None,
    payment: FromQuery[PaymentStatus | None] = None,
    fulfilment: FromQuery[FulfilmentStatus | None] = None,
    q: Annotated[
        str | None, QueryParameter(max_length=254, pattern=r"^[^\x00]*$", description="A number or an e-mail address")
    ] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = _PAGE,
) -> Response[OrderPage]:
    query = select(Order)
    exact = ((Order.status, status), (Order.payment_status, payment), (Order.fulfilment_status, fulfilment))
    for column, wanted in exact:
        query = query.where(column == wanted) if wanted else query
    query = query.where(or_(Order.number == q.strip().upper(), Order.email == q.strip())) if q else query
    query = query.where(Order.created_at >= _aware(since)) if since else query
    query = query.where(Order.created_at < _aware(until)) if until else query
    query = query.where(Order.id < cursor) if cursor else query
    async with sessions.begin() as session:
        rows = (await session.scalars(query.order_by(Order.id.desc()).limit(limit + 1))).all()
        page = await wire.listed(session, rows, limit=limit)
    return Response(page, headers=NO_STORE)


@get(
    "/api/admin/orders/{order_id:uuid}",
    guards=READS,
    tags=_TAGS,
    summary="One order with its payments and all that was done to it",
    responses=refusals(401, 403, 404),
)
async def get_any_order(
    order_id: FromPath[UUID], sessions: NamedDependency[Sessions], links: NamedDependency[Links]
) -> Response[AdminOrderView]:
    async with sessions.begin() as session:
        order = await session.get(Order, order_id)
        if order is None:
            raise OrderNotFound(f"There is no order {order_id}.")
        shown = await wire.admin_view(session, order, links, now=datetime.now(UTC))
    return Response(shown, headers=NO_STORE)


@post(
    "/api/admin/orders/{order_id:uuid}/fulfil", guards=WRITES, tags=_TAGS, summary="Send a parcel", responses=_WRITTEN
)
async def fulfil_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[Fulfil],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    async def do(session: AsyncSession, actor: Principal) -> UUID | None:
        await states.fulfil(session, order_id, _lines(data.lines), tracking=data.tracking, actor=actor)
        return None

    return await _change(request, sessions, links, jobs, order_id, do)


@post(
    "/api/admin/orders/{order_id:uuid}/cancel",
    guards=WRITES,
    tags=_TAGS,
    summary="Cancel an order, or some of its lines, and give the money back",
    responses=_WRITTEN,
)
async def cancel_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[CancelRequest],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    async def do(session: AsyncSession, actor: Principal) -> UUID | None:
        if data.lines:
            lines = _lines(data.lines)
            return await giving_back.call_off_lines(session, order_id, lines, reason=data.reason, actor=actor)
        return await giving_back.call_off(session, order_id, reason=data.reason, actor=actor)

    return await _change(request, sessions, links, jobs, order_id, do)


@post(
    "/api/admin/orders/{order_id:uuid}/returns",
    guards=WRITES,
    tags=_TAGS,
    summary="Take pieces back",
    responses=_WRITTEN,
)
async def receive_return(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[Receive],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    async def do(session: AsyncSession, actor: Principal) -> UUID | None:
        return await giving_back.receive(
            session, order_id, _lines(data.lines), restock=data.restock, pay_back=data.refund, reason=data.reason,
            actor=actor,
        )  # fmt: skip

    return await _change(request, sessions, links, jobs, order_id, do)


@post(
    "/api/admin/orders/{order_id:uuid}/refund", guards=WRITES, tags=_TAGS, summary="Give money back", responses=_WRITTEN
)
async def refund_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[RefundRequest],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    async def do(session: AsyncSession, actor: Principal) -> UUID | None:
        if data.lines and data.amount is None:
            lines = _lines(data.lines)
            return await giving_back.refund_lines(session, order_id, lines, reason=data.reason, actor=actor)
        return await giving_back.refund(session, order_id, data.amount, reason=data.reason, actor=actor)

    return await _change(request, sessions, links, jobs, order_id, do)


@post(
    "/api/admin/orders/{order_id:uuid}/notes", guards=WRITES, tags=_TAGS, summary="Note something", responses=_WRITTEN
)
async def note_on_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[Note],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    async def do(session: AsyncSession, actor: Principal) -> UUID | None:
        await audit.record(session, actor, "order.noted", "order", order_id, {"text": data.text})
        return None

    return await _change(request, sessions, links, jobs, order_id, do)


HANDLERS = (
    list_all_orders, get_any_order, fulfil_order, cancel_order, receive_return, refund_order, note_on_order,
)  # fmt: skip


async def _change(
    request: AnyRequest,
    sessions: Sessions,
    links: Links,
    jobs: Jobs,
    order_id: UUID,
    doing: Callable[[AsyncSession, Principal], Awaitable[UUID | None]],
) -> Response[Any]:
    """The order after a change that is made at most once; the outbox row that it gives is handed over after it."""
    actor = principal_of(request)
    if actor is None:  # the guard has seen to it
        raise SignInFirst("Sign in first.")
    events: list[UUID | None] = []

    async def change(session: AsyncSession) -> Answer:
        order = await states.locked(session, order_id)
        events.append(await doing(session, actor))
        await session.refresh(order)
        return Answer(await wire.admin_view(session, order, links, now=datetime.now(UTC)), 201)

    answer = await idempotency.once(request, sessions, str(actor.user_id), change)
    await jobs.hand_over(*events)
    return answer


def _lines(asked: tuple[LineRequest, ...]) -> list[Line]:
    return [Line(line.item_id, line.quantity) for line in asked]


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
