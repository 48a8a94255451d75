"""The rows of the cabin: its air, the people in it, its climate unit."""

from collections.abc import Callable, Mapping

from controller import CABIN as NAME
from controller import Activity, Commands, Mode
from firmware.control.state_store import State
from firmware.points.builders import OWN, known, maybe, measured, shown, target_points
from firmware.points.quantities import (
    ACTION,
    ACTIONS,
    CO2,
    CONTACT,
    DUTY,
    HUMIDITY,
    MARGIN,
    NO_TIME,
    NOX_INDEX,
    PM1,
    PM10,
    PM25,
    PRESENCE,
    PRESSURE,
    RUNNING,
    TEMPERATURE,
    TIME_OF_DAY,
    VOC_INDEX,
    Point,
    choice,
)
from firmware.requests import departure
from firmware.runtime.local_time import time_of_day

_STATION = "Vehicle.Cabin.HVAC.Station.Row1.Driver"
_OUTPUTS = ("heater", "cooler", "blower")
_OWN = f"{OWN}.Cabin"
_DEFOG = ("cabin.humidity_pct",)

ACTIVITIES = tuple(Activity)
_ACTIVITY = choice(ACTIVITIES, "car-seat-heater")


def _action(state: State) -> float:
    commands = state.step.commands
    if state.step.memory.targets.cabin.mode is Mode.OFF:
        return ACTIONS.index("off")
    if commands.heater_pct > 0.0:
        return ACTIONS.index("heating")
    if commands.cooler_pct > 0.0:
        return ACTIONS.index("cooling")
    return ACTIONS.index("fan" if commands.blower_pct > 0.0 else "idle")


def _activity(state: State) -> float:
    return ACTIVITIES.index(state.step.status.cabin.activity)


def _departure(state: State) -> float:
    """Return the minute of the local day, as TIME_OF_DAY counts."""
    targets = state.step.memory.targets
    departs_at_s = targets.departs_at_s
    if departs_at_s is None:
        return TIME_OF_DAY.words.index(departure.shown(targets.departs_by) if targets.departs_by else NO_TIME)
    to_the_minute_s = round((state.wall_s + departs_at_s - state.step.now_s) / 60.0) * 60.0
    return TIME_OF_DAY.words.index(time_of_day(to_the_minute_s))


def _waits(state: State) -> Mapping[str, str]:
    targets = state.step.memory.targets
    return (
        {"waits": departure.WAITS.removeprefix("waits ")} if targets.departs_by and targets.departs_at_s is None else {}
    )


def _margin_k(state: State) -> float | None:
    return state.step.status.cabin.defog_margin_k


def _applied(output: str, name: str, vss: str, duty_pct: Callable[[Commands], float]) -> Point:
    """Make the point of one requested output."""
    return known(f"cabin.{output}_pct", name, DUTY, vss, lambda s: duty_pct(s.step.commands), sources=(output,))


CABIN = (
    measured("cabin.air_c", "Air", TEMPERATURE, "Vehicle.Cabin.HVAC.AmbientAirTemperature"),
    measured("cabin.humidity_pct", "Humidity", HUMIDITY, f"{_OWN}.Humidity"),
    measured("cabin.surface_c", "Surfaces", TEMPERATURE, f"{_OWN}.SurfaceTemperature"),
    measured("cabin.co2_ppm", "Carbon dioxide", CO2, f"{_OWN}.CO2"),
    shown("cabin.pm1_ugm3", "PM1", PM1, f"{_OWN}.PM1"),
    measured("cabin.pm25_ugm3", "PM2.5", PM25, f"{_OWN}.PM25"),
    shown("cabin.pm10_ugm3", "PM10", PM10, f"{_OWN}.PM10"),
    measured("cabin.voc_index", "VOC index", VOC_INDEX, f"{_OWN}.VOCIndex"),
    measured("cabin.nox_index", "NOx index", NOX_INDEX, f"{_OWN}.NOxIndex"),
    shown("cabin.pressure_hpa", "Air pressure", PRESSURE, f"{_OWN}.AirPressure"),
    measured("cabin.presence", "Presence", PRESENCE, f"{_OWN}.IsOccupied", personal=True),
    shown("cabin.pulse_contact", "Finger on the pulse sensor", CONTACT, f"{_OWN}.IsPulseInContact", personal=True),
    _applied("heater", "Heater", f"{_OWN}.HeaterPower", lambda c: c.heater_pct),
    _applied("cooler", "Cooler", f"{_OWN}.CoolerPower", lambda c: c.cooler_pct),
    _applied("blower", "Blower", f"{_STATION}.FanSpeed", lambda c: c.blower_pct),
    _applied("windscreen", "Air to the windscreen", f"{_OWN}.WindscreenAir", lambda c: c.windscreen_pct),
    _applied("recirculation", "Recirculation", f"{_OWN}.Recirculation", lambda c: c.recirculation_pct),
    _applied("purifier", "Purifier", f"{_OWN}.PurifierPower", lambda c: c.purifier_pct),
    *target_points(NAME, f"{_STATION}.Temperature", lambda s: s.step.memory.targets.cabin, _OUTPUTS),
    known("cabin.doing", "Activity", _ACTIVITY, f"{_OWN}.Doing", _activity, sources=_OUTPUTS),
    known(
        "cabin.departure",
        "Departure",
        TIME_OF_DAY,
        f"{_OWN}.Departure",
        _departure,
        sources=("heater", "cooler"),
        command=(NAME, "departure"),
        notes=_waits,
    ),
    maybe("cabin.defog_margin_k", "Windscreen above dew point", MARGIN, f"{_OWN}.DefogMargin", _margin_k, _DEFOG),
    known(
        "cabin.defogging",
        "Defogging",
        RUNNING,
        f"{_OWN}.IsDefogging",
        lambda s: s.step.status.cabin.defogging,
        sources=("blower",),
    ),
    known("cabin.action", "Action", ACTION, f"{_OWN}.Action", _action, sources=_OUTPUTS),
)
