"""A suite in a file: does Aurora know small talk from a wish? Run it with `evals run docs/examples/greetings.py`."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from aurora.context import analyse
from aurora.types import TurnInput
from evals.suite import Case, Metric, Options, Suite, each

SAID = {
    "hello there": "smalltalk",
    "thanks so much!": "smalltalk",
    "a dress for my sister's wedding": "look",
    "good evening, I need trousers for work": "look",
    "bye": "smalltalk",
}


class Heard(msgspec.Struct, frozen=True):
    """What a case is answered with; kept in the run, and given back to every metric."""

    intent: str
    confidence: float


def _cases(options: Options) -> Iterable[Case]:
    for n, (message, intent) in enumerate(SAID.items()):
        yield Case(id=f"greeting-{n}", input={"message": message}, expected=intent, slices={"intent": intent})


def _heard(case: Case) -> Heard:
    nobody = UUID(int=0)
    turn = TurnInput(conversation_id=nobody, message_id=nobody, seq=1, message=case.input["message"])
    analysis = analyse(turn)
    return Heard("smalltalk" if analysis.intent == "smalltalk" else "look", analysis.confidence)


RIGHT = Metric(
    name="right",
    about="Share of messages taken for what they are.",
    score=lambda case, heard: float(heard.intent == case.expected),
    headline=True,
    allowed_loss=0.05,
)
SUITE = Suite(
    name="greetings",
    about="Small talk is told from a wish.",
    cases=_cases,
    open=each(_heard),
    output=Heard,
    metrics=(RIGHT,),
)
