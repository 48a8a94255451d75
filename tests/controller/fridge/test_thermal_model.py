"""What a minute makes of the contents: how they follow, what is believed of them, and how far."""

from dataclasses import replace

import pytest

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief
from controller.fridge import contents_bounds, misfit, thermal_model
from controller.fridge.averages import Window
from controller.fridge.contents_bounds import SPREAD_K
from controller.fridge.misfit import Misfit
from controller.fridge.thermal_model import (
    BALANCE_SHARE,
    BOUNDS_SHARE,
    CLOSED_H,
    CLOSED_K,
    COLDER_K,
    CONTENTS,
    CONTENTS_H,
    EXCHANGE,
    FALL_K,
    GOODS_EXCHANGE,
    GOODS_PUT_IN,
    HELD_TIMES,
    LID_OPENED,
    LINER_H,
    LOAD,
    PARAMETERS,
    PROBE_NOISE_K,
    STIRRED,
    UNREST_KEPT,
    UNSURE_TOUCH,
    Box,
)

H = 0.02
MEAN = (14.0, 2.0, 3.0, 4.0, 8.0, 5.0)
VARIANCES = (1.0, 0.1, 0.2, 0.3, 0.25, 0.5)
DIAGONAL = tuple(tuple(VARIANCES[row] * (row == column) for column in range(6)) for row in range(6))
MINUTE = Window(hours=H, air_c=5.0, fan=0.5, plate_k=-8.0, moved_k=-4.0, cooled=0.0, lid_open=False)
BLIND = replace(MINUTE, plate_k=None)
"""A minute from which the balance learns nothing."""
WIDE = contents_bounds.initial(8.0, 1e7)


def box(**changed: object) -> Box:
    begun = Box(belief=Belief(MEAN, DIAGONAL), bounds=WIDE, liner_c=6.0, calm_h=2.0, seen_h=3.0, unrest_k=0.5)
    return replace(begun, **changed)  # type: ignore[arg-type]  # names are the test's own


def with_contents(contents_c: float) -> Belief:
    return Belief((*MEAN[:CONTENTS], contents_c, MEAN[5]), DIAGONAL)


STIR = 1.0 + 0.5 * 3.0 / (STIRRED * 2.0)
"""With the fan at half."""


def test_contents_draw_nearer_to_the_air_as_it_is_stirred_and_are_as_much_surer() -> None:
    after = thermal_model._contents_follow(Belief(MEAN, DIAGONAL), MINUTE)
    share = H * STIR / CONTENTS_H
    assert after.mean == pytest.approx((*MEAN[:CONTENTS], 8.0 - share * 3.0, MEAN[5]))
    assert after.covariance[CONTENTS][CONTENTS] == pytest.approx(0.25 * (1.0 - share) ** 2)
    long = thermal_model._contents_follow(Belief(MEAN, DIAGONAL), replace(MINUTE, hours=9.0))
    assert (long.mean[CONTENTS], long.covariance[CONTENTS][CONTENTS]) == (5.0, 0.0)


@pytest.mark.parametrize(
    ("still", "by_fan", "fan", "stir"),
    [(2.0, 3.0, 1.0, 1.3), (2.0, 3.0, 0.5, 1.15), (2.0, 99.0, 1.0, 2.0), (2.0, 99.0, 0.5, 1.5), (0.0, 0.75, 1.0, 1.5)],
)
def test_a_fan_stirs_the_goods_by_what_it_adds_to_the_plate(
    still: float, by_fan: float, fan: float, stir: float
) -> None:
    belief = Belief((14.0, still, by_fan, *MEAN[3:]), DIAGONAL)
    assert thermal_model.stir(belief, fan) == pytest.approx(stir)


