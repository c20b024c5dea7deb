"""`aurora bench turn`: what a turn costs by stage, its SQL alone, and how much of the exact search the index finds.

It works on a shop of its own, generated once and kept in a data directory of its own, so that it neither reads nor
disturbs the one that is being run.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

import migrations
from aurora.context import analyse
from aurora.embedder import Embedder, LocalEmbedder, Vectors, unit
from aurora.embeddings import embed_catalogue, vector_literal
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.retrieval.plan import SlotPlan, plan
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked, nearest
from aurora.types import Analysis, ClientContext, ConversationState, TurnInput
from commerce import demo, loading
from core import settings as core_settings
from core.db import Sessions, database
from core.embedded import running
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


class Figures(msgspec.Struct, frozen=True):
    """Milliseconds at the median and the 95th percentile of `n` turns."""

    p50: float
    p95: float
    n: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    products: int
    vectors: str
    """How the catalogue's vectors were made: all by the model, or most of them derived."""
    stages: dict[str, Figures]
    turn: Figures
    sql: Figures
    recall: dict[str, float]
    """Slot → mean share of the exact nearest K that the index found, under the turn's limits."""
    recall_all: float
    recall_p5: float


@click.group()
def bench() -> None:
    """Measure on a generated shop."""


@bench.command()
@click.option("--products", type=click.IntRange(1, 1_000_000), default=100_000, show_default=True)
@click.option("--turns", type=click.IntRange(12, 10_000), default=120, show_default=True, help="Turns that are timed.")
@click.option("--embed", "embedded", type=click.IntRange(1), help="Embed so many; derive the other vectors from them.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the shop is kept. Default: DATA_DIR-bench.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def turn(products: int, turns: int, embedded: int | None, data_dir: Path | None, as_json: bool) -> None:
    """Time turns by stage over PRODUCTS products, the SQL alone, and recall@40 per slot against exact search.

    The shop is built at the first run: about a minute for 100,000 products, and some minutes for their vectors
    (--embed 5000 shortens that: vectors near real ones, good for load, not for quality).
    """
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-bench")
    with running(home) as servers:
        (home / ".gitignore").write_text("*\n")
        url = servers.database_url
        report = asyncio.run(bench_turn(url, products=products, turns=turns, embedded=embedded, say=_say))
    click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() if as_json else show(report))


def _say(sentence: str) -> None:
    click.echo(f"  · {sentence}", err=True)


