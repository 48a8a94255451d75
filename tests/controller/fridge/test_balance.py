"""What the fridge learns and foretells fulfils the heat balances in the heads of thermal_model.py and evaporator.py.

The balances are written here a second time, as a person reads them there: a sign or a term that slips shows at once,
where a regulated box would hide it for hours.
"""

from dataclasses import replace

import pytest

from controller.algorithms import least_squares
from controller.algorithms.least_squares import Belief, Parameter
from controller.fridge import contents_bounds, evaporator, forecast, thermal_model
from controller.fridge.averages import Window
from controller.fridge.evaporator import Plate, PlateWindow
from controller.fridge.forecast import Goal
from controller.fridge.misfit import KNOWN, LEARNT, Misfit, Phase
from controller.fridge.thermal_model import CONTENTS, CONTENTS_H, EXCHANGE, LOAD, LOSS_PER_H, MOVED, STILL, WALLS, Box

H = 1.0 / 60.0
MEAN = (14.0, 0.5, 6.0, 3.0, 8.0, 5.0)
"""A fan that stirs fully, so that stirring does not hang on what is learned."""
UNSURE = 1e4
FIRST = Window(hours=H, air_c=5.0, fan=0.4, plate_k=-8.0, moved_k=-3.2, cooled=0.0, lid_open=False)
STIR = 1.5
"""With the fan at 0.4 and 0.6."""
LINER_C = 6.0
WIDE = contents_bounds.initial(8.0, 1e7)
"""Bounds that hold nothing."""


def only(index: int, size: int, variance: float) -> tuple[tuple[float, ...], ...]:
    """A covariance in which one parameter alone is not known for sure."""
    return tuple(tuple(variance * (row == column == index) for column in range(size)) for row in range(size))


def known(index: int = 0, variance: float = 0.0, *, unrest_k: float = 0.0, odd: float = 0.0) -> Box:
    return Box(
        belief=Belief(MEAN, only(index, 6, variance)),
        bounds=WIDE,
        misfit=Misfit(odd=odd, seen=LEARNT, phases=(Phase(seen=KNOWN),) * 12),
        before=FIRST,
        unrest_k=unrest_k,
        liner_c=LINER_C,
    )


def second(air_c: float) -> Window:
    return Window(hours=H, air_c=air_c, fan=0.6, plate_k=-10.0, moved_k=-6.0, cooled=0.0, lid_open=False)


def gap_k(mean: tuple[float, ...], contents_c: float, air_c: float) -> float:
    """How much warmer than by the balance the air is after the second minute."""
    load, still, by_fan, exchange, _, walls = mean
    middle_c = (FIRST.air_c + air_c) / 2.0
    per_h = load - LOSS_PER_H * middle_c + still * -9.0 + by_fan * -4.6 + STIR * exchange * (contents_c - middle_c)
    per_h += walls * (LINER_C - middle_c)
    return air_c - FIRST.air_c - H * per_h


def followed_c(air_c: float) -> float:
    """The contents after the second minute."""
    return MEAN[CONTENTS] + H * 1.6 * (air_c - MEAN[CONTENTS]) / CONTENTS_H


def balanced_c() -> float:
    """The air that the balance makes of the first minute."""
    air_c = FIRST.air_c
    for _ in range(50):
        air_c -= gap_k(MEAN, followed_c(air_c), air_c)
    return air_c


def test_air_that_follows_the_balance_teaches_nothing_and_is_not_odd() -> None:
    air_c = balanced_c()
    after = thermal_model.update(known(EXCHANGE, UNSURE), second(air_c), None)
    assert after.belief.mean == pytest.approx((*MEAN[:CONTENTS], followed_c(air_c), MEAN[WALLS]))
    assert after.misfit.odd == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("index", [LOAD, STILL, MOVED, EXCHANGE, CONTENTS, WALLS])
