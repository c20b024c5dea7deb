"""What shoppers tell beside their wishes: other shops, earlier buys, complaints, what they own, whom it is for."""

import msgspec
import pytest

from tests.aurora.test_context import TABLE, hear, wishes


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
    assert wishes(hear("a red jumpr for work"), "category") == ["sweater"]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("j'ai horreur du rouge, une tenue pour le bureau", ["red"]),
        ("ein Outfit fürs Büro, ich hasse Schwarz", ["black"]),
        ("odio el rojo, un conjunto para la oficina", ["red"]),
        ("je déteste le vert", ["green"]),
    ],
)
def test_hatred_refuses_in_every_language(message: str, refused: list[str]) -> None:
    found = hear(message)
    assert wishes(found, "avoid_colour") == refused
    assert wishes(found, "colour") == []


@pytest.mark.parametrize(
    ("message", "direction"),
    [
        ("moins élégant", "more_casual"),
        ("un peu moins chic s'il te plaît", "more_casual"),
        ("weniger auffällig bitte", "quieter"),
        ("nicht so steif", "more_casual"),
        ("menos arreglado", "more_casual"),
        ("pas assez chaud", "warmer"),
        ("poco abrigado", "warmer"),
        ("das ist mir zu leger", "dressier"),
    ],
)
def test_less_of_it_leads_the_other_way_in_every_language(message: str, direction: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.direction, found.edit.change) == ("refine", direction, ())


def test_not_too_dear_refuses_no_garment() -> None:
    assert wishes(hear("ein nicht zu teures Kleid, Damen"), "avoid_category") == []


def test_what_is_forgotten_is_wished_no_more() -> None:
    wished = hear("velvet shoes for a party, women")
    state = msgspec.structs.replace(TABLE, constraints=wished.constraints)
    assert wishes(hear("oh, forget velvet", state), "material") == []


def test_what_is_not_to_be_forgotten_is_added() -> None:
    found = hear("and don't forget a hat", TABLE)
    assert found.edit is not None
    assert (found.edit.add, found.edit.drop) == (("accessory",), ())
