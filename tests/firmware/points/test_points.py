import pytest

from controller import (
    BoxKind,
    CompartmentSettings,
    Fitted,
    FridgeSettings,
    OutputTimes,
    Settings,
    alarm_names,
    present,
)
from firmware.control.output_stage import output_names
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import known_inputs
from firmware.points import Point, climates, table
from firmware.points.quantities import ACTION, MODE, OPENING, TEMPERATURE
from firmware.uplink.discovery import MODELS
from tests.firmware.uplink.uplink_car import INPUTS, POINTS, SETTINGS, Car


def point(key: str) -> Point:
    return next(one for one in POINTS if one.key == key)


def told(car: Car, key: str, now_s: float = 1.0) -> str | None:
    return point(key).text(point(key).read(car.tick(now_s)))


def test_keys_and_paths_are_unique() -> None:
    assert len({one.key for one in POINTS}) == len(POINTS)
    assert len({one.vss for one in POINTS}) == len(POINTS)


def test_every_path_is_one_of_the_vehicle_signal_specification_or_of_our_branch() -> None:
    standard = {one.key: one.vss for one in POINTS if not one.vss.startswith("Vehicle.Homeward.")}
    assert standard == {
        "cabin.air_c": "Vehicle.Cabin.HVAC.AmbientAirTemperature",
        "cabin.blower_pct": "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed",
        "cabin.set_point_c": "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature",
        "vehicle.altitude_m": "Vehicle.CurrentLocation.Altitude",
        "vehicle.charging": "Vehicle.Powertrain.TractionBattery.Charging.IsCharging",
        "vehicle.coolant_c": "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
        "vehicle.course_deg": "Vehicle.CurrentLocation.Heading",
        "vehicle.driver_door_open": "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
        "vehicle.engine_rpm": "Vehicle.Powertrain.CombustionEngine.Speed",
        "vehicle.fuel_pct": "Vehicle.Powertrain.FuelSystem.RelativeLevel",
        "vehicle.latitude_deg": "Vehicle.CurrentLocation.Latitude",
        "vehicle.longitude_deg": "Vehicle.CurrentLocation.Longitude",
        "vehicle.outside_c": "Vehicle.Exterior.AirTemperature",
        "vehicle.pack_v": "Vehicle.Powertrain.TractionBattery.CurrentVoltage",
        "vehicle.soc_pct": "Vehicle.Powertrain.TractionBattery.StateOfCharge.Current",
        "vehicle.speed_kph": "Vehicle.Speed",
    }


def test_every_input_is_one_measured_point_that_reads_it() -> None:
    car = Car()
    for number, name in enumerate(sorted(INPUTS)):
        limits = range_of(name)
        car.values[name] = max(limits.min_value, 0.0) + 0.01 * number * min(limits.max_value, 60.0)
    state = car.tick(1.0)
    measured = {one.key: one.read(state).value for one in POINTS if one.measured}
    assert measured == car.values


def test_what_is_not_fitted_has_no_point() -> None:
    keys = {one.key for one in table(SETTINGS, frozenset({"cabin.air_c", "fan.food"}))}
    assert {"cabin.air_c", "fridge.food.fan_pct", "fridge.food.mode"} <= keys
    assert not {"cabin.co2_ppm", "cabin.mode", "fridge.plate_c", "fridge.compressor_on", "fridge.medicine.mode"} & keys
    assert "hub.faults" in keys


def test_the_place_of_the_car_is_reported_only_where_it_is_configured() -> None:
    keys = {one.key for one in table(SETTINGS, frozenset({"vehicle.gnss_speed_kph"}))}
    assert "vehicle.gnss_speed_kph" in keys
    assert not {"vehicle.latitude_deg", "vehicle.longitude_deg", "vehicle.altitude_m"} & keys


@pytest.mark.parametrize(
    ("key", "name", "unit"),
    [
        ("extra.radon_bqm3", "Radon", "Bq/m³"),
        ("extra.roof_box_c", "Roof box", "°C"),
        ("extra.wheel_count", "Wheel count", None),
        ("extra.c", "C", None),
    ],
)
def test_what_an_owner_names_is_shown_with_the_unit_in_its_name(key: str, name: str, unit: str | None) -> None:
    (one,) = [each for each in table(SETTINGS, frozenset({key})) if each.measured]
    assert (one.key, one.name, one.unit, one.device) == (key, name, unit, "hub")


def test_every_output_has_a_point() -> None:
    sources = {source for one in POINTS for source in one.sources}
    assert set(output_names(SETTINGS)) <= sources
    kind = FridgeSettings(kind=BoxKind.THERMOELECTRIC)
    of_module = frozenset(output_names(Settings(fridge=kind)))
    module = Settings(fridge=kind, fitted=Fitted(outputs=dict.fromkeys(sorted(of_module), OutputTimes())))
    points = table(module, of_module)
    assert of_module <= {source for one in points for source in one.sources}
    assert [one.appliance for one in climates(module, points)] == ["food", "medicine", "cabin"]
    assert not [one.key for one in points if "compressor" in one.key]


