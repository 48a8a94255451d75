"""Everything that is wired to this machine, as far as it can be seen without changing anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from drivers.discovery.i2c_scan import Found, scan
from drivers.discovery.kernel_devices import (
    BatteryClock,
    CanInterface,
    can_interfaces,
    clocks,
    i2c_adapters,
    one_wire_ids,
    serial_ports,
)
from drivers.discovery.kernel_owned import kernel_owner
from drivers.errors import DriverError
from drivers.i2c.i2c_bus import I2cBus
from firmware.config import Config, I2cConfig
from firmware.wiring.hardware import Hardware
from firmware.wiring.sensor_places import i2c_buses

__all__ = ["BatteryClock", "BusFound", "Found", "Surroundings", "look_around"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusFound:
    """The bus /dev/i2c-`number`, what the configuration calls it, and what is on it; or why it cannot be looked at."""

    name: str
    number: int
    adapter: str
    devices: tuple[Found, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that is wired; devices on 1-Wire by id, serial ports by path."""

    i2c: tuple[BusFound, ...]
    one_wire: tuple[str, ...]
    serial_ports: tuple[str, ...]
    can: tuple[CanInterface, ...]
    clocks: tuple[BatteryClock, ...]


async def look_around(hardware: Hardware, config: Config | None) -> Surroundings:
    """Look at the I2C buses of `config`, or at all there are, and at everything else that the kernel shows."""
    sysfs = hardware.sysfs
    adapters = {each.bus: each.name for each in i2c_adapters(sysfs)}
    known = config or Config(i2c=tuple(I2cConfig(name=f"i2c{number}", bus=number) for number in adapters))
    buses = i2c_buses(known, hardware)
    found = [
        await _looked_at(buses[each.name], number, adapters.get(number, ""), hardware) for each, number in _own(known)
    ]
    return Surroundings(
        i2c=tuple(found),
        one_wire=one_wire_ids(sysfs),
        serial_ports=serial_ports(sysfs),
        can=can_interfaces(sysfs),
        clocks=clocks(sysfs),
    )


def _own(config: Config) -> Iterator[tuple[I2cConfig, int]]:
    """Return the buses of the Raspberry Pi itself, with their numbers."""
    return ((bus, bus.bus) for bus in config.i2c if bus.bus is not None)


async def _looked_at(bus: I2cBus, number: int, adapter: str, hardware: Hardware) -> BusFound:
    try:
        devices = await scan(bus, partial(kernel_owner, number, sysfs=hardware.sysfs))
    except DriverError as error:
        return BusFound(name=bus.name, number=number, adapter=adapter, error=str(error))
    finally:
        await bus.close()
    return BusFound(name=bus.name, number=number, adapter=adapter, devices=devices)
