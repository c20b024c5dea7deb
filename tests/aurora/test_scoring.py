"""Scores: made of their terms, in range, and rising with what each feature says it measures."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import scoring, taste
from aurora.types import Analysis, Pool, Profile, Scored, Style
from aurora.weights import FEATURES, GROUPS, grouped, read, weights
from tests.aurora.pools import budget, candidate, in_colours, look_wish, pool, shop, wish

STRANGER = Profile()


def scored(analysis: Analysis, *candidates: Any, profile: Profile = STRANGER) -> dict[str, Scored]:
    """By the candidates' sku."""
    found = scoring.score(pool(*candidates), analysis, profile)
    return {s.candidate.variant.sku: s for pieces in found.values() for s in pieces}


@given(
    st.integers(0, 10_000),
    st.sampled_from(("date", "sport", "funeral", "beach", None)),
    st.sampled_from((-5.0, 15.0, 31.0, None)),
)
@settings(max_examples=30, deadline=None)
def test_a_score_is_the_logistic_of_its_terms_and_every_feature_lies_within_0_and_1(
    seed: int, occasion: Any, temperature: float | None
) -> None:
    found = scoring.score(shop(seed, 6), look_wish(occasion=occasion, temperature=temperature), STRANGER)
    for piece in (p for pieces in found.values() for p in pieces):
        assert tuple(piece.features) == FEATURES == tuple(piece.terms)
        assert piece.features == dict(piece.features)
        with pytest.raises(KeyError):
            piece.features["astrology"]
        assert all(0 <= value <= 1 for value in piece.features.values())
        total = weights().intercept + math.fsum(piece.terms.values())
        assert piece.score == pytest.approx(1 / (1 + math.exp(-total)))
        for name, value in piece.features.items():
            assert piece.terms[name] == pytest.approx(weights().features[name] * value)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_pieces_come_best_first_none_is_lost_and_the_same_again_is_the_same(seed: int) -> None:
    given_pool = shop(seed, 8)
    first = scoring.score(given_pool, look_wish(), STRANGER)
    assert first == scoring.score(given_pool, look_wish(), STRANGER)
    for slot, pieces in first.items():
        assert [p.score for p in pieces] == sorted((p.score for p in pieces), reverse=True)
        assert {p.candidate.variant.sku for p in pieces} == {c.variant.sku for c in given_pool.by_slot[slot]}


def test_an_empty_pool_scores_to_nothing() -> None:
    assert scoring.score(Pool(by_slot={"top": ()}), look_wish(), STRANGER) == {}


def test_a_price_up_to_the_slots_fair_share_of_the_budget_fits_and_twice_and_a_half_of_it_not_at_all() -> None:
    # Slot weights: shoes .9 of dress 2 + shoes .9 + outerwear .8 + bag .5 = 4.2; of 420.00 that is 90.00.
    found = scored(
        look_wish(budget(42_000)), *(candidate("boots", i, price=p) for i, p in enumerate((9_000, 15_750, 22_500)))
    )
    assert [found[f"boots-{i}"].features["price"] for i in range(3)] == pytest.approx([1.0, 0.5, 0.0])


def test_without_a_budget_the_middle_price_of_the_shop_fits_best() -> None:
    found = scored(look_wish(), *(candidate("boots", i, price=p) for i, p in enumerate((1_000, 6_000, 36_000))))
    assert [found[f"boots-{i}"].features["price"] for i in range(3)] == pytest.approx([0.0, 1.0, 0.0], abs=1e-9)


def of_taste(trust: float, *cosines: float) -> list[float]:
    """The feature of candidates with these cosines to the shopper's taste."""
    pieces = [candidate("boots", i, taste=cosine) for i, cosine in enumerate(cosines)]
    found = scored(look_wish(), *pieces, profile=Profile(taste_trust=trust))
    return [found[f"boots-{i}"].features["taste"] for i in range(len(cosines))]


def test_taste_is_likeness_against_the_slots_mean_as_far_as_it_is_believed() -> None:
    assert scored(look_wish(), candidate("boots"))["boots-1"].features["taste"] == 0.5
    assert of_taste(1.0, 0.48, 0.4, 0.32) == pytest.approx([0.75, 0.5, 0.25])
    assert of_taste(0.2, 0.48, 0.4, 0.32) == pytest.approx([0.55, 0.5, 0.45])
    assert of_taste(0.0, 0.9, 0.1) == [0.5, 0.5]


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=8, unique=True), st.floats(0.01, 1))
@settings(max_examples=40, deadline=None)
def test_what_is_more_like_the_taste_never_counts_less(cosines: list[float], trust: float) -> None:
    values = of_taste(trust, *sorted(cosines))
    assert values == sorted(values)


