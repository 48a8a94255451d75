"""What a configuration must hold beyond the form of each key: its parts fit each other and what is shipped."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from drivers.errors import DriverError, Offline
from firmware import wiring
from firmware.acting import output_names
from firmware.board import known_inputs
from firmware.config import CanConfig, Config, SensorConfig, load
from firmware.errors import ConfigError, ProfileError
from firmware.vehicle_profile import load as load_profile


class _Unplugged:
    """A bus on which nothing is; good enough to see whether a driver takes its options."""

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:  # noqa: ARG002  # as in I2cDevicePort
        raise Offline(f"0x{address:02x}: there is no bus")


def load_checked(file: Path) -> Config:
    """Read `file` and check everything about it; raises ConfigError with one line for each thing that is wrong."""
    config = load(file)
    lines = [f"{file}: {line}" for line in problems(config)]
    if lines:
        raise ConfigError(lines)
    return config


def problems(config: Config) -> list[str]:
    """One line for each part that does not fit, with its key path and what would be right."""
    lines = [
        *_repeated("i2c", "name", (bus.name for bus in config.i2c)),
        *_repeated("i2c", "bus", (bus.bus for bus in config.i2c)),
        *_repeated("can", "name", (bus.name for bus in config.can)),
        *_repeated("sensors", "name", (sensor.name for sensor in config.sensors)),
        *_repeated("sensors", "address", ((sensor.i2c, hex(sensor.address)) for sensor in config.sensors)),
        *_repeated("outputs", "name", (output.name for output in config.outputs)),
        *_repeated("outputs", "pin", (output.pin for output in config.outputs)),
    ]
    for index, sensor in enumerate(config.sensors):
        lines += (f"sensors[{index}].{line}" for line in _sensor(sensor, config))
    for index, output in enumerate(config.outputs):
        lines += _one_of(f"outputs[{index}].name", output.name, output_names(config.settings))
    for index, bus in enumerate(config.can):
        lines += (f"can[{index}].{line}" for line in _can(bus))
    if not lines:
        lines += _repeated("points", "source", sources(config))
    return lines


def sources(config: Config) -> Iterator[str]:
    """Every point that a sensor or a car of this configuration gives; raises ProfileError."""
    for sensor in config.sensors:
        yield from sensor.gives.values()
    for bus in config.can:
        yield from load_profile(bus.vehicle).points


def _sensor(sensor: SensorConfig, config: Config) -> Iterator[str]:
    yield from _one_of("i2c", sensor.i2c, (bus.name for bus in config.i2c))
    yield from (
        line for point in sensor.gives.values() for line in _one_of("gives", point, known_inputs(config.settings))
    )
    if sensor.chip not in wiring.CHIPS:
        yield from _one_of("chip", sensor.chip, wiring.CHIPS)
        return
    yield from (line for field in sensor.gives for line in _one_of("gives", field, wiring.sample_fields(sensor.chip)))
    options = wiring.options(sensor.chip)
    wrong = [line for name in sensor.options for line in _one_of("options", name, options)]
    wrong += [f"options: {name} is missing" for name, must in options.items() if must and name not in sensor.options]
    yield from wrong or _makes(sensor)


def _makes(sensor: SensorConfig) -> Iterator[str]:
    """Whether the driver takes the values of its options."""
    try:
        wiring.sensor(sensor, {sensor.i2c: _Unplugged()})
    except DriverError as error:
        yield f"options: {error}"


def _can(bus: CanConfig) -> Iterator[str]:
    try:
        wiring.decoding(bus)
    except ProfileError as error:
        yield from (f"vehicle: {line}" for line in str(error).splitlines())
    except DriverError as error:
        yield f"dbc: {error}"


def _one_of(key: str, value: str, known: Iterable[str]) -> Iterator[str]:
    choices = sorted(known)
    if value not in choices:
        yield f"{key} = {value!r}: is not known here; known: {', '.join(choices) or 'none'}"


def _repeated(section: str, key: str, values: Iterable[object]) -> Iterator[str]:
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield f"{section}[{index}].{key} = {value!r}: is there twice; each must be there once"
        seen.add(value)
