"""The parts of the fridge law, each by itself."""

from dataclasses import replace

import pytest

from controller import CompartmentSettings, CompressorSettings, Mode, Preset, Profile, SettingsError, Target
from controller.algorithms import least_squares, sigma_delta
from controller.algorithms.least_squares import Parameter
from controller.fridge import (
    compartment,
    compressor,
    estimator,
    evaporator,
    fallback_duty,
    forecast,
    fridge_memory,
    thermal_model,
)
from controller.fridge.averages import Tally, Window, closed
from controller.fridge.compartment import STORE_K
from controller.fridge.forecast import Goal
from controller.fridge.fridge_memory import Aim, Cell
from controller.fridge.thermal_model import Box

COMPRESSOR = CompressorSettings(min_on_s=120.0, min_off_s=180.0, most_starts_per_h=3)
FOOD = CompartmentSettings(name="food")
TARGET = Target(4.0, Mode.COOL)
LINE = (
    Parameter(value=0.0, doubt=10.0, minimum=-5.0, maximum=5.0, walk=0.0),
    Parameter(value=0.0, doubt=10.0, minimum=-5.0, maximum=5.0, walk=0.0),
)


def known(load: float, still: float, by_fan: float, exchange: float, contents_c: float) -> Box:
    """A compartment of which this is believed, seen for a day."""
    begun = thermal_model.initial(contents_c)
    return replace(
        begun, belief=replace(begun.belief, mean=(load, still, by_fan, exchange, contents_c, 0.0)), seen_h=24.0
    )


def at(air_c: float, plate_k: float | None = 0.0, *, lid_open: bool = False) -> Window:
    return Window(hours=1.0 / 60.0, air_c=air_c, fan=0.0, plate_k=plate_k, moved_k=0.0, cooled=0.0, lid_open=lid_open)


def test_least_squares_find_a_line() -> None:
    belief = least_squares.initial(LINE)
    for x in (0.0, 1.0, 2.0, 3.0):
        gradient = (1.0, x)
        expected = sum(value * by for value, by in zip(belief.mean, gradient, strict=True))
        belief = least_squares.correct(belief, LINE, gradient, 1.0 + 2.0 * x - expected, 0.01)
    assert belief.mean == pytest.approx((1.0, 2.0), abs=0.01)


def test_a_parameter_stays_within_its_bounds() -> None:
    belief = least_squares.correct(least_squares.initial(LINE), LINE, (1.0, 0.0), 100.0, 0.01)
    assert belief.mean[0] == 5.0


def test_forgetting_never_makes_less_sure_than_at_the_beginning() -> None:
    walking = tuple(replace(each, walk=100.0) for each in LINE)
    learned = least_squares.correct(least_squares.initial(walking), walking, (1.0, 0.0), 1.0, 0.01)
    assert least_squares.forget(learned, walking).covariance[0][0] == 100.0


@pytest.mark.parametrize(("innovation", "sign"), [(20.0, 1.0), (-20.0, -1.0)])
def test_a_surprise_has_a_sign_and_counts_deviations(innovation: float, sign: float) -> None:
    assert least_squares.surprise(least_squares.initial(LINE), (1.0, 0.0), innovation, 0.0) == pytest.approx(2.0 * sign)


def test_the_contents_follow_the_air_where_the_plate_is_not_known() -> None:
    box_ = thermal_model.update(known(14.0, 5.0, 0.0, 4.0, 10.0), at(4.0, None), None)
    after = thermal_model.update(box_, at(4.0, None), None)
    assert 9.9 < after.contents_c < box_.contents_c < 10.0


def test_air_that_gets_warm_by_itself_means_warm_goods() -> None:
    seen = known(16.0, 5.0, 0.0, 4.0, 4.0)
    seen = replace(seen, belief=replace(seen.belief, covariance=((0.01,) + (0.0,) * 5, *seen.belief.covariance[1:])))
    for minute in range(30):
        seen = thermal_model.update(seen, at(4.0 + 0.5 * minute), None)
    assert seen.contents_c > 8.0


def test_contents_are_not_believed_to_fall_below_the_air_at_once() -> None:
    seen = thermal_model.update(known(16.0, 5.0, 0.0, 4.0, 6.0), at(6.0), None)
    for minute in range(6):
        seen = thermal_model.update(seen, at(6.0 - 1.5 * minute), None)
    assert seen.contents_c >= 6.0 - 1.5 * 5


def test_a_plate_is_learned_only_from_known_air() -> None:
    assert evaporator.window([None, at(4.0)], 0.5) is None
    assert evaporator.window([at(4.0, None)], 0.5) is None
    assert evaporator.window([], 0.0) is None


