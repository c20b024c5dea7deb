"""Learns a `compatibility.Model` from outfits: counts and vectors first, then the layer over a pair's features.

The layer must not see counts and vectors that its own examples made, or it would trust them blindly. So the outfits are
dealt into folds (near copies into one); the features of a fold's examples come from counts and
vectors of the other folds. What ships are counts and vectors of all outfits under the layer learned so.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from aurora import compatibility
from aurora.compatibility import WORDS, Card, Model, Piece, Recipe
from aurora.compatibility.distances import Coded
from aurora.compatibility.layer import Floats, Ints, Net
from aurora.compatibility.lifts import Level, Lift
from aurora.compatibility.trees import Trees
from evals.compatibility_boosting import Boost, boosted
from evals.compatibility_examples import Outfits, Pairs, Rivals, examples, folds, membership
from evals.compatibility_fitting import Adam, Fit, fitted, softmax

# A small shop's outfits fill few batches: from so few steps nothing would be learned.
_STEPS = 60


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is learned. The numbers were chosen on outfits held out of Mango's train part."""

    vectors: int = 3
    """Sets of vectors, each from its own seed, laid side by side."""
    size: int = 96
    epochs: int = 6
    rate: float = 0.005
    forget: float = 0.2
    """How often a batch is learned without what names a piece: the rest must stand alone too, for what is new."""
    shrink: float = 1e-4
    others: int = 15
    alpha: float = 1.0
    folds: int = 5
    rivals: int = 7
    """Negatives beside each right answer, for the layer."""
    hidden: int = 64
    rounds: int = 8
    layers: int = 4
    """From random starts of their own; their mean counts."""
    whole: float = 1.0
    """What telling whole outfits from stand-ins weighs, for the layer, beside filling in the blank."""
    trees: int = 0
    """Boosted on the same examples; what they say of a pair is added to what the layer says."""


# ── counts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def vocabulary_of(pieces: Sequence[Piece], recipe: Recipe) -> dict[Level, dict[str, int]]:
    """Level → value → row, in the order in which they come."""
    levels = dict.fromkeys((*compatibility.levels_of(recipe), *recipe.tokens))
    found: dict[Level, dict[str, int]] = {level: {} for level in levels}
    for piece in pieces:
        facts = dict(piece.facts)
        for level, values in found.items():
            value = compatibility.value_of(facts, level)
            if value is not None:
                values.setdefault(value, len(values))
    if recipe.use_words:
        words: dict[str, int] = {}
        for piece in pieces:
            for word in piece.words:
                words[word] = words.get(word, 0) + 1
        found[WORDS] = {word: n for n, word in enumerate(w for w, times in words.items() if times > 1)}
    return found


def coding(pieces: Sequence[Piece], values: dict[Level, dict[str, int]]) -> dict[Level, sp.csr_matrix]:
    """Level → (values, pieces) which piece has which value."""
    found = {}
    for level, rows in values.items():
        at: list[tuple[int, int]] = []
        for n, piece in enumerate(pieces):
            names = piece.words if level == WORDS else [compatibility.value_of(dict(piece.facts), level) or ""]
            at += [(rows[name], n) for name in names if name in rows]
        one, other = np.array(at, dtype=np.int64).reshape(-1, 2).T
        found[level] = sp.csr_matrix((np.ones(len(one)), (one, other)), shape=(len(rows), len(pieces)))
    return found


def lifts(
    sets: Sequence[Ints], coded: dict[Level, sp.csr_matrix], recipe: Recipe, pieces: int, alpha: float
) -> list[Lift]:
    """The counts of every pair of levels that the recipe names."""
    if not recipe.lifts:
        return []
    held = membership(sets, pieces)
    weight = sp.diags([1 / max(len(rows) - 1, 1) for rows in sets])
    together = (held.T @ (weight @ held)).tolil()
    together.setdiag(0)
    together = together.tocsr()
    found = []
    for one, other in recipe.lifts:
        counts = (coded[one] @ together @ coded[other].T).tocoo()
        key = counts.row.astype(np.int64) * counts.shape[1] + counts.col
        order = np.argsort(key)
        rows = np.bincount(counts.row, counts.data, counts.shape[0])
        columns = np.bincount(counts.col, counts.data, counts.shape[1])
        found.append(
            Lift(
                one, other, key[order], counts.data[order].astype(np.float32), rows.astype(np.float32),
                columns.astype(np.float32), float(together.sum()), alpha,
            )
        )  # fmt: skip
    return found


