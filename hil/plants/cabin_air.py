"""Contents of the cabin's air: carbon dioxide, fine particles and moisture, one balance for each.

V dC/dt = sources + fresh (outside - C) + leak (outside - C) - filter, purifier and walls
"""

from dataclasses import dataclass

from hil.plants.cabin_ports import OUTSIDE_CO2_PPM, CabinConditions, ClimateOutputs
from hil.plants.climate import Climate

_HOUR_S = 3_600.0
_MINUTE_S = 60.0
_PPM_L_PER_M3 = 1_000.0  # one litre in one cubic metre


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinAirParameters:
    """A tight modern car: 1.7 air changes an hour at 60 km/h, 2.7 at 110."""

    volume_m3: float = 3.0
    parked_leak_1_h: float = 0.5
    leak_1_h_kph: float = 0.02
    door_leak_1_h: float = 60.0
    penetration: float = 0.9
    """The share of outside particles that passes the gaps: 0.8-1."""
    filter_efficiency: float = 0.5
    """Single pass of the cabin filter, for fresh and recirculated air: 0.5 as fitted by makers, 0.9 HEPA."""
    deposition: float = 1.3
    """Particles settle at this many times the air changes through gaps (Ott 2008, smoke)."""
    purifier_m3_h: float = 150.0
    """Clean air of the purifier at full speed; 0 is none fitted."""
    purifier_w: float = 15.0
    moisture_g_m3: float = 10.0
    pm25_ugm3: float = 10.0
    co2_ppm: float = OUTSIDE_CO2_PPM


class CabinAir:
    """The state of the air."""

    __slots__ = ("_parameters", "co2_ppm", "leak_m3_s", "moisture_g_m3", "pm25_ugm3", "purifier_w")

    def __init__(self, parameters: CabinAirParameters) -> None:
        self._parameters = parameters
        self.co2_ppm = parameters.co2_ppm
        self.pm25_ugm3 = parameters.pm25_ugm3
        self.moisture_g_m3 = parameters.moisture_g_m3
        self.leak_m3_s = 0.0
        """Air exchanged through gaps and an open door."""
        self.purifier_w = 0.0

    def advance(self, conditions: CabinConditions, outputs: ClimateOutputs, climate: Climate, dt_s: float) -> None:
        """Mix for `dt_s` seconds, with the air that `climate` moves."""
        parameters, people = self._parameters, conditions.people
        changes_1_h = parameters.parked_leak_1_h + parameters.leak_1_h_kph * conditions.speed_kph
        if conditions.door_open:
            changes_1_h += parameters.door_leak_1_h
        leak_m3_s = self.leak_m3_s = parameters.volume_m3 * changes_1_h / _HOUR_S
        exchanged_m3_s = leak_m3_s + climate.fresh_m3_s
        share = dt_s / parameters.volume_m3
        exhaled = people.co2_l_min / _MINUTE_S * _PPM_L_PER_M3
        self.co2_ppm += (exhaled + exchanged_m3_s * (conditions.outside_co2_ppm - self.co2_ppm)) * share
        gained_g_s = people.moisture_g_h / _HOUR_S - climate.drying_g_s
        self.moisture_g_m3 += (gained_g_s + exchanged_m3_s * (conditions.outside_g_m3 - self.moisture_g_m3)) * share
        self._clean(conditions.outside_pm25_ugm3, outputs.purifier_pct / 100.0, climate, share)

    def _clean(self, outside_ugm3: float, purifier: float, climate: Climate, share: float) -> None:
        """Balance the particles."""
        parameters, leak_m3_s, fresh_m3_s = self._parameters, self.leak_m3_s, climate.fresh_m3_s
        efficiency = parameters.filter_efficiency
        entering = outside_ugm3 * (leak_m3_s * parameters.penetration + fresh_m3_s * (1.0 - efficiency))
        cleaned_m3_s = (climate.flow_m3_s - fresh_m3_s) * efficiency + parameters.purifier_m3_h * purifier / _HOUR_S
        leaving_m3_s = leak_m3_s * (1.0 + parameters.deposition) + fresh_m3_s + cleaned_m3_s
        self.pm25_ugm3 += (entering - leaving_m3_s * self.pm25_ugm3) * share
        self.purifier_w = parameters.purifier_w * purifier
