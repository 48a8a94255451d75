"""The guard's rule for outputs with times and levels of their own."""

from dataclasses import replace
from math import nan

import pytest

from controller import (
    CabinInputs,
    Commands,
    CompartmentInputs,
    Fitted,
    FridgeInputs,
    GuardLimited,
    Mode,
    OutputTimes,
    Settings,
    Snapshot,
    Target,
    present,
)
from controller.guard.guard import allow
from controller.guard.guard_memory import GuardMemory, Switch, initial, sound, stopped
from controller.guard.output_times import held, step_pct, update
from controller.interface.evidence import Evidence

UNIT = OutputTimes(min_on_s=600.0, min_off_s=300.0, levels_pct=(30.0, 60.0, 100.0))
FAN = OutputTimes(run_on_s=60.0, levels_pct=(40.0, 100.0), rounds_up=True)
OUTPUTS = {"heater": UNIT, "blower": FAN, "fan.medicine": FAN, "lamp": OutputTimes(min_off_s=5.0), "buzzer": FAN}
SETTINGS = Settings(fitted=Fitted(outputs=OUTPUTS))
TIMED = SETTINGS.timed
PLAIN = OutputTimes()
RESTED = tuple(Switch(0.0, -10_000.0, -10_000.0) for _ in TIMED)


def fans(medicine_pct: float = 0.0) -> Commands:
    return Commands(compartment_fan_pct=(0.0, medicine_pct))


def after(asked: Commands, switches: tuple[Switch, ...] = RESTED, *, now_s: float) -> tuple[Commands, dict[str, str]]:
    why: dict[str, str] = {}
    return held(switches, asked, TIMED, why, now_s=now_s), why


def test_only_outputs_with_times_or_levels_are_ruled() -> None:
    fitted = Fitted(outputs={"heater": UNIT, "cooler": OutputTimes(start_up_s=9.0), "compressor": UNIT})
    assert [each.name for each in Settings(fitted=fitted).timed] == ["heater"]
    assert [each.name for each in TIMED] == list(OUTPUTS)


def test_an_output_that_was_off_for_long_is_as_requested() -> None:
    asked = Commands(heater_pct=60.0, blower_pct=40.0, compartment_fan_pct=(7.0, 100.0), auxiliary_pct=(55.0, 40.0))
    applied, why = after(asked, now_s=0.0)
    assert applied == asked
    assert why == {}


def test_its_rest_is_kept() -> None:
    switches = (Switch(0.0, 0.0, 0.0), *RESTED[1:])
    applied, why = after(Commands(heater_pct=100.0), switches, now_s=299.9)
    assert applied.heater_pct == 0.0
    assert why == {"heater": "minimum off time 300 s"}
    assert after(Commands(heater_pct=100.0), switches, now_s=300.0)[0].heater_pct == 100.0


def test_a_rest_that_is_not_disturbed_is_no_limit() -> None:
    assert after(Commands(), (Switch(0.0, 0.0, 0.0), *RESTED[1:]), now_s=1.0)[1] == {}


def test_its_run_is_kept_at_the_least_level() -> None:
    switches = (Switch(100.0, 0.0, 500.0), *RESTED[1:])
    applied, why = after(Commands(), switches, now_s=599.0)
    assert applied.heater_pct == 30.0
    assert why == {"heater": "minimum on time 600 s"}
    assert after(Commands(), switches, now_s=600.0) == (Commands(), {})
    assert after(Commands(heater_pct=60.0), switches, now_s=1.0) == (Commands(heater_pct=60.0), {})


def test_without_levels_a_run_is_kept_as_it_was() -> None:
    fitted = Fitted(outputs={"heater": OutputTimes(min_on_s=60.0)})
    timed, why = Settings(fitted=fitted).timed, dict[str, str]()
    assert held((Switch(45.0, 0.0, 0.0),), Commands(), timed, why, now_s=59.0).heater_pct == 45.0


def test_a_fan_runs_on_from_when_it_was_last_asked_for() -> None:
    switches = (RESTED[0], Switch(40.0, 0.0, 100.0), *RESTED[2:])
    applied, why = after(Commands(), switches, now_s=159.0)
    assert applied.blower_pct == 40.0
    assert why == {"blower": "runs on for 60 s"}
    assert after(Commands(), switches, now_s=160.0) == (Commands(), {})


def test_outputs_of_a_field_of_several_are_ruled_one_by_one() -> None:
    applied, _ = after(fans(5.0), now_s=0.0)
    assert applied.compartment_fan_pct == (0.0, 40.0)
    three = Fitted(outputs={"warmer.food": OutputTimes(), "buzzer": FAN, "lamp": OutputTimes()})
    timed = Settings(fitted=three).timed
    asked = Commands(auxiliary_pct=(11.0, 50.0, 33.0))
    assert held(RESTED[:1], asked, timed, {}, now_s=0.0).auxiliary_pct == (11.0, 100.0, 33.0)


def test_an_unnamed_auxiliary_is_off() -> None:
    assert after(Commands(auxiliary_pct=()), now_s=0.0)[0].auxiliary_pct == ()


