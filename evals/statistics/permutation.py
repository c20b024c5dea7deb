"""Paired permutation tests: under the hypothesis of no difference, which variant made which answer is a coin toss.

Source: Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed. 2005, ch. 3; for retrieval:
Smucker, Allan & Carterette, CIKM 2007. The toss is per cluster. p is (1 + as extreme) / (1 + tosses): never 0, and
valid (Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9(1), 2010).
"""

from collections.abc import Callable, Sequence

import numpy as np

from evals.statistics.bootstrap import Floats, clusters

TOSSES = 5000


def paired_p(differences: Sequence[float], groups: Sequence[str], *, seed: int = 0, tosses: int = TOSSES) -> float:
    """Two-sided p of the mean difference, signs flipped by cluster; 1 of no cases.

    differences, groups: (n,). With up to 12 clusters all assignments are gone through instead of drawn.
    """
    if not len(differences):
        return 1.0
    sums = np.bincount(clusters(groups), weights=np.asarray(differences, dtype=np.float64))
    observed = abs(float(sums.sum()))
    if len(sums) <= 12:
        signs = np.array(np.meshgrid(*[(-1.0, 1.0)] * len(sums))).reshape(len(sums), -1)
        return float((np.abs(sums @ signs) >= observed - 1e-12).mean())
    chance = np.random.default_rng(seed)
    extreme, done = 0, 0
    while done < tosses:
        size = min(512, tosses - done)
        signs = chance.integers(0, 2, (size, len(sums))) * 2.0 - 1.0
        extreme += int((np.abs(signs @ sums) >= observed - 1e-12).sum())
        done += size
    return (1 + extreme) / (1 + tosses)


def swapped_p(difference: Callable[[Floats], float], count: int, *, seed: int = 0, tosses: int = 400) -> float:
    """Two-sided p of a difference of pooled figures.

    difference: of a (count,) vector of 0 and 1, the clusters whose answers of the two variants are swapped; of zeros it
    is what was observed.
    """
    observed = abs(difference(np.zeros(count)))
    chance = np.random.default_rng(seed)
    seen = [abs(difference(chance.integers(0, 2, count).astype(np.float64))) for _ in range(tosses)]
    return (1 + sum(value >= observed - 1e-12 for value in seen)) / (1 + tosses)
