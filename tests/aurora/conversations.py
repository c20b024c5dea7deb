"""Generated conversations of up to six turns through store, stylist and deeds, checked turn by turn.

    python -m tests.aurora.conversations --n 1000                     over the demo catalogue
    python -m tests.aurora.conversations --n 1000 --catalogue myntra  over a merchant's, where its file is there
    python -m tests.aurora.conversations --seed 17 --n 1 -v           one conversation again, with what was said

What is said is made of what the catalogue has, and everything is derived from the seed of a conversation; a fault is
printed with it. With --data-dir the shops are kept and filled once, and so are the results: a run that was broken off
goes on where it was (--state names what they belong to), several processes may share the work, each with seeds of its
own, and --table prints all that is there. --wordings 3 holds each conversation in three more wordings.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import click
import msgspec

import migrations
from aurora import embeddings
from aurora.embedder import create as create_embedder
from aurora.types import Action, ChatReply, ConversationState
from commerce import demo, importer, loading
from commerce.feed import mapping as feed_mapping
from commerce.feed.products import Terms
from core import telemetry
from core.db import database
from core.embedded import attached_or_running, running
from core.settings import Settings
from evals.talk.limits import pieces
from tests.aurora.conversation_checks import Shopper, Step, Verdict, always
from tests.aurora.conversation_deeds import bag_deeds
from tests.aurora.conversation_references import Move
from tests.aurora.conversation_report import Fault, Ledger, Talk, Tally, table, wordings
from tests.aurora.conversation_requests import request
from tests.aurora.conversation_room import Room, Shop, TurnFailed, opened
from tests.aurora.conversation_turns import Chance, follow_up
from tests.aurora.conversation_wordings import reworded
from tests.conftest import created_database

__all__ = ["MYNTRA", "converse", "fill", "opened"]

TURNS = 6
MYNTRA = Path(__file__).parents[3] / "shared" / "data" / "catalogues" / "myntra.csv"
_STOCK = 5
"""Units of every product of a catalogue that states none."""


async def fill(url: str, settings: Settings, catalogue: str, feed_file: Path = MYNTRA) -> None:
    """Fills the empty database with the catalogue, `demo` or `myntra`, and embeds it with the local model."""
    await migrations.upgrade(url)
    async with database(url) as sessions:
        if catalogue == "demo":
            async with sessions.begin() as session:
                await loading.load(session, list(demo.products()))
        else:
            feed = feed_mapping.load(catalogue)
            terms = Terms(currency=feed.currency or "INR", default_stock=_STOCK)
            await importer.run(importer.Plan(path=feed_file, mapping=feed, terms=terms), sessions)
        await embeddings.embed_catalogue(sessions, create_embedder(settings))


# ── one conversation ───────────────────────────────────────────────────────────────────────────────────────────────


class _Past:
    """What stood at earlier turns: what undo and redo bring back, and the deed that waits."""

    def __init__(self) -> None:
        self.back, self.forth = list[Shopper](), list[Shopper]()
        self.waiting: Action | None = None
        self.added: Action | None = None
        self.chips: tuple[str, ...] = ()
        self.last_was_deed = False

    def chance(self) -> Chance:
        back, forth = bool(self.back), bool(self.forth)
        if self.last_was_deed:
            back = forth = False
        return Chance(back, forth, self.waiting, self.added, self.chips)

    def after(self, move: Move, now: Shopper, reply: ChatReply) -> Shopper:
        """What stands after the reply."""
        if move.goes == "back":
            return msgspec.structs.replace(self.back[-1], focus=None, pointed=False)
        if move.goes == "forth":
            return msgspec.structs.replace(self.forth[-1], focus=None, pointed=False)
        shown = () if move.blank else reply.outfits or now.table
        after = msgspec.structs.replace(move.said, table=shown, focus=move.focus, pointed=move.pointed)
        is_list = bool(shown) and all(len(outfit.items) == 1 for outfit in shown)
        if move.kind != "chip":
            return after
        # "Build a look around the first one": what was said of the trainers is not said of the look.
        limits = () if now.single and not is_list else after.limits
        return msgspec.structs.replace(after, single=is_list, limits=limits)

    def move_on(self, move: Move, now: Shopper, reply: ChatReply) -> None:
        self.waiting = next((a for a in reply.actions if a.kind == "cart.needs_size"), None)
        deeds = [] if reply.outfits else bag_deeds(reply)
        self.added = next((deed for deed in deeds if deed.kind == "cart.added"), None)
        self.last_was_deed = move.deed or bool(deeds)
        self.chips = reply.suggestions if reply.outfits else ()
        if move.goes == "back":
            self.back.pop()
            self.forth.append(now)
        elif move.goes == "forth":
            self.forth.pop()
            self.back.append(now)
        # A chip may ask ("Is it waterproof?"): what shows nothing leaves nothing to take back.
        elif ((move.chooses and move.kind != "chip") or reply.outfits) and (now.table or now.limits):
            self.back.append(now)
            self.forth.clear()


async def converse(
    shop: Shop, seed: int, tally: Tally, *, wording: int = 0, compared: bool = False, verbose: bool = False
) -> list[Fault]:
    """One conversation, counted in `tally`; its faults. compared: what it holds after each turn is noted too."""
    random, room = Random(seed), Room(shop, seed, wording)
    typing = Random(f"{seed}:{wording}")
    now, past, talk = Shopper(stock=shop.stock), _Past(), Talk(seed, wording)
    for turn in range(1, random.randint(3, TURNS) + 1):
        # One source of chance per turn: what one turn draws does not change what the next one may.
        chance = Random(f"{seed}:{turn}")
        move = follow_up(chance, now, past.chance()) if turn > 1 else request(chance, shop.stock)
        message = reworded(typing, move.message) if wording else move.message
        if move.owns is not None:
            await room.own(*move.owns)
        bag = await room.bag() if move.deed else {}
        try:
            reply = await room.say(message, move.context)
        except TurnFailed as failed:
            talk.add(turn, move.kind, message, [Verdict("contract", str(failed))])
            break
        after = past.after(move, now, reply)
        step = Step(message, now, after, reply, (dict(bag), dict(await room.bag()) if move.deed else {}))
        verdicts = [*always(step, move.language), *move.check(step), *_returned(step, move)]
        found = talk.add(turn, move.kind, message, verdicts)
        talk.looks += len(reply.outfits)
        talk.meant.append(move.message)
        if compared:
            talk.states.append(_gist(await room.state()))
        if verbose:
            _show(step, found)
        past.move_on(move, now, reply)
        now = after
    tally.talks.append(talk)
    return talk.faults


def _returned(step: Step, move: Move) -> Iterator[Verdict]:
    """Undo and redo bring the very looks back, all of them in their order."""
    if move.goes:
        same = [pieces(outfit) for outfit in step.reply.outfits] == [pieces(outfit) for outfit in step.after.table]
        yield Verdict("undo", "" if same else f"{move.kind} did not bring back what was there")


def _gist(state: ConversationState) -> str:
    """What was understood, without the products that were found by it and without the shopper's very words."""
    context = msgspec.structs.replace(state.context, sources={}, mood=None)
    wishes = sorted(
        repr((c.kind, c.value.members, c.value.amount, c.value.per, c.value.level, c.value.size, c.slot, c.hard))
        for c in state.constraints if c.kind != "other"
    )  # fmt: skip
    plain = (msgspec.to_builtins(context), wishes, state.single, state.owned, len(state.looks) > 0, len(state.undo))
    return repr(plain)


