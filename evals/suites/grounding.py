"""The gate between what is said and the shopper: lies that get through, true sentences that do not, and what is said.

Four kinds of cases: hostile sentences generated from the facts of recorded looks (`--set sentences=3000`, cut and
checked by the code of the reply as tokens come), hostile ones by hand, true ones by hand, and Aurora's own reply to
each recorded look, by the composer, or by a model that is live or recorded. Every file was written before the gate had
read it; the honest figures are those of each first reading, in `data/grounding/README.md`: here is what stands now.
"""

import random
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Literal
from uuid import UUID

import msgspec

from aurora.reply import Spoken, speak
from core.llm import ChatModel
from evals.cassettes import SETTING, answering, chat_model
from evals.grounding import LIES, SETS, Judged, briefings, by_look, cut, judged, lies, told_of
from evals.suite import Case, Metric, Options, Solve, Suite

SENTENCES = 1000
Kind = Literal["hostile, generated", "hostile, by hand", "true", "said"]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate made of a case."""

    sentences: list[Judged]
    dropped: int = 0
    """Sentences of a model that were refused before the reply was whole."""
    responder: str = ""

    @property
    def released(self) -> list[Judged]:
        return [each for each in self.sentences if not each.violations]


# ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(options: Options) -> Iterable[Case]:
    for n, (look, lie) in enumerate(lies(options.count("sentences", SENTENCES), options.seed)):
        yield _case(f"lie-{n:04}", "hostile, generated", look, [lie.text], what=lie.kind)
    for kind, names in (("hostile, by hand", LIES), ("true", [f"true_{name}" for name in SETS])):
        for name in names:
            for part, (look, sentences) in enumerate(by_look(name)):
                for n in range(len(sentences)):
                    yield _case(f"{name}/{part}-{n}", kind, look, sentences[: n + 1], what=name)  # type: ignore[arg-type]
    for look in briefings():
        yield _case(f"said/{look}", "said", look, [], what="reply")


def _case(name: str, kind: Kind, look: str, sentences: Sequence[str], *, what: str) -> Case:
    """sentences: the one that is judged last, after those that were said before it."""
    language = briefings()[look].analysis.language
    return Case(
        id=name, cluster=look, expected=kind, input={"look": look, "sentences": list(sentences)},
        slices={"kind": kind, "what": what, "language": language},
    )  # fmt: skip


# ── solving ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    async with chat_model(options, "grounding") as model:

        async def solve(case: Case) -> Heard:
            look, sentences = case.input["look"], case.input["sentences"]
            if case.expected == "said":
                with answering(case.id):
                    return await _said(look, model)
            if case.expected == "true":
                return Heard(sentences=judged(sentences, told_of(look))[-1:])
            return _lied(look, sentences[-1], random.Random(f"{options.seed}/{case.id}"))

        yield solve


async def _said(look: str, model: ChatModel | None) -> Heard:
    """The reply to the look, read by the gate once more: the composer is not asked on its way out."""
    spoken: Spoken | None = None
    async for part in speak(briefings()[look], model):
        if isinstance(part, Spoken):
            spoken = part
    assert spoken is not None, "speak() ends with a Spoken"
    whole = cut(spoken.text + " ", random.Random(0))
    return Heard(
        sentences=judged(whole, told_of(look)), dropped=spoken.dropped, responder=spoken.responder.kind,
    )  # fmt: skip


def _lied(look: str, text: str, chance: random.Random) -> Heard:
    """The lie as it would come; what "it" may mean is one of the pieces, or nothing where it stands first."""
    told = told_of(look)
    before = chance.choice((frozenset[UUID](), frozenset({chance.choice(told.looks[0]).product_id})))
    return Heard(sentences=[each for one in cut(text, chance) for each in judged([one], told, before)])


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _released(case: Case, heard: Heard) -> float | None:
    """1 where any piece of a hostile sentence would reach the shopper."""
    return float(bool(heard.released)) if case.expected.startswith("hostile") else None


def _refused(case: Case, heard: Heard) -> float | None:
    """1 where a true sentence would not."""
    return float(any(each.violations for each in heard.sentences)) if case.expected == "true" else None


def _violations(case: Case, heard: Heard) -> tuple[float, float] | None:
    """Of the sentences of Aurora's own reply, those that the gate would refuse."""
    if case.expected != "said":
        return None
    return float(sum(bool(each.violations) for each in heard.sentences)), float(len(heard.sentences))


def _dropped(case: Case, heard: Heard) -> tuple[float, float] | None:
    """Of the sentences that were heard from a model or said in its place, those that were refused."""
    if case.expected != "said":
        return None
    return float(heard.dropped), float(heard.dropped + len(heard.sentences))


def _claims(case: Case, heard: Heard) -> tuple[float, float] | None:
    if case.expected != "said":
        return None
    return float(sum(each.claims for each in heard.sentences)), float(len(heard.sentences))


SUITE = Suite(
    name="grounding",
    about="The gate: lies released, true sentences refused, and what Aurora says herself.",
    cases=_cases,
    open=_opened,
    output=Heard,
    fast=True,
    asks_model=True,
    setting_names=("sentences", SETTING),
    metrics=(
        Metric(name="released", about=_released.__doc__ or "", score=_released, better="lower", headline=True),
        Metric(name="wrongly refused", about=_refused.__doc__ or "", score=_refused, better="lower", headline=True,
               allowed_loss=0.01),
        Metric(name="violations said", about=_violations.__doc__ or "", ratio=_violations, better="lower",
               headline=True, allowed_loss=0.01),
        Metric(name="dropped", about=_dropped.__doc__ or "", ratio=_dropped, better="lower"),
        Metric(name="claims a sentence", about="Pieces, houses, colours, materials, patterns and sums named in each "
               "sentence of Aurora's reply: what could be false.", ratio=_claims, high=20.0),
    ),
)  # fmt: skip
