"""Agreement of two judges beyond what chance would bring about."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from evals.statistics.bootstrap import Estimate, measured


class Judgement(msgspec.Struct, frozen=True):
    """What two judges said of one thing."""

    one: str
    other: str


def cohen_kappa(said: Sequence[Judgement]) -> float | None:
    """(p_o − p_e) / (1 − p_e), −1 .. 1: 0 where they agree as often as two who deal their words at random, 1 where they
    always do; None of nothing, and where both say one word alone, so that there is nothing to agree on.

    p_o the share on which they agree, p_e the sum over words of the product of how often each says it. Source: Cohen,
    Educational and Psychological Measurement 20(1), 1960.
    """
    if not said:
        return None
    n = len(said)
    ones, others = Counter(s.one for s in said), Counter(s.other for s in said)
    expected = sum(ones[word] * others[word] for word in ones) / (n * n)
    if expected == 1:
        return None
    return (sum(s.one == s.other for s in said) / n - expected) / (1 - expected)


def agreement(said: Sequence[Judgement], groups: Sequence[str], *, seed: int = 0) -> Estimate:
    """Cohen's kappa with its 95 % interval by the bootstrap over groups."""
    return measured(cohen_kappa, said, groups, seed=seed, resamples=2000)
