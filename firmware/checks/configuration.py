"""Rules for a configuration beyond the form of each key: its parts fit each other and the shipped files.

Everything is judged at once: `load_checked` tells what is wrong with the form and with the rest together. A rule is a
function of a whole Config that yields a Problem for each thing that does not fit, and stands in RULES.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import can

from drivers.errors import DriverError
from firmware.checks.bus_checks import bus_problems
from firmware.checks.cooling_checks import cooling_problems
from firmware.checks.givers import givers
from firmware.checks.output_checks import output_problems
from firmware.checks.privacy_checks import privacy_problems
from firmware.checks.sensor_checks import plug_in_problems, sensor_problems
from firmware.checks.supply_checks import supply_problems
from firmware.checks.trip_checks import trip_problems
from firmware.checks.wording import names_of, one_of, repeated
from firmware.config import CanConfig, Config
from firmware.config.file import read
from firmware.config.password import PasswordError, read_password
from firmware.config.problem import ALSO, KeyPath, Problem
from firmware.errors import ConfigError, ProfileError
from firmware.wiring.vehicle_decoding import decoding

Rule = Callable[[Config], Iterator[Problem]]

NOTHING = (
    "no sensors, no outputs: nothing to regulate; `homeward scan` lists what is wired, with lines for this file, and "
    "docs/homeward.toml is an example"
)


def load_checked(file: Path, *, may_be_empty: bool = False, thoroughly: bool = False) -> Config:
    """Read `file` and check everything about it; raises ConfigError with one line for each thing that is wrong.

    One that has nothing to do is refused unless it `may_be_empty`, for those who want to know where buses are. Drivers
    of plug-ins are tried only `thoroughly`: code of others must not keep the service from its start.
    """
    written = read(file)
    lines = written.lines(fitting(written.config, thoroughly=thoroughly))
    if not lines and not may_be_empty and _is_empty(written.config):
        lines = [f"{file}: {NOTHING}"]
    if lines:
        raise ConfigError(lines)
    return written.config


def problems(config: Config) -> list[str]:
    """Return a line for each part that does not fit, by its key path; for a configuration without a file."""
    return [str(each) for each in fitting(config, thoroughly=True)]


def fitting(config: Config, *, thoroughly: bool = False) -> list[Problem]:
    """Return a problem for each part that does not fit."""
    return [problem for rule in (THOROUGH if thoroughly else RULES) for problem in rule(config)]


def _calibration(config: Config) -> Iterator[Problem]:
    if config.calibration is not None:
        buses = (bus.name for bus in config.i2c)
        also = names_of("i2c", len(config.i2c))
        yield from one_of(("calibration", "i2c"), config.calibration.i2c, buses, also=also)


def _password(config: Config) -> Iterator[Problem]:
    """Judge the password file; one that is not here, or not for this user, may be there in the car."""
    file = config.mqtt and config.mqtt.password_file
    if file:
        try:
            read_password(file)
        except PasswordError as error:
            if not error.may_come:
                yield Problem(("mqtt", "password_file"), str(error))


def _record(config: Config) -> Iterator[Problem]:
    """Refuse a folder in place of the record's file; a folder that is missing is made at the start."""
    if config.record.file.is_dir():
        text = "is a folder: name the file in it, for example record.db"
        yield Problem(("record", "file"), text, str(config.record.file))


def _cars(config: Config) -> Iterator[Problem]:
    yield from repeated("can", "name", (bus.name for bus in config.can))
    for index, bus in enumerate(config.can):
        yield from _car(("can", index), bus)


def _car(path: KeyPath, bus: CanConfig) -> Iterator[Problem]:
    yield from one_of((*path, "interface"), bus.interface, can.VALID_INTERFACES)
    try:
        decoding(bus)
    except ProfileError as error:
        yield from (Problem((*path, "vehicle"), line) for line in str(error).splitlines())
    except DriverError as error:
        yield Problem((*path, "dbc"), str(error), also=((*path, "vehicle"),))


def _one_source_each(config: Config) -> Iterator[Problem]:
    """Refuse a point with two sources, between which it would jump."""
    first: dict[str, KeyPath] = {}
    twice: dict[tuple[KeyPath, KeyPath], list[str]] = {}
    for path, point in givers(config):
        if point in first:
            twice.setdefault((path, first[point]), []).append(point)
        first.setdefault(point, path)
    for (path, other), points in twice.items():
        text = f"{', '.join(points)}: comes from {ALSO}, too; each point has one source"
        yield Problem(path, text, also=(other,))


def _is_empty(config: Config) -> bool:
    return not (config.sensors or config.outputs or config.can)


RULES: tuple[Rule, ...] = (
    bus_problems,
    sensor_problems,
    _calibration,
    output_problems,
    cooling_problems,
    supply_problems,
    _record,
    _cars,
    _one_source_each,
    privacy_problems,
    trip_problems,
)
"""Each judges the whole; what it says only because another thing is wrong is left out by `also` of its problems."""

THOROUGH = (*RULES, plug_in_problems, _password)
"""With what runs code of others, and what must not keep the service from its start."""
