"""INA226 voltage and current monitor: registers and what they mean. Source: TI data sheet SBOS547."""

from dataclasses import dataclass

from drivers.errors import NoDataYet, OutOfRange
from drivers.i2c.registers_codec import signed16, unsigned16
from drivers.measured import Measured, alone, product

CONFIGURATION = 0x00
SHUNT_VOLTAGE = 0x01
BUS_VOLTAGE = 0x02
MASK_ENABLE = 0x06
MANUFACTURER_ID = 0xFE
DIE_ID = 0xFF

MEASURE_SMOOTHED = 0x4727
"""Shunt and bus continuously, 1.1 ms each, mean of 64 (a value each 0.14 s) against the compressor's ripple."""

_TEXAS_INSTRUMENTS = 0x5449
_DIE, _DIE_SHIFT = 0x226, 4  # the low nibble is the revision
_CONVERSION_READY = 0x0008
_SHUNT_V_PER_COUNT = 2.5e-6
_BUS_V_PER_COUNT = 1.25e-3
_SHUNT_ENDS = (-32_768, 32_767)
_BUS_END = 32_767


@dataclass(frozen=True, slots=True)
class Ina226Sample:
    """One measurement; current and power are positive from supply to load. One beyond its scale leaves the other."""

    voltage_v: Measured
    current_a: Measured
    power_w: Measured


def is_ina226(manufacturer: bytes, die: bytes) -> bool:
    """Return whether MANUFACTURER_ID and DIE_ID are those of an INA226; raises BadFrame."""
    return unsigned16(manufacturer) == _TEXAS_INSTRUMENTS and unsigned16(die) >> _DIE_SHIFT == _DIE


def is_configured(reply: bytes) -> bool:
    """Return whether CONFIGURATION still has our value: a brown-out resets it; raises BadFrame."""
    return unsigned16(reply) == MEASURE_SMOOTHED


def require_new(reply: bytes) -> None:
    """Raise NoDataYet where MASK_ENABLE (cleared by reading it) tells of no conversion since; or BadFrame."""
    if not unsigned16(reply) & _CONVERSION_READY:
        raise NoDataYet("INA226: no conversion since the last one")


def decode(bus: bytes, shunt: bytes, *, shunt_ohm: float) -> Ina226Sample:
    """Decode BUS_VOLTAGE and SHUNT_VOLTAGE over a shunt of `shunt_ohm`; raises BadFrame.

    Current is worked out here, since the chip's own needs a calibration that it forgets with each reset.
    """
    voltage_v = alone(_voltage_v, unsigned16(bus))
    current_a = alone(_current_a, signed16(shunt), shunt_ohm)
    return Ina226Sample(voltage_v, current_a, product(voltage_v, current_a))


def _voltage_v(count: int) -> float:
    if count >= _BUS_END:
        raise OutOfRange("INA226: the voltage is beyond its scale of 40.96 V")
    return count * _BUS_V_PER_COUNT


def _current_a(count: int, shunt_ohm: float) -> float:
    if count in _SHUNT_ENDS:
        raise OutOfRange("INA226: the current is beyond its scale of 81.9 mV at the shunt (is the shunt too large?)")
    return count * _SHUNT_V_PER_COUNT / shunt_ohm
