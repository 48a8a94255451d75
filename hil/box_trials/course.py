"""The day of a trial: all settles, then nobody comes, then goods are put in and lids are opened."""

from dataclasses import dataclass

from controller.settings import Profile, Settings
from hil.plants import CoolingBox, GoodsIn, LidOpening
from hil.plants.diary import Happening

HOUR_S, MINUTE_S = 3_600.0, 60.0

PUT_IN_KG, PUT_IN_C = 4.0, 25.0
PUT_IN_SHARE, LEAST_KG = 0.4, 1.0
"""As in the scenario S4, but less into a box that holds less: S4 is for some 10 kg. Engineering choice."""

BACK_K = 1.0
"""Contents this near above their set-point are back, as in S4."""

LOADING_S = 30.0
"""The lid is opened so long before the goods are in, and shut so long after."""

_OPENINGS, _EVERY_S, _OPEN_S = 10, 1_800.0, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Hours of the day: begun at `begins_h`, settled from `settled_h`, alone until `used_h`, used until `ends_h`."""

    begins_h: float = 0.0
    settled_h: float = 7.0
    used_h: float = 12.0
    ends_h: float = 17.0


DAY = Course()


def loaded(settings: Settings) -> int | None:
    """Return the compartment that warm goods are put into: the first for food. Medicine comes cold from the chemist."""
    for number, each in enumerate(settings.fridge.compartments):
        if each.profile is Profile.FOOD:
            return number
    return None


def happenings(settings: Settings, box: CoolingBox, course: Course) -> tuple[Happening, ...]:
    """List what people do: S4 in the compartment that is loaded, ten openings in five hours of all others."""
    used_s, into = course.used_h * HOUR_S, loaded(settings)
    done: list[Happening] = []
    for number, each in enumerate(box.compartments):
        if number != into:
            opened_s = (used_s + _EVERY_S * opening for opening in range(_OPENINGS))
            done += [LidOpening(number, at_s, _OPEN_S) for at_s in opened_s]
        else:
            kg = max(min(PUT_IN_KG, PUT_IN_SHARE * each.contents_kg), LEAST_KG)
            done += [LidOpening(number, used_s, 2.0 * LOADING_S), GoodsIn(number, used_s + LOADING_S, kg, PUT_IN_C)]
    return tuple(done)
