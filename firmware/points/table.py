"""The table of points of one installation, and the appliances in it that can be set.

Nothing else in the daemon knows single values: to show a new one, add a row in the file of its device.
"""

from collections.abc import Iterator
from functools import cache

from controller import CABIN, COMPARTMENT_MODES, COMPARTMENT_PRESETS, Settings, offered_alarms
from firmware.control.process_image import EXTRA
from firmware.points.auxiliary import auxiliary
from firmware.points.cabin import CABIN as CABIN_POINTS
from firmware.points.custom import extra
from firmware.points.fridge import FRIDGE, compartment
from firmware.points.hub import HUB, alarm
from firmware.points.privacy import personal
from firmware.points.quantities import Climate, Point
from firmware.points.vehicle import VEHICLE


def rows(settings: Settings, fitted: frozenset[str]) -> Iterator[Point]:
    """Yield every point that an installation with `settings` can have, those of the hub itself first.

    Of the extra ones those that are `fitted`.
    """
    yield from HUB
    yield from (extra(name) for name in sorted(fitted) if EXTRA.fullmatch(name))
    for number, each in enumerate(settings.fridge.compartments):
        yield from compartment(each, number)
    yield from FRIDGE
    yield from CABIN_POINTS
    yield from VEHICLE
    yield from auxiliary(settings)
    yield from (alarm(name) for name in offered_alarms(settings))


def table(settings: Settings, fitted: frozenset[str]) -> tuple[Point, ...]:
    """Return the points of this installation; `fitted` are inputs with a source and outputs that are wired."""
    return tuple(point for point in rows(settings, fitted) if not point.sources or fitted.intersection(point.sources))


def is_personal(key: str) -> bool:
    """Return True for the key of a point that tells of a person, in whatever installation it was recorded."""
    return extra(key).personal if EXTRA.fullmatch(key) else key in personal_keys()


@cache
def personal_keys() -> frozenset[str]:
    """Return the keys of all points that tell of a person, but for those that owners have named."""
    return personal(rows(Settings(), frozenset()))


def climates(settings: Settings, points: tuple[Point, ...]) -> tuple[Climate, ...]:
    """Return the appliances that can be set: those whose mode is in the table."""
    cabin = settings.cabin
    every = (
        *(
            Climate(
                key=f"fridge.{one.name}",
                appliance=one.name,
                name=one.name.replace("_", " ").capitalize(),
                modes=COMPARTMENT_MODES,
                presets=COMPARTMENT_PRESETS,
                min_c=one.lowest_set_point_c,
                max_c=one.highest_set_point_c,
            )
            for one in settings.fridge.compartments
        ),
        Climate(
            key=CABIN,
            appliance=CABIN,
            name=None,
            modes=settings.fitted.cabin_modes,
            presets=settings.fitted.cabin_presets,
            min_c=cabin.lowest_set_point_c,
            max_c=cabin.highest_set_point_c,
        ),
    )
    keys = {point.key for point in points}
    return tuple(climate for climate in every if f"{climate.key}.mode" in keys)