def test_the_one_parameter_that_is_not_known_explains_what_was_seen(index: int) -> None:
    before = known(index, UNSURE)
    warmer_c = balanced_c() + (0.01 if index in {LOAD, CONTENTS, WALLS} else -0.005)
    after = thermal_model.update(before, second(warmer_c), None)
    mean = after.belief.mean
    kept = [value for at, value in enumerate(mean) if at not in {index, CONTENTS}]
    assert kept == pytest.approx([value for at, value in enumerate(MEAN) if at not in {index, CONTENTS}], abs=1e-4)
    assert gap_k(mean, mean[CONTENTS], warmer_c) == pytest.approx(0.0, abs=1e-4)
    assert mean[index] != pytest.approx(MEAN[index])


def test_what_is_odd_is_counted_in_deviations_of_the_noise_and_kept_in_part() -> None:
    air_c = balanced_c() + 0.1
    by_plate_k_h = 0.5 * -9.0 + 6.0 * -4.6
    noise_k = 0.02 + 0.5 * 0.8 + 0.2 * H * abs(by_plate_k_h)
    after = thermal_model.update(known(unrest_k=0.5, odd=1.0), second(air_c), None)
    assert after.misfit.odd == pytest.approx(0.8 + gap_k(MEAN, followed_c(air_c), air_c) / noise_k)
    assert after.unrest_k == pytest.approx(0.4)


@pytest.mark.parametrize("warmer_k", [4.0, -4.0])
def test_what_no_noise_explains_is_goods_and_begins_anew(warmer_k: float) -> None:
    after = thermal_model.update(known(), second(balanced_c() + warmer_k), None)
    assert after.bounds.disturbed
    assert (after.misfit.odd, after.unrest_k, after.misfit.seen) == (0.0, 0.4, LEARNT + 1)
    covariance = after.belief.covariance
    assert (covariance[CONTENTS][CONTENTS], covariance[EXCHANGE][EXCHANGE]) == pytest.approx((16.0, 1.44), rel=1e-2)


def test_a_lid_leaves_unrest_and_doubt_and_nothing_odd() -> None:
    after = thermal_model.update(known(odd=3.0), replace(second(9.0), lid_open=True), None)
    assert (after.misfit.odd, after.unrest_k) == (0.0, 1.0)
    assert after.belief.covariance[CONTENTS][CONTENTS] == pytest.approx(4.0, rel=1e-2)
    assert thermal_model.update(after, second(5.0), None).misfit.odd == 0.0


def test_doubt_and_walk_are_deviations_and_what_is_less_sure_stays_so() -> None:
    line = (Parameter(value=0.0, doubt=10.0, minimum=-5.0, maximum=5.0, walk=3.0),) * 2
    sure = Belief((1.0, 2.0), ((4.0, 1.0), (1.0, 4.0)))
    assert least_squares.doubt(sure, 1, 3.0) == Belief((1.0, 2.0), ((4.0, 1.0), (1.0, 9.0)))
    assert least_squares.doubt(sure, 1, 1.0) == sure
    assert least_squares.forget(sure, line) == Belief((1.0, 2.0), ((13.0, 1.0), (1.0, 13.0)))
    assert least_squares.forget(Belief((1.0,), ((200.0,),)), line[:1]).covariance == ((200.0,),)
    assert least_squares.surprise(Belief((1.0,), ((0.0,),)), (1.0,), 6.0, 3.0) == 2.0


def test_a_parameter_that_moves_by_itself_keeps_its_share_of_every_tie() -> None:
    tied = Belief((1.0, 2.0, 3.0), ((16.0, 4.0, 2.0), (4.0, 9.0, 1.0), (2.0, 1.0, 25.0)))
    moved = least_squares.moved(tied, 0, 7.0, 0.5)
    assert moved == Belief((7.0, 2.0, 3.0), ((4.0, 2.0, 1.0), (2.0, 9.0, 1.0), (1.0, 1.0, 25.0)))


P_MEAN = (100.0, 2.0, 3.0, 4.0)
P_FIRST = PlateWindow(hours=H, plate_c=-4.0, run=0.5, still_k=16.0, moved_k=6.0)


def p_gap_k(mean: tuple[float, ...], plate_c: float) -> float:
    """How much warmer than by the balance the plate is after a second minute, at 0.75 of the compressor on average."""
    capacity, slope, still, moved = mean
    middle_c = (P_FIRST.plate_c + plate_c) / 2.0
    return plate_c - P_FIRST.plate_c - H * (-0.75 * (capacity + slope * middle_c) + still * 18.0 + moved * 8.0)


