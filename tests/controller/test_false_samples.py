"""Single false samples of the only sensor of a box: the same switching, temperatures and alarms as without them."""

import pytest

from controller import (
    CompartmentInputs,
    CompartmentSettings,
    Event,
    FridgeInputs,
    FridgeSettings,
    Profile,
    SampleRefused,
    Settings,
    Snapshot,
    initial,
    present,
    step,
)
from hil.plants import Fridge, FridgeOutputs, FridgeSurroundings
from hil.plants.boxes import one_compartment

HOUR_S, TICK_S = 3_600.0, 2.0
FOOD = CompartmentSettings(name="food", set_point_c=5.0)
ICE = CompartmentSettings(name="ice", set_point_c=-16.0, profile=Profile.FREEZER)

Course = tuple[list[bool], list[str]]
"""The compressor in each tick, and the alarms."""


def play(box: CompartmentSettings, false_c: float | None, *, every_s: float, hours: float, broken: bool) -> Course:
    """Play a box that begins at its set-point; with `broken` its compressor is blocked."""
    settings, outputs = Settings(fridge=FridgeSettings((box,))), FridgeOutputs()
    fridge = Fridge(one_compartment(start_c=box.set_point_c, contents_kg=4.0), off_for_s=HOUR_S, seed=1)
    memory = initial(settings, now_s=0.0, compressor_off_since_s=-HOUR_S)
    ran, told = list[bool](), list[str]()
    events = list[Event]()
    fridge.faults.motor_blocked = broken
    for tick in range(round(hours * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        air_c = fridge.compartments[0].air_probe.read_c() or 0.0
        if false_c is not None and now_s > 600.0 and now_s % every_s < TICK_S:
            air_c = false_c
        seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(air_c, now_s)),)))
        taken = step(memory, seen, settings, now_s=now_s)
        memory = taken.memory
        outputs.obey(taken.commands)
        fridge.advance(outputs, FridgeSurroundings(air_c=32.0), TICK_S)
        ran.append(outputs.compressor_on)
        told.append("".join(alarm.name for alarm in taken.alarms))
        events += taken.events
    assert (false_c is None) is not any(isinstance(event, SampleRefused) for event in events)
    return ran, told


@pytest.mark.parametrize(
    ("box", "false_c", "every_s"),
    [(FOOD, -30.0, 300.0), (FOOD, -30.0, 120.0), (FOOD, -3.0, 300.0), (FOOD, 80.0, 300.0), (ICE, 79.75, 150.0)],
)
@pytest.mark.untraced
def test_a_false_sample_now_and_then_switches_nothing(box: CompartmentSettings, false_c: float, every_s: float) -> None:
    clean = play(box, None, every_s=every_s, hours=2.0, broken=False)
    false = play(box, false_c, every_s=every_s, hours=2.0, broken=False)
    assert sum(one is not other for one, other in zip(clean[0], false[0], strict=True)) <= len(clean[0]) // 100
    assert set(false[1]) == {""}


@pytest.mark.untraced
def test_a_false_sample_within_the_band_clears_no_alarm() -> None:
    _, alarms = play(FOOD, 5.0, every_s=300.0, hours=6.0, broken=True)
    raised = alarms.index("fridge.food.too_warm")
    assert all("fridge.food.too_warm" in told for told in alarms[raised:])
