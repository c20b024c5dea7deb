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
from aurora.mood.words import BUT, CLAUSES, JOIN, OPENINGS, QUARTERS
from aurora.types import Language, Look, Mood, Occasion, Profile, StyleContext
from commerce.garments import CATEGORIES
from tests.aurora.pools import look_wish, shop

unit, signed = st.floats(0, 1), st.floats(-1, 1)
some_facts = st.builds(
    Facts, formality=unit, occasion=unit, together=unit, thermal=unit, ease=unit, taste=unit,
    bold_enough=unit, harmony=unit, activity=signed, weight=signed, heat=signed,
)  # fmt: skip
CLAIMS = [
    ("confidence", "formality"), ("confidence", "occasion"), ("confidence", "together"), ("authenticity", "taste"),
    ("authenticity", "bold_enough"), ("happiness", "heat"), ("happiness", "activity"), ("happiness", "harmony"),
    ("comfort", "ease"), ("comfort", "thermal"), ("empowerment", "weight"), ("empowerment", "activity"),
    ("empowerment", "formality"),
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


@pytest.mark.parametrize(("dimension", "fact"), CLAIMS)
@given(facts=some_facts, more=st.floats(0, 1), occasion=st.sampled_from([None, *get_args(Occasion)]), known=unit)
@settings(max_examples=25)
def test_the_number_shown_never_falls_where_what_it_claims_rises(
    dimension: str, fact: str, facts: Facts, more: float, occasion: str | None, known: float
) -> None:
    raised = msgspec.structs.replace(facts, **{fact: min(1.0, getattr(facts, fact) + more)})
    before = mood.percents_of(mood.measures(facts), occasion, known)
    after = mood.percents_of(mood.measures(raised), occasion, known)
    assert after[dimension] >= before[dimension]
    assert all(1 <= percent <= 99 for percent in after.values())


SOFTEST_FIRST = ("cashmere", "cotton", "wool", "polyester", "sequin")


@given(seed=st.integers(1, 4), n=st.integers(0, 5), softer=st.integers(0, 4), harder=st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_a_softer_cloth_never_lowers_comfort(seed: int, n: int, softer: int, harder: int) -> None:
    look = looks(seed)[0]
    softer, harder = sorted((softer, harder))
    soft, hard = (
        mood.fit(_with_piece(look, n, materials=(SOFTEST_FIRST[m],)), StyleContext(), Profile())
        for m in (softer, harder)
    )
    assert soft.comfort >= hard.comfort
    assert (soft.confidence, soft.happiness) == (hard.confidence, hard.happiness)


def _with_piece(look: Look, n: int, **facts: Any) -> Look:
    """The look with facts of its n-th piece (counted round) changed."""
    pieces = list(look.pieces)
    at = n % len(pieces)
    item = msgspec.structs.replace(pieces[at].candidate.item, **facts)
    candidate = msgspec.structs.replace(pieces[at].candidate, item=item)
    pieces[at] = msgspec.structs.replace(pieces[at], candidate=candidate)
    return msgspec.structs.replace(look, pieces=tuple(pieces))


def test_a_warmer_colour_of_the_same_lightness_is_happier() -> None:
    look = looks()[0]

    def all_in(code: str) -> Look:
        for n, piece in enumerate(look.pieces):
            variant = msgspec.structs.replace(piece.candidate.variant, hex=code, colour="plain")
            candidate = msgspec.structs.replace(piece.candidate, variant=variant)
            pieces = list(all_looks[-1].pieces)
            pieces[n] = msgspec.structs.replace(pieces[n], candidate=candidate)
            all_looks.append(msgspec.structs.replace(look, pieces=tuple(pieces)))
        return all_looks[-1]

    all_looks = [look]
    warm = mood.facts(all_in("#d8603a"), StyleContext(), Profile())
    cool = mood.facts(all_in("#3a86a8"), StyleContext(), Profile())
    assert warm.heat > cool.heat
    assert mood.measures(warm)["happiness"] > mood.measures(cool)["happiness"]


def test_a_stranger_is_told_neither_that_a_look_is_theirs_nor_that_it_is_not() -> None:
    for look in looks():
        fit = mood.fit(look, StyleContext(), Profile())
        assert fit.authenticity == 50
        assert fit.reasons["authenticity"] in CLAUSES["en"]["authenticity.unknown"]
        assert fit.reasons["authenticity"] not in fit.summary


def test_the_better_a_taste_is_known_the_further_authenticity_may_leave_the_middle() -> None:
    values = dict.fromkeys(DIMENSIONS, 0.95)
    shown = [mood.percents_of(values, "date", known)["authenticity"] for known in (0.0, 0.25, 0.5, 1.0)]
    assert shown == sorted(set(shown))
    assert shown[0] == 50


def test_a_percentile_is_the_share_of_looks_below() -> None:
    deciles = tuple(n / 10 for n in range(11))
    assert mood.percentile(0.25, deciles) == pytest.approx(25)
    assert mood.percentile(-1, deciles) == 0
    assert mood.percentile(2, deciles) == 100
    assert mood.percentile(0.5, (0.0, 0.5, 0.5, 0.5, 1.0)) == 75, "ties count as below, as the next value up does"


def test_every_occasion_has_a_scale_that_rises() -> None:
    scale = mood.scale()
    assert set(scale.deciles) == set(scale.children) == {"any", *get_args(Occasion)}
    for measures in (*scale.deciles.values(), *scale.children.values()):
        assert set(measures) == set(DIMENSIONS)
        assert all(len(deciles) == 11 and list(deciles) == sorted(deciles) for deciles in measures.values())


@pytest.mark.parametrize("language", get_args(Language))
def test_every_language_has_every_word(language: Language) -> None:
    assert set(CLAUSES[language]) == set(CLAUSES["en"])
    assert all(any("{c}" not in clause for clause in clauses) for clauses in CLAUSES[language].values())
    assert all(
        any("{" not in c for c in CLAUSES[language][f"{d}.{level}"]) for d in DIMENSIONS for level in ("high", "low")
    )
    assert set(OPENINGS[language]) == set(QUARTERS)
    assert JOIN[language]
    assert BUT[language]


BODY = re.compile(
    r"\b(body|slim\w*|thin\w*|fat|curv\w+|figure|waist|hips?|legs?|flatter\w*|Körper|Figur|schlank|corps|silhouette|mince|"
    r"cuerpo|figura|delgad\w+|depress\w*|anxi\w*|disorder|diagnos\w*)\b",
    re.IGNORECASE,
)


def test_no_clause_speaks_of_the_body_or_diagnoses() -> None:
    for language in get_args(Language):
        for clause in (
            c for clauses in (CLAUSES[language], OPENINGS[language]) for group in clauses.values() for c in group
        ):
            assert not BODY.search(clause), clause


@pytest.mark.parametrize("language", get_args(Language))
def test_the_summary_is_one_sentence_about_what_the_look_really_holds(language: Language) -> None:
    for valence, arousal in ((-0.8, 0.8), (-0.8, -0.8), (0.8, 0.8), (0.8, -0.8), (0.0, 0.0)):
        context = StyleContext(mood=Mood("felt", valence, arousal))
        for look in looks():
            fit = mood.fit(look, context, Profile(), language=language)
            assert fit.summary.endswith(".")
            assert fit.summary.count(".") == 1
            assert "{" not in fit.summary + "".join(fit.reasons.values())
            assert set(fit.reasons) == set(DIMENSIONS)
            if language == "en":
                nouns = {CATEGORIES[p.candidate.item.category].noun for p in look.pieces} | {"shoes"}
                named = [w for w in re.findall(r"the ([a-z -]+)", fit.summary) if w in all_nouns() and w not in nouns]
                assert not named


def all_nouns() -> set[str]:
    return {kind.noun for kind in CATEGORIES.values()}


def test_what_is_clearly_low_is_said() -> None:
    heels = looks()[0]
    for n, piece in enumerate(heels.pieces):
        if piece.candidate.item.slot == "shoes":
            heels = _with_piece(heels, n, category="heels", heel="high", materials=("sequin",))
        else:
            heels = _with_piece(heels, n, fit="slim", materials=("sequin",))
    fit = mood.fit(heels, StyleContext(), Profile())
    assert fit.comfort < 30
    assert min(DIMENSIONS, key=lambda name: getattr(fit, name)) == "comfort"
    assert fit.reasons["comfort"] in fit.summary or "over a long day it may ask" in fit.summary


def test_nobody_is_promised_cheer_at_a_funeral() -> None:
    cheer = {
        c
        for name in ("happiness", "empowerment")
        for level in ("high", "low")
        for c in CLAUSES["en"][f"{name}.{level}"]
    }
    shapes = [re.compile(re.escape(c).replace(r"\{c\}", ".+")) for c in cheer]
    for look in looks():
        fit = mood.fit(look, StyleContext(occasion="funeral"), Profile())
        told = fit.summary.lower() + fit.reasons["happiness"] + fit.reasons["empowerment"]
        assert not any(shape.search(told) for shape in shapes), told


def test_summaries_of_different_looks_differ() -> None:
    said = [mood.fit(look, StyleContext(), Profile()).summary for seed in range(1, 13) for look in looks(seed)]
    assert len(set(said)) >= 0.85 * len(said), f"{len(set(said))} of {len(said)}"


def test_a_sentence_names_no_piece_twice() -> None:
    for seed in range(1, 13):
        for look in looks(seed):
            said = mood.fit(look, StyleContext(mood=Mood("tense", -0.5, 0.6)), Profile()).summary
            for piece in look.pieces:
                noun = CATEGORIES[piece.candidate.item.category].noun
                assert len(re.findall(rf"\bthe {noun}\b", said, re.IGNORECASE)) <= 1, said


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
