"""Boosted trees over the features of pairs: a sum of steps beside the layer, where a model was learned with them."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Floats

_STEP = 256
"""Pairs a step, so that what it needs stays in the processor's cache: with 1,024 it took three times as long."""

Places = NDArray[np.int32]


class Trees(msgspec.Struct, frozen=True):
    """Binary trees in flat arrays, a node to a place, both children of a node side by side."""

    start: Places
    """(trees,) the place of each one's root."""
    feature: Places
    threshold: NDArray[np.float64]
    """Up to and with this a pair goes to the first child, past it to the second; a leaf's is infinite."""
    child: Places
    """The place of the first child; of a leaf its own."""
    value: Floats
    """What a leaf adds."""

    def of(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(m,) the sum of the leaves that each pair of (features, m) falls into."""
        steps, depth = range(0, features.shape[1], _STEP), self._depth()
        return np.concatenate([self._fallen(features[:, n : n + _STEP], depth) for n in steps])

    def _depth(self) -> int:
        """Of the deepest leaf."""
        depth, inner = 0, self.start[self.child[self.start] != self.start]
        while len(inner):
            below = np.concatenate([self.child[inner], self.child[inner] + 1])
            depth, inner = depth + 1, below[self.child[below] != below]
        return depth

    def _fallen(self, features: NDArray[np.float64], depth: int) -> NDArray[np.float64]:
        flat = features.T.ravel()
        row = np.arange(features.shape[1], dtype=np.int32) * np.int32(features.shape[0])
        at = np.repeat(self.start[:, None], len(row), axis=1)
        for _ in range(depth):
            past = flat.take(self.feature.take(at) + row) > self.threshold.take(at)
            at = self.child.take(at) + past
        return np.asarray(self.value.take(at).sum(axis=0, dtype=np.float64))
