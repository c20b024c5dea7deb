"""GET and PATCH /api/account, its password, its export, its end."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from commerce.accounts import closing, signing, throttle, tokens
from commerce.accounts.signing import Accounts, AccountView, Session
from commerce.accounts.wire import (
    FORGOTTEN,
    NO_STORE,
    Locale,
    Name,
    Password,
    Transport,
    acting,
    answer,
    by_session,
    guest_of,
)
from core import passwords
from core.access import account
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.models import User

TAGS = ["accounts"]


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of PATCH /api/account: what is left out stays."""

    name: Name | UnsetType | None = UNSET
    locale: Locale | UnsetType | None = UNSET


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/account/password."""

    current: Password
    password: Password
    transport: Transport = "cookie"


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That it is the owner who asks."""

    password: Password


@get("/api/account", tags=TAGS, summary="Your account", guards=[account, by_session], responses=refusals(401, 403))
async def get_account(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[AccountView]:
    async with sessions.begin() as session:
        found = signing.view(await session.get_one(User, acting(request).user_id))
    return Response(found, headers=NO_STORE)


@patch(
    "/api/account",
    tags=TAGS,
    summary="Change name or language",
    guards=[account, by_session],
    responses=refusals(400, 401, 403),
)
async def change_account(
    request: AnyRequest, data: JSONBody[AccountChange], sessions: NamedDependency[Sessions]
) -> Response[AccountView]:
    async with sessions.begin() as session:
        user = await tokens.hold(session, acting(request).user_id)
        if data.name is not UNSET:
            user.name = data.name
        if data.locale is not UNSET:
            user.locale = data.locale
        await session.flush()
        found = signing.view(user)
    return Response(found, headers=NO_STORE)


@post(
    "/api/account/password",
    status_code=200,
    tags=TAGS,
    summary="Change the password",
    description="Signs out everywhere else; the answer is the sign-in that goes on here.",
    guards=[account, by_session],
    responses=refusals(400, 401, 403, 429),
)
async def change_password(
    request: AnyRequest,
    data: JSONBody[PasswordChange],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> Response[Session]:
    known = await _confirmed(request, data.current, desk, sessions)
    passwords.check(data.password, about=(known.email, known.name or ""))
    hashed = await passwords.hash_password(data.password)
    async with sessions.begin() as session:
        signed_in = await signing.change_password(
            session, accounts, known.id, hashed, guest_of(desk, request), before=known.password_hash
        )
    return answer(accounts, signed_in, data.transport)


@get(
    "/api/account/export",
    tags=TAGS,
    summary="All that is kept of you, as one file",
    guards=[account, by_session],
    responses=refusals(401, 403),
)
async def export_account(
    request: AnyRequest, sessions: NamedDependency[Sessions], accounts: NamedDependency[Accounts]
) -> Response[dict[str, Any]]:
    async with sessions.begin() as session:
        kept = await closing.export(session, accounts, acting(request).user_id)
    name = f"voguevault-{datetime.now(UTC):%Y-%m-%d}.json"
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{name}"'}
    laid_out: Any = msgspec.json.format(msgspec.json.encode(kept))
    return Response(laid_out, media_type="application/json", headers=headers)


@post(
    "/api/account/erase",
    status_code=204,
    response_cookies=FORGOTTEN,
    response_headers=NO_STORE,
    tags=TAGS,
    summary="Erase your account",
    description="For good. Orders stay as figures without a name; while one is on its way it is a 409 `orders_open`.",
    guards=[account, by_session],
    responses=refusals(400, 401, 403, 409, 429),
)
async def erase_account(
    request: AnyRequest,
    data: JSONBody[Confirmation],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> None:
    known = await _confirmed(request, data.password, desk, sessions)
    async with sessions.begin() as session:
        await closing.erase(session, accounts, known.id)


async def _confirmed(request: AnyRequest, password: str, desk: Desk, sessions: Sessions) -> signing.Known:
    """The account that acts, whose password it is. Raises LoginFailed, RateLimited."""
    async with sessions.begin() as session:
        found = await signing.known(session, acting(request).user_id)
    await throttle.a_guess(desk, request, found.email if found else "")
    return await signing.checked(found, password)
