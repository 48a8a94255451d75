"""What a compartment holds, and the limits that follow from it."""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """What is in a compartment."""

    FOOD = "food"
    FREEZER = "freezer"
    MEDICINE = "medicine"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Temperatures of a profile; each one can be overridden by the setting of the same name."""

    set_point_c: float
    lowest_set_point_c: float
    highest_set_point_c: float
    freeze_guard_c: float
    air_floor_c: float
    low_c: float
    high_c: float


LIMITS = {
    Profile.FOOD: Limits(
        set_point_c=4.0,
        lowest_set_point_c=1.0,
        highest_set_point_c=15.0,
        freeze_guard_c=0.5,
        air_floor_c=1.0,
        low_c=0.0,
        high_c=8.0,
    ),
    Profile.FREEZER: Limits(
        set_point_c=-18.0,
        lowest_set_point_c=-22.0,
        highest_set_point_c=-10.0,
        freeze_guard_c=-28.0,
        air_floor_c=-27.0,
        low_c=-30.0,
        high_c=-12.0,
    ),
    Profile.MEDICINE: Limits(
        set_point_c=5.0,
        lowest_set_point_c=3.5,
        highest_set_point_c=7.0,
        freeze_guard_c=0.5,
        air_floor_c=2.5,
        low_c=2.0,
        high_c=8.0,
    ),
    Profile.CUSTOM: Limits(
        set_point_c=4.0,
        lowest_set_point_c=-25.0,
        highest_set_point_c=20.0,
        freeze_guard_c=-28.0,
        air_floor_c=-27.0,
        low_c=-30.0,
        high_c=25.0,
    ),
}
"""Food: chilled is up to 8 °C (practice of food retail), its air stays above 0 so that nothing freezes. Freezer:
-18 °C, spoilt from -12 °C. Medicine: the 2 to 8 °C of refrigerated medicines, never frozen. Custom: whatever is set."""

FLOOR_K = 0.5
"""How far above its freeze guard the air is held where the profile does not say. Engineering choice: its coasting."""
