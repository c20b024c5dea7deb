"""Whether what goes together is told from what does not: a question's answers, and sets that are an outfit or not."""

from collections.abc import Sequence

import numpy as np

from evals.metrics.ranking import Grades

_TIED = 1e-9


def fill_in_the_blank(scores: Grades, right: int) -> float:
    """1 where the right answer alone scores most, its share of the tie where others score as much, else 0; 0..1.

    scores: (answers,). right: the place of the right one. Its mean over questions is the accuracy of Han, Wu, Jiang &
    Davis, ACM MM 2017; the tie's share is what a draw among the best would earn on average.
    """
    held = np.asarray(scores, dtype=np.float64)
    best = held >= held.max() - _TIED
    return float(best[right] / best.sum())


def chance_of(answers: Sequence[int]) -> float:
    """What guessing earns over questions with so many answers each, 0..1; nan of none."""
    return float(np.mean([1 / count for count in answers])) if len(answers) else float("nan")
