"""Access to a chip whose 8-bit registers stand behind a pointer byte, as in BME280 and EMC2101."""

from drivers.i2c.i2c_bus import transfer_retrying
from drivers.ports import I2cDevicePort


class ByteRegisters:
    """The registers of the chip at `address`; both directions may be repeated, and are where a transfer fails."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._bus, self._address = bus, address

    async def read(self, register: int, count: int = 1) -> bytes:
        """Read `count` bytes from `register` on, in one transaction; raises Offline or BusError."""
        return await transfer_retrying(self._bus, self._address, bytes([register]), count)

    async def write(self, register: int, byte: int) -> None:
        """Put `byte` into `register`; raises Offline or BusError."""
        await transfer_retrying(self._bus, self._address, bytes([register, byte]))
