"""A shopper's bag: lines added all or nothing at the live price and stock, read with warnings, never edited silently.

Nothing is reserved here: checkout does that. Every function runs in the caller's transaction and leaves the commit to
it. Locks are taken in one order by everybody: the cart, then variants and stock by (product, variant).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import column, delete, or_, select, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.cart_lines import NewLine, Placed
from commerce.cart_refusals import (
    CartChanged,
    CartInPayment,
    CartItemNotFound,
    CartPaid,
    LookNotFound,
    OtherCurrency,
    OutOfStock,
    TooMany,
    VariantNotFound,
)
from commerce.cart_view import CartView, Sellable, view
from commerce.models import Cart, CartItem, Order, Product, ProductVariant, StockLevel, StockReservation
from core.db import SCHEMA
from core.ids import uuid7
from core.models import User
from core.visitors import Visitor

__all__ = [
    "MOST", "CartChanged", "CartInPayment", "CartItemNotFound", "CartPaid", "CartView", "LookNotFound", "NewLine",
    "OtherCurrency", "OutOfStock", "Owner", "Placed", "TooMany", "VariantNotFound", "add", "categories", "change",
    "changed", "check_open", "check_version", "found", "hold", "items", "locked_if_there", "owner_of", "read", "remove",
    "sellable", "take_back", "token",
]  # fmt: skip
MOST = 99
Channel = Literal["web", "aurora", "agent"]

# The stylist's table, of which the shop knows only whose look it is.
_OUTFITS = table("outfits", column("id"), column("visitor_id"), column("user_id"), column("visibility"), schema=SCHEMA)


class Owner(msgspec.Struct, frozen=True):
    """Whose bag it is: a visitor's, or a signed-in shopper's, who is a visitor too."""

    visitor_id: UUID
    user_id: UUID | None = None

    @classmethod
    def of(cls, visitor: Visitor) -> "Owner":
        """Whose bag a request is about: the account's that is signed in, else the guest's."""
        return cls(visitor.id, visitor.user_id)


async def owner_of(session: AsyncSession, shopper_id: UUID) -> Owner:
    """The owner with this shopper id, which is an account's own where there is an account with it."""
    return Owner(shopper_id, await session.scalar(select(User.id).where(User.id == shopper_id)))


async def found(session: AsyncSession, owner: Owner) -> Cart | None:
    """The owner's active cart; None where nothing was ever put in, or the last one was paid."""
    cart: Cart | None = await session.scalar(select(Cart).where(*_active(owner)))
    return cart


async def read(session: AsyncSession, owner: Owner) -> CartView:
    """The bag as it stands, with live prices and a warning where one of them or the stock has changed."""
    return await _view(session, await found(session, owner))


async def hold(session: AsyncSession, owner: Owner, *, channel: Channel = "web") -> CartView:
    """The owner's bag, made where there is none, which nobody else changes until the transaction ends.

    With `sellable(…, lock=True)` after it, `add` in the same transaction finds what was found here.
    Raises CartInPayment.
    """
    return await _view(session, await _locked(session, owner, channel=channel))


async def add(
    session: AsyncSession,
    owner: Owner,
    lines: Sequence[NewLine],
    *,
    channel: Channel = "web",
    version: int | None = None,
) -> CartView:
    """The bag with all the lines in it, or none of them. What is in it already counts against the stock.

    Raises VariantNotFound, LookNotFound, OutOfStock, TooMany, OtherCurrency, CartChanged, CartInPayment.
    """
    wanted = _merged(lines)
    await _check_looks(session, owner, {line.outfit_id for line in lines if line.outfit_id})
    cart = await _locked(session, owner, channel=channel)
    check_version(cart, version)
    goods = await sellable(session, wanted, cart_id=cart.id, lock=True)
    there = {item.variant_id: item for item in await items(session, cart)}
    totals = {id: line.quantity + (there[id].quantity if id in there else 0) for id, line in wanted.items()}
    _check(totals, goods, wanted)
    _settle_currency(cart, goods.values(), is_empty=not there)
    fresh = iter(sorted(uuid7() for _ in wanted))  # within a millisecond they have no order of their own
    for id, line in wanted.items():
        if id in there:
            there[id].quantity, there[id].unit_price = totals[id], goods[id].price
            there[id].outfit_id = line.outfit_id or there[id].outfit_id
        else:
            row = CartItem(id=next(fresh), cart_id=cart.id, variant_id=id, quantity=line.quantity)
            row.unit_price, row.outfit_id = goods[id].price, line.outfit_id
            session.add(row)
    return await changed(session, cart)


async def change(
    session: AsyncSession, owner: Owner, item_id: UUID, quantity: int, *, version: int | None = None
) -> CartView:
    """The bag with that many of the line; the price it has now counts as seen.

    Less than before is always allowed, for it is no claim on stock. Raises as `add`, and CartItemNotFound.
    """
    cart, item = await _own_item(session, owner, item_id, version)
    goods = await sellable(session, [item.variant_id], cart_id=cart.id, lock=True)
    if quantity > item.quantity:
        _check({item.variant_id: quantity}, goods, goods)
    item.quantity = quantity
    if item.variant_id in goods:
        item.unit_price = goods[item.variant_id].price
    return await changed(session, cart)


