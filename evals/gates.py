"""Whether a change may go in: every fast suite against its committed baseline, case by case.

    evals baseline SUITE --because "…"    accepts how the suite does now
    evals gate [SUITE …]                  exit 1 where a headline metric may have lost more than it is allowed to

A gate closes where the paired interval of a headline metric, over the cases that both have, lies below its allowed loss
with its better end: when even the kindest reading of the cases is too bad. A baseline holds ids, clusters and scores,
and so is small enough to be committed; what the scores were made of can be made again at its commit.
"""

import gzip
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from core.errors import NotFound
from evals.comparing import Comparison, Difference, compared
from evals.results import ALL
from evals.runs import Manifest, Record
from evals.suite import Case, Suite

FOLDER = Path(__file__).parent / "baselines"


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """How a suite did when it was accepted."""

    suite: str
    accepted: str
    """The day, ISO 8601."""
    because: str
    manifest: Manifest
    cases: tuple[tuple[str, str, dict[str, tuple[float, float] | None]], ...]
    """(id, cluster, score parts by metric)"""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """A suite held to its baseline."""

    suite: str
    comparison: Comparison
    closed: tuple[Difference, ...]
    """The headline metrics that lost too much."""
    new: int
    """Cases that the baseline does not have: nothing holds them yet."""
    gone: int

    @property
    def sentence(self) -> str:
        counted = f"{self.comparison.cases:,} cases"
        if self.new or self.gone:
            counted += f", {self.new:,} new and {self.gone:,} gone since the baseline"
        if not self.closed:
            return f"{self.suite}: open ({counted})."
        lost = "; ".join(_lost(one) for one in self.closed)
        return f"{self.suite}: CLOSED ({counted}). {lost}."


def _lost(one: Difference) -> str:
    assert one.found is not None, "a gate closes on what was found"
    seen = one.found
    return (
        f"{one.metric} {seen.a:.4f} → {seen.b:.4f}, {seen.gain:+.4f} [{seen.low:+.4f}, {seen.high:+.4f}], "
        f"allowed is a loss of {one.allowed_loss:g}"
    )


def accept(suite: Suite, manifest: Manifest, records: Sequence[Record], because: str, folder: Path = FOLDER) -> Path:
    """Writes the suite's baseline; the same records give the same bytes."""
    kept = Baseline(
        suite=suite.name, accepted=date.today().isoformat(), because=because, manifest=manifest,
        cases=tuple((r.case.id, r.case.cluster, _headlines(suite, r)) for r in records),
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{suite.name}.json.gz"
    path.write_bytes(gzip.compress(msgspec.json.encode(kept, order="deterministic"), mtime=0))
    return path


def _headlines(suite: Suite, record: Record) -> dict[str, tuple[float, float] | None]:
    names = {metric.name for metric in suite.metrics if metric.headline}
    return {name: part for name, part in record.scores.items() if name in names}


def baseline(suite: Suite, folder: Path = FOLDER) -> Baseline:
    """NotFound says how one is made."""
    path = folder / f"{suite.name}.json.gz"
    if not path.exists():
        raise NotFound(f'{suite.name} has no baseline yet: `evals baseline {suite.name} --because "…"` makes one.')
    return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=Baseline)


def held(suite: Suite, records: Sequence[Record], against: Baseline) -> Gate:
    """The records held to a baseline."""
    before = [Record(case=Case(id=name, cluster=cluster), scores=parts) for name, cluster, parts in against.cases]
    plain = [Record(case=Case(id=r.case.id, cluster=r.case.cluster), scores=_headlines(suite, r)) for r in records]
    found = compared(_only_headlines(suite), before, plain, names=(f"baseline of {against.accepted}", "now"))
    return Gate(
        suite=suite.name,
        comparison=found,
        closed=tuple(one for one in found.differences if one.slice == ALL and one.best < -one.allowed_loss),
        new=found.only_b,
        gone=found.only_a,
    )


def _only_headlines(suite: Suite) -> Suite:
    """Pooled figures need the answers, which a baseline does not keep."""
    return suite.keeping(lambda metric: metric.headline and metric.pool is None)
