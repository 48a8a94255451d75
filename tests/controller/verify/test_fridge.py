"""Findings about the fridge as a whole."""

from dataclasses import replace

import pytest

from controller import (
    AirFlow,
    AlarmCleared,
    AlarmRaised,
    BoxKind,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Profile,
    Settings,
    Snapshot,
    present,
)
from controller.targets import configured
from controller.verify import is_stuck_on
from controller.verify.cold import FILLED_S, Cold, flows_pct
from controller.verify.contexts import Whole
from controller.verify.fan_response import FanResponse
from controller.verify.history import LEARNED_S, CabinHistory, FridgeHistory, times_usual, unusual
from controller.verify.plate_runs import PlateRuns
from controller.verify.reach import Reach
from controller.verify.trends import Mean
from tests.controller.verify.verified_car import HOUR_S, MINUTE_S, SETTINGS, Car

COLD = {"air_c": 4.0, "plate_c": -2.0, "voltage_v": 12.5, "current_a": 0.1}
RUNNING_A, STANDING_A = 3.0, 0.1


def running(**values: float) -> Car:
    car = Car({**COLD, "current_a": RUNNING_A, **values})
    car.order(compressor_on=True)
    return car


def test_a_fridge_that_follows_its_commands_gives_no_finding() -> None:
    car = running()
    car.stay(20 * MINUTE_S, air_c=-0.5, plate_c=-3.0)
    car.order(compressor_on=False)
    car.values["current_a"] = STANDING_A
    car.stay(20 * MINUTE_S, air_c=0.5, plate_c=3.0)
    assert (car.active, car.events) == ([], [])


def test_a_compressor_that_draws_nothing_does_not_start_and_is_well_once_it_does() -> None:
    car = running(current_a=STANDING_A)
    car.stay(180.0)
    assert car.active == []
    car.look()
    assert car.active == ["fridge.no_start"]
    assert car.text.startswith("compressor does not start: 1 W drawn 180 s after it was switched on")
    car.order(compressor_on=False)
    car.stay(MINUTE_S)
    assert car.active == ["fridge.no_start"]
    car.order(compressor_on=True)
    car.values["current_a"] = RUNNING_A
    car.stay(6 * MINUTE_S, plate_c=-20.0)
    assert car.active == []
    assert [type(event) for event in car.events] == [AlarmRaised, AlarmCleared]


def test_a_unit_that_protects_the_battery_is_no_fault() -> None:
    car = running(current_a=STANDING_A, voltage_v=11.0)
    car.stay(HOUR_S)
    assert car.active == []


def test_a_module_at_low_drive_draws_little_and_cools_little_and_is_no_fault() -> None:
    fridge = FridgeSettings(kind=BoxKind.THERMOELECTRIC, compartments=SETTINGS.fridge.compartments)
    car = Car({**COLD, "plate_c": 4.0, "current_a": 0.6}, settings=replace(SETTINGS, fridge=fridge))
    car.order(compressor_on=True)
    car.stay(HOUR_S)
    assert car.active == []
    car.values["current_a"] = RUNNING_A
    car.stay(HOUR_S)
    assert car.active == []


def test_a_plate_that_stays_as_warm_as_the_air_does_not_cool() -> None:
    car = running(plate_c=4.0)
    car.stay(12 * MINUTE_S, plate_c=-1.0)
    assert car.active == ["fridge.not_cooling"]
    assert car.text.startswith("compressor has run for 11 min, plate at 3.8 °C, air at 4.0 °C; refrigerant lost")


def test_without_a_current_sensor_a_warm_plate_is_reported_all_the_same() -> None:
    car = running(plate_c=4.0)
    del car.values["voltage_v"], car.values["current_a"]
    car.stay(12 * MINUTE_S)
    assert car.active == ["fridge.not_cooling"]


def test_a_plate_that_falls_with_the_air_or_is_cold_cools() -> None:
    for car, slope_k_h in ((running(air_c=30.0, plate_c=30.0), -15.0), (running(), 0.0)):
        car.stay(30 * MINUTE_S, plate_c=slope_k_h, air_c=slope_k_h)
        assert car.active == []


