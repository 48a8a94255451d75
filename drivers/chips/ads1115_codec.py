"""ADS1115 converter, and the thermistors and reed contacts on it. Source: TI data sheet SBAS444.

Every input is the middle of a divider: 10 kOhm to the supply, the sensor to ground. AIN3 measures the supply itself, so
that only ratios count. Resistors of the reed ladder: see LADDER_OHM.
"""

from dataclasses import dataclass
from math import log

from drivers.errors import NoDataYet, OutOfRange, WasReset
from drivers.i2c.registers_codec import signed16, unsigned16
from drivers.measured import Measured

CONVERSION = 0x00
CONFIGURATION = 0x01
LOW_THRESHOLD, HIGH_THRESHOLD = 0x02, 0x03

INPUTS = range(3)
SUPPLY_INPUT = 3
CONVERSION_S = 0.0087
"""One conversion at 128 a second; the chip's clock may be 10 % slow."""

LADDER_OHM = (2_200.0, 4_700.0, 10_000.0)
"""In series to ground: one that is always there, one that contact A bridges while it is closed, one that B does.

E12 values whose four ratios lie at least 0.07 apart, and far from open and short (engineering choice).
"""

_START, _SINGLE_SHOT_128_AT_4_096_V, _FIRST_INPUT, _INPUT_SHIFT = 0x8000, 0x0383, 0b100, 12
_THRESHOLDS_AT_POWER_UP = (-32_768, 32_767)
_FULL_SCALE_V, _COUNTS = 4.096, 32_768
_CLIPPED = 32_767
_SUPPLY_V = (2.7, 4.0)  # 3.3 V and what a regulator may do; the scale ends at 4.096 V
_PULL_UP_OHM = 10_000.0
_NOMINAL_OHM, _NOMINAL_K, _ZERO_C_IN_K = 10_000.0, 298.15, 273.15
_SHORT_RATIO, _OPEN_RATIO = 0.010, 0.985  # of an NTC: some 200 °C and -50 °C
_COLDEST_C, _WARMEST_C = -40.0, 125.0
_STEP_TOLERANCE = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Ads1115Sample:
    """Measured inputs: thermistors on AIN0, AIN1 ..., a reed ladder on AIN2.

    A value alone is absent where nothing is connected, or where its wire is broken or short-circuited.
    A lid is open (1) or closed (0).
    """

    ntc0_c: Measured
    ntc1_c: Measured
    ntc2_c: Measured
    lid_a_open: Measured
    lid_b_open: Measured


def convert_word(channel: int) -> int:
    """Return the word for CONFIGURATION that converts AIN`channel` once against ground; 0xC383 for AIN0."""
    return _START | (_FIRST_INPUT + channel) << _INPUT_SHIFT | _SINGLE_SHOT_128_AT_4_096_V


def has_thresholds_of_power_up(low: bytes, high: bytes) -> bool:
    """Return whether LOW_THRESHOLD and HIGH_THRESHOLD, which nobody writes, fit an ADS1115; raises BadFrame."""
    return (signed16(low), signed16(high)) == _THRESHOLDS_AT_POWER_UP


def require_converted(reply: bytes, channel: int) -> None:
    """Raise NoDataYet where CONFIGURATION says that it converts, Offline where that was not requested, BadFrame."""
    word, expected = unsigned16(reply), convert_word(channel)
    if word | _START != expected:
        raise WasReset(f"configuration is 0x{word:04x}, expected 0x{expected:04x}: it was reset, start it again")
    if not word & _START:
        raise NoDataYet("still converts")


def voltage_v(reply: bytes) -> float:
    """Return the CONVERSION register; raises BadFrame, OutOfRange at the end of the scale."""
    count = signed16(reply)
    if count == _CLIPPED:
        raise OutOfRange(f"more than {_FULL_SCALE_V:g} V")
    return count * _FULL_SCALE_V / _COUNTS


def ratio(input_v: float, supply_v: float) -> float:
    """Return the ratio of an input to the supply; raises OutOfRange if there is no supply to compare it with."""
    min_v, max_v = _SUPPLY_V
    if not min_v <= supply_v <= max_v:
        raise OutOfRange(f"AIN{SUPPLY_INPUT} has {supply_v:.2f} V, expected the dividers' supply of 3.3 V")
    return input_v / supply_v


def ntc_c(part: float, beta_k: float) -> float:
    """Return the temperature of a thermistor (10 kOhm at 25 °C).

    Raises OutOfRange, which tells a short from a broken wire.
    """
    if not part > _SHORT_RATIO:
        raise OutOfRange("short circuit (is the cable squeezed?)")
    if part > _OPEN_RATIO:
        raise OutOfRange("open circuit (is the wire broken?)")
    warm_c = 1.0 / (1.0 / _NOMINAL_K + log(resistance_ohm(part) / _NOMINAL_OHM) / beta_k) - _ZERO_C_IN_K
    if not _COLDEST_C <= warm_c <= _WARMEST_C:
        raise OutOfRange(f"{warm_c:.1f} °C is outside {_COLDEST_C:g} to {_WARMEST_C:g} °C")
    return warm_c


def lids_open(part: float) -> tuple[bool, bool]:
    """Decode contacts A and B of the ladder, True for open; raises OutOfRange, naming a short or a broken wire."""
    if not part > _SHORT_RATIO:
        raise OutOfRange("short circuit (is the cable squeezed?)")
    if part > _OPEN_RATIO:
        raise OutOfRange("open circuit (is the wire broken?)")
    for (a_open, b_open), step in _LADDER.items():
        if abs(part - step) <= _STEP_TOLERANCE:
            return a_open, b_open
    raise OutOfRange(f"{part:.3f} of the supply is no step of the ladder (is a contact corroded?)")


def resistance_ohm(part: float) -> float:
    """Return the resistance of the lower half of a divider that has this part of the supply."""
    return _PULL_UP_OHM * part / (1.0 - part)


def _step(a_open: bool, b_open: bool) -> float:
    always, contact_a, contact_b = LADDER_OHM
    below = always + contact_a * a_open + contact_b * b_open
    return below / (below + _PULL_UP_OHM)


_LADDER = {(a_open, b_open): _step(a_open, b_open) for a_open in (False, True) for b_open in (False, True)}
