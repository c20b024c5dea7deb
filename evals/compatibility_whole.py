"""What is learned of whole sets: the memory of outfits, and the layer that judges a set as one.

The layer sees of each set the mean, the greatest and the least of its pairs' features, and what the memory recalls of
it; of examples it never sees a memory that holds them, as with counts and vectors (`compatibility_training`).
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import compatibility
from aurora.compatibility import Model, Piece
from aurora.compatibility.distances import Coded
from aurora.compatibility.layer import Floats, Ints, Net, described, pooled
from aurora.compatibility.lifts import Level
from aurora.compatibility.memory import Kernel, Memory, Recall
from evals.compatibility_examples import Pairs
from evals.compatibility_fitting import fitted


def _kernel(near: float, same: float, **alike: float) -> Kernel:
    return Kernel(tuple(((name,), share) for name, share in alike.items()), near, same)


_FACTS = {"kind": 0.25, "family": 0.15, "colour": 0.27, "hue": 0.18, "cloth": 0.15}
_NAMED = {name: 0.6 * share for name, share in _FACTS.items()} | {"model": 0.3, "item": 0.1}
_BROAD_TO_NARROW = ((10, 10), (20, 20), (35, 25))
BY_FACTS = tuple(_kernel(near, same, **_FACTS) for near, same in _BROAD_TO_NARROW)
"""Outfits alike in all."""
BY_PARTS = (
    _kernel(20, 20, family=0.2, colour=0.45, hue=0.35),
    _kernel(20, 20, kind=0.5, family=0.2, cloth=0.3),
    _kernel(20, 20, family=0.3, colour=0.3, hue=0.25, cloth=0.15),
)
"""In palette, in kinds, and in colour and cloth; with history they gave nothing more."""
BY_NAME = tuple(_kernel(near, same, **_NAMED) for near, same in _BROAD_TO_NARROW)
"""The same piece, its other colours, or what is like it."""


def memory_of(sets: Sequence[Ints], pieces: Sequence[Piece], model: Model) -> Memory | None:
    """The outfits in the model's codes; None where its recipe does not remember."""
    levels = {level for kernel in model.card.recipe.remembered for level, _ in kernel.alike}
    if not levels:
        return None
    used, rows = np.unique(np.concatenate(sets), return_inverse=True)
    facts = [dict(pieces[row].facts) for row in used.tolist()]
    codes: dict[Level, Ints] = {
        level: np.array([model.vocabulary[level].get(compatibility.value_of(f, level) or "", -1) for f in facts])
        for level in sorted(levels)
    }
    start = np.cumsum([0, *(len(outfit) for outfit in sets[:-1])])
    return Memory(codes, rows.astype(np.int64), start.astype(np.int64))


def told_of(model: Model, coded: Coded, pairs: Pairs, features: Floats) -> Floats:
    """(sets, told) what the layer over whole sets sees of the examples. features: (pairs, features)."""
    return np.ascontiguousarray(described(features.T, pairs.lengths, _recalled(model, coded, pairs)).T, np.float32)


def _recalled(model: Model, coded: Coded, pairs: Pairs) -> NDArray[np.float64] | None:
    """(2 · kernels, sets); kernel by kernel, since what all pieces are like in all outfits is large."""
    if model.memory is None:
        return None
    start = np.concatenate([[0], np.cumsum(pairs.lengths)])
    rows, kernels = np.unique(np.concatenate([pairs.i, pairs.j])), model.card.recipe.remembered
    found = np.empty((2 * len(kernels), len(pairs.lengths)))
    for n, kernel in enumerate(kernels):
        recall = Recall(model.memory, (kernel,), coded.codes, rows)
        for asked in pairs.questions:
            context = pairs.i[start[asked[0]] : start[asked[0] + 1]]
            found[2 * n : 2 * n + 2, asked] = recall.completions(context, pairs.j[start[asked]])
        for one in pairs.outfits.ravel().tolist():
            both = slice(start[one], start[one + 1])
            found[2 * n : 2 * n + 2, one] = recall.of_set(np.unique([pairs.i[both], pairs.j[both]]))
    return found


def fitted_whole(
    told: Floats, features: Floats, net: Net, pairs: Pairs, *, hidden: int, rounds: int, layers: int, seed: int
) -> Net:
    """The layer over whole sets, scaled so that over the examples it says as much as the pairs do under `net`."""
    ones = np.ones(len(told), dtype=np.int64)
    alone = msgspec.structs.replace(pairs, lengths=ones)
    whole = fitted(told, alone, hidden=hidden, rounds=rounds, layers=layers, seed=seed)
    by_pairs = pooled(_run(net, features), pairs.lengths)
    share = np.float32(by_pairs.std() / _run(whole, told).sum(axis=0).std())
    return msgspec.structs.replace(whole, out=whole.out * share, straight=whole.straight * share)


def _run(net: Net, rows: Floats, step: int = 50_000) -> NDArray[np.float64]:
    """(2, rows) what the layer says, in steps, to bound memory."""
    ready = net.folded()
    steps = range(0, len(rows), step)
    return np.concatenate([ready.forward(rows[n : n + step].T.astype(np.float64)) for n in steps], axis=1)
