"""How often two variants that are the same are called different: the floor held to its own promise.

A suite is run under several seeds (of exploration, of whatever else is drawn). Then, over and over, every case gets
two of its seeds by lot, one for "a" and one for "b", and the two are compared as two runs would be. At most one in
twenty may be called better or worse, since the headline metrics are corrected together at 0.05.
"""

import random
from collections.abc import Callable, Sequence

import msgspec

from evals.comparing import LEVEL, compared
from evals.runs import Record
from evals.statistics import Interval, wilson
from evals.suite import Suite

REPETITIONS = 200


class Checked(msgspec.Struct, frozen=True):
    """How often equals were called different."""

    repetitions: int
    better: int
    worse: int
    moved: float
    """Share of the cases, over all repetitions, in which any headline score of the two differed at all: were it 0,
    nothing would have been tried."""

    @property
    def share(self) -> float:
        return (self.better + self.worse) / self.repetitions

    @property
    def interval(self) -> Interval:
        return wilson(self.better + self.worse, self.repetitions)

    @property
    def honest(self) -> bool:
        """Whether so many false alarms are no more than the level allows, chance being what it is; False where no case
        moved, since then nothing was tried."""
        return self.moved > 0 and self.interval.low <= LEVEL


def check(
    suite: Suite, by_seed: Sequence[Sequence[Record]], *, repetitions: int = REPETITIONS, seed: int = 1,
    advance: Callable[[int], None] = lambda n: None,
) -> Checked:  # fmt: skip
    """by_seed: the records of the same cases under each of at least two seeds. Pooled metrics are left out, since they
    take a hundred times as long and are corrected together with the others."""
    plain = suite.keeping(lambda metric: metric.headline and metric.pool is None)
    answers = list(zip(*by_seed, strict=True))
    chance = random.Random(seed)
    said = {"better": 0, "worse": 0, "cannot tell": 0}
    moved = 0
    for repetition in range(repetitions):
        pairs = [chance.sample(of_case, 2) for of_case in answers]
        moved += sum(any(a.scores.get(m.name) != b.scores.get(m.name) for m in plain.metrics) for a, b in pairs)
        found = compared(plain, [a for a, _ in pairs], [b for _, b in pairs], seed=repetition)
        said[found.verdict] += 1
        advance(1)
    return Checked(repetitions, said["better"], said["worse"], moved / (repetitions * max(1, len(answers))))
