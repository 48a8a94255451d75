"""The mean kinetic temperature of samples and of pieces. Pure.

The mean kinetic temperature (MKT) is the one constant temperature that would have done to goods what the changing one
did. Formula and figures: USP <1160> and <1079.2>.
"""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from math import exp, log

ACTIVATION_KJ_MOL = 83.144
"""USP's activation energy for MKT, of goods of which nothing better is known."""

GAS_KJ_MOL_K = 8.3144e-3
"""Gas constant as USP writes it, so that the quotient is 10 000 K."""

ZERO_C_K = 273.15

BUCKETS = 96
"""A window moves on by this part of itself: a quarter of an hour of a day. Engineering choice."""

_HEAT_OVER_GAS_K = ACTIVATION_KJ_MOL / GAS_KJ_MOL_K


class KineticMean:
    """A mean kinetic temperature that grows piece by piece, each weighed by how long it lasted."""

    def __init__(self) -> None:
        self._sum_s = 0.0
        self._lasted_s = 0.0

    def add(self, temperature_c: float, duration_s: float) -> None:
        """Add a piece of constant temperature."""
        self._sum_s += _speed(temperature_c) * duration_s
        self._lasted_s += duration_s

    @property
    def c(self) -> float | None:
        """The mean of all pieces; None where there was none."""
        return _mean_c(self._sum_s, self._lasted_s)


class KineticWindow:
    """The highest mean kinetic temperature of any time of `window_s`; while there was less, that of all."""

    def __init__(self, window_s: float) -> None:
        self._window_s, self._bucket_s = window_s, window_s / BUCKETS
        self._buckets: deque[list[float]] = deque()
        self._sum_s = self._lasted_s = 0.0
        self._highest_c: float | None = None

    def add(self, temperature_c: float, duration_s: float) -> None:
        """Add a piece of constant temperature."""
        if not self._buckets or self._buckets[-1][1] >= self._bucket_s:
            self._buckets.append([0.0, 0.0])
        piece_s = _speed(temperature_c) * duration_s
        self._buckets[-1][0] += piece_s
        self._buckets[-1][1] += duration_s
        self._sum_s += piece_s
        self._lasted_s += duration_s
        while self._lasted_s - self._buckets[0][1] >= self._window_s:
            gone_s, gone_lasted_s = self._buckets.popleft()
            self._sum_s -= gone_s
            self._lasted_s -= gone_lasted_s
        mean_c = _mean_c(self._sum_s, self._lasted_s)
        if self._lasted_s >= self._window_s and mean_c is not None:
            self._highest_c = mean_c if self._highest_c is None else max(self._highest_c, mean_c)

    @property
    def highest_c(self) -> float | None:
        """The highest one until now; None where there was nothing."""
        return _mean_c(self._sum_s, self._lasted_s) if self._highest_c is None else self._highest_c


def mean_kinetic_c(pieces: Iterable[tuple[float, float]]) -> float | None:
    """Return the mean kinetic temperature of `pieces`, each a temperature and its duration in seconds."""
    mean = KineticMean()
    for temperature_c, duration_s in pieces:
        mean.add(temperature_c, duration_s)
    return mean.c


def trapezoid_kinetic_c(samples: Iterable[tuple[float, float]], *, longest_s: float | None = None) -> float | None:
    """Return it for `samples` of a time in seconds and a temperature; between two of them their middle counts.

    Between two samples that are further apart than `longest_s` nothing is known, and nothing counted.
    """
    mean = KineticMean()
    for (from_s, from_c), (to_s, to_c) in pairwise(samples):
        if longest_s is None or to_s - from_s <= longest_s:
            mean.add((from_c + to_c) / 2.0, to_s - from_s)
    return mean.c


def _speed(temperature_c: float) -> float:
    """Return how fast goods age, without the constant in front that cancels out."""
    return exp(-_HEAT_OVER_GAS_K / (temperature_c + ZERO_C_K))


def _mean_c(sum_s: float, lasted_s: float) -> float | None:
    if lasted_s <= 0.0 or sum_s <= 0.0:
        return None
    return -_HEAT_OVER_GAS_K / log(sum_s / lasted_s) - ZERO_C_K
