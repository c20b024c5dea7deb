"""The layer that turns the features of pairs into two numbers each, and what a set of pairs is worth by them."""

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_LEAK = 0.01


class Net(msgspec.Struct, frozen=True):
    """One hidden layer of leaky units beside a straight way through; features are centred and scaled first."""

    mean: Floats
    scale: Floats
    hidden: Floats
    bias: Floats
    out: Floats
    straight: Floats

    def folded(self) -> "Folded":
        """The same function with the centring and scaling taken into the weights."""
        scale, mean = self.scale.astype(np.float64), self.mean.astype(np.float64)
        hidden, straight = self.hidden / scale[:, None], self.straight / scale[:, None]
        return Folded(
            np.ascontiguousarray(np.concatenate([hidden, straight], axis=1).T),
            np.concatenate([self.bias - mean @ hidden, -mean @ straight])[:, None],
            np.ascontiguousarray(self.out.astype(np.float64).T),
        )


class Folded(msgspec.Struct, frozen=True):
    """A `Net` ready to run, in double precision: what two pieces are worth together must not depend on who else is
    asked about in the same call, and in single precision it did by 1e-7."""

    into: NDArray[np.float64]
    shift: NDArray[np.float64]
    out: NDArray[np.float64]

    def forward(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """(2, m) of (features, m)."""
        before = self.into @ features
        before += self.shift
        inner = before[: len(self.into) - 2]
        return np.asarray(self.out @ np.maximum(inner, _LEAK * inner) + before[-2:])


def pooled(judged: NDArray[np.float64], lengths: Ints) -> NDArray[np.float64]:
    """(sets,) from (2, pairs): the mean of the first number plus the logarithm of the mean exponential of the second.

    The pairs of a set lie one after the other. lengths: (sets,) how many they are.
    """
    start = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    first, second = judged
    most = np.maximum.reduceat(second, start)
    soft = np.add.reduceat(np.exp(second - np.repeat(most, lengths)), start)
    return np.asarray(np.add.reduceat(first, start) / lengths + most + np.log(soft / lengths))
