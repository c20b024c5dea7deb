"""What dresses somebody: every look of several pieces is whole, or says which slot is empty and why."""

import random

import msgspec
import pytest

from aurora import outfits, scoring
from aurora.outfits import whole
from aurora.types import Analysis, Candidate, Composition, Constraint, Edit, Look, Pool, Profile
from commerce.garments import SLOTS, Slot
from tests.aurora.pools import budget, candidate, in_colours, look_wish, on_table, pool, shop, wish


def composed(found: Pool, analysis: Analysis, *, base: Look | None = None) -> Composition:
    scored = scoring.score(found, analysis, Profile())
    return outfits.compose(scored, analysis, base=on_table(base) if base else None, empty=found.empty, seed=1)


def slots(look: Look) -> set[Slot]:
    return {piece.candidate.item.slot for piece in look.pieces}


def check_whole(look: Look) -> None:
    """As the contract has it, told again in other words than the code's."""
    worn = slots(look)
    assert len(worn) == len(look.pieces)
    if "dress" in worn:
        assert "bottom" not in worn
        if "top" in worn:
            assert {p.candidate.item.category for p in look.pieces} & {"suit", "dungarees"}
    elif len(worn) > 1:
        assert {"top", "bottom"} <= worn | look.empty.keys()
    if len(worn) > 1:
        assert "shoes" in worn or look.empty["shoes"]


def in_dungarees(found: Pool) -> Look:
    only = tuple(c for cs in found.by_slot.values() for c in cs if c.item.category not in ("dress", "jeans"))
    look = composed(pool(*only), look_wish(wish("category", "dungarees", "dress"))).looks[0]
    assert {"dress", "top"} <= slots(look)
    return look


WITH_DUNGAREES = pool(
    candidate("dungarees"), candidate("t_shirt"), candidate("jeans"), candidate("dress"), candidate("sweater"),
    candidate("trainers"), candidate("raincoat"), candidate("backpack"),
)  # fmt: skip


def test_a_dress_in_place_of_dungarees_takes_the_top_under_them_along() -> None:
    """A look in dungarees over a t-shirt, then "a dress for brunch": the t-shirt was left, and nothing else."""
    before = in_dungarees(WITH_DUNGAREES)
    edit = Edit(change=("top", "dress"))
    asked = look_wish(wish("category", "dress", "dress"), intent="refine", edit=edit)

    after = composed(WITH_DUNGAREES, asked, base=before).looks[0]

    assert "dress" in {p.candidate.item.category for p in after.pieces}
    assert "top" not in slots(after)
    check_whole(after)


def test_the_shirt_stays_when_the_suit_over_it_changes() -> None:
    """A grey suit and "without grey": the blue one came with no shirt, or a kurta in the place of both."""
    there = [in_colours("suit", "grey"), candidate("shirt", colour="white"), candidate("oxfords", colour="black")]
    before = composed(pool(*there), look_wish(wish("category", "suit", "dress"))).looks[0]
    assert slots(before) == {"dress", "top", "shoes"}
    kurta, blue = candidate("ethnic_set", colour="maroon"), candidate("suit", 2, colour="blue")
    asked = look_wish(wish("avoid_colour", "grey"), intent="refine", edit=Edit(change=("dress",)))

    after = composed(pool(*there[1:], kurta, blue), asked, base=before).looks[0]

    assert {p.candidate.item.title for p in after.pieces} == {"blue suit 2", "white shirt 1", "black oxford shoes 1"}