def _show(step: Step, found: list[Fault]) -> None:
    click.echo(f"\n> {step.message}\n  {step.reply.reply}")
    for outfit in step.reply.outfits:
        items = "; ".join(
            f"{i.slot} {i.title} ({i.colour.name}, {'/'.join(i.materials)}, {i.size})" for i in outfit.items
        )
        empty = ", ".join(f"no {each.slot}: {each.why}" for each in outfit.empty_slots)
        click.echo(f"    {outfit.total.amount / 100:.2f} {outfit.character or ''} {items} {empty}")
    for c in step.reply.constraints:
        told = c.value.name or c.value.amount or c.value.size or c.value.product_id or ""
        click.echo(f"    · {c.kind} {c.text!r} {told} {c.slot or ''} {c.status} {c.note or ''}")
    for action in (*step.reply.actions, *step.reply.also):
        click.echo(f"    ! {action.kind} {action.detail} {[need.title for need in action.needs]}")
    for fault in found:
        click.echo(f"  ✗ {fault.about}: {fault.what}")


# ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _a_database(arguments: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """URL of a filled shop: the one that is given, the kept one, or one of this run's own."""
    name = f"talks_{arguments.catalogue}"
    if arguments.database_url:
        yield arguments.database_url
    elif arguments.data_dir is not None:
        with attached_or_running(arguments.data_dir / "servers") as servers:
            url = urlsplit(servers.database_url)._replace(path=f"/{name}").geturl()
            if asyncio.run(_made(servers.database_url, name)):
                asyncio.run(fill(url, settings, arguments.catalogue))
            asyncio.run(_brought_up(url, settings))
            yield url
            # Servers end with the run that started them: it waits for the others that share them.
            while bool(servers.started) and asyncio.run(_is_shared(servers.database_url)):
                time.sleep(1)
    else:
        with running(settings.data_dir / "servers") as servers, created_database(servers.database_url) as url:
            asyncio.run(fill(url, settings, arguments.catalogue))
            yield url


