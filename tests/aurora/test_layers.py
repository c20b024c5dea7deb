"""Two pieces worn one over the other: which are, when they come, and what an edit does with one of them."""

from typing import Any

import msgspec
import pytest

from aurora import outfits, scoring
from aurora.types import Analysis, Composition, Constraint, Edit, Look, LookOnTable, Pool, Profile
from tests.aurora.pools import budget, candidate, look_wish, on_table, pool, wish

SUIT: dict[str, Any] = {"set": "birk", "department": "men", "colour": "navy"}
MEN: dict[str, Any] = {"department": "men"}


def composed(found: Pool, analysis: Analysis, base: LookOnTable | None = None) -> Composition:
    scored = scoring.score(found, analysis, Profile())
    return outfits.compose(scored, analysis, base=base, empty=found.empty, count=3, seed=0)


def kinds(look: Look) -> list[str]:
    return [p.candidate.item.category for p in look.pieces]


def suits(*more: Any) -> Pool:
    return pool(
        candidate("blazer", **SUIT), candidate("suit_trousers", **SUIT),
        candidate("shirt", colour="white", **MEN), candidate("turtleneck", colour="burgundy", **MEN),
        candidate("oxfords", colour="black", **MEN), candidate("tie", colour="navy", **MEN), *more,
    )  # fmt: skip


def coats() -> tuple[Any, ...]:
    return (
        candidate("coat", 1, colour="charcoal", price=9000, **MEN),
        candidate("coat", 2, colour="camel", price=30000, **MEN),
    )


def interview(temperature: float, *wishes: Constraint, **fields: Any) -> Analysis:
    return look_wish(*wishes, occasion="interview", department="men", temperature=temperature, **fields)


def edited(first: Look, found: Pool, edit: Edit, *wishes: Constraint, **fields: Any) -> Composition:
    analysis = interview(2.0, *wishes, intent="refine", edit=edit)
    return composed(found, msgspec.structs.replace(analysis, **fields), on_table(first))


def test_a_suit_in_the_cold_has_a_coat_over_its_jacket() -> None:
    look = composed(suits(*coats()), interview(2.0)).looks[0]
    assert kinds(look).index("coat") == kinds(look).index("blazer") + 1
    assert {"suit_trousers", "shirt"} <= set(kinds(look))
    assert look.total == sum(p.candidate.variant.price for p in look.pieces)


def test_a_suit_on_a_mild_day_has_none() -> None:
    assert "coat" not in kinds(composed(suits(*coats()), interview(20.0)).looks[0])


def test_the_coat_that_the_budget_leaves_is_worn_and_none_where_it_leaves_none() -> None:
    for most, titles in ((35_000, ["charcoal coat 1"]), (26_000, [])):
        look = composed(suits(*coats()), interview(2.0, budget(most))).looks[0]
        assert [p.candidate.item.title for p in look.pieces if p.candidate.item.category == "coat"] == titles
        assert look.total <= most


def test_a_coat_that_is_asked_for_comes_over_the_jacket_on_a_mild_day_too() -> None:
    look = composed(suits(*coats()), interview(16.0, wish("category", "coat", "outerwear"))).looks[0]
    assert {"blazer", "coat"} <= set(kinds(look))


def test_no_refused_piece_comes_as_a_layer() -> None:
    look = composed(suits(*coats()), interview(2.0, wish("avoid_colour", "charcoal"))).looks[0]
    assert "camel coat 2" in [p.candidate.item.title for p in look.pieces]


def test_another_coat_leaves_the_suit_as_it_is() -> None:
    found = suits(*coats())
    first = composed(found, interview(2.0)).looks[0]
    after = edited(first, found, Edit(change=("outerwear",))).looks[0]
    was, now = ({p.candidate.item.title for p in look.pieces} for look in (first, after))
    assert len(was - now) == len(now - was) == 1
    assert (was - now) | (now - was) == {"charcoal coat 1", "camel coat 2"}


def test_the_piece_that_is_spoken_of_changes_and_not_the_one_over_it() -> None:
    found = suits(*coats(), candidate("blazer", 2, colour="grey", department="men"))
    look = composed(found, look_wish(occasion="work", department="men", temperature=2.0)).looks[0]
    blazer = next(p.candidate.item for p in look.pieces if p.candidate.item.category == "blazer")
    after = edited(look, found, Edit(change=("outerwear",)), about=(blazer.product_id,)).looks[0]
    was, now = ({p.candidate.item.title for p in each.pieces} for each in (look, after))
    assert was - now == {blazer.title}
    assert all("blazer" in title for title in now - was)


