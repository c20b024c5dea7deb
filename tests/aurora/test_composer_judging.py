"""Answers that take a sum or a judgement: right to the cent, and a mind where one was asked for."""

from typing import Any

import pytest
from msgspec import structs

from aurora.composer import compose
from aurora.types import ContextMatch, Edit, Outfit, StyleContext, Weather
from aurora.types import Match as Held
from tests.aurora.looks import briefing, budget, on_table, outfit

COOL = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")
WARM = outfit("Merino Roll-Neck", "Wool Suit Trousers", "Wool-Cashmere Overcoat", "Suede Chelsea Boots")


def asked(message: str, asks: Any, *looks: Outfit, **fields: Any) -> str:
    told = briefing(intent="ask", message=message, asks=asks, table=looks, **fields)
    return " ".join(line.text for line in compose(told))


def test_the_total_says_what_it_leaves_of_the_budget() -> None:
    text = asked("how much is it all together?", "price", COOL, constraints=(budget(30000),))
    assert "$253" in text  # 99 + 99 + 55
    assert "$47 of your $300" in text


def test_the_total_in_another_currency_is_converted_at_the_shops_rate() -> None:
    text = asked("what's the total in pounds?", "price", COOL, rates={"GBP": 1.27})
    assert "£199.21" in text  # 253 / 1.27
    assert "1 GBP = 1.27 USD" in text


def test_a_currency_without_a_rate_is_not_guessed() -> None:
    text = asked("what's the total in pounds?", "price", COOL)
    assert "no rate" in text
    assert "£" not in text


@pytest.mark.parametrize(
    ("message", "look", "said"),
    [
        ("will I be warm at 2 degrees in the morning?", COOL, "too cool"),
        ("will I be warm enough at 5 °C?", WARM, "comfortable"),
        ("would that be alright at 95 °F?", WARM, "too warm"),
        ("is it warm enough for minus 10 degrees?", WARM, "too cool"),
    ],
)
def test_a_temperature_that_is_named_is_answered_for(message: str, look: Outfit, said: str) -> None:
    context = StyleContext(weather=Weather(temperature_c=20.0))
    assert said in asked(message, "warmth", look, context=context, seq=1 if said != "too cool" else 2)


def test_asked_whether_it_is_formal_enough_the_occasion_answers() -> None:
    fit = structs.replace(WARM, context_match=ContextMatch(occasion=Held(True, "Dressed for your interview.")))
    assert "Dressed for your interview." in asked("is that formal enough?", "other", fit)
    unfit = structs.replace(WARM, context_match=ContextMatch(occasion=Held(False, "Not quite what a gala asks for.")))
    text = asked("is that formal enough?", "other", unfit)
    assert "Not quite what a gala asks for." in text
    assert "Suede Chelsea Boots" in text or "Roll-Neck" in text


@pytest.mark.parametrize(
    "message", ["why that jacket?", "is the jacket lined?", "what is the jacket made of?", "is the jacket in stock?"]
)
def test_of_a_piece_that_is_not_in_the_look_nothing_is_told_of_another(message: str) -> None:
    text = asked(message, "why" if message.startswith("why") else "other", COOL)
    assert "no jacket" in text
    assert not any(item.title in text for item in COOL.items)


def test_the_jacket_of_a_look_is_its_coat() -> None:
    assert "Wool-Cashmere Overcoat" in asked("is the jacket wool?", "material", WARM)


@pytest.mark.parametrize(
    "message", ["which would you choose and why?", "which of them is nicer?", "which do you recommend?"]
)
def test_asked_for_a_mind_the_first_is_chosen_with_its_reason(message: str) -> None:
    first = structs.replace(COOL, why="It is as dressed-up as the evening asks.")
    text = asked(message, "why", first, WARM)
    assert "as dressed-up as the evening asks" in text
    assert text.lower().index("the first") < text.index("as dressed-up")


def test_between_two_that_are_named_the_one_of_them_that_stands_first_is_chosen() -> None:
    text = asked("would you pick the third or the second?", "compare", COOL, WARM, COOL)
    assert any(start in text for start in ("I'd take the second", "The second, if", "choice would be the second"))


