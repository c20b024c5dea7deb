"""Runs of a suite that is made up here: what is kept, what goes on after a stop, what a comparison says."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from core.errors import InvalidInput, NotFound
from evals import results, runs
from evals.__main__ import main
from evals.comparing import compared
from evals.discovery import find, suites
from evals.runs import Manifest, Record, Run, started
from evals.solving import CHUNK, solve_all
from evals.suite import Case, Metric, Options, Suite, each
from evals.variants import Variant, load


class Answer(msgspec.Struct, frozen=True):
    value: float


asked: list[str] = []


def _answer(case: Case) -> Answer:
    asked.append(case.id)
    if case.input < 0:
        raise ArithmeticError("no root of a negative number")
    return Answer(case.input**0.5)


def _cases(options: Options) -> Iterable[Case]:
    for n in range(-1, 2 * CHUNK):
        yield Case(id=f"c{n}", input=n, expected=n, slices={"parity": "odd" if n % 2 else "even"})


ROOT = Metric(name="root", about="The value.", score=lambda case, answer: answer.value, high=10, headline=True)
EVEN = Metric(name="even root", about="Of even numbers.", score=lambda c, a: None if c.input % 2 else a.value, high=10)
LARGEST = Metric(name="largest", about="The largest.", pool=lambda rows: max(r.output.value for r in rows if r.output))
SUITE = Suite(name="roots", about="Square roots.", cases=_cases, open=each(_answer), output=Answer,
              metrics=(ROOT, EVEN, LARGEST))  # fmt: skip


def _run(folder: Path, **options: object) -> Run:
    return started(folder, Manifest(suite="roots", options=Options(**options)))  # type: ignore[arg-type]


def test_a_run_answers_every_case_once_and_gives_every_slice(tmp_path: Path) -> None:
    run = _run(tmp_path)
    found = results.result(run, SUITE, solve_all(run, SUITE, "roots"))
    root, even, largest = found.figures
    assert (found.cases, found.failed) == (2 * CHUNK + 1, 1)
    assert list(root.slices) == ["all", "parity=even", "parity=odd"]
    assert (even.overall.n, even.overall.unscored) == (CHUNK + 1, CHUNK), "the case that failed scores 0, not nothing"
    assert largest.overall.value == pytest.approx((2 * CHUNK - 1) ** 0.5)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    run = _run(tmp_path)
    whole = solve_all(run, SUITE, "roots")
    kept = run.folder / "cases.jsonl"
    kept.write_bytes(b"".join(kept.read_bytes().splitlines(keepends=True)[:CHUNK])[:-5])
    asked.clear()
    again = solve_all(run, SUITE, "roots")
    assert len(asked) == len(whole) - CHUNK + 1, "the line that was torn is answered again"
    assert [record.case.id for record in again] == [record.case.id for record in whole]
    assert len(run.records()) == len(whole)


def test_equal_manifests_share_a_run_and_others_do_not(tmp_path: Path) -> None:
    assert _run(tmp_path).folder == _run(tmp_path).folder
    assert _run(tmp_path, seed=2).folder != _run(tmp_path).folder
    assert _run(tmp_path, variant=Variant(name="b", shuffle=True)).folder != _run(tmp_path).folder


def test_a_limit_draws_the_same_cases_for_the_same_seed(tmp_path: Path) -> None:
    drawn = [[r.case.id for r in solve_all(_run(tmp_path / str(n), limit=5, seed=7), SUITE, "roots")] for n in (1, 2)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 5


def test_two_cases_of_one_id_are_refused(tmp_path: Path) -> None:
    twice = Suite(
        name="twice", about="", cases=lambda o: [Case(id="a"), Case(id="a")], open=each(_answer), metrics=(ROOT,)
    )
    with pytest.raises(ValueError, match="two cases with the id 'a'"):
        solve_all(_run(tmp_path), twice, "twice")
    assert not list(tmp_path.glob("*/*/cases.jsonl")), "nothing is half done"


def test_a_run_is_found_by_suite_by_key_and_by_path(tmp_path: Path) -> None:
    run = _run(tmp_path)
    for name in ("roots", f"roots/{run.folder.name[:4]}", str(run.folder)):
        assert runs.opened(tmp_path, name).folder == run.folder
    with pytest.raises(NotFound, match="There are: roots/"):
        runs.opened(tmp_path, "nothing")


# ── comparing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _records(values: Iterable[float | None]) -> list[Record]:
    return [
        Record(
            case=Case(id=str(n)), output={"value": value or 0.0}, scores={"root": None if value is None else (value, 1)}
        )
        for n, value in enumerate(values)
    ]


ONLY_ROOT = Suite(name="roots", about="", cases=_cases, open=each(_answer), output=Answer, metrics=(ROOT,))


def test_a_variant_that_is_worse_in_every_case_is_called_worse() -> None:
    found = compared(ONLY_ROOT, _records(n % 5 for n in range(40)), _records(n % 5 - 0.2 for n in range(40)))
    assert found.verdict == "worse"
    assert found.sentence.startswith("Worse: root 2.0000 → 1.8000 (-0.2000 [")


def test_less_is_better_where_the_metric_says_so() -> None:
    lower = _judged(ONLY_ROOT, better="lower")
    found = compared(lower, _records(n % 5 for n in range(40)), _records(n % 5 - 0.2 for n in range(40)))
    assert found.verdict == "better"
    assert found.differences[0].gain == pytest.approx(0.2)


def _judged(suite: Suite, *, better: str) -> Suite:
    return replace(suite, metrics=tuple(replace(metric, better=better) for metric in suite.metrics))  # type: ignore[arg-type]


def test_where_it_cannot_tell_it_says_how_many_cases_would() -> None:
    a, b = _records(n % 5 for n in range(40)), _records((n + 3) % 5 + 0.05 for n in range(40))
    found = compared(ONLY_ROOT, a, b)
    assert found.verdict == "cannot tell"
    assert "would need about" in found.sentence


def test_a_case_that_either_left_unscored_is_counted_and_not_compared() -> None:
    found = compared(ONLY_ROOT, _records([1, None, 3]), _records([1, 2, None]))
    assert (found.differences[0].n, found.differences[0].unscored) == (1, 2)


def test_runs_without_a_common_case_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no case in common"):
        compared(ONLY_ROOT, _records([1]), [])


# ── the command line ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_suite_that_ships_has_a_headline_metric_and_cases() -> None:
    for suite in suites().values():
        assert any(metric.headline for metric in suite.metrics), suite.name
        assert suite.about


def test_a_metric_says_exactly_one_way() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Metric(name="both", about="", score=lambda c, a: 0, pool=lambda rows: 0)


def test_a_variant_with_a_word_too_much_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("candidatess = 0.5\n")
    with pytest.raises(InvalidInput, match="candidatess"):
        load(tmp_path / "b.toml")


def test_a_suite_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="understanding"):
        find("undrestanding")


def test_the_command_runs_a_suite_and_shows_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    arguments = ["run", "understanding", "--set", "slices=fresh", "--limit", "12", "--json"]
    found = CliRunner().invoke(main, arguments, catch_exceptions=False)
    result = msgspec.json.decode(found.stdout_bytes.splitlines()[-1], type=results.Result)
    assert (result.cases, result.figures[0].metric) == (12, "exact")
    record = runs.opened(tmp_path / "evals", "understanding").records()[0]
    shown = CliRunner().invoke(main, ["show", record.case.id, "--run", "understanding"], catch_exceptions=False)
    assert msgspec.json.decode(shown.stdout_bytes, type=Record) == record
    refused = CliRunner().invoke(main, ["run", "understanding", "--set", "slice=fresh"])
    assert (refused.exit_code, "it has slices" in refused.output) == (2, True)