def test_a_plate_shows_how_fast_it_is_cooled() -> None:
    seen, plate_c = evaporator.initial(1), 5.0
    for minute in range(60):
        run = 1.0 if minute % 20 < 12 else 0.0
        now = evaporator.window([at(5.0, plate_c - 5.0)], run)
        seen = evaporator.update(seen, now)
        plate_c += ((5.0 - plate_c) * 7.2 - run * (80.0 + 2.5 * plate_c)) / 60.0
    assert seen.belief.mean[evaporator.CAPACITY] == pytest.approx(80.0, rel=0.2)


def test_a_window_is_the_mean_of_its_ticks() -> None:
    full = closed(Tally(s=60.0, air=240.0, fan=30.0, plate=-300.0, moved=-120.0, cooled=15.0))
    assert full == Window(hours=1.0 / 60.0, air_c=4.0, fan=0.5, plate_k=-5.0, moved_k=-2.0, cooled=0.25, lid_open=False)


def test_a_compressor_starts_after_its_rest_and_stops_after_its_run() -> None:
    resting = compressor.initial(0.0)
    assert not compressor.requested(resting, True, COMPRESSOR, now_s=179.0)
    assert compressor.requested(resting, True, COMPRESSOR, now_s=180.0)
    running = compressor.update(resting, True, 3, since_s=180.0)
    assert compressor.requested(running, False, COMPRESSOR, now_s=299.0)
    assert not compressor.requested(running, False, COMPRESSOR, now_s=300.0)


def test_a_compressor_does_not_start_more_often_than_allowed() -> None:
    state = compressor.initial(-1_000.0)
    for start_s in (0.0, 400.0, 800.0):
        state = compressor.update(compressor.update(state, True, 3, since_s=start_s), False, 3, since_s=start_s + 200.0)
    assert not compressor.requested(state, True, COMPRESSOR, now_s=3_599.0)
    assert compressor.requested(state, True, COMPRESSOR, now_s=3_600.0)


def test_a_set_point_for_delicate_goods_is_approached_slowly() -> None:
    delicate = replace(FOOD, ramp_k_h=2.0)
    begun = compartment.update_aim(None, 10.0, replace(TARGET, set_point_c=10.0), delicate, 0.0, 0.5)
    assert begun.c == 10.0
    assert compartment.update_aim(begun, 10.0, TARGET, delicate, 0.0, 1_800.0).c == 9.0
    assert compartment.update_aim(Aim(4.0), 4.0, replace(TARGET, set_point_c=4.5), delicate, 0.0, 1_800.0).c == 4.5


def test_cold_is_stored_only_down_to_the_edge_of_the_band() -> None:
    medicine = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
    assert compartment.update_aim(None, 5.0, TARGET, FOOD, STORE_K, 0.5).c == 4.0 - STORE_K
    assert compartment.update_aim(None, 5.0, replace(TARGET, set_point_c=4.0), medicine, STORE_K, 0.5).c == 3.5
    assert compartment.update_aim(None, 5.0, replace(TARGET, set_point_c=3.0), medicine, STORE_K, 0.5).c == 3.0


def test_an_aim_that_holds_is_not_made_anew() -> None:
    held = Aim(4.0)
    assert compartment.update_aim(held, 4.0, TARGET, FOOD, False, 0.5) is held


def test_a_boost_ends_when_it_is_there_and_begins_again_when_asked_for_again() -> None:
    boost = replace(TARGET, preset=Preset.BOOST)
    colder = compartment.update_aim(None, 4.0, boost, FOOD, False, 0.5)
    assert (colder.c, colder.boosted) == (2.0, False)
    done = compartment.update_aim(colder, 2.2, boost, FOOD, False, 0.5)
    assert compartment.update_aim(done, 2.2, boost, FOOD, False, 0.5).c == 4.0
    assert not compartment.update_aim(done, 2.2, TARGET, FOOD, False, 0.5).boosted


@pytest.mark.parametrize(
    ("learned", "duty"), [(0.0, fallback_duty.MIN_BLIND), (0.9, fallback_duty.MAX_BLIND), (0.2, 0.2)]
)
def test_a_learned_duty_is_used_within_limits(learned: float, duty: float) -> None:
    assert fallback_duty.LearnedDuty(learned, 100.0).duty_at(None) == duty
    assert fallback_duty.LearnedDuty(learned, 100.0, lift_k=None).duty_at(-5.0) == duty


LEARNED_HOT = fallback_duty.LearnedDuty(0.3, 9_000.0, lift_k=35.0)


