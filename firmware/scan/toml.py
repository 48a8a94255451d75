"""Results of a scan as lines for the configuration, without those that are there already.

Where a chip is and what it measures is sure. Which air or which box a temperature is of, only the technician knows, and
so with options such as the shunt: what must be filled in is empty or 0, which the check refuses.
"""

from collections.abc import Iterator

from firmware.config import Config, OnI2c, SwitchPort
from firmware.control.process_image import known_inputs
from firmware.wiring.driver_registry import registry
from firmware.wiring.driver_spec import Driver
from firmware.wiring.hardware_scan import Found, Surroundings
from firmware.wiring.sources import sources

_USUAL_EVERY_S = 2.0
_DS18B20 = "28-"
_ADVICE = "# a device on a serial port says nothing until it is known: set chip to gnss, ld2410 or pms5003"


def toml_blocks(found: Surroundings, config: Config) -> Iterator[str]:
    """Yield a block of TOML for each thing that `config` does not have; commented out where it cannot be whole."""
    yield from _Writer(config).all_of(found)


def channel_name(config: Config, port: SwitchPort) -> str:
    """Return the name of a switch's channel in `config`, or one that it might have."""
    known = (bus.name for bus in config.i2c if bus.switch_port == port)
    return next(known, f"{port.parent}_{port.address:02x}_{port.channel}")


class _Writer:
    def __init__(self, config: Config) -> None:
        self._config, self._drivers = config, registry().drivers
        self._free = sorted(known_inputs(config.settings) - set(sources(config)))
        self._buses = {bus.name for bus in config.i2c}
        self._placed = {sensor.place for sensor in config.sensors}

    def all_of(self, found: Surroundings) -> Iterator[str]:
        """Yield a block for each thing in `found` that is new."""
        for bus in found.i2c:
            if bus.name not in self._buses:
                yield f'[[i2c]]\nname = "{bus.name}"\nbus = {bus.number}'
            yield from self._on_bus(bus.name, bus.devices)
        wires = {sensor.one_wire for sensor in self._config.sensors}
        for each in found.one_wire:
            if each.startswith(_DS18B20) and each not in wires:
                yield self._sensor("ds18b20", each, f'one_wire = "{each}"')
        yield from self._ports(found.serial_ports)
        interfaces = {bus.channel for bus in self._config.can}
        for interface in found.can:
            if interface.name not in interfaces:
                yield f'[[can]]\nname = "{interface.name}"\nchannel = "{interface.name}"\nvehicle = "obd2"'

    def _on_bus(self, bus: str, devices: tuple[Found, ...]) -> Iterator[str]:
        for device in devices:
            where = f'i2c = "{bus}"\naddress = 0x{device.address:02x}'
            if device.chip is not None and OnI2c(bus, device.address) not in self._placed:
                yield self._sensor(device.chip, f"0x{device.address:02x} on {bus}", where)
            for number, behind in device.channels.items():
                port = SwitchPort(bus, device.address, number)
                name = channel_name(self._config, port)
                if name not in self._buses:
                    place = f'mux = "{bus}"\nmux_address = 0x{device.address:02x}\nchannel = {number}'
                    yield f'[[i2c]]\nname = "{name}"\n{place}'
                yield from self._on_bus(name, behind)

    def _ports(self, ports: tuple[str, ...]) -> Iterator[str]:
        console = self._config.console
        taken = {sensor.port for sensor in self._config.sensors} | {console.port if console else None}
        for port in ports:
            if port not in taken:
                yield f'{_ADVICE}\n# [[sensors]]\n# name = "{port}"\n# chip = ""\n# port = "{port}"\n# gives = {{}}'

    def _sensor(self, chip: str, label: str, where: str) -> str:
        driver = self._drivers[chip]
        lines = ["[[sensors]]", f'name = "{chip} {label}"', f'chip = "{chip}"', where]
        if driver.longest_every_s < _USUAL_EVERY_S:
            lines.append(f"every_s = {driver.longest_every_s}")
        lines.append(self._gives(driver))
        needed = [f"{name} = 0" for name, must in driver.options.items() if must]
        if needed:
            lines.append(f"options = {{ {', '.join(needed)} }}")
        return "\n".join(lines)

    def _gives(self, driver: Driver) -> str:
        """Choose the measurements whose name is that of a point which is still free; list the others in a comment."""
        points = {field: point for field in driver.fields if (point := self._point_named(field)) is not None}
        gives = points or {driver.fields[0]: ""}
        rest = ", ".join(field for field in driver.fields if field not in gives)
        pairs = ", ".join(f'{field} = "{point}"' for field, point in gives.items())
        return f"gives = {{ {pairs} }}" + (f"  # measures {rest}, too" if rest else "")

    def _point_named(self, field: str) -> str | None:
        chosen = next((point for point in self._free if point.endswith(f".{field}")), None)
        if chosen is not None:
            self._free.remove(chosen)
        return chosen
