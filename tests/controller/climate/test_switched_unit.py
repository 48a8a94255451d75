"""A heater or cooler that is switched: its runs, rests, levels, and what is done when it does not light."""

from dataclasses import replace
from math import inf

import pytest

from controller.climate import switched_unit
from controller.climate.switched_unit import Need, Unit
from controller.settings import OutputTimes

BURNER = OutputTimes(
    min_on_s=300.0, min_off_s=300.0, start_up_s=180.0, after_run_s=240.0, levels_pct=(40.0, 60.0, 100.0)
)
RELAY = OutputTimes(min_on_s=60.0, min_off_s=60.0, levels_pct=(100.0,))
ANY = OutputTimes(min_on_s=60.0)
BURNING = Unit(on=True, since_s=0.0, began_c=5.0, best_c=21.0, best_at_s=1_000.0, share=0.4)


def need(
    need_k: float, demand: float = 0.0, *, max_share: float = 1.0, drift_k_s: float = 0.0, free_s: float = inf
) -> Need:
    return Need(
        need_k=need_k,
        demand=demand,
        max_share=max_share,
        drift_k_s=drift_k_s,
        free_s=free_s,
        from_k=None if free_s == inf else switched_unit.NEAR_K,
    )


def share(one: Unit, times: OutputTimes, by: Need, *, now_s: float) -> float:
    return switched_unit.decide(one, times, by, 21.0 - by.need_k, now_s=now_s)[1]


@pytest.mark.parametrize(("need_k", "expected"), [(switched_unit.SWING_K - 0.1, 0.0), (switched_unit.SWING_K, 1.0)])
def test_it_starts_once_the_swing_is_through(need_k: float, expected: float) -> None:
    assert share(Unit(), RELAY, need(need_k), now_s=0.0) == expected


def test_it_is_lit_by_the_time_at_which_the_air_has_fallen() -> None:
    falling = need(0.0, drift_k_s=switched_unit.SWING_K / BURNER.start_up_s)
    assert share(Unit(), BURNER, falling, now_s=0.0) > 0.0
    assert share(Unit(), RELAY, falling, now_s=0.0) == 0.0


def test_it_rests_for_its_minimum_and_its_after_run() -> None:
    resting = Unit(since_s=0.0)
    assert share(resting, BURNER, need(9.0, 1.0), now_s=299.0) == 0.0
    assert share(resting, BURNER, need(9.0, 1.0), now_s=300.0) == 1.0


@pytest.mark.parametrize(
    ("lasted_s", "need_k", "expected"),
    [
        (290.0, -9.0, 0.4),  # not before its minimum
        (400.0, -switched_unit.SWING_K, 0.4),  # not before a long run
        (400.0, -switched_unit.MAX_SWING_K, 0.0),  # but before it is felt by everybody
        (660.0, -switched_unit.SWING_K, 0.0),
        (660.0, -switched_unit.SWING_K + 0.1, 0.4),
        (9_000.0, 0.5, 0.4),
    ],
)
def test_it_runs_long(lasted_s: float, need_k: float, expected: float) -> None:
    assert share(BURNING, BURNER, need(need_k), now_s=lasted_s) == expected


def test_it_does_not_stop_while_more_than_its_lowest_level_holds_the_air() -> None:
    assert share(BURNING, BURNER, need(-switched_unit.SWING_K, 0.5), now_s=5_000.0) > 0.0
    assert share(BURNING, BURNER, need(-switched_unit.MAX_SWING_K, 0.5), now_s=5_000.0) == 0.0


def test_no_ignition_is_broken_off_however_short_its_minimum() -> None:
    assert share(BURNING, replace(BURNER, min_on_s=0.0), need(-9.0), now_s=170.0) > 0.0


def test_it_does_not_stop_where_it_would_not_be_back_at_the_departure() -> None:
    assert share(BURNING, BURNER, need(-0.9, drift_k_s=0.0025, free_s=400.0), now_s=3_000.0) > 0.0
    assert share(BURNING, BURNER, need(-1.1, drift_k_s=0.0025, free_s=400.0), now_s=3_000.0) == 0.0
    assert share(BURNING, BURNER, need(-switched_unit.NEAR_K, free_s=900.0), now_s=3_000.0) == 0.0
    assert share(BURNING, BURNER, need(-switched_unit.NEAR_K + 0.1, free_s=900.0), now_s=3_000.0) > 0.0


@pytest.mark.parametrize(("demand", "expected"), [(0.0, 0.4), (0.51, 0.4), (0.58, 0.6), (0.9, 1.0)])
def test_the_level_follows_the_demand_with_a_margin(demand: float, expected: float) -> None:
    assert share(BURNING, BURNER, need(1.0, demand), now_s=500.0) == expected


