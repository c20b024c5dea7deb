"""Turns as cases to be labelled: whose are taken, what is left out and why, and that the file then runs."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import insert

import migrations
from aurora.context import analyse
from aurora.models import Conversation, StyleProfile, Turn
from core.db import database
from core.ids import uuid7
from evals.__main__ import main
from evals.checking import check
from evals.extracted import Stored, extracted
from evals.labels import DATA, compare, load, setups, state_of, turn_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)
KEY = b"k" * 32


def _turn(message: str = "a red dress", setup: str = "none", **told: Any) -> Stored:
    told = {"agreed": True, "since": NOW, "at": NOW, "conversation": "c1", "seq": 1, **told}
    return Stored(message=message, state=setups()[setup], **told)


def test_only_what_was_said_under_consent_is_taken_and_the_rest_is_counted() -> None:
    found = extracted(
        [_turn(), _turn(agreed=False), _turn(at=NOW - timedelta(seconds=1)), _turn(since=None)], KEY
    )  # fmt: skip
    assert [case.message for case in found.cases] == ["a red dress"]
    assert found.left_out == {"no consent to analytics": 1, "said before the consent": 2}


def test_what_is_removed_is_counted_and_a_talk_keeps_together_under_a_name_that_leads_nowhere() -> None:
    turns = [_turn("it's for Zanele, jo@example.org"), _turn("thanks, zoe", seq=2, names=("Zoe",))]
    found = extracted([*turns, _turn(conversation="c2")], KEY)
    assert [case.message for case in found.cases] == ["it's for [name], [email]", "thanks, [name]", "a red dress"]
    assert found.removed == {"name": 2, "email": 1}
    names = [case.template for case in found.cases]
    assert names[0] == names[1] != names[2]
    assert "c1" not in names[0]
    other = extracted(turns, b"x" * 32)
    assert other.cases[0].template != names[0]


@pytest.mark.parametrize("setup", sorted(name for name in setups() if name not in ("none",)))
def test_what_was_known_before_is_the_same_when_it_is_read_back(setup: str) -> None:
    """Of every state that a label set starts from: it is left out, or the parser makes of it what it made before."""
    found = extracted([_turn("cheaper please", setup)], KEY)
    if not found.cases:
        assert found.left_out == {"its state has no form": 1}
        return
    case = msgspec.json.decode(msgspec.json.encode(found.cases[0]), type=type(found.cases[0]))
    before, after = setups()[setup], state_of(case)
    assert (after.context.occasion, after.context.department) == (before.context.occasion, before.context.department)
    assert [[p.slot for p in look.pieces] for look in after.looks] == [
        [p.slot for p in look.pieces] for look in before.looks
    ]
    known = msgspec.structs.replace(case, setup=setup)
    assert analyse(turn_of(case)).edit == analyse(turn_of(known)).edit
    assert {c.kind for c in after.constraints} == {c.kind for c in before.constraints}


# ── checking ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted(DATA.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_file_of_ours_is_in_order(path: Path) -> None:
    assert check(path) == []


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"labels": []}, "labels", "nobody has labelled this"),
        ({"labels": ["o=work"]}, "labels", "exactly one intent"),
        ({"labels": ["intent=dance"]}, "labels, 'intent=dance'", "intent is one of"),
        ({"labels": ["intent=look", "mood:sad"]}, "labels, 'mood:sad'", "is no label"),
        ({"labels": ["intent=look", "+colour:blurple"]}, "labels, '+colour:blurple'", "no colour"),
        ({"labels": ["intent=look", "+charm:red"]}, "labels, '+charm:red'", "no kind of wish"),
        ({"labels": ["intent=look", "+colour:red@hat"]}, "labels, '+colour:red@hat'", "no slot"),
        ({"labels": ["intent=refine", "chg=hats"]}, "labels, 'chg=hats'", "no slot"),
        ({"setup": "attic"}, "setup", "no state of setups.toml"),
        ({"setup": {"looks": [["top"]]}}, "setup", ""),
        ({"message": " "}, "message", "blank"),
        ({"labls": []}, "labls", "no field"),
        ({"id": 5}, "the line", "str"),
    ],
)
def test_a_fault_is_named_by_its_line_and_field(tmp_path: Path, row: dict[str, Any], field: str, said: str) -> None:
    good = {"id": "a", "template": "a", "message": "a red dress", "setup": "none", "labels": ["intent=product"]}
    rows = [good, {**good, "id": "b", **row}]
    (tmp_path / "f.jsonl").write_bytes(b"\n".join(msgspec.json.encode(each) for each in rows))
    faults = check(tmp_path / "f.jsonl")
    assert [(fault.line, fault.field) for fault in faults] == [(2, field)]
    assert said in faults[0].what


# ── from the shop ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop_url(empty_database_url: str) -> str:
    """Two shoppers said the same, of whom one let it be read."""

    async def fill() -> None:
        await migrations.upgrade(empty_database_url)
        state = msgspec.to_builtins(setups()["table"])
        async with database(empty_database_url) as sessions, sessions.begin() as session:
            for n in (1, 2):
                talk, visitor = UUID(int=100 + n), UUID(int=n)
                given = {"analytics": True, "analytics_at": (NOW - timedelta(days=1)).isoformat()} if n == 1 else {}
                profile = {"id": uuid7(), "visitor_id": visitor, "consent": given, "sizes": {}, "learned": {}}
                await session.execute(insert(StyleProfile), [profile])
                await session.execute(insert(Conversation), [{"id": talk, "visitor_id": visitor, "last_seq": 1}])
                turn = {
                    "id": uuid7(), "conversation_id": talk, "seq": 1, "status": "done", "reply": {}, "started_at": NOW,
                    "completed_at": NOW, "message": "swap the shoes, my name is jo", "input": {"state": state},
                }  # fmt: skip
                await session.execute(insert(Turn), [turn])

    asyncio.run(fill())
    return empty_database_url


def test_from_the_shop_to_a_file_that_is_labelled_checked_and_read(
    shop_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", shop_url)
    path = tmp_path / "turns.jsonl"
    told = CliRunner().invoke(main, ["extract", "turns", "--out", str(path)], catch_exceptions=False)
    assert "1 messages to label" in told.output
    assert "Left out: no consent to analytics 1." in told.output
    assert "Taken out of what was kept: name 1." in told.output
    assert b"my name is jo" not in path.read_bytes()
    unlabelled = CliRunner().invoke(main, ["check", str(path)])
    assert (unlabelled.exit_code, unlabelled.output) == (1, "line 1, labels: nobody has labelled this\n")
    (case,) = load(str(path))
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(case, labels=("intent=refine", "chg=shoes"))))
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0
    (labelled,) = load(str(path))
    assert compare(labelled, analyse(turn_of(labelled))) == (frozenset(), frozenset())
