"""How well shoppers in a real shop are understood: acts and slot values on SIMMC 2's development dialogues.

A case is a dialogue, since each turn is read in the light of what was understood of those before it. `untrained` is
Aurora's own parser behind a thin mapping to SIMMC's names; `--set system=trained` puts linear models on top of it,
cross-validated by dialogue. The parser is improved on the `read` half; nobody reads the mistakes of the `held` half.

Counted as the challenge's own `evaluate_dst` does without `strict`: a slot counts where its name and value are exactly
the true ones, whether or not the act is right. Source: Kottur et al., SIMMC 2.0, EMNLP 2021, and its code,
github.com/facebookresearch/simmc2, model/mm_dst/utils/evaluate_dst.py.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from core.errors import InvalidInput
from evals.datasets import public_folder, simmc
from evals.datasets.known import dataset
from evals.dialogues import trained, untrained
from evals.dialogues.frames import Frame, Pair
from evals.suite import Case, Metric, Options, Ratio, Solve, Suite

SYSTEMS = ("untrained", "trained")
FOLDS = 5
"""Parts of the cross-validation; dealt by `simmc.SEED`, as the halves are."""
ACTS = (
    "REQUEST:GET", "REQUEST:ADD_TO_CART", "ASK:GET", "INFORM:REFINE", "INFORM:DISAMBIGUATE", "REQUEST:COMPARE",
    "INFORM:GET",
)  # fmt: skip
SLOTS = (
    "type", "customerReview", "price", "size", "brand", "color", "pattern", "sleeveLength", "availableSizes",
)  # fmt: skip
Names = Callable[[Frame], frozenset[Any]]


class Heard(msgspec.Struct, frozen=True):
    """What was understood of a dialogue, a frame a turn, as `plain` writes it."""

    frames: tuple[dict[str, Any], ...]


def plain(frame: Frame) -> dict[str, Any]:
    """A frame as data, in the same order each time."""
    return {"act": frame.act, "slots": [list(slot) for slot in sorted(frame.slots)], "asked": sorted(frame.asked)}


def _folder() -> Path:
    return public_folder() / "dialogues"


def _cases(options: Options) -> Iterable[Case]:
    """None where the data is absent."""
    if not dataset("simmc").present:
        return
    dialogues = simmc.load(_folder())
    read = {dialogue.id for dialogue in simmc.halves(dialogues)[0]}
    for dialogue in dialogues:
        yield Case(
            id=str(dialogue.id), input=[{"said": turn.said, "before": turn.before} for turn in dialogue.turns],
            expected=[plain(turn.frame) for turn in dialogue.turns],
            slices={"part": "read" if dialogue.id in read else "held"},
        )  # fmt: skip


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    system = options.settings.get("system", SYSTEMS[0])
    if system not in SYSTEMS:
        raise InvalidInput(f"There is no system {system!r}; there are {' and '.join(SYSTEMS)}.")
    dialogues, wares = simmc.load(_folder()), simmc.wares(_folder())
    by_id = {str(dialogue.id): dialogue for dialogue in dialogues}
    learned = trained.cross_validate(dialogues, wares, parts=FOLDS, seed=simmc.SEED) if system == "trained" else []

    async def solve(case: Case) -> Heard:
        found: list[Pair] = [pair for pair in learned if str(pair.dialogue) == case.id]
        return Heard(tuple(plain(pair.found) for pair in found or untrained.understand(by_id[case.id], wares)))

    yield solve


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _turns(case: Case, heard: Heard) -> Iterator[tuple[Frame, Frame]]:
    """(true, found) of every turn."""
    for true, found in zip(case.expected, heard.frames, strict=True):
        yield msgspec.convert(true, Frame), msgspec.convert(found, Frame)


def _counted(names: Names, below: Callable[[int, int], int], times: int = 1) -> Ratio:
    """`times` what is right, over `below(true, found)`; None where that is 0. names: what is counted of a frame."""

    def share(case: Case, heard: Heard) -> tuple[float, float] | None:
        turns = [(names(true), names(found)) for true, found in _turns(case, heard)]
        right = sum(len(true & found) for true, found in turns)
        whole = below(sum(len(true) for true, _ in turns), sum(len(found) for _, found in turns))
        return (float(times * right), float(whole)) if whole else None

    return share


def _three(of: str, names: Names, *, headline: bool = False) -> Iterator[Metric]:
    """F1, precision and recall, micro: counts are summed over dialogues before they are divided."""
    yield Metric(name=f"{of} F1", about=f"Of {of}: twice the right over those true and those found.",
                 ratio=_counted(names, lambda true, found: true + found, 2), headline=headline)  # fmt: skip
    yield Metric(name=f"{of} precision", about=f"Of {of}: the right over those found.",
                 ratio=_counted(names, lambda true, found: found))  # fmt: skip
    yield Metric(name=f"{of} recall", about=f"Of {of}: the right over those true.",
                 ratio=_counted(names, lambda true, found: true))  # fmt: skip


def _slot(name: str) -> Names:
    return lambda frame: frozenset(slot for slot in frame.slots if slot[0] == name)


def _act(name: str) -> Names:
    return lambda frame: frozenset((name,)) if frame.act == name else frozenset()


SUITE = Suite(
    name="simmc",
    about="Acts and slot values of public dialogues in a clothes shop (SIMMC 2).",
    cases=_cases,
    open=_opened,
    output=Heard,
    metrics=(
        Metric(name="act accuracy", about="Turns whose act is the true one, over all turns.", headline=True,
               ratio=_counted(lambda frame: frozenset((frame.act,)), lambda true, found: true)),
        *_three("slot values", lambda frame: frame.slots, headline=True),
        *_three("asked", lambda frame: frame.asked),
        *(metric for name in SLOTS for metric in _three(name, _slot(name))),
        *(metric for name in ACTS for metric in _three(name, _act(name))),
    ),
    datasets=("simmc",),
    setting_names=("system",),
)  # fmt: skip
