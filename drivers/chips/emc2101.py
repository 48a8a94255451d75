"""EMC2101, a fan that is governed by the temperature of what it cools, such as the fridge's condenser.

The chip follows its curve by itself, so the fan goes on when the Raspberry Pi hangs; nothing here drives it.
"""

import asyncio
from collections.abc import Iterator

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
    is_converting,
    is_emc2101,
    is_following,
)
from drivers.errors import DriverError, NotAvailable, NotIdentified, WasReset
from drivers.i2c.byte_registers import ByteRegisters
from drivers.measured import Measured, alone
from drivers.ports import I2cDevicePort

_TURNS_FROM_PCT, _SPINS_UP_S = 30.0, 10.0
"""A fan that has been driven so much for so long turns, or is blocked (engineering choices)."""

_NO_TACH = NotAvailable("a fan of two wires does not tell how fast it turns (tach = 0)")

_SETTINGS = (
    (FAN_CONFIGURATION, PROGRAM),
    (PWM_FREQUENCY, PWM_25_KHZ),
    (FAN_SETTING, FULL_SPEED),  # meanwhile, and for good should the next steps fail
    (CONFIGURATION, TACH_INPUT),
    (BETA_COMPENSATION, DISCRETE_TRANSISTOR),
    (HYSTERESIS, HYSTERESIS_C),
)


class Emc2101:
    """A Sensor at `address` (0x4C): a fan at `least_pct` up to `quiet_c` at the diode, at 100 % from `full_c` on.

    `tach` is 0 for a fan of two wires, which does not tell how fast it turns.
    """

    def __init__(
        self,
        bus: I2cDevicePort,
        address: int,
        quiet_c: float = 35.0,
        full_c: float = 55.0,
        least_pct: float = 0.0,
        tach: float = 1.0,
    ) -> None:
        self._registers = ByteRegisters(bus, address)
        self._where = f"EMC2101 at 0x{address:02x}"
        self._curve = curve(quiet_c, full_c, least_pct)
        self._has_tach = bool(tach)
        self._stands_since_s: float | None = None
        self._complaints: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[str, ...]:
        """The complaints at the last read (drivers.ports.SelfMonitored)."""
        return self._complaints

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
        """Return the newest values; Offline when it must be started again. Raises DriverError."""
        configuration = await self._registers.read(FAN_CONFIGURATION)
        if not is_following(configuration):
            found = f"fan configuration is 0x{configuration.hex()}, expected 0x{FOLLOW_CURVE:02x}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
        converting = await self._registers.read(CONFIGURATION)
        if not is_converting(converting):
            found = f"configuration is 0x{converting.hex()}, expected 0x{TACH_INPUT:02x}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
        sample = await self._sample()
        self._complaints = tuple(f"{self._where}: {each}" for each in self._errors(sample))
        return sample

    async def _sample(self) -> Emc2101Sample:
        low, high = await self._registers.read(TACH_LOW), await self._registers.read(TACH_HIGH)
        setting, chip = await self._registers.read(FAN_SETTING), await self._registers.read(CHIP_TEMPERATURE)
        diode_high, diode_low = await self._registers.read(DIODE_HIGH), await self._registers.read(DIODE_LOW)
        return Emc2101Sample(
            fan_rpm=alone(fan_rpm, low, high) if self._has_tach else _NO_TACH,
            fan_duty_pct=alone(duty_pct, setting),
            diode_c=alone(diode_c, diode_high, diode_low),
            chip_c=alone(chip_c, chip),
        )

    def _errors(self, sample: Emc2101Sample) -> Iterator[str]:
        """Yield the faults: that of the diode, which the curve follows, and that of a fan that does not turn."""
        if isinstance(sample.diode_c, DriverError):
            yield str(sample.diode_c)
        now_s = asyncio.get_running_loop().time()
        if not self._has_tach or not _stands(sample.fan_rpm, sample.fan_duty_pct):
            self._stands_since_s = None
            return
        if self._stands_since_s is None:
            self._stands_since_s = now_s
        if now_s - self._stands_since_s >= _SPINS_UP_S:
            yield f"its fan stands still at {sample.fan_duty_pct:.0f} % (is it blocked, or its tach not wired?)"


def _stands(rpm: Measured, duty: Measured) -> bool:
    return rpm == 0.0 and not isinstance(duty, DriverError) and duty >= _TURNS_FROM_PCT
