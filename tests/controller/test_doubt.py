"""Doubt takes away a permission, never a prohibition: the power law and whole ticks against readings that are doubted.

The guard by itself: guard/test_doubted_readings.py.
"""

from dataclasses import replace

from controller import (
    Absence,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    PowerSettings,
    Profile,
    Reading,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
    absent,
    initial,
    power,
    present,
    step,
)
from controller.interface.energy_budget import FREE
from controller.power import Inputs
from controller.power.supply_estimator import MAX_V, OVER_AFTER_S

SETTINGS = Settings()
DOUBTED, LOST = absent(Absence.IMPLAUSIBLE, 0.0), absent(Absence.OFFLINE, 0.0)


def read(value: float) -> Reading:
    return present(value, 0.0)


def over(believed: Reading, fresh: Reading, nominal_v: float = 12.0) -> bool:
    """Whether loads are cut for over-voltage after some seconds of such readings."""
    settings, memory, budget = PowerSettings(nominal_v=nominal_v), power.initial(), FREE
    boxes = (CompartmentSettings(name="medicine", profile=Profile.MEDICINE),)
    for second in range(0, 3 * round(OVER_AFTER_S), 2):
        now_s = float(second)
        supply = SupplyInputs(replace(believed, taken_at_s=now_s))
        inputs = Inputs(
            supply=supply,
            vehicle=VehicleInputs(),
            compartments=boxes,
            fresh_v=replace(fresh, taken_at_s=now_s),
            budget=budget,
        )
        taken = power.regulate(memory, inputs, settings, Commands(), now_s=now_s)
        memory, budget = taken.memory, taken.output
    return memory.estimates is not None and memory.estimates.over and budget.cooled == (False,)


def test_a_doubted_over_voltage_still_cuts_the_loads_unless_it_cannot_be() -> None:
    assert over(read(16.0), read(16.0))
    assert over(DOUBTED, read(16.0))
    assert over(DOUBTED, read(MAX_V))
    assert over(read(MAX_V + 0.1), read(MAX_V + 0.1))
    assert not over(DOUBTED, read(MAX_V + 0.1))
    assert not over(DOUBTED, read(14.0))
    assert not over(LOST, LOST)
    assert over(DOUBTED, read(32.0), nominal_v=24.0)
    assert not over(DOUBTED, read(28.0), nominal_v=24.0)


def test_a_sensor_in_ice_that_is_doubted_for_hours_never_lets_its_fan_run() -> None:
    """Through whole ticks: the plate moves, the reading does not, and after half an hour nobody believes it."""
    alone = Settings(
        fridge=FridgeSettings(compartments=(CompartmentSettings(name="medicine", profile=Profile.MEDICINE),))
    )
    memory, found = initial(alone, now_s=0.0, compressor_off_since_s=-1e4), False
    for look in range(400):
        now_s = 10.0 * look
        plate_c = -15.0 + 5.0 * (look % 20 > 9) + 0.1 * (look % 7)
        box = CompartmentInputs(present(0.0, now_s))
        taken = step(memory, Snapshot(fridge=FridgeInputs((box,), present(plate_c, now_s))), alone, now_s=now_s)
        memory = taken.memory
        assert taken.commands.compartment_fan_pct == (0.0,)
        found = found or taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    assert found
