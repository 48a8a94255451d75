"""BrewPi's filters: three sections in a row, which delay by 3.33 x 2^b seconds each."""

from math import exp

_SECTIONS = 3
_SECTION_S = 3.33


class Cascade:
    """Low pass of the third order; begins at the first value."""

    def __init__(self, b: int) -> None:
        self._section_s = _SECTION_S * 2.0**b
        self._values: list[float] = []

    def next(self, value: float, dt_s: float) -> float:
        """The output `dt_s` after the last one."""
        if not self._values:
            self._values = [value] * _SECTIONS
        share = 1.0 - exp(-dt_s / self._section_s)
        for index, held in enumerate(self._values):
            value = self._values[index] = held + (value - held) * share
        return value


class Slope:
    """K/h of a filtered value, filtered again."""

    def __init__(self, b: int) -> None:
        self._filter, self._before_c = Cascade(b), float("nan")

    def next(self, value_c: float, dt_s: float) -> float:
        """The slope at `value_c`, `dt_s` after the last one; 0 at first."""
        known = self._before_c == self._before_c and dt_s > 0.0
        slope_k_h = (value_c - self._before_c) / dt_s * 3_600.0 if known else 0.0
        self._before_c = value_c
        return self._filter.next(slope_k_h, dt_s)
