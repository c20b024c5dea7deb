"""POST /api/auth/…: register, verify, login, refresh, logout, logout-everywhere, reset-request, reset."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from commerce.accounts import signing, throttle, tokens
from commerce.accounts.signing import Accounts, Session
from commerce.accounts.wire import (
    FORGOTTEN,
    NO_STORE,
    Email,
    Locale,
    Name,
    Password,
    Secret,
    Transport,
    acting,
    answer,
    by_session,
    equally_long,
    guest_of,
    refresh_of,
)
from core import passwords
from core.access import account
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.jobs import Jobs

TAGS = ["accounts"]


class RegisterRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/auth/register."""

    email: Email
    password: Password
    name: Name | None = None
    locale: Locale | None = None


class VerifyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mail's token, and the password that was chosen: nobody confirms what somebody else registered for them."""

    token: Secret
    password: Password
    transport: Transport = "cookie"


class LoginRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/auth/login. device: what it calls itself."""

    email: Email
    password: Password
    device: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    transport: Transport = "cookie"


class RefreshRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`{}` from a browser, whose cookie has the token."""

    refresh_token: Secret | None = None


class ResetAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/auth/reset-request."""

    email: Email


class ResetRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mail's token and the new password."""

    token: Secret
    password: Password
    transport: Transport = "cookie"


class Told(msgspec.Struct, frozen=True):
    """What happens next."""

    detail: str