async def _made(server_url: str, name: str) -> bool:
    """True where the database was not there yet and is now."""
    connection = await asyncpg.connect(server_url.replace("postgresql+asyncpg://", "postgresql://", 1))
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return False
        await connection.execute(f'CREATE DATABASE "{name}"')
        return True
    finally:
        await connection.close()


async def _is_shared(server_url: str) -> bool:
    """Whether another run is connected to the servers."""
    connection = await asyncpg.connect(server_url.replace("postgresql+asyncpg://", "postgresql://", 1))
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    try:
        return bool(await connection.fetchval(others))
    finally:
        await connection.close()


async def _brought_up(url: str, settings: Settings) -> None:
    """A kept shop at the newest schema, with the vectors of today's texts."""
    await migrations.upgrade(url)
    async with database(url) as sessions:
        await embeddings.embed_catalogue(sessions, create_embedder(settings))


def _commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


async def _hold(arguments: argparse.Namespace, url: str, settings: Settings, ledger: Ledger | None) -> Tally:
    """Holds what is not held yet, with progress; the tally of this run's seeds."""
    seeds = range(arguments.seed, arguments.seed + arguments.n)
    mine = [(seed, wording) for seed in seeds for wording in range(arguments.wordings + 1)]
    held = {(talk.seed, talk.wording): talk for talk in ledger.talks()} if ledger else {}
    tally = Tally(held[one] for one in mine if one in held)
    began, todo = time.perf_counter(), [one for one in mine if one not in held]
    async with opened(url, settings) as shop:
        for n, (seed, wording) in enumerate(todo, 1):
            for fault in await converse(
                shop, seed, tally, wording=wording, compared=bool(arguments.wordings), verbose=arguments.verbose
            ):
                click.echo(fault)
            if ledger:
                ledger.add(tally.talks[-1])
            if n % 50 == 0:
                spent = time.perf_counter() - began
                click.echo(f"… {n} of {len(todo)}, {spent:.0f} s, {len(tally.faults)} faults", err=True)
    return tally


def _main(arguments: argparse.Namespace) -> int:
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), log_level="ERROR")
        telemetry.configure(settings.log_level, settings.log_format)
        state = arguments.state or _commit()
        kept = arguments.data_dir / "runs" / f"{arguments.catalogue}-{state}.jsonl" if arguments.data_dir else None
        ledger = Ledger(kept) if kept and not arguments.verbose else None
        if arguments.table:
            return _table(arguments.data_dir, state)
        with _a_database(arguments, settings) as url:
            tally = asyncio.run(_hold(arguments, url, settings, ledger))
    tally.show()
    if arguments.wordings:
        click.echo(wordings(tally.talks))
    last = arguments.seed + arguments.n - 1
    spent, cpu = time.perf_counter() - began, time.process_time()
    click.echo(f"{arguments.catalogue} at {state}, seeds {arguments.seed}..{last}, {spent:.0f} s, {cpu:.0f} s CPU")
    return 1 if tally.faults else 0


def _table(data_dir: Path, state: str) -> int:
    """Prints what is kept of both catalogues at one state."""
    talks = {name: Ledger(data_dir / "runs" / f"{name}-{state}.jsonl").talks() for name in ("demo", "myntra")}
    tallies = {name: Tally(talk for talk in each if not talk.wording) for name, each in talks.items()}
    click.echo(table(tallies))
    for name, tally in tallies.items():
        click.echo(f"\n{name}: receipts {dict(tally.summed('statuses'))}; {tally.looks} looks\n{wordings(talks[name])}")
        for fault in tally.faults:
            click.echo(f"  {fault}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=60, help="conversations (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first (default 0)")
    parser.add_argument("--wordings", type=int, default=0, help="further wordings of each (default 0)")
    parser.add_argument("--catalogue", choices=("demo", "myntra"), default="demo")
    parser.add_argument("--data-dir", type=Path, help="where shops and results are kept")
    parser.add_argument("--state", help="what the kept results belong to (default the commit)")
    parser.add_argument("--table", action="store_true", help="only print what is kept")
    parser.add_argument("--database-url", help="a shop that is filled already; else one is made")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what was said; nothing is kept")
    sys.exit(_main(parser.parse_args()))
