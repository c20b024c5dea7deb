"""The demo copy, read back against the facts."""

import re

import pytest

from commerce.demo import products
from commerce.demo.report import shared_trigrams, variety
from commerce.rows import ProductRow

ROWS = tuple(products())

# A word of the copy → the materials of which at least one must be in the product.
_SAYS: dict[str, set[str]] = {
    "wool": {"wool"}, "merino": {"wool"}, "lambswool": {"wool"}, "tweed": {"wool"}, "cashmere": {"cashmere"},
    "alpaca": {"alpaca"}, "silk": {"silk"}, "linen": {"linen"}, "cotton": {"cotton"}, "denim": {"cotton"},
    "corduroy": {"cotton"}, "leather": {"leather", "vegan leather"}, "suede": {"suede", "vegan suede"},
    "nylon": {"polyamide"}, "down-filled": {"down"}, "rubber": {"rubber"}, "raffia": {"raffia"}, "straw": {"straw"},
    "jute": {"jute"}, "steel": {"stainless steel"}, "gold": {"gold", "brass"}, "pearl": {"pearl"},
    "viscose": {"viscose"}, "modal": {"modal"}, "lyocell": {"lyocell"}, "acetate": {"acetate"}, "resin": {"resin"},
    "polyester": {"polyester"},
}  # fmt: skip
_DENIED = re.compile(r"(no|free of|contains no) wool|wool-free|leather-free")


def text(row: ProductRow) -> str:
    return f"{row.title}. {row.description}".lower()


def sentences(row: ProductRow) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", row.description)


def test_every_material_that_the_copy_names_is_in_the_product() -> None:
    wrong = [
        (row.feed_key, word, row.materials)
        for row in ROWS
        for word, materials in _SAYS.items()
        if re.search(rf"\b{word}\b", _DENIED.sub("", text(row))) and not materials & set(row.materials)
    ]
    assert wrong == []


def test_real_leather_is_never_called_vegan_nor_the_other_way_round() -> None:
    for row in ROWS:
        says_vegan = "vegan" in text(row) or "nothing here comes from an animal" in text(row)
        animal = {"leather", "suede", "wool", "silk", "down", "cashmere", "alpaca"} & set(row.materials)
        assert not (says_vegan and animal), row.feed_key


def test_the_copy_says_waterproof_exactly_where_it_is_so() -> None:
    assert [row.feed_key for row in ROWS if ("waterproof" in text(row)) != bool(row.waterproof)] == []


def test_clothes_that_are_called_lined_are_lined() -> None:
    for row in ROWS:
        if row.slot in ("top", "bottom", "dress", "outerwear") and re.search(r"\b(lined|lining)\b", text(row)):
            assert "lined" in row.attributes["cut"].get("details", ()), row.feed_key


def test_men_are_not_told_to_wear_a_skirt() -> None:
    for row in ROWS:
        if row.department == "men":
            assert not re.search(r"\b(skirts?|blouse|camisole|earrings|midi)\b", text(row)), row.description


def test_heel_heights_in_the_copy_are_those_of_the_shoe() -> None:
    named = 0
    for row in ROWS:
        if row.slot != "shoes":
            continue
        for figure in re.findall(r"([\d.]+) cm\b", row.description):
            named += 1
            assert float(figure) * 10 == row.attributes["cut"]["heel_mm"], row.feed_key
    assert named > 20


def test_the_copy_and_the_cut_agree_on_sleeves_and_lengths() -> None:
    said = {
        "long-sleeved": ("sleeve", "long"),
        "floor-length": ("length", "floor"),
        "sleeveless": ("sleeve", "sleeveless"),
        "knee-length": ("length", "knee"),
        "one-shoulder": ("neckline", "one_shoulder"),
        "three-quarter sleeves": ("sleeve", "three_quarter"),
    }
    for row in ROWS:
        cut = row.attributes["cut"]
        for phrase, (key, value) in said.items():
            if phrase in row.title.lower() and key in cut:
                assert cut[key] == value, (row.feed_key, phrase)
            if phrase in row.description.lower() and row.slot == "dress":
                assert cut[key] == value, (row.feed_key, phrase)


def test_titles_have_three_to_seven_words_and_descriptions_two_to_four_sentences() -> None:
    for row in ROWS:
        assert 3 <= len(row.title.split()) <= 7, row.title
        assert 2 <= len(sentences(row)) <= 4, row.description


def test_no_template_token_is_left() -> None:
    for row in ROWS:
        assert not re.search(r"[{}\x00_]|  | ,|\.\.", row.title + " " + row.description), row.feed_key
        assert all(sentence[0].isupper() for sentence in sentences(row)), row.description


def test_no_two_descriptions_are_equal_and_neighbours_share_little() -> None:
    _, distinct = variety(ROWS)
    assert distinct == 1.0
    assert shared_trigrams(ROWS) < 0.08


def test_the_vocabulary_is_wide() -> None:
    words = {word for row in ROWS for word in re.findall(r"[a-zà-ü'-]+", row.description.lower())}
    assert len(words) > 2200


def test_no_single_sentence_is_heard_too_often() -> None:
    heard: dict[str, int] = {}
    for row in ROWS:
        for sentence in sentences(row):
            heard[sentence] = heard.get(sentence, 0) + 1
    # 1 in 40 products at most.
    assert max(heard.values()) <= len(ROWS) / 40


@pytest.mark.parametrize(
    ("category", "word", "shape"),
    [("watch", "round", "round"), ("watch", "rectangular", "rectangle"), ("bracelet", "bangle", "bangle"),
     ("bracelet", "chain", "chain"), ("beanie", "bobble", "bobble"), ("beanie", "ribbed", "cuffed"),
     ("bow_tie", "self-tie", "self_tie"), ("umbrella", "folding", "folding")],
)  # fmt: skip
def test_a_title_names_the_shape_that_the_piece_is_cut_in(category: str, word: str, shape: str) -> None:
    named = [row for row in ROWS if row.category == category and f" {word}" in row.title]

    assert named
    assert {row.attributes["cut"]["shape"] for row in named} == {shape}