def test_only_what_can_be_driven_can_be_set() -> None:
    assert [one.appliance for one in climates(SETTINGS, POINTS)] == ["food", "medicine", "cabin"]
    assert climates(SETTINGS, table(SETTINGS, known_inputs(SETTINGS))) == ()


def test_an_appliance_takes_what_its_settings_allow() -> None:
    food, _, cabin = climates(SETTINGS, POINTS)
    assert (food.key, food.min_c, food.max_c, food.modes) == ("fridge.food", 1.0, 15.0, ("off", "cool"))
    assert (cabin.name, cabin.min_c, cabin.max_c) == (None, 16.0, 30.0)


def test_points_follow_the_compartments_of_the_installation() -> None:
    one = Settings(
        fridge=FridgeSettings(
            compartments=(
                CompartmentSettings(name="ice_box", set_point_c=-18.0, lowest_set_point_c=-20.0, freeze_guard_c=-25.0),
            )
        )
    )
    names = {point.key: point.name for point in table(one, frozenset({"fridge.ice_box.air_c"}))}
    assert names["fridge.ice_box.air_c"] == "Ice box air"
    assert names["fridge.ice_box.too_warm"] == "Ice box too warm"


def test_every_device_is_announced_to_the_hub() -> None:
    assert {one.device for one in POINTS} == set(MODELS)
    assert point("supply.voltage_v").device == "hub"


def test_no_name_repeats_its_device() -> None:
    assert not [one.name for one in POINTS if one.name.lower().startswith(one.device)]


def test_every_alarm_is_a_point_of_its_place_and_says_whether_it_is_active() -> None:
    car = Car()
    car.values |= {"supply.voltage_v": 12.8, "vehicle.soc_pct": 80.0}  # it carries everything
    assert {one.key for one in POINTS} >= set(alarm_names(SETTINGS))
    assert told(car, "cabin.too_hot") == "OFF"
    car.values["cabin.air_c"] = SETTINGS.cabin.too_hot_c + 1.0
    car.tick(4.0)
    car.tick(8.0)  # the sample that confirms so large a step
    told_at_s = SETTINGS.cabin.too_hot_after_s + 8.0
    assert told(car, "cabin.too_hot", told_at_s) == "ON"
    assert told(car, "hub.alarm", told_at_s + 1.0) == "ON"
    assert told(car, "hub.alarms", told_at_s + 2.0) == "1"


def test_faults_are_counted_and_reported_line_by_line() -> None:
    car = Car()
    car.faults["i2c main 0x48"] = "i2c main 0x48: does not answer: see that it is plugged in"
    state, faults = car.tick(1.0), point("hub.faults")
    assert faults.text(faults.read(state)) == "1"
    assert faults.notes is not None
    assert faults.notes(state) == car.faults


def test_what_holds_is_reported_in_words_and_numbers() -> None:
    car = Car()
    assert told(car, "fridge.medicine.set_point_c") == "5.00"
    assert told(car, "fridge.medicine.mode") == "cool"
    assert told(car, "cabin.mode") == "auto"
    assert told(car, "fridge.compressor_on") == "OFF"


def test_actions_and_modes_are_words_of_the_hub() -> None:
    assert set(ACTION.words) <= {"off", "idle", "fan", "cooling", "heating", "drying", "preheating"}
    assert set(MODE.words) <= {"off", "cool", "heat", "auto", "fan_only", "dry", "heat_cool"}


def test_a_cold_cabin_is_said_to_be_heated_and_a_warm_compartment_to_be_cooled() -> None:
    car = Car()
    car.values |= {"cabin.air_c": 2.0, "fridge.plate_c": -10.0, "fridge.food.air_c": 20.0, "supply.voltage_v": 12.7}
    for now_s in range(1, 400):
        car.tick(float(now_s))
    assert told(car, "cabin.action", 400.0) == "heating"
    assert told(car, "fridge.food.action", 401.0) == "cooling"


def test_an_absent_value_has_no_text() -> None:
    car = Car()
    car.values["cabin.air_c"] = None
    assert told(car, "cabin.air_c") is None


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0.0"), (4.26, "4.3"), (-18.0, "-18.0"), (1e9, "1000000000.0")])
def test_numbers_have_their_decimals_and_no_negative_zero(value: float, text: str) -> None:
    one = point("cabin.air_c")
    assert one.kind is TEMPERATURE
    assert one.text(present(value, 0.0)) == text


@pytest.mark.parametrize(("value", "text"), [(0.0, "OFF"), (1.0, "ON"), (3.0, "ON"), (-1.0, "OFF")])
def test_a_switch_is_on_or_off_whatever_the_car_sends(value: float, text: str) -> None:
    one = point("vehicle.driver_door_open")
    assert one.kind is OPENING
    assert one.text(present(value, 0.0)) == text


def test_all_that_is_measured_is_recorded() -> None:
    assert all(one.record_every_s for one in POINTS if one.measured)
