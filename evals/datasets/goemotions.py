"""GoEmotions as read: remarks from a forum with what their authors felt. Demszky et al., ACL 2020; Apache-2.0.

Its parts are train and dev; 2.1 % of dev stands in train word for word, which every run on it says.
"""

import csv
from pathlib import Path

import msgspec

LABELS = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
PLEASANT = frozenset(
    ("admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love", "optimism",
     "pride", "relief")
)  # fmt: skip
UNPLEASANT = frozenset(
    ("anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief", "nervousness",
     "remorse", "sadness")
)  # fmt: skip
"""The grouping of the data's authors; their four ambiguous ones (confusion, surprise …) have no sign."""
AROUSED = frozenset(("anger", "annoyance", "amusement", "excitement", "fear", "nervousness", "joy"))
SUBDUED = frozenset(("sadness", "grief", "disappointment", "remorse", "relief"))
"""Our reading of Russell 1980, only where the side of the circle is beyond doubt."""
FELT = frozenset(("anger", "excitement", "fear", "grief", "joy", "nervousness", "sadness", "relief", "embarrassment"))
"""Labels that are a mood of who speaks rather than a judgement of something else."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence and its labels."""

    text: str
    labels: frozenset[str]

    @property
    def valence(self) -> int:
        """1 or −1 where all labels with a sign agree, else 0."""
        return _side(self.labels, PLEASANT, UNPLEASANT)

    @property
    def arousal(self) -> int:
        return _side(self.labels, AROUSED, SUBDUED)


def load(path: Path) -> list[Sentence]:
    """The sentences of a file: text, label numbers, id, separated by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Sentence(row[0], frozenset(LABELS[int(n)] for n in row[1].split(","))) for row in rows if row and row[0]]


def _side(labels: frozenset[str], plus: frozenset[str], minus: frozenset[str]) -> int:
    up, down = bool(labels & plus), bool(labels & minus)
    return up - down
