"""`aurora bench turn`: what a turn costs by stage, the search alone, on the wire, and how much of the exact search is
found. `aurora bench buyers`: whether many who want the same few units get exactly what there is.

It works on a shop of its own, generated once and kept in a data directory of its own, so that it neither reads nor
disturbs the one that is being run.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import msgspec
import numpy as np

import migrations
from aurora.bench import buyers as buying
from aurora.bench.shop import Near, embed, model_name, stock_up
from aurora.bench.turns import (
    MESSAGES,
    K,
    Measured,
    database_cpu_ms,
    inputs_for,
    postmaster,
    recall_per_slot,
    search_alone,
    timed,
)
from aurora.bench.wire import Arrivals, Named, arrivals
from aurora.context import analyse
from aurora.embedder import LocalEmbedder
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from core import loop
from core import settings as core_settings
from core.db import database
from core.embedded import Servers, running


class Figures(msgspec.Struct, frozen=True):
    """Milliseconds at the median and the 95th percentile of `n` turns; `cpu` of this process at the median."""

    p50: float
    p95: float
    n: int
    cpu: float | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    products: int
    vectors: str
    """How the catalogue's vectors were made: all by the model, or most of them derived."""
    stages: dict[str, Figures]
    turn: Figures
    cold: dict[str, Figures]
    """`retrieve` and `turn` where nothing was kept of earlier turns."""
    search: Figures
    """The statements that find the products, and their ranking."""
    database_cpu: float | None
    """Processor milliseconds that the database's processes took a turn; None where it is not on this machine."""
    wire: dict[str, Figures] = {}
    """Until the client had the cards, and the whole turn; and a request that asks for nothing."""
    spans: dict[str, Figures] = {}
    """What the way to the cards is made of, in order. Each figure is of its own span: medians do not add up exactly."""
    recall: dict[str, float]
    """Slot → mean share of the exact nearest K that the search finds, under the turn's limits."""
    recall_all: float
    recall_p5: float
    bound: str
    """What most of a turn goes to."""


@click.group()
def bench() -> None:
    """Measure on a generated shop."""


@bench.command()
@click.option("--products", type=click.IntRange(1, 1_000_000), default=100_000, show_default=True)
@click.option("--turns", type=click.IntRange(12, 10_000), default=120, show_default=True, help="Turns that are timed.")
@click.option("--embed", "embedded", type=click.IntRange(1), help="Embed so many; derive the other vectors from them.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the shop is kept. Default: DATA_DIR-bench.")
@click.option("--wire", is_flag=True, help="Also over HTTP, with a server process of its own.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def turn(products: int, turns: int, embedded: int | None, data_dir: Path | None, wire: bool, as_json: bool) -> None:
    """Time turns by stage over PRODUCTS products, the search alone, and recall@40 per slot against exact search.

    The shop is built at the first run: about a minute for 100,000 products, and some minutes for their vectors
    (--embed 5000 shortens that: vectors near real ones, good for load, not for quality).
    """
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-bench")
    with running(home) as servers:
        (home / ".gitignore").write_text("*\n")
        report = loop.run(_measured(servers, home, products=products, turns=turns, embedded=embedded, wire=wire))
    click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() if as_json else show(report))


