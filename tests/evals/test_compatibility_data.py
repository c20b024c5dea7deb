"""What is read of a shop's pieces, from a small catalogue written here."""

import csv
import json
from pathlib import Path

from aurora.compatibility import Piece
from evals.compatibility_recipes import with_history
from evals.datasets import mango
from evals.datasets.mango import Mango

_COLUMNS = (
    "cod_modelo_color", "des_color_specification_esp", "des_agrup_color_eng", "des_fabric", "des_product_type",
    "des_product_family", "des_product_aggregated_family", "des_filename",
)  # fmt: skip
_ROWS = (
    ("7-A", "VERDE CLARO", "GREEN", "C", "Sandals", "Footwear", "Accessories", "2021_x.jpg"),
    ("7-B", "NEGRO", "GREY", "C", "Sandals", "Footwear", "Accessories", "2021_x.jpg"),
    ("8-A", "CRUDO", "WHITE", "C", "Necklace", "Jewellery", "Accessories", "2022_x.jpg"),
)


def read(folder: Path) -> Mango:
    with (folder / "mango_products.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((_COLUMNS, *_ROWS))
    told = {"outfits": {"1": ["7-A", "8-A"]}, "split": {"train": [1]}, "fitb_valid": [], "compat_valid": []}
    (folder / "mango_splits.json").write_text(json.dumps(told), "utf-8")
    return mango.load(folder)


def facts_of(piece: Piece) -> dict[str, str]:
    return dict(piece.facts)


def test_a_piece_knows_which_other_colours_its_model_comes_in(tmp_path: Path) -> None:
    green, black, necklace = read(tmp_path).train.pieces
    assert (green.words, black.words, necklace.words) == (("NEGRO",), ("VERDE CLARO",), ())
    assert [facts_of(piece)["range"] for piece in (green, black, necklace)] == ["2", "2", "1"]


def test_shoes_and_jewellery_are_two_families_of_one_wide_family(tmp_path: Path) -> None:
    held = read(tmp_path)
    green, _, necklace = map(facts_of, held.train.pieces)
    assert (green["family"], necklace["family"]) == ("Footwear", "Jewellery")
    assert green["wide"] == necklace["wide"] == "Accessories"
    assert held.families == ("Footwear", "Jewellery")


def test_a_shade_is_also_the_colour_it_is_a_shade_of(tmp_path: Path) -> None:
    green, black, _ = map(facts_of, read(tmp_path).train.pieces)
    assert (green["colour"], green["base"], black["base"]) == ("VERDE CLARO", "VERDE", "NEGRO")


def test_the_year_of_a_picture_parts_stand_ins_and_is_no_fact(tmp_path: Path) -> None:
    held = read(tmp_path)
    assert held.train.group.tolist() == [0, 0, 1]
    assert not any("2021" in value or "2022" in value for piece in held.train.pieces for _, value in piece.facts)


def test_every_fact_that_a_recipe_reads_is_one_that_pieces_have(tmp_path: Path) -> None:
    held = read(tmp_path)
    known = set(facts_of(held.train.pieces[0]))
    recipe = with_history(held.families)
    levels = {level for pair in recipe.lifts for level in pair} | {*recipe.tokens, *recipe.same, *recipe.counted}
    assert {fact for level in levels for fact in level} <= known
