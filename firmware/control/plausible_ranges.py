"""The values that each point can have, whatever gives it: a chip, a plug-in, a frame, a formula of a car. Pure.

Wider than any true value, and narrow enough that no law can be led beyond what numbers hold: a driver's own limits are
those of its device, a profile's `low` and `high` those of its car; neither can widen these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drivers.errors import BadFrame, OutOfRange

_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Range:
    """From `min_value` to `max_value`, both included, in `unit` as people write it."""

    min_value: float
    max_value: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.min_value:g} to {self.max_value:g} {self.unit}".rstrip()


_SWITCH = Range(0.0, 1.0)

# Engineering choices: what is met in and around a car, and some.
BY_UNIT: Mapping[str, Range] = {
    "c": Range(-60.0, 150.0, "°C"),
    "pct": Range(0.0, 100.0, "%"),
    "ppm": Range(0.0, 40_000.0, "ppm"),  # Sensirion SCD4x data sheet: the output range of carbon dioxide
    "ugm3": Range(0.0, 10_000.0, "µg/m³"),
    "index": Range(0.0, 500.0),  # Sensirion gas index algorithm: 1 to 500
    "hpa": Range(300.0, 1_200.0, "hPa"),  # BME280 data sheet: 300 to 1100
    "v": Range(0.0, 60.0, "V"),
    "a": Range(-1_000.0, 1_000.0, "A"),
    "w": Range(-60_000.0, 60_000.0, "W"),
    "wh": Range(-1e9, 1e9, "Wh"),
    "ah": Range(-1e9, 1e9, "Ah"),
    "kph": Range(0.0, 400.0, "km/h"),
    "rpm": Range(0.0, 30_000.0, "rpm"),
    "deg": Range(-360.0, 360.0, "°"),
    "m": Range(-1_000.0, 20_000.0, "m"),
    "g": Range(0.0, 400.0, "g"),
    "open": _SWITCH,
    "ready": _SWITCH,
    "charging": _SWITCH,
    "presence": _SWITCH,
    "contact": _SWITCH,
    "shore": _SWITCH,
}
"""By the last word of a point's name."""

BY_POINT: Mapping[str, Range] = {
    "vehicle.pack_v": Range(0.0, 1_500.0, "V"),
    "vehicle.pack_a": Range(-3_000.0, 3_000.0, "A"),
    "vehicle.latitude_deg": Range(-90.0, 90.0, "°"),
    "vehicle.longitude_deg": Range(-180.0, 180.0, "°"),
}
"""The ranges that differ from the usual one of their unit."""

EXTRA = Range(-1e12, 1e12)
"""The range of measurements that owners name themselves: nothing here is regulated by them."""


def range_of(point: str) -> Range:
    """Return the values that `point` can have; raises KeyError for one that nothing is known of."""
    if point.startswith("extra."):
        return EXTRA
    return BY_POINT.get(point) or BY_UNIT[point.rpartition(".")[2].rpartition("_")[2]]


def within(value: Any, limits: Range, point: str) -> float:
    """Return `value` as a float, where it is a number that `point` can have; raises BadFrame or OutOfRange."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        raise BadFrame(f"{point} = {_shown(value)}: is no number: it must be a float")
    if not limits.min_value <= value <= limits.max_value:
        raise OutOfRange(f"{point} = {_shown(value)}: is out of range: it can be {limits}")
    return float(value)


def _shown(value: object) -> str:
    """Return it as people write it, in short; an integer may be too long to be written, and a text may be code."""
    try:
        text = f"{value:g}" if isinstance(value, float) else repr(value)
    except Exception:  # noqa: BLE001  # it comes from anywhere
        text = type(value).__name__
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
