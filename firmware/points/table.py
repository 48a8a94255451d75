"""The table of one installation, and the appliances in it that can be set.

Nothing else in the daemon knows single values: to show a new one, add a row to `rows`.
"""

from dataclasses import dataclass

from controller import (
    CABIN,
    CABIN_MODES,
    CABIN_PRESETS,
    COMPARTMENT_MODES,
    COMPARTMENT_PRESETS,
    Mode,
    Preset,
    Settings,
)
from firmware.points.quantities import Point
from firmware.points.rows import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """An appliance that can be set. The points of its state begin with `key`."""

    key: str
    appliance: str
    """What requests call it."""
    name: str | None
    """For people; None where it is its whole device."""
    modes: tuple[Mode, ...]
    presets: tuple[Preset, ...]
    lowest_c: float
    highest_c: float


def table(settings: Settings, fitted: frozenset[str]) -> tuple[Point, ...]:
    """Every point of this installation; `fitted` are the inputs that have a source and the outputs that are wired."""
    return tuple(point for point in rows(settings, fitted) if not point.sources or fitted.intersection(point.sources))


def climates(settings: Settings, points: tuple[Point, ...]) -> tuple[Climate, ...]:
    """The appliances that can be set: those whose mode is in the table."""
    cabin = settings.cabin
    every = (
        *(
            Climate(
                key=f"fridge.{one.name}",
                appliance=one.name,
                name=one.name.replace("_", " ").capitalize(),
                modes=COMPARTMENT_MODES,
                presets=COMPARTMENT_PRESETS,
                lowest_c=one.lowest_set_point_c,
                highest_c=one.highest_set_point_c,
            )
            for one in settings.fridge.compartments
        ),
        Climate(
            key=CABIN,
            appliance=CABIN,
            name=None,
            modes=CABIN_MODES,
            presets=CABIN_PRESETS,
            lowest_c=cabin.lowest_set_point_c,
            highest_c=cabin.highest_set_point_c,
        ),
    )
    keys = {point.key for point in points}
    return tuple(climate for climate in every if f"{climate.key}.mode" in keys)
