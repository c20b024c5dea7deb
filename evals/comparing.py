"""Whether one run is better than another, case by case, and whether the cases are enough to say so.

Only cases that both runs answered are compared, each with itself (`evals.statistics.pairs`). Holm's correction is over
the headline metrics of all cases. "Better" and "worse" are said where the corrected p is at most 0.05; else "cannot
tell", with what could have been seen and how many cases would tell the difference that was.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from core.errors import InvalidInput
from evals.results import ALL, sliced
from evals.runs import Record, Run
from evals.statistics import Paired, holm, paired_pool, paired_ratio
from evals.suite import Metric, Suite

Verdict = Literal["better", "worse", "cannot tell"]
LEVEL = 0.05
Pair = tuple[Record, Record]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One metric in one slice, over the cases that both runs scored."""

    metric: str
    slice: str
    better: Literal["higher", "lower"]
    headline: bool
    allowed_loss: float
    n: int
    unscored: int
    """Cases that either run left unscored."""
    found: Paired | None = None
    """None where no case was scored by both."""
    p_adjusted: float = 1.0
    verdict: Verdict = "cannot tell"

    @property
    def gain(self) -> float:
        """The gain with better upwards; 0 where there is none to speak of."""
        if self.found is None:
            return 0.0
        return self.found.gain if self.better == "higher" else -self.found.gain

    @property
    def best(self) -> float:
        """The end of the interval that is the kinder reading, better upwards: what a gate looks at."""
        if self.found is None:
            return 0.0
        return self.found.high if self.better == "higher" else -self.found.low


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


def _slices(pairs: Sequence[Pair]) -> list[tuple[str, list[Pair]]]:
    other = {first.case.id: second for first, second in pairs}
    return [(name, [(r, other[r.case.id]) for r in rows]) for name, rows in sliced([first for first, _ in pairs])]


def _difference(suite: Suite, metric: Metric, name: str, pairs: Sequence[Pair], seed: int) -> Difference:
    if metric.pool is not None:
        of = [pair for pair in pairs if metric.pools(pair[0].case)]
        solved = [[pair[n].solved(suite.output) for pair in of] for n in (0, 1)]
        groups = [first.case.group for first, _ in of]
        scored, found = len(of), paired_pool(metric.pool, solved[0], solved[1], groups, seed=seed) if of else None
    else:
        groups = [first.case.group for first, _ in pairs]
        scored, found = _of_parts(metric, pairs, groups, seed)
    return Difference(
        metric=metric.name, slice=name, better=metric.better, headline=metric.headline,
        allowed_loss=metric.allowed_loss, n=scored, unscored=len(pairs) - scored, found=found,
    )  # fmt: skip


def _of_parts(metric: Metric, pairs: Sequence[Pair], groups: Sequence[str], seed: int) -> tuple[int, Paired | None]:
    parts = [(first.scores.get(metric.name), second.scores.get(metric.name)) for first, second in pairs]
    both = [(a, b, group) for (a, b), group in zip(parts, groups, strict=True) if a is not None and b is not None]
    if not both:
        return 0, None
    a, b, of = zip(*both, strict=True)
    return len(both), paired_ratio(a, b, of, seed=seed)


# ── deciding ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _adjusted(found: Sequence[Difference]) -> list[Difference]:
    """With p corrected: the headline metrics over all cases among themselves, all others among themselves."""
    adjusted: dict[int, float] = {}
    deciding = [n for n, one in enumerate(found) if _decides(one)]
    others = [n for n in range(len(found)) if n not in deciding]
    for family in (deciding, others):
        asked = [found[n].found for n in family]
        adjusted |= dict(zip(family, holm([one.p if one else 1.0 for one in asked]), strict=True))
    return [
        msgspec.structs.replace(one, p_adjusted=adjusted[n], verdict=_verdict(one, adjusted[n]))
        for n, one in enumerate(found)
    ]


def _decides(one: Difference) -> bool:
    return one.headline and one.slice == ALL


def _verdict(one: Difference, p: float) -> Verdict:
    if p > LEVEL or one.gain == 0:
        return "cannot tell"
    return "better" if one.gain > 0 else "worse"


def _overall(found: Sequence[Difference]) -> Verdict:
    said = {one.verdict for one in found if _decides(one)}
    return "worse" if "worse" in said else "better" if "better" in said else "cannot tell"


def _sentence(found: Sequence[Difference], verdict: Verdict) -> str:
    """The verdict in words, for a reader in a hurry."""
    deciding = [(one, one.found) for one in found if _decides(one) and one.found is not None]
    if verdict != "cannot tell":
        named = [f"{one.metric} {seen.a:.4f} → {seen.b:.4f} ({seen.gain:+.4f} [{seen.low:+.4f}, {seen.high:+.4f}])"
                 for one, seen in deciding if one.verdict == verdict]  # fmt: skip
        return f"{verdict.capitalize()}: {'; '.join(named)}."
    open_ones = [(one, seen) for one, seen in deciding if seen.needed is not None and seen.gain]
    if not open_ones:
        return "Cannot tell: no headline metric differs at all."
    one, seen = min(open_ones, key=lambda pair: pair[1].p)
    return (
        f"Cannot tell: the likeliest difference, {one.metric} {seen.gain:+.4f}, would need about {seen.needed:,} "
        f"independent cases; there are {seen.clusters:,}, which find ±{seen.detectable:.4f}."
    )
