"""The air temperature to hold: for people as they asked, for an animal anything that is safe, with little energy."""

from controller.algorithms.pid import Goal
from controller.settings import CabinSettings

INSIDE_K = 1.0
"""How far within the safe band the air is held. Engineering choice: twice what a held cabin swings."""

RELEASE_K = 0.5
"""Heating ends for good when the air is this far above where heating holds it; cooling likewise."""


def safe_goal(air_c: float, settings: CabinSettings, max_share: float) -> Goal:
    """Nothing inside the band; at its cold end only heat, at its warm end only cold."""
    cold_c = settings.pet_lowest_c + INSIDE_K
    warm_c = settings.pet_highest_c - INSIDE_K
    minimum = -max_share if air_c > warm_c - RELEASE_K else 0.0
    maximum = max_share if air_c < cold_c + RELEASE_K else 0.0
    return Goal(warm_c if air_c > (cold_c + warm_c) / 2.0 else cold_c, minimum, maximum)
