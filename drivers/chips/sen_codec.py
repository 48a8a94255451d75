"""Common codec of the air stations SEN5x and SEN6x: commands, values that may be unknown, faults that they detect.

Source: Sensirion data sheets SEN5x and SEN6x, and its drivers embedded-i2c-sen5x and embedded-i2c-sen66.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.errors import NotAvailable, OutOfRange
from drivers.i2c.sensirion_codec import Command, unpack_words
from drivers.measured import Measured

START = Command(b"\x00\x21", 0.050)
GET_DATA_READY = Command(b"\x02\x02", 0.020, reply_words=1)
CLEAN_FAN = Command(b"\x56\x07", 0.020)
SET_TEMPERATURE_OFFSET = Command(b"\x60\xb2", 0.020)
SET_VOC_STATE = Command(b"\x61\x81", 0.020)
GET_VOC_STATE = Command(b"\x61\x81", 0.020, reply_words=4)
GET_PRODUCT_NAME = Command(b"\xd0\x14", 0.050, reply_words=16)
GET_STATUS = Command(b"\xd2\x06", 0.020, reply_words=2)
CLEAR_STATUS = Command(b"\xd2\x10", 0.020, reply_words=2)

CLEANING_S = 10.0
_CLEANING_BIT = 19
_UNKNOWN_UNSIGNED, _UNKNOWN_SIGNED = 0xFFFF, 0x7FFF
_SIGN, _WORD = 0x8000, 0x10000
_READY_MASK = 0x00FF
_PRINTABLE = range(0x20, 0x7F)
_OFFSET_STEPS_PER_C, _MAX_OFFSET_C = 200, 20.0  # the limit: engineering choice, no housing heats more


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One word of a measurement: its scale, and within what the chip is specified to measure."""

    name: str
    steps_per_unit: int
    is_signed: bool
    minimum: float
    maximum: float
    unit: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A bit of the device status, and which fields are not to be trusted while it is set."""

    bit: int
    text: str
    spoils: tuple[str, ...]


PARTICLES = tuple(f"pm{size}_ugm3" for size in ("1_0", "2_5", "4_0", "10"))
COMMON_FIELDS = (
    *(
        Field(name=name, steps_per_unit=10, is_signed=False, minimum=0.0, maximum=1_000.0, unit="ug/m3")
        for name in PARTICLES
    ),  # data sheets: mass concentration range
    Field(name="humidity_pct", steps_per_unit=100, is_signed=True, minimum=0.0, maximum=100.0, unit="%"),
    Field(name="temperature_c", steps_per_unit=200, is_signed=True, minimum=-40.0, maximum=100.0, unit="°C"),
    Field(name="voc_index", steps_per_unit=10, is_signed=True, minimum=1.0, maximum=500.0, unit="VOC index"),
    Field(name="nox_index", steps_per_unit=10, is_signed=True, minimum=1.0, maximum=500.0, unit="NOx index"),
)


def decode(reply: bytes, fields: tuple[Field, ...]) -> dict[str, Measured]:
    """Decode the values by field; each alone is NotAvailable where unknown, OutOfRange beyond its specification.

    Raises BadFrame, ChecksumFailed, and NotAvailable where nothing at all is known: then it does not measure.
    """
    words = unpack_words(reply, len(fields))
    values = {field.name: _value(word, field) for word, field in zip(words, fields, strict=True)}
    if all(isinstance(value, NotAvailable) for value in values.values()):
        raise NotAvailable("all values are unknown")
    return values


def is_ready(reply: bytes) -> bool:
    """Return the answer to GET_DATA_READY; raises BadFrame, ChecksumFailed."""
    return bool(unpack_words(reply, GET_DATA_READY.reply_words)[0] & _READY_MASK)


def product_name(reply: bytes) -> str:
    """Return the answer to GET_PRODUCT_NAME, what is no printable ASCII replaced; raises BadFrame, ChecksumFailed."""
    words = unpack_words(reply, GET_PRODUCT_NAME.reply_words)
    text = b"".join(word.to_bytes(2, "big") for word in words).partition(b"\0")[0]
    return "".join(chr(byte) if byte in _PRINTABLE else "?" for byte in text)


def faults_in(reply: bytes, known: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return those of the `known` faults that the answer to GET_STATUS reports; raises BadFrame, ChecksumFailed."""
    high, low = unpack_words(reply, GET_STATUS.reply_words)
    return tuple(fault for fault in known if (high << 16 | low) >> fault.bit & 1)


def is_cleaning(reply: bytes) -> bool:
    """Return whether the answer to GET_STATUS shows that the fan is being cleaned; raises BadFrame, ChecksumFailed."""
    high, low = unpack_words(reply, GET_STATUS.reply_words)
    return bool((high << 16 | low) >> _CLEANING_BIT & 1)


def temperature_offset_words(offset_c: float) -> tuple[int, int, int]:
    """Return the words of SET_TEMPERATURE_OFFSET, by which `offset_c` is added at once; raises OutOfRange."""
    if not -_MAX_OFFSET_C <= offset_c <= _MAX_OFFSET_C:
        raise OutOfRange(f"temperature_offset_c = {offset_c:g} is outside -{_MAX_OFFSET_C:g} to {_MAX_OFFSET_C:g}")
    return round(offset_c * _OFFSET_STEPS_PER_C) % _WORD, 0, 0


def _value(word: int, field: Field) -> Measured:
    if word == (_UNKNOWN_SIGNED if field.is_signed else _UNKNOWN_UNSIGNED):
        return NotAvailable(f"{field.name} is unknown")
    count = word - _WORD if field.is_signed and word & _SIGN else word
    value = count / field.steps_per_unit
    if field.minimum <= value <= field.maximum:
        return value
    return OutOfRange(f"{field.name}: {value:g} is outside {field.minimum:g} to {field.maximum:g} {field.unit}")
