"""The slots of a turn by one small linear model a slot: is this value meant now?

Candidates of a slot are every value that was ever meant in training where the values are few, else the values whose
words stand in the sentence, what Aurora's parser says, and what stood before. A model weighs each by its words, its
neighbours, the act, and whether it is carried over; the likeliest is taken, where any is likelier than not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from evals.datasets.simmc import Wares

ACTS = frozenset(("REQUEST:GET", "INFORM:REFINE", "INFORM:GET"))
"""Acts that carry slots; the others never do."""
CLOSED = frozenset(("type", "size", "price", "sleeveLength", "customerReview"))
_WORD = re.compile(r"[a-z0-9&]+")
_RARE = 2
Slots = dict[str, str]


class Asked(msgspec.Struct, frozen=True):
    """A turn as the slot models see it."""

    said: str
    act: str
    parsed: Slots
    """What Aurora's parser says, in SIMMC's words."""
    carried: Slots
    """The slots of the last turn that had any."""

    @property
    def words(self) -> list[str]:
        return words_of(self.said)


def words_of(text: str) -> list[str]:
    """The words in lower case, without plural s and with British spelling, so that shirts are a shirt."""
    text = text.lower().replace("gray", "grey").replace("t-shirt", "tshirt").replace("t shirt", "tshirt")
    return [w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in _WORD.findall(text)]


class SlotModels:
    """A logistic regression for each slot; deterministic."""

    def __init__(self, wares: Wares, *, seed: int) -> None:
        self._wares, self._seed = wares, seed
        self._values: dict[str, tuple[str, ...]] = {}
        self._models: dict[str, tuple[DictVectorizer, LogisticRegression]] = {}

    def fit(self, turns: Sequence[Asked], true: Sequence[Slots]) -> "SlotModels":
        """The models, trained on the turns whose act carries slots."""
        self._values = self._known(true)
        for slot in self._values:
            rows, marks = [], []
            for turn, slots in zip(turns, true, strict=True):
                for value in self._candidates(slot, turn):
                    rows.append(features(slot, value, turn, self._values[slot]))
                    marks.append(slots.get(slot) == value)
            if any(marks) and not all(marks):
                vectors = DictVectorizer()
                model = LogisticRegression(C=2.0, solver="liblinear", random_state=self._seed)
                self._models[slot] = (vectors, model.fit(_narrow(vectors.fit_transform(rows)), marks))
        return self

    def predict(self, turn: Asked) -> Slots:
        """The slots of one turn."""
        if turn.act not in ACTS:
            return {}
        found: Slots = {}
        for slot, (vectors, model) in self._models.items():
            values = self._candidates(slot, turn)
            if not values:
                continue
            rows = [features(slot, value, turn, self._values[slot]) for value in values]
            chances = model.predict_proba(_narrow(vectors.transform(rows)))[:, 1]
            best = int(chances.argmax())
            if chances[best] >= 0.5:
                found[slot] = values[best]
        return found

    def _known(self, true: Iterable[Slots]) -> dict[str, tuple[str, ...]]:
        """Slot → the values to think of: those of the catalogue and those meant in training."""
        seen = Counter((slot, value) for slots in true for slot, value in slots.items())
        names = {slot for slot, _ in seen}
        return {
            slot: tuple(sorted(
                {value for (name, value), n in seen.items() if name == slot and (slot not in CLOSED or n >= _RARE)}
                | (self._wares.values.get(slot, frozenset()) if slot not in CLOSED else frozenset())
            ))
            for slot in sorted(names)
        }  # fmt: skip

    def _candidates(self, slot: str, turn: Asked) -> list[str]:
        known = self._values[slot]
        told = [v for v in (turn.parsed.get(slot), turn.carried.get(slot)) if v]
        if slot in CLOSED:
            return list(dict.fromkeys((*known, *told)))
        words = turn.words
        return list(dict.fromkeys((*(v for v in known if place(v, words) is not None), *told)))


def _narrow(matrix: csr_matrix) -> csr_matrix:
    """The matrix with 32-bit indices, which liblinear wants and DictVectorizer does not give."""
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return matrix


def place(value: str, words: list[str]) -> int | None:
    """Where the value's words stand in the sentence, all of them and near each other; None where they do not."""
    wanted = words_of(value)
    if not wanted or not set(wanted) <= set(words):
        return None
    for at, word in enumerate(words):
        if word in wanted and set(wanted) <= set(words[at : at + len(wanted) + 2]):
            return at
    return None


def features(slot: str, value: str, turn: Asked, known: tuple[str, ...]) -> dict[str, float]:
    """Features of 1 of "this value is meant by this turn"."""
    words = turn.words
    at = place(value, words)
    found = ["bias", f"act={turn.act}"]
    carried, parsed = turn.carried.get(slot), turn.parsed.get(slot)
    found += [f"carried={carried == value},{carried is None}", f"carried={carried == value},act={turn.act}"]
    found += [f"parsed={parsed == value},{parsed is None}", f"parsed={parsed == value},act={turn.act}"]
    found += [f"stands={at is not None}", f"stands={at is not None},carried={carried == value},act={turn.act}"]
    if at is not None:
        found += _neighbours(words, at, len(words_of(value)))
        longer = any(len(o) > len(value) and value in o and place(o, words) is not None for o in known)
        later = any(o not in value and (place(o, words) or -1) > at for o in known if o != value)
        found += [f"longer={longer}", f"later={later}", f"words={len(words_of(value))}"]
    if slot in CLOSED:
        pairs = [f"{a}_{b}" for a, b in pairwise(words)]
        found += [f"{value}|{word}" for word in {*words, *pairs}] + [f"value={value},act={turn.act}"]
    elif carried == value:
        found += [f"carried|{word}" for word in set(words)]
    return dict.fromkeys(found, 1.0)


def _neighbours(words: list[str], at: int, length: int) -> list[str]:
    before, after = words[max(0, at - 3) : at], words[at + length : at + length + 2]
    return [f"before={word}" for word in before] + [f"after={word}" for word in after] + [
        f"alike={bool({'like', 'similar', 'same', 'as', 'to'} & set(words[max(0, at - 6) : at]))}",
        f"but={bool({'but', 'except', 'instead', 'only'} & set(words[:at]))}",
    ]  # fmt: skip
