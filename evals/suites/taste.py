"""Whether what is learned from feedback serves shoppers whose taste nobody told, and what it does of a coin's tosses.

A SIMULATION (`evals.tastes`): invented shoppers with hidden likings say what they think of pages of six; pieces that
they never saw are then ranked by the scorer that Aurora runs. Each is asked twice: with verdicts of their own, and with
as many at random. `--set parts=vector` or `leanings` learns by the one alone. It checks the machinery, and not people.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import get_args

import msgspec
import numpy as np

from aurora import weights
from core.errors import InvalidInput
from evals import tastes
from evals.metrics.ranking import coverage, gini, novelty
from evals.stylist import chosen_weights
from evals.suite import Case, Metric, Options, Score, Solve, Solved, Suite
from evals.tastes import AFTER, AT, Served, Voice

SHOPPERS = 60
SEED = 5
"""Of the shoppers; a run's seed 1 asks those that the documents speak of."""
PARTS = {"both": ("vector", "leanings"), "vector": ("vector",), "leanings": ("leanings",)}
LAST = AFTER[-1]


class After(msgspec.Struct, frozen=True):
    """Verdicts → how the shopper is served."""

    served: dict[int, Served]


def _cases(options: Options) -> Iterable[Case]:
    for number in range(SHOPPERS):
        for voice in get_args(Voice):
            yield Case(id=f"{voice}/{number}", input={"shopper": number, "voice": voice}, cluster=str(number),
                       slices={"feedback": voice})  # fmt: skip


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    chosen = options.settings.get("parts", "both")
    if chosen not in PARTS:
        raise InvalidInput(f"A taste has no parts {chosen!r}; there are {', '.join(PARTS)}.")
    parts, goods = frozenset(PARTS[chosen]), await tastes.demo_range("women")
    with ExitStack() as stack:
        if options.variant.weights or options.variant.features:
            stack.enter_context(weights.using(chosen_weights(options.variant)))

        async def solve(case: Case) -> After:
            seed = SEED + options.seed - 1
            return After(tastes.served(goods, case.input["shopper"], seed, parts, case.input["voice"]))

        yield solve


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of(voice: Voice, measured: Callable[[dict[int, Served]], float]) -> Score:
    """Of shoppers with such feedback; of the others it is unscored."""
    return lambda case, after: measured(after.served) if case.slices["feedback"] == voice else None


def _gain(count: int) -> Callable[[dict[int, Served]], float]:
    return lambda served: served[count].ndcg - served[0].ndcg


def _field(name: str, count: int) -> Callable[[dict[int, Served]], float]:
    return lambda served: float(getattr(served[count], name))


def _is_own(case: Case) -> bool:
    return case.slices["feedback"] == "own"


def _lists(solved: Sequence[Solved]) -> list[tuple[int, ...]]:
    return [ten for one in solved if one.output for ten in one.output.served[LAST].shown]


def _novelty(solved: Sequence[Solved]) -> float | None:
    """Mean −log2 of the share of shoppers whose ten hold the piece, bits: 0 where everybody is shown the same."""
    shoppers = [{n for ten in one.output.served[LAST].shown for n in ten} for one in solved if one.output]
    counted = Counter(n for shown in shoppers for n in shown)
    known = {n: count / len(shoppers) for n, count in counted.items()}
    return float(np.mean([novelty(ten, known) for ten in _lists(solved)])) if shoppers else None


def _gini(solved: Sequence[Solved]) -> float | None:
    """Unevenness of how often each piece that anybody was shown is shown, 0 .. 1."""
    counted = Counter(n for ten in _lists(solved) for n in ten)
    return gini(list(counted.values())) if counted else None


def _together() -> Iterator[Metric]:
    size = sum(1 for row in tastes.sold("women"))
    yield Metric(name="coverage", about=coverage.__doc__ or "", pools=_is_own,
                 pool=lambda solved: coverage(_lists(solved), size))  # fmt: skip
    yield Metric(name="Gini of exposure", about=_gini.__doc__ or "", pool=_gini, pools=_is_own, better="lower")
    yield Metric(name="novelty, bits", about=_novelty.__doc__ or "", pool=_novelty, pools=_is_own, high=16.0)
    for count in (0, LAST):
        yield Metric(name=f"miscalibration of colours after {count}", better="lower", high=10.0,
                     about="Kullback–Leibler divergence of the colours shown from those most liked (Steck 2018).",
                     score=_of("own", _field("miscalibrated", count)))  # fmt: skip
        yield Metric(name=f"intra-list diversity after {count}", high=2.0,
                     about="Mean cosine distance of two of the ten shown (Ziegler et al. 2005).",
                     score=_of("own", _field("diversity", count)))  # fmt: skip


def _served() -> Iterator[Metric]:
    for count in AFTER:
        yield Metric(name=f"NDCG@{AT} after {count}", about=Served.__doc__ or "",
                     score=_of("own", _field("ndcg", count)))  # fmt: skip
        if count:
            yield from _gains(count)
            for voice in get_args(Voice):
                yield Metric(name=f"turned round after {count}, {voice}", better="lower",
                             about="Pairs that stand the other way round than for a stranger (Kendall).",
                             score=_of(voice, _field("moved", count)))  # fmt: skip


def _gains(count: int) -> Iterator[Metric]:
    asked: tuple[tuple[Voice, str, str], ...] = (
        ("own", f"gain after {count}", "NDCG@10 less that of the same shopper as a stranger."),
        ("random", f"gain of random feedback after {count}", "The same after tosses of a coin; 0 is right."),
    )
    for voice, name, about in asked:
        yield Metric(name=name, about=about, score=_of(voice, _gain(count)), low=-1.0,
                     headline=count == LAST, allowed_loss=0.01)  # fmt: skip


SUITE = Suite(
    name="taste",
    about="SIMULATION: does what is learned of a shopper order what they never saw, and a coin's tosses do no harm?",
    cases=_cases,
    open=_opened,
    output=After,
    metrics=(*_served(), *_together()),
    setting_names=("parts",),
)
