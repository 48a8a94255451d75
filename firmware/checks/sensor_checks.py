"""Rules for sensors: a known chip, in a place where it can be, with options and measurements that it has."""

from collections.abc import Collection, Iterator

from controller import Settings
from drivers.errors import DriverError
from firmware.acquisition.sample_interval import LATE, can_wait, period_s
from firmware.checks.wording import compartments, names_of, one_of, repeated
from firmware.config import Config, OnI2c, SensorConfig
from firmware.config.devices import MIN_EVERY_S
from firmware.config.problem import ALSO, KeyPath, Problem, did_you_mean
from firmware.control.process_image import EXTRA, SHOWN_ONLY, known_inputs
from firmware.points.custom import KINDS
from firmware.wiring.driver_registry import Registry, registry
from firmware.wiring.driver_spec import KEYS, Driver
from firmware.wiring.plugin_sensor import Foreign
from firmware.wiring.raspberry_pi import RealHardware
from firmware.wiring.sensor_places import Places

_UNITS = KINDS.keys() | {"index"}
"""The last words that are units."""


def sensor_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with sensors; what a broken plug-in should give passes."""
    yield from repeated("sensors", "name", (sensor.name for sensor in config.sensors))
    yield from repeated("sensors", "port", (sensor.port for sensor in config.sensors))
    yield from repeated("sensors", "one_wire", (sensor.one_wire for sensor in config.sensors))
    yield from _console_port(config)
    known = registry({sensor.chip for sensor in config.sensors})
    places = Places(config, RealHardware())  # which opens nothing before it is used
    for index, sensor in enumerate(config.sensors):
        path = ("sensors", index)
        unfit = [*_bus(path, sensor, config), *_chip(path, sensor, known)]
        yield from unfit or _options(path, sensor, places, config.settings)
        driver = known.drivers.get(sensor.chip)
        yield from _points(path, sensor, config, () if driver is None else driver.fields)


def plug_in_problems(config: Config) -> Iterator[Problem]:
    """Check that the drivers of plug-ins take the values of their options, which only their own code can tell."""
    known = registry({sensor.chip for sensor in config.sensors})
    places = Places(config, RealHardware())
    for index, sensor in enumerate(config.sensors):
        path = ("sensors", index)
        if sensor.chip in known.foreign and not [*_bus(path, sensor, config), *_chip(path, sensor, known)]:
            yield from _options(path, sensor, places, config.settings, tries_plug_ins=True)


def _console_port(config: Config) -> Iterator[Problem]:
    for index, sensor in enumerate(config.sensors):
        if config.console is not None and config.console.port == sensor.port:
            text = f"{ALSO} talks there; each port is for one device"
            yield Problem(("console", "port"), text, sensor.port, (("sensors", index, "port"),))


def _bus(path: KeyPath, sensor: SensorConfig, config: Config) -> Iterator[Problem]:
    if isinstance(sensor.place, OnI2c):
        names = [bus.name for bus in config.i2c]
        yield from one_of((*path, "i2c"), sensor.place.bus, names, also=names_of("i2c", len(names)))


def _points(path: KeyPath, sensor: SensorConfig, config: Config, fields: Collection[str]) -> Iterator[Problem]:
    """Judge the points that `sensor` gives; `fields` are what its chip measures, as far as that is known."""
    known = known_inputs(config.settings) | SHOWN_ONLY
    for field, point in sensor.gives.items():
        is_extra, also = EXTRA.fullmatch(point) is not None, compartments(config) if point.startswith("fridge.") else ()
        if not is_extra:
            yield from one_of((*path, "gives", field), point, known | {"extra.NAME_UNIT"}, also=also)
        if field in fields and (is_extra or point in known):
            yield from _unit((*path, "gives", field), field, point)


def _unit(path: KeyPath, field: str, point: str) -> Iterator[Problem]:
    """Refuse a point in another unit: the last word of field and point is the unit, if there is one."""
    measured, meant = field.rpartition("_")[2], point.rpartition(".")[2].rpartition("_")[2]
    if measured != meant and {measured, meant} & _UNITS:
        yield Problem(path, f"is measured in {measured}, the point is in {meant}: take another point", point)


def _chip(path: KeyPath, sensor: SensorConfig, known: Registry) -> Iterator[Problem]:
    if sensor.chip in known.drivers:
        yield from _driver(path, sensor, known.drivers[sensor.chip])
    elif known.why_missing(sensor.chip) is None:
        yield from one_of((*path, "chip"), sensor.chip, known.names)


def _driver(path: KeyPath, sensor: SensorConfig, driver: Driver) -> Iterator[Problem]:
    chip = (*path, "chip")
    if not isinstance(sensor.place, driver.place):
        here, right = KEYS[type(sensor.place)], KEYS[driver.place]
        place = tuple((*path, key) for key in ("i2c", "address", "port", "one_wire"))
        yield Problem(chip, f"cannot be at {here}: it needs {right}", sensor.chip, place)
    for field in sensor.gives:
        if field not in driver.fields:
            meant = did_you_mean(field, driver.fields)
            text = f"is nothing that {sensor.chip} measures; {meant}it measures: {', '.join(sorted(driver.fields))}"
            yield Problem((*path, "gives", field), text, also=(chip,))
    yield from _named_options(path, sensor, driver)
    max_s = driver.longest_every_s
    if sensor.every_s > max_s:
        text = f"{sensor.chip} must be read every {max_s:g} s or more often"
        yield Problem((*path, "every_s"), text, sensor.every_s, (chip,))


def _named_options(path: KeyPath, sensor: SensorConfig, driver: Driver) -> Iterator[Problem]:
    also = ((*path, "chip"), (*path, "options"))
    for name in sensor.options:
        if name not in driver.options:
            known = ", ".join(sorted(driver.options)) or "none"
            text = f"is no option of {sensor.chip}; {did_you_mean(name, driver.options)}it has: {known}"
            yield Problem((*path, "options", name), text, also=also)
    for name, must in driver.options.items():
        if must and name not in sensor.options:
            text = f"{name} is missing: {sensor.chip} cannot do without"
            yield Problem((*path, "options"), text, also=(*also, (*path, "options", name)))


def _options(
    path: KeyPath, sensor: SensorConfig, places: Places, settings: Settings, *, tries_plug_ins: bool = False
) -> Iterator[Problem]:
    """Check that the driver takes the values of its options; for a sensor that is right otherwise."""
    if isinstance(sensor.place, OnI2c) and sensor.place.bus not in places.i2c:
        return  # behind switches that go round in a circle
    try:
        driver = places.sensor(sensor)
        if tries_plug_ins and isinstance(driver, Foreign):
            driver.try_to_make()
    except DriverError as error:
        yield Problem((*path, "options"), str(error))
        return
    if not tries_plug_ins:  # what a plug-in's class says was looked at before it was tried
        yield from _cadence(path, sensor, period_s(driver), settings)


def _cadence(path: KeyPath, sensor: SensorConfig, own_s: float, settings: Settings) -> Iterator[Problem]:
    """Check that safety gets its values in time; `own_s` is the chip's own interval between two."""
    ages_s = settings.max_ages_s
    limits_s = {point: ages_s[point] for point in sensor.gives.values() if point in ages_s}
    for point, limit_s in limits_s.items():
        max_s = limit_s / LATE - own_s
        if sensor.every_s <= max_s or can_wait(point):
            continue
        own = f" and the chip takes {own_s:.3g} s for one" if own_s >= sensor.every_s else ""
        right = f"{max_s:.3g} or less" if max_s >= MIN_EVERY_S else "a quicker chip, or other options"
        text = f"{point} must not be older than {limit_s:g} s{own}: it needs {right}"
        yield Problem((*path, "every_s"), text, sensor.every_s, ((*path, "gives"), (*path, "options")))
