"""The balances of carbon dioxide and fine particles in the cabin, solved over a time with constant outputs.

V dC/dt = exhaled + exchanged (outside - C)        V dP/dt = entering outside_P - leaving P
Both are first-order, so that their end and mean over any time are known exactly.
"""

from math import exp

from controller.air.air_memory import OUTSIDE_CO2_PPM
from controller.interface.immutable import immutable
from controller.settings.cabin import AirSettings

PERSON_L_H = 18.0
"""Carbon dioxide of an adult who sits: 0.30 L/min (Persily and de Jonge 2017)."""

_PPM_PER_L_M3 = 1_000.0
_LEAK_1_H, _LEAK_1_H_KPH = 0.5, 0.02
"""Air changes of a closed car, parked and for each km/h: a tight modern one (Knibbs 2009, Ott 2008)."""

_PENETRATION = 0.9
_DEPOSITION = 1.3
"""Of particles in the leaks: 0.8-1 pass, and walls take 1.3 times the air changes (Ott 2008)."""

_MIN_1_H = 1e-3


@immutable
class Outlook:
    """The course of a concentration: its mean over the time, and its value at the end."""

    mean: float
    end: float


@immutable
class Flows:
    """Air in m3/h: through the gaps, through the blower, of that from outside, and clean air of the purifier."""

    leak: float
    blown: float
    fresh: float
    purified: float


def leak_m3_h(settings: AirSettings, speed_kph: float) -> float:
    """Air through the gaps."""
    return settings.volume_m3 * (_LEAK_1_H + _LEAK_1_H_KPH * speed_kph)


def co2(now_ppm: float, exhaled_l_h: float, flows: Flows, settings: AirSettings, time_h: float) -> Outlook:
    """Carbon dioxide after `time_h` hours."""
    exchanged = flows.leak + flows.fresh
    return _outlook(now_ppm, exchanged * OUTSIDE_CO2_PPM + exhaled_l_h * _PPM_PER_L_M3, exchanged, settings, time_h)


def pm25(now_ugm3: float, outside_ugm3: float, flows: Flows, settings: AirSettings, time_h: float) -> Outlook:
    """Fine particles after `time_h` hours."""
    leaving = flows.leak * (1.0 + _DEPOSITION) + flows.fresh + flows.purified
    leaving += (flows.blown - flows.fresh) * settings.filter_ratio
    return _outlook(now_ugm3, entering_m3_h(flows, settings) * outside_ugm3, leaving, settings, time_h)


def entering_m3_h(flows: Flows, settings: AirSettings) -> float:
    """Outside air whose particles all come in."""
    return flows.leak * _PENETRATION + flows.fresh * (1.0 - settings.filter_ratio)


def _outlook(now: float, gained: float, leaving: float, settings: AirSettings, time_h: float) -> Outlook:
    """Return the solution of V dC/dt = gained - leaving C."""
    rate_1_h = max(leaving / settings.volume_m3, _MIN_1_H)
    steady = gained / settings.volume_m3 / rate_1_h
    left = exp(-rate_1_h * time_h)
    return Outlook(steady + (now - steady) * (1.0 - left) / (rate_1_h * time_h), steady + (now - steady) * left)
