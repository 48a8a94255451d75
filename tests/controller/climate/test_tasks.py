"""What the climate law is at: departures, animals, sleepers, windscreens, and no energy."""

from dataclasses import replace

import pytest

from controller import Activity, CabinSettings, Mode, Preset, Target
from controller.climate import STILL, Asked, recirculation_pct
from controller.climate.split_range import FAN_ONLY_PCT
from controller.interface.energy_budget import Budget
from controller.interface.events import DefogChanged, PreparationChanged
from tests.controller.climate.climate_cabin import AUTO, SETTINGS, Obedient

OFF = Asked(target=Target(21.0, Mode.OFF))
PET = Asked(target=Target(21.0, Mode.OFF, Preset.PET))
DEFOG = Asked(target=Target(21.0, Mode.OFF, Preset.DEFOG))
NO_COMFORT = Budget(comfort_pct=0.0)
NOTHING_LEFT = Budget(comfort_pct=0.0, safety_pct=0.0)


def test_a_departure_is_prepared_late_although_the_mode_is_off() -> None:
    car = Obedient(air_c=-10.0, outside_c=-10.0, somebody=False)
    asked = replace(OFF, departs_at_s=3 * 3_600.0)
    waiting = car.run(asked, 3_600)
    assert (waiting.activity, waiting.air) == (Activity.WAITING, STILL)
    preparing = car.run(asked, 7_000)
    assert preparing.activity is Activity.PREPARING
    assert preparing.air.heater_pct == 100.0
    assert recirculation_pct(preparing.air, 0.0) == 100.0
    started = [event for event in car.events if isinstance(event, PreparationChanged)]
    assert [event.stage for event in started] == ["running"]
    assert 3 * 3_600.0 - 3_600.0 < started[0].at_s < 3 * 3_600.0 - 360.0


def test_people_aboard_get_fresh_air_while_the_cabin_is_prepared() -> None:
    car = Obedient(air_c=-10.0, outside_c=-10.0)
    assert recirculation_pct(car.run(replace(OFF, departs_at_s=100.0), 10).air, 0.0) == 0.0


def test_a_person_who_uses_the_car_does_not_wait() -> None:
    car = Obedient(air_c=10.0, somebody=False, speed_kph=50.0)
    assert car.run(replace(AUTO, departs_at_s=90_000.0), 60).activity is Activity.REGULATING


def test_a_departure_called_off_ends_the_preparation() -> None:
    car = Obedient(air_c=-10.0, outside_c=-10.0, somebody=False)
    car.run(replace(OFF, departs_at_s=100.0), 10)
    assert car.run(OFF, 1).air == STILL
    assert [event.stage for event in car.events if isinstance(event, PreparationChanged)] == ["running", "none"]


@pytest.mark.parametrize(("air_c", "heats", "cools"), [(5.0, True, False), (20.0, False, False), (35.0, False, True)])
def test_an_animal_is_kept_in_its_band_with_little_energy(air_c: float, heats: bool, cools: bool) -> None:
    kept = Obedient(air_c=air_c, somebody=False).run(PET, 200)
    assert kept.activity is Activity.CARING
    assert (kept.air.heater_pct > 0.0, kept.air.cooler_pct > 0.0) == (heats, cools)
    assert kept.air.blower_pct >= SETTINGS.blower_floor_pct


def test_without_energy_an_animal_still_gets_air_and_people_get_none() -> None:
    animal = Obedient(air_c=35.0).run(replace(PET, budget=NOTHING_LEFT), 5)
    assert (animal.activity, animal.air.cooler_pct) == (Activity.NO_ENERGY, 0.0)
    assert animal.air.blower_pct == SETTINGS.blower_floor_pct
    assert Obedient(air_c=35.0).run(replace(AUTO, budget=NO_COMFORT), 5).air == STILL


