"""Findings about one compartment: its lid, its fan, its sensors."""

import pytest

from controller import Absence, CompartmentInputs, present
from controller.verify.history import BoxHistory, Witness, update_box
from controller.verify.trends import LOOK_EVERY_S
from tests.controller.verify.verified_car import HOUR_S, MINUTE_S, Car

COLD = {"air_c": 4.0, "contents_c": 4.0, "plate_c": -2.0, "lid_open": 0.0}


def cold(**values: float) -> Car:
    return Car({**COLD, **values})


def test_a_lid_left_open_is_reported_until_it_is_shut() -> None:
    car = cold(lid_open=1.0)
    car.stay(300.0)
    assert car.active == []
    car.look()
    assert car.active == ["fridge.food.left_open"]
    assert car.text == "food: lid open for 5 min; shut it"
    car.values["lid_open"] = 0.0
    car.look()
    assert car.active == []


def learned() -> Car:
    """A box that has run a sixth of the time for seven hours in a cabin of 30 °C."""
    car = cold(cabin_c=30.0)
    for _ in range(14):
        car.order(compressor_on=True, compartment_fan_pct=(100.0,))
        car.stay(5 * MINUTE_S, plate_c=-36.0, air_c=-12.0)
        car.order(compressor_on=False, compartment_fan_pct=(0.0,))
        car.stay(25 * MINUTE_S, plate_c=7.2, air_c=2.4)
    assert car.active == []
    return car


def test_a_long_run_that_takes_no_warmth_from_the_contents_tells_of_a_lid_ajar() -> None:
    car = learned()
    car.order(compressor_on=True, compartment_fan_pct=(100.0,))
    car.values.update(air_c=3.5, plate_c=-4.5)
    car.stay(HOUR_S, plate_c=-0.5, contents_c=-0.1)
    assert car.active == ["fridge.food.lid_ajar"]
    assert car.text.startswith("food: in a long run the contents are only 0.5 K above the air and the plate 8 K below")
    car.order(compressor_on=False, compartment_fan_pct=(0.0,))
    car.stay(HOUR_S)
    assert car.active == []


def test_a_long_run_after_warm_goods_is_no_lid_ajar() -> None:
    car = learned()
    car.order(compressor_on=True, compartment_fan_pct=(100.0,))
    car.values.update(contents_c=12.0)
    car.stay(2 * HOUR_S, plate_c=-0.5, contents_c=-3.0)
    assert car.active == []


def test_air_above_its_contents_over_a_cold_plate_tells_of_a_fan_that_stands() -> None:
    car = cold(plate_c=-12.0, air_c=6.0)
    car.order(compressor_on=True, compartment_fan_pct=(100.0,))
    car.stay(31 * MINUTE_S, air_c=0.5, plate_c=-0.5)
    assert car.active == ["fridge.food.fan_failed"]
    assert car.text.startswith("food: plate 18 K colder than the air although the fan is on")
    car.values["plate_c"] = car.values["air_c"] - 10.0
    car.stay(HOUR_S, plate_c=-0.5)
    assert car.active == ["fridge.food.fan_failed"]
    car.values["contents_c"] = 20.0
    car.stay(HOUR_S)
    assert car.active == []


@pytest.mark.parametrize("contents", [True, False])
def test_a_plate_that_keeps_its_cold_in_a_rest_with_the_fan_on_tells_of_a_fan_that_stands(contents: bool) -> None:
    car = cold(plate_c=-3.0, air_c=6.0)
    if not contents:
        del car.values["contents_c"]
    car.order(compressor_on=False, compartment_fan_pct=(100.0,))
    car.stay(30 * MINUTE_S, plate_c=2.0, air_c=0.5)
    assert car.active == ["fridge.food.fan_failed"]
    car.stay(40 * MINUTE_S, plate_c=12.0, air_c=-1.0)
    assert car.active == []


@pytest.mark.parametrize("contents", [True, False])
def test_a_plate_with_a_store_that_stays_cold_while_its_fan_cools_the_air_is_no_fan_that_stands(contents: bool) -> None:
    car = cold(plate_c=-3.0, air_c=5.0, contents_c=6.0, cabin_c=36.0)
    if not contents:
        del car.values["contents_c"]
    car.order(compressor_on=False, compartment_fan_pct=(100.0,))
    car.stay(HOUR_S, plate_c=0.2, air_c=0.1)
    assert car.active == []


