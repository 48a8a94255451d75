"""The climate law on simulated cabins: mornings, drives, windscreens, an animal, and its own tuning."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt

import pytest

from controller import Mode, Preset, Target, TuningFound
from controller.climate import Asked
from controller.interface.requests import AutotuneRequest
from hil.plants import CabinConditions, People, Trip, Vehicle
from hil.plants.moist_air import saturated_g_m3
from hil.scenarios.climate_trials import Trial
from hil.scenarios.ready_cabin import DEPARTURES, FROST, HEAT, parked, run_departures


@pytest.mark.parametrize("seed", [1, 2, 6])
@pytest.mark.parametrize("name", list(DEPARTURES))
def test_the_cabin_is_ready_at_the_departure_and_learns_to_be_it_cheaply(seed: int, name: str) -> None:
    figures = run_departures(DEPARTURES[name], seed)
    assert figures["first_miss_k"] == pytest.approx(0.0, abs=1.0)
    assert figures["last_miss_k"] == pytest.approx(0.0, abs=1.0)
    assert figures["energy_ratio"] < 1.15


@pytest.mark.parametrize(("outside_c", "sun_ratio"), [(5.0, 0.0), (15.0, 0.3), (18.0, 0.1), (30.0, 0.6)])
def test_a_drive_is_steady(outside_c: float, sun_ratio: float) -> None:
    conditions = CabinConditions(
        outside_c=outside_c, outside_g_m3=3.0 if outside_c < 10.0 else 10.0, sun_ratio=sun_ratio, people=People(2)
    )
    trial = Trial(
        parameters=parked(3, outside_c, conditions.outside_g_m3),
        asked=Asked(target=Target(21.0, Mode.AUTO)),
        conditions=conditions,
    )
    vehicle = Vehicle((Trip(0.0, 7_200.0, People(2)),))
    errors_k: list[float] = []
    sides: list[bool] = []

    def look(trial: Trial) -> None:
        vehicle.advance(1.0)
        conditions.speed_kph = vehicle.speed_kph
        if trial.now_s > 1_800.0 and trial.memory.loop is not None:
            errors_k.append(trial.cabin.air_c - trial.memory.loop.pid.aim_c)
        if trial.commands.heater_pct or trial.commands.cooler_pct:
            sides.append(trial.commands.heater_pct > 0.0)
        assert trial.cabin.air_c < max(21.0, outside_c) + 1.6

    trial.run(4_500.0, look)
    assert sqrt(sum(error_k**2 for error_k in errors_k) / len(errors_k)) < 0.5
    assert sum(before != after for before, after in pairwise(sides)) <= 3


@pytest.mark.parametrize(
    "asked", [Asked(target=Target(21.0, Mode.AUTO)), Asked(target=Target(21.0, Mode.OFF, Preset.DEFOG))]
)
def test_a_fogged_windscreen_is_clear_within_three_minutes(asked: Asked) -> None:
    outside_g_m3 = 0.9 * saturated_g_m3(-5.0)
    conditions = CabinConditions(outside_c=-5.0, outside_g_m3=outside_g_m3, people=People(4), speed_kph=50.0)
    trial = Trial(parameters=parked(1, 10.0, saturated_g_m3(10.0)), asked=asked, conditions=conditions)
    trial.cabin.windscreen.c = 2.0
    assert trial.cabin.fog_margin_k < -5.0
    trial.run(180.0)
    margins_k: list[float] = []
    trial.run(1_800.0, lambda trial: margins_k.append(trial.cabin.fog_margin_k))
    assert min(margins_k) > 0.0


@pytest.mark.parametrize("conditions", [FROST, replace(HEAT, sun_ratio=0.5)])
def test_an_animal_is_safe_within_half_an_hour_and_stays_so(conditions: CabinConditions) -> None:
    trial = Trial(
        parameters=parked(2, 20.0, conditions.outside_g_m3),
        asked=Asked(target=Target(21.0, Mode.OFF, Preset.PET)),
        conditions=conditions,
    )
    airs_c: list[float] = []
    trial.run(7_200.0, lambda trial: airs_c.append(trial.cabin.air_c))
    band = trial.settings.cabin
    assert band.pet_lowest_c <= min(airs_c) <= max(airs_c) <= band.pet_highest_c


@pytest.mark.parametrize(("outside_c", "set_point_c"), [(-8.0, 21.0), (0.0, 21.0), (30.0, 23.0)])
def test_the_law_tunes_itself_and_is_steady_with_what_it_found(outside_c: float, set_point_c: float) -> None:
    conditions = CabinConditions(outside_c=outside_c, outside_g_m3=3.0 if outside_c < 10.0 else 11.0)
    trial = Trial(
        parameters=parked(1, set_point_c, conditions.outside_g_m3),
        asked=Asked(target=Target(set_point_c, Mode.AUTO)),
        conditions=conditions,
    )
    trial.run(600.0)
    trial.requests = (AutotuneRequest("1", "console", "cabin"),)
    found: list[TuningFound] = []
    trial.run(2_400.0, lambda trial: found.extend(one for one in trial.events if isinstance(one, TuningFound)))
    assert len(found) == 1
    assert trial.memory.tuning is not None
    airs_c: list[float] = []
    trial.run(1_200.0, lambda trial: airs_c.append(trial.cabin.air_c))
    assert max(airs_c) - min(airs_c) < 0.5
