"""Invented shoppers: what is learned serves them, more with more verdicts, and without any it serves nobody."""

import asyncio

import numpy as np
import pytest

from evals import tastes
from evals.metrics.ranking import gini
from evals.results import estimate
from evals.runs import recorded
from evals.statistics import mean
from evals.suite import Options, Solved
from evals.suites import taste as suite
from evals.tastes import Range, Served, demo_range, liking, served

LEANINGS = frozenset(("leanings",))


@pytest.fixture(scope="module")
def goods() -> Range:
    return asyncio.run(demo_range("women", embedded=False))


def test_a_hidden_liking_is_the_shoppers_own_and_the_same_again(goods: Range) -> None:
    one, again, other = (liking(goods, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == again).all()
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.3
    assert (float(one.mean()), float(one.std())) == pytest.approx((0.0, 1.0), abs=1e-9)


def test_what_is_measured_was_never_judged(goods: Range) -> None:
    seen, fresh = tastes.halves(goods, np.random.default_rng(3))
    assert not {n for pool in seen for n in pool} & {n for pool in fresh for n in pool}


def test_thirty_verdicts_serve_better_than_none_and_random_ones_do_not(
    goods: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tastes, "AFTER", (0, 30))

    own = [served(goods, number, 5, LEANINGS) for number in range(12)]
    tossed = [served(goods, number, 5, LEANINGS, "random") for number in range(12)]

    gain = mean([one[30].ndcg - one[0].ndcg for one in own], [str(n) for n in range(12)])
    assert gain.low is not None
    assert gain.low > 0.05
    assert np.mean([one[30].page - one[0].page for one in own]) > 0.1
    assert np.mean([one[30].ndcg - one[0].ndcg for one in tossed]) < 0.04
    assert all(one[0].moved == 0.0 for one in own)
    assert np.mean([one[30].moved for one in tossed]) < 0.75 * np.mean([one[30].moved for one in own])
    assert np.mean([one[30].miscalibrated for one in own]) < np.mean([one[0].miscalibrated for one in own])


def test_the_distance_of_an_order_from_itself_is_none_and_from_its_reverse_all() -> None:
    order = [(n, float(-n)) for n in range(5)]

    assert tastes.moved(order, order) == 0.0
    assert tastes.moved(order, order[::-1]) == 1.0
    assert tastes.moved(order, [order[1], order[0], *order[2:]]) == pytest.approx(0.1)


# ── the suite ──────────────────────────────────────────────────────────────────────────────────────────────────────


def shopper(number: int, voice: str, before: float, after: float, *shown: tuple[int, ...]) -> Solved:
    def at(ndcg: float) -> Served:
        return Served(ndcg=ndcg, page=0.0, moved=0.0, shown=shown, miscalibrated=0.0, diversity=0.0)

    (case,) = [one for one in suite.SUITE.cases(Options()) if one.id == f"{voice}/{number}"]
    return Solved(case=case, output=suite.After({0: at(before)} | {count: at(after) for count in tastes.AFTER[1:]}))


def test_the_gain_of_random_feedback_is_counted_apart() -> None:
    own, tossed = shopper(0, "own", 0.3, 0.5), shopper(0, "random", 0.3, 0.2)
    gain, random = suite.SUITE.metric("gain after 50"), suite.SUITE.metric("gain of random feedback after 50")
    assert estimate(suite.SUITE, gain, [recorded(own, [gain])]).value == pytest.approx(0.2)
    assert estimate(suite.SUITE, random, [recorded(tossed, [random])]).value == pytest.approx(-0.1)
    assert gain.of(tossed) is None
    assert random.of(own) is None


def test_what_everybody_is_shown_is_nothing_new_and_evenly_spread() -> None:
    alike = [shopper(n, "own", 0.3, 0.5, (1, 2), (3,)) for n in range(4)]
    apart = [shopper(n, "own", 0.3, 0.5, (n, n), (n,)) for n in range(4)]
    new, uneven = suite.SUITE.metric("novelty, bits").pool, suite.SUITE.metric("Gini of exposure").pool
    assert new is not None
    assert uneven is not None
    assert (new(alike), new(apart)) == (0.0, 2.0)
    assert uneven(alike) == pytest.approx(0.0)
    # Three times each, once more each, and six times the fourth.
    assert uneven([*apart[:3], shopper(3, "own", 0.3, 0.5, (0, 1, 2), (3,) * 6)]) == pytest.approx(gini([4, 4, 4, 6]))
