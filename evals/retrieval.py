"""Whether full text helps the vectors, and by what weight: the search that Aurora runs, put together in several ways.

    evals run retrieval [../shared/data/catalogues/fashion_product_images.csv] [--all] [--json]

Each query is searched for once by `aurora.retrieval`, as a turn would, in its slot and department; what was found is
then ranked by `ranking.rank` at several weights of the two full-text rankings and two k of the fusion. Without weights
the vectors are alone. The query is what `context` makes of the message. Relevance comes from labels (see
`retrieval_queries`); half of the queries choose, the other half is reported.

Settings of a search:

words      slot and department only, so that the ranking is all that is measured
turn       with the limits and wishes that the message was understood to hold, as Aurora searches
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import click
import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.context import analyse
from aurora.embedder import Embedder, LocalEmbedder
from aurora.retrieval import Retriever
from aurora.retrieval.plan import Plan, SlotPlan, departments, plan
from aurora.retrieval.ranking import FUSION, Fusion, Ranked, rank
from aurora.retrieval.statement import Asked
from aurora.retrieval.vectors import QueryVectors
from aurora.types import Analysis, ConversationState, TurnInput
from core import settings as core_settings
from evals import retrieval_queries, retrieval_shops
from evals.compatibility_figures import Figure, mean_of
from evals.retrieval_figures import ndcg, recall, reciprocal_rank
from evals.retrieval_queries import Query
from evals.retrieval_shops import Shop

EVERY = (0.0, 0.5, 1.0, 2.0)
SOME = (0.0, 0.05, 0.1, 0.25, 0.5)
SETTINGS = ("words", "turn")
MEASURES = ("ndcg@10", "recall@40", "mrr")
LABELLED, NAMES = 300, 150
"""Queries of a slice."""
_NOBODY = UUID(int=0)
Scores = dict[str, NDArray[np.float64]]
"""Measure → (queries,) values."""


class Way(msgspec.Struct, frozen=True):
    """How what was found is put in order. fusion None: full text alone, and only what it matched."""

    fusion: Fusion | None

    def __str__(self) -> str:
        if self.fusion is None:
            return "text alone"
        every, some, k = self.fusion.every, self.fusion.some, self.fusion.k
        return f"every {every:g}, some {some:g}, k {k:g}" if every or some else "vectors alone"


TEXT, VECTORS, RUN = Way(None), Way(Fusion(0, 0)), Way(FUSION)
WAYS = tuple(
    dict.fromkeys((
        TEXT, VECTORS, *(Way(Fusion(every, some)) for every in EVERY for some in SOME),
        *(Way(Fusion(every, some, 10)) for every in EVERY[2:] for some in SOME[2:4]), RUN,
    ))
)  # fmt: skip


class Searched(msgspec.Struct, frozen=True):
    """A query and what was found for it."""

    query: Query
    ranked: Ranked | None
    """None where nothing was."""

    @property
    def named(self) -> bool:
        """Whether anything holds every word of the query."""
        return bool(self._matched())

    def graded(self, way: Way) -> list[int]:
        """Grades in the order that the way gives."""
        if self.ranked is None:
            return []
        if way.fusion is None:
            ids = self._by_words()
        else:
            ids = rank(self.ranked.found, self._matched(), fusion=way.fusion).ids()
        return [self.query.grades.get(UUID(bytes=product), 0) for product in ids]

    def _by_words(self) -> list[bytes]:
        """What holds every word of the query by its rank, then what holds some."""
        matched = self._matched()
        some = {row["product"].tobytes(): float(row["words"]) for row in self.ranked.found} if self.ranked else {}
        held = [product for product in some if product in matched or some[product] > 0]
        return sorted(held, key=lambda product: (-matched.get(product, 0.0), -some[product]))

    def _matched(self) -> dict[bytes, float]:
        if self.ranked is None:
            return {}
        rows = zip(self.ranked.found["product"].tolist(), self.ranked.lexical.tolist(), strict=True)
        return {product: value for product, value in rows if not np.isnan(value)}


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def searched(shop: Shop, embedder: Embedder, queries: Iterable[Query]) -> dict[str, list[Searched]]:
    """What every setting finds for the queries."""
    retriever, vectors = Retriever(shop.sessions, embedder), QueryVectors(embedder)
    found: dict[str, list[Searched]] = {setting: [] for setting in SETTINGS}
    for query in queries:
        analysis = understood(query)
        asked = Asked(model=embedder.model, vector=await vectors.of(analysis.query or query.message))
        for setting in SETTINGS:
            sought = await retriever.sought(_plan(setting, query, analysis), asked)
            found[setting].append(Searched(query, sought.ranked.get(query.slot)))
    return found


def understood(query: Query) -> Analysis:
    """The message as Aurora reads it, for the department and the slot that the labels speak of."""
    read = analyse(TurnInput(conversation_id=_NOBODY, message_id=_NOBODY, seq=1, message=query.message))
    context = msgspec.structs.replace(read.context, department=query.department)
    return msgspec.structs.replace(read, context=context, intent="product", slots=(query.slot,))


def _plan(setting: str, query: Query, analysis: Analysis) -> Plan:
    if setting == "turn":
        whole = plan(analysis, ConversationState())
        return msgspec.structs.replace(whole, slots=tuple(s for s in whole.slots if s.slot == query.slot))
    anything = SlotPlan(slot=query.slot, departments=departments(query.department, query.slot))
    return Plan(slots=(anything,), query=analysis.query or query.message)


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def scores(found: Sequence[Searched], way: Way) -> Scores:
    """Each measure of each query."""
    rankings = [(one.graded(way), list(one.query.grades.values())) for one in found]
    return {
        "ndcg@10": np.array([ndcg(*ranking) for ranking in rankings]),
        "recall@40": np.array([recall(*ranking) for ranking in rankings]),
        "mrr": np.array([reciprocal_rank(*ranking) for ranking in rankings]),
    }


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One way on one slice in one setting, over one half of the queries."""

    slice: str
    setting: str
    half: str
    way: str
    figures: dict[str, Figure]
    beyond: dict[str, Figure]
    """What it adds to the vectors alone, query by query; intervals by the bootstrap over queries."""
    matched: float
    """Share of the queries of which something holds every word."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    lines: tuple[Line, ...]
    runs: str
    """What Aurora runs."""
    best: str
    """What the first half of the queries chooses."""


def report(found: Mapping[str, Mapping[str, Sequence[Searched]]]) -> Report:
    """found: slice → setting → queries as searched."""
    lines = [
        line
        for slice_, by_setting in found.items()
        for setting, rows in by_setting.items()
        for half, some in (("chosen on", rows[::2]), ("reported", rows[1::2]))
        for line in _lines(slice_, setting, half, some)
    ]
    return Report(lines=tuple(lines), runs=str(RUN), best=best(lines))


def _lines(slice_: str, setting: str, half: str, found: Sequence[Searched]) -> list[Line]:
    alone = scores(found, VECTORS)
    matched = float(np.mean([one.named for one in found]))
    lines = []
    for way in WAYS:
        own = scores(found, way)
        lines.append(
            Line(
                slice=slice_, setting=setting, half=half, way=str(way), matched=matched,
                figures={name: mean_of(own[name].tolist()) for name in MEASURES},
                beyond={name: mean_of((own[name] - alone[name]).tolist()) for name in MEASURES},
            )
        )  # fmt: skip
    return lines


def best(lines: Iterable[Line], half: str = "chosen on") -> str:
    """The way with the best mean NDCG@10 over slices and settings among the harmless: those that on no slice, setting
    and measure are worse than the vectors alone beyond chance (the interval of the difference reaches 0)."""
    of: dict[str, list[Line]] = {}
    for line in lines:
        if line.half == half:
            of.setdefault(line.way, []).append(line)
    harmless = {
        way: float(np.mean([line.beyond["ndcg@10"].value for line in some]))
        for way, some in of.items()
        if all(line.beyond[name].high >= 0 for line in some for name in MEASURES)
    }
    return max(harmless, key=harmless.__getitem__)


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command()
@click.argument("catalogue", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="fashion_product_images", show_default=True, help="How CATALOGUE is read.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the shops are kept. Default: DATA_DIR-evals.")
@click.option("--all", "all_lines", is_flag=True, help="Every setting and both halves, not only what is reported.")
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def retrieval(catalogue: Path | None, mapping: str, data_dir: Path | None, all_lines: bool, as_json: bool) -> None:
    """Measure vectors, full text and their fusion on the demo range and, where given, a sample of CATALOGUE (CSV)."""
    given = core_settings.load().data_dir
    home = data_dir or given.with_name(f"{given.name}-evals")
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitignore").write_text("*\n")
    result = report(asyncio.run(_found(home, catalogue, mapping)))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(result)) + b"\n")
        return
    for line in result.lines:
        if all_lines or line.half == "reported":
            click.echo(shown(line))
    click.echo(f"\nAurora runs {result.runs}; the other half of the queries chooses {result.best}.")


def shown(line: Line) -> str:
    cells = (f"{f.value:.3f} ({line.beyond[n].value:+.3f} [{line.beyond[n].low:+.3f}, {line.beyond[n].high:+.3f}])"
             for n, f in line.figures.items())  # fmt: skip
    head = f"{line.slice:18} {line.setting:9} {line.half:10} {line.way:24} {line.matched:.2f}"
    return f"{head}  {'  '.join(cells)}  n={line.figures['mrr'].count}"


async def _found(home: Path, catalogue: Path | None, mapping: str) -> dict[str, dict[str, list[Searched]]]:
    embedder = LocalEmbedder()
    found: dict[str, dict[str, list[Searched]]] = {}
    async with retrieval_shops.demo_shop(home, embedder) as shop:
        found |= await _slices("demo", shop, embedder, {})
    if catalogue:
        with tempfile.TemporaryDirectory() as scratch:
            rows = retrieval_shops.sample(catalogue, Path(scratch) / catalogue.name)
            async with retrieval_shops.catalogue_shop(home, embedder, Path(scratch) / catalogue.name, mapping) as shop:
                labels = {row["id"]: row for row in rows} if "id" in rows[0] else {}
                found |= await _slices(mapping, shop, embedder, labels)
    return found


async def _slices(
    name: str, shop: Shop, embedder: Embedder, rows: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, list[Searched]]]:
    """Slice → setting → queries as searched; rows: feed key → labels, where the catalogue has any."""
    products = shop.products
    drawn = list(retrieval_queries.names(products, NAMES))
    drawn += retrieval_queries.labelled(products, rows, LABELLED) if rows else ()
    drawn += retrieval_queries.asked(products) if name == "demo" else ()
    slices = {slice_: [q for q in drawn if q.slice == slice_] for slice_ in dict.fromkeys(q.slice for q in drawn)}
    return {f"{name}: {slice_}": await searched(shop, embedder, queries) for slice_, queries in slices.items()}
