"""BME280 and BMP280: registers, trim values and what the counts mean. Source: Bosch BST-BME280-DS002, BST-BMP280-DS001.

The formulas are those of the data sheet in floating point (section 8.1).
"""

from dataclasses import dataclass
from struct import unpack

from drivers.errors import BadFrame, NoDataYet, NotAvailable, OutOfRange
from drivers.measured import Measured, alone

CHIP_ID = 0xD0
RESET = 0xE0
HUMIDITY_CONTROL = 0xF2
STATUS = 0xF3
MEASURE_CONTROL = 0xF4
DATA = 0xF7
TRIM, TRIM_BYTES = 0x88, 26
HUMIDITY_TRIM, HUMIDITY_TRIM_BYTES = 0xE1, 7

RESET_WORD = 0xB6
RESET_S = 0.002
HUMIDITY_ONCE = 0x01
MEASURE_ONCE = 0x25
"""One temperature and one pressure, then sleep: the data sheet's weather mode, which heats itself least."""
MEASURE_S = 0.010
"""9.3 ms at most (section 9.1: 1.25 + 2.3 + 2.875 + 2.875)."""
DATA_BYTES, DATA_BYTES_WITHOUT_HUMIDITY = 8, 6

_BME280 = 0x60
_BMP280 = (0x56, 0x57, 0x58)  # the first two are samples
_MEASURING, _COPYING_TRIM = 0x08, 0x01
_SKIPPED, _HUMIDITY_SKIPPED = 0x80000, 0x8000  # also the values after a reset
_COLDEST_C, _WARMEST_C = -40.0, 85.0  # operating range
_MIN_HPA, _MAX_HPA = 300.0, 1_100.0


@dataclass(frozen=True, slots=True)
class Bme280Sample:
    """One measurement; what the chip has not measured is absent alone, as the humidity of a BMP280 always is."""

    pressure_hpa: Measured
    temperature_c: float
    humidity_pct: Measured


@dataclass(frozen=True, slots=True)
class Trim:
    """A chip's own constants, as the data sheet numbers them (index 0 is T1, P1, H1); a BMP280 has no `humidity`."""

    temperature: tuple[int, ...]
    pressure: tuple[int, ...]
    humidity: tuple[int, ...] | None


def has_humidity(reply: bytes) -> bool | None:
    """Decode CHIP_ID: True for a BME280, False for a BMP280, None for another chip; raises BadFrame."""
    identity = _checked(reply, 1)[0]
    if identity == _BME280:
        return True
    return False if identity in _BMP280 else None


def is_settled(reply: bytes) -> bool:
    """Return whether STATUS shows that the trim values are loaded; raises BadFrame."""
    return not _checked(reply, 1)[0] & _COPYING_TRIM


def is_measured(reply: bytes) -> bool:
    """Return whether STATUS shows that the measurement is done; raises BadFrame."""
    return not _checked(reply, 1)[0] & _MEASURING


def unpack_trim(common: bytes, humidity: bytes | None) -> Trim:
    """Unpack TRIM and, but for a BMP280, HUMIDITY_TRIM; raises BadFrame, OutOfRange for a blank memory."""
    for block in (common[:24], humidity):
        if block is not None and len(set(block)) == 1:
            raise OutOfRange(f"BME280: its trim values are all 0x{block[0]:02x} (was its line held?)")
    words = unpack("<HhhHhhhhhhhh", _checked(common, TRIM_BYTES)[:24])
    wet = None if humidity is None else _humidity_trim(common[-1], _checked(humidity, HUMIDITY_TRIM_BYTES))
    return Trim(words[:3], words[3:], wet)


def decode(reply: bytes, trim: Trim) -> Bme280Sample:
    """Return the registers from DATA on; raises BadFrame, and NoDataYet or OutOfRange for want of a temperature."""
    _checked(reply, DATA_BYTES if trim.humidity else DATA_BYTES_WITHOUT_HUMIDITY)
    pressure_count = int.from_bytes(reply[0:3], "big") >> 4
    temperature_count = int.from_bytes(reply[3:6], "big") >> 4
    if temperature_count == _SKIPPED:
        raise NoDataYet("BME280: no measurement yet")
    fine = _fine_temperature(temperature_count, trim.temperature)
    return Bme280Sample(
        pressure_hpa=alone(_pressure_hpa, pressure_count, fine, trim.pressure),
        temperature_c=_within(fine / 5_120.0, _COLDEST_C, _WARMEST_C, "°C"),
        humidity_pct=alone(_humidity_pct, reply[6:], fine, trim.humidity),
    )


def _humidity_trim(first: int, rest: bytes) -> tuple[int, ...]:
    """Unpack H4 and H5, which share a byte and are signed 12-bit numbers."""
    second, third, high4, shared, high5, sixth = unpack("<hBbBbb", rest)
    return first, second, third, high4 << 4 | shared & 0x0F, high5 << 4 | shared >> 4, sixth


def _fine_temperature(count: int, trim: tuple[int, ...]) -> float:
    """Return the temperature in 1/5120 of a degree Celsius."""
    t1, t2, t3 = trim
    return (count / 16_384.0 - t1 / 1_024.0) * t2 + (count / 131_072.0 - t1 / 8_192.0) ** 2 * t3


def _pressure_hpa(count: int, fine: float, trim: tuple[int, ...]) -> float:
    if count == _SKIPPED:
        raise NoDataYet("BME280: no pressure measured")
    return _within(_pressure_pa(count, fine, trim) / 100.0, _MIN_HPA, _MAX_HPA, "hPa")


def _pressure_pa(count: int, fine: float, trim: tuple[int, ...]) -> float:
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = trim
    warm = fine / 2.0 - 64_000.0
    offset = (warm * warm * p6 / 32_768.0 + warm * p5 * 2.0) / 4.0 + p4 * 65_536.0
    slope = (1.0 + (p3 * warm * warm / 524_288.0 + p2 * warm) / 524_288.0 / 32_768.0) * p1
    if slope <= 0.0:
        raise OutOfRange("BME280: its trim values cannot be right (is another chip at this address?)")
    linear_pa = (1_048_576.0 - count - offset / 4_096.0) * 6_250.0 / slope
    return linear_pa + (p9 * linear_pa * linear_pa / 2_147_483_648.0 + linear_pa * p8 / 32_768.0 + p7) / 16.0


def _humidity_pct(reply: bytes, fine: float, trim: tuple[int, ...] | None) -> float:
    count = int.from_bytes(reply, "big")
    if trim is None:
        raise NotAvailable("it is a BMP280, which has no humidity")
    if count == _HUMIDITY_SKIPPED:
        raise NoDataYet("BME280: no humidity measured")
    h1, h2, h3, h4, h5, h6 = trim
    warm = fine - 76_800.0
    above_zero = count - (h4 * 64.0 + h5 / 16_384.0 * warm)
    by_warmth = 1.0 + h3 / 67_108_864.0 * warm
    linear_pct = above_zero * h2 / 65_536.0 * by_warmth * (1.0 + h6 / 67_108_864.0 * warm * by_warmth)
    return min(max(linear_pct * (1.0 - h1 * linear_pct / 524_288.0), 0.0), 100.0)


def _within(value: float, minimum: float, maximum: float, unit: str) -> float:
    if not minimum <= value <= maximum:
        raise OutOfRange(f"BME280: {value:.1f} {unit} is outside {minimum:g} to {maximum:g} {unit}")
    return value


def _checked(reply: bytes, count: int) -> bytes:
    if len(reply) != count:
        raise BadFrame(f"BME280: an answer has {count} bytes, not {len(reply)}")
    return reply
