"""Sizes in letters and words, beside the garment that they are the size of."""

from uuid import UUID

import pytest

from aurora.context import analyse
from aurora.types import Analysis, TurnInput


def hear(message: str) -> Analysis:
    return analyse(TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=message))


@pytest.mark.parametrize(
    ("message", "key", "size"),
    [
        ("any XL coats?", "top", "XL"),
        ("a small red jumper", "top", "S"),
        ("extra extra large trousers", "bottom", "XXL"),
        ("do you have blouses in M?", "top", "M"),
        ("an extra large black wool coat", "top", "XL"),
        ("a dress in size small please", "dress", "S"),
    ],
)
def test_a_letter_or_word_of_size_is_read_before_the_garment_and_after_in(message: str, key: str, size: str) -> None:
    found = hear(message)
    assert [(c.value.name, c.value.size) for c in found.constraints if c.kind == "size"] == [(key, size)]
    assert found.slots != ()


@pytest.mark.parametrize(
    "message",
    [
        "what sizes does the coat come in", "a slightly large dress", "a small bag", "a small check shirt",
        "the shirt is too small", "I'm in M&S and need a dress", "something for a week in L.A.", "not a large coat",
    ],
)  # fmt: skip
def test_what_is_no_size_gives_none(message: str) -> None:
    assert [c for c in hear(message).constraints if c.kind == "size"] == []


def test_asking_for_a_garment_in_a_size_still_asks_for_the_garment() -> None:
    assert hear("find me a parka in large").slots == ("outerwear",)
    assert hear("I wear large tops, find me a jacket").slots == ("outerwear",)
