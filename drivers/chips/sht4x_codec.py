"""SHT4x humidity and temperature: commands and what the words mean. Source: Sensirion data sheet SHT4x."""

from dataclasses import dataclass

from drivers.errors import OutOfRange
from drivers.i2c.sensirion_codec import Command, temperature_c, unpack_words
from drivers.measured import Measured, alone

MEASURE = Command(b"\xfd", 0.010, reply_words=2)
"""High repeatability, ready after 8.3 ms at most."""
GET_SERIAL = Command(b"\x89", 0.010, reply_words=2)

_COLDEST_C, _WARMEST_C = -40.0, 125.0  # specified range
_SCALE_ENDS = (0, 65_535)  # -6 and 119 %


@dataclass(frozen=True, slots=True)
class Sht4xSample:
    """One measurement, relative humidity over water."""

    temperature_c: Measured
    humidity_pct: Measured


def humidity_pct(word: int) -> float:
    """Return the humidity as the formula gives it: the ends of the scale lie beyond 0 and 100 %."""
    return -6.0 + 125.0 * word / 65_535


def decode(reply: bytes) -> Sht4xSample:
    """Return the answer to MEASURE, humidity limited to 0 to 100 %; raises BadFrame, ChecksumFailed."""
    temperature_word, humidity_word = unpack_words(reply, MEASURE.reply_words)
    return Sht4xSample(alone(_temperature_c, temperature_word), alone(_limited_pct, humidity_word))


def _limited_pct(word: int) -> float:
    if word in _SCALE_ENDS:
        raise OutOfRange(f"SHT4x: {humidity_pct(word):.0f} % is the end of its scale")
    return min(max(humidity_pct(word), 0.0), 100.0)


def _temperature_c(word: int) -> float:
    measured_c = temperature_c(word)
    if not _COLDEST_C <= measured_c <= _WARMEST_C:
        raise OutOfRange(f"SHT4x: {measured_c:.1f} °C is outside {_COLDEST_C:g} to {_WARMEST_C:g} °C")
    return measured_c
