"""How often two pieces are met by way of others: walks over what was worn together, as lifts."""

import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Ints
from aurora.compatibility.lifts import Lift

NAMES = ("by way of one", "by way of two")
"""Both share company; the company of both was worn together."""


class Walks:
    """Walks over the values of one level, a step going to a value as often as both were in one outfit."""

    def __init__(self, lift: Lift) -> None:
        """lift: of the level with itself."""
        # Imported here, since few models walk: what Aurora runs need not load it.
        from scipy.sparse import csr_matrix

        n = len(lift.rows)
        rows, columns = np.divmod(lift.key, n)
        self._met = csr_matrix((lift.count.astype(np.float32), (rows, columns)), shape=(n, n))
        self._use, self._total, self._alpha = lift.rows.astype(np.float64), lift.total, lift.alpha

    def of(self, x: Ints, y: Ints) -> NDArray[np.float64]:
        """(2, m) log lifts of walks of two and of three steps from codes x to codes y, the same back; 0 for a code that
        is not known (−1).

        Source of the steps: Lovász, Random walks on graphs, 1993; what is compared with chance is Σ C D⁻¹ C."""
        known = (x >= 0) & (y >= 0)
        found = np.zeros((2, len(x)))
        if known.any():
            codes, at = np.unique(np.concatenate([x[known], y[known]]), return_inverse=True)
            i, j = np.split(at, 2)
            use = self._use[codes]
            chance = use[i] * use[j] / self._total + self._alpha
            for n, walked in enumerate(self._walked(codes)):
                found[n, known] = np.log((walked[i, j] + self._alpha) / chance)
        return found

    def _walked(self, codes: Ints) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(codes, codes) each: how often walks of two and of three steps lead from one to the other."""
        met = self._met[codes]
        step = met.multiply(1 / np.maximum(self._use, 1e-9)).tocsr().astype(np.float32)
        return (step @ met.T).toarray(), step @ (self._met @ step.T).toarray()
