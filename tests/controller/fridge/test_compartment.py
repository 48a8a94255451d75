"""One compartment: the heat in it, its aim, and each edge at which it wants cold."""

from dataclasses import replace
from math import inf

import pytest

from controller import CompartmentSettings, Mode, Preset, Profile, Target
from controller.algorithms.least_squares import Belief
from controller.fridge import compartment, contents_bounds, evaporator
from controller.fridge.compartment import (
    BOOSTED_K,
    CHILLED_K,
    COASTING,
    FAR_K,
    LOOK_H,
    ROOM_K,
    ROOM_STEP_K,
    SPARE_K,
    STORE_K,
    STORED_RUN,
    WAITS_K,
)
from controller.fridge.fridge_memory import RISE_K, Aim, Cell, Turn
from controller.fridge.thermal_model import LOSS_PER_H, WARM_SHARE, Box

FOOD = CompartmentSettings(name="food")
MEDICINE = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
COOL = Target(4.0, Mode.COOL)
BOOST = Target(4.0, Mode.COOL, Preset.BOOST)
KNOWN = Box(
    belief=Belief((14.0, 2.0, 3.0, 4.0, 8.0, 5.0), ((0.0,) * 6,) * 6),
    bounds=contents_bounds.initial(8.0),
    liner_c=6.0,
    excess_k=2.0,
    seen_h=9.0,
)
"""Beside its air, contents of ten times its heat capacity and a liner of 0.6 times."""

PLATE = evaporator.initial(2)


def test_all_in_a_compartment_settles_by_what_each_holds() -> None:
    warm_c = 8.0 + WARM_SHARE * 2.0
    heat, capacity = 5.0 + 10.0 * warm_c + 0.6 * 6.0, 11.6
    assert compartment.settled_c(KNOWN, PLATE, 5.0, None) == pytest.approx(heat / capacity)
    third = 5.0 / 7.5 / 2.0
    expected_c = (heat - 3.0 * third) / (capacity + third)
    assert compartment.settled_c(KNOWN, PLATE, 5.0, -3.0) == pytest.approx(expected_c)


def test_air_coasts_a_part_of_the_way_to_where_all_around_it_draws_it() -> None:
    heads_for_c = (14.0 + 2.0 * -3.0 + 4.0 * 8.0 + 5.0 * 6.0) / (LOSS_PER_H + 2.0 + 4.0 + 5.0)
    assert compartment.coast_c(KNOWN, 9.0, -3.0) == pytest.approx(9.0 - COASTING * (9.0 - heads_for_c))
    assert compartment.coast_c(KNOWN, 5.0, -3.0) == 5.0
    near_c = heads_for_c + 0.5
    assert compartment.coast_c(KNOWN, near_c, -3.0) == pytest.approx(near_c - COASTING * 0.5)


def aimed(before: Aim | None, settled_c: float, target: Target, ramp_k_h: float = 0.0, *, store_k: float = 0.0) -> Aim:
    return compartment.update_aim(before, settled_c, target, replace(FOOD, ramp_k_h=ramp_k_h), store_k, 900.0)


def test_an_aim_is_the_set_point_at_once_or_at_the_rate_that_is_permitted() -> None:
    assert aimed(None, 9.0, COOL, 2.0) == Aim(4.0)
    assert aimed(Aim(9.0), 9.0, COOL) == Aim(4.0)
    assert aimed(Aim(9.0), 9.0, COOL, 2.0) == Aim(8.5)
    assert aimed(Aim(-1.0), 9.0, COOL, 2.0) == Aim(-0.5)
    assert aimed(Aim(4.4), 9.0, COOL, 2.0) == Aim(4.0)
    assert aimed(Aim(4.0), 9.0, replace(COOL, set_point_c=4.5), 2.0) == Aim(4.5)


