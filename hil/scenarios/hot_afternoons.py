"""An animal in a parked electric car on hot afternoons: a cooler that may be too small, a charge that falls."""

from dataclasses import dataclass, replace
from random import Random

from controller import Mode, Preset, Settings, Step, Target, step
from controller.step import initial
from controller.targets import configured
from hil.plants import (
    CarParameters,
    SimulatedCar,
    SupplyParameters,
    TractionParameters,
    WeatherParameters,
    random_small_ev,
    two_compartments,
)

LASTS_S = 3.0 * 3_600.0
TICK_S = 2.0

LED_S = 300.0
"""So long after its beginning the cooler has had its time to answer an air that gets too warm."""

TELLING = frozenset({"cabin.unsafe", "cabin.cut_out", "cabin.too_hot", "cabin.not_cooling"})
"""Alarms that call a person back to the car."""


@dataclass(slots=True, kw_only=True)
class Afternoon:
    """One afternoon as it came; times in seconds."""

    unsafe_s: float = 0.0
    """The air was outside of what the animal can stand."""
    longest_untold_s: float = 0.0
    """The longest of that without an alarm."""
    idle_s: float = 0.0
    """Too warm, and not cooled although the supply allowed it."""
    shed_s: float = 0.0
    """Comfort was shed and safety not."""
    _untold_s: float = 0.0

    def look(self, taken: Step, settings: Settings, air_c: float) -> None:
        """Take in one tick."""
        cabin, budget = settings.cabin, taken.status.supply.budget
        unsafe = not cabin.pet_lowest_c <= air_c <= cabin.pet_highest_c
        self.unsafe_s += TICK_S * unsafe
        told = any(alarm.name in TELLING for alarm in taken.alarms)
        self._untold_s = self._untold_s + TICK_S if unsafe and not told else 0.0
        self.longest_untold_s = max(self.longest_untold_s, self._untold_s)
        allowed = budget.safety_pct > 0.0
        self.shed_s += TICK_S * (allowed and budget.comfort_pct == 0.0)
        idle = air_c > cabin.pet_highest_c and taken.commands.cooler_pct == 0.0
        self.idle_s += TICK_S * (allowed and idle and taken.now_s > LED_S)


def hot_car(seed: int) -> SimulatedCar:
    """Make a small electric car in the sun: a cooler of 0.9 to 2.5 kW, with a charge around that where comfort ends."""
    random = Random(f"afternoon {seed}")
    cabin = random_small_ev(seed, start_c=random.uniform(22.0, 30.0))
    cooler_w = random.uniform(900.0, 2_500.0)
    parameters = CarParameters(
        fridge=two_compartments(start_c=6.0),
        cabin=replace(cabin, climate=replace(cabin.climate, cooler_w=cooler_w)),
        supply=SupplyParameters(
            charge_ratio=random.uniform(0.6, 0.95),
            traction=TractionParameters(capacity_kwh=20.0, charge_ratio=random.uniform(0.18, 0.32)),
        ),
        weather=WeatherParameters(
            outside_c=random.uniform(24.0, 33.0),
            swing_k=6.0,
            clearness=random.uniform(0.5, 1.0),
            start_h=random.uniform(11.0, 14.0),
        ),
    )
    return SimulatedCar(parameters, seed=seed)


def play(seed: int, lasts_s: float = LASTS_S) -> Afternoon:
    """Leave an animal in the car of `seed` for an afternoon."""
    settings, car, afternoon = Settings(), hot_car(seed), Afternoon()
    targets = replace(configured(settings), cabin=Target(21.0, Mode.OFF, Preset.PET))
    memory = initial(settings, now_s=0.0, targets=targets)
    for tick in range(round(lasts_s / TICK_S)):
        now_s = tick * TICK_S
        taken = step(memory, car.observe(now_s), settings, now_s=now_s)
        memory = taken.memory
        car.advance(taken.commands, TICK_S)
        afternoon.look(taken, settings, car.cabin.air_c)
    return afternoon
