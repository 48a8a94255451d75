"""How the daemon opens hardware. The rig hands in its own; the daemon never notices."""

from collections.abc import Sequence
from typing import Any, Protocol

import can
import serial

from drivers.ports import RawI2c


class Hardware(Protocol):
    """Opens each kind of hardware; each call may raise OSError or the library's own error."""

    def open_i2c(self, bus: int) -> RawI2c:
        """The I2C bus /dev/i2c-`bus`."""

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC:
        """A CAN bus through python-can that receives only what passes `filters`."""

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """A serial line that never blocks: reads give what is there."""

    def pin_factory(self) -> Any:
        """The gpiozero pin factory, or None for gpiozero's own choice."""
