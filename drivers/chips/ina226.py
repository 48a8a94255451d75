"""INA226, voltage and current of the 12 V supply."""

from drivers.chips.ina226_codec import (
    BUS_VOLTAGE,
    CONFIGURATION,
    DIE_ID,
    MANUFACTURER_ID,
    MASK_ENABLE,
    MEASURE_SMOOTHED,
    SHUNT_VOLTAGE,
    Ina226Sample,
    decode,
    is_configured,
    is_ina226,
    require_new,
)
from drivers.errors import NotIdentified, OutOfRange, WasReset
from drivers.i2c.registers import Registers
from drivers.i2c.registers_codec import looks_dead
from drivers.ports import I2cDevicePort

MAX_SHUNT_OHM = 0.1
"""As on bare modules, and good for 0.8 A: a larger one was meant in mΩ, and would make 100 A look like 0.1 A."""


class Ina226:
    """A Sensor at `address` (0x40 to 0x4F) on a shunt of `shunt_ohm` that measures by itself every 0.14 s."""

    def __init__(self, bus: I2cDevicePort, address: int, shunt_ohm: float) -> None:
        self._where = f"INA226 at 0x{address:02x}"
        if not 0.0 < shunt_ohm <= MAX_SHUNT_OHM:
            right = f"must be above 0 and at most {MAX_SHUNT_OHM:g} (2 mΩ is 0.002)"
            raise OutOfRange(f"{self._where}: shunt_ohm = {shunt_ohm:g} {right}")
        self._registers = Registers(bus, address)
        self._shunt_ohm = shunt_ohm

    async def start(self) -> None:
        """Identify and start measuring; raises DriverError."""
        manufacturer, die = await self._registers.read(MANUFACTURER_ID), await self._registers.read(DIE_ID)
        if not is_ina226(manufacturer, die):
            found = f"manufacturer 0x{manufacturer.hex()} and die 0x{die.hex()}"
            raise NotIdentified(f"{self._where}: {found}, expected 0x5449 and 0x2260")
        await self._registers.write(CONFIGURATION, MEASURE_SMOOTHED)

    async def read(self) -> Ina226Sample:
        """Return the newest measurement; Offline when it must be started again. Raises DriverError."""
        await self._require_configured()
        require_new(await self._registers.read(MASK_ENABLE))
        shunt, bus = await self._voltages()
        if looks_dead(shunt) or looks_dead(bus):  # a line that was held for one transfer must not be 0 V
            await self._require_configured()
            shunt, bus = await self._voltages()
        return decode(bus, shunt, shunt_ohm=self._shunt_ohm)

    async def _voltages(self) -> tuple[bytes, bytes]:
        """Read SHUNT_VOLTAGE and BUS_VOLTAGE."""
        return await self._registers.read(SHUNT_VOLTAGE), await self._registers.read(BUS_VOLTAGE)

    async def _require_configured(self) -> None:
        configuration = await self._registers.read(CONFIGURATION)
        if not is_configured(configuration):
            found = f"configuration is 0x{configuration.hex()}, expected 0x{MEASURE_SMOOTHED:04x}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
