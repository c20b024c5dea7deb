"""Looks a demanding shopper would nod at: colours of one story, whole suits, sums that were named, nothing that is not
needed."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import scoring
from aurora.columns import columns
from aurora.outfits import spending
from aurora.types import Look, Profile
from tests.aurora.pools import budget, candidate, in_colours, look_wish, pool, shop, wish
from tests.aurora.test_outfits import complete, composed, ids, kinds, slots


def worn(look: Look) -> dict[str, str]:
    """Category → colour."""
    return {p.candidate.item.category: p.candidate.variant.colour for p in look.pieces}


def test_a_piece_is_worn_in_the_colour_that_goes_with_the_others() -> None:
    found = pool(
        candidate("blouse", colour="red"), candidate("skirt", colour="red"), in_colours("flats", "green", "black")
    )
    assert worn(composed(found, look_wish(occasion="work")).looks[0])["flats"] == "black"


def test_another_colour_never_breaks_the_budget_or_a_colour_asked_for() -> None:
    dear = in_colours("flats", "red", "black", price=4_000)
    variants = (dear.item.variants[0], msgspec.structs.replace(dear.item.variants[1], price=9_000))
    flats = msgspec.structs.replace(dear, item=msgspec.structs.replace(dear.item, variants=variants))
    found = pool(candidate("blouse", colour="navy"), candidate("skirt", colour="navy"), flats)
    assert composed(found, look_wish(budget(15_000))).looks[0].total == 14_000
    assert worn(composed(found, look_wish(wish("colour", "red"))).looks[0])["flats"] == "red"


def test_the_halves_of_one_suit_are_worn_together_in_one_colour() -> None:
    found = pool(
        candidate("shirt", colour="white", department="men"),
        *(in_colours("suit_trousers", "grey", "navy", number=n, set=f"suit-{n}", department="men") for n in (1, 2)),
        *(in_colours("blazer", "navy", "black", number=n, set=f"suit-{n}", department="men") for n in (1, 2)),
        candidate("trousers", popularity=1.0, department="men"), candidate("oxfords", colour="black", department="men"),
    )  # fmt: skip
    for occasion in ("business_formal", "interview", "wedding_guest", "funeral"):
        for look in composed(found, look_wish(occasion=occasion, department="men", temperature=14.0)).looks:
            halves = [p.candidate for p in look.pieces if p.candidate.item.set]
            assert len(halves) == 2
            assert len({(c.item.set, c.variant.colour) for c in halves}) == 1


def test_under_a_suit_there_is_no_flannel_while_there_is_a_shirt() -> None:
    found = pool(
        candidate("shirt", 1, formality=0.24, pattern="checked", popularity=1.0), candidate("shirt", 2, formality=0.75),
        candidate("suit_trousers", set="suit"), candidate("blazer", set="suit"), candidate("oxfords"),
    )  # fmt: skip
    for look in composed(found, look_wish(occasion="business_formal", department="men", temperature=5.0)).looks:
        assert "shirt-2" in {p.candidate.variant.sku for p in look.pieces}


def test_where_the_budget_buys_no_suit_the_look_is_complete_all_the_same() -> None:
    found = pool(
        candidate("shirt"), candidate("suit_trousers", price=4_000, set="suit"), candidate("trousers", price=3_000),
        candidate("blazer", price=40_000, set="suit"), candidate("oxfords"),
    )  # fmt: skip
    look = composed(found, look_wish(budget(15_000), occasion="interview", department="men", temperature=18.0)).looks[0]
    assert complete(look)
    assert look.total <= 15_000
    assert "blazer" not in kinds(look)


def test_a_woman_is_first_shown_a_dress_for_a_wedding_and_then_something_else() -> None:
    found = pool(
        candidate("dress", 1), candidate("dress", 2, colour="emerald"), candidate("blouse", popularity=1.0),
        candidate("culottes", popularity=1.0), candidate("heels", 1), candidate("heels", 2, colour="beige"),
    )  # fmt: skip
    shown = composed(found, look_wish(occasion="wedding_guest", department="women", temperature=22.0)).looks
    assert "dress" in slots(shown[0])
    assert any("dress" not in slots(look) for look in shown[1:])


def test_in_the_warmth_a_layer_is_left_out_and_the_look_says_why() -> None:
    found = pool(candidate("dress"), candidate("heels"), candidate("waistcoat", popularity=1.0), candidate("clutch"))
    look = composed(found, look_wish(occasion="wedding_guest", department="women", temperature=27.0)).looks[0]
    assert "outerwear" not in slots(look)
    assert look.empty["outerwear"] == "warm enough without one"


def test_of_two_good_looks_the_one_that_uses_the_budget_is_shown() -> None:
    found = pool(
        *(
            candidate(kind, n, price=price)
            for kind in ("blouse", "skirt", "flats")
            for n, price in ((1, 2_000), (2, 7_000))
        )
    )
    assert composed(found, look_wish(budget(25_000))).looks[0].total == 21_000
    assert composed(found, look_wish(budget(7_000))).looks[0].total == 6_000


def test_a_child_is_not_given_a_grown_ups_things() -> None:
    own = (candidate(kind, department="girls") for kind in ("t_shirt", "skirt", "trainers"))
    grown = candidate("briefcase", department="unisex")
    dear = candidate("crossbody", 1, price=40_000, department="unisex", popularity=1.0)
    child = candidate("crossbody", 2, price=2_000, department="girls")
    raincoat = candidate("raincoat", department="unisex")
    found = pool(*own, grown, dear, child, raincoat)
    for look in composed(found, look_wish(occasion="everyday", department="girls", conditions="rain")).looks:
        assert {p.candidate.variant.sku for p in look.pieces} <= {"t_shirt-1", "skirt-1", "trainers-1", "crossbody-2"}


def test_two_bold_patterns_two_metals_and_two_leathers_are_left_apart() -> None:
    base = (
        candidate("dress", colour="black", pattern="floral"),
        candidate("heels", colour="black", materials=("leather",)),
    )
    jackets = (candidate("blazer", 1, pattern="checked", popularity=1.0), candidate("blazer", 2, colour="black"))
    bags = (
        candidate("handbag", 1, colour="tan", materials=("leather",)),
        candidate("handbag", 2, colour="black", materials=("leather",)),
    )
    look = composed(pool(*base, *jackets, *bags), look_wish(occasion="work", temperature=14.0)).looks[0]
    assert {"blazer-2", "handbag-2"} <= {p.candidate.variant.sku for p in look.pieces}
    metals = (candidate("earrings", 1, colour="silver"), candidate("earrings", 2, colour="gold"))
    golden = pool(candidate("dress", colour="black"), candidate("heels", colour="gold"), *metals)
    assert "earrings-2" in {
        p.candidate.variant.sku for p in composed(golden, look_wish(occasion="cocktail")).looks[0].pieces
    }


def test_ballet_flats_stay_at_home_in_snow_and_trainers_away_from_swimwear() -> None:
    shoes = (candidate("flats", popularity=1.0), candidate("boots"))
    snow = pool(candidate("sweater"), candidate("jeans"), *shoes)
    assert "boots" in kinds(composed(snow, look_wish(conditions="snow", temperature=-2.0)).looks[0])
    beach = pool(candidate("swimsuit"), candidate("trainers", popularity=1.0), candidate("sandals"))
    assert "sandals" in kinds(composed(beach, look_wish(occasion="beach", temperature=31.0)).looks[0])


@given(st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_alternatives_are_other_ideas_not_the_same_shoes_and_bag_again(seed: int) -> None:
    shown = composed(shop(seed, 12), look_wish(occasion="date", department="women", temperature=22.0)).looks
    every = [p for look in shown for p in ids(look)]
    assert len(set(every)) / len(every) >= 0.6


def accessories(look: Look) -> set[str]:
    return {p.candidate.item.category for p in look.pieces if p.candidate.item.slot == "accessory"}


def test_an_umbrella_comes_for_rain_alone() -> None:
    found = pool(
        candidate("blouse"), candidate("skirt"), candidate("flats"), candidate("umbrella", popularity=1.0),
        candidate("raincoat", waterproof=True),
    )  # fmt: skip
    for conditions in ("clear", "wind", None):
        for look in composed(found, look_wish(conditions=conditions, occasion="wedding_guest", temperature=25.0)).looks:
            assert accessories(look) == set()
    asked = look_wish(wish("category", "umbrella", slot="accessory"), temperature=25.0)
    assert accessories(composed(found, asked).looks[0]) == {"umbrella"}


def test_socks_are_no_ornament() -> None:
    found = pool(candidate("blouse"), candidate("skirt"), candidate("ankle_boots"), candidate("socks", popularity=1.0))
    for occasion in ("evening", "wedding_guest", "work", "beach", "everyday"):
        for look in composed(found, look_wish(occasion=occasion, temperature=15.0)).looks:
            assert "socks" not in accessories(look)


def test_where_the_suit_asked_for_is_not_to_be_had_nobody_goes_to_a_wedding_in_pyjamas() -> None:
    found = pool(
        candidate("shirt", department="men"), candidate("suit_trousers", set="suit", department="men"),
        candidate("blazer", set="suit", department="men"), candidate("oxfords", department="men"),
        candidate("pyjamas", popularity=1.0, department="men"),
    )  # fmt: skip
    asked = look_wish(wish("category", "suit", slot="dress"), occasion="wedding_guest", department="men")
    for look in composed(found, asked).looks:
        assert {"top", "bottom"} <= slots(look)
        assert "pyjamas" not in kinds(look)


def test_a_woman_is_first_shown_a_dress_for_the_evening_where_two_pieces_are_as_good() -> None:
    found = pool(
        candidate("dress", formality=0.72), candidate("blouse", formality=0.72), candidate("trousers", formality=0.72),
        candidate("heels"),
    )  # fmt: skip
    asked = look_wish(occasion="evening", department="women", time_of_day="evening", temperature=18.0)
    assert "dress" in slots(composed(found, asked).looks[0])


def test_the_money_goes_into_the_gown_and_not_into_the_boots() -> None:
    found = pool(
        candidate("gown", 1, colour="black", price=9_400), candidate("gown", 2, colour="black", price=85_000),
        candidate("heels", 1, colour="black", price=80_000, similarity=0.45),
        candidate("heels", 2, colour="black", price=12_900),
    )  # fmt: skip
    look = composed(found, look_wish(budget(100_000), occasion="black_tie", department="women")).looks[0]
    assert {p.candidate.item.slot: p.candidate.variant.price for p in look.pieces} == {"dress": 85_000, "shoes": 12_900}


def test_what_one_owns_is_in_proportion_to_everything() -> None:
    mine = candidate("heels", price=0, owned=True, locked=True)
    scored = scoring.score(pool(mine, candidate("gown", price=85_000)), look_wish(), Profile())
    pieces = [scored["dress"][0], scored["shoes"][0]]
    assert (spending.together(pieces, columns([p.candidate for p in pieces])) == 1).all()


def test_clothes_may_be_dearer_than_what_goes_with_them_and_not_the_other_way_round() -> None:
    def level(dress: int, shoes: int) -> float:
        shown = pool(candidate("dress", price=dress), candidate("heels", price=shoes))
        scored = scoring.score(shown, look_wish(), Profile())
        pieces = [scored["dress"][0], scored["shoes"][0]]
        return float(spending.together(pieces, columns([p.candidate for p in pieces]))[0, 1])

    assert level(20_000, 5_000) == 1
    assert level(5_000, 20_000) < 0.3
    assert level(2_000, 2_000) == 1


def test_gloves_and_woolly_hats_are_for_a_cold_that_is_known() -> None:
    found = pool(candidate("t_shirt"), candidate("jeans"), candidate("trainers"),
                 candidate("beanie", popularity=1.0), candidate("gloves", popularity=1.0))  # fmt: skip
    for occasion in ("sport", "work", "everyday"):
        for look in composed(found, look_wish(occasion=occasion)).looks:
            assert not accessories(look) & {"beanie", "gloves"}
    assert accessories(composed(found, look_wish(occasion="everyday", temperature=-5.0)).looks[0])


def test_a_man_goes_to_work_in_no_sandals_however_small_the_budget() -> None:
    found = pool(
        candidate("shirt", department="men", price=2_000), candidate("trousers", department="men", price=2_000),
        candidate("sandals", department="men", price=1_500), candidate("oxfords", department="men", price=1_900),
    )  # fmt: skip
    look = composed(found, look_wish(budget(6_000), occasion="work", department="men")).looks[0]
    assert "oxfords" in kinds(look)
