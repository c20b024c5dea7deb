"""What the bench measures of turns: wall and processor time by stage, the search alone, and how much of it is found."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aurora.embedder import Embedder
from aurora.embeddings import vector_literal
from aurora.pipeline import Stylist
from aurora.retrieval.plan import SlotPlan, plan
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked, nearest
from aurora.types import Analysis, ClientContext, ConversationState, TurnInput
from core.db import Sessions
from core.ids import uuid7
from core.telemetry import Timings

K = 40
"""Candidates per slot: of so many the recall is measured."""

MESSAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("I need something for a garden wedding in June, not too formal", {"department": "women"}),
    ("A complete outfit for an interview at a bank, under 400 dollars", {"department": "men"}),
    ("What can I wear on a rainy day in the office?", {"department": "women", "sizes": {"top": "M", "shoes": "EU 39"}}),
    (
        "Smart casual for dinner, navy if possible, no leather please",
        {"department": "men", "sizes": {"shoes": "EU 43"}},
    ),
    ("Beach holiday in Greece, 32 degrees, I like colour", {"department": "women", "sizes": {"dress": "38"}}),
    ("Black tie gala next month", {"department": "men"}),
    ("Hiking weekend in the mountains, it may snow", {"department": "women", "weather": {"temperature_c": -2}}),
    ("Show me white trainers", {"department": "unisex"}),
    ("A red dress for a party", {"department": "women", "sizes": {"dress": "40", "shoes": "EU 38"}}),
    ("Something comfortable for a long flight", {}),
    ("First date tonight, I am a bit nervous", {"department": "men", "style": {"boldness": 3, "palette": ["navy"]}}),
    ("School outfit for my daughter, she hates pink", {"department": "girls"}),
)


class Measured(msgspec.Struct, frozen=True):
    """Milliseconds of one turn by stage, "turn" being all of it: on the wall, and of this process's processor time."""

    ms: dict[str, float]
    cpu: dict[str, float]


class _Clock(Timings):
    """Takes processor time beside wall time. A stage that waits for the database spends none of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.cpu: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        try:
            with super().stage(name):
                yield
        finally:
            self.cpu[name] = self.cpu.get(name, 0.0) + (time.process_time() - start) * 1000


def inputs_for(count: int) -> list[TurnInput]:
    """First turns of conversations, the messages over and over."""
    return [
        TurnInput(
            conversation_id=uuid7(),
            message_id=uuid7(),
            seq=1,
            message=message,
            client=msgspec.convert(client, ClientContext),
            today="2026-06-01",
            seed=seed,
        )
        for seed, (message, client) in enumerate(islice(_over_and_over(), count), start=1)
    ]


def _over_and_over() -> Iterator[tuple[str, dict[str, Any]]]:
    while True:
        yield from MESSAGES


async def timed(stylist: Stylist, inputs: Sequence[TurnInput], *, cold: bool = False) -> list[Measured]:
    """Each turn, one at a time; words are not made, so no model is waited for.

    cold: before each turn the stylist forgets what it keeps between turns, vectors of queries and decoded products.
    """
    measured = []
    for one in inputs:
        if cold:
            stylist.retriever.forget()
        clock = _Clock()
        start, cpu = time.perf_counter(), time.process_time()
        await stylist.recommend(one, timings=clock)
        wall = (time.perf_counter() - start) * 1000
        measured.append(Measured({**clock.ms, "turn": wall}, {**clock.cpu, "turn": (time.process_time() - cpu) * 1000}))
    return measured


async def search_alone(stylist: Stylist, asker: Embedder, analyses: Sequence[Analysis], times: int) -> list[float]:
    """Milliseconds of the statements that find the products, side by side as in a turn, and of their ranking; without
    embedding, reading facts and choosing variants."""
    measured = []
    for analysis in analyses:
        wish = plan(analysis, ConversationState())
        asked = await _asked(asker, wish.query)
        for _ in range(times):
            start = time.perf_counter()
            await stylist.retriever.sought(wish, asked)
            measured.append((time.perf_counter() - start) * 1000)
    return measured


async def _asked(asker: Embedder, query: str) -> Asked:
    return Asked(model=asker.model, vector=vector_literal((await asker.embed([query]))[0].tolist()))


async def recall_per_slot(sessions: Sessions, asker: Embedder, analyses: Sequence[Analysis]) -> dict[str, list[float]]:
    """Slot → recall@K of each message's search there."""
    found: dict[str, list[float]] = {}
    for analysis in analyses:
        wish = plan(analysis, ConversationState())
        asked = await _asked(asker, wish.query)
        for slot in wish.slots:
            share = await _recall_in(sessions, slot, asked)
            if share is not None:
                found.setdefault(slot.slot, []).append(share)
    return found


async def _recall_in(sessions: Sessions, slot: SlotPlan, asked: Asked) -> float | None:
    """Share of the exact nearest K that the index finds; None where the slot is empty.

    Whatever is as near as the K-th counts, since equal vectors have no order.
    """
    distances: list[list[float]] = []
    for exact in (True, False):
        rows = await read(sessions, nearest(slot, asked, count=K, exact=exact))
        distances.append([float(row.distance) for row in rows])
    truth, got = distances
    if not truth:
        return None
    return sum(distance <= truth[-1] + 1e-9 for distance in got) / len(truth)


async def postmaster(sessions: Sessions) -> int | None:
    """The process id of the database's parent process, where it runs on this machine and tells; else None."""
    query = text("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int")
    try:
        async with sessions() as session:
            pid = int((await session.execute(query)).scalar_one())
    except DBAPIError:
        return None
    name = Path(f"/proc/{pid}/comm")
    is_here = await asyncio.to_thread(name.is_file) and "postgres" in await asyncio.to_thread(name.read_text)
    return pid if is_here else None


def database_cpu_ms(parent: int) -> float:
    """Processor milliseconds that the database's processes have taken so far, by the kernel's ticks of 10 ms."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            total += int(fields[11]) + int(fields[12])
    return total * 10.0
