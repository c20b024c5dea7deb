"""The judge over a real socket: asked both ways, refused until measured; kappa against scikit-learn's."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner, Result
from sklearn.metrics import cohen_kappa_score

from core.errors import InvalidInput
from core.llm import OpenAIChatModel
from evals.__main__ import main
from evals.judge.judging import (
    Agreement,
    JudgeNotMeasured,
    Pair,
    Said,
    fingerprint,
    judge,
    load_pairs,
    load_rubric,
    measure,
    refuse_unmeasured,
)
from evals.statistics import Estimate
from evals.statistics.agreement import Judgement, agreement, cohen_kappa
from tests.fake_lies import Sent
from tests.fake_llm import FakeLlm, Mode

pytestmark = pytest.mark.anyio
RUBRIC = load_rubric()


class Judging(FakeLlm):
    """An endpoint that prefers the answer with the word "good" in it, and finds no difference in two that both have it
    or both lack it: unmoved by their order."""

    def _sentences(self, facts: Any, request: dict[str, Any]) -> list[Sent]:
        asked = request["messages"][-1]["content"]
        has = ["good" in asked.split(f"<{place}>")[1].split("</")[0] for place in ("first", "second")]
        better = "tie" if has[0] == has[1] else "first" if has[0] else "second"
        return [Sent(msgspec.json.encode({"better": better, "why": "it is good"}).decode(), False)]


def _pair(a: str, b: str, label: Any = None, n: int = 1) -> Pair:
    return Pair(id=f"p{n}", request=f"a coat {n}", a=a, b=b, label=label, by="person")


def _model(server: FakeLlm) -> OpenAIChatModel:
    return OpenAIChatModel(name="fake", api_key="k", base_url=server.base_url)


async def _said(server: FakeLlm, pair: Pair) -> Said:
    async with server:
        model = _model(server)
        try:
            return await judge(model, RUBRIC, pair)
        finally:
            await model.aclose()


@pytest.mark.parametrize(("a", "b", "word"), [("good", "bad", "a"), ("bad", "good", "b"), ("good", "good", "tie")])
async def test_what_holds_both_ways_round_is_the_verdict(a: str, b: str, word: str) -> None:
    server = Judging("verbatim")
    said = await _said(server, _pair(a, b))
    assert (said.word, said.swayed) == (word, False)
    first, second = (request["messages"][-1]["content"] for request in server.requests)
    assert f"<first>\n{a}\n</first>\n<second>\n{b}\n</second>" in first
    assert f"<first>\n{b}\n</first>\n<second>\n{a}\n</second>" in second
    assert all(criterion in server.requests[0]["messages"][0]["content"] for criterion in RUBRIC.criteria)


async def test_a_judge_that_always_prefers_what_it_reads_first_says_nothing() -> None:
    said = await _said(FakeLlm("verbatim", text='{"better": "first"}'), _pair("good", "bad"))
    assert (said.word, said.swayed) == ("tie", True)


@pytest.mark.parametrize("mode", ["server_error", "verbatim", "not_sse", "refused_key"])
async def test_a_judge_that_fails_or_gives_no_answer_is_unscored_and_no_tie(mode: Mode) -> None:
    assert (await _said(FakeLlm(mode, text='{"better": "both"}'), _pair("good", "bad"))).word is None


# ── agreement ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_kappa_by_hand() -> None:
    """Of 50, both say yes to 20 and no to 15, one alone to 5, the other alone to 10: (0.7 − 0.5) / (1 − 0.5)."""
    counts = {("yes", "yes"): 20, ("no", "no"): 15, ("yes", "no"): 5, ("no", "yes"): 10}
    said = [Judgement(*pair) for pair, n in counts.items() for _ in range(n)]
    assert cohen_kappa(said) == pytest.approx(0.4)
    assert cohen_kappa([]) is None
    assert cohen_kappa([Judgement("a", "a")] * 3) is None


def test_kappa_agrees_with_scikit_learn() -> None:
    chance = np.random.default_rng(2)
    for _ in range(20):
        one = chance.choice(["a", "b", "tie"], 60).tolist()
        other = [word if chance.random() < 0.6 else str(chance.choice(["a", "b", "tie"])) for word in one]
        found = cohen_kappa([Judgement(*both) for both in zip(one, other, strict=True)])
        assert found == pytest.approx(cohen_kappa_score(one, other))


def test_the_interval_of_kappa_is_over_requests_and_holds_it() -> None:
    chance = np.random.default_rng(3)
    said = [Judgement(w, w if chance.random() < 0.8 else "tie") for w in chance.choice(["a", "b"], 120).tolist()]
    found = agreement(said, [str(n // 2) for n in range(120)])
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert found.clusters == 60


async def test_what_was_measured_says_how_often_the_judge_was_swayed_or_silent() -> None:
    pairs = [_pair("good", "bad", label, n) for n, label in enumerate(("a", "a", "b", None))]
    async with Judging("verbatim") as server:
        model = _model(server)
        found = await measure(model, RUBRIC, pairs)
        await model.aclose()
    assert (found.model, found.rubric, found.kappa.n) == ("fake", fingerprint(RUBRIC), 3)
    assert (found.swayed, found.unanswered, found.by_people, len(server.requests)) == (0, 0, True, 6)
    assert found.kappa.value == 0, "it says one word alone"


# ── whether it may decide ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "another"}, "measured of another"),
        ({"rubric": "0" * 12}, "with rubric 000000000000"),
        ({"kappa": Estimate(value=0.9, low=0.55, high=0.99, n=40)}, "lower end must be 0.6"),
        ({"by_people": False}, "not all people's"),
        ({"kappa": Estimate(value=None)}, "lower end must be 0.6"),
    ],
)
def test_a_judge_is_refused_that_was_not_measured_or_does_not_agree(change: dict[str, Any], said: str) -> None:
    model = OpenAIChatModel(name="fake", api_key="k", base_url="http://127.0.0.1:9/v1")
    good = Agreement(
        model="fake", rubric=fingerprint(RUBRIC), pairs="x", by_people=True, swayed=0, unanswered=0,
        kappa=Estimate(value=0.8, low=0.65, high=0.9, n=40),
    )  # fmt: skip
    refuse_unmeasured(good, model, RUBRIC)
    with pytest.raises(JudgeNotMeasured, match=said):
        refuse_unmeasured(msgspec.structs.replace(good, **change), model, RUBRIC)
    with pytest.raises(JudgeNotMeasured, match="Nobody has measured"):
        refuse_unmeasured(None, model, RUBRIC)


async def _run(server: FakeLlm, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """The command in a thread of its own, since it begins an event loop and the endpoint lives in this one's."""
    import anyio.to_thread

    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("CHAT_MODEL", "fake")
    return await anyio.to_thread.run_sync(lambda: CliRunner().invoke(main, ["judge", *arguments]))


