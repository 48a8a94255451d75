"""A serial port within this process, on virtual time as well: its device is at the other end at once."""

import asyncio
from collections.abc import Callable

from drivers.errors import BusError, DriverError, NotFitted
from hil.uart.baud import as_read
from hil.uart.simulated_device import SimUartDevice


class SimSerialPort:
    """Implements drivers.ports.SerialPort."""

    def __init__(self, device: SimUartDevice, name: str = "/dev/ttySIM0") -> None:
        self.name = name
        self._device = device
        self._plugged = True
        self._baud = 0
        self._on_bytes: Callable[[bytes], None] | None = None
        self._on_lost: Callable[[DriverError], None] = lambda _why: None
        device.wire = self._arrive

    @property
    def is_open(self) -> bool:
        """True while somebody listens."""
        return self._on_bytes is not None

    def open(self, baud: int, on_bytes: Callable[[bytes], None], on_lost: Callable[[DriverError], None]) -> None:
        """Listen at `baud`; raises NotFitted while it is unplugged."""
        if not self._plugged:
            raise NotFitted(f"serial line {self.name}: cannot be opened: No such file or directory")
        self._baud, self._on_bytes, self._on_lost = baud, on_bytes, on_lost

    def send(self, data: bytes) -> None:
        """Let it reach the device after those who are ready now had their turn."""
        if self.is_open and data:
            asyncio.get_running_loop().call_soon(self._device.receive, as_read(data, self._baud, self._device.baud))

    def close(self) -> None:
        """Hear nothing any more."""
        self._on_bytes = None

    def unplug(self) -> None:
        """Pull the adapter out of its socket."""
        self._plugged = False
        if self.is_open:
            self.close()
            self._on_lost(BusError(f"serial line {self.name}: lost: unplugged"))

    def plug_in(self) -> None:
        """Plug it in again."""
        self._plugged = True

    def _arrive(self, data: bytes) -> None:
        if self._on_bytes is not None:
            self._on_bytes(as_read(data, self._device.baud, self._baud))
