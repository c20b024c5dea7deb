"""What is asked of the shop itself is answered from its settings: delivery, paying, sending back, codes."""

from typing import Any

import pytest

from aurora.composer import compose
from aurora.types import Delivery, Language, Terms
from tests.aurora.looks import briefing, outfit

LOOK = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")  # 253.00
WAYS = (
    Delivery("Standard delivery", ("US",), (3, 5), 595, 10000),
    Delivery("Express delivery", ("US",), (1, 2), 1995),
    Delivery("International delivery", ("AT", "DE"), (4, 8), 1495, 20000),
)
TERMS = Terms(WAYS, "US", False, 30)


def asked(message: str, intent: Any = "out_of_scope", *, terms: Terms = TERMS, **fields: Any) -> str:
    told = briefing(intent=intent, message=message, table=fields.pop("table", (LOOK,)), terms=terms, **fields)
    return " ".join(line.text for line in compose(told))


@pytest.mark.parametrize("intent", ["ask", "out_of_scope", "smalltalk"])
def test_delivery_to_a_country_is_told_with_its_days_and_price(intent: str) -> None:
    text = asked("do you ship to Austria and what does it cost?", intent)
    assert "International delivery takes 4 to 8 days and costs $14.95, free from $200" in text
    assert "Express" not in text
    assert "free of charge" in text  # 253 is more than 200


def test_delivery_that_names_no_country_lists_the_shops_own_first() -> None:
    text = asked("when would it arrive if I order today?", "ask")
    assert text.index("Standard") < text.index("International")
    assert "1 to 2 days and costs $19.95" in text


def test_a_country_without_delivery_is_refused() -> None:
    text = asked("can you deliver to Japan?")
    assert "don't deliver there" in text
    assert "$" not in text


def test_nothing_is_promised_where_the_settings_say_nothing() -> None:
    assert "don't know for certain" in asked("when will it arrive?", terms=Terms())
    assert "don't know for certain" in asked("can I return it?", terms=Terms())


def test_returns_have_the_shops_days() -> None:
    assert "within 30 days" in asked("can I send it back if it doesn't fit?")


@pytest.mark.parametrize("message", ["I want to pay now", "do you take paypal?", "can I pay in instalments"])
def test_who_wants_to_pay_is_shown_to_the_checkout(message: str) -> None:
    assert "checkout" in asked(message)
    assert "test mode" in asked(message)
    assert "test mode" not in asked(message, terms=Terms(WAYS, "US", True, 30))


@pytest.mark.parametrize("message", ["do you have a discount code?", "I'll take two if you give me both for 150"])
def test_a_bargain_is_neither_promised_nor_out_of_scope(message: str) -> None:
    text = asked(message)
    assert "cheaper" in text or "less" in text
    assert "out" not in text.split("wardrobe")[0] or "wardrobe" not in text


@pytest.mark.parametrize(
    ("language", "message", "said"),
    [
        ("de", "liefert ihr auch nach Österreich?", "4 bis 8 Tage"),
        ("fr", "vous livrez en Allemagne ?", "4 à 8 jours"),
        ("es", "¿hacéis envíos a Alemania?", "de 4 a 8 días"),
    ],
)
def test_the_answer_is_in_the_shoppers_language(language: Language, message: str, said: str) -> None:
    assert said in asked(message, language=language)


def test_a_price_that_is_too_high_changes_the_look_and_is_no_talk_of_codes() -> None:
    text = asked("too expensive, can you do 20% off?", "look", table=())
    assert "code" not in text