@pytest.mark.parametrize(
    ("lift_k", "duty"),
    [
        (35.0, 0.3),
        (25.0, 0.3 * 25.0 / 35.0 / 1.12),
        (0.0, 0.0),
        (-10.0, 0.0),
        (40.0, 0.3 * 40.0 / 35.0 / 0.94),
        (50.0, fallback_duty.MAX_BLIND),
        (1e5, fallback_duty.MAX_BLIND),
    ],
)
def test_a_duty_learned_in_the_heat_is_less_in_cooler_weather(lift_k: float, duty: float) -> None:
    assert LEARNED_HOT.duty_at(lift_k) == pytest.approx(duty)


def test_what_was_learned_without_a_difference_does_not_grow_without_bound() -> None:
    assert fallback_duty.LearnedDuty(0.02, 9_000.0, lift_k=0.0).duty_at(10.0) == pytest.approx(0.1 / 0.904)
    cold = fallback_duty.LearnedDuty(0.05, 9_000.0, lift_k=20.0)
    assert cold.duty_at(60.0) == pytest.approx(0.05 * 3.0 / 0.52)
    assert cold.duty_at(80.0) == pytest.approx(0.05 * 4.0 / 0.5)


def test_the_coldest_that_is_read_of_the_surroundings_counts() -> None:
    assert LEARNED_HOT.min_duty(5.0, (40.0, 40.0)) == pytest.approx(0.3)
    assert LEARNED_HOT.min_duty(5.0, (None, 5.0)) == 0.0
    assert LEARNED_HOT.min_duty(5.0, (None, 60.0)) == pytest.approx(0.3)
    assert LEARNED_HOT.min_duty(5.0, (None, None)) == pytest.approx(0.3)


def test_the_surroundings_are_learned_along_with_the_duty() -> None:
    half = fallback_duty.update(fallback_duty.LearnedDuty(0.1, 600.0, 20.0), 0.3, 600.0, 40.0)
    assert (half.duty, half.seen_s, half.lift_k) == (0.2, 1_200.0, 30.0)
    unseen = fallback_duty.update(half, 0.2, 60.0, None)
    assert unseen.lift_k is None
    assert fallback_duty.update(unseen, 0.2, 60.0, 25.0).lift_k == 25.0
    assert (
        fallback_duty.update(fallback_duty.LearnedDuty(0.1, 14_400.0), 0.1, 60.0, 20.0).seen_s
        == fallback_duty.LEARNING_S
    )


def test_a_learned_duty_is_the_mean_of_what_was_applied() -> None:
    learned = fallback_duty.INITIAL_DUTY
    for minute in range(3_000):
        learned = fallback_duty.update(learned, 1.0 if minute % 5 == 0 else 0.0, 60.0, 20.0)
    assert learned.duty == pytest.approx(0.2, abs=0.01)


def test_air_that_falls_to_its_floor_ends_the_cooling() -> None:
    cooling = Cell(aim=Aim(4.0), settled_c=8.0, coast_c=1.1, air_c=1.5, cooling=True)
    assert compartment.wants(cooling, 4.0, FOOD)
    assert not compartment.wants(replace(cooling, coast_c=0.9), 4.0, FOOD)
    resting = replace(cooling, cooling=False)
    assert not compartment.wants(resting, 4.0, FOOD)
    assert compartment.wants(replace(resting, air_c=1.7), 4.0, FOOD)


def test_very_warm_air_is_cooled_whatever_the_contents_seem_to_be() -> None:
    assert compartment.wants(Cell(aim=Aim(4.0), settled_c=3.0, air_c=10.1), 4.0, FOOD)


def test_without_a_plate_sensor_the_air_is_expected_to_fall_by_a_kelvin() -> None:
    assert compartment.coast_c(known(16.0, 5.0, 0.0, 4.0, 5.0), 3.0, None) == 2.0


def test_a_short_run_teaches_nothing_and_a_long_one_half_of_what_it_did() -> None:
    began = compartment.switch_phase(Cell(settled_c=5.0), 0.0)
    assert (began.cooling, began.began_c) == (True, 5.0)
    ended = replace(began, settled_c=4.0)
    assert compartment.switch_phase(ended, 80.0).pull_k_h == fridge_memory.PULL_K_H
    assert compartment.switch_phase(ended, 720.0).pull_k_h == 4.0