def test_a_minute_without_a_plate_is_counted_and_the_contents_follow() -> None:
    before = box(before=BLIND)
    after = thermal_model.update(before, BLIND, None)
    followed_c = thermal_model._contents_follow(before.belief, BLIND).mean[CONTENTS]
    assert after.contents_c == pytest.approx(followed_c)
    assert (after.seen_h, after.calm_h) == pytest.approx((3.0 + H, 2.0 + H))
    assert after.unrest_k == pytest.approx(UNREST_KEPT * 0.5)
    assert after.liner_c == pytest.approx(6.0 - H / (LINER_H + H))
    assert (after.before, after.misfit, after.probed) == (BLIND, before.misfit, False)
    assert after.bounds == contents_bounds.update(WIDE, 5.0, 0.0, 0.5, for_h=H)
    plated = thermal_model.update(box(), MINUTE, None)
    assert plated.bounds == contents_bounds.update(WIDE, 5.0, -8.0, 0.5, for_h=H)


def test_the_balance_is_made_of_two_minutes_without_an_open_lid() -> None:
    shut, opened = replace(MINUTE, lid_open=False), replace(MINUTE, lid_open=True)
    warmer = replace(MINUTE, air_c=5.1)
    for before in (None, opened, BLIND):
        assert thermal_model.update(box(before=before), warmer, None).misfit.seen == 0
    assert thermal_model.update(box(before=shut), BLIND, None).misfit.seen == 0
    assert thermal_model.update(box(before=shut), warmer, None).misfit.seen == 1
    assert thermal_model.update(box(before=shut), opened, None).calm_h == 0.0


def test_the_balance_learns_less_where_the_box_is_built_otherwise() -> None:
    def learned_k_h(times: float) -> float:
        seen = box(before=MINUTE, misfit=Misfit(square=times**2))
        return thermal_model.update(seen, replace(MINUTE, air_c=5.2), None).belief.mean[LOAD] - MEAN[LOAD]

    assert 0.0 < learned_k_h(4.0) < 0.2 * learned_k_h(1.0)


def test_an_innovation_belongs_to_what_goes_on_in_its_minute() -> None:
    """At rest, in a run for it, and in one for a neighbour."""
    for number, second in enumerate((MINUTE, replace(MINUTE, cooled=0.5, ran=True), replace(MINUTE, ran=True))):
        assert thermal_model.update(box(before=MINUTE), second, None).misfit.activity == number


def test_a_probe_corrects_the_contents_by_how_sure_both_are() -> None:
    after = thermal_model.update(box(before=BLIND), BLIND, 9.0)
    followed = thermal_model._contents_follow(Belief(MEAN, DIAGONAL), BLIND)
    variance, before_c = followed.covariance[CONTENTS][CONTENTS], followed.mean[CONTENTS]
    share = variance / (variance + PROBE_NOISE_K**2)
    assert after.contents_c == pytest.approx(before_c + share * (9.0 - before_c))
    assert after.probed


def test_contents_without_a_probe_fall_below_the_air_by_little_and_within_their_bounds() -> None:
    colder = box(belief=with_contents(3.0))
    assert thermal_model.update(colder, BLIND, None).contents_c == pytest.approx(3.0, abs=0.05)
    fallen = thermal_model._not_colder(with_contents(3.0), 4.0)
    assert fallen == with_contents(4.0)
    assert thermal_model._not_colder(with_contents(1e9), 4.0) == with_contents(1e9)
    narrow = contents_bounds.initial(5.0, 0.1)
    assert thermal_model.update(box(bounds=narrow), BLIND, None).contents_c == pytest.approx(5.1 + SPREAD_K, abs=0.01)


def test_cold_that_the_balance_makes_of_a_minute_is_not_believed_below_the_air_and_the_last_minute() -> None:
    """A load that is not sure at all, and air that got colder than by anything that is known."""
    unsure = tuple(tuple(1e4 * (row == column == CONTENTS) for column in range(6)) for row in range(6))
    seen = box(belief=Belief(MEAN, unsure), before=MINUTE)
    assert thermal_model.update(seen, replace(MINUTE, air_c=4.7), None).contents_c == pytest.approx(4.7)
    near = box(belief=Belief(with_contents(4.72).mean, unsure), before=MINUTE)
    after = thermal_model.update(near, replace(MINUTE, air_c=4.7), None)
    assert after.contents_c == pytest.approx(4.72 - FALL_K)


BETWEEN = contents_bounds.Bounds(lags_c=(4.0, 5.0, 6.0, 7.5, 8.0, 9.0), left=(0.0,) * 6)


