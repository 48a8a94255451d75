"""The shapes that drivers have, as seen from the daemon, and that hardware has, as seen from drivers."""

from collections.abc import Callable
from typing import Any, Protocol

from smbus2 import i2c_msg

from drivers.errors import DriverError


class RawI2c(Protocol):
    """The part of smbus2.SMBus that is used: combined transfers only, since they are atomic in the kernel."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the messages as one START ... STOP transaction; raises OSError."""

    def close(self) -> None:
        """Give the file descriptor back."""


class I2cDevicePort(Protocol):
    """What a chip driver needs of its bus."""

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """One START ... STOP transaction at the 7-bit `address`: bytes are written, an int n reads n bytes.

        Returns all bytes read, joined. Raises Offline (no acknowledge) or BusTrouble.
        """


class Sensor(Protocol):
    """A device that measures. A sample is a frozen dataclass of floats whose field names carry their units."""

    async def start(self) -> None:
        """Identify the device and bring it from any state into measuring; raises DriverError."""

    async def read(self) -> Any:
        """The newest sample; raises DriverError where there is none."""


class Vehicle(Protocol):
    """A car's bus that tells the values of wanted signals."""

    async def run(self, on_value: Callable[[str, float | DriverError], None]) -> None:
        """Listen for ever; each point's value, or why it has none, goes to `on_value`. Raises DriverError."""


class Outputs(Protocol):
    """Energising outputs, by name; each releases itself unless it is driven again within the hold time."""

    def drive(self, name: str, duty_pct: float) -> None:
        """Order 0 to 100 % and start the hold time anew; a relay is on from 50 %."""

    def close(self) -> None:
        """Everything off, and the pins given back."""
