"""An order to who bought it: /api/orders, one of them, its invoice, calling it off, sending something back."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.checkout.routes import Checkout
from commerce.mails.links import Links
from commerce.models import Cart, Order
from commerce.orders import giving_back, invoice, wire
from commerce.orders.states import Line, OrderNotFound
from commerce.orders.wire import LineRequest, OrderPage, OrderView
from core import idempotency
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.idempotency import Answer
from core.jobs import Jobs
from core.limits import Policy
from core.visitors import Visitor

__all__ = ["ask_for_return", "call_off_order", "get_invoice", "get_order", "list_orders", "look_up_order"]
_PAGE = 20
_LOOK_UPS = Policy("order_lookup", 10, 600)
"""By address: a number has 40 random bits, and this keeps anybody from trying them with an address that they know."""
_CHANGES = Policy("order_change", 20, 60)
NO_STORE = {"Cache-Control": "no-store"}
Reason = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]
Cursor = Annotated[UUID | None, QueryParameter(name="cursor", description="`next` of the page before")]
OrderToken = Annotated[
    str | None, HeaderParameter(name="X-Order-Token", max_length=200, description="From a mail's link, behind `#`")
]


class LookUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a guest knows of an order from its mail."""

    number: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    email: Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^\x00]*$")]


class LookedUp(msgspec.Struct, frozen=True):
    """token: to be sent as `X-Order-Token` with what is asked of this order."""

    order_id: UUID
    token: str


class CallOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason = ""


