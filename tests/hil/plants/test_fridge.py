from dataclasses import replace

import pytest

from hil.plants import (
    CompressorParameters,
    Fridge,
    FridgeOutputs,
    FridgeParameters,
    FridgeSurroundings,
    one_compartment,
    two_compartments,
)

RESTED_S = 3_600.0
FANS_ON = (100.0, 100.0)


def fridge(parameters: FridgeParameters, *, seed: int = 0) -> Fridge:
    return Fridge(parameters, off_for_s=RESTED_S, seed=seed)


def run(  # one argument for each thing a test may vary
    plant: Fridge,
    on: bool,
    for_s: float,
    *,
    fans_pct: tuple[float, ...] = FANS_ON,
    around: FridgeSurroundings | None = None,
    dt_s: float = 1.0,
) -> Fridge:
    outputs = FridgeOutputs(on, fans_pct=fans_pct)
    surroundings = around or FridgeSurroundings(32.0)
    for _ in range(round(for_s / dt_s)):
        plant.advance(outputs, surroundings, dt_s)
    return plant


def test_heat_is_conserved() -> None:
    plant = fridge(two_compartments(start_c=10.0))
    before_j = plant.stored_j
    damp = FridgeSurroundings(32.0, moisture_g_m3=25.0)
    for minute in range(600):
        plant.compartments[0].lid_open = minute % 60 == 0
        if minute == 200:
            plant.compartments[0].add(4.0, 25.0)
        if minute == 400:
            plant.compartments[1].remove(2.0)
        run(plant, minute % 200 < 150, 60.0, fans_pct=(100.0, float(minute % 100)), around=damp)
    assert abs(plant.stored_j - before_j) > 100_000.0
    assert plant.stored_j - before_j == pytest.approx(plant.heat_in_j - plant.heat_out_j, rel=1e-9)


def test_surroundings_and_stored_heat_balance_the_electricity() -> None:
    plant = fridge(two_compartments(start_c=20.0))
    before_j, to_surroundings_j = plant.stored_j, 0.0
    for second in range(10_000):
        run(plant, second % 1_000 < 500, 1.0)
        to_surroundings_j += plant.rejected_w
    assert to_surroundings_j + plant.stored_j - before_j == pytest.approx(plant.energy_j, rel=1e-9)


def test_an_unpowered_fridge_warms_to_its_surroundings() -> None:
    plant = run(fridge(two_compartments(start_c=4.0)), False, 200 * 3_600.0, fans_pct=(), dt_s=10.0)
    assert [each.contents_c for each in plant.compartments] == pytest.approx([32.0, 32.0], abs=1.0)


@pytest.mark.parametrize(("contents_kg", "hours"), [(0.0, 0.5), (10.0, 3.3), (20.0, 6.1)])
def test_without_power_it_stays_cold_as_long_as_its_heat_capacity_says(contents_kg: float, hours: float) -> None:
    plant = fridge(one_compartment(start_c=4.0, contents_kg=contents_kg, walls=0.55 / 0.45))
    minutes = 0
    while plant.compartments[0].contents_c < 8.0:
        run(plant, False, 60.0)
        minutes += 1
    assert minutes / 60.0 == pytest.approx(hours, rel=0.25)


def test_an_empty_box_is_pulled_down_in_half_an_hour_or_so() -> None:
    plant = fridge(one_compartment(start_c=32.0, contents_kg=0.0))
    minutes = 0
    while plant.compartments[0].air_c > 4.0 and minutes < 200:
        run(plant, True, 60.0)
        minutes += 1
    assert 20 <= minutes <= 50  # computed for such a box: 36


def test_contents_lag_hours_behind_the_air() -> None:
    plant = run(fridge(one_compartment(start_c=32.0)), True, 4 * 3_600.0)
    assert plant.compartments[0].air_c < 4.0
    assert plant.compartments[0].contents_c > 8.0


def test_only_the_compartment_whose_fan_runs_is_cooled_much() -> None:
    plant = run(fridge(two_compartments(start_c=20.0)), True, 900.0, fans_pct=(100.0, 0.0))
    food, medicine = plant.compartments
    assert 20.0 - food.air_c > 4.0 * (20.0 - medicine.air_c)


def test_a_fan_draws_power_and_leaves_it_as_heat() -> None:
    still, moving = fridge(two_compartments(start_c=20.0)), fridge(two_compartments(start_c=20.0))
    run(still, False, 1.0, fans_pct=(0.0, 0.0))
    run(moving, False, 1.0)
    assert moving.power_w - still.power_w == pytest.approx(3.0)
    assert moving.heat_in_j - still.heat_in_j == pytest.approx(3.0)


