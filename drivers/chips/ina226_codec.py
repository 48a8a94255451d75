"""INA226 voltage and current monitor: registers and what they mean. Source: TI data sheet SBOS547."""

from dataclasses import dataclass

from drivers.errors import NoDataYet, OutOfRange
from drivers.i2c.registers_codec import signed16, unsigned16

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
    """One measurement; current and power are positive from supply to load."""

    voltage_v: float
    current_a: float
    power_w: float


def is_ina226(manufacturer: bytes, die: bytes) -> bool:
    """Whether MANUFACTURER_ID and DIE_ID are those of an INA226; raises BadFrame."""
    return unsigned16(manufacturer) == _TEXAS_INSTRUMENTS and unsigned16(die) >> _DIE_SHIFT == _DIE


def is_configured(reply: bytes) -> bool:
    """Whether CONFIGURATION is still ours: a supply that breaks down resets it; raises BadFrame."""
    return unsigned16(reply) == MEASURE_SMOOTHED


def require_new(reply: bytes) -> None:
    """Raises NoDataYet where MASK_ENABLE (cleared by reading it) tells of no conversion since; or BadFrame."""
    if not unsigned16(reply) & _CONVERSION_READY:
        raise NoDataYet("INA226: no conversion since the last one")


def decode(bus: bytes, shunt: bytes, *, shunt_ohm: float) -> Ina226Sample:
    """BUS_VOLTAGE and SHUNT_VOLTAGE over a shunt of `shunt_ohm`; raises BadFrame, OutOfRange at the scale's ends.

    Current is worked out here, since the chip's own needs a calibration that it forgets with each reset.
    """
    bus_count, shunt_count = unsigned16(bus), signed16(shunt)
    if bus_count >= _BUS_END or shunt_count in _SHUNT_ENDS:
        raise OutOfRange("INA226: beyond its scale of 40.96 V and 81.9 mV (is the shunt too large?)")
    voltage_v = bus_count * _BUS_V_PER_COUNT
    current_a = shunt_count * _SHUNT_V_PER_COUNT / shunt_ohm
    return Ina226Sample(voltage_v, current_a, voltage_v * current_a)
