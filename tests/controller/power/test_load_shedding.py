from dataclasses import replace

import pytest

from controller import BatteryKind, PowerSettings, Protection
from controller.power.load_shedding import (
    CALM_S,
    IN_USE_S,
    MAX_S,
    SURFACE_S,
    Level,
    Supply,
    levels,
    update,
)
from controller.power.power_memory import RANKS, Rank, Share

SETTINGS = PowerSettings(protection=Protection.MEDIUM)
ASLEEP = Supply(rest_v=12.6, charge_pct=None, awake=False, charging=False)
FOOD = levels(SETTINGS, ASLEEP)[RANKS.index(Rank.FOOD)]
LOW = replace(ASLEEP, rest_v=12.1)
"""Below the cut-out of 12.17 V; food comes back at 12.26 V."""
AWAKE = replace(LOW, awake=True)


def hold(state: Share, supply: Supply, for_s: float, *, from_s: float = 0.0) -> Share:
    """Every 10 s the same supply, to the end of the time."""
    for step in range(int(for_s // 10.0) + 1):
        state = update(state, FOOD, supply, SETTINGS, now_s=from_s + 10.0 * step)
    return state


def cut(at_s: float = 0.0) -> Share:
    return Share(allowed=False, changed_at_s=at_s, cuts=1)


@pytest.mark.parametrize("capacity_ah", [40.0, 60.0, 200.0])
@pytest.mark.parametrize("battery", list(BatteryKind))
@pytest.mark.parametrize("protection", list(Protection))
def test_who_matters_more_is_cut_out_later_and_comes_back_earlier(
    protection: Protection, battery: BatteryKind, capacity_ah: float
) -> None:
    settings = PowerSettings(protection=protection, battery=battery)
    each = levels(settings, replace(ASLEEP, capacity_ah=capacity_ah))
    assert [level.cut_out_v for level in each] == sorted(level.cut_out_v for level in each)
    assert [level.restart_v for level in each] == sorted(level.restart_v for level in each)
    assert [level.floor_pct for level in each] == sorted(level.floor_pct for level in each)
    assert all(level.restart_v > level.cut_out_v for level in each)
    assert all(level.restart_pct > level.cut_out_pct for level in each)


def high(
    supply: Supply = ASLEEP, battery: BatteryKind = BatteryKind.FLOODED, *, house: bool = False
) -> dict[Rank, Level]:
    """The levels of the default protection."""
    settings = PowerSettings(battery=battery, house=house)
    return dict(zip(RANKS, levels(settings, supply), strict=True))


@pytest.mark.parametrize("battery", list(BatteryKind))
def test_no_default_stops_food_beside_a_battery_with_more_than_two_thirds(battery: BatteryKind) -> None:
    for capacity_ah in (40.0, 70.0, 200.0):
        assert high(replace(ASLEEP, capacity_ah=capacity_ah), battery)[Rank.FOOD].cut_out_pct <= 66.5
    assert high(replace(ASLEEP, capacity_ah=70.0), battery)[Rank.FOOD].cut_out_pct <= 60.0


def test_a_small_battery_keeps_more_of_itself_for_the_engine_than_a_large_one() -> None:
    small, large = high(replace(ASLEEP, capacity_ah=45.0)), high(replace(ASLEEP, capacity_ah=120.0))
    assert small[Rank.MEDICINE].cut_out_pct > large[Rank.MEDICINE].cut_out_pct + 10.0


def test_a_car_that_was_used_lately_keeps_less_than_one_that_stands() -> None:
    used, stands = high(replace(ASLEEP, used_s=43_200.0)), high()
    assert used[Rank.FOOD].cut_out_pct < stands[Rank.FOOD].cut_out_pct
    assert used[Rank.MEDICINE].cut_out_pct < used[Rank.FOOD].cut_out_pct


def test_a_battery_of_its_own_keeps_nothing_for_the_engine() -> None:
    lithium = replace(ASLEEP, capacity_ah=50.0)
    kept = high(lithium, BatteryKind.LIFEPO4)[Rank.MEDICINE].cut_out_pct
    assert high(lithium, BatteryKind.LIFEPO4, house=True)[Rank.MEDICINE].cut_out_pct < kept - 5.0


@pytest.mark.parametrize("battery", list(BatteryKind))
def test_each_level_is_reached_again_behind_a_smart_alternator(battery: BatteryKind) -> None:
    assert high(battery=battery)[Rank.FOOD].restart_pct <= 76.5


def test_custom_levels_are_taken() -> None:
    custom = PowerSettings(protection=Protection.CUSTOM, cut_out_v=12.0, restart_v=12.9)
    food = levels(custom, ASLEEP)[RANKS.index(Rank.FOOD)]
    assert (food.cut_out_v, food.restart_v) == (12.0, 12.9)


def test_no_level_is_below_an_empty_battery() -> None:
    minimum = PowerSettings(protection=Protection.CUSTOM, cut_out_v=11.5, medicine_reserve_v=0.5, charge_floor_pct=0.0)
    assert levels(minimum, ASLEEP)[0].cut_out_v == pytest.approx(11.6)
    assert levels(minimum, ASLEEP)[0].floor_pct == 0.0


def test_a_low_battery_cuts_out_after_the_delay() -> None:
    assert hold(Share(), LOW, SETTINGS.cut_out_after_s - 10.0).allowed
    assert not hold(Share(), LOW, SETTINGS.cut_out_after_s).allowed


def test_a_short_dip_is_forgotten() -> None:
    dipped = hold(Share(), LOW, 30.0)
    assert dipped.since_s == 0.0
    assert hold(dipped, ASLEEP, 10.0, from_s=40.0).since_s is None


def test_nothing_is_cut_out_while_the_car_is_in_use() -> None:
    assert hold(Share(), AWAKE, 600.0).allowed


def test_between_the_levels_all_stays() -> None:
    between = replace(ASLEEP, rest_v=12.2)
    assert hold(Share(), between, 7_200.0).allowed
    assert not hold(cut(), between, 7_200.0).allowed


def test_a_recovered_battery_restarts_when_the_cut_out_has_lasted_long_enough() -> None:
    assert not hold(cut(), ASLEEP, SETTINGS.restart_after_s - 10.0).allowed
    assert hold(cut(), ASLEEP, SETTINGS.restart_after_s).allowed


def test_the_engine_restarts_what_was_cut_out_long_ago_within_minutes() -> None:
    assert not hold(cut(), AWAKE, IN_USE_S - 10.0, from_s=86_400.0).allowed
    assert hold(cut(), AWAKE, IN_USE_S, from_s=86_400.0).allowed


@pytest.mark.parametrize("rank", list(Rank))
def test_the_engine_gives_everything_back_within_a_minute_however_lately_it_was_shed(rank: Rank) -> None:
    level, share = levels(SETTINGS, LOW)[RANKS.index(rank)], replace(cut(at_s=990.0), cuts=5)
    for second in range(60):
        share = update(share, level, AWAKE, SETTINGS, now_s=1_000.0 + second)
    assert share.allowed


def test_each_cut_out_lasts_twice_as_long_as_the_last_up_to_a_limit() -> None:
    third = replace(cut(), cuts=3)
    assert not hold(third, ASLEEP, 4.0 * SETTINGS.restart_after_s - 10.0).allowed
    assert hold(third, ASLEEP, 4.0 * SETTINGS.restart_after_s).allowed
    assert hold(replace(cut(), cuts=5_000), ASLEEP, MAX_S).allowed


def test_the_engine_does_not_wait_for_a_long_calm() -> None:
    assert hold(replace(cut(), cuts=5), AWAKE, SETTINGS.restart_after_s).allowed


def test_cut_outs_are_counted_until_it_has_been_calm() -> None:
    again = Share(allowed=True, changed_at_s=0.0, cuts=2)
    assert hold(again, LOW, 600.0, from_s=1_000.0).cuts == 3
    assert hold(again, LOW, 600.0, from_s=CALM_S).cuts == 1


def test_an_electric_car_is_ruled_by_its_charge_too() -> None:
    driving = Supply(rest_v=14.0, charge_pct=FOOD.floor_pct - 1.0, awake=True, charging=False)
    assert not hold(Share(), driving, 120.0).allowed
    assert hold(Share(), replace(driving, charging=True), 120.0).allowed
    assert not hold(cut(-1e6), replace(driving, charge_pct=FOOD.floor_pct + 1.0), 7_200.0).allowed
    assert hold(cut(-1e6), replace(driving, charge_pct=FOOD.floor_pct + 6.0), 7_200.0).allowed
    assert hold(cut(-1e6), replace(driving, charging=True), 7_200.0).allowed


def test_an_unknown_voltage_neither_cuts_out_nor_restarts() -> None:
    unknown = replace(ASLEEP, rest_v=None)
    assert hold(Share(), unknown, 7_200.0).allowed
    assert not hold(cut(), unknown, 86_400.0).allowed


def test_a_charge_that_is_known_counts_and_not_the_voltage() -> None:
    counted = replace(LOW, battery_pct=FOOD.cut_out_pct + 1.0)
    assert hold(Share(), counted, 600.0).allowed
    assert not hold(Share(), replace(ASLEEP, battery_pct=FOOD.cut_out_pct - 1.0), 600.0).allowed
    assert not hold(cut(-1e6), replace(ASLEEP, battery_pct=FOOD.restart_pct - 1.0), 7_200.0).allowed
    assert hold(cut(-1e6), replace(LOW, battery_pct=FOOD.restart_pct), 7_200.0).allowed


def test_a_fresh_surface_charge_restarts_nothing() -> None:
    assert not hold(cut(-1e6), replace(ASLEEP, rested_s=SURFACE_S - 1.0), 7_200.0).allowed
    assert hold(cut(-1e6), replace(ASLEEP, rested_s=SURFACE_S), 7_200.0).allowed