@pytest.mark.parametrize("index", range(4))
def test_a_plate_that_follows_its_balance_teaches_nothing_and_one_that_does_not_is_explained(index: int) -> None:
    plate_c = P_FIRST.plate_c
    for _ in range(50):
        plate_c -= p_gap_k(P_MEAN, plate_c)
    before = Plate(Belief(P_MEAN, only(index, 4, UNSURE)), 1, P_FIRST)
    followed = evaporator.update(before, PlateWindow(hours=H, plate_c=plate_c, run=1.0, still_k=20.0, moved_k=10.0))
    assert followed.belief.mean == pytest.approx(P_MEAN)
    colder_c, unsure = plate_c - 0.01, Belief(P_MEAN, only(index, 4, 1e8))
    learned = evaporator.update(
        replace(before, belief=unsure), PlateWindow(hours=H, plate_c=colder_c, run=1.0, still_k=20.0, moved_k=10.0)
    )
    assert p_gap_k(learned.belief.mean, colder_c) == pytest.approx(0.0, abs=1e-4)
    assert [value for at, value in enumerate(learned.belief.mean) if at != index] == pytest.approx(
        [value for at, value in enumerate(P_MEAN) if at != index], abs=1e-6
    )


def test_a_plate_forgets_only_while_the_compressor_runs() -> None:
    sure = Plate(Belief(P_MEAN, only(0, 4, 0.0)), 1, replace(P_FIRST, run=0.0))
    rested = evaporator.update(sure, PlateWindow(hours=H, plate_c=-4.0, run=0.0, still_k=0.0, moved_k=0.0))
    assert rested.belief.covariance == sure.belief.covariance
    worked = evaporator.update(sure, PlateWindow(hours=H, plate_c=-4.0, run=0.02, still_k=0.0, moved_k=0.0))
    assert worked.belief.covariance[0][0] > 0.0


def simulated_h(load: float, given: float, exchange: float, stir: float, share: float) -> float:
    """Hours to 5 °C with the floor at 1 °C, in steps of a second: the plate as cold as what it takes and gives."""
    air_c, contents_c, hours, dt_h = 9.0, 12.0, 0.0, 1.0 / 3_600.0
    ratio = share * given / 7.5
    while contents_c > 5.0:
        plate_c = (given * air_c - ratio * 110.0) / (given + ratio * 2.5)
        per_h = load - LOSS_PER_H * air_c + given * (plate_c - air_c) + stir * exchange * (contents_c - air_c)
        contents_c += dt_h * stir * (air_c - contents_c) / CONTENTS_H
        air_c = max(air_c + dt_h * per_h, 1.0)
        hours += dt_h
    return hours


@pytest.mark.parametrize("share", [1.0, 0.5])
@pytest.mark.parametrize(("still", "by_fan", "stir"), [(2.0, 3.0, 1.3), (0.5, 6.0, 2.0)])
def test_ready_is_when_fine_steps_of_the_balance_get_there(
    still: float, by_fan: float, stir: float, share: float
) -> None:
    begun = thermal_model.initial(12.0)
    warm = replace(begun, belief=replace(begun.belief, mean=(20.0, still, by_fan, 4.0, 12.0, 0.0)), seen_h=1.0)
    ready_s = forecast.ready_s(warm, evaporator.initial(2), 9.0, Goal(4.0, 1.0, share))
    assert ready_s is not None
    assert ready_s / 3_600.0 == pytest.approx(simulated_h(20.0, still + by_fan, 4.0, stir, share), rel=0.02)


def test_a_plate_that_gives_nothing_makes_nothing_ready() -> None:
    begun, cold = thermal_model.initial(12.0), evaporator.initial(2)
    apart = replace(begun, belief=replace(begun.belief, mean=(20.0, 0.0, 0.0, 4.0, 12.0, 0.0)), seen_h=1.0)
    flat = replace(cold, belief=replace(cold.belief, mean=(110.0, 0.0, 3.5, 4.0)))
    assert forecast.ready_s(apart, flat, 9.0, Goal(4.0, 1.0, 1.0)) is None
