"""Colour harmony and colour emotion against values worked by hand from the published formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurora import harmony
from commerce.colours import NAMED, Lab, lab

colours = st.builds(Lab, st.floats(0, 100), st.floats(-90, 90), st.floats(-90, 90))
GREY = Lab(50, 0, 0)


def test_two_mid_greys_have_the_harmony_worked_by_hand() -> None:
    # H_C .3919, H_Lsum −.1267, H_ΔL −.0046, H_H −.0093
    grey = harmony.as_array((GREY,))
    assert harmony.two_colour(grey, grey)[0, 0] == pytest.approx(0.2513, abs=5e-4)


def test_the_hue_of_a_yellow_adds_what_the_formula_says() -> None:
    # At h = 90°, L = 80, C = 40: E_C = 1.0000, H_S = −.1000, E_Y = .48 e⁻¹ = .1766 → .0766 for each of two.
    yellow = harmony.as_array((Lab(80, 0, 40),))
    # H_C .3919, H_Lsum .28 + .54 tanh(.76) = .6262, H_ΔL −.0046
    assert harmony.two_colour(yellow, yellow)[0, 0] == pytest.approx(1.1667, abs=1e-3)


def test_what_is_kept_of_colours_is_their_matrix_whatever_was_asked_before() -> None:
    chance = np.random.default_rng(4)
    kept, every = harmony.Harmonies(), chance.uniform((0, -60, -60), (100, 60, 60), (900, 3))
    asked = [chance.choice(900, size=size, replace=False) for size in (1, 40, 300, 40, 500, 3, 600, 200)]
    for numbers in asked:
        found = kept.among(numbers.tolist(), every[numbers])
        np.testing.assert_allclose(found, harmony.matrix(every[numbers]), rtol=0, atol=1e-12)
        assert (found == found.T).all()


def test_a_mid_grey_has_the_emotion_worked_by_hand() -> None:
    felt = harmony.emotion((GREY,))
    assert felt.activity == pytest.approx(-2.1 + 0.06 * 12.5077, abs=1e-3)
    assert felt.weight == pytest.approx(0.1219, abs=1e-3)
    assert felt.heat == pytest.approx(-0.5, abs=1e-9)


def test_the_emotion_of_a_combination_is_the_mean_of_its_colours() -> None:
    red, navy = lab(NAMED["red"]), lab(NAMED["navy"])
    both = harmony.emotion((red, navy))
    assert both.heat == pytest.approx((harmony.emotion((red,)).heat + harmony.emotion((navy,)).heat) / 2)


def test_red_is_warm_and_active_navy_cool_and_heavy_mint_light() -> None:
    assert harmony.emotion((lab(NAMED["red"]),)).heat > 0 > harmony.emotion((lab(NAMED["navy"]),)).heat
    assert harmony.emotion((lab(NAMED["navy"]),)).weight > 0 > harmony.emotion((lab(NAMED["mint"]),)).weight
    assert harmony.emotion((lab(NAMED["red"]),)).activity > harmony.emotion((lab(NAMED["grey"]),)).activity


@given(colours, colours)
def test_harmony_is_symmetric_and_within_0_and_1(one: Lab, other: Lab) -> None:
    assert 0 <= harmony.pair(one, other) <= 1
    assert harmony.pair(one, other) == pytest.approx(harmony.pair(other, one), abs=1e-9)


@pytest.mark.parametrize("name", [n for n in NAMED if n != "multicolour"])
def test_every_named_colour_goes_with_black_and_white(name: str) -> None:
    for neutral in ("black", "white", "grey"):
        assert harmony.pair(lab(NAMED[name]), lab(NAMED[neutral])) >= 0.6


def test_red_with_green_is_worse_than_navy_with_cream() -> None:
    clash = harmony.pair(lab(NAMED["red"]), lab(NAMED["green"]))
    assert clash < 0.3 < harmony.pair(lab(NAMED["navy"]), lab(NAMED["cream"]))


def test_a_palette_is_worse_for_one_clash_and_one_colour_alone_is_harmonious() -> None:
    quiet = [lab(NAMED[n]) for n in ("navy", "white", "camel")]
    assert harmony.palette(quiet[:1]) == 1.0
    assert harmony.palette([*quiet, lab(NAMED["red"]), lab(NAMED["green"])]) < harmony.palette(quiet)
