"""`homeward scan`: what is wired to this machine, for people and for machines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from firmware.config import Config, SwitchPort
from firmware.scan.toml import channel_name, toml_blocks
from firmware.wiring.hardware import Hardware
from firmware.wiring.hardware_scan import BatteryClock, BusFound, Found, Surroundings, look_around

NO_BUS = (
    "no I2C bus is there: on a Raspberry Pi, dtparam=i2c_arm=on in /boot/firmware/config.txt enables it from the next "
    "start on"
)


async def scan(hardware: Hardware, config: Config | None) -> "ScanReport":
    """Look at the I2C buses of `config`, or at all there are, and at everything else that the kernel shows."""
    return ScanReport(await look_around(hardware, config), config or Config())


class ScanReport:
    """The result of a scan. `errors` has a line per I2C bus that cannot be scanned, or one where there is none."""

    def __init__(self, found: Surroundings, config: Config) -> None:
        self._found, self._config = found, config
        self._toml = list(toml_blocks(found, config))
        self._names = {(sensor.i2c, sensor.address): sensor.name for sensor in config.sensors}
        self.errors = [bus.error for bus in found.i2c if bus.error is not None] if found.i2c else [NO_BUS]

    def as_json(self) -> str:
        """Return one JSON object; addresses as people write them."""
        found = asdict(self._found)
        for bus in found["i2c"]:
            bus["trouble"] = bus.pop("error")
            bus["devices"] = [_plain(device) for device in bus["devices"]]
        return json.dumps({**found, "toml": self._toml, "troubles": self.errors})

    def as_text(self) -> str:
        """Show a tree of what was found, and the lines for the configuration."""
        lines = [line for bus in self._found.i2c for line in self._bus(bus)]
        lines += _section("1-Wire", self._found.one_wire)
        lines += _section("serial ports", self._found.serial_ports)
        lines += _section("CAN", (f"{each.name}, {each.state}" for each in self._found.can))
        lines += _section("clocks of the kernel", (_clock(each) for each in self._found.clocks))
        if self._toml:
            lines += ["", "# for the configuration"]
        return "\n".join(lines) + "".join(f"\n\n{block}" for block in self._toml)

    def _bus(self, bus: BusFound) -> Iterator[str]:
        yield f"/dev/i2c-{bus.number}: {bus.name}" + (f", {bus.adapter}" if bus.adapter else "")
        yield from self._devices(bus.name, bus.devices, "  ")
        if bus.error is not None:
            yield f"  {bus.error}"
        elif not bus.devices:
            yield "  nothing answers"

    def _devices(self, bus: str, devices: tuple[Found, ...], indent: str) -> Iterator[str]:
        for device in devices:
            name = self._names.get((bus, device.address))
            owner = f"kernel driver {device.owner}: " if device.owner else ""
            yield f"{indent}0x{device.address:02x}  {owner}{device.what}" + (f" = {name}" if name else "")
            for number, behind in device.channels.items():
                channel = channel_name(self._config, SwitchPort(bus, device.address, number))
                yield f"{indent}  channel {number}: {channel}"
                yield from self._devices(channel, behind, f"{indent}    ")


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    shown = [f"  {item}" for item in items]
    yield title if shown else f"{title}: none"
    yield from shown


def _clock(clock: BatteryClock) -> str:
    return f"{clock.name}, {clock.chip}" + ("" if clock.has_time else ": has lost its time (is its battery empty?)")


def _plain(device: dict[str, Any]) -> dict[str, Any]:
    """Convert a device to JSON values."""
    channels = {number: [_plain(each) for each in behind] for number, behind in device["channels"].items()}
    return {**device, "address": f"0x{device['address']:02x}", "channels": channels}