def test_contents_are_drawn_to_the_mean_of_the_air_by_how_near_the_bounds_are() -> None:
    """The middle of a usual load that a fan stirs 1.3 times is 0.2 of the way from 6 to 7.5 °C."""
    after = thermal_model._held(with_contents(8.0), BETWEEN)
    noise_k = HELD_TIMES * (5.0 + 2.0 * SPREAD_K) / 2.0
    share = 0.25 / (0.25 + noise_k**2)
    assert after.mean[CONTENTS] == pytest.approx(8.0 - share * 1.7)
    assert after.covariance[CONTENTS][CONTENTS] == pytest.approx(0.25 * (1.0 - share))
    assert thermal_model._held(with_contents(20.0), BETWEEN).mean[CONTENTS] == pytest.approx(9.0 + SPREAD_K)
    assert thermal_model._held(with_contents(-9.0), BETWEEN).mean[CONTENTS] == pytest.approx(4.0 - SPREAD_K)


@pytest.mark.parametrize("contents_c", [4.0, 5.0, 6.0])
def test_what_is_within_is_left_as_it_is(contents_c: float) -> None:
    one = with_contents(contents_c)
    assert thermal_model._within(one, 4.0, 6.0) is one
    assert thermal_model._within(with_contents(3.9), 4.0, 6.0) == with_contents(4.0)
    assert thermal_model._within(with_contents(6.1), 4.0, 6.0) == with_contents(6.0)


LEARNED_K = 2.0 * 0.5 + SPREAD_K
"""Of a variance of 0.25."""


def judged(contents_c: float, bounds: contents_bounds.Bounds, *, probed: bool = False, calm_h: float = 9.0) -> Box:
    begun = box(belief=with_contents(contents_c), bounds=bounds, calm_h=calm_h)
    return thermal_model._judged(begun, probed=probed)


def test_contents_are_as_sure_as_what_was_learned_and_a_part_of_what_only_the_balance_tells() -> None:
    far = contents_bounds.initial(8.0, 20.0)
    assert judged(8.0, far).contents_k == pytest.approx(LEARNED_K + BOUNDS_SHARE * (20.0 + SPREAD_K))
    told = judged(28.0, far)
    assert told.contents_k == pytest.approx(LEARNED_K + BALANCE_SHARE * 20.0)
    assert told.excess_k == pytest.approx(20.0)
    assert judged(-12.0, far).contents_k == pytest.approx(LEARNED_K + BALANCE_SHARE * 20.0)
    assert judged(-12.0, far).excess_k == 0.0


def test_what_is_beyond_the_mean_of_the_air_is_excess() -> None:
    assert judged(8.0, BETWEEN).excess_k == pytest.approx(1.7)
    assert judged(6.2, BETWEEN).excess_k == 0.0


def test_contents_are_no_less_sure_than_by_their_bounds() -> None:
    near = contents_bounds.initial(8.0, 0.5)
    assert judged(8.0, near).contents_k == pytest.approx(0.5 + SPREAD_K)
    assert judged(8.3, near).contents_k == pytest.approx(0.8 + SPREAD_K)
    assert judged(7.6, near).contents_k == pytest.approx(0.9 + SPREAD_K)
    assert judged(8.0, contents_bounds.initial(8.0, 0.0)).contents_k == pytest.approx(SPREAD_K)
    inverted = replace(near, below_k=-2.0, above_k=-2.0)
    assert judged(8.0, inverted).contents_k == SPREAD_K


def test_a_probe_is_sure_of_all_but_what_touches_the_plate() -> None:
    cold = replace(contents_bounds.initial(8.0, 20.0), plate_k=-10.0)
    told = judged(8.0, cold, probed=True)
    assert told.contents_k == pytest.approx(LEARNED_K + UNSURE_TOUCH * 10.0)
    assert told.probed
    assert not judged(8.0, cold).probed


def test_what_was_opened_is_closed_again_when_nothing_warm_shows() -> None:
    opened = contents_bounds.opened(contents_bounds.initial(8.0, 0.5), 3.0, 12.0)
    closed = contents_bounds.closed(opened, CLOSED_K)
    assert judged(8.0, opened, calm_h=CLOSED_H).bounds == closed
    assert judged(8.0, opened, calm_h=CLOSED_H - 0.01).bounds == opened
    assert judged(8.0 + CLOSED_K - 0.01, opened).bounds == closed
    assert judged(8.0 + CLOSED_K, opened).bounds == opened
    calm = contents_bounds.initial(8.0, 5.0)
    assert judged(8.0, calm).bounds == calm


