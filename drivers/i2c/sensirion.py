"""Talk to a Sensirion chip: write a command, leave it time, read the answer."""

import asyncio

from drivers.errors import ChecksumFailed, NotIdentified
from drivers.i2c.i2c_bus import transfer_retrying
from drivers.i2c.sensirion_codec import Command, pack_words, serial_number
from drivers.ports import I2cDevicePort

_DIGITS_PER_WORD = 4

_MAX_CLOCK_ERROR = 1.05
"""By how much a chip may take longer than its data sheet says, since its clock is no quartz (engineering choice)."""


class Sensirion:
    """The chip at `address`; commands from several tasks do not mix."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._bus, self._address = bus, address
        self._turn = asyncio.Lock()

    async def execute(self, command: Command, *arguments: int) -> bytes:
        """Write `command` with its argument words, wait, and return the answer, check bytes included.

        Command and answer are two transactions, because a chip that is still busy does not acknowledge: it is asked
        again for some 60 ms. Raises Offline or BusError.
        """
        transfer = transfer_retrying if command.repeatable else _transfer_once
        async with self._turn:
            await transfer(self._bus, self._address, command.code + pack_words(*arguments))
            await asyncio.sleep(command.wait_s * _MAX_CLOCK_ERROR)
            if not command.reply_words:
                return b""
            return await transfer(self._bus, self._address, command.reply_bytes)

    async def identify(self, chip: str, serial: Command) -> str:
        """Return the serial number in hex digits, the only proof of identity that all have; raises NotIdentified."""
        try:
            number = serial_number(await self.execute(serial), serial.reply_words)
        except ChecksumFailed as error:
            found = f"the answer to the question for a serial number is no {chip}'s"
            raise NotIdentified(f"{chip} at 0x{self._address:02x}: {found}: {error}") from error
        return f"{number:0{serial.reply_words * _DIGITS_PER_WORD}x}"


async def _transfer_once(bus: I2cDevicePort, address: int, *operations: bytes | int) -> bytes:
    return await bus.transfer(address, *operations)
