"""The two clocks: what they are told from, step by step, and where they end."""

from dataclasses import replace

import pytest

from controller.algorithms.least_squares import Belief
from controller.fridge import evaporator, forecast, thermal_model
from controller.fridge.evaporator import Plate
from controller.fridge.forecast import (
    CAPACITY_SHARE,
    DEVIATIONS,
    LIKELY,
    MOST_SHARE,
    READY_K,
    STEP_H,
    Clock,
    Course,
    Goal,
    HoldOver,
    State,
)
from controller.fridge.misfit import Misfit
from controller.fridge.thermal_model import CONTENTS, EXCHANGE, LINER_H, LOAD, Box
from controller.interface.status import FORECAST_AFTER_H

STEP_S = 300.0
"""Of the clocks."""
MEAN = (20.0, 2.0, 3.0, 4.0, 12.0, 5.0)
LINER = 5.0 * LINER_H
"""Heat capacity of the liner beside the air's."""


def sure(*changed: tuple[int, float], seen_h: float = FORECAST_AFTER_H) -> Box:
    """A compartment of which all is known, seen for just so long."""
    mean = list(MEAN)
    for index, value in changed:
        mean[index] = value
    begun = thermal_model.initial(mean[CONTENTS])
    return replace(begun, belief=Belief(tuple(mean), ((0.0,) * 6,) * 6), seen_h=seen_h, liner_c=9.0)


PLATE = replace(evaporator.initial(2), belief=Belief((110.0, 2.5, 3.5, 4.0), ((0.0,) * 4,) * 4))


def test_a_clock_is_told_up_to_where_two_parts_of_the_truth_meet() -> None:
    of_true = (0.5, 2.0)
    assert forecast.told([2.0, 1.0, 4.0], of_true) == Clock(2.0, (1.0, 4.0))
    assert forecast.told([2.0, 1.0, 4.1], of_true) == Clock(None, (1.0, 4.1))
    assert forecast.told([3.0, 1.0, 3.0], of_true) == Clock(2.0, (1.0, 3.0))
    assert forecast.told([1.0, 1.0, 3.0], of_true) == Clock(1.5, (1.0, 3.0))
    assert forecast.told([None, 86_400.0, 86_400.0], of_true).s is None
    assert forecast.told([86_400.0, None, 86_400.0], of_true) == Clock(86_400.0, (86_400.0, 86_400.0))


def test_what_may_be_is_as_far_from_what_is_believed_as_each_is_unsure() -> None:
    covariance = [[0.0] * 6 for _ in range(6)]
    covariance[LOAD][LOAD], covariance[EXCHANGE][EXCHANGE] = 9.0, 0.16
    begun = replace(sure(), contents_k=2.0, misfit=Misfit(square=4.0))
    unsure = replace(begun, belief=Belief(MEAN, tuple(tuple(row) for row in covariance)))
    share = DEVIATIONS * (CAPACITY_SHARE * 2.0 + 0.4 / 4.0)
    for one, sign in zip(forecast.variants(unsure)[1:], (1.0, -1.0), strict=True):
        mean = one.belief.mean
        assert mean[LOAD] == pytest.approx(20.0 + sign * DEVIATIONS * 3.0)
        assert mean[CONTENTS] == pytest.approx(12.0 + sign * LIKELY * 2.0)
        assert mean[EXCHANGE] == pytest.approx(4.0 * (1.0 - sign * share))
        assert (mean[1:3], mean[5], one.belief.covariance) == (MEAN[1:3], MEAN[5], unsure.belief.covariance)
    lost = replace(unsure, misfit=Misfit(square=1e6))
    _, warmer, colder = forecast.variants(lost)
    assert warmer.belief.mean[EXCHANGE] == pytest.approx(4.0 * (1.0 - MOST_SHARE))
    assert colder.belief.mean[EXCHANGE] == pytest.approx(4.0 * (1.0 + MOST_SHARE))


RATIO = 5.0 / 7.5 / 2.0
"""Of the plate's half that is this compartment's, by what one gives and the other takes."""


def without_power(count: int, stored: float = 1.0) -> list[State]:
    """Air, liner and plate at one temperature from the beginning, with the contents."""
    capacity = 1.0 + stored * RATIO + LINER
    state = State((6.0 + stored * RATIO * -3.0 + LINER * 9.0) / capacity, 5.0)
    course, states = Course(load_k_h=20.0, exchange_per_h=4.0, inertia=capacity), []
    for _ in range(count):
        states.append(state)
        state = forecast.step(course, state, -90.0)
    return states


@pytest.mark.parametrize("stored", [1.0, 0.5])
@pytest.mark.parametrize("part", [0.25, 0.5])
def test_the_hold_over_ends_within_the_step_in_which_the_edge_is_crossed(part: float, stored: float) -> None:
    states = without_power(30, stored)
    limit_c = (1.0 - part) * states[28].contents_c + part * states[29].contents_c
    held = forecast.hold_over(sure((CONTENTS, 5.0)), PLATE, (6.0, -3.0), (0.0, limit_c), stored)
    assert held is not None
    assert held.limit_c == limit_c
    assert held.s == pytest.approx((28.0 + part) * STEP_S)