class AskReturn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What will be sent back."""

    lines: Annotated[tuple[LineRequest, ...], Meta(min_length=1, max_length=100)]
    reason: Reason = ""


@get("/api/orders", tags=["orders"], summary="Your orders, the newest first", responses=refusals(400, 401))
async def list_orders(
    request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions], cursor: Cursor = None
) -> Response[OrderPage]:
    visitor = desk.identify(request)
    query = select(Order).join(Cart, Cart.id == Order.cart_id).where(_mine(visitor), Order.placed_at.is_not(None))
    if cursor is not None:
        query = query.where(Order.id < cursor)
    async with sessions.begin() as session:
        rows = (await session.scalars(query.order_by(Order.id.desc()).limit(_PAGE + 1))).all()
        page = await wire.listed(session, rows, limit=_PAGE)
    return Response(page, headers=NO_STORE)


@get("/api/orders/{order_id:uuid}", tags=["orders"], summary="One of your orders", responses=refusals(400, 401, 404))
async def get_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    token: OrderToken = None,
) -> Response[OrderView]:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        order = await _own(session, visitor, order_id, links, token)
        shown = await wire.view(session, order, links, now=datetime.now(UTC))
    return Response(shown, headers=NO_STORE)


@post(
    "/api/orders/lookup",
    status_code=200,
    tags=["orders"],
    summary="Find an order by its number and e-mail address",
    description="For who bought as a guest, on another device. Whether the number or the address is wrong is not said.",
    responses=refusals(400, 401, 404, 429),
)
async def look_up_order(
    request: AnyRequest,
    data: JSONBody[LookUp],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
) -> Response[LookedUp]:
    quota = await desk.spend(_LOOK_UPS, desk.address(request))
    query = select(Order.id).where(
        Order.number == data.number.strip().upper(), Order.email == data.email.strip(), Order.placed_at.is_not(None)
    )
    async with sessions.begin() as session:
        id = await session.scalar(query)
    if id is None:
        raise OrderNotFound("There is no order with this number and this address. Both stand in the mail that you got.")
    return Response(LookedUp(id, links.token("order", id)), headers={**quota, **NO_STORE})


@post(
    "/api/orders/{order_id:uuid}/cancel",
    status_code=200,
    tags=["orders"],
    summary="Cancel an order of which nothing was sent",
    description="What was paid is given back. Send an `Idempotency-Key`: the same request again is the same answer.",
    responses=refusals(400, 401, 404, 409, 422, 429),
)
async def call_off_order(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[CallOff],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
    token: OrderToken = None,
) -> Response[Any]:
    visitor = desk.identify(request)

    async def cancel(session: AsyncSession) -> list[UUID | None]:
        reason = data.reason.strip() or "Cancelled by who ordered it."
        return [await giving_back.call_off(session, order_id, reason=reason, actor=visitor.id)]

    return await _change(request, (desk, sessions, links, jobs), (visitor, order_id, token), cancel)


@post(
    "/api/orders/{order_id:uuid}/returns",
    status_code=201,
    tags=["orders"],
    summary="Announce that something will be sent back",
    description="Within 30 days of the last parcel. The money is given back when it has arrived.",
    responses=refusals(400, 401, 404, 409, 422, 429),
)
async def ask_for_return(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[AskReturn],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    jobs: NamedDependency[Jobs],
    token: OrderToken = None,
) -> Response[Any]:
    visitor = desk.identify(request)

    async def ask(session: AsyncSession) -> list[UUID | None]:
        lines = [Line(line.item_id, line.quantity) for line in data.lines]
        now = datetime.now(UTC)
        await giving_back.ask_to_return(session, order_id, lines, reason=data.reason, actor=visitor.id, now=now)
        return []

    return await _change(request, (desk, sessions, links, jobs), (visitor, order_id, token), ask, status=201)


@get(
    "/api/orders/{order_id:uuid}/invoice",
    tags=["orders"],
    summary="The invoice, to be read and printed",
    description="`token` as in the order's `invoice_url`, which opens it without anything else.",
    media_type="text/html",
    responses=refusals(400, 401, 404),
)
async def get_invoice(
    request: AnyRequest,
    order_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    checkout: NamedDependency[Checkout],
    signed: Annotated[str | None, QueryParameter(name="token", max_length=200)] = None,
    token: OrderToken = None,
) -> Response[str]:
    async with sessions.begin() as session:
        if signed is not None and links.opens(signed, "invoice", order_id):
            order = await session.get(Order, order_id)
        else:
            order = await _own(session, desk.identify(request), order_id, links, token)
        if order is None or order.placed_at is None:
            raise OrderNotFound(f"There is no invoice of order {order_id}.")
        page = await invoice.page(session, order, checkout.tables.seller)
    return Response(page, media_type="text/html", headers=invoice.HEADERS)


_Room = tuple[Desk, Sessions, Links, Jobs]
_Whose = tuple[Visitor, UUID, str | None]


async def _change(
    request: AnyRequest,
    room: _Room,
    whose: _Whose,
    doing: Callable[[AsyncSession], Awaitable[list[UUID | None]]],
    *,
    status: int = 200,
) -> Response[Any]:
    """The order after a change that is made at most once, in one transaction with the answer that is kept."""
    desk, sessions, links, jobs = room
    visitor, order_id, token = whose
    quota = await desk.spend(_CHANGES, desk.address(request))
    events: list[UUID | None] = []

    async def change(session: AsyncSession) -> Answer:
        order = await _own(session, visitor, order_id, links, token)
        events.extend(await doing(session))
        return Answer(await wire.view(session, order, links, now=datetime.now(UTC)), status)

    principal = str(order_id) if token else str(visitor.id)
    answer = await idempotency.once(request, sessions, principal, change)
    await jobs.hand_over(*events)
    answer.headers.update(quota)
    return answer


def _mine(visitor: Visitor) -> Any:
    """An account's orders; a guest's are those that no account has taken over."""
    if visitor.user_id:
        return Order.user_id == visitor.user_id
    return (Cart.visitor_id == visitor.id) & Order.user_id.is_(None)


async def _own(session: AsyncSession, visitor: Visitor, order_id: UUID, links: Links, token: str | None) -> Order:
    """The order, where it is the visitor's or the token opens it. Raises OrderNotFound, also for somebody else's."""
    query = select(Order).join(Cart, Cart.id == Order.cart_id).where(Order.id == order_id)
    if token is None or not links.opens(token, "order", order_id):
        query = query.where(_mine(visitor))
    order: Order | None = await session.scalar(query.execution_options(populate_existing=True))
    if order is None:
        raise OrderNotFound(f"You have no order {order_id}.")
    return order


HANDLERS = (
    list_orders,
    get_order,
    look_up_order,
    call_off_order,
    ask_for_return,
    get_invoice,
)
