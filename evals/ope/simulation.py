"""A SIMULATION with known truth: whether the intervals cover it as often as they say, and when the diagnostics warn.

A world draws contexts, and rewards 0 or 1 whose chance is logistic in context and action with a term that no linear
model of it holds. The logging policy is a softmax, the one to be judged a sharper softmax of other scores, so that the
truth, Σ π(a|x) p(a|x) over many contexts, is known to the third digit.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from evals.ope.estimators import NAMES, Modelled, Name, asymptotic, terms
from evals.ope.logged import Floats, Log
from evals.ope.models import crossfitted, ridge
from evals.statistics import Interval, wilson

RUNS = 1_000


class World(msgspec.Struct, frozen=True, kw_only=True):
    """sharpness: how far the judged policy lies from the logging one; 0 is the same."""

    rows: int = 1_500
    actions: int = 8
    dimensions: int = 4
    sharpness: float = 1.0
    seed: int = 5


class Behaviour(msgspec.Struct, frozen=True):
    """One estimator over many logs."""

    name: Name
    bias: float
    rmse: float
    covered: Interval
    share: float
    """Of the intervals that held the truth; `covered` is its own 95 % interval."""


class Simulated(msgspec.Struct, frozen=True):
    truth: float
    runs: int
    estimators: tuple[Behaviour, ...]


def simulate(world: World, runs: int = RUNS, *, advance: Callable[[], None] = lambda: None) -> Simulated:
    """Every estimator on `runs` logs of the world, each with contexts, actions and rewards of its own."""
    truth, draw = _made(world)
    errors: dict[Name, list[float]] = {name: [] for name in NAMES}
    hits: dict[Name, int] = dict.fromkeys(NAMES, 0)
    for run in range(runs):
        log, policy = draw(np.random.default_rng([world.seed, run]))
        model = crossfitted(log, policy, ridge, seed=run)
        for name, seen in terms(log, policy, model).items():
            found = asymptotic(seen)
            errors[name].append(seen.value - truth)
            assert found.low is not None
            assert found.high is not None
            hits[name] += found.low <= truth <= found.high
        advance()
    return Simulated(truth, runs, tuple(_behaviour(name, errors[name], hits[name]) for name in NAMES))


def _behaviour(name: Name, errors: list[float], hits: int) -> Behaviour:
    held = np.array(errors)
    return Behaviour(
        name, float(held.mean()), float(np.sqrt((held**2).mean())), wilson(hits, len(held)), hits / len(held)
    )


Draw = Callable[[np.random.Generator], tuple[Log, Floats]]


def _made(world: World) -> tuple[float, Draw]:
    """(the policy's true value, a function that draws a log and the policy's chances on its rows)."""
    chance = np.random.default_rng(world.seed)
    logging, earning, aim = (chance.normal(size=(world.dimensions, world.actions)) * 0.6 for _ in range(3))

    def chances(context: Floats) -> Floats:
        bent = 0.8 * np.sin(2 * context[:, :1]) * np.linspace(-1, 1, world.actions)
        return 1 / (1 + np.exp(-(context @ earning + bent - 1.5)))

    def logged(context: Floats) -> Floats:
        return _softmax(context @ logging)

    def judged(context: Floats) -> Floats:
        return _softmax(context @ (logging + world.sharpness * aim))

    many = chance.normal(size=(400_000, world.dimensions))
    truth = float((judged(many) * chances(many)).sum(axis=1).mean())

    def draw(generator: np.random.Generator) -> tuple[Log, Floats]:
        context = generator.normal(size=(world.rows, world.dimensions))
        by = logged(context)
        action = (by.cumsum(axis=1) < generator.random((world.rows, 1))).sum(axis=1).clip(max=world.actions - 1)
        rows = np.arange(world.rows)
        reward = (generator.random(world.rows) < chances(context)[rows, action]).astype(np.float64)
        log = Log(context=context, action=action, propensity=by[rows, action], reward=reward, actions=world.actions)
        return log, judged(context)

    return truth, draw


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def no_model(log: Log) -> Modelled:
    """The model that expects nothing: with it DR is IPS."""
    return Modelled(np.zeros(len(log)), np.zeros(len(log)))
