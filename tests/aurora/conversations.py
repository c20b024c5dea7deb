"""Generated conversations of up to six turns through the real pipeline over the demo shop, checked turn by turn.

    python -m tests.aurora.conversations --n 1000            a shop of its own is started and filled
    python -m tests.aurora.conversations --seed 17 --n 1 -v  one conversation again, with what was said

Everything is derived from the seed of a conversation; a fault is printed with it.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

import click
import msgspec
from sqlalchemy import select

from aurora.embedder import create as create_embedder
from aurora.pipeline import Outcome, Stylist
from aurora.retrieval import Retriever
from aurora.types import ChatReply, ConversationState, Outfit, TurnInput
from commerce.models import Product
from core.db import database
from core.embedded import running
from core.ids import uuid7
from core.settings import Settings
from tests.aurora.conversation_checks import Shopper, Step, always, pieces
from tests.aurora.conversation_moves import follow_up, request
from tests.aurora.conversation_references import Move

TURNS = 6


class Fault(msgspec.Struct, frozen=True):
    seed: int
    turn: int
    kind: str
    message: str
    what: str

    def __str__(self) -> str:
        return f"seed {self.seed} turn {self.turn} [{self.kind}] {self.message!r}: {self.what}"


class Shop(msgspec.Struct, frozen=True):
    stylist: Stylist
    titles: tuple[str, ...]
    """Of every product, the longest first."""


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[Shop]:
    """The shop behind a database that is filled."""
    async with database(url) as sessions:
        async with sessions() as session:
            titles = set(await session.scalars(select(Product.title)))
        stylist = Stylist(Retriever(sessions, create_embedder(settings)))
        yield Shop(stylist, tuple(sorted(titles, key=len, reverse=True)))


class Room:
    """A conversation as the store carries it: the state goes through JSON, the cards are found by their ids."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self._shop, self._seed, self._seq = shop, seed, 0
        self._state, self._cards = ConversationState(), dict[UUID, Outfit]()
        self._history: list[tuple[str, str]] = []

    async def say(self, message: str) -> ChatReply:
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
            rates={"EUR": 1.08},
            today="2026-06-15",
            seed=self._seed * 100 + self._seq,
        )
        outcomes = [event async for event in self._shop.stylist.respond(turn) if isinstance(event, Outcome)]
        reply = outcomes[0].reply
        self._state = outcomes[0].state
        self._cards |= {outfit.outfit_id: outfit for outfit in reply.outfits}
        self._history.append((message, reply.reply))
        return reply

    def _looks(self, state: ConversationState) -> tuple[Outfit, ...]:
        return tuple(self._cards[look.outfit_id] for look in state.looks)


async def converse(shop: Shop, seed: int, *, verbose: bool = False) -> tuple[list[Fault], Counter[str]]:
    """One conversation: its faults, and how often each kind of move was made."""
    random, room = Random(seed), Room(shop, seed)
    now, earlier = Shopper(), list[Shopper]()
    faults, made = list[Fault](), Counter[str]()
    for turn in range(1, random.randint(3, TURNS) + 1):
        move = follow_up(random, now, can_undo=bool(earlier)) if turn > 1 else request(random)
        reply = await room.say(move.message)
        after = earlier[-1] if move.undoes else _after(move, now, reply)
        step = Step(move.message, now, after, reply)
        found = [*always(step, shop.titles), *move.check(step), *(_undone(step) if move.undoes else ())]
        faults += [Fault(seed, turn, move.kind, move.message, what) for what in found]
        made[move.kind] += 1
        if verbose:
            _show(step, found)
        if move.undoes:
            earlier.pop()
        elif move.chooses and (now.table or now.limits):
            earlier.append(now)
        now = after
    return faults, made


def _after(move: Move, now: Shopper, reply: ChatReply) -> Shopper:
    table = reply.outfits if move.chooses else now.table
    return msgspec.structs.replace(move.said, table=table)


def _undone(step: Step) -> list[str]:
    """Undo brings the very looks back, all of them in their order."""
    shown = [pieces(outfit) for outfit in step.reply.outfits]
    if shown != [pieces(outfit) for outfit in step.after.table]:
        return ["undo did not bring back what was there before"]
    return []


def _show(step: Step, found: list[str]) -> None:
    click.echo(f"\n> {step.message}\n  {step.reply.reply}")
    for outfit in step.reply.outfits:
        items = "; ".join(f"{i.slot} {i.title} ({i.colour.name}, {'/'.join(i.materials)})" for i in outfit.items)
        click.echo(f"    {outfit.total.amount / 100:.2f} {outfit.character or ''} {items}")
    for c in step.reply.constraints:
        click.echo(
            f"    · {c.kind} {c.text!r} {c.value.name or c.value.amount or ''} {c.slot or ''} {c.status} {c.note or ''}"
        )
    for what in found:
        click.echo(f"  ✗ {what}")


# ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _a_shop(url: str | None) -> AsyncIterator[Shop]:
    from tests.aurora.conftest import _fill
    from tests.conftest import created_database

    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), log_level="ERROR")
        if url is not None:
            async with opened(url, settings) as shop:
                yield shop
            return
        with running(Path(folder) / "servers") as servers, created_database(servers.database_url) as made:
            await _fill(made, settings)
            async with opened(made, settings) as shop:
                yield shop


async def _main(arguments: argparse.Namespace) -> int:
    began, faults, made = time.perf_counter(), list[Fault](), Counter[str]()
    async with _a_shop(arguments.database_url) as shop:
        for seed in range(arguments.seed, arguments.seed + arguments.n):
            found, kinds = await converse(shop, seed, verbose=arguments.verbose)
            faults, made = [*faults, *found], made + kinds
            for fault in found:
                click.echo(fault)
    wrong = Counter(fault.kind for fault in faults)
    click.echo(f"\n{'move':28}{'turns':>7}{'faults':>8}")
    for kind, count in sorted(made.items()):
        click.echo(f"{kind:28}{count:7}{wrong[kind]:8}")
    seeds = f"seeds {arguments.seed}..{arguments.seed + arguments.n - 1}"
    bad = len({fault.seed for fault in faults})
    spent = time.perf_counter() - began
    click.echo(f"{arguments.n} conversations, {made.total()} turns, {seeds}, {spent:.0f} s")
    click.echo(f"{len(faults)} faults in {bad} conversations")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=60, help="conversations (default 60)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first (default 0)")
    parser.add_argument("--database-url", help="a shop that is filled already; else one is made")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what was said")
    sys.exit(asyncio.run(_main(parser.parse_args())))
