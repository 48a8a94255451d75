"""A simulated ADS1115 converter (TI data sheet SBAS444), and what a car has on its inputs."""

from collections.abc import Callable, Sequence
from math import exp

from hil.chips.registers import SimRegisterChip

_CONVERSION, _CONFIGURATION, _LOW, _HIGH = range(4)
_AT_POWER_UP = {_CONVERSION: 0, _CONFIGURATION: 0x8583, _LOW: 0x8000, _HIGH: 0x7FFF}
_START = 0x8000
_SCALES_V = (6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256)
_RATES_HZ = (8, 16, 32, 64, 128, 250, 475, 860)
_PAIRS = ((0, 1), (0, 3), (1, 3), (2, 3))  # the first four of the multiplexer; the others are against ground

OPEN_OHM, SHORT_OHM = 1e9, 0.1


class SimAds1115(SimRegisterChip):
    """Converts one of four inputs, in volts, when told to. Continuous mode and the comparator are not simulated."""

    def __init__(self, now_s: Callable[[], float], inputs_v: Sequence[Callable[[], float]]) -> None:
        super().__init__(now_s)
        self._inputs_v = inputs_v
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go back to the defaults, with no conversion."""
        self._registers = dict(_AT_POWER_UP)
        self._ends_s: float | None = None

    def load(self, register: int) -> int:
        """Load a word; the top bit of the configuration tells that no conversion runs."""
        self._finish()
        word = self._registers.get(register & 3, 0)
        if register & 3 == _CONFIGURATION:
            return word & ~_START | _START * (self._ends_s is None)
        return word

    def store(self, register: int, word: int) -> None:
        """Store a word; a configuration with its top bit set begins a conversion."""
        if register & 3 == _CONVERSION:
            return
        self._registers[register & 3] = word
        if register & 3 == _CONFIGURATION and word & _START:
            self._ends_s = self.now_s() + 1 / _RATES_HZ[word >> 5 & 7]

    def _finish(self) -> None:
        if self._ends_s is None or self.now_s() < self._ends_s:
            return
        self._ends_s = None
        word = self._registers[_CONFIGURATION]
        count = round(self._selected_v(word >> 12 & 7) * 32_768 / _SCALES_V[word >> 9 & 7])
        self._registers[_CONVERSION] = min(max(count, -32_768), 32_767) & 0xFFFF

    def _selected_v(self, selection: int) -> float:
        if selection > 3:  # noqa: PLR2004  # half of the multiplexer
            return self._inputs_v[selection - 4]()
        positive, negative = _PAIRS[selection]
        return self._inputs_v[positive]() - self._inputs_v[negative]()


def ntc_ohm(temperature_c: float) -> float:
    """Return the resistance of a thermistor of 10 kOhm at 25 °C with B = 3950 K."""
    return 10_000.0 * exp(3_950.0 / (temperature_c + 273.15) - 3_950.0 / 298.15)


def reeds_ohm(a_open: bool, b_open: bool) -> float:
    """Return the resistance of two contacts, each across its resistor, and a third resistor in series."""
    return 2_200.0 + (4_700.0 if a_open else 0.0) + (10_000.0 if b_open else 0.0)


def divided_v(supply_v: float, ohm: float) -> float:
    """Return the voltage over `ohm` to ground, under 10 kOhm to the supply."""
    return supply_v * ohm / (ohm + 10_000.0)
