"""What a suite is: cases, a solver that runs what production runs, and metrics. Nothing here knows any one suite.

A suite is a module in `evals/suites/` (or a file named on the command line) with a `SUITE`; a metric of one's own is
a module in `evals/metrics/` (or a file) with a `METRIC` and the suites it is for. `docs/evals.md` shows both.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from core.errors import InvalidInput
from evals.variants import Variant

Better = Literal["higher", "lower"]
ModelMode = Literal["none", "live", "recorded"]


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question to the system. Everything in it is data, so that a run can be read back and looked at."""

    id: str
    input: Any = None
    expected: Any = None
    """What is right, as far as it is known; the metrics know its shape."""
    cluster: str = ""
    """Cases of one cluster are not independent (turns of one talk, slots of one request): a bootstrap draws them
    together. Empty: the case stands alone."""
    slices: dict[str, str] = {}
    """Dimension → value ("language" → "de"); figures and comparisons are given for each."""

    @property
    def group(self) -> str:
        return self.cluster or self.id


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a case. `error` is set where the system failed; its metrics are then what `Metric.failed` says."""

    case: Case
    output: Any = None
    ms: float = 0.0
    """Wall time of the solver, milliseconds."""
    error: str | None = None


Score = Callable[[Case, Any], float | None]
Ratio = Callable[[Case, Any], tuple[float, float] | None]
Pool = Callable[[Sequence[Solved]], float | None]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A figure: of a case (`score`, averaged over cases), of counts (`ratio`, summed above and below the line before it
    is divided: precision, violations a sentence), or of many cases together (`pool`). Exactly one of the three.

    None means *unscored*: the question does not arise in this case. It is counted, and is neither 0 nor dropped in
    silence. A case whose solver failed scores `failed`, the worst value unless said otherwise.
    """

    name: str
    about: str
    """Formula, shapes and source, or where they stand."""
    score: Score | None = None
    ratio: Ratio | None = None
    pool: Pool | None = None
    pools: Callable[[Case], bool] = lambda case: True
    """Which cases a pooled figure is of; of the others it is unscored."""
    better: Better = "higher"
    low: float = 0.0
    high: float = 1.0
    headline: bool = False
    """Whether a comparison decides by it; only headline metrics enter the correction for many questions."""
    allowed_loss: float = 0.0
    """How much worse a change may be, in the metric's unit, before a gate closes."""
    suites: tuple[str, ...] = ()
    """For a metric in a file of its own: the suites it is added to."""

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.score, self.ratio, self.pool)) != 1:
            raise ValueError(f"metric {self.name!r} needs exactly one of `score`, `ratio` and `pool`")

    @property
    def failed(self) -> float:
        return self.low if self.better == "higher" else self.high

    def of(self, solved: Solved) -> tuple[float, float] | None:
        """(above, below the line) of one case, (value, 1) of a score; None where it is unscored, or pooled."""
        if self.pool is not None:
            return None
        if solved.error is not None:
            return self.failed, 1.0
        if self.ratio is not None:
            return self.ratio(solved.case, solved.output)
        assert self.score is not None, "one of the three is given"
        value = self.score(solved.case, solved.output)
        return None if value is None or value != value else (float(value), 1.0)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a suite is run; part of what tells two runs apart."""

    variant: Variant = Variant()
    model: ModelMode = "none"
    seed: int = 1
    limit: int | None = None
    """Only so many cases, drawn by the seed; None for all."""
    settings: dict[str, str] = {}
    """What a suite lets one choose ("catalogue" → a path), as `--set key=value`."""

    def count(self, name: str, usual: int) -> int:
        """A setting that is a number of things, at least 1. InvalidInput where it is none."""
        given = self.settings.get(name, str(usual))
        if not given.isdecimal() or int(given) < 1:
            raise InvalidInput(f"--set {name}={given}: it has to be a number, 1 or more.")
        return int(given)


Solve = Callable[[Case], Awaitable[Any]]
Opened = Callable[[Options, Mapping[str, str]], AbstractAsyncContextManager[Solve]]
Prepared = Callable[[Options], AbstractContextManager[Mapping[str, str]]]


@contextmanager
def nothing_to_prepare(options: Options) -> Iterator[Mapping[str, str]]:
    yield {}


def each(function: Callable[[Case], Any]) -> Opened:
    """A solver out of a plain function of the case."""

    @asynccontextmanager
    async def opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
        async def solve(case: Case) -> Any:
            return function(case)

        yield solve

    return opened


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A named set of cases with the code that answers them and the metrics that judge the answers."""

    name: str
    about: str
    cases: Callable[[Options], Iterable[Case]]
    open: Opened
    """Opened once in each worker process; what it yields answers one case."""
    metrics: tuple[Metric, ...]
    output: Any = dict
    """The type of an answer, so that a run can be read back."""
    prepare: Prepared = nothing_to_prepare
    """Done once for a run, before its workers start (a shop is stocked); its strings are handed to each of them."""
    datasets: tuple[str, ...] = ()
    """Names in `evals.datasets`: origin, licence and hash go into the run, their leakage checks are part of it."""
    fast: bool = False
    """Whether `make evals` runs it."""
    gated: Mapping[str, str] = field(default_factory=dict)
    """Settings under which its baseline is made and held: fewer trials where time is short."""
    asks_model: bool = False
    """Whether a language model takes part where there is one; others refuse `--model`."""
    setting_names: tuple[str, ...] = field(default=())
    """What `--set` may name."""

    def keeping(self, kept: Callable[[Metric], bool]) -> "Suite":
        """The suite with only the metrics that `kept` says."""
        return replace(self, metrics=tuple(metric for metric in self.metrics if kept(metric)))

    def metric(self, name: str) -> Metric:
        """KeyError with the metrics there are."""
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(f"{self.name} has no metric {name!r}; it has {', '.join(m.name for m in self.metrics)}.")
