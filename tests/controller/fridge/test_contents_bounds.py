"""The bounds of the contents that hold for every structure: goods follow what is around them."""

from dataclasses import replace
from math import exp

import pytest

from controller.fridge import contents_bounds
from controller.fridge.contents_bounds import (
    BEGUN_K,
    MOST_K,
    MOST_TOUCHING,
    SLOW_HOURS,
    SPREAD_K,
    TOUCHING,
    Bounds,
)


def after(bounds: Bounds, hours: float, *, air_c: float = 5.0, fan: float = 0.0, plate_k: float = 0.0) -> Bounds:
    for _ in range(round(hours * 60.0)):
        bounds = contents_bounds.update(bounds, air_c, plate_k, fan, for_h=1.0 / 60.0)
    return bounds


def test_what_is_seen_for_the_first_time_is_near_its_air() -> None:
    begun = contents_bounds.initial(9.0)
    assert (begun.low_c, begun.high_c) == (9.0 - BEGUN_K - SPREAD_K, 9.0 + BEGUN_K + SPREAD_K)
    assert (begun.left_k, begun.disturbed) == (BEGUN_K, False)


@pytest.mark.parametrize("own_h", [0.8, 2.5, 5.5])
@pytest.mark.parametrize("begun_k", [-5.0, 5.0])
def test_goods_of_any_time_and_beginning_are_within_the_bounds(own_h: float, begun_k: float) -> None:
    bounds, goods_c = contents_bounds.initial(9.0), 9.0 + begun_k
    for _ in range(20):
        bounds = after(bounds, 1.0, air_c=4.0)
        goods_c = 4.0 + (goods_c - 4.0) * exp(-1.0 / own_h)
        assert bounds.low_c <= goods_c <= bounds.high_c


@pytest.mark.parametrize("gain", [1.0, 1.7, 2.5])
def test_goods_that_a_fan_stirs_are_within_the_bounds_and_near_their_middle(gain: float) -> None:
    """Twelve cold minutes with the fan in each hour."""
    bounds, goods_c = contents_bounds.initial(5.0, 1.0), 5.0
    for _ in range(24):
        bounds = after(after(bounds, 0.2, air_c=2.0, fan=1.0), 0.8, air_c=6.0)
        goods_c = 2.0 + (goods_c - 2.0) * exp(-0.2 * gain / 2.5)
        goods_c = 6.0 + (goods_c - 6.0) * exp(-0.8 / 2.5)
    assert bounds.low_c <= goods_c <= bounds.high_c
    assert bounds.middle_c(gain) == pytest.approx(goods_c, abs=0.1)
    assert bounds.high_c - bounds.low_c < 2.5
    assert bounds.left_k < 0.1


def test_what_is_put_in_opens_the_bounds_and_dies_away_with_the_slowest() -> None:
    held = after(contents_bounds.initial(5.0), 40.0)
    opened = contents_bounds.opened(held, 1.0, 4.0)
    assert opened.low_c == pytest.approx(held.low_c - 1.0, abs=0.1)
    assert opened.high_c == pytest.approx(held.high_c + 4.0, abs=0.1)
    assert opened.disturbed
    assert opened.left_k == pytest.approx(4.0, abs=0.1)
    later = after(opened, 6.0)
    assert later.high_c == pytest.approx(5.0 + SPREAD_K + 4.0 / exp(1.0), abs=0.1)
    assert contents_bounds.opened(opened, 50.0, 50.0).above_k == MOST_K


def test_goods_that_touch_the_plate_are_within_the_bounds() -> None:
    """Half a pack in three at the plate, 8 K below the air, as in a freezer."""
    cold = after(contents_bounds.initial(-18.0, 0.1), 40.0, air_c=-18.0, plate_k=-8.0)
    assert cold.low_c == pytest.approx(-18.0 - SPREAD_K - MOST_TOUCHING * 8.0, abs=0.1)
    assert cold.middle_c(1.0) == pytest.approx(-18.0 - TOUCHING * 8.0, abs=0.1)
    assert after(cold, 40.0, air_c=-18.0, plate_k=3.0).plate_k == pytest.approx(0.0, abs=0.1)


def test_what_showed_to_be_nothing_closes_the_bounds_again() -> None:
    opened = contents_bounds.opened(after(contents_bounds.initial(5.0), 40.0), 1.0, MOST_K)
    closed = contents_bounds.closed(opened, 1.0)
    assert (closed.below_k, closed.above_k, closed.disturbed) == (1.0, 1.0, False)
    assert contents_bounds.closed(replace(opened, above_k=0.4), 1.0).above_k == 0.4
    assert closed.left_k <= 1.0


SPREAD_OUT = Bounds(
    lags_c=(1.0, 2.0, 3.0, 6.0, 5.0, 4.0),
    left=(0.9, 0.5, 0.4, 0.3, 0.2, 0.1),
    plate_k=-2.0,
    below_k=2.0,
    above_k=3.0,
    disturbed=True,
)


