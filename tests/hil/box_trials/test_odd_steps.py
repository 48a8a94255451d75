"""Nonsense of every kind: no step raises, no promise of the guard is broken, and each that were would be seen."""

from dataclasses import replace

import pytest

from controller import (
    CabinInputs,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Settings,
    Snapshot,
    Step,
    initial,
    present,
    step,
)
from hil.box_trials import odd_steps
from hil.box_trials.guard_rules import Rules
from hil.box_trials.odd_steps import play_odd

SETTINGS = Settings(fridge=FridgeSettings(compartments=(CompartmentSettings(name="food"),)))
OFF = Commands(compartment_fan_pct=(0.0,))
HOT = replace(OFF, heater_pct=50.0, blower_pct=50.0)
COLD = replace(OFF, cooler_pct=50.0, blower_pct=50.0)
ON = replace(OFF, compressor_on=True)
BLOWN = replace(OFF, compartment_fan_pct=(100.0,))


@pytest.mark.parametrize("seed", range(5))
def test_nothing_raises_and_no_rule_is_broken(seed: int) -> None:
    result = play_odd(seed, steps=800)
    assert (result.exceptions, result.breaks, result.steps) == (0, {}, 800), result.first


def test_an_error_is_counted_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, now_s: float) -> Step:
        raise ZeroDivisionError(f"at {now_s:g}")

    monkeypatch.setattr(odd_steps, "step", broken)
    result = play_odd(1, steps=3)
    assert result.exceptions == 3
    assert next(iter(result.first)).startswith("ZeroDivisionError: at ")


def taken(commands: Commands, now_s: float, *, air_c: float = 5.0, driven: bool = True) -> tuple[Snapshot, Step]:
    """A step that put out `commands`, whatever the guard would have said."""
    cabin = CabinInputs(air_c=present(20.0, now_s))
    fridge = FridgeInputs((CompartmentInputs(air_c=present(air_c, now_s)),))
    seen = Snapshot(fridge=fridge, cabin=cabin, outputs_driven=driven)
    done = step(initial(SETTINGS, now_s=now_s), seen, SETTINGS, now_s=now_s)
    return seen, replace(done, commands=commands)


def broken(*steps: tuple[Commands, float], air_c: float = 5.0, driven: bool = True) -> list[str]:
    rules = Rules(SETTINGS)
    return [what for one in steps for what in rules.judge(*taken(*one, air_c=air_c, driven=driven))]


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([(replace(OFF, compartment_fan_pct=()), 0.0)], "one fan for each compartment"),
        ([(replace(OFF, blower_pct=101.0), 0.0)], "duties from 0 to 100 %"),
        ([(ON, 179.0)], "minimum off time"),
        ([(ON, 200.0), (OFF, 319.0)], "minimum on time"),
        ([(replace(HOT, cooler_pct=1.0), 0.0)], "heater and cooler never together"),
        ([(HOT, 0.0), (COLD, 59.0)], "changeover time"),
        ([(COLD, 0.0), (HOT, 59.0)], "changeover time"),
        ([(replace(HOT, blower_pct=19.0), 0.0)], "heater and cooler only in moving air"),
    ],
)
def test_each_broken_promise_is_seen(steps: list[tuple[Commands, float]], what: str) -> None:
    assert broken(*steps) == [what]


def test_a_heater_without_a_believed_reading_is_seen() -> None:
    seen, done = taken(HOT, 0.0)
    blind = replace(done, inputs=replace(done.inputs, cabin=CabinInputs()))
    assert list(Rules(SETTINGS).judge(seen, blind)) == ["heater only with a believed reading below the highest"]


def test_cold_into_what_is_surely_frozen_is_seen_from_the_third_sample_on() -> None:
    assert broken((BLOWN, 1.0), (BLOWN, 5.0), air_c=-1.0) == []
    assert broken((BLOWN, 1.0), (BLOWN, 2.0), (BLOWN, 3.0), air_c=-1.0) == []
    assert broken((BLOWN, 1.0), (BLOWN, 5.0), (BLOWN, 6.0), air_c=-1.0) == ["no cold air into what is frozen"]
    running = [(ON, 201.0 + 3.0 * second) for second in range(3)]
    assert broken(*running, air_c=-1.0) == ["compressor off where only that spares what is frozen"]


def test_a_clock_that_is_turned_back_makes_no_changeover_of_the_past() -> None:
    assert broken((COLD, 5_000.0), (OFF, 1_000.0), (HOT, 1_060.0)) == []
    assert broken((COLD, 5_000.0), (OFF, 1_000.0), (HOT, 1_059.0)) == ["changeover time"]


def test_a_run_may_end_early_where_all_is_frozen_or_nothing_is_driven() -> None:
    assert broken((ON, 200.0), (OFF, 210.0), air_c=0.5) == []
    assert broken((ON, 200.0), (OFF, 210.0), driven=False) == []