def test_a_boost_goes_as_cold_as_may_be_asked_for_until_it_is_there() -> None:
    lowest_c = max(FOOD.lowest_set_point_c, FOOD.air_floor_c + SPARE_K)
    assert aimed(None, 9.0, BOOST) == Aim(lowest_c)
    assert aimed(Aim(lowest_c), lowest_c + BOOSTED_K + 0.01, BOOST) == Aim(lowest_c)
    assert aimed(Aim(lowest_c), lowest_c + BOOSTED_K, BOOST) == Aim(lowest_c, boosted=True)
    done = Aim(4.0, boosted=True)
    assert aimed(done, 9.0, BOOST) == done
    assert aimed(done, 9.0, COOL) == Aim(4.0)
    assert aimed(replace(done, c=6.0), 9.0, BOOST, 2.0) == Aim(5.5, boosted=True)
    assert aimed(Aim(4.0), 4.1, COOL) == Aim(4.0)
    floored = replace(FOOD, lowest_set_point_c=1.5)
    assert compartment.update_aim(None, 9.0, BOOST, floored, 0.0, 0.5).c == floored.air_floor_c + SPARE_K
    mild = replace(FOOD, lowest_set_point_c=3.0)
    assert compartment.update_aim(None, 9.0, BOOST, mild, 0.0, 0.5).c == 3.0


def test_medicine_that_is_where_it_is_to_be_keeps_its_target() -> None:
    held = Target(5.0, Mode.COOL)
    assert compartment.kept(held, MEDICINE, 0.4) is held


def test_an_aim_that_changes_in_one_thing_is_made_anew() -> None:
    held = Aim(4.0)
    assert aimed(held, 9.0, COOL) is held
    assert aimed(Aim(4.0, boosted=True), 9.0, COOL) == held
    assert aimed(Aim(5.0), 9.0, COOL) == held


def test_cold_is_stored_below_the_set_point_and_never_above_it() -> None:
    warm = replace(COOL, set_point_c=9.0)
    assert aimed(None, 9.0, warm, store_k=STORE_K).c == 9.0 - STORE_K
    near = replace(FOOD, air_floor_c=3.5)  # the aim stays at the set-point
    assert compartment.update_aim(None, 9.0, COOL, near, STORE_K, 0.5).c == 4.0


def test_cold_is_stored_as_far_as_runs_leave_room_above_the_floor_and_only_while_there_is_plenty() -> None:
    assert compartment.store_k(0.4, plenty=True) == 0.4
    assert compartment.store_k(5.0, plenty=True) == STORE_K
    assert compartment.store_k(-0.2, plenty=True) == compartment.store_k(5.0, plenty=False) == 0.0


def test_runs_are_longer_while_cold_is_stored() -> None:
    assert compartment.run_s(800.0, 0.01) == 800.0 * STORED_RUN
    assert compartment.run_s(800.0, 0.0) == 800.0


def test_the_room_grows_slowly_and_shrinks_at_once() -> None:
    floor_c = FOOD.air_floor_c
    ended = Cell(aim=Aim(COOL.set_point_c), coast_c=floor_c + 2.0)
    assert compartment.room_k(ended, COOL, FOOD) == ROOM_STEP_K
    assert compartment.room_k(replace(ended, room_k=5.0), COOL, FOOD) == pytest.approx(2.0 - ROOM_K)
    at_floor = replace(ended, aim=Aim(COOL.set_point_c - 0.5), coast_c=floor_c, room_k=0.5)
    assert compartment.room_k(at_floor, COOL, FOOD) == pytest.approx(0.5 - ROOM_K)
    assert compartment.room_k(replace(at_floor, aim=None, room_k=0.0), COOL, FOOD) == pytest.approx(-ROOM_K)


MIDDLE_C = 4.5
RESTS = Cell(box=KNOWN, aim=Aim(4.0), trim_k=0.5, half_k=0.25, air_c=9.0, coast_c=9.0, settled_c=9.0)
COOLED = replace(RESTS, cooling=True)


def wants(cell: Cell) -> bool:
    return compartment.wants(cell, 4.0, FOOD)


