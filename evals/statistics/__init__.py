"""Intervals and tests that all figures stand on. Plain numpy; every function is deterministic in its seed."""

from evals.statistics.bootstrap import Estimate, drawn, mean, measured
from evals.statistics.correction import benjamini_hochberg, holm
from evals.statistics.permutation import paired_p, swapped_p
from evals.statistics.power import cases_needed, minimum_detectable
from evals.statistics.proportion import Interval, wilson

__all__ = [
    "Estimate", "Interval", "benjamini_hochberg", "cases_needed", "drawn", "holm", "mean", "measured",
    "minimum_detectable", "paired_p", "swapped_p", "wilson",
]  # fmt: skip
