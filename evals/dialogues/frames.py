"""Dialogue acts and slot values of a turn, and SIMMC 2's measures of them, with intervals clustered by dialogue.

Counts as the challenge's own `evaluate_dst` does without `strict`: a slot counts where its name and value are exactly
the true ones, whether or not the act is right. Source: Kottur et al., SIMMC 2.0, EMNLP 2021, and its code,
github.com/facebookresearch/simmc2, model/mm_dst/utils/evaluate_dst.py.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

REPEATS = 2000


class Frame(msgspec.Struct, frozen=True):
    """One turn's act, its slots as (name, value), and the names that are asked about."""

    act: str
    slots: frozenset[tuple[str, str]] = frozenset()
    asked: frozenset[str] = frozenset()


class Pair(msgspec.Struct, frozen=True):
    """The truth of a turn beside what was understood of it, with the dialogue that it stands in."""

    dialogue: int
    true: Frame
    found: Frame


class Figure(msgspec.Struct, frozen=True):
    """A value with its 95 % interval; nan where nothing of the kind occurs."""

    value: float
    low: float
    high: float

    def show(self) -> str:
        """`0.912 [0.901, 0.923]`."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


class SlotFigures(msgspec.Struct, frozen=True):
    """One slot: how often it is true, found and right."""

    true: int
    found: int
    right: int
    precision: float
    recall: float
    f1: float


class Measured(msgspec.Struct, frozen=True):
    """A system's figures over turns. `asked` is the F1 of the names that are asked about."""

    turns: int
    dialogues: int
    act: Figure
    precision: Figure
    recall: Figure
    f1: Figure
    asked: Figure
    acts: dict[str, tuple[int, int, int]]
    """Act → (true, found, right)."""
    slots: dict[str, SlotFigures]


def measure(pairs: Iterable[Pair], *, seed: int = 0) -> Measured:
    """The figures of the pairs; intervals by the percentile bootstrap over whole dialogues, 2,000 times.

    Turns of a dialogue depend on each other, so dialogues are drawn, not turns. Source: Davison & Hinkley, Bootstrap
    Methods and their Application, 1997, section 3.8.
    """
    rows = list(pairs)
    table = _counts(rows)
    draws = np.random.default_rng(seed).integers(0, len(table), size=(REPEATS, len(table)))
    # A row is how often each dialogue was drawn, so that one product gives every repeat's sums.
    weights = np.stack([np.bincount(draw, minlength=len(table)) for draw in draws])
    figures = zip(_rates(table.sum(axis=0)[None, :]), _rates(weights @ table), strict=True)
    act, precision, recall, f1, asked = (_figure(whole[0], repeats) for whole, repeats in figures)
    return Measured(
        turns=len(rows), dialogues=len(table), act=act, precision=precision, recall=recall, f1=f1, asked=asked,
        acts=_by_act(rows), slots=_by_slot(rows),
    )  # fmt: skip


def _counts(rows: Sequence[Pair]) -> NDArray[np.float64]:
    """(dialogues, 8): turns, right acts; true, found, right slots; true, found, right asked names."""
    numbers = {dialogue: n for n, dialogue in enumerate(dict.fromkeys(row.dialogue for row in rows))}
    table = np.zeros((len(numbers), 8))
    for row in rows:
        true, found = row.true, row.found
        table[numbers[row.dialogue]] += (
            1, true.act == found.act,
            len(true.slots), len(found.slots), len(true.slots & found.slots),
            len(true.asked), len(found.asked), len(true.asked & found.asked),
        )  # fmt: skip
    return table


def _rates(sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """(n, 8) sums → act accuracy, slot precision, recall and F1, F1 of what is asked; each (n,)."""
    turns, acts, true, found, right, asked, heard, agreed = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return acts / turns, right / found, right / true, 2 * right / (true + found), 2 * agreed / (asked + heard)


def _figure(value: float, repeats: NDArray[np.float64]) -> Figure:
    if np.isnan(value):
        return Figure(float("nan"), float("nan"), float("nan"))
    low, high = np.nanpercentile(repeats, (2.5, 97.5))
    return Figure(float(value), float(low), float(high))


def _by_act(rows: Sequence[Pair]) -> dict[str, tuple[int, int, int]]:
    true, found = Counter(row.true.act for row in rows), Counter(row.found.act for row in rows)
    right = Counter(row.true.act for row in rows if row.true.act == row.found.act)
    return {act: (true[act], found[act], right[act]) for act, _ in (true | found).most_common()}


def _by_slot(rows: Sequence[Pair]) -> dict[str, SlotFigures]:
    true = Counter(name for row in rows for name, _ in row.true.slots)
    found = Counter(name for row in rows for name, _ in row.found.slots)
    right = Counter(name for row in rows for name, _ in row.true.slots & row.found.slots)
    return {name: slot_figures(true[name], found[name], right[name]) for name, _ in (true | found).most_common()}


def slot_figures(true: int, found: int, right: int) -> SlotFigures:
    """Precision, recall and F1 of counts; 0 where the denominator is."""
    return SlotFigures(
        true=true, found=found, right=right, precision=_share(right, found), recall=_share(right, true),
        f1=_share(2 * right, true + found),
    )  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
