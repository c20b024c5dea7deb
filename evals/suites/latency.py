"""What a turn takes: time by stage, questions to the database, tokens and money. Whole turns, as the server runs them.

Cases are the scripted conversations, held once each; figures are over all their turns, with intervals over
conversations. Wall time says as much of the machine as of Aurora: it is printed with its quantiles and compared in
pairs, and decides nothing; a gate on it would close on a busy neighbour. What decides is counted: statements sent to
the database and tokens taken from a model, which the same code takes on every machine.
"""

import os
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from aurora.models import Turn
from aurora.retrieval.reading import engines
from core.db import Sessions, engine_of
from evals.cassettes import SETTING, answering, chat_model
from evals.shops import demo_days, lot
from evals.stylist import Placed, stylists
from evals.suite import Case, Metric, Options, Solve, Solved, Suite
from evals.talk.room import Room
from evals.talk.scripts import Script, scripts

STAGES = ("analyse", "retrieve", "score", "compose", "mood", "cards", "act", "reply")
_OF_A_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Took(msgspec.Struct, frozen=True, kw_only=True):
    """One turn. Milliseconds of wall time; `cpu_ms` of this process."""

    said: str
    ms: float
    cpu_ms: float
    stages: dict[str, float]
    statements: int
    """Sent to the database by this process, beginnings and ends of transactions not counted."""
    tokens: int
    """Of prompts and answers, as the turn's own record has them."""
    cost_micros: int
    """Millionths of a US dollar; 0 where the model's price is not known."""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    turns: list[Took]


class Counter:
    """Counts the statements that the connections of some databases send."""

    def __init__(self, databases: Iterable[Sessions]) -> None:
        self.count = 0
        for sessions in databases:
            for engine in (engine_of(sessions), *engines(sessions)):
                event.listen(engine.sync_engine, "before_cursor_execute", self._executed)
                event.listen(engine.sync_engine, "connect", self._connected)

    def _executed(self, *_: Any) -> None:
        self.count += 1

    def _connected(self, connection: DBAPIConnection, _: Any) -> None:
        # What goes past SQLAlchemy, as the searches of a turn do, is seen by the driver alone.
        connection.driver_connection.add_query_logger(self._logged)

    def _logged(self, query: Any) -> None:
        self.count += not query.query.lstrip().upper().startswith(_OF_A_TRANSACTION)


# ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(options: Options) -> Iterable[Case]:
    for script in scripts():
        chance = Random(f"{options.seed}/{script.id}/words")
        yield Case(
            id=script.id, input=[chance.choice(turn.say) for turn in script.turn], expected=script.client,
            slices={"about": script.about, "language": script.language},
        )  # fmt: skip


# ── solving ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    async with chat_model(options, "latency") as model, stylists(options, prepared, model) as days:
        counter = Counter(day.sessions for day in days)
        for day in days:  # what a server has done once before its first shopper: code paths, vectors, connections
            # of this process alone: two that warm up at once would be one shopper who sends everything twice
            await _held(["an outfit for the office, women", "cheaper"], {}, day, 0, f"warm-up {os.getpid()}", counter)

        async def solve(case: Case) -> Talk:
            drawn = lot(options.seed, case.id)
            with answering(case.id):
                return await _held(case.input, case.expected, days[drawn.day], drawn.seed, case.id, counter)

        yield solve


async def _held(
    messages: Sequence[str], client: Mapping[str, Any], shop: Placed, seed: int, name: str, counter: Counter
) -> Talk:
    script = msgspec.convert({"id": name, "about": "", "client": client, "turn": []}, Script)
    room, turns = Room(shop.sessions, shop.turns, seed, name), list[Took]()
    for message in messages:
        before, began, spent = counter.count, time.perf_counter(), time.process_time()
        reply = await room.say(message, script.context)
        ms, cpu_ms = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
        statements = counter.count - before
        turns.append(await _took(shop.sessions, reply.message_id, message, ms, cpu_ms, statements))
    return Talk(turns=turns)


async def _took(
    sessions: Sessions, id: UUID, said: str, ms: float, cpu_ms: float, statements: int
) -> Took:  # fmt: skip
    async with sessions() as session:
        row = await session.get_one(Turn, id)
        return Took(
            said=said, ms=ms, cpu_ms=cpu_ms, stages=row.timings, statements=statements,
            tokens=row.prompt_tokens + row.completion_tokens, cost_micros=row.cost_micros,
        )  # fmt: skip


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _quantile(share: float, of: Callable[[Took], float | None]) -> Callable[[Sequence[Solved]], float | None]:
    """Over all turns in which there is such a thing; None where there is none."""

    def quantile(solved: Sequence[Solved]) -> float | None:
        found = [ms for one in solved if one.output for turn in one.output.turns if (ms := of(turn)) is not None]
        return float(np.quantile(found, share)) if found else None

    return quantile


def _quantiles(name: str, about: str, of: Callable[[Took], float | None]) -> tuple[Metric, ...]:
    return tuple(
        Metric(name=f"{name}, p{round(share * 100)}", about=f"{about} Milliseconds, over turns.", better="lower",
               pool=_quantile(share, of), high=80_000.0) for share in (0.5, 0.95, 0.99)
    )  # fmt: skip


def _stage(name: str) -> Callable[[Took], float | None]:
    return lambda turn: turn.stages.get(name)


def _a_turn(of: Callable[[Took], float]) -> Callable[[Case, Talk], tuple[float, float] | None]:
    return lambda case, talk: (sum(map(of, talk.turns)), float(len(talk.turns))) if talk.turns else None


SUITE = Suite(
    name="latency",
    about="What a turn takes: time by stage, statements, tokens, money.",
    cases=_cases,
    open=_opened,
    prepare=demo_days,
    output=Talk,
    asks_model=True,
    fast=True,
    setting_names=(SETTING,),
    metrics=(
        Metric(name="statements a turn", about="Sent to the database, without BEGIN and COMMIT.", better="lower",
               ratio=_a_turn(lambda turn: turn.statements), high=1000.0, headline=True, allowed_loss=0.2),
        Metric(name="tokens a turn", about="Prompt and answer of both calls of a model.", better="lower",
               ratio=_a_turn(lambda turn: turn.tokens), high=100_000.0, headline=True, allowed_loss=30.0),
        Metric(name="micro-dollars a turn", about="By list price; 0 where it is not known.", better="lower",
               ratio=_a_turn(lambda turn: turn.cost_micros), high=1_000_000.0),
        Metric(name="CPU a turn", about="Milliseconds of this process, the database's not counted.", better="lower",
               ratio=_a_turn(lambda turn: turn.cpu_ms), high=80_000.0),
        *_quantiles("turn", "From message to finished reply, stored.", lambda turn: turn.ms),
        *_quantiles("to cards", "From message to cards.", _stage("cards_at")),
        *(metric for name in STAGES for metric in _quantiles(name, f"The stage `{name}`, where it ran.", _stage(name))),
    ),
)  # fmt: skip
