"""AT24 and 24LC EEPROMs, memories that keep what belongs to the sensors beside them."""

import asyncio
from contextlib import suppress

from drivers.chips.at24_codec import WRITE_CYCLE_S, geometry, page_writes, position
from drivers.errors import Offline, OutOfRange
from drivers.i2c.i2c_bus import transfer_retrying
from drivers.ports import I2cDevicePort

_POLL_S = 0.001
_BUSY_POLLS = 25  # Linux at24.c gives a write cycle 25 ms; the data sheets promise 5


class At24:
    """The memory at `address` (0x50 to 0x57), a 24C`kbit`, of `size` bytes."""

    def __init__(self, bus: I2cDevicePort, address: int, kbit: int) -> None:
        self._bus, self._address, self._where = bus, address, f"AT24 at 0x{address:02x}"
        try:
            self._shape = geometry(kbit)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        self.size = self._shape.size

    async def read(self, offset: int, count: int) -> bytes:
        """Read `count` bytes from `offset` on; raises Offline or BusError."""
        return await transfer_retrying(self._bus, self._address, position(offset, self._shape), count)

    async def write(self, offset: int, data: bytes) -> None:
        """Write page by page; raises Offline or BusError, and then some may be written: nothing is tried twice."""
        for piece in page_writes(offset, data, self._shape):
            await self._bus.transfer(self._address, piece)
            await self._written()

    async def _written(self) -> None:
        """Wait for the end of a write cycle: until then the chip does not acknowledge its address."""
        await asyncio.sleep(WRITE_CYCLE_S)
        for _ in range(_BUSY_POLLS):
            with suppress(Offline):
                await self._bus.transfer(self._address, position(0, self._shape))
                return
            await asyncio.sleep(_POLL_S)
        raise Offline(f"{self._where}: its write cycle does not end (is it still wired and powered?)")
