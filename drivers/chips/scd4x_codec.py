"""SCD4x CO2 sensor: commands and what the words mean. Source: Sensirion data sheet SCD4x and its driver scd4x."""

from dataclasses import dataclass

from drivers.errors import OutOfRange
from drivers.i2c.sensirion_codec import Command, temperature_c, unpack_words
from drivers.measured import Measured

WAKE_UP = Command(b"\x36\xf6", 0.030, repeatable=False)  # never acknowledged
STOP = Command(b"\x3f\x86", 0.500)
REINIT = Command(b"\x36\x46", 0.030)
GET_SERIAL = Command(b"\x36\x82", 0.001, reply_words=3)
GET_VARIANT = Command(b"\x20\x2f", 0.001, reply_words=1)
GET_SELF_CALIBRATION = Command(b"\x23\x13", 0.001, reply_words=1)
SET_SELF_CALIBRATION = Command(b"\x24\x16", 0.001)
SET_AMBIENT_PRESSURE = Command(b"\xe0\x00", 0.001)
PERSIST_SETTINGS = Command(b"\x36\x15", 0.800, repeatable=False)  # wears the EEPROM: some 2000 cycles
START_PERIODIC = Command(b"\x21\xb1", 0.0)
GET_DATA_READY = Command(b"\xe4\xb8", 0.001, reply_words=1)
READ_MEASUREMENT = Command(b"\xec\x05", 0.001, reply_words=3, repeatable=False)  # reading empties the buffer
RECALIBRATE = Command(b"\x36\x2f", 0.400, reply_words=1, repeatable=False)

POWER_UP_S = 1.0
PERIOD_S = 5.0
OFF = 0

VARIANTS = {0x0000: "SCD40", 0x1000: "SCD41", 0x2000: "SCD42", 0x5000: "SCD43"}

_VARIANT_MASK = 0xF000
_READY_MASK = 0x07FF  # the upper bits say nothing
_NO_CO2_PPM = _SCALE_ENDS = (0, 65_535)


@dataclass(frozen=True, slots=True)
class Scd4xSample:
    """One measurement, a mean of some seconds; what is no concentration leaves the air's other values as they are."""

    co2_ppm: Measured
    temperature_c: Measured
    humidity_pct: Measured


def decode(reply: bytes) -> Scd4xSample:
    """Return the answer to READ_MEASUREMENT; raises BadFrame, ChecksumFailed."""
    co2_word, temperature_word, humidity_word = unpack_words(reply, READ_MEASUREMENT.reply_words)
    return Scd4xSample(_co2_ppm(co2_word), _air_c(temperature_word), 100.0 * humidity_word / 65_535)


def is_ready(reply: bytes) -> bool:
    """Return the answer to GET_DATA_READY; raises BadFrame, ChecksumFailed."""
    return bool(_word(reply) & _READY_MASK)


def variant(reply: bytes) -> str | None:
    """Return the type in the answer to GET_VARIANT, None where unknown; raises BadFrame, ChecksumFailed."""
    return VARIANTS.get(_word(reply) & _VARIANT_MASK)


def is_off(reply: bytes) -> bool:
    """Return whether self-calibration is off; raises BadFrame, ChecksumFailed."""
    return _word(reply) == OFF


def _co2_ppm(word: int) -> Measured:
    if word in _NO_CO2_PPM:
        return OutOfRange(f"SCD4x: {word} ppm is no CO2 concentration")
    return float(word)


def _air_c(word: int) -> Measured:
    if word in _SCALE_ENDS:
        return OutOfRange(f"SCD4x: {temperature_c(word):g} °C is the end of its scale")
    return temperature_c(word)


def _word(reply: bytes) -> int:
    return unpack_words(reply, 1)[0]
