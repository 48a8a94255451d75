"""Faults of the plants and of sensors, in closed loop with the laws: named in time, and nothing else is.

`python -m hil fault-detection` is the long run: every fault and a day of use in 20 random cars.
"""

from dataclasses import replace

import pytest

from controller import AlarmRaised, Step
from hil.fault_detection.days import random_car, settings
from hil.fault_detection.injections import FAULTS, MINUTE_S, Fault
from hil.fault_detection.trial import Detected, alarm_of, detected, false_alarms, find, is_told, lines, run_fault
from hil.scenarios.model_tier import run

SEED = 3
WARM_C = 10.0
"""The compressor has work to do from the beginning, so faults of it show soon."""

LEARNED = {
    "lid ajar",
    "air sensor drifted by 2 K",
    "refrigerant 40 % low",
    "fan blows always",
    "damper stuck half open",
    "air sensors in each other's compartment",
    "compartment fan stands",
}
"""These take hours to show; `python -m hil run S8` has them."""


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.name not in LEARNED], ids=lambda fault: fault.name
)
def test_a_fault_is_named_in_time_and_first(fault: Fault) -> None:
    early = replace(fault, after_s=min(fault.after_s, 20 * MINUTE_S))
    car = random_car(SEED, outside_c=fault.outside_c, start_c=WARM_C, used=False)
    found = find(car, settings(), early)
    expected = alarm_of(fault, settings())
    assert found
    assert [each.alarm for each in found if not is_told(fault, each.alarm, expected)] == []


def test_a_healthy_car_that_is_used_gives_no_finding() -> None:
    assert false_alarms(random_car(SEED), settings(), hours=4.0) == []


def test_a_compressor_that_cannot_be_stopped_gets_no_fan_for_what_is_cold_enough() -> None:
    steps: list[Step] = []
    car = random_car(SEED, outside_c=32.0, used=False)
    car.fridge.faults.relay_welded = True
    run(car, settings(), duration_s=10 * MINUTE_S, tick_s=2.0, on_step=steps.append)
    raised = [step for step in steps if any(isinstance(event, AlarmRaised) for event in step.events)]
    assert [alarm.name for alarm in raised[0].alarms] == ["fridge.stuck_on"]
    last = steps[-1]
    for box, target, fan_pct in zip(
        last.inputs.fridge.compartments,
        last.memory.targets.compartments,
        last.commands.compartment_fan_pct,
        strict=True,
    ):
        assert box.air_c.value is not None
        assert fan_pct == 0.0 or box.air_c.value > target.set_point_c


def test_a_fault_in_a_box_of_another_structure_is_found_and_nothing_else_is() -> None:
    name = "S8-compressor-does-not-start"
    verdict = detected(name, [run_fault(name, 5)])
    assert verdict["passed"], verdict
    assert verdict["found_share"] == 1.0
    assert next(lines(verdict)) == f"{name}: kept"


def test_what_is_missed_told_beside_or_told_falsely_fails() -> None:
    right = Detected(subject="car 0", after_min=5.0, beside=(), before=())
    for wrong in (
        replace(right, after_min=None),
        replace(right, beside=("fridge.heat_loss",)),
        replace(right, before=("fridge.heat_loss",)),
    ):
        verdict = detected("S8-lid-open", [right, wrong])
        assert not verdict["passed"]
        text = "\n".join(lines(verdict))
        assert "car 0" in text if wrong.after_min is None else "heat_loss" in text
