"""Places of sensors, and of their calibration: buses, channels of switches, serial ports, files of the kernel.

Each is opened at first use.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from drivers.chips.at24 import At24
from drivers.chips.calibration_store import CalibrationStore
from drivers.chips.sysfs import SysfsFiles
from drivers.discovery.kernel_owned import kernel_owner
from drivers.errors import DriverError
from drivers.i2c.i2c_bus import I2cBus
from drivers.i2c.tca9548a import Channel, Tca9548a
from drivers.ports import Sensor
from drivers.uart.byte_stream import Uart
from firmware.config import Config, OnI2c, OnSerialPort, Place, SensorConfig
from firmware.wiring.driver_registry import registry
from firmware.wiring.hardware import Hardware
from firmware.wiring.plugin_sensor import Foreign, Missing

ONE_WIRE = Path("bus/w1/devices")
"""Where the kernel shows the devices of its 1-Wire buses, below /sys."""


def i2c_buses(config: Config, hardware: Hardware) -> dict[str, I2cBus]:
    """Make every bus of the Raspberry Pi itself, by name; none is opened yet."""
    return {
        bus.name: I2cBus(
            bus.name,
            partial(hardware.open_i2c, bus.bus),
            deadline_s=bus.deadline_s,
            owner_of=partial(kernel_owner, bus.bus, sysfs=hardware.sysfs),
        )
        for bus in config.i2c
        if bus.bus is not None
    }


def i2c_ports(config: Config, buses: Mapping[str, I2cBus]) -> dict[str, I2cBus | Channel]:
    """Return every bus by name, also those behind switches.

    A switch is one object, whichever of its channels are used.
    """
    ports: dict[str, I2cBus | Channel] = dict(buses)
    switches: dict[tuple[str, int], Tca9548a] = {}
    waiting = {bus.name: port for bus in config.i2c if (port := bus.switch_port) is not None}
    while ready := {name: port for name, port in waiting.items() if port.parent in ports}:
        for name, port in ready.items():
            switch = Tca9548a(ports[port.parent], port.address)
            ports[name] = switches.setdefault((port.parent, port.address), switch).channel(port.channel)
            del waiting[name]
    return ports


class Places:
    """Everything that the sensors of `config` hang on."""

    def __init__(self, config: Config, hardware: Hardware, buses: Mapping[str, I2cBus] | None = None) -> None:
        own = i2c_buses(config, hardware) if buses is None else buses
        self.i2c: Mapping[str, I2cBus | Channel] = i2c_ports(config, own)
        self._hardware, self._registry = hardware, registry({sensor.chip for sensor in config.sensors})
        self._files = SysfsFiles("one-wire")
        self._to_close: list[Any] = []

    def sensor(self, config: SensorConfig) -> Sensor:
        """Make the driver of one chip; raises DriverError where an option has an impossible value.

        A chip whose plug-in is broken gets one that says so when it is started.
        """
        missing = self._registry.why_missing(config.chip)
        if missing is not None:
            return Missing(missing)
        driver = self._registry.drivers[config.chip]
        make = partial(driver.make, *self._carriers(config.place), **config.options)
        if config.chip in self._registry.foreign:
            return self._closed(Foreign(config.chip, driver, make, every_s=config.every_s))
        return self._closed(make())

    def _closed(self, sensor: Sensor) -> Sensor:
        """Remember to close `sensor` in the end, where it has something to give back."""
        if hasattr(sensor, "close"):
            self._to_close.append(sensor)
        return sensor

    async def close(self) -> None:
        """Give back what the sensors have for themselves; the buses belong to who made them."""
        for sensor in self._to_close:
            with suppress(DriverError):
                await sensor.close()
        self._to_close.clear()
        self._files.close()

    def _carriers(self, place: Place) -> tuple[Any, ...]:
        if isinstance(place, OnI2c):
            return self.i2c[place.bus], place.address
        if isinstance(place, OnSerialPort):
            return (Uart(place.port, partial(self._hardware.open_serial, place.port)),)
        return self._files, self._hardware.sysfs / ONE_WIRE / place.id


def calibration_store(config: Config, places: Places) -> CalibrationStore | None:
    """Return the memory of the sensors' offsets that `config` names; None without one."""
    if config.calibration is None:
        return None
    memory = config.calibration
    return CalibrationStore(At24(places.i2c[memory.i2c], memory.address, memory.kbit))
