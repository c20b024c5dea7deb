"""A model's answers recorded from a real server over HTTP, and played back without one."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from core.errors import InvalidInput
from core.llm import Message
from evals.__main__ import main
from evals.cassettes import MissingAnswer, answering, chat_model, load
from evals.suite import Case, Options
from evals.suites.grounding import SUITE, Heard
from evals.variants import Variant
from tests.fake_llm import FakeLlm, Mode

pytestmark = pytest.mark.anyio
ASKED = (Message("system", "Be brief."), Message("user", "A coat, please."))


@pytest.fixture
async def server() -> AsyncIterator[FakeLlm]:
    async with FakeLlm("honest", seed=3) as running:
        yield running


@pytest.fixture
def cassette(tmp_path: Path, server: FakeLlm, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("CHAT_MODEL", "fake")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path / "answers.jsonl"


def _options(mode: str, cassette: Path, **more: object) -> Options:
    return msgspec.convert({"model": mode, "settings": {"cassette": str(cassette)}, **more}, Options)


def _replies() -> list[Case]:
    return [case for case in SUITE.cases(Options()) if case.expected == "said"][:3]


async def _answers(options: Options, cases: list[Case]) -> list[Heard]:
    async with SUITE.open(options, {}) as solve:
        return [await solve(case) for case in cases]


async def test_what_was_recorded_live_is_said_again_without_a_server(server: FakeLlm, cassette: Path) -> None:
    live = await _answers(_options("live", cassette), _replies())
    asked = len(server.requests)
    recorded = await _answers(_options("recorded", cassette), _replies())
    assert recorded == live
    assert {heard.responder for heard in live} == {"llm"}
    assert asked == len(load(cassette)) == 3
    assert len(server.requests) == asked, "nobody was asked again"


async def test_tokens_are_played_back_as_they_were_counted(cassette: Path) -> None:
    await _answers(_options("live", cassette), _replies()[:1])
    (answer,) = load(cassette)
    assert (answer.usage.prompt_tokens, answer.usage.measured, answer.model) == (700, True, "fake")


async def test_an_answer_that_was_never_recorded_ends_the_run_and_names_the_case(cassette: Path) -> None:
    await _answers(_options("live", cassette), _replies()[:1])
    with pytest.raises(MissingAnswer, match=_replies()[1].id):
        await _answers(_options("recorded", cassette), _replies()[:2])


@pytest.mark.parametrize("mode", ["server_error", "rate_limited", "cut"])
async def test_a_failure_is_recorded_as_one(mode: Mode, cassette: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeLlm(mode) as broken:
        monkeypatch.setenv("OPENAI_BASE_URL", broken.base_url)
        live = await _answers(_options("live", cassette), _replies()[:1])
    recorded = await _answers(_options("recorded", cassette), _replies()[:1])
    (answer,) = load(cassette)
    assert recorded == live
    assert answer.failed == {"server_error": "unavailable", "rate_limited": "rate_limited", "cut": "interrupted"}[mode]


async def test_the_same_request_twice_in_a_case_has_two_answers(
    cassette: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def said(options: Options) -> list[str]:
        async with chat_model(options, "any") as model:
            assert model is not None
            with answering("a"):
                return ["".join([part async for part in model.stream(ASKED, max_tokens=50)]) for _ in range(2)]

    async with FakeLlm("verbatim", text="A camel coat. Long.") as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.base_url)
        live = await said(_options("live", cassette))
    assert [answer.key[-2:] for answer in load(cassette)] == ["/1", "/2"]
    assert await said(_options("recorded", cassette)) == live


async def test_two_models_answers_are_told_apart_by_the_variant(cassette: Path) -> None:
    for name in ("one", "two"):
        await _answers(_options("live", cassette, variant=Variant(model=name)), _replies()[:1])
    assert [answer.model for answer in load(cassette)] == ["one", "two"]
    with pytest.raises(InvalidInput, match="one, two"):
        await _answers(_options("recorded", cassette), _replies()[:1])


async def test_live_without_a_server_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InvalidInput, match="OPENAI_BASE_URL"):
        await _answers(_options("live", tmp_path / "x.jsonl"), [])


def test_the_commands_say_what_is_missing_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    run = CliRunner().invoke
    assert "`--model live` records one" in run(main, ["run", "grounding", "--model", "recorded"]).output
    assert "asks no language model" in run(main, ["run", "ranking", "--model", "live"]).output
    assert not list((tmp_path / "evals").glob("*/*/run.json")), "no run was begun"
