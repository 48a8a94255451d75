"""Heater and cooler where one of them is switched: which side is due, and the law that drives them."""

from dataclasses import replace

import pytest

from controller import Mode, Preset, Target
from controller.algorithms.pid import Goal
from controller.climate import STILL, Asked, pair
from controller.climate.pair import Drive
from controller.climate.switched_unit import Unit, Units
from controller.interface.commands import Commands
from controller.interface.events import TuningRefused
from controller.interface.requests import AutotuneRequest
from controller.settings import Fitted, OutputTimes
from tests.controller.climate.climate_cabin import Obedient

BURNER = OutputTimes(min_on_s=300.0, start_up_s=180.0, after_run_s=240.0, levels_pct=(40.0, 60.0, 100.0), own_air=True)
RELAY = OutputTimes(min_on_s=120.0, min_off_s=180.0, levels_pct=(100.0,))
OTHERS = dict.fromkeys(("blower", "windscreen", "recirculation"), OutputTimes())
DIESEL = Fitted(outputs={**OTHERS, "heater": BURNER, "cooler": OutputTimes()})
ROOF = Fitted(outputs={**OTHERS, "heater": OutputTimes(), "cooler": RELAY})
AUTO = Asked(target=Target(21.0, Mode.AUTO), fitted=DIESEL)
HEATING = Units(heater=Unit(on=True, since_s=0.0, share=0.4))


def asked(units: Units, air_c: float, *, fitted: Fitted = DIESEL, load: float = 0.2, side: float = 0.0) -> float:
    """Ask for 21 °C, with a loop that has half of its full output on the side of the need."""
    by = Drive(
        goal=Goal(21.0),
        air_c=air_c,
        output=0.5 if air_c < 21.0 else -0.5,
        load=load,
        side=side,
        drift_k_s=0.0,
        max_share=1.0,
    )
    return pair.drive(units, fitted, by, now_s=1_000.0)[1]


def test_the_end_of_a_heaters_run_is_no_reason_to_cool() -> None:
    assert asked(HEATING, 22.0) > 0.0
    assert asked(Units(), 23.0, side=1.0) == 0.0
    assert asked(Units(), 24.0, side=1.0) == -0.5


def test_where_the_load_is_cold_the_cooler_is_due_at_once() -> None:
    assert asked(Units(), 21.5, load=-0.3, side=1.0) == -0.5
    assert asked(Units(), 21.5, load=-0.3) == -0.5
    assert asked(Units(), 21.5, load=0.05) == -0.5
    assert asked(Units(), 19.0, load=0.05) > 0.0


def test_a_plain_heater_beside_a_switched_cooler_keeps_its_duty() -> None:
    assert asked(Units(), 20.0, fitted=ROOF) == 0.5
    assert asked(Units(cooler=Unit(on=True)), 20.5, fitted=ROOF, side=-1.0, load=-0.3) == -1.0


def test_a_mode_without_heat_or_cold_asks_for_neither() -> None:
    by = Drive(goal=Goal(21.0, 0.0, 0.0), air_c=10.0, output=0.0, load=0.3, side=0.0, drift_k_s=0.0, max_share=1.0)
    assert pair.drive(Units(), DIESEL, by, now_s=0.0)[1] == 0.0
    assert pair.drive(Units(), DIESEL, replace(by, side=-1.0), now_s=0.0)[1] == 0.0


def test_what_lights_does_not_count_as_heat() -> None:
    applied = Commands(heater_pct=100.0)
    lighting = pair.seen(Units(), DIESEL, applied, 5.0, 16.0, now_s=0.0)
    assert pair.effect(lighting, DIESEL, applied, now_s=100.0) == 0.0
    assert pair.effect(lighting, DIESEL, applied, now_s=200.0) == 1.0
    assert pair.seen(Units(), DIESEL, Commands(), 5.0, 16.0, now_s=0.0) == Units()


def test_the_law_lights_a_burner_once_and_leaves_the_blower_alone() -> None:
    car = Obedient(air_c=10.0, outside_c=0.0)
    air = car.run(AUTO, 600).air
    assert (air.heater_pct, air.cooler_pct, air.blower_pct) == (100.0, 0.0, 0.0)
    assert car.memory.units.heater.since_s < 10.0


def test_a_burner_is_held_near_the_set_point_of_a_departure() -> None:
    car = Obedient(air_c=20.8, outside_c=20.8, somebody=False)
    leaving = replace(AUTO, departs_at_s=50.0)
    assert car.run(leaving, 20).air.heater_pct == 0.0
    car.air_c = 20.5
    assert car.run(leaving, 20).air.heater_pct > 0.0


def test_an_animal_gets_cold_before_it_is_too_warm() -> None:
    car = Obedient(air_c=25.6, outside_c=35.0, somebody=False)
    air = car.run(Asked(target=Target(21.0, Mode.OFF, Preset.PET), fitted=ROOF), 60).air
    assert (air.cooler_pct, air.heater_pct) == (100.0, 0.0)
    assert air.blower_pct == 100.0


def test_a_burner_that_nobody_wants_is_not_asked_for() -> None:
    car = Obedient(air_c=10.0)
    car.run(AUTO, 60)
    assert car.run(Asked(target=Target(21.0, Mode.OFF), fitted=DIESEL), 5).air == STILL


@pytest.mark.parametrize("fitted", [DIESEL, ROOF])
def test_what_is_switched_is_not_tuned(fitted: Fitted) -> None:
    car = Obedient(air_c=20.0)
    car.run(replace(AUTO, fitted=fitted), 5, AutotuneRequest("1", "console", "cabin"))
    refused = [one for one in car.events if isinstance(one, TuningRefused)]
    assert [one.why for one in refused] == ["heater or cooler is switched: it has nothing that could be tuned"]
