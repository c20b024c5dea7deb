"""The demo range: its facts, its sizes, and whether everybody can be dressed."""

from collections import Counter
from itertools import product as combinations
from typing import get_args

import pytest

from commerce.colours import NAMED
from commerce.demo import products
from commerce.demo.coverage import BANDS, FLOOR, fits, matrix
from commerce.demo.cuts import CUTS, DETAILS, SURFACES
from commerce.demo.lines import brands, fabrics, lines
from commerce.demo.pricing import ending
from commerce.garments import CATEGORIES, DEPARTMENTS, SLOTS, Department, Pattern, Slot
from commerce.rows import ProductRow

ROWS = tuple(products())
_GROUP = {"shoes": "shoes", "bag": "bags", "accessory": "accessories"}


def test_the_range_is_large_enough_and_in_every_slot_and_department() -> None:
    count = Counter((str(row.department), str(row.slot)) for row in ROWS)
    assert len(ROWS) >= 700
    for department in ("women", "men", "girls", "boys"):
        assert all(count[department, slot] for slot in SLOTS), department
    for department in ("girls", "boys"):
        assert sum(count[department, slot] for slot in SLOTS) >= 60
    assert {row.department for row in ROWS} == set(DEPARTMENTS)


def test_the_same_range_comes_out_twice() -> None:
    assert tuple(products()) == ROWS


