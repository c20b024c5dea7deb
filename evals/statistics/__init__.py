"""Intervals and tests that all figures stand on. Plain numpy; every function is deterministic in its seed."""

from evals.statistics.bootstrap import Estimate, clusters, drawn, mean, measured, ratio
from evals.statistics.correction import benjamini_hochberg, holm
from evals.statistics.pairs import Paired, paired_pool, paired_ratio
from evals.statistics.permutation import swapped_p
from evals.statistics.power import cases_needed, minimum_detectable
from evals.statistics.proportion import Interval, wilson

__all__ = [
    "Estimate", "Interval", "Paired", "benjamini_hochberg", "cases_needed", "clusters", "drawn", "holm", "mean",
    "measured", "minimum_detectable", "paired_pool", "paired_ratio", "ratio", "swapped_p", "wilson",
]  # fmt: skip
