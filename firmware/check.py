"""What a configuration must hold beyond the form of each key: its parts fit each other and what is shipped."""

from collections.abc import Iterator
from pathlib import Path

from drivers.errors import DriverError
from firmware.acting import output_names
from firmware.check_buses import bus_problems
from firmware.check_sensors import option_problems, sensor_problems
from firmware.check_words import one_of, repeated
from firmware.config import CanConfig, Config, load
from firmware.errors import ConfigError, ProfileError
from firmware.vehicle_profile import load as load_profile
from firmware.wiring.cars import decoding


def load_checked(file: Path) -> Config:
    """Read `file` and check everything about it; raises ConfigError with one line for each thing that is wrong."""
    config = load(file)
    lines = [f"{file}: {line}" for line in problems(config)]
    if lines:
        raise ConfigError(lines)
    return config


def problems(config: Config) -> list[str]:
    """One line for each part that does not fit, with its key path and what would be right."""
    lines = [*bus_problems(config), *sensor_problems(config)]
    if config.calibration is not None:
        lines += one_of("calibration.i2c", config.calibration.i2c, (bus.name for bus in config.i2c))
    lines += _outputs(config)
    lines += repeated("can", "name", (bus.name for bus in config.can))
    for index, bus in enumerate(config.can):
        lines += (f"can[{index}].{line}" for line in _can(bus))
    if not lines:
        lines += [*option_problems(config), *repeated("points", "source", sources(config))]
    return lines


def sources(config: Config) -> Iterator[str]:
    """Every point that a sensor or a car of this configuration gives; raises ProfileError."""
    for sensor in config.sensors:
        yield from sensor.gives.values()
    for bus in config.can:
        yield from load_profile(bus.vehicle).points


def _outputs(config: Config) -> Iterator[str]:
    yield from repeated("outputs", "name", (output.name for output in config.outputs))
    yield from repeated("outputs", "pin", (output.pin for output in config.outputs))
    for index, output in enumerate(config.outputs):
        yield from one_of(f"outputs[{index}].name", output.name, output_names(config.settings))


def _can(bus: CanConfig) -> Iterator[str]:
    try:
        decoding(bus)
    except ProfileError as error:
        yield from (f"vehicle: {line}" for line in str(error).splitlines())
    except DriverError as error:
        yield f"dbc: {error}"
