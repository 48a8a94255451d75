"""Inputs of a cabin: applied outputs, and the conditions around and inside."""

from dataclasses import dataclass

from hil.plants.people import NOBODY, People

OUTSIDE_CO2_PPM = 420.0


@dataclass(slots=True, kw_only=True)
class ClimateOutputs:
    """Outputs that the controller applies; percentages of full."""

    heater_pct: float = 0.0
    cooler_pct: float = 0.0
    blower_pct: float = 0.0
    recirculation_pct: float = 0.0
    """Share of the blower's air that comes from the cabin; the rest is fresh."""
    windscreen_pct: float = 0.0
    """Share of the blower's air that goes to the windscreen."""
    purifier_pct: float = 0.0


@dataclass(slots=True, kw_only=True)
class CabinConditions:
    """Conditions outside and inside that act on the cabin."""

    outside_c: float = 20.0
    outside_g_m3: float = 10.0
    outside_pm25_ugm3: float = 10.0
    outside_co2_ppm: float = OUTSIDE_CO2_PPM
    sun_ratio: float = 0.0
    speed_kph: float = 0.0
    door_open: bool = False
    people: People = NOBODY
    appliances_w: float = 0.0
