"""The shopper's mood from words, measured on sentences that nobody here wrote: GoEmotions (Demszky et al., ACL 2020).

What is heard is what `aurora.context.analyse` makes of a sentence, as in a turn. The sentences are remarks from a forum
and not to a stylist: they tell whether what is heard is heard right, and less how often a shopper is.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from aurora.context import analyse
from aurora.types import Mood, TurnInput
from evals.compatibility_figures import Figure, interval, mean_of

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
Floats = NDArray[np.float64]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, its labels, and what was heard in it."""

    text: str
    labels: frozenset[str]
    heard: Mood | None = None

    @property
    def valence(self) -> int:
        """1 or −1 where all labels with a sign agree, else 0."""
        return _side(self.labels, PLEASANT, UNPLEASANT)

    @property
    def arousal(self) -> int:
        return _side(self.labels, AROUSED, SUBDUED)


class ByLabel(msgspec.Struct, frozen=True):
    """One label: how often it is there, how often a mood is heard, and how often of the right sign of valence."""

    label: str
    count: int
    heard: int
    right: int


class Said(msgspec.Struct, frozen=True):
    """How the mood in words is heard. Figures carry 95 % bootstrap intervals; `trained_*` is a linear model fitted on
    GoEmotions' own train part, for comparison and thrown away."""

    sentences: int
    heard_felt: Figure
    """Share of sentences with a label of `FELT` alone in which a mood is heard."""
    heard_neutral: Figure
    """Share of neutral sentences in which one is heard: false alarms."""
    valence_right: Figure
    """Of the heard ones with a sign: share whose valence has it."""
    arousal_right: Figure
    rank: Figure
    """Spearman of valence heard (0 where none) and labelled, over sentences with a sign."""
    trained_right: Figure | None
    trained_rank: Figure | None
    labels: tuple[ByLabel, ...]


def load(path: Path) -> list[Sentence]:
    """The sentences of a GoEmotions file: text, label numbers, id, separated by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Sentence(row[0], frozenset(LABELS[int(n)] for n in row[1].split(","))) for row in rows if row and row[0]]


def hear(sentence: Sentence) -> Sentence:
    """The sentence with the mood that Aurora hears in it as the first message of a conversation."""
    turn = TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=sentence.text[:4000])
    return msgspec.structs.replace(sentence, heard=analyse(turn).context.mood)


def measure(heard: Sequence[Sentence], train: Sequence[Sentence] = ()) -> Said:
    """The figures over sentences that were heard; train: sentences for the comparison, none leaves it out."""
    felt = [s for s in heard if s.labels <= FELT]
    neutral = [s for s in heard if s.labels == {"neutral"}]
    signed = [s for s in heard if s.valence]
    truth = np.array([s.valence for s in signed], dtype=np.float64)
    guessed = _trained(train, signed) if train else None
    return Said(
        sentences=len(heard),
        heard_felt=mean_of([float(s.heard is not None) for s in felt]),
        heard_neutral=mean_of([float(s.heard is not None) for s in neutral]),
        valence_right=mean_of([float(s.heard.valence * s.valence > 0) for s in signed if s.heard]),
        arousal_right=mean_of([float(s.heard.arousal * s.arousal > 0) for s in heard if s.heard and s.arousal]),
        rank=_rank(np.array([s.heard.valence if s.heard else 0.0 for s in signed]), truth),
        trained_right=mean_of(list((guessed * truth > 0).astype(float))) if guessed is not None else None,
        trained_rank=_rank(guessed, truth) if guessed is not None else None,
        labels=tuple(_by_label(heard, label) for label in LABELS),
    )


def _side(labels: frozenset[str], plus: frozenset[str], minus: frozenset[str]) -> int:
    up, down = bool(labels & plus), bool(labels & minus)
    return up - down


def _by_label(heard: Sequence[Sentence], label: str) -> ByLabel:
    rows = [s for s in heard if label in s.labels]
    with_mood = [s for s in rows if s.heard is not None]
    sign = (label in PLEASANT) - (label in UNPLEASANT)
    right = sum(s.heard.valence * sign > 0 for s in with_mood if s.heard)
    return ByLabel(label, len(rows), len(with_mood), right)


def _rank(found: Floats, truth: Floats) -> Figure:
    def measure(rows: NDArray[np.int64]) -> float:
        if np.ptp(found[rows]) == 0 or np.ptp(truth[rows]) == 0:
            return float("nan")
        return float(spearmanr(found[rows], truth[rows]).statistic)

    return interval(measure, len(truth), times=300)


def _trained(train: Sequence[Sentence], asked: Sequence[Sentence]) -> Floats:
    """(n,) P(pleasant) − P(unpleasant) by a linear model over words and word pairs, fitted on sentences with a sign."""
    signed = [s for s in train if s.valence]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=4.0, max_iter=300)
    model.fit(words.fit_transform([s.text for s in signed]), [s.valence for s in signed])
    found = model.predict_proba(words.transform([s.text for s in asked]))
    return np.asarray(found[:, 1] - found[:, 0])
