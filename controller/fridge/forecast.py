"""Two clocks for people, from what was learned: hold-over ("if power stops now ...") and ready ("at 4 °C by 17:40")."""

from controller.fridge import evaporator
from controller.fridge.averages import HOUR_S
from controller.fridge.evaporator import CAPACITY, SLOPE, Plate
from controller.fridge.thermal_model import CONTENTS_H, EXCHANGE, LOAD, LOSS_PER_H, Box, stir
from controller.interface.immutable import immutable
from controller.interface.status import FORECAST_AFTER_H, FORECAST_TO_H

STEP_H = 1.0 / 12.0
"""Implicit steps of 5 min: errors of the clocks stay below 1 %."""

READY_K = 1.0
"""Contents this near their aim are ready (settling time is told for a band of 1 K)."""

_MIN_PER_H = 1e-6


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


def hold_over(box: Box, plate: Plate, air_plate_c: tuple[float, float], band_c: tuple[float, float]) -> HoldOver | None:
    """Until the contents leave their band without power; None: not known yet, or not within FORECAST_TO_H."""
    (air_c, plate_c), (low_c, high_c) = air_plate_c, band_c
    contents_c = box.contents_c
    if box.seen_h < FORECAST_AFTER_H:
        return NEVER
    if not low_c <= contents_c <= high_c:
        return HoldOver(0.0, high_c if contents_c > high_c else low_c)
    ratio = evaporator.ratio_of_share(plate, box.given_per_h)
    state = State((air_c + ratio * plate_c) / (1.0 + ratio), contents_c)
    course = Course(load_k_h=box.belief.mean[LOAD], exchange_per_h=box.belief.mean[EXCHANGE], inertia=1.0 + ratio)
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
    resting, cooled = _courses(box, plate, goal.share)
    state, hours = State(air_c, box.contents_c), 0.0
    while hours < FORECAST_TO_H:
        settled_c = (state.air_c + box.contents_ratio * state.contents_c) / (1.0 + box.contents_ratio)
        after = step(cooled if settled_c > aim_c else resting, state, goal.floor_c)
        if after.contents_c <= aim_c + READY_K:
            part = (state.contents_c - aim_c - READY_K) / (state.contents_c - after.contents_c)
            return (hours + part * STEP_H) * HOUR_S
        state, hours = after, hours + STEP_H
    return NEVER


def _courses(box: Box, plate: Plate, share: float) -> tuple[Course, Course]:
    """With the compressor standing, and running: then the plate is as cold as what it takes and gives are equal."""
    mean = box.belief.mean
    load_k_h, exchange_per_h = mean[LOAD], mean[EXCHANGE]
    ratio = evaporator.ratio(plate, box.given_per_h) * share
    capacity, slope = (ratio * plate.belief.mean[CAPACITY], ratio * plate.belief.mean[SLOPE])
    part = box.given_per_h / max(box.given_per_h + slope, _MIN_PER_H)
    resting = Course(load_k_h=load_k_h, exchange_per_h=exchange_per_h)
    cooled = Course(
        load_k_h=load_k_h,
        exchange_per_h=exchange_per_h,
        inertia=1.0,
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
