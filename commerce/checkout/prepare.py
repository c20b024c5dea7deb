"""The first phase of a checkout: everything that must be true before anybody is asked for money, in one transaction."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce import promotions, stock
from commerce.cart import CartChanged, OutOfStock, Owner
from commerce.cart_view import Sellable
from commerce.models import Cart, CartItem, Order, OrderItem, ProductVariant
from commerce.orders import states
from commerce.pricing import Destination, PricedLine, Quote, quote
from commerce.promotions import Buyer
from commerce.tables import Tables
from core.errors import Conflict, FieldError, Unprocessable
from core.money import Money, show

__all__ = ["Address", "CheckoutRequest", "Email", "EmptyBag", "NotForSale", "Prepared", "prepare", "priced", "reopen"]

_PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: none belongs on a label, and PostgreSQL takes no NUL."""
Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=_PLAIN)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")]
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a figure."""
_GRACE = timedelta(minutes=5)
"""A hold outlives its payment by this: what was paid in the last second still finds its stock."""


class EmptyBag(Unprocessable):
    code: ClassVar[str] = "cart_empty"
    title: ClassVar[str] = "The bag is empty"


class NotForSale(Conflict):
    """`lines` names each variant that is no longer sold."""

    code: ClassVar[str] = "no_longer_sold"
    title: ClassVar[str] = "No longer sold"


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Where something goes. country: ISO 3166-1 alpha-2; region: the second part of ISO 3166-2, `NY` of US-NY."""

    name: Text
    line1: Text
    city: Text
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    line2: Annotated[str, Meta(max_length=200, pattern=_PLAIN)] = ""
    region: Annotated[str, Meta(max_length=10, pattern=_PLAIN)] = ""
    postcode: Annotated[str, Meta(max_length=20, pattern=_PLAIN)] = ""
    phone: Annotated[str, Meta(max_length=40, pattern=_PLAIN)] = ""

    @property
    def destination(self) -> Destination:
        return Destination(self.country, self.region or None, self.postcode or None)


class CheckoutRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body of POST /api/checkout. `expected_total` is what the shopper was shown: another one is a 409."""

    version: Annotated[int, Meta(ge=1)]
    expected_total: Money
    email: Email
    shipping_address: Address
    billing_address: Address | None = None
    shipping_method: str | None = None


class Prepared(msgspec.Struct, frozen=True):
    """An order that waits for its payment until then."""

    order_id: UUID
    number: str
    total: Money
    expires_at: datetime


async def priced(
    session: AsyncSession,
    cart: Cart,
    items: Sequence[CartItem],
    goods: Mapping[UUID, Sellable],
    *,
    tables: Tables,
    destination: Destination | None,
    method: str | None,
    email: str | None = None,
) -> Quote:
    """What the bag costs now, and why a code on it gives nothing. Raises NoShipping, UnknownMethod.

    Whether somebody used a code before is known only with their address or account.
    """
    buyer = Buyer(cart.id, email, cart.user_id)
    found = await promotions.find(session, cart.promotion_codes, currency=cart.currency, buyer=buyer)
    priced = quote(
        await _lines(session, items, goods),
        currency=cart.currency,
        tables=tables,
        offers=found.offers,
        destination=destination,
        method=method,
    )
    return msgspec.structs.replace(priced, refused=(*found.refused, *priced.refused))


async def prepare(
    session: AsyncSession, owner: Owner, asked: CheckoutRequest, *, tables: Tables, hold_for: timedelta,
    locale: str | None = None,
) -> Prepared:  # fmt: skip
    """The bag's one order, written anew, with its coupons counted and its stock held; nothing where it raises.

    locale: the language that the shopper reads, kept for the invoice and a guest's mails.

    What everybody wants is locked last: coupons, then stock, right before the commit. The stock is held for longer than
    its payment may take. Raises CartChanged (version, or `expected_total` differs: `total` is the new one),
    CartInPayment, EmptyBag, NotForSale, OutOfStock, CouponUsedUp, NoShipping, UnknownMethod.
    """
    cart = await _own(session, owner, asked.version)
    items = await bag.items(session, cart)
    if not items:
        raise EmptyBag("There is nothing in the bag to pay for.")
    goods = await bag.sellable(session, [item.variant_id for item in items], cart_id=cart.id)
    _check_sold(items, goods)
    _check_there(items, goods)
    to = asked.shipping_address.destination
    found = await priced(
        session, cart, items, goods, tables=tables, destination=to, method=asked.shipping_method, email=asked.email
    )
    _check_total(cart, found, asked.expected_total)
    order, before = await _order(session, owner, cart, asked, found)
    order.locale = locale
    await _write_items(session, order, items, goods, found)
    _mark(cart, asked, found)
    await session.flush()
    buyer = Buyer(cart.id, asked.email, owner.user_id)
    await promotions.count(session, before=before, now=found.used, buyer=buyer)
    begun = cart.completing_at or datetime.now(UTC)
    wanted = {item.variant_id: item.quantity for item in items}
    await stock.hold(session, cart.id, wanted, until=begun + hold_for + _GRACE)
    return Prepared(order.id, order.number, Money(order.total, order.currency), begun + hold_for)


async def reopen(session: AsyncSession, order_id: UUID) -> bool:
    """Opens the bag of an order that was not paid: stock and coupons are free again, the order stays pending for the
    next try. False where there is nothing to open.

    Its lines stay as they are: money that comes late for exactly this order still buys it at what it said.
    """
    order = await states.locked(session, order_id)
    cart = await session.get_one(Cart, order.cart_id)
    if order.status != "pending" or cart.completing_at is None:
        return False
    await promotions.count(session, before=_counted(order), now=(), buyer=Buyer(cart.id))
    await stock.release(session, cart_id=cart.id)
    order.adjustments = [
        {name: value for name, value in one.items() if name != "promotion_id"} for one in order.adjustments
    ]
    cart.completing_at = None
    await session.flush()
    return True


async def _own(session: AsyncSession, owner: Owner, version: int) -> Cart:
    cart = await bag.locked_if_there(session, owner)
    if cart is None:
        raise EmptyBag("There is nothing in the bag to pay for.")
    await bag.check_open(session, cart)
    bag.check_version(cart, version)
    return cart


def _check_sold(items: Sequence[CartItem], goods: Mapping[UUID, Sellable]) -> None:
    gone = [item.variant_id for item in items if item.variant_id not in goods or not goods[item.variant_id].on_sale]
    if gone:
        names = ", ".join(goods[id].name if id in goods else str(id) for id in gone)
        raise NotForSale(f"No longer sold: {names}. Take it out of the bag to go on.", lines=gone)


def _check_total(cart: Cart, found: Quote, expected: Money) -> None:
    total = Money(found.total, cart.currency)
    if total != expected:
        detail = f"The total is {show(total)} now, not {show(expected)}. Look at it again and confirm."
        raise CartChanged(
            detail, version=cart.version, total=total, quote=found, errors=(FieldError("expected_total", detail),)
        )


async def _lines(session: AsyncSession, items: Sequence[CartItem], goods: Mapping[UUID, Sellable]) -> list[PricedLine]:
    categories = await bag.categories(session, [item.variant_id for item in items])
    return [
        PricedLine(
            variant_id=item.variant_id,
            unit_price=goods[item.variant_id].price,
            quantity=item.quantity,
            category=categories[item.variant_id],
            brand=goods[item.variant_id].brand,
        )
        for item in items
        if item.variant_id in goods
    ]


def _check_there(items: Sequence[CartItem], goods: Mapping[UUID, Sellable]) -> None:
    """Says early, without a lock, what cannot be sold; what decides is `stock.hold`."""
    short = [(goods[i.variant_id], i.quantity) for i in items if goods[i.variant_id].available < i.quantity]
    if short:
        told = ", ".join(f"{one.name} has {one.available} left, {units} were asked for" for one, units in short)
        lines = [{"variant_id": x.variant_id, "requested": units, "available": x.available} for x, units in short]
        raise OutOfStock(f"Not enough in stock: {told}.", lines=lines)


async def _order(
    session: AsyncSession, owner: Owner, cart: Cart, asked: CheckoutRequest, found: Quote
) -> tuple[Order, list[UUID]]:
    """The bag's pending order, locked and written anew, or a new one; and the promotions that it had counted before."""
    query = select(Order).where(Order.cart_id == cart.id).with_for_update().execution_options(populate_existing=True)
    order = await session.scalar(query)
    if order is not None:
        before = _counted(order)
        _write(order, owner, cart, asked, found)
        return order, before
    while True:
        order = Order(cart_id=cart.id, number=_number())
        _write(order, owner, cart, asked, found)
        try:
            async with session.begin_nested():
                session.add(order)
        except IntegrityError as error:
            if "uq_orders_number" not in str(error.orig):
                raise
        else:
            return order, []


