"""`aurora account create | role`: the first admin, and whoever comes after without a mail."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import ClassVar

import click
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.accounts.admin_routes import AccountNotFound, give_role
from core import audit, passwords
from core import settings as core_settings
from core.access import Role
from core.connect import database_url
from core.db import database
from core.errors import Conflict
from core.ids import uuid7
from core.models import ROLES, User


class AddressTaken(Conflict):
    code: ClassVar[str] = "address_taken"
    title: ClassVar[str] = "There is such an account"


@click.group("account")
def account() -> None:
    """Who may do what: make accounts, give roles."""


@account.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="customer", show_default=True)
@click.option("--admin", "role", flag_value="admin", help="The same as --role admin.")
@click.option("--name", help="What the person is called.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@click.pass_context
def create(ctx: click.Context, email: str, role: Role, name: str | None, password_stdin: bool) -> None:
    """Make an account for EMAIL, whose address counts as confirmed."""
    typed = sys.stdin.readline().rstrip("\n") if password_stdin else _asked()
    passwords.check(typed, about=(email, name or ""))

    async def make(session: AsyncSession) -> None:
        hashed = await passwords.hash_password(typed)
        if await session.scalar(select(User.id).where(User.email == email)) is not None:
            raise AddressTaken(f"{email} has an account. `aurora account role` changes what it may do.")
        user = User(
            id=uuid7(), email=email, password_hash=hashed, role=role, name=name, email_verified_at=datetime.now(UTC)
        )
        session.add(user)
        await session.flush()
        await audit.record(session, None, "account.created", "user", user.id, {"role": [None, role]})

    _in_database(ctx, make)
    click.echo(f"{email} can sign in now, as {role}.")


@account.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_context
def change_role(ctx: click.Context, email: str, role: Role) -> None:
    """Give the account of EMAIL a ROLE."""

    async def give(session: AsyncSession) -> None:
        id = await session.scalar(select(User.id).where(User.email == email))
        if id is None:
            raise AccountNotFound(f"{email} has no account. `aurora account create` makes one.")
        await give_role(session, None, id, role)

    _in_database(ctx, give)
    click.echo(f"{email} is {role} now.")


def _asked() -> str:
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _in_database(ctx: click.Context, doing: Callable[[AsyncSession], Awaitable[None]]) -> None:
    async def run(url: str) -> None:
        async with database(url, pool_size=1) as sessions, sessions.begin() as session:
            await doing(session)

    if isinstance(ctx.obj, str):
        asyncio.run(run(ctx.obj))
        return
    with database_url(core_settings.load()) as url:
        asyncio.run(run(url))
