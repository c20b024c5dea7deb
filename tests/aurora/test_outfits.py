"""New looks: the best there is within the limits, complete, and honest about what gave way."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import occasions, outfits, scoring, thermal
from aurora.outfits import whole
from aurora.outfits.search import Limits, Space
from aurora.outfits.table import table
from aurora.types import Analysis, Composition, Look, Pool, Profile
from commerce.colours import FAMILIES
from commerce.garments import CATEGORIES, SLOTS, Slot
from core.money import Money
from tests.aurora.pools import budget, candidate, look_wish, pool, shop, wish

OCCASIONS = st.sampled_from(("date", "work", "black_tie", "beach", "sport", "funeral", "everyday", None))
TEMPERATURES = st.sampled_from((-8.0, 6.0, 16.0, 24.0, 33.0, None))
CHARACTERS = {
    "the cheaper one", "the bolder one", "the quieter one", "the dressier one", "the more relaxed one", "the "
                          "warmer one",
    "the lighter one", "the more comfortable one",
}  # fmt: skip


def composed(found: Pool, analysis: Analysis, *, count: int = 3, seed: int = 0) -> Composition:
    return outfits.compose(
        scoring.score(found, analysis, Profile()), analysis, base=None, empty=found.empty, count=count, seed=seed
    )


def slots(look: Look) -> set[Slot]:
    return {p.candidate.item.slot for p in look.pieces}


def kinds(look: Look) -> set[str]:
    return {p.candidate.item.category for p in look.pieces}


def ids(look: Look) -> set[object]:
    return {p.candidate.item.product_id for p in look.pieces}


def complete(look: Look) -> bool:
    """Dressed and shod: a dress, or top and bottom; both only for what is worn over a top, or under it."""
    have = slots(look)
    layered = kinds(look) & (occasions.LAYERED | occasions.OVER_DRESS.keys())
    dressed = ("dress" in have and "bottom" not in have and ("top" not in have or layered)) or (
        "dress" not in have and {"top", "bottom"} <= have
    )
    return bool(dressed) and "shoes" in have


# ── the search is exact ────────────────────────────────────────────────────────────────────────────────────────────


def small_space(seed: int, most: int | None, least: int | None, red: bool, temperature: float) -> Space:
    analysis = look_wish(occasion="date", temperature=temperature)
    rows = table(scoring.score(shop(seed, 4), analysis, Profile()), {"bag": "wanted"})
    axes = [rows.rows("top"), rows.rows("bottom"), rows.rows("shoes")]
    axes += [[*rows.rows(slot), rows.empty(slot)] for slot in ("outerwear", "bag", "accessory")]
    wanted = np.zeros(rows.void + 1, dtype=np.bool_)
    wanted[: rows.count] = [
        s.candidate.variant.colour in ("red", "navy", "black", "white", "green") for s in rows.scored
    ]
    return Space(
        rows, axes, thermal.demand(analysis.context), Limits(most=most, least=least, any_of=(wanted,) if red else ())
    )


@given(
    seed=st.integers(0, 100_000), most=st.one_of(st.none(), st.integers(4_000, 60_000)),
    least=st.one_of(st.none(), st.integers(0, 40_000)),
    red=st.booleans(), temperature=st.sampled_from((-5.0, 14.0, 30.0)),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_search_finds_what_trying_every_look_finds(
    seed: int, most: int | None, least: int | None, red: bool, temperature: float
) -> None:
    space = small_space(seed, most, least, red, temperature)
    every = np.array(list(itertools.product(*(axis.tolist() for axis in space.axes))), dtype=np.int64)
    good = every[space.allowed(every)]
    found = space.best()
    if len(good) == 0:
        assert found is None
        return
    assert found is not None
    assert found[0] == pytest.approx(float(space.worth(good).max()), abs=1e-9)
    assert space.allowed(found[1][None, :])[0]
    assert space.worth(found[1][None, :])[0] == pytest.approx(found[0])


@given(st.integers(0, 100_000), st.one_of(st.none(), st.integers(4_000, 60_000)))
@settings(max_examples=30, deadline=None)
def test_no_look_is_worth_more_than_the_bound_of_its_cell(seed: int, most: int | None) -> None:
    space = small_space(seed, most, None, False, 10.0)
    cells = np.arange(len(space.bounds()))
    bound = np.minimum(space.bounds(), space.closer(cells))
    core = space.cell_rows(cells)
    for extra in itertools.product(space.axes[4].tolist(), space.axes[5].tolist()):
        every = np.column_stack([core, np.tile(extra, (len(core), 1))])
        good = space.allowed(every)
        assert (space.worth(every)[good] <= bound[good] + 1e-9).all()


# ── what every composition holds ───────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 100_000), OCCASIONS, TEMPERATURES, st.one_of(st.none(), st.integers(3_000, 80_000)))
@settings(max_examples=60, deadline=None)
def test_looks_are_complete_differ_in_two_pieces_and_hold_the_budget_or_say_not(
    seed: int, occasion: Any, temperature: float | None, amount: int | None
) -> None:
    wishes = (budget(amount),) if amount else ()
    found = composed(shop(seed, 10), look_wish(*wishes, occasion=occasion, temperature=temperature))
    assert found.looks
    assert found.looks[0].character is None
    for look in found.looks:
        assert complete(look)
        assert look.total == sum(p.candidate.variant.price for p in look.pieces)
        assert whole.is_wearable(look)
        assert all(
            0 <= value <= 1
            for value in (look.overall, look.compatibility, look.profile, look.context, *look.terms.values())
        )
        assert slots(look).isdisjoint(look.empty)
        assert look.character is None or look.character in CHARACTERS
        assert 0 < look.propensity <= 1
    for one, other in itertools.permutations(found.looks, 2):
        assert len(ids(one) - ids(other)) >= 2
    over = amount is not None and any(look.total > amount for look in found.looks)
    assert over == any(c.kind == "budget" and c.status == "relaxed" for c in found.relaxed)


@given(st.integers(0, 100_000), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_the_same_again_is_the_same(seed: int, count: int) -> None:
    analysis = look_wish(budget(30_000), occasion="party")
    once, again = (composed(shop(seed, 8), analysis, count=count, seed=seed) for _ in range(2))
    assert once == again
    assert len(once.looks) <= count


@given(
    st.integers(0, 100_000), st.sampled_from(("leather", "wool", "cotton")), st.sampled_from(("black", "navy", "red")),
    st.sampled_from(("Maison", "Nord")),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_what_is_excluded_is_in_no_look(seed: int, material: str, colour: str, brand: str) -> None:
    wishes = (
        wish("avoid_material", material),
        wish("avoid_colour", colour),
        wish("avoid_brand", brand),
        wish("avoid_category", "bag"),
    )
    for look in composed(shop(seed, 12), look_wish(*wishes, occasion="date")).looks:
        for piece in look.pieces:
            assert material not in piece.candidate.item.materials
            assert piece.candidate.variant.colour != colour
            assert piece.candidate.item.brand != brand
        assert "bag" not in slots(look)
        assert look.empty["bag"] == "left out, as you asked"


@given(st.integers(0, 100_000), st.sampled_from(sorted(FAMILIES)))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_no_look_has_a_shade_of_the_colour_that_is_refused(seed: int, colour: str) -> None:
    for look in composed(shop(seed, 10), look_wish(wish("avoid_colour", colour))).looks:
        assert not {p.candidate.variant.colour for p in look.pieces} & {colour, *FAMILIES[colour]}


@given(st.integers(0, 100_000), st.sampled_from(("red", "emerald", "camel")))
@settings(max_examples=30, deadline=None)
def test_a_colour_asked_for_is_in_every_look_or_the_receipt_says_it_is_not(seed: int, colour: str) -> None:
    found = composed(shop(seed, 10), look_wish(wish("colour", colour)))
    from aurora.outfits import limits

    has = [any(limits.holds(wish("colour", colour), p.candidate) for p in look.pieces) for look in found.looks]
    assert all(has) or any(c.kind == "colour" and c.status == "relaxed" and c.note for c in found.relaxed)


# ── what gives way, and how it is said ─────────────────────────────────────────────────────────────────────────────


def test_a_budget_that_buys_no_look_gets_the_cheapest_and_is_told_how_far_over() -> None:
    found = pool(
        candidate("blouse", 1, price=9_000), candidate("blouse", 2, price=6_000), candidate("skirt", price=7_000),
        candidate("flats", price=5_000), candidate("handbag", price=1_000), candidate("necklace", price=900),
    )  # fmt: skip
    first = composed(found, look_wish(budget(12_000)))
    assert first.looks[0].total == 18_000
    assert slots(first.looks[0]) == {"top", "bottom", "shoes"}
    (receipt,) = first.relaxed
    assert (receipt.kind, receipt.status) == ("budget", "relaxed")
    assert receipt.note is not None
    assert receipt.note.startswith("60.00 USD over")


def test_optional_slots_are_left_empty_before_a_budget_gives_way() -> None:
    found = pool(candidate("blouse"), candidate("skirt"), candidate("flats"), candidate("handbag", price=2_000))
    look = composed(found, look_wish(budget(16_200))).looks[0]
    assert look.total == 15_000
    assert look.empty["bag"] == "nothing under the remaining 12.00 USD"


def test_a_wish_that_nothing_holds_gives_way_and_an_exclusion_leaves_the_slot_empty() -> None:
    found = pool(candidate("blouse"), candidate("skirt"), candidate("boots", materials=("leather",)))
    composition = composed(found, look_wish(wish("colour", "lime"), wish("avoid_material", "leather")))
    (look,) = composition.looks
    assert slots(look) == {"top", "bottom"}
    assert "leather" in look.empty["shoes"]
    assert [(c.kind, c.status) for c in composition.relaxed if c.kind == "colour"] == [("colour", "relaxed")]


def test_what_the_shop_does_not_state_is_called_unverifiable_and_what_it_states_is_preferred() -> None:
    rest = (candidate("blouse", materials=("silk",)), candidate("skirt", materials=("wool",)))
    unknown, stated = candidate("boots", 1), candidate("boots", 2, materials=("canvas",), popularity=0.0)
    both = composed(pool(*rest, unknown, stated), look_wish(wish("avoid_material", "leather")))
    assert "boots-2" in {p.candidate.variant.sku for p in both.looks[0].pieces}
    assert both.relaxed == ()
    alone = composed(pool(*rest, unknown), look_wish(wish("avoid_material", "leather")))
    assert [(c.kind, c.status) for c in alone.relaxed] == [("avoid_material", "unverifiable")]


def test_vegan_leather_is_not_leather() -> None:
    found = pool(candidate("blouse"), candidate("skirt"), candidate("boots", materials=("vegan leather",)))
    assert "shoes" in slots(composed(found, look_wish(wish("avoid_material", "leather"))).looks[0])


def test_a_budget_in_a_currency_without_a_rate_is_unverifiable_not_compared() -> None:
    analysis = look_wish(budget=Money(100, "EUR"))
    found = composed(pool(candidate("blouse"), candidate("skirt"), candidate("flats")), analysis)
    assert [(c.kind, c.status) for c in found.relaxed] == [("budget", "unverifiable")]


def test_a_formality_asked_for_is_held_by_clothes_and_shoes_where_the_shop_can() -> None:
    found = pool(
        candidate("blouse"), candidate("t_shirt"), candidate("skirt"), candidate("flats"), candidate("backpack")
    )
    dressed = composed(found, look_wish(wish("formality", level=0.7), wish("category", "backpack")))
    assert kinds(dressed.looks[0]) == {"blouse", "skirt", "flats", "backpack"}
    assert dressed.relaxed == ()
    evening = composed(found, look_wish(wish("formality", level=0.95)))
    assert [(c.kind, c.status) for c in evening.relaxed] == [("formality", "relaxed")]


def test_a_budget_per_piece_binds_each_piece() -> None:
    dear, cheap = candidate("boots", 1, price=30_000), candidate("boots", 2, price=4_000)
    found = pool(candidate("blouse"), candidate("skirt"), dear, cheap)
    per_piece = wish("budget", amount=6_000, currency="USD", per="item")
    look = composed(found, look_wish(per_piece)).looks[0]
    assert max(p.candidate.variant.price for p in look.pieces) <= 6_000


def test_a_reason_from_the_shop_for_an_empty_slot_is_passed_on() -> None:
    found = pool(candidate("blouse"), candidate("skirt"), empty={"shoes": "no shoes in size EU 52"})
    assert composed(found, look_wish()).looks[0].empty["shoes"] == "no shoes in size EU 52"


def test_an_empty_shop_gives_no_look_and_names_what_emptied_it() -> None:
    found = pool(candidate("blouse", brand="Nord"))
    composition = composed(found, look_wish(wish("avoid_brand", "Nord")))
    assert composition.looks == ()
    assert [c.kind for c in composition.relaxed] == ["avoid_brand"]
    assert composed(Pool(by_slot={}), look_wish()).looks == ()


# ── how a stylist dresses people ───────────────────────────────────────────────────────────────────────────────────


def test_a_suit_has_a_shirt_under_it_and_no_second_trousers() -> None:
    found = pool(
        candidate("suit"), candidate("shirt", colour="white"), candidate("t_shirt"), candidate("jeans"),
        candidate("oxfords", colour="black"),
        candidate("tie", colour="burgundy"),
    )  # fmt: skip
    look = composed(found, look_wish(occasion="business_formal")).looks[0]
    assert {"suit", "shirt", "oxfords"} <= kinds(look)
    assert "bottom" not in slots(look)


def test_owned_trousers_are_not_sold_again_and_no_dress_replaces_them() -> None:
    found = pool(candidate("blouse"), candidate("trousers"), candidate("dress"), candidate("flats"))
    look = composed(found, look_wish(owned=("bottom",))).looks[0]
    assert slots(look) == {"top", "shoes"}
    assert look.empty["bottom"] == "you wear your own"


def test_who_wants_no_bottom_wears_a_dress_and_who_wants_no_dress_wears_two_pieces() -> None:
    found = pool(candidate("blouse"), candidate("trousers"), candidate("dress"), candidate("flats"))
    assert "dress" in slots(composed(found, look_wish(wish("avoid_category", "bottom"))).looks[0])
    assert {"top", "bottom"} <= slots(composed(found, look_wish(wish("avoid_category", "dress"))).looks[0])


def test_a_category_asked_for_is_in_the_look() -> None:
    found = shop(3, 25)
    for kind in ("gown", "jeans", "boots", "clutch"):
        if any(c.item.category == kind for c in found.by_slot[CATEGORIES[kind].slot or "top"]):
            for look in composed(found, look_wish(wish("category", kind))).looks:
                assert kind in kinds(look)


def test_in_snow_there_is_a_coat_and_in_heat_there_is_none() -> None:
    pieces = (
        candidate("sweater"),
        candidate("jeans"),
        candidate("boots"),
        candidate("coat"),
        candidate("puffer_jacket"),
    )
    assert "outerwear" in slots(composed(pool(*pieces), look_wish(temperature=-4.0, conditions="snow")).looks[0])
    assert "outerwear" not in slots(composed(pool(*pieces), look_wish(temperature=31.0)).looks[0])


def test_pyjamas_do_not_go_to_a_wedding_while_there_is_anything_else() -> None:
    found = pool(
        candidate("pyjamas", popularity=1.0, similarity=0.9),
        candidate("dress"),
        candidate("heels"),
        candidate("slippers"),
    )
    assert kinds(composed(found, look_wish(occasion="wedding_guest")).looks[0]) == {"dress", "heels"}


def test_of_equal_bags_the_one_whose_colour_goes_with_the_look_is_chosen() -> None:
    base = (candidate("blouse", colour="red"), candidate("skirt", colour="red"), candidate("flats", colour="red"))
    found = pool(*base, candidate("handbag", 1, colour="green"), candidate("handbag", 2, colour="black"))
    skus = {p.candidate.variant.sku for p in composed(found, look_wish(occasion="work")).looks[0].pieces}
    assert "handbag-2" in skus


def test_one_loud_pattern_is_enough() -> None:
    base = (candidate("skirt", pattern="floral"), candidate("flats"))
    found = pool(*base, candidate("blouse", 1, pattern="checked"), candidate("blouse", 2))
    assert "blouse-2" in {p.candidate.variant.sku for p in composed(found, look_wish()).looks[0].pieces}


def test_a_locked_piece_is_in_every_look() -> None:
    found = shop(11, 12)
    kept = found.by_slot["shoes"][-1]
    locked = wish("lock", product_id=kept.item.product_id)
    composition = composed(found, look_wish(locked, occasion="date"))
    assert composition.looks
    assert all(kept.item.product_id in ids(look) for look in composition.looks)
    assert not any(c.kind == "lock" for c in composition.relaxed)


def test_only_the_slots_asked_for_are_filled() -> None:
    look = composed(shop(5, 6), look_wish(slots=("top", "shoes"))).looks[0]
    assert slots(look) == {"top", "shoes"}


def test_the_last_alternative_is_shown_as_often_as_its_propensity_says() -> None:
    analysis = look_wish(occasion="date")
    found = scoring.score(shop(4, 10), analysis, Profile())
    shown = [outfits.compose(found, analysis, base=None, empty={}, seed=seed).looks[-1] for seed in range(150)]
    by_propensity = {look.propensity for look in shown}
    assert max(by_propensity) == 0.9
    assert len(by_propensity) == 2
    usual = sum(look.propensity == 0.9 for look in shown) / len(shown)
    assert usual == pytest.approx(0.9, abs=0.08)
    rare = {frozenset(ids(look)) for look in shown if look.propensity < 0.9}
    assert rare
    assert min(by_propensity) * 4 >= 0.1 - 1e-9


def test_the_recommendation_itself_is_never_drawn() -> None:
    analysis = look_wish(occasion="date")
    found = scoring.score(shop(4, 10), analysis, Profile())
    firsts = {frozenset(ids(outfits.compose(found, analysis, base=None, empty={}, seed=s).looks[0])) for s in range(25)}
    assert len(firsts) == 1


def test_men_are_given_a_jacket_and_no_bag_at_black_tie() -> None:
    found = pool(
        candidate("shirt", colour="white"), candidate("suit_trousers", colour="black"),
        candidate("oxfords", colour="black"), candidate("blazer", colour="black"),
        candidate("coat", colour="black", popularity=1.0),
        candidate("briefcase"), candidate("bow_tie", colour="black"),
    )  # fmt: skip
    look = composed(found, look_wish(occasion="black_tie", department="men", temperature=12.0)).looks[0]
    assert "blazer" in kinds(look)
    assert "bag" not in slots(look)
    assert "bag" not in look.empty


def test_gloves_stay_at_home_in_spring_and_sandals_in_winter() -> None:
    gloves = (candidate("gloves", popularity=1.0), candidate("scarf"))
    shoes = (candidate("sandals", popularity=1.0), candidate("boots"))
    found = pool(candidate("blouse"), candidate("skirt"), *gloves, *shoes)
    assert "gloves" not in kinds(composed(found, look_wish(temperature=16.0)).looks[0])
    assert "boots" in kinds(composed(found, look_wish(temperature=2.0)).looks[0])


# ── one kind of product ────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 100_000), st.integers(1, 8))
@settings(max_examples=20, deadline=None)
def test_products_come_one_to_a_look_each_once_the_best_first(seed: int, count: int) -> None:
    analysis = look_wish(intent="product", slots=("shoes",))
    found = composed(shop(seed, 15), analysis, count=count)
    assert len(found.looks) == count
    assert all(slots(look) == {"shoes"} and len(look.pieces) == 1 and not look.empty for look in found.looks)
    assert len({p for look in found.looks for p in ids(look)}) == count
    best = scoring.score(shop(seed, 15), analysis, Profile())["shoes"][0]
    assert found.looks[0].pieces[0].candidate.item.product_id == best.candidate.item.product_id


def test_products_hold_the_wishes_and_the_budget_of_the_message() -> None:
    found = pool(
        *(
            candidate("boots", i, colour=c, price=p)
            for i, (c, p) in enumerate((("white", 3_000), ("white", 9_000), ("red", 2_000)))
        )
    )
    analysis = look_wish(wish("colour", "white"), budget(5_000), intent="product", slots=("shoes",))
    assert [look.pieces[0].candidate.variant.sku for look in composed(found, analysis).looks] == ["boots-0"]


def test_the_slots_of_the_pool_are_all_known() -> None:
    assert set(shop(1, 2).by_slot) == set(SLOTS)
