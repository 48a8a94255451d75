"""When `too_warm` counts: not in a pull-down, but in one that does not end."""

from dataclasses import replace

from controller import (
    Absence,
    CompartmentInputs,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Settings,
    Snapshot,
    Target,
    Targets,
    absent,
    present,
)
from controller.alarms.evaluation import initial, update
from controller.alarms.pull_down import ARMED_AFTER_S
from controller.interface.energy_budget import FREE
from controller.targets import configured

SETTINGS = Settings(fridge=FridgeSettings(compartments=FridgeSettings().compartments[:1]))
CONFIGURED = configured(SETTINGS)
TOO_WARM_AFTER_S = SETTINGS.fridge.compartments[0].too_warm_after_s
COOL = CONFIGURED.compartments[0]
OFF = Target(COOL.set_point_c, Mode.OFF)
ARMED_AND_DUE_S = ARMED_AFTER_S + TOO_WARM_AFTER_S

Tick = tuple[float, float | None, Target]
"""When, the air temperature if there is one, and what is asked for."""


def too_warm(*history: Tick) -> bool:
    """Whether the alarm is active after the last tick."""
    targets = [targets_of(target) for _, _, target in history]
    memory = initial(SETTINGS, targets[0], now_s=0.0)
    for (now_s, air_c, _), asked in zip(history, targets, strict=True):
        air = absent(Absence.OFFLINE, now_s) if air_c is None else present(air_c, now_s)
        seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(air),)))
        memory = update(memory, seen, asked, FREE, SETTINGS, now_s=now_s).memory
    return "fridge.food.too_warm" in [alarm.name for alarm in memory.alarms]


def targets_of(target: Target) -> Targets:
    return replace(CONFIGURED, compartments=(target,))


def test_a_first_pull_down_is_no_excursion() -> None:
    assert not too_warm((0.0, 20.0, COOL), (ARMED_AFTER_S - 1.0, 20.0, COOL), (ARMED_AND_DUE_S - 1.0, 20.0, COOL))


def test_a_pull_down_that_does_not_end_is_an_excursion() -> None:
    assert too_warm((0.0, 20.0, COOL), (ARMED_AFTER_S, 20.0, COOL), (ARMED_AND_DUE_S, 20.0, COOL))


def test_what_was_cold_once_is_an_excursion_when_it_is_warm() -> None:
    assert too_warm((0.0, 8.0, COOL), (1.0, 20.0, COOL), (1.0 + TOO_WARM_AFTER_S, 20.0, COOL))


def test_a_compartment_that_is_switched_on_is_pulled_down_first() -> None:
    on_s = 10_000.0
    switched_on: tuple[Tick, ...] = ((0.0, 4.0, COOL), (100.0, 20.0, OFF), (9_000.0, 20.0, OFF), (on_s, 20.0, COOL))
    early_s = on_s + ARMED_AFTER_S - 1.0
    armed: Tick = (on_s + ARMED_AFTER_S, 20.0, COOL)
    assert not too_warm(*switched_on, (early_s, 20.0, COOL), (early_s + TOO_WARM_AFTER_S, 20.0, COOL))
    assert not too_warm(*switched_on, armed, (on_s + ARMED_AND_DUE_S - 1.0, 20.0, COOL))
    assert too_warm(*switched_on, armed, (on_s + ARMED_AND_DUE_S, 20.0, COOL))


def test_a_compartment_that_is_switched_on_cold_is_armed_at_once() -> None:
    assert too_warm((0.0, 4.0, OFF), (1.0, 4.0, COOL), (2.0, 20.0, COOL), (2.0 + TOO_WARM_AFTER_S, 20.0, COOL))


def test_a_set_point_lowered_beyond_the_band_is_a_pull_down() -> None:
    mild = Target(12.0, Mode.COOL)
    assert not too_warm((0.0, 12.0, mild), (1.0, 12.0, COOL), (1.0 + TOO_WARM_AFTER_S, 12.0, COOL))


def test_lowering_the_set_point_does_not_silence_an_excursion() -> None:
    colder = Target(3.0, Mode.COOL)
    assert too_warm((0.0, 4.0, COOL), (10.0, 12.0, COOL), (20.0, 12.0, colder), (10.0 + TOO_WARM_AFTER_S, 12.0, colder))


def test_a_set_point_lowered_while_the_sensor_is_lost_is_a_pull_down() -> None:
    colder = Target(2.0, Mode.COOL)
    lost: tuple[Tick, ...] = ((0.0, 4.0, COOL), (10.0, None, colder))
    assert not too_warm(*lost, (20.0, 12.0, colder), (20.0 + TOO_WARM_AFTER_S, 12.0, colder))