async def test_from_measuring_to_deciding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labelled = [_pair(*(("good", "bad", "a") if n % 2 else ("bad", "good", "b")), n=n) for n in range(12)]
    decided = [_pair("good", "bad", n=n) for n in range(8)]
    paths = tmp_path / "labelled.jsonl", tmp_path / "decided.jsonl", tmp_path / "agreement.json"
    for path, pairs in zip(paths, (labelled, decided), strict=False):
        path.write_bytes(b"\n".join(msgspec.json.encode(pair) for pair in pairs))
    asked = ["compare", str(paths[1]), "--agreement", str(paths[2])]
    async with Judging("verbatim") as server:
        refused = await _run(server, monkeypatch, *asked)
        assert (refused.exit_code, "Nobody has measured" in refused.output, server.requests) == (1, True, [])
        told = await _run(server, monkeypatch, "measure", "--pairs", str(paths[0]), "--out", str(paths[2]))
        assert "fake: kappa 1.000" in told.output
        found = await _run(server, monkeypatch, *asked)
    assert "a 8, b 0, ties 0, silent 0, swayed 0" in found.output
    assert found.exit_code == 1, "b is worse"


def test_our_own_pairs_and_rubric_can_be_read_and_have_every_label() -> None:
    pairs = load_pairs()
    assert len({pair.id for pair in pairs}) == len(pairs) == 40
    assert {pair.label for pair in pairs} == {"a", "b", "tie"}
    assert {pair.by for pair in pairs} == {"model"}, "nobody else has labelled them yet"


def test_a_broken_line_of_pairs_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "x", "request": "r", "a": "1", "b": "2"}\n{"id": 5}\n')
    with pytest.raises(InvalidInput, match="line 2"):
        load_pairs(tmp_path / "p.jsonl")
