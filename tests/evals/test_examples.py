"""The examples of docs/evals.md: a suite and a metric, each in its own file, by the command that the page gives."""

import re
import shlex
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from evals.__main__ import main
from evals.results import Result
from evals.runs import listed

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def _run(*arguments: str) -> Result:
    found = CliRunner().invoke(main, [*arguments, "--json"], catch_exceptions=False)
    return msgspec.json.decode(found.stdout_bytes.splitlines()[-1], type=Result)


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


def test_the_suite_of_the_page_runs() -> None:
    result = _run("run", str(EXAMPLES / "greetings.py"))
    assert (result.manifest.suite, result.cases, result.failed) == ("greetings", 5, 0)
    assert result.figures[0].overall.value == 1.0


def test_the_metric_of_the_page_joins_its_suite() -> None:
    result = _run(
        "run", "understanding", "--metric", str(EXAMPLES / "doubt.py"), "--set", "slices=dev2", "--limit", "40"
    )
    doubt = next(figure for figure in result.figures if figure.metric == "confidence when wrong")
    assert doubt.overall.n + doubt.overall.unscored == 40
    assert doubt.overall.unscored > 30, "where it is right there is nothing to doubt"


@pytest.mark.parametrize("name", ["greetings.py", "doubt.py"])
def test_each_is_under_sixty_lines_and_on_the_page(name: str) -> None:
    assert len((EXAMPLES / name).read_text().splitlines()) < 60
    assert f"examples/{name}" in (EXAMPLES.parent / "evals.md").read_text()


def _lines_of(section: str) -> list[str]:
    page = (EXAMPLES.parent / "evals.md").read_text("utf-8")
    text = page.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    return [line.strip() for line in text.splitlines() if line.startswith("    evals ")]


def test_the_first_hour_of_the_page_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES.parents[1])
    lines, said = _lines_of("A first hour"), list[str]()
    assert len(lines) == 6
    for line in lines:
        runs = [run for run, _, _ in listed(tmp_path / "evals")][::-1]
        for name, run in zip(("ranking/A", "ranking/B"), runs, strict=False):
            line = line.replace(name, run.name[:14])
        found = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
        assert found.exit_code == (1 if line.startswith("evals compare") else 0), f"{line}: {found.output}"
        said.append(found.output)
    assert "price matters twice" in said[2]
    assert "Worse: AUC" in said[3]
    assert '"r01-bag"' in said[4]
    assert (tmp_path / "evals" / "ranking").exists()


def test_every_command_of_the_page_is_there() -> None:
    page = (EXAMPLES.parent / "evals.md").read_text("utf-8")
    for name in {found.split()[0] for found in re.findall(r"`evals ([a-z][a-z -]*)", page)}:
        assert name in main.commands, name
    assert set(main.commands) <= set(re.findall(r"evals ([a-z]+)", page)), "and every command is on the page"
