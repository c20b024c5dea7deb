"""How well the scores that Aurora runs on order pieces that were judged one by one: NDCG@3 and AUC of every case.

`evals/data/ranking/README.md` says who judged and how. The shipped weights were learned from these very cases: the
figures on what was left out are in weights.json and printed by `evals train weights`. A case is one slot of one
request; slots of a request are one cluster.
"""

import random
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import msgspec
import numpy as np

from aurora.weights import FEATURES
from core.errors import InvalidInput
from evals import ranking
from evals.metrics.ranking import auc, average_precision_at_k, hit_at_k, ndcg_of_scores, reciprocal_rank
from evals.stylist import chosen_weights
from evals.suite import Case, Metric, Options, Solve, Suite
from evals.variants import Variant

VARIED = ("name", "weights", "features", "shuffle")
"""What of a variant has to do with scores of pieces."""
GOOD = 2
"""From this grade on a piece is relevant, where a measure knows only relevant or not."""


class Ordered(msgspec.Struct, frozen=True):
    """The candidates' scores before the intercept, in the order in which they were judged."""

    scores: tuple[float, ...]


def _cases(options: Options) -> Iterable[Case]:
    for case in ranking.load():
        yield Case(
            id=case.id, input=msgspec.to_builtins(case), expected=case.grades, cluster=case.request,
            slices={"slot": case.slot},
        )  # fmt: skip


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    _refuse_what_orders_nothing(options.variant)
    by_name = chosen_weights(options.variant).features
    beta = np.array([by_name[name] for name in FEATURES])

    async def solve(case: Case) -> Ordered:
        scores = (ranking.choice(msgspec.convert(case.input, ranking.Case)).values @ beta).tolist()
        if options.variant.shuffle:
            random.Random(f"{options.seed}/{case.id}").shuffle(scores)
        return Ordered(tuple(scores))

    yield solve


def _refuse_what_orders_nothing(variant: Variant) -> None:
    usual = Variant()
    for name in Variant.__struct_fields__:
        if name not in VARIED and getattr(variant, name) != getattr(usual, name):
            raise InvalidInput(f"Variant {variant.name!r} names {name!r}, which changes no order of judged pieces.")


def _of(measure: Callable[[tuple[int, ...], tuple[float, ...]], float]) -> Callable[[Case, Ordered], float]:
    """A measure of grades and scores; nan, and so unscored, where no two grades differ or none is above 0."""
    return lambda case, ordered: measure(tuple(case.expected), ordered.scores)


def _ndcg(grades: tuple[int, ...], scores: tuple[float, ...]) -> float:
    return ndcg_of_scores(grades, scores, ranking.AT)


def _good(grades: tuple[int, ...], scores: tuple[float, ...]) -> list[int]:
    """1 for what was judged good or just right, in the order that the scores make; ties stay as they were judged."""
    return [int(grades[n] >= GOOD) for n in np.argsort(-np.array(scores), kind="stable").tolist()]


def _average_precision(grades: tuple[int, ...], scores: tuple[float, ...]) -> float:
    return average_precision_at_k(_good(grades, scores), ranking.AT)


def _reciprocal_rank(grades: tuple[int, ...], scores: tuple[float, ...]) -> float:
    return reciprocal_rank(_good(grades, scores)) if max(grades) >= GOOD else float("nan")


def _hit(grades: tuple[int, ...], scores: tuple[float, ...]) -> float:
    return hit_at_k(_good(grades, scores), 1) if max(grades) >= GOOD else float("nan")


SUITE = Suite(
    name="ranking",
    about="How well the scores order pieces that were judged for a request.",
    cases=_cases,
    open=_opened,
    output=Ordered,
    metrics=(
        Metric(name=f"NDCG@{ranking.AT}", about=ndcg_of_scores.__doc__ or "", score=_of(_ndcg),
               headline=True, allowed_loss=0.01),
        Metric(name="AUC", about=auc.__doc__ or "", score=_of(auc), headline=True, allowed_loss=0.01),
        Metric(name=f"MAP@{ranking.AT}", about=average_precision_at_k.__doc__ or "", score=_of(_average_precision)),
        Metric(name="MRR", about=reciprocal_rank.__doc__ or "", score=_of(_reciprocal_rank)),
        Metric(name="hit rate@1", about=hit_at_k.__doc__ or "", score=_of(_hit)),
    ),
    datasets=("ranking",),
    fast=True,
)  # fmt: skip
