"""INA228 power, energy and charge monitor: registers and what they mean. Source: TI data sheet SLYS021A."""

from dataclasses import dataclass

from drivers.chips.ina228_totals_codec import Totals
from drivers.errors import BadFrame, NoDataYet, OutOfRange
from drivers.i2c.registers_codec import signed16, unsigned16
from drivers.measured import Measured, alone, product

CONFIGURATION = 0x00
ADC_CONFIGURATION = 0x01
SHUNT_CALIBRATION = 0x02
BUS_VOLTAGE = 0x05
DIE_TEMPERATURE = 0x06
CURRENT = 0x07
DIAGNOSIS = 0x0B
MANUFACTURER_ID = 0x3E
DEVICE_ID = 0x3F

RESET = 0x8000
RESET_S = 0.001  # 300 us at most
MEASURE_SMOOTHED = 0xFB6B
"""Bus, shunt and die continuously, 1.05 ms each, mean of 64 (a value each 0.2 s) against the compressor's ripple."""
LATCH_FLAGS = 0x8000
"""In DIAGNOSIS: flags stay until they are read."""

FIELD_BYTES = 3

_TEXAS_INSTRUMENTS = 0x5449
_DEVICE, _DEVICE_SHIFT = 0x228, 4  # the low nibble is the revision
_FINE_RANGE = 0x0010  # 40.96 mV instead of 163.84 mV
_CONVERSION_READY, _MATH_OVERFLOW, _MEMORY_SOUND = 0x0002, 0x0200, 0x0001

_FIELD_SHIFT = 4
_FIELD_ENDS = (-(1 << 19), (1 << 19) - 1)

_CALIBRATION_PER_A_OHM = 13_107.2e6
_SHUNT_V = (0.001, 0.163_84)  # less drowns in the offset (engineering choice), more is beyond the scale
_FINE_V = 0.040_96
_BUS_V_PER_COUNT = 195.3125e-6
_BUS_END_V = 85.0
_C_PER_COUNT = 7.8125e-3
_COLDEST_C, _WARMEST_C = -55.0, 150.0  # as far as the chip lives
_ENERGY_PER_CURRENT = 16 * 3.2
_S_PER_H = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ina228Sample:
    """One measurement; current, power and charge are positive from supply to load.

    Energy (whichever way it went) and charge are those since the driver's first look. What of current, power and the
    sums is beyond its scale is absent; the voltage stays.
    """

    voltage_v: Measured
    current_a: Measured
    power_w: Measured
    energy_wh: Measured
    charge_ah: Measured
    die_temperature_c: Measured


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of SHUNT_CALIBRATION and CONFIGURATION for a shunt, and the current of one count of CURRENT."""

    calibration: int
    configuration: int
    current_a_per_count: float


def scale(shunt_ohm: float, max_current_a: float) -> Scale:
    """Compute the scale for up to `max_current_a` through `shunt_ohm`; raises OutOfRange beyond 1 to 163.84 mV."""
    min_v, max_v = _SHUNT_V
    full_v = shunt_ohm * max_current_a
    if not (shunt_ohm > 0 and min_v <= full_v <= max_v):
        wanted = f"must give {min_v * 1e3:g} to {max_v * 1e3:g} mV"
        raise OutOfRange(f"shunt_ohm = {shunt_ohm:g} at max_current_a = {max_current_a:g} {wanted}")
    fine = full_v <= _FINE_V
    calibration_per_a = _CALIBRATION_PER_A_OHM * shunt_ohm * (4 if fine else 1)
    calibration = round(calibration_per_a * max_current_a / (1 << 19))
    return Scale(calibration, _FINE_RANGE * fine, calibration / calibration_per_a)


def is_ina228(manufacturer: bytes, device: bytes) -> bool:
    """Return whether MANUFACTURER_ID and DEVICE_ID are those of an INA228; raises BadFrame."""
    return unsigned16(manufacturer) == _TEXAS_INSTRUMENTS and unsigned16(device) >> _DEVICE_SHIFT == _DEVICE


def is_configured(calibration: bytes, adc: bytes, ours: Scale) -> bool:
    """Return whether SHUNT_CALIBRATION and ADC_CONFIGURATION have our values: a brown-out resets them; raises BadFrame.

    The calibration alone is no proof: at the very end of a range it is the one that the chip starts with.
    """
    return unsigned16(calibration) == ours.calibration and unsigned16(adc) == MEASURE_SMOOTHED


def require_new(reply: bytes) -> None:
    """Judge DIAGNOSIS; raises NoDataYet without a new conversion, OutOfRange where the chip is damaged, BadFrame."""
    flags = unsigned16(reply)
    if not flags & _MEMORY_SOUND:
        raise OutOfRange("INA228: its trim memory is damaged: replace the chip")
    if not flags & _CONVERSION_READY:
        raise NoDataYet("INA228: no conversion since the last one")


def overflows(reply: bytes) -> bool:
    """Return whether DIAGNOSIS reports a current or power beyond the chip's arithmetic; raises BadFrame."""
    return bool(unsigned16(reply) & _MATH_OVERFLOW)


def signed20(reply: bytes) -> int:
    """Return the 20 bits of a 24-bit register, two's complement; raises BadFrame unless `reply` has three bytes."""
    if len(reply) != FIELD_BYTES:
        raise BadFrame(f"the register has {FIELD_BYTES} bytes, not {len(reply)}")
    return int.from_bytes(reply, "big", signed=True) >> _FIELD_SHIFT


def decode(
    bus: bytes, current: bytes, die: bytes, totals: Totals | OutOfRange, ours: Scale, *, is_beyond: bool = False
) -> Ina228Sample:
    """Decode BUS_VOLTAGE, CURRENT, DIE_TEMPERATURE with `totals`; `is_beyond` as overflows() tells. Raises BadFrame."""
    voltage_v = alone(_within, signed20(bus) * _BUS_V_PER_COUNT, 0.0, _BUS_END_V, "V")
    current_a = _current_a(signed20(current), ours, is_beyond=is_beyond)
    energy_wh, charge_ah = _sums(totals, ours)
    return Ina228Sample(
        voltage_v=voltage_v,
        current_a=current_a,
        power_w=product(voltage_v, current_a),
        energy_wh=energy_wh,
        charge_ah=charge_ah,
        die_temperature_c=alone(_within, signed16(die) * _C_PER_COUNT, _COLDEST_C, _WARMEST_C, "°C"),
    )


def _sums(totals: Totals | OutOfRange, ours: Scale) -> tuple[Measured, Measured]:
    """Return energy and charge."""
    if isinstance(totals, OutOfRange):
        return totals, totals
    charge_ah = totals.charge_counts * ours.current_a_per_count / _S_PER_H
    return totals.energy_counts * _ENERGY_PER_CURRENT * ours.current_a_per_count / _S_PER_H, charge_ah


def _current_a(count: int, ours: Scale, *, is_beyond: bool) -> Measured:
    if is_beyond or count in _FIELD_ENDS:
        return OutOfRange("INA228: the current is beyond its scale (is max_current_a too small?)")
    return count * ours.current_a_per_count


def _within(value: float, minimum: float, maximum: float, unit: str) -> float:
    if not minimum <= value <= maximum:
        raise OutOfRange(f"INA228: {value:.1f} {unit} is outside {minimum:g} to {maximum:g} {unit}")
    return value
