"""Lists of one kind of product where little is left: the budget gives way to the cheapest, and that is said."""

from aurora import outfits, scoring
from aurora.outfits import limits
from aurora.types import Analysis, Candidate, Composition, Constraint, ConstraintValue, Edit, LookOnTable, Profile
from core.money import Money
from tests.aurora.pools import budget, candidate, in_colours, look_wish, on_table, pool, wish

JACKETS = wish("category", "puffer_jacket", "outerwear")


def composed(analysis: Analysis, *candidates: Candidate, base: LookOnTable | None = None) -> Composition:
    found = pool(*candidates)
    return outfits.compose(scoring.score(found, analysis, Profile()), analysis, base=base, empty={}, count=6)


def shown(found: Composition) -> list[tuple[str, str, int]]:
    """(category, colour, price) of each product."""
    pieces = [look.pieces[0].candidate for look in found.looks]
    return [(p.item.category, p.variant.colour, p.variant.price) for p in pieces]


def other(analysis: Analysis, *candidates: Candidate) -> Composition:
    """What comes of an edit of the first of the candidates."""
    first = on_table(composed(look_wish(intent="product", slots=("outerwear",)), candidates[0]).looks[0])
    return composed(analysis, *candidates, base=first)


def test_where_the_budget_buys_none_the_cheapest_are_shown_and_the_receipt_says_how_far_over() -> None:
    asked = look_wish(budget(8_800), JACKETS, intent="product", slots=("outerwear",))
    prices = (12_990, 14_000, 15_500)
    there = [candidate("puffer_jacket", n, price=price) for n, price in enumerate(prices, 1)]
    found = composed(asked, *there, candidate("parka", price=5_000))

    assert sorted(price for _, _, price in shown(found)) == [12_990, 14_000]
    assert {kind for kind, _, _ in shown(found)} == {"puffer_jacket"}
    assert [(c.kind, c.status) for c in found.relaxed] == [("budget", "relaxed")]
    assert "over" in (found.relaxed[0].note or "")


def test_a_budget_that_buys_one_lets_nothing_dearer_in() -> None:
    asked = look_wish(budget(13_000), JACKETS, intent="product", slots=("outerwear",))
    found = composed(asked, candidate("puffer_jacket", 1, price=12_990), candidate("puffer_jacket", 2, price=13_100))

    assert shown(found) == [("puffer_jacket", "navy", 12_990)]
    assert found.relaxed == ()


def test_what_was_searched_for_in_vain_is_searched_for_without_the_budget() -> None:
    asked = look_wish(budget(8_800), JACKETS, intent="product", slots=("outerwear",))
    wider = outfits.wider(composed(asked), asked)

    assert wider is not None
    assert [(c.kind, c.hard) for c in wider.constraints] == [("budget", False), ("category", True)]
    free = look_wish(JACKETS, intent="product", slots=("outerwear",))
    assert outfits.wider(composed(free), free) is None


def test_a_product_that_is_refused_in_its_colour_may_come_in_another() -> None:
    edit = look_wish(wish("avoid_colour", "black"), intent="refine", edit=Edit(change=("outerwear",)))
    ivory = in_colours("cape", "ivory", "black")
    base = on_table(composed(look_wish(intent="product", slots=("outerwear",)), in_colours("cape", "black")).looks[0])

    assert shown(composed(edit, ivory, base=base)) == [("cape", "ivory", 5000)]


def test_a_product_that_there_is_no_other_for_stays_with_a_receipt() -> None:
    edit = look_wish(JACKETS, intent="refine", edit=Edit(change=("outerwear",)))
    found = other(edit, candidate("puffer_jacket"))

    assert shown(found) == [("puffer_jacket", "navy", 5000)]
    assert [(c.kind, c.value.name, c.status) for c in found.relaxed] == [("other", "change", "relaxed")]
    assert "there are no other puffer jackets" in (found.relaxed[0].note or "")


def test_a_product_that_nothing_is_cheaper_than_stays_the_first() -> None:
    edit = look_wish(JACKETS, intent="refine", edit=Edit(direction="cheaper"))
    found = other(edit, candidate("puffer_jacket", 1, price=4_000, popularity=0.0), candidate("puffer_jacket", 2))

    assert shown(found)[0] == ("puffer_jacket", "navy", 4_000)
    assert "cheaper" in {c.value.name for c in found.relaxed}


def test_a_sum_for_the_jackets_is_no_budget_for_the_look_around_one() -> None:
    jackets = Constraint(
        kind="budget", text="max $88", value=ConstraintValue(amount=8_800, currency="USD"), slot="outerwear"
    )
    known = look_wish(jackets, budget=Money(8_800, "USD"))
    another = look_wish(jackets, budget=Money(20_000, "USD"))

    assert [(c.value.amount, c.slot) for c in limits.in_force(known)] == [(8_800, "outerwear")]
    assert [(c.value.amount, c.slot) for c in limits.in_force(another)] == [(8_800, "outerwear"), (20_000, None)]
