"""How far replies read as a form: worked by hand."""

import pytest

from evals.suite import Case
from evals.suites.conversation import SUITE, Talk, Turned
from evals.talk.form import Said, distinct_n, repeated, skeleton


def said(reply: str, *titles: str) -> Said:
    return Said(reply, titles)


def test_titles_and_sums_are_taken_out() -> None:
    one = said(
        "Wear the Satin Dress, the Silk Scarf and the Flat Shoes for $59.50.", "Satin Dress", "Silk Scarf", "Flat Shoes"
    )
    assert skeleton(one) == "Wear ¤ for #."
    assert skeleton(said("Zusammen 1.059,50 $.")) == "Zusammen #."


def test_two_replies_that_differ_in_titles_only_are_one_form() -> None:
    talks = [[said("I chose the Satin Dress.", "Satin Dress")], [said("I chose the Silk Scarf.", "Silk Scarf")]]
    assert distinct_n(talks, 2) == 0.5  # "i chose", "chose ¤", both twice
    assert distinct_n([[said("Yes.")]], 2) is None


def test_a_sentence_that_comes_twice_in_a_conversation_is_named() -> None:
    assert repeated([said("Fine. It is $5."), said("Good. It is $7.")]) == {"It is #.": 2}
    assert repeated([said("It is $9.")]) == {}


def test_the_suite_takes_titles_from_all_cards_so_far() -> None:
    card = {"items": [{"title": "Satin Dress"}]}
    turns = [
        Turned(said="a dress", reply="The Satin Dress it is now.", outfits=[card], faults=[], tried={}),
        Turned(said="thanks", reply="The Satin Dress it is now.", outfits=[], faults=[], tried={}),
        Turned(said="bye", reply="Bye.", outfits=[], faults=[], tried={}),
    ]
    metric, case = SUITE.metric("no sentence twice"), Case(id="x")
    assert metric.score is not None
    assert metric.score(case, Talk(turns=turns)) == 0.0
    assert metric.score(case, Talk(turns=turns[1:])) == 1.0
    assert [len(one.titles) for one in Talk(turns=turns).replies] == [1, 1, 1]
    distinct = SUITE.metric("distinct-4").score
    assert distinct is not None
    assert distinct(case, Talk(turns=turns)) == 0.5  # "¤ it is now", twice


@pytest.mark.parametrize("name", ["no sentence twice", "distinct-4"])
def test_form_decides_nothing_by_itself(name: str) -> None:
    assert not SUITE.metric(name).headline
