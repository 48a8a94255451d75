"""INA228, voltage, current, energy and charge of the 12 V supply and its battery."""

import asyncio

from drivers.chips.ina228_codec import (
    ADC_CONFIGURATION,
    BUS_VOLTAGE,
    CONFIGURATION,
    CURRENT,
    DEVICE_ID,
    DIAGNOSIS,
    DIE_TEMPERATURE,
    FIELD_BYTES,
    LATCH_FLAGS,
    MANUFACTURER_ID,
    MEASURE_SMOOTHED,
    RESET,
    RESET_S,
    SHUNT_CALIBRATION,
    Ina228Sample,
    decode,
    is_configured,
    is_ina228,
    overflows,
    require_new,
    scale,
)
from drivers.chips.ina228_totals_codec import CHARGE, COUNTER_BYTES, ENERGY, Totals, advanced, first_totals
from drivers.errors import NotIdentified, OutOfRange, WasReset
from drivers.i2c.i2c_bus import transfer_retrying
from drivers.i2c.registers import Registers
from drivers.i2c.registers_codec import looks_dead
from drivers.ports import I2cDevicePort


class Ina228:
    """A Sensor at `address` (0x40 to 0x4F) that measures by itself every 0.2 s, up to `max_current_a`."""

    def __init__(self, bus: I2cDevicePort, address: int, shunt_ohm: float, max_current_a: float) -> None:
        self._where = f"INA228 at 0x{address:02x}"
        try:
            self._scale = scale(shunt_ohm, max_current_a)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        self._bus, self._address, self._registers = bus, address, Registers(bus, address)
        self._totals: Totals | None = None
        self._counted_s = 0.0

    async def start(self) -> None:
        """Identify and start measuring; a chip that went on counting meanwhile is left alone. Raises DriverError."""
        manufacturer, device = await self._registers.read(MANUFACTURER_ID), await self._registers.read(DEVICE_ID)
        if not is_ina228(manufacturer, device):
            found = f"manufacturer 0x{manufacturer.hex()} and device 0x{device.hex()}"
            raise NotIdentified(f"{self._where}: {found}, expected 0x5449 and 0x2281")
        if not await self._is_configured():
            if self._totals:
                self._totals = self._totals.after_reset()
            await self._configure()
        if not self._totals:
            self._totals = first_totals(*await self._counters())
            self._counted_s = asyncio.get_running_loop().time()

    async def read(self) -> Ina228Sample:
        """Return the newest measurement; Offline when it must be started again. Raises DriverError."""
        if not self._totals or not await self._is_configured():
            raise WasReset(f"{self._where}: not set up as it should be: it was reset, start it again")
        diagnosis = await self._registers.read(DIAGNOSIS)
        require_new(diagnosis)
        counted = await self._counted(self._totals)
        bus, current, die = await self._measured()
        if any(map(looks_dead, (bus, current, die))) and await self._is_configured():
            bus, current, die = await self._measured()  # the line may have been held for that one transfer
        return decode(bus, current, die, counted, self._scale, is_beyond=overflows(diagnosis))

    async def _measured(self) -> tuple[bytes, bytes, bytes]:
        """Read BUS_VOLTAGE, CURRENT and DIE_TEMPERATURE."""
        bus, current = await self._wide(BUS_VOLTAGE, FIELD_BYTES), await self._wide(CURRENT, FIELD_BYTES)
        return bus, current, await self._registers.read(DIE_TEMPERATURE)

    async def _is_configured(self) -> bool:
        calibration = await self._registers.read(SHUNT_CALIBRATION)
        return is_configured(calibration, await self._registers.read(ADC_CONFIGURATION), self._scale)

    async def _configure(self) -> None:
        await self._registers.write(CONFIGURATION, RESET)
        await asyncio.sleep(RESET_S)
        await self._registers.write(CONFIGURATION, self._scale.configuration)
        await self._registers.write(SHUNT_CALIBRATION, self._scale.calibration)
        await self._registers.write(DIAGNOSIS, LATCH_FLAGS)
        await self._registers.write(ADC_CONFIGURATION, MEASURE_SMOOTHED)

    async def _counted(self, totals: Totals) -> Totals | OutOfRange:
        """Return the totals up to now; a count that was damaged on its way is not added, and costs only itself."""
        energy, charge = await self._counters()
        now_s = asyncio.get_running_loop().time()
        try:
            self._totals = advanced(totals, energy, charge, elapsed_s=now_s - self._counted_s)
        except OutOfRange as error:
            return error
        self._counted_s = now_s
        return self._totals

    async def _counters(self) -> tuple[bytes, bytes]:
        return await self._wide(ENERGY, COUNTER_BYTES), await self._wide(CHARGE, COUNTER_BYTES)

    async def _wide(self, register: int, size: int) -> bytes:
        return await transfer_retrying(self._bus, self._address, bytes([register]), size)
