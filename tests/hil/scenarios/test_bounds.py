"""The bounds that no law can beat, and energy at one mean temperature."""

from copy import deepcopy
from dataclasses import replace
from math import isnan

import pytest

from hil.plants import Fridge, FridgeOutputs, FridgeSurroundings, one_compartment
from hil.scenarios import BOX_SCENARIOS, OURS, BoxScenario, Figures, equal_mean, run_box
from hil.scenarios.bounds import AIR_FLOOR_C, STANDING, runs_of, soonest_min
from hil.scenarios.equal_mean import EQUAL_MEAN_K, MAX_SEARCHES, at_equal_mean

AROUND = FridgeSurroundings(air_c=32.0, moisture_g_m3=20.3)
WARM_LOAD = BOX_SCENARIOS["S4"]
BACK_C = 6.0


def warmed() -> Fridge:
    fridge = Fridge(one_compartment(start_c=5.0), off_for_s=3_600.0)
    fridge.compartments[0].add(4.0, 25.0)
    return fridge


def test_the_soonest_recovery_of_the_reference_box_is_as_calculated_and_leaves_the_box_alone() -> None:
    """99 min by 14 kg, 4 W/K for 10 kg, air at 1 °C from the first second; here it has to get there first."""
    fridge = warmed()
    before_c = fridge.compartments[0].contents_c
    assert soonest_min(fridge, AROUND, WARM_LOAD, 5.0) == pytest.approx(99.0, rel=0.2)
    assert fridge.compartments[0].contents_c == before_c


def test_even_full_speed_all_the_time_is_no_sooner_unless_the_air_falls_below_the_floor() -> None:
    fridge = warmed()
    soonest = soonest_min(deepcopy(fridge), AROUND, WARM_LOAD, 5.0)
    outputs, box, minutes = FridgeOutputs(compressor_on=True, speed_pct=100.0), fridge.compartments[0], 0.0
    while box.contents_c > BACK_C and box.air_c > AIR_FLOOR_C:
        fridge.advance(outputs, AROUND, 5.0)
        minutes += 5.0 / 60.0
    assert minutes < soonest
    assert box.air_c <= AIR_FLOOR_C


def test_nothing_to_recover_has_no_soonest() -> None:
    assert isnan(soonest_min(warmed(), AROUND, BOX_SCENARIOS["S3"], 5.0))


def test_runs_of_one_length_are_found_at_the_mean_that_is_asked_for() -> None:
    found = at_equal_mean(runs_of(900.0), BOX_SCENARIOS["S2-32"], 2)
    assert found.missed == ""
    assert abs(found.figures.contents_mean_c - 5.0) <= EQUAL_MEAN_K


def test_a_law_that_misses_the_mean_is_named_and_has_no_energy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def deaf(law: str, scenario: BoxScenario, seed: int, *, shift_k: float) -> Figures:
        asked.append(shift_k)
        return run_box(law, replace(scenario, ends_h=18.0), seed)

    monkeypatch.setattr(equal_mean, "run_box", deaf)
    found = at_equal_mean(STANDING, BOX_SCENARIOS["S2-32"], 2)
    assert isnan(found.figures.energy_w)
    assert isnan(found.figures.starts_per_h)
    assert found.missed.endswith(f"K off after {len(asked)} set-points, 0.05 K allowed")
    assert len(asked) <= 1 + MAX_SEARCHES


def test_medicine_stays_within_its_band_beside_warm_goods_and_without_a_heater_nothing_is_cooled_in_frost() -> None:
    beside, frost = (run_box(OURS, BOX_SCENARIOS[name], 1) for name in ("MED-use", "MED-frost"))
    assert (beside.out_of_band_pct, beside.freeze_min, beside.min_off_violations) == (0.0, 0.0, 0.0)
    assert frost.starts_per_h == 0.0
    assert frost.out_of_band_pct == run_box(STANDING, BOX_SCENARIOS["MED-frost"], 1).out_of_band_pct > 0.0


def test_medicine_beside_a_freezer_stays_within_its_band_with_few_starts() -> None:
    found = run_box(OURS, BOX_SCENARIOS["MED-freezer"], 1)
    assert (found.out_of_band_pct, found.freeze_min, found.min_off_violations) == (0.0, 0.0, 0.0)
    assert found.starts_per_h < 1.0
