"""Warmth: the heat balance against the standard's own table, and what the weather asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurora import thermal
from aurora.types import Location, StyleContext, Weather

# ISO 7730:2005, table D.1: air, radiant °C, m/s, % humidity, met, clo → PMV. Its seventh row (.50) is left out: the
# standard's
# own equations give .36 there, as published errata note.
TABLE_D1 = [
    (22.0, 22.0, 0.10, 60, 1.2, 0.5, -0.75), (27.0, 27.0, 0.10, 60, 1.2, 0.5, 0.77),
    (27.0, 27.0, 0.30, 60, 1.2, 0.5, 0.44), (23.5, 25.5, 0.10, 60, 1.2, 0.5, -0.01),
    (23.5, 25.5, 0.30, 60, 1.2, 0.5, -0.55), (19.0, 19.0, 0.10, 40, 1.2, 1.0, -0.60),
    (23.5, 23.5, 0.30, 40, 1.2, 1.0, 0.12), (23.0, 21.0, 0.10, 40, 1.2, 1.0, 0.05),
    (23.0, 21.0, 0.30, 40, 1.2, 1.0, -0.16), (22.0, 22.0, 0.10, 60, 1.6, 0.5, 0.05),
    (27.0, 27.0, 0.10, 60, 1.6, 0.5, 1.17), (27.0, 27.0, 0.30, 60, 1.6, 0.5, 0.95),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE_D1)
def test_the_predicted_mean_vote_is_that_of_the_standards_table(row: tuple[float, ...]) -> None:
    assert thermal.pmv(*row[:6]) == pytest.approx(row[6], abs=0.02)


@given(st.floats(0, 28), st.floats(1.0, 2.0))
def test_the_clothing_found_for_a_vote_gives_that_vote(temperature: float, met: float) -> None:
    clo = thermal.clo_for_vote(-0.5, temperature, 0.3, 50, met)
    if 0.001 < clo < 3.999:
        assert thermal.pmv(temperature, temperature, 0.3, 50, met, clo) == pytest.approx(-0.5, abs=0.01)


def test_garments_add_up_by_the_standards_equation() -> None:
    # shirt .25, trousers .24, underwear .04: .161 + .835 · .53
    assert thermal.ensemble_clo((0.25, 0.24)) == pytest.approx(0.60355)
    assert thermal.ensemble_clo(()) == 0.0


@given(st.integers(-20, 38), st.integers(1, 15), st.sampled_from((0.0, 0.4, 0.8)))
def test_it_never_asks_for_less_clothing_when_it_is_colder(warm: int, colder: int, indoor: float) -> None:
    low, high = thermal.required_clo(float(warm), indoor_share=indoor)
    colder_low, colder_high = thermal.required_clo(float(warm - colder), indoor_share=indoor)
    assert colder_low >= low - 1e-9
    assert colder_high >= high - 1e-9
    assert low <= high


def test_wind_and_rain_ask_for_more_and_a_room_for_less() -> None:
    still = thermal.required_clo(8.0)
    assert thermal.required_clo(8.0, wind=4.0)[0] > still[0]
    assert thermal.required_clo(8.0, rain=True)[0] > still[0]
    assert thermal.required_clo(0.0, indoor_share=0.8)[0] < thermal.required_clo(0.0)[0]


def _demand(temperature: float | None, **fields: object) -> thermal.Demand:
    weather = Weather(temperature_c=temperature, conditions=fields.pop("conditions", None))  # type: ignore[arg-type]
    venue = fields.pop("venue", None)
    return thermal.demand(StyleContext(weather=weather, location=Location(venue=venue), **fields))  # type: ignore[arg-type]


def test_outerwear_is_for_cold_and_wet_not_for_a_summer_day() -> None:
    assert _demand(5.0).outerwear
    assert _demand(20.0, conditions="rain").outerwear
    assert not _demand(27.0).outerwear


def test_a_full_day_must_be_warm_enough_for_its_evening() -> None:
    assert _demand(20.0, duration="full_day").low > _demand(20.0).low
    assert _demand(20.0, duration="full_day", time_of_day="evening").low == _demand(20.0).low


def test_without_weather_only_extremes_are_out() -> None:
    unknown = thermal.demand(StyleContext())
    assert not unknown.known
    assert thermal.fit(0.7, 0.6, unknown) == 1.0
    assert thermal.fit(2.5, 2.4, unknown) < 1.0


@given(st.floats(0.2, 2.0), st.floats(0.0, 0.5), st.floats(-10, 35))
def test_a_layer_that_brings_the_look_nearer_the_band_never_makes_it_fit_worse(
    clo: float, layer: float, t: float
) -> None:
    wanted = _demand(round(t, 0))
    if clo + layer <= wanted.high + 0.25:
        assert thermal.fit(clo + layer, clo, wanted) >= thermal.fit(clo, clo, wanted) - 1e-9


def test_shorts_at_freezing_and_a_parka_in_the_heat_do_not_fit() -> None:
    shorts = thermal.ensemble_clo((0.09, 0.08, 0.02))
    parka = thermal.ensemble_clo((0.31, 0.24, 0.10, 0.70))
    assert thermal.fit(shorts, shorts, _demand(0.0)) == 0.0
    assert thermal.fit(parka, 0.7, _demand(0.0)) > 0.5
    assert thermal.fit(parka, 0.7, _demand(32.0)) < 0.5
    assert thermal.fit(shorts, shorts, _demand(28.0)) == 1.0
