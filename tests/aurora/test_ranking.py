"""The order in which found products come into a pool, worked by hand."""

import math
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aurora.retrieval.ranking import FOUND, RRF_K, rank, unpacked


def found(*rows: tuple[float, int, int, int]) -> NDArray[np.void]:
    """Products 0, 1, … by distance, points, whether wanted, and price."""
    return np.array(
        [(UUID(int=n).bytes, d, math.nan, 0.5, price, points, wanted, 0, 0)
         for n, (d, points, wanted, price) in enumerate(rows)],
        dtype=FOUND,
    )  # fmt: skip


def order(rows: NDArray[np.void], words: dict[int, float] | None = None, *, thrifty: bool = False) -> list[int]:
    ranked = rank(rows, {UUID(int=n).bytes: score for n, score in (words or {}).items()}, thrifty=thrifty)
    return [UUID(bytes=product).int for product in ranked.ids()]


def test_the_nearest_comes_first() -> None:
    assert order(found((0.3, 0, 0, 1), (0.1, 0, 0, 1), (0.2, 0, 0, 1))) == [1, 2, 0]


def test_what_has_what_is_wanted_comes_before_the_nearest() -> None:
    assert order(found((0.1, 0, 0, 1), (0.2, 0, 1, 1), (0.3, 0, 1, 1))) == [1, 2, 0]


def test_the_one_with_most_points_comes_second_however_far() -> None:
    assert order(found((0.1, 0, 0, 1), (0.2, 0, 0, 1), (0.3, 0, 0, 1), (0.9, 2, 0, 1))) == [0, 3, 1, 2]


def test_where_price_matters_the_cheapest_has_the_third_place() -> None:
    rows = found(*((n / 10, 0, 0, 10 - n) for n in range(6)))
    assert order(rows) == [0, 1, 2, 3, 4, 5]
    assert order(rows, thrifty=True)[3] == 5


def test_words_lift_what_holds_them_by_half_the_weight() -> None:
    ranked = rank(found((0.1, 0, 0, 1), (0.2, 0, 0, 1)), {UUID(int=1).bytes: 0.7}, thrifty=False)
    assert ranked.fused.tolist() == [1 / (RRF_K + 1), 1 / (RRF_K + 2) + 0.5 / (RRF_K + 1)]
    assert ranked.order.tolist() == [1, 0]
    assert math.isnan(ranked.lexical[0])


def test_a_product_that_two_statements_bring_counts_once() -> None:
    rows = found((0.1, 0, 0, 1), (0.2, 1, 1, 1))
    both = unpacked([rows.tobytes(), rows[1:].tobytes()])
    assert both["product"].tolist() == [UUID(int=0).bytes, UUID(int=1).bytes]