def test_keys_skus_and_titles_are_unique() -> None:
    skus = [variant.sku for row in ROWS for variant in row.variants]
    assert len(set(skus)) == len(skus)
    assert len({row.feed_key for row in ROWS}) == len(ROWS)
    assert len({row.title for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("department", ["women", "men"])
def test_everybody_can_be_dressed_for_every_occasion_in_every_weather(department: Department) -> None:
    cells = matrix(ROWS, (department,))
    assert len(cells) == 19 * len(BANDS)
    assert [(cell.occasion, cell.band, cell.missing) for cell in cells if cell.missing] == []


def test_the_matrix_notices_a_slot_that_is_bare() -> None:
    without = [row for row in ROWS if not (row.slot == "shoes" and "black_tie" in row.occasions)]
    gaps = [cell for cell in matrix(without, ("men",)) if cell.missing]
    bare = [cell for cell in gaps if "shoes: 0" in cell.missing]
    assert [(cell.occasion, cell.band) for cell in bare] == [("black_tie", band.name) for band in BANDS]


def _cheapest(department: Department, occasion: str, slot: Slot) -> int:
    summer = next(band for band in BANDS if band.name.startswith("25"))
    prices = [
        variant.price
        for row in ROWS
        if row.slot == slot and row.department in (department, "unisex") and fits(row, occasion, summer)
        for variant in row.variants
        if variant.quantity
    ]
    return min(prices)


@pytest.mark.parametrize(
    ("department", "occasion"), list(combinations(("women", "men"), ("everyday", "work", "wedding_guest")))
)
def test_a_whole_outfit_can_be_had_under_80_dollars(department: Department, occasion: str) -> None:
    separates = _cheapest(department, occasion, "top") + _cheapest(department, occasion, "bottom")
    dress = _cheapest(department, occasion, "dress") if department == "women" else separates
    rest = sum(_cheapest(department, occasion, slot) for slot in ("shoes", "accessory"))
    rest += _cheapest(department, occasion, "bag") if department == "women" else 0
    assert min(separates, dress) + rest < 8000


def test_every_cut_is_told_in_the_documented_words() -> None:
    for row in ROWS:
        cut = dict(row.attributes["cut"])
        details = DETAILS[_GROUP.get(str(row.slot), "clothes")]
        assert set(cut.pop("details", [])) <= set(details), row.feed_key
        assert cut.pop("scale", "medium") in ("fine", "medium", "bold")
        assert cut.pop("layers", 1) in (1, 2)
        cut.pop("heel_mm", None)
        allowed = CUTS[row.category]
        assert set(cut) <= set(allowed), row.feed_key
        assert {key: value for key, value in cut.items() if value not in allowed[key]} == {}, row.feed_key
        assert "shape" in cut
        assert row.attributes["surface"] in SURFACES
        assert row.attributes["accent"] in NAMED.values()


def test_every_category_of_the_house_that_can_be_worn_has_a_cut_vocabulary() -> None:
    assert set(CUTS) == {key for key, category in CATEGORIES.items() if category.slot}


def test_facts_are_within_their_ranges() -> None:
    for row in ROWS:
        assert row.slot == CATEGORIES[row.category].slot
        assert 0 <= row.formality <= 1
        assert 0 <= row.popularity <= 1
        assert 0 <= row.clo <= 1.3
        assert row.materials
        assert row.pattern in get_args(Pattern)
        assert row.coverage is None or 0 < row.coverage <= 1
        assert set(row.occasions) <= set(FLOOR)
        assert (row.heel is not None) == (row.slot == "shoes")
        assert all(NAMED[variant.colour] == variant.hex for variant in row.variants)
        assert len({(variant.size, variant.colour) for variant in row.variants}) == len(row.variants)


def test_prices_span_cheap_to_luxury_and_every_sale_is_a_reduction() -> None:
    prices = sorted(row.variants[0].price for row in ROWS)
    assert prices[0] < 700
    assert prices[-1] > 200_000
    assert 4000 < prices[len(prices) // 2] < 8000
    on_sale = [v for row in ROWS for v in row.variants if v.compare_at_price is not None]
    assert on_sale
    assert all(v.compare_at_price > v.price for v in on_sale if v.compare_at_price is not None)


def test_prices_end_as_each_kind_of_house_writes_them() -> None:
    by_tier = {brand.tier: brand for brand in brands()}
    assert ending(13.4, by_tier["budget"]) == 1299
    assert ending(47.0, by_tier["mid"]) == 4500
    assert ending(193.0, by_tier["premium"]) == 19500
    assert ending(1238.0, by_tier["luxury"]) == 125000


def test_most_is_in_stock_some_is_sold_out_and_everything_can_be_bought_in_one_size() -> None:
    units = [variant.quantity for row in ROWS for variant in row.variants]
    assert 0.05 < units.count(0) / len(units) < 0.15
    assert 0.05 < sum(1 for unit in units if unit in (1, 2)) / len(units) < 0.18
    assert all(any(variant.quantity for variant in row.variants) for row in ROWS)


def test_the_pieces_of_a_set_share_house_cloth_and_colours() -> None:
    sets: dict[str, list[ProductRow]] = {}
    for row in ROWS:
        if "set" in row.attributes:
            sets.setdefault(str(row.attributes["set"]), []).append(row)
    assert len(sets) > 10
    for pieces in sets.values():
        assert {row.category for row in pieces} == {"blazer", "suit_trousers"}
        assert len({(row.brand, row.materials, row.attributes["style"]) for row in pieces}) == 1
        assert len({tuple(sorted({v.colour for v in row.variants})) for row in pieces}) == 1


def _some(**wanted: object) -> list[ProductRow]:
    return [row for row in ROWS if all(getattr(row, key) == value for key, value in wanted.items())]


@pytest.mark.parametrize("department", ["women", "men"])
def test_what_conversations_ask_for_is_there(department: Department) -> None:
    mine = [row for row in ROWS if row.department in (department, "unisex")]
    shoes = [row for row in mine if row.slot == "shoes"]
    animal = {"leather", "suede", "wool", "silk", "down", "cashmere", "alpaca"}
    assert any("linen" in row.materials and row.category == "blazer" for row in mine)
    assert any(row.category == "trench_coat" and row.waterproof for row in mine)
    assert any(row.category == "raincoat" and row.waterproof for row in mine)
    assert sum(1 for row in shoes if not animal & set(row.materials)) > 10
    assert any("vegan leather" in row.materials for row in mine if row.slot == "bag")
    warm = [row for row in mine if row.slot == "outerwear" and row.clo > 0.6 and not animal & set(row.materials)]
    assert len(warm) > 3
    assert any(row.category == "sports_shoes" for row in mine)
    assert any(row.category == "pyjamas" for row in mine)


def test_wedding_guests_find_flat_and_block_heels_and_covered_dresses() -> None:
    women = [row for row in _some(department="women") if "wedding_guest" in row.occasions]
    heels = {(row.attributes["cut"]["heel"], row.heel) for row in women if row.slot == "shoes"}
    assert ("block", "mid") in heels
    assert ("none", "flat") in heels
    assert sum(1 for row in women if row.slot == "dress" and (row.coverage or 0) > 0.9) >= 4


def test_tuxedos_are_complete() -> None:
    men = [row for row in _some(department="men") if "black_tie" in row.occasions]
    assert {"blazer", "suit_trousers", "shirt", "bow_tie", "oxfords", "cufflinks"} <= {row.category for row in men}


def test_vegan_houses_sell_nothing_from_animals() -> None:
    for brand in brands():
        sold = {material for row in _some(brand=brand.name) for material in row.materials}
        assert not sold & set(brand.avoid.split()), brand.name


def test_every_word_of_the_data_files_points_somewhere() -> None:
    used = {key for line in lines() for key in line.fab.split()}
    assert used <= set(fabrics())
    assert {row.brand for row in ROWS} == {brand.name for brand in brands()}
