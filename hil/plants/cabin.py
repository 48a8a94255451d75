"""The cabin: air with its skin, the seats and dash behind it, its windscreen, its climate unit and what it breathes.

Two thermal nodes, because one cannot follow a measured hot-car soak: fitted with the leaks of a parked car, they follow
the published rise of a closed car in the sun (10.6, 16.1, 18.9, 23.9 K after 10, 20, 30, 60 min) within 0.4 K.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from hil.plants.cabin_air import CabinAir, CabinAirParameters
from hil.plants.cabin_ports import CabinConditions, ClimateOutputs
from hil.plants.climate import Climate, ClimateParameters, Inlet
from hil.plants.moist_air import AIR_J_M3_K, dew_point_c, saturated_g_m3
from hil.plants.windscreen import Windscreen, WindscreenParameters

# Conductance of the skin of a moving car, W/K by km/h: flat plate of 2 x 2 m behind 0.02 m2K/W, as in FASTSim 2.
_MOVING_W_K = ((0, 0.0), (30, 48.0), (50, 71.0), (80, 93.0), (100, 104.0), (130, 115.0), (250, 115.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinParameters:
    """A representative mid-size car; conductances in W/K, heat capacities in J/K."""

    parked_w_k: float = 33.3
    moving_ratio: float = 1.0
    """Conductance of the moving car, as a multiple of the flat plate's."""
    air_j_k: float = 46_600.0
    mass_j_k: float = 69_600.0
    air_mass_w_k: float = 18.8
    sun_w: float = 1_150.0
    """Absorbed through the glass under a clear noon sky."""
    sun_air_share: float = 0.94
    """Share of it that heats the skin and the air first."""
    air: CabinAirParameters = field(default_factory=CabinAirParameters)
    climate: ClimateParameters = field(default_factory=ClimateParameters)
    windscreen: WindscreenParameters = field(default_factory=WindscreenParameters)
    air_c: float = 20.0
    mass_c: float = 20.0


def _conductances(parked_w_k: float, moving_ratio: float) -> tuple[float, ...]:
    """Return the conductance of the skin for each whole km/h; wind never makes it less than parked."""
    table: list[float] = []
    for (slow, slow_w_k), (fast, fast_w_k) in pairwise(_MOVING_W_K):
        slope = (fast_w_k - slow_w_k) / (fast - slow)
        table.extend(max(parked_w_k, moving_ratio * (slow_w_k + slope * kph)) for kph in range(fast - slow))
    return tuple(table)


class Cabin:
    """The state of the cabin."""

    __slots__ = (
        "_conductances_w_k",
        "_inlet",
        "_parameters",
        "air",
        "air_c",
        "climate",
        "heat_in_j",
        "mass_c",
        "windscreen",
    )

    def __init__(self, parameters: CabinParameters) -> None:
        self._parameters = parameters
        self._conductances_w_k = _conductances(parameters.parked_w_k, parameters.moving_ratio)
        self.air = CabinAir(parameters.air)
        self.climate = Climate(parameters.climate)
        self.windscreen = Windscreen(parameters.windscreen, parameters.air_c)
        self._inlet = Inlet(parameters.air_c, parameters.air.moisture_g_m3, parameters.air_c, 0.0)
        self.air_c = parameters.air_c
        self.mass_c = parameters.mass_c
        self.heat_in_j = 0.0
        """All heat that came in, less what was carried away, since the beginning."""

    @property
    def moisture_g_m3(self) -> float:
        """Water vapour in the air."""
        return self.air.moisture_g_m3

    @property
    def co2_ppm(self) -> float:
        """Carbon dioxide in the air."""
        return self.air.co2_ppm

    @property
    def pm25_ugm3(self) -> float:
        """Fine particles in the air."""
        return self.air.pm25_ugm3

    @property
    def humidity_pct(self) -> float:
        """Relative humidity of the air."""
        return min(100.0 * self.air.moisture_g_m3 / saturated_g_m3(self.air_c), 100.0)

    @property
    def dew_point_c(self) -> float:
        """Temperature at which the moisture of the air begins to condense."""
        return dew_point_c(self.air.moisture_g_m3, self.air_c)

    @property
    def fog_margin_k(self) -> float:
        """Difference between the windscreen and the dew point; at or below 0 it fogs."""
        return self.windscreen.c - self.dew_point_c

    @property
    def operative_c(self) -> float:
        """Temperature that a person feels: the mean of air and surfaces, as in slow air (ISO 7726)."""
        return (self.air_c + self.mass_c) / 2.0

    @property
    def electrical_w(self) -> float:
        """Climate unit and purifier, all sources."""
        return self.climate.power_w + self.air.purifier_w

    @property
    def supply_w(self) -> float:
        """Power drawn from the 12 V system: blower, a fuel heater's fan and plug, purifier."""
        return self.climate.supply_w + self.air.purifier_w

    @property
    def stored_j(self) -> float:
        """Heat stored above 0 C."""
        return self._parameters.air_j_k * self.air_c + self._parameters.mass_j_k * self.mass_c

    def advance(self, conditions: CabinConditions, outputs: ClimateOutputs, dt_s: float) -> None:
        """Let `dt_s` seconds pass, at most 2."""
        climate, inlet = self.climate, self._inlet
        inlet.air_c, inlet.air_g_m3 = self.air_c, self.air.moisture_g_m3
        inlet.outside_c, inlet.outside_g_m3 = conditions.outside_c, conditions.outside_g_m3
        climate.advance(outputs, inlet, dt_s)
        self.air.advance(conditions, outputs, climate, dt_s)
        outside = (conditions.outside_c, conditions.speed_kph)
        self.windscreen.advance(outputs.windscreen_pct / 100.0, climate, self.air_c, outside, dt_s)
        self._warm(conditions, dt_s)

    def _warm(self, conditions: CabinConditions, dt_s: float) -> None:
        """Balance the heat of the two nodes."""
        parameters, air_c, climate = self._parameters, self.air_c, self.climate
        conductances = self._conductances_w_k
        skin_w_k = conductances[min(int(conditions.speed_kph), len(conductances) - 1)]
        fresh_m3_s = climate.fresh_m3_s + self.air.leak_m3_s
        outside_w = (skin_w_k + fresh_m3_s * AIR_J_M3_K) * (conditions.outside_c - air_c)
        sun_w = parameters.sun_w * conditions.sun_ratio
        sun_mass_w = sun_w * (1.0 - parameters.sun_air_share)
        mass_w = parameters.air_mass_w_k * (air_c - self.mass_c)
        inside_w = climate.heat_w + conditions.people.heat_w + conditions.appliances_w + self.air.purifier_w
        entering_w = outside_w + sun_w + inside_w
        self.air_c = air_c + (entering_w - sun_mass_w - mass_w) * dt_s / parameters.air_j_k
        self.mass_c += (mass_w + sun_mass_w) * dt_s / parameters.mass_j_k
        self.heat_in_j += entering_w * dt_s
