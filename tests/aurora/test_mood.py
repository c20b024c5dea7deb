"""Emotional fit: each measure rises with what it is said to measure, the words are kind, and feelings move looks a
little."""

import re
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import mood, outfits, scoring
from aurora.mood import DIMENSIONS, Facts
from aurora.mood_words import JOIN, OPENINGS, REASONS
from aurora.types import Language, Look, Mood, Profile, StyleContext
from tests.aurora.pools import look_wish, shop

unit, signed = st.floats(0, 1), st.floats(-1, 1)
some_facts = st.builds(
    Facts, formality=unit, occasion=unit, together=unit, thermal=unit, ease=unit, taste=unit,
    bold_enough=unit, harmony=unit, activity=signed, weight=signed, heat=signed,
)  # fmt: skip
CLAIMS = [
    ("confidence", "formality"), ("confidence", "occasion"), ("confidence", "together"), ("authenticity", "taste"),
    ("authenticity", "bold_enough"), ("happiness", "heat"), ("happiness", "activity"), ("happiness", "harmony"),
    ("comfort", "ease"), ("comfort", "thermal"), ("empowerment", "weight"), ("empowerment",
                          "activity"), ("empowerment", "formality"),
]  # fmt: skip


def looks(seed: int = 1) -> tuple[Look, ...]:
    analysis = look_wish(occasion="date", temperature=15.0)
    return outfits.compose(scoring.score(shop(seed, 12), analysis, Profile()), analysis, base=None, empty={}).looks


@pytest.mark.parametrize(("dimension", "fact"), CLAIMS)
@given(facts=some_facts, more=st.floats(0.01, 1))
@settings(max_examples=40)
def test_a_measure_rises_with_what_it_claims(dimension: str, fact: str, facts: Facts, more: float) -> None:
    higher = min(1.0, getattr(facts, fact) + more)
    raised = msgspec.structs.replace(facts, **{fact: higher})
    assert mood.measures(raised)[dimension] >= mood.measures(facts)[dimension] - 1e-12
    if higher - getattr(facts, fact) > 0.01:
        assert mood.measures(raised)[dimension] > mood.measures(facts)[dimension]


@given(some_facts)
def test_every_measure_lies_within_0_and_1(facts: Facts) -> None:
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in mood.measures(facts).values())


def test_a_heel_costs_comfort_and_nothing_else_does_it_for_shoes() -> None:
    look = looks()[0]

    def with_heel(heel: Any) -> Look:
        pieces = tuple(
            msgspec.structs.replace(
                p,
                candidate=msgspec.structs.replace(
                    p.candidate, item=msgspec.structs.replace(p.candidate.item, heel=heel)
                ),
            )
            if p.candidate.item.slot == "shoes"
            else p
            for p in look.pieces
        )
        return msgspec.structs.replace(look, pieces=pieces)

    flat, high = (mood.fit(with_heel(h), StyleContext(), Profile()) for h in ("flat", "high"))
    assert flat.comfort > high.comfort
    assert (flat.happiness, flat.confidence) == (high.happiness, high.confidence)


@pytest.mark.parametrize("language", get_args(Language))
def test_every_language_has_every_word(language: Language) -> None:
    assert set(REASONS[language]) == set(DIMENSIONS)
    assert all(set(levels) == {"high", "middle", "low"} for levels in REASONS[language].values())
    assert set(OPENINGS[language]) == {"", "tense", "low", "bright", "calm"}
    assert JOIN[language]


@pytest.mark.parametrize("language", get_args(Language))
def test_the_summary_is_one_sentence_and_never_about_the_body(language: Language) -> None:
    body = re.compile(
        r"\b(body|slim|thin|fat|curves?|figure|waist|hips?|legs?|flatter\w*|Körper|Figur|corps|silhouette|cuerpo|figura)\b"
    )
    for valence, arousal in ((-0.8, 0.8), (-0.8, -0.8), (0.8, 0.8), (0.8, -0.8), (0.0, 0.0)):
        context = StyleContext(mood=Mood("felt", valence, arousal))
        for look in looks():
            fit = mood.fit(look, context, Profile(), language=language)
            assert fit.summary.endswith(".")
            assert fit.summary.count(".") == 1
            assert not body.search(fit.summary)
            assert set(fit.reasons) == set(DIMENSIONS)


def test_without_spoken_feelings_the_order_stays() -> None:
    found = looks()
    fits = [mood.fit(look, StyleContext(), Profile()) for look in found]
    assert mood.rank(found, fits, StyleContext()) == tuple(range(len(found)))


def test_a_nervous_shopper_sees_the_more_confident_of_two_equal_looks_first() -> None:
    first, second = looks()[0], msgspec.structs.replace(looks()[1], overall=looks()[0].overall)
    fits = [mood.fit(look, StyleContext(), Profile()) for look in (first, second)]
    low, high = (msgspec.structs.replace(fits[0], confidence=c, comfort=50) for c in (40, 90))
    nervous = StyleContext(mood=Mood("nervous", -0.6, 0.7))
    assert mood.rank((first, second), (low, high), nervous) == (1, 0)


def test_feelings_never_lift_a_much_worse_look() -> None:
    good, bad = looks()[0], msgspec.structs.replace(looks()[1], overall=looks()[0].overall - 0.07)
    fit = mood.fit(good, StyleContext(), Profile())
    worst, best = (msgspec.structs.replace(fit, confidence=c, comfort=c) for c in (0, 100))
    assert mood.rank((good, bad), (worst, best), StyleContext(mood=Mood("nervous", -0.6, 0.7))) == (0, 1)


def test_reordered_looks_are_named_against_the_new_first() -> None:
    found = looks()
    turned = outfits.renamed((found[1], found[0], *found[2:]))
    assert turned[0].character is None
    assert {look.total for look in turned} == {look.total for look in found}
    opposite = {"the cheaper one", "the bolder one", "the quieter one", "the dressier one", "the more relaxed "
                          "one", "the warmer one",
                "the lighter one", "the more comfortable one", None}  # fmt: skip
    assert all(look.character in opposite for look in turned)