def liking(**leanings: dict[str, float]) -> Profile:
    return Profile(leanings=leanings)


def test_what_was_liked_lifts_a_piece_and_what_was_disliked_lowers_it_facet_by_facet() -> None:
    shelf = (
        candidate("boots", 1, colour="navy", brand="Nord"), candidate("boots", 2, colour="red", brand="Nord"),
        candidate("flats", 3, colour="red", brand="Maison"),
    )  # fmt: skip
    profile = liking(colour={"navy": 0.1, "red": -0.2}, brand={"Nord": 0.1}, category={"flats": 0.1})
    found = scored(look_wish(), *shelf, profile=profile)
    values = {sku: piece.features["affinity"] for sku, piece in found.items()}
    assert values == pytest.approx(
        {
            "boots-1": 0.5 + 0.5 * 4 * (0.3 * 0.1 + 0.25 * 0.1),
            "boots-2": 0.5 + 0.5 * 4 * (0.25 * 0.1 - 0.3 * 0.2),
            "flats-3": 0.5 + 0.5 * 4 * (0.2 * 0.1 - 0.3 * 0.2),
        }
    )
    assert found["boots-1"].score > found["boots-2"].score


def test_nothing_learned_says_neither_yes_nor_no() -> None:
    assert scored(look_wish(), candidate("boots"))["boots-1"].features["affinity"] == 0.5


def test_dressiness_that_was_liked_counts_only_where_no_occasion_decides() -> None:
    profile = liking(formality={"formal": 0.8})
    pieces = candidate("oxfords", formality=0.9)
    assert scored(look_wish(), pieces, profile=profile)["oxfords-1"].features["affinity"] > 0.5
    assert scored(look_wish(occasion="sport"), pieces, profile=profile)["oxfords-1"].features["affinity"] == 0.5


def test_prices_that_were_liked_are_told_against_the_slots_middle_price() -> None:
    pieces = [candidate("boots", i, price=p) for i, p in enumerate((3_000, 10_000, 30_000))]
    found = scored(look_wish(), *pieces, profile=liking(price={"lower": 0.6, "higher": -0.6}))
    values = [found[f"boots-{i}"].features["affinity"] for i in range(3)]
    assert values[0] > values[1] == 0.5 > values[2]


def test_another_colour_of_a_product_is_priced_against_the_slot_as_the_first_is() -> None:
    boots = in_colours("boots", "navy", "black", price=6_000)
    others = candidate("boots", 2, price=6_000), candidate("boots", 3, price=24_000)
    found = scoring.score(pool(boots, *others), look_wish(), STRANGER)["shoes"]
    prices = {p.candidate.variant.colour: p.features["price"] for p in found if p.candidate.item.slug == "boots-1"}
    assert prices["navy"] == prices["black"] == 1.0


def test_a_colour_of_the_palette_beats_a_far_one_and_an_avoided_one_counts_nothing() -> None:
    profile = Profile(palette=("navy",), avoid=("yellow",))
    found = scored(
        look_wish(),
        *(candidate("boots", i, colour=c) for i, c in enumerate(("navy", "orange", "yellow"))),
        profile=profile,
    )
    assert found["boots-0"].features["palette"] == 1.0
    assert found["boots-1"].features["palette"] < 0.2
    assert found["boots-2"].features["palette"] == 0.0


def test_what_is_said_now_about_the_palette_wins_over_the_profile() -> None:
    found = scored(
        look_wish(style=Style(palette=("red",))), candidate("boots", colour="red"), profile=Profile(palette=("navy",))
    )
    assert found["boots-1"].features["palette"] == 1.0


def test_in_the_cold_the_warm_jumper_wins_and_in_heat_the_thin_top() -> None:
    pieces = (candidate("sweater"), candidate("tank_top"))
    cold, hot = scored(look_wish(temperature=-5.0), *pieces), scored(look_wish(temperature=32.0), *pieces)
    assert cold["sweater-1"].features["thermal"] > cold["tank_top-1"].features["thermal"]
    assert hot["sweater-1"].features["thermal"] < hot["tank_top-1"].features["thermal"]


def test_in_rain_a_coat_that_keeps_water_out_wins() -> None:
    found = scored(
        look_wish(conditions="rain"), candidate("coat", 1, waterproof=True), candidate("coat", 2, waterproof=False)
    )
    assert found["coat-1"].score > found["coat-2"].score


def test_at_a_funeral_black_beats_red_and_trainers_are_out_of_place() -> None:
    found = scored(
        look_wish(occasion="funeral"),
        candidate("dress", 1, colour="black"),
        candidate("dress", 2, colour="red"),
        candidate("trainers"),
    )
    assert found["dress-1"].score > found["dress-2"].score
    assert found["trainers-1"].features["occasion"] == 0.0


