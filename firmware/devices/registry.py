"""The buses and sensors of an installation as they are monitored: their connections, and their health."""

from collections.abc import Callable, Iterator, Mapping

from drivers.ports import CountedPort
from firmware.config import Config, OnI2c, OnSerialPort, SensorConfig
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.device import Carrier, Device
from firmware.devices.health import DeviceHealth


class Monitors:
    """The monitors of all buses by name, and the devices that were asked for."""

    def __init__(self, config: Config, buses: Mapping[str, BusMonitor]) -> None:
        self.buses = buses
        self._parents = {bus.name: bus.switch_port.parent for bus in config.i2c if bus.switch_port is not None}
        self._devices: list[Device] = []
        self._others: list[Callable[[], DeviceHealth]] = []

    def device(self, sensor: SensorConfig, ports: Mapping[str, CountedPort]) -> Device:
        """Return the device of `sensor`, which hangs on one of `ports` or on a wire of its own."""
        device = self._on_bus(sensor, sensor.place, ports) if isinstance(sensor.place, OnI2c) else _alone(sensor)
        self._devices.append(device)
        return device

    def also(self, health: Callable[[], DeviceHealth]) -> None:
        """Add something else whose `health` is to be seen."""
        self._others.append(health)

    @property
    def health(self) -> tuple[DeviceHealth, ...]:
        """The health of each bus and each device."""
        return tuple(self._healths())

    def _on_bus(self, sensor: SensorConfig, place: OnI2c, ports: Mapping[str, CountedPort]) -> Device:
        monitor = self.buses[self._physical(place.bus)]
        where, counts = f"{place.bus} 0x{place.address:02x}", ports[place.bus].counts_of(place.address)
        device = Device(sensor.name, kind=sensor.chip, where=where, counts=counts, carrier=monitor)
        monitor.carries(device)
        return device

    def _physical(self, bus: str) -> str:
        """Find the bus of the Raspberry Pi itself, from the one behind a switch."""
        while bus in self._parents:
            bus = self._parents[bus]
        return bus

    def _healths(self) -> Iterator[DeviceHealth]:
        yield from (monitor.health for monitor in self.buses.values())
        yield from (device.health for device in self._devices)
        yield from (health() for health in self._others)


def _alone(sensor: SensorConfig) -> Device:
    place = sensor.place
    where = place.port if isinstance(place, OnSerialPort) else sensor.one_wire or ""
    return Device(sensor.name, kind=sensor.chip, where=where, carrier=Carrier())
