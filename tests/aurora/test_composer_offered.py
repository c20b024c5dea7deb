"""Asked what there is of a piece, its sizes and colours are told as the shop has them, and a no is said as a no."""

from typing import Any

import pytest

from aurora.composer import compose
from aurora.types import Edit, Language, OnOffer, Outfit, OutfitItem
from tests.aurora.looks import briefing, outfit

LOOK = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")
DRESS, SANDALS, CLUTCH = LOOK.items


def have(item: OutfitItem, *sizes: str, other: str = "navy", gone: str | None = None) -> tuple[OnOffer, ...]:
    """The item in its own colour in these sizes, and in another colour in the size shown; one size is sold out."""
    own = [OnOffer(item.colour.name, item.colour.hex, size, 0 if size == gone else 3) for size in sizes]
    return (*own, OnOffer(other, "#1f2a44", item.size, 2))


def asked(message: str, asks: Any, *about: OutfitItem, table: tuple[Outfit, ...] = (LOOK,), **fields: Any) -> str:
    goods = {
        DRESS.product_id: have(DRESS, "34", "36", "38", gone="36"),
        SANDALS.product_id: have(SANDALS, "37", "38", "EU 39"),
    }
    told = briefing(
        intent=fields.pop("intent", "ask"), message=message, asks=asks, table=table,
        about=tuple(item.product_id for item in about), on_offer=goods, **fields,
    )  # fmt: skip
    return " ".join(line.text for line in compose(told))


@pytest.mark.parametrize("seq", range(1, 4))
def test_asked_which_sizes_a_piece_comes_in_they_are_listed(seq: int) -> None:
    text = asked("what sizes do the sandals come in?", "size", SANDALS, seq=seq)
    assert "37, 38 and EU 39" in text
    assert "EU 39" in text.rpartition("and EU 39")[2]  # the one that was chosen is said too


def test_a_size_that_is_sold_out_is_not_among_them() -> None:
    text = asked("which sizes does the dress come in?", "size", DRESS)
    assert "34 and 38" in text
    assert "36" not in text


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("does the dress come in 34?", "in 34"),
        ("do you have that dress in a 36", "34 and 38"),
        ("is the dress there in size 40?", "34 and 38"),
    ],
)
def test_a_size_that_was_asked_for_is_answered_yes_or_no(message: str, said: str) -> None:
    text = asked(message, "size", DRESS)
    assert said in text
    assert ("es, " in text) == (said == "in 34")


def test_a_colour_that_there_is_not_is_refused_with_those_there_are() -> None:
    text = asked("does the dress come in camel?", "colour", DRESS)
    assert "camel" in text
    assert "emerald and navy" in text
    assert text.startswith("No")


def test_a_colour_that_there_is_is_told_by_its_own_name() -> None:
    assert "Yes, the Satin Slip Dress comes in navy" in asked(
        "does the dress come in dark blue?", "colour", DRESS, seq=2
    )


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_the_sizes_are_listed_in_every_language(language: Language) -> None:
    message = {"de": "welche Größen gibt es?", "fr": "quelles tailles ?", "es": "¿qué tallas hay?"}[language]
    text = asked(message, "size", SANDALS, language=language)
    assert "37, 38" in text
    assert SANDALS.title in text


def test_a_question_beside_a_pick_is_about_the_look_that_was_picked() -> None:
    """ "The second one is lovely, does it come in XL?": the sizes of what had been first were told."""
    other = outfit("Wrap Midi Dress", "Canvas Trainers")
    dress = other.items[0]
    told = briefing(
        other, LOOK, intent="refine", edit=Edit(look=1, pick_only=True), asks="size", table=(LOOK, other),
        message="the second one is lovely, does it come in XL?",
        on_offer={dress.product_id: have(dress, "S", "M", "L")},
    )  # fmt: skip
    text = " ".join(line.text for line in compose(told))
    assert "S, M and L" in text
    assert "The dress" not in text.partition("S, M and L")[2]
    assert not any(
        f"{item.title} {word}" in text for item in LOOK.items for word in ("is in size", "in 38", "comes in")
    )


def test_a_letter_asked_of_a_dress_in_numbers_is_a_no() -> None:
    text = asked("does the dress come in XL?", "size", DRESS)
    assert "XL" in text
    assert "34 and 38" in text
    assert "es, " not in text


@pytest.mark.parametrize("asks", ["other", "size", "stock", "colour"])
def test_a_colour_after_in_is_what_is_asked_whatever_the_verb(asks: str) -> None:
    assert "emerald and navy" in asked("does the dress come in camel?", asks, DRESS)


def test_of_a_list_it_is_the_product_that_the_answer_before_was_about() -> None:
    """ "Ist die erste wasserdicht?", "gibt es sie auch in Grün?": all six were gone through."""
    other = outfit("Wrap Midi Dress")
    alone = outfit("Satin Slip Dress")
    before = (("ist die erste wasserdicht?", "Nein, nicht wasserdicht: Satin Slip Dress."),)
    text = asked(
        "gibt es sie auch in Grün?", "colour", table=(alone, other), history=before, language="de"
    )  # fmt: skip
    assert "Satin Slip Dress" in text
    assert "Wrap Midi Dress" not in text