def test_a_plate_that_one_fan_keeps_warm_is_compared_with_the_air_of_that_fan() -> None:
    boxes = FridgeInputs((CompartmentInputs(present(2.0, 0.0)), CompartmentInputs(present(12.0, 0.0))))
    settings = Settings()
    fans_pct = (0.0, 100.0)
    whole = Whole(
        now_s=0.0,
        inputs=Snapshot(fridge=boxes),
        applied=Commands(compressor_on=True, compartment_fan_pct=fans_pct),
        targets=configured(settings),
        settings=settings,
        fridge=FridgeHistory(),
        cabin=CabinHistory(),
        cold=Cold(),
        plate_runs=PlateRuns(),
        fans=FanResponse(),
        flows_pct=flows_pct(fans_pct, settings.fridge),
        reach=Reach(),
    )
    assert whole.coldest_c == pytest.approx(2.0)
    assert whole.cooled_c == pytest.approx(11.6, abs=0.1)


def test_a_compressor_that_runs_unasked_is_reported_by_its_current_and_stays_told() -> None:
    car = Car({**COLD, "current_a": RUNNING_A})
    car.stay(100.0)
    assert car.active == ["fridge.stuck_on"]
    assert is_stuck_on(car.memory)
    assert car.text.startswith("compressor runs although it is switched off (38 W drawn)")
    car.values["current_a"] = STANDING_A
    car.stay(HOUR_S)
    assert car.active == ["fridge.stuck_on"]
    car.switch_off()
    car.look()
    assert car.active == []
    assert not is_stuck_on(car.memory)


def test_without_a_current_sensor_a_plate_that_gets_colder_tells_of_a_compressor_that_runs_unasked() -> None:
    car = Car({"air_c": 4.0, "plate_c": 0.0})
    car.stay(15 * MINUTE_S, plate_c=-20.0)
    assert car.active == ["fridge.stuck_on"]
    assert "plate fell by 3.3 K" in car.text


def test_a_plate_alone_is_not_judged() -> None:
    for on in (False, True):
        car = Car({"plate_c": 0.0})
        car.order(compressor_on=on)
        car.stay(HOUR_S, plate_c=0.0 if on else -20.0)
        assert "fridge.stuck_on" not in car.active
        assert "fridge.not_cooling" not in car.active


def test_a_condenser_fan_that_stands_while_the_condenser_is_hot_is_reported() -> None:
    car = running(condenser_c=50.0, condenser_fan_rpm=0.0)
    car.stay(130.0)
    assert car.active == ["fridge.condenser_fan"]
    assert car.text.startswith("condenser at 50 °C and its fan")
    car.values["condenser_fan_rpm"] = 900.0
    car.stay(6 * MINUTE_S)
    assert car.active == []


def test_without_a_tachometer_a_condenser_far_above_the_cabin_tells_of_its_fan() -> None:
    car = running(condenser_c=70.0, cabin_c=32.0)
    car.stay(130.0)
    assert car.active == ["fridge.condenser_fan"]
    car.values["condenser_c"] = 47.0
    car.stay(14 * MINUTE_S)
    assert car.active == []


@pytest.mark.parametrize("tachometer", [True, False])
def test_a_condenser_that_cools_in_each_rest_is_one_finding_not_one_for_each_run(tachometer: bool) -> None:
    car = running(condenser_c=60.0, cabin_c=32.0, **({"condenser_fan_rpm": 0.0} if tachometer else {}))
    del car.values["voltage_v"]
    for on, condenser_c in ((True, 60.0), (False, 32.0)) * 8:
        car.order(compressor_on=on)
        car.values.update(condenser_c=condenser_c, current_a=RUNNING_A if on else STANDING_A)
        car.stay(15 * MINUTE_S, plate_c=-20.0 if on else 20.0, air_c=-1.0 if on else 1.0)
    assert [event.alarm for event in car.events if isinstance(event, AlarmRaised)] == ["fridge.condenser_fan"]
    assert car.active == ["fridge.condenser_fan"]


