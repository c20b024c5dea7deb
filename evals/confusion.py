"""What a classifier confuses with what: accuracy with its interval, per-class figures, calibration. Plain counts."""

import math
from collections import Counter
from collections.abc import Iterable

import msgspec


class Judged(msgspec.Struct, frozen=True):
    """One prediction beside the truth. `predicted` is None where the classifier kept silent."""

    truth: str
    predicted: str | None
    confidence: float
    example: str = ""

    @property
    def right(self) -> bool:
        return self.truth == self.predicted


class Interval(msgspec.Struct, frozen=True):
    low: float
    high: float


class ClassFigures(msgspec.Struct, frozen=True):
    """Precision and recall of one class; nan where it was never predicted, or never true."""

    name: str
    truths: int
    predictions: int
    precision: float
    recall: float


class Mistake(msgspec.Struct, frozen=True):
    """How often `truth` was taken for `predicted`, with up to three examples."""

    truth: str
    predicted: str | None
    count: int
    examples: tuple[str, ...]


class Bin(msgspec.Struct, frozen=True):
    """Predictions of about the same confidence: how sure they were on average, how many were right."""

    count: int
    confidence: float
    accuracy: float


class Confusion(msgspec.Struct, frozen=True):
    """Figures of one field. Silence counts as wrong in `accuracy`, and is left out of `accuracy_covered`."""

    name: str
    count: int
    accuracy: float
    interval: Interval
    coverage: float
    accuracy_covered: float
    majority: float
    macro_recall: float
    calibration_error: float
    classes: tuple[ClassFigures, ...]
    mistakes: tuple[Mistake, ...]
    bins: tuple[Bin, ...]


def wilson(right: int, count: int, z: float = 1.96) -> Interval:
    """The score interval of a proportion, 95 % by default; (0, 1) of nothing. Source: Wilson, JASA 22(158), 1927."""
    if count == 0:
        return Interval(0.0, 1.0)
    share, z2 = right / count, z * z
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = z / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def judge(name: str, judged: Iterable[Judged]) -> Confusion:
    """The figures of a field's predictions; at least one is needed."""
    rows = list(judged)
    right = sum(row.right for row in rows)
    covered = [row for row in rows if row.predicted is not None]
    classes = _classes(rows)
    recalls = [figures.recall for figures in classes if figures.truths]
    bins = _bins(covered)
    return Confusion(
        name=name, count=len(rows), accuracy=right / len(rows), interval=wilson(right, len(rows)),
        coverage=len(covered) / len(rows), accuracy_covered=right / len(covered) if covered else math.nan,
        majority=max(Counter(row.truth for row in rows).values()) / len(rows), macro_recall=sum(recalls) / len(recalls),
        calibration_error=sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / max(len(covered), 1),
        classes=classes, mistakes=_mistakes(rows), bins=bins,
    )  # fmt: skip


def _classes(rows: list[Judged]) -> tuple[ClassFigures, ...]:
    truths, predictions = Counter(row.truth for row in rows), Counter(row.predicted for row in rows)
    hits = Counter(row.truth for row in rows if row.right)
    names = sorted({*truths, *(p for p in predictions if p)}, key=lambda name: (-truths[name], name))
    return tuple(
        ClassFigures(
            name, truths[name], predictions[name],
            hits[name] / predictions[name] if predictions[name] else math.nan,
            hits[name] / truths[name] if truths[name] else math.nan,
        )
        for name in names
    )  # fmt: skip


def _mistakes(rows: list[Judged]) -> tuple[Mistake, ...]:
    counts: Counter[tuple[str, str | None]] = Counter()
    examples: dict[tuple[str, str | None], list[str]] = {}
    for row in rows:
        if not row.right:
            pair = (row.truth, row.predicted)
            counts[pair] += 1
            if len(examples.setdefault(pair, [])) < 3 and row.example not in examples[pair]:
                examples[pair].append(row.example)
    return tuple(Mistake(t, p, n, tuple(examples[t, p])) for (t, p), n in counts.most_common())


def _bins(rows: list[Judged]) -> tuple[Bin, ...]:
    """By confidence in steps of a tenth, the highest first; the top tenth is halved, since most are there."""
    groups: dict[float, list[Judged]] = {}
    for row in rows:
        edge = 0.95 if row.confidence >= 0.95 else math.floor(row.confidence * 10) / 10
        groups.setdefault(edge, []).append(row)
    return tuple(
        Bin(len(group), sum(r.confidence for r in group) / len(group), sum(r.right for r in group) / len(group))
        for _, group in sorted(groups.items(), reverse=True)
    )
