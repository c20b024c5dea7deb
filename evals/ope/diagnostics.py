"""Whether a log can speak of a policy at all."""

import msgspec
import numpy as np

from evals.ope.logged import Floats, Log, weights

ENOUGH = 100.0
"""Effective rows below which an interval by the normal law is not to be believed."""


class Diagnostics(msgspec.Struct, frozen=True, kw_only=True):
    rows: int
    effective: float
    """Effective sample size, (Σ w)² / Σ w², 1 .. rows. Source: Kish, Survey Sampling, 1965."""
    mean_weight: float
    """Near 1 where the propensities are true and the policy never leaves what was logged."""
    mean_error: float
    """Standard error of the mean weight."""
    largest: float
    largest_share: float
    """Of all weight, what the heaviest row holds."""
    quantiles: dict[str, float]
    unsupported: float
    """Share of the policy on actions that the log has nowhere: no estimator can know what they earn."""
    clipped: float = 0.0
    """Share of the rows whose weight was cut."""
    clip_bias: float = 0.0
    """How much clipping can have taken away or added at most: the mean weight that was cut times the largest reward."""
    warnings: tuple[str, ...] = ()


def diagnose(log: Log, policy: Floats, *, clip: float = np.inf) -> Diagnostics:
    """What the weights are like, and in plain words what speaks against believing a figure made from them."""
    w = weights(log, policy)
    seen = np.bincount(log.action, minlength=log.actions) > 0
    made = Diagnostics(
        rows=len(w),
        effective=float(w.sum() ** 2 / (w**2).sum()) if w.any() else 0.0,
        mean_weight=float(w.mean()),
        mean_error=float(w.std(ddof=1) / np.sqrt(len(w))) if len(w) > 1 else 0.0,
        largest=float(w.max()),
        largest_share=float(w.max() / w.sum()) if w.any() else 0.0,
        quantiles={f"{share:.0%}": float(np.quantile(w, share)) for share in (0.5, 0.9, 0.99)},
        unsupported=float(policy[:, ~seen].sum(axis=1).mean()),
        clipped=float((w > clip).mean()),
        clip_bias=float(np.maximum(w - clip, 0).mean() * np.abs(log.reward).max()) if np.isfinite(clip) else 0.0,
    )
    return msgspec.structs.replace(made, warnings=tuple(_warnings(made)))


def _warnings(seen: Diagnostics) -> list[str]:
    found = []
    if seen.effective < ENOUGH:
        found.append(f"{seen.rows:,} rows are worth {seen.effective:,.0f}: too few for an interval by the normal law.")
    if abs(seen.mean_weight - 1) > 3 * seen.mean_error and abs(seen.mean_weight - 1) > 0.01:
        found.append(
            f"The mean weight is {seen.mean_weight:.3f} and should be 1: a propensity is wrong or support is missing."
        )
    if seen.largest_share > 0.05:
        found.append(f"One row holds {seen.largest_share:.0%} of all weight.")
    if seen.unsupported > 0.01:
        found.append(f"{seen.unsupported:.0%} of the policy is on what was never shown.")
    return found
