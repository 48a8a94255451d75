"""TCA9548A, an I2C switch behind which chips with the same address can live."""

import asyncio

from drivers.errors import DriverError, NotIdentified, OutOfRange
from drivers.i2c.bus_counts import BusCounts
from drivers.i2c.tca9548a_codec import MASK_BYTES, channel_mask, is_selected
from drivers.ports import I2cDevicePort, TransferCounts


class Tca9548a:
    """The switch at `address` (0x70 to 0x77) of `bus`, the only one there; no other program may use that bus."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._bus, self._address, self._where = bus, address, f"TCA9548A at 0x{address:02x}"
        self._turn = asyncio.Lock()
        self._selected: int | None = None

    def channel(self, number: int) -> "Channel":
        """Return channel `number` (0 to 7) as a bus of its own; raises OutOfRange."""
        try:
            channel_mask(number)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        return Channel(self, number)

    async def transfer(self, number: int, address: int, *operations: bytes | int) -> bytes:
        """Connect channel `number` and carry out one transaction there; nobody can come in between.

        Raises as I2cDevicePort.transfer does, and NotIdentified for what does not keep its control byte, as a
        PCA9685 that listens to its common address 0x70.
        """
        async with self._turn:
            was, self._selected = self._selected, None  # until all has gone well, nothing is certain
            if was != number or not is_selected(await self._mask(), number):  # another program may have switched it
                await self._select(number)
            reply = await self._bus.transfer(address, *operations)
            self._selected = number
            return reply

    async def _select(self, number: int) -> None:
        await self._bus.transfer(self._address, channel_mask(number))  # takes effect with its STOP
        reply = await self._mask()
        if not is_selected(reply, number):
            expected = channel_mask(number).hex()
            raise NotIdentified(f"{self._where}: its control byte is 0x{reply.hex()}, expected 0x{expected}")

    async def _mask(self) -> bytes:
        return await self._bus.transfer(self._address, MASK_BYTES)


class Channel:
    """One channel as a CountedPort."""

    def __init__(self, switch: Tca9548a, number: int) -> None:
        self._counts = BusCounts()
        self._switch, self._number = switch, number

    def counts_of(self, address: int) -> TransferCounts:
        """Return the counts of transfers to the device at `address` behind this channel."""
        return self._counts.of(address)

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """Transfer as I2cDevicePort; a switch that cannot be reached counts as a failure of the device."""
        try:
            reply = await self._switch.transfer(self._number, address, *operations)
        except DriverError as error:
            self._counts.count(address, error)
            raise
        self._counts.count(address, None)
        return reply
