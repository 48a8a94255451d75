"""Interfaces: of drivers, as the daemon sees them, and of hardware, as drivers see it.

Some have one implementation today. They stand because the daemon may not name concrete drivers, but for its wiring.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from smbus2 import i2c_msg

from drivers.can.socketcan_codec import RawFrame
from drivers.errors import DriverError


class RawI2c(Protocol):
    """The part of smbus2.SMBus that is used: combined transfers only, since they are atomic in the kernel."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the messages as one START ... STOP transaction; raises OSError."""

    def close(self) -> None:
        """Give the file descriptor back."""


class I2cDevicePort(Protocol):
    """The bus as a chip driver needs it."""

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        """Transfer with the 7-bit `address` in one START ... STOP: bytes are written, an int n reads n bytes.

        Returns all bytes read, joined. Raises Offline (no acknowledge) or BusError.
        """


@dataclass(slots=True)
class TransferCounts:
    """The counts of one device: all transfers, and those of them that failed, by kind of failure."""

    transfers: int = 0
    nacks: int = 0
    timeouts: int = 0
    other_errors: int = 0


class CountedPort(I2cDevicePort, Protocol):
    """A bus, or a part of one, that counts how its transfers go."""

    def counts_of(self, address: int) -> TransferCounts:
        """Return the counts of the device at `address`; they go on counting."""


class I2cBusPort(CountedPort, Protocol):
    """A whole bus, as seen by who looks after it."""

    name: str

    @property
    def error(self) -> DriverError | None:
        """The reason why nothing on it can be reached; None while something can, or before anything was tried."""

    @property
    def totals(self) -> TransferCounts:
        """All transfers so far."""

    async def open(self) -> None:
        """Open it unless it is open; raises BusMissing or BusTimeout."""

    def set_aside(self) -> AbstractAsyncContextManager[None]:
        """Keep the bus free inside; it is opened anew afterwards."""


class RecoveryAction(Protocol):
    """One way to free a bus that hangs; while it is applied nobody transfers."""

    name: str

    def prepare(self) -> None:
        """Bring what it uses to rest, once at the beginning; again does nothing. Raises NotFitted."""

    async def apply(self) -> None:
        """Do it; raises DriverError where that is not possible or shows at once that it has not helped."""

    def close(self) -> None:
        """Give back what it uses."""


class SerialPort(Protocol):
    """The serial port of one device, as its driver needs it."""

    @property
    def name(self) -> str:
        """The port's name for people, such as /dev/ttyAMA0."""

    def open(self, baud: int, on_bytes: Callable[[bytes], None], on_lost: Callable[[DriverError], None]) -> None:
        """Open it at `baud`; what arrives goes to `on_bytes`, why it is lost to `on_lost`. Raises NotFitted."""

    def send(self, data: bytes) -> None:
        """Send `data` as the port takes it; nothing where the port is not open."""

    def close(self) -> None:
        """Give the port back; again does nothing."""


class Sensor(Protocol):
    """A device that measures.

    A sample is a frozen dataclass whose field names carry their units. A field is a float, or the DriverError by which
    it alone has no value.
    """

    async def start(self) -> None:
        """Identify the device and bring it from any state into measuring; raises DriverError."""

    async def read(self) -> Any:
        """Return the newest sample; raises DriverError where there is none."""


@runtime_checkable
class Paced(Protocol):
    """A device that gives new values at a pace of its own, not each time it is asked."""

    @property
    def period_s(self) -> float:
        """The longest time from one sample to the next, rest and warm-up included."""


@runtime_checkable
class SelfMonitored(Protocol):
    """A device that notices what is wrong with itself."""

    @property
    def complaints(self) -> tuple[str, ...]:
        """The complaints of its last read, one clear line each; empty while it is well."""


@runtime_checkable
class Identified(Protocol):
    """A device that has a number of its own, by which another one of its kind shows."""

    serial: str | None
    """As read at its last start; None before."""


@runtime_checkable
class PressureCompensated(Protocol):
    """A device whose measurement goes with the air pressure."""

    async def set_ambient_pressure(self, pressure_hpa: float) -> None:
        """Tell it the air pressure; raises OutOfRange beyond what it can use, or DriverError."""


@runtime_checkable
class AirCompensated(Protocol):
    """A device whose measurement goes with the humidity and temperature of the air."""

    def set_air(self, humidity_pct: float, temperature_c: float) -> None:
        """Tell it the air around it, for its next reads; raises OutOfRange beyond what it can use."""


@runtime_checkable
class FanCleaned(Protocol):
    """A device whose fan must be cleaned from time to time."""

    async def clean_fan(self) -> None:
        """Do it, which takes 10 s without new values; raises DriverError."""


@runtime_checkable
class Recalibrated(Protocol):
    """A device that can be recalibrated against air that is known."""

    async def recalibrate(self, co2_ppm: float) -> int:
        """Declare the present air, after 3 minutes in it, to have `co2_ppm`; returns the correction in ppm.

        Raises OutOfRange where the device refuses, or DriverError.
        """


class Vehicle(Protocol):
    """A car's bus that tells the values of wanted signals."""

    async def run(self, on_value: Callable[[str, float | DriverError], None]) -> None:
        """Listen for ever; each point's value, or why it has none, goes to `on_value`. Raises DriverError."""


class FrameSource(Protocol):
    """A bus that can only be listened to. What fails raises OSError, ValueError or can.CanError."""

    @property
    def lost(self) -> int:
        """The frames that waited here until there was no more room, since it was opened; they were never read."""

    def fileno(self) -> int | None:
        """Return the descriptor that can be waited on, None where there is no such thing."""

    def read(self, frames: list[RawFrame], limit: int) -> None:
        """Put the frames that wait into the empty `frames`, `limit` at most; never blocks. Fewer are all there were."""

    def close(self) -> None:
        """Give the interface back."""


class Outputs(Protocol):
    """The energising outputs, by name; they release themselves unless they are driven again within the hold time."""

    @property
    def error(self) -> str:
        """The reason why all are released for good; "" while they can be driven."""

    def drive(self, name: str, duty_pct: float) -> None:
        """Order 0 to 100 % and start the hold time anew. What fails releases all for good and raises DriverError."""

    def trip(self, why: str) -> None:
        """Release all for good; never raises."""

    def close(self) -> None:
        """Switch everything off, and give the pins back; raises DriverError after each was tried."""
