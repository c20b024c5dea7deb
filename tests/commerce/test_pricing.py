"""The quote: worked by hand, and what must hold of every one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce import tables
from commerce.pricing import Offer, PricedLine, half_even, quote, spread
from commerce.tables import Destination, NoShipping, ShippingMethod, Tables, TaxRate, UnknownMethod

TABLES = tables.load()
US, DE = Destination("US"), Destination("DE")


def line(price: int, quantity: int = 1, n: int = 1, **more: str) -> PricedLine:
    return PricedLine(variant_id=UUID(int=n), unit_price=price, quantity=quantity, **more)


def offer(n: int = 1, **terms: object) -> Offer:
    return Offer(**{"id": UUID(int=n), "code": f"CODE{n}", "name": f"Code {n}", "kind": "percentage", **terms})  # type: ignore[arg-type]


def test_a_bag_without_an_address_costs_its_pieces() -> None:
    found = quote([line(5900), line(1250, 3, n=2)], currency="USD", tables=TABLES)

    assert (found.items_total, found.total, found.complete) == (9650, 9650, False)
    assert found.methods == ()


def test_delivery_is_the_cheapest_unless_one_is_chosen_and_free_from_a_hundred() -> None:
    below = quote([line(9999)], currency="USD", tables=TABLES, destination=US)
    above = quote([line(10000)], currency="USD", tables=TABLES, destination=US)
    express = quote([line(10000)], currency="USD", tables=TABLES, destination=US, method="express")

    assert (below.shipping_total, below.method, below.total) == (595, "standard", 10594)
    assert (above.shipping_total, above.total) == (0, 10000)
    assert (express.shipping_total, express.total) == (1995, 11995)


def test_tax_that_prices_hold_is_told_and_not_added() -> None:
    found = quote([line(11900)], currency="EUR", tables=TABLES, destination=DE)

    # 119.00 holds 19.00 of tax; delivery 12.95 holds 1295 · 19/119 = 206.76 → 2.07.
    assert (found.tax_total, found.tax_included, found.total) == (0, 1900 + 207, 11900 + 1295)


def test_tax_on_top_is_rounded_half_to_even_once_a_line() -> None:
    sales = TaxRate(name="Sales tax", ppm=50000, countries=("US",), on_shipping=False)
    with_tax = Tables(shipping=TABLES.shipping, tax=(sales,))

    found = quote([line(1050, n=1), line(1150, n=2)], currency="USD", tables=with_tax, destination=US)

    # 52.5 → 52 and 57.5 → 58
    assert [one.tax for one in found.lines] == [52, 58]
    assert found.total == 2200 + 595 + 110


def test_a_percentage_is_spread_over_the_lines_to_the_last_cent() -> None:
    found = quote(
        [line(333, n=1), line(333, n=2), line(334, n=3)], currency="USD", tables=TABLES, offers=[offer(percent_off=10)]
    )

    assert [one.discount for one in found.lines] == [33, 33, 34]
    assert (found.discount_total, found.total) == (100, 900)


def test_a_fixed_amount_takes_no_more_than_there_is() -> None:
    found = quote([line(500)], currency="USD", tables=TABLES, offers=[offer(kind="fixed_amount", amount_off=2000)])

    assert (found.discount_total, found.total) == (500, 0)


def test_a_promotion_for_a_category_concerns_no_other_line() -> None:
    shoes_only = offer(percent_off=50, categories=frozenset({"sandals"}))

    found = quote(
        [line(1000, n=1, category="sandals"), line(1000, n=2, category="dress")],
        currency="USD", tables=TABLES, offers=[shoes_only],
    )  # fmt: skip

    assert [one.discount for one in found.lines] == [500, 0]


def test_what_gives_nothing_says_why() -> None:
    dear = offer(1, percent_off=10, minimum_amount=5001)
    others = offer(2, percent_off=10, brands=frozenset({"Alder"}))

    found = quote([line(5000)], currency="USD", tables=TABLES, offers=[dear, others])

    assert [(one.code, one.reason) for one in found.refused] == [
        ("CODE1", "below_minimum"), ("CODE2", "concerns_nothing"),
    ]  # fmt: skip
    assert found.used == ()


def test_a_minimum_says_what_is_missing() -> None:
    dear = offer(1, percent_off=10, minimum_amount=8000)

    found = quote([line(5000)], currency="JPY", tables=TABLES, offers=[dear])

    assert found.refused[0].detail == "Code 1 begins at 8,000 JPY: 3,000 JPY more."


def test_what_goes_alone_yields_to_those_that_give_more_together() -> None:
    alone = offer(1, percent_off=15, exclusive=True)
    others = [offer(2, percent_off=10), offer(3, kind="fixed_amount", amount_off=200)]

    found = quote([line(1000)], currency="USD", tables=TABLES, offers=[alone, *others])

    assert (found.discount_total, found.used) == (300, (others[0].id, others[1].id))
    assert [(one.code, one.reason) for one in found.refused] == [("CODE1", "not_with_others")]
    assert "Code 2 and Code 3" in found.refused[0].detail


def test_of_promotions_of_which_one_goes_alone_the_exclusive_one_stays() -> None:
    alone, small = offer(1, percent_off=20, exclusive=True), offer(2, percent_off=10)

    found = quote([line(1000)], currency="USD", tables=TABLES, offers=[small, alone])

    assert (found.discount_total, found.used) == (200, (alone.id,))
    assert [one.reason for one in found.refused] == ["not_with_others"]


@pytest.mark.parametrize(
    ("currency", "tax", "total"),
    # 10 % of 1,999 yen is 199.9 → 200; of 1.999 dinars the same in fils: whole minor units, whatever they are.
    [("JPY", 200, 1999 + 200 + 800), ("KWD", 200, 1999 + 200 + 2500)],
)
def test_yen_without_and_dinars_with_three_places_are_whole_minor_units(currency: str, tax: int, total: int) -> None:
    ten = TaxRate(name="Tax 10%", ppm=100_000, countries=("JP",), on_shipping=False)
    post = ShippingMethod(id="post", name="Post", countries=("JP",), price={"JPY": 800, "KWD": 2500}, days=(1, 3))
    own = Tables(shipping=(post,), tax=(ten,))

    found = quote([line(1999)], currency=currency, tables=own, destination=Destination("JP"))

    assert (found.tax_total, found.total) == (tax, total)


def test_tax_rounding_once_a_line_never_drifts_from_the_sum_of_the_lines() -> None:
    # Three lines of 3.33 at 8.875 % are 0.2955375 each: 30 cents a line and 90 in all, though 9.99 at once are 89.
    rate = TaxRate(name="Sales tax", ppm=88_750, countries=("US",), on_shipping=False)
    own = Tables(shipping=TABLES.shipping, tax=(rate,))

    found = quote([line(333, n=n) for n in (1, 2, 3)], currency="USD", tables=own, destination=US)

    assert ([one.tax for one in found.lines], found.tax_total) == ([30, 30, 30], 90)
    assert sum(one.total for one in found.lines) + found.shipping_total == found.total


def test_free_delivery_does_not_cover_express() -> None:
    free = offer(kind="free_shipping")

    standard = quote([line(1000)], currency="USD", tables=TABLES, offers=[free], destination=US)
    express = quote([line(1000)], currency="USD", tables=TABLES, offers=[free], destination=US, method="express")

    assert (standard.shipping_total, express.shipping_total) == (0, 1995)


def test_where_nothing_goes_and_what_does_not_go_there_is_said() -> None:
    with pytest.raises(NoShipping, match="AQ"):
        quote([line(1000)], currency="USD", tables=TABLES, destination=Destination("AQ"))
    with pytest.raises(UnknownMethod, match="international"):
        quote([line(1000)], currency="EUR", tables=TABLES, destination=DE, method="express")


def test_a_region_has_its_own_rate() -> None:
    rates = (
        TaxRate(name="Everywhere", ppm=10000, countries=("US",)),
        TaxRate(name="Here", ppm=88750, countries=("US",), regions=("NY",)),
    )
    both = Tables(shipping=(), tax=rates)

    assert both.rate(Destination("US", "NY")) == rates[1]
    assert both.rate(Destination("US", "CA")) == rates[0]
    assert both.rate(DE) is None


@pytest.mark.parametrize(("numerator", "denominator", "rounded"), [(5, 10, 0), (15, 10, 2), (25, 10, 2), (26, 10, 3)])
def test_halves_go_to_the_even_neighbour(numerator: int, denominator: int, rounded: int) -> None:
    assert half_even(numerator, denominator) == rounded


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_what_is_spread_adds_up_and_is_fair_to_a_cent(amount: int, weights: list[int]) -> None:
    amount = min(amount, sum(weights))

    parts = spread(amount, weights)

    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
    if sum(weights):
        assert all(abs(p - amount * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


_LINES = st.lists(
    st.builds(
        PricedLine,
        variant_id=st.uuids(version=4),
        unit_price=st.integers(0, 10**7),
        quantity=st.integers(1, 99),
        category=st.sampled_from(["dress", "sandals", "coat"]),
        brand=st.sampled_from(["Alder", "Birch"]),
    ),
    min_size=1,
    max_size=12,
)
_OFFERS = st.lists(
    st.builds(
        Offer,
        id=st.uuids(version=4),
        code=st.text("ABC", min_size=1, max_size=4),
        name=st.just("An offer"),
        kind=st.sampled_from(["percentage", "fixed_amount", "free_shipping"]),
        percent_off=st.integers(1, 100),
        amount_off=st.integers(1, 10**6),
        minimum_amount=st.integers(0, 10**6),
        categories=st.frozensets(st.sampled_from(["dress", "sandals"])),
        exclusive=st.booleans(),
    ),
    max_size=5,
)
_RATES = st.builds(
    TaxRate,
    name=st.just("Tax"),
    ppm=st.integers(0, 10**6),
    countries=st.just(("US",)),
    included=st.booleans(),
    on_shipping=st.booleans(),
    exempt=st.frozensets(st.sampled_from(["dress", "coat"])),
)


@given(_LINES, _OFFERS, _RATES, st.sampled_from([None, "standard", "express"]))
def test_the_lines_delivery_and_its_tax_are_the_total(
    lines: list[PricedLine], offers: list[Offer], rate: TaxRate, method: str | None
) -> None:
    own = Tables(shipping=TABLES.shipping, tax=(rate,))

    found = quote(lines, currency="USD", tables=own, offers=offers, destination=US, method=method)

    assert found.total == found.items_total - found.discount_total + found.shipping_total + found.tax_total
    assert found.total >= 0
    shipping_tax = found.tax_total - sum(one.tax for one in found.lines)
    assert sum(one.total for one in found.lines) + found.shipping_total + shipping_tax == found.total
    assert all(0 <= one.discount <= one.unit_price * one.quantity for one in found.lines)
    assert shipping_tax == 0 or (rate.on_shipping and not rate.included)
    assert sum(one.amount for one in found.adjustments if one.kind != "tax_included") == found.total - found.items_total


@given(_LINES, _OFFERS, _RATES, st.randoms())
def test_the_order_of_lines_changes_nothing(
    lines: list[PricedLine], offers: list[Offer], rate: TaxRate, random: object
) -> None:
    own = Tables(shipping=TABLES.shipping, tax=(rate,))
    dealt = list(lines)
    random.shuffle(dealt)  # type: ignore[attr-defined]

    one, other = (quote(some, currency="USD", tables=own, offers=offers, destination=US) for some in (lines, dealt))

    assert (one.total, one.adjustments, one.refused) == (other.total, other.adjustments, other.refused)
    assert {each.variant_id: each for each in one.lines} == {each.variant_id: each for each in other.lines}


@given(_LINES, _OFFERS)
def test_a_quote_without_an_address_takes_what_an_address_adds_to(lines: list[PricedLine], offers: list[Offer]) -> None:
    before, after = (quote(lines, currency="USD", tables=TABLES, offers=offers, destination=to) for to in (None, US))

    assert before.discount_total == after.discount_total
    assert after.total == before.total + after.shipping_total + after.tax_total


@given(_LINES, _OFFERS, st.randoms())
def test_the_order_of_codes_changes_nothing(lines: list[PricedLine], offers: list[Offer], random: object) -> None:
    dealt = list(offers)
    random.shuffle(dealt)  # type: ignore[attr-defined]

    one, other = (quote(lines, currency="USD", tables=TABLES, offers=some) for some in (offers, dealt))

    assert one == other
