"""Slates: an outfit is several choices at once, a piece for each slot, and earns one reward or one for each slot.

Slots here were chosen independently given the context, as Aurora explores; then the weight of a slate is the product of
its slots' weights, and grows with every slot. What follows assumes more to vary less.
"""

import msgspec
import numpy as np

from evals.ope.estimators import Terms
from evals.ope.logged import Floats


class Slates(msgspec.Struct, frozen=True, kw_only=True):
    """(n, slots) weights π/p of what was shown in each slot, 1 where a slot was empty under both policies."""

    weights: Floats
    reward: Floats
    """(n,) of the whole slate."""
    slot_rewards: Floats | None = None
    """(n, slots), where every slot has its own; they sum to `reward`."""


def standard(log: Slates) -> Terms:
    """The product of all weights times the reward: unbiased whatever slots do to each other, and wild."""
    return Terms(log.weights.prod(axis=1) * log.reward, np.ones(len(log.reward)))


def pseudo_inverse(log: Slates) -> Terms:
    """(Σ w − slots + 1) r: unbiased where the reward is a sum over slots, though only the sum was seen.

    Source: Swaminathan et al., NeurIPS 2017, for logging policies that choose slots independently.
    """
    slots = log.weights.shape[1]
    return Terms((log.weights.sum(axis=1) - slots + 1) * log.reward, np.ones(len(log.reward)))


def independent(log: Slates) -> Terms:
    """Σ w r by slot: unbiased where a slot's reward depends on that slot alone. Source: Li et al., WWW 2018."""
    assert log.slot_rewards is not None, "needs the reward of every slot"
    return Terms((log.weights * log.slot_rewards).sum(axis=1), np.ones(len(log.reward)))


def cascading(log: Slates) -> Terms:
    """Σ over slots of the weights up to it times its reward: where a slot is judged in the light of those before it.

    Source: reward interaction IPS, McInerney et al., KDD 2020.
    """
    assert log.slot_rewards is not None, "needs the reward of every slot"
    return Terms((np.cumprod(log.weights, axis=1) * log.slot_rewards).sum(axis=1), np.ones(len(log.reward)))
