"""Access to a chip whose 16-bit registers stand behind a pointer byte, as in TMP117 and INA226."""

from drivers.i2c.i2c_bus import transfer_retrying
from drivers.i2c.registers_codec import WORD_BYTES
from drivers.ports import I2cDevicePort


class Registers:
    """The registers of the chip at `address`; both directions may be repeated, and are where a transfer fails."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._bus, self._address = bus, address

    async def read(self, register: int) -> bytes:
        """Return the two bytes of `register`, most significant first."""
        return await transfer_retrying(self._bus, self._address, bytes([register]), WORD_BYTES)

    async def write(self, register: int, word: int) -> None:
        """Put the 16-bit `word` into `register`."""
        await transfer_retrying(self._bus, self._address, bytes([register]) + word.to_bytes(WORD_BYTES, "big"))