def test_somebody_at_the_box_opens_the_bounds_and_begins_a_new_account() -> None:
    known = box(misfit=Misfit(odd=9.0, last=2.0, hours=(1.0, 2.0), seen=500), bounds=contents_bounds.initial(8.0, 0.5))
    after = thermal_model._doubted(known, LID_OPENED)
    assert after.bounds == contents_bounds.opened(known.bounds, COLDER_K, contents_bounds.MOST_K)
    assert after.misfit == misfit.calm(known.misfit)
    assert (after.unrest_k, after.calm_h) == (LID_OPENED.unrest_k, 0.0)
    assert after.belief == least_squares.doubt(known.belief, CONTENTS, LID_OPENED.goods_k)
    goods = thermal_model._doubted(known, GOODS_PUT_IN).belief
    assert goods.covariance[CONTENTS][CONTENTS] == GOODS_PUT_IN.goods_k**2
    assert goods.covariance[EXCHANGE][EXCHANGE] == pytest.approx((GOODS_EXCHANGE * 4.0) ** 2)


def test_what_is_seen_for_the_first_time_is_as_warm_as_its_air() -> None:
    begun = thermal_model.initial(7.0)
    assert begun.belief.mean == (*(each.value for each in PARAMETERS[:CONTENTS]), 7.0, PARAMETERS[5].value)
    assert begun.belief.covariance[CONTENTS][CONTENTS] == PARAMETERS[CONTENTS].doubt ** 2
    assert (begun.liner_c, begun.bounds, begun.seen_h) == (7.0, contents_bounds.initial(7.0), 0.0)


def test_of_an_earlier_run_the_weather_and_the_goods_may_be_others() -> None:
    tied = tuple(tuple(VARIANCES[row] if row == column else 0.01 for column in range(6)) for row in range(6))
    again = thermal_model.initial(7.0, Belief(MEAN, tied))
    mean, covariance = again.belief.mean, again.belief.covariance
    assert mean == (PARAMETERS[LOAD].value, *MEAN[1:CONTENTS], 7.0, MEAN[5])
    assert [covariance[index][index] for index in range(6)] == pytest.approx(
        [PARAMETERS[LOAD].doubt ** 2, 0.1, 0.2, (GOODS_EXCHANGE * 4.0) ** 2, PARAMETERS[CONTENTS].doubt ** 2, 0.5]
    )
    assert (covariance[LOAD][1], covariance[CONTENTS][1], covariance[1][2]) == (0.0, 0.0, 0.01)
    assert (again.liner_c, again.bounds) == (7.0, contents_bounds.initial(7.0))


def test_one_that_was_seen_a_moment_ago_is_as_it_was() -> None:
    again = thermal_model.resumed(Belief(MEAN, DIAGONAL), 5.0)
    assert again == Box(
        belief=Belief(MEAN, DIAGONAL),
        bounds=contents_bounds.initial(8.0, LEARNED_K),
        liner_c=8.0,
        contents_k=LEARNED_K,
        seen_h=5.0,
    )


@pytest.mark.parametrize(("plate_measured", "wide"), [(True, False), (False, True)])
def test_a_plate_that_is_imagined_makes_slow_goods_no_surer(plate_measured: bool, wide: bool) -> None:
    apart = replace(contents_bounds.initial(8.0, 0.1), slow_c=15.0)
    after = thermal_model.update(box(bounds=apart), MINUTE, None, plate_measured=plate_measured)
    assert (after.contents_k >= after.bounds.apart_k(after.contents_c) > 6.0) is wide


def test_a_probe_tells_what_an_imagined_plate_does_not() -> None:
    apart = replace(contents_bounds.initial(8.0, 0.1), slow_c=15.0)
    assert thermal_model.update(box(bounds=apart), MINUTE, 8.0, plate_measured=False).contents_k < 6.0
