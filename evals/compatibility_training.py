"""Learns a `compatibility.Model` from outfits: counts and vectors first, then the layer over a pair's features.

The layer must not see counts and vectors that its own examples made, or it would trust them blindly. So the outfits are
dealt into folds (those that share half their pieces into one); the features of a fold's examples come from counts and
vectors of the other folds. What ships are counts and vectors of all outfits under the layer learned so.

Negatives are matched: a piece is replaced by another of its `group` (kind, season of sale …) that, like it, was or was
not seen in the outfits that made the features, drawn as often as outfits use it. With others a model learns what is
popular, or what was there, instead of what goes together.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from aurora import compatibility
from aurora.compatibility import WORDS, Card, Coded, Floats, Ints, Level, Lift, Model, Net, Piece, Recipe

IDENTITY = ("item", "model")
"""Facts that name a piece. Vectors of the others must also stand without them: for what is new."""

# A small shop's outfits fill few batches: from so few steps nothing would be learned.
_STEPS, _LAYER_STEPS = 60, 300


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is learned. The numbers were chosen on outfits held out of Mango's train part."""

    vectors: int = 3
    """Sets of vectors, each from its own seed, laid side by side."""
    size: int = 96
    epochs: int = 6
    rate: float = 0.005
    forget: float = 0.2
    """How often a batch is learned without `IDENTITY`."""
    shrink: float = 1e-4
    others: int = 15
    alpha: float = 1.0
    folds: int = 5
    rivals: int = 7
    """Negatives beside each right answer, for the layer."""
    hidden: int = 32
    rounds: int = 6
    layers: int = 1


class Outfits(msgspec.Struct, frozen=True, kw_only=True):
    """What is learned from: pieces, outfits as rows of them, and which pieces may stand in for each other."""

    pieces: Sequence[Piece]
    sets: Sequence[Ints]
    group: Ints
    """(pieces,)"""


# ── examples ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
    """(sets,) fold of each outfit; outfits that share at least half the pieces of the longer are in one."""
    held = _membership(sets, pieces)
    shared = (held @ held.T).tocoo()
    length = np.array([len(rows) for rows in sets])
    near = shared.data * 2 >= np.maximum(length[shared.row], length[shared.col])
    graph = sp.csr_matrix((near[near], (shared.row[near], shared.col[near])), shape=shared.shape)
    found, label = connected_components(graph, directed=False)
    return np.asarray(np.random.default_rng(seed).permutation(found)[label] % count)


def _membership(sets: Sequence[Ints], pieces: int) -> sp.csr_matrix:
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    return sp.csr_matrix((np.ones(len(rows)), (rows, np.concatenate(sets))), shape=(len(sets), pieces))


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
    held = _membership(sets, pieces)
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


