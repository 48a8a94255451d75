"""Make folders look like those of the kernel, as far as they are read."""

from pathlib import Path

_CAN = 280  # ARPHRD_CAN
_ETHERNET = 1


def add_i2c_bus(sysfs: Path, bus: int, adapter: str = "bcm2835 (i2c@7e804000)") -> None:
    """A bus that i2c-dev shows as /dev/i2c-`bus`."""
    folder = sysfs / "class/i2c-dev" / f"i2c-{bus}"
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{adapter}\n")


def add_i2c_client(sysfs: Path, *, bus: int, address: int, driver: str | None) -> None:
    """A chip that the kernel knows; `driver` drives it."""
    folder = sysfs / "bus/i2c/devices" / f"{bus}-{address:04x}"
    folder.mkdir(parents=True)
    if driver is not None:
        drivers = sysfs / "bus/i2c/drivers" / driver
        drivers.mkdir(parents=True, exist_ok=True)
        (folder / "driver").symlink_to(drivers)


def add_network(sysfs: Path, name: str, *, is_can: bool, state: str = "up") -> None:
    """A network interface."""
    folder = sysfs / "class/net" / name
    folder.mkdir(parents=True)
    (folder / "type").write_text(f"{_CAN if is_can else _ETHERNET}\n")
    (folder / "operstate").write_text(f"{state}\n")


def add_tty(sysfs: Path, name: str, *, kind: int | None = None, has_device: bool = True) -> None:
    """A terminal; `kind` is what the serial core says that it is, 0 for a port that is not there."""
    folder = sysfs / "class/tty" / name
    folder.mkdir(parents=True)
    if has_device:
        (folder / "device").mkdir()
    if kind is not None:
        (folder / "type").write_text(f"{kind}\n")


def add_rtc(sysfs: Path, name: str, chip: str, since_epoch: str = "1700000000\n") -> None:
    """A clock that the kernel drives."""
    folder = sysfs / "class/rtc" / name
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{chip}\n")
    (folder / "since_epoch").write_text(since_epoch)
