"""The parts of the climate law, each by hand."""

from dataclasses import replace

import pytest

from controller.climate import (
    cabin_model,
    defog,
    preconditioning,
    set_point,
)
from controller.climate.cabin_model import UNLEARNED, Learned, Model
from controller.climate.preconditioning import AHEAD_S, FIRST_ERROR, MARGIN_S, NO_PLAN, Plan, Stage, Task
from tests.controller.climate.climate_cabin import SETTINGS, scene

TASK = Task(aim_c=21.0, gain_per_k=0.3, max_share=1.0)


@pytest.mark.parametrize(
    ("air_c", "humidity_pct", "dew_c"), [(20.0, 100.0, 20.0), (25.0, 50.0, 13.9), (10.0, 50.0, 0.1)]
)
def test_the_dew_point_is_that_of_the_tables(air_c: float, humidity_pct: float, dew_c: float) -> None:
    assert defog.dew_point_c(air_c, humidity_pct) == pytest.approx(dew_c, abs=0.2)


def test_bone_dry_air_has_a_dew_point() -> None:
    assert defog.dew_point_c(20.0, 0.0) < -30.0


def test_glass_lies_between_the_air_on_both_sides_and_follows_slowly() -> None:
    standing = defog.inner_glass_c(None, 20.0, 0.0, None, 0.0)
    driving = defog.inner_glass_c(None, 20.0, 0.0, 100.0, 0.0)
    assert 0.0 < driving < standing < 10.0
    assert standing < defog.inner_glass_c(20.0, 20.0, 0.0, 0.0, 60.0) < 20.0


def test_without_humidity_there_is_no_margin_and_no_automatic_defog() -> None:
    watched = defog.update(defog.CLEAR, scene(humidity_pct=None), SETTINGS, forced=False, now_s=0.0)
    assert (watched.margin_k, watched.active) == (None, False)
    assert defog.update(watched, scene(humidity_pct=None), SETTINGS, forced=True, now_s=1.0).active


def test_defog_needs_more_to_end_than_to_begin() -> None:
    between = scene(air_c=20.0, outside_c=10.0, humidity_pct=55.0)
    begun = replace(defog.CLEAR, active=True)
    assert not defog.update(defog.CLEAR, between, SETTINGS, forced=False, now_s=0.0).active
    assert defog.update(begun, between, SETTINGS, forced=False, now_s=0.0).active


def test_the_worse_the_margin_the_more_is_needed() -> None:
    needs = [
        defog.update(defog.CLEAR, scene(20.0, 0.0, humidity_pct=humid), SETTINGS, forced=False, now_s=0.0).need
        for humid in (20.0, 48.0, 60.0, 100.0)
    ]
    assert needs == sorted(needs)
    assert (needs[0], needs[-1]) == (0.0, 1.0)


def test_comfort_corrects_for_humid_air_and_hot_seats_and_stays_within_its_limit() -> None:
    assert set_point.aim_c(21.0, 21.0, None, SETTINGS) == 21.0
    assert set_point.aim_c(21.0, 21.0, 60.0, SETTINGS) == pytest.approx(20.7)
    assert set_point.aim_c(21.0, 60.0, None, SETTINGS) == 21.0 - SETTINGS.comfort_k
    assert set_point.aim_c(21.0, -10.0, None, SETTINGS) == 21.0 + SETTINGS.comfort_k


def test_a_seen_surface_is_believed() -> None:
    felt = set_point.update(set_point.initial(20.0, now_s=0.0), 20.0, 30.0, now_s=1.0)
    assert (felt.surface_c, felt.operative_c) == (30.0, 25.0)


@pytest.mark.parametrize(("air_c", "limits"), [(10.0, (0.0, 1.0)), (20.0, (0.0, 0.0)), (30.0, (-1.0, 0.0))])
def test_an_animal_is_only_heated_in_the_cold_and_only_cooled_in_the_warm(
    air_c: float, limits: tuple[float, float]
) -> None:
    goal = set_point.safe_goal(air_c, SETTINGS, 1.0)
    assert (goal.minimum, goal.maximum) == limits
    assert SETTINGS.pet_lowest_c < goal.set_point_c < SETTINGS.pet_highest_c