def test_a_plate_sensor_that_repeats_itself_over_a_switching_is_not_believed() -> None:
    car = running()
    car.stay(20 * MINUTE_S, air_c=-1.0)
    car.order(compressor_on=False)
    car.values["current_a"] = STANDING_A
    car.stay(11 * MINUTE_S, air_c=1.0)
    assert car.active == ["fridge.plate_stuck"]
    assert car.text.startswith("plate reads -2.00 °C for 30 min")
    assert str(car.inputs.fridge.plate_c.absence) == "not to be believed"
    car.stay(6 * MINUTE_S, plate_c=1.0)
    assert car.active == []
    assert car.inputs.fridge.plate_c.value is not None


def test_a_plate_that_repeats_itself_in_a_rest_has_time_to_answer_to_the_run_that_follows() -> None:
    car = Car({**COLD, "plate_c": 8.0625})
    car.stay(41 * MINUTE_S, air_c=0.5)
    car.order(compressor_on=True)
    car.values["current_a"] = RUNNING_A
    car.stay(MINUTE_S)
    car.stay(20 * MINUTE_S, plate_c=-30.0, air_c=-2.0)
    assert car.events == []


def test_a_plate_whose_sensor_is_lost_judges_nothing() -> None:
    car = running(plate_c=4.0, contents_c=4.0)
    car.lost.add("plate_c")
    car.stay(HOUR_S)
    assert car.active == []


def cycles(car: Car, *, count: int, run_s: float, plate_k: float, air_k: float = 1.0) -> None:
    """Cycles of half an hour, in which plate and air fall by so much in a run and rise by it in a rest."""
    for _ in range(count):
        for on, for_s in ((True, run_s), (False, 30 * MINUTE_S - run_s)):
            change = (-HOUR_S if on else HOUR_S) / for_s
            car.order(compressor_on=on, compartment_fan_pct=(100.0 if on else 0.0,))
            car.stay(for_s, plate_c=plate_k * change, air_c=air_k * change)


def test_a_plate_sensor_that_stays_as_warm_as_the_air_that_is_cooled_has_come_off() -> None:
    car = Car({"air_c": 5.0, "plate_c": 5.0})
    cycles(car, count=2, run_s=10 * MINUTE_S, plate_k=1.0)
    assert car.active == ["fridge.plate_loose"]
    assert car.text.startswith("plate reads 4.0 °C: in two runs the air got colder, but not its sensor")
    assert car.inputs.fridge.plate_c.value is None
    car.values["plate_c"] = -5.0
    cycles(car, count=2, run_s=15 * MINUTE_S, plate_k=1.0)
    assert car.active == []


def test_air_that_falls_once_after_a_lid_was_shut_proves_nothing_of_the_plate() -> None:
    car = running(air_c=9.0, plate_c=5.0)
    car.stay(6 * MINUTE_S, air_c=-30.0)
    car.stay(30 * MINUTE_S, air_c=2.0, plate_c=1.0)
    car.stay(30 * MINUTE_S, air_c=8.0, plate_c=8.0)
    assert car.active == ["fridge.not_cooling"]


def test_a_compressor_that_gives_less_and_runs_more_than_usual_is_weak() -> None:
    car = Car({"air_c": 5.0, "plate_c": -1.0, "cabin_c": 30.0})
    cycles(car, count=40, run_s=5 * MINUTE_S, plate_k=2.0)
    car.values["plate_c"] = 1.4
    cycles(car, count=14, run_s=8 * MINUTE_S, plate_k=2.0)
    assert car.active == ["fridge.weak_cooling"]
    assert "of its usual cold and runs 1.3 times as much; clean the condenser" in car.text
    car.values["plate_c"] = -1.0
    cycles(car, count=24, run_s=5 * MINUTE_S, plate_k=2.0)
    assert car.active == []


