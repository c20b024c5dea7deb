"""Estimators of a policy's value from another's log. Each gives a term per row, so that intervals come from the rows.

Notation: w = π(a|x) / p, the importance weight; r the reward; q(x, a) a model of the reward; v(x) = Σ π(a|x) q(x, a).
"""

import math
from collections.abc import Callable
from typing import Literal

import msgspec
import numpy as np

from evals.ope.logged import Floats, Log, weights
from evals.statistics import Estimate, clusters

Name = Literal["ips", "snips", "dm", "dr", "sndr", "switch-dr"]
NAMES: tuple[Name, ...] = ("dm", "ips", "snips", "dr", "sndr", "switch-dr")
CLAIMS: frozenset[Name] = frozenset(("ips", "snips", "dr", "sndr"))
"""Those whose interval is to cover the truth: unbiased, or consistent at the rate 1/n. The direct method is as wrong as
its model, and switch-DR trades some bias for variance."""
Z = 1.959964


class Terms(msgspec.Struct, frozen=True):
    """Row by row: the value is the sum of `above` over the sum of `below`."""

    above: Floats
    below: Floats

    @property
    def value(self) -> float:
        return float(self.above.sum() / self.below.sum())


class Modelled(msgspec.Struct, frozen=True):
    """A model of the reward, fitted on other rows than it speaks of."""

    chosen: Floats
    """(n,) q(x, a) of what was shown."""
    expected: Floats
    """(n,) v(x), what the policy would earn by the model."""


def ips(w: Floats, reward: Floats) -> Terms:
    """Inverse propensity score: mean of w r; unbiased. Source: Horvitz & Thompson, JASA 47(260), 1952."""
    return Terms(w * reward, np.ones_like(w))


def snips(w: Floats, reward: Floats) -> Terms:
    """Self-normalised: Σ w r / Σ w; a little biased, steadier. Source: Swaminathan & Joachims, NeurIPS 2015."""
    return Terms(w * reward, w)


def dm(model: Modelled) -> Terms:
    """Direct method: mean of v; as good as the model is."""
    return Terms(model.expected, np.ones_like(model.expected))


def dr(w: Floats, reward: Floats, model: Modelled) -> Terms:
    """Doubly robust: mean of v + w (r − q); unbiased if the propensities or the model are right.

    Source: Dudík, Langford & Li, ICML 2011.
    """
    return Terms(model.expected + w * (reward - model.chosen), np.ones_like(w))


def sndr(w: Floats, reward: Floats, model: Modelled) -> Terms:
    """Doubly robust with weights that are divided by their mean. Source: Kallus & Uehara, NeurIPS 2019."""
    return Terms(model.expected + w / w.mean() * (reward - model.chosen), np.ones_like(w))


def switch_dr(w: Floats, reward: Floats, model: Modelled, limit: float | None = None) -> Terms:
    """Doubly robust where w <= limit, the model alone beyond it. Source: Wang, Agarwal & Dudík, ICML 2017.

    limit: None takes, of the weights' quantiles, the one with the least estimated variance plus squared bias, the bias
    bounded by the share of the policy beyond the limit times the largest reward.
    """
    if limit is None:
        limit = _best_limit(w, reward, model)
    return Terms(model.expected + np.where(w <= limit, w, 0.0) * (reward - model.chosen), np.ones_like(w))


def _best_limit(w: Floats, reward: Floats, model: Modelled) -> float:
    limits = np.unique(np.quantile(w, np.linspace(0.5, 1, 11)))
    errors = []
    for limit in limits:
        terms = model.expected + np.where(w <= limit, w, 0.0) * (reward - model.chosen)
        bias = float(np.where(w > limit, w, 0.0).mean() * np.abs(reward).max())
        errors.append(terms.var() / len(w) + bias**2)
    return float(limits[int(np.argmin(errors))])


# ── together ───────────────────────────────────────────────────────────────────────────────────────────────────────


def terms(log: Log, policy: Floats, model: Modelled, *, clip: float = math.inf) -> dict[Name, Terms]:
    """Every estimator's terms. policy: (n, actions), rows sum to 1. clip: weights beyond it count as it."""
    w, reward = np.minimum(weights(log, policy), clip), log.reward
    made: dict[Name, Callable[[], Terms]] = {
        "dm": lambda: dm(model),
        "ips": lambda: ips(w, reward),
        "snips": lambda: snips(w, reward),
        "dr": lambda: dr(w, reward, model),
        "sndr": lambda: sndr(w, reward, model),
        "switch-dr": lambda: switch_dr(w, reward, model),
    }
    return {name: make() for name, make in made.items()}


def asymptotic(found: Terms, groups: tuple[str, ...] = ()) -> Estimate:
    """The value with its normal 95 % interval, by the ratio's linearisation, whole groups as one.

    Source: Cochran, Sampling Techniques, 3rd ed. 1977, §6.4; of weighted means: Owen, Monte Carlo theory, 2013, §9.2.
    """
    value, n = found.value, len(found.above)
    residual = (found.above - value * found.below) / found.below.mean()
    sums = np.bincount(clusters(groups), weights=residual) if groups else residual
    count = len(sums)
    if count < 2:
        return Estimate(value=value, n=n, clusters=count)
    half = Z * math.sqrt(float(((sums - sums.mean()) ** 2).sum()) * count / (count - 1)) / n
    return Estimate(value=value, low=value - half, high=value + half, n=n, clusters=count)
