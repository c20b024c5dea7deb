"""Outfits to learn from, the folds they are dealt into, and right and wrong completions made of them.

Negatives are matched: a piece is replaced by another of its `group` (kind, season of sale …) that, like it, was or was
not seen in the outfits that made the features, drawn as often as outfits use it. With others a model learns what is
popular, or what was there, instead of what goes together.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from aurora.compatibility import Piece
from aurora.compatibility.layer import Ints


class Outfits(msgspec.Struct, frozen=True, kw_only=True):
    """What is learned from: pieces, outfits as rows of them, and which pieces may stand in for each other."""

    pieces: Sequence[Piece]
    sets: Sequence[Ints]
    group: Ints
    """(pieces,)"""
    matched: bool = True
    """Whether stand-ins are also seen in other outfits or not as the right piece is: as the questions have them."""


class Question(msgspec.Struct, frozen=True):
    """Fill in the blank: rows of pieces. `fresh`: the answer is in no outfit that was learned from."""

    context: Ints
    answers: Ints
    right: int
    fresh: bool
    apart: bool = False
    """The answer was never in one outfit with any piece of the context."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: questions, and sets that are an outfit (1) or not (0)."""

    questions: Sequence[Question]
    sets: Sequence[Ints]
    labels: Sequence[int]
    owners: Sequence[int]
    """The outfit that each set is or was made from."""


def rows_of(at: Mapping[str, int], names: Sequence[str]) -> Ints:
    """Rows of the named pieces, each once."""
    return np.array([at[name] for name in dict.fromkeys(names)], dtype=np.int64)


class Rivals:
    """Draws a stand-in of the same group and seen as much."""

    def __init__(self, group: Ints, use: NDArray[np.float64], seen: Ints, chance: np.random.Generator) -> None:
        self.key, self.chance = group * 2 + seen, chance
        self.pools: dict[int, tuple[Ints, NDArray[np.float64]]] = {}
        for key in np.unique(self.key[use > 0]).tolist():
            rows = np.flatnonzero((self.key == key) & (use > 0))
            self.pools[key] = rows, np.cumsum(use[rows]) / use[rows].sum()

    def draw(self, rows: Ints, count: int) -> Ints:
        """(rows, count); may repeat, and may be the row itself where it is alone."""
        found = np.repeat(rows[:, None], count, axis=1)
        keys = self.key[rows]
        for key in np.unique(keys).tolist():
            if key in self.pools:
                at = np.flatnonzero(keys == key)
                pool, share = self.pools[key]
                place = np.searchsorted(share, self.chance.random((len(at), count)))
                found[at] = pool[np.minimum(place, len(pool) - 1)]
        return found

    def others(self, outfit: Ints, count: int) -> list[Ints]:
        """For each piece of the outfit up to `count` different stand-ins that are not in it."""
        drawn = self.draw(outfit, 2 * count + len(outfit))
        return [np.array([r for r in dict.fromkeys(row.tolist()) if r not in outfit][:count]) for row in drawn]


class Pairs(msgspec.Struct, frozen=True):
    """Examples laid out: pairs one after the other, how many each set has, and which sets are compared."""

    i: Ints
    j: Ints
    lengths: Ints
    questions: Ints
    """(q, 1 + rivals) sets: the right completion first."""
    outfits: Ints
    """(s, 1 + wrong) sets: the outfit, then outfits of stand-ins."""


def examples(sets: Sequence[Ints], rivals: Rivals, count: int, wrong: int = 2) -> Pairs:
    """Every piece of every outfit asked for once, and every outfit beside `wrong` of stand-ins."""
    i: list[Ints] = []
    j: list[Ints] = []
    questions, outfits = [], []

    def add(one: Ints, other: Ints) -> int:
        i.append(one)
        j.append(other)
        return len(i) - 1

    for outfit in sets:
        stand_ins = rivals.others(outfit, count)
        for at, found in enumerate(stand_ins):
            if len(found):
                context = np.delete(outfit, at)
                answers = [int(outfit[at]), *np.resize(found, count).tolist()]
                questions.append([add(context, np.full(len(context), answer)) for answer in answers])
        if all(len(found) for found in stand_ins):
            a, b = np.triu_indices(len(outfit), 1)
            whole = [outfit, *(np.array([found[n % len(found)] for found in stand_ins]) for n in range(wrong))]
            outfits.append([add(rows[a], rows[b]) for rows in whole])
    lengths = np.array([len(rows) for rows in i])
    return Pairs(
        np.concatenate(i), np.concatenate(j), lengths,
        np.array(questions, dtype=np.int64).reshape(-1, 1 + count),
        np.array(outfits, dtype=np.int64).reshape(-1, 1 + wrong),
    )  # fmt: skip


def folds(sets: Sequence[Ints], pieces: int, count: int, seed: int) -> Ints:
    """(sets,) fold of each outfit; outfits that share at least half of all their pieces (Jaccard) are in one.

    Mango's valid part lies as far from its train part: .14 of its outfits have over half their pieces in one of
    train's, under .01 over two thirds; of a fold .12 and .01. Folds farther apart (half of the longer) teach too little
    trust in memory.
    """
    held = membership(sets, pieces)
    shared = (held @ held.T).tocoo()
    length = np.array([len(rows) for rows in sets])
    near = shared.data * 2 >= length[shared.row] + length[shared.col] - shared.data
    graph = sp.csr_matrix((near[near], (shared.row[near], shared.col[near])), shape=shared.shape)
    found, label = connected_components(graph, directed=False)
    return np.asarray(np.random.default_rng(seed).permutation(found)[label] % count)


def membership(sets: Sequence[Ints], pieces: int) -> sp.csr_matrix:
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    return sp.csr_matrix((np.ones(len(rows)), (rows, np.concatenate(sets))), shape=(len(sets), pieces))