# ── vectors ────────────────────────────────────────────────────────────────────────────────────────────────────────


def vectors(data: Outfits, tokens: sp.csr_matrix, named: NDArray[np.bool_], method: Method, seed: int) -> Floats:
    """(2, tokens, size): left and right vectors under which an outfit's missing piece is told from its stand-ins.

    tokens: (pieces, tokens). named: (tokens,) those that name a piece. Softmax over the right piece and `others`
    stand-ins, the context being the mean of its left vectors; Adam, the rate falling to a fifth.
    """
    chance = np.random.default_rng(seed)
    n, count = tokens.shape
    use = np.bincount(np.concatenate(data.sets), minlength=n).astype(np.float64)
    rivals = Rivals(data.group, use, np.zeros(n, dtype=np.int64), chance)
    answers, contexts = _asked(data.sets, n)
    plain = (tokens @ sp.diags((~named).astype(np.float32))).tocsr()
    learned = chance.normal(0, 0.1, (2, count, method.size)).astype(np.float32)
    adam = Adam([learned], method.rate)
    batches = max(1, len(answers) // 1024)
    epochs = max(method.epochs, -(-_STEPS // batches))
    for epoch in range(epochs):
        for rows in np.array_split(chance.permutation(len(answers)), batches):
            asked, told = (plain if chance.random() < method.forget else tokens for _ in range(2))
            wrong = rivals.draw(answers[rows], method.others)
            offered = asked[np.column_stack([answers[rows], wrong]).ravel()]
            context = (contexts[rows] @ told).tocsr()
            slope = _slope(learned, context, offered, wrong == answers[rows][:, None])
            adam.step([slope + method.shrink * learned], 1 - 0.8 * epoch / epochs)
    return learned


def _asked(sets: Sequence[Ints], pieces: int) -> tuple[Ints, sp.csr_matrix]:
    """Every piece of every outfit, and the mean of the others as a sparse row."""
    answers = np.concatenate(sets)
    rest = [np.delete(rows, at) for rows in sets for at in range(len(rows))]
    length = np.array([len(rows) for rows in rest])
    share = np.repeat(1 / np.maximum(length, 1), length).astype(np.float32)
    start = np.concatenate([[0], np.cumsum(length)])
    return answers, sp.csr_matrix((share, np.concatenate(rest), start), shape=(len(answers), pieces))


def _slope(learned: Floats, context: sp.csr_matrix, offered: sp.csr_matrix, same: NDArray[np.bool_]) -> Floats:
    """(2, tokens, size) gradient of the mean cross-entropy of the first of each row of `offered`."""
    asked = context @ learned[0]
    shown = (offered @ learned[1]).reshape(len(asked), -1, asked.shape[1])
    logits = np.einsum("bd,bkd->bk", asked, shown)
    logits[:, 1:][same] = -30
    share = softmax(logits)
    share[:, 0] -= 1
    share /= len(asked)
    back = np.einsum("bk,bkd->bd", share, shown)
    forth = (share[:, :, None] * asked[:, None, :]).reshape(-1, asked.shape[1])
    return np.stack([context.T @ back, offered.T @ forth]).astype(np.float32)


# ── all of it ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Trainer:
    """One run: recipe, method and seed fixed, the codes of the pieces made once."""

    def __init__(self, data: Outfits, recipe: Recipe, method: Method, seed: int) -> None:
        self.data, self.recipe, self.method, self.seed = data, recipe, method, seed
        self.values = vocabulary_of(data.pieces, recipe)
        self.coded = coding(data.pieces, self.values)
        levels = (*recipe.tokens, *((WORDS,) if recipe.use_words else ()))
        self.tokens = sp.vstack([self.coded[level] for level in levels]).T.tocsr().astype(np.float32)
        self.named = np.concatenate([np.full(len(self.values[level]), level in recipe.naming) for level in levels])
        self.use = np.bincount(np.concatenate(data.sets), minlength=len(data.pieces)).astype(np.float64)

    def bare(self, sets: Sequence[Ints], net: Net, card: Card, trees: Trees | None = None) -> Model:
        """A model with the counts and vectors of these outfits under a given layer and trees."""
        data = msgspec.structs.replace(self.data, sets=sets)
        found = [
            vectors(data, self.tokens, self.named, self.method, self.seed * 100 + n) for n in range(self.method.vectors)
        ]
        factor = np.concatenate(found, axis=2) / np.float32(len(found) ** 0.5)
        counted = lifts(sets, self.coded, self.recipe, len(self.data.pieces), self.method.alpha)
        return Model(card, self.values, (factor[0], factor[1]), self._rare(), counted, net, trees)

    def _rare(self) -> Floats:
        """(words,) inverse frequency of each word among the pieces, logarithmic."""
        if WORDS not in self.coded:
            return np.zeros(0, dtype=np.float32)
        held = np.asarray(self.coded[WORDS].sum(axis=1)).ravel()
        return np.asarray(np.log((1 + len(self.data.pieces)) / (1 + held)) + 1, dtype=np.float32)

    def fit(self, version: str, trained_on: str) -> Model:
        """The model learned from all outfits; by one thread, since sums over two come in another order."""
        with threadpool_limits(limits=1):
            return self._fit(version, trained_on)

    def _fit(self, version: str, trained_on: str) -> Model:
        sets = self.data.sets
        card = Card(
            version=version, trained_on=trained_on, recipe=self.recipe, seed=self.seed, outfits=len(sets),
        )  # fmt: skip
        width = len(compatibility.feature_names(self.recipe))
        empty = _no_layer(width)
        at = folds(sets, len(self.data.pieces), self.method.folds, self.seed)
        made = [self._fold(at, fold, empty, card) for fold in range(self.method.folds) if (at == fold).any()]
        features, pairs = np.concatenate([f for f, _ in made]), _joined([p for _, p in made])
        if features.shape[1] != width:
            raise ValueError(f"{features.shape[1]} features for {width} names")
        how = self.method
        fit = Fit(hidden=how.hidden, rounds=how.rounds, layers=how.layers, whole=how.whole)
        net = fitted(features, pairs, fit, seed=self.seed)
        boost = Boost(trees=how.trees, whole=how.whole)
        trees = boosted(features, pairs, boost, seed=self.seed) if how.trees else None
        return self.bare(sets, net, card, trees)

    def _fold(self, at: Ints, fold: int, empty: Net, card: Card) -> tuple[Floats, Pairs]:
        """A fold's examples, and their features from the other folds."""
        others = [rows for rows, f in zip(self.data.sets, at, strict=True) if f != fold]
        mine = [rows for rows, f in zip(self.data.sets, at, strict=True) if f == fold]
        model = self.bare(others, empty, card)
        seen = np.zeros(len(self.data.pieces), dtype=np.int64)
        if self.data.matched:
            seen[np.unique(np.concatenate(others))] = 1
        rivals = Rivals(self.data.group, self.use, seen, np.random.default_rng(self.seed * 100 + 50 + fold))
        pairs = examples(mine, rivals, self.method.rivals)
        return features_of(model, model.code(self.data.pieces), pairs.i, pairs.j), pairs


def features_of(model: Model, coded: Coded, i: Ints, j: Ints, step: int = 400_000) -> Floats:
    """(m, features) `Model.features` in steps, to bound memory; long ones, since each multiplies out the
    walks between its pieces."""
    steps = range(0, len(i), step)
    return np.concatenate([model.features(coded, i[n : n + step], j[n : n + step]).T.astype(np.float32) for n in steps])


def _joined(parts: Sequence[Pairs]) -> Pairs:
    """The examples of all folds, sets numbered on."""
    before = np.concatenate([[0], np.cumsum([len(p.lengths) for p in parts])])
    return Pairs(
        np.concatenate([p.i for p in parts]),
        np.concatenate([p.j for p in parts]),
        np.concatenate([p.lengths for p in parts]),
        np.concatenate([p.questions + n for p, n in zip(parts, before, strict=False)]),
        np.concatenate([p.outfits + n for p, n in zip(parts, before, strict=False)]),
    )


def _no_layer(width: int) -> Net:
    """A layer that says nothing yet."""
    nothing, ones = np.zeros((width, 2), dtype=np.float32), np.ones(width, dtype=np.float32)
    return Net(nothing[:, 0], ones, nothing[:, :0], nothing[0, :0], nothing[:0], nothing)