async def remove(session: AsyncSession, owner: Owner, item_id: UUID, *, version: int | None = None) -> CartView:
    """The bag without the line, and in `removed` what `add` takes to bring it back.

    Raises CartItemNotFound, CartChanged, CartInPayment.
    """
    cart, item = await _own_item(session, owner, item_id, version)
    await session.execute(delete(CartItem).where(CartItem.id == item.id))
    session.expunge(item)
    shown = await changed(session, cart)
    return msgspec.structs.replace(shown, removed=NewLine(item.variant_id, item.quantity, item.outfit_id))


async def take_back(session: AsyncSession, owner: Owner, cart_id: UUID, placed: Sequence[Placed]) -> CartView:
    """The bag without what was once put into it, where those lines are as they were then; else nothing is changed.

    Raises CartPaid where that bag is no longer the active one, CartChanged where a line is another, CartInPayment.
    """
    query = select(Cart).where(*_active(owner)).with_for_update().execution_options(populate_existing=True)
    cart = await session.scalar(query)
    if cart is None or cart.id != cart_id:
        raise CartPaid("That bag has been checked out; what was in it stays as it is.")
    await check_open(session, cart)
    there = {item.variant_id: item for item in await items(session, cart)}
    if any(one.variant_id not in there or there[one.variant_id].quantity != one.after for one in placed):
        raise CartChanged("What was put in has been changed since.", version=cart.version)
    for one in placed:
        item = there[one.variant_id]
        if item.quantity > one.added:
            item.quantity -= one.added
        else:
            await session.execute(delete(CartItem).where(CartItem.id == item.id))
            session.expunge(item)
    return await changed(session, cart)


async def sellable(
    session: AsyncSession, variant_ids: Iterable[UUID], *, cart_id: UUID | None = None, lock: bool = False
) -> dict[UUID, Sellable]:
    """What can be sold of the variants now, by id; one that does not exist is left out.

    Available is on_hand − reserved over all locations, and what is held for this very cart. With `lock`, prices and
    stock stay as they are until the transaction ends.
    """
    ids = sorted(variant_ids)
    order = ProductVariant.product_id, ProductVariant.id
    variants = (
        select(ProductVariant, Product)
        .join(Product, Product.id == ProductVariant.product_id)
        .where(ProductVariant.id.in_(ids))
        .order_by(*order)
        .execution_options(populate_existing=True)
    )
    levels = (
        select(StockLevel)
        .join(ProductVariant, ProductVariant.id == StockLevel.variant_id)
        .where(StockLevel.variant_id.in_(ids))
        .order_by(*order, StockLevel.location)
        .execution_options(populate_existing=True)
    )
    if lock:
        variants = variants.with_for_update(read=True, of=ProductVariant)
        levels = levels.with_for_update(read=True, of=StockLevel)
    rows = (await session.execute(variants)).all()
    free = await _held_for(session, cart_id)
    for level in await session.scalars(levels):
        free[level.variant_id] = free.get(level.variant_id, 0) + level.on_hand - level.reserved
    return {variant.id: Sellable.of(variant, product, free.get(variant.id, 0)) for variant, product in rows}


async def _held_for(session: AsyncSession, cart_id: UUID | None) -> dict[UUID, int]:
    if cart_id is None:
        return {}
    held = await session.execute(
        select(StockReservation.variant_id, StockReservation.quantity).where(
            StockReservation.cart_id == cart_id, StockReservation.status == "held"
        )
    )
    free: dict[UUID, int] = {}
    for variant_id, quantity in held:
        free[variant_id] = free.get(variant_id, 0) + quantity
    return free


# ── finding the cart ───────────────────────────────────────────────────────────────────────────────────────────────


def token(visitor_id: UUID) -> str:
    """The hash under which a visitor's active cart is found; one cart alone may have it."""
    return hashlib.sha256(f"visitor:{visitor_id}".encode()).hexdigest()


def _active(owner: Owner) -> tuple[Any, ...]:
    whose = Cart.user_id == owner.user_id if owner.user_id else Cart.token_hash == token(owner.visitor_id)
    return whose, Cart.status == "active"


async def locked_if_there(session: AsyncSession, owner: Owner) -> Cart | None:
    """The owner's active cart, locked until the transaction ends; also one that is being paid for."""
    query = select(Cart).where(*_active(owner)).with_for_update().execution_options(populate_existing=True)
    found: Cart | None = await session.scalar(query)
    return found


