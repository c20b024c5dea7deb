"""Is what is right for the words among what the search brings, and does the index bring what comparing all would?

The search is the one that a turn makes, in the slot and department that a question is about. Questions and what answers
them are read off labels that retrieval has no say in (`evals.retrieval_queries`): sixty requests by hand and names over
the demo range, labelled questions and names over a sample of a real catalogue (`--set shop=catalogue`). A variant's
`words_every` and `words_some` rank what was found by other weights of the two full-text rankings; both 0 is the vectors
alone. `--set limits=none` asks by slot and department only, so that the ranking is all that is measured.
"""

import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
import numpy as np
from sqlalchemy import text

from aurora.context import analyse
from aurora.embedder import LocalEmbedder
from aurora.retrieval import Retriever
from aurora.retrieval.plan import Plan, SlotPlan, departments, plan
from aurora.retrieval.ranking import FUSION, Ranked, rank
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked, nearest
from aurora.retrieval.vectors import QueryVectors
from aurora.types import Analysis, ConversationState, TurnInput
from core.db import Sessions, database
from core.errors import InvalidInput
from evals import retrieval_queries as queries
from evals import retrieval_shops as shops
from evals.metrics.ranking import ndcg_at_k, recall_at_k, reciprocal_rank
from evals.retrieval_queries import Query
from evals.suite import Case, Metric, Options, Solve, Suite
from evals.variants import Variant

LABELLED, NAMES = 300, 150
"""Questions of a kind."""
AT, REACH = 10, 40
"""What is looked at of a ranking, and what comes into a pool."""
LIMITS = ("turn", "none")
_NOBODY = UUID(int=0)


class Found(msgspec.Struct, frozen=True):
    """What the search brought, by feed key, best first; of how much of the exact nearest the index found; and when."""

    products: tuple[str, ...]
    exact: float | None
    is_named: bool
    """Whether anything holds every word of the question."""
    ms: float


def _cases(options: Options) -> Iterable[Case]:
    shop = shops.shop_of(options)
    products = shops.on_sale(shops.rows_of(shop))
    drawn = list(queries.names(products, NAMES))
    drawn += queries.asked(products) if shop == "demo" else queries.labelled(products, shops.labels(), LABELLED)
    for n, query in enumerate(drawn):
        asked = {"say": query.message, "slot": query.slot, "department": query.department}
        yield Case(id=f"{query.slice}/{n}", input=asked, expected=query.grades, slices={"asked by": query.slice})


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    _refuse_what_finds_nothing(options.variant)
    limits = options.settings.get("limits", LIMITS[0])
    if limits not in LIMITS:
        raise InvalidInput(f"There are no limits {limits!r}; there are {' and '.join(LIMITS)}.")
    embedder = LocalEmbedder()
    async with database(prepared["database_url"]) as sessions:
        retriever, vectors, keys = Retriever(sessions, embedder), QueryVectors(embedder), await _keys(sessions)

        async def solve(case: Case) -> Found:
            query = _query(case)
            analysis = understood(query)
            wish = _plan(limits, query, analysis)
            asked = Asked(model=embedder.model, vector=await vectors.of(analysis.query or query.message))
            started = time.perf_counter()
            ranked = (await retriever.sought(wish, asked)).get(query.slot)
            ms = (time.perf_counter() - started) * 1000
            exact = await _exact(sessions, wish, asked)
            if ranked is None:
                return Found((), exact, is_named=False, ms=ms)
            order = tuple(keys[product] for product in _ordered(ranked, options.variant))
            return Found(order, exact, is_named=not np.isnan(ranked.lexical).all(), ms=ms)

        yield solve


def _query(case: Case) -> Query:
    return Query(
        slice=case.slices["asked by"], message=case.input["say"], slot=case.input["slot"],
        department=case.input["department"], grades=case.expected,
    )  # fmt: skip


def understood(query: Query) -> Analysis:
    """The message as Aurora reads it, for the department and the slot that the labels speak of."""
    said = analyse(TurnInput(conversation_id=_NOBODY, message_id=_NOBODY, seq=1, message=query.message))
    context = msgspec.structs.replace(said.context, department=query.department)
    return msgspec.structs.replace(said, context=context, intent="product", slots=(query.slot,))


