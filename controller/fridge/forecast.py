"""Two clocks for people, from what was learned: hold-over ("if power stops now ...") and ready ("at 4 °C by 17:40")."""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from controller.algorithms.least_squares import Belief
from controller.fridge import evaporator
from controller.fridge.averages import HOUR_S
from controller.fridge.evaporator import CAPACITY, SLOPE, Plate
from controller.fridge.thermal_model import CONTENTS, CONTENTS_H, EXCHANGE, LOAD, LOSS_PER_H, Box, stir
from controller.interface.immutable import immutable
from controller.interface.status import FORECAST_AFTER_H, FORECAST_TO_H

STEP_H = 1.0 / 12.0
"""Implicit steps of 5 min: errors of the clocks stay below 1 %."""

READY_K = 1.0
"""Contents this near their aim are ready (settling time is told for a band of 1 K)."""

_MIN_PER_H = 1e-6

HOLD_OVER_TIMES, READY_TIMES = (0.7, 1.2), (0.6, 1.5)
"""A clock that may be less than this of the truth, or more, is not shown: who relies on it must not be late, least of
all with the power off."""

LIKELY, DEVIATIONS = 0.4, 0.6
"""Of the bound on the contents, and of the deviations of what else is believed: for a range that holds in 8 of
10 cases, where not all of it is wrong at once. Engineering choice: by the truth of 25 boxes of many structures."""

CAPACITY_SHARE, MOST_SHARE = 0.1, 0.9
"""So little is the capacity known that follows from the exchange: goods are packed tightly or stand apart. Engineering
choice: it is what two cycles tell of it where the heat balance fits, and less where it does not."""

STORES = (1.0, 0.7, 1.3)
"""What the plate holds, of what is believed: as believed, and as the other two variants have it. A store of ice or of
eutectic in it is not learned. Engineering choice."""

NEVER = None
"""What a clock shows when it does not know, or when the time never comes."""


@immutable
class State:
    """Air and contents."""

    air_c: float
    contents_c: float


@immutable(kw_only=True)
class Course:
    """The influences on the air, per hour and relative to its heat capacity.

    `load_k_h` is what would warm air of 0 °C; the plate takes `cold_k_h` + `cold_per_h` x air; `stir` as in the box.
    """

    load_k_h: float
    exchange_per_h: float
    inertia: float = 1.0
    stir: float = 1.0
    cold_k_h: float = 0.0
    cold_per_h: float = 0.0


@immutable
class HoldOver:
    """The contents reach `limit_c` in `s` seconds when the compressor does not run any more."""

    s: float
    limit_c: float


@immutable
class Goal:
    """The aim of contents, the floor of their air on the way, and their share 0..1 of the compressor."""

    aim_c: float
    floor_c: float
    share: float


@immutable
class Clock:
    """A time that is told, None where it cannot be; and the soonest and the latest that it may be, None: not seen yet.

    What is at FORECAST_TO_H is then or later.
    """

    s: float | None
    range_s: tuple[float, float] | None


UNKNOWN = Clock(NEVER, None)


def told(times_s: Sequence[float | None], of_true: tuple[float, float]) -> Clock:
    """Return the clock of a time, first, with what it is at worst and at best; it is not told if they are far apart.

    What is told is between two parts `of_true`, whatever that is within the range.
    """
    least, most = of_true
    every_s = [FORECAST_TO_H * HOUR_S if each is None else each for each in times_s]
    soonest_s, latest_s, expected_s = min(every_s), max(every_s), times_s[0]
    if expected_s is None or latest_s * least > soonest_s * most:
        return Clock(NEVER, (soonest_s, latest_s))
    return Clock(max(min(expected_s, soonest_s * most), latest_s * least), (soonest_s, latest_s))


def variants(box: Box) -> tuple[Box, Box, Box]:
    """Return the box as it is believed, and as it may be: warmer with less in it, colder with more in it."""
    return box, _varied(box, 1.0), _varied(box, -1.0)


def _varied(box: Box, warmer: float) -> Box:
    mean, covariance = list(box.belief.mean), box.belief.covariance
    share = CAPACITY_SHARE * box.misfit.times + sqrt(covariance[EXCHANGE][EXCHANGE]) / mean[EXCHANGE]
    mean[CONTENTS] += warmer * LIKELY * box.contents_k
    mean[LOAD] += warmer * DEVIATIONS * sqrt(covariance[LOAD][LOAD])
    mean[EXCHANGE] *= 1.0 - warmer * min(DEVIATIONS * share, MOST_SHARE)
    return replace(box, belief=Belief(tuple(mean), covariance))


