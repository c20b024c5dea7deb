"""How often something succeeds every time it is tried."""

import math
from collections.abc import Sequence


def pass_hat_k(successes: int, trials: int, k: int) -> float:
    """The chance that k independent trials all succeed, 0..1: C(c, k) / C(n, k); nan where fewer than k were made.

    successes: c of `trials` n. Unbiased, and never above pass^1. Source: Yao et al., τ-bench, 2024, §3, eq. for pass^k.
    """
    if trials < k:
        return math.nan
    return math.comb(successes, k) / math.comb(trials, k)


def mean_pass_hat_k(tasks: Sequence[tuple[int, int, int]], k: int) -> float:
    """Its mean over tasks, 0..1. tasks: (successes, trials, weight) of each, the weight how often it is counted."""
    scored = [(pass_hat_k(c, n, k), weight) for c, n, weight in tasks if n >= k]
    total = sum(weight for _, weight in scored)
    return sum(value * weight for value, weight in scored) / total if total else math.nan
