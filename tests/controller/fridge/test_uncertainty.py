"""What the law does by how well it knows the contents: what it shows, where it holds medicine, how clocks are told."""

from dataclasses import replace
from math import inf

import pytest

from controller import CompartmentSettings, Mode, Profile, Target
from controller.algorithms.least_squares import Belief
from controller.fridge import compartment, contents_bounds, estimator, evaporator, forecast, thermal_model
from controller.fridge.averages import Window
from controller.fridge.compartment import KEPT_K, LEAST_LATE_K, MOST_LATE_K
from controller.fridge.forecast import Goal
from controller.fridge.fridge_memory import Pace, Turn
from controller.fridge.thermal_model import CLOSED_H, CONTENTS, EXCHANGE, Box

MEDICINE = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
FOOD = CompartmentSettings(name="food")
HOUR_S = 3_600.0
STILL = Window(hours=1.0 / 60.0, air_c=5.0, fan=0.0, plate_k=0.0, moved_k=0.0, cooled=0.0, lid_open=False)


@pytest.mark.parametrize(
    ("wanted_c", "contents_k", "held_c"),
    [(5.0, 0.4, 5.0), (7.0, 1.0, 6.5), (3.5, 2.0, 4.5), (7.0, 2.5, 5.0), (3.5, 6.0, 5.0)],
)
def test_medicine_is_held_by_the_warmest_and_the_coldest_that_it_may_be(
    wanted_c: float, contents_k: float, held_c: float
) -> None:
    target = compartment.kept(Target(wanted_c, Mode.COOL), MEDICINE, contents_k)
    assert target.set_point_c == held_c
    if contents_k + KEPT_K <= 3.0:
        assert MEDICINE.low_c <= held_c - contents_k
        assert held_c + contents_k <= MEDICINE.high_c
    assert compartment.kept(Target(wanted_c, Mode.COOL), FOOD, contents_k).set_point_c == wanted_c


def test_air_that_turns_lower_than_expected_is_stopped_sooner_the_next_time() -> None:
    turn = compartment.turned(Turn(), 6.0, 5.5, running=False)
    assert turn == Turn(0.0, -inf, 6.0)
    turn = compartment.turned(turn, 5.0, 4.0, running=True)
    assert turn == Turn(0.0, 4.0, inf)
    turn = compartment.turned(turn, 4.0, 3.5, running=True)
    for air_c in (3.0, 2.5, 4.0):
        turn = compartment.turned(turn, air_c, 3.5, running=False)
    assert turn == Turn(0.0, 3.5, 2.5)
    assert compartment.turned(turn, 5.0, 4.0, running=True) == Turn(0.5, 3.5, inf)
    assert compartment.turned(Turn(0.5, 3.5, 3.6), 5.0, 4.0, running=True).late_k == pytest.approx(0.45)
    assert compartment.turned(Turn(0.5, 3.5, 9.0), 9.5, 4.0, running=True).late_k == 0.0
    assert compartment.turned(Turn(2.5, 3.5, -9.0), 5.0, 4.0, running=True).late_k == MOST_LATE_K


@pytest.mark.parametrize(("lowest_c", "air_c", "late_k"), [(4.7, 5.0, -0.6), (9.0, 9.5, LEAST_LATE_K), (4.7, 4.8, 0.0)])
def test_air_that_turns_sooner_than_a_plate_that_is_not_seen_may_make_it_is_stopped_later(
    lowest_c: float, air_c: float, late_k: float
) -> None:
    turn = Turn(0.0, 3.5, lowest_c)
    after = compartment.turned(turn, air_c, 4.0, running=True, plate_seen=False)
    assert after.late_k == pytest.approx(late_k)
    assert compartment.turned(turn, air_c, 4.0, running=True).late_k == 0.0


def test_air_is_never_expected_to_turn_at_once() -> None:
    assert compartment.turns_c(Turn(0.2), 5.0, 4.0) == pytest.approx(3.8)
    assert compartment.turns_c(Turn(LEAST_LATE_K), 5.0, 4.0) == pytest.approx(4.7)
    assert compartment.turns_c(Turn(LEAST_LATE_K), 5.0, 5.0) == pytest.approx(5.0)


def test_a_plate_that_nobody_measures_is_imagined_as_the_compressor_drives_it() -> None:
    assert evaporator.imagined_c(None, (), (), True, 5.0) is None
    assert evaporator.imagined_c(None, (4.0, 6.0), (0.0, 0.0), False, 0.0) == 5.0
    cold_c = evaporator.imagined_c(5.0, (5.0,), (1.0,), True, HOUR_S / 100.0)
    assert cold_c == pytest.approx(5.0 - (110.0 + 2.5 * 5.0) / 100.0)
    warm_c = evaporator.imagined_c(0.0, (5.0, 3.0), (0.0, 0.5), False, HOUR_S / 100.0)
    assert warm_c == pytest.approx((3.5 * 5.0 + 5.5 * 3.0) / 100.0)


def test_a_clock_is_told_as_far_as_its_worst_and_its_best_are_near() -> None:
    of_true = (0.7, 1.2)
    assert forecast.told([10.0, 9.0, 12.0], of_true) == forecast.Clock(10.0, (9.0, 12.0))
    told_s = forecast.told([11.5, 9.0, 15.0], of_true).s
    assert told_s == pytest.approx(10.8)
    assert forecast.told([9.5, 9.0, 15.0], of_true).s == 10.5
    assert forecast.told([11.5, 9.0, 16.0], of_true) == forecast.Clock(None, (9.0, 16.0))
    assert forecast.told([None, 9.0, 10.0], of_true).s is None
    assert forecast.told([9.0, None, 10.0], of_true) == forecast.Clock(None, (9.0, 24.0 * HOUR_S))


