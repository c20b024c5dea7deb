"""Models of the reward, cross-fitted: no row is spoken of by a model that was fitted on it.

Source: Chernozhukov et al., The Econometrics Journal 21(1), 2018.
"""

from collections.abc import Callable

import numpy as np
from sklearn.linear_model import LogisticRegression

from evals.ope.estimators import Modelled
from evals.ope.logged import Floats, Ints, Log

Fit = Callable[[Floats, Ints, Floats, int], Callable[[Floats], Floats]]
"""(context, action, reward, actions) of some rows → a function of contexts to (m, actions) expected rewards."""


def crossfitted(log: Log, policy: Floats, fit: Fit, *, folds: int = 3, seed: int = 0) -> Modelled:
    """q of what was shown and v under the policy, each row by a model of the other folds; groups stay in one fold."""
    _, owner = np.unique(np.asarray(log.owners()), return_inverse=True)
    fold = np.random.default_rng(seed).permutation(int(owner.max()) + 1)[owner] % folds
    chosen, expected = np.empty(len(log)), np.empty(len(log))
    for left in range(folds):
        here, rest = fold == left, fold != left
        model = fit(log.context[rest], log.action[rest], log.reward[rest], log.actions)
        q = model(log.context[here])
        chosen[here] = q[np.arange(len(q)), log.action[here]]
        expected[here] = (q * policy[here]).sum(axis=1)
    return Modelled(chosen, expected)


def ridge(
    context: Floats, action: Ints, reward: Floats, actions: int, *, penalty: float = 1.0
) -> Callable[[Floats], Floats]:
    """Linear in the context, for each action alone, drawn towards the mean of all. Hoerl & Kennard, 1970."""
    mean = float(reward.mean()) if len(reward) else 0.0
    beta = np.zeros((actions, context.shape[1] + 1))
    for one in range(actions):
        rows = action == one
        x = np.column_stack((np.ones(int(rows.sum())), context[rows]))
        beta[one] = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ (reward[rows] - mean))
    return lambda asked: mean + np.column_stack((np.ones(len(asked)), asked)) @ beta.T


def logistic(context: Floats, action: Ints, reward: Floats, actions: int) -> Callable[[Floats], Floats]:
    """Of rewards 0 and 1: logistic regression on the action and the context side by side."""
    rate = float(reward.mean()) if len(reward) else 0.0
    if rate in (0.0, 1.0):
        return lambda asked: np.full((len(asked), actions), rate)
    model = LogisticRegression(C=1.0, max_iter=500).fit(_side_by_side(context, action, actions), reward)

    beta = model.coef_[0]

    def predicted(asked: Floats) -> Floats:
        scores = asked @ beta[actions:, None] + beta[None, :actions] + model.intercept_
        return np.asarray(1 / (1 + np.exp(-scores)))

    return predicted


def _side_by_side(context: Floats, action: Ints, actions: int) -> Floats:
    return np.column_stack((np.eye(actions)[action], context))