def test_the_trim_brings_the_mean_of_the_contents_to_their_aim() -> None:
    held, warm = Cell(aim=Aim(4.0), settled_c=4.0), replace(known(16.0, 3.0, 3.0, 4.0, 4.6), contents_k=0.5)
    assert estimator.trimmed_k(held, warm, 3.0) == pytest.approx(-0.3)
    assert estimator.trimmed_k(held, warm, 300.0) == -estimator.TRIMMED_K
    assert estimator.trimmed_k(replace(held, settled_c=9.0), warm, 3.0) == 0.0


def test_a_compartment_above_its_aim_goes_along_with_a_start() -> None:
    warm = Cell(aim=Aim(4.0), settled_c=4.2, air_c=4.0)
    cold, unseen = replace(warm, settled_c=3.8), Cell()
    assert [each.cooling for each in compartment.joined([warm, cold, unseen], [FOOD] * 3)] == [True, False, False]


def test_power_that_stops_now_lets_the_contents_leave_their_band() -> None:
    plates = evaporator.initial(1)
    warming = forecast.hold_over(known(16.0, 5.0, 0.0, 4.0, 4.0), plates, (4.0, 4.0), (0.0, 8.0))
    assert warming is not None
    assert warming.limit_c == 8.0
    twice = forecast.hold_over(known(16.0, 5.0, 0.0, 9.0, 4.0), plates, (4.0, 4.0), (0.0, 8.0))
    assert twice is not None
    assert 1.7 < twice.s / warming.s < 2.2
    freezing = forecast.hold_over(known(-8.0, 5.0, 0.0, 4.0, 4.0), plates, (4.0, 4.0), (0.0, 8.0))
    assert freezing is not None
    assert freezing.limit_c == 0.0


@pytest.mark.parametrize(("contents_c", "limit_c"), [(9.0, 8.0), (-1.0, 0.0)])
def test_contents_outside_their_band_have_no_hold_over(contents_c: float, limit_c: float) -> None:
    seen = known(16.0, 5.0, 0.0, 4.0, contents_c)
    assert forecast.hold_over(seen, evaporator.initial(1), (5.0, 5.0), (0.0, 8.0)) == forecast.HoldOver(0.0, limit_c)


def test_an_unknown_clock_is_not_guessed() -> None:
    plates, mild = evaporator.initial(1), known(0.46 * 5.0, 5.0, 0.0, 4.0, 5.0)
    fresh = replace(mild, seen_h=0.1)
    assert forecast.hold_over(fresh, plates, (5.0, 5.0), (0.0, 8.0)) is None
    assert forecast.hold_over(mild, plates, (5.0, 5.0), (0.0, 8.0)) is None
    assert (
        forecast.ready_s(replace(known(16.0, 5.0, 0.0, 4.0, 20.0), seen_h=0.1), plates, 10.0, Goal(4.0, 1.0, 1.0))
        is None
    )
    assert forecast.ready_s(known(16.0, 5.0, 0.0, 4.0, 2.0), plates, 4.0, Goal(6.0, 1.0, 1.0)) is None


def test_contents_are_ready_when_they_are_near_and_never_without_the_compressor() -> None:
    plates = evaporator.initial(1)
    assert forecast.ready_s(known(16.0, 5.0, 0.0, 4.0, 4.8), plates, 4.0, Goal(4.0, 1.0, 1.0)) == 0.0
    warm = known(16.0, 5.0, 0.0, 4.0, 12.0)
    whole = forecast.ready_s(warm, plates, 8.0, Goal(4.0, 1.0, 1.0))
    half = forecast.ready_s(warm, plates, 8.0, Goal(4.0, 1.0, 0.5))
    assert whole is not None
    assert half is not None
    assert 0.0 < whole < half
    assert forecast.ready_s(warm, plates, 8.0, Goal(4.0, 1.0, 0.0)) is None
    assert forecast.ready_s(known(60.0, 1.0, 0.0, 4.0, 30.0), plates, 30.0, Goal(-18.0, -27.0, 0.5)) is None


def test_frost_is_what_the_plate_gives_less_than_at_its_best() -> None:
    best = estimator.freest_per_h(0.0, known(16.0, 5.0, 5.0, 4.0, 4.0), 1.0)
    assert best == 10.0
    young = replace(known(16.0, 6.0, 6.0, 4.0, 4.0), seen_h=1.0)
    assert estimator.freest_per_h(0.0, young, 1.0) == 0.0
    assert estimator.freest_per_h(best, young, 1.0) == best  # of an earlier run
    frosted = Cell(box=known(16.0, 3.0, 3.0, 4.0, 4.0), aim=Aim(4.0), freest_per_h=best)
    assert frosted.frost_ratio == pytest.approx(0.4)
    assert Cell().frost_ratio == 0.0


