"""What shoppers tell beside what they wish for: other shops, earlier buys, complaints, what they have, whom it is for."""

import pytest

from tests.aurora.test_context import hear, wishes


@pytest.mark.parametrize(
    "message",
    [
        "I have two speakers to greet, need something for a conference",
        "I already have seats for the opera, what do I wear",
        "we have been round all the shops, help me find a coat",
        "I have fathers and sons coming to my party, an outfit please",
        "I own a brewery and need a jacket",
    ],
)
def test_a_word_that_people_use_is_no_slip_of_a_garment(message: str) -> None:
    found = hear(message)
    assert found.owned == ()
    assert found.owned_pieces == ()


def test_a_real_slip_is_still_respelt() -> None:
    assert wishes(hear("a blak leater jackt"), "category") == ["jacket"]
