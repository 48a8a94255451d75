"""The daemon's knowledge of a chip's driver, read off the driver itself, so that nothing is declared twice.

A driver is a class as in drivers.ports.Sensor. The type of the first parameter of its constructor tells where it hangs:

    I2cDevicePort, int    bus and address
    SerialPort            a port that it has for itself; `baud` is an option where it can be told
    SysfsFiles, Path      the folder of a device that the kernel drives

All other parameters are options, and numbers. What `read` returns is a dataclass of floats: the measurements, or for
one that is absent alone its DriverError.
A class variable `longest_every_s` tells how often it must be read, where that matters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from inspect import Parameter, signature
from math import inf
from typing import Any, get_type_hints

from drivers.chips.sysfs import SysfsFiles
from drivers.ports import I2cDevicePort, SerialPort
from firmware.config import OnI2c, OnOneWire, OnSerialPort, Place

_PLACES: Mapping[type, tuple[type[Place], int]] = {
    I2cDevicePort: (OnI2c, 2),
    SerialPort: (OnSerialPort, 1),
    SysfsFiles: (OnOneWire, 2),
}
"""Where it hangs, and how many parameters say so."""

KEYS: Mapping[type[Place], str] = {
    OnI2c: "i2c and address",
    OnSerialPort: "port",
    OnOneWire: "one_wire",
}
"""What the configuration calls these places."""


class NotADriver(TypeError):
    """A class that is no driver; the text tells what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A driver as the registry knows it. `options` tells of each one whether it must be given."""

    make: Callable[..., Any]
    place: type[Place]
    sample: type[Any]
    options: Mapping[str, bool]
    longest_every_s: float

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it measures."""
        return tuple(field.name for field in fields(self.sample))


def describe(driver: type[Any]) -> Driver:
    """Read off everything; raises NotADriver."""
    parameters = list(signature(driver).parameters.values())
    place, count = _PLACES.get(_first_type(driver, parameters), (None, 0))
    if place is None:
        known = ", ".join(each.__name__ for each in _PLACES)
        raise NotADriver(f"the first parameter of {driver.__name__} must have one of the types {known}")
    sample = get_type_hints(getattr(driver, "read", None)).get("return")
    if not (isinstance(sample, type) and is_dataclass(sample)):
        raise NotADriver(f"{driver.__name__}.read must say that it returns a dataclass")
    options = {option.name: option.default is option.empty for option in parameters[count:]}
    return Driver(
        make=driver,
        place=place,
        sample=sample,
        options=options,
        longest_every_s=getattr(driver, "longest_every_s", inf),
    )


def _first_type(driver: type[Any], parameters: list[Parameter]) -> Any:
    return get_type_hints(driver.__init__).get(parameters[0].name) if parameters else None
