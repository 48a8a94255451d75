"""The rows of the table of points. A new value of an appliance, the car or the controller is one more row here.

In the lambdas `i` are the inputs of a step as the controller judged them, `s` is the whole state. `_OWN` is our branch
for what the Vehicle Signal Specification v6.0 has no signal for.
"""

from collections.abc import Callable, Iterator
from typing import Any

from controller import CABIN, Mode, Reading, Settings, Snapshot, Wish, alarm_names, present
from firmware.points.kinds import (
    ACTION,
    ACTIONS,
    CO2,
    COUNT,
    CURRENT,
    DUTY,
    ENGINE_SPEED,
    HUMIDITY,
    MODE,
    MODES,
    OPENING,
    PROBLEM,
    RUNNING,
    SET_POINT,
    SPEED,
    TEMPERATURE,
    TOTAL,
    VOLTAGE,
    Kind,
    Point,
)
from firmware.store import State

_OWN = "Vehicle.Homeward"
_STATION = "Vehicle.Cabin.HVAC.Station.Row1.Driver"
_CABIN_OUTPUTS = ("heater", "cooler", "blower")


def rows(settings: Settings) -> Iterator[Point]:
    """Every point that an installation with `settings` can have, those of the hub itself first."""
    yield from _HUB
    for number, compartment in enumerate(settings.fridge.compartments):
        yield from _compartment(compartment.name, number)
    yield from _FRIDGE
    yield from _CABIN
    yield from _VEHICLE
    for name in alarm_names(settings):
        yield _alarm(name)


def _measured(key: str, name: str, kind: Kind, vss: str, get: Callable[[Snapshot], Reading]) -> Point:
    """What a sensor or the car gives."""
    return Point(key, name, kind, vss, lambda state: get(state.step.inputs), (key,))


def _known(key: str, name: str, kind: Kind, vss: str, get: Callable[[State], float], **more: Any) -> Point:
    """What the daemon itself knows; as fresh as the step. `more` are further fields of the point."""
    return Point(key, name, kind, vss, lambda state: present(get(state), state.step.now_s), **more)


def _wish(key: str, vss: str, get: Callable[[State], Wish], sources: tuple[str, ...]) -> Iterator[Point]:
    """The set-point and the mode that hold now."""
    yield _known(f"{key}.set_point_c", "Set-point", SET_POINT, vss, lambda s: get(s).set_point_c, sources=sources)
    mode_vss = f"{_OWN}.{key.title()}.Mode"
    yield _known(f"{key}.mode", "Mode", MODE, mode_vss, lambda s: MODES.index(get(s).mode), sources=sources)


_HUB = (
    _known(
        "hub.alarm",
        "Alarm",
        PROBLEM,
        f"{_OWN}.Alarm.IsActive",
        lambda s: bool(s.step.alarms),
        notes=lambda s: {alarm.name: alarm.text for alarm in s.step.alarms},
    ),
    _known("hub.alarms", "Active alarms", COUNT, f"{_OWN}.Alarm.Count", lambda s: len(s.step.alarms)),
    _known(
        "hub.faults",
        "Faults",
        COUNT,
        f"{_OWN}.Fault.Count",
        lambda s: len(s.health.faults),
        diagnostic=True,
        notes=lambda s: s.health.faults,
    ),
    _known(
        "hub.overruns",
        "Missed cycles",
        TOTAL,
        f"{_OWN}.Cycle.Overruns",
        lambda s: s.health.cycle_overruns,
        diagnostic=True,
    ),
    # At the controller's own terminals, so not Vehicle.LowVoltageBattery.
    _measured("supply.voltage_v", "Supply voltage", VOLTAGE, f"{_OWN}.Supply.Voltage", lambda i: i.supply.voltage_v),
    _measured("supply.current_a", "Supply current", CURRENT, f"{_OWN}.Supply.Current", lambda i: i.supply.current_a),
)

_FRIDGE = (
    _measured("fridge.plate_c", "Evaporator", TEMPERATURE, f"{_OWN}.Fridge.Evaporator", lambda i: i.fridge.plate_c),
    _known(
        "fridge.compressor_on",
        "Compressor",
        RUNNING,
        f"{_OWN}.Fridge.IsCompressorOn",
        lambda s: s.step.commands.compressor_on,
        sources=("compressor",),
    ),
)


