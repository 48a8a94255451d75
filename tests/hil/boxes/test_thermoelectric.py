import pytest

from hil.boxes import Box, Thermoelectric, draw
from hil.boxes.thermoelectric import ThermoelectricParameters
from hil.plants import FridgeFaults, FridgeOutputs, FridgeSurroundings

AROUND = FridgeSurroundings(25.0)
FULL = FridgeOutputs(compressor_on=True, speed_pct=100.0)


def settled(outputs: FridgeOutputs, plate_c: float, faults: FridgeFaults | None = None) -> Thermoelectric:
    """An element after an hour, its cold side held at `plate_c`."""
    unit = Thermoelectric(ThermoelectricParameters(), faults or FridgeFaults(), AROUND.air_c)
    for _ in range(720):
        unit.advance(outputs, AROUND, plate_c, 5.0)
    return unit


def test_the_higher_the_lift_the_less_it_moves_and_the_worse_its_efficiency() -> None:
    units = [settled(FULL, plate_c) for plate_c in (25.0, 15.0, 5.0, -5.0)]
    moved_w = [unit.cooling_w for unit in units]
    cop = [unit.cooling_w / unit.power_w for unit in units]
    assert moved_w == sorted(moved_w, reverse=True)
    assert cop == sorted(cop, reverse=True)
    assert 0.1 < cop[2] < 0.6


def test_it_draws_as_much_as_such_boxes_say() -> None:
    assert settled(FULL, 5.0).power_w == pytest.approx(55.0, abs=12.0)


def test_switched_off_it_leaks_heat_back_through_the_element_and_the_sink_that_no_fan_blows_on() -> None:
    unit = settled(FridgeOutputs(), 5.0)
    assert unit.power_w == 0.0
    assert unit.cooling_w == pytest.approx(-20.0 / (1.0 / 0.5 + 3.0 * 0.3), rel=0.03)


def test_reversed_it_heats() -> None:
    unit = settled(FULL, 25.0, FridgeFaults(reversed=True))
    assert unit.cooling_w < -40.0
    assert unit.hot_c < AROUND.air_c


def test_it_starts_at_once_and_nothing_is_too_short_for_it() -> None:
    unit = Thermoelectric(ThermoelectricParameters(), FridgeFaults(), 25.0)
    for tick in range(20):
        unit.advance(FridgeOutputs(compressor_on=tick % 2 == 0), AROUND, 5.0, 1.0)
    assert unit.starts == 10
    assert unit.min_off_violations == unit.min_on_violations == unit.failed_starts == 0


@pytest.mark.parametrize(
    "fault", [FridgeFaults(motor_blocked=True), FridgeFaults(charge_ratio=0.0)], ids=["wire broken", "element cracked"]
)
def test_broken_it_moves_nothing(fault: FridgeFaults) -> None:
    assert settled(FULL, 5.0, fault).cooling_w < 0.0


def test_without_its_fan_it_cools_less() -> None:
    assert settled(FULL, 5.0, FridgeFaults(condenser_fan_failed=True)).cooling_w < 0.5 * settled(FULL, 5.0).cooling_w


def test_it_stays_off_on_too_low_a_voltage() -> None:
    unit = Thermoelectric(ThermoelectricParameters(), FridgeFaults(), 25.0)
    unit.advance(FULL, FridgeSurroundings(25.0, supply_v=8.0), 5.0, 1.0)
    assert not unit.running


def test_a_box_reaches_some_twenty_kelvin_below_the_air_around_and_no_more() -> None:
    box = Box(draw("thermoelectric", 2, start_c=25.0))
    box.compartments[0].remove(100.0)
    for _ in range(6 * 360):
        box.advance(FULL, AROUND, 10.0)
    assert 14.0 < AROUND.air_c - box.compartments[0].air_c < 30.0
