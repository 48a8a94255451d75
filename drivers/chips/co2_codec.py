"""Air pressure and recalibration against known air, which Sensirion's CO2 cells (SCD4x, SEN66) have in common.

Source: Sensirion embedded-i2c-scd4x and embedded-i2c-sen66.
"""

from drivers.errors import OutOfRange
from drivers.i2c.sensirion_codec import unpack_words

PRESSURES_HPA = (700.0, 1_200.0)
TARGETS_PPM = (350.0, 2_000.0)
"""Air that a cell can be recalibrated in: outdoor air to a calibration gas (engineering choice)."""

_NO_CORRECTION = 0xFFFF
_CORRECTION_ZERO = 0x8000


def correction_ppm(reply: bytes) -> int:
    """Decode the correction that a recalibration made; raises BadFrame, ChecksumFailed, OutOfRange if refused."""
    (word,) = unpack_words(reply, 1)
    if word == _NO_CORRECTION:
        raise OutOfRange("CO2: recalibration refused (measure for 3 minutes in outdoor air before)")
    return word - _CORRECTION_ZERO


def pressure_word(pressure_hpa: float) -> int:
    """Return the argument that tells the cell the air pressure; raises OutOfRange beyond 700 to 1200 hPa."""
    return _whole(pressure_hpa, PRESSURES_HPA, "hPa")


def recalibration_word(co2_ppm: float) -> int:
    """Return the argument of a recalibration; raises OutOfRange beyond 350 to 2000 ppm."""
    return _whole(co2_ppm, TARGETS_PPM, "ppm")


def _whole(value: float, limits: tuple[float, float], unit: str) -> int:
    minimum, maximum = limits
    if not minimum <= value <= maximum:
        raise OutOfRange(f"CO2: {value:g} {unit} is outside {minimum:g} to {maximum:g} {unit}")
    return round(value)
