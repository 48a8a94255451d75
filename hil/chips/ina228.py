"""A simulated INA228 power, energy and charge monitor (TI data sheet SLYS021A)."""

from hil.chips.shunt_monitor import SimShuntMonitor
from hil.chips.simulated_chip import Conversions

_CONFIGURATION, _ADC_CONFIGURATION, _CALIBRATION, _TEMPERATURE_COEFFICIENT = range(4)
_SHUNT, _BUS, _DIE, _CURRENT, _POWER, _ENERGY, _CHARGE, _DIAGNOSIS = range(4, 12)
_AT_POWER_UP = {
    _CONFIGURATION: 0,
    _ADC_CONFIGURATION: 0xFB68,
    _CALIBRATION: 0x1000,
    _TEMPERATURE_COEFFICIENT: 0,
    _DIAGNOSIS: 1,
}
_IDENTITY = {0x3E: 0x5449, 0x3F: 0x2281}
_WIDTHS = {_SHUNT: 3, _BUS: 3, _CURRENT: 3, _POWER: 3, _ENERGY: 5, _CHARGE: 5}
_RESET, _RESET_COUNTERS, _FINE_RANGE = 0x8000, 0x4000, 0x0010
_LATCH, _MATH_OVERFLOW, _READY = 0x8000, 0x0200, 0x0002
_CONTINUOUS_ALL = 0xF

_AVERAGES = (1, 4, 16, 64, 128, 256, 512, 1024)
_CONVERSIONS_S = (50e-6, 84e-6, 150e-6, 280e-6, 540e-6, 1.052e-3, 2.074e-3, 4.12e-3)
_HALF, _FULL = 1 << 19, 1 << 20


class SimIna228(SimShuntMonitor):
    """Measures `voltage_v`, and `current_a` through `shunt_ohm`, continuously; its die has 30 °C.

    `energy_counts` and `charge_counts` may be set, for example to just before they roll over. Alerts, single
    conversions and the temperature coefficient are not simulated.
    """

    def power_cycle(self) -> None:
        """Go back to the defaults: its own calibration, no averaging, counters at zero."""
        self._registers = dict(_AT_POWER_UP)
        self._shunt = self._bus = 0
        self.energy_counts = self.charge_counts = 0.0
        self._begin()

    def on_read(self) -> int:
        """Give bytes as for words, but results have three bytes and counters five."""
        if not self._latched:
            width = _WIDTHS.get(self._pointer, 2)
            self._latched += (self.load(self._pointer) % (1 << 8 * width)).to_bytes(width, "big")
        return self._latched.pop(0)

    def load(self, register: int) -> int:
        """Load a value; results stand in the upper 20 of 24 bits, and reading the diagnosis clears latched flags."""
        self._convert()
        if register == _DIAGNOSIS:
            word = self._registers[_DIAGNOSIS]
            if word & _LATCH:
                self._registers[_DIAGNOSIS] = word & ~(_READY | _MATH_OVERFLOW)
            return word
        results = {
            _SHUNT: self._shunt << 4,
            _BUS: self._bus << 4,
            _DIE: 3_840,
            _CURRENT: self._current() << 4,
            _POWER: self._power(),
            _ENERGY: int(self.energy_counts),
            _CHARGE: round(self.charge_counts),
        }
        return (_IDENTITY | results | self._registers).get(register, 0)

    def store(self, register: int, word: int) -> None:
        """Store a word; one for the ADC's configuration begins a conversion, one for the configuration may reset."""
        if register == _CONFIGURATION and word & _RESET:
            self.power_cycle()
            return
        self._convert()
        if register == _CONFIGURATION and word & _RESET_COUNTERS:
            self.energy_counts = self.charge_counts = 0.0
        if register == _DIAGNOSIS:
            self._registers[_DIAGNOSIS] = self._registers[_DIAGNOSIS] & 0x0FFF | word & 0xF000
        elif register in self._registers:
            self._registers[register] = word
        if register in (_CONFIGURATION, _ADC_CONFIGURATION):
            self._begin()

    def _begin(self) -> None:
        adc = self._registers[_ADC_CONFIGURATION]
        all_s = sum(_CONVERSIONS_S[adc >> shift & 7] for shift in (9, 6, 3))
        self._cycle_s = all_s * _AVERAGES[adc & 7]
        self._conversions, self._seen = Conversions(self.now_s(), self._cycle_s, self._cycle_s), 0
        self._registers[_DIAGNOSIS] &= ~_READY

    def _convert(self) -> None:
        """Bring results and counters up to now, as if all had been as it is when they are asked for."""
        finished = self.finished(self._conversions)
        if finished == self._seen or self._registers[_ADC_CONFIGURATION] >> 12 != _CONTINUOUS_ALL:
            return
        passed_s, self._seen = (finished - self._seen) * self._cycle_s, finished
        nanovolts_per_count = 78.125 if self._registers[_CONFIGURATION] & _FINE_RANGE else 312.5
        self._shunt = _clamped(self._current_a() * self._shunt_ohm * 1e9 / nanovolts_per_count)
        self._bus = max(_clamped(self._voltage_v() * 5_120), 0)
        self._registers[_DIAGNOSIS] |= _READY | _MATH_OVERFLOW * (self._current() in (-_HALF, _HALF - 1))
        self.energy_counts = (self.energy_counts + self._power() * passed_s / 16) % (1 << 40)
        self.charge_counts += self._current() * passed_s

    def _current(self) -> int:
        """Return the current; with the calibration 0x1000 it is the shunt's own count."""
        calibration = self._registers[_CALIBRATION]
        return _clamped(self._shunt * 0x1000 / calibration) if calibration else 0

    def _power(self) -> int:
        return abs(self._current()) * self._bus >> 14


def _clamped(count: float) -> int:
    """Clamp to 20 bits, two's complement."""
    return min(max(round(count), -_HALF), _HALF - 1)
