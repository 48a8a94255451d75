"""Psychrometrics: the dew point of air, and the temperature of the inner windscreen.

The glass is a heat capacity between the air on both sides. The blower's jet on it is left out on purpose: the margin
that remains tells whether the jet may stop.
"""

from math import log

# Magnus formula over water, coefficients of the WMO (Guide to Instruments, 2018).
_SLOPE, _SHIFT_C = 17.62, 243.12

MIN_HUMIDITY_PCT = 1.0
"""Drier air than this is not told apart by a humidity sensor."""

INNER_W_M2_K = 8.0
"""Still air and radiation inside: 1 / 0.13 m2K/W (ISO 6946)."""

OUTER_W_M2_K = 10.0
"""Outer film of a standing car (FASTSim 2)."""

OUTER_W_M2_K_KPH = 0.8
"""About 50 W/m2K at 50 km/h (turbulent flat plate)."""

GLASS_J_M2_K = 10_500.0
"""5 mm x 2500 kg/m3 x 840 J/kg K."""


def dew_point_c(air_c: float, humidity_pct: float) -> float:
    """Return the temperature at which the moisture of the air begins to condense."""
    power = log(max(humidity_pct, MIN_HUMIDITY_PCT) / 100.0) + _SLOPE * air_c / (_SHIFT_C + air_c)
    return _SHIFT_C * power / (_SLOPE - power)


def glass_c(before_c: float | None, air_c: float, outside_c: float, speed_kph: float | None, dt_s: float) -> float:
    """The inner glass `dt_s` later; None before is glass that has long settled."""
    outer_w_m2_k = OUTER_W_M2_K + OUTER_W_M2_K_KPH * (speed_kph or 0.0)
    both_w_m2_k = outer_w_m2_k + INNER_W_M2_K
    settled_c = (outer_w_m2_k * outside_c + INNER_W_M2_K * air_c) / both_w_m2_k
    if before_c is None:
        return settled_c
    return before_c + (settled_c - before_c) * dt_s / (GLASS_J_M2_K / both_w_m2_k + dt_s)
