"""Brands as they are said: names with numbers, signs, articles and words of the trade in them."""

from uuid import UUID

import pytest

from aurora.context import analyse, shop_brands
from aurora.types import Analysis, TurnInput


def hear(message: str, *brands: str) -> Analysis:
    """brands: those of the shop that the message may name."""
    ids = UUID(int=1), UUID(int=2)
    return analyse(TurnInput(conversation_id=ids[0], message_id=ids[1], seq=1, message=message, brands=brands))


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


# ── brands of the catalogue ────────────────────────────────────────────────────────────────────────────────────────

SHOP = ("Plum", "HARK", "Tarn", "her by tarun", "Loft by Nine Rooms &", "Simple", "Only", "Jumpar")


def asked_in_shop(message: str) -> Analysis:
    """The message as the store brings it: with the brands of the catalogue that it may name."""
    wanted = set(shop_brands.candidates(message))
    named = tuple(brand for brand in SHOP if brand.lower() in wanted)
    return analyse(TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=message, brands=named))


def names(analysis: Analysis, kind: str) -> list[str | None]:
    return [c.value.name for c in analysis.constraints if c.kind == kind]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("a party, girls, nothing by Plum", ["Plum"]),
        ("a party, girls, no Plum please", ["Plum"]),
        ("a party, girls, nothing by plum", ["Plum"]),
        ("a party, girls, no hark please", ["HARK"]),
        ("a party, girls, not HARK though", ["HARK"]),
        ("a party, girls, no her by tarun please, under $80", ["her by tarun"]),
        ("a party, girls, not Loft by Nine Rooms & though", ["Loft by Nine Rooms &"]),
        ("a party, girls, no Simple please", ["Simple"]),
        ("a party, girls, nothing by Jumpar", ["Jumpar"]),
        ("a party, girls, no Tarn, HARK or Plum", ["Tarn", "HARK", "Plum"]),
    ],
)
def test_a_brand_of_the_catalogue_is_refused_in_any_case_and_of_ordinary_words(
    message: str, refused: list[str]
) -> None:
    found = asked_in_shop(message)
    assert names(found, "avoid_brand") == refused
    assert names(found, "avoid_colour") == names(found, "avoid_category") == []


@pytest.mark.parametrize(
    ("message", "brand"),
    [
        ("only Tarn, jeans for men", "Tarn"),
        ("jeans, anything by tarn", "Tarn"),
        ("jeans from tarn", "Tarn"),
        ("jeans for men, Tarn please", "Tarn"),
        ("jeans by Only", "Only"),
    ],
)
def test_a_brand_of_the_catalogue_is_wanted_by_its_frame(message: str, brand: str) -> None:
    assert names(asked_in_shop(message), "brand") == [brand]


@pytest.mark.parametrize(
    "message",
    [
        "a party, girls, no plum please", "something in plum please", "a simple dress please", "nothing simple",
        "only jeans please", "no hark at the waist", "NO PLUM PLEASE", "made from plum", "a plum dress, not simple",
    ],
)  # fmt: skip
def test_an_ordinary_word_outside_such_a_frame_names_no_brand(message: str) -> None:
    found = asked_in_shop(message)
    assert names(found, "brand") == names(found, "avoid_brand") == []


def test_what_the_catalogue_is_asked_for_is_little_and_read_in_milliseconds() -> None:
    assert shop_brands.candidates("an outfit for dinner") == ("dinner",)
    assert "her by tarun" in shop_brands.candidates("no her by tarun please")
    assert len(shop_brands.candidates("no Loft, or Tarn, only not HARK, by " * 111)) <= 400


def test_a_german_noun_is_a_colour_although_a_brand_is_called_so() -> None:
    state = (UUID(int=1), UUID(int=2))
    for message, kind in (("kein Braun", "avoid_colour"), ("nichts von Braun", "avoid_brand")):
        turn = TurnInput(conversation_id=state[0], message_id=state[1], seq=1, message=message, brands=("Braun",))
        assert [c.kind for c in analyse(turn).constraints] == [kind]


def test_a_brand_that_is_called_after_a_girl_says_nothing_of_for_whom_it_is() -> None:
    found = hear("what should I wear to dinner, for women, no Belle Fille please", "Belle Fille")
    assert found.context.department == "women"
    assert [c.value.name for c in found.constraints if c.kind == "avoid_brand"] == ["Belle Fille"]


@pytest.mark.parametrize(
    ("message", "brand", "occasion"),
    [
        ("help me dress for the office, for men, not Louis Philippe Sport though", "Louis Philippe Sport", "work"),
        ("an outfit for a wedding, women, nothing by Mast & Harbour", "Mast & Harbour", "wedding_guest"),
        ("a look for a party, women, no Office & Co please", "Office & Co", "party"),
    ],
)
def test_a_brand_that_is_called_after_an_occasion_names_none(message: str, brand: str, occasion: str) -> None:
    found = hear(message, brand)
    assert [c.value.name for c in found.constraints if c.kind == "avoid_brand"] == [brand]
    assert found.context.occasion == occasion
    assert found.context.location is None


def test_a_brand_that_is_called_only_is_refused_too() -> None:
    found = hear("show me capes women, not ONLY though", "ONLY").constraints
    assert [c.value.name for c in found if c.kind == "avoid_brand"] == ["ONLY"]
    assert all(c.kind != "avoid_brand" for c in hear("a cape, not only in red", "ONLY").constraints)