@pytest.mark.untraced
def test_cold_that_fills_a_store_after_all_was_off_is_not_missed() -> None:
    car = Car({"air_c": 5.0, "plate_c": -1.0, "cabin_c": 30.0})
    cycles(car, count=40, run_s=5 * MINUTE_S, plate_k=2.0)
    food = car.targets.compartments[0]
    car.switch_off()
    car.stay(MINUTE_S)
    car.targets = replace(car.targets, compartments=(food,))
    car.values["plate_c"] = 1.4
    cycles(car, count=14, run_s=8 * MINUTE_S, plate_k=2.0)
    assert car.events == []
    assert car.memory.cold.cooled_s < FILLED_S


def test_a_part_that_is_served_by_the_air_of_another_takes_nothing_from_the_plate() -> None:
    freezer = CompartmentSettings(name="freezer", profile=Profile.FREEZER, air_flow=AirFlow.STILL)
    settings = FridgeSettings(kind=BoxKind.SPILL_OVER, compartments=(freezer, CompartmentSettings(name="food")))
    still_pct, spilled_pct = flows_pct((0.0, 100.0), settings)
    assert still_pct > 0.0
    assert spilled_pct == 0.0


@pytest.mark.untraced
def test_without_a_cabin_sensor_a_weak_compressor_is_found_all_the_same() -> None:
    car = Car({"air_c": 5.0, "plate_c": -1.0})
    cycles(car, count=40, run_s=5 * MINUTE_S, plate_k=2.0)
    car.values["plate_c"] = 1.4
    cycles(car, count=14, run_s=8 * MINUTE_S, plate_k=2.0)
    assert car.active == ["fridge.weak_cooling"]


@pytest.mark.parametrize(("run_min", "plate_c", "cabin_c"), [(5, 1.4, 30.0), (8, -1.0, 30.0), (8, 1.4, 40.0)])
@pytest.mark.untraced
def test_less_cold_alone_or_more_work_alone_or_another_climate_is_not_weak(
    run_min: int, plate_c: float, cabin_c: float
) -> None:
    car = Car({"air_c": 5.0, "plate_c": -1.0, "cabin_c": 30.0})
    cycles(car, count=40, run_s=5 * MINUTE_S, plate_k=2.0)
    car.values.update(plate_c=plate_c, cabin_c=cabin_c)
    cycles(car, count=14, run_s=run_min * MINUTE_S, plate_k=2.0)
    assert car.active == []


def rests(car: Car, *, count: int, plate_k_h: float) -> None:
    """Runs of ten minutes and rests of ten, in which the plate warms so fast."""
    for _ in range(count):
        car.order(compressor_on=True, compartment_fan_pct=(100.0,))
        car.values["plate_c"] = 0.0
        car.stay(10 * MINUTE_S, plate_c=-18.0, **{name: -1.0 for name in ("air_c",) if name in car.values})
        car.order(compressor_on=False, compartment_fan_pct=(0.0,))
        car.stay(10 * MINUTE_S, plate_c=plate_k_h, **{name: 1.0 for name in ("air_c",) if name in car.values})


@pytest.mark.untraced
def test_a_plate_that_warms_much_faster_than_usual_in_rests_tells_of_a_fan_that_blows_unasked() -> None:
    car = Car({"air_c": 5.0, "plate_c": 0.0})
    rests(car, count=16, plate_k_h=1.0)
    assert car.active == []
    rests(car, count=9, plate_k_h=24.0)
    assert car.active == ["fridge.blows_unasked"]
    assert "times as fast as usual while all fans are off: one blows" in car.text
    rests(car, count=12, plate_k_h=1.0)
    assert car.active == []


def test_a_plate_in_boxes_of_which_no_air_is_known_is_not_compared() -> None:
    car = Car({"plate_c": 0.0})
    rests(car, count=2, plate_k_h=1.0)
    assert car.memory.fans.warming.seen_s == 0.0


