"""Answers the cases of a suite, over several processes, writing each answer down as it comes."""

import asyncio
import random
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from core import telemetry
from evals.cassettes import MissingAnswer
from evals.discovery import find
from evals.runs import Record, Run, recorded
from evals.suite import Case, Options, Solve, Solved, Suite

CHUNK = 16
"""Cases that a worker is given at once: what is lost at most where it is cut off."""
Advance = Callable[[int], None]


def cases_of(suite: Suite, options: Options) -> list[Case]:
    """The run's cases; with a limit, so many of them, the same ones for the same seed. ValueError where ids repeat."""
    cases = list(suite.cases(options))
    ids = [case.id for case in cases]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"Suite {suite.name} has two cases with the id {twice!r}.")
    if options.limit is None or options.limit >= len(cases):
        return cases
    kept = set(random.Random(options.seed).sample(ids, options.limit))
    return [case for case in cases if case.id in kept]


def solve_all(
    run: Run,
    suite: Suite,
    named: str,
    *,
    metrics: Sequence[Path] = (),
    workers: int = 1,
    advance: Advance = lambda n: None,
) -> list[Record]:
    """Every case's record: those that are in the run already, and the others answered now.

    named: how a worker process finds the suite again, a name or a file. advance: told how many more are done.
    """
    options = run.manifest.options
    cases = cases_of(suite, options)
    done = {record.case.id: record for record in run.records()}
    left = [case for case in cases if case.id not in done]
    advance(len(cases) - len(left))
    if left:
        with suite.prepare(options) as prepared:
            for records in _answered(suite, named, metrics, options, dict(prepared), left, workers):
                run.append(records)
                done |= {record.case.id: record for record in records}
                advance(len(records))
    return [done[case.id] for case in cases]


def _answered(
    suite: Suite, named: str, metrics: Sequence[Path], options: Options, prepared: dict[str, str],
    cases: list[Case], workers: int,
) -> Iterator[list[Record]]:  # fmt: skip
    chunks = [cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK)]
    if workers == 1 or len(chunks) == 1:
        yield from _here(suite, options, prepared, chunks)
        return
    with ProcessPoolExecutor(
        min(workers, len(chunks)), mp_context=get_context("spawn"),
        initializer=_begin, initargs=(named, tuple(metrics), options, prepared),
    ) as pool:  # fmt: skip
        for finished in as_completed([pool.submit(_work, chunk) for chunk in chunks]):
            yield finished.result()


def _here(
    suite: Suite, options: Options, prepared: Mapping[str, str], chunks: Sequence[Sequence[Case]]
) -> Iterator[list[Record]]:
    worker = _Worker(suite, options, prepared)
    try:
        for chunk in chunks:
            yield worker.answers(chunk)
    finally:
        worker.close()


# ── in a worker process ────────────────────────────────────────────────────────────────────────────────────────────


class _Worker:
    """A suite opened in an event loop of its own."""

    def __init__(self, suite: Suite, options: Options, prepared: Mapping[str, str]):
        self.suite = suite
        self.runner = asyncio.Runner()
        self.opened = suite.open(options, prepared)
        self.solve: Solve = self.runner.run(self.opened.__aenter__())

    def answers(self, cases: Sequence[Case]) -> list[Record]:
        return [recorded(self.runner.run(_solved(self.solve, case)), self.suite.metrics) for case in cases]

    def close(self) -> None:
        self.runner.run(_left(self.opened))
        self.runner.close()


async def _left(opened: object) -> None:
    await opened.__aexit__(None, None, None)  # type: ignore[attr-defined]


async def _solved(solve: Solve, case: Case) -> Solved:
    started = time.perf_counter()
    try:
        output, error = await solve(case), None
    except MissingAnswer:
        raise
    except Exception:  # the edge: one case that fails is a figure, not the end of a run
        output, error = None, traceback.format_exc(limit=6)
    return Solved(case=case, output=output, ms=(time.perf_counter() - started) * 1000, error=error)


_worker: list[_Worker] = []


def _begin(named: str, metrics: tuple[Path, ...], options: Options, prepared: Mapping[str, str]) -> None:
    telemetry.configure("ERROR")
    _worker.append(_Worker(find(named, metrics=metrics), options, prepared))


def _work(cases: list[Case]) -> list[Record]:
    return _worker[0].answers(cases)
