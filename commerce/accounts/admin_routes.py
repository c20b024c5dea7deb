"""GET /api/admin/accounts, PUT /api/admin/accounts/{id}/role."""

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.accounts import signing, tokens
from commerce.accounts.signing import AccountView
from commerce.accounts.wire import NO_STORE, acting, by_session
from core import audit
from core.access import Principal, Role, admin, scope, staff
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import Conflict, NotFound
from core.models import User

TAGS = ["admin"]
PAGE = 50


class AccountNotFound(NotFound):
    code: ClassVar[str] = "account_not_found"
    title: ClassVar[str] = "No such account"


class LastAdmin(Conflict):
    code: ClassVar[str] = "last_admin"
    title: ClassVar[str] = "The shop needs an admin"


class RoleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role


class AccountsFound(msgspec.Struct, frozen=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    accounts: tuple[AccountView, ...]
    next: UUID | None


Begins = Annotated[
    str | None,
    QueryParameter(name="email", max_length=254, description="How the address begins", pattern=r"^[^\x00]*$"),
]
Cursor = Annotated[UUID | None, QueryParameter(name="before", description="Cursor: the `next` of the page before")]


@get(
    "/api/admin/accounts",
    tags=TAGS,
    summary="Find accounts",
    guards=[staff, scope("accounts:read")],
    responses=refusals(400, 401, 403),
)
async def find_accounts(
    sessions: NamedDependency[Sessions], begins: Begins = None, cursor: Cursor = None
) -> Response[AccountsFound]:
    query = select(User).where(User.anonymised_at.is_(None)).order_by(User.id.desc()).limit(PAGE + 1)
    if begins:
        query = query.where(func.lower(User.email).startswith(begins.lower(), autoescape=True))
    if cursor:
        query = query.where(User.id < cursor)
    async with sessions.begin() as session:
        rows = list(await session.scalars(query))
    found = tuple(signing.view(row) for row in rows[:PAGE])
    return Response(AccountsFound(found, found[-1].id if len(rows) > PAGE else None), headers=NO_STORE)


@put(
    "/api/admin/accounts/{account_id:uuid}/role",
    tags=TAGS,
    summary="Give an account a role",
    description="Holds from the next request on. Whoever gets less is signed out and loses their API keys.",
    guards=[admin, by_session],
    responses=refusals(400, 401, 403, 404, 409),
)
async def set_role(
    request: AnyRequest, account_id: FromPath[UUID], data: JSONBody[RoleChange], sessions: NamedDependency[Sessions]
) -> Response[AccountView]:
    async with sessions.begin() as session:
        user = await give_role(session, acting(request), account_id, data.role)
        found = signing.view(user)
    return Response(found, headers=NO_STORE)


_RANK: dict[str, int] = {"customer": 0, "staff": 1, "admin": 2}


async def give_role(session: AsyncSession, actor: Principal | None, account_id: UUID, role: Role) -> User:
    """The account in its new role, noted in the audit log. Raises AccountNotFound, LastAdmin."""
    admins = select(User).where(User.role == "admin").order_by(User.id).with_for_update(key_share=True)
    others = [row for row in await session.scalars(admins) if row.id != account_id]
    if await session.scalar(select(User.id).where(User.id == account_id, User.anonymised_at.is_(None))) is None:
        raise AccountNotFound(f"There is no account {account_id}.")
    user = await tokens.hold(session, account_id)
    before = user.role
    if before == role:
        return user
    if before == "admin" and not others:
        raise LastAdmin("This is the only admin. Make another one first.")
    user.role = role
    await session.flush()
    if _RANK[role] < _RANK[before]:
        await tokens.end_all(session, account_id)
        await tokens.end_keys(session, account_id)
    await audit.record(session, actor, "role.changed", "user", account_id, {"role": [before, role]})
    return user