def test_what_has_no_other_beside_the_rest_stays_and_the_rest_changes() -> None:
    """A dress under the shop's only cardigan, "swap everything": the shirts go over no dress, and nothing changed."""
    there = [candidate("cardigan"), candidate("dress"), candidate("flats")]
    dressed = composed(pool(*there), look_wish(wish("category", "cardigan", "top"), wish("category", "dress", "dress")))
    before = dressed.looks[0]
    assert slots(before) == {"dress", "top", "shoes"}
    dear = candidate("dungarees", price=90_000, popularity=0.0, similarity=0.0, fused=0.0)
    dresses = [candidate("dress", n) for n in range(2, 30)]
    more = [dear, candidate("shirt", 2), *dresses, candidate("flats", 2)]
    edit = Edit(change=("top", "dress", "shoes"))

    found = composed(pool(*there, *more), look_wish(intent="refine", edit=edit), base=before)

    now = {p.candidate.item.slot: p.candidate.item.title for p in found.looks[0].pieces}
    assert (now["top"], now["shoes"]) == ("navy cardigan 1", "navy flats 2")
    assert now["dress"].startswith("navy dress")
    assert now["dress"] != "navy dress 1"
    assert [(c.value.name, c.slot) for c in found.relaxed] == [("change", "top")]


def test_another_dress_than_dungarees_is_none_that_wants_a_top() -> None:
    found = pool(candidate("dress"), candidate("dungarees"), candidate("flats"), candidate("dress", 2))
    before = composed(pool(candidate("dress"), candidate("flats")), look_wish()).looks[0]

    after = composed(found, look_wish(intent="refine", edit=Edit(change=("dress",))), base=before).looks

    assert {p.candidate.item.category for look in after for p in look.pieces if p.candidate.item.slot == "dress"} == {
        "dress"
    }


def test_clothes_that_have_no_successor_are_named_and_not_dropped_in_silence() -> None:
    before = composed(
        pool(candidate("shirt"), candidate("chinos"), candidate("loafers"), candidate("blazer")), look_wish()
    ).looks[0]
    left = pool(candidate("loafers"), candidate("blazer"), empty={"bottom": "nothing under 12.00 USD"})

    after = composed(left, look_wish(intent="refine", edit=Edit(change=("top", "bottom"))), base=before).looks[0]

    assert after.empty["bottom"] == "nothing under 12.00 USD"
    assert after.empty["top"]


def test_a_piece_on_the_table_stays_in_its_colour_whatever_colour_the_search_brings() -> None:
    shirt = in_colours("shirt", "white", "light blue")
    found = pool(shirt, candidate("chinos"), candidate("loafers"), candidate("chinos", 2, colour="brown"))
    before = composed(found, look_wish()).looks[0]
    shown = next(p.candidate.variant for p in before.pieces if p.candidate.item.slot == "top")
    other = next(v for v in shirt.item.variants if v.variant_id != shown.variant_id)
    brought = msgspec.structs.replace(shirt, variant=other)

    after = composed(
        pool(brought, *(c for cs in found.by_slot.values() for c in cs if c.item.slot != "top")),
        look_wish(intent="refine", edit=Edit(change=("bottom",))),
        base=before,
    ).looks[0]

    assert next(p.candidate.variant for p in after.pieces if p.candidate.item.slot == "top") == shown


@pytest.mark.parametrize("seed", range(40))
def test_every_look_dresses_somebody_or_names_the_gap_after_any_edits(seed: int) -> None:
    """Random shops in which slots run empty, and four edits in a row of any kind."""
    chance = random.Random(seed)
    have = [slot for slot in SLOTS if chance.random() < 0.85] or list(SLOTS)
    found = shop(seed, chance.choice((1, 2, 6)), have)
    limit = (budget(chance.choice((8_000, 20_000, 60_000))),) if chance.random() < 0.5 else ()
    look = next(iter(composed(found, look_wish(*limit)).looks), None)
    for _ in range(4):
        if look is None or len(look.pieces) < 2:
            return
        asked = look_wish(*limit, *_wishes(chance), intent="refine", edit=_edit(chance, look))
        shown = composed(_thinned(chance, found), asked, base=look).looks
        for each in shown:
            check_whole(each)
        look = shown[0] if shown else None


def _edit(chance: random.Random, look: Look) -> Edit:
    worn = sorted(slots(look))
    some = tuple(chance.sample(SLOTS, chance.randint(0, 2)))
    return Edit(
        change=some,
        drop=(chance.choice(worn),) if chance.random() < 0.3 else (),
        add=(chance.choice(SLOTS),) if chance.random() < 0.3 else (),
        lock=(chance.choice(look.pieces).candidate.item.product_id,) if chance.random() < 0.3 else (),
        direction=None if some else chance.choice(("cheaper", "warmer", "dressier", "bolder", None)),
    )


