"""A metric in a file: how sure the parser is where it is wrong.

`evals run understanding --metric docs/examples/doubt.py`; laid into `evals/metrics/` it is always there.
"""

from typing import Any

from evals.suite import Case, Metric


def _confidence_when_wrong(case: Case, heard: Any) -> float | None:
    """The intent's confidence, 0..1; None, so unscored, where the intent is right."""
    return None if f"intent={heard.intent}" in case.expected else float(heard.confidence)


METRIC = Metric(
    name="confidence when wrong",
    about="Mean confidence of the intents that are wrong, 0..1.",
    score=_confidence_when_wrong,
    better="lower",
    suites=("understanding",),
)