def test_a_compartment_that_rests_wants_cold_where_it_or_its_air_is_warm() -> None:
    floor_c = FOOD.air_floor_c + RISE_K
    edge = replace(RESTS, settled_c=MIDDLE_C + 0.25, air_c=floor_c)
    assert wants(edge)
    assert not wants(replace(edge, settled_c=MIDDLE_C + 0.24))
    assert not wants(replace(edge, air_c=floor_c - 0.01))
    cold = replace(RESTS, settled_c=0.0, air_c=4.0 + FAR_K)
    assert wants(cold)
    assert not wants(replace(cold, air_c=4.0 + FAR_K - 0.01))


def test_one_that_was_hardly_seen_wants_cold_only_where_its_air_is_warm() -> None:
    new = replace(RESTS, box=replace(KNOWN, seen_h=LOOK_H - 0.01))
    assert (wants(replace(new, air_c=3.99)), wants(replace(new, air_c=4.0))) == (False, True)
    assert wants(replace(RESTS, box=replace(KNOWN, seen_h=LOOK_H), air_c=3.99))
    assert wants(replace(RESTS, box=None, air_c=3.99))


def test_one_that_is_cooled_wants_no_more_where_it_or_its_air_gets_cold() -> None:
    edge = replace(COOLED, settled_c=MIDDLE_C - 0.24, coast_c=FOOD.air_floor_c + 0.01)
    assert wants(edge)
    assert not wants(replace(edge, settled_c=MIDDLE_C - 0.25))
    assert not wants(replace(edge, coast_c=FOOD.air_floor_c))


def test_medicine_waits_by_whatever_is_nearer_its_aim_or_the_edge_of_its_band() -> None:
    """The coldest of air, contents and what reads, and in a run where the air would turn."""
    edge_c = MEDICINE.low_c + WAITS_K

    def chilled(cell: Cell, read_c: float | None = None, *, running: bool = False) -> bool:
        return compartment.chilled(cell, MEDICINE, read_c, running=running)

    at_edge = replace(RESTS, aim=Aim(8.0), air_c=edge_c)
    assert not chilled(at_edge)
    assert chilled(replace(at_edge, air_c=edge_c - 0.01))
    below_aim = replace(RESTS, aim=Aim(4.0), air_c=4.0 - CHILLED_K)
    assert not chilled(below_aim)
    assert chilled(replace(below_aim, air_c=4.0 - CHILLED_K - 0.01))
    floor_c = MEDICINE.air_floor_c + RISE_K
    assert chilled(replace(RESTS, coast_c=floor_c), running=True)
    assert not chilled(replace(RESTS, coast_c=floor_c + 0.01), running=True)
    assert not chilled(replace(COOLED, coast_c=floor_c, air_c=0.0), running=True)
    assert not chilled(replace(COOLED, air_c=0.0), 0.0)


def test_a_start_takes_along_one_that_rests_and_is_warm_and_begins_its_run() -> None:
    floor_c = FOOD.air_floor_c + RISE_K
    warm = replace(RESTS, settled_c=4.01, air_c=floor_c + 0.01)
    taken = compartment.joined([warm], [FOOD])
    assert taken == (replace(warm, cooling=True, began_c=4.01),)
    for left in (replace(warm, settled_c=4.0), replace(warm, air_c=floor_c), replace(warm, cooling=True)):
        assert compartment.joined([left], [FOOD]) == (left,)


def test_air_teaches_where_it_turns_once_it_was_expected_somewhere_and_has_turned() -> None:
    assert compartment.turned(Turn(0.5, -inf, 4.0), 6.0, 5.0, running=True) == Turn(0.5, 4.5)
    fell_less = Turn(0.0, 3.0, 4.0)
    turned_c = 4.0 + compartment.TURNED_K
    assert compartment.turned(fell_less, turned_c, 5.0, running=True, plate_seen=False).late_k == -0.5
    assert compartment.turned(fell_less, turned_c - 0.01, 5.0, running=True, plate_seen=False).late_k == 0.0
    assert compartment.turned(fell_less, turned_c, 5.0, running=True, plate_seen=True).late_k == 0.0
    assert compartment.turns_c(Turn(0.5), 5.0, 4.0) == 3.5
    assert compartment.turns_c(Turn(-2.0), 5.0, 4.0) == pytest.approx(5.0 - compartment.SURE_FALL)
