"""Hubs and records know each measured value by its key, name, kind and path: a slip in any row is seen here."""

import ast
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

from controller import Settings, initial, present, step
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import SHOWN_ONLY, Board, known_inputs
from firmware.control.state_store import Health, State
from firmware.points import Point, cabin, fridge, hub, vehicle
from firmware.points import quantities as of
from tests.planted_faults import Fault, check_copy, fault, passes, score

SETTINGS = Settings()
INPUTS = known_inputs(SETTINGS) | SHOWN_ONLY
ROWS = {
    "supply.voltage_v": ("Supply voltage", of.VOLTAGE, "Homeward.Supply.Voltage"),
    "supply.current_a": ("Supply current", of.CURRENT, "Homeward.Supply.Current"),
    "supply.battery_a": ("Battery current", of.CURRENT, "Homeward.Supply.BatteryCurrent"),
    "supply.soc_pct": ("Battery by its own monitor", of.BATTERY, "Homeward.Supply.BatteryStateOfCharge"),
    "supply.starter_v": ("Starter battery", of.VOLTAGE, "Homeward.Supply.StarterVoltage"),
    "supply.solar_w": ("Solar power", of.POWER, "Homeward.Supply.SolarPower"),
    "supply.shore": ("Shore power", of.RUNNING, "Homeward.Supply.IsShorePowered"),
    "supply.power_w": ("Supply power", of.POWER, "Homeward.Supply.Power"),
    "supply.energy_wh": ("Supply energy", of.ENERGY, "Homeward.Supply.Energy"),
    "supply.charge_ah": ("Supply charge", of.CHARGE, "Homeward.Supply.Charge"),
    "fridge.food.air_c": ("Food air", of.TEMPERATURE, "Homeward.Fridge.Food.AirTemperature"),
    "fridge.food.contents_c": ("Food contents", of.TEMPERATURE, "Homeward.Fridge.Food.ContentsTemperature"),
    "fridge.food.lid_open": ("Food lid", of.OPENING, "Homeward.Fridge.Food.IsLidOpen"),
    "fridge.medicine.air_c": ("Medicine air", of.TEMPERATURE, "Homeward.Fridge.Medicine.AirTemperature"),
    "fridge.medicine.contents_c": ("Medicine contents", of.TEMPERATURE, "Homeward.Fridge.Medicine.ContentsTemperature"),
    "fridge.medicine.lid_open": ("Medicine lid", of.OPENING, "Homeward.Fridge.Medicine.IsLidOpen"),
    "fridge.plate_c": ("Evaporator", of.TEMPERATURE, "Homeward.Fridge.Evaporator"),
    "fridge.condenser_c": ("Condenser", of.TEMPERATURE, "Homeward.Fridge.Condenser"),
    "fridge.condenser_fan_rpm": ("Condenser fan", of.FAN_SPEED, "Homeward.Fridge.CondenserFanSpeed"),
    "cabin.air_c": ("Air", of.TEMPERATURE, "Cabin.HVAC.AmbientAirTemperature"),
    "cabin.humidity_pct": ("Humidity", of.HUMIDITY, "Homeward.Cabin.Humidity"),
    "cabin.surface_c": ("Surfaces", of.TEMPERATURE, "Homeward.Cabin.SurfaceTemperature"),
    "cabin.co2_ppm": ("Carbon dioxide", of.CO2, "Homeward.Cabin.CO2"),
    "cabin.pm1_ugm3": ("PM1", of.PM1, "Homeward.Cabin.PM1"),
    "cabin.pm25_ugm3": ("PM2.5", of.PM25, "Homeward.Cabin.PM25"),
    "cabin.pm10_ugm3": ("PM10", of.PM10, "Homeward.Cabin.PM10"),
    "cabin.voc_index": ("VOC index", of.VOC_INDEX, "Homeward.Cabin.VOCIndex"),
    "cabin.nox_index": ("NOx index", of.NOX_INDEX, "Homeward.Cabin.NOxIndex"),
    "cabin.pressure_hpa": ("Air pressure", of.PRESSURE, "Homeward.Cabin.AirPressure"),
    "cabin.presence": ("Presence", of.PRESENCE, "Homeward.Cabin.IsOccupied"),
    "cabin.pulse_contact": ("Finger on the pulse sensor", of.CONTACT, "Homeward.Cabin.IsPulseInContact"),
    "vehicle.speed_kph": ("Speed", of.SPEED, "Speed"),
    "vehicle.outside_c": ("Outside temperature", of.TEMPERATURE, "Exterior.AirTemperature"),
    "vehicle.engine_rpm": ("Engine speed", of.ENGINE_SPEED, "Powertrain.CombustionEngine.Speed"),
    "vehicle.driver_door_open": ("Driver's door", of.OPENING, "Cabin.Door.Row1.DriverSide.IsOpen"),
    "vehicle.soc_pct": ("Battery", of.BATTERY, "Powertrain.TractionBattery.StateOfCharge.Current"),
    "vehicle.ready": ("Ready", of.RUNNING, "Homeward.Vehicle.IsReady"),
    "vehicle.charging": ("Charging", of.RUNNING, "Powertrain.TractionBattery.Charging.IsCharging"),
    "vehicle.pack_v": ("Battery voltage", of.VOLTAGE, "Powertrain.TractionBattery.CurrentVoltage"),
    "vehicle.pack_a": ("Battery current", of.CURRENT, "Homeward.Vehicle.BatteryDischarge"),
    "vehicle.fuel_pct": ("Fuel", of.FUEL, "Powertrain.FuelSystem.RelativeLevel"),
    "vehicle.coolant_c": ("Coolant", of.TEMPERATURE, "Powertrain.CombustionEngine.EngineCoolant.Temperature"),
    "vehicle.cabin_c": ("Cabin by the car's own sensor", of.TEMPERATURE, "Homeward.Vehicle.Cabin"),
    "vehicle.control_module_v": ("Control module voltage", of.VOLTAGE, "Homeward.Vehicle.ControlModuleVoltage"),
    "vehicle.tilt_deg": ("Tilt", of.ANGLE, "Homeward.Vehicle.Tilt"),
    "vehicle.shock_g": ("Shock", of.SHOCK, "Homeward.Vehicle.Shock"),
    "vehicle.latitude_deg": ("Latitude", of.POSITION, "CurrentLocation.Latitude"),
    "vehicle.longitude_deg": ("Longitude", of.POSITION, "CurrentLocation.Longitude"),
    "vehicle.altitude_m": ("Altitude", of.ALTITUDE, "CurrentLocation.Altitude"),
    "vehicle.course_deg": ("Course", of.COURSE, "CurrentLocation.Heading"),
    "vehicle.gnss_speed_kph": ("Speed by satellites", of.SPEED, "Homeward.Vehicle.GnssSpeed"),
}
"""Told a second time: entities and recorded samples of every installation hang on it."""

