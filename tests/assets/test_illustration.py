"""Drawings: every category, every word of the cuts' vocabulary, and what must never be in them."""

import re
from typing import Any, get_args

import pytest
from lxml import etree

from assets.illustration import Spec, draw
from commerce.demo.cuts import CUTS, DETAILS, SURFACES
from commerce.garments import CATEGORIES, Pattern

SVG = "{http://www.w3.org/2000/svg}"
CLOTHES = ("top", "bottom", "dress", "outerwear")
FREE_KEYS = ("neckline", "sleeve", "length", "shape")


def read(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_drawn_as_safe_well_formed_svg_in_its_colour(category: str) -> None:
    root = read(draw(Spec(category, hex="#1d6c70")))
    assert root.get("viewBox") == "0 0 400 500"
    assert not [node.tag for node in root.iter() if node.tag in (SVG + "script", SVG + "foreignObject", SVG + "image")]
    assert all(node.get("href", "#").startswith("#") for node in root.iter())
    assert "#1d6c70" in draw(Spec(category, hex="#1D6C70"))


def test_no_two_categories_share_a_drawing() -> None:
    drawings = {category: draw(Spec(category, hex="#7a5a4a")) for category in CATEGORIES}
    twins = [(a, b) for a in drawings for b in drawings if a < b and drawings[a] == drawings[b]]
    assert twins == []


@pytest.mark.parametrize("category", CUTS)
def test_every_word_of_the_vocabulary_is_drawn(category: str) -> None:
    for key, words in CUTS[category].items():
        for word in words:
            read(draw(Spec(category, {key: word}, "#223344")))


CHOICES = [
    (category, key)
    for category, keys in CUTS.items()
    for key in FREE_KEYS
    if CATEGORIES[category].slot in CLOTHES and len(keys.get(key, ())) > 1
    # A bib has neither neck nor sleeve; a swimsuit's length is its leg's.
    if (category, key) not in (("dungarees", "neckline"), ("dungarees", "sleeve"), ("swimsuit", "length"))
    if (category, key) not in (("ethnic_set", "length"), ("cape", "sleeve"))
]


@pytest.mark.parametrize(("category", "key"), CHOICES)
def test_clothes_with_another_neck_sleeve_length_or_shape_look_different(category: str, key: str) -> None:
    words = {"neckline": ("v", "roll", "square"), "sleeve": ("sleeveless", "short", "long")}.get(
        key, CUTS[category][key]
    )
    drawings = {draw(Spec(category, {key: word})) for word in words}
    assert len(drawings) > 1


@pytest.mark.parametrize("pattern", get_args(Pattern))
def test_every_pattern_but_plain_changes_a_shirt(pattern: str) -> None:
    drawing = draw(Spec("shirt", hex="#2f5fa8", accent="#f4ead2", pattern=pattern))
    read(drawing)
    assert (drawing == draw(Spec("shirt", hex="#2f5fa8", accent="#f4ead2"))) == (pattern == "plain")


def test_scale_sizes_the_patterns_repeat() -> None:
    drawings = {draw(Spec("dress", pattern="floral", scale=scale)) for scale in ("fine", "medium", "bold")}
    assert len(drawings) == 3


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_is_drawn(surface: str) -> None:
    for category in ("coat", "handbag", "boots", "ring"):
        read(draw(Spec(category, surface=surface, hex="#101014")))


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_detail_of_a_categorys_group_can_be_drawn(category: str) -> None:
    slot = CATEGORIES[category].slot
    group = {"shoes": "shoes", "bag": "bags", "accessory": "accessories"}.get(slot or "", "clothes")
    read(draw(Spec(category, {"details": list(DETAILS[group])})))


def test_the_same_spec_gives_the_same_text() -> None:
    spec = Spec("trench_coat", {"details": ["belt", "epaulettes"]}, "#c19a6b", "#1c2742", "checked", "woven", "bold")
    assert draw(spec) == draw(spec)


@pytest.mark.parametrize(
    "cut",
    [
        {"neckline": "<script>"},
        {"neckline": None, "sleeve": 3, "length": ["x"]},
        {"details": "laces"},
        {"details": [{}]},
        {"heel_mm": 10**9},
    ],
)
def test_nonsense_in_a_cut_is_drawn_as_usual_and_never_copied(cut: dict[str, Any]) -> None:
    for category in ("shirt", "heels", "handbag", "belt"):
        drawing = draw(Spec(category, cut))
        read(drawing)
        assert "script" not in drawing


def test_a_colour_that_is_none_and_a_category_that_is_unknown_are_drawn_neutrally() -> None:
    assert draw(Spec('"/><script>', hex="red;}")) == draw(Spec("other", hex="#84878c"))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_drawing_stays_small(category: str) -> None:
    drawing = draw(Spec(category, hex="#1c2742", pattern="floral", surface="knit"))
    assert len(drawing) < 24_000
    assert not re.search(r"\d\.\d{4,}", drawing)
