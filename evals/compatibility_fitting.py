"""Fits the layer over a pair's features by Adam: right completions before wrong ones, outfits before stand-ins."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.compatibility.layer import Floats, Ints, Net, pooled
from evals.compatibility_examples import Pairs

# From few steps nothing would be learned of a small shop's outfits.
_STEPS = 300


def softmax(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """Each row's shares."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


class Adam:
    """Steps of Adam on arrays in place. Source: Kingma & Ba, ICLR 2015."""

    def __init__(self, arrays: Sequence[Floats], rate: float) -> None:
        self.arrays, self.rate, self.steps = arrays, rate, 0
        self.first = [np.zeros_like(a) for a in arrays]
        self.second = [np.zeros_like(a) for a in arrays]

    def step(self, slopes: Sequence[Floats], share: float = 1.0) -> None:
        """One step at `share` of the rate; the first twenty are shorter."""
        self.steps += 1
        rate = self.rate * share * min(1.0, self.steps / 20)
        for array, slope, first, second in zip(self.arrays, slopes, self.first, self.second, strict=True):
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            height = np.sqrt(second / (1 - 0.999**self.steps)) + 1e-7
            array -= (rate * first / (1 - 0.9**self.steps) / height).astype(np.float32)


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How the layer is fitted."""

    hidden: int
    rounds: int
    layers: int
    """From random starts of their own; their mean counts."""
    whole: float
    """What telling outfits from stand-ins weighs beside telling right completions from wrong ones."""


def fitted(features: Floats, pairs: Pairs, how: Fit, *, seed: int) -> Net:
    """The mean of `how.layers` layers, each from a random start of its own, as one layer."""
    return _side_by_side([_layer(features, pairs, how, seed + n) for n in range(how.layers)])


def _layer(features: Floats, pairs: Pairs, how: Fit, seed: int) -> Net:
    """The layer that tells right completions from wrong ones, and outfits from stand-ins."""
    chance = np.random.default_rng(seed)
    mean, scale = features.mean(axis=0), features.std(axis=0)
    # What hardly ever varied while learning must not shout when it does: a colour that is not known, by name.
    scale = np.where(scale < 0.05, np.float32(1), scale)
    x = (features - mean) / scale
    width, inner = x.shape[1], how.hidden
    weights = [
        chance.normal(0, width**-0.5, (width, inner)).astype(np.float32), np.zeros(inner, dtype=np.float32),
        chance.normal(0, 0.5 * inner**-0.5, (inner, 2)).astype(np.float32), np.zeros((width, 2), dtype=np.float32),
        np.zeros(1, dtype=np.float32),
    ]  # fmt: skip
    adam = Adam(weights, 0.003)
    laid = _Laid(x, np.concatenate([[0], np.cumsum(pairs.lengths)]))
    batches = max(1, len(pairs.questions) // 256)
    rounds = max(how.rounds, -(-_STEPS // batches))
    for epoch in range(rounds):
        asked = np.array_split(chance.permutation(len(pairs.questions)), batches)
        shown = np.array_split(chance.permutation(len(pairs.outfits)), batches)
        for questions, outfits in zip(asked, shown, strict=True):
            slopes = _layer_slopes(laid, pairs.questions[questions], pairs.outfits[outfits], weights, how.whole)
            adam.step(
                [np.asarray(s + 1e-4 * w, dtype=np.float32) for s, w in zip(slopes, weights, strict=True)],
                1 - 0.9 * epoch / rounds,
            )
    return Net(mean, scale, *weights[:4])


class _Laid(msgspec.Struct, frozen=True):
    """Scaled features of pairs, and where those of each set begin."""

    x: Floats
    start: Ints


def _layer_slopes(laid: _Laid, asked: Ints, shown: Ints, weights: Sequence[Floats], whole: float) -> list[Floats]:
    """Gradients of the two losses, the second times `whole`. asked, shown: (q, k) and (s, k) sets, the right first."""
    start = laid.start
    sets = np.concatenate([asked.ravel(), shown.ravel()])
    lengths = start[sets + 1] - start[sets]
    segment = np.repeat(np.arange(len(sets)), lengths)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    rows = laid.x[np.arange(len(segment)) - first[segment] + start[sets][segment]]
    before = rows @ weights[0] + weights[1]
    inner = np.maximum(before, 0.01 * before)
    judged = inner @ weights[2] + rows @ weights[3]
    worth = pooled(judged.T.astype(np.float64), lengths)
    right = softmax(worth[: asked.size].reshape(asked.shape))
    right[:, 0] -= 1
    held, outfit = _outfit_slope(worth[asked.size :].reshape(shown.shape), float(weights[4][0]), whole)
    by_set = np.concatenate([(right / max(len(asked), 1)).ravel(), held.ravel()])
    best = np.exp(judged[:, 1] - np.maximum.reduceat(judged[:, 1], first)[segment])
    by_best = best / np.add.reduceat(best, first)[segment]
    slope = (by_set[segment][:, None] * np.column_stack([1 / lengths[segment], by_best])).astype(np.float32)
    back = (slope @ weights[2].T) * np.where(before > 0, 1, 0.01).astype(np.float32)
    return [rows.T @ back, back.sum(axis=0), inner.T @ slope, rows.T @ slope, np.array([outfit], dtype=np.float32)]


def _outfit_slope(worth: NDArray[np.float64], bias: float, whole: float) -> tuple[NDArray[np.float64], float]:
    """Gradient of `whole` times the logistic loss of outfits (first) against the others, which weigh as much; and the
    bias's."""
    truth = np.zeros(worth.shape)
    truth[:, 0] = 1
    weight = whole * np.where(truth == 1, 1.0, 1 / max(worth.shape[1] - 1, 1)) / max(len(worth), 1)
    slope = weight * (1 / (1 + np.exp(-(worth + bias))) - truth)
    return slope, float(slope.sum())


def _side_by_side(nets: Sequence[Net]) -> Net:
    """One layer that gives the mean of several."""
    share = np.float32(1 / len(nets))
    return Net(
        nets[0].mean, nets[0].scale, np.concatenate([n.hidden for n in nets], axis=1),
        np.concatenate([n.bias for n in nets]), np.concatenate([n.out for n in nets]) * share,
        np.asarray(sum(n.straight for n in nets) * share),
    )  # fmt: skip
