"""Generated conversations of up to six turns through the real pipeline, checked turn by turn.

    python -m tests.aurora.conversations --n 1000                     over the demo catalogue
    python -m tests.aurora.conversations --n 1000 --catalogue myntra  over a merchant's, where its file is there
    python -m tests.aurora.conversations --seed 17 --n 1 -v           one conversation again, with what was said

A shop of its own is started and filled, unless --database-url names one. What is said is made of what the catalogue
has. Everything is derived from the seed of a conversation; a fault is printed with it.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

import click
import msgspec

import migrations
from aurora import embeddings
from aurora.embedder import create as create_embedder
from aurora.pipeline import Outcome, Stylist
from aurora.retrieval import Retriever
from aurora.types import ChatReply, ConversationState, Outfit, TurnInput
from commerce import demo, importer, loading
from commerce.feed import mapping as feed_mapping
from commerce.feed.products import Terms
from core.db import database
from core.embedded import running
from core.ids import uuid7
from core.settings import Settings
from tests.aurora import conversation_stock
from tests.aurora.conversation_checks import Shopper, Step, Verdict, always, pieces
from tests.aurora.conversation_moves import follow_up
from tests.aurora.conversation_references import Move
from tests.aurora.conversation_report import Fault, Tally
from tests.aurora.conversation_requests import request
from tests.aurora.conversation_stock import Stock
from tests.conftest import created_database

TURNS = 6
MYNTRA = Path(__file__).parents[3] / "shared" / "data" / "catalogues" / "myntra.csv"
_RATES = {"USD": {"EUR": 1.08}, "INR": {"EUR": 95.0, "USD": 88.0}}
_STOCK = 5
"""Units of every product of a catalogue that states none."""


class Shop(msgspec.Struct, frozen=True):
    stylist: Stylist
    stock: Stock


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[Shop]:
    """The shop behind a database that is filled."""
    async with database(url) as sessions:
        async with sessions() as session:
            stock = await conversation_stock.of(session)
        yield Shop(Stylist(Retriever(sessions, create_embedder(settings))), stock)


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


class Room:
    """A conversation as the store carries it: the state goes through JSON, the cards are found by their ids."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop, self._seed, self._seq = shop, seed, 0
        self._state, self._cards = ConversationState(), dict[UUID, Outfit]()
        self._history: list[tuple[str, str]] = []

    async def say(self, message: str) -> Outcome:
        self._seq += 1
        state = msgspec.json.decode(msgspec.json.encode(self._state), type=ConversationState)
        turn = TurnInput(
            conversation_id=uuid7(),
            message_id=uuid7(),
            seq=self._seq,
            message=message,
            state=state,
            table=self._looks(state),
            before=self._looks(state.undo[-1]) if state.undo else (),
            history=tuple(self._history[-6:]),
            currency=self._shop.stock.currency,
            rates=_RATES[self._shop.stock.currency],
            today="2026-06-15",
            seed=self._seed * 100 + self._seq,
        )
        outcomes = [event async for event in self._shop.stylist.respond(turn) if isinstance(event, Outcome)]
        reply = outcomes[0].reply
        self._state = outcomes[0].state
        self._cards |= {outfit.outfit_id: outfit for outfit in reply.outfits}
        self._history.append((message, reply.reply))
        return outcomes[0]

    def _looks(self, state: ConversationState) -> tuple[Outfit, ...]:
        return tuple(self._cards[look.outfit_id] for look in state.looks)


async def converse(shop: Shop, seed: int, tally: Tally, *, verbose: bool = False) -> list[Fault]:
    """One conversation, counted in `tally`; its faults."""
    random, room = Random(seed), Room(shop, seed)
    now, earlier = Shopper(stock=shop.stock), list[Shopper]()
    faults = list[Fault]()
    for turn in range(1, random.randint(3, TURNS) + 1):
        move = follow_up(random, now, can_undo=bool(earlier)) if turn > 1 else request(random, shop.stock)
        said = await room.say(move.message)
        reply = said.reply
        after = earlier[-1] if move.undoes else _after(move, now, reply)
        step = Step(move.message, now, after, reply, said.recommendation.analysis)
        verdicts = [*always(step, shop.stock.titles), *move.check(step), *([_undone(step)] if move.undoes else ())]
        found = tally.add(seed, turn, move.kind, move.message, verdicts)
        tally.looks += len(reply.outfits)
        faults += found
        if verbose:
            _show(step, found)
        if move.undoes:
            earlier.pop()
        elif move.chooses and (now.table or now.limits):
            earlier.append(now)
        now = after
    tally.conversations += 1
    return faults


def _after(move: Move, now: Shopper, reply: ChatReply) -> Shopper:
    table = reply.outfits if move.chooses else now.table
    return msgspec.structs.replace(move.said, table=table)


def _undone(step: Step) -> Verdict:
    """Undo brings the very looks back, all of them in their order."""
    same = [pieces(outfit) for outfit in step.reply.outfits] == [pieces(outfit) for outfit in step.after.table]
    return Verdict("undo", "" if same else "undo did not bring back what was there before")


def _show(step: Step, found: list[Fault]) -> None:
    click.echo(f"\n> {step.message}\n  {step.reply.reply}")
    for outfit in step.reply.outfits:
        items = "; ".join(f"{i.slot} {i.title} ({i.colour.name}, {'/'.join(i.materials)})" for i in outfit.items)
        empty = ", ".join(f"no {each.slot}: {each.why}" for each in outfit.empty_slots)
        click.echo(f"    {outfit.total.amount / 100:.2f} {outfit.character or ''} {items} {empty}")
    for c in step.reply.constraints:
        click.echo(
            f"    · {c.kind} {c.text!r} {c.value.name or c.value.amount or ''} {c.slot or ''} {c.status} {c.note or ''}"
        )
    for fault in found:
        click.echo(f"  ✗ {fault.about}: {fault.what}")


# ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _a_shop(url: str | None, catalogue: str) -> AsyncIterator[Shop]:
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), log_level="ERROR")
        if url is not None:
            async with opened(url, settings) as shop:
                yield shop
            return
        with running(Path(folder) / "servers") as servers, created_database(servers.database_url) as made:
            await fill(made, settings, catalogue)
            async with opened(made, settings) as shop:
                yield shop


async def _main(arguments: argparse.Namespace) -> int:
    began, tally = time.perf_counter(), Tally()
    async with _a_shop(arguments.database_url, arguments.catalogue) as shop:
        for seed in range(arguments.seed, arguments.seed + arguments.n):
            for fault in await converse(shop, seed, tally, verbose=arguments.verbose):
                click.echo(fault)
    tally.show()
    last = arguments.seed + arguments.n - 1
    click.echo(f"{arguments.catalogue}, seeds {arguments.seed}..{last}, {time.perf_counter() - began:.0f} s")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=60, help="conversations (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first (default 0)")
    parser.add_argument("--catalogue", choices=("demo", "myntra"), default="demo")
    parser.add_argument("--database-url", help="a shop that is filled already; else one is made")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what was said")
    sys.exit(asyncio.run(_main(parser.parse_args())))