async def categories(session: AsyncSession, variant_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The category of each variant's product."""
    query = select(ProductVariant.id, Product.category).join(Product, Product.id == ProductVariant.product_id)
    rows = await session.execute(query.where(ProductVariant.id.in_(list(variant_ids))))
    return {row.id: row.category for row in rows}


async def _locked(session: AsyncSession, owner: Owner, *, channel: Channel) -> Cart:
    """The owner's active cart, locked; made where there is none. Two tabs at once get the same one."""
    await session.execute(
        insert(Cart)
        .values(
            id=uuid7(), user_id=owner.user_id, token_hash=None if owner.user_id else token(owner.visitor_id),
            visitor_id=owner.visitor_id, channel=channel, currency="USD",
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    query = select(Cart).where(*_active(owner)).with_for_update().execution_options(populate_existing=True)
    cart = (await session.scalars(query)).one()
    await check_open(session, cart)
    return cart


async def _own_item(session: AsyncSession, owner: Owner, item_id: UUID, version: int | None) -> tuple[Cart, CartItem]:
    query = select(Cart).where(*_active(owner)).with_for_update().execution_options(populate_existing=True)
    cart = await session.scalar(query)
    own = CartItem.id == item_id, CartItem.cart_id == (cart.id if cart else None)
    item = await session.scalar(select(CartItem).where(*own).execution_options(populate_existing=True))
    if cart is None or item is None:
        raise CartItemNotFound(f"There is no line {item_id} in your bag. It may have been removed in another tab.")
    await check_open(session, cart)
    check_version(cart, version)
    return cart, item


async def items(session: AsyncSession, cart: Cart) -> list[CartItem]:
    """The cart's lines in the order in which they came in."""
    query = select(CartItem).where(CartItem.cart_id == cart.id).order_by(CartItem.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def changed(session: AsyncSession, cart: Cart) -> CartView:
    """The bag after a change of what it holds: its next version, without the quote that was for another content."""
    cart.version += 1
    cart.quote = None
    await session.flush()
    return await _view(session, cart)


async def _view(session: AsyncSession, cart: Cart | None) -> CartView:
    if cart is None:
        return CartView(cart_id=None, version=0, items=(), count=0, items_total=None)
    lines = await items(session, cart)
    goods = await sellable(session, [line.variant_id for line in lines], cart_id=cart.id)
    return view(cart, lines, goods)


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────


def _merged(lines: Sequence[NewLine]) -> dict[UUID, NewLine]:
    """One line per variant: the same one asked for twice is one line of both."""
    found: dict[UUID, NewLine] = {}
    for line in lines:
        first = found.get(line.variant_id)
        if first is not None:
            line = NewLine(line.variant_id, first.quantity + line.quantity, first.outfit_id or line.outfit_id)
        found[line.variant_id] = line
    return found


def _check(totals: Mapping[UUID, int], goods: Mapping[UUID, Sellable], wanted: Iterable[UUID]) -> None:
    """Raises for the first rule that any of the lines breaks, naming all that break it."""
    missing = [id for id in wanted if id not in goods or not goods[id].on_sale]
    if missing:
        raise VariantNotFound(f"The shop does not sell {', '.join(map(str, missing))}.")
    over = [goods[id].name for id, total in totals.items() if total > MOST]
    if over:
        raise TooMany(f"At most {MOST} of one piece fit in the bag: {', '.join(over)}.")
    short = {id: goods[id] for id, total in totals.items() if total > goods[id].available}
    if short:
        told = ", ".join(
            f"{one.name} has {one.available} left, {totals[id]} were asked for" for id, one in short.items()
        )
        lines = [{"variant_id": id, "requested": totals[id], "available": one.available} for id, one in short.items()]
        raise OutOfStock(f"Nothing was added: {told}.", lines=lines)


def _settle_currency(cart: Cart, goods: Iterable[Sellable], *, is_empty: bool) -> None:
    currencies = sorted({one.currency for one in goods} | (set() if is_empty else {cart.currency}))
    if len(currencies) > 1:
        raise OtherCurrency(f"One bag has one currency; these pieces are sold in {' and '.join(currencies)}.")
    cart.currency = currencies[0] if currencies else cart.currency


async def check_open(session: AsyncSession, cart: Cart) -> None:
    """Raises CartInPayment, which names the order whose payment is under way."""
    if cart.completing_at is not None:
        order_id = await session.scalar(select(Order.id).where(Order.cart_id == cart.id))
        detail = "This bag is being paid for. Go on with that payment, or cancel it first."
        raise CartInPayment(detail, retry_after_s=30, order_id=order_id)


def check_version(cart: Cart, version: int | None) -> None:
    """Raises CartChanged where another version than the bag's was looked at."""
    if version is not None and version != cart.version:
        raise CartChanged("The bag was changed somewhere else. Look at it again first.", version=cart.version)


async def _check_looks(session: AsyncSession, owner: Owner, ids: set[UUID]) -> None:
    """Raises LookNotFound where a look is neither the owner's nor shared."""
    if not ids:
        return
    columns = _OUTFITS.c
    mine = [columns.visitor_id == owner.visitor_id, columns.visibility.in_(("link", "public"))]
    if owner.user_id:
        mine.append(columns.user_id == owner.user_id)
    found = set(await session.scalars(select(columns.id).where(columns.id.in_(ids), or_(*mine))))
    if found != ids:
        raise LookNotFound(f"There is no look {', '.join(map(str, ids - found))} of yours or shared with you.")
