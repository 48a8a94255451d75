"""A day of a courier: groceries, six stops, a lid that is forgotten, and a supply that is cut."""

from collections.abc import Iterator

from firmware.coldchain.assessment import Assessment
from firmware.coldchain.assessor import assess
from firmware.coldchain.series import Fact, Item
from firmware.config.cargo_profiles import cargo_of
from hil.coldchain_trials.road import BEGIN_WALL_S, CAR, Road

MINUTE_S, HOUR_S = 60.0, 3_600.0

COOLED_S = 1.5 * HOUR_S
"""Before the goods are put in."""

STOPS, STOP_EVERY_S, STOP_OPEN_S = 6, 25.0 * MINUTE_S, 40.0
FORGOTTEN_S = 35.0 * MINUTE_S
CUT_S = 9.0 * HOUR_S
RESTS_S = 1.5 * HOUR_S
"""So long all is well between what goes wrong."""

_FOOD = 0


def day(seed: int = 7) -> Assessment:
    """Play the day in the demo car; return what a report says of it."""
    road = Road(CAR, seed)
    seen = list(_day(road))
    items = [each for each in seen if not isinstance(each, Fact)]
    facts = [each for each in seen if isinstance(each, Fact)]
    cargo = cargo_of("groceries_chilled")
    return assess(cargo, items, facts, compartment="food", started_s=BEGIN_WALL_S + COOLED_S)


def _day(road: Road) -> Iterator[Item | Fact]:
    box = road.fridge.compartments[_FOOD]
    yield from road.drive(_FOOD, COOLED_S)
    for _ in range(STOPS):
        yield from road.drive(_FOOD, STOP_EVERY_S)
        box.set_lid(True)
        yield from road.drive(_FOOD, STOP_OPEN_S)
        box.set_lid(False)
    yield from road.drive(_FOOD, STOP_EVERY_S)
    box.set_lid(True)
    yield from road.drive(_FOOD, FORGOTTEN_S)
    box.set_lid(False)
    yield from road.drive(_FOOD, RESTS_S)
    road.upsets.power = False
    yield from road.drive(_FOOD, CUT_S)
    road.upsets.power = True
    yield from road.drive(_FOOD, RESTS_S)
