"""The floor held to its own promise, and harm that it has to find; on answers that are made up here."""

import random

import pytest

from evals.comparing import compared
from evals.runs import Record
from evals.selfcheck import check
from evals.suite import Case, Metric, Suite, each

GOOD = Metric(name="good", about="", score=lambda case, answer: None, headline=True)
KEPT = Metric(name="kept", about="", score=lambda case, answer: None, headline=True)
SUITE = Suite(name="made up", about="", cases=lambda options: [], open=each(lambda case: None), metrics=(GOOD, KEPT))


def _answers(seed: int, *, lost: float = 0.0, cases: int = 120) -> list[Record]:
    """Three turns to a talk: what a talk is like is its own, what a turn adds is drawn by the seed."""
    drawn = random.Random(seed)
    talks = [random.Random(n).random() for n in range(cases // 3)]
    return [
        Record(
            case=Case(id=f"{n:03}", cluster=f"talk-{n // 3}"),
            scores={
                "good": (talks[n // 3] + drawn.gauss(0, 0.2) - lost, 1.0),
                "kept": (float(drawn.random() < 0.9), 1.0),
            },
        )
        for n in range(cases)
    ]


def test_equals_are_called_different_in_at_most_one_of_twenty() -> None:
    found = check(SUITE, [_answers(seed) for seed in range(6)], repetitions=200)
    assert found.share <= 0.05
    assert found.honest
    assert found.moved > 0.9, "every draw differs, so that there was something to be fooled by"


def test_a_floor_that_is_too_easily_convinced_would_be_caught() -> None:
    """Cases of a talk taken for independent ones: what a talk shares is counted three times."""

    def shared(seed: int) -> list[Record]:
        talks = random.Random(seed)
        worth = [talks.random() for _ in range(40)]
        return [Record(case=Case(id=f"{n:03}"), scores={"good": (worth[n // 3], 1.0)}) for n in range(120)]

    alarms = sum(compared(SUITE, shared(seed), shared(1000 + seed)).verdict != "cannot tell" for seed in range(150))
    assert alarms / 150 > 0.10


@pytest.mark.parametrize("lost", [0.1, 0.2])
def test_a_loss_is_called_worse_on_the_metric_that_lost(lost: float) -> None:
    found = compared(SUITE, _answers(1), _answers(2, lost=lost))
    assert found.verdict == "worse"
    assert [one.metric for one in found.differences if one.verdict == "worse" and one.slice == "all"] == ["good"]


def test_where_nothing_is_drawn_nothing_moves() -> None:
    same = _answers(1)
    found = check(SUITE, [same, same], repetitions=20)
    assert found.moved == 0
    assert not found.honest, "what tried nothing has shown nothing"