def test_contents_at_the_edge_of_their_band_are_within_it() -> None:
    one = sure((CONTENTS, 5.0))
    warming = forecast.hold_over(one, PLATE, (6.0, 6.0), (5.0, 8.0))
    assert warming is not None
    assert warming.limit_c == 8.0
    assert forecast.hold_over(one, PLATE, (6.0, 6.0), (0.0, 5.0)) is None  # that edge only gets farther away
    assert forecast.hold_over(one, PLATE, (6.0, 6.0), (5.1, 8.0)) == HoldOver(0.0, 5.1)
    assert forecast.hold_over(one, PLATE, (6.0, 6.0), (0.0, 4.9)) == HoldOver(0.0, 4.9)
    assert forecast.hold_over(replace(one, seen_h=0.99), PLATE, (6.0, 6.0), (0.0, 4.9)) is None


def test_cold_that_lasts_longer_than_a_day_is_not_told() -> None:
    states = without_power(295)
    limits_c = [(states[at].contents_c + states[at + 1].contents_c) / 2.0 for at in (286, 292)]
    held = [forecast.hold_over(sure((CONTENTS, 5.0)), PLATE, (6.0, -3.0), (0.0, limit_c)) for limit_c in limits_c]
    assert held[0] is not None
    assert held[0].s == pytest.approx(286.5 * STEP_S)
    assert held[1] is None


def test_the_air_is_led_by_the_plate_that_takes_what_it_gives() -> None:
    """A plate of two thirds of the air's capacity, half of it for this one, in air that gives 5 per hour and kelvin."""
    resting, cooled = forecast._courses(sure(), PLATE, 0.5)
    capacity, slope = 110.0 / 3.0, 2.5 / 3.0
    assert resting == Course(load_k_h=20.0, exchange_per_h=4.0, inertia=1.0 + LINER)
    assert (cooled.cold_k_h, cooled.cold_per_h) == pytest.approx(
        (capacity * 5.0 / (5.0 + slope), slope * 5.0 / (5.0 + slope))
    )
    assert replace(cooled, cold_k_h=0.0, cold_per_h=0.0) == replace(resting, stir=1.3)


GOAL = Goal(aim_c=4.0, floor_c=1.0, share=1.0)


def led(count: int, one: Box, goal: Goal = GOAL) -> list[State]:
    """The states on the way there, cooled all the time."""
    state, states = State(9.0, one.contents_c), []
    for _ in range(count):
        states.append(state)
        state = forecast.step(forecast._courses(one, PLATE, goal.share)[1], state, goal.floor_c)
    return states


@pytest.mark.parametrize("part", [0.25, 0.5])
def test_ready_is_within_the_step_in_which_the_contents_get_near(part: float) -> None:
    states = led(22, sure())
    near_c = (1.0 - part) * states[20].contents_c + part * states[21].contents_c
    ready_s = forecast.ready_s(sure(), PLATE, 9.0, replace(GOAL, aim_c=near_c - READY_K))
    assert ready_s == pytest.approx((20.0 + part) * STEP_S)


@pytest.mark.parametrize("steps", [1, 6])
def test_what_is_expected_is_so_many_steps_on_the_way(steps: int) -> None:
    expected_c = forecast.contents_after(sure(), PLATE, 9.0, GOAL, steps * STEP_H)
    assert expected_c == pytest.approx(led(steps + 1, sure())[-1].contents_c)


def test_nothing_is_cooled_on_the_way_that_would_settle_at_its_aim() -> None:
    """The contents weigh ten times as much as the air."""
    one, course = sure(), forecast._courses(sure(), PLATE, 1.0)
    resting, cooled = course
    for at, expected in (
        (State(4.0, 4.0), resting),
        (State(4.01, 4.0), cooled),
        (State(14.0, 2.9), resting),
        (State(14.0, 3.1), cooled),
    ):
        assert forecast._led(one, course, at, GOAL) == forecast.step(expected, at, GOAL.floor_c)


def plate_of(*mean: float) -> Plate:
    return replace(PLATE, belief=Belief(mean, PLATE.belief.covariance))


def test_ready_needs_a_compartment_that_was_watched_and_is_above_its_aim() -> None:
    assert forecast.ready_s(sure((CONTENTS, 5.0), seen_h=0.0), PLATE, 9.0, GOAL) == 0.0
    assert forecast.ready_s(sure((CONTENTS, 3.0), seen_h=0.0), PLATE, 9.0, GOAL) == 0.0
    assert forecast.ready_s(sure((CONTENTS, 2.9)), PLATE, 9.0, GOAL) is None
    assert forecast.ready_s(sure(), PLATE, 9.0, replace(GOAL, share=0.01)) is None
    assert forecast.ready_s(sure(), plate_of(1e4, 0.0, 3.5, 4.0), 9.0, replace(GOAL, share=0.01)) is not None
    frost = sure((LOAD, -40.0))
    assert forecast.ready_s(frost, PLATE, 9.0, replace(GOAL, share=0.1)) is not None
    assert forecast.ready_s(frost, PLATE, 9.0, replace(GOAL, share=0.0)) is None
    assert forecast.ready_s(sure(seen_h=0.99), PLATE, 9.0, GOAL) is None
    assert forecast.ready_s(sure(), PLATE, 9.0, GOAL) is not None