def test_the_bounds_are_those_of_the_coldest_and_the_warmest_lag_with_what_is_left() -> None:
    assert SPREAD_OUT.low_c == pytest.approx(1.0 - 0.9 * 2.0 - SPREAD_K - MOST_TOUCHING * 2.0)
    assert SPREAD_OUT.high_c == pytest.approx(6.0 + 0.3 * 3.0 + SPREAD_K)
    assert SPREAD_OUT.left_k == pytest.approx(0.9 * 3.0)
    assert replace(SPREAD_OUT, below_k=4.0).left_k == pytest.approx(0.9 * 4.0)


@pytest.mark.parametrize(("stirred", "air_c"), [(1.0, 3.0), (2.5, 6.0), (1.5, 4.0)])
def test_the_middle_is_a_usual_load_as_the_fan_stirs_it(stirred: float, air_c: float) -> None:
    assert SPREAD_OUT.middle_c(stirred) == pytest.approx(air_c - TOUCHING * 2.0)


def test_each_lag_follows_the_air_in_its_own_time() -> None:
    """Times of 0.7, 2.5 and 6 h; with the fan at half every other one is stirred 1.75 times."""
    shares = (0.5, 0.875, 0.14, 0.245, 0.35 / 6.0, 0.35 * 1.75 / 6.0)
    later = contents_bounds.update(SPREAD_OUT, 11.0, -8.0, 0.5, for_h=0.35)
    assert later.lags_c == pytest.approx(
        [c + share * (11.0 - c) for c, share in zip(SPREAD_OUT.lags_c, shares, strict=True)]
    )
    assert later.left == pytest.approx(
        [left * (1.0 - share) for left, share in zip(SPREAD_OUT.left, shares, strict=True)]
    )
    assert later.plate_k == pytest.approx(-2.0 - 0.14 * 6.0)
    assert (later.below_k, later.above_k, later.disturbed) == (2.0, 3.0, True)
    assert contents_bounds.update(SPREAD_OUT, 11.0, 5.0, 0.5, for_h=0.35).plate_k == pytest.approx(-2.0 * 0.86)


def test_what_follows_within_the_time_is_there_and_not_beyond() -> None:
    later = contents_bounds.update(SPREAD_OUT, 11.0, 0.0, 1.0, for_h=99.0)
    assert (later.lags_c, later.left) == ((11.0,) * 6, (0.0,) * 6)


def test_what_may_be_put_in_adds_to_what_is_left_of_the_beginning() -> None:
    opened = contents_bounds.opened(replace(SPREAD_OUT, disturbed=False), 1.0, 4.0)
    assert (opened.below_k, opened.above_k) == pytest.approx((0.9 * 2.0 + 1.0, 0.9 * 3.0 + 4.0))
    assert (opened.lags_c, opened.left, opened.plate_k) == (SPREAD_OUT.lags_c, (1.0,) * 6, -2.0)
    assert opened.disturbed
    assert (contents_bounds.opened(SPREAD_OUT, 50.0, 4.0).below_k, contents_bounds.opened(SPREAD_OUT, 1.0, 50.0)) == (
        MOST_K,
        replace(opened, above_k=MOST_K),
    )


def test_what_showed_to_be_nothing_leaves_all_else_as_it_was() -> None:
    assert contents_bounds.closed(SPREAD_OUT, 2.5) == replace(SPREAD_OUT, above_k=2.5, disturbed=False)
    assert contents_bounds.closed(SPREAD_OUT, 1.5) == replace(SPREAD_OUT, below_k=1.5, above_k=1.5, disturbed=False)


def test_goods_may_be_as_far_off_as_the_slowest_and_the_quickest_are_apart() -> None:
    bounds = after(contents_bounds.initial(16.0), 10.0, air_c=2.0)
    slow_c = 2.0 + 14.0 * exp(-10.0 / SLOW_HOURS)
    assert bounds.slow_c == pytest.approx(slow_c, abs=0.05)
    assert bounds.apart_k(2.5) == pytest.approx(slow_c - 2.5 + SPREAD_K, abs=0.05)
    assert contents_bounds.opened(bounds, 1.0, 4.0).slow_c == bounds.slow_c


def test_the_slowest_goods_follow_the_air_in_their_own_time_and_stay_what_they_are_when_others_come() -> None:
    begun = replace(SPREAD_OUT, slow_c=20.0)
    third = contents_bounds.update(begun, 11.0, 0.0, 1.0, for_h=contents_bounds.SLOW_HOURS / 3.0)
    assert third.slow_c == pytest.approx(17.0)
    assert contents_bounds.update(begun, 11.0, 0.0, 1.0, for_h=99.0).slow_c == 11.0
    assert contents_bounds.opened(begun, 1.0, 4.0).slow_c == 20.0
    assert contents_bounds.initial(7.0).slow_c == 7.0
