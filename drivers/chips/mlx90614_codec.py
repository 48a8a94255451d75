"""MLX90614 infrared thermometer: commands and what the words mean. Source: Melexis data sheet, Linux mlx90614.c."""

from dataclasses import dataclass

from drivers.errors import DriverError, OutOfRange
from drivers.measured import Measured, alone

AMBIENT = 0x06
OBJECT = 0x07
EMISSIVITY = 0x24
IDENTITY = (0x3C, 0x3D, 0x3E, 0x3F)

POWER_UP_S = 0.25

_ERROR_FLAG = 0x8000
_K_PER_COUNT = 0.02
_ZERO_C_K = 273.15
_AMBIENT_ENDS_C = (-40.0, 125.0)  # specified range
_OBJECT_ENDS_C = (-70.0, 380.0)
_EMISSIVITIES = (0.1, 1.0)
_EMISSIVITY_STEPS = 65_535
_BLANK = frozenset({0x0000, 0xFFFF})


@dataclass(frozen=True, slots=True)
class Mlx90614Sample:
    """One measurement: the surface in view, and the sensor's own case, which is what its accuracy depends on."""

    object_c: Measured
    ambient_c: Measured


def is_identity(words: tuple[int, ...]) -> bool:
    """Return whether `words` can be the chip's number: it is never all zeros or all ones, as on a line that hangs."""
    return not _BLANK.issuperset(words)


def require_emissivity(emissivity: float) -> float:
    """Return the emissivity of a surface, 0.1 to 1; raises OutOfRange."""
    minimum, maximum = _EMISSIVITIES
    if not minimum <= emissivity <= maximum:
        raise OutOfRange(f"emissivity = {emissivity:g} must be {minimum:g} to {maximum:g} (paint and plastics: 0.95)")
    return emissivity


def stored_emissivity(word: int) -> float:
    """Return the emissivity that the chip itself computes with; raises OutOfRange for what is none."""
    try:
        return require_emissivity(word / _EMISSIVITY_STEPS)
    except OutOfRange as error:
        raise OutOfRange(f"MLX90614: what its memory says cannot be: {error}") from error


def ambient_c(word: int) -> float:
    """Return the temperature of the sensor's case; raises OutOfRange."""
    return _temperature_c(word, _AMBIENT_ENDS_C)


def object_c(word: int) -> float:
    """Return the temperature of the surface as the chip computes it; raises OutOfRange."""
    return _temperature_c(word, _OBJECT_ENDS_C)


def corrected(chip: Mlx90614Sample, *, stored: float, wanted: float) -> Mlx90614Sample:
    """Return the sample for a surface of emissivity `wanted` from one reckoned with `stored`.

    The detector sees emissivity * (object^4 - ambient^4), in kelvin (data sheet, "emissivity compensation"). It is
    done here because the chip's own setting stands in an EEPROM that few writes wear out.
    """
    if isinstance(chip.object_c, DriverError) or stored == wanted:
        return chip
    if isinstance(chip.ambient_c, DriverError):
        return Mlx90614Sample(chip.ambient_c, chip.ambient_c)
    object_k, ambient_k = chip.object_c + _ZERO_C_K, chip.ambient_c + _ZERO_C_K
    fourth_power = ambient_k**4 + (object_k**4 - ambient_k**4) * stored / wanted
    corrected_c = max(fourth_power, 0.0) ** 0.25 - _ZERO_C_K
    return Mlx90614Sample(alone(_within, corrected_c, _OBJECT_ENDS_C), chip.ambient_c)


def _temperature_c(word: int, ends_c: tuple[float, float]) -> float:
    if word & _ERROR_FLAG:
        raise OutOfRange("MLX90614: the chip flags its measurement as wrong")
    return _within(word * _K_PER_COUNT - _ZERO_C_K, ends_c)


def _within(value_c: float, ends_c: tuple[float, float]) -> float:
    min_c, max_c = ends_c
    if not min_c <= value_c <= max_c:
        raise OutOfRange(f"MLX90614: {value_c:.1f} °C is outside {min_c:g} to {max_c:g} °C")
    return value_c
