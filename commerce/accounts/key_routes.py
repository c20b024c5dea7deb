"""GET and POST /api/account/keys, DELETE /api/account/keys/{id}: API keys, which are shown once."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta
from sqlalchemy import ColumnElement, func, select, update

from commerce.accounts import tokens
from commerce.accounts.wire import NO_STORE, Name, acting, by_session
from core import audit
from core.access import API_KEY_PREFIX, Role, account, digest
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import Forbidden, NotFound, Unprocessable
from core.models import AuthToken

TAGS = ["accounts"]
MOST = 20
Scope = Literal[
    "shop", "orders:read", "orders:write", "catalogue:write", "promotions:write", "webhooks:write", "accounts:read",
    "jobs:read",
]  # fmt: skip
"""What a key may be good for: `shop` is to act as its owner in the shop, the rest is the shop's own work."""
ALLOWED: Mapping[Role, frozenset[Scope]] = {
    "customer": frozenset({"shop"}),
    "staff": frozenset(get_args(Scope)) - {"jobs:read", "webhooks:write"},
    "admin": frozenset(get_args(Scope)),
}


class ScopeNotYours(Forbidden):
    code: ClassVar[str] = "scope_not_yours"
    title: ClassVar[str] = "Your role cannot give this"


class KeyNotFound(NotFound):
    code: ClassVar[str] = "api_key_not_found"
    title: ClassVar[str] = "No such API key"


class TooManyKeys(Unprocessable):
    code: ClassVar[str] = "api_key_limit"
    title: ClassVar[str] = "Too many API keys"


class KeyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/account/keys. expires_in_days: left out, it does not run out."""

    name: Name
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=20)]
    expires_in_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """An API key without its secret."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None


class NewKey(KeyView, frozen=True, kw_only=True):
    """`key` is shown here and never again: the shop keeps its SHA-256 alone."""

    key: str


class Keys(msgspec.Struct, frozen=True):
    keys: tuple[KeyView, ...]


@get(
    "/api/account/keys",
    tags=TAGS,
    summary="Your API keys",
    guards=[account, by_session],
    responses=refusals(401, 403),
)
async def list_keys(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[Keys]:
    query = select(AuthToken).where(*_own(acting(request).user_id)).order_by(AuthToken.id)
    async with sessions.begin() as session:
        found = tuple(_view(row) for row in await session.scalars(query))
    return Response(Keys(found), headers=NO_STORE)


@post(
    "/api/account/keys",
    tags=TAGS,
    summary="Make an API key",
    description="The key is shown once and kept nowhere, so that this route takes no `Idempotency-Key`.",
    guards=[account, by_session],
    responses=refusals(400, 401, 403, 422),
)
async def make_key(
    request: AnyRequest, data: JSONBody[KeyRequest], sessions: NamedDependency[Sessions]
) -> Response[NewKey]:
    who = acting(request)
    secret = API_KEY_PREFIX + secrets.token_urlsafe(32)
    until = datetime.now(UTC) + timedelta(days=data.expires_in_days) if data.expires_in_days else None
    async with sessions.begin() as session:
        user = await tokens.hold(session, who.user_id)
        role = msgspec.convert(user.role, Role)
        if over := sorted(set(data.scopes) - ALLOWED[role]):
            raise ScopeNotYours(f"As {role} you cannot give {', '.join(over)}.")
        if len(list(await session.scalars(select(AuthToken.id).where(*_own(who.user_id))))) >= MOST:
            raise TooManyKeys(f"At most {MOST} keys are good at once. Revoke one first.")
        row = AuthToken(
            user_id=who.user_id, kind="api_key", token_hash=digest(secret), name=data.name,
            scopes=sorted(set(data.scopes)), expires_at=until,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        await session.refresh(row, ["created_at"])
        await audit.record(session, who, "api_key.created", "api_key", row.id, {"scopes": [[], row.scopes]})
        made = NewKey(key=secret, **msgspec.structs.asdict(_view(row)))
    return Response(made, status_code=201, headers=NO_STORE)


@delete(
    "/api/account/keys/{key_id:uuid}",
    tags=TAGS,
    summary="Revoke an API key",
    guards=[account, by_session],
    responses=refusals(401, 403, 404),
)
async def revoke_key(request: AnyRequest, key_id: FromPath[UUID], sessions: NamedDependency[Sessions]) -> None:
    who = acting(request)
    revoked = (
        update(AuthToken)
        .where(AuthToken.id == key_id, *_own(who.user_id))
        .values(revoked_at=func.now())
        .returning(AuthToken.id)
    )
    async with sessions.begin() as session:
        if await session.scalar(revoked) is None:
            raise KeyNotFound(f"You have no key {key_id} that is still good.")
        await audit.record(session, who, "api_key.revoked", "api_key", key_id)


def _own(user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return AuthToken.user_id == user_id, AuthToken.kind == "api_key", AuthToken.revoked_at.is_(None)


def _view(row: AuthToken) -> KeyView:
    return KeyView(
        id=row.id, name=row.name or "", scopes=tuple(row.scopes), created_at=row.created_at, expires_at=row.expires_at
    )
