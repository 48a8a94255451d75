import pytest

from hil.plants import Compressor, CompressorParameters, FridgeFaults, FridgeOutputs, FridgeSurroundings

LOW_BATTERY, NO_START = 1, 3


def compressor(*, off_for_s: float = 1_000.0, faults: FridgeFaults | None = None) -> Compressor:
    return Compressor(CompressorParameters(), faults or FridgeFaults(), off_for_s=off_for_s)


def hold(  # one argument for each thing a test may vary
    plant: Compressor, on: bool, for_s: float, *, dt_s: float = 0.5, supply_v: float = 12.6, speed_pct: float = 0.0
) -> None:
    outputs, around = FridgeOutputs(on, speed_pct), FridgeSurroundings(32.0, supply_v=supply_v)
    for _ in range(round(for_s / dt_s)):
        plant.advance(outputs, around, 0.0, dt_s)


def test_a_standing_compressor_takes_and_draws_nothing() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=300.0)
    assert plant.power_w > 20.0
    assert plant.run_s == 300.0
    hold(plant, on=False, for_s=0.5)
    assert (plant.cooling_w, plant.power_w, plant.running) == (0.0, 0.0, False)


def test_the_condenser_fan_is_part_of_the_power() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=300.0)
    assert plant.power_w == pytest.approx(plant.refrigerant.power_w + 3.0)


def test_a_dead_condenser_fan_draws_nothing_and_makes_the_motor_work() -> None:
    good, bad = compressor(), compressor(faults=FridgeFaults(condenser_fan_failed=True))
    for plant in (good, bad):
        hold(plant, on=True, for_s=600.0)
    assert bad.power_w == bad.refrigerant.power_w > good.refrigerant.power_w
    assert bad.cooling_w < good.cooling_w


def test_speed_follows_its_request() -> None:
    slow, fast = compressor(), compressor()
    hold(slow, on=True, for_s=600.0)
    hold(fast, on=True, for_s=600.0, speed_pct=100.0)
    assert fast.refrigerant.power_w > 1.4 * slow.refrigerant.power_w


def test_a_rest_of_exactly_the_minimum_is_no_violation_and_half_a_second_less_is_one() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=120.0)
    hold(plant, on=False, for_s=180.0)
    hold(plant, on=True, for_s=120.0)
    assert (plant.starts, plant.min_off_violations, plant.min_on_violations) == (2, 0, 0)
    hold(plant, on=False, for_s=179.5)
    hold(plant, on=True, for_s=119.5)
    hold(plant, on=False, for_s=0.5)
    assert (plant.starts, plant.min_off_violations, plant.min_on_violations) == (3, 1, 1)


def test_the_first_start_is_judged_from_the_beginning() -> None:
    early, late = compressor(off_for_s=0.0), compressor(off_for_s=0.0)
    hold(early, on=False, for_s=100.0)
    hold(early, on=True, for_s=1.0)
    hold(late, on=False, for_s=180.0)
    hold(late, on=True, for_s=1.0)
    assert (early.min_off_violations, late.min_off_violations) == (1, 0)


def test_a_compressor_that_had_rested_before_may_start_at_once() -> None:
    plant = compressor(off_for_s=180.0)
    hold(plant, on=True, for_s=1.0)
    assert (plant.starts, plant.min_off_violations) == (1, 0)


def test_an_edge_that_was_seen_a_tick_late_is_no_violation() -> None:
    plant = compressor(off_for_s=0.0)
    hold(plant, on=False, for_s=179.0, dt_s=1.0)
    hold(plant, on=False, for_s=0.6, dt_s=0.6)
    hold(plant, on=True, for_s=0.5)
    assert plant.min_off_violations == 0


def test_a_restart_against_pressure_fails_and_succeeds_a_minute_later() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=600.0)
    hold(plant, on=False, for_s=10.0)
    hold(plant, on=True, for_s=50.0)
    assert (plant.running, plant.failed_starts, plant.flashes) == (False, 1, NO_START)
    hold(plant, on=True, for_s=15.0)
    assert (plant.running, plant.starts, plant.flashes) == (True, 2, 0)


def test_a_blocked_motor_never_starts_and_is_tried_once_a_minute() -> None:
    faults = FridgeFaults(motor_blocked=True)
    plant = compressor(faults=faults)
    hold(plant, on=True, for_s=290.0)
    assert (plant.starts, plant.failed_starts, plant.power_w) == (0, 5, 0.0)
    faults.motor_blocked = False
    hold(plant, on=True, for_s=60.0)
    assert plant.running


def test_a_motor_that_blocks_while_it_runs_stops() -> None:
    faults = FridgeFaults()
    plant = compressor(faults=faults)
    hold(plant, on=True, for_s=300.0)
    faults.motor_blocked = True
    hold(plant, on=True, for_s=1.0)
    assert (plant.running, plant.flashes) == (False, NO_START)


def test_a_welded_relay_keeps_it_running() -> None:
    plant = compressor(faults=FridgeFaults(relay_welded=True))
    hold(plant, on=False, for_s=300.0)
    assert plant.running
    assert plant.starts == 1


def test_low_voltage_stops_it_until_the_battery_has_recovered() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=300.0)
    hold(plant, on=True, for_s=1.0, supply_v=10.3)
    assert (plant.running, plant.flashes) == (False, LOW_BATTERY)
    hold(plant, on=True, for_s=300.0, supply_v=11.6)
    assert not plant.running
    hold(plant, on=True, for_s=1.0, supply_v=11.8)
    assert plant.running


def test_a_dip_costs_a_restart_that_is_nobodys_order() -> None:
    plant = compressor()
    hold(plant, on=True, for_s=300.0)
    hold(plant, on=True, for_s=1.5, supply_v=8.0)
    hold(plant, on=True, for_s=120.0)
    assert plant.running
    assert (plant.starts, plant.restarts, plant.min_off_violations) == (1, 1, 0)


def test_a_new_request_forgets_the_pause() -> None:
    plant = compressor(faults=FridgeFaults(motor_blocked=True))
    hold(plant, on=True, for_s=1.0)
    hold(plant, on=False, for_s=200.0)
    plant.faults.motor_blocked = False
    hold(plant, on=True, for_s=0.5)
    assert plant.running
