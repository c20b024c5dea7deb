"""Who acts: access tokens, API keys, and what a route asks of whoever calls it.

An access token is a JWT of ten minutes; it is read without asking anybody. What it says of the account (its role, that
it was not signed out since) is asked of the database only where it matters: by the guards `account`, `staff`, `admin`.
Source: RFC 9068 (access tokens as JWTs), RFC 8725 (their best practice: one algorithm, kind and audience checked).
"""

import hashlib
import hmac
import secrets
import time
from typing import Any, ClassVar, Literal
from uuid import UUID

import jwt
import msgspec
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy import select

from core.db import Sessions
from core.errors import Forbidden, Unauthorised
from core.models import AuthToken, User

__all__ = [
    "API_KEY_PREFIX", "AccessTokens", "BadAccessToken", "MissingScope", "NotAllowed", "Principal", "Role",
    "SignInFirst", "account", "admin", "authentication", "digest", "principal_of", "quota_of", "scope", "staff",
]  # fmt: skip

Role = Literal["customer", "staff", "admin"]
API_KEY_PREFIX = "vvk_"
ISSUER, AUDIENCE, KIND, ALGORITHM = "voguevault", "voguevault:api", "at+jwt", "HS256"
LIFETIME_S = 600
_LEEWAY_S = 5
_STATE = "principal"


class BadAccessToken(Unauthorised):
    code: ClassVar[str] = "access_token_invalid"
    title: ClassVar[str] = "The access token is not valid"


class SignInFirst(Unauthorised):
    code: ClassVar[str] = "sign_in_first"


class NotAllowed(Forbidden):
    code: ClassVar[str] = "role_required"


class MissingScope(Forbidden):
    code: ClassVar[str] = "scope_required"


class Principal(msgspec.Struct, frozen=True):
    """The account that acts. `scopes` is None for a session, which may all that its role may; an API key has a list."""

    user_id: UUID
    role: Role
    token_version: int
    scopes: tuple[str, ...] | None = None
    key_id: UUID | None = None

    def may(self, wanted: str) -> bool:
        return self.scopes is None or wanted in self.scopes


class AccessTokens:
    """Makes and reads access tokens. The first secret signs; all of them verify, so that keys can be rotated."""

    def __init__(self, *signing: bytes) -> None:
        keys = [hmac.digest(secret, b"access-token-v1", hashlib.sha256) for secret in signing]
        self._keys = {hashlib.sha256(key).hexdigest()[:16]: key for key in keys}
        self._current = next(iter(self._keys))

    def issue(self, user_id: UUID, role: Role, token_version: int, *, now: float | None = None) -> str:
        """A signed token of `LIFETIME_S` seconds. now: Unix seconds, the clock's where it is left out."""
        issued = int(time.time() if now is None else now)
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": str(user_id), "role": role, "ver": token_version,
            "iat": issued, "nbf": issued, "exp": issued + LIFETIME_S, "jti": secrets.token_hex(8),
        }  # fmt: skip
        headers = {"kid": self._current, "typ": KIND}
        return jwt.encode(claims, self._keys[self._current], algorithm=ALGORITHM, headers=headers)

    def read(self, token: str) -> Principal:
        """Whom a genuine token that has not run out speaks for. Raises BadAccessToken."""
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.get(str(header.get("kid")))
            if key is None or header.get("typ") != KIND:
                raise jwt.InvalidTokenError("unknown key or kind")
            claims = jwt.decode(
                token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, leeway=_LEEWAY_S,
                options={"require": ["exp", "iat", "nbf", "sub", "aud", "iss"]},
            )  # fmt: skip
            return Principal(UUID(claims["sub"]), msgspec.convert(claims["role"], Role), int(claims["ver"]))
        except jwt.ExpiredSignatureError:
            raise BadAccessToken("The access token has run out. Take a new one at POST /api/auth/refresh.") from None
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
            raise BadAccessToken("The access token does not verify. Sign in again.") from None


def digest(secret: str) -> str:
    """SHA-256 of a bearer secret, as `auth_tokens` keeps it: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def authentication(tokens: AccessTokens, sessions: Sessions) -> Any:
    """Middleware that reads `Authorization: Bearer …`: an access token, or an API key. Without it nobody is signed in.

    What does not verify is a 401, also where a route asks for nobody: its sender meant it.
    """

    def wrap(app: ASGIApp) -> ASGIApp:
        async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                sent = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
                scheme, _, secret = sent.strip().partition(" ")
                if scheme.lower() == "bearer":
                    found = await _authenticated(secret.strip(), tokens, sessions)
                    scope.setdefault("state", {})[_STATE] = found
            await app(scope, receive, send)

        return middleware

    return wrap


def principal_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal | None:
    """Who signed the request; None for a guest."""
    found: Principal | None = connection.scope.get("state", {}).get(_STATE)
    return found


def quota_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """Whose quota a signed request takes from: the API key's, else the account's; None for a guest."""
    found = principal_of(connection)
    if found is None:
        return None
    return f"key:{found.key_id}" if found.key_id else f"user:{found.user_id}"


async def account(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: somebody is signed in, and was not signed out everywhere since. Raises SignInFirst, BadAccessToken."""
    await _current(connection)


async def staff(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: a member of staff or an admin, as the database has it now. Raises also NotAllowed."""
    if (await _current(connection)).role not in ("staff", "admin"):
        raise NotAllowed("Only the shop's staff may do this.")


async def admin(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: an admin, as the database has it now. Raises also NotAllowed."""
    if (await _current(connection)).role != "admin":
        raise NotAllowed("Only an admin of the shop may do this.")


def scope(wanted: str) -> Any:
    """Guard: an API key must have this scope; a session has them all. Goes with `account`, `staff` or `admin`."""

    async def scoped(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        found = principal_of(connection)
        if found is not None and not found.may(wanted):
            raise MissingScope(f"This API key lacks the scope {wanted!r}.")

    return scoped


async def _authenticated(secret: str, tokens: AccessTokens, sessions: Sessions) -> Principal:
    if secret.startswith(API_KEY_PREFIX):
        return await _owner_of_key(secret, sessions)
    return tokens.read(secret)


async def _owner_of_key(secret: str, sessions: Sessions) -> Principal:
    query = (
        select(AuthToken.id, AuthToken.scopes, AuthToken.expires_at, User.id, User.role, User.token_version)
        .join(User, User.id == AuthToken.user_id)
        .where(
            AuthToken.token_hash == digest(secret),
            AuthToken.kind == "api_key",
            AuthToken.revoked_at.is_(None),
            User.anonymised_at.is_(None),
        )
    )
    async with sessions.begin() as session:
        row = (await session.execute(query)).one_or_none()
    if row is None or (row[2] is not None and row[2].timestamp() <= time.time()):
        raise BadAccessToken("The API key does not exist, was revoked or has run out.")
    return Principal(row[3], msgspec.convert(row[4], Role), row[5], tuple(row[1]), row[0])


async def _current(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    """The principal with the role that the account has now."""
    found = principal_of(connection)
    if found is None:
        raise SignInFirst("Sign in first: send an access token as `Authorization: Bearer …`.")
    sessions: Sessions = connection.app.state.sessions
    query = select(User.role, User.token_version).where(User.id == found.user_id, User.anonymised_at.is_(None))
    async with sessions.begin() as session:
        row = (await session.execute(query)).one_or_none()
    if row is None or (found.key_id is None and row.token_version != found.token_version):
        raise BadAccessToken("This session was ended. Sign in again.")
    return msgspec.structs.replace(found, role=row.role)
