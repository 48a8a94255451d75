"""TCA9548A, an I2C switch behind which chips with the same address can live."""

import asyncio

from drivers.errors import NotIdentified, OutOfRange
from drivers.ports import I2cDevicePort
from drivers.tca9548a_codec import MASK_BYTES, channel_mask, is_selected


class Tca9548a:
    """The switch at `address` (0x70 to 0x77) of `bus`, the only one there; no other program may use that bus."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._bus, self._address, self._where = bus, address, f"TCA9548A at 0x{address:02x}"
        self._turn = asyncio.Lock()
        self._selected: int | None = None

    def channel(self, number: int) -> I2cDevicePort:
        """What is behind channel `number` (0 to 7), as a bus of its own; raises OutOfRange."""
        try:
            channel_mask(number)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        return _Channel(self, number)

    async def transfer(self, number: int, address: int, *operations: bytes | int) -> bytes:
        """Connect channel `number` and carry out one transaction there; nobody can come in between.

        Raises as I2cDevicePort.transfer does, and NotIdentified for what does not keep its control byte, as a
        PCA9685 that listens to its common address 0x70.
        """
        async with self._turn:
            was, self._selected = self._selected, None  # until all has gone well, nothing is certain
            if was != number:
                await self._select(number)
            reply = await self._bus.transfer(address, *operations)
            self._selected = number
            return reply

    async def _select(self, number: int) -> None:
        await self._bus.transfer(self._address, channel_mask(number))  # takes effect with its STOP
        reply = await self._bus.transfer(self._address, MASK_BYTES)
        if not is_selected(reply, number):
            expected = channel_mask(number).hex()
            raise NotIdentified(f"{self._where}: its control byte is 0x{reply.hex()}, expected 0x{expected}")


class _Channel:
    """One channel as an I2cDevicePort."""

    def __init__(self, switch: Tca9548a, number: int) -> None:
        self._switch, self._number = switch, number

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """As I2cDevicePort.transfer."""
        return await self._switch.transfer(self._number, address, *operations)