def test_a_duty_between_two_levels_is_the_nearest_and_of_a_fan_the_next() -> None:
    duties = (0.0, 14.0, 16.0, 44.0, 46.0, 79.0, 81.0, 100.0)
    assert [step_pct(duty, UNIT) for duty in duties] == [0.0, 0.0, 30.0, 30.0, 60.0, 60.0, 100.0, 100.0]
    assert [step_pct(duty, FAN) for duty in (0.0, 1.0, 40.0, 41.0, 100.0)] == [0.0, 40.0, 40.0, 100.0, 100.0]
    assert step_pct(50.0, OutputTimes(levels_pct=(100.0,))) == 100.0
    assert step_pct(49.0, OutputTimes(levels_pct=(100.0,))) == 0.0
    assert step_pct(120.0, OutputTimes(levels_pct=(50.0, 80.0), rounds_up=True)) == 80.0
    assert step_pct(33.0, OutputTimes()) == 33.0
    assert step_pct(45.0, UNIT) == 60.0
    assert step_pct(150.0, OutputTimes(levels_pct=(20.0, 50.0, 80.0), rounds_up=True)) == 80.0


def test_below_its_least_duty_an_output_is_at_that_or_off_and_a_fan_never_off() -> None:
    unit, fan = OutputTimes(least_pct=20.0), OutputTimes(least_pct=20.0, rounds_up=True)
    assert [step_pct(duty, unit) for duty in (0.0, 9.0, 10.0, 15.0, 30.0)] == [0.0, 0.0, 20.0, 20.0, 30.0]
    assert [step_pct(duty, fan) for duty in (0.0, 0.5, 30.0)] == [0.0, 20.0, 30.0]
    assert step_pct(0.5, OutputTimes()) == 0.5


def test_switches_remember_what_was_asked_and_what_was_applied() -> None:
    before = (Switch(30.0, 1.0, 2.0), Switch(0.0, 3.0, 4.0), *RESTED[2:])
    switches = update(before, Commands(blower_pct=20.0), Commands(heater_pct=60.0, blower_pct=40.0), TIMED, now_s=9.0)
    assert switches[:2] == (Switch(60.0, 1.0, 2.0), Switch(40.0, 9.0, 9.0))
    assert switches[2:] == RESTED[2:]
    assert update(before, Commands(), Commands(), TIMED, now_s=9.0)[0] == Switch(0.0, 9.0, 2.0)


def test_the_least_duty_is_on() -> None:
    number = list(OUTPUTS).index("lamp")
    least = Commands(auxiliary_pct=(0.5, 0.0))
    rested, switches = RESTED, (*RESTED[:number], Switch(0.0, 0.0, 0.0), *RESTED[number + 1 :])
    assert after(least, switches, now_s=1.0)[1] == {"lamp": "minimum off time 5 s"}
    assert update(rested, least, least, TIMED, now_s=9.0)[number] == Switch(0.5, 9.0, 9.0)
    fan = Fitted(outputs={"purifier": OutputTimes(run_on_s=60.0)})
    on = (Switch(50.0, 0.0, 9.0),)
    assert held(on, Commands(purifier_pct=0.5), Settings(fitted=fan).timed, {}, now_s=9.0).purifier_pct == 0.5


def test_a_new_memory_counts_everything_as_just_stopped() -> None:
    fresh = initial(2, None, TIMED[:3], now_s=7.0)
    assert fresh.switches == (Switch(0.0, 7.0, 7.0),) * 3
    assert not fresh.switches[0].on
    assert Switch(0.5, 0.0, 0.0).on


def test_a_memory_without_a_record_of_each_counts_them_as_just_stopped() -> None:
    memory = replace(initial(2, None, TIMED[:1], now_s=0.0), switches=(Switch(50.0, 2.0, 3.0),))
    assert sound(memory, 2, TIMED[:1], now_s=9.0).switches == (Switch(50.0, 2.0, 3.0),)
    assert sound(memory, 2, TIMED[:1], now_s=1.0).switches == (Switch(50.0, 1.0, 1.0),)
    assert sound(memory, 2, TIMED[:2], now_s=9.0).switches == (Switch(0.0, 9.0, 9.0),) * 2
    assert sound(memory, 2, now_s=9.0).switches == ()
    none = replace(memory, switches=(Switch(50.0, nan, nan),))
    assert sound(none, 2, TIMED[:1], now_s=9.0).switches == (Switch(50.0, 9.0, 9.0),)


def test_what_was_stopped_rests_from_then_on() -> None:
    memory = replace(initial(2, None, now_s=0.0), switches=(Switch(50.0, 2.0, 3.0), Switch(0.0, 4.0, 5.0)))
    assert stopped(memory, now_s=9.0).switches == (Switch(0.0, 9.0, 3.0), Switch(0.0, 4.0, 5.0))


