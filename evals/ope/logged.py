"""Logged decisions as the estimators read them: plain arrays, one row a decision."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.errors import InvalidInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown, how likely that was, and what came of it. InvalidInput where it cannot be evaluated from."""

    context: Floats
    """(n, d) what was known when it was decided; (n, 0) where nothing was."""
    action: Ints
    """(n,) 0 .. actions − 1."""
    propensity: Floats
    """(n,) the chance with which the logging policy chose the action, in (0, 1]."""
    reward: Floats
    """(n,)"""
    actions: int
    groups: tuple[str, ...] = ()
    """(n,) rows of one group (a shopper, a visit) are not independent; empty: each row stands alone."""

    def __post_init__(self) -> None:
        if not len(self.action):
            raise InvalidInput("The log holds no decision, so there is nothing to evaluate from.")
        if not ((self.propensity > 0) & (self.propensity <= 1)).all():
            row = int(np.flatnonzero(~((self.propensity > 0) & (self.propensity <= 1)))[0])
            raise InvalidInput(
                f"Row {row} has the propensity {self.propensity[row]:g}; each must lie in (0, 1]. A log "
                "without chances cannot be evaluated from."
            )

    def __len__(self) -> int:
        return len(self.action)

    def owners(self) -> Sequence[str]:
        return self.groups or tuple(map(str, range(len(self))))


def weights(log: Log, policy: Floats) -> Floats:
    """(n,) how much likelier the policy would have chosen what was shown. policy: (n, actions), rows sum to 1."""
    return policy[np.arange(len(log)), log.action] / log.propensity
