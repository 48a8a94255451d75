"""A simulated INA226 voltage and current monitor (TI data sheet SBOS547)."""

from hil.chips.shunt_monitor import SimShuntMonitor
from hil.chips.simulated_chip import Conversions

_CONFIGURATION, _SHUNT, _BUS, _POWER, _CURRENT, _CALIBRATION, _MASK, _LIMIT = range(8)
_AT_POWER_UP = {_CONFIGURATION: 0x4127, _CALIBRATION: 0, _MASK: 0, _LIMIT: 0}
_IDENTITY = {0xFE: 0x5449, 0xFF: 0x2260}
_RESET, _FIXED_BIT, _CONVERSION_READY = 0x8000, 0x4000, 0x0008
_CONTINUOUS = 0b111

_AVERAGES = (1, 4, 16, 64, 128, 256, 512, 1024)
_CONVERSIONS_S = (140e-6, 204e-6, 332e-6, 588e-6, 1.1e-3, 2.116e-3, 4.156e-3, 8.244e-3)


class SimIna226(SimShuntMonitor):
    """Measures `voltage_v`, and `current_a` through `shunt_ohm`, continuously; triggered modes are not simulated."""

    def power_cycle(self) -> None:
        """Go back to the defaults: no averaging, no calibration."""
        self._registers = dict(_AT_POWER_UP)
        self._shunt = self._bus = 0
        self._ready = False
        self._begin()

    def load(self, register: int) -> int:
        """Load a word; reading the mask clears its ready flag."""
        self._convert()
        current = self._shunt * self._registers[_CALIBRATION] // 2048
        results = {_SHUNT: self._shunt, _BUS: self._bus, _CURRENT: current, _POWER: abs(current) * self._bus // 20_000}
        if register == _MASK:
            ready, self._ready = self._ready, False
            return self._registers[_MASK] | _CONVERSION_READY * ready
        known = _IDENTITY | results | self._registers
        return known.get(register, 0) & 0xFFFF

    def store(self, register: int, word: int) -> None:
        """Store a word; a write to the configuration begins a conversion, or resets."""
        if register == _CONFIGURATION and word & _RESET:
            self.power_cycle()
        elif register == _CONFIGURATION:
            self._registers[_CONFIGURATION] = word | _FIXED_BIT
            self._begin()
        elif register in self._registers:
            self._registers[register] = word

    def _begin(self) -> None:
        configuration = self._registers[_CONFIGURATION]
        both_s = _CONVERSIONS_S[configuration >> 6 & 7] + _CONVERSIONS_S[configuration >> 3 & 7]
        cycle_s = both_s * _AVERAGES[configuration >> 9 & 7]
        self._conversions, self._seen, self._ready = Conversions(self.now_s(), cycle_s, cycle_s), 0, False

    def _convert(self) -> None:
        """Bring the results up to now; they are those of when they are first asked for."""
        finished = self.finished(self._conversions)
        if finished > self._seen and self._registers[_CONFIGURATION] & _CONTINUOUS == _CONTINUOUS:
            self._seen, self._ready = finished, True
            shunt_uv = self._current_a() * self._shunt_ohm * 1e6
            self._shunt = min(max(round(shunt_uv / 2.5), -32_768), 32_767)
            self._bus = min(max(round(self._voltage_v() * 800), 0), 32_767)