HOUR_S = 3_600.0
TRUE = Learned(figures=(0.09, 0.06, 7.0e-4, 4.0e-4, 0.01))


def driven(known: Model, duty: float, seconds: int, air_c: float, *, outside_c: float | None = -10.0) -> Model:
    """The model after a cabin that is as TRUE has been heated or cooled with `duty`."""
    surface_c, applied = air_c, 0.0
    for second in range(seconds):
        seen = scene(air_c, outside_c, surface_c=surface_c, applied=duty)
        known = cabin_model.update(known, seen, now_s=float(second))
        applied += (duty - applied) / 21.0
        full_k_s = TRUE.heat_k_s if duty > 0.0 else TRUE.cool_k_s(air_c)
        air_c += applied * full_k_s - TRUE.loss_1_s * (air_c - (outside_c or 0.0)) - TRUE.mass_1_s * (air_c - surface_c)
    return known


def test_one_heat_up_teaches_the_heater() -> None:
    learned = driven(UNLEARNED, 1.0, 400, -10.0).learned
    assert learned.heat_k_s == pytest.approx(TRUE.heat_k_s, rel=0.1)
    assert learned.updates > 20


def test_one_cool_down_teaches_the_cooler() -> None:
    learned = driven(UNLEARNED, -1.0, 600, 60.0, outside_c=35.0).learned
    assert learned.cool_k_s(30.0) == pytest.approx(TRUE.cool_k_s(30.0), rel=0.15)


def test_standing_idle_teaches_the_sun() -> None:
    known = UNLEARNED
    for second in range(7_200):
        known = cabin_model.update(known, scene(60.0, 35.0, surface_c=60.0), now_s=float(second))
    assert known.learned.sun_k_s == pytest.approx(known.learned.loss_1_s * 25.0, rel=0.05)


def test_little_heat_no_outside_and_open_doors_teach_nothing() -> None:
    assert driven(UNLEARNED, 0.5, 200, 10.0).learned.updates == 0
    assert driven(UNLEARNED, 1.0, 200, 10.0, outside_c=None).learned.updates == 0
    known = UNLEARNED
    for second in range(100):
        known = cabin_model.update(known, replace(scene(applied=1.0), door_open=True), now_s=float(second))
    assert known.learned.updates == 0


def test_what_is_learned_stays_within_what_cars_are() -> None:
    known = UNLEARNED
    for second in range(3_000):
        absurd = scene(20.0 + 5.0 * second, 0.0, applied=1.0)
        known = cabin_model.update(known, absurd, now_s=float(second))
    assert known.learned.heat_k_s <= 0.4


def test_holding_needs_heat_in_the_cold_and_cold_in_the_heat() -> None:
    assert cabin_model.hold(TRUE, scene(21.0, -10.0), 21.0) > 0.1
    assert cabin_model.hold(TRUE, scene(21.0, 40.0), 21.0) < -0.1
    assert cabin_model.hold(TRUE, scene(21.0, None), 21.0) == 0.0
    driving = replace(scene(21.0, -10.0), speed_kph=100.0)
    assert cabin_model.hold(TRUE, driving, 21.0) > 2.0 * cabin_model.hold(TRUE, scene(21.0, -10.0), 21.0)


def test_the_time_to_be_ready_is_that_of_the_model() -> None:
    needed_s = preconditioning.ready_in_s(TRUE, scene(-10.0, -10.0), TASK)
    assert 31.0 / TRUE.heat_k_s < needed_s < 1.6 * 31.0 / TRUE.heat_k_s
    assert preconditioning.ready_in_s(TRUE, scene(21.0, -10.0), TASK) == 0.0
    assert preconditioning.ready_in_s(TRUE, scene(60.0, 35.0), replace(TASK, aim_c=24.0)) < 1_800.0


def test_a_cabin_that_never_gets_ready_begins_as_early_as_may_be() -> None:
    assert preconditioning.ready_in_s(TRUE, scene(-10.0, -10.0), replace(TASK, max_share=0.0)) >= AHEAD_S


