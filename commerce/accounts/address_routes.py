"""GET and POST /api/account/addresses, PUT and DELETE /api/account/addresses/{id}."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.accounts import tokens
from commerce.accounts.wire import NO_STORE, acting, by_session
from commerce.checkout.prepare import Address
from core import idempotency
from core.access import account
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import FieldError, InvalidInput, NotFound, Unprocessable
from core.idempotency import Answer
from core.ids import uuid7
from core.models import User

TAGS = ["accounts"]
MOST = 20


class AddressNotFound(NotFound):
    code: ClassVar[str] = "address_not_found"
    title: ClassVar[str] = "No such address"


class TooManyAddresses(Unprocessable):
    code: ClassVar[str] = "address_limit"
    title: ClassVar[str] = "Too many addresses"


class AddressRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address to keep. usual: the one that a checkout begins with; then no other is."""

    address: Address
    usual: bool = False


class KeptAddress(msgspec.Struct, frozen=True):
    """An address of an account, as `users.addresses` holds it."""

    id: UUID
    address: Address
    usual: bool


class Addresses(msgspec.Struct, frozen=True):
    """In the order in which they came."""

    addresses: tuple[KeptAddress, ...]


@get(
    "/api/account/addresses",
    tags=TAGS,
    summary="Your addresses",
    guards=[account, by_session],
    responses=refusals(401, 403),
)
async def list_addresses(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[Addresses]:
    async with sessions.begin() as session:
        query = select(User.addresses).where(User.id == acting(request).user_id)
        found = _read(await session.scalar(query) or [])
    return Response(Addresses(found), headers=NO_STORE)


@post(
    "/api/account/addresses",
    tags=TAGS,
    summary="Keep an address",
    guards=[account, by_session],
    responses=refusals(400, 401, 403, 409, 422),
)
async def add_address(
    request: AnyRequest, data: JSONBody[AddressRequest], sessions: NamedDependency[Sessions]
) -> Response[KeptAddress]:
    id = acting(request).user_id
    _check(data)

    async def doing(session: AsyncSession) -> Answer:
        user = await tokens.hold(session, id)
        there = _read(user.addresses)
        if len(there) >= MOST:
            raise TooManyAddresses(f"At most {MOST} addresses are kept. Remove one first.")
        made = KeptAddress(uuid7(), data.address, data.usual or not there)
        await _write(session, user, (*there, made), made)
        return Answer(made)

    kept: Any = await idempotency.once(request, sessions, str(id), doing)  # a KeptAddress, as JSON already
    return kept  # type: ignore[no-any-return]


@put(
    "/api/account/addresses/{address_id:uuid}",
    tags=TAGS,
    summary="Change an address",
    description="Orders keep the one that they were sent to.",
    guards=[account, by_session],
    responses=refusals(400, 401, 403, 404),
)
async def change_address(
    request: AnyRequest,
    address_id: FromPath[UUID],
    data: JSONBody[AddressRequest],
    sessions: NamedDependency[Sessions],
) -> Response[KeptAddress]:
    _check(data)
    async with sessions.begin() as session:
        user = await tokens.hold(session, acting(request).user_id)
        there = _read(user.addresses)
        made = KeptAddress(address_id, data.address, data.usual)
        _own(there, address_id)
        await _write(session, user, tuple(made if one.id == address_id else one for one in there), made)
    return Response(made, headers=NO_STORE)


@delete(
    "/api/account/addresses/{address_id:uuid}",
    tags=TAGS,
    summary="Forget an address",
    guards=[account, by_session],
    responses=refusals(401, 403, 404),
)
async def remove_address(request: AnyRequest, address_id: FromPath[UUID], sessions: NamedDependency[Sessions]) -> None:
    async with sessions.begin() as session:
        user = await tokens.hold(session, acting(request).user_id)
        there = _read(user.addresses)
        _own(there, address_id)
        await _write(session, user, tuple(one for one in there if one.id != address_id), None)


def _read(kept: Sequence[Any]) -> tuple[KeptAddress, ...]:
    return msgspec.convert(kept, tuple[KeptAddress, ...], strict=False)


def _own(there: Sequence[KeptAddress], id: UUID) -> None:
    if all(one.id != id for one in there):
        raise AddressNotFound(f"You have no address {id}.")


async def _write(
    session: AsyncSession, user: User, addresses: Sequence[KeptAddress], newest: KeptAddress | None
) -> None:
    """Writes them down, with one usual one at most: the newest, where it is to be."""
    if newest is not None and newest.usual:
        addresses = [msgspec.structs.replace(one, usual=one.id == newest.id) for one in addresses]
    user.addresses = msgspec.to_builtins(list(addresses))
    await session.flush()


def _check(data: AddressRequest) -> None:
    """Raises InvalidInput for a NUL, which PostgreSQL stores nowhere."""
    if b"\\u0000" in msgspec.json.encode(data):
        raise InvalidInput("A text holds a NUL character. Leave it out.", errors=(FieldError("address", "holds NUL"),))