# ── the layer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def layer(features: Floats, pairs: Pairs, method: Method, seed: int) -> Net:
    """The layer that tells right completions from wrong ones, and outfits from stand-ins, equally weighted."""
    chance = np.random.default_rng(seed)
    mean, scale = features.mean(axis=0), features.std(axis=0)
    # What hardly ever varied while learning must not shout when it does: a colour that is not known, by name.
    scale = np.where(scale < 0.05, np.float32(1), scale)
    x = (features - mean) / scale
    width, inner = x.shape[1], method.hidden
    weights = [
        chance.normal(0, width**-0.5, (width, inner)).astype(np.float32), np.zeros(inner, dtype=np.float32),
        chance.normal(0, 0.5 * inner**-0.5, (inner, 2)).astype(np.float32), np.zeros((width, 2), dtype=np.float32),
        np.zeros(1, dtype=np.float32),
    ]  # fmt: skip
    adam = Adam(weights, 0.003)
    start = np.concatenate([[0], np.cumsum(pairs.lengths)])
    batches = max(1, len(pairs.questions) // 256)
    rounds = max(method.rounds, -(-_LAYER_STEPS // batches))
    for epoch in range(rounds):
        asked = np.array_split(chance.permutation(len(pairs.questions)), batches)
        shown = np.array_split(chance.permutation(len(pairs.outfits)), batches)
        for questions, outfits in zip(asked, shown, strict=True):
            slopes = _layer_slopes(x, start, pairs.questions[questions], pairs.outfits[outfits], weights)
            adam.step(
                [np.asarray(s + 1e-4 * w, dtype=np.float32) for s, w in zip(slopes, weights, strict=True)],
                1 - 0.9 * epoch / rounds,
            )
    return Net(mean, scale, *weights[:4])


def _layer_slopes(x: Floats, start: Ints, asked: Ints, shown: Ints, weights: Sequence[Floats]) -> list[Floats]:
    """Gradients of the two losses together. asked, shown: (q, k) and (s, k) sets, the right one first."""
    sets = np.concatenate([asked.ravel(), shown.ravel()])
    lengths = start[sets + 1] - start[sets]
    segment = np.repeat(np.arange(len(sets)), lengths)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    rows = x[np.arange(len(segment)) - first[segment] + start[sets][segment]]
    before = rows @ weights[0] + weights[1]
    inner = np.maximum(before, 0.01 * before)
    judged = inner @ weights[2] + rows @ weights[3]
    worth = compatibility.pooled(judged.T.astype(np.float64), lengths)
    right = softmax(worth[: asked.size].reshape(asked.shape))
    right[:, 0] -= 1
    held, outfit = _outfit_slope(worth[asked.size :].reshape(shown.shape), float(weights[4][0]))
    by_set = np.concatenate([(right / max(len(asked), 1)).ravel(), held.ravel()])
    best = np.exp(judged[:, 1] - np.maximum.reduceat(judged[:, 1], first)[segment])
    by_best = best / np.add.reduceat(best, first)[segment]
    slope = (by_set[segment][:, None] * np.column_stack([1 / lengths[segment], by_best])).astype(np.float32)
    back = (slope @ weights[2].T) * np.where(before > 0, 1, 0.01).astype(np.float32)
    return [rows.T @ back, back.sum(axis=0), inner.T @ slope, rows.T @ slope, np.array([outfit], dtype=np.float32)]


def _outfit_slope(worth: NDArray[np.float64], bias: float) -> tuple[NDArray[np.float64], float]:
    """Gradient of the logistic loss of outfits (first) against the others, which weigh as much; and the bias's."""
    truth = np.zeros(worth.shape)
    truth[:, 0] = 1
    weight = np.where(truth == 1, 1.0, 1 / max(worth.shape[1] - 1, 1)) / max(len(worth), 1)
    slope = weight * (1 / (1 + np.exp(-(worth + bias))) - truth)
    return slope, float(slope.sum())


# ── all of it ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Trainer:
    """One run: recipe, method and seed fixed, the codes of the pieces made once."""

    def __init__(self, data: Outfits, recipe: Recipe, method: Method, seed: int) -> None:
        self.data, self.recipe, self.method, self.seed = data, recipe, method, seed
        self.values = vocabulary_of(data.pieces, recipe)
        self.coded = coding(data.pieces, self.values)
        levels = (*recipe.tokens, *((WORDS,) if recipe.use_words else ()))
        self.tokens = sp.vstack([self.coded[level] for level in levels]).T.tocsr().astype(np.float32)
        self.named = np.concatenate(
            [np.full(len(self.values[level]), bool(set(level) & set(IDENTITY))) for level in levels]
        )
        self.use = np.bincount(np.concatenate(data.sets), minlength=len(data.pieces)).astype(np.float64)

    def bare(self, sets: Sequence[Ints], net: Net, card: Card) -> Model:
        """A model with the counts and vectors of these outfits under a given layer."""
        data = msgspec.structs.replace(self.data, sets=sets)
        found = [
            vectors(data, self.tokens, self.named, self.method, self.seed * 100 + n) for n in range(self.method.vectors)
        ]
        factor = np.concatenate(found, axis=2) / np.float32(len(found) ** 0.5)
        counted = lifts(sets, self.coded, self.recipe, len(self.data.pieces), self.method.alpha)
        return Model(card, self.values, (factor[0], factor[1]), self._rare(), counted, net)

    def _rare(self) -> Floats:
        """(words,) inverse frequency of each word among the pieces, logarithmic."""
        if WORDS not in self.coded:
            return np.zeros(0, dtype=np.float32)
        held = np.asarray(self.coded[WORDS].sum(axis=1)).ravel()
        return np.asarray(np.log((1 + len(self.data.pieces)) / (1 + held)) + 1, dtype=np.float32)

    def fit(self, version: str, trained_on: str) -> Model:
        """The model learned from all outfits."""
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
        nets = [layer(features, pairs, self.method, self.seed + n) for n in range(self.method.layers)]
        return self.bare(sets, _side_by_side(nets), card)

    def _fold(self, at: Ints, fold: int, empty: Net, card: Card) -> tuple[Floats, Pairs]:
        """A fold's examples, their features from the other folds."""
        others = [rows for rows, f in zip(self.data.sets, at, strict=True) if f != fold]
        mine = [rows for rows, f in zip(self.data.sets, at, strict=True) if f == fold]
        model = self.bare(others, empty, card)
        seen = np.zeros(len(self.data.pieces), dtype=np.int64)
        if _knows_pieces(self.recipe):
            seen[np.unique(np.concatenate(others))] = 1
        rivals = Rivals(self.data.group, self.use, seen, np.random.default_rng(self.seed * 100 + 50 + fold))
        pairs = examples(mine, rivals, self.method.rivals)
        return features_of(model, model.code(self.data.pieces), pairs.i, pairs.j), pairs


def _knows_pieces(recipe: Recipe) -> bool:
    return any(set(level) & set(IDENTITY) for level in recipe.tokens)


def features_of(model: Model, coded: Coded, i: Ints, j: Ints, step: int = 50_000) -> Floats:
    """(m, features) `Model.features` in steps, to bound memory."""
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


def _side_by_side(nets: Sequence[Net]) -> Net:
    """One layer that gives the mean of several."""
    share = np.float32(1 / len(nets))
    return Net(
        nets[0].mean, nets[0].scale, np.concatenate([n.hidden for n in nets], axis=1),
        np.concatenate([n.bias for n in nets]), np.concatenate([n.out for n in nets]) * share,
        np.asarray(sum(n.straight for n in nets) * share),
    )  # fmt: skip
