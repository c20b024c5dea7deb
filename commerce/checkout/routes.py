"""POST /api/cart/quote, POST /api/checkout, GET /api/checkout/{order_id}, and what becomes of its payment."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce import mails
from commerce.cart import Owner
from commerce.checkout.prepare import Address, CheckoutRequest, Email, EmptyBag, Prepared, prepare, priced
from commerce.models import Cart, Order, Payment
from commerce.orders import states
from commerce.orders.states import OrderNotFound
from commerce.payments import paying
from commerce.payments.gateway import Gateway, GatewayRefused
from commerce.payments.paying import PaymentView
from commerce.payments.rehearsal import Outcome, Rehearsal
from commerce.pricing import Quote
from commerce.tables import ShippingMethod, Tables
from core import idempotency
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import NotFound
from core.idempotency import Answer
from core.jobs import Jobs
from core.limits import Policy
from core.models import User
from core.money import Money

_CHECKOUTS = Policy("checkout", 20, 60)


class Checkout(msgspec.Struct, frozen=True):
    """What the routes of a checkout work with."""

    gateway: Gateway
    tables: Tables
    hold_for: timedelta


class NoTestMode(NotFound):
    code: ClassVar[str] = "not_in_test_mode"


class QuoteRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the bag would go, as far as it is known."""

    shipping_address: Address | None = None
    shipping_method: str | None = None
    email: Email | None = None


class TestPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pretended card does."""

    outcome: Outcome = "succeed"


class DeliveryView(msgspec.Struct, frozen=True):
    countries: tuple[str, ...]
    methods: tuple[ShippingMethod, ...]


class CheckoutView(msgspec.Struct, frozen=True, kw_only=True):
    """An order on its way to being paid. `payment` is null where nothing is to be paid or the checkout is over."""

    order_id: UUID
    number: str
    status: str
    payment_status: str
    total: Money
    expires_at: datetime | None
    payment: PaymentView | None


@post(
    "/api/cart/quote",
    status_code=200,
    tags=["cart"],
    summary="What the bag costs, sent there",
    responses=refusals(400, 401, 422),
)
async def quote_cart(
    request: AnyRequest,
    data: JSONBody[QuoteRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
) -> Response[Quote]:
    owner = Owner.of(desk.identify(request))
    to = data.shipping_address.destination if data.shipping_address else None
    async with sessions.begin() as session:
        cart = await bag.found(session, owner)
        if cart is None:
            raise EmptyBag("There is nothing in the bag to price.")
        items = await bag.items(session, cart)
        goods = await bag.sellable(session, [item.variant_id for item in items], cart_id=cart.id)
        found = await priced(
            session, cart, items, goods,
            tables=checkout.tables, destination=to, method=data.shipping_method, email=data.email,
        )  # fmt: skip
    return Response(found, headers={"Cache-Control": "no-store"})


@get(
    "/api/shop/delivery",
    tags=["checkout"],
    summary="Where the shop delivers, and how",
    description="`countries` are ISO 3166-1 codes; `*` in a method's list is every country.",
    sync_to_thread=False,
)
def get_delivery(checkout: NamedDependency[Checkout]) -> Response[DeliveryView]:
    methods = checkout.tables.shipping
    countries = tuple(sorted({country for method in methods for country in method.countries}))
    return Response(DeliveryView(countries, methods), headers={"Cache-Control": "public, max-age=300"})


@post(
    "/api/checkout",
    tags=["checkout"],
    summary="Turn the bag into an order and open its payment",
    description="Send an `Idempotency-Key`: the same request again is the same order. Another total than "
    "`expected_total` is a 409 `cart_changed` with the new one.",
    responses=refusals(400, 401, 404, 409, 422, 429, 503),
)
async def begin_checkout(
    request: AnyRequest,
    data: JSONBody[CheckoutRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
    jobs: NamedDependency[Jobs],
) -> Response[Any]:
    admission = await desk.admit(request, _CHECKOUTS)
    owner = Owner.of(admission.visitor)

    async def doing(session: AsyncSession) -> Answer:
        locale = mails.spoken(request.headers.get("Accept-Language"))
        if owner.user_id is not None:
            locale = await session.scalar(select(User.locale).where(User.id == owner.user_id)) or locale
        made = await prepare(session, owner, data, tables=checkout.tables, hold_for=checkout.hold_for, locale=locale)
        if made.total.amount == 0:
            await states.place(session, made.order_id)
        return Answer(made)

    kept = await idempotency.once(request, sessions, str(owner.visitor_id), doing)
    if kept.status_code != 201:
        return kept
    made = msgspec.json.decode(kept.content, type=Prepared)
    replayed = {name: value for name, value in kept.headers.items() if name == idempotency.REPLAYED}
    payment = None
    if made.total.amount:
        try:
            payment = await paying.begin(sessions, checkout.gateway, made.order_id, hold_for=checkout.hold_for)
        except paying.CheckoutOver:
            if not replayed:
                raise
    async with sessions.begin() as session:
        shown = await _view(session, made.order_id, payment, checkout)
    headers = {**admission.headers, **replayed, "Cache-Control": "no-store"}
    return Response(shown, status_code=201, headers=headers, cookies=admission.cookies)


@get(
    "/api/checkout/{order_id:uuid}",
    tags=["checkout"],
    summary="How a checkout stands",
    description="Asks the payment's provider where the payment is still open, so that nobody waits for an event; "
    "`payment` then has what a browser needs to go on with it.",
    responses=refusals(401, 404, 503),
)
async def get_checkout(
    request: AnyRequest,
    order_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
    jobs: NamedDependency[Jobs],
) -> Response[CheckoutView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        await _own(session, owner, order_id)
        row = await paying.open_charge(session, order_id)
    if row is not None:
        applied = await paying.look(sessions, checkout.gateway, row.id)
        await jobs.hand_over(*applied.events)
    payment = await _taken_up(sessions, checkout, order_id)
    async with sessions.begin() as session:
        shown = await _view(session, order_id, payment, checkout)
    return Response(shown, headers={"Cache-Control": "no-store"})


@post(
    "/api/checkout/{order_id:uuid}/cancel",
    status_code=200,
    tags=["checkout"],
    summary="Call a payment off and go back to the bag",
    responses=refusals(401, 404, 503),
)
async def cancel_checkout(
    request: AnyRequest,
    order_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
) -> Response[CheckoutView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        await _own(session, owner, order_id)
    await paying.call_off(sessions, checkout.gateway, order_id)
    return await _answer(sessions, checkout, order_id)


@post(
    "/api/checkout/{order_id:uuid}/test-payment",
    status_code=200,
    tags=["checkout"],
    summary="Pay with a pretended card",
    description="Only in test mode, where no real card is taken.",
    responses=refusals(400, 401, 404, 409),
)
async def pay_in_test_mode(
    request: AnyRequest,
    order_id: FromPath[UUID],
    data: JSONBody[TestPayment],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
    jobs: NamedDependency[Jobs],
) -> Response[CheckoutView]:
    owner = Owner.of(desk.identify(request))
    if not isinstance(checkout.gateway, Rehearsal):
        raise NoTestMode("This shop takes real payments; there is no pretended card.")
    async with sessions.begin() as session:
        await _own(session, owner, order_id)
        row = await paying.open_charge(session, order_id)
    if row is None or row.provider_id is None:
        raise paying.CheckoutOver("There is no open payment. Begin again from the bag.")
    await checkout.gateway.confirm(row.provider_id, data.outcome)
    applied = await paying.look(sessions, checkout.gateway, row.id)
    await jobs.hand_over(*applied.events)
    return await _answer(sessions, checkout, order_id)


async def _taken_up(sessions: Sessions, checkout: Checkout, order_id: UUID) -> PaymentView | None:
    """The payment that is under way, as the browser needs it to go on after a reload; opened where nobody came to that
    after the order was prepared. None where the checkout is over or has to begin again."""
    charges = select(Payment.id).where(Payment.order_id == order_id, Payment.kind == "charge").limit(1)
    async with sessions.begin() as session:
        total = (await session.get_one(Order, order_id, populate_existing=True)).total
        begun = await session.scalar(charges) is not None
        if not total or (begun and await paying.open_charge(session, order_id) is None):
            return None
    try:
        return await paying.begin(sessions, checkout.gateway, order_id, hold_for=checkout.hold_for)
    except (paying.CheckoutOver, GatewayRefused):
        return None


async def _answer(sessions: Sessions, checkout: Checkout, order_id: UUID) -> Response[CheckoutView]:
    async with sessions.begin() as session:
        shown = await _view(session, order_id, None, checkout)
    return Response(shown, headers={"Cache-Control": "no-store"})


async def _own(session: AsyncSession, owner: Owner, order_id: UUID) -> Order:
    """The owner's order. Raises OrderNotFound, also for somebody else's."""
    query = select(Order).join(Cart, Cart.id == Order.cart_id).where(Order.id == order_id)
    mine = Order.user_id == owner.user_id if owner.user_id else Cart.visitor_id == owner.visitor_id
    order: Order | None = await session.scalar(query.where(mine))
    if order is None:
        raise OrderNotFound(f"You have no order {order_id}.")
    return order


async def _view(session: AsyncSession, order_id: UUID, payment: PaymentView | None, checkout: Checkout) -> CheckoutView:
    order = await session.get_one(Order, order_id, populate_existing=True)
    cart = await session.get_one(Cart, order.cart_id, populate_existing=True)
    if payment is None:
        payment = await _newest(session, order_id, checkout.gateway)
    return CheckoutView(
        order_id=order.id,
        number=order.number,
        status=order.status,
        payment_status=order.payment_status,
        total=Money(order.total, order.currency),
        expires_at=cart.completing_at + checkout.hold_for if cart.completing_at else None,
        payment=payment,
    )


async def _newest(session: AsyncSession, order_id: UUID, gateway: Gateway) -> PaymentView | None:
    query = select(Payment).where(Payment.order_id == order_id, Payment.kind == "charge")
    row = await session.scalar(query.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(1))
    if row is None:
        return None
    return PaymentView(
        payment_id=row.id, provider=row.provider, status=row.status, test_mode=gateway.test_mode, error=row.error,
        publishable_key=gateway.publishable_key,
    )  # fmt: skip


HANDLERS = (
    quote_cart,
    get_delivery,
    begin_checkout,
    get_checkout,
    cancel_checkout,
    pay_in_test_mode,
)
