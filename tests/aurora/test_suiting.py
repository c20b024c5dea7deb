"""A suit that is asked for in a shop that sells suits as halves."""

from typing import Any

import msgspec

from aurora import outfits, scoring
from aurora.types import Analysis, Composition, Edit, Look, Profile
from tests.aurora.pools import budget, candidate, look_wish, on_table, pool, wish


def half(kind: str, number: int, name: str, **facts: Any) -> Any:
    return candidate(kind, number, set=name, department="men", **facts)


SHOP = pool(
    half("suit_trousers", 1, "one", colour="navy"), half("blazer", 1, "one", colour="navy"),
    half("suit_trousers", 2, "two", colour="grey"), half("blazer", 2, "two", colour="grey"),
    half("suit_trousers", 3, "three", colour="navy", similarity=0.6),
    half("blazer", 4, "four", colour="navy", similarity=0.6),
)  # fmt: skip
NOTHING = Composition(looks=())


def shown(analysis: Analysis) -> tuple[Look, ...]:
    scored = scoring.score(SHOP, analysis, Profile())
    return outfits.suited(outfits.compose(scored, analysis, base=None, empty={})).looks


def titles(look: Look) -> set[str]:
    return {p.candidate.item.title for p in look.pieces}


def asked(*more: Any) -> Analysis:
    return look_wish(wish("category", "suit", "dress"), *more, department="men", intent="product", slots=("dress",))


def test_two_matching_halves_answer_a_suit() -> None:
    halves = outfits.in_halves(NOTHING, asked(wish("colour", "navy", "dress")))
    assert halves is not None
    looks = shown(halves)
    assert titles(looks[0]) == {"navy suit trousers 1", "navy blazer 1"}
    assert looks[0].empty == {}


def test_a_sum_for_the_suit_is_one_for_both_halves() -> None:
    for most, found in ((9_000, False), (10_000, True)):
        halves = outfits.in_halves(NOTHING, asked(msgspec.structs.replace(budget(most), slot="dress")))
        assert halves is not None
        assert bool(shown(halves)) == found


def test_a_suit_that_is_sold_whole_needs_no_halves() -> None:
    whole = pool(candidate("suit", department="men"))
    analysis = asked()
    found = outfits.compose(scoring.score(whole, analysis, Profile()), analysis, base=None, empty={})
    assert outfits.in_halves(found, analysis) is None
    assert outfits.in_halves(NOTHING, look_wish(wish("category", "dress", "dress"))) is None


def test_an_edited_suit_misses_nothing_else() -> None:
    halves = outfits.in_halves(NOTHING, asked())
    assert halves is not None
    first = shown(halves)[0]
    again = look_wish(
        wish("colour", "grey"), department="men", intent="refine", edit=Edit(change=("bottom", "outerwear"))
    )
    after = outfits.compose(scoring.score(SHOP, again, Profile()), again, base=on_table(first), empty={}).looks[0]
    assert after.empty == {}