def test_a_plate_thaws_until_it_is_warm_or_late_or_somebody_cannot_wait() -> None:
    frosted = Cell(box=known(16.0, 3.0, 3.0, 4.0, 4.0), aim=Aim(4.0), freest_per_h=10.0)
    assert compressor.thawing_since_s(None, [frosted], -2.0, False, now_s=5.0) == 5.0
    assert compressor.thawing_since_s(None, [frosted], -2.0, True, now_s=5.0) is None
    assert compressor.thawing_since_s(None, [replace(frosted, aim=Aim(-18.0))], -20.0, False, now_s=5.0) is None
    assert compressor.thawing_since_s(5.0, [frosted], None, False, now_s=6.0) is None
    assert compressor.thawing_since_s(5.0, [frosted], 0.0, False, now_s=6.0) == 5.0
    assert compressor.thawing_since_s(5.0, [frosted], 0.0, False, now_s=5.0 + compressor.MAX_THAW_S) is None
    assert (
        compressor.thawing_since_s(5.0, [replace(frosted, cooling=True, settled_c=7.0)], 0.0, False, now_s=6.0) is None
    )
    assert compressor.thawing_since_s(5.0, [frosted], compressor.THAWED_C, False, now_s=6.0) is None


@pytest.mark.parametrize("profile", list(Profile))
def test_a_profile_gives_every_limit_and_each_can_be_set_otherwise(profile: Profile) -> None:
    plain = CompartmentSettings(name="box", profile=profile)
    assert plain.freeze_guard_c < plain.air_floor_c < plain.set_point_c < plain.high_c
    assert CompartmentSettings(name="box", profile=profile, high_c=30.0).high_c == 30.0


def test_what_is_to_be_colder_than_its_profile_has_a_floor_of_its_own() -> None:
    ice = CompartmentSettings(name="ice_box", set_point_c=-18.0, lowest_set_point_c=-20.0, freeze_guard_c=-25.0)
    assert (ice.air_floor_c, ice.low_c) == (-24.5, -24.5)


def test_a_floor_below_the_freeze_guard_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"air_floor_c = 0: must be from 0\.5"):
        CompartmentSettings(name="food", air_floor_c=0.0)


def test_medicine_stops_its_neighbour_at_its_airs_floor_and_lets_it_wait_until_it_is_warm_again() -> None:
    medicine = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
    mild = Cell(box=known(14.0, 3.0, 0.0, 4.0, 4.4), aim=Aim(5.0), air_c=4.6, coast_c=3.0)
    warm = replace(mild, box=known(14.0, 3.0, 0.0, 4.0, 4.6))
    assert compartment.chilled(warm, medicine, None, running=True)
    assert not compartment.chilled(replace(mild, coast_c=3.2), medicine, None, running=True)
    assert compartment.chilled(mild, medicine, None, running=False)
    assert compartment.chilled(replace(warm, air_c=4.4), medicine, None, running=False)
    assert not compartment.chilled(warm, medicine, None, running=False)
    assert not compartment.chilled(replace(mild, aim=Aim(4.5)), medicine, None, running=False)
    for other in (replace(mild, cooling=True), replace(mild, aim=None), Cell()):
        assert not compartment.chilled(other, medicine, None, running=False)
    assert not compartment.chilled(mild, FOOD, None, running=False)


@pytest.mark.parametrize("running", [True, False])
def test_medicine_that_nobody_sees_lets_its_neighbour_wait_by_what_still_reads(running: bool) -> None:
    """A probe, or a sensor of the air that is not believed: a prohibition stands on any reading."""
    medicine = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
    limit_c = medicine.low_c + compartment.WAITS_K
    lost = sigma_delta.initial(0.0, now_s=0.0)
    blind = Cell(box=known(14.0, 3.0, 0.0, 4.0, 6.0), aim=Aim(5.0), air_c=6.0, coast_c=6.0, blind=lost)
    for unseen in (blind, replace(blind, cooling=True), Cell()):
        assert compartment.chilled(unseen, medicine, limit_c - 0.1, running=running)
        assert not compartment.chilled(unseen, medicine, limit_c, running=running)
        assert not compartment.chilled(unseen, medicine, None, running=running)


def test_medicine_whose_probe_reads_colder_than_its_air_lets_its_neighbour_wait() -> None:
    medicine = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
    warm = Cell(box=known(14.0, 3.0, 0.0, 4.0, 6.0), aim=Aim(5.0), air_c=6.0, coast_c=6.0)
    assert not compartment.chilled(warm, medicine, 4.6, running=False)
    assert compartment.chilled(warm, medicine, 4.4, running=False)