PERSONAL = {
    "cabin.presence",
    "cabin.pulse_contact",
    "vehicle.latitude_deg",
    "vehicle.longitude_deg",
    "vehicle.altitude_m",
    "vehicle.course_deg",
}
"""What tells of a person: health, who is in the car, where the car is."""

FILES = {module.__name__.rpartition(".")[2]: module for module in (cabin, fridge, hub, vehicle)}
MAKERS = {"measured", "shown"}


def measured_rows(module: ModuleType) -> list[Point]:
    """The rows of one file that a sensor or the car gives."""
    tuples = (getattr(module, name, ()) for name in ("CABIN", "FRIDGE", "HUB", "VEHICLE"))
    boxes = enumerate(SETTINGS.fridge.compartments)
    made = [row for number, one in boxes for row in getattr(module, "compartment", lambda *_: ())(one, number)]
    return [row for row in (*(row for rows in tuples for row in rows), *made) if row.measured]


def everything_read() -> tuple[State, dict[str, float]]:
    """One tick in which each input has a value of its own."""
    board, values = Board(SETTINGS, INPUTS), {}
    for number, point in enumerate(sorted(INPUTS), 1):
        limits = range_of(point)
        values[point] = max(limits.min_value, 0.0) + 0.01 * number * min(limits.max_value, 60.0)
        assert board.put(point, present(values[point], 1.0)) is None
    taken = step(initial(SETTINGS, now_s=0.0), board.snapshot(()), SETTINGS, now_s=1.0)
    return State(
        step=taken, health=Health(cycles=1, cycle_overruns=0, faults={}), others=board.others(now_s=1.0), wall_s=0.0
    ), values


STATE, VALUES = everything_read()


def check(module: ModuleType, keys: set[str]) -> None:
    rows = measured_rows(module)
    assert {row.key for row in rows} == keys
    assert len(rows) == len(keys)
    for row in rows:
        assert (row.name, row.kind, row.vss.removeprefix("Vehicle.")) == ROWS[row.key]
        assert row.personal == (row.key in PERSONAL)
        assert row.read(STATE).value == VALUES[row.key]


def slips(source: str) -> Iterator[Fault]:
    """Any two rows with one of their words swapped."""
    tree = ast.parse(source)
    rows = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS]
    for one, other in combinations(rows, 2):
        for place, (mine, theirs) in enumerate(zip(one.args, other.args, strict=False)):
            if ast.unparse(mine) == ast.unparse(theirs):
                continue
            one.args[place], other.args[place] = theirs, mine
            yield fault(source, tree, one.lineno, other)
            one.args[place], other.args[place] = mine, theirs


def test_every_input_has_one_row() -> None:
    assert set(ROWS) == INPUTS
    assert sorted(row.key for module in FILES.values() for row in measured_rows(module)) == sorted(INPUTS)


@pytest.mark.parametrize("name", FILES)
def test_the_rows_of_a_file_are_those_that_hubs_know(name: str) -> None:
    module = FILES[name]
    check(module, {row.key for row in measured_rows(module)})


@pytest.mark.parametrize("name", FILES)
def test_any_two_rows_that_are_mixed_up_are_seen(name: str) -> None:
    module = FILES[name]
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    keys = {row.key for row in measured_rows(module)}
    whole = partial(check_copy, [lambda copy: check(copy, keys)])
    assert passes(whole, compile(source, name, "exec"))
    found = score(slips(source), whole)
    assert found.planted >= 20
    assert found.unseen == []


def test_values_are_shown_in_the_unit_that_their_range_is_in() -> None:
    for key, (_, kind, _) in ROWS.items():
        if not kind.words:
            assert (kind.unit or "") == range_of(key).unit, key