async def bench_turn(
    url: str, *, products: int, turns: int, embedded: int | None = None, say: Callable[[str], None] = _say
) -> Report:
    """Builds the shop in the database at `url` where it is not yet as asked, and measures on it."""
    await migrations.upgrade(url)
    async with database(url) as sessions:
        query = LocalEmbedder()
        model = "minilm-l6-v2-int8" if embedded is None else f"minilm-l6-v2-int8 near {embedded}"
        await _stock_up(sessions, products, say)
        await _embed(sessions, Near(query, model, embedded), say)
        asker = Named(query, model)
        stylist = Stylist(Retriever(sessions, asker))
        inputs = list(islice(_turns(), turns))
        say(f"timing {turns} turns")
        await _timed(stylist, inputs[: len(MESSAGES)])
        stages = await _timed(stylist, inputs)
        analyses = [analyse(one) for one in inputs[: len(MESSAGES)]]
        sql = await _sql_alone(stylist, asker, analyses, max(1, turns // len(analyses)))
        recall = await _recall(sessions, asker, analyses)
    return _report(products, embedded, stages, sql, recall)


# ── the shop ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _stock_up(sessions: Sessions, products: int, say: Callable[[str], None]) -> None:
    """Loads the generated range up to `products`; what is there already is not generated for again."""
    async with sessions() as session:
        there = int((await session.execute(text("SELECT count(*) FROM voguevault.products"))).scalar_one())
    if there > products:
        raise click.ClickException(f"The bench shop holds {there} products already; give another --data-dir.")
    rows = islice(demo.scale(products, 1), there, None)
    while chunk := list(islice(rows, 2000)):
        async with sessions.begin() as session:
            await loading.load(session, chunk)
        there += len(chunk)
        if there % 20_000 == 0 or there == products:
            say(f"{there} products loaded")


async def _embed(sessions: Sessions, embedder: Embedder, say: Callable[[str], None]) -> None:
    last = time.monotonic()

    def progress(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > 15:
            last = time.monotonic()
            say(f"{done} products have vectors")

    counts = await embed_catalogue(sessions, embedder, batch=512, progress=progress)
    say(f"{counts.seen} vectors, {counts.embedded} of them new")
    if counts.embedded:
        async with sessions() as session:
            connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            await connection.execute(text("VACUUM ANALYZE"))


class Named:
    """An embedder under another model's name: asks in the space in which the bench's vectors live."""

    def __init__(self, embedder: LocalEmbedder, model: str) -> None:
        self.embedder = embedder
        self.model = model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed(texts)


class Near(Named):
    """Embeds the first `limit` texts, and answers any other with the vector of the most similar of those, shaken.

    For load work only: a shop's vectors in a fraction of the time, with the density of a real one and no meaning of
    its own. Likeness is that of hashed words; the noise has length 0.2.
    """

    _BUCKETS = 256

    def __init__(self, embedder: LocalEmbedder, model: str, limit: int | None) -> None:
        super().__init__(embedder, model)
        self.limit = limit
        self.words = np.empty((0, self._BUCKETS), dtype=np.float32)
        self.vectors = np.empty((0, 384), dtype=np.float32)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.limit is None:
            return await self.embedder.embed(texts)
        words = self._hashed(texts)
        if len(self.vectors) < self.limit:
            vectors = await self.embedder.embed(texts)
            self.words = np.concatenate([self.words, words])
            self.vectors = np.concatenate([self.vectors, vectors])
            return vectors
        noise = np.random.default_rng(len(texts) + int(words.sum())).standard_normal((len(texts), 384))
        return unit(self.vectors[(words @ self.words.T).argmax(axis=1)] + (0.2 * unit_rows(noise)).astype(np.float32))

    def _hashed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.zeros((len(texts), self._BUCKETS), dtype=np.float32)
        for row, words in enumerate(texts):
            for word in words.split():
                counts[row, sum(word.encode()) * 31 % self._BUCKETS] += 1
        return unit(counts)


def unit_rows(noise: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.linalg.norm(noise, axis=1, keepdims=True)
    return noise / lengths


# ── the measurements ───────────────────────────────────────────────────────────────────────────────────────────────


def _turns() -> Iterator[TurnInput]:
    """First turns of conversations, over and over."""
    seed = 0
    while True:
        for message, client in MESSAGES:
            seed += 1
            yield TurnInput(
                conversation_id=uuid7(),
                message_id=uuid7(),
                seq=1,
                message=message,
                client=msgspec.convert(client, ClientContext),
                today="2026-06-01",
                seed=seed,
            )


async def _timed(stylist: Stylist, inputs: Sequence[TurnInput]) -> list[dict[str, float]]:
    """Milliseconds by stage of each turn, one turn at a time; words are not made, so no model is waited for."""
    measured = []
    for one in inputs:
        timings = Timings()
        start = time.perf_counter()
        await stylist.recommend(one, timings=timings)
        measured.append({**timings.ms, "turn": (time.perf_counter() - start) * 1000})
    return measured


async def _sql_alone(stylist: Stylist, asker: Embedder, analyses: Sequence[Analysis], times: int) -> list[float]:
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


async def _recall(sessions: Sessions, asker: Embedder, analyses: Sequence[Analysis]) -> dict[str, list[float]]:
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


def _report(
    products: int,
    embedded: int | None,
    stages: Sequence[dict[str, float]],
    sql: Sequence[float],
    recall: dict[str, list[float]],
) -> Report:
    names = list(dict.fromkeys(name for one in stages for name in one if name != "turn"))
    every = [share for shares in recall.values() for share in shares]
    how = "all by the model" if embedded is None else f"{embedded} by the model, the others derived from them"
    return Report(
        products=products,
        vectors=how,
        stages={name: _figures([one[name] for one in stages if name in one]) for name in names},
        turn=_figures([one["turn"] for one in stages]),
        sql=_figures(sql),
        recall={slot: round(float(np.mean(shares)), 4) for slot, shares in recall.items()},
        recall_all=round(float(np.mean(every)), 4) if every else 0.0,
        recall_p5=round(float(np.quantile(every, 0.05)), 4) if every else 0.0,
    )


def _figures(ms: Sequence[float]) -> Figures:
    return Figures(round(float(np.quantile(ms, 0.5)), 1), round(float(np.quantile(ms, 0.95)), 1), len(ms))


def show(report: Report) -> str:
    """The report as a table."""
    lines = [f"{report.products:,} products; vectors: {report.vectors}", f"{'':16}{'p50 ms':>10}{'p95 ms':>10}{'n':>8}"]
    rows = {**report.stages, "turn": report.turn, "SQL alone": report.sql}
    lines += [f"{name:16}{figure.p50:>10.1f}{figure.p95:>10.1f}{figure.n:>8}" for name, figure in rows.items()]
    lines += [f"recall@{K} against exact search: mean {report.recall_all:.3f}, 5th percentile {report.recall_p5:.3f}"]
    lines += [f"  {slot:14}{share:>10.3f}" for slot, share in report.recall.items()]
    return "\n".join(lines)