@pytest.mark.parametrize("kept", ["blazer", "coat"])
def test_without_one_layer_the_other_stays(kept: str) -> None:
    found = suits(*coats())
    first = composed(found, interview(2.0)).looks[0]
    gone = "coat" if kept == "blazer" else "blazer"
    refusal = wish("avoid_category", gone, "outerwear")
    after = edited(first, found, Edit(drop=("outerwear",)), refusal).looks[0]
    assert [k for k in kinds(after) if k in ("blazer", "coat")] == [kept]
    assert "outerwear" not in after.empty


def test_a_layer_of_a_kind_that_is_refused_is_taken_off_and_nothing_put_in_its_place() -> None:
    men = [candidate("shirt", n, colour=colour, **MEN) for n, colour in enumerate(("white", "navy", "grey"), start=1)]
    found = pool(
        *men, candidate("sweater", colour="grey", **MEN), candidate("trousers", colour="navy", **MEN),
        candidate("oxfords", colour="black", **MEN), candidate("coat", colour="charcoal", **MEN),
    )  # fmt: skip
    cold = look_wish(occasion="work", department="men", temperature=-4.0)
    first = composed(found, cold).looks[0]
    assert {"shirt", "sweater"} <= set(kinds(first))
    left = {slot: tuple(c for c in there if c.item.category != "sweater") for slot, there in found.by_slot.items()}
    searched = msgspec.structs.replace(found, by_slot=left)  # what a search that holds the refusal brings
    refused = msgspec.structs.replace(
        look_wish(wish("avoid_category", "sweater", "top"), occasion="work", department="men", temperature=-4.0),
        intent="refine", edit=Edit(change=("top",)),
    )  # fmt: skip
    look = composed(searched, refused, on_table(first)).looks[0]
    before = [p.candidate.item.title for p in first.pieces if p.candidate.item.category != "sweater"]
    assert [p.candidate.item.title for p in look.pieces] == before


def test_a_suit_is_made_warmer_by_a_layer_and_not_by_a_roll_neck_under_the_tie() -> None:
    found = suits(*coats(), candidate("sweater", colour="grey", **MEN))
    first = composed(suits(), interview(12.0)).looks[0]
    assert {"shirt", "tie", "blazer"} <= set(kinds(first))
    after = edited(first, found, Edit(direction="warmer")).looks[0]
    assert {"shirt", "tie", "blazer"} <= set(kinds(after))
    assert {"coat", "sweater"} & set(kinds(after))
    assert len(after.pieces) == len(first.pieces) + 1


def test_a_coat_added_to_a_suit_leaves_the_jacket() -> None:
    found = suits(*coats())
    first = composed(suits(), interview(15.0)).looks[0]
    after = edited(first, found, Edit(add=("outerwear",)), wish("category", "coat", "outerwear")).looks[0]
    assert kinds(after).count("coat") == kinds(after).count("blazer") == 1


def test_the_jacket_that_is_spoken_of_goes_and_the_coat_stays() -> None:
    found = suits(*coats())
    look = composed(found, look_wish(occasion="work", department="men", temperature=2.0)).looks[0]
    blazer = next(p.candidate.item for p in look.pieces if p.candidate.item.category == "blazer")
    after = edited(look, found, Edit(drop=("outerwear",)), about=(blazer.product_id,)).looks[0]
    assert {"coat"} == {"coat", "blazer"} & set(kinds(after))


def women(*more: Any) -> Pool:
    return pool(
        candidate("dress", colour="navy", formality=0.5), candidate("ankle_boots", colour="black", formality=0.5), *more
    )


def test_a_cardigan_comes_over_a_dress_where_it_is_asked_for() -> None:
    found = women(candidate("cardigan", colour="navy"), candidate("sweater"), candidate("skirt", formality=0.9))
    both = (wish("category", "dress", "dress"), wish("category", "cardigan", "top"))
    look = composed(found, look_wish(*both, occasion="brunch", department="women")).looks[0]
    assert {"dress", "cardigan"} <= set(kinds(look))
    assert "skirt" not in kinds(look)


