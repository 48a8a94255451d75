"""The rows of the table of points, put together. A new value is one more row in the file of its device."""

from collections.abc import Iterator

from controller import Settings, alarm_names
from firmware.control.process_image import EXTRA
from firmware.points.cabin import CABIN
from firmware.points.custom import extra
from firmware.points.fridge import FRIDGE, compartment
from firmware.points.quantities import Point
from firmware.points.supply import CAR_POINTS
from firmware.points.system import HUB, alarm
from firmware.points.vehicle import VEHICLE


def rows(settings: Settings, fitted: frozenset[str]) -> Iterator[Point]:
    """Every point that an installation with `settings` can have, those of the hub itself first.

    Of the extra ones those that are `fitted`.
    """
    yield from HUB
    yield from CAR_POINTS
    yield from (extra(name) for name in sorted(fitted) if EXTRA.fullmatch(name))
    for number, each in enumerate(settings.fridge.compartments):
        yield from compartment(each.name, number)
    yield from FRIDGE
    yield from CABIN
    yield from VEHICLE
    yield from (alarm(name) for name in alarm_names(settings))
