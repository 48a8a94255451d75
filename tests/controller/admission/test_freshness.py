from dataclasses import fields, replace
from math import inf, nan

import pytest

from controller import (
    NO_DATA_YET,
    Absence,
    CabinInputs,
    CabinSettings,
    CompartmentInputs,
    FridgeInputs,
    FridgeSettings,
    Reading,
    ReadingBack,
    ReadingLost,
    SetPointRequest,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
    absent,
    present,
)
from controller.admission.admission_memory import FreshnessMemory
from controller.admission.freshness import initial, judge
from controller.interface.outcome import Outcome
from firmware.control.process_image import Board

SETTINGS = Settings()
LIMITS_S = SETTINGS.freshness


def snapshot(taken_at_s: float) -> Snapshot:
    reading = present(5.0, taken_at_s)
    box = CompartmentInputs(reading, reading, reading)
    return Snapshot(
        fridge=FridgeInputs((box, box), reading, reading, reading),
        cabin=CabinInputs(**{field.name: reading for field in fields(CabinInputs)}),
        supply=SupplyInputs(reading, reading),
        vehicle=VehicleInputs(speed_kph=reading, outside_c=reading, engine_rpm=reading, driver_door_open=reading),
    )


def cabin_air(reading: Reading, *, now_s: float) -> Reading:
    full = snapshot(now_s)
    changed = replace(full, cabin=replace(full.cabin, air_c=reading))
    return judge(initial(SETTINGS), changed, SETTINGS, now_s=now_s).output.cabin.air_c


def seen() -> Outcome[FreshnessMemory, Snapshot]:
    """Everything was there at 100 s."""
    return judge(initial(SETTINGS), snapshot(100.0), SETTINGS, now_s=100.0)


def test_every_reading_keeps_its_place_on_the_way_through() -> None:
    names = tuple(SETTINGS.max_ages_s)
    numbered = Board(SETTINGS, frozenset(names))
    for number, name in enumerate(names):
        numbered.put(name, present(float(number), 100.0))
    numbered.put(names[0], present(0.0, 0.0))  # stale, so that all is built anew
    inputs = judge(initial(SETTINGS), numbered.snapshot(()), SETTINGS, now_s=100.0).output
    expected = numbered.snapshot(())
    food, *others = expected.fridge.compartments
    stale = absent(Absence.STALE, LIMITS_S.fridge_s)
    boxes = (replace(food, air_c=stale), *others)
    assert inputs == replace(expected, fridge=replace(expected.fridge, compartments=boxes))


def test_a_fresh_snapshot_passes_as_it_is() -> None:
    full = snapshot(100.0)
    assert judge(initial(SETTINGS), full, SETTINGS, now_s=100.0).output is full


def test_nothing_is_built_anew_while_nothing_changes() -> None:
    memory = seen().memory
    judged = judge(memory, snapshot(101.0), SETTINGS, now_s=101.0)
    assert judged.memory is memory
    assert judged.events == ()


@pytest.mark.parametrize(
    ("group", "field", "age_s"),
    [
        ("cabin", "air_c", LIMITS_S.cabin_s),
        ("cabin", "humidity_pct", LIMITS_S.cabin_s),
        ("cabin", "co2_ppm", LIMITS_S.air_quality_s),
        ("cabin", "pm25_ugm3", LIMITS_S.air_quality_s),
        ("cabin", "voc_index", LIMITS_S.air_quality_s),
        ("cabin", "nox_index", LIMITS_S.air_quality_s),
        ("cabin", "surface_c", LIMITS_S.cabin_s),
        ("cabin", "presence", LIMITS_S.cabin_s),
        ("supply", "voltage_v", LIMITS_S.supply_s),
        ("supply", "current_a", LIMITS_S.supply_s),
        ("fridge", "plate_c", LIMITS_S.fridge_s),
        ("fridge", "condenser_c", LIMITS_S.fridge_s),
        ("fridge", "condenser_fan_rpm", LIMITS_S.fridge_s),
        ("vehicle", "speed_kph", LIMITS_S.vehicle_s),
        ("vehicle", "outside_c", LIMITS_S.vehicle_s),
        ("vehicle", "engine_rpm", LIMITS_S.vehicle_s),
        ("vehicle", "driver_door_open", LIMITS_S.vehicle_s),
    ],
)
def test_a_stale_reading_is_absent_since_its_limit(group: str, field: str, age_s: float) -> None:
    def reading_after(passed_s: float) -> Reading:
        inputs = judge(initial(SETTINGS), snapshot(100.0), SETTINGS, now_s=100.0 + passed_s).output
        reading = getattr(getattr(inputs, group), field)
        assert isinstance(reading, Reading)
        return reading

    assert reading_after(age_s).value == 5.0
    assert reading_after(age_s + 0.1) == absent(Absence.STALE, 100.0 + age_s)


