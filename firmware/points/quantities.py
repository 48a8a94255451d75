"""Points, climates and the kinds of their values. Class names of entities and values are Home Assistant's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from controller import Mode, Preset, Reading
from firmware.control.state_store import State

Component = Literal["sensor", "binary_sensor", "switch", "text", "climate"]

DEVICES = {
    "hub": "hub",
    "supply": "hub",
    "extra": "hub",
    "car": "hub",
    "control": "hub",
    "fridge": "fridge",
    "cabin": "cabin",
    "vehicle": "vehicle",
}
"""The device of the hub that a point belongs to, by the first word of its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of value: its text, its entity at the hub, its dead band, its place in the record."""

    component: Component = "sensor"
    """The hub's entity. Parts of a "climate" (set-point, mode, preset, action) have no entity of their own."""
    unit: str | None = None
    device_class: str | None = None
    state_class: str | None = None
    icon: str | None = None
    precision: int = 0
    """Decimals."""
    words: tuple[str, ...] = ()
    """The words for the values 0, 1, 2, ...; empty for numbers."""
    dead_band: float = 0.0
    """A smaller change waits for the next heartbeat."""
    min_interval_s: float = 0.0
    """A change of the number waits until the last one is this old; appearing and disappearing never wait."""
    record_every_s: float | None = None
    """None: not recorded as a measurement."""


MINUTELY_S, SLOWLY_S = 60.0, 300.0
"""Temperatures are recorded so often, other numbers so often: the minutes of compartments have the supply as well."""

SELDOM_S = 3_600.0
"""States of the controller itself are recorded so often, and in each minute in which they have changed."""

