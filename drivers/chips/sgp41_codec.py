"""SGP41 gas sensor: commands and what the words mean. Source: Sensirion data sheet SGP41, embedded-i2c-sgp41."""

from dataclasses import dataclass

from drivers.errors import OutOfRange
from drivers.i2c.sensirion_codec import Command, unpack_words

CONDITION = Command(b"\x26\x12", 0.050, reply_words=1)
MEASURE = Command(b"\x26\x19", 0.050, reply_words=2)
SELF_TEST = Command(b"\x28\x0e", 0.320, reply_words=1)
HEATER_OFF = Command(b"\x36\x15", 0.001)
GET_SERIAL = Command(b"\x36\x82", 0.001, reply_words=3)

CONDITIONING_S = 8.0
"""More than 10 s damage the sensor; 2 s are left for a bus on which the end has to be tried again."""

NO_COMPENSATION = (0x8000, 0x6666)
"""50 % and 25 °C, which the chip takes for `not known`."""

_FAILED_PIXELS = 0x000F  # the upper byte says nothing
_VALID_TICKS = range(1, 65_000)  # as the gas index algorithm has it


@dataclass(frozen=True, slots=True)
class Ticks:
    """The raw signals, each the logarithm of a resistance, or why it alone is none."""

    voc: int | OutOfRange
    nox: int | OutOfRange


def decode(reply: bytes) -> Ticks:
    """Return the answer to MEASURE; raises BadFrame, ChecksumFailed."""
    return Ticks(*(_signal(word) for word in unpack_words(reply, MEASURE.reply_words)))


def failed_pixels(reply: bytes) -> int:
    """Return the bits of the pixels that failed in the answer to SELF_TEST, 0 where all passed; raises BadFrame, ..."""
    return unpack_words(reply, SELF_TEST.reply_words)[0] & _FAILED_PIXELS


def compensation_words(humidity_pct: float, temperature_c: float) -> tuple[int, int]:
    """Return the words for CONDITION and MEASURE, limited to the scales; raises OutOfRange for what is no number.

    Humidity is on a scale of its own here: 0 to 100 %, not -6 to 119 % as in an SHT4x.
    """
    return _word(humidity_pct, 0.0, 100.0, "%"), _word(temperature_c, -45.0, 175.0, "°C")


def _signal(ticks: int) -> int | OutOfRange:
    return ticks if ticks in _VALID_TICKS else OutOfRange(f"SGP41: {ticks} is no signal")


def _word(value: float, low: float, span: float, unit: str) -> int:
    if not abs(value) < float("inf"):
        raise OutOfRange(f"SGP41: {value:g} {unit} is no number")
    return round(min(max((value - low) / span, 0.0), 1.0) * 65_535)
