"""A simulated BME280, or BMP280 (Bosch BST-BME280-DS002).

It finds the counts for physical values by search over the data sheet's integer formulas (section 4.2.3), in which a
driver that works in floating point has no part.
"""

from bisect import bisect_left
from collections.abc import Callable
from struct import pack

from hil.chips.byte_registers import SimByteRegisterChip

_ID, _RESET, _HUMIDITY_CONTROL, _STATUS, _CONTROL, _CONFIGURATION, _DATA = 0xD0, 0xE0, 0xF2, 0xF3, 0xF4, 0xF5, 0xF7
_BME280, _BMP280 = 0x60, 0x58
_RESET_WORD, _FORCED, _COPYING, _MEASURING = 0xB6, (1, 2), 0x01, 0x08
_TRIM_COPY_S = 0.0015
_EMPTY = bytes.fromhex("80 00 00 80 00 00 80 00")
_SAMPLES = (0, 1, 2, 4, 8, 16, 16, 16)

_COUNTS, _HUMIDITY_COUNTS = range(1 << 20), range(1 << 16)

# The constants of a real chip, as recorded by pimoroni/bme280-python.
_T = (28_009, 25_654, 50)
_P = (39_145, -10_750, 3_024, 5_667, -120, -7, 15_500, -14_600, 6_000)
_H = (75, 376, 0, 286, 50, 30)


class SimBme280(SimByteRegisterChip):
    """Measures the air when it is asked to; without `humidity_pct` it is a BMP280. Normal mode is not simulated."""

    def __init__(
        self,
        now_s: Callable[[], float],
        pressure_hpa: Callable[[], float],
        temperature_c: Callable[[], float],
        humidity_pct: Callable[[], float] | None,
    ) -> None:
        super().__init__(now_s)
        self._pressure_hpa, self._temperature_c, self._humidity_pct = pressure_hpa, temperature_c, humidity_pct
        self.identity = _BME280 if humidity_pct else _BMP280
        self._trim = _trim_image(wet=humidity_pct is not None)
        self.power_cycle()

    def power_cycle(self) -> None:
        """Fall asleep, with nothing measured."""
        self._control = dict.fromkeys((_HUMIDITY_CONTROL, _CONTROL, _CONFIGURATION), 0)
        self._humidity_samples = 0
        self._data, self._next = _EMPTY, _EMPTY
        self._measured_s = self.now_s()
        self._copied_s = self.now_s() + _TRIM_COPY_S

    def load(self, register: int) -> int:
        """Load a byte; data change at once when a measurement is done."""
        self._finish()
        if register == _STATUS:
            return _MEASURING * (self.now_s() < self._measured_s) | _COPYING * (self.now_s() < self._copied_s)
        data = dict(enumerate(self._data, _DATA))
        if self._humidity_pct is None:
            data = dict(enumerate(self._data[:6], _DATA))
        known = {_ID: self.identity} | self._trim | self._control | data
        return known.get(register, 0)

    def store(self, register: int, byte: int) -> None:
        """Store a byte; the humidity's control waits for that of the rest, which begins a measurement."""
        if register == _RESET and byte == _RESET_WORD:
            self.power_cycle()
        elif register in self._control:
            self._control[register] = byte
        if register == _CONTROL:
            self._humidity_samples = _SAMPLES[self._control[_HUMIDITY_CONTROL] & 7] if self._humidity_pct else 0
            if byte & 3 in _FORCED:
                self._measure(_SAMPLES[byte >> 5], _SAMPLES[byte >> 2 & 7])

    def _measure(self, temperature_samples: int, pressure_samples: int) -> None:
        """Begin a measurement: the longest time of the data sheet, and the counts that are there when it is over."""
        busy_s = 1.25e-3 + 2.3e-3 * temperature_samples
        busy_s += sum(2.3e-3 * samples + 0.575e-3 for samples in (pressure_samples, self._humidity_samples) if samples)
        self._measured_s = self.now_s() + busy_s
        temperature = (
            bisect_left(_COUNTS, self._temperature_c() * 100, key=_centi_c) if temperature_samples else 0x80000
        )
        fine, pressure, humidity = _fine(temperature), 0x80000, 0x8000
        if pressure_samples:
            pressure = bisect_left(_COUNTS, -self._pressure_hpa() * 25_600, key=lambda count: -_pa_256(count, fine))
        if self._humidity_samples and self._humidity_pct:
            humidity = bisect_left(
                _HUMIDITY_COUNTS, self._humidity_pct() * 1_024, key=lambda count: _pct_1024(count, fine)
            )
        self._next = pack(">IIH", pressure << 4, temperature << 4, min(humidity, 0xFFFF))
        self._next = self._next[1:4] + self._next[5:]

    def _finish(self) -> None:
        """Fall asleep when it is done."""
        if self.now_s() >= self._measured_s:
            self._data = self._next
            self._control[_CONTROL] &= ~3


def _trim_image(*, wet: bool) -> dict[int, int]:
    image = dict(enumerate(pack("<HhhHhhhhhhhh", *_T, *_P), 0x88))
    if wet:
        h1, h2, h3, h4, h5, h6 = _H
        shared = bytes([h4 >> 4 & 0xFF, h4 & 0x0F | (h5 & 0x0F) << 4, h5 >> 4 & 0xFF])
        image |= {0xA1: h1} | dict(enumerate(pack("<hB", h2, h3) + shared + pack("b", h6), 0xE1))
    return image


def _fine(count: int) -> int:
    """Return the data sheet's t_fine."""
    t1, t2, t3 = _T
    first = ((count >> 3) - (t1 << 1)) * t2 >> 11
    second = (((count >> 4) - t1) * ((count >> 4) - t1) >> 12) * t3 >> 14
    return first + second


def _centi_c(count: int) -> int:
    """Return the temperature in 0.01 °C."""
    return _fine(count) * 5 + 128 >> 8


def _pa_256(count: int, fine: int) -> int:
    """Return the pressure in 1/256 Pa."""
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = _P
    warm = fine - 128_000
    offset = warm * warm * p6 + (warm * p5 << 17) + (p4 << 35)
    slope = ((1 << 47) + ((warm * warm * p3 >> 8) + (warm * p2 << 12))) * p1 >> 33
    linear = (((1_048_576 - count) << 31) - offset) * 3_125 // slope
    return (linear + (p9 * (linear >> 13) * (linear >> 13) >> 25) + (p8 * linear >> 19) >> 8) + (p7 << 4)


def _pct_1024(count: int, fine: int) -> int:
    """Return the relative humidity in 1/1024 %."""
    h1, h2, h3, h4, h5, h6 = _H
    warm = fine - 76_800
    above_zero = (count << 14) - (h4 << 20) - h5 * warm + 16_384 >> 15
    by_warmth = (((warm * h6 >> 10) * ((warm * h3 >> 11) + 32_768) >> 10) + 2_097_152) * h2 + 8_192 >> 14
    linear = above_zero * by_warmth
    curved = linear - (((linear >> 15) * (linear >> 15) >> 7) * h1 >> 4)
    return min(max(curved, 0), 419_430_400) >> 12
