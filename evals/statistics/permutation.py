"""Permutation tests of pairs: if two variants do not differ, which of them made which answer is a coin toss.

Source: Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed. 2005, ch. 3; for retrieval:
Smucker, Allan & Carterette, CIKM 2007. The toss is per cluster. p is (1 + as extreme) / (1 + tosses): never 0, and
valid (Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9(1), 2010).
"""

from collections.abc import Callable

import numpy as np

from evals.statistics.bootstrap import Floats

TOSSES = 4000
FEW = 12
"""Up to so many clusters all assignments are gone through instead of drawn."""


def swapped_p(difference: Callable[[Floats], Floats], count: int, *, seed: int = 0, tosses: int = TOSSES) -> float:
    """Two-sided p of a difference between two variants over `count` clusters; 1 of none.

    difference: of (m, count) tosses, 1 where a cluster's answers of the two are swapped, the (m,) differences that
    would have been seen. nan counts as not extreme.
    """
    if count == 0:
        return 1.0
    observed = abs(float(difference(np.zeros((1, count)))[0]))
    if count <= FEW:
        all_ways = np.array(np.meshgrid(*[(0.0, 1.0)] * count)).reshape(count, -1).T
        return float((np.abs(difference(all_ways)) >= observed - 1e-12).mean())
    chance = np.random.default_rng(seed)
    extreme, done = 0, 0
    while done < tosses:
        size = min(256, tosses - done)
        seen = difference(chance.integers(0, 2, (size, count)).astype(np.float64))
        extreme += int((np.abs(seen) >= observed - 1e-12).sum())
        done += size
    return (1 + extreme) / (1 + tosses)
