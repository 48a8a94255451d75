"""I2C addresses that a kernel driver owns: programs must leave those alone, though I2C_RDWR lets them pass."""

from pathlib import Path

SYSFS = Path("/sys")


def kernel_owner(bus: int, address: int, sysfs: Path = SYSFS) -> str | None:
    """Return the name of the kernel driver that owns the 7-bit `address` of /dev/i2c-`bus`; None where none does.

    Source: Linux drivers/i2c/i2c-core-base.c, which names clients "bus-address" and links their driver.
    """
    link = sysfs / "bus/i2c/devices" / f"{bus}-{address:04x}" / "driver"
    try:
        return link.readlink().name
    except OSError:
        return None
