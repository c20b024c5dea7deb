"""Taste: bounded by one click, monotone in what is said, faded by time, and gone with the event."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import taste
from aurora.taste import EVIDENCE, HALF_LIFE_DAYS, SHRINK, Correction, Event, Learned, effective, learn

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VERDICTS = tuple(EVIDENCE)


def event(number: int, verdict: Any = "like", *, days: float = 0.0, product: int | None = None, **more: Any) -> Event:
    """A verdict on a navy shirt of Halden, unless `more` says otherwise; product n has the n-th axis as its vector."""
    product_id = UUID(int=1000 + (number if product is None else product))
    axis = [0.0] * 8
    axis[product_id.int % 8] = 1.0
    facts = {"colour": ("navy",), "brand": ("Halden",), "category": ("shirt",)}
    given = {"object_id": product_id, "facts": facts, "vector": tuple(axis), **more}
    return Event(
        id=UUID(int=number), product_id=product_id, title="Shirt", verdict=verdict,
        at=NOW - timedelta(days=days), **given,
    )  # fmt: skip


def strength(learned: Learned, facet: Any = "colour", value: str = "navy") -> float:
    """The leaning itself, before how constant the shopper is."""
    return next((e.strength() for e in learned.taste.leanings if (e.facet, e.value) == (facet, value)), 0.0)


def events(count: int = 12) -> st.SearchStrategy[list[Event]]:
    """Histories: any verdicts, ages, stars, on few products, in two colours."""
    one = st.builds(
        lambda verdict, days, product, colour, rating: (verdict, days, product, colour, rating),
        st.sampled_from(VERDICTS),
        st.floats(0, 900),
        st.integers(0, 5),
        st.sampled_from(("navy", "red")),
        st.sampled_from((None, None, 1, 3, 5)),
    )
    return st.lists(one, max_size=count).map(
        lambda rows: [
            event(n, v, days=d, product=p, facts={"colour": (c,), "brand": ("Halden",)}, rating=r)
            for n, (v, d, p, c, r) in enumerate(rows)
        ]
    )


def test_three_likes_and_a_dislike_of_navy_are_two_over_four_and_five() -> None:
    said = [event(n) for n in range(3)] + [event(9, "dislike")]
    assert strength(learn(said, NOW)) == pytest.approx((3 - 1) / (4 + SHRINK))


def test_without_anything_said_there_is_no_taste() -> None:
    nothing = learn([], NOW)
    assert nothing.vector is None
    assert nothing.taste.leanings == ()
    assert nothing.taste.trust(NOW) == 0.0


@given(events(), st.sampled_from(VERDICTS))
@settings(max_examples=150, deadline=None)
def test_one_verdict_moves_no_leaning_by_more_than_its_share_of_the_evidence(before: list[Event], verdict: Any) -> None:
    new = event(99, verdict, product=77)
    moved = abs(strength(learn([*before, new], NOW)) - strength(learn(before, NOW)))
    assert moved <= 2 * abs(EVIDENCE[verdict]) / (abs(EVIDENCE[verdict]) + SHRINK) + 1e-12


def test_one_click_is_not_a_taste() -> None:
    clicked = learn([event(1, "clicked")], NOW)
    assert 0 < strength(clicked) < 0.03
    assert 0 < clicked.taste.trust(NOW) < 0.02


@given(events())
@settings(max_examples=150, deadline=None)
def test_a_like_never_lowers_and_a_dislike_never_raises_the_liking_of_what_it_is_about(before: list[Event]) -> None:
    now = strength(learn(before, NOW))
    assert strength(learn([*before, event(99, "like", product=77)], NOW)) >= now - 1e-12
    assert strength(learn([*before, event(99, "dislike", product=77)], NOW)) <= now + 1e-12


@given(events())
@settings(max_examples=150, deadline=None)
def test_strength_and_trust_stay_within_their_ranges_and_the_vector_has_length_1(said: list[Event]) -> None:
    learned = learn(said, NOW)
    assert all(-1 <= value <= 1 for value in learned.taste.strengths(NOW).values())
    assert 0 <= learned.taste.trust(NOW) < 1
    if learned.vector is not None:
        assert math.hypot(*learned.vector) == pytest.approx(1)


@given(events(), events(4))
@settings(max_examples=80, deadline=None)
def test_forgetting_an_event_restores_exactly_what_was(before: list[Event], more: list[Event]) -> None:
    later = [event(500 + n, e.verdict, product=50 + n, facts=e.facts, rating=e.rating) for n, e in enumerate(more)]
    after = [e for e in [*before, *later] if e.id.int < 500]
    assert learn(after, NOW) == learn(before, NOW)


def test_the_order_in_which_events_are_read_does_not_matter() -> None:
    said = [event(n, VERDICTS[n % len(VERDICTS)], days=n * 7.0, product=n % 4) for n in range(20)]
    assert learn(said, NOW) == learn(said[::-1], NOW)


def test_after_a_half_life_a_verdict_weighs_half_whether_learned_then_or_read_now() -> None:
    old = learn([event(1, days=HALF_LIFE_DAYS)], NOW)
    assert strength(old) == pytest.approx(0.5 / (0.5 + SHRINK))
    then = learn([event(1, days=HALF_LIFE_DAYS)], NOW - timedelta(days=HALF_LIFE_DAYS))
    assert then.taste.strengths(NOW)["colour", "navy"] == pytest.approx(strength(old))
    assert then.taste.trust(NOW) == pytest.approx(old.taste.trust(NOW))


def test_ten_clicks_on_one_thing_are_one() -> None:
    once, ten = [event(1, "clicked", product=1)], [event(n, "clicked", product=1) for n in range(1, 11)]
    assert strength(learn(ten, NOW)) == strength(learn(once, NOW))


def test_the_last_opinion_on_a_thing_replaces_the_one_before_and_a_return_the_purchase() -> None:
    changed = learn([event(1, "like", days=2, product=1), event(2, "dislike", product=1)], NOW)
    assert strength(changed) == strength(learn([event(2, "dislike", product=1)], NOW))
    returned = learn([event(1, "purchased", days=9, product=1), event(2, "returned", product=1)], NOW)
    assert strength(returned) < 0
    assert returned.taste.events == 1


def test_stars_say_more_than_the_verdict() -> None:
    one, three, five = (strength(learn([event(1, "worn", rating=r)], NOW)) for r in (1, 3, 5))
    assert one == -five < three == 0 < five


def test_a_look_of_four_counts_as_one_verdict() -> None:
    pieces = [event(1, product=n, object_id=UUID(int=7), share=1 / 4) for n in range(4)]
    whole = learn(pieces, NOW)
    assert strength(whole) == pytest.approx(1 / (1 + SHRINK))
    assert whole.taste.events == 1
    assert whole.taste.leanings[0].counts == {"like": 1}


def test_a_leaning_is_ones_distance_from_what_everybody_thinks() -> None:
    popular = {("colour", "navy"): 0.4}
    one = learn([event(1)], NOW, popular)  # type: ignore[arg-type]
    many = learn([event(n) for n in range(40)], NOW, popular)  # type: ignore[arg-type]
    assert strength(one) == pytest.approx((1 + SHRINK * 0.4) / (1 + SHRINK) - 0.4)
    assert strength(many) == pytest.approx((40 + SHRINK * 0.4) / (40 + SHRINK) - 0.4)


@given(st.sampled_from(VERDICTS), st.floats(-1, 1))
@settings(max_examples=60, deadline=None)
def test_whatever_everybody_thinks_a_like_is_a_liking_and_a_dislike_a_disliking(verdict: Any, prior: float) -> None:
    own = strength(learn([event(1, verdict)], NOW, {("colour", "navy"): prior}))
    assert own * EVIDENCE[verdict] >= 0


def test_likes_that_contradict_each_other_are_trusted_less_than_likes_that_agree() -> None:
    agree = learn([event(n, product=8 * n) for n in range(4)], NOW)
    scattered = learn([event(n, product=n) for n in range(4)], NOW)
    assert agree.taste.trust(NOW) == pytest.approx(4 / (4 + taste.SHRINK_VECTOR))
    assert scattered.taste.trust(NOW) == pytest.approx(2 / (4 + taste.SHRINK_VECTOR))


def test_a_correction_wins_over_what_was_learned_and_taken_back_leaves_no_trace() -> None:
    learned = learn([event(n) for n in range(5)], NOW).taste
    hates = Correction("colour", "navy", "dislike", NOW)
    ignores = Correction("brand", "Halden", "ignore", NOW)
    corrected = effective(learned, [hates, ignores], NOW)
    assert corrected["colour"]["navy"] == -1.0
    assert "brand" not in corrected
    assert effective(learned, [], NOW)["colour"]["navy"] == pytest.approx(learned.constancy * 5 / (5 + SHRINK))


def test_prices_are_told_against_what_the_slot_usually_costs() -> None:
    assert [taste.price_band(price, 10_000) for price in (5_900, 6_000, 15_900, 16_000)] == [
        "lower", "middle", "middle", "higher",
    ]  # fmt: skip
    assert [taste.formality_band(f) for f in (0.2, 0.5, 0.7, 0.82)] == ["casual", "smart casual", "smart", "formal"]


def test_one_verdict_says_nothing_of_how_constant_its_shopper_is() -> None:
    look = [event(1, product=n, object_id=UUID(int=77), share=1 / 3) for n in range(3)]

    assert learn([event(1)], NOW).taste.constancy == learn(look, NOW).taste.constancy == 1.0


def test_ten_verdicts_that_bear_each_other_out_weigh_more_and_ten_that_do_not_less() -> None:
    navy, red = {"colour": ("navy",)}, {"colour": ("red",)}
    agreeing = [event(n, "like" if n % 2 else "dislike", facts=navy if n % 2 else red) for n in range(10)]
    tossed = [event(n, "like" if n % 4 < 2 else "dislike", facts=navy if n % 2 else red) for n in range(10)]

    sure, unsure = learn(agreeing, NOW).taste, learn(tossed, NOW).taste

    # All ten foretold: the cosine is 1, so (8 + 10 / 0.5) / (8 + 10). None foretold: 8 / (8 + 10).
    assert sure.constancy == pytest.approx(28 / 18)
    assert unsure.constancy < 0.6
    assert sure.strengths(NOW)["colour", "navy"] == pytest.approx(28 / 18 * 5 / (5 + SHRINK))


@given(said=events())
@settings(max_examples=60, deadline=None)
def test_constancy_stays_between_none_and_twice_a_strangers(said: list[Event]) -> None:
    learned = learn(said, NOW).taste

    assert 0.0 <= learned.constancy <= 2.0
    assert all(-1.0 <= each <= 1.0 for each in learned.strengths(NOW).values())
