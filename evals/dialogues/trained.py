"""Aurora's parser with linear models on top, trained on dialogues and used on others: cross-validation by dialogue."""

from collections.abc import Iterator, Sequence

import msgspec

from aurora.types import Analysis
from evals.datasets.simmc import Dialogue, Wares, folds
from evals.dialogues import mapping, untrained
from evals.dialogues.acts import ActModel, Heard
from evals.dialogues.frames import Frame, Pair
from evals.dialogues.questions import Asking, QuestionModels
from evals.dialogues.slots import ACTS, Asked, SlotModels, Slots


class Parsed(msgspec.Struct, frozen=True):
    """A dialogue with Aurora's own reading of each turn: its analysis and the slots that it amounts to."""

    dialogue: Dialogue
    analyses: tuple[Analysis, ...]
    slots: tuple[Slots, ...]


class Models(msgspec.Struct, frozen=True):
    acts: ActModel
    slots: SlotModels
    questions: QuestionModels


def cross_validate(dialogues: list[Dialogue], wares: Wares, *, parts: int, seed: int) -> list[Pair]:
    """Every turn's true frame beside that of models which were trained on the other parts' dialogues only."""
    dealt = [[parse(dialogue, wares) for dialogue in part] for part in folds(dialogues, parts, seed=seed)]
    pairs: list[Pair] = []
    for n, part in enumerate(dealt):
        models = train([one for m, other in enumerate(dealt) if m != n for one in other], wares, seed=seed)
        pairs.extend(pair for one in part for pair in understand(one, models))
    return pairs


def parse(dialogue: Dialogue, wares: Wares) -> Parsed:
    """Aurora's reading of the dialogue, made once."""
    pairs = untrained.understand(dialogue, wares)
    return Parsed(dialogue, tuple(untrained.analyses(dialogue)), tuple(dict(pair.found.slots) for pair in pairs))


def train(dialogues: Sequence[Parsed], wares: Wares, *, seed: int) -> Models:
    """All models; earlier turns are as they were labelled, since these are the dialogues to learn from."""
    heard = [one for dialogue in dialogues for one in _heard_truly(dialogue)]
    asking = [one for dialogue in dialogues for one in _asking_truly(dialogue.dialogue)]
    turns, true = [], []
    for dialogue in dialogues:
        carried: Slots = {}
        for turn, parsed in zip(dialogue.dialogue.turns, dialogue.slots, strict=True):
            if turn.frame.act in ACTS:
                turns.append(Asked(turn.said, turn.frame.act, parsed, carried))
                carried = dict(turn.frame.slots)
                true.append(carried)
    return Models(
        acts=ActModel(seed=seed).fit(heard),
        slots=SlotModels(wares, seed=seed).fit(turns, true),
        questions=QuestionModels(seed=seed).fit(asking, [one.turn.frame.asked for one in heard]),
    )


def _asking_truly(dialogue: Dialogue) -> Iterator[Asking]:
    before: frozenset[str] = frozenset()
    for turn in dialogue.turns:
        yield Asking(turn.said, turn.frame.act, before)
        before = turn.frame.asked


def _heard_truly(one: Parsed) -> Iterator[Heard]:
    acts: tuple[str, ...] = ()
    kind: str | None = None
    for turn, analysis in zip(one.dialogue.turns, one.analyses, strict=True):
        yield _heard(one, acts, kind)
        acts = (*acts, turn.frame.act)
        kind = _kind_after(analysis, turn.frame.act, kind)


def understand(one: Parsed, models: Models) -> list[Pair]:
    """Each turn's true frame beside the models', turn after turn; what is carried is what they understood."""
    acts: tuple[str, ...] = ()
    kind: str | None = None
    carried: Slots = {}
    asked: frozenset[str] = frozenset()
    pairs = []
    for n, turn in enumerate(one.dialogue.turns):
        act = models.acts.predict([_heard(one, acts, kind)])[0]
        slots = models.slots.predict(Asked(turn.said, act, one.slots[n], carried))
        asked = models.questions.predict(Asking(turn.said, act, asked))
        carried = slots if act in ACTS else carried
        kind = _kind_after(one.analyses[n], act, kind)
        acts = (*acts, act)
        pairs.append(Pair(one.dialogue.id, turn.frame, Frame(act, frozenset(slots.items()), asked)))
    return pairs


def _heard(one: Parsed, acts: tuple[str, ...], kind: str | None) -> Heard:
    """The turn after those acts, with whether it names the kind that was asked for last."""
    analysis = one.analyses[len(acts)]
    named = mapping.kind_said(analysis)
    return Heard(one.dialogue.turns[len(acts)], analysis, acts, None if named is None else named == kind)


def _kind_after(analysis: Analysis, act: str, before: str | None) -> str | None:
    return (mapping.kind_said(analysis) or before) if act in ACTS else before
