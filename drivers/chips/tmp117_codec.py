"""TMP117 thermometer: registers and what they mean. Source: TI data sheet SNOSD82, and Linux tmp117.c."""

from dataclasses import dataclass

from drivers.errors import NoDataYet, OutOfRange
from drivers.i2c.registers_codec import signed16, unsigned16

TEMPERATURE = 0x00
CONFIGURATION = 0x01
DEVICE_ID = 0x0F

SOFT_RESET = 0x0002
MEASURE_EACH_SECOND = 0x0220
"""Continuous, a mean of 8 conversions each second: the chip's own default, with little self-heating."""
PERIOD_S = 1.0
RESET_S = 0.002

_EEPROM_BUSY, _DATA_READY = 0x1000, 0x2000
_SETTINGS = 0x0FFF  # what is above are flags
_ID_MASK, _ID = 0x0FFF, 0x0117  # the high nibble is the silicon revision; a TMP119 tells 0x2117
_C_PER_COUNT = 0.0078125
_NO_CONVERSION_YET = -32768
_COLDEST_C, _WARMEST_C = -55.0, 150.0  # specified range


@dataclass(frozen=True, slots=True)
class Tmp117Sample:
    """One measurement."""

    temperature_c: float


def is_tmp117(reply: bytes) -> bool:
    """Return whether this DEVICE_ID is that of a TMP117 of any revision; raises BadFrame."""
    return unsigned16(reply) & _ID_MASK == _ID


def is_settled(reply: bytes) -> bool:
    """Return whether this CONFIGURATION shows that the start values are loaded from EEPROM; raises BadFrame."""
    return not unsigned16(reply) & _EEPROM_BUSY


def is_measuring(reply: bytes) -> bool:
    """Return whether this CONFIGURATION is ours; a brown-out loads the EEPROM's, maybe shutdown. Raises BadFrame."""
    return unsigned16(reply) & _SETTINGS == MEASURE_EACH_SECOND


def require_new(reply: bytes) -> None:
    """Raise NoDataYet where CONFIGURATION (reading clears the flag) tells of no conversion since; or BadFrame."""
    if not unsigned16(reply) & _DATA_READY:
        raise NoDataYet("TMP117: no conversion since the last one")


def decode(reply: bytes) -> Tmp117Sample:
    """Return the TEMPERATURE register; raises BadFrame, NoDataYet before the first conversion, OutOfRange."""
    count = signed16(reply)
    if count == _NO_CONVERSION_YET:
        raise NoDataYet("TMP117: no conversion yet")
    temperature_c = count * _C_PER_COUNT
    if not _COLDEST_C <= temperature_c <= _WARMEST_C:
        raise OutOfRange(f"TMP117: {temperature_c:.1f} °C is outside {_COLDEST_C:g} to {_WARMEST_C:g} °C")
    return Tmp117Sample(temperature_c)