def test_each_compartment_is_judged_and_the_others_keep_their_place() -> None:
    full = snapshot(100.0)
    old = CompartmentInputs(present(1.0, 0.0), present(2.0, 100.0), present(3.0, 0.0))
    changed = replace(full, fridge=FridgeInputs((full.fridge.compartments[0], old), present(-4.0, 100.0)))
    fridge = judge(initial(SETTINGS), changed, SETTINGS, now_s=100.0).output.fridge
    assert fridge.compartments[0] == full.fridge.compartments[0]
    assert [reading.value for reading in (fridge.compartments[1].air_c, fridge.compartments[1].contents_c)] == [None, 2]
    assert fridge.compartments[1].lid_open.absence is Absence.STALE
    assert fridge.plate_c.value == -4.0


def test_a_reading_from_the_future_is_absent() -> None:
    assert cabin_air(present(20.0, 101.0), now_s=100.0).value == 20.0
    assert cabin_air(present(20.0, 101.1), now_s=100.0) == absent(Absence.IN_THE_FUTURE, 100.0)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_value_that_is_no_number_is_absent(value: float) -> None:
    assert cabin_air(Reading(value, 100.0), now_s=100.0) == absent(Absence.OUT_OF_RANGE, 100.0)


@pytest.mark.parametrize("taken_at_s", [nan, inf, -inf])
def test_a_time_that_is_no_number_makes_a_reading_absent(taken_at_s: float) -> None:
    assert cabin_air(Reading(20.0, taken_at_s), now_s=100.0).value is None


@pytest.mark.parametrize(("age_s", "is_there"), [(30.0, True), (120.0, True), (120.5, False)])
def test_a_reading_of_a_slow_sensor_stands_for_as_long_as_it_says(age_s: float, is_there: bool) -> None:
    dust = present(12.0, 1_000.0 - age_s, stands_s=120.0)
    judged = judge(initial(SETTINGS), Snapshot(cabin=CabinInputs(pm25_ugm3=dust)), SETTINGS, now_s=1_000.0)
    reading = judged.output.cabin.pm25_ugm3
    assert reading == (dust if is_there else absent(Absence.STALE, 1_000.0 - age_s + 120.0))


def test_what_stands_for_less_than_its_age_allows_is_judged_by_that() -> None:
    assert cabin_air(present(20.0, 90.0, stands_s=1.0), now_s=100.0).value == 20.0


def test_an_absence_keeps_its_reason_and_time() -> None:
    broken = absent(Absence.CHECKSUM, 7.0)
    assert cabin_air(broken, now_s=100.0) is broken


def test_a_loss_and_a_return_are_reported_once() -> None:
    lost = judge(seen().memory, replace(snapshot(101.0), cabin=CabinInputs()), SETTINGS, now_s=101.0)
    of_the_cabin = [f"cabin.{field.name}" for field in fields(CabinInputs)]
    assert lost.events == tuple(ReadingLost(101.0, point, Absence.NOT_FITTED) for point in of_the_cabin)
    still = judge(lost.memory, replace(snapshot(102.0), cabin=CabinInputs()), SETTINGS, now_s=102.0)
    assert still.events == ()
    back = judge(still.memory, snapshot(103.0), SETTINGS, now_s=103.0)
    assert [event.point for event in back.events if isinstance(event, ReadingBack)] == of_the_cabin


def test_a_point_that_never_had_data_is_no_loss_and_its_first_data_no_return() -> None:
    nothing = replace(snapshot(1.0), cabin=CabinInputs(air_c=NO_DATA_YET))
    first = judge(initial(SETTINGS), nothing, SETTINGS, now_s=1.0)
    assert first.events == ()
    assert judge(first.memory, snapshot(2.0), SETTINGS, now_s=2.0).events == ()


def test_a_snapshot_without_compartments_has_none_fitted() -> None:
    fridge = judge(initial(SETTINGS), Snapshot(), SETTINGS, now_s=0.0).output.fridge
    assert fridge.compartments == (CompartmentInputs(), CompartmentInputs())


def test_a_car_without_a_fridge_has_no_compartment() -> None:
    settings = Settings(fridge=FridgeSettings(compartments=()), cabin=CabinSettings())
    judged = judge(initial(settings), snapshot(1.0), settings, now_s=1.0)
    assert judged.output.fridge.compartments == ()
    assert judged.output.cabin.air_c.value == 5.0


def test_requests_pass_through_a_rebuilt_snapshot() -> None:
    request = SetPointRequest("1", "mqtt", "food", 3.0)
    stale = judge(seen().memory, replace(snapshot(0.0), requests=(request,)), SETTINGS, now_s=100.0)
    assert stale.output.cabin.air_c.value is None
    assert stale.output.requests == (request,)


def test_that_outputs_are_not_driven_is_known_beside_stale_readings() -> None:
    stale = replace(snapshot(0.0), outputs_driven=False)
    assert not judge(initial(SETTINGS), stale, SETTINGS, now_s=1e4).output.outputs_driven
