"""POST /api/cart/promotions, DELETE /api/cart/promotions/{code}: codes on the bag, each refusal with its reason.

A code that gives something now goes on the bag. Later changes never take it off: the quote says why it gives nothing.
"""

from typing import Annotated, ClassVar

import msgspec
from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart as bag
from commerce.cart import CartView, Owner
from commerce.cart_routes import Version, VersionSeen
from commerce.checkout.prepare import EmptyBag, priced
from commerce.checkout.routes import Checkout
from commerce.models import Cart
from commerce.pricing import Refused
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import FieldError, NotFound, Unprocessable
from core.limits import Policy

__all__ = ["PromotionRefused", "add_code", "put_on", "remove_code", "take_off"]
MOST = 5
_GUESSES = Policy("promotion", 20, 60)


class PromotionRefused(Unprocessable):
    """`reason` is one of `commerce.pricing.Reason`."""

    code: ClassVar[str] = "promotion_refused"
    title: ClassVar[str] = "This code gives nothing here"


class NotOnTheBag(NotFound):
    code: ClassVar[str] = "promotion_not_found"
    title: ClassVar[str] = "No such code on the bag"


class CodeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/cart/promotions. Case and spaces around it do not matter."""

    code: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
    version: Version | None = None


async def put_on(
    session: AsyncSession, owner: Owner, code: str, checkout: Checkout, *, version: int | None = None
) -> CartView:
    """The bag with the code on it; as it was where it has it already.

    Raises PromotionRefused, EmptyBag, CartChanged, CartInPayment.
    """
    cart = await _locked(session, owner, version)
    code = code.strip()
    if code.lower() in (one.lower() for one in cart.promotion_codes):
        return await bag.read(session, owner)
    if len(cart.promotion_codes) >= MOST:
        raise _refusal(Refused(code, "not_with_others", f"A bag takes at most {MOST} codes. Take one off first."))
    cart.promotion_codes = [*cart.promotion_codes, code]
    why = await _refused(session, cart, code, checkout)
    if why is not None:
        raise _refusal(why)
    return await bag.changed(session, cart)


async def take_off(session: AsyncSession, owner: Owner, code: str, *, version: int | None = None) -> CartView:
    """The bag without the code. Raises NotOnTheBag, EmptyBag, CartChanged, CartInPayment."""
    cart = await _locked(session, owner, version)
    rest = [one for one in cart.promotion_codes if one.lower() != code.strip().lower()]
    if len(rest) == len(cart.promotion_codes):
        raise NotOnTheBag(f"There is no code {code!r} on your bag.")
    cart.promotion_codes = rest
    return await bag.changed(session, cart)


async def _locked(session: AsyncSession, owner: Owner, version: int | None) -> Cart:
    cart = await bag.locked_if_there(session, owner)
    if cart is None:
        raise EmptyBag("There is nothing in the bag yet. Put a piece in first.")
    await bag.check_open(session, cart)
    bag.check_version(cart, version)
    return cart


async def _refused(session: AsyncSession, cart: Cart, code: str, checkout: Checkout) -> Refused | None:
    items = await bag.items(session, cart)
    if not items:
        raise EmptyBag("There is nothing in the bag yet. Put a piece in first.")
    goods = await bag.sellable(session, [item.variant_id for item in items], cart_id=cart.id)
    found = await priced(
        session, cart, items, goods, tables=checkout.tables, destination=None, method=None, email=cart.email
    )
    return next((one for one in found.refused if one.code.lower() == code.lower()), None)


def _refusal(why: Refused) -> PromotionRefused:
    return PromotionRefused(why.detail, errors=(FieldError("code", why.detail),), reason=why.reason)


@post(
    "/api/cart/promotions",
    status_code=200,
    tags=["cart"],
    summary="Put a code on the bag",
    description="A code that gives nothing is a 422 `promotion_refused`, whose `reason` says why.",
    responses=refusals(400, 401, 409, 422, 429),
)
async def add_code(
    request: AnyRequest,
    data: JSONBody[CodeRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    checkout: NamedDependency[Checkout],
) -> Response[CartView]:
    # By address: whoever guesses codes would make himself a new visitor for every try.
    quota = await desk.spend(_GUESSES, desk.address(request))
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        found = await put_on(session, owner, data.code, checkout, version=data.version)
    return Response(found, headers={**quota, "Cache-Control": "no-store"})


@delete(
    "/api/cart/promotions/{code:str}",
    status_code=200,
    tags=["cart"],
    summary="Take a code off the bag",
    responses=refusals(400, 401, 404, 409, 422),
)
async def remove_code(
    request: AnyRequest,
    code: FromPath[str],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    seen: VersionSeen = None,
) -> Response[CartView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        found = await take_off(session, owner, code, version=seen)
    return Response(found, headers={"Cache-Control": "no-store"})
