"""How well pieces go together, as learned from outfits: a small model over pairs, in numpy, and what it says of a set.

A piece is facts (kind, colour, cloth …, and where a shop has a history of outfits its own id), words, a colour in
CIELAB, formality and price. A pair is described by (docs/compatibility.md says what each is worth):

- `factor`: two vectors per piece, each the sum of the vectors of its facts, multiplied crosswise; learned by telling
  the missing piece of an outfit from others of its kind;
- lifts: how much more often two facts (or crosses of facts) were in one outfit than if drawn apart;
- distances: colour, formality, price, words.

One hidden layer turns a pair's features into two numbers. A set is worth the mean of the first plus the soft maximum of
the second: a set holds together on the whole, and by its best pair. Boosted trees, where a model was learned with them,
add to the first. Weights are data (`Model`), read from an npz file.
"""

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import harmony
from aurora.compatibility.distances import NUMBERS, SPOKEN, Coded, distances, factor
from aurora.compatibility.layer import Floats, Ints, Net, pooled
from aurora.compatibility.lifts import Level, Lift, looked_up, own_lift, use_of
from aurora.compatibility.trees import Trees
from aurora.compatibility.walks import NAMES as WALKED
from aurora.compatibility.walks import Walks

FORMAT = 1
_STEP = 4096


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What the model reads of one piece; what is not known is left out."""

    facts: tuple[tuple[str, str], ...]
    words: tuple[str, ...] = ()
    lab: tuple[float, float, float] | None = None
    formality: float | None = None
    price: float | None = None
    """Major units of any one currency; only ratios are read."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """Which features a model has."""

    tokens: tuple[Level, ...]
    """Levels whose values have vectors in `factor`."""
    lifts: tuple[tuple[Level, Level], ...] = ()
    same: tuple[Level, ...] = ()
    """Levels of which a pair is told whether both pieces have the same value."""
    shown: tuple[str, ...] = ()
    """Values of the fact `family` whose presence in a pair is told."""
    use_words: bool = False
    """Words have vectors in `factor`, and their likeness is a distance."""
    counted: tuple[Level, ...] = ()
    """Levels of which a pair is told how many outfits have the rarer and the commoner value; each lifts itself too."""
    naming: tuple[Level, ...] = ()
    """Those of `tokens` that name a piece: a pair is told its factor without them as well."""
    walked: tuple[Level, ...] = ()
    """Levels of which a pair is told how often walks over outfits lead from one to the other; each lifts itself too."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is: written beside its weights."""

    version: str
    trained_on: str
    recipe: Recipe
    seed: int
    outfits: int
    centre: float = 0.0
    """A pair's sum of both numbers that counts as 0.5, and how far from it a pair must be to count as σ(1)."""
    spread: float = 1.0
    format: int = FORMAT


