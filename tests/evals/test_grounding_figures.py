"""The gate's figures over recorded looks of the demo catalogue: what `evals run grounding` prints, with bounds."""

import random

import pytest

from evals.grounding import LIES, SETS, briefings, by_look, claims_in, cut, judged, lies, told_of
from evals.hostile import MAKERS
from evals.suite import Options, Solved
from evals.suites.grounding import SUITE

pytestmark = pytest.mark.anyio
COUNTS = {"hostile_by_hand": 57, "hostile_second": 30, "hostile_third": 30, "hostile_fourth": 117, "hostile_fifth": 88}


def test_none_of_2400_hostile_sentences_is_released() -> None:
    made, chance = lies(2400, 11), random.Random(11)
    assert len(made) == 2400
    assert {lie.kind for _, lie in made} == set(MAKERS)
    through = [
        each for look, lie in made for piece in cut(lie.text, chance)
        for each in judged([piece], told_of(look)) if not each.violations
    ]  # fmt: skip
    assert through == []


@pytest.mark.parametrize("name", LIES)
def test_hostile_sentences_by_hand_are_refused(name: str) -> None:
    """At the first reading 5 of 57, 8 of 30, 11 of 30, 38 of 117 and 35 of 88 were released."""
    read = [each for look, said in by_look(name) for one in said for each in judged([one], told_of(look))]
    assert len(read) == COUNTS[name]
    assert [each for each in read if not each.violations] == []


@pytest.mark.parametrize("name", SETS)
def test_true_sentences_are_rarely_refused(name: str) -> None:
    """Bounds what is reached after mending; the honest figures are those of each set's first reading, in the README."""
    read = [each for look, said in by_look(f"true_{name}") for each in judged(said, told_of(look))]
    refused = [each for each in read if each.violations]
    assert len(read) >= 30
    assert len(refused) / len(read) < 0.07, refused


def test_every_recorded_look_has_sentences_in_every_set() -> None:
    english = {name for name, briefing in briefings().items() if "_" not in name or name.startswith("wedding")}
    for name in SETS[:4]:
        assert {look for look, _ in by_look(f"true_{name}")} == english
    later = {look for name in SETS[4:] for look, _ in by_look(f"true_{name}")}
    assert later >= set(briefings()) - english


def test_what_could_be_false_is_counted() -> None:
    told = told_of("trainers")
    title = told.looks[0][0].title
    assert claims_in("A pleasure.", told) == 0
    assert claims_in(f"The {title} it is.", told) == 1
    assert claims_in(f"The {title} it is, for $20, in red leather.", told) == 4


async def test_the_suite_scores_lies_truths_and_what_is_said() -> None:
    options = Options(settings={"sentences": "53"})
    by_kind = {case.expected: case for case in SUITE.cases(options)}
    async with SUITE.open(options, {}) as solve:
        answers = {kind: await solve(case) for kind, case in by_kind.items()}
    scored = {
        kind: {m.name for m in SUITE.metrics if m.of(Solved(case=by_kind[kind], output=answer)) is not None}
        for kind, answer in answers.items()
    }
    assert scored == {
        "hostile, generated": {"released"},
        "hostile, by hand": {"released"},
        "true": {"wrongly refused"},
        "said": {"violations said", "dropped", "claims a sentence"},
    }
    assert answers["said"].responder == "composer"
    assert answers["hostile, generated"].released == []
