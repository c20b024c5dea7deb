"""Invented shoppers: what is learned serves them, more with more verdicts, and without any it serves nobody."""

import numpy as np
import pytest

from evals import tastes
from evals.tastes import Range, demo_range, liking, measure

LEANINGS = frozenset(("leanings",))


@pytest.fixture(scope="module")
def goods() -> Range:
    return demo_range("women", embedded=False)


def test_a_hidden_liking_is_the_shoppers_own_and_the_same_again(goods: Range) -> None:
    one, again, other = (liking(goods, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == again).all()
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.3
    assert (float(one.mean()), float(one.std())) == pytest.approx((0.0, 1.0), abs=1e-9)


def test_what_is_measured_was_never_judged(goods: Range) -> None:
    seen, fresh = tastes._halves(goods, np.random.default_rng(3))
    assert not {n for pool in seen for n in pool} & {n for pool in fresh for n in pool}


def test_thirty_verdicts_serve_better_than_none_and_random_ones_do_not(
    goods: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tastes, "AFTER", (0, 30))

    none, thirty = measure(goods, 12, 5, LEANINGS)
    _, tossed = measure(goods, 12, 5, LEANINGS, "random")

    assert none.moved.mean == none.gain.mean == 0.0
    assert thirty.gain.low > 0.05
    assert thirty.page.mean > none.page.mean + 0.1
    assert tossed.gain.mean < 0.04
    assert tossed.moved.mean < 0.75 * thirty.moved.mean


def test_the_distance_of_an_order_from_itself_is_none_and_from_its_reverse_all() -> None:
    order = [(n, float(-n)) for n in range(5)]

    assert tastes.moved(order, order) == 0.0
    assert tastes.moved(order, order[::-1]) == 1.0
    assert tastes.moved(order, [order[1], order[0], *order[2:]]) == pytest.approx(0.1)