def play(
    memory: GuardMemory, asked: Commands, *, now_s: float, air_c: float = 20.0, driven: bool = True
) -> GuardMemory:
    """One tick of the whole guard; the applied commands are in the memory's `switches`."""
    box = CompartmentInputs(air_c=present(6.0, now_s))
    seen = Snapshot(
        fridge=FridgeInputs((box, box)), cabin=CabinInputs(air_c=present(air_c, now_s)), outputs_driven=driven
    )
    targets = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
    return allow(memory, asked, Evidence(seen, seen), targets, SETTINGS, now_s=now_s).memory


def test_safety_breaks_a_run_and_never_a_rest() -> None:
    rested = replace(initial(2, -10_000.0, now_s=0.0), switches=RESTED)
    hot = replace(fans(), heater_pct=100.0)
    memory = play(rested, hot, now_s=0.0)
    assert memory.switches[0] == Switch(100.0, 0.0, 0.0)
    memory = play(memory, fans(), now_s=1.0)
    assert memory.switches[0].duty_pct == 30.0
    memory = play(memory, fans(), now_s=2.0, air_c=60.0)
    assert memory.switches[0] == Switch(0.0, 2.0, 0.0)
    assert play(memory, hot, now_s=301.0).switches[0].duty_pct == 0.0
    assert play(memory, hot, now_s=302.0).switches[0].duty_pct == 100.0


def test_nothing_is_held_while_the_outputs_are_not_driven() -> None:
    rested = replace(initial(2, -10_000.0, now_s=0.0), switches=RESTED)
    memory = play(rested, replace(fans(), heater_pct=100.0), now_s=0.0)
    memory = play(memory, replace(fans(), heater_pct=100.0), now_s=1.0, driven=False)
    assert memory.switches[0] == Switch(0.0, 1.0, 0.0)


def test_a_limit_is_told_once_by_the_name_of_the_output() -> None:
    box = CompartmentInputs(air_c=present(6.0, 0.0))
    seen = Snapshot(fridge=FridgeInputs((box, box)), cabin=CabinInputs(air_c=present(20.0, 0.0)))
    targets = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
    fresh = initial(2, -10_000.0, TIMED, now_s=0.0)
    ruling = allow(fresh, replace(fans(), heater_pct=100.0), Evidence(seen, seen), targets, SETTINGS, now_s=1.0)
    assert ruling.events == (GuardLimited(1.0, "heater", "minimum off time 300 s"),)


def blown_pct(
    heater: OutputTimes,
    cooler: OutputTimes = PLAIN,
    *,
    ended_s: float,
    heater_pct: float = 0.0,
    cooler_pct: float = 0.0,
) -> float:
    """Return the blower's duty `ended_s` after heater and cooler were last on, or with what they do now."""
    settings = Settings(fitted=Fitted(outputs={"heater": heater, "cooler": cooler, "blower": OutputTimes()}))
    memory = initial(2, -10_000.0, settings.timed, now_s=0.0)
    memory = replace(memory, heated_until_s=1_000.0, cooled_until_s=1_000.0 if cooler.after_run_s else -1e9)
    box = CompartmentInputs(air_c=present(6.0, 0.0))
    seen = Snapshot(fridge=FridgeInputs((box, box)), cabin=CabinInputs(air_c=present(20.0, 0.0)))
    targets = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
    asked = replace(fans(), heater_pct=heater_pct, cooler_pct=cooler_pct)
    return allow(memory, asked, Evidence(seen, seen), targets, settings, now_s=1_000.0 + ended_s).output.blower_pct


def test_air_moves_until_a_unit_has_run_down() -> None:
    slow, own = OutputTimes(after_run_s=120.0), OutputTimes(after_run_s=120.0, own_air=True)
    assert blown_pct(slow, ended_s=119.0) == 20.0
    assert blown_pct(slow, ended_s=120.0) == 0.0
    assert blown_pct(PLAIN, slow, ended_s=119.0) == 20.0
    assert blown_pct(PLAIN, own, ended_s=119.0) == 0.0
    assert blown_pct(own, ended_s=119.0) == 0.0
    assert blown_pct(PLAIN, ended_s=-1.0) == 0.0


def test_a_unit_with_a_fan_of_its_own_needs_no_blower() -> None:
    own = OutputTimes(own_air=True)
    assert blown_pct(own, ended_s=500.0, heater_pct=50.0) == 0.0
    assert blown_pct(PLAIN, ended_s=500.0, heater_pct=50.0) == 20.0
    assert blown_pct(PLAIN, own, ended_s=500.0, cooler_pct=50.0) == 0.0
    assert blown_pct(PLAIN, PLAIN, ended_s=500.0, cooler_pct=50.0) == 20.0
    assert blown_pct(PLAIN, ended_s=500.0, cooler_pct=0.5) == 20.0
    assert blown_pct(PLAIN, ended_s=500.0, heater_pct=0.5) == 20.0


def test_a_history_for_each_output_is_needed_and_none_is_left_over() -> None:
    for switches in (RESTED[1:], (*RESTED, RESTED[0])):
        with pytest.raises(ValueError, match="zip"):
            held(switches, fans(), TIMED, {}, now_s=0.0)
        with pytest.raises(ValueError, match="zip"):
            update(switches, fans(), fans(), TIMED, now_s=0.0)
