"""Brands as they are said: names with numbers, signs, articles and words of the trade in them."""

from uuid import UUID

import pytest

from aurora.context import analyse
from aurora.types import Analysis, TurnInput


def hear(message: str) -> Analysis:
    return analyse(TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=message))


@pytest.mark.parametrize(
    ("message", "brand"),
    [
        ("a hoodie by 45 Harbour", "45 Harbour"),
        ("jeans from Coats & Co, please", "Coats & Co"),
        ("a blouse from The Linen Barn in size M", "The Linen Barn"),
        ("something by Uptown Makers I could wear", "Uptown Makers"),
    ],
)
def test_a_brand_is_read_whole_and_nothing_is_wished_by_a_word_in_it(message: str, brand: str) -> None:
    found = hear(message).constraints
    assert [c.value.name for c in found if c.kind == "brand"] == [brand]
    assert {c.value.name for c in found if c.kind in ("category", "material", "avoid_material")} <= {
        "hoodie", "jeans", "blouse", "jacket",
    }  # fmt: skip


@pytest.mark.parametrize(
    "message", ["a bag from 20 Dollars", "a dress from The Alps", "I need it by Friday", "COAT BY TOMORROW PLEASE"]
)
def test_sums_places_and_days_are_no_brand(message: str) -> None:
    assert [c for c in hear(message).constraints if c.kind == "brand"] == []


@pytest.mark.parametrize(
    ("message", "brand"),
    [
        ("an outfit for a party, nothing by HARK&LOW", "HARK&LOW"),
        ("tops for women, no H.B. Polo Assn. please, under $80", "H.B. Polo Assn."),
        ("tops for women, nothing by H.B. Polo Assn.", "H.B. Polo Assn."),
        ("a shirt, not from Ridgeback Co", "Ridgeback Co"),
        ("a shirt, not from Ridgeback Co.", "Ridgeback Co"),
        ("a dress for a wedding, not VELLUM NORTH though", "VELLUM NORTH"),
        ("a dress for a wedding, no Cobalt Heron please", "Cobalt Heron"),
        ("no Tilda Kern Jeans please", "Tilda Kern Jeans"),
        ("jeans, nothing by Kern New York", "Kern New York"),
        ("jeans, not Orchard 48 though", "Orchard 48"),
        ("jeans, no 30Harbours please", "30Harbours"),
        ("jeans, not TAVI by Tarun Vik though", "TAVI by Tarun Vik"),
        ("jeans, nothing by American Loft", "American Loft"),
    ],
)
def test_a_refused_brand_is_heard_whole_in_several_words_capitals_and_figures(message: str, brand: str) -> None:
    found = hear(message).constraints
    assert [c.value.name for c in found if c.kind == "avoid_brand"] == [brand]
    assert not [c for c in found if c.kind in ("avoid_category", "avoid_colour", "size")]


@pytest.mark.parametrize(
    "message",
    [
        "an outfit, no LEATHER SHOES AT ALL please", "no Black Leather please", "not by Friday, jeans", "no 3XL please",
        "jeans, not from Monday", "I Need A Work Outfit With No Big Logos Please", "jeans, no DIY", "not 38C though",
    ],
)  # fmt: skip
def test_a_raised_voice_a_day_and_a_size_are_no_refused_brand(message: str) -> None:
    assert [c for c in hear(message).constraints if c.kind == "avoid_brand"] == []
