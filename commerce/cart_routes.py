"""GET /api/cart, POST /api/cart/items, PATCH and DELETE /api/cart/items/{id}."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import cart
from commerce.cart import MOST, Owner
from commerce.cart_lines import NewLine
from commerce.cart_view import CartLine, CartView
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.limits import Policy

_CLICKS = Policy("cart", 120, 60)
Quantity = Annotated[int, Meta(ge=1, le=MOST)]
Version = Annotated[int, Meta(ge=1, description="The bag's version that was looked at; another one is a 409")]


class BagWatch:
    """Told of what goes in and out by these routes, in the same transaction. This one takes no notice of it."""

    async def put_in(self, session: AsyncSession, owner: Owner, lines: Sequence[CartLine]) -> None:
        """lines: as they are in the bag now, of what was added."""

    async def taken_out(self, session: AsyncSession, owner: Owner, line: CartLine) -> None:
        """line: as it was."""


class LineRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many of a variant; `outfit_id` where it comes from a look."""

    variant_id: UUID
    quantity: Quantity = 1
    outfit_id: UUID | None = None


class AddRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/cart/items: all of the lines go in, or none."""

    lines: Annotated[tuple[LineRequest, ...], Meta(min_length=1, max_length=50)]
    version: Version | None = None


class ChangeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of PATCH /api/cart/items/{id}."""

    quantity: Quantity
    version: Version | None = None


VersionSeen = Annotated[
    int | None, QueryParameter(name="version", ge=1, description="The bag's version that was looked at")
]


@get("/api/cart", tags=["cart"], summary="Your bag", responses=refusals(401))
async def get_cart(
    request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions]
) -> Response[CartView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        found = await cart.read(session, owner)
    return _answer(found)


@post(
    "/api/cart/items",
    status_code=200,
    tags=["cart"],
    summary="Put pieces in the bag",
    description="All of the lines or none, at the live price and stock. A variant that is there already gets more.",
    responses=refusals(400, 401, 404, 409, 422, 429),
)
async def add_items(
    request: AnyRequest,
    data: JSONBody[AddRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    bag_watch: NamedDependency[BagWatch],
) -> Response[CartView]:
    admission = await desk.admit(request, _CLICKS)
    owner = Owner.of(admission.visitor)
    lines = [NewLine(line.variant_id, line.quantity, line.outfit_id) for line in data.lines]
    added = {line.variant_id for line in lines}
    async with sessions.begin() as session:
        found = await cart.add(session, owner, lines, version=data.version)
        await bag_watch.put_in(session, owner, [line for line in found.items if line.variant_id in added])
    return Response(found, headers={**admission.headers, "Cache-Control": "no-store"}, cookies=admission.cookies)


@patch(
    "/api/cart/items/{item_id:uuid}",
    tags=["cart"],
    summary="Change how many",
    description="Also says that the price it has now was seen.",
    responses=refusals(400, 401, 404, 409, 422),
)
async def change_item(
    request: AnyRequest,
    item_id: FromPath[UUID],
    data: JSONBody[ChangeRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
) -> Response[CartView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        found = await cart.change(session, owner, item_id, data.quantity, version=data.version)
    return _answer(found)


@delete(
    "/api/cart/items/{item_id:uuid}",
    status_code=200,
    tags=["cart"],
    summary="Take a line out of the bag",
    description="`removed` is the line to POST to /api/cart/items where it should come back.",
    responses=refusals(400, 401, 404, 409),
)
async def remove_item(
    request: AnyRequest,
    item_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    bag_watch: NamedDependency[BagWatch],
    seen: VersionSeen = None,
) -> Response[CartView]:
    owner = Owner.of(desk.identify(request))
    async with sessions.begin() as session:
        before = await cart.read(session, owner)
        found = await cart.remove(session, owner, item_id, version=seen)
        for line in (line for line in before.items if line.item_id == item_id):
            await bag_watch.taken_out(session, owner, line)
    return _answer(found)


def _answer(found: CartView) -> Response[CartView]:
    return Response(found, headers={"Cache-Control": "no-store"})


HANDLERS = (
    get_cart,
    add_items,
    change_item,
    remove_item,
)