def test_an_unknown_outside_is_taken_to_be_as_the_cabin() -> None:
    assert 0.0 < preconditioning.ready_in_s(TRUE, scene(-10.0, None), TASK) < AHEAD_S


def advanced(
    plan: Plan, air_c: float, *, departs_at_s: float | None = 10_000.0, outside_c: float = -10.0, now_s: float
) -> Plan:
    return preconditioning.update(plan, departs_at_s, scene(air_c, outside_c), TASK, TRUE, now_s=now_s)


def test_a_plan_goes_through_its_stages() -> None:
    waiting = advanced(NO_PLAN, -10.0, now_s=3_000.0)
    assert waiting.stage is Stage.WAITING
    assert waiting.starts_at_s is not None
    assert advanced(waiting, -10.0, now_s=3_001.0) is waiting
    running = advanced(waiting, -10.0, now_s=waiting.starts_at_s + 30.0)
    assert running.stage is Stage.RUNNING
    assert advanced(running, 0.0, now_s=9_500.0) is running
    ready = advanced(running, 21.0, now_s=9_900.0)
    assert ready.stage is Stage.READY
    assert advanced(ready, 15.0, now_s=9_950.0) is ready
    over = Plan(error=ready.error, pace=ready.pace, known_s=ready.known_s)
    assert advanced(ready, 21.0, departs_at_s=None, now_s=10_900.0) == over
    assert advanced(NO_PLAN, 21.0, departs_at_s=None, now_s=0.0) is NO_PLAN


def test_long_before_the_departure_nothing_is_planned() -> None:
    assert advanced(NO_PLAN, -10.0, departs_at_s=AHEAD_S + 60.0, now_s=0.0).starts_at_s is None


def test_a_plan_holds_for_a_tenth_of_the_time_that_is_left() -> None:
    waiting = advanced(NO_PLAN, -10.0, departs_at_s=AHEAD_S, now_s=0.0)
    assert waiting.starts_at_s is not None
    held = advanced(waiting, -10.0, departs_at_s=AHEAD_S, now_s=0.09 * waiting.starts_at_s)
    assert held.planned_at_s == 0.0
    anew_s = 0.11 * waiting.starts_at_s
    assert advanced(waiting, -10.0, departs_at_s=AHEAD_S, now_s=anew_s).planned_at_s == anew_s


@pytest.mark.parametrize(("later_s", "stage"), [(600.0, Stage.RUNNING), (86_400.0, Stage.WAITING)])
def test_another_departure_is_waited_for_where_there_is_time(later_s: float, stage: Stage) -> None:
    running = advanced(NO_PLAN, -10.0, now_s=9_990.0)
    assert running.stage is Stage.RUNNING
    moved = advanced(running, -9.0, departs_at_s=10_000.0 + later_s, now_s=9_995.0)
    assert (moved.stage, moved.departs_at_s) == (stage, 10_000.0 + later_s)


def test_a_burner_lights_before_it_warms() -> None:
    at_once_s = preconditioning.ready_in_s(TRUE, scene(-10.0, -10.0), TASK)
    later_s = preconditioning.ready_in_s(TRUE, scene(-10.0, -10.0), replace(TASK, starts_in_s=180.0))
    assert at_once_s + 150.0 <= later_s <= at_once_s + 200.0


def late(air_c: float, *, began_c: float = -10.0, took_s: float = 1_000.0) -> Plan:
    """Return a plan that has just come too late."""
    running = Plan(
        stage=Stage.RUNNING, departs_at_s=10_000.0, starts_at_s=10_000.0 - took_s, began=scene(began_c, -10.0)
    )
    return advanced(running, air_c, now_s=10_000.0)


def test_a_late_morning_teaches_once_by_how_far_it_came() -> None:
    one = late(10.0)
    assert (one.stage, one.began, one.known_s) == (Stage.RUNNING, None, 1_000.0)
    assert 1.0 < one.pace < 3.0
    assert advanced(one, 10.5, now_s=10_010.0) is one
    assert advanced(one, 20.8, now_s=10_500.0).pace == one.pace


