"""Correction over many questions asked at once."""

from collections.abc import Sequence

import numpy as np


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p values that keep the chance of any false alarm at their level. Source: Holm, Scand. J. Stat. 6, 1979.

    p: (m,) each 0..1. In the order given; uniformly stronger than Bonferroni, valid under any dependence.
    """
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    running = 0.0
    for rank, place in enumerate(order):
        running = max(running, min(1.0, (len(p) - rank) * p[place]))
        adjusted[place] = running
    return adjusted.tolist()


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p values that keep the expected share of false alarms among alarms at their level.

    p: (m,) each 0..1. Source: Benjamini & Hochberg, J. R. Stat. Soc. B 57(1), 1995. For screens with many slices.
    """
    order = np.argsort(p, kind="stable")[::-1]
    adjusted = np.empty(len(p))
    running = 1.0
    for step, place in enumerate(order):
        running = min(running, len(p) / (len(p) - step) * p[place])
        adjusted[place] = running
    return adjusted.tolist()