def day(car: Car, *, run_s: float, cycles: int) -> None:
    """Cycles of half an hour."""
    for _ in range(cycles):
        car.order(compressor_on=True)
        car.stay(run_s, air_c=-1.0)
        car.order(compressor_on=False)
        rest_s = 30 * MINUTE_S - run_s
        car.stay(rest_s, air_c=run_s / rest_s)


@pytest.mark.untraced
def test_a_box_that_needs_several_times_its_usual_work_for_long_loses_heat() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 30.0})
    day(car, run_s=5 * MINUTE_S, cycles=102)
    assert car.active == []
    day(car, run_s=25 * MINUTE_S, cycles=16)
    assert car.active == ["fridge.heat_loss"]
    assert "times as much as usual; check lids and seals" in car.text
    car.switch_off()
    car.look()
    assert car.active == ["fridge.heat_loss"]


@pytest.mark.untraced
def test_whoever_was_told_of_a_loss_of_heat_for_days_is_told_no_more() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 30.0})
    day(car, run_s=5 * MINUTE_S, cycles=102)
    day(car, run_s=25 * MINUTE_S, cycles=150)
    assert car.active == []
    assert [type(event) for event in car.events] == [AlarmRaised, AlarmCleared]


@pytest.mark.untraced
def test_a_box_that_was_learned_beside_ice_packs_never_loses_heat_when_they_are_gone() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 30.0})
    day(car, run_s=2 * MINUTE_S, cycles=60)
    day(car, run_s=12 * MINUTE_S, cycles=150)
    assert car.events == []


def test_nothing_is_learned_of_a_box_as_warm_as_the_cabin() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 6.0})
    day(car, run_s=5 * MINUTE_S, cycles=2)
    assert car.memory.fridge.usual_load.seen_s == 0.0


def test_ice_packs_teach_no_usual_work_and_what_comes_after_them_is_no_loss_of_heat() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 30.0})
    car.stay(7 * HOUR_S, air_c=0.01)
    assert (car.memory.fridge.load.value, car.memory.fridge.usual_load.seen_s) == (0.0, 0.0)
    day(car, run_s=10 * MINUTE_S, cycles=16)
    assert car.active == []


def test_hours_of_ice_packs_in_between_leave_the_usual_work_as_it_was() -> None:
    car = Car({"air_c": 4.0, "cabin_c": 30.0})
    day(car, run_s=6 * MINUTE_S, cycles=13)
    usual = car.memory.fridge.usual_load.value
    car.stay(10 * HOUR_S, air_c=0.01)
    assert car.memory.fridge.usual_load.value > 0.7 * usual
    assert car.active == []


@pytest.mark.parametrize(("load", "usual", "times"), [(0.0, 0.0, 0.0), (0.1, 0.0, 0.0), (0.1, 0.05, 2.0)])
def test_how_often_the_usual_work_never_divides_by_none(load: float, usual: float, times: float) -> None:
    known = FridgeHistory(load=Mean(load, HOUR_S), usual_load=Mean(usual, LEARNED_S))
    assert times_usual(known) == times
    assert unusual(known, 2.0) is (times >= 2.0)
    assert not unusual(replace(known, usual_load=Mean(usual, LEARNED_S - 1.0)), 2.0)


def test_a_unit_that_protects_the_battery_by_itself_is_told_and_no_start_is_not() -> None:
    car = running(current_a=STANDING_A)
    car.values["voltage_v"] = 10.3
    car.stay(MINUTE_S)
    assert car.active == []
    car.look()
    assert car.active == ["fridge.unit_cut_out"]
    assert "10.3 V is below its own 10.4 V" in car.text
    car.stay(10 * MINUTE_S)
    assert car.active == ["fridge.unit_cut_out"]
    car.values["voltage_v"], car.values["current_a"] = 12.8, RUNNING_A
    car.stay(6 * MINUTE_S, plate_c=-20.0)
    assert car.active == []


def test_a_compressor_that_draws_power_has_not_been_cut_out() -> None:
    car = running()
    car.values["voltage_v"] = 10.3
    car.stay(5 * MINUTE_S, plate_c=-20.0)
    assert "fridge.unit_cut_out" not in car.active
