"""Properties of moist air near room conditions."""

from math import exp, log

AIR_J_M3_K = 1_206.0
"""Density 1.2 kg/m3 times 1 005 J/kg K."""

CONDENSING_J_G = 2_450.0
"""Heat of condensation of water near 20 C."""

_PLATE_G_M3 = 4.85
"""Moisture that air still holds after a plate at 0 C."""

# The Magnus formula with the coefficients of the WMO; 216.7 g K/J is one over the gas constant of water vapour.
_GAS_G_K_J = 216.7
_HPA_AT_ZERO_C = 6.112
_SLOPE, _SHIFT_C = 17.62, 243.12
_ZERO_C_K = 273.15
_MIN_HPA = 0.01  # keeps the dew point of bone-dry air finite


def saturated_g_m3(air_c: float) -> float:
    """Return the most water vapour that air can hold."""
    return _GAS_G_K_J * _HPA_AT_ZERO_C * exp(_SLOPE * air_c / (_SHIFT_C + air_c)) / (_ZERO_C_K + air_c)


def entering_g_s(
    outside_g_m3: float, inside_c: float, *, seal_m3_s: float, lid_w_k: float, lid_wetting: float
) -> float:
    """Return the moisture that comes into a cold box and settles on its plate.

    Air of `outside_g_m3` leaks through the seal; `lid_w_k` is what a lid that is not shut conducts, 0 where it is shut.
    """
    through_seal_g_s = (outside_g_m3 - _PLATE_G_M3) * seal_m3_s
    through_lid_g_s = lid_wetting * lid_w_k / AIR_J_M3_K * (outside_g_m3 - saturated_g_m3(inside_c)) if lid_w_k else 0.0
    return max(through_seal_g_s + through_lid_g_s, 0.0)


def dew_point_c(moisture_g_m3: float, air_c: float) -> float:
    """Return the temperature at which the vapour in air of `air_c` begins to condense."""
    vapour_hpa = moisture_g_m3 * (_ZERO_C_K + air_c) / _GAS_G_K_J
    power = log(max(vapour_hpa, _MIN_HPA) / _HPA_AT_ZERO_C)
    return _SHIFT_C * power / (_SLOPE - power)
