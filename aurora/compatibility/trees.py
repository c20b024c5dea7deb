"""Boosted trees over the features of pairs: a sum of steps beside the layer, where a model was learned with them."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Floats, Ints

_STEP = 512


class Trees(msgspec.Struct, frozen=True):
    """Binary trees in flat arrays, a node to a place."""

    start: Ints
    """(trees,) the place of each one's root."""
    feature: Ints
    threshold: NDArray[np.float64]
    """Up to and with this a pair goes to `lower`, past it to `upper`; a leaf leads to itself."""
    lower: Ints
    upper: Ints
    value: Floats
    """What a leaf adds."""

    def of(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(m,) the sum of the leaves that each pair of (features, m) falls into."""
        steps = range(0, features.shape[1], _STEP)
        return np.concatenate([self._fallen(features[:, n : n + _STEP]) for n in steps])

    def _fallen(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        at = np.repeat(self.start[:, None], features.shape[1], axis=1)
        pairs = np.arange(features.shape[1])[None]
        while True:
            below = features[self.feature[at], pairs] <= self.threshold[at]
            down = np.where(below, self.lower[at], self.upper[at])
            if np.array_equal(down, at):
                return np.asarray(self.value[at].sum(axis=0, dtype=np.float64))
            at = down