def test_a_fan_without_a_request_or_with_a_fault_stands() -> None:
    plants = [fridge(two_compartments(start_c=20.0)) for _ in range(3)]
    switched_off, silent, broken = plants
    broken.compartments[0].fan_failed = broken.compartments[1].fan_failed = True
    run(switched_off, True, 100.0, fans_pct=(0.0, 0.0))
    run(silent, True, 100.0, fans_pct=())
    run(broken, True, 100.0)
    assert len({plant.compartments[0].air_c for plant in plants}) == 1
    assert broken.power_w == switched_off.power_w


def test_an_open_lid_warms_the_air_and_hardly_the_contents() -> None:
    plant = fridge(two_compartments(start_c=4.0))
    plant.compartments[0].set_lid(True)
    run(plant, False, 30.0, fans_pct=())
    food, medicine = plant.compartments
    assert food.air_c > 6.0
    assert food.contents_c < 4.1
    assert medicine.air_c < 4.2


def test_a_lid_ajar_costs_energy_and_no_switch_sees_it() -> None:
    shut, ajar = fridge(one_compartment(start_c=5.0)), fridge(one_compartment(start_c=5.0))
    ajar.compartments[0].lid_ajar = True
    for plant in (shut, ajar):
        run(plant, False, 3_600.0)
    assert not ajar.compartments[0].lid_open
    assert ajar.compartments[0].air_c > shut.compartments[0].air_c + 3.0


def test_moisture_through_the_lid_adds_nearly_a_third_to_the_heat() -> None:
    dry, damp = fridge(one_compartment(start_c=5.0)), fridge(one_compartment(start_c=5.0))
    for plant, moisture_g_m3 in ((dry, 0.0), (damp, 20.3)):
        plant.compartments[0].set_lid(True)
        run(plant, False, 30.0, around=FridgeSurroundings(32.0, moisture_g_m3))
    assert damp.heat_in_j / dry.heat_in_j == pytest.approx(1.3, abs=0.05)


def test_a_cold_plate_collects_frost_that_weakens_it_and_melts_when_it_rests() -> None:
    plant = fridge(one_compartment(start_c=-15.0))
    plant.compartments[0].lid_ajar = True
    run(plant, True, 24 * 3_600.0, around=FridgeSurroundings(32.0, 25.0))
    frosted_g = plant.frost.grams
    assert frosted_g > 30.0
    run(plant, False, 12 * 3_600.0)
    assert plant.frost.grams == 0.0


def test_freezing_goods_are_counted() -> None:
    warm, cold = fridge(one_compartment(start_c=5.0)), fridge(one_compartment(start_c=5.0))
    run(warm, False, 3_600.0)
    run(cold, True, 3_600.0)
    food = cold.compartments[0]
    assert warm.compartments[0].freeze_s == 0.0
    assert food.nearest_c < 0.0 < food.contents_c
    assert 600.0 < food.freeze_s < 3_600.0


def test_hot_surroundings_make_cooling_weaker_and_dearer() -> None:
    mild, hot = fridge(two_compartments(start_c=4.0)), fridge(two_compartments(start_c=4.0))
    run(mild, True, 600.0, around=FridgeSurroundings(25.0))
    run(hot, True, 600.0, around=FridgeSurroundings(43.0))
    assert hot.compressor.cooling_w < mild.compressor.cooling_w
    assert hot.power_w > mild.power_w


def test_current_is_power_over_voltage() -> None:
    plant = run(fridge(one_compartment(start_c=20.0)), True, 300.0, around=FridgeSurroundings(32.0, supply_v=12.0))
    assert plant.current_a == pytest.approx(plant.power_w / 12.0)
    assert 2.0 < plant.current_a < 6.0
    assert plant.energy_wh == pytest.approx(plant.energy_j / 3_600.0)


def test_a_leak_of_refrigerant_shows_as_running_without_cooling() -> None:
    plant = fridge(one_compartment(start_c=20.0))
    plant.faults.charge_ratio = 0.0
    run(plant, True, 1_800.0)
    assert plant.compressor.running
    assert plant.plate_c > 20.0


def test_limits_of_the_compressor_can_be_given() -> None:
    parameters = replace(one_compartment(start_c=20.0), compressor=CompressorParameters(min_off_s=10.0))
    plant = Fridge(parameters)
    run(plant, False, 10.0)
    run(plant, True, 1.0)
    assert plant.compressor.min_off_violations == 0


def test_the_same_seed_gives_the_same_readings_and_another_one_others() -> None:
    def readings(seed: int) -> list[float | None]:
        plant = fridge(one_compartment(start_c=5.0), seed=seed)
        return [run(plant, True, 1.0).compartments[0].air_probe.read_c() for _ in range(60)]

    assert readings(1) == readings(1)
    assert readings(1) != readings(2)
