"""An I2C bus of Linux, /dev/i2c-N, that gives up a transfer sooner than it does by itself."""

from contextlib import suppress
from fcntl import ioctl

import smbus2

from drivers.ports import RawI2c

I2C_TIMEOUT = 0x0702  # linux/i2c-dev.h: of the adapter, so it holds for the kernel's own drivers there, too
TIMEOUT_10_MS = 10
"""0.1 s instead of 1 s: the longest transfer, 192 bytes of a MAX30102, takes 17 ms at 100 kHz (engineering choice)."""


def open_i2c(bus: int) -> RawI2c:
    """Open /dev/i2c-`bus`; raises OSError. An adapter that does not take the time-out keeps its own."""
    raw = smbus2.SMBus(bus)
    if raw.fd is not None:
        with suppress(OSError):
            ioctl(raw.fd, I2C_TIMEOUT, TIMEOUT_10_MS)
    device: RawI2c = raw
    return device
