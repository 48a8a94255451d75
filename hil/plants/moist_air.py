"""Properties of moist air near room conditions."""

from math import exp

AIR_J_M3_K = 1_206.0
"""Density 1.2 kg/m3 times 1 005 J/kg K."""

CONDENSING_J_G = 2_450.0
"""Heat of condensation of water near 20 C."""


def saturated_g_m3(air_c: float) -> float:
    """Most water vapour that air can hold (Magnus formula with the coefficients of the WMO)."""
    return 216.7 * 6.112 * exp(17.62 * air_c / (243.12 + air_c)) / (273.15 + air_c)
