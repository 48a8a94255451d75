"""What sensors must hold: a chip that is known, in a place that it can be in, with options and measurements it has."""

from collections.abc import Iterator

from drivers.errors import DriverError
from firmware.board import EXTRA, SHOWN_ONLY, known_inputs
from firmware.check_words import one_of, repeated
from firmware.config import Config, OnI2c, SensorConfig
from firmware.wiring.driver import KEYS, Driver
from firmware.wiring.places import Places
from firmware.wiring.raspberry import RealHardware
from firmware.wiring.registry import registry


def sensor_problems(config: Config) -> Iterator[str]:
    """One line for each thing that is wrong. What a broken plug-in should give is let pass."""
    yield from repeated("sensors", "name", (sensor.name for sensor in config.sensors))
    ports = [sensor.port for sensor in config.sensors]
    yield from repeated("sensors", "port", ports)
    if config.console is not None and config.console.port in ports:
        yield f"console.port = {config.console.port!r}: a sensor talks there; each port is for one device"
    yield from repeated("sensors", "one_wire", (sensor.one_wire for sensor in config.sensors))
    known = registry()
    for index, sensor in enumerate(config.sensors):
        lines = [*_place(sensor, config), *_points(sensor, config)]
        if known.why_missing(sensor.chip) is None:
            lines += one_of("chip", sensor.chip, known.drivers)
        if sensor.chip in known.drivers:
            lines += _driver(sensor, known.drivers[sensor.chip])
        yield from (f"sensors[{index}].{line}" for line in lines)


def option_problems(config: Config) -> Iterator[str]:
    """Whether the drivers take the values of their options; for a configuration that is right otherwise."""
    places = Places(config, RealHardware())  # which opens nothing before it is used
    for index, sensor in enumerate(config.sensors):
        try:
            places.sensor(sensor)
        except DriverError as error:
            yield f"sensors[{index}].options: {error}"


def _place(sensor: SensorConfig, config: Config) -> Iterator[str]:
    if isinstance(sensor.place, OnI2c):
        yield from one_of("i2c", sensor.place.bus, (bus.name for bus in config.i2c))


def _points(sensor: SensorConfig, config: Config) -> Iterator[str]:
    known = known_inputs(config.settings) | SHOWN_ONLY
    for point in sensor.gives.values():
        if not EXTRA.fullmatch(point):
            yield from one_of("gives", point, known | {"extra.NAME_UNIT"})


def _driver(sensor: SensorConfig, driver: Driver) -> Iterator[str]:
    if not isinstance(sensor.place, driver.place):
        here, right = KEYS[type(sensor.place)], KEYS[driver.place]
        yield f"chip = {sensor.chip!r}: cannot be at {here}: it needs {right}"
    for field in sensor.gives:
        yield from one_of("gives", field, driver.fields)
    for name in sensor.options:
        yield from one_of("options", name, driver.options)
    for name, must in driver.options.items():
        if must and name not in sensor.options:
            yield f"options: {name} is missing"
    longest_s = driver.longest_every_s
    if sensor.every_s > longest_s:
        yield f"every_s = {sensor.every_s:g}: {sensor.chip} must be read every {longest_s:g} s or more often"
