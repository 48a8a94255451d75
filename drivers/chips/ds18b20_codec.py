"""DS18B20 thermometer as the kernel shows it. Source: Maxim data sheet, Linux Documentation/w1/slaves/w1_therm."""

import re
from dataclasses import dataclass

from drivers.errors import BadFrame, BusError, ChecksumFailed, OutOfRange

FAMILY = "28-"
"""Prefix of the names of all DS18B20 in /sys/bus/w1/devices."""

_LINE = re.compile(r"((?:[0-9a-f]{2} ){9}): crc=[0-9a-f]{2} (YES|NO)")
_CONFIGURATION_INDEX = 4
_SPARE_BITS = {0x7F: 0, 0x5F: 1, 0x3F: 2, 0x1F: 3}  # 12 to 9 bits
_C_PER_COUNT = 0.0625
_POWER_UP_COUNT, _FULL_STEP = 0x0550, 0x10
_LEFT_OVER_INDEX = 6
"""Of a step of 1 K, in sixteenths: a conversion leaves 16 less the low four bits there, a power-up 0x0C."""
_NEIGHBOURS_K = 5.0  # between two readings of a warm body (engineering choice)
_COLDEST_C, _WARMEST_C = -55.0, 125.0  # specified range

# CRC-8 with polynomial x^8 + x^5 + x^4 + 1, start 0, reflected.
_POLYNOMIAL = 0x8C


@dataclass(frozen=True, slots=True)
class Ds18b20Sample:
    """One measurement."""

    temperature_c: float


def crc8(data: bytes) -> int:
    """Return the check byte of 1-Wire; over data that end in it, it is 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc


def decode(text: str, before_c: float | None = None) -> Ds18b20Sample:
    """Decode the file w1_slave; raises BadFrame, ChecksumFailed, BusError, OutOfRange.

    85 °C to the last bit is also what the chip holds at power-up, as after it lost its supply while it measured. It is
    a measurement where the rest of the scratchpad says so, as that of the original does, or where it was nearly as warm
    `before_c`, for copies that leave that byte as it is.
    """
    scratchpad = _scratchpad(text)
    spare_bits = _SPARE_BITS.get(scratchpad[_CONFIGURATION_INDEX])
    if spare_bits is None:
        found = f"0x{scratchpad[_CONFIGURATION_INDEX]:02x}"
        raise BadFrame(f"DS18B20: its configuration is {found}, which no DS18B20 has")
    count = int.from_bytes(scratchpad[:2], "little", signed=True) >> spare_bits << spare_bits
    if count == _POWER_UP_COUNT and not (_is_converted(scratchpad) or _is_near(before_c)):
        raise OutOfRange("DS18B20: 85 °C is its value at power-up: its supply has broken down")
    return Ds18b20Sample(_within(count * _C_PER_COUNT))


def _is_converted(scratchpad: bytes) -> bool:
    """Return whether the remainder byte fits the temperature, as it does after a conversion and never at power-up."""
    return scratchpad[_LEFT_OVER_INDEX] == _FULL_STEP - (scratchpad[0] & (_FULL_STEP - 1))


def _is_near(before_c: float | None) -> bool:
    return before_c is not None and abs(before_c - _POWER_UP_COUNT * _C_PER_COUNT) <= _NEIGHBOURS_K


def _scratchpad(text: str) -> bytes:
    """Return the nine bytes of the first line. All zeros, a line held low, have a sound check byte, too."""
    match = _LINE.match(text)
    if match is None:
        raise BadFrame(f"DS18B20: {text[:40]!r} is not what the kernel shows (is the device still there?)")
    scratchpad = bytes.fromhex(match[1])
    if match[2] == "NO" or crc8(scratchpad):
        raise ChecksumFailed(f"DS18B20: the check byte of {scratchpad.hex(' ')} is wrong")
    if not any(scratchpad):
        raise BusError("DS18B20: nothing but zeros (is the data line held low?)")
    return scratchpad


def _within(temperature_c: float) -> float:
    if not _COLDEST_C <= temperature_c <= _WARMEST_C:
        ends = f"{_COLDEST_C:g} to {_WARMEST_C:g} °C"
        raise OutOfRange(f"DS18B20: {temperature_c:.2f} °C is outside {ends} (is it powered?)")
    return temperature_c