def _wishes(chance: random.Random) -> list[Constraint]:
    made = [
        wish("avoid_material", "leather"),
        wish("avoid_colour", "black"),
        wish("category", "dress", "dress"),
        wish("colour", "navy"),
    ]
    return [each for each in made if chance.random() < 0.25]


def _thinned(chance: random.Random, found: Pool) -> Pool:
    """The pool of a later turn: slots that were not searched for hold little or nothing."""
    left = {slot: cs for slot, cs in found.by_slot.items() if chance.random() < 0.85}
    return msgspec.structs.replace(found, by_slot=left)


def test_what_nobody_can_wear_is_not_shown() -> None:
    found = pool(candidate("dress"), candidate("jeans"), candidate("flats"))
    pieces = tuple(each[0] for each in scoring.score(found, look_wish(), Profile()).values())
    bad = Look(pieces=pieces, total=0, overall=0.5, compatibility=0.5, profile=0.5, context=0.5)

    assert whole.sealed(Composition(looks=(bad,))).looks == ()


def owned_loafers() -> Candidate:
    return candidate(
        "loafers", 7, colour="cognac", price=0, available=1, locked=True, owned=True, materials=("leather",)
    )


def test_a_piece_of_ones_own_is_in_every_look_costs_nothing_and_is_held_to_no_limit() -> None:
    mine = owned_loafers()
    found = shop(3, 8)
    asked = look_wish(wish("avoid_material", "leather"), budget(30_000), wish("lock", product_id=mine.item.product_id))

    after = composed(msgspec.structs.replace(found, by_slot=found.by_slot | {"shoes": (mine,)}), asked)

    assert len(after.looks) == 3
    for look in after.looks:
        assert [p.candidate for p in look.pieces if p.candidate.item.slot == "shoes"] == [mine]
        assert look.total == sum(p.candidate.variant.price for p in look.pieces if not p.candidate.owned)
    assert not [c for c in after.relaxed if c.kind in ("avoid_material", "lock")]


def test_shoes_of_ones_own_take_the_place_of_the_shops_and_nothing_else_changes() -> None:
    found, mine = shop(4, 8), owned_loafers()
    before = composed(found, look_wish()).looks[0]
    asked = look_wish(wish("lock", product_id=mine.item.product_id), intent="refine", edit=Edit())

    after = composed(msgspec.structs.replace(found, by_slot=found.by_slot | {"shoes": (mine,)}), asked, base=before)

    now = {p.candidate.item.slot: p.candidate.variant.variant_id for p in after.looks[0].pieces}
    was = {p.candidate.item.slot: p.candidate.variant.variant_id for p in before.pieces}
    assert now == was | {"shoes": mine.variant.variant_id}
    assert after.relaxed == ()


def test_what_is_sold_for_black_tie_alone_is_worn_under_no_ordinary_suit() -> None:
    grand = candidate("shirt", 2, formality=0.93, occasions=("black_tie", "evening"), popularity=1.0)
    found = pool(candidate("shirt"), grand, candidate("suit_trousers"), candidate("blazer"), candidate("oxfords"))

    at_the_wedding = composed(found, look_wish(occasion="wedding_guest", department="men")).looks
    at_the_ball = composed(found, look_wish(occasion="black_tie", department="men")).looks

    assert grand not in [p.candidate for look in at_the_wedding for p in look.pieces]
    assert grand in [p.candidate for p in at_the_ball[0].pieces]


def test_no_pyjamas_are_shown_to_who_asks_for_a_suit() -> None:
    asked = look_wish(wish("category", "suit", "dress"), intent="product", slots=("dress",))

    without = composed(pool(candidate("pyjamas"), candidate("tracksuit")), asked)
    near = composed(pool(candidate("pyjamas"), candidate("cocktail_dress")), asked)

    assert without.looks == ()
    assert [(c.kind, c.status) for c in without.relaxed] == [("category", "relaxed")]
    assert [p.candidate.item.category for look in near.looks for p in look.pieces] == ["cocktail_dress"]