def _number() -> str:
    """`VV-` and eight signs, 40 random bits: nobody can tell from it how many orders there are, or guess another's.

    It is not counted up, so that no two buyers wait for each other's number, and one that was not used is no gap.
    """
    return "VV-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def _counted(order: Order) -> list[UUID]:
    return [UUID(one["promotion_id"]) for one in order.adjustments or [] if one.get("promotion_id")]


def _mark(cart: Cart, asked: CheckoutRequest, found: Quote) -> None:
    """From now on the bag is being paid for."""
    cart.completing_at, cart.email = datetime.now(UTC), asked.email
    cart.quote = msgspec.to_builtins(found)
    cart.shipping_address = msgspec.to_builtins(asked.shipping_address)
    cart.shipping_method = found.method


def _write(order: Order, owner: Owner, cart: Cart, asked: CheckoutRequest, found: Quote) -> None:
    order.user_id, order.email, order.channel, order.currency = owner.user_id, asked.email, cart.channel, cart.currency
    order.items_total, order.discount_total = found.items_total, found.discount_total
    order.shipping_total, order.tax_total, order.total = found.shipping_total, found.tax_total, found.total
    order.adjustments = _adjustments(found)
    order.shipping_address = msgspec.to_builtins(asked.shipping_address)
    order.billing_address = msgspec.to_builtins(asked.billing_address) if asked.billing_address else None


def _adjustments(found: Quote) -> list[dict[str, Any]]:
    """The lines under the pieces; every promotion that was counted stands among them, with an amount of 0 too."""
    told: list[dict[str, Any]] = [msgspec.to_builtins(one) for one in found.adjustments]
    named = {one.promotion_id for one in found.adjustments}
    silent = [id for id in found.used if id not in named]
    return [
        *told,
        *({"kind": "discount", "name": "Free delivery", "amount": 0, "promotion_id": str(id)} for id in silent),
    ]


async def _write_items(
    session: AsyncSession, order: Order, items: Sequence[CartItem], goods: Mapping[UUID, Sellable], found: Quote
) -> None:
    await session.execute(delete(OrderItem).where(OrderItem.order_id == order.id))
    skus = {row.id: row.sku for row in await session.execute(_skus(items))}
    for position, (item, line) in enumerate(zip(items, found.lines, strict=True), start=1):
        one = goods[item.variant_id]
        session.add(
            OrderItem(
                order_id=order.id, position=position, product_id=one.product_id, variant_id=one.variant_id,
                outfit_id=item.outfit_id, sku=skus[one.variant_id], title=one.title, brand=one.brand, colour=one.colour,
                size=one.size, image_url=one.image_url, quantity=line.quantity, unit_price=line.unit_price,
                discount_total=line.discount, tax_total=line.tax, total=line.total,
            )
        )  # fmt: skip
    await session.flush()


def _skus(items: Sequence[CartItem]) -> Any:
    return select(ProductVariant.id, ProductVariant.sku).where(ProductVariant.id.in_([i.variant_id for i in items]))
