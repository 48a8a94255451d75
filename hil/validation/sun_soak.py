"""A closed car in the sun: how far its air rises above the air outside."""

from collections.abc import Iterator

from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs
from hil.validation.row import Row

_OUTSIDE_C = 21.0
_SOURCE = "Null, San Jose State University; McLaren 2005"
_RISES_K = {10: 10.6, 20: 16.1, 30: 18.9, 60: 23.9}
_WITHIN_K = 2.0
_EARLY_MIN, _LATE_MIN = 30, 60
_EARLY_SHARE = (0.79, 0.80)
"""80 % of the rise of an hour comes in its first half."""


def rows() -> Iterator[Row]:
    """Compare the rise after some minutes, and its shape."""
    rises_k = _soak(max(_RISES_K))
    for minute, measured_k in _RISES_K.items():
        low_k, high_k = measured_k - _WITHIN_K, measured_k + _WITHIN_K
        yield Row(
            name=f"hot car, rise after {minute} min",
            value=rises_k[minute],
            low=low_k,
            high=high_k,
            unit="K",
            source=_SOURCE,
        )
    share = rises_k[_EARLY_MIN] / rises_k[_LATE_MIN]
    low, high = _EARLY_SHARE
    yield Row(name="hot car, rise at 30 min over 60 min", value=share, low=low, high=high, unit="", source=_SOURCE)


def _soak(minutes: int) -> dict[int, float]:
    """Return the rise in K after each minute."""
    cabin = Cabin(CabinParameters(air_c=_OUTSIDE_C, mass_c=_OUTSIDE_C))
    conditions, outputs = CabinConditions(outside_c=_OUTSIDE_C, sun_ratio=1.0), ClimateOutputs()
    rises_k: dict[int, float] = {}
    for minute in range(1, minutes + 1):
        for _ in range(60):
            cabin.advance(conditions, outputs, 1.0)
        rises_k[minute] = cabin.air_c - _OUTSIDE_C
    return rises_k
