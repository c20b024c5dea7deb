"""The gate's figures over recorded looks of the demo catalogue: what `evals run grounding` prints, with bounds."""

import json

import pytest
from click.testing import CliRunner

from aurora.grounding import check
from aurora.reply import facts
from evals.__main__ import main
from evals.grounding import briefings, by_look, released, true_sentences, wrongly_refused
from evals.hostile import MAKERS

HELD = [name for name in ("first", "second", "third", "fourth", "fifth", "sixth") if list(true_sentences(name))]
LIES = {"hostile_by_hand": 57, "hostile_second": 30, "hostile_third": 30}


def test_none_of_2400_hostile_sentences_is_released() -> None:
    made, through = released(2400, seed=11)
    assert made.total() == 2400
    assert set(made) == set(MAKERS)
    assert through == []


@pytest.mark.parametrize("name", LIES)
def test_hostile_sentences_by_hand_are_refused(name: str) -> None:
    """At the first reading 5 of 57, 8 of 30 and 11 of 30 were released."""
    held = list(by_look(name))
    assert sum(len(sentences) for _, sentences in held) == LIES[name]
    through = [text for look, sentences in held for text in sentences if not check(text, facts(briefings()[look]))]
    assert through == []


@pytest.mark.parametrize("name", HELD)
def test_true_sentences_are_rarely_refused(name: str) -> None:
    """Bounds what is reached after mending; the honest figures are those of each set's first reading, in the README."""
    refused, count = wrongly_refused(name)
    assert count >= 60
    assert len(refused) / count < 0.07, [(one.sentence, one.violations) for one in refused]


def test_every_recorded_look_has_sentences_in_every_set() -> None:
    english = {name for name, briefing in briefings().items() if "_" not in name or name.startswith("wedding")}
    for name in HELD[:4]:
        assert {look for look, _ in true_sentences(name)} == english
    later = {look for name in HELD[4:] for look, _ in true_sentences(name)}
    assert later >= set(briefings()) - english


def test_the_command_prints_what_a_script_reads() -> None:
    result = CliRunner().invoke(main, ["run", "grounding", "--sentences", "80", "--json"])
    report = json.loads(result.output)
    assert (result.exit_code, report["hostile"]["sentences"], report["hostile"]["released"]) == (0, 80, 0)
    assert report["true"]["first"]["sentences"] >= 150
