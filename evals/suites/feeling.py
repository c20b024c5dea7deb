"""The shopper's mood from words, on sentences that nobody here wrote: GoEmotions' dev part.

What is heard is what `aurora.context.analyse` makes of a sentence, as in a turn. The sentences are remarks from a forum
and not to a stylist: they tell whether what is heard is heard right, and less how often a shopper is. `--set
system=trained` is a linear model over words, fitted on the data's own train part for comparison and thrown away.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from aurora.context import analyse
from aurora.types import TurnInput
from core.errors import InvalidInput
from evals.datasets import goemotions, public_folder
from evals.datasets.goemotions import FELT, Sentence
from evals.datasets.known import dataset
from evals.suite import Case, Metric, Options, Score, Solve, Solved, Suite

SYSTEMS = ("aurora", "trained")


class Heard(msgspec.Struct, frozen=True):
    """The mood that was heard; nothing where none was. arousal: 0 of the trained model, which knows none."""

    label: str = ""
    valence: float = 0.0
    arousal: float = 0.0


def _folder() -> Path:
    return public_folder() / "dialogues"


def _cases(options: Options) -> Iterable[Case]:
    """None where the data is absent."""
    if not dataset("goemotions").present:
        return
    for n, one in enumerate(goemotions.load(_folder() / "goemotions_dev.tsv")):
        yield case(f"dev/{n}", one)


def case(name: str, one: Sentence) -> Case:
    alone = next(iter(one.labels)) if len(one.labels) == 1 else "several"
    return Case(id=name, input=one.text, expected=sorted(one.labels), slices={"label": alone})


def _sentence(case: Case) -> Sentence:
    return Sentence(case.input, frozenset(case.expected))


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    system = options.settings.get("system", SYSTEMS[0])
    if system not in SYSTEMS:
        raise InvalidInput(f"There is no system {system!r}; there are {' and '.join(SYSTEMS)}.")
    hears = hear if system == "aurora" else trained(goemotions.load(_folder() / "goemotions_train.tsv"))

    async def solve(case: Case) -> Heard:
        return hears(case.input)

    yield solve


def hear(text: str) -> Heard:
    """The mood that Aurora hears in it as the first message of a conversation."""
    turn = TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=text[:4000])
    mood = analyse(turn).context.mood
    return Heard(mood.label, mood.valence, mood.arousal) if mood else Heard()


def trained(sentences: Sequence[Sentence]) -> Callable[[str], Heard]:
    """Hears P(pleasant) − P(unpleasant) by words and word pairs, fitted on the sentences with a sign."""
    signed = [one for one in sentences if one.valence]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=4.0, max_iter=300)
    model.fit(words.fit_transform([one.text for one in signed]), [one.valence for one in signed])

    def hears(text: str) -> Heard:
        down, up = model.predict_proba(words.transform([text]))[0].tolist()
        return Heard("pleasant" if up > down else "unpleasant", up - down)

    return hears


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _right(side: str) -> Score:
    """Whether the side of what is heard is that of the labels; unscored where either has none."""

    def right(case: Case, heard: Heard) -> float | None:
        true, found = getattr(_sentence(case), side), getattr(heard, side)
        return float(found * true > 0) if heard.label and true and found else None

    return right


def _heard(case: Case, heard: Heard) -> float | None:
    return float(bool(heard.label)) if frozenset(case.expected) <= FELT else None


def _alarmed(case: Case, heard: Heard) -> float | None:
    return float(bool(heard.label)) if case.expected == ["neutral"] else None


def _rank(solved: Sequence[Solved]) -> float | None:
    """Spearman's correlation of the valence heard (0 where none) and labelled, over sentences with a sign."""
    true = np.array([_sentence(one.case).valence for one in solved])
    found = np.array([one.output.valence if one.output else 0.0 for one in solved])
    return float(spearmanr(found, true).statistic) if np.ptp(found) and np.ptp(true) else None


SUITE = Suite(
    name="feeling",
    about="Which mood is heard in public remarks whose authors' feelings are labelled (GoEmotions).",
    cases=_cases,
    open=_opened,
    output=Heard,
    metrics=(
        Metric(name="valence right", about="Of the moods heard, those on the side of the labels.",
               score=_right("valence"), headline=True, allowed_loss=0.02),
        Metric(name="arousal right", about="The same of arousal, where its side is beyond doubt.",
               score=_right("arousal")),
        Metric(name="heard", about="Of remarks labelled as a mood of who speaks, those in which one is heard.",
               score=_heard, headline=True, allowed_loss=0.02),
        Metric(name="false alarms", about="Of neutral remarks, those in which a mood is heard.", score=_alarmed,
               better="lower", headline=True, allowed_loss=0.01),
        Metric(name="rank of valence", about=_rank.__doc__ or "", pool=_rank, low=-1.0,
               pools=lambda case: _sentence(case).valence != 0),
    ),
    datasets=("goemotions",),
    setting_names=("system",),
)  # fmt: skip
