"""`aurora handoffs list | show | reply | close`: what shoppers asked a person for, for the people who answer."""

import asyncio
import getpass
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
LONGEST = 1000


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
    table = Table("number", "asked at (UTC)", "contact", "message", "status")
    for row in rows:
        message = escape(row.handoff.message[:60])
        status = f"closed {row.closed_at:%Y-%m-%d %H:%M}" if row.closed_at else row.status
        contact = escape(row.handoff.contact or "not given")
        table.add_row(row.number, f"{row.asked_at:%Y-%m-%d %H:%M}", _printable(contact), _printable(message), status)
    console.print(table if rows else "Nobody waits.")


@handoffs.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(number: str, as_json: bool) -> None:
    """One handoff by its number or reference: the transcript and the looks on the table."""
    with database_url(core_settings.load()) as url:
        row = asyncio.run(_shown(url, number))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(row)))
    else:
        click.echo("\n".join(_told(row)))


@handoffs.command()
@click.argument("number")
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who answers; the shopper sees it.")
@click.option("--text", "words", prompt="Your answer", help="What the shopper reads in the conversation.")
@click.option("--close", "closes", is_flag=True, help="Close the handoff with it.")
def reply(number: str, by: str, words: str, closes: bool) -> None:
    """Answer a shopper: they read it in the conversation."""
    if not words.strip():
        raise click.UsageError("The answer is blank. Write what the shopper is to read.")
    if len(words) > LONGEST:
        raise click.UsageError(f"The answer has {len(words)} characters; {LONGEST} at most are shown.")
    with database_url(core_settings.load()) as url:
        row = asyncio.run(_answered(url, number, by, words, closes))
    reach = f" They left {row.handoff.contact}." if row.handoff.contact else ""
    closing = " It is closed." if closes else ""
    click.echo(_printable(f"Answered handoff {row.number}; the shopper reads it in the conversation.{reach}{closing}"))


@handoffs.command()
@click.argument("number")
@click.option("--by", default=getpass.getuser, show_default="your login", help="Who dealt with it.")
@click.option("--note", default="", help="What came of it; staff read it in the audit log.")
def close(number: str, by: str, note: str) -> None:
    """Mark a handoff as dealt with; the audit log keeps by whom."""
    with database_url(core_settings.load()) as url:
        asyncio.run(_closed(url, number, by, note))
    click.echo(f"Handoff {number} is closed.")


def _told(row: Row) -> list[str]:
    handoff = row.handoff
    lines = [
        f"Handoff {row.number} ({row.reference}), asked at {row.asked_at:%Y-%m-%d %H:%M} UTC"
        + (f", closed at {row.closed_at:%Y-%m-%d %H:%M} UTC" if row.closed_at else ""),
        f"Contact: {handoff.contact or 'not given'} · language: {handoff.language}",
        f"Conversation {handoff.conversation_id} of visitor {handoff.visitor_id}",
        "",
    ]
    for said in handoff.transcript:
        lines.append(f"shopper: {said.message}")
        if said.reply is not None:
            lines.append(f"Aurora:  {said.reply}")
    lines += [f"{one.by}, {one.at:%Y-%m-%d %H:%M} UTC: {one.text}" for one in handoff.answers]
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


async def _shown(url: str, number: str) -> Row:
    async with _session(url) as session:
        return await desk.shown(session, await desk.referred(session, number))


async def _answered(url: str, number: str, by: str, words: str, closes: bool) -> Row:
    async with _session(url) as session:
        reference = await desk.referred(session, number)
        row = await desk.answer(session, reference, by=by, text=words)
        if closes:
            await desk.close(session, reference, by=by, note="answered")
        return row


async def _closed(url: str, number: str, by: str, note: str) -> None:
    async with _session(url) as session:
        await desk.close(session, await desk.referred(session, number), by=by, note=note)
