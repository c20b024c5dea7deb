"""The figures of a run: every metric over all cases and each slice, with its interval and how many were counted."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from evals.runs import Manifest, Record, Run
from evals.statistics import Estimate, measured, ratio
from evals.suite import Better, Metric, Suite

ALL = "all"
"""The slice of every case."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One metric over the slices, "all" first, then "dimension=value"."""

    metric: str
    about: str
    better: Better
    low: float
    high: float
    headline: bool
    allowed_loss: float
    slices: dict[str, Estimate]

    @property
    def overall(self) -> Estimate:
        return self.slices[ALL]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found; result.json."""

    run: str
    manifest: Manifest
    about: str
    cases: int
    failed: int
    """Cases in which the system raised an error."""
    ms_p50: float
    ms_p95: float
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...] = ()
    """What a reader has to know before believing a figure: leakage, too few cases, what was skipped."""


def result(run: Run, suite: Suite, records: Sequence[Record], *, warnings: Iterable[str] = ()) -> Result:
    """The figures of the records, scored by the suite's metrics."""
    times = sorted(record.ms for record in records)
    return Result(
        run=run.name,
        manifest=run.manifest,
        about=suite.about,
        cases=len(records),
        failed=sum(record.error is not None for record in records),
        ms_p50=_quantile(times, 0.5),
        ms_p95=_quantile(times, 0.95),
        figures=tuple(_figure(suite, metric, records) for metric in suite.metrics),
        warnings=tuple(warnings),
    )


def _figure(suite: Suite, metric: Metric, records: Sequence[Record]) -> Figure:
    return Figure(
        metric=metric.name, about=metric.about, better=metric.better, low=metric.low, high=metric.high,
        headline=metric.headline, allowed_loss=metric.allowed_loss,
        slices={name: estimate(suite, metric, rows) for name, rows in sliced(records)},
    )  # fmt: skip


def estimate(suite: Suite, metric: Metric, records: Sequence[Record], *, seed: int = 0) -> Estimate:
    """The metric over the records, with its interval by clusters."""
    if metric.pool is None:
        groups = [record.case.group for record in records]
        return ratio([record.scores.get(metric.name) for record in records], groups, seed=seed)
    solved = [record.solved(suite.output) for record in records if metric.pools(record.case)]
    found = measured(
        metric.pool, solved, [one.case.group for one in solved],
        seed=seed, resamples=max(100, min(400, 500_000 // max(1, len(solved)))),
    )  # fmt: skip
    return msgspec.structs.replace(found, unscored=found.unscored + len(records) - len(solved))


def sliced(records: Sequence[Record]) -> Iterator[tuple[str, Sequence[Record]]]:
    """(name, records) of all, then of every value of every dimension, in the order of their names."""
    yield ALL, records
    names = sorted({(name, value) for record in records for name, value in record.case.slices.items()})
    for name, value in names:
        yield f"{name}={value}", [record for record in records if record.case.slices.get(name) == value]


def save(run: Run, found: Result) -> Path:
    path = run.folder / "result.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    return path


def load(path: Path) -> Result:
    return msgspec.json.decode(path.read_bytes(), type=Result)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
