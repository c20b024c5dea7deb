"""What the routes of accounts take and give in common: fields, the refresh cookie, the guest, answers that take equally
long."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from msgspec import Meta

from commerce.accounts.signing import Accounts, Session, SignedIn
from commerce.accounts.tokens import LIFETIME
from core.access import Principal, principal_of
from core.desk import AnyRequest, Desk
from core.errors import Forbidden
from core.visitors import BadVisitorToken

__all__ = [
    "FLOOR_S", "FORGOTTEN", "NO_STORE", "Email", "Locale", "Name", "Password", "Secret", "SessionNeeded", "Transport",
    "acting", "answer", "by_session", "equally_long", "guest_of", "refresh_of",
]  # fmt: skip

NO_STORE = {"Cache-Control": "no-store"}
COOKIE, COOKIE_PATH, MARKER = "refresh", "/api/auth", "signed_in"
FORGOTTEN = (
    Cookie(key=COOKIE, value="", max_age=0, httponly=True, samesite="strict", path=COOKIE_PATH),
    Cookie(key=MARKER, value="", max_age=0, samesite="strict", path="/"),
)
"""With these a browser forgets both cookies, also those that are secure."""
FLOOR_S = 0.3
"""An answer about an address takes at least this long, whoever has it: several times what its work takes."""

_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_PLAIN)]
Password = Annotated[str, Meta(min_length=1, max_length=1000)]
Secret = Annotated[str, Meta(min_length=1, max_length=200, pattern=_PLAIN)]
Locale = Annotated[str, Meta(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Transport = Literal["cookie", "body"]
"""Where the refresh token goes: a cookie that no script reads, or the answer's body for what is no browser."""


class SessionNeeded(Forbidden):
    code: ClassVar[str] = "session_required"
    title: ClassVar[str] = "An API key may not do this"


async def by_session(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: a person who signed in, not an API key. Goes with `account`."""
    found = principal_of(connection)
    if found is not None and found.key_id is not None:
        raise SessionNeeded("Sign in with the password; an API key may not change its account.")


def acting(request: AnyRequest) -> Principal:
    """The account that acts, behind the guard `account`."""
    found = principal_of(request)
    assert found is not None, "the route has the guard `account`"
    return found


def guest_of(desk: Desk, request: AnyRequest) -> UUID | None:
    """The guest that the request comes from; None for a new one. A token that does not verify is nobody's: it must not
    keep anyone from signing in."""
    try:
        guest = desk.guest(request)
    except BadVisitorToken:
        return None
    return None if guest.fresh else guest.id


def refresh_of(request: AnyRequest, given: str | None) -> tuple[str | None, Transport]:
    """The refresh token of a request, and where it came from."""
    if given is not None:
        return given, "body"
    return request.cookies.get(COOKIE), "cookie"


def answer(accounts: Accounts, signed_in: SignedIn, transport: Transport) -> Response[Session]:
    """The sign-in as it is answered."""
    in_body = transport == "body"
    cookies = [] if in_body else [_cookie(accounts, signed_in.refresh), _marker(accounts, "1")]
    shown = Session(
        access_token=signed_in.access, refresh_token=signed_in.refresh if in_body else None,
        account=signed_in.account, notices=signed_in.notices,
    )  # fmt: skip
    return Response(shown, headers=NO_STORE, cookies=cookies)


_AGE_S = int(LIFETIME.total_seconds())


def _marker(accounts: Accounts, value: str, *, max_age: int = _AGE_S) -> Cookie:
    """That there is a refresh cookie, which no script can see: so that a guest's page need not ask."""
    return Cookie(key=MARKER, value=value, max_age=max_age, samesite="strict", secure=accounts.secure_cookies, path="/")


def _cookie(accounts: Accounts, token: str, *, max_age: int = _AGE_S) -> Cookie:
    return Cookie(
        key=COOKIE, value=token, max_age=max_age, httponly=True, samesite="strict", secure=accounts.secure_cookies,
        path=COOKIE_PATH,
    )  # fmt: skip


@asynccontextmanager
async def equally_long(floor_s: float = FLOOR_S) -> AsyncIterator[None]:
    """The block, and then as long as is left of the floor: what is done inside cannot be told from outside."""
    began = time.monotonic()
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, began + floor_s - time.monotonic()))