def _plan(limits: str, query: Query, analysis: Analysis) -> Plan:
    if limits == "turn":
        whole = plan(analysis, ConversationState())
        return msgspec.structs.replace(whole, slots=tuple(s for s in whole.slots if s.slot == query.slot))
    anything = SlotPlan(slot=query.slot, departments=departments(query.department, query.slot))
    return Plan(slots=(anything,), query=analysis.query or query.message)


def _ordered(ranked: Ranked, variant: Variant) -> Sequence[bytes]:
    """The products in the order of the variant's fusion."""
    if variant.words_every is None and variant.words_some is None:
        return ranked.ids()
    fusion = msgspec.structs.replace(
        FUSION, every=FUSION.every if variant.words_every is None else variant.words_every,
        some=FUSION.some if variant.words_some is None else variant.words_some,
    )  # fmt: skip
    pairs = zip(ranked.found["product"].tolist(), ranked.lexical.tolist(), strict=True)
    return rank(ranked.found, {product: value for product, value in pairs if value == value}, fusion=fusion).ids()


async def _exact(sessions: Sessions, wish: Plan, asked: Asked) -> float | None:
    """Share of the exact nearest that the index finds, whatever is as near as the last counting; None of nothing."""
    if not wish.slots:
        return None
    distances: list[list[float]] = []
    for exact in (True, False):
        rows = await read(sessions, nearest(wish.slots[0], asked, count=REACH, exact=exact))
        distances.append([float(row.distance) for row in rows])
    truth, got = distances
    return sum(distance <= truth[-1] + 1e-9 for distance in got) / len(truth) if truth else None


async def _keys(sessions: Sessions) -> dict[bytes, str]:
    async with sessions() as session:
        rows = await session.execute(text("SELECT id, feed_key FROM voguevault.products"))
        return {row.id.bytes: row.feed_key for row in rows}


def _refuse_what_finds_nothing(variant: Variant) -> None:
    usual = Variant()
    for name in Variant.__struct_fields__:
        if name not in ("name", "words_every", "words_some") and getattr(variant, name) != getattr(usual, name):
            raise InvalidInput(f"Variant {variant.name!r} names {name!r}, which changes nothing that is found.")


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _grades(case: Case, found: Found) -> list[int]:
    return [case.expected.get(product, 0) for product in found.products]


def _ndcg(case: Case, found: Found) -> float:
    return ndcg_at_k(_grades(case, found), AT, every=list(case.expected.values()))


def _best(case: Case, found: Found) -> list[int]:
    """1 for what is of the best grade that the shop has."""
    best = max(case.expected.values(), default=0)
    return [int(grade == best) for grade in _grades(case, found)] if best else []


def _recall(case: Case, found: Found) -> float:
    best = max(case.expected.values(), default=0)
    relevant = sum(grade == best for grade in case.expected.values()) if best else 0
    return recall_at_k(_best(case, found), REACH, relevant=relevant)


def _rank(case: Case, found: Found) -> float | None:
    return reciprocal_rank(_best(case, found)) if case.expected else None


SUITE = Suite(
    name="retrieval",
    about="Is what is right for the words among what the search brings, and near the top?",
    cases=_cases,
    open=_opened,
    prepare=shops.stocked,
    output=Found,
    metrics=(
        Metric(name=f"NDCG@{AT}", about=ndcg_at_k.__doc__ or "", score=_ndcg, headline=True, allowed_loss=0.01),
        Metric(name=f"recall@{REACH}", about="Of the products of the best grade, those among the first forty.",
               score=_recall, headline=True, allowed_loss=0.01),
        Metric(name="MRR", about=reciprocal_rank.__doc__ or "", score=_rank, headline=True, allowed_loss=0.01),
        Metric(name=f"recall@{REACH} against exact search", about=_exact.__doc__ or "",
               score=lambda case, found: found.exact, allowed_loss=0.01),
        Metric(name="named", about="Questions of which some product holds every word.",
               score=lambda case, found: float(found.is_named)),
        Metric(name="ms", about="Milliseconds of the search.", score=lambda case, found: found.ms, better="lower",
               high=5_000.0),
    ),
    datasets=("fashion-product-images",),
    setting_names=("shop", "limits"),
)  # fmt: skip
