"""Candidates as columns: what is kept of a product is what is true of it now."""

import msgspec
import numpy as np

from aurora import columns, traits
from aurora.types import Candidate
from commerce.colours import lab
from commerce.garments import SEASONS, SLOTS
from tests.aurora.pools import candidate, shop


def test_the_columns_are_what_the_products_say_however_often_they_are_asked() -> None:
    found = [c for pieces in shop(7, 6).by_slot.values() for c in pieces]
    for _ in range(2):
        told = columns.columns(found)
        assert told.price.tolist() == [c.variant.price for c in found]
        assert told.bold.tolist() == [traits.boldness(c.item, c.variant) for c in found]
        assert [SLOTS[n] for n in told.codes("slot")] == [c.item.slot for c in found]
        assert [columns.KINDS[n] for n in told.codes("kind")] == [c.item.category for c in found]
        assert [columns.colours()[n][1] for n in told.codes("colour")] == [c.variant.hex for c in found]
        assert told.yellow.tolist() == [lab(c.variant.hex).b for c in found]
        seasons = [sum(1 << SEASONS.index(s) for s in c.item.seasons) for c in found]
        assert told.codes("seasons").tolist() == seasons


def test_a_product_that_is_told_anew_is_read_anew() -> None:
    before = candidate("boots", formality=0.3)
    after = msgspec.structs.replace(before, item=msgspec.structs.replace(before.item, formality=0.6, coverage=0.5))
    dearer = msgspec.structs.replace(before, variant=msgspec.structs.replace(before.variant, price=9_900))
    assert columns.columns([before, after, before]).formality.tolist() == [0.3, 0.6, 0.3]
    assert columns.columns([after, dearer]).price.tolist() == [before.variant.price, 9_900]
    assert np.isnan(columns.columns([before, after]).coverage).tolist() == [True, False]


def test_a_copy_of_a_product_with_other_variants_is_the_same_product() -> None:
    before = candidate("boots", formality=0.3)
    copied = msgspec.structs.replace(before, item=msgspec.structs.replace(before.item, variants=()))
    assert columns.columns([before]) is not None
    assert columns.columns([copied]).formality.tolist() == [0.3]


def test_more_products_than_are_kept_are_read_all_the_same() -> None:
    def many(start: int, count: int) -> list[Candidate]:
        return [candidate("boots", number, price=number) for number in range(start, start + count)]

    for start, count in ((1, 300), (301, columns.KEPT - 100), (20_000, columns.KEPT + 5), (1, 300)):
        found = many(start, count)
        assert columns.columns(found).price.tolist() == [c.variant.price for c in found]


def test_an_occasion_has_a_bit_of_its_own_and_none_has_none() -> None:
    told = columns.columns([candidate("boots", occasions=("work", "date")), candidate("boots", 2)]).codes("occasions")
    assert told.tolist() == [columns.occasion_bit("work") | columns.occasion_bit("date"), 0]
    assert columns.occasion_bit(None) == 0
