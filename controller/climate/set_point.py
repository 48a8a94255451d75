"""From what people feel to the air temperature that gives it to them.

People feel the mean of air and surfaces (operative temperature, ISO 7726, slow air), and humid air as warmer. While
the seats are still cold the air is led above the set-point, while they are still hot below it, within comfort_k.
Surfaces that no sensor sees are taken to follow the air slowly. For an animal any air that is safe will do, with little
energy.
"""

from controller.algorithms.pid import Goal
from controller.climate.cabin_model import SURFACES_S
from controller.interface.immutable import immutable
from controller.settings.cabin import CabinSettings

SURFACE_SHARE = 0.5
"""How much of the surfaces' error the air makes up for. Engineering choice: half, so that the face is not too warm."""

USUAL_HUMIDITY_PCT = 50.0
HUMIDITY_K_PER_PCT = 0.03
"""Engineering choice after ASHRAE 55: 10 % more humidity feels about 0.3 K warmer."""

MAX_HUMIDITY_K = 0.5

INSIDE_K = 1.0
"""How far within the safe band the air is held. Engineering choice: twice what a held cabin swings."""

RELEASE_K = 0.5
"""Heating ends for good when the air is this far above where heating holds it; cooling likewise."""


@immutable
class Comfort:
    """The surfaces as far as known, and what is felt."""

    surface_c: float
    operative_c: float
    at_s: float


def initial(air_c: float, *, now_s: float) -> Comfort:
    """Nothing is known: the surfaces are as warm as the air."""
    return Comfort(air_c, air_c, now_s)


def update(comfort: Comfort, air_c: float, surface_c: float | None, *, now_s: float) -> Comfort:
    """One tick later; `surface_c` is measured or None."""
    if surface_c is None:
        dt_s = max(now_s - comfort.at_s, 0.0)
        surface_c = comfort.surface_c + (air_c - comfort.surface_c) * dt_s / (SURFACES_S + dt_s)
    return Comfort(surface_c, (air_c + surface_c) / 2.0, now_s)


def aim_c(set_point_c: float, surface_c: float, humidity_pct: float | None, settings: CabinSettings) -> float:
    """Return the air temperature that makes the cabin feel like `set_point_c`."""
    shift_k = SURFACE_SHARE * (set_point_c - surface_c)
    if humidity_pct is not None:
        humid_k = HUMIDITY_K_PER_PCT * (humidity_pct - USUAL_HUMIDITY_PCT)
        shift_k -= min(max(humid_k, -MAX_HUMIDITY_K), MAX_HUMIDITY_K)
    return set_point_c + min(max(shift_k, -settings.comfort_k), settings.comfort_k)


def safe_goal(air_c: float, settings: CabinSettings, max_share: float) -> Goal:
    """Nothing inside the band; at its cold end only heat, at its warm end only cold."""
    cold_c = settings.pet_lowest_c + INSIDE_K
    warm_c = settings.pet_highest_c - INSIDE_K
    minimum = -max_share if air_c > warm_c - RELEASE_K else 0.0
    maximum = max_share if air_c < cold_c + RELEASE_K else 0.0
    return Goal(warm_c if air_c > (cold_c + warm_c) / 2.0 else cold_c, minimum, maximum)
