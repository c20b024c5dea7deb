"""What Aurora understands of a dialogue that nobody trained it on: its own parser, turn after turn."""

from itertools import pairwise
from uuid import UUID

from aurora.context import analyse
from aurora.types import Analysis, ConversationState, TurnInput
from evals.datasets.simmc import Dialogue, Turn, Wares
from evals.dialogues import mapping
from evals.dialogues.frames import Pair

_HISTORY = 6


def understand(dialogue: Dialogue, wares: Wares) -> list[Pair]:
    """Each turn's true frame beside Aurora's. State is carried as it was understood, never as it was labelled."""
    state, pairs = ConversationState(), []
    for n, turn in enumerate(dialogue.turns):
        analysis = analyse(turn_input(dialogue.turns[: n + 1], state))
        pairs.append(Pair(dialogue.id, turn.frame, mapping.frame_of(analysis, state, turn.before_act, wares.values)))
        state = mapping.state_after(analysis, state)
    return pairs


def analyses(dialogue: Dialogue) -> list[Analysis]:
    """Aurora's analyses of the dialogue's turns, in order."""
    state, found = ConversationState(), []
    for n in range(len(dialogue.turns)):
        found.append(analyse(turn_input(dialogue.turns[: n + 1], state)))
        state = mapping.state_after(found[-1], state)
    return found


def turn_input(turns: tuple[Turn, ...], state: ConversationState) -> TurnInput:
    """The last of `turns` as Aurora is given it."""
    said = [(one.said, after.before) for one, after in pairwise(turns)]
    return TurnInput(
        conversation_id=UUID(int=1), message_id=UUID(int=2), seq=len(turns), message=turns[-1].said, state=state,
        history=tuple(said[-_HISTORY:]), today="2026-11-22",
    )  # fmt: skip
