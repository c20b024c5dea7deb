"""Scripted conversations: the scripts hold together, and a turn is judged by what stands after it."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aurora.types import ChatReply, Constraint, ConstraintValue, Outfit, Responder, StyleContext
from core.errors import InvalidInput
from evals import runs
from evals.commands import manifest
from evals.metrics.reliability import mean_pass_hat_k, pass_hat_k
from evals.suite import Case, Options, Solved
from evals.suites.conversation import SUITE, Talk, Turned
from evals.talk.judging import Moment, Verdict, in_force, judged
from evals.talk.limits import Limit
from evals.talk.scripts import Script, Turn, limit, scripts
from tests.aurora.looks import outfit

NIL = UUID(int=0)
LOAFERS, SANDALS, CLUTCH, TOTE = (
    "Leather Penny Loafers", "Block-Heel Sandals", "Satin Evening Clutch", "Woven Straw Tote"
)  # fmt: skip


def test_there_are_forty_scripts_of_several_turns_in_four_languages() -> None:
    told = scripts()
    assert len(told) >= 40
    assert len({script.id for script in told}) == len(told)
    assert {script.language for script in told} == {"en", "de", "fr", "es"}
    assert all(2 <= len(script.turn) <= 7 for script in told)


def test_every_turn_of_a_script_is_judged_by_something() -> None:
    silent = Turn(say=("…",))
    for script in scripts():
        for turn in script.turn:
            assert turn.say
            assert msgspec.structs.replace(turn, say=silent.say) != silent, (script.id, turn.say)


def test_limits_are_read_and_a_new_budget_takes_the_old_ones_place() -> None:
    assert limit("budget 300") == Limit("budget", amount=30_000)
    assert limit("budget each 80") == Limit("budget", amount=8_000, each=True)
    assert limit("avoid_colour black") == Limit("avoid_colour", "black")
    first = in_force((), Turn(say=("…",), limits=("budget 300", "heel")))
    assert in_force(first, Turn(say=("…",), limits=("budget 150",))) == (Limit("heel"), Limit("budget", amount=15_000))
    assert in_force(first, Turn(say=("…",), lifted=("heel",))) == (Limit("budget", amount=30_000),)


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reply(*outfits: Outfit, text: str = "The look is for you.", **more: Any) -> ChatReply:
    fields: dict[str, Any] = {
        "context": StyleContext(), "constraints": (), "question": None, "suggestions": (), "actions": (),
        "responder": Responder("composer"),
    }  # fmt: skip
    return ChatReply(conversation_id=NIL, message_id=NIL, reply=text, outfits=outfits, **(fields | more))


def _faults(
    turn: Turn, reply: ChatReply, *, tables: tuple[tuple[Outfit, ...], ...] = (), limits: tuple[Limit, ...] = (),
    bag: Mapping[UUID, int] | None = None, titles: tuple[str, ...] = (),
) -> dict[str, str]:  # fmt: skip
    script = Script(id="a", about="refinement", turn=(turn,))
    found = judged(Moment(script, turn, reply, tables, limits, bag or {}, titles))
    return {verdict.about: verdict.fault for verdict in found if verdict.fault}


WAS = outfit(LOAFERS, TOTE)
SAY = ("…",)


def test_other_shoes_are_other_shoes_and_the_rest_stays() -> None:
    swap = Turn(say=SAY, changes=("shoes",))
    assert _faults(swap, _reply(outfit(SANDALS, TOTE)), tables=((WAS,),)) == {}
    assert _faults(swap, _reply(WAS), tables=((WAS,),)) == {"asked for": "the shoes did not change"}
    assert _faults(swap, _reply(outfit(SANDALS, CLUTCH)), tables=((WAS,),)) == {"pieces kept": "bag changed too"}


def test_cheaper_is_cheaper_by_what_the_look_costs() -> None:
    turn = Turn(say=SAY, goes="cheaper")
    assert _faults(turn, _reply(outfit(SANDALS, TOTE)), tables=((WAS,),)) == {}
    assert list(_faults(turn, _reply(outfit(LOAFERS, CLUTCH)), tables=((WAS,),))) == ["asked for"]


def test_undo_brings_back_all_the_looks_in_their_order() -> None:
    one, other = outfit(LOAFERS, TOTE), outfit(SANDALS, CLUTCH)
    turn = Turn(say=SAY, back_to=1)
    tables = ((one, other), (other,))
    assert _faults(turn, _reply(one, other), tables=tables) == {}
    assert list(_faults(turn, _reply(other, one), tables=tables)) == ["undo"]


def test_the_second_one_is_the_second_of_the_table() -> None:
    one, other = outfit(LOAFERS, TOTE), outfit(SANDALS, CLUTCH)
    turn = Turn(say=SAY, picks=2)
    assert _faults(turn, _reply(other, one), tables=((one, other),)) == {}
    assert list(_faults(turn, _reply(one), tables=((one, other),))) == ["references"]
    assert _faults(turn, _reply(one), tables=((one,),)) == {}, "the day's stock left nothing to point at"


def test_a_broken_limit_is_a_fault_unless_the_receipt_says_so() -> None:
    held = (Limit("avoid_colour", "black"),)
    avoided = Constraint(kind="avoid_colour", text="no black", value=ConstraintValue(names=("black",)))
    told = msgspec.structs.replace(avoided, status="relaxed", note="Nothing else was in stock.")
    assert list(_faults(Turn(say=SAY), _reply(WAS, constraints=(avoided,)), limits=held)) == ["limits"]
    assert _faults(Turn(say=SAY), _reply(WAS, constraints=(told,)), limits=held) == {}
    assert _faults(Turn(say=SAY), _reply(outfit(SANDALS), constraints=(avoided,)), limits=held) == {}


def test_the_bag_holds_what_was_meant_and_nothing_else() -> None:
    shoes, tote = WAS.items
    turn = Turn(say=SAY, bag=("shoes",))
    assert _faults(turn, _reply(), tables=((WAS,),), bag={shoes.variant_id: 1}) == {}
    assert list(_faults(turn, _reply(), tables=((WAS,),), bag={shoes.variant_id: 1, tote.variant_id: 1})) == ["deeds"]
    assert list(_faults(turn, _reply(), tables=((WAS,),))) == ["deeds"]


def test_a_product_that_is_not_shown_is_not_named() -> None:
    reply = _reply(WAS, text="The Woven Straw Tote goes with the Silk Twill Scarf.")
    assert list(_faults(Turn(say=SAY), reply, titles=("Silk Twill Scarf", TOTE))) == ["true"]
    assert _faults(Turn(say=SAY), reply, titles=(TOTE,)) == {}


def test_two_questions_are_one_too_many_and_another_language_is_a_fault() -> None:
    assert list(_faults(Turn(say=SAY), _reply(text="Which one? And which size?"))) == ["questions"]
    german = "Das ist ein Look für dich und er ist nicht zu teuer, die Tasche ist dazu"
    assert list(_faults(Turn(say=SAY), _reply(text=german))) == ["language"]


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pass_hat_k_is_the_share_of_draws_in_which_all_succeed() -> None:
    # Of C(4, 2) = 6 pairs of 4 trials, 3 successes make C(3, 2) = 3.
    assert pass_hat_k(3, 4, 2) == pytest.approx(0.5)
    assert (pass_hat_k(4, 4, 4), pass_hat_k(3, 4, 4), pass_hat_k(0, 4, 1)) == (1.0, 0.0, 0.0)
    assert math.isnan(pass_hat_k(1, 1, 2))
    # (0.5 · 1 + 1 · 3) / 4
    assert mean_pass_hat_k([(3, 4, 1), (4, 4, 3)], 2) == pytest.approx(0.875)


def _solved(script: str, passed: str) -> list[Solved]:
    fault = {"1": [], "0": [Verdict("undo", "not the looks of turn 1")]}
    return [
        Solved(
            case=Case(id=f"{script}/{n}", cluster=script),
            output=Talk(turns=[Turned(said="", reply="", outfits=[], faults=fault[each], tried={"undo": 1})]),
        )
        for n, each in enumerate(passed)
    ]


def test_a_script_that_a_resample_holds_twice_counts_twice_and_has_no_more_trials() -> None:
    measure = SUITE.metric("pass^2").pool
    assert measure is not None
    some, all_of_them = _solved("a", "1110"), _solved("b", "1111")
    assert measure([*some, *all_of_them]) == pytest.approx(0.75)
    assert measure([*some, *some, *all_of_them]) == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_a_trial_says_what_its_seed_draws() -> None:
    def told(seed: int) -> list[Any]:
        return [case.input for case in SUITE.cases(Options(seed=seed, settings={"trials": "3"}))]

    assert len(told(1)) == 3 * len(scripts())
    assert told(1) == told(1)
    assert told(1) != told(2)


def test_a_number_of_trials_that_is_none_is_refused_in_a_sentence() -> None:
    for given in ("none", "0", "-1"):
        with pytest.raises(InvalidInput, match="1 or more"):
            list(SUITE.cases(Options(settings={"trials": given})))


def test_other_cases_make_another_run_and_every_module_of_the_suite_counts() -> None:
    usual = manifest(SUITE, Options())
    assert usual.key == manifest(SUITE, Options()).key
    fewer = replace(SUITE, cases=lambda options: list(SUITE.cases(options))[1:])
    assert manifest(fewer, Options()).data["cases"] != usual.data["cases"]
    assert set(usual.versions) == {"aurora", "commerce", "core"}
    assert {"evals.talk.judging", "evals.talk.room", "evals.shops", "evals.stylist"} <= runs.reached(SUITE)
