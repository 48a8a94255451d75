"""Findings about the cabin and the supply."""

from dataclasses import replace

import pytest

from controller import Absence
from controller.settings import Fitted, OutputTimes
from tests.controller.verify.verified_car import HOUR_S, MINUTE_S, SETTINGS, Car

TEN_MIN_S = 12 * MINUTE_S
"""Ten minutes, the look that ends them, and the delay."""


def climate(*, heater: float = 0.0, cooler: float = 0.0, **values: float) -> Car:
    car = Car(values)
    car.order(heater_pct=heater, cooler_pct=cooler, blower_pct=100.0)
    return car


def test_a_heater_that_does_not_warm_the_cabin_is_reported() -> None:
    car = climate(heater=100.0, cabin_c=-8.0, outside_c=-10.0)
    car.stay(TEN_MIN_S, cabin_c=1.0)
    assert car.active == ["cabin.not_heating"]
    assert car.text.startswith("cabin: heater on for ten minutes, air rose by 0.2 K and 29 K are missing")
    car.stay(TEN_MIN_S, cabin_c=60.0)
    assert car.active == []


BURNER = OutputTimes(min_on_s=300.0, start_up_s=180.0, after_run_s=240.0, levels_pct=(40.0, 100.0), own_air=True)


def burner(heater_pct: float, **values: float) -> Car:
    """Return a car with a heater that burns fuel, at one of its levels."""
    car = Car(values, settings=replace(SETTINGS, fitted=Fitted(outputs={"heater": BURNER})))
    car.order(heater_pct=heater_pct)
    return car


def test_a_burner_that_does_not_light_is_told_after_its_start_up_and_stays_told_while_it_rests() -> None:
    car = burner(40.0, cabin_c=-8.0, outside_c=-10.0)
    car.stay(TEN_MIN_S, cabin_c=1.0)
    assert car.active == []
    car.stay(200.0, cabin_c=1.0)
    assert car.active == ["cabin.not_lit"]
    assert "did not light or went out; check its fuel" in car.text
    car.order(heater_pct=0.0)
    car.stay(HOUR_S)
    assert car.active == ["cabin.not_lit"]
    car.order(heater_pct=100.0)
    car.stay(TEN_MIN_S + 600.0, cabin_c=30.0)
    assert car.active == []


@pytest.mark.parametrize(
    "values",
    [
        {"cabin_c": 9.0, "outside_c": -20.0},  # it holds what it can
        {"cabin_c": 19.0},  # nothing has to move
        {"cabin_c": 0.0, "outside_c": 0.0, "door_open": 1.0},
        {},
    ],
)
def test_a_heater_at_its_limit_or_near_the_set_point_or_with_an_open_door_is_no_fault(values: dict[str, float]) -> None:
    car = climate(heater=100.0, **values)
    car.stay(HOUR_S)
    assert "cabin.not_heating" not in car.active


def test_a_cooler_that_does_not_cool_the_cabin_is_reported() -> None:
    car = climate(cooler=100.0, cabin_c=45.0, outside_c=30.0)
    car.stay(TEN_MIN_S, cabin_c=-1.0)
    assert car.active == ["cabin.not_cooling"]
    assert car.text.startswith("cabin: cooler on for ten minutes, air fell by 0.2 K and is 24 K too warm")
    car.stay(TEN_MIN_S, cabin_c=-60.0)
    assert car.active == []


def test_a_cooler_that_holds_the_air_far_below_outside_works() -> None:
    car = climate(cooler=100.0, cabin_c=30.0, outside_c=45.0)
    car.stay(20 * MINUTE_S)
    assert car.active == []


def test_air_that_stays_far_above_outside_without_the_heater_is_reported_and_must_be_looked_at() -> None:
    car = climate(cabin_c=24.0, outside_c=-10.0)
    car.stay(TEN_MIN_S, cabin_c=6.0)
    assert car.active == ["cabin.heats_unasked"]
    assert car.text.startswith("cabin: heater nearly off for ten minutes, yet air stays 35 K above outside (+1.0 K)")
    car.values["cabin_c"] = 10.0
    car.stay(MINUTE_S)
    assert car.active == ["cabin.heats_unasked"]
    car.switch_off()
    car.look()
    assert car.active == []


def test_a_heater_that_is_nearly_off_cannot_hold_the_air_so_far_above_outside() -> None:
    for heater_pct, told in ((8.0, ["cabin.heats_unasked"]), (12.0, [])):
        car = climate(heater=heater_pct, cabin_c=24.0, outside_c=-10.0)
        car.stay(TEN_MIN_S, cabin_c=6.0)
        assert car.active == told


def test_a_cabin_that_gives_its_heat_away_is_not_heated() -> None:
    for car in (climate(cabin_c=24.0, outside_c=-10.0), climate(cabin_c=24.0)):
        car.stay(HOUR_S, cabin_c=-12.0)
        assert car.active == []


def test_a_cabin_sensor_that_repeats_itself_while_the_climate_works_is_not_believed() -> None:
    car = climate(heater=20.0, cabin_c=20.0)
    car.stay(30 * MINUTE_S)
    assert car.active == []
    car.look()
    assert car.active == ["cabin.air_stuck"]
    assert car.text.startswith("cabin: air sensor reads 20.00 °C for 30 min")
    assert car.inputs.cabin.air_c.absence is Absence.IMPLAUSIBLE


def test_a_cabin_at_rest_may_stay_as_it_is() -> None:
    car = climate(cabin_c=20.0)
    car.stay(5 * HOUR_S)
    assert car.active == []


@pytest.mark.parametrize("voltage_v", [0.0, 40.0])
def test_a_voltage_from_which_nothing_could_run_is_not_believed(voltage_v: float) -> None:
    car = Car({"voltage_v": voltage_v, "current_a": 0.1})
    car.stay(40.0)
    assert car.active == ["supply.voltage_impossible"]
    assert car.text.startswith(f"supply: {voltage_v:.1f} V is impossible")
    assert car.inputs.supply.voltage_v.absence is Absence.IMPLAUSIBLE
    assert car.inputs.supply.current_a.value == pytest.approx(0.1)


def test_a_voltage_that_does_not_see_the_load_change_is_not_believed() -> None:
    car = Car({"voltage_v": 12.5})
    for on in (True, False, True):
        car.order(compressor_on=on)
        car.stay(11 * MINUTE_S)
    assert car.active == ["supply.voltage_stuck"]
    assert car.text.startswith("supply: 12.500 V for 30 min although the load changed")
    car.switch_off()
    car.stay(6 * MINUTE_S, voltage_v=0.1)
    assert car.active == []


def test_current_that_flows_backwards_is_not_believed() -> None:
    car = Car({"voltage_v": 12.5, "current_a": -3.0})
    car.stay(70.0)
    assert car.active == ["supply.current_backwards"]
    assert car.text == "supply: -3.0 A flow backwards; swap the wires of the shunt"
    assert car.inputs.supply.current_a.absence is Absence.IMPLAUSIBLE
