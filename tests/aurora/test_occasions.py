"""What occasions ask: the tables are whole, speak of real things, and say what a stylist would."""

from typing import get_args

import pytest

from aurora import occasions
from aurora.types import Occasion
from commerce.colours import NAMED
from commerce.garments import CATEGORIES


@pytest.mark.parametrize("occasion", [*get_args(Occasion), None])
def test_every_occasion_speaks_of_real_categories_and_colours(occasion: Occasion | None) -> None:
    ask = occasions.asks(occasion)
    assert 0 <= ask.formality[0] < ask.formality[1] <= 1
    assert ask.best | ask.out <= set(CATEGORIES)
    assert ask.colours_best | ask.colours_out <= set(NAMED)
    assert not ask.best & ask.out


@pytest.mark.parametrize("occasion", [*get_args(Occasion), None])
@pytest.mark.parametrize("slot", ["top", "bottom", "dress", "shoes"])
def test_no_occasion_rules_out_a_whole_slot_of_clothes(occasion: Occasion | None, slot: str) -> None:
    ask = occasions.asks(occasion)
    left = [c.id for c in CATEGORIES.values() if c.slot == slot and c.id not in ask.out]
    assert left


def test_pyjamas_are_for_the_lounge_alone() -> None:
    assert [o for o in get_args(Occasion) if "pyjamas" not in occasions.asks(o).out] == ["lounge"]


def test_trainers_are_out_at_black_tie_and_at_home_in_sport() -> None:
    assert "trainers" in occasions.asks("black_tie").out
    assert "sports_shoes" in occasions.asks("sport").best


def test_a_guest_does_not_wear_white_to_a_wedding() -> None:
    assert {"white", "ivory"} <= occasions.asks("wedding_guest").colours_out


def test_the_evening_asks_for_a_little_more() -> None:
    assert occasions.asks("date", "evening").formality[0] == pytest.approx(0.45)
    assert occasions.asks("date", "morning").formality[0] == pytest.approx(0.40)
    assert occasions.asks("beach", "evening").formality == occasions.asks("beach").formality


def test_children_are_not_asked_for_evening_dress() -> None:
    assert occasions.asks("black_tie", None, "girls").formality == (0.45, 0.75)


def test_a_childs_birthday_party_is_no_ball() -> None:
    party = occasions.asks("party", None, "boys")
    assert party.formality == (0.3, 0.6)
    assert {"bow_tie", "tie", "blazer", "heels"} <= party.out
    assert "bow_tie" not in occasions.asks("wedding_guest", None, "boys").out


def test_formality_fits_within_the_band_and_fades_outside() -> None:
    ask = occasions.asks("interview")
    assert occasions.formality_fit(0.7, ask) == 1.0
    assert occasions.formality_fit(0.405, ask) == pytest.approx(0.5)
    assert occasions.formality_fit(0.1, ask) == 0.0
