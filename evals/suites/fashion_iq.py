"""How precisely Aurora parses what shoppers want changed: Fashion IQ's captions, judged by reading.

A caption is taken as what a shopper says of the one dress, shirt or top on the table. Those that a reader marked
(`evals extract fashion-iq`) tell precision and recall of the changes; a mark counts only while the parse is the one
that was read, so that figures go stale visibly. Of 3,000 drawn by seed only whether anything is parsed is counted.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from evals import fashion_iq
from evals.datasets import fashion_iq as reader
from evals.datasets import public_folder
from evals.datasets.fashion_iq import Caption
from evals.datasets.known import dataset
from evals.dialogues import captions
from evals.fashion_iq import Judgement, digest
from evals.suite import Case, Metric, Options, Suite, each

DRAWN = 3000


class Parsed(msgspec.Struct, frozen=True):
    """The changes that the caption was taken to state."""

    changes: tuple[str, ...]


def _cases(options: Options) -> Iterable[Case]:
    """None where the data is absent."""
    if not dataset("fashion-iq").present:
        return
    found = reader.load(public_folder() / "dialogues")
    drawn = {one.key for one in reader.sample(found, DRAWN, seed=fashion_iq.SEED)}
    read = {one.key: one for one in fashion_iq.load()}
    for one in found:
        if one.key in drawn or one.key in read:
            yield case(one, read.get(one.key), drawn=one.key in drawn)


def case(caption: Caption, read: Judgement | None, *, drawn: bool) -> Case:
    """The caption with what a reader found of it; captions of one pair of pictures are one cluster."""
    return Case(
        id=caption.key, input=msgspec.to_builtins(caption), cluster=f"{caption.part}-{caption.row}",
        expected={"drawn": drawn, "read": msgspec.to_builtins(read)}, slices={"garment": caption.part},
    )  # fmt: skip


def _parsed(case: Case) -> Parsed:
    return Parsed(captions.parse(msgspec.convert(case.input, Caption)))


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _marked(case: Case, parsed: Parsed) -> Judgement | None:
    """The reader's marks, where they are of this very parse."""
    read: dict[str, Any] | None = case.expected["read"]
    judged = msgspec.convert(read, Judgement) if read else None
    return judged if judged is not None and judged.parse == digest(parsed.changes) else None


def _precision(case: Case, parsed: Parsed) -> tuple[float, float] | None:
    read = _marked(case, parsed)
    return (float(read.marks.count("r")), float(len(read.marks))) if read and read.marks else None


def _recall(case: Case, parsed: Parsed) -> tuple[float, float] | None:
    read = _marked(case, parsed)
    stated = read.marks.count("r") + read.missed if read else 0
    return (float(read.marks.count("r")), float(stated)) if read and stated else None


def _whole(case: Case, parsed: Parsed) -> float | None:
    read = _marked(case, parsed)
    return float("w" not in read.marks and not read.missed) if read else None


def _holds(case: Case, parsed: Parsed) -> float | None:
    return float(_marked(case, parsed) is not None) if case.expected["read"] else None


def _some(case: Case, parsed: Parsed) -> float | None:
    return float(bool(parsed.changes)) if case.expected["drawn"] else None


SUITE = Suite(
    name="fashion-iq",
    about="Which changes of a garment are read from public captions (Fashion IQ).",
    cases=_cases,
    open=each(_parsed),
    output=Parsed,
    metrics=(
        Metric(name="precision", about="Of the changes parsed, those that the reader found right.", ratio=_precision,
               headline=True, allowed_loss=0.02),
        Metric(name="recall", about="Of the changes that the reader found stated, those that are parsed.",
               ratio=_recall, headline=True, allowed_loss=0.02),
        Metric(name="wholly right", about="Captions read in which nothing is wrong and nothing missed.", score=_whole),
        Metric(name="marks that hold", about="Captions read whose parse is still the one that was read.", score=_holds),
        Metric(name="some parse", about=f"Of {DRAWN:,} captions drawn, those of which any change is parsed.",
               score=_some),
    ),
    datasets=("fashion-iq",),
)  # fmt: skip
