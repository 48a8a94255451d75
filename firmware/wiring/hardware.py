"""The interface by which the daemon opens hardware. The rig hands in its own; the daemon never notices."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import can
import serial

from drivers.ports import FrameSource, RawI2c


class Hardware(Protocol):
    """The openers of each kind of hardware; each call may raise OSError or the library's own error."""

    @property
    def sysfs(self) -> Path:
        """The root of the kernel's own files on devices, /sys."""

    def open_i2c(self, bus: int) -> RawI2c:
        """Open the I2C bus /dev/i2c-`bus`."""

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC | FrameSource:
        """Open a CAN bus that receives only what passes `filters`, as far as its interface can filter."""

    def open_can_to_send(self, interface: str, channel: str) -> can.BusABC:
        """Open the same CAN bus a second time, receiving nothing; only the transmit gate may have it."""

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """Open a serial line that never blocks: reads give what is there."""

    def pin_factory(self) -> Any:
        """Return the gpiozero pin factory, or None where each opens the board's own (drivers.gpio.gpio_chip)."""
