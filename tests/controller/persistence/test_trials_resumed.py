"""What trials found outlives a restart."""

import json
from dataclasses import replace

import pytest

from controller import (
    Absence,
    Alarm,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Memory,
    Settings,
    Snapshot,
    Step,
    initial,
    present,
    step,
)
from controller.interface.alarm import AlarmState
from controller.persistence.alarm_state import Break, pending, persisted, recalled
from controller.trials import resumed
from controller.trials.answers import unmoved_since
from controller.trials.trials import alarm_names

SETTINGS = Settings(fridge=FridgeSettings((CompartmentSettings(name="food"),)))
NOW_S = 1e6


def restarted(memory: Memory, away_s: float | None) -> Memory:
    """The memory of the next run."""
    values = json.loads(json.dumps(persisted(memory, SETTINGS), allow_nan=False))
    again = recalled(initial(SETTINGS, now_s=NOW_S), values, Break(NOW_S, 0.0, away_s), SETTINGS, now_s=NOW_S)
    assert again.left_out == ()
    return again.memory


def look(memory: Memory, air_c: float, now_s: float) -> Step:
    seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(air_c, now_s)),)))
    return step(memory, seen, SETTINGS, now_s=now_s)


def unmoved() -> Memory:
    """The only sensor repeats 9 °C for two hours."""
    memory = initial(SETTINGS, now_s=NOW_S)
    since_s = NOW_S - 7_200.0
    told = AlarmState(since_s, Alarm("fridge.food.air_unmoved", since_s, "food: air sensor reads 9.0 °C for 120 min"))
    states = (told, *memory.trials.states[1:])
    return replace(memory, trials=replace(memory.trials, answers=(unmoved_since(since_s),), states=states))


@pytest.mark.parametrize("away_s", [10.0, 1e6, None])
def test_a_silent_sensor_stays_so_until_it_says_something_else(away_s: float | None) -> None:
    before = unmoved()
    (alarm,) = before.trials.alarms
    memory = restarted(before, away_s)
    assert [(one.name, one.text) for one in memory.trials.alarms] == [(alarm.name, alarm.text)]
    for tick in range(20):
        taken = look(memory, 9.0, NOW_S + 10.0 * tick)
        memory = taken.memory
    assert taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    assert taken.memory.trials.alarms != ()
    alive = look(memory, 9.1, NOW_S + 210.0)
    assert alive.memory.trials.alarms == ()
    assert look(alive.memory, 9.1, NOW_S + 211.0).inputs.fridge.compartments[0].air_c.value == 9.1


def test_an_actuator_that_did_harm_rests_once_more_and_is_told_before_it_is_tried() -> None:
    states = list(initial(SETTINGS, now_s=0.0).trials.states)
    trials = unmoved().trials
    states[1] = trials.states[0]
    memory = resumed(trials, states, now_s=NOW_S)
    assert memory.compressor.stopped_since_s == NOW_S
    assert memory.heater.stopped_since_s is None
    assert len(memory.states) == len(alarm_names(SETTINGS))


def test_what_a_trial_found_is_worth_keeping_at_once() -> None:
    before = initial(SETTINGS, now_s=0.0)
    assert pending(before).alarms == frozenset()
    assert pending(unmoved()).alarms >= {"fridge.food.air_unmoved"}


def test_a_sensor_that_was_silent_repeats_whatever_it_says_first() -> None:
    assert unmoved_since(5.0).is_unmoved
    assert unmoved_since(5.0).air_c is None
