"""The weather around the car, as a function of the local time of day."""

from dataclasses import dataclass
from math import cos, pi, sin

_DAY_H = 24.0
_HOUR_S = 3_600.0
_WARMEST_H = 15.0  # the air follows the sun by about two hours
_SUNRISE_H = 5.0  # a summer day of 16 h
_DAYLIGHT_H = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherParameters:
    """A day: `outside_c` is the mean air temperature, `swing_k` how far the warmest hour is above it."""

    outside_c: float = 20.0
    swing_k: float = 0.0
    moisture_g_m3: float = 10.0
    clearness: float = 1.0
    """1 is a clear sky at noon in summer, 0 is dark."""
    start_h: float = 12.0
    """Local time of day when the simulation begins, hours."""


class Weather:
    """The sun and the air outside at the time reached."""

    __slots__ = ("_hour", "_parameters", "moisture_g_m3", "outside_c", "sun_ratio")

    def __init__(self, parameters: WeatherParameters) -> None:
        self._parameters = parameters
        self._hour = parameters.start_h
        self.moisture_g_m3 = parameters.moisture_g_m3
        self.outside_c = parameters.outside_c
        self.sun_ratio = 0.0
        self.advance(0.0)

    def advance(self, dt_s: float) -> None:
        """Let `dt_s` seconds pass."""
        hour = self._hour = (self._hour + dt_s / _HOUR_S) % _DAY_H
        parameters = self._parameters
        self.outside_c = parameters.outside_c + parameters.swing_k * cos(2.0 * pi * (hour - _WARMEST_H) / _DAY_H)
        daylight = (hour - _SUNRISE_H) / _DAYLIGHT_H
        self.sun_ratio = parameters.clearness * sin(pi * daylight) if 0.0 < daylight < 1.0 else 0.0