@pytest.mark.parametrize("preset", [Preset.PET, Preset.REST])
def test_while_comfort_is_shed_whoever_may_be_in_danger_is_still_kept_safe(preset: Preset) -> None:
    asked = Asked(target=Target(21.0, Mode.COOL, preset), budget=NO_COMFORT)
    assert Obedient(air_c=35.0, somebody=False).run(asked, 60).air.cooler_pct == 100.0


def test_a_small_budget_is_kept_to() -> None:
    assert Obedient(air_c=0.0).run(replace(AUTO, budget=Budget(comfort_pct=40.0)), 300).air.heater_pct <= 40.0


@pytest.mark.parametrize("asked", [replace(AUTO, quiet=True), Asked(target=Target(21.0, Mode.AUTO, Preset.REST))])
def test_quiet_and_rest_limit_the_blower(asked: Asked) -> None:
    assert Obedient(air_c=40.0).run(asked, 200).air.blower_pct == SETTINGS.quiet_blower_pct


def test_a_person_may_ask_for_a_clear_windscreen_at_any_time() -> None:
    car = Obedient(air_c=5.0)
    air = car.run(DEFOG, 200).air
    assert (air.heater_pct, air.windscreen_pct, recirculation_pct(air, 100.0)) == (100.0, 100.0, 0.0)
    assert car.run(OFF, 10).air == STILL
    assert [event.active for event in car.events if isinstance(event, DefogChanged)] == [True, False]


def test_a_windscreen_near_the_dew_point_is_defogged_by_itself() -> None:
    car = Obedient(air_c=20.0, outside_c=-5.0, humidity_pct=60.0)
    air = car.run(AUTO, 600).air
    assert air.windscreen_pct > 50.0
    assert recirculation_pct(air, 100.0) < 50.0
    car.humidity_pct = 10.0
    assert car.run(AUTO, 10).air.windscreen_pct == 0.0


def test_the_windscreen_of_a_parked_car_may_fog() -> None:
    car = Obedient(air_c=20.0, outside_c=-5.0, humidity_pct=60.0, somebody=False)
    assert car.run(AUTO, 60).air.windscreen_pct == 0.0


def test_outside_air_that_is_warmer_is_not_let_in_to_defog() -> None:
    car = Obedient(air_c=15.0, outside_c=25.0, humidity_pct=90.0)
    assert recirculation_pct(car.run(DEFOG, 10).air, 70.0) == 70.0


def test_a_ventilated_windscreen_is_defogged_too() -> None:
    car = Obedient(air_c=20.0, outside_c=-5.0, humidity_pct=60.0)
    air = car.run(Asked(target=Target(21.0, Mode.FAN_ONLY)), 60).air
    assert air.blower_pct >= FAN_ONLY_PCT
    assert air.windscreen_pct > 0.0


@pytest.mark.parametrize(("asked", "blower_pct"), [(OFF, 0.0), (DEFOG, 80.0), (PET, SETTINGS.blower_floor_pct)])
def test_without_an_air_temperature_nothing_heats(asked: Asked, blower_pct: float) -> None:
    blind = Obedient(air_c=None).run(asked, 3)
    assert (blind.air.heater_pct, blind.air.cooler_pct, blind.air.blower_pct) == (0.0, 0.0, blower_pct)


def test_cold_seats_are_made_up_for_within_limits() -> None:
    warmer = Obedient(air_c=21.0, settings=CabinSettings(comfort_k=1.0))
    warmer.run(OFF, 10)
    assert warmer.memory.comfort is not None
    cold_seats = replace(warmer.memory.comfort, surface_c=0.0)
    warmer.memory = replace(warmer.memory, comfort=cold_seats)
    assert warmer.run(AUTO, 100).air.heater_pct > 0.0
    assert warmer.memory.comfort is not None
    assert 0.0 < warmer.memory.comfort.surface_c < 2.0


def test_the_load_is_fed_forward_where_the_outside_is_known() -> None:
    known, unknown = Obedient(air_c=21.0, outside_c=-10.0), Obedient(air_c=21.0)
    assert known.run(AUTO, 120).air.heater_pct > unknown.run(AUTO, 120).air.heater_pct + 10.0
