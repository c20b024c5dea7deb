"""Whether one run is better than another, case by case, and whether the cases are enough to say so.

Only cases that both runs answered are compared, each with itself. A mean's difference is tested by flipping signs, a
pooled figure's by swapping answers, both cluster by cluster; Holm's correction is over the headline metrics of the run.
"Better" and "worse" are said where the corrected p is at most 0.05; else "cannot tell", with what could have been seen
and how many cases would tell the difference that was.
"""

import math
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from core.errors import InvalidInput
from evals.results import ALL, sliced
from evals.runs import Record, Run
from evals.statistics import cases_needed, drawn, holm, mean, minimum_detectable, paired_p, swapped_p
from evals.statistics.bootstrap import Floats, Ints, clusters
from evals.suite import Metric, Solved, Suite

Verdict = Literal["better", "worse", "cannot tell"]
LEVEL = 0.05
POOLED_RESAMPLES = 400


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One metric in one slice: b − a over the cases that both scored. `gain` > 0 is better, whichever way is up."""

    metric: str
    slice: str
    headline: bool
    a: float | None
    b: float | None
    gain: float | None
    low: float | None = None
    high: float | None = None
    p: float = 1.0
    p_adjusted: float = 1.0
    effect: float | None = None
    """Mean difference over the spread of the clusters' differences (Cohen's d of pairs, 1988); None of pooled ones."""
    n: int = 0
    clusters: int = 0
    unscored: int = 0
    """Cases that either run left unscored."""
    detectable: float | None = None
    """The gain or loss that so many clusters find four times in five."""
    needed: int | None = None
    """Clusters that would find the observed difference four times in five; None where it is none."""
    allowed_loss: float = 0.0
    verdict: Verdict = "cannot tell"


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    a: str
    b: str
    cases: int
    """Cases in both."""
    only_a: int
    only_b: int
    differences: tuple[Difference, ...]
    verdict: Verdict
    """Of the headline metrics together: worse if any is, better if any is and none is worse."""
    sentence: str


def compare(suite: Suite, a: Run, b: Run, *, seed: int = 0) -> Comparison:
    """The runs side by side; InvalidInput where they are of different suites or share no case."""
    if a.manifest.suite != b.manifest.suite:
        raise InvalidInput(f"{a.name} and {b.name} are runs of different suites; nothing can be compared.")
    return compared(suite, a.records(), b.records(), names=(a.name, b.name), seed=seed)


def compared(
    suite: Suite, a: Sequence[Record], b: Sequence[Record], *, names: tuple[str, str] = ("a", "b"), seed: int = 0
) -> Comparison:
    """The same of records."""
    first, second = ({record.case.id: record for record in records} for records in (a, b))
    shared = [case for case in first if case in second]
    if not shared:
        raise InvalidInput(f"{names[0]} and {names[1]} have no case in common.")
    pairs = [(first[case], second[case]) for case in shared]
    found = _adjusted(
        [
            _difference(suite, metric, name, rows, seed)
            for name, rows in _slices(pairs)
            for metric in suite.metrics
            if name == ALL or metric.headline
        ]
    )
    verdict = _overall(found)
    return Comparison(
        a=names[0], b=names[1], cases=len(shared), only_a=len(first) - len(shared), only_b=len(second) - len(shared),
        differences=tuple(found), verdict=verdict, sentence=_sentence(found, verdict),
    )  # fmt: skip


Pair = tuple[Record, Record]


def _slices(pairs: Sequence[Pair]) -> list[tuple[str, list[Pair]]]:
    other = {first.case.id: second for first, second in pairs}
    return [(name, [(r, other[r.case.id]) for r in rows]) for name, rows in sliced([first for first, _ in pairs])]


def _difference(suite: Suite, metric: Metric, name: str, pairs: Sequence[Pair], seed: int) -> Difference:
    made = _of_means(metric, pairs, seed) if metric.pool is None else _of_pools(suite, metric, pairs, seed)
    return msgspec.structs.replace(made, slice=name)


def _blank(metric: Metric, unscored: int = 0) -> Difference:
    """Nothing said yet."""
    return Difference(
        metric=metric.name, slice=ALL, headline=metric.headline, allowed_loss=metric.allowed_loss,
        a=None, b=None, gain=None, unscored=unscored,
    )  # fmt: skip


def _sign(metric: Metric) -> float:
    return 1.0 if metric.better == "higher" else -1.0


def _of_means(metric: Metric, pairs: Sequence[Pair], seed: int) -> Difference:
    values = [(first.scores.get(metric.name), second.scores.get(metric.name)) for first, second in pairs]
    both = [(pair, a, b) for pair, (a, b) in zip(pairs, values, strict=True) if a is not None and b is not None]
    if not both:
        return _blank(metric, len(pairs))
    groups = [pair[0].case.group for pair, _, _ in both]
    gains = [_sign(metric) * (b - a) for _, a, b in both]
    seen = mean(gains, groups, seed=seed)
    spread = _spread(np.array(gains), clusters(groups))
    gain = float(np.mean(gains))
    return msgspec.structs.replace(
        _blank(metric), a=float(np.mean([a for _, a, _ in both])), b=float(np.mean([b for _, _, b in both])), gain=gain,
        low=seen.low, high=seen.high, p=paired_p(gains, groups, seed=seed),
        effect=gain / spread if spread > 0 else None, n=len(both), clusters=seen.clusters,
        unscored=len(pairs) - len(both), detectable=minimum_detectable(spread, seen.clusters),
        needed=cases_needed(spread, gain) if spread > 0 else None,
    )  # fmt: skip


def _spread(gains: Floats, numbers: Ints) -> float:
    """Standard deviation of the clusters' shares in the mean, scaled so that it over √clusters is the mean's error."""
    sums, counts = np.bincount(numbers, weights=gains), np.bincount(numbers)
    if len(sums) < 2:
        return 0.0
    residuals = (sums - counts * gains.mean()) / counts.mean()
    return float(np.sqrt((residuals**2).sum() / (len(sums) - 1)))


def _of_pools(suite: Suite, metric: Metric, pairs: Sequence[Pair], seed: int) -> Difference:
    assert metric.pool is not None
    pool, sign = metric.pool, _sign(metric)
    solved = [(first.solved(suite.output), second.solved(suite.output)) for first, second in pairs]
    a, b = pool([one for one, _ in solved]), pool([two for _, two in solved])
    if a is None or b is None or math.isnan(a) or math.isnan(b):
        return _blank(metric, len(pairs))
    numbers = clusters([first.case.group for first, _ in pairs])
    rows_of = [np.flatnonzero(numbers == number).tolist() for number in range(int(numbers.max()) + 1)]

    def gain_of(rows: Sequence[int], swapped: Floats | None = None) -> float:
        sides: tuple[list[Solved], list[Solved]] = ([], [])
        for row in rows:
            turned = int(swapped[numbers[row]]) if swapped is not None else 0
            sides[0].append(solved[row][turned])
            sides[1].append(solved[row][1 - turned])
        one, two = pool(sides[0]), pool(sides[1])
        return math.nan if one is None or two is None else sign * (two - one)

    everything = list(range(len(pairs)))
    draws = drawn(len(rows_of), seed=seed, resamples=POOLED_RESAMPLES)
    gains = np.array([gain_of([row for number in draw for row in rows_of[number]]) for draw in draws])
    low, high = np.nanquantile(gains, (0.025, 0.975)).tolist()
    error, gain = float(np.nanstd(gains)), sign * (b - a)
    spread = error * math.sqrt(len(rows_of))
    return msgspec.structs.replace(
        _blank(metric), a=a, b=b, gain=gain, low=low, high=high,
        p=swapped_p(lambda toss: gain_of(everything, toss), len(rows_of), seed=seed),
        n=len(pairs), clusters=len(rows_of), detectable=minimum_detectable(spread, len(rows_of)),
        needed=cases_needed(spread, gain) if spread > 0 else None,
    )  # fmt: skip


# ── deciding ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _adjusted(found: Sequence[Difference]) -> list[Difference]:
    """With p corrected: the headline metrics over all cases among themselves, all others among themselves."""
    adjusted: dict[int, float] = {}
    deciding = [n for n, one in enumerate(found) if one.headline and one.slice == ALL]
    others = [n for n in range(len(found)) if n not in deciding]
    for family in (deciding, others):
        adjusted |= dict(zip(family, holm([found[n].p for n in family]), strict=True))
    return [
        msgspec.structs.replace(one, p_adjusted=adjusted[n], verdict=_verdict(one, adjusted[n]))
        for n, one in enumerate(found)
    ]


def _verdict(one: Difference, p: float) -> Verdict:
    if one.gain is None or p > LEVEL or one.gain == 0:
        return "cannot tell"
    return "better" if one.gain > 0 else "worse"


def _overall(found: Sequence[Difference]) -> Verdict:
    said = {one.verdict for one in found if one.headline and one.slice == ALL}
    return "worse" if "worse" in said else "better" if "better" in said else "cannot tell"


def _sentence(found: Sequence[Difference], verdict: Verdict) -> str:
    """The verdict in words, for a reader in a hurry."""
    deciding = [one for one in found if one.headline and one.slice == ALL]
    named = [f"{one.metric} {one.gain:+.4f} [{one.low:+.4f}, {one.high:+.4f}]" for one in deciding
             if one.verdict == verdict and one.gain is not None]  # fmt: skip
    if verdict != "cannot tell":
        return f"{verdict.capitalize()}: {'; '.join(named)}."
    wanted = [one for one in deciding if one.needed is not None and one.gain]
    if not wanted:
        return "Cannot tell: no headline metric differs at all."
    most = min(wanted, key=lambda one: one.p)
    return (
        f"Cannot tell: the likeliest difference, {most.metric} {most.gain:+.4f}, would need about {most.needed:,} "
        f"independent cases; there are {most.clusters:,}, which find ±{most.detectable:.4f}."
    )
