"""The simulated I2C buses of one configuration: chips, switches, and what is behind those."""

from collections.abc import Callable, Mapping

from firmware.config import Config
from hil.chips import SimAt24, SimChip, SimTca9548a, Wires

_BYTES_PER_KBIT = 128


class I2cWires:
    """`chips` are by the name of their sensor. A switch lasts as long as this does, like the chips."""

    def __init__(self, config: Config, chips: Mapping[str, SimChip], now_s: Callable[[], float]) -> None:
        self._config, self._chips, self._now_s = config, chips, now_s
        self.switches: dict[tuple[str, int], SimTca9548a] = {}
        """By the name of the bus that they are on, and their address."""
        self.memory = _memory(config, now_s)
        """The calibration store, where there is one."""
        self._buses = {bus.bus: self._on(bus.name) for bus in config.i2c if bus.bus is not None}

    def on_bus(self, number: int) -> Mapping[int, SimChip]:
        """Who hears /dev/i2c-`number` now, by address."""
        return self._buses[number]

    def _on(self, name: str) -> Mapping[int, SimChip]:
        sensors = (each for each in self._config.sensors if each.i2c == name and each.address is not None)
        wires: Mapping[int, SimChip] = {each.address: self._chips[each.name] for each in sensors if each.address}
        calibration = self._config.calibration
        if self.memory is not None and calibration is not None and calibration.i2c == name:
            wires = {**wires, calibration.address: self.memory}
        behind: dict[int, dict[int, Mapping[int, SimChip]]] = {}
        for bus in self._config.i2c:
            place = bus.switch_port
            if place is not None and place.parent == name:
                behind.setdefault(place.address, {})[place.channel] = self._on(bus.name)
        for address, channels in behind.items():
            switch = self.switches[name, address] = SimTca9548a(self._now_s, channels)
            wires = Wires(wires, address, switch)
        return wires


def _memory(config: Config, now_s: Callable[[], float]) -> SimAt24 | None:
    return None if config.calibration is None else SimAt24(now_s, config.calibration.kbit * _BYTES_PER_KBIT, 32, 2)
