"""The budget reaches every law within one step."""

import pytest

from controller import (
    CabinInputs,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    LoadShed,
    Memory,
    Settings,
    Snapshot,
    Step,
    SupplyInputs,
    initial,
    present,
    step,
)

SETTINGS = Settings()


def seen(voltage_v: float, now_s: float) -> Snapshot:
    """A warm fridge in a cold parked cabin."""
    boxes = tuple(CompartmentInputs(air_c=present(15.0, now_s)) for _ in SETTINGS.fridge.compartments)
    return Snapshot(
        fridge=FridgeInputs(boxes, plate_c=present(5.0, now_s)),
        cabin=CabinInputs(air_c=present(5.0, now_s)),
        supply=SupplyInputs(present(voltage_v, now_s), present(0.0, now_s)),
    )


def run(memory: Memory, voltage_v: float, from_s: int, to_s: int) -> list[Step]:
    steps: list[Step] = []
    for second in range(from_s, to_s):
        steps.append(step(memory, seen(voltage_v, float(second)), SETTINGS, now_s=float(second)))
        memory = steps[-1].memory
    return steps


@pytest.mark.untraced
def test_a_flat_battery_stops_fridge_and_cabin_and_the_record_receives_of_it() -> None:
    begun = initial(SETTINGS, now_s=0.0, compressor_off_since_s=-10_000.0)
    good = run(begun, 12.7, 0, 300)
    assert good[-1].commands.compressor_on
    assert good[-1].commands.heater_pct > 0.0
    flat = run(good[-1].memory, 11.8, 300, 1_200)
    assert flat[-1].commands == Commands(compartment_fan_pct=flat[-1].commands.compartment_fan_pct)
    shed = [event.rank for one in flat for event in one.events if isinstance(event, LoadShed)]
    assert sorted(shed) == ["comfort", "food", "medicine", "safety"]
