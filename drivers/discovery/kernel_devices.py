"""Buses, ports and clocks that the kernel shows in /sys. Source: Linux Documentation/ABI."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.discovery.kernel_owned import SYSFS

_ARPHRD_CAN = "280"  # linux/if_arp.h
_PORT_UNKNOWN = "0"  # linux/serial_core.h: a port that is not there
_PORTS = re.compile(r"tty(AMA|S|USB|ACM|SC)\d+")  # of the Raspberry Pi, of USB adapters, of SPI bridges
_ONE_WIRE_ID = re.compile(r"[0-9a-f]{2}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class I2cAdapter:
    """The bus /dev/i2c-`bus`, and what its adapter is called."""

    bus: int
    name: str


@dataclass(frozen=True, slots=True)
class CanInterface:
    """A CAN interface; its `state` is "down" until somebody has brought it up."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class BatteryClock:
    """A battery-backed clock; `has_time` is False where it has lost its time."""

    name: str
    chip: str
    has_time: bool


def i2c_adapters(sysfs: Path = SYSFS) -> tuple[I2cAdapter, ...]:
    """Return each /dev/i2c-N, by number."""
    folders = _folders(sysfs / "class/i2c-dev")
    found = (I2cAdapter(int(each.name.removeprefix("i2c-")), _text(each / "name")) for each in folders)
    return tuple(sorted(found, key=lambda each: each.bus))


def one_wire_ids(sysfs: Path = SYSFS) -> tuple[str, ...]:
    """Return the devices on 1-Wire buses, by id."""
    return tuple(each.name for each in _folders(sysfs / "bus/w1/devices") if _ONE_WIRE_ID.fullmatch(each.name))


def serial_ports(sysfs: Path = SYSFS) -> tuple[str, ...]:
    """Return the serial ports that are there, as /dev/ttyAMA0."""
    return tuple(f"/dev/{each.name}" for each in _folders(sysfs / "class/tty") if _is_port(each))


def can_interfaces(sysfs: Path = SYSFS) -> tuple[CanInterface, ...]:
    """Return the CAN interfaces, by name."""
    folders = (each for each in _folders(sysfs / "class/net") if _text(each / "type") == _ARPHRD_CAN)
    return tuple(CanInterface(each.name, _text(each / "operstate")) for each in folders)


def clocks(sysfs: Path = SYSFS) -> tuple[BatteryClock, ...]:
    """Return the battery-backed clocks, which set the system's time at boot."""
    folders = _folders(sysfs / "class/rtc")
    return tuple(BatteryClock(each.name, _text(each / "name"), _text(each / "since_epoch") != "") for each in folders)


def _is_port(folder: Path) -> bool:
    is_there = (folder / "device").exists() and _text(folder / "type") != _PORT_UNKNOWN
    return is_there and _PORTS.fullmatch(folder.name) is not None


def _folders(parent: Path) -> Iterator[Path]:
    try:
        yield from sorted(parent.iterdir())
    except OSError:
        return


def _text(file: Path) -> str:
    """Return the text in `file`; "" where it cannot be read."""
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
