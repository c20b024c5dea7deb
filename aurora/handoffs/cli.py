"""`aurora handoffs list | show | close`: what shoppers asked a person for, for the people who answer."""

import asyncio
import getpass
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import handoffs as desk
from aurora.handoffs import Row
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from core.money import show as money

__all__ = ["handoffs"]
console = Console()


@click.group()
def handoffs() -> None:
    """Shoppers who asked for a person: who waits, what was said, and that it is dealt with."""


@handoffs.command("list")
@click.option("--all", "closed", is_flag=True, help="Also those that are closed.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(closed: bool, as_json: bool) -> None:
    """The open handoffs, oldest first."""
    with database_url(core_settings.load()) as url:
        rows = asyncio.run(_listed(url, closed))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(rows)))
        return
    table = Table("reference", "asked at (UTC)", "contact", "message", "closed")
    for row in rows:
        message = escape(row.handoff.message[:60])
        closed_at = f"{row.closed_at:%Y-%m-%d %H:%M}" if row.closed_at else ""
        contact = escape(row.handoff.contact or "not given")
        table.add_row(str(row.reference), f"{row.asked_at:%Y-%m-%d %H:%M}", contact, message, closed_at)
    console.print(table if rows else "Nobody waits.")


@handoffs.command()
@click.argument("reference", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(reference: UUID, as_json: bool) -> None:
    """One handoff: the transcript and the looks on the table."""
    with database_url(core_settings.load()) as url:
        row = asyncio.run(_shown(url, reference))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(row)))
    else:
        click.echo("\n".join(_told(row)))


@handoffs.command()
@click.argument("reference", type=click.UUID)
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who dealt with it.")
@click.option("--note", default="", help="What came of it.")
def close(reference: UUID, by: str, note: str) -> None:
    """Mark a handoff as dealt with; the audit log keeps by whom."""
    with database_url(core_settings.load()) as url:
        asyncio.run(_closed(url, reference, by, note))
    click.echo(f"Handoff {reference} is closed.")


def _told(row: Row) -> list[str]:
    handoff = row.handoff
    lines = [
        f"Handoff {row.reference}, asked at {row.asked_at:%Y-%m-%d %H:%M} UTC"
        + (f", closed at {row.closed_at:%Y-%m-%d %H:%M} UTC" if row.closed_at else ""),
        f"Contact: {handoff.contact or 'not given'} · language: {handoff.language}",
        f"Conversation {handoff.conversation_id} of visitor {handoff.visitor_id}",
        "",
    ]
    for said in handoff.transcript:
        lines.append(f"shopper: {said.message}")
        if said.reply is not None:
            lines.append(f"Aurora:  {said.reply}")
    for outfit in handoff.looks:
        lines += ["", f"{outfit.title}, {money(outfit.total)} (/looks/{outfit.outfit_id})"]
        lines += [f"  {item.slot}: {item.title}, {item.colour.name}, {money(item.price)}" for item in outfit.items]
    return [_printable(line) for line in lines]


def _printable(text: str) -> str:
    """Without control characters: a shopper's words must not drive a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[AsyncSession]:
    async with database(url) as sessions, sessions.begin() as session:
        yield session


async def _listed(url: str, closed: bool) -> tuple[Row, ...]:
    async with _session(url) as session:
        return await desk.listed(session, closed=closed)


async def _shown(url: str, reference: UUID) -> Row:
    async with _session(url) as session:
        return await desk.shown(session, reference)


async def _closed(url: str, reference: UUID, by: str, note: str) -> None:
    async with _session(url) as session:
        await desk.close(session, reference, by=by, note=note)
