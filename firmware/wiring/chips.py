"""The chips that a configuration can name. A new chip is one file in `drivers/` with its codec, and one row here."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial
from inspect import signature
from typing import Any, get_type_hints

from drivers.ads1115 import Ads1115
from drivers.bme280 import Bme280
from drivers.i2c_bus import I2cBus
from drivers.ina226 import Ina226
from drivers.ina228 import Ina228
from drivers.mlx90614 import Mlx90614
from drivers.ports import I2cDevicePort, Sensor
from drivers.scd4x import Scd4x
from drivers.sen5x import Sen5x
from drivers.sen66 import Sen66
from drivers.sht4x import Sht4x
from drivers.tmp117 import Tmp117
from firmware.config import Config, SensorConfig
from firmware.hardware import Hardware

CHIPS: Mapping[str, type[Any]] = {
    "ads1115": Ads1115,
    "bme280": Bme280,
    "ina226": Ina226,
    "ina228": Ina228,
    "mlx90614": Mlx90614,
    "scd4x": Scd4x,
    "sen5x": Sen5x,
    "sen66": Sen66,
    "sht4x": Sht4x,
    "tmp117": Tmp117,
}


def i2c_buses(config: Config, hardware: Hardware) -> dict[str, I2cBus]:
    """Every configured bus by name; none is opened yet."""
    return {
        bus.name: I2cBus(bus.name, partial(hardware.open_i2c, bus.bus), deadline_s=bus.deadline_s) for bus in config.i2c
    }


def sensor(config: SensorConfig, buses: Mapping[str, I2cDevicePort]) -> Sensor:
    """The driver of one chip; raises DriverError where an option has an impossible value."""
    driver: Sensor = CHIPS[config.chip](buses[config.i2c], config.address, **config.options)
    return driver


def sample_fields(chip: str) -> Iterator[str]:
    """What `chip` measures: the fields of what its driver reads."""
    return (field.name for field in fields(get_type_hints(CHIPS[chip].read)["return"]))


def options(chip: str) -> dict[str, bool]:
    """What the driver of `chip` can be told beyond its bus and address, and whether it must be."""
    _bus, _address, *others = signature(CHIPS[chip]).parameters.values()
    return {option.name: option.default is option.empty for option in others}