@pytest.mark.parametrize("switch", [True, False])
def test_warm_air_that_a_lid_let_in_tells_nothing_of_a_fan(switch: bool) -> None:
    car = cold(air_c=6.0)
    if not switch:
        del car.values["lid_open"]
    car.order(compressor_on=True, compartment_fan_pct=(100.0,))
    car.stay(HOUR_S)
    car.values["plate_c"] = -12.0
    for opened, air_c in ((1.0, 10.0), (1.0, 11.0), (0.0, 9.0), (0.0, 8.0), (0.0, 8.0), (0.0, 8.0)):
        car.values.update({"air_c": air_c} | ({"lid_open": opened} if switch else {}))
        car.look()
    car.stay(12 * MINUTE_S, plate_c=-0.5, air_c=0.5)
    assert car.active == []
    car.stay(HOUR_S, plate_c=-0.5, air_c=0.5)
    assert car.active == ["fridge.food.fan_failed"]


def test_an_empty_box_that_is_pulled_down_has_a_fan() -> None:
    car = cold(plate_c=10.0, air_c=30.0, contents_c=30.0)
    car.order(compressor_on=True, compartment_fan_pct=(100.0,))
    car.stay(40 * MINUTE_S, air_c=-30.0, contents_c=-30.0, plate_c=-30.0)
    assert car.active == []


def test_a_fan_that_is_not_asked_cannot_fail() -> None:
    car = cold(plate_c=-12.0, air_c=6.0)
    car.stay(HOUR_S, air_c=0.5)
    assert car.active == []


@pytest.mark.parametrize(("name", "for_s"), [("air_c", 30 * MINUTE_S), ("contents_c", 12 * HOUR_S)])
@pytest.mark.untraced
def test_a_sensor_that_repeats_itself_while_the_plate_moves_is_not_believed(name: str, for_s: float) -> None:
    car = cold()
    other = "contents_c" if name == "air_c" else "air_c"
    car.stay(for_s, **{"plate_c": 8.0 * HOUR_S / for_s, other: 0.1})
    assert car.active == []
    car.look()
    finding = {"air_c": "air_stuck", "contents_c": "contents_stuck"}[name]
    assert car.active == [f"fridge.food.{finding}"]
    assert "reads 4.00 °C for" in car.text
    box = car.inputs.fridge.compartments[0]
    assert getattr(box, name).absence is Absence.IMPLAUSIBLE
    assert getattr(box, other).value is not None
    car.values[name] += 0.1
    car.look()
    assert getattr(car.inputs.fridge.compartments[0], name).value is not None
    assert car.active == [f"fridge.food.{finding}"]
    car.stay(6 * MINUTE_S, **{name: 0.1})
    assert car.active == []


def test_a_coarse_sensor_stands_between_two_steps_for_long_before_it_is_not_believed() -> None:
    car = cold(air_c=4.5)
    car.stay(MINUTE_S)
    car.values["air_c"] = 4.0
    car.stay(100 * MINUTE_S, plate_c=4.0)
    assert car.active == []
    car.stay(15 * MINUTE_S, plate_c=4.0)
    assert car.active == ["fridge.food.air_stuck"]


def test_where_no_plate_is_measured_the_switching_of_the_compressor_is_the_witness() -> None:
    car = cold(contents_c=4.0)
    del car.values["plate_c"]
    for on in (True, False, True):
        car.order(compressor_on=on)
        car.stay(11 * MINUTE_S, contents_c=0.1)
    assert car.active == ["fridge.food.air_stuck"]


def test_between_two_looks_a_sensor_stays_doubted_and_one_that_is_lost_keeps_its_own_reason() -> None:
    car = cold()
    car.stay(31 * MINUTE_S, plate_c=10.0, contents_c=0.1)
    assert car.active == ["fridge.food.air_stuck"]
    car.now_s -= 5.0
    car.look()
    assert car.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    car.lost.add("air_c")
    car.look()
    assert str(car.inputs.fridge.compartments[0].air_c.absence) == "device does not answer"
    assert car.active == ["fridge.food.air_stuck"]


