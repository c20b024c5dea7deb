"""How well a message is understood: all fields exact, every field's precision and recall, whether confidence is earned.

Messages and labels: `evals/data/understanding/README.md`. The answers are those of the parser that production runs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from aurora.context import analyse
from evals import labels
from evals.labels import compare, expected, field_of, turn_of
from evals.metrics.calibration import expected_calibration_error
from evals.suite import Case, Metric, Options, Ratio, Solved, Suite, each

SLICES = ("test", "adversarial", "dev2", "dev3", "dev4", "dev5", "dev6", "dev7", "fresh", "fresh2")
"""Those that were read; a holdout is asked for by name, `--set slices=holdout3`, and seldom."""


class Heard(msgspec.Struct, frozen=True):
    """Labels found and meant, found and not meant, meant and not found; and the intent with its confidence."""

    right: tuple[str, ...]
    extra: tuple[str, ...]
    missed: tuple[str, ...]
    intent: str
    confidence: float


def _cases(options: Options) -> Iterable[Case]:
    for name in options.settings.get("slices", ",".join(SLICES)).split(","):
        for case in labels.load(name):
            language = next((label[5:] for label in case.labels if label.startswith("lang=")), "en")
            intent = next(label[7:] for label in case.labels if label.startswith("intent="))
            yield Case(
                id=f"{name}/{case.id}", input=msgspec.to_builtins(case), expected=sorted(expected(case)),
                cluster=case.template, slices={"slice": name, "language": language, "intent": intent} | _voice(case),
            )  # fmt: skip


def _voice(case: labels.Case) -> dict[str, str]:
    """Who speaks, where a slice was written in several voices."""
    return {"voice": case.template} if case.id.startswith("voices") else {}


def _heard(case: Case) -> Heard:
    message = msgspec.convert(case.input, labels.Case)
    analysis = analyse(turn_of(message))
    missed, extra = compare(message, analysis)
    right = tuple(sorted(expected(message) - missed))
    return Heard(right, tuple(sorted(extra)), tuple(sorted(missed)), analysis.intent, analysis.confidence)


def _exact(case: Case, heard: Heard) -> float:
    return float(not heard.extra and not heard.missed)


def _of_field(field: str, other: Callable[[Heard], Sequence[str]]) -> Ratio:
    """Labels of the field that are right, of those and the others."""

    def share(case: Case, heard: Heard) -> tuple[float, float] | None:
        right = sum(field_of(label) == field for label in heard.right)
        wrong = sum(field_of(label) == field for label in other(heard))
        return (float(right), float(right + wrong)) if right + wrong else None

    return share


def _calibration(solved: Sequence[Solved]) -> float | None:
    """Expected calibration error of the intent's confidence, ten bins."""
    heard = [
        (one.output.confidence, f"intent={one.output.intent}" in one.case.expected) for one in solved if one.output
    ]
    return expected_calibration_error([sure for sure, _ in heard], [right for _, right in heard])


def _by_field() -> Iterator[Metric]:
    """Precision and recall of every field that a label speaks of."""
    labelled = {field_of(label) for name in SLICES for case in labels.load(name) for label in expected(case)}
    for field in sorted(labelled):
        for kind, other in (("precision", lambda heard: heard.extra), ("recall", lambda heard: heard.missed)):
            of = "found" if kind == "precision" else "meant"
            about = f"{kind.capitalize()} of {field!r}: right labels over all that were {of}."
            yield Metric(name=f"{field} {kind}", about=about, ratio=_of_field(field, other))


EXACT = Metric(
    name="exact", about="Share of messages understood in every field.", score=_exact, headline=True, allowed_loss=0.01
)
CALIBRATION = Metric(name="intent calibration", about=_calibration.__doc__ or "", pool=_calibration, better="lower")
SUITE = Suite(
    name="understanding",
    about="What Aurora understands of labelled messages, field by field.",
    cases=_cases,
    open=each(_heard),
    output=Heard,
    metrics=(EXACT, CALIBRATION, *_by_field()),
    datasets=("understanding",),
    fast=True,
    setting_names=("slices",),
)
