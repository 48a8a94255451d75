"""Meaning of the errno of an I2C adapter, in words that say what to do."""

import os
from errno import EACCES, EAGAIN, EBADF, EIO, ENODEV, ENOENT, ENOTCONN, ENXIO, EPERM, EREMOTEIO, ETIMEDOUT

from drivers.errors import BusError, BusMissing, BusTimeout, DriverError, Offline

# A missing acknowledge: EREMOTEIO from i2c-bcm2835 and DesignWare (Pi 5), ENXIO from i2c-gpio (Linux drivers/i2c).
_NO_ACKNOWLEDGE = frozenset({EREMOTEIO, ENXIO})
_DESCRIPTOR_DEAD = frozenset({EBADF, ENODEV, ENOTCONN})

_GONE = "the bus is gone: it is opened again for the next transfer"
_TRANSFER_ADVICE = {
    EAGAIN: "lost arbitration: is there a second master?",
    EBADF: _GONE,
    EIO: "disturbed or stretched clock: shorten the cables or lower the bus speed",
    ENODEV: _GONE,
    ENOTCONN: _GONE,
    ETIMEDOUT: "is SDA or SCL held low?",
}
_NOT_ALLOWED = "add the user to the group i2c"
_OPEN_ADVICE = {
    EACCES: _NOT_ALLOWED,
    ENOENT: "enable I2C: dtparam=i2c_arm=on in /boot/firmware/config.txt, then reboot",
    EPERM: _NOT_ALLOWED,
}


def is_descriptor_dead(error: OSError) -> bool:
    """Return whether only opening the bus anew can help."""
    return error.errno in _DESCRIPTOR_DEAD


def transfer_error(where: str, error: OSError) -> DriverError:
    """Return Offline, BusTimeout or BusError for a failed transfer at `where`."""
    if error.errno in _NO_ACKNOWLEDGE:
        return Offline(f"{where}: no acknowledge (is the chip wired and powered?)")
    kind = BusTimeout if error.errno == ETIMEDOUT else BusError
    return kind(f"{where}: {_reason(error, _TRANSFER_ADVICE)}")


def open_error(where: str, error: OSError) -> BusMissing:
    """Return BusMissing for a bus that cannot be opened."""
    device = f"{error.filename}: " if error.filename else ""
    return BusMissing(f"{where}: {device}{_reason(error, _OPEN_ADVICE)}")


def _reason(error: OSError, advice: dict[int, str]) -> str:
    if error.errno is None:
        return str(error)
    return f"{os.strerror(error.errno)} ({advice.get(error.errno, f'errno {error.errno}')})"
