"""Off-policy estimators: by hand on three rows, on worlds whose truth is known, and on Open Bandit."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import InvalidInput, NotFound
from evals.ope import bandit
from evals.ope.diagnostics import diagnose
from evals.ope.estimators import CLAIMS, Modelled, asymptotic, dm, dr, ips, sndr, snips, switch_dr, terms
from evals.ope.logged import Log, weights
from evals.ope.models import crossfitted, logistic, ridge
from evals.ope.simulation import World, no_model, simulate
from evals.ope.slates import Slates, cascading, independent, pseudo_inverse, standard

# Three rows, two actions, shown half the time each; the policy shows action 1 with chance 0.75.
LOG = Log(
    context=np.zeros((3, 0)), action=np.array([1, 0, 1]), propensity=np.array([0.5, 0.5, 0.5]),
    reward=np.array([1.0, 1.0, 0.0]), actions=2,
)  # fmt: skip
POLICY = np.array([[0.25, 0.75]] * 3)
MODEL = Modelled(chosen=np.array([0.4, 0.8, 0.4]), expected=np.full(3, 0.25 * 0.8 + 0.75 * 0.4))


def test_weights_are_the_policys_chance_over_the_logs() -> None:
    assert weights(LOG, POLICY).tolist() == [1.5, 0.5, 1.5]


def test_the_estimators_by_hand() -> None:
    w = weights(LOG, POLICY)
    assert ips(w, LOG.reward).value == pytest.approx((1.5 + 0.5) / 3)
    assert snips(w, LOG.reward).value == pytest.approx(2 / 3.5)
    assert dm(MODEL).value == pytest.approx(0.5)
    assert dr(w, LOG.reward, MODEL).value == pytest.approx(0.5 + (1.5 * 0.6 + 0.5 * 0.2 - 1.5 * 0.4) / 3)
    assert sndr(w, LOG.reward, MODEL).value == pytest.approx(0.5 + (1.5 * 0.6 + 0.5 * 0.2 - 1.5 * 0.4) / 3.5)
    assert switch_dr(w, LOG.reward, MODEL, limit=1).value == pytest.approx(0.5 + 0.5 * 0.2 / 3)


def test_without_a_model_doubly_robust_is_inverse_propensity() -> None:
    found = terms(LOG, POLICY, no_model(LOG))
    assert found["dr"].value == found["ips"].value


def test_the_interval_of_a_mean_is_the_normal_one() -> None:
    seen = asymptotic(ips(np.array([1.0, 1.0, 1.0, 1.0]), np.array([0.0, 1.0, 2.0, 3.0])))
    half = 1.959964 * np.std([0, 1, 2, 3], ddof=1) / 2
    assert seen.low == pytest.approx(1.5 - half)
    assert seen.high == pytest.approx(1.5 + half)


def test_rows_of_one_visit_count_as_one() -> None:
    once = asymptotic(ips(np.ones(3), np.array([0.0, 1.0, 2.0])), ("a", "b", "c"))
    thrice = asymptotic(ips(np.ones(9), np.repeat([0.0, 1.0, 2.0], 3)), tuple("aaabbbccc"))
    assert thrice.low == pytest.approx(once.low)
    assert thrice.clusters == 3


# ── what cannot be evaluated from ──────────────────────────────────────────────────────────────────────────────────


def test_a_log_without_chances_is_refused_by_its_row() -> None:
    with pytest.raises(InvalidInput, match="Row 1 has the propensity 0"):
        Log(
            context=np.zeros((2, 0)),
            action=np.array([0, 0]),
            propensity=np.array([0.5, 0]),
            reward=np.zeros(2),
            actions=2,
        )


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(InvalidInput, match="holds no decision"):
        _log([], [])


def _log(action: list[int], propensity: list[float]) -> Log:
    """Two actions, nothing known, every row worth 1."""
    return Log(
        context=np.zeros((len(action), 0)), action=np.array(action, dtype=np.int64),
        propensity=np.array(propensity, dtype=np.float64), reward=np.ones(len(action)), actions=2,
    )  # fmt: skip


def test_what_was_never_shown_is_said() -> None:
    one = _log([0] * 200, [1.0] * 200)
    seen = diagnose(one, np.array([[0.5, 0.5]] * 200))
    assert seen.unsupported == 0.5
    assert any("50% of the policy is on what was never shown" in warning for warning in seen.warnings)
    assert any("mean weight is 0.500" in warning for warning in seen.warnings)


def test_a_few_heavy_rows_are_said_and_clipping_says_what_it_costs() -> None:
    rare = [0.001] + [0.5] * 99
    log = _log([1] + [0] * 99, rare)
    seen = diagnose(log, np.array([[0.5, 0.5]] * 100), clip=10)
    assert seen.effective == pytest.approx((500 + 99) ** 2 / (500**2 + 99))
    assert seen.clipped == 0.01
    assert seen.clip_bias == pytest.approx(490 / 100)
    assert any("too few" in warning for warning in seen.warnings)


# ── where the truth is known ───────────────────────────────────────────────────────────────────────────────────────


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """`evals ope simulate` asks 1,000 logs; here 150, so that 0.95 may come out as 0.90 to 0.99."""
    found = simulate(World(rows=800), runs=150)
    by_name = {one.name: one for one in found.estimators}
    for name in CLAIMS:
        assert 0.90 <= by_name[name].share <= 0.99, name
        assert abs(by_name[name].bias) < 0.006, name
    assert by_name["dm"].share < 0.6, "the model misses a term, and its interval cannot know"
    assert by_name["dr"].rmse < by_name["ips"].rmse


def test_the_model_of_a_row_never_saw_its_group() -> None:
    log = Log(context=np.zeros((40, 0)), action=np.zeros(40, dtype=np.int64), propensity=np.ones(40),
              reward=np.array([1.0] * 20 + [0.0] * 20), actions=1, groups=("a",) * 20 + ("b",) * 20)  # fmt: skip
    model = crossfitted(log, np.ones((40, 1)), ridge, folds=2)
    assert (model.chosen[:20] < 0.1).all(), "all it could see were the other group's zeros"


def test_a_model_of_what_never_happened_expects_nothing() -> None:
    assert (logistic(np.zeros((5, 1)), np.zeros(5, dtype=np.int64), np.zeros(5), 2)(np.zeros((2, 1))) == 0).all()


def _slates(runs: int, rows: int) -> list[tuple[Slates, float]]:
    """Three slots of two pieces each, shown evenly; the policy likes the second piece; each slot earns alone."""
    policy, earns = np.array([[0.2, 0.8]] * 3), np.array([[0.1, 0.3], [0.2, 0.5], [0.4, 0.2]])
    truth, made = float((policy * earns).sum()), []
    for seed in range(runs):
        chance = np.random.default_rng(seed)
        shown = chance.integers(0, 2, (rows, 3))
        slots = (chance.random((rows, 3)) < earns[np.arange(3), shown]).astype(float)
        w = policy[np.arange(3), shown] / 0.5
        made.append((Slates(weights=w, reward=slots.sum(axis=1), slot_rewards=slots), truth))
    return made


def test_slate_estimators_are_unbiased_and_the_bolder_assumption_is_the_steadier() -> None:
    drawn = _slates(300, 400)
    spread = {}
    for estimate in (standard, cascading, pseudo_inverse, independent):
        errors = np.array([estimate(log).value - truth for log, truth in drawn])
        assert abs(errors.mean()) < 4 * errors.std() / np.sqrt(len(errors)), estimate.__name__
        spread[estimate.__name__] = errors.std()
    assert spread["independent"] < spread["cascading"] < spread["standard"]
    assert spread["pseudo_inverse"] < spread["standard"]


def test_slates_by_hand() -> None:
    log = Slates(weights=np.array([[2.0, 0.5]]), reward=np.array([3.0]), slot_rewards=np.array([[1.0, 2.0]]))
    assert standard(log).value == 3.0
    assert pseudo_inverse(log).value == pytest.approx((2.0 + 0.5 - 1) * 3)
    assert independent(log).value == pytest.approx(2 * 1 + 0.5 * 2)
    assert cascading(log).value == pytest.approx(2 * 1 + 1.0 * 2)


# ── Open Bandit ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_open_bandit_the_intervals_hold_what_the_policy_earned(shared_data: Path) -> None:
    logs = shared_data / "logs"
    found = bandit.evaluate(
        bandit.read(logs / "open_bandit_random_men.csv"), bandit.read(logs / "open_bandit_bts_men.csv")
    )
    by_name = {one.name: one for one in found.estimators}
    assert found.on_policy.value == pytest.approx(0.0069)
    assert all(by_name[name].covers for name in CLAIMS)
    assert by_name["dr"].relative_error < 0.292, "the published error"
    assert found.diagnostics.unsupported == 0


def test_an_absent_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="open_bandit_random_men"):
        bandit.read(tmp_path / "open_bandit_random_men.csv")
