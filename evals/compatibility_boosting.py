"""Boosts trees over the features of pairs: right completions before wrong ones, outfits before stand-ins, as the layer
is fitted, but by Newton steps. Source: Chen & Guestrin, KDD 2016.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

# The library's own estimators take no loss over sets; the tree that they grow takes any gradient.
from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
from sklearn.ensemble._hist_gradient_boosting.grower import TreeGrower

from aurora.compatibility.layer import Floats, Ints
from aurora.compatibility.trees import Trees
from evals.compatibility_examples import Pairs
from evals.compatibility_fitting import softmax


class Boost(msgspec.Struct, frozen=True, kw_only=True):
    """How trees are boosted."""

    trees: int
    whole: float
    """What telling outfits from stand-ins weighs beside telling right completions from wrong ones."""
    rate: float = 0.12
    leaves: int = 31
    least: int = 200
    """Pairs in a leaf."""
    shrink: float = 5.0
    share: float = 0.5
    """Of questions and outfits, for each tree."""
    chosen: float = 0.3
    """Of the features, for each split."""
    bins: int = 64


class Slopes(msgspec.Struct, frozen=True):
    """First and second derivatives of the loss by the worth of each set."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]


def boosted(features: Floats, pairs: Pairs, how: Boost, *, seed: int) -> Trees:
    """Trees whose mean over a set's pairs tells its right completion, and an outfit from stand-ins."""
    chance = np.random.default_rng(seed)
    mapper = _BinMapper(n_bins=how.bins + 1, subsample=200_000, random_state=seed, n_threads=1)
    binned = mapper.fit_transform(features)
    told, start = np.zeros(len(features)), np.concatenate([[0], np.cumsum(pairs.lengths)[:-1]])
    of = np.repeat(np.arange(len(pairs.lengths)), pairs.lengths)
    grown, bias = [], 0.0
    for _ in range(how.trees):
        worth = np.add.reduceat(told, start) / pairs.lengths
        bias = _balanced(worth[pairs.outfits], bias)
        rows = np.flatnonzero(_drawn(pairs, how.share, chance)[of])
        slopes = slopes_of(worth, pairs, bias, how.whole)
        # A pair is one part in `lengths` of its set; its second derivative is taken as that of all of them moved alike.
        first, second = ((s / pairs.lengths)[of[rows]].astype(np.float32) for s in (slopes.first, slopes.second))
        tree = _grown(np.asfortranarray(binned[rows]), (first, second + np.float32(1e-6)), mapper, how, chance)
        told += tree.predict_binned(binned, mapper.missing_values_bin_idx_, n_threads=1)
        grown.append(tree.nodes)
    return _laid(grown)


def slopes_of(worth: NDArray[np.float64], pairs: Pairs, bias: float, whole: float) -> Slopes:
    """Of the softmax over each question's sets, and `whole` times the logistic loss of outfits (first) against the
    others, which weigh as much."""
    first, second = np.zeros(len(worth)), np.zeros(len(worth))
    right = softmax(worth[pairs.questions])
    second[pairs.questions] = right * (1 - right)
    right[:, 0] -= 1
    first[pairs.questions] = right
    share, weight = _outfits(worth[pairs.outfits], bias)
    second[pairs.outfits] = 2 * whole * weight * share * (1 - share)
    share[:, 0] -= 1
    first[pairs.outfits] = 2 * whole * weight * share
    return Slopes(first, second)


def _outfits(worth: NDArray[np.float64], bias: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How likely each set is an outfit, and what each weighs."""
    weight = np.full(worth.shape[1], 1 / max(worth.shape[1] - 1, 1))
    weight[0] = 1
    return 1 / (1 + np.exp(-(worth + bias))), weight


def _balanced(worth: NDArray[np.float64], bias: float) -> float:
    """The bias under which outfits and stand-ins are told equally often, by three steps of Newton's."""
    for _ in range(3 if len(worth) else 0):
        share, weight = _outfits(worth, bias)
        bias -= float(((share * weight).sum() - len(worth)) / (share * (1 - share) * weight).sum())
    return bias


def _drawn(pairs: Pairs, share: float, chance: np.random.Generator) -> NDArray[np.bool_]:
    """(sets,) those of the questions and outfits that a tree learns from."""
    kept = np.zeros(len(pairs.lengths), dtype=bool)
    kept[pairs.questions[chance.random(len(pairs.questions)) < share]] = True
    kept[pairs.outfits[chance.random(len(pairs.outfits)) < share]] = True
    return kept


def _grown(binned: Any, slopes: tuple[Floats, Floats], mapper: Any, how: Boost, chance: np.random.Generator) -> Any:
    """A tree that predicts, its leaves already at the rate."""
    grower = TreeGrower(
        binned, *slopes, max_leaf_nodes=how.leaves, min_samples_leaf=how.least, l2_regularization=how.shrink,
        shrinkage=how.rate, n_bins=mapper.n_bins, n_bins_non_missing=mapper.n_bins_non_missing_,
        feature_fraction_per_split=how.chosen, rng=chance, n_threads=1,
    )  # fmt: skip
    grower.grow()
    return grower.make_predictor(mapper.bin_thresholds_)


def _laid(grown: Sequence[Any]) -> Trees:
    """The trees one after the other, each level by level."""
    parts, at = [], 0
    for nodes in grown:
        order, child = _levels(nodes)
        parts.append((nodes[order], child + at))
        at += len(order)
    nodes, child = np.concatenate([n for n, _ in parts]), np.concatenate([c for _, c in parts])
    leaf = nodes["is_leaf"].astype(bool)
    return Trees(
        start=np.concatenate([[0], np.cumsum([len(n) for n, _ in parts])[:-1]]).astype(np.int32),
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        threshold=np.where(leaf, np.inf, nodes["num_threshold"]), child=child.astype(np.int32),
        value=np.where(leaf, nodes["value"], 0.0).astype(np.float32),
    )  # fmt: skip


def _levels(nodes: Any) -> tuple[list[int], Ints]:
    """The nodes of a tree, siblings side by side, and the place of each one's first child; a leaf's is its own."""
    order, child = [0], list[int]()
    for place, node in enumerate(order):
        if nodes["is_leaf"][node]:
            child.append(place)
        else:
            child.append(len(order))
            order += [int(nodes["left"][node]), int(nodes["right"][node])]
    return order, np.array(child, dtype=np.int64)