def test_a_cardigan_comes_over_a_dress_in_the_cold_and_not_in_the_warm() -> None:
    found = women(candidate("cardigan", colour="navy"))
    for temperature, there in ((4.0, True), (22.0, False)):
        look = composed(found, look_wish(occasion="brunch", department="women", temperature=temperature)).looks[0]
        assert ("cardigan" in kinds(look)) == there


def test_a_cardigan_added_to_a_dress_leaves_it() -> None:
    found = women(candidate("cardigan", colour="navy"), candidate("skirt"), candidate("blouse"))
    first = composed(women(), look_wish(occasion="brunch", department="women")).looks[0]
    asked = look_wish(wish("category", "cardigan", "top"), occasion="brunch", department="women", intent="refine",
                      edit=Edit(add=("top",)))  # fmt: skip
    after = composed(found, asked, on_table(first)).looks[0]
    assert {"dress", "cardigan"} <= set(kinds(after))
    assert "skirt" not in kinds(after)


def test_one_blouse_is_never_worn_over_a_dress() -> None:
    found = women(candidate("blouse"), candidate("skirt"))
    first = composed(women(), look_wish(occasion="brunch", department="women")).looks[0]
    asked = look_wish(occasion="brunch", department="women", intent="refine", edit=Edit(add=("top",)))
    assert not {"dress", "blouse"} <= set(kinds(composed(found, asked, on_table(first)).looks[0]))


def test_another_dress_leaves_the_cardigan_over_it() -> None:
    found = women(candidate("cardigan", colour="navy"), candidate("dress", 2, colour="black"), candidate("gown"))
    cold = look_wish(occasion="brunch", department="women", temperature=4.0)
    first = composed(women(candidate("cardigan", colour="navy")), cold).looks[0]
    asked = look_wish(occasion="brunch", department="women", intent="refine", edit=Edit(change=("dress",)))
    after = composed(found, asked, on_table(first)).looks[0]
    assert {"black dress 2", "navy cardigan 1"} <= {p.candidate.item.title for p in after.pieces}


def test_no_blazer_is_worn_over_a_whole_suit_and_a_coat_is_in_the_cold() -> None:
    found = pool(
        candidate("suit", department="men", colour="navy"), candidate("shirt", colour="white", **MEN),
        candidate("oxfords", colour="black", **MEN), candidate("blazer", popularity=1.0, **MEN), *coats(),
    )  # fmt: skip
    for temperature, worn in ((2.0, True), (20.0, False)):
        for look in composed(found, interview(temperature)).looks:
            assert "blazer" not in kinds(look)
            assert ("coat" in kinds(look)) == worn


def test_a_suit_with_and_without_the_coat_are_no_two_ideas() -> None:
    dear = coats()[1]
    first = composed(suits(dear), interview(2.0)).looks[0]
    assert kinds(first).count("coat") == 1
    found = suits(*coats(), candidate("raincoat", colour="black", price=11_000, **MEN))
    asked = look_wish(occasion="interview", department="men", intent="refine", edit=Edit(direction="cheaper"))
    shown = [
        {p.candidate.item.product_id for p in look.pieces} for look in composed(found, asked, on_table(first)).looks
    ]
    assert all(len(one ^ other) >= 2 for n, one in enumerate(shown) for other in shown[:n])


@pytest.mark.parametrize("edit", [Edit(direction="warmer"), Edit(add=("outerwear",))])
def test_no_bright_coat_comes_into_a_look_for_a_funeral(edit: Edit) -> None:
    mourning = {"occasion": "funeral", "department": "men", "temperature": 12.0}
    first = composed(suits(), look_wish(**mourning)).looks[0]
    found = suits(
        candidate("coat", 1, colour="red", clo=0.9, **MEN), candidate("coat", 2, colour="navy", price=40_000, **MEN)
    )
    wishes = (wish("category", "coat", "outerwear"),) if edit.add else ()
    asked = look_wish(*wishes, intent="refine", edit=edit, **mourning)
    for look in composed(found, asked, on_table(first)).looks:
        assert [p.candidate.variant.colour for p in look.pieces if p.candidate.item.category == "coat"] == ["navy"]