def test_a_clock_is_worked_out_for_more_that_is_colder_and_less_that_is_warmer() -> None:
    begun = replace(thermal_model.initial(5.0), contents_k=1.0)
    told, warmer, colder = forecast.variants(begun)
    assert told is begun
    assert warmer.contents_c > told.contents_c > colder.contents_c
    assert warmer.belief.mean[EXCHANGE] < told.belief.mean[EXCHANGE] < colder.belief.mean[EXCHANGE]
    assert warmer.contents_c - told.contents_c == pytest.approx(forecast.LIKELY)
    lost = replace(begun, misfit=replace(begun.misfit, square=1e4))
    assert forecast.variants(lost)[1].belief.mean[EXCHANGE] > 0.0


def settled(box: Box, hours: float, contents_c: float | None = None, window: Window = STILL) -> Box:
    for _ in range(round(hours * 60.0)):
        box = thermal_model.update(box, window, contents_c)
    return box


def test_contents_far_from_the_mean_of_the_air_for_hours_are_no_estimate() -> None:
    """Whatever the balance says: goods have no heat of their own."""
    begun = thermal_model.initial(5.0)
    mean = begun.belief.mean
    wrong = replace(begun, belief=replace(begun.belief, mean=(*mean[:CONTENTS], 10.0, *mean[CONTENTS + 1 :])))
    later = settled(wrong, 24.0)
    assert later.contents_c == pytest.approx(5.0, abs=0.4)
    assert later.contents_k < 1.0
    assert later.excess_k < 0.3


def test_a_probe_in_the_contents_is_believed_beyond_the_bounds() -> None:
    probed = settled(replace(thermal_model.initial(5.0), bounds=contents_bounds.initial(5.0, 0.5)), 1.0, 9.0)
    assert probed.contents_c == pytest.approx(9.0, abs=0.8)
    assert probed.contents_k < 0.5


def test_what_only_the_balance_tells_is_sure_to_a_part_of_it() -> None:
    sure = settled(thermal_model.initial(5.0), 24.0)
    mean = sure.belief.mean
    warm = replace(
        sure,
        belief=replace(sure.belief, mean=(*mean[:CONTENTS], 12.0, *mean[CONTENTS + 1 :])),
        bounds=contents_bounds.opened(sure.bounds, 1.0, 12.0),
    )
    told = thermal_model.update(warm, STILL, None)
    assert told.excess_k == pytest.approx(7.0, abs=0.5)
    assert told.contents_k > 0.3 * told.excess_k
    assert told.warm_c > told.contents_c + 2.0


def test_a_lid_that_was_only_opened_is_forgotten_within_the_hour_and_warm_goods_are_not() -> None:
    sure = settled(thermal_model.initial(5.0), 24.0)
    opened = thermal_model.update(sure, replace(STILL, lid_open=True), None)
    assert opened.bounds.disturbed
    assert opened.calm_h == 0.0
    assert opened.bounds.high_c > sure.bounds.high_c + 10.0
    assert settled(opened, CLOSED_H - 0.1).bounds.disturbed
    later = settled(opened, CLOSED_H + 0.1)
    assert not later.bounds.disturbed
    assert later.bounds.high_c < sure.bounds.high_c + 1.2
    mean = opened.belief.mean
    warm = replace(opened, belief=replace(opened.belief, mean=(*mean[:CONTENTS], 9.0, *mean[CONTENTS + 1 :])))
    assert settled(warm, CLOSED_H + 0.1, window=replace(STILL, plate_k=None)).bounds.disturbed


def test_a_pull_down_that_is_slower_than_expected_puts_its_clock_right() -> None:
    warm = replace(thermal_model.initial(15.0), seen_h=2.0, calm_h=2.0)
    cold, goal = evaporator.initial(1), Goal(4.0, 1.0, 1.0)
    begun = estimator.paced(None, warm, cold, 9.0, goal)
    assert (begun.since_h, begun.begun_c, begun.times) == (2.0, 15.0, None)
    expected_k = begun.begun_c - begun.expected_c
    assert expected_k > 1.0
    assert estimator.paced(begun, replace(warm, seen_h=2.4), cold, 9.0, goal) is begun

    def later(fell_k: float, before: Pace = begun) -> Pace:
        mean = warm.belief.mean
        belief = replace(warm.belief, mean=(*mean[:CONTENTS], 15.0 - fell_k, *mean[CONTENTS + 1 :]))
        return estimator.paced(before, replace(warm, belief=belief, seen_h=2.5), cold, 9.0, goal)

    assert later(expected_k / 4.0).times == pytest.approx(0.25)
    assert later(expected_k, replace(begun, times=0.25)).times == pytest.approx(0.5)
    assert (later(-1.0).times, later(9.0 * expected_k).times) == (0.1, 4.0)
    assert later(0.1, replace(begun, expected_c=14.8, times=0.7)).times == 0.7
    assert estimator.paced(begun, replace(warm, seen_h=2.1, calm_h=0.1), cold, 9.0, goal).since_h == 2.1


def test_what_is_in_a_box_with_hardly_anything_is_not_told() -> None:
    belief = thermal_model.initial(5.0).belief
    sure = tuple(tuple(0.01 * (row == column) for column in range(6)) for row in range(6))
    held = replace(thermal_model.initial(5.0), belief=Belief((16.0, 3.0, 3.0, 1.0, 5.0, 5.0), sure))
    assert not held.is_empty
    assert replace(held, belief=Belief((16.0, 3.0, 3.0, 0.8, 5.0, 5.0), sure)).is_empty
    assert replace(held, belief=belief).is_empty