def hold_over(
    box: Box, plate: Plate, air_plate_c: tuple[float, float], band_c: tuple[float, float], stored: float = 1.0
) -> HoldOver | None:
    """Until the contents leave their band without power; None: not known yet, or not within FORECAST_TO_H.

    The plate holds `stored` times what is believed of it.
    """
    (air_c, plate_c), (low_c, high_c) = air_plate_c, band_c
    contents_c = box.contents_c
    if box.seen_h < FORECAST_AFTER_H:
        return NEVER
    if not low_c <= contents_c <= high_c:
        return HoldOver(0.0, high_c if contents_c > high_c else low_c)
    ratio = stored * evaporator.ratio_of_share(plate, box.given_per_h)
    inertia = 1.0 + ratio + box.liner_ratio
    state = State((air_c + ratio * plate_c + box.liner_ratio * box.liner_c) / inertia, contents_c)
    course = Course(load_k_h=box.belief.mean[LOAD], exchange_per_h=box.belief.mean[EXCHANGE], inertia=inertia)
    hours = 0.0
    while hours < FORECAST_TO_H:
        after = step(course, state, low_c - 50.0)
        for limit_c in band_c:
            if (after.contents_c - limit_c) * (state.contents_c - limit_c) < 0.0:
                part = (limit_c - state.contents_c) / (after.contents_c - state.contents_c)
                return HoldOver((hours + part * STEP_H) * HOUR_S, limit_c)
        state, hours = after, hours + STEP_H
    return NEVER


def ready_s(box: Box, plate: Plate, air_c: float, goal: Goal) -> float | None:
    """Until the contents are within READY_K of their aim; 0 when they are."""
    aim_c = goal.aim_c
    if abs(box.contents_c - aim_c) <= READY_K:
        return 0.0
    if box.seen_h < FORECAST_AFTER_H or box.contents_c < aim_c or goal.share <= 0.0:
        return NEVER
    courses = _courses(box, plate, goal.share)
    state, hours = State(air_c, box.contents_c), 0.0
    while hours < FORECAST_TO_H:
        after = _led(box, courses, state, goal)
        if after.contents_c <= aim_c + READY_K:
            part = (state.contents_c - aim_c - READY_K) / (state.contents_c - after.contents_c)
            return (hours + part * STEP_H) * HOUR_S
        state, hours = after, hours + STEP_H
    return NEVER


def contents_after(box: Box, plate: Plate, air_c: float, goal: Goal, hours: float) -> float:
    """Return what the contents are expected to be in `hours`, on their way to the goal."""
    courses = _courses(box, plate, goal.share)
    state = State(air_c, box.contents_c)
    for _ in range(round(hours / STEP_H)):
        state = _led(box, courses, state, goal)
    return state.contents_c


def _led(box: Box, courses: tuple[Course, Course], state: State, goal: Goal) -> State:
    """One step on the way to the goal: cooled while air and contents would settle above it."""
    resting, cooled = courses
    contents = box.contents_ratio
    settled_c = (state.air_c + contents * state.contents_c) / (1.0 + contents)
    return step(cooled if settled_c > goal.aim_c else resting, state, goal.floor_c)


def _courses(box: Box, plate: Plate, share: float) -> tuple[Course, Course]:
    """With the compressor standing, and running: then the plate is as cold as what it takes and gives are equal."""
    mean = box.belief.mean
    load_k_h, exchange_per_h = mean[LOAD], mean[EXCHANGE]
    ratio = evaporator.ratio(plate, box.given_per_h) * share
    capacity, slope = (ratio * plate.belief.mean[CAPACITY], ratio * plate.belief.mean[SLOPE])
    part = box.given_per_h / max(box.given_per_h + slope, _MIN_PER_H)
    inertia = 1.0 + box.liner_ratio
    resting = Course(load_k_h=load_k_h, exchange_per_h=exchange_per_h, inertia=inertia)
    cooled = Course(
        load_k_h=load_k_h,
        exchange_per_h=exchange_per_h,
        inertia=inertia,
        stir=stir(box.belief, 1.0),
        cold_k_h=part * capacity,
        cold_per_h=part * slope,
    )
    return resting, cooled


def step(course: Course, state: State, floor_c: float) -> State:
    """One implicit step; the air does not go below `floor_c`."""
    share = STEP_H * course.stir / CONTENTS_H
    kept = 1.0 / (1.0 + share)
    exchange = STEP_H * course.exchange_per_h * course.stir * kept
    heat = course.inertia * state.air_c + exchange * state.contents_c + STEP_H * (course.load_k_h - course.cold_k_h)
    air_c = max(heat / (course.inertia + exchange + STEP_H * (LOSS_PER_H + course.cold_per_h)), floor_c)
    return State(air_c, kept * (state.contents_c + share * air_c))