def _compartment(name: str, number: int) -> Iterator[Point]:
    """The points of one compartment of the fridge."""
    key, label, vss = f"fridge.{name}", name.replace("_", " ").capitalize(), f"{_OWN}.Fridge.{name.title()}"
    outputs = ("compressor", f"fan.{name}")

    def fan_pct(state: State) -> float:
        return state.step.commands.compartment_fan_pct[number]

    def wish(state: State) -> Wish:
        return state.step.memory.wishes.compartments[number]

    def action(state: State) -> float:
        if wish(state).mode is Mode.OFF:
            return ACTIONS.index("off")
        return ACTIONS.index("cooling" if fan_pct(state) > 0.0 else "idle")

    for field, what, kind, path in (
        ("air_c", "air", TEMPERATURE, "AirTemperature"),
        ("contents_c", "contents", TEMPERATURE, "ContentsTemperature"),
        ("lid_open", "lid", OPENING, "IsLidOpen"),
    ):
        yield _measured(f"{key}.{field}", f"{label} {what}", kind, f"{vss}.{path}", _input_of(number, field))
    yield _known(f"{key}.fan_pct", f"{label} fan", DUTY, f"{vss}.FanSpeed", fan_pct, sources=outputs[1:])
    yield from _wish(key, f"{vss}.SetPoint", wish, outputs)
    yield _known(f"{key}.action", "Action", ACTION, f"{vss}.Action", action, sources=outputs)


def _input_of(number: int, field: str) -> Callable[[Snapshot], Reading]:
    return lambda i: getattr(i.fridge.compartments[number], field)


def _cabin_action(state: State) -> float:
    commands = state.step.commands
    if state.step.memory.wishes.cabin.mode is Mode.OFF:
        return ACTIONS.index("off")
    if commands.heater_pct > 0.0:
        return ACTIONS.index("heating")
    if commands.cooler_pct > 0.0:
        return ACTIONS.index("cooling")
    return ACTIONS.index("fan" if commands.blower_pct > 0.0 else "idle")


_CABIN = (
    _measured("cabin.air_c", "Air", TEMPERATURE, "Vehicle.Cabin.HVAC.AmbientAirTemperature", lambda i: i.cabin.air_c),
    _measured("cabin.humidity_pct", "Humidity", HUMIDITY, f"{_OWN}.Cabin.Humidity", lambda i: i.cabin.humidity_pct),
    _measured("cabin.co2_ppm", "Carbon dioxide", CO2, f"{_OWN}.Cabin.CO2", lambda i: i.cabin.co2_ppm),
    _known(
        "cabin.heater_pct",
        "Heater",
        DUTY,
        f"{_OWN}.Cabin.HeaterPower",
        lambda s: s.step.commands.heater_pct,
        sources=("heater",),
    ),
    _known(
        "cabin.cooler_pct",
        "Cooler",
        DUTY,
        f"{_OWN}.Cabin.CoolerPower",
        lambda s: s.step.commands.cooler_pct,
        sources=("cooler",),
    ),
    _known(
        "cabin.blower_pct",
        "Blower",
        DUTY,
        f"{_STATION}.FanSpeed",
        lambda s: s.step.commands.blower_pct,
        sources=("blower",),
    ),
    *_wish(CABIN, f"{_STATION}.Temperature", lambda s: s.step.memory.wishes.cabin, _CABIN_OUTPUTS),
    _known("cabin.action", "Action", ACTION, f"{_OWN}.Cabin.Action", _cabin_action, sources=_CABIN_OUTPUTS),
)

_VEHICLE = (
    _measured("vehicle.speed_kph", "Speed", SPEED, "Vehicle.Speed", lambda i: i.vehicle.speed_kph),
    _measured(
        "vehicle.outside_c",
        "Outside temperature",
        TEMPERATURE,
        "Vehicle.Exterior.AirTemperature",
        lambda i: i.vehicle.outside_c,
    ),
    _measured(
        "vehicle.engine_rpm",
        "Engine speed",
        ENGINE_SPEED,
        "Vehicle.Powertrain.CombustionEngine.Speed",
        lambda i: i.vehicle.engine_rpm,
    ),
    _measured(
        "vehicle.driver_door_open",
        "Driver's door",
        OPENING,
        "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
        lambda i: i.vehicle.driver_door_open,
    ),
)


def _alarm(name: str) -> Point:
    """One alarm by itself, for automations; "fridge.food.too_warm" is "Food too warm" of the fridge."""
    label = " ".join(name.split(".")[1:]).replace("_", " ").capitalize()
    vss = f"{_OWN}.Alarm.{name.title().replace('.', '').replace('_', '')}"
    return _known(name, label, PROBLEM, vss, lambda s: any(alarm.name == name for alarm in s.step.alarms))
