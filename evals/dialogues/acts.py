"""The act of a turn by a linear model over words and characters, the seller's words before it, and Aurora's analysis.

Inputs are what any seller has: what was said and answered so far. No label of an earlier turn of the dialogue that is
understood is read, and no scene.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from aurora.types import Analysis
from evals.datasets.simmc import Turn

_SIGNS = 0.15
"""Weight of the signs beside the words. Of 0 to 0.6, and C of 0.15 to 2, the best on the read half (4 folds): .936."""


class Heard(msgspec.Struct, frozen=True):
    """A turn with Aurora's analysis of it, and what was heard before it in its dialogue."""

    turn: Turn
    analysis: Analysis
    acts: tuple[str, ...] = ()
    """The acts of the earlier turns: the true ones while training, the model's own when it is used."""
    same_kind: bool | None = None
    """Whether the kind of garment named is the one that was asked for last; None where none is named."""


class ActModel:
    """One-against-rest linear support vectors; deterministic for a seed."""

    def __init__(self, *, seed: int) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=r"[\w']+|\?")
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
        self._before = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        self._signs = DictVectorizer()
        self._model = LinearSVC(C=1.0, random_state=seed)

    def fit(self, heard: Sequence[Heard]) -> "ActModel":
        """The model, trained on the true acts."""
        said, before = [one.turn.said for one in heard], [one.turn.before for one in heard]
        self._words.fit(said)
        self._letters.fit(said)
        self._before.fit(before)
        self._signs.fit([signs(one) for one in heard])
        self._model.fit(self._matrix(heard), [one.turn.frame.act for one in heard])
        return self

    def predict(self, heard: Sequence[Heard]) -> list[str]:
        """The act of each turn."""
        return [str(act) for act in self._model.predict(self._matrix(heard))]

    def _matrix(self, heard: Sequence[Heard]) -> csr_matrix:
        said, before = [one.turn.said for one in heard], [one.turn.before for one in heard]
        parts = (
            self._words.transform(said), self._letters.transform(said), 0.5 * self._before.transform(before),
            _SIGNS * self._signs.transform([signs(one) for one in heard]),
        )  # fmt: skip
        return hstack(parts).tocsr()


def signs(heard: Heard) -> dict[str, float]:
    """What Aurora's parser says of the turn, and what went before it, as features of 1."""
    analysis, edit, acts = heard.analysis, heard.analysis.edit, heard.acts
    found = [
        f"intent={analysis.intent}", f"asks={analysis.asks}", f"action={analysis.action}",
        f"picks={edit is not None and edit.pick_only}", f"same={heard.same_kind}",
        f"asked={'?' in heard.turn.before[-2:]}", f"last={acts[-1:]}", f"two={acts[-2:]}", f"place={len(acts)}",
        f"opens={' '.join(heard.turn.said.lower().split()[:2])}",
        *(f"kind={c.kind}" for c in analysis.constraints if c.source == "message"),
        *(f"had={act},{min(n, 2)}" for act, n in Counter(acts).items()),
    ]  # fmt: skip
    return dict.fromkeys(found, 1.0)
