"""How well Aurora understands: all fields exact, and precision and recall by field, on messages labelled by hand.

`evals run understanding` prints each slice: how many messages are understood in every field, by field, by language and
by voice, and whether the confidence means what it says. The answers are those of the real parser.
"""

import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable

import click
import msgspec

from aurora.context import analyse
from evals.confusion import Confusion, Judged, judge
from evals.labels import Case, compare, expected, field_of, load, turn_of


class Proportion(msgspec.Struct, frozen=True):
    """Successes of n with the Wilson interval at 95 %. Source: Wilson, J. Am. Stat. Assoc. 22(158), 1927."""

    successes: int
    n: int

    @property
    def value(self) -> float:
        return self.successes / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        if not self.n:
            return (math.nan, math.nan)
        z, p, n = 1.96, self.value, self.n
        centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return ((centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n))

    def show(self) -> str:
        """`0.962 [0.950, 0.971] n=1200`."""
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] n={self.n}"


class Report(msgspec.Struct, frozen=True):
    """Exact matches of a slice, true positives, false positives and misses by field, and what went wrong."""

    exact: Proportion
    fields: dict[str, tuple[int, int, int]]
    failures: tuple[tuple[Case, tuple[str, ...], tuple[str, ...]], ...]
    """(case, labels missed, labels found that should not be)"""
    groups: dict[str, Proportion]
    """Exact matches by language, and by voice where the slice has voices."""
    intent: Confusion


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def measure(cases: Iterable[Case]) -> Report:
    """All-fields-exact over the cases, and hits, false alarms and misses by field."""
    hits, alarms, misses = Counter[str](), Counter[str](), Counter[str]()
    failures, judged = [], []
    groups: dict[str, list[bool]] = {}
    for case in cases:
        analysis = analyse(turn_of(case))
        missed, extra = compare(case, analysis)
        hits.update(field_of(label) for label in expected(case) - missed)
        misses.update(field_of(label) for label in missed)
        alarms.update(field_of(label) for label in extra)
        for group in _groups(case):
            groups.setdefault(group, []).append(not (missed or extra))
        judged.append(Judged(_intent(case), analysis.intent, analysis.confidence, case.message))
        if missed or extra:
            failures.append((case, tuple(sorted(missed)), tuple(sorted(extra))))
    fields = {f: (hits[f], alarms[f], misses[f]) for f in sorted(hits.keys() | alarms.keys() | misses.keys())}
    return Report(
        Proportion(len(judged) - len(failures), len(judged)), fields, tuple(failures),
        {name: Proportion(sum(exact), len(exact)) for name, exact in sorted(groups.items())},
        judge("intent", judged),
    )  # fmt: skip


def _intent(case: Case) -> str:
    return next(label.removeprefix("intent=") for label in case.labels if label.startswith("intent="))


def _groups(case: Case) -> tuple[str, ...]:
    language = next((label[5:] for label in case.labels if label.startswith("lang=")), "en")
    voice = (f"voice {case.template}",) if case.id.startswith("voices") else ()
    return (f"language {language}", *voice)


_WARM = (
    "red shoes for a wedding please, I am nervous",
    "Ich suche ein Kleid",
    "Je cherche une robe",
    "Busco un vestido",
)


def latency_ms(messages: Iterable[str]) -> list[float]:
    """Milliseconds of CPU of `analyse` for each message, sorted; the first calls, which build tables, are left out."""
    times = []
    turn = turn_of(Case("", "", "warm up please", "table", ()))
    for message in _WARM:
        analyse(msgspec.structs.replace(turn, message=message))
    for message in messages:
        one = msgspec.structs.replace(turn, message=message[:4000])
        started = time.process_time()
        analyse(one)
        times.append((time.process_time() - started) * 1000)
    return sorted(times)


def long_messages(cases: list[Case], count: int = 100) -> list[str]:
    """Messages of 4,000 characters, each made of the cases' messages in another order; the seed is fixed."""
    shuffled = random.Random(1)
    return [" ".join(case.message for case in shuffled.sample(cases, len(cases)))[:4000] for _ in range(count)]


def _print_report(name: str, report: Report, *, failures: int) -> None:
    out = sys.stdout.write
    out(f"\n{name}: all fields exact {report.exact.show()}\n")
    out(f"  {'field':16} {'precision':>28} {'recall':>28}\n")
    for field, (hit, alarm, miss) in report.fields.items():
        out(f"  {field:16} {Proportion(hit, hit + alarm).show():>28} {Proportion(hit, hit + miss).show():>28}\n")
    for name, exact in report.groups.items():
        out(f"  {name:22} {exact.show()}\n")
    out(f"  intent: accuracy {report.intent.accuracy:.3f}, calibration error {report.intent.calibration_error:.3f}\n")
    for step in report.intent.bins:
        out(f"    confidence {step.confidence:.2f}: {step.accuracy:.3f} right of {step.count}\n")
    for case, missed, extra in report.failures[:failures]:
        out(f"  ✗ [{case.template}] {case.message!r}\n      missed {list(missed)} extra {list(extra)}\n")


def _figures(report: Report) -> dict[str, object]:
    return {
        "exact": report.exact.value,
        "n": report.exact.n,
        "interval": report.exact.interval,
        "fields": report.fields,
        "groups": {name: exact.value for name, exact in report.groups.items()},
        "intent_calibration_error": report.intent.calibration_error,
    }


@click.command()
@click.option("--failures", type=click.IntRange(0), default=0, help="Print this many failures of each slice.")
@click.option(
    "--slice", "slices", multiple=True, default=("test", "adversarial"), show_default=True, help="Which slices."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of the tables.")
def understanding(failures: int, slices: tuple[str, ...], as_json: bool) -> None:
    """What Aurora understands of labelled messages: all fields exact, precision and recall by field, latency."""
    reports = {name: measure(load(name)) for name in slices}
    if as_json:
        click.echo(json.dumps({name: _figures(report) for name, report in reports.items()}))
        return
    for name, report in reports.items():
        _print_report(name, report, failures=failures)
    times = latency_ms([case.message for name in slices for case in load(name)])
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    click.echo(f"\nlatency: p50 {p50:.2f} ms, p99 {p99:.2f} ms, n={len(times)}")


if __name__ == "__main__":
    understanding()
