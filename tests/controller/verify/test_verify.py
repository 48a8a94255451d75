"""What follows from a finding, and how findings come and go."""

from dataclasses import replace

from controller import (
    Absence,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    Mode,
    Settings,
    Snapshot,
    SupplyInputs,
    Target,
    alarm_names,
    initial,
    present,
    step,
)
from controller.interface.alarm import QUIET, AlarmState
from controller.verify import finding_names, is_stuck_on, spared
from controller.verify.contexts import SupplyPlace, Whole
from controller.verify.definition import Check, update
from tests.controller.verify.verified_car import SETTINGS, Car


def test_every_finding_is_an_alarm_with_a_name_of_its_own() -> None:
    names = finding_names(Settings())
    assert set(names) <= set(alarm_names(Settings()))
    assert len(set(alarm_names(Settings()))) == len(alarm_names(Settings()))
    assert {"fridge.stuck_on", "fridge.medicine.lid_ajar", "cabin.not_heating", "supply.voltage_stuck"} <= set(names)


def test_fans_move_no_more_cold_to_what_is_cold_enough_or_not_known() -> None:
    boxes = (CompartmentInputs(present(4.0, 0.0)), CompartmentInputs(present(6.0, 0.0)), CompartmentInputs())
    targets = (Target(4.0, Mode.COOL),) * 3
    requested = Commands(compressor_on=True, compartment_fan_pct=(100.0, 100.0, 100.0), heater_pct=10.0)
    assert spared(requested, FridgeInputs(boxes), targets) == replace(requested, compartment_fan_pct=(0.0, 100.0, 0.0))


def test_a_step_hides_a_doubted_reading_from_the_laws_and_tells_of_it_once() -> None:
    taken = None
    memory = initial(SETTINGS, now_s=0.0)
    for second in range(0, 3_000, 5):
        now_s = float(second)
        box = CompartmentInputs(present(4.0, now_s), present(4.0 + second / 9_000.0, now_s))
        seen = Snapshot(fridge=FridgeInputs((box,), present(second / 600.0, now_s)))
        taken = step(memory, seen, SETTINGS, now_s=now_s)
        memory = taken.memory
    assert taken is not None
    assert taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    assert [alarm.name for alarm in taken.alarms] == ["fridge.food.air_stuck"]


def test_while_the_compressor_cannot_be_stopped_no_fan_blows_into_what_is_cold() -> None:
    memory = initial(SETTINGS, now_s=0.0)
    fans: set[tuple[bool, float]] = set()
    for second in range(0, 600, 5):
        now_s = float(second)
        box = CompartmentInputs(present(3.0 + second / 9_000.0, now_s))
        seen = Snapshot(
            fridge=FridgeInputs((box,)), supply=SupplyInputs(present(12.5 + second / 1e5, now_s), present(3.0, now_s))
        )
        taken = step(memory, seen, SETTINGS, now_s=now_s)
        memory = taken.memory
        fans.add((is_stuck_on(memory.verify), taken.commands.compartment_fan_pct[0]))
    assert {fan_pct for stuck_on, fan_pct in fans if stuck_on} == {0.0}


def test_a_check_that_does_not_apply_forgets_what_was_pending_and_keeps_what_was_reported() -> None:
    car = Car({"voltage_v": 12.0})
    car.look()
    place = _supply(car)
    idle: Check[SupplyPlace] = Check(
        name="idle", applies=lambda _: False, holds=lambda _: True, delay_s=0.0, text=lambda _: ""
    )
    assert update(idle, place, AlarmState(0.0)) is QUIET
    told = update(replace(idle, applies=lambda _: True), place, QUIET)
    assert told.alarm is not None
    assert update(idle, place, told) is told


def test_sensors_in_each_others_compartment_are_told_until_each_follows_its_own_fan() -> None:
    car = Car({"air_c": 5.0})
    for score, active in ((-4, ["fridge.air_swapped"]), (-1, ["fridge.air_swapped"]), (1, [])):
        car.memory = replace(car.memory, fans=replace(car.memory.fans, score=score))
        car.look()
        assert car.active == active


def test_the_supply_cannot_be_switched_off() -> None:
    car = Car({"voltage_v": 12.0})
    place = _supply(car)
    latched: Check[SupplyPlace] = Check(
        name="kept", applies=lambda _: True, holds=lambda _: True, delay_s=0.0, text=lambda _: "", latched=True
    )
    told = update(latched, place, QUIET)
    assert update(replace(latched, holds=lambda _: False), place, told) is told


def _supply(car: Car) -> SupplyPlace:
    memory = car.memory
    return SupplyPlace(
        Whole(
            now_s=car.now_s,
            inputs=car.snapshot(),
            applied=car.applied,
            targets=car.targets,
            settings=SETTINGS,
            fridge=memory.fridge,
            cabin=memory.cabin,
            cold=memory.cold,
            plate_runs=memory.plate_runs,
            fans=memory.fans,
            flows_pct=(100.0,),
            reach=memory.reach,
        )
    )
