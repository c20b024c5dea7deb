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
