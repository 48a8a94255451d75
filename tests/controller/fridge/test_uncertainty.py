"""What the law does by how well it knows the contents: what it shows, where it holds medicine, how clocks are told."""

from dataclasses import replace
from math import inf

import pytest

from controller import CompartmentSettings, Mode, Profile, Target
from controller.fridge import compartment, contents_bounds, evaporator, forecast, thermal_model
from controller.fridge.averages import Window
from controller.fridge.compartment import KEPT_K, MOST_LATE_K
from controller.fridge.fridge_memory import Turn
from controller.fridge.thermal_model import CONTENTS, EXCHANGE, Box

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
    assert compartment.turned(Turn(0.5, 3.5, 9.0), 5.0, 4.0, running=True).late_k == 0.0
    assert compartment.turned(Turn(2.5, 3.5, -9.0), 5.0, 4.0, running=True).late_k == MOST_LATE_K


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


def settled(box: Box, hours: float, contents_c: float | None = None) -> Box:
    for _ in range(round(hours * 60.0)):
        box = thermal_model.update(box, STILL, contents_c)
    return box


def test_contents_far_from_the_mean_of_the_air_for_hours_are_no_estimate() -> None:
    """Whatever the balance says: goods have no heat of their own."""
    begun = thermal_model.initial(5.0)
    mean = begun.belief.mean
    wrong = replace(begun, belief=replace(begun.belief, mean=(*mean[:CONTENTS], 10.0, *mean[CONTENTS + 1 :])))
    later = settled(wrong, 24.0)
    assert later.contents_c == pytest.approx(5.0, abs=0.4)
    assert later.contents_k < 0.8
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
