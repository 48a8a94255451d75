"""The cabin: air with its skin, and the seats and dash behind it; its carbon dioxide and its moisture.

Two nodes, because one cannot follow a measured hot-car soak: the fit reproduces the published rise of a closed car in
the sun (10.6, 16.1, 18.9, 23.9 K after 10, 20, 30, 60 min) within 0.5 K.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from controller import Commands
from hil.plants.climate import Climate, ClimateParameters
from hil.plants.moist_air import AIR_J_M3_K, saturated_g_m3
from hil.plants.people import NOBODY, People

_HOUR_S = 3_600.0
_MINUTE_S = 60.0
_OUTSIDE_CO2_PPM = 420.0
_PPM_L_PER_M3 = 1_000.0  # one litre in one cubic metre

# Conductance of the skin of a moving car, W/K by km/h: flat plate of 2 x 2 m behind 0.02 m2K/W, as in FASTSim 2.
_MOVING_W_K = ((0, 0.0), (30, 48.0), (50, 71.0), (80, 93.0), (100, 104.0), (130, 115.0), (250, 115.0))


@dataclass(frozen=True, slots=True)
class CabinParameters:
    """A representative mid-size car; conductances in W/K, heat capacities in J/K."""

    parked_w_k: float = 33.3
    air_j_k: float = 42_800.0
    mass_j_k: float = 80_000.0
    air_mass_w_k: float = 23.4
    sun_w: float = 1_157.0
    """Absorbed through the glass under a clear noon sky."""
    sun_air_share: float = 0.95
    """What of it heats the skin and air first."""
    volume_m3: float = 3.0
    parked_leak_1_h: float = 0.5
    leak_1_h_kph: float = 0.02
    """A tight modern car: 1.7 air changes an hour at 60 km/h, 2.7 at 110."""
    door_leak_1_h: float = 60.0
    climate: ClimateParameters = field(default_factory=ClimateParameters)
    air_c: float = 20.0
    mass_c: float = 20.0
    moisture_g_m3: float = 10.0


@dataclass(slots=True)
class CabinConditions:
    """What acts on the cabin from outside and inside."""

    outside_c: float = 20.0
    outside_g_m3: float = 10.0
    sun_ratio: float = 0.0
    speed_kph: float = 0.0
    door_open: bool = False
    people: People = NOBODY
    appliances_w: float = 0.0


def _conductances(parked_w_k: float) -> tuple[float, ...]:
    """Conductance of the skin for each whole km/h; wind never makes it less than parked."""
    table: list[float] = []
    for (slow, slow_w_k), (fast, fast_w_k) in pairwise(_MOVING_W_K):
        slope = (fast_w_k - slow_w_k) / (fast - slow)
        table.extend(max(parked_w_k, slow_w_k + slope * kph) for kph in range(fast - slow))
    return tuple(table)


class Cabin:
    """The state of the cabin."""

    __slots__ = (
        "_conductances_w_k",
        "_parameters",
        "air_c",
        "climate",
        "co2_ppm",
        "heat_in_j",
        "mass_c",
        "moisture_g_m3",
    )

    def __init__(self, parameters: CabinParameters) -> None:
        self._parameters = parameters
        self._conductances_w_k = _conductances(parameters.parked_w_k)
        self.climate = Climate(parameters.climate)
        self.air_c = parameters.air_c
        self.mass_c = parameters.mass_c
        self.moisture_g_m3 = parameters.moisture_g_m3
        self.co2_ppm = _OUTSIDE_CO2_PPM
        self.heat_in_j = 0.0
        """All heat that came in, less what was carried away, since the beginning."""

    @property
    def humidity_pct(self) -> float:
        """Relative humidity of the air."""
        return min(100.0 * self.moisture_g_m3 / saturated_g_m3(self.air_c), 100.0)

    @property
    def stored_j(self) -> float:
        """Heat stored above 0 C."""
        return self._parameters.air_j_k * self.air_c + self._parameters.mass_j_k * self.mass_c

    def advance(self, conditions: CabinConditions, commands: Commands, dt_s: float) -> None:
        """Let `dt_s` seconds pass."""
        climate = self.climate
        climate.advance(commands, self.air_c, self.moisture_g_m3, dt_s)
        fresh_m3_s = climate.fresh_m3_s + self._leak_m3_s(conditions)
        self._breathe(conditions, fresh_m3_s, dt_s)
        self._warm(conditions, fresh_m3_s, dt_s)

    def _leak_m3_s(self, conditions: CabinConditions) -> float:
        """Air exchanged through gaps and an open door."""
        parameters = self._parameters
        changes_1_h = parameters.parked_leak_1_h + parameters.leak_1_h_kph * conditions.speed_kph
        if conditions.door_open:
            changes_1_h += parameters.door_leak_1_h
        return parameters.volume_m3 * changes_1_h / _HOUR_S

    def _breathe(self, conditions: CabinConditions, fresh_m3_s: float, dt_s: float) -> None:
        """Balances of carbon dioxide and moisture."""
        people = conditions.people
        exchanged = dt_s / self._parameters.volume_m3
        exhaled = people.co2_l_min / _MINUTE_S * _PPM_L_PER_M3
        self.co2_ppm += (exhaled + fresh_m3_s * (_OUTSIDE_CO2_PPM - self.co2_ppm)) * exchanged
        gained_g_s = people.moisture_g_h / _HOUR_S - self.climate.drying_g_s
        self.moisture_g_m3 += (gained_g_s + fresh_m3_s * (conditions.outside_g_m3 - self.moisture_g_m3)) * exchanged

    def _warm(self, conditions: CabinConditions, fresh_m3_s: float, dt_s: float) -> None:
        """Balances of heat of the two nodes."""
        parameters, air_c = self._parameters, self.air_c
        conductances = self._conductances_w_k
        skin_w_k = conductances[min(int(conditions.speed_kph), len(conductances) - 1)]
        outside_w = (skin_w_k + fresh_m3_s * AIR_J_M3_K) * (conditions.outside_c - air_c)
        sun_w = parameters.sun_w * conditions.sun_ratio
        sun_mass_w = sun_w * (1.0 - parameters.sun_air_share)
        mass_w = parameters.air_mass_w_k * (air_c - self.mass_c)
        inside_w = self.climate.heat_w + conditions.people.heat_w + conditions.appliances_w
        entering_w = outside_w + sun_w + inside_w
        self.air_c = air_c + (entering_w - sun_mass_w - mass_w) * dt_s / parameters.air_j_k
        self.mass_c += (mass_w + sun_mass_w) * dt_s / parameters.mass_j_k
        self.heat_in_j += entering_w * dt_s
