"""TMP117, the accurate contact thermometer of the compartments."""

import asyncio
from typing import ClassVar

from drivers.chips.tmp117_codec import (
    CONFIGURATION,
    DEVICE_ID,
    MEASURE_EACH_SECOND,
    PERIOD_S,
    RESET_S,
    SOFT_RESET,
    TEMPERATURE,
    Tmp117Sample,
    decode,
    is_measuring,
    is_settled,
    is_tmp117,
    require_new,
)
from drivers.errors import NotIdentified, Offline, WasReset
from drivers.i2c.registers import Registers
from drivers.i2c.registers_codec import looks_dead
from drivers.ports import I2cDevicePort

_EEPROM_POLLS = 10  # of RESET_S each; the data sheet promises one (engineering choice)


class Tmp117:
    """A Sensor at `address` (0x48 to 0x4B) that measures by itself once a second."""

    period_s: ClassVar[float] = PERIOD_S

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._registers = Registers(bus, address)
        self._where = f"TMP117 at 0x{address:02x}"

    async def start(self) -> None:
        """Identify, reset and start measuring; raises DriverError. The first value takes 0.13 s."""
        await self._identify()
        await self._registers.write(CONFIGURATION, SOFT_RESET)
        await self._settle()
        await self._registers.write(CONFIGURATION, MEASURE_EACH_SECOND)

    async def read(self) -> Tmp117Sample:
        """Return a new temperature, or NoDataYet; Offline when it must be started again. Raises DriverError."""
        configuration = await self._registers.read(CONFIGURATION)
        if not is_measuring(configuration):
            await self._identify()
            found = f"configuration is 0x{configuration.hex()}, expected 0x{MEASURE_EACH_SECOND:04x}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
        require_new(configuration)
        reply = await self._registers.read(TEMPERATURE)
        if looks_dead(reply):
            await self._identify()
            reply = await self._registers.read(TEMPERATURE)  # the line may have been held for that one transfer
        return decode(reply)

    async def _identify(self) -> None:
        reply = await self._registers.read(DEVICE_ID)
        if not is_tmp117(reply):
            raise NotIdentified(f"{self._where}: device id is 0x{reply.hex()}, expected 0x0117")

    async def _settle(self) -> None:
        for _ in range(_EEPROM_POLLS):
            await asyncio.sleep(RESET_S)
            if is_settled(await self._registers.read(CONFIGURATION)):
                return
        raise Offline(f"{self._where}: stays busy after its reset (is its supply too low?)")