class Model:
    """Weights and what can be asked of them. `names` are the features in order."""

    def __init__(
        self, card: Card, vocabulary: dict[Level, dict[str, int]], factor: tuple[Floats, Floats],
        rare: Floats, lifts: Sequence[Lift], net: Net, trees: Trees | None = None,
    ) -> None:  # fmt: skip
        """vocabulary: level → value → row; the rows of `factor` are those of `recipe.tokens` (and words) one after the
        other. rare: (words,) how rare each word is. trees: what they say is added to a pair's first number."""
        self.card, self.vocabulary, self.factor, self.rare, self.net = card, vocabulary, factor, rare, net
        self.trees = trees
        self.lifts = tuple(lifts)
        self.names = feature_names(card.recipe)
        self._run = net.folded()
        self._tables = [lift.whole() for lift in self.lifts]
        self._paired = dict.fromkeys((*(level for pair in card.recipe.lifts for level in pair), *card.recipe.same))
        self._use = [use_of(level, self.lifts) for level in card.recipe.counted]
        self._walks = [Walks(own_lift(level, self.lifts)) for level in card.recipe.walked]
        self._start: dict[Level, int] = {}
        at = 0
        for level in self._token_levels():
            self._start[level] = at
            at += len(vocabulary[level])
        self._vectors = lru_cache(20_000)(self._vector)

    def under(self, card: Card) -> "Model":
        """The same model with another card."""
        return Model(card, self.vocabulary, self.factor, self.rare, self.lifts, self.net, self.trees)

    def _token_levels(self) -> tuple[Level, ...]:
        recipe = self.card.recipe
        return (*recipe.tokens, *((WORDS,) if recipe.use_words else ()))

    # ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, pieces: Sequence[Piece]) -> Coded:
        """The pieces as arrays; each piece's own part is kept for the next time."""
        found = [self._vectors(piece) for piece in pieces]
        levels = levels_of(self.card.recipe)
        return Coded(
            codes={level: np.array([f[0][k] for f in found], dtype=np.int64) for k, level in enumerate(levels)},
            left=np.array([f[1][0] for f in found], dtype=np.float64).reshape(len(found), -1),
            right=np.array([f[1][1] for f in found], dtype=np.float64).reshape(len(found), -1),
            bare=np.array([f[2] for f in found], dtype=np.float64).reshape(len(found), 2, -1).transpose(1, 0, 2),
            numbers=np.ascontiguousarray(np.array([f[3] for f in found], dtype=np.float64).reshape(-1, 8).T),
            words=np.array([f[4] for f in found], dtype=np.int64).reshape(-1, SPOKEN),
            rare=np.array([f[5] for f in found], dtype=np.float32).reshape(-1, SPOKEN),
            family=np.array([f[6] for f in found], dtype=np.float32).reshape(len(found), -1),
        )

    def _vector(self, piece: Piece) -> tuple[tuple[int, ...], Floats, Floats, Floats, Ints, Floats, Floats]:
        facts, recipe = dict(piece.facts), self.card.recipe
        codes = tuple(self.vocabulary[lv].get(value_of(facts, lv) or "", -1) for lv in levels_of(recipe))
        known = {
            level: self._start[level] + row
            for level in recipe.tokens
            if (row := self.vocabulary[level].get(value_of(facts, level) or "", -1)) >= 0
        }
        rows = list(known.values())
        bare = [row for level, row in known.items() if level not in recipe.naming]
        spoken = [w for word in piece.words if (w := self.vocabulary.get(WORDS, {}).get(word, -1)) >= 0]
        if recipe.use_words:
            rows += [self._start[WORDS] + word for word in spoken]
            bare += [self._start[WORDS] + word for word in spoken]
        words = np.array((*spoken[:SPOKEN], *[-1] * (SPOKEN - len(spoken))), dtype=np.int64)
        rare = np.where(words >= 0, self.rare[words], 0.0) if len(self.rare) else np.zeros(SPOKEN)
        length = float(np.linalg.norm(rare)) or 1.0
        family = np.array([facts.get("family") == name for name in recipe.shown], dtype=np.float32)
        return (
            codes, self._sums(rows), self._sums(bare) if recipe.naming else np.zeros((2, 0), np.float32),
            numbers_of(piece), words, (rare / length).astype(np.float32), family,
        )  # fmt: skip

    def _sums(self, rows: list[int]) -> Floats:
        """(2, size) left and right."""
        return np.stack([self.factor[0][rows].sum(axis=0), self.factor[1][rows].sum(axis=0)])

    # ── pairs and sets ─────────────────────────────────────────────────────────────────────────────────────────

    def features(self, coded: Coded, i: Ints, j: Ints) -> NDArray[np.float64]:
        """(features, m) of the pairs (i, j) of rows of `coded`; the same for (j, i)."""
        found = np.empty((len(self.names), len(i)))
        found[0], found[1] = factor(coded.left, coded.right, i, j)
        at = 2
        one = {level: coded.codes[level].take(i) for level in self._paired}
        other = {level: coded.codes[level].take(j) for level in self._paired}
        for lift, table in zip(self.lifts, self._tables, strict=True):
            found[at] = looked_up(lift, table, one[lift.one], other[lift.other])
            if lift.one != lift.other:
                found[at] += looked_up(lift, table, other[lift.one], one[lift.other])
                found[at] /= 2
            at += 1
        for level in self.card.recipe.same:
            np.logical_and(one[level] == other[level], one[level] >= 0, out=found[at], casting="unsafe")
            at += 1
        distances(coded, i, j, found[at : at + len(NUMBERS)])
        at += len(NUMBERS)
        family = np.ascontiguousarray(coded.family.T)
        np.add(family.take(i, axis=1), family.take(j, axis=1), out=found[at : at + len(family)])
        at += len(family)
        self._of_history(coded, i, j, found[at:])
        return found

    def _of_history(self, coded: Coded, i: Ints, j: Ints, found: NDArray[np.float64]) -> None:
        """Fills the last features: how much is known of the pair, its factor without what names it, and its walks."""
        for n, (level, use) in enumerate(zip(self.card.recipe.counted, self._use, strict=True)):
            one, other = use[coded.codes[level][i]], use[coded.codes[level][j]]
            found[2 * n], found[2 * n + 1] = np.minimum(one, other), np.maximum(one, other)
        at = 2 * len(self._use)
        if self.card.recipe.naming:
            found[at], found[at + 1] = factor(coded.bare[0], coded.bare[1], i, j)
            at += 2
        for n, (level, walks) in enumerate(zip(self.card.recipe.walked, self._walks, strict=True)):
            found[at + 2 * n : at + 2 * n + 2] = walks.of(coded.codes[level][i], coded.codes[level][j])

    def judge(self, coded: Coded, i: Ints, j: Ints) -> NDArray[np.float64]:
        """(2, m) the two numbers of each pair. In steps, so that what a step needs stays in the processor's cache."""
        steps = range(0, len(i), _STEP)
        return np.concatenate(
            [self._told(self.features(coded, i[n : n + _STEP], j[n : n + _STEP])) for n in steps], axis=1
        )

    def _told(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        told = self._run.forward(features)
        if self.trees is not None:
            told[0] += self.trees.of(features)
        return told

    def matrix(self, pieces: Sequence[Piece]) -> NDArray[np.float64]:
        """(n, n) how well every two go together, 0..1, symmetric, 1 on the diagonal."""
        n = len(pieces)
        whole = np.ones((n, n))
        if n > 1:
            i, j = np.triu_indices(n, 1)
            whole[i, j] = whole[j, i] = self.likeness(self.code(pieces), i, j)
        return whole

    def likeness(self, coded: Coded, i: Ints, j: Ints) -> NDArray[np.float64]:
        """(m,) how well the two of each pair go together, 0..1."""
        both = self.judge(coded, i, j).sum(axis=0)
        # A pair that is surely none would overflow: beyond ±50 the curve is 0 and 1 to nine digits.
        apart = np.clip((both - self.card.centre) / self.card.spread, -50, 50)
        # Rounded, since sums of other lengths end in other last bits, and equal looks must compare equal.
        return np.asarray(np.round(1 / (1 + np.exp(-apart)), 9))

    def of_sets(self, coded: Coded, sets: Sequence[Ints]) -> NDArray[np.float64]:
        """(sets,) worth of each set of rows of `coded`, on a scale of its own; at least two rows each."""
        pairs = [np.triu_indices(len(rows), 1) for rows in sets]
        i = np.concatenate([rows[a] for rows, (a, _) in zip(sets, pairs, strict=True)])
        j = np.concatenate([rows[b] for rows, (_, b) in zip(sets, pairs, strict=True)])
        return pooled(self.judge(coded, i, j), np.array([len(a) for a, _ in pairs]))

    def completions(self, coded: Coded, context: Ints, answers: Ints) -> NDArray[np.float64]:
        """(answers,) how well each answer completes the context, by its own pairs alone."""
        i, j = np.tile(context, len(answers)), np.repeat(answers, len(context))
        return pooled(self.judge(coded, i, j), np.full(len(answers), len(context)))


WORDS: Level = ("word",)


def feature_names(recipe: Recipe) -> tuple[str, ...]:
    """The features of a pair, in order."""
    lifts = tuple(f"lift {'+'.join(a)} × {'+'.join(b)}" for a, b in recipe.lifts)
    same = tuple(f"same {'+'.join(level)}" for level in recipe.same)
    shown = tuple(f"has {name}" for name in recipe.shown)
    used = tuple(f"{how} {'+'.join(level)}" for level in recipe.counted for how in ("rarer", "commoner"))
    bare = ("factor unnamed", "factor unnamed one way") if recipe.naming else ()
    walked = tuple(f"{'+'.join(level)} {how}" for level in recipe.walked for how in WALKED)
    return ("factor", "factor one way", *lifts, *same, *NUMBERS, *shown, *used, *bare, *walked)


def levels_of(recipe: Recipe) -> tuple[Level, ...]:
    """The levels that lifts and sameness read, each once."""
    return tuple(dict.fromkeys((*(level for pair in recipe.lifts for level in pair), *recipe.same)))


def value_of(facts: dict[str, str], level: Level) -> str | None:
    """The value at a level; None where one of its facts is not known."""
    values = [facts.get(name) for name in level]
    return None if None in values else "|".join(v for v in values if v is not None)


def numbers_of(piece: Piece) -> Floats:
    """(8,) see `Coded.numbers`."""
    found = np.full(8, np.nan, dtype=np.float32)
    if piece.lab is not None:
        lab = np.array([piece.lab])
        chroma = float(np.hypot(lab[0, 1], lab[0, 2]))
        found[:6] = (*piece.lab, chroma, harmony.neutrality(lab)[0], harmony.hue_effect(lab)[0])
    found[6] = np.nan if piece.formality is None else piece.formality
    found[7] = np.log(piece.price) if piece.price and piece.price > 0 else np.nan
    return found


# ── the file ───────────────────────────────────────────────────────────────────────────────────────────────────────


def write(model: Model, path: Path) -> None:
    """The model as an npz file, without pickle, the same bytes for the same model."""
    arrays: dict[str, NDArray[Any]] = {
        "left": model.factor[0].astype(np.float16), "right": model.factor[1].astype(np.float16),
        "rare": model.rare,
    }  # fmt: skip
    arrays |= {f"net.{name}": getattr(model.net, name) for name in _PARTS}
    for n, lift in enumerate(model.lifts):
        arrays |= {f"lift{n}.{name}": getattr(lift, name) for name in ("key", "count", "rows", "columns")}
        arrays[f"lift{n}.numbers"] = np.array([lift.total, lift.alpha])
    if model.trees is not None:
        arrays |= {f"trees.{name}": getattr(model.trees, name) for name in Trees.__struct_fields__}
    words = {"+".join(level): list(values) for level, values in model.vocabulary.items()}
    head = msgspec.json.encode({"card": model.card, "vocabulary": words})
    arrays["head"] = np.frombuffer(head, dtype=np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


_PARTS = ("mean", "scale", "hidden", "bias", "out", "straight")


class _Head(msgspec.Struct):
    card: Card
    vocabulary: dict[str, list[str]]


def read(content: bytes) -> Model:
    """The model in an npz file's bytes; ValueError where it is of another format or its parts do not fit together."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        head = msgspec.json.decode(arrays["head"].tobytes(), type=_Head)
        if head.card.format != FORMAT:
            raise ValueError(f"the compatibility model has format {head.card.format}, this code reads {FORMAT}")
        lifts = [
            Lift(
                one, other, arrays[f"lift{n}.key"], arrays[f"lift{n}.count"], arrays[f"lift{n}.rows"],
                arrays[f"lift{n}.columns"], *(float(v) for v in arrays[f"lift{n}.numbers"]),
            )
            for n, (one, other) in enumerate(head.card.recipe.lifts)
        ]  # fmt: skip
        net = Net(*(arrays[f"net.{name}"] for name in _PARTS))
        factor = arrays["left"].astype(np.float32), arrays["right"].astype(np.float32)
        rare = arrays["rare"]
        grown = "trees.start" in arrays
        trees = Trees(*(arrays[f"trees.{name}"] for name in Trees.__struct_fields__)) if grown else None
    if len(net.mean) != len(feature_names(head.card.recipe)):
        raise ValueError(f"the compatibility model weighs {len(net.mean)} features, its recipe names others")
    vocabulary = {
        tuple(level.split("+")): {value: n for n, value in enumerate(values)}
        for level, values in head.vocabulary.items()
    }
    return Model(head.card, vocabulary, factor, rare, lifts, net, trees)


@cache
def shipped() -> Model:
    """The model that Aurora runs, read once from the file beside this module."""
    return read(Path(__file__).with_name("compatibility.npz").read_bytes())