def test_a_heater_that_failed_teaches_nothing_of_the_cabin() -> None:
    assert (late(-10.5).pace, late(-10.5).began) == (1.0, None)


def test_a_preparation_longer_than_any_of_late_gets_more_margin() -> None:
    known = Plan(error=0.05, known_s=10_000.0)
    new = replace(known, known_s=100.0)
    sure_s = advanced(known, -10.0, now_s=3_000.0).starts_at_s
    unsure_s = advanced(new, -10.0, now_s=3_000.0).starts_at_s
    assert sure_s is not None
    assert unsure_s is not None
    assert unsure_s < sure_s - 30.0


def foreseen(air_c: float, outside_c: float, *, share: float = 0.2, plan: Plan = NO_PLAN, left_s: float) -> Plan:
    """Foresee a departure with a fifth of the heater."""
    task = replace(TASK, max_share=share)
    return preconditioning.update(plan, left_s, scene(air_c, outside_c), task, TRUE, now_s=0.0)


def test_the_evening_before_it_is_told_what_can_be_reached() -> None:
    frost = foreseen(5.0, -12.0, left_s=12 * HOUR_S)
    assert frost.expected_c is not None
    assert frost.expected_c < 15.0
    assert preconditioning.is_short(frost, 21.0)
    assert not preconditioning.is_short(frost, 18.0)
    assert not preconditioning.is_short(NO_PLAN, 21.0)
    assert not preconditioning.is_short(foreseen(5.0, 14.0, left_s=12 * HOUR_S), 21.0)
    assert foreseen(5.0, -12.0, left_s=17 * HOUR_S).expected_c is None
    hot = foreseen(40.0, 38.0, share=0.05, left_s=12 * HOUR_S)
    assert hot.expected_c is not None
    assert hot.expected_c > 25.0


def test_what_is_expected_is_worked_out_anew_with_the_time_and_with_another_set_point() -> None:
    first = foreseen(5.0, -12.0, left_s=12 * HOUR_S)

    def later(air_c: float, task: Task, now_s: float) -> Plan:
        return preconditioning.update(first, 12 * HOUR_S, scene(air_c, -12.0), task, TRUE, now_s=now_s)

    little = replace(TASK, max_share=0.2)
    assert later(0.0, little, 300.0) is first
    assert later(0.0, replace(little, aim_c=4.0), 300.0).expected_c == pytest.approx(4.0, abs=0.5)
    assert later(0.0, little, 700.0).foreseen_at_s == 700.0
    unknown = preconditioning.update(NO_PLAN, 12 * HOUR_S, scene(5.0, None), little, TRUE, now_s=0.0)
    assert unknown.expected_c is not None


def test_nights_are_learned() -> None:
    first = foreseen(5.0, 4.0, left_s=12 * HOUR_S)
    running = replace(first, stage=Stage.RUNNING, began=scene(-3.0, -4.0), starts_at_s=11.8 * HOUR_S)
    after = preconditioning.update(running, 12 * HOUR_S, scene(5.0, -4.0), TASK, TRUE, now_s=12 * HOUR_S)
    assert after.night_k == pytest.approx((first.night_k - 8.0) / 2.0)


def test_a_model_that_was_right_needs_less_margin() -> None:
    began = scene(-10.0, -10.0)
    took_s = preconditioning.ready_in_s(TRUE, began, TASK)
    running = Plan(stage=Stage.RUNNING, departs_at_s=10_000.0, starts_at_s=9_000.0, planned_at_s=9_000.0, began=began)
    right = advanced(running, 20.5, now_s=9_000.0 + took_s)
    assert right.error < FIRST_ERROR / 2.0
    assert right.pace == pytest.approx(1.0, abs=0.02)
    slower = advanced(running, 21.0, now_s=9_000.0 + 10.0 * took_s)
    assert slower.error == FIRST_ERROR
    assert 1.0 < slower.pace < 3.0
    assert advanced(running, 21.0, now_s=9_000.0 + MARGIN_S / 2.0).error == FIRST_ERROR
