"""EMC2101, a fan that is governed by the temperature of what it cools, such as the fridge's condenser.

The chip follows its curve by itself, so the fan goes on when the Raspberry Pi hangs; nothing here drives it.
"""

import asyncio
import logging
from math import nan

from drivers.chips.emc2101_codec import (
    BETA_COMPENSATION,
    CHIP_TEMPERATURE,
    CONFIGURATION,
    CONVERSION_S,
    CURVE,
    DIODE_HIGH,
    DIODE_LOW,
    DISCRETE_TRANSISTOR,
    FAN_CONFIGURATION,
    FAN_SETTING,
    FOLLOW_CURVE,
    FULL_SPEED,
    HYSTERESIS,
    HYSTERESIS_C,
    MANUFACTURER_ID,
    PRODUCT_ID,
    PROGRAM,
    PWM_25_KHZ,
    PWM_FREQUENCY,
    TACH_HIGH,
    TACH_INPUT,
    TACH_LOW,
    Emc2101Sample,
    chip_c,
    curve,
    diode_c,
    duty_pct,
    fan_rpm,
    is_emc2101,
    is_following,
)
from drivers.errors import NotIdentified, Offline, OutOfRange
from drivers.i2c.byte_registers import ByteRegisters
from drivers.ports import I2cDevicePort

_LOG = logging.getLogger(__name__)

_SETTINGS = (
    (FAN_CONFIGURATION, PROGRAM),
    (PWM_FREQUENCY, PWM_25_KHZ),
    (FAN_SETTING, FULL_SPEED),  # meanwhile, and for good should the next steps fail
    (CONFIGURATION, TACH_INPUT),
    (BETA_COMPENSATION, DISCRETE_TRANSISTOR),
    (HYSTERESIS, HYSTERESIS_C),
)


class Emc2101:
    """A Sensor at `address` (0x4C): a fan at `least_pct` up to `quiet_c` at the diode, at 100 % from `full_c` on."""

    def __init__(
        self,
        bus: I2cDevicePort,
        address: int,
        quiet_c: float = 35.0,
        full_c: float = 55.0,
        least_pct: float = 0.0,
    ) -> None:
        self._registers = ByteRegisters(bus, address)
        self._where = f"EMC2101 at 0x{address:02x}"
        self._curve = curve(quiet_c, full_c, least_pct)
        self._is_faulty = False

    async def start(self) -> None:
        """Identify, write the curve and let the chip follow it; raises DriverError."""
        product, manufacturer = await self._registers.read(PRODUCT_ID), await self._registers.read(MANUFACTURER_ID)
        if not is_emc2101(product, manufacturer):
            found = f"product 0x{product.hex()} and manufacturer 0x{manufacturer.hex()}"
            raise NotIdentified(f"{self._where}: {found}, expected 0x16 or 0x28, and 0x5d")
        for register, byte in (*_SETTINGS, *enumerate(self._curve, CURVE), (FAN_CONFIGURATION, FOLLOW_CURVE)):
            await self._registers.write(register, byte)
        await asyncio.sleep(CONVERSION_S)

    async def read(self) -> Emc2101Sample:
        """The newest values; Offline when it must be started again. Raises DriverError."""
        configuration = await self._registers.read(FAN_CONFIGURATION)
        if not is_following(configuration):
            found = f"fan configuration is 0x{configuration.hex()}, expected 0x{FOLLOW_CURVE:02x}"
            raise Offline(f"{self._where}: {found}: it was reset, start it again")
        low, high = await self._registers.read(TACH_LOW), await self._registers.read(TACH_HIGH)
        setting, chip = await self._registers.read(FAN_SETTING), await self._registers.read(CHIP_TEMPERATURE)
        return Emc2101Sample(fan_rpm(low, high), duty_pct(setting), await self._diode_c(), chip_c(chip))

    async def _diode_c(self) -> float:
        """Not a number where the diode is at fault, which is logged when it begins and when it ends."""
        high, low = await self._registers.read(DIODE_HIGH), await self._registers.read(DIODE_LOW)
        try:
            warm_c = diode_c(high, low)
        except OutOfRange as error:
            if not self._is_faulty:
                _LOG.warning("%s: %s", self._where, error)
            self._is_faulty = True
            return nan
        if self._is_faulty:
            _LOG.warning("%s: its diode is well again", self._where)
        self._is_faulty = False
        return warm_c
