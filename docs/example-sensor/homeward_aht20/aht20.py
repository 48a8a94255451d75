"""AHT20, humidity and temperature."""

import asyncio

from drivers.errors import NotIdentified
from drivers.i2c.i2c_bus import transfer_retrying
from drivers.ports import I2cDevicePort

from homeward_aht20.aht20_codec import (
    INITIALISE,
    INITIALISE_S,
    MEASURE,
    MEASURE_S,
    REPLY_BYTES,
    STATUS_BYTES,
    Aht20Sample,
    decode,
    is_calibrated,
)


class Aht20:
    """A Sensor at `address` (0x38) that measures when it is asked; `offset_c` is added to the temperature."""

    def __init__(self, bus: I2cDevicePort, address: int, offset_c: float = 0.0) -> None:
        self._bus, self._address, self._offset_c = bus, address, offset_c

    async def start(self) -> None:
        """Set it up. It has no number of its own: that it says it is calibrated must do. Raises DriverError."""
        if is_calibrated(await self._read(STATUS_BYTES)):
            return
        await transfer_retrying(self._bus, self._address, INITIALISE)
        await asyncio.sleep(INITIALISE_S)
        status = await self._read(STATUS_BYTES)
        if not is_calibrated(status):
            raise NotIdentified(f"AHT20 at 0x{self._address:02x}: its status is 0x{status.hex()}, expected bit 3 set")

    async def read(self) -> Aht20Sample:
        """Measure now, which takes 80 ms; raises DriverError."""
        await transfer_retrying(self._bus, self._address, MEASURE)
        await asyncio.sleep(MEASURE_S)
        sample = decode(await self._read(REPLY_BYTES))
        return Aht20Sample(sample.humidity_pct, sample.temperature_c + self._offset_c)

    async def _read(self, count: int) -> bytes:
        return await transfer_retrying(self._bus, self._address, count)
