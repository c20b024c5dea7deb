"""Small linear classifiers over word and character n-grams, run in numpy: intent, occasion and mood of a message,
and what is meant of a look on the table.

Trained by `evals train understanding`; what they were trained on, how much and how well stands in
`model_card.json` beside the weights.
"""

import math
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

Task = Literal["intent", "occasion", "mood", "followup"]
_WORD = re.compile(r"[^\W\d_]+|[?!]")
_READ = 900
"""Characters of a message that are read: its start and its end, where people say what they want."""


class Weights(msgspec.Struct, frozen=True):
    """One classifier: `coefficients` (classes, features) and `intercepts` (classes,), `idf` (features,)."""

    labels: tuple[str, ...]
    index: dict[str, int]
    idf: NDArray[np.float32]
    coefficients: NDArray[np.float32]
    intercepts: NDArray[np.float32]


class Verdict(msgspec.Struct, frozen=True):
    """The likeliest label and its probability 0..1."""

    label: str
    probability: float


def features(message: str) -> Counter[str]:
    """Counts of words, word pairs and character 3- and 4-grams within words of the lower-cased message."""
    text = message.lower() if len(message) <= _READ else (message[: _READ // 2] + " " + message[-_READ // 2 :]).lower()
    words = _WORD.findall(text)
    counts = Counter(f"w:{word}" for word in words)
    counts.update(f"p:{a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True))
    for word in words:
        padded = f"<{word[:20]}>"
        counts.update(f"c:{padded[i : i + n]}" for n in (3, 4) for i in range(len(padded) - n + 1))
    return counts


def classify(task: Task, message: str, directory: Path | None = None) -> Verdict | None:
    """The likeliest label of `message`; None where no weights are installed or no feature of it is known."""
    weights = load(task, directory)
    if weights is None:
        return None
    known = [(weights.index[f], 1 + math.log(n)) for f, n in features(message).items() if f in weights.index]
    if not known:
        return None
    columns = np.fromiter((column for column, _ in known), dtype=np.int64, count=len(known))
    values = np.fromiter((value for _, value in known), dtype=np.float32, count=len(known)) * weights.idf[columns]
    values /= np.linalg.norm(values) or 1.0
    logits = weights.coefficients[:, columns] @ values + weights.intercepts
    odds = np.exp(logits - logits.max())
    best = int(logits.argmax())
    return Verdict(weights.labels[best], float(odds[best] / odds.sum()))


@cache
def load(task: Task, directory: Path | None = None) -> Weights | None:
    """The weights of a task, read once; None where the file is absent."""
    path = (directory or Path(__file__).parent) / f"{task}.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        names = bytes(stored["features"]).decode("utf-8").split("\n")
        return Weights(
            labels=tuple(str(label) for label in stored["labels"]),
            index={name: n for n, name in enumerate(names)},
            idf=stored["idf"].astype(np.float32),
            coefficients=stored["coefficients"].astype(np.float32),
            intercepts=stored["intercepts"].astype(np.float32),
        )