@post(
    "/api/auth/register",
    status_code=202,
    tags=TAGS,
    summary="Open an account",
    description="Answers alike whether or not the address has an account; its owner gets a mail either way. Until the "
    "mail is answered nobody can sign in.",
    responses=refusals(400, 401, 429),
)
async def register(
    request: AnyRequest,
    data: JSONBody[RegisterRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
    jobs: NamedDependency[Jobs],
) -> Response[Told]:
    await throttle.a_mail(desk, request, data.email)
    passwords.check(data.password, about=(data.email, data.name or ""))
    async with equally_long():
        hashed = await passwords.hash_password(data.password)
        async with sessions.begin() as session:
            mail = await signing.register(
                session, accounts, email=data.email, hashed=hashed, name=data.name, locale=data.locale
            )
        await jobs.hand_over(mail)
    return _told("We have sent a mail to this address. Follow the link in it to go on.")


@post(
    "/api/auth/verify",
    status_code=200,
    tags=TAGS,
    summary="Confirm an address and sign in",
    description="What the guest had (bag, conversations, looks, wardrobe, profile) is the account's from here on.",
    responses=refusals(400, 401, 422, 429),
)
async def verify(
    request: AnyRequest,
    data: JSONBody[VerifyRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> Response[Session]:
    await throttle.a_refresh(desk, request)
    async with sessions.begin() as session:
        id = await tokens.owner_of(session, data.token, "email_verification")
        found = await signing.known(session, id)
    await throttle.a_guess(desk, request, found.email if found else str(id))
    known = await signing.checked(found, data.password)
    async with sessions.begin() as session:
        await tokens.redeem(session, data.token, "email_verification")
        signed_in = await signing.confirm(session, accounts, known, guest_of(desk, request))
    return answer(accounts, signed_in, data.transport)


@post(
    "/api/auth/login",
    status_code=200,
    tags=TAGS,
    summary="Sign in",
    description="What the guest had (bag, conversations, looks, wardrobe, profile) is the account's from here on; "
    "`notices` tells where something could not follow as it was. The refresh token is in the cookie `refresh` "
    '(HttpOnly, SameSite=Strict, only for /api/auth), or with `"transport": "body"` in the answer.',
    responses=refusals(400, 401, 429),
)
async def log_in(
    request: AnyRequest,
    data: JSONBody[LoginRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> Response[Session]:
    await throttle.a_guess(desk, request, data.email)
    async with sessions.begin() as session:
        found = await signing.known(session, data.email)
    known = await signing.checked(found, data.password, confirmed=True)
    fresh = await passwords.hash_password(data.password) if known.is_outdated else None
    async with sessions.begin() as session:
        signed_in = await signing.log_in(
            session, accounts, known, guest_of(desk, request), device=data.device, rehashed=fresh
        )
    return answer(accounts, signed_in, data.transport)


@post(
    "/api/auth/refresh",
    status_code=200,
    tags=TAGS,
    summary="Stay signed in",
    description="A refresh token is good once; the answer has the next. A token that was used before ends the sign-in "
    "for whoever holds it, but not within ten seconds: the answer may have been lost. Leave out an access token that "
    "has run out.",
    responses=refusals(400, 401, 429),
)
async def refresh(
    request: AnyRequest,
    data: JSONBody[RefreshRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> Response[Session]:
    await throttle.a_refresh(desk, request)
    token, transport = refresh_of(request, data.refresh_token)
    if not token:
        raise tokens.RefreshInvalid("There is no refresh token. Sign in.")
    signed_in = await signing.go_on(sessions, accounts, token, guest_of(desk, request))
    return answer(accounts, signed_in, transport)


@post(
    "/api/auth/logout",
    status_code=204,
    response_cookies=FORGOTTEN,
    response_headers=NO_STORE,
    tags=TAGS,
    summary="Sign out here",
    description="The browser is the guest again that it was, with nothing of the account.",
    responses=refusals(400, 401),
)
async def log_out(
    request: AnyRequest,
    data: JSONBody[RefreshRequest],
    sessions: NamedDependency[Sessions],
) -> None:
    token, _ = refresh_of(request, data.refresh_token)
    if token:
        async with sessions.begin() as session:
            await tokens.end_of(session, token)


@post(
    "/api/auth/logout-everywhere",
    status_code=204,
    response_cookies=FORGOTTEN,
    response_headers=NO_STORE,
    tags=TAGS,
    summary="Sign out on every device",
    description="API keys stay.",
    guards=[account, by_session],
    responses=refusals(401, 403),
)
async def log_out_everywhere(request: AnyRequest, sessions: NamedDependency[Sessions]) -> None:
    async with sessions.begin() as session:
        await tokens.end_all(session, acting(request).user_id)


@post(
    "/api/auth/reset-request",
    status_code=202,
    tags=TAGS,
    summary="Have a link sent to choose a new password",
    description="Answers alike whether or not the address has an account.",
    responses=refusals(400, 401, 429),
)
async def ask_reset(
    request: AnyRequest,
    data: JSONBody[ResetAsked],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
    jobs: NamedDependency[Jobs],
) -> Response[Told]:
    await throttle.a_mail(desk, request, data.email)
    async with equally_long():
        async with sessions.begin() as session:
            mail = await signing.ask_reset(session, accounts, data.email)
        await jobs.hand_over(mail)
    return _told("If this address has an account, a mail with a link is on its way to it.")


@post(
    "/api/auth/reset",
    status_code=200,
    tags=TAGS,
    summary="Choose a new password by a mailed link",
    description="Signs out everywhere and in here. It confirms the address too.",
    responses=refusals(400, 401, 422, 429),
)
async def reset(
    request: AnyRequest,
    data: JSONBody[ResetRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    accounts: NamedDependency[Accounts],
) -> Response[Session]:
    await throttle.a_refresh(desk, request)
    async with sessions.begin() as session:
        id = await tokens.owner_of(session, data.token, "password_reset")
        known = await signing.known(session, id)
    passwords.check(data.password, about=(known.email, known.name or "") if known else ())
    hashed = await passwords.hash_password(data.password)
    async with sessions.begin() as session:
        user_id: UUID = await tokens.redeem(session, data.token, "password_reset")
        signed_in = await signing.change_password(session, accounts, user_id, hashed, guest_of(desk, request))
    return answer(accounts, signed_in, data.transport)


def _told(detail: str) -> Response[Told]:
    return Response(Told(detail), status_code=202, headers=NO_STORE)
