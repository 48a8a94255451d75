"""S6: a parked cabin is to be ready at a departure, on several mornings, while the law learns it."""

from dataclasses import dataclass, replace

from controller.climate import Asked, ClimateMemory
from controller.climate.cabin_model import Model
from controller.climate.preconditioning import Plan
from controller.interface.requests import Mode
from controller.interface.targets import Target
from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs, random_cabin
from hil.scenarios.climate_trials import Trial

PARKED_S = 5_400.0
FROST = CabinConditions(outside_c=-10.0, outside_g_m3=1.5)
HEAT = CabinConditions(outside_c=35.0, outside_g_m3=15.0, sun_ratio=0.74)
"""A sun that holds a parked car at about 60 C."""


def parked(seed: int, air_c: float, moisture_g_m3: float) -> CabinParameters:
    """Make a random cabin that has stood for long."""
    cabin = random_cabin(seed, start_c=air_c)
    return replace(cabin, air=replace(cabin.air, moisture_g_m3=moisture_g_m3))


def min_j(cabin: CabinParameters, conditions: CabinConditions, set_point_c: float) -> float:
    """Return the energy of the latest start that is ready: full heater or cooler, best of some blower speeds."""
    return min(at_full_j(cabin, conditions, set_point_c, blower_pct) for blower_pct in (60.0, 80.0, 100.0))


def at_full_j(parameters: CabinParameters, conditions: CabinConditions, set_point_c: float, blower_pct: float) -> float:
    """Return the energy until the set-point is reached with everything at full, MAX_J where it is not."""
    cabin = Cabin(parameters)
    heats = cabin.air_c < set_point_c
    outputs = ClimateOutputs(
        heater_pct=100.0 * heats, cooler_pct=100.0 * (not heats), blower_pct=blower_pct, recirculation_pct=100.0
    )
    while (cabin.air_c < set_point_c) == heats:
        cabin.advance(conditions, outputs, 1.0)
        if cabin.climate.energy_j > MAX_J:
            break
    return cabin.climate.energy_j


def next_morning(memory: ClimateMemory) -> ClimateMemory:
    """Return the memory that is left after a restart."""
    kept = Plan(error=memory.plan.error, pace=memory.plan.pace)
    return ClimateMemory(model=Model(learned=memory.model.learned), plan=kept)


MAX_J = 3.6e7
"""10 kWh: what takes more is not reached."""

MORNINGS = 4
"""The last of them is after three that it could learn from."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A departure: the conditions, the cabin's first temperature, and the set-point to reach."""

    title: str
    conditions: CabinConditions
    from_c: float
    set_point_c: float


DEPARTURES = {
    "S6-cold": Departure("from -10 to 21 °C by a departure", FROST, -10.0, 21.0),
    "S6-hot": Departure("from 60 to 24 °C, 35 °C outside, by a departure", HEAT, 60.0, 24.0),
}


def run_departures(departure: Departure, seed: int) -> dict[str, float]:
    """Run some mornings: return the first and the last error of the cabin, and the last energy over the minimum."""
    cabin = parked(seed, departure.from_c, departure.conditions.outside_g_m3)
    asked = Asked(target=Target(departure.set_point_c, Mode.OFF), departs_at_s=PARKED_S)
    memory, misses_k, energy_j = ClimateMemory(), [], 0.0
    for morning in range(MORNINGS):
        trial = Trial(
            parameters=cabin, asked=asked, conditions=departure.conditions, memory=memory, seed=10 * seed + morning
        )
        trial.run(PARKED_S)
        misses_k.append(trial.cabin.air_c - departure.set_point_c)
        energy_j = trial.cabin.climate.energy_j
        memory = next_morning(trial.memory)
    minimum = min_j(cabin, departure.conditions, departure.set_point_c)
    return {"first_miss_k": misses_k[0], "last_miss_k": misses_k[-1], "energy_ratio": energy_j / minimum}