@bench.command()
@click.option("--rounds", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Of each kind of bag.")
@click.option("--buyers", type=click.IntRange(1, 1000), default=200, show_default=True, help="Who buy at once.")
@click.option("--units", type=click.IntRange(1, 1000), default=20, show_default=True, help="Of each variant, a round.")
@click.option("--servers", type=click.IntRange(1, 8), default=2, show_default=True, help="Processes that sell.")
@click.option(
    "--bag", "bags", multiple=True, type=click.Choice([kind.key for kind in buying.KINDS]),
    help="What is in everybody's bag; may be given again. Default: one kind after the other.",
)  # fmt: skip
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where its shop is. Default: DATA_DIR-buyers.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def buyers(
    rounds: int, buyers: int, units: int, servers: int, bags: tuple[str, ...], data_dir: Path | None, as_json: bool
) -> None:
    """Let BUYERS want the same UNITS at once, through several server processes: exactly what there is may be sold.

    Three kinds of bags: one unit of one variant, three variants in opposite orders, two lines of one variant. Exits 1
    where a round sold more or less, a buyer was told anything else, or something that is always true is not.
    """
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-buyers")
    kinds = tuple(kind for kind in buying.KINDS if not bags or kind.key in bags)
    asked = buying.Rush(rounds=rounds, buyers=buyers, units=units, servers=servers, kinds=kinds)
    with running(home) as own:
        (home / ".gitignore").write_text("*\n")
        urls = {"database_url": own.database_url, "redis_url": own.redis_url}
        loop.run(migrations.upgrade(own.database_url))
        found = loop.run(buying.rush(asked, **urls, data_dir=home, say=_say))
    told = msgspec.json.format(msgspec.json.encode(found), indent=2).decode() if as_json else buying.show(found)
    click.echo(told)
    if not all(one.holds for one in found):
        raise SystemExit(1)


async def _measured(
    servers: Servers, home: Path, *, products: int, turns: int, embedded: int | None, wire: bool
) -> Report:
    report = await bench_turn(servers.database_url, products=products, turns=turns, embedded=embedded)
    if not wire:
        return report
    _say(f"sending {turns} messages over HTTP")
    seen = await arrivals(
        database_url=servers.database_url,
        redis_url=servers.redis_url,
        model=model_name(embedded),
        data_dir=home,
        count=turns,
    )
    return msgspec.structs.replace(report, wire=_arrived(seen), spans=_named(seen.spans))


def _say(sentence: str) -> None:
    click.echo(f"  · {sentence}", err=True)


async def bench_turn(
    url: str, *, products: int, turns: int, embedded: int | None = None, say: Callable[[str], None] = _say
) -> Report:
    """Builds the shop in the database at `url` where it is not yet as asked, and measures on it."""
    await migrations.upgrade(url)
    async with database(url) as sessions:
        query, model = LocalEmbedder(), model_name(embedded)
        await stock_up(sessions, products, say)
        await embed(sessions, Near(query, model, embedded), say)
        asker = Named(query, model)
        stylist = Stylist(Retriever(sessions, asker))
        inputs = inputs_for(turns)
        once = inputs[: len(MESSAGES)]
        say(f"timing {turns} turns")
        for _ in range(2):
            await timed(stylist, once)
        loop.settle()
        parent = await postmaster(sessions)
        before = database_cpu_ms(parent) if parent else 0.0
        warm = await timed(stylist, inputs)
        spent = (database_cpu_ms(parent) - before) / len(inputs) if parent else None
        cold = await timed(stylist, inputs, cold=True)
        analyses = [analyse(one) for one in once]
        search = await search_alone(stylist, asker, analyses, max(1, turns // len(analyses)))
        recall = await recall_per_slot(sessions, asker, analyses)
    return _report(products, embedded, warm, cold, search, spent, recall)


# ── the report ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _report(
    products: int,
    embedded: int | None,
    warm: Sequence[Measured],
    cold: Sequence[Measured],
    search: Sequence[float],
    database_cpu: float | None,
    recall: dict[str, list[float]],
) -> Report:
    names = list(dict.fromkeys(name for one in warm for name in one.ms if name != "turn"))
    every = [share for shares in recall.values() for share in shares]
    how = "all by the model" if embedded is None else f"{embedded} by the model, the others derived from them"
    stages = {name: _stage(warm, name) for name in names}
    return Report(
        products=products,
        vectors=how,
        stages=stages,
        turn=_stage(warm, "turn"),
        cold={name: _stage(cold, name) for name in ("retrieve", "turn")},
        search=_figures(search),
        database_cpu=round(database_cpu, 1) if database_cpu is not None else None,
        recall={slot: round(float(np.mean(shares)), 4) for slot, shares in recall.items()},
        recall_all=round(float(np.mean(every)), 4) if every else 0.0,
        recall_p5=round(float(np.quantile(every, 0.05)), 4) if every else 0.0,
        bound=_bound(stages, _figures(search)),
    )


def _bound(stages: dict[str, Figures], search: Figures) -> str:
    """The stages that take most at the median, in words."""
    total = sum(figure.p50 for figure in stages.values()) or 1.0
    largest = sorted(stages, key=lambda name: -stages[name].p50)[:2]
    parts = [f"{name} {stages[name].p50 / total:.0%}" for name in largest]
    return f"{' and '.join(parts)} of a warm turn; finding products and ranking them alone {search.p50:.1f} ms"


def _stage(measured: Sequence[Measured], name: str) -> Figures:
    cpu = float(np.quantile([one.cpu[name] for one in measured if name in one.cpu], 0.5))
    wall = _figures([one.ms[name] for one in measured if name in one.ms])
    return msgspec.structs.replace(wall, cpu=round(cpu, 1))


def _figures(ms: Sequence[float]) -> Figures:
    return Figures(round(float(np.quantile(ms, 0.5)), 1), round(float(np.quantile(ms, 0.95)), 1), len(ms))


def _arrived(seen: Arrivals) -> dict[str, Figures]:
    return _named({
        "cards on the wire": seen.cards, "turn on the wire": seen.completed, "an empty answer": seen.empty,
    })  # fmt: skip


def _named(ms: dict[str, list[float]]) -> dict[str, Figures]:
    return {name: _figures(each) for name, each in ms.items()}


def show(report: Report) -> str:
    """The report as a table."""
    lines = [f"{report.products:,} products; vectors: {report.vectors}"]
    lines += [f"{'':20}{'p50 ms':>10}{'p95 ms':>10}{'cpu ms':>10}{'n':>8}"]
    rows = {**report.stages, "turn": report.turn, "search alone": report.search}
    rows |= {f"{name}, cold": figure for name, figure in report.cold.items()} | report.wire
    lines += [_row(name, figure) for name, figure in rows.items()]
    if report.spans:
        lines.append("of the cards on the wire")
        lines += [_row(f"  {name}", figure) for name, figure in report.spans.items()]
    if report.database_cpu is not None:
        lines.append(f"{'database, a turn':20}{'':>20}{report.database_cpu:>10.1f}")
    lines.append(
        f"recall@{K} against exact search: mean {report.recall_all:.3f}, 5th percentile {report.recall_p5:.3f}"
    )
    if report.recall:
        worst = min(report.recall, key=report.recall.__getitem__)
        lines[-1] += f", worst slot {worst} {report.recall[worst]:.3f}"
    lines += [f"  {slot:18}{share:>10.3f}" for slot, share in report.recall.items()]
    lines.append(f"bound by {report.bound}")
    return "\n".join(lines)


def _row(name: str, figure: Figures) -> str:
    cpu = "" if figure.cpu is None else f"{figure.cpu:.1f}"
    return f"{name:24}{figure.p50:>6.1f}{figure.p95:>10.1f}{cpu:>10}{figure.n:>8}"
