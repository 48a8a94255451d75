"""Questions that identify the chip at an I2C address without changing anything in it, whatever it is.

A pointer to a register is a command to a chip that has commands (0xFE resets an SHT2x), and a command of two bytes is a
write to a chip that has registers. So each chip is asked in its own language: those with registers answer a bare read,
those with commands, such as Sensirion's, do not while they have nothing to say.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import Enum

from drivers.chips import (
    ads1115_codec,
    bme280_codec,
    emc2101_codec,
    ina226_codec,
    ina228_codec,
    lis3dh_codec,
    max30102_codec,
    mlx90614_codec,
    scd4x_codec,
    sen5x_codec,
    sen66_codec,
    sen_codec,
    sgp41_codec,
    sht4x_codec,
    tmp117_codec,
)
from drivers.i2c.registers_codec import WORD_BYTES
from drivers.i2c.sensirion_codec import Command, serial_number
from drivers.i2c.smbus_codec import WORD_AND_PEC_BYTES, received_word
from drivers.ports import I2cDevicePort

Ask = Callable[[I2cDevicePort, int], Awaitable[str | None]]
"""A question that identifies the chip at an address, in words; None, or a DriverError, where it is something else."""

_LATE_S = 0.010  # a question at leisure can wait a little longer than the data sheet says (engineering choice)


class When(Enum):
    """The chips that a question may be put to."""

    ANSWERS = "who answers a bare read"
    SILENT = "who does not"
    ALWAYS = "everybody: it harms nobody at these addresses"


@dataclass(frozen=True, slots=True)
class Identity:
    """A way to identify the `chip`, named as in the configuration, at one of `addresses`."""

    chip: str
    addresses: Collection[int]
    ask: Ask
    when: When = When.ANSWERS

    def may_ask(self, address: int, *, answers: bool) -> bool:
        """Return whether the question may be put to the chip at `address`, which `answers` a bare read or not."""
        fits = self.when is When.ALWAYS or (self.when is When.ANSWERS) == answers
        return fits and address in self.addresses


def _words(name: str, registers: Collection[int], is_it: Callable[..., bool | None], size: int = WORD_BYTES) -> Ask:
    """Ask by what stands in `registers` of `size` bytes."""

    async def ask(bus: I2cDevicePort, address: int) -> str | None:
        replies = [await bus.transfer(address, bytes([register]), size) for register in registers]
        return name if is_it(*replies) else None

    return ask


async def _bme280(bus: I2cDevicePort, address: int) -> str | None:
    has_humidity = bme280_codec.has_humidity(await bus.transfer(address, bytes([bme280_codec.CHIP_ID]), 1))
    if has_humidity is None:
        return None
    return "BME280" if has_humidity else "BMP280: as a BME280, but without humidity"


async def _mlx90614(bus: I2cDevicePort, address: int) -> str | None:
    words = []
    for command in mlx90614_codec.IDENTITY:
        reply = await bus.transfer(address, bytes([command]), WORD_AND_PEC_BYTES)
        words.append(received_word(address, command, reply))
    return "MLX90614" if mlx90614_codec.is_identity(tuple(words)) else None


def _serial(name: str, command: Command) -> Ask:
    """Ask by a serial number whose check bytes are right."""

    async def ask(bus: I2cDevicePort, address: int) -> str | None:
        number = serial_number(await _answer(bus, address, command), command.reply_words)
        return f"{name}, serial number 0x{number:0{4 * command.reply_words}x}"

    return ask


async def _scd4x_at_work(bus: I2cDevicePort, address: int) -> str | None:
    """Ask an SCD4x that measures, which answers few commands."""
    scd4x_codec.is_ready(await _answer(bus, address, scd4x_codec.GET_DATA_READY))
    return "SCD4x, measuring"


def _product(products: Collection[str]) -> Ask:
    """Ask by a product name that is one of `products`."""

    async def ask(bus: I2cDevicePort, address: int) -> str | None:
        name = sen_codec.product_name(await _answer(bus, address, sen_codec.GET_PRODUCT_NAME))
        return name if name in products else None

    return ask


async def _answer(bus: I2cDevicePort, address: int, command: Command) -> bytes:
    await bus.transfer(address, command.code)
    await asyncio.sleep(command.wait_s + _LATE_S)
    return await bus.transfer(address, command.reply_bytes)


_SUPPLY_MONITORS = range(0x40, 0x50)
_THERMOMETERS = range(0x48, 0x4C)

IDENTITIES: tuple[Identity, ...] = (
    Identity("lis3dh", (0x18, 0x19), _words("LIS3DH", [lis3dh_codec.WHO_AM_I], lis3dh_codec.is_lis3dh, 1)),
    Identity(
        "ina226",
        _SUPPLY_MONITORS,
        _words("INA226", [ina226_codec.MANUFACTURER_ID, ina226_codec.DIE_ID], ina226_codec.is_ina226),
    ),
    Identity(
        "ina228",
        _SUPPLY_MONITORS,
        _words("INA228", [ina228_codec.MANUFACTURER_ID, ina228_codec.DEVICE_ID], ina228_codec.is_ina228),
    ),
    Identity("tmp117", _THERMOMETERS, _words("TMP117", [tmp117_codec.DEVICE_ID], tmp117_codec.is_tmp117)),
    Identity(
        "ads1115",
        _THERMOMETERS,
        _words(
            "ADS1115, as far as its thresholds tell",
            [ads1115_codec.LOW_THRESHOLD, ads1115_codec.HIGH_THRESHOLD],
            ads1115_codec.has_thresholds_of_power_up,
        ),
    ),
    Identity(
        "emc2101",
        (0x4C,),
        _words("EMC2101", [emc2101_codec.PRODUCT_ID, emc2101_codec.MANUFACTURER_ID], emc2101_codec.is_emc2101, 1),
    ),
    Identity("max30102", (0x57,), _words("MAX30102", [max30102_codec.PART_ID], max30102_codec.is_max30102, 1)),
    Identity("mlx90614", (0x5A,), _mlx90614, when=When.ALWAYS),
    Identity("bme280", (0x76, 0x77), _bme280),
    Identity("sht4x", (0x44, 0x45, 0x46), _serial("SHT4x", sht4x_codec.GET_SERIAL), when=When.SILENT),
    Identity("sgp41", (0x59,), _serial("SGP41 or SGP40", sgp41_codec.GET_SERIAL), when=When.SILENT),
    Identity("scd4x", (0x62,), _serial("SCD4x", scd4x_codec.GET_SERIAL), when=When.SILENT),
    Identity("scd4x", (0x62,), _scd4x_at_work, when=When.SILENT),
    Identity("sen5x", (0x69,), _product(sen5x_codec.PRODUCTS), when=When.SILENT),
    Identity("sen66", (0x6B,), _product(sen66_codec.PRODUCTS), when=When.SILENT),
)
"""Source of the addresses: the data sheets that each codec names."""

HINTS: tuple[tuple[Collection[int], str], ...] = (
    ((0x51, 0x52, 0x68), "perhaps a clock: give it to the kernel by dtoverlay=i2c-rtc"),
    (range(0x50, 0x58), "perhaps an EEPROM (24C02 to 24C512), which has no identity"),
)
"""Further devices often found at an address that cannot be identified for sure."""
