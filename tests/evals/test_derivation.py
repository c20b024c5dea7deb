"""The suite of bare titles: what is right, what is silence, worked by hand, and the real catalogue where it is."""

from pathlib import Path

import pytest

from core.errors import InvalidInput
from evals.results import result
from evals.runs import Manifest, started
from evals.solving import solve_all
from evals.statistics import Estimate
from evals.suite import Case, Options, Solved
from evals.suites.derivation import SUITE, Told

HEADER = "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName"
ROWS = (
    "1,Men,Apparel,Topwear,Shirts,Navy Blue,Fall,2011,Casual,Alder Men Navy Blue Shirt",
    "2,Women,Apparel,Dress,Dresses,Red,Fall,2011,Casual,Alder Women Red Dress",
    "3,Women,Personal Care,Lips,Lipstick,Pink,Fall,2011,,Alder Rosy Lipstick",
    "5,Women,Free Items,Gifts,Free Gifts,Red,Fall,2011,,Alder Red Watch",
    "7,Women,Apparel,Topwear,Shirts,Red,Fall,2011,,",
)


def figures(folder: Path, **given: object) -> dict[str, Estimate]:
    run = started(folder, Manifest(suite="derivation", options=Options(**given)))  # type: ignore[arg-type]
    return {one.metric: one.overall for one in result(run, SUITE, solve_all(run, SUITE, "derivation")).figures}


def scored(name: str, told: str | None, right: list[str]) -> dict[str, float | None]:
    case = Case(id="1", expected={name: right})
    output = {field: Told(told if field == name else None, 0.9) for field in ("category", "colour", "department")}
    parts = {one.name: one.of(Solved(case=case, output=output)) for one in SUITE.metrics if one.score}
    return {metric.removeprefix(f"{name} "): part and part[0] for metric, part in parts.items()}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "catalogues"
    folder.mkdir(parents=True)
    (folder / "fashion_product_images.csv").write_text("\n".join((HEADER, *ROWS)) + "\n", encoding="utf-8")
    monkeypatch.setenv("EVALS_DATA", str(tmp_path / "data"))


def test_silence_is_wrong_in_accuracy_and_unscored_where_told() -> None:
    silent = scored("colour", None, ["navy"])
    assert (silent["accuracy"], silent["coverage"], silent["accuracy where told"]) == (0.0, 0.0, None)
    wrong = scored("colour", "red", ["navy"])
    assert (wrong["accuracy"], wrong["coverage"], wrong["accuracy where told"]) == (0.0, 1.0, 0.0)
    assert scored("colour", "indigo", ["blue", "indigo"])["accuracy"] == 1.0
    assert scored("colour", "red", ["red"])["department accuracy"] is None, "no label, no figure"


def test_no_garment_named_is_right_where_none_is_meant() -> None:
    assert scored("category", None, ["other"])["accuracy"] == 1.0
    assert scored("category", None, ["shirt"])["accuracy"] == 0.0


@pytest.mark.usefixtures("catalogue")
def test_a_half_has_its_ids_and_neither_free_items_nor_empty_titles() -> None:
    def ids(half: str) -> list[str]:
        return [case.id for case in SUITE.cases(Options(settings={"half": half}))]

    assert (ids("test"), ids("train"), ids("both")) == (["1", "3"], ["2"], ["1", "2", "3"])
    with pytest.raises(InvalidInput, match="train, test, both"):
        ids("third")


@pytest.mark.usefixtures("catalogue")
def test_titles_are_read_and_a_lipstick_has_no_colour_to_be_right_about(tmp_path: Path) -> None:
    found = figures(tmp_path)
    assert (found["category accuracy"].value, found["category accuracy"].n) == (1.0, 2)
    assert (found["colour accuracy"].value, found["colour accuracy"].n, found["colour accuracy"].unscored) == (1, 1, 1)


def test_without_the_data_there_are_no_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path))
    assert list(SUITE.cases(Options())) == []


@pytest.mark.slow
@pytest.mark.shared_data
def test_titles_of_a_real_catalogue_are_read_well(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALS_DATA", str(shared_data))
    found = figures(tmp_path, limit=4000)
    assert (found["category accuracy"].low or 0) > 0.92
    assert (found["colour accuracy"].low or 0) > 0.90
    assert (found["department accuracy"].low or 0) > 0.96
    assert (found["category calibration"].value or 1) < 0.04
