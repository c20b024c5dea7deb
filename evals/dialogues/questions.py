"""What a turn asks about (price, size, brand …) by linear models over words, act and what was asked before."""

from collections.abc import Sequence

import msgspec
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

_SOME = 5
"""Turns that must ask about a name before it is learned."""


class Asking(msgspec.Struct, frozen=True):
    """A turn as these models see it."""

    said: str
    act: str
    before: frozenset[str]
    """What the turn before asked about."""


class QuestionModels:
    """One linear support vector machine for each name; deterministic for a seed."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        self._signs = DictVectorizer()
        self._models: dict[str, LinearSVC] = {}

    def fit(self, turns: Sequence[Asking], asked: Sequence[frozenset[str]]) -> "QuestionModels":
        """The models, trained on what was truly asked."""
        self._words.fit([turn.said for turn in turns])
        self._signs.fit([_signs(turn) for turn in turns])
        matrix = self._matrix(turns)
        for name in sorted(frozenset().union(*asked)):
            marks = [name in names for names in asked]
            if _SOME <= sum(marks) < len(marks):
                self._models[name] = LinearSVC(C=0.5, random_state=self._seed).fit(matrix, marks)
        return self

    def predict(self, turn: Asking) -> frozenset[str]:
        """What the turn asks about."""
        matrix = self._matrix([turn])
        return frozenset(name for name, model in self._models.items() if model.predict(matrix)[0])

    def _matrix(self, turns: Sequence[Asking]) -> csr_matrix:
        signs = self._signs.transform([_signs(turn) for turn in turns])
        return hstack((self._words.transform([turn.said for turn in turns]), signs)).tocsr()


def _signs(turn: Asking) -> dict[str, float]:
    found = [f"act={turn.act}", *(f"act={turn.act},before={name}" for name in turn.before)]
    return dict.fromkeys(found, 1.0)
