"""EMC2101 fan controller: registers and what they mean.

Source: Microchip data sheet DS20006703, Adafruit's driver emc2101, and the Linux driver proposed in 2025.
"""

from dataclasses import dataclass

from drivers.errors import BadFrame, OutOfRange
from drivers.measured import Measured

CHIP_TEMPERATURE = 0x00
DIODE_HIGH, DIODE_LOW = 0x01, 0x10
"""High byte first, which holds the low byte still."""
CONFIGURATION = 0x03
BETA_COMPENSATION = 0x18
TACH_LOW, TACH_HIGH = 0x46, 0x47
"""Low byte first, which holds the high byte still."""
FAN_CONFIGURATION = 0x4A
FAN_SETTING = 0x4C
PWM_FREQUENCY = 0x4D
HYSTERESIS = 0x4F
CURVE = 0x50
PRODUCT_ID, MANUFACTURER_ID = 0xFD, 0xFE

TACH_INPUT = 0x04
"""For CONFIGURATION: the pin is the tach's, not an alert."""
DISCRETE_TRANSISTOR = 0x07
"""For BETA_COMPENSATION: a 2N3904 as the diode needs none."""
PROGRAM, FOLLOW_CURVE = 0x21, 0x01
"""For FAN_CONFIGURATION: the curve can be written, or is followed; a fan that stands still reads as such."""
PWM_25_KHZ = 7
"""For PWM_FREQUENCY: 360 kHz / (2 x 7) = 25.7 kHz, within the 21 to 28 kHz of 4-wire fans."""
HYSTERESIS_C = 4
FULL_SPEED = 2 * PWM_25_KHZ
"""For FAN_SETTING: the setting of 100 % depends on the frequency."""
CONVERSION_S = 0.1
"""16 conversions a second."""

_PRODUCTS, _MANUFACTURER = (0x16, 0x28), 0x5D
_STANDS_STILL = 0xFFFF
_TACH_RATE = 5_400_000
_MAX_RPM = 30_000.0  # no fan of this size (engineering choice)
_DIODE_OPEN, _DIODE_SHORT, _C_PER_COUNT = 0x3F8, 0x3FF, 0.125
_COLDEST_C, _WARMEST_C = -40.0, 126.0
_POINTS = 7  # of the curve's eight; the first holds from 0 °C on
_TEMPERATURES_C = (10.0, 110.0)
_FULL_PCT = 100.0


@dataclass(frozen=True, slots=True)
class Emc2101Sample:
    """A fan and what it cools; 0 rpm is a fan that does not turn, or whose tach is not wired."""

    fan_rpm: Measured
    fan_duty_pct: Measured
    diode_c: Measured
    chip_c: Measured


def is_emc2101(product: bytes, manufacturer: bytes) -> bool:
    """Return whether PRODUCT_ID and MANUFACTURER_ID are those of an EMC2101 or EMC2101-R; raises BadFrame."""
    return _byte(product) in _PRODUCTS and _byte(manufacturer) == _MANUFACTURER


def is_following(reply: bytes) -> bool:
    """Return whether FAN_CONFIGURATION still has our value: a brown-out resets it; raises BadFrame."""
    return _byte(reply) == FOLLOW_CURVE


def is_converting(reply: bytes) -> bool:
    """Return whether CONFIGURATION still has our value; in standby the temperatures stand still. Raises BadFrame."""
    return _byte(reply) == TACH_INPUT


def curve(quiet_c: float, full_c: float, least_pct: float) -> bytes:
    """Return the registers from CURVE on: `least_pct` up to `quiet_c`, 100 % from `full_c`, in a line between.

    Raises OutOfRange. A broken diode reads as 127 °C, so that the fan runs at full speed.
    """
    min_c, max_c = _TEMPERATURES_C
    if not min_c <= quiet_c <= full_c - _POINTS <= max_c - _POINTS:
        limits = f"{min_c:g} to {max_c:g} °C, at least {_POINTS} K apart"
        raise OutOfRange(f"quiet_c = {quiet_c:g} and full_c = {full_c:g} must be {limits}")
    if not 0.0 <= least_pct <= _FULL_PCT:
        raise OutOfRange(f"least_pct = {least_pct:g} is outside 0 to 100 %")
    shares = [point / (_POINTS - 1) for point in range(_POINTS)]
    points = [(quiet_c + share * (full_c - quiet_c), least_pct + share * (_FULL_PCT - least_pct)) for share in shares]
    return bytes(word for at_c, duty_pct in [(0.0, least_pct), *points] for word in (round(at_c), _setting(duty_pct)))


def fan_rpm(low: bytes, high: bytes) -> float:
    """Decode TACH_LOW and TACH_HIGH; raises BadFrame, OutOfRange where no fan can be that fast."""
    count = _byte(high) << 8 | _byte(low)
    if count == _STANDS_STILL:
        return 0.0
    if count * _MAX_RPM <= _TACH_RATE:
        raise OutOfRange(f"its fan's tach counts {count}, which is beyond {_MAX_RPM:g} rpm")
    return _TACH_RATE / count


def diode_c(high: bytes, low: bytes) -> float:
    """Decode DIODE_HIGH and DIODE_LOW; raises BadFrame, OutOfRange, which tells a short from a broken wire."""
    count = (_byte(high) << 8 | _byte(low)) >> 5
    if count in (_DIODE_OPEN, _DIODE_SHORT):
        fault = "open (is the wire broken?)" if count == _DIODE_OPEN else "short-circuited"
        raise OutOfRange(f"its diode is {fault}")
    warm_c = (count - (count >> 10 << 11)) * _C_PER_COUNT
    if not _COLDEST_C <= warm_c <= _WARMEST_C:
        raise OutOfRange(f"its diode has {warm_c:.1f} °C, which is outside {_COLDEST_C:g} to {_WARMEST_C:g} °C")
    return warm_c


def chip_c(reply: bytes) -> float:
    """Decode CHIP_TEMPERATURE, in whole degrees; raises BadFrame, OutOfRange beyond what the chip works at."""
    warm_c = float(int.from_bytes(_checked(reply), "big", signed=True))
    if not _COLDEST_C <= warm_c <= _WARMEST_C:
        raise OutOfRange(f"{warm_c:.0f} °C of its own is outside {_COLDEST_C:g} to {_WARMEST_C:g} °C")
    return warm_c


def duty_pct(reply: bytes) -> float:
    """Decode FAN_SETTING; raises BadFrame, OutOfRange."""
    setting = _byte(reply)
    if setting > FULL_SPEED:
        raise OutOfRange(f"its fan setting is {setting}, more than the {FULL_SPEED} of full speed")
    return _FULL_PCT * setting / FULL_SPEED


def _setting(duty_pct: float) -> int:
    return round(duty_pct * FULL_SPEED / _FULL_PCT)


def _byte(reply: bytes) -> int:
    return _checked(reply)[0]


def _checked(reply: bytes) -> bytes:
    if len(reply) != 1:
        raise BadFrame(f"EMC2101: a register has 1 byte, not {len(reply)}")
    return reply
