"""Facet counts, filters, orders and pages of the shelf are what counting one product after the other gives."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commerce.catalogue.ranges import round_amount
from commerce.catalogue.shelf import FACETS, MANY, ORDERS, Choice, Found, Shelf, Stocked

COLOURS, SIZES, BRANDS = ("navy", "red", "black"), ("S", "M", "L", "38"), ("Alder", "Birch", None)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def stocked(number: int, **facts: Any) -> Stocked:
    price = facts.get("price")
    one = {
        "department": facts.get("department", "women"),
        "category": facts.get("category", "shirt"),
        "brand": facts.get("brand"),
        "available": "false" if price is None else "true",
    }
    many = {facet: facts.get(facet, ()) for facet in MANY}
    made = EPOCH + timedelta(hours=facts.get("age", 0))
    present = {facet: value for facet, value in one.items() if value}
    return Stocked(UUID(int=number + 1), present, many, price, facts.get("popularity", 0.0), made)


PRODUCTS = st.lists(
    st.fixed_dictionaries(
        {
            "department": st.sampled_from(("women", "men")),
            "category": st.sampled_from(("shirt", "dress", "boots")),
            "brand": st.sampled_from(BRANDS),
            "colour": st.lists(st.sampled_from(COLOURS), unique=True),
            "size": st.lists(st.sampled_from(SIZES), unique=True),
            "material": st.lists(st.sampled_from(("cotton", "wool")), unique=True),
            "season": st.lists(st.sampled_from(("summer", "winter")), unique=True),
            "occasion": st.lists(st.sampled_from(("work", "party")), unique=True),
            "price": st.none() | st.integers(0, 60_000),
            "popularity": st.sampled_from((0.0, 0.25, 0.5)),
            "age": st.integers(0, 3),
        }
    ),
    max_size=150,
).map(lambda rows: [stocked(number, **row) for number, row in enumerate(rows)])

CHOICES = st.builds(
    Choice,
    st.fixed_dictionaries(
        {},
        optional={
            "department": st.frozensets(st.sampled_from(("women", "men", "girls")), min_size=1),
            "category": st.frozensets(st.sampled_from(("shirt", "dress", "boots")), min_size=1),
            "brand": st.frozensets(st.sampled_from(("Alder", "Birch", "Nobody")), min_size=1),
            "colour": st.frozensets(st.sampled_from((*COLOURS, "pink")), min_size=1),
            "size": st.frozensets(st.sampled_from(SIZES), min_size=1),
            "season": st.frozensets(st.sampled_from(("summer", "winter")), min_size=1),
            "available": st.frozensets(st.sampled_from(("true", "false")), min_size=1),
        },
    ),
    st.none() | st.integers(0, 60_000),
    st.none() | st.integers(0, 60_000),
    st.none() | st.frozensets(st.integers(1, 150).map(lambda n: UUID(int=n))),
)


def held(product: Stocked, choice: Choice, *, but: str = "") -> bool:
    """Whether the product is among what is chosen, leaving one filter out."""
    if choice.among is not None and product.id not in choice.among:
        return False
    for facet, wanted in choice.values.items():
        has = set(product.many.get(facet, ())) | {product.one.get(facet)}
        if facet != but and not has & wanted:
            return False
    if but == "price" or (choice.min_price is None and choice.max_price is None):
        return True
    low = 0 if choice.min_price is None else choice.min_price
    high = 10**12 if choice.max_price is None else choice.max_price
    return product.price is not None and low <= product.price <= high


def counted(products: Iterable[Stocked], facet: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for product in products:
        one = [product.one[facet]] if facet in product.one else []
        for value in (*product.many.get(facet, ()), *one):
            counts[value] = counts.get(value, 0) + 1
    return counts


def in_ranges(products: Iterable[Stocked], shop: Iterable[Stocked]) -> dict[str, int]:
    """As `counted`, by ranges about the shop's median price."""
    prices = sorted(product.price for product in shop if product.price is not None)
    if not prices:
        return {}
    around = round_amount((prices[(len(prices) - 1) // 2] + prices[len(prices) // 2]) / 2)
    begins = [0, around // 2, around, 2 * around, 4 * around, 10 * around]
    counts: dict[str, int] = {}
    for price in (product.price for product in products if product.price is not None):
        at = max(place for place, begin in enumerate(begins) if price >= begin)
        name = f"{begins[at]}-{begins[at + 1] - 1}" if at < 5 else f"{begins[5]}-"
        counts[name] = counts.get(name, 0) + 1
    return counts


def filled(products: Iterable[Stocked]) -> Shelf:
    shelf = Shelf()
    shelf.put(products)
    return shelf


@settings(max_examples=150, deadline=None)
@given(PRODUCTS, CHOICES)
def test_counts_and_totals_are_those_of_counting_every_product(products: list[Stocked], choice: Choice) -> None:
    found = filled(products).find(choice)

    assert found.total == sum(held(product, choice) for product in products)
    for facet in FACETS:
        if facet == "price_range":
            expected = in_ranges((p for p in products if held(p, choice, but="price")), products)
        else:
            expected = counted((p for p in products if held(p, choice, but=facet)), facet)
        assert found.counts[facet] == expected, facet
    for name, without in found.without.items():
        assert without == sum(held(product, choice, but=name) for product in products)


def in_order(products: Iterable[Stocked], order: str) -> list[UUID]:
    keys: dict[str, Callable[[Stocked], Any]] = {
        "popularity": lambda p: -p.popularity,
        "newest": lambda p: -p.created_at.timestamp(),
        "price_asc": lambda p: (p.price is None, p.price or 0),
        "price_desc": lambda p: (p.price is None, -(p.price or 0)),
    }
    return [product.id for product in sorted(products, key=lambda p: (keys[order](p), p.id))]


def walked(shelf: Shelf, found: Found, order: str, limit: int) -> list[UUID]:
    """Every page, one after the other."""
    seen: list[UUID] = []
    after = None
    while page := shelf.page(found, order, after=after, limit=limit):
        seen += [id for _, id in page]
        after = page[-1]
    return seen


@settings(max_examples=60, deadline=None)
@given(PRODUCTS, CHOICES, st.sampled_from(ORDERS), st.integers(1, 40))
def test_pages_show_every_product_once_in_order(
    products: list[Stocked], choice: Choice, order: str, limit: int
) -> None:
    shelf = filled(products)
    found = shelf.find(choice)

    expected = in_order((product for product in products if held(product, choice)), order)
    assert walked(shelf, found, order, limit) == expected


@settings(max_examples=60, deadline=None)
@given(PRODUCTS, PRODUCTS, st.frozensets(st.integers(0, 149)), CHOICES)
def test_a_shelf_that_was_changed_is_like_one_made_anew(
    before: list[Stocked], after: list[Stocked], gone: frozenset[int], choice: Choice
) -> None:
    shelf = filled(before)
    shelf.put(after)
    shelf.remove(UUID(int=number + 1) for number in gone)
    left = {product.id: product for product in (*before, *after) if product.id.int - 1 not in gone}
    anew = filled(sorted(left.values(), key=lambda product: product.id))

    assert (found := shelf.find(choice)).counts == (fresh := anew.find(choice)).counts
    assert (found.total, len(shelf)) == (fresh.total, len(left))
    for order in ORDERS:
        assert walked(shelf, found, order, 200) == walked(anew, fresh, order, 200)


def test_a_page_goes_on_where_the_one_before_ended_also_when_that_product_is_gone() -> None:
    shelf = filled(stocked(number, price=100) for number in range(4))
    first = shelf.page(shelf.find(Choice()), "price_asc", after=None, limit=2)
    shelf.remove([first[-1][1]])

    second = shelf.page(shelf.find(Choice()), "price_asc", after=first[-1], limit=2)
    assert [id.int for _, id in second] == [3, 4]


def test_ranks_order_what_words_found_and_ties_stand_by_id() -> None:
    shelf = filled(stocked(number) for number in range(5))
    ranks = {UUID(int=4): 0.9, UUID(int=2): 0.5, UUID(int=1): 0.5}
    found = shelf.find(Choice(among=frozenset(ranks)))

    first = shelf.ranked(found, ranks, after=None, limit=2)
    second = shelf.ranked(found, ranks, after=first[-1], limit=2)
    assert [id.int for _, id in (*first, *second)] == [4, 1, 2]


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ((5900, 2499, 2500, 50_000), {"0-2499": 1, "2500-4999": 1, "5000-9999": 1, "50000-": 1}),
        ((92_900, 49_900, 50_000, 250_000), {"0-49999": 1, "50000-99999": 2, "200000-399999": 1}),
        ((8000, 12_000), {"5000-9999": 1, "10000-19999": 1}),
        ((3,), {"0-4": 1}),
    ],
    ids=["dollars", "rupees", "yen", "next to nothing"],
)
def test_price_ranges_are_round_amounts_about_what_the_shops_pieces_cost(
    prices: tuple[int, ...], expected: dict[str, int]
) -> None:
    shelf = filled(stocked(number, price=price) for number, price in enumerate(prices))

    assert shelf.find(Choice()).counts["price_range"] == expected


def test_price_ranges_stay_whatever_is_chosen_and_follow_what_is_for_sale() -> None:
    shelf = filled(stocked(number, price=price) for number, price in enumerate((5900, 6100, 92_000)))

    assert shelf.find(Choice(min_price=90_000)).counts["price_range"] == {"5000-9999": 2, "50000-": 1}
    assert shelf.find(Choice({"department": frozenset({"men"})})).counts["price_range"] == {}
    shelf.remove([UUID(int=1), UUID(int=2)])
    assert shelf.find(Choice()).counts["price_range"] == {"50000-99999": 1}


@pytest.mark.parametrize(
    ("price", "expected"), [(5900, 5000), (7071, 5000), (7072, 10_000), (92_900, 100_000), (1415, 2000), (1, 10)]
)
def test_an_amount_is_rounded_to_the_nearest_of_one_two_and_five_by_ratio(price: int, expected: int) -> None:
    assert round_amount(price) == expected


def test_a_brand_is_one_value_however_its_products_spell_it() -> None:
    shelf = filled(stocked(number, brand=brand) for number, brand in enumerate(("BOSS", "Boss", "Boss", "boss", "Ann")))

    found = shelf.find(Choice({"brand": frozenset({"bOSS"})}))

    assert (found.total, found.counts["brand"]) == (4, {"Boss": 4, "Ann": 1})
    assert (shelf.spelt("boss"), shelf.spelt("Nobody")) == ("Boss", "Nobody")