@pytest.mark.parametrize(("name", "finding"), [("air_c", "air_jumped"), ("contents_c", "contents_jumped")])
def test_a_jump_under_a_shut_lid_is_not_believed_until_the_sensor_has_been_quiet(name: str, finding: str) -> None:
    car = cold()
    car.stay(6 * MINUTE_S)
    car.values[name] += 5.0
    car.look()
    assert car.active == []
    car.look()
    assert car.active == [f"fridge.food.{finding}"]
    assert "jumped from 4.0 to 9.0 °C with a shut lid" in car.text
    assert getattr(car.inputs.fridge.compartments[0], name).absence is Absence.IMPLAUSIBLE
    car.stay(5 * MINUTE_S)
    assert getattr(car.inputs.fridge.compartments[0], name).value is not None
    assert car.active == [f"fridge.food.{finding}"]
    car.stay(5 * MINUTE_S)
    assert car.active == []


@pytest.mark.parametrize("kept", [0.5, 0.67, 0.9])
def test_air_that_is_cooled_quickly_again_has_not_jumped(kept: float) -> None:
    car = cold(air_c=24.0)
    car.stay(6 * MINUTE_S)
    for _ in range(30):
        car.values["air_c"] = 4.0 + kept * (car.values["air_c"] - 4.0)
        car.look()
    assert car.events == []


def test_one_reading_that_is_gone_at_the_next_look_is_no_jump() -> None:
    car = cold()
    car.stay(6 * MINUTE_S)
    for value_c in (-30.0, 4.0, 4.0, 85.0, 4.0, 4.0):
        car.values["air_c"] = value_c
        car.look()
    assert car.events == []


def test_a_jump_with_a_lid_that_was_open_or_is_not_watched_is_no_fault() -> None:
    for car in (cold(lid_open=1.0), cold()):
        del car.values["lid_open"]
        car.stay(MINUTE_S)
        car.values["lid_open"] = 0.0
        car.stay(MINUTE_S)
        car.values.update(air_c=15.0, contents_c=9.0)
        car.stay(2 * MINUTE_S)
        assert car.active == []


@pytest.mark.untraced
def test_sensors_that_disagree_over_a_day_are_reported_but_both_believed() -> None:
    car = cold(contents_c=6.0)
    car.stay(23 * HOUR_S, air_c=0.001, contents_c=0.001)
    assert car.active == []
    car.stay(HOUR_S, air_c=0.001, contents_c=0.001)
    assert car.active == ["fridge.food.sensors_disagree"]
    assert car.text.startswith("food: air sensor and contents probe differ by -2.0 K over a day")
    assert car.inputs.fridge.compartments[0].air_c.value is not None


def test_contents_that_followed_their_colder_air_all_day_do_not_disagree_with_it() -> None:
    car = cold(air_c=3.0, contents_c=7.0)
    car.stay(25 * HOUR_S, air_c=-0.02, contents_c=-0.2)
    assert car.active == []


def test_contents_that_moved_away_from_their_air_disagree_with_it() -> None:
    car = cold(air_c=4.0, contents_c=5.5)
    car.stay(25 * HOUR_S, air_c=0.001, contents_c=0.05)
    assert car.active == ["fridge.food.sensors_disagree"]


def test_a_plate_that_is_cold_for_the_sake_of_others_is_no_witness() -> None:
    box, still = BoxHistory(), CompartmentInputs(present(10.5, 0.0))
    for look in range(1_000):
        plate = Witness(-20.0 + look % 60, reaches=False)
        box = update_box(box, still, plate, 10.0, 0.0, now_s=look * LOOK_EVERY_S)
    assert box.air.moved < 0.0
    for plate_c in (-20.0, -10.0):
        box = update_box(box, still, Witness(plate_c), 10.0, 100.0, now_s=10_000.0)
    assert box.air.moved == 10.0


def test_of_a_compartment_that_is_off_or_far_from_its_set_point_nothing_is_learned() -> None:
    car = cold(contents_c=14.0, air_c=20.0)
    car.stay(HOUR_S)
    assert car.memory.boxes[0].day_gap.seen_s == 0.0
    car.switch_off()
    before = car.memory.boxes[0].gap
    car.stay(HOUR_S)
    assert car.memory.boxes[0].gap == before