WHY = "why"
"""The note that tells why a value is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of the installation."""

    key: str
    """Unique and the same for ever: entities and records are known by it. A measured point is named as its input."""
    name: str
    """For people, without the name of the device."""
    kind: Kind
    vss: str
    """Path in the COVESA Vehicle Signal Specification v6.0; what that lacks is under Vehicle.Homeward."""
    read: Callable[[State], Reading]
    sources: tuple[str, ...] = ()
    """The point is there if one of these inputs and outputs is fitted; empty: always."""
    diagnostic: bool = False
    notes: Callable[[State], Mapping[str, str]] | None = None
    """Lines that explain the value."""
    command: tuple[str, str] | None = None
    """The appliance and the field by which it can be asked for, where it is an entity of its own that can be set."""
    personal: bool = False
    """True where it tells of a person: health, who is in the car, where the car is."""
    retained: bool = True
    """True where the hub's broker may keep the last value."""

    @property
    def device(self) -> str:
        """The device of the hub that it is shown with."""
        return DEVICES[self.key.partition(".")[0]]

    @property
    def measured(self) -> bool:
        """True where a sensor or the car gives this value, rather than the controller."""
        return self.sources == (self.key,)

    @property
    def unit(self) -> str | None:
        """The unit; None for words and counts."""
        return self.kind.unit

    @property
    def record_every_s(self) -> float | None:
        """The interval between rows of the record; None: no rows."""
        return self.kind.record_every_s

    def text(self, reading: Reading) -> str | None:
        """Write the value as people and hubs read it, without the unit; None when it is absent."""
        if reading.value is None:
            return None
        if self.kind.words:
            return self.kind.words[min(max(int(reading.value), 0), len(self.kind.words) - 1)]
        return f"{reading.value:z.{self.kind.precision}f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """An appliance that can be set. The points of its state begin with `key`."""

    key: str
    appliance: str
    """Its name in requests."""
    name: str | None
    """For people; None where it is its whole device."""
    modes: tuple[Mode, ...]
    presets: tuple[Preset, ...]
    min_c: float
    max_c: float


def _number(
    unit: str | None,
    device_class: str | None,
    precision: int,
    dead_band: float,
    min_interval_s: float,
    record_every_s: float = SLOWLY_S,
) -> Kind:
    return Kind(
        unit=unit,
        device_class=device_class,
        state_class="measurement",
        precision=precision,
        dead_band=dead_band,
        min_interval_s=min_interval_s,
        record_every_s=record_every_s,
    )


def _seen_as(icon: str, kind: Kind) -> Kind:
    return replace(kind, icon=f"mdi:{icon}")


def _switch(device_class: str | None, record_every_s: float = SELDOM_S) -> Kind:
    words = ("OFF", "ON")
    return Kind(component="binary_sensor", device_class=device_class, words=words, record_every_s=record_every_s)


# Dead bands and intervals: what a person at the hub can still make use of, without filling the hub's own recorder
# (engineering choice).
TEMPERATURE = _number("°C", "temperature", 1, 0.1, 10.0, MINUTELY_S)
MARGIN = _seen_as("plus-minus", _number("K", None, 1, 0.2, 60.0))
HUMIDITY = _number("%", "humidity", 1, 0.5, 10.0)
CO2 = _number("ppm", "carbon_dioxide", 0, 10.0, 15.0)
PM1 = _number("µg/m³", "pm1", 1, 2.0, 30.0)
PM25 = _number("µg/m³", "pm25", 1, 2.0, 30.0)
PM10 = _number("µg/m³", "pm10", 1, 2.0, 30.0)
VOC_INDEX = _seen_as("air-filter", _number(None, None, 0, 10.0, 30.0))
NOX_INDEX = _seen_as("molecule", _number(None, None, 0, 2.0, 30.0))
PRESSURE = _number("hPa", "atmospheric_pressure", 1, 0.5, 60.0)
DUTY = _seen_as("gauge", _number("%", None, 0, 2.0, 10.0))
VOLTAGE = _number("V", "voltage", 2, 0.05, 10.0)
CURRENT = _number("A", "current", 2, 0.1, 10.0)
POWER = _number("W", "power", 1, 2.0, 30.0)
ENERGY = replace(_number("Wh", "energy", 1, 5.0, 60.0), state_class="total_increasing")
CHARGE = _seen_as("battery-minus", replace(_number("Ah", None, 2, 0.5, 60.0), state_class="total"))
BATTERY = _number("%", "battery", 0, 1.0, 10.0)
BATTERY_ERROR = _seen_as("plus-minus", _number("%", None, 0, 1.0, 60.0))
FUEL = _seen_as("gas-station", _number("%", None, 0, 1.0, 10.0))
SPEED = _number("km/h", "speed", 1, 1.0, 5.0)
ENGINE_SPEED = _seen_as("engine", _number("rpm", None, 0, 50.0, 10.0))
FAN_SPEED = _seen_as("fan", _number("rpm", None, 0, 100.0, 30.0))
ANGLE = _seen_as("angle-acute", _number("°", None, 1, 1.0, 60.0))
SHOCK = _seen_as("car-emergency", _number("g", None, 2, 0.1, 1.0))
POSITION = _seen_as("map-marker", _number("°", None, 5, 0.0001, 10.0))
"""Five decimals are 1 m; the dead band is 11 m."""
ALTITUDE = _seen_as("image-filter-hdr", _number("m", None, 0, 5.0, 10.0))
COURSE = _seen_as("compass", _number("°", None, 0, 5.0, 10.0))
DURATION = _number("min", "duration", 0, 1.0, 60.0)
COUNT = _seen_as("counter", Kind(state_class="measurement"))
TOTAL = _seen_as("counter", Kind(state_class="total_increasing", min_interval_s=10.0))
OPENING = _switch("door", MINUTELY_S)
RUNNING = _switch("running")
PROBLEM = _switch("problem")
PRESENCE = _switch("occupancy")
CONTACT = _seen_as("fingerprint", _switch(None))

SET_POINT = Kind(component="climate", unit="°C", precision=2, record_every_s=SELDOM_S)
MODES = tuple(Mode)
MODE = Kind(component="climate", words=MODES, record_every_s=SELDOM_S)
PRESETS = tuple(Preset)
PRESET = Kind(component="climate", words=PRESETS, record_every_s=SELDOM_S)
ACTIONS = ("off", "idle", "fan", "cooling", "heating")
ACTION = Kind(component="climate", words=ACTIONS)
SWITCH = replace(_switch(None), component="switch")
NO_TIME = "off"
TIME_OF_DAY = _seen_as(
    "clock-outline",
    Kind(component="text", words=(NO_TIME, *(f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60)))),
)
"""By the minute: 0 is no time, 1 is midnight."""
MARGIN = _seen_as("thermometer-water", _number("K", None, 1, 0.3, 30.0))
"""A difference: the hub would convert a temperature in K."""


def choice(words: tuple[str, ...], icon: str) -> Kind:
    """Make the kind of a value that is one of `words`."""
    return _seen_as(icon, Kind(device_class="enum", words=words, record_every_s=SELDOM_S))


def plain(unit: str | None) -> Kind:
    """Make the kind of a number that nothing more is known of than its unit."""
    return _number(unit, None, 2, 0.0, 10.0)
