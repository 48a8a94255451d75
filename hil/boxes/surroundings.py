"""The air around a box: as hot all the time, or with a day's swing."""

from math import cos, pi

from hil.boxes.network import BoxParameters
from hil.plants.fridge_ports import FridgeSurroundings
from hil.plants.moist_air import saturated_g_m3

_DAY_S = 86_400.0
_HOTTEST_S = 15.0 * 3_600.0
_HUMIDITY = 0.6
"""At the mean temperature, and as much water all day: 60 %, as in the benchmark's definition."""


class Ambient:
    """The air around one box by time; time 0 is midnight."""

    def __init__(self, box: BoxParameters, supply_v: float = 12.6) -> None:
        self._mean_c, self._swing_k = box.ambient_c, box.swing_k
        self._around = FridgeSurroundings(box.ambient_c, _HUMIDITY * saturated_g_m3(box.ambient_c), supply_v)

    def at(self, now_s: float) -> FridgeSurroundings:
        """Return the surroundings at `now_s`: the same object each time, up to date."""
        if self._swing_k:
            self._around.air_c = self._mean_c + self._swing_k * cos(2.0 * pi * (now_s - _HOTTEST_S) / _DAY_S)
        return self._around