def test_a_small_budget_allows_low_levels_or_nothing() -> None:
    assert share(Unit(), BURNER, need(9.0, 1.0, max_share=0.7), now_s=0.0) == 0.6
    assert share(Unit(), BURNER, need(9.0, 1.0, max_share=0.3), now_s=0.0) == 0.0


def test_a_unit_without_levels_takes_any_share_but_very_little() -> None:
    assert share(Unit(), ANY, need(9.0, 0.53), now_s=0.0) == pytest.approx(0.53)
    assert share(Unit(), ANY, need(9.0, 0.01), now_s=0.0) == pytest.approx(0.1)
    assert share(Unit(), replace(ANY, least_pct=35.0), need(9.0, 0.01), now_s=0.0) == pytest.approx(0.35)


def test_a_plain_duty_needs_no_thought() -> None:
    assert not switched_unit.is_switched(OutputTimes())
    assert switched_unit.is_switched(RELAY)
    assert switched_unit.is_switched(ANY)


def test_a_run_begins_as_far_below_as_the_last_ended_above() -> None:
    ended = switched_unit.seen(BURNING, BURNER, 0.0, -2.2, 23.2, now_s=2_000.0)
    assert (ended.on, ended.since_s, ended.ended_k) == (False, 2_000.0, 2.2)
    assert switched_unit.seen(BURNING, BURNER, 0.0, -9.0, 30.0, now_s=2_000.0).ended_k == switched_unit.MAX_SWING_K
    broken_off = switched_unit.seen(replace(BURNING, since_s=1_990.0), BURNER, 0.0, -2.2, 23.2, now_s=2_000.0)
    assert broken_off.ended_k == switched_unit.SWING_K


def test_it_gives_nothing_while_it_lights() -> None:
    lighting = switched_unit.seen(Unit(), BURNER, 0.4, 5.0, 16.0, now_s=100.0)
    assert switched_unit.effect(lighting, BURNER, 0.4, now_s=200.0) == 0.0
    assert switched_unit.effect(lighting, BURNER, 0.4, now_s=280.0) == 0.4
    assert switched_unit.effect(lighting, RELAY, 0.4, now_s=101.0) == 0.4
    assert switched_unit.starts_in_s(lighting, BURNER, now_s=200.0) == 80.0
    assert switched_unit.starts_in_s(Unit(since_s=0.0), BURNER, now_s=200.0) == 280.0
    assert switched_unit.starts_in_s(Unit(), RELAY, now_s=200.0) == 0.0


def run(one: Unit, airs_c: list[float], *, from_s: float) -> tuple[Unit, float]:
    """Let the air take a value each minute while the burner is on."""
    asked = 1.0
    for minute, air_c in enumerate(airs_c):
        now_s = from_s + 60.0 * minute
        one = switched_unit.seen(one, BURNER, 1.0, 21.0 - air_c, air_c, now_s=now_s)
        one, asked = switched_unit.decide(one, BURNER, need(21.0 - air_c, 1.0), air_c, now_s=now_s)
        if not asked:
            break
    return one, asked


def test_what_does_not_light_is_given_up_and_tried_again_later_each_time() -> None:
    one, rests_s, now_s = Unit(), [], 0.0
    for _ in range(6):
        one, asked = run(one, [5.0] * 40, from_s=now_s)
        assert asked == 0.0
        now_s = one.since_s + 1_200.0
        one = switched_unit.seen(one, BURNER, 0.0, 16.0, 5.0, now_s=now_s)
        rests_s.append(switched_unit.starts_in_s(one, BURNER, now_s=now_s) - BURNER.start_up_s)
        assert share(one, BURNER, need(16.0, 1.0), now_s=now_s + 599.0) == 0.0
        now_s += rests_s[-1]
    assert rests_s == [600.0, 1_200.0, 2_400.0, 4_800.0, 7_200.0, 7_200.0]
    lit, asked = run(one, [5.0 + 0.2 * minute for minute in range(40)], from_s=now_s)
    assert (lit.unlit, asked) == (0, 1.0)


def test_a_flame_that_went_out_is_noticed() -> None:
    rising = [5.0 + 0.5 * minute for minute in range(20)]
    falling = [14.5 - 0.3 * minute for minute in range(20)]
    assert run(Unit(), rising + falling, from_s=0.0)[1] == 0.0


def test_a_heater_that_can_no_more_than_hold_the_air_is_left_on() -> None:
    rising = [5.0 + 0.5 * minute for minute in range(20)]
    one, asked = run(Unit(), rising + [14.4] * 60, from_s=0.0)
    assert (one.on, asked) == (True, 1.0)
