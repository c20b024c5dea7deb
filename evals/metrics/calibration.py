"""Whether a probability means what it says."""

from collections.abc import Sequence

import numpy as np


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """Mean distance between confidence and accuracy over bins of equal width, by their counts, 0..1; None of nothing.

    confidence, right: (n,). Source: Naeini, Cooper & Hauskrecht, AAAI 2015.
    """
    if not len(confidence):
        return None
    sure, hit = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    where = np.minimum((sure * bins).astype(np.int64), bins - 1)
    counts = np.bincount(where, minlength=bins)
    gaps = np.abs(np.bincount(where, sure, bins) - np.bincount(where, hit, bins))
    return float(gaps.sum() / counts.sum())


def brier(confidence: Sequence[float], right: Sequence[bool]) -> float | None:
    """Mean squared distance between confidence and what came, 0..1, lower is better; None of nothing.

    confidence, right: (n,). Source: Brier, Monthly Weather Review 78(1), 1950, for one of two outcomes.
    """
    if not len(confidence):
        return None
    return float(((np.asarray(confidence) - np.asarray(right, dtype=np.float64)) ** 2).mean())


def decile_error(shares: Sequence[float]) -> float | None:
    """Mean distance of the nine deciles of what should lie evenly in 0..1 from 0.1, 0.2 .. 0.9; None of nothing.

    shares: (n,) each case's place among others as it was told. 0 where a place means what it says: the probability
    integral transform of a calibrated forecast is uniform (Dawid, JRSS A 147(2), 1984).
    """
    if not len(shares):
        return None
    nominal = np.linspace(0.1, 0.9, 9)
    return float(np.abs(np.quantile(np.asarray(shares, dtype=np.float64), nominal) - nominal).mean())
