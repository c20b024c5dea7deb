"""Bulk rows for load work: as many as asked for, distributed as the range is."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from itertools import islice

import pytest

from commerce.demo import products, scale
from commerce.rows import ProductRow

ROWS = tuple(products())
BULK = tuple(scale(6000, 7))


def shares(rows: Iterable[ProductRow], key: Callable[[ProductRow], Hashable]) -> dict[Hashable, float]:
    count = Counter(key(row) for row in rows)
    return {value: n / count.total() for value, n in count.items()}


@pytest.mark.parametrize("n", [0, 1, 1500])
def test_exactly_as_many_come_as_are_asked_for(n: int) -> None:
    assert sum(1 for _ in scale(n, 1)) == n


def test_the_same_seed_gives_the_same_rows_and_another_does_not() -> None:
    assert tuple(islice(scale(100, 7), 100)) == tuple(scale(100, 7))
    assert next(scale(100, 8)).title != BULK[0].title


def test_a_longer_run_begins_with_the_shorter() -> None:
    assert tuple(islice(scale(3000, 7), 200)) == BULK[:200]


@pytest.mark.parametrize("field", ["slot", "department", "category", "pattern", "waterproof", "materials"])
def test_shares_are_those_of_the_range(field: str) -> None:
    ours, theirs = shares(ROWS, lambda row: getattr(row, field)), shares(BULK, lambda row: getattr(row, field))
    assert max(abs(ours[value] - theirs.get(value, 0.0)) for value in ours) < 0.008


def test_price_quantiles_stay_within_a_tenth() -> None:
    ours = sorted(row.variants[0].price for row in ROWS)
    theirs = sorted(row.variants[0].price for row in BULK)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        a, b = ours[int(share * len(ours))], theirs[int(share * len(theirs))]
        assert abs(a - b) / a < 0.1, share


def test_stock_is_sold_out_as_often_as_in_the_range() -> None:
    def out(rows: Iterable[ProductRow]) -> float:
        units = [variant.quantity for row in rows for variant in row.variants]
        return units.count(0) / len(units)

    assert abs(out(ROWS) - out(BULK)) < 0.01


def test_keys_and_skus_are_unique_and_texts_are_varied() -> None:
    skus = [variant.sku for row in BULK for variant in row.variants]
    assert len(set(skus)) == len(skus)
    assert len({row.feed_key for row in BULK}) == len(BULK)
    assert len({row.title for row in BULK}) > 0.97 * len(BULK)
    assert len({(row.title, row.description) for row in BULK}) > 0.995 * len(BULK)
    assert len({row.brand for row in BULK}) > 150


def test_bulk_variants_differ_in_size_or_colour_and_sales_are_reductions() -> None:
    for row in BULK[:2000]:
        assert len({(variant.size, variant.colour) for variant in row.variants}) == len(row.variants)
        assert all(v.compare_at_price is None or v.compare_at_price > v.price for v in row.variants)


def test_bulk_copy_says_waterproof_exactly_where_it_is_so() -> None:
    wrong = [
        row.feed_key for row in BULK if ("waterproof" in (row.title + row.description).lower()) != bool(row.waterproof)
    ]
    assert wrong == []
