"""The set-point ramp: a compartment's aim now, from its target, its permitted rate of change, and the supply."""

from controller.interface.immutable import immutable
from controller.interface.requests import Preset
from controller.interface.targets import Target
from controller.settings import CompartmentSettings

STORE_K = 1.5
"""So much colder while energy is plentiful. Engineering choice: an hour of hold-over for 10 kg, 10 % more losses."""

SPARE_K = 1.0
"""What the aim keeps away from the edges of the band. Engineering choice: twice the ripple of the contents."""

BOOSTED_K = 0.3
"""A boost is done this near its aim."""

_HOUR_S = 3_600.0


@immutable
class Aim:
    """`c` is what to hold. `boosted` is True from when a boost reached its aim until it is no longer asked for."""

    c: float
    boosted: bool = False


def boosting(aim: Aim | None, target: Target) -> bool:
    """Return True while a boost is under way."""
    return target.preset is Preset.BOOST and not (aim is not None and aim.boosted)


def update(
    aim: Aim | None, settled_c: float, target: Target, settings: CompartmentSettings, store_cold: bool, dt_s: float
) -> Aim:
    """The aim one tick later. `settled_c` is how warm the compartment is altogether."""
    boost = boosting(aim, target)
    goal_c = _goal_c(target, settings, boost=boost, store_cold=store_cold)
    boosted = target.preset is Preset.BOOST and not (boost and settled_c > goal_c + BOOSTED_K)
    if aim is None or settings.ramp_k_h == 0.0:
        return aim if aim is not None and aim.c == goal_c and aim.boosted is boosted else Aim(goal_c, boosted)
    step_k = settings.ramp_k_h * dt_s / _HOUR_S
    return Aim(min(max(goal_c, aim.c - step_k), aim.c + step_k), boosted)


def _goal_c(target: Target, settings: CompartmentSettings, *, boost: bool, store_cold: bool) -> float:
    """Return the final aim: never beyond the air's floor or the band's edge."""
    if boost:
        return max(settings.lowest_set_point_c, settings.air_floor_c + SPARE_K)
    if store_cold:
        colder_c = max(target.set_point_c - STORE_K, settings.low_c + SPARE_K, settings.air_floor_c + SPARE_K)
        return min(target.set_point_c, colder_c)
    return target.set_point_c