def test_of_products_the_mind_names_the_product_and_what_a_cheaper_one_saves() -> None:
    coats = tuple(outfit(title) for title in ("Wool-Cashmere Overcoat", "Belted Trench Coat", "Quilted Puffer Jacket"))
    text = asked("which one would you pick?", "compare", *coats)
    assert "Wool-Cashmere Overcoat" in text
    assert "$170" in text  # 299 - 129
    assert "Quilted Puffer Jacket" in text


# ── what took the place of what ────────────────────────────────────────────────────────────────────────────────────


def test_a_dress_that_comes_for_blouse_and_skirt_is_not_told_as_coming_on_top() -> None:
    before = outfit("Silk Pussy-Bow Blouse", "Pleated Midi Skirt", "Canvas Trainers")
    after = outfit("Wrap Midi Dress", "Canvas Trainers")
    told = briefing(after, intent="refine", base=on_table(before), edit=Edit(change=("top", "bottom")))
    text = " ".join(line.text for line in compose(told))
    assert "the blouse and the skirt" in text
    assert not any(word in text for word in ("too.", "comes on top", "Added", "joins"))


def test_two_pieces_that_come_for_a_dress_say_what_went() -> None:
    before = outfit("Wrap Midi Dress", "Canvas Trainers")
    after = outfit("Silk Pussy-Bow Blouse", "Pleated Midi Skirt", "Canvas Trainers")
    told = briefing(after, intent="refine", base=on_table(before), edit=Edit(change=("dress",)))
    assert "Pleated Midi Skirt for the dress" in " ".join(line.text for line in compose(told))


def test_a_list_of_dresses_has_no_shoes_to_tell_sizes_of() -> None:
    dresses = (outfit("Wrap Midi Dress"), outfit("Satin Slip Dress"))
    text = asked("what sizes do the shoes come in?", "size", *dresses)
    assert "no shoes" in text
    assert "Dress" not in text


def test_one_product_alone_is_not_the_warmest_of_anything() -> None:
    assert "warmest" not in asked("is it warm?", "warmth", outfit("Wrap Midi Dress"))
    several = (outfit("Quilted Puffer Jacket"), outfit("Cropped Denim Jacket"))
    assert "Quilted Puffer Jacket" in asked("is it warm?", "warmth", *reversed(several))


def test_the_first_and_the_third_of_a_list_are_compared_without_saying_their_titles_over_and_over() -> None:
    dresses = tuple(outfit(title) for title in ("Satin Slip Dress", "Wrap Midi Dress", "Satin Slip Dress"))
    text = asked("compare the first and the second", "compare", *dresses)
    assert "The first, the Satin Slip Dress, is $99" in text
    assert text.count("Satin Slip Dress") == text.count("Wrap Midi Dress") == 1
    assert "he second costs $14 less than the first" in text  # 99 - 85


@pytest.mark.parametrize("message", ["how do I care for it?", "does the dress wrinkle?", "can I machine wash it?"])
def test_of_care_it_is_said_that_the_label_tells(message: str) -> None:
    assert "label" in asked(message, "other", COOL)


def test_what_is_owned_is_told_to_cost_nothing_beside_the_total() -> None:
    own = structs.replace(COOL.items[1], owned=True, title="blue sandals")
    worn = structs.replace(COOL, items=(COOL.items[0], own, COOL.items[2]))
    assert "our own blue sandals cost nothing" in asked("what do I still need to pay?", "price", worn)


def test_a_question_about_nothing_in_the_look_is_not_answered_for_its_first_piece() -> None:
    """ "Is black tie the same as black suit?": "the shop doesn't say that about the Godwin pleated tuxedo shirt"."""
    text = asked("does one have to bring a present?", "other", WARM)
    assert not any(item.title in text for item in WARM.items)


def test_asked_whether_one_will_sweat_the_weather_answers() -> None:
    light = structs.replace(COOL, context_match=ContextMatch(weather=Held(True, "Right for 34 degrees.")))
    assert "Right for 34 degrees." in asked("will I sweat in that dress?", "other", light)
