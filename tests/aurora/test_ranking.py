"""The order in which found products come into a pool, worked by hand."""

import math
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from aurora.retrieval.ranking import FOUND, Fusion, rank, unpacked


def found(*rows: tuple[float, int, int, int], words: Sequence[float] = ()) -> NDArray[np.void]:
    """Products 0, 1, … by distance, points, whether wanted, and price; `words`: how many of the query's they hold."""
    return np.array(
        [(UUID(int=n).bytes, d, math.nan, 0.5, price, points, wanted, words[n] if words else 0, 0, 0)
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


def test_what_holds_every_word_of_the_query_rises_by_its_place_among_those() -> None:
    fusion = Fusion(every=0.5, some=0, k=60)
    ranked = rank(found((0.1, 0, 0, 1), (0.2, 0, 0, 1)), {UUID(int=1).bytes: 0.7}, fusion=fusion)
    assert ranked.fused.tolist() == [1 / 61, 1 / 62 + 0.5 / 61]
    assert ranked.order.tolist() == [1, 0]
    assert math.isnan(ranked.lexical[0])


def test_what_holds_some_words_rises_by_less_and_what_holds_none_not_at_all() -> None:
    rows = found((0.1, 0, 0, 1), (0.2, 0, 0, 1), (0.3, 0, 0, 1), words=(0, 0.2, 0.6))
    ranked = rank(rows, {}, fusion=Fusion(every=1, some=0.1, k=60))
    assert ranked.fused.tolist() == [1 / 61, 1 / 62 + 0.1 / 62, 1 / 63 + 0.1 / 61]
    assert ranked.order.tolist() == [1, 2, 0]


def test_what_ties_by_words_rises_by_nearness() -> None:
    rows = found((0.3, 0, 0, 1), (0.2, 0, 0, 1), (0.1, 0, 0, 1))
    ranked = rank(rows, {UUID(int=0).bytes: 0.7, UUID(int=1).bytes: 0.7}, fusion=Fusion(every=1, some=0, k=60))
    assert ranked.fused.tolist() == [1 / 63 + 1 / 62, 1 / 62 + 1 / 61, 1 / 61]


def test_without_weights_words_change_nothing() -> None:
    rows = found((0.1, 0, 0, 1), (0.2, 0, 0, 1), words=(0, 0.9))
    assert rank(rows, {UUID(int=1).bytes: 0.7}, fusion=Fusion(every=0, some=0)).order.tolist() == [0, 1]


def test_a_product_that_two_statements_bring_counts_once() -> None:
    rows = found((0.1, 0, 0, 1), (0.2, 1, 1, 1))
    both = unpacked([rows.tobytes(), rows[1:].tobytes()])
    assert both["product"].tolist() == [UUID(int=0).bytes, UUID(int=1).bytes]
