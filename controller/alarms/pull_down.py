"""Pull-downs: a compartment that was not cold yet since it was switched on, and whether it is on its way.

A pull-down begins when a compartment is switched on, or its set-point lowered beyond the band, and is over once air and
measured contents have been in their band, or after ARMED_AFTER_S.

A course is the way of a temperature in moves of MOVE_K: falling, rising, or standing where none was seen for long.
"""

from controller.interface.immutable import immutable
from controller.interface.requests import Mode
from controller.interface.targets import Target
from controller.settings.fridge import CompartmentSettings

ARMED_AFTER_S = 10_800.0
"""Engineering choice: about the pull-down of 10 kg from 32 °C (computed: 170 to 230 min); an empty box takes 36 min."""

MOVE_K = 0.5
"""A step of a coarse sensor; well above the noise of the others."""

STALLED_S = 3_600.0
"""A compartment that is being pulled down falls by MOVE_K within this: 40 kg with 60 W do so in 35 min (computed)."""


@immutable
class Arming:
    """Arming of `too_warm` of one compartment. `since_s` is the begin of a pull-down, None once it is over."""

    since_s: float | None
    cooling: bool
    set_point_c: float


@immutable
class Course:
    """The last move of a temperature: where it got to, when, and whether it fell; None before the first one."""

    c: float | None = None
    at_s: float = 0.0
    fell: bool | None = None


NO_COURSE = Course()


def course(before: Course, value_c: float | None, *, now_s: float) -> Course:
    """Return the course one look later; where nothing is known it stays."""
    if value_c is None:
        return before
    if before.c is None or before.at_s > now_s:
        return Course(value_c, now_s)
    if abs(value_c - before.c) < MOVE_K:
        return before
    return Course(value_c, now_s, value_c < before.c)


def is_falling(one: Course, *, now_s: float) -> bool | None:
    """Tell if it is on its way down; None while that is not known yet."""
    recent = now_s - one.at_s < STALLED_S
    if one.fell is None:
        return None if recent or one.c is None else False
    return one.fell and recent


def arm(
    arming: Arming,
    settings: CompartmentSettings,
    target: Target,
    air_c: float | None,
    contents_c: float | None = None,
    *,
    now_s: float,
) -> Arming:
    """Return the arming of a compartment one tick later."""
    cooling = target.mode is Mode.COOL
    since_s = arming.since_s
    in_band = air_c is not None and air_c <= target.set_point_c + settings.too_warm_k
    if contents_c is not None and contents_c > settings.high_c:
        in_band = False
    if not cooling or in_band:
        since_s = None
    elif not arming.cooling or (target.set_point_c < arming.set_point_c and _was_in_band(arming, settings, air_c)):
        since_s = now_s
    elif since_s is not None and now_s - since_s >= ARMED_AFTER_S:
        since_s = None
    if since_s == arming.since_s and cooling == arming.cooling and target.set_point_c == arming.set_point_c:
        return arming
    return Arming(since_s, cooling, target.set_point_c)


def _was_in_band(arming: Arming, settings: CompartmentSettings, air_c: float | None) -> bool:
    return air_c is None or air_c <= arming.set_point_c + settings.too_warm_k
