"""Fortnights of departures on random cabins of two families: a jump of the weather, skips, a change of the clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from controller import Mode, Settings, Target
from controller.climate import Asked
from controller.climate.preconditioning import AHEAD_S, NEAR_K, Stage, is_short
from controller.settings import CabinSettings, Fitted, OutputTimes
from hil.plants import Cabin, CabinConditions, CabinParameters, ClimateOutputs, random_camper, random_small_ev
from hil.scenarios.climate_trials import Trial
from hil.scenarios.heater_trials import KINDS

MORNINGS = 14
SET_POINT_C = 21.0
NIGHT_S = 12.0 * 3_600.0
HOUR_S = 3_600.0
DAY_S = 86_400.0

JUMP_K = 15.0
SKIPS = 2
LEARNED_AFTER = 3
"""Feasible mornings from which it may learn; from the next one on none is late."""

FAMILIES = ("camper, 2 kW fuel", "small EV, 5 kW")

_TIMES: Mapping[str, OutputTimes] = {FAMILIES[0]: KINDS["diesel, 4 levels"].times, FAMILIES[1]: OutputTimes()}
_OTHERS = dict.fromkeys(("cooler", "blower", "windscreen", "recirculation"), OutputTimes())
_WAITING_TICK_S, _TICK_S = 30.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """One morning: the air outside in the evening before and then, and by how much the clocks put it off."""

    evening_c: float
    outside_c: float
    evening_air_c: float
    clock_s: float = 0.0
    is_skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A morning as it came: the air at the departure, the warmest there could be, and if that was told before."""

    air_c: float
    reachable_c: float
    is_told: bool

    @property
    def is_feasible(self) -> bool:
        """True where all heat from AHEAD_S on suffices."""
        return self.reachable_c >= SET_POINT_C - NEAR_K

    @property
    def is_late(self) -> bool:
        """True where it was feasible and is more than half a kelvin too cold."""
        return self.is_feasible and self.air_c < SET_POINT_C - NEAR_K


def fortnight(seed: int) -> list[Morning]:
    """Draw the mornings of one cabin."""
    random = Random(f"mornings {seed}")
    outside_c = random.uniform(-8.0, 8.0)
    jump_at, clock_at = random.randrange(5, 11), random.randrange(3, MORNINGS)
    skipped = random.sample(range(1, MORNINGS), SKIPS)
    jump_k = -JUMP_K if outside_c > 0.0 else JUMP_K
    jump_k *= random.choice((1.0, 1.0, -1.0))
    mornings: list[Morning] = []
    for day in range(MORNINGS):
        outside_c += random.uniform(-2.0, 2.0) + (jump_k if day == jump_at else 0.0)
        evening_c = outside_c + random.uniform(1.0, 6.0)
        mornings.append(
            Morning(
                evening_c=evening_c,
                outside_c=outside_c,
                evening_air_c=evening_c + random.uniform(0.0, 8.0),
                clock_s=random.choice((-HOUR_S, HOUR_S)) if day == clock_at else 0.0,
                is_skipped=day in skipped,
            )
        )
    return mornings


def cabin_of(family: str, seed: int) -> CabinParameters:
    """Make a cabin of a family."""
    make = random_camper if family == FAMILIES[0] else random_small_ev
    return make(seed)


def play(family: str, seed: int, mornings: int = MORNINGS) -> list[Departed]:
    """Live through the mornings of one cabin; those that were skipped are left out."""
    fitted = Fitted(outputs={**_OTHERS, "heater": _TIMES[family]})
    trial = Trial(
        parameters=cabin_of(family, seed),
        asked=Asked(target=Target(SET_POINT_C, Mode.OFF)),
        settings=Settings(cabin=CabinSettings(), fitted=fitted),
        seed=seed,
    )
    departed: list[Departed] = []
    for day, morning in enumerate(fortnight(seed)[:mornings]):
        trial.now_s = day * DAY_S
        one = _live(trial, morning)
        if one is not None:
            departed.append(one)
    return departed


def _live(trial: Trial, morning: Morning) -> Departed | None:
    """Live through an evening and the morning after it."""
    departs_at_s = trial.now_s + NIGHT_S
    _stand(trial, morning.evening_air_c, morning.evening_c)
    trial.tick_s = _WAITING_TICK_S
    trial.asked = replace(trial.asked, departs_at_s=None if morning.is_skipped else departs_at_s)
    trial.run(300.0)
    is_told = is_short(trial.memory.plan, SET_POINT_C)
    if morning.is_skipped:
        return None
    departs_at_s += morning.clock_s
    trial.now_s = departs_at_s - AHEAD_S - 60.0
    trial.asked = replace(trial.asked, departs_at_s=departs_at_s)
    left_k = 0.1 * (morning.evening_air_c - morning.outside_c)
    _stand(trial, morning.outside_c + left_k, morning.outside_c)
    reachable_c = _reachable_c(trial)
    while trial.now_s < departs_at_s:
        plan = trial.memory.plan
        is_near = plan.starts_at_s is None or plan.starts_at_s - trial.now_s < 2.0 * _WAITING_TICK_S
        trial.tick_s = _TICK_S if is_near or plan.stage is not Stage.WAITING else _WAITING_TICK_S
        trial.run(trial.tick_s)
    air_c = trial.cabin.air_c
    trial.run(60.0)
    trial.asked = replace(trial.asked, departs_at_s=None)
    trial.run(60.0)
    return Departed(air_c=air_c, reachable_c=reachable_c, is_told=is_told)


def _stand(trial: Trial, air_c: float, outside_c: float) -> None:
    """Let the cabin have stood until it is as told."""
    trial.cabin.air_c = trial.cabin.mass_c = air_c
    trial.conditions = CabinConditions(outside_c=outside_c, outside_g_m3=2.0)


def _reachable_c(trial: Trial) -> float:
    """Return the air at the departure with all heat from AHEAD_S before it."""
    start = replace(trial.parameters, air_c=trial.cabin.air_c, mass_c=trial.cabin.mass_c)
    cabin = Cabin(start)
    outputs = ClimateOutputs(heater_pct=100.0, blower_pct=70.0, recirculation_pct=100.0)
    warmest_c = start.air_c
    for _ in range(round(AHEAD_S / _TICK_S)):
        cabin.advance(trial.conditions, outputs, _TICK_S)
        warmest_c = max(warmest_c, cabin.air_c)
        if warmest_c > SET_POINT_C:
            break
    return warmest_c