def test_an_occasion_named_by_the_seller_counts_most() -> None:
    found = scored(look_wish(occasion="brunch"), candidate("top", 1, occasions=("brunch",)), candidate("top", 2))
    assert found["top-1"].features["occasion"] == 1.0 > found["top-2"].features["occasion"]


def test_the_category_asked_for_counts_in_its_slot_only() -> None:
    found = scored(look_wish(wish("category", "boots")), candidate("boots"), candidate("flats"), candidate("jeans"))
    assert [found[sku].features["category"] for sku in ("boots-1", "flats-1", "jeans-1")] == [1.0, 0.0, 0.5]


def test_the_last_one_in_stock_counts_less_than_many_and_none_nothing() -> None:
    found = scored(look_wish(), *(candidate("boots", n, available=n) for n in (0, 1, 2, 4)))
    assert [found[f"boots-{n}"].features["size"] for n in (0, 1, 2, 4)] == pytest.approx([0.0, 0.6, 0.8, 1.0])


def test_who_wants_comfort_is_shown_flats_before_stilettos_more_than_who_does_not() -> None:
    pair = (candidate("flats", heel="flat"), candidate("heels", heel="high"))
    easy, dressed = scored(look_wish(style=Style(comfort=10)), *pair), scored(look_wish(style=Style(comfort=1)), *pair)

    def ahead(found: dict[str, Scored]) -> float:
        return found["flats-1"].features["comfort"] - found["heels-1"].features["comfort"]

    assert ahead(easy) > ahead(dressed) > 0


def test_the_groups_of_the_contract_are_weighted_means_of_their_features() -> None:
    assert grouped(dict.fromkeys(FEATURES, 0.4), "context") == pytest.approx(0.4)
    assert set().union(*GROUPS.values()) <= set(FEATURES)


def test_weights_for_other_features_than_are_computed_are_refused() -> None:
    content = json.loads(Path("aurora/weights.json").read_text())
    content["features"]["astrology"] = 1.0
    with pytest.raises(ValueError, match="astrology"):
        read(json.dumps(content).encode())
    del content["features"]["astrology"]
    content["pair"]["harmony"] += 0.5
    with pytest.raises(ValueError, match="pair"):
        read(json.dumps(content).encode())


def test_at_a_funeral_a_dress_that_also_comes_in_black_is_black() -> None:
    found = scoring.score(pool(in_colours("dress", "red", "black")), look_wish(occasion="funeral"), STRANGER)["dress"]
    assert found[0].candidate.variant.colour == "black"
    assert (
        found[0].features["occasion"]
        == scored(look_wish(occasion="funeral"), candidate("dress", colour="black"))["dress-1"].features["occasion"]
    )


def test_the_best_products_come_in_their_other_colours_unless_one_was_named_for_the_slot() -> None:
    shoes = in_colours("boots", "red", "black", "navy", "white", "green")
    free = scoring.score(pool(shoes), look_wish(), STRANGER)["shoes"]
    assert len(free) == 4
    assert len({p.candidate.variant.colour for p in free}) == 4
    named = scoring.score(pool(shoes), look_wish(wish("colour", "red", "shoes")), STRANGER)["shoes"]
    assert [p.candidate.variant.colour for p in named] == ["red"]


def learned_from(verdict: taste.Verdict, count: int) -> Profile:
    """The profile after so many verdicts on navy boots of Nord."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    facts: dict[taste.Facet, tuple[str, ...]] = {
        "colour": ("navy",), "brand": ("Nord",), "category": ("boots",), "pattern": ("plain",),
    }  # fmt: skip
    ids = [UUID(int=n) for n in range(count)]
    said = [
        taste.Event(id=id, object_id=id, product_id=id, title="Boots", verdict=verdict, at=now, facts=facts)
        for id in ids
    ]
    return Profile(leanings=taste.effective(taste.learn(said, now).taste, (), now))


def test_one_click_moves_the_score_of_its_twin_by_a_hundredth_and_thirty_likes_move_it_clearly() -> None:
    twin = candidate("boots", 1, colour="navy", brand="Nord")
    before = scored(look_wish(), twin)["boots-1"].score
    clicked = scored(look_wish(), twin, profile=learned_from("clicked", 1))["boots-1"].score
    liked = scored(look_wish(), twin, profile=learned_from("like", 1))["boots-1"].score
    loved = scored(look_wish(), twin, profile=learned_from("like", 30))["boots-1"].score
    assert 0 < clicked - before < 0.015
    assert clicked < liked < before + 0.06
    assert loved > before + 0.06
