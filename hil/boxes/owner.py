"""The settings that an owner would write for a box, by what it is and is for."""

from collections.abc import Sequence

from controller.settings import AirFlow, BoxKind, CompartmentSettings, FridgeSettings, Profile, Settings
from controller.settings.fridge import LIMITS
from hil.boxes.chamber import ChamberParameters
from hil.boxes.network import BoxParameters
from hil.boxes.thermoelectric import ThermoelectricParameters


def settings(box: BoxParameters, wanted: Profile | None = None) -> Settings:
    """Configure the product for a box; all its goods are of `wanted` where that is given and a set-point allows it."""
    configured = tuple(
        CompartmentSettings(
            name=each.name,
            set_point_c=each.set_point_c,
            profile=_profile(each, wanted),
            air_flow=AirFlow.FAN if each.has_fan else AirFlow.STILL,
        )
        for each in box.compartments
    )
    return Settings(fridge=FridgeSettings(kind=_kind(box, configured), compartments=configured))


def _kind(box: BoxParameters, configured: Sequence[CompartmentSettings]) -> BoxKind:
    """Return the kind that an owner would write: that of the cold, and of its way to where it is wanted."""
    if isinstance(box.unit, ThermoelectricParameters):
        return BoxKind.THERMOELECTRIC
    freezers = [number for number, each in enumerate(configured) if each.profile is Profile.FREEZER]
    sources = {each.cold_from for each in box.compartments} - {None}
    return BoxKind.SPILL_OVER if sources and list(sources) == freezers else BoxKind.COMPRESSOR


def _profile(box: ChamberParameters, wanted: Profile | None) -> Profile:
    """Return the profile that is wanted or named, if the set-point is one of it; else the first that it is one of."""
    named = Profile.MEDICINE if box.name == Profile.MEDICINE else Profile.FOOD
    for profile in (wanted or named, Profile.FOOD, Profile.FREEZER):
        limits = LIMITS[profile]
        if limits.lowest_set_point_c <= box.set_point_c <= min(limits.highest_set_point_c, limits.high_c):
            return profile
    return Profile.CUSTOM
