"""Captions parsed as changes of one garment, and the marks of a reader: figures by hand, staleness, what is kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals import fashion_iq
from evals.datasets import fashion_iq as reader
from evals.datasets.fashion_iq import Caption
from evals.dialogues import captions
from evals.fashion_iq import Judgement, digest
from evals.results import estimate
from evals.runs import Record, recorded
from evals.suite import Options, Solved
from evals.suites import fashion_iq as suite


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Three rows of invented captions, in the files' shape."""
    rows = {
        "dress": [["is navy with short sleeves", "navy"]],
        "shirt": [["has stripes", " "]],
        "toptee": [["is a plain green t-shirt", "is warmer"]],
    }
    for part, texts in rows.items():
        found = [{"target": "B0", "candidate": "B1", "captions": pair} for pair in texts]
        (tmp_path / f"fashion_iq_{part}.json").write_text(json.dumps(found))
    return tmp_path


def test_every_caption_that_says_anything_is_read_and_known_by_where_it_stands(directory: Path) -> None:
    found = reader.load(directory)
    assert [(c.part, c.row, c.number) for c in found] == [
        ("dress", 0, 0), ("dress", 0, 1), ("shirt", 0, 0), ("toptee", 0, 0), ("toptee", 0, 1),
    ]  # fmt: skip
    assert len({c.key for c in found}) == 5
    assert reader.sample(found, 3, seed=4) == reader.sample(found, 3, seed=4)


def test_a_caption_gives_its_colour_its_sleeves_and_its_pattern() -> None:
    assert captions.parse(Caption("dress", 0, 0, "is navy with short sleeves")) == ("colour=navy", "coverage=0.6")
    assert captions.parse(Caption("shirt", 0, 0, "has stripes")) == ("pattern=striped",)


def test_naming_what_lies_on_the_table_is_no_change_and_another_garment_is() -> None:
    assert captions.parse(Caption("dress", 0, 0, "is a green dress")) == ("colour=green",)
    assert captions.parse(Caption("toptee", 0, 0, "is an olive t-shirt")) == ("colour=olive", "category=t_shirt")


def test_a_direction_is_one_change_with_its_level() -> None:
    assert captions.parse(Caption("toptee", 0, 1, "is warmer")) == ("direction=warmer",)


def read(marks: str, missed: int, *changes: str, of: tuple[str, ...] | None = None) -> Record:
    """A caption whose parse is `changes`, marked when it was `of`, scored by the suite."""
    judged = Judgement("a", digest(changes if of is None else of), marks, missed)
    asked = suite.case(Caption("dress", len(marks), missed, f"{changes}"), judged, drawn=False)
    return recorded(Solved(case=asked, output=suite.Parsed(changes)), suite.SUITE.metrics)


def values(*records: Record) -> dict[str, float | None]:
    return {m.name: estimate(suite.SUITE, m, records).value for m in suite.SUITE.metrics}


def test_precision_and_recall_are_counted_over_changes() -> None:
    found = values(read("rw", 1, "colour=red", "fit=slim"), read("", 1), read("r", 0, "colour=blue"))
    assert found == {
        "precision": pytest.approx(2 / 3), "recall": pytest.approx(2 / 4), "wholly right": pytest.approx(1 / 3),
        "marks that hold": 1.0, "some parse": None,
    }  # fmt: skip


def test_a_judgement_of_another_parse_is_stale_and_counts_for_nothing() -> None:
    found = values(read("r", 0, "colour=red", "fit=slim", of=("colour=red",)), read("r", 0, "colour=blue"))
    assert (found["marks that hold"], found["precision"], found["wholly right"]) == (0.5, 1.0, 1.0)


def test_marks_are_kept_without_the_captions(directory: Path, tmp_path: Path) -> None:
    marked, kept = tmp_path / "marks.tsv", tmp_path / "kept.jsonl"
    fashion_iq.write_for_reading(marked, reader.load(directory)[:2])
    lines = marked.read_text().splitlines()
    marked.write_text("\n".join((lines[0].rstrip("\t") + "\trw\t1", lines[1].rstrip("\t") + "\tr\t0")) + "\n")
    fashion_iq.keep(fashion_iq.take(marked), kept)
    assert [(one.marks, one.missed) for one in fashion_iq.load(kept)] == [("rw", 1), ("r", 0)]
    assert "sleeves" not in kept.read_text()


def test_a_mark_too_few_is_refused_with_the_line_that_lacks_it(directory: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marks.tsv"
    fashion_iq.write_for_reading(marked, reader.load(directory)[:1])
    marked.write_text(marked.read_text().rstrip("\r\n\t") + "\tr\t0\n")
    with pytest.raises(ValueError, match=r"dress-0-0-\w+: 2 changes are marked 'r'"):
        fashion_iq.take(marked)


@pytest.mark.shared_data
def test_every_judgement_speaks_of_a_caption_that_is_there(shared_data: Path) -> None:
    keys = {caption.key for caption in reader.load(shared_data / "dialogues")}
    judgements = fashion_iq.load()
    assert len({one.key for one in judgements}) == len(judgements) == 200
    assert all(one.key in keys for one in judgements)


@pytest.mark.shared_data
def test_a_caption_is_a_case_once_whether_drawn_or_read(shared_data: Path) -> None:
    cases = list(suite.SUITE.cases(Options()))
    assert len({one.id for one in cases}) == len(cases)
    assert sum(one.expected["drawn"] for one in cases) == suite.DRAWN
    assert sum(one.expected["read"] is not None for one in cases) == 200


@pytest.mark.shared_data
def test_captions_are_written_to_be_read_or_marks_kept_but_one_of_both(shared_data: Path, tmp_path: Path) -> None:
    runner, out = CliRunner(), tmp_path / "marks.tsv"
    assert runner.invoke(fashion_iq.fashion_iq, ["--out", str(out), "--count", "5"]).exit_code == 0
    assert len(out.read_text("utf-8").splitlines()) == 5
    assert runner.invoke(fashion_iq.fashion_iq, []).exit_code == 2
