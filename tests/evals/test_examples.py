"""The examples of docs/evals.md: a suite and a metric, each in its own file, by the command that the page gives."""

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from evals.__main__ import main
from evals.results import Result

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
