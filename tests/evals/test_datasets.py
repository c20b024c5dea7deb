"""The data sets: what leaks is found, what does not is left alone, and what is absent is said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.errors import NotFound
from evals.__main__ import main
from evals.datasets.known import KNOWN, dataset
from evals.datasets.leakage import Entry, Leak, leaks, shingles

LONG = "a light linen suit for a garden wedding in the south of france at the end of a very hot june"


def test_what_is_word_for_word_in_both_is_found_whatever_its_case_and_stops() -> None:
    found = leaks(
        {"train": [Entry("a", "Red shoes, please!")], "test": [Entry("b", "red shoes please"), Entry("c", "x")]}
    )
    assert found == (Leak("the same", "test", "train", 1, 2, ("b",)),)
    assert found[0].show() == "1 of 2 (50.0%) of test are word for word in train: b"


def test_what_nearly_is_the_same_is_found_and_what_only_is_alike_is_not() -> None:
    near = LONG.rsplit(" ", 1)[0]
    alike = "a light linen suit for a christening in the north of spain at the beginning of september"
    found = leaks({"train": [Entry("a", LONG)], "test": [Entry("b", near), Entry("c", alike)]})
    likeness = len(shingles(near) & shingles(LONG)) / len(shingles(near) | shingles(LONG))
    assert likeness >= 0.8
    assert [(leak.kind, leak.examples) for leak in found] == [("nearly the same", ("b",))]


def test_a_group_on_both_sides_is_found() -> None:
    parts = {
        "train": [Entry("a", "one", "talk-1")],
        "test": [Entry("b", "two", "talk-1"), Entry("c", "three", "talk-2")],
    }
    assert leaks(parts) == (Leak("shares a group", "test", "train", 1, 2, ("talk-1",)),)


def test_near_neighbours_are_found_among_thousands() -> None:
    words = [f"word{n}" for n in range(500)]
    train = [Entry(str(n), " ".join(words[(n * 7 + k * 13) % 500] for k in range(20))) for n in range(2_000)]
    test = [Entry("near", train[1234].text.rsplit(" ", 1)[0] + " other"), Entry("far", "nothing of the kind at all")]
    assert [leak.examples for leak in leaks({"train": train, "test": test})] == [("near",)]


def test_each_says_where_it_is_from_under_what_licence_and_what_to_beware_of() -> None:
    for one in KNOWN:
        assert one.origin, one.name
        assert one.licence, one.name
        assert one.traps, one.name
    with pytest.raises(NotFound, match="There are: mango, polyvore"):
        dataset("mangoo")


def test_the_public_sets_are_here_and_read(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(shared_data))
    assert all(one.present for one in KNOWN)
    splits = dataset("mango").splits
    assert splits is not None
    assert {part: len(list(entries)) for part, entries in splits(shared_data).items()} == {"train": 5063, "valid": 724}
    assert len(dataset("open-bandit").sha256()) == 64


def test_a_set_that_is_absent_is_said_and_leaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path))
    assert (dataset("mango").present, dataset("mango").sha256(), dataset("mango").leaks()) == (False, "absent", ())
    listed = CliRunner().invoke(main, ["datasets"], catch_exceptions=False)
    assert listed.exit_code == 0
    assert "mango" in listed.output


def test_the_teams_own_messages_were_checked_and_what_leaks_is_a_sliver() -> None:
    """Short messages ("red shoes") come up twice by themselves; what would matter is a template on both sides."""
    found = dataset("understanding").leaks()
    assert not [leak for leak in found if leak.kind == "shares a group" and leak.into == "train"]
    assert all(leak.count / leak.total <= 0.05 for leak in found if leak.into == "train")


def test_a_changed_file_has_another_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_DATA", str(tmp_path))
    place = tmp_path / "outfits"
    place.mkdir()
    (place / "polyvore_valid.json").write_text(json.dumps({"outfits": {}}))
    before = dataset("polyvore").sha256()
    (place / "polyvore_valid.json").write_text(json.dumps({"outfits": {}, "items": {}}))
    assert dataset("polyvore").sha256() != before
