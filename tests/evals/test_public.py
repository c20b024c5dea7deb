"""The public figures that are kept: on the page as in the file, beside every floor that the data came with."""

import re
from pathlib import Path

import pytest

from evals import public
from evals.datasets.known import dataset
from evals.discovery import find
from evals.public import Asked, Row
from evals.statistics import Estimate

SETS = {"mango", "polyvore", "simmc", "fashion-iq", "renttherunway", "open-bandit", "goemotions"}


def row(of: str, value: float | None = 0.5, **more: object) -> Row:
    found = Estimate(value=value, low=0.4, high=0.6, n=10, clusters=5) if value is not None else Estimate(value=None)
    return Row(of=of, what="a figure", found=found, measured="2026-01-01", commit="abc", **more)  # type: ignore[arg-type]


def test_the_page_says_what_the_file_holds() -> None:
    page = public.PAGE.read_text("utf-8")
    between = page[page.index(public.BEGIN) + len(public.BEGIN) : page.index(public.END)].strip()
    assert between == public.table(public.load())


def test_every_figure_that_is_kept_is_one_that_is_asked_and_has_its_interval_and_count() -> None:
    asked = {(one.of, one.what): one for one in public.ASKED}
    kept = public.load()
    assert {row.of for row in kept} == SETS
    for one in kept:
        if one.found.value is None:
            assert one.why == asked[one.of, one.what].why != ""
            continue
        assert one.found.n > 0
        assert one.measured
        assert len(one.data) == 64
        if one.of != "open-bandit":
            assert one.found.low is not None
            assert one.found.high is not None
            assert one.found.low <= one.found.value <= one.found.high
            assert one.floors == asked[one.of, one.what].floors


def test_every_figure_is_asked_of_a_suite_that_names_its_data() -> None:
    for one in public.ASKED:
        if one.suite:
            suite = find(one.suite)
            assert one.of in suite.datasets
            assert suite.metric(one.metric).name == one.metric
            assert set(one.settings) <= set(suite.setting_names)
        else:
            assert one.why


@pytest.mark.shared_data
def test_every_floor_that_the_data_came_with_stands_beside_a_figure(shared_data: Path) -> None:
    told = (shared_data / "README.md").read_text("utf-8")
    floors = told[told.index("Floors measured on these files:") :]
    # What the text writes as .62 or 73.8 %.
    numbers = {float(n) for n in re.findall(r"(?<![\d.])\.\d+", floors)} | {
        round(float(n) / 100, 4) for n in re.findall(r"(\d+\.\d+) %", floors)
    }
    assert len(numbers) > 20
    held = {value for one in public.load() for value in one.floors.values()}
    assert numbers - held == set()
    assert {0.157, 0.311, 0.292} <= held


def test_sets_that_were_not_asked_stay_as_they_are() -> None:
    before = [row("mango"), row("simmc"), row("open-bandit")]
    now = [row("simmc", 0.7)]
    assert public.merged(before, now, ["simmc"]) == [before[0], now[0], before[2]]


def test_a_figure_that_is_not_had_says_why_beside_its_floor() -> None:
    line = public.table([row("renttherunway", None, floors={"chance": 0.5}, why="nobody foretells it")])
    assert line.endswith("| a figure | none: nobody foretells it | | | chance 0.500 |")


def test_a_page_keeps_what_is_written_around_its_tables(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{public.BEGIN}\nold\n{public.END}\nafter\n", "utf-8")
    public.write_page([row("mango")], page)
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{public.END}\nafter\n")
    assert "old" not in text
    assert "0.500 [0.400, 0.600] | 10 | 5 |" in text


def test_the_error_of_an_estimate_whose_interval_holds_the_truth_may_be_none() -> None:
    seen = Estimate(value=0.9, low=0.7, high=1.2, n=9)
    error = public._relative(seen, 1.0)
    assert error.value == pytest.approx(0.1)
    assert error.low == 0.0
    assert error.high == pytest.approx(0.3)
    other = public._relative(Estimate(value=1.5, low=1.4, high=1.6, n=9), 1.0)
    assert other.low == pytest.approx(0.4)
    assert other.high == pytest.approx(0.6)


def test_the_command_of_a_figure_is_one_that_can_be_typed() -> None:
    asked = Asked(of="mango", what="x", suite="compatibility", settings={"part": "history"}, metric="AUC")
    assert asked.command == "evals run compatibility --set part=history"
    assert {one.of for one in public.ASKED} | {"open-bandit"} == SETS
    assert all(dataset(one).name == one for one in SETS)
