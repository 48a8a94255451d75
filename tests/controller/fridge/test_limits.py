"""The limits of the fridge law: each number, and each edge on both sides.

A law with a number that is wrong by a third still regulates: only a second place that says the same shows a slip.
"""

from dataclasses import replace
from types import ModuleType

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    CompressorSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Preset,
    Profile,
    Target,
    absent,
    present,
)
from controller.algorithms import elapsed, least_squares
from controller.algorithms.least_squares import Belief, Parameter
from controller.algorithms.sigma_delta import Modulator
from controller.fridge import (
    compartment,
    compressor,
    contents_bounds,
    estimator,
    evaporator,
    fallback_duty,
    fan_outputs,
    forecast,
    fridge_memory,
    law,
    misfit,
    thermal_model,
)
from controller.fridge.fridge_memory import Aim, Cell, FridgeOutput
from controller.interface.energy_budget import FREE
from controller.interface.outcome import Outcome
from controller.interface.status import CompartmentStatus

FOOD = CompartmentSettings(name="food")
MEDICINE = CompartmentSettings(name="medicine", profile=Profile.MEDICINE)
TARGET = Target(4.0, Mode.COOL)
ONE = FridgeSettings(compartments=(FOOD,))
HOUR_S = 3_600.0

NUMBERS: dict[ModuleType, dict[str, float]] = {
    thermal_model: {
        "CONTENTS_H": 2.5,
        "LOSS_PER_H": 0.46,
        "LINER_H": 0.12,
        "NOISE_K": 0.02,
        "NOISE_RATIO": 0.2,
        "PROBE_NOISE_K": 0.1,
        "UNREST_KEPT": 0.8,
        "GOODS_EXCHANGE": 0.4,
        "FALL_K": 0.05,
        "STIRRED": 5.0,
        "HELD_TIMES": 8.0,
        "BALANCE_SHARE": 0.3,
        "BOUNDS_SHARE": 0.25,
        "EMPTY": 1.2,
        "UNSURE_TOUCH": 0.08,
        "WARM_SHARE": 0.3,
        "COLDER_K": 1.0,
        "CLOSED_H": 0.75,
        "CLOSED_K": 1.0,
    },
    contents_bounds: {"BEGUN_K": 6.0, "SPREAD_K": 0.3, "TOUCHING": 0.04, "MOST_TOUCHING": 0.15, "MOST_K": 12.0},
    misfit: {
        "MINUTES": 150.0,
        "MOST": 4.0,
        "MOST_ECHO": 0.9,
        "HABIT": 40.0,
        "KNOWN": 10,
        "ODD": 7.0,
        "ODD_KEPT": 0.8,
        "ODD_TIMES": 1.6,
        "HOUR": 60,
        "PEAK_KEPT": 0.96,
        "LEARNT": 180,
    },
    fridge_memory: {"MIN_HALF_K": 0.25, "MAX_HALF_K": 1.3, "PULL_K_H": 3.0, "RISE_K": 0.6},
    compartment: {
        "STORE_K": 1.0,
        "STORED_RUN": 1.25,
        "ROOM_K": 0.3,
        "ROOM_STEP_K": 0.25,
        "SPARE_K": 1.0,
        "BOOSTED_K": 0.3,
        "COASTING": 0.35,
        "UNSEEN_K": 1.0,
        "MIN_PULL_K_H": 0.1,
        "MIN_RUN_S": 90.0,
        "CHILLED_K": 0.5,
        "WAITS_K": 2.5,
        "FAR_K": 6.0,
        "KEPT_K": 0.5,
        "MOST_LATE_K": 3.0,
    },
    forecast: {
        "STEP_H": 1.0 / 12.0,
        "FORECAST_TO_H": 24.0,
        "READY_K": 1.0,
        "LIKELY": 0.4,
        "DEVIATIONS": 0.6,
        "CAPACITY_SHARE": 0.1,
        "MOST_SHARE": 0.9,
    },
    compressor: {
        "FROSTED": 0.3,
        "THAWED_C": 3.0,
        "MAX_THAW_S": 2_700.0,
        "BADLY_K": 1.0,
        "MILD_C": 1.0,
    },
    estimator: {
        "NEAR_K": 2.0,
        "TRIM_H": 6.0,
        "TRIMMED_K": 3.0,
        "STEADY_K": 1.0,
        "PACE_H": 0.5,
        "PACE_K": 0.3,
        "SURELY": 0.6,
        "MONTH_H": 720.0,
        "SURE_H": 6.0,
    },
    elapsed: {"MAX_STEP_S": 60.0},
    law: {"FREEZES_C": 0.0, "HOLD_S": 60.0},
    fallback_duty: {
        "UNLEARNED": 0.1,
        "MIN_BLIND": 0.02,
        "MAX_BLIND": 0.4,
        "MIN_LIFT_K": 2.0,
        "MIN_CAPACITY": 0.5,
        "LEARNING_S": 14_400.0,
        "INITIAL_WEIGHT_S": 600.0,
        "UNLEARNED_LIFT_K": 20.0,
        "MORE_PER_K": 0.012,
    },
    fan_outputs: {"GIVE_OUT_K": 4.0, "FASTER_FROM_K": 0.5, "MAX_SPEED_AT_K": 2.0, "ROOM_K": 1.0},
    evaporator: {"NOISE_K": 0.2, "MOST_RATIO": 8.0},
    least_squares: {"SOUND_TIMES": 2.0},
}

BOX_PARAMETERS = (
    Parameter(value=16.0, doubt=12.0, minimum=-80.0, maximum=300.0, walk=0.25),
    Parameter(value=3.0, doubt=4.0, minimum=0.0, maximum=60.0, walk=0.01),
    Parameter(value=3.0, doubt=6.0, minimum=0.0, maximum=120.0, walk=0.01),
    Parameter(value=4.0, doubt=4.0, minimum=0.05, maximum=80.0, walk=0.01),
    Parameter(value=10.0, doubt=6.0, minimum=-40.0, maximum=70.0, walk=0.003),
    Parameter(value=2.0, doubt=6.0, minimum=0.0, maximum=100.0, walk=0.01),
)
PLATE_PARAMETERS = (
    Parameter(value=110.0, doubt=40.0, minimum=10.0, maximum=400.0, walk=0.5),
    Parameter(value=2.5, doubt=1.5, minimum=0.0, maximum=8.0, walk=0.01),
    Parameter(value=3.5, doubt=3.5, minimum=0.2, maximum=15.0, walk=0.01),
    Parameter(value=4.0, doubt=4.0, minimum=0.0, maximum=25.0, walk=0.01),
)


@pytest.mark.parametrize("module", NUMBERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_each_number_is_the_one_that_was_agreed(module: ModuleType) -> None:
    assert {name: getattr(module, name) for name in NUMBERS[module]} == NUMBERS[module]


def test_what_is_believed_before_anything_is_learned_is_what_was_agreed() -> None:
    assert thermal_model.PARAMETERS == BOX_PARAMETERS
    assert evaporator.PARAMETERS == PLATE_PARAMETERS
    assert thermal_model.Incident(2.0, 1.0) == thermal_model.LID_OPENED
    assert thermal_model.Incident(4.0, 0.4, 0.4) == thermal_model.GOODS_PUT_IN


def speed(settled_c: float, *, half_k: float = 0.5, coast_c: float = 9.0, max_pct: float = 100.0) -> float:
    """Of a compressor for one compartment that is being cooled to 4 °C."""
    one = Cell(aim=Aim(4.0), settled_c=settled_c, half_k=half_k, coast_c=coast_c, cooling=True)
    return fan_outputs.speed((one,), (TARGET,), ONE, replace(FREE, max_speed_pct=max_pct), quiet=False)


@pytest.mark.parametrize(
    ("settled_c", "pct"), [(4.0, 0.0), (5.0, 0.0), (5.3, 20.0), (5.75, 50.0), (6.5, 100.0), (20.0, 100.0)]
)
def test_the_speed_grows_from_half_a_kelvin_to_two_beyond_the_band(settled_c: float, pct: float) -> None:
    assert speed(settled_c) == pytest.approx(pct)


def test_the_speed_is_what_the_air_above_its_floor_and_the_supply_leave() -> None:
    assert speed(20.0, coast_c=FOOD.air_floor_c + 0.5) == pytest.approx(50.0)
    assert speed(20.0, coast_c=FOOD.air_floor_c - 1.0) == 0.0
    assert speed(20.0, max_pct=60.0) == 60.0
    far = Cell(aim=Aim(4.0), settled_c=20.0, coast_c=9.0, cooling=True)
    assert fan_outputs.speed((far,), (TARGET,), ONE, FREE, quiet=True) == ONE.quiet_speed_pct < 60.0
    assert speed(6.0, half_k=1.0) == pytest.approx(100.0 * 0.5 / 1.5)


def test_a_boost_is_at_full_speed_until_it_is_there_and_one_that_is_blind_at_the_lowest() -> None:
    boost, begun = Target(4.0, Mode.COOL, Preset.BOOST), Cell(aim=Aim(2.0), settled_c=2.0, cooling=True)
    assert fan_outputs.speed((begun,), (boost,), ONE, FREE, quiet=False) == 100.0
    over = replace(begun, aim=Aim(2.0, boosted=True))
    assert fan_outputs.speed((over,), (boost,), ONE, FREE, quiet=False) == 0.0
    modulator = Modulator(on=True, debt_s=0.0, duty=0.1, applied=1.0, running=True, since_s=0.0, at_s=0.0)
    blind = replace(begun, settled_c=30.0, coast_c=30.0, blind=modulator)
    assert fan_outputs.speed((blind,), (boost,), ONE, FREE, quiet=False) == 0.0
    resting = replace(begun, settled_c=30.0, coast_c=30.0, cooling=False)
    assert fan_outputs.speed((resting,), (TARGET,), ONE, FREE, quiet=False) == 0.0


def given_out(air_c: float, plate_c: float | None) -> float:
    """The fan of a compartment after a run."""
    cell = Cell(aim=Aim(4.0), air_c=air_c, settled_c=4.0)
    return fan_outputs.fans((cell,), (True,), plate_c, ONE, on=False, quiet=False)[0]


def test_after_a_run_the_fan_gives_out_what_is_cold_and_keeps_off_the_floor() -> None:
    assert (given_out(5.0, 0.9), given_out(5.0, 1.0), given_out(5.0, None)) == (100.0, 0.0, 0.0)
    floor_c = FOOD.air_floor_c + fridge_memory.RISE_K
    assert (given_out(floor_c, -9.0), given_out(floor_c + 0.01, -9.0)) == (0.0, 100.0)
    warm = Cell(aim=Aim(4.0), air_c=9.0, settled_c=9.0)
    assert fan_outputs.fans((Cell(air_c=9.0),), (True,), -9.0, ONE, on=False, quiet=False) == (0.0,)
    assert fan_outputs.fans((warm,), (True,), -9.0, ONE, on=False, quiet=True) == (ONE.quiet_fan_pct,)
    assert fan_outputs.fans((warm,), (False,), -9.0, ONE, on=False, quiet=False) == (0.0,)
    pair, both = (Cell(cooling=True), Cell()), (True, True)
    assert fan_outputs.fans(pair, both, None, FridgeSettings(), on=True, quiet=False) == (100.0, 0.0)


def test_a_start_takes_along_what_is_above_its_aim_and_off_its_floor() -> None:
    floor_c = FOOD.air_floor_c + fridge_memory.RISE_K

    def goes_along(settled_c: float, air_c: float) -> bool:
        return compartment.joined((Cell(aim=Aim(4.0), settled_c=settled_c, air_c=air_c),), (FOOD,))[0].cooling

    assert (goes_along(4.0, 9.0), goes_along(4.01, 9.0)) == (False, True)
    assert (goes_along(9.0, floor_c), goes_along(9.0, floor_c + 0.01)) == (False, True)


def test_cooling_begins_and_ends_half_a_swing_beyond_the_trimmed_aim() -> None:
    resting = Cell(aim=Aim(4.0), half_k=0.5, trim_k=0.2, air_c=5.0, coast_c=5.0)

    def wants(**changed: float | bool) -> bool:
        return compartment.wants(replace(resting, **changed), 4.0, FOOD)  # type: ignore[arg-type]  # names are the test's own

    assert (wants(settled_c=4.69), wants(settled_c=4.7)) == (False, True)
    assert (wants(settled_c=3.7, cooling=True), wants(settled_c=3.71, cooling=True)) == (False, True)
    assert (wants(settled_c=9.0, air_c=1.59), wants(settled_c=9.0, air_c=1.6)) == (False, True)
    assert (wants(settled_c=0.0, air_c=9.99), wants(settled_c=0.0, air_c=10.0)) == (False, True)
    floor_c = FOOD.air_floor_c
    cooled = [wants(settled_c=9.0, coast_c=coast_c, cooling=True) for coast_c in (floor_c, floor_c + 0.01)]
    assert cooled == [False, True]


def test_half_a_swing_makes_a_run_as_long_as_it_is_to_be_within_limits() -> None:
    assert compartment.half_k(2.0, 1_800.0) == 0.5
    assert (compartment.half_k(0.1, 1_800.0), compartment.half_k(99.0, 1_800.0)) == (
        fridge_memory.MIN_HALF_K,
        fridge_memory.MAX_HALF_K,
    )


def test_medicine_is_chilled_at_its_floor_in_a_run_and_near_its_edge_at_rest() -> None:
    known = thermal_model.initial(5.0)
    one = Cell(box=known, aim=Aim(5.0), air_c=5.0, coast_c=9.0)

    def chilled(one: Cell, *, running: bool = False) -> bool:
        return compartment.chilled(one, MEDICINE, None, running=running)

    floor_c = MEDICINE.air_floor_c + fridge_memory.RISE_K
    assert (chilled(replace(one, coast_c=floor_c), running=True), chilled(one, running=True)) == (True, False)
    assert (chilled(replace(one, air_c=4.49)), chilled(replace(one, air_c=4.5))) == (True, False)
    near = replace(one, aim=Aim(6.0))
    assert (chilled(replace(near, air_c=4.49)), chilled(replace(near, air_c=4.51))) == (True, False)
    cold = replace(known, belief=replace(known.belief, mean=(*known.belief.mean[:4], 4.4)))
    assert chilled(replace(one, box=cold))
    for spared in (replace(one, cooling=True), replace(one, box=None), replace(one, aim=None)):
        assert not chilled(replace(spared, air_c=0.0, coast_c=0.0))
        assert not chilled(replace(spared, air_c=0.0, coast_c=0.0), running=True)
    assert not compartment.chilled(replace(one, air_c=0.0), FOOD, None, running=False)


def test_the_trim_follows_known_contents_of_what_is_held_within_limits() -> None:
    one = Cell(aim=Aim(4.0), trim_k=0.1, settled_c=4.1, half_k=0.5)

    def trimmed(cell: Cell, contents_c: float, hours: float, contents_k: float = 0.5) -> float:
        return estimator.trimmed_k(cell, sure(contents_c, contents_k), hours)

    assert trimmed(one, 4.6, 0.6) == pytest.approx(0.04)
    assert trimmed(one, 3.4, 0.6) == pytest.approx(0.16)
    assert trimmed(one, 9.0, 0.6) == pytest.approx(-0.2)
    assert trimmed(one, 4.6, 0.6, 1.5) == pytest.approx(0.04)
    assert trimmed(one, 4.6, 0.6, 1.51) == 0.1
    assert trimmed(replace(one, trim_k=0.0, settled_c=5.5), 4.6, 0.6) == pytest.approx(-0.06)
    assert trimmed(replace(one, settled_c=5.59), 4.6, 0.6) == pytest.approx(0.04)
    assert trimmed(replace(one, settled_c=5.61), 4.6, 0.6) == 0.1
    assert trimmed(replace(one, settled_c=2.59), 4.6, 0.6) == 0.1
    assert trimmed(replace(one, aim=None), 4.6, 0.6) == 0.1
    assert trimmed(replace(one, trim_k=2.95, settled_c=6.9), 3.2, 6.0) == 3.0
    assert trimmed(replace(one, trim_k=-2.95, settled_c=1.1), 4.8, 6.0) == -3.0


def test_a_run_teaches_half_of_its_pull_if_it_was_long_enough() -> None:
    one = Cell(cooling=True, began_c=6.0, settled_c=5.0, pull_k_h=3.0)
    assert compartment.switch_phase(one, 89.9).pull_k_h == 3.0
    assert compartment.switch_phase(one, 90.0).pull_k_h == pytest.approx((3.0 + 40.0) / 2.0)
    assert compartment.switch_phase(replace(one, settled_c=7.0), HOUR_S).pull_k_h == pytest.approx(1.0)
    assert compartment.switch_phase(replace(one, settled_c=16.0), HOUR_S).pull_k_h == compartment.MIN_PULL_K_H
    begun = compartment.switch_phase(replace(one, cooling=False, settled_c=5.5), 0.0)
    assert (begun.cooling, begun.began_c) == (True, 5.5)


def test_a_plate_thaws_while_nobody_needs_it() -> None:
    worn = replace(thermal_model.initial(5.0), seen_h=9.0)
    idle = Cell(box=worn, aim=Aim(compressor.MILD_C), freest_per_h=worn.given_per_h / 0.7, half_k=0.5)

    def since_s(
        before_s: float | None, one: Cell, plate_c: float | None = -5.0, *, running: bool = False
    ) -> float | None:
        return compressor.thawing_since_s(before_s, (one,), plate_c, running, now_s=3_000.0)

    assert idle.frost_ratio == pytest.approx(0.3)
    frosted = replace(idle, freest_per_h=worn.given_per_h / 0.69)
    assert since_s(None, frosted) == 3_000.0
    assert since_s(None, replace(frosted, freest_per_h=worn.given_per_h / 0.71)) is None
    assert since_s(None, replace(frosted, aim=Aim(0.9))) is None
    assert since_s(None, replace(frosted, aim=None)) is None
    assert since_s(None, frosted, running=True) is None
    assert since_s(None, replace(frosted, cooling=True)) is None
    assert (since_s(None, frosted, 2.9), since_s(None, frosted, 3.0), since_s(None, frosted, None)) == (
        3_000.0,
        None,
        None,
    )
    assert (since_s(301.0, frosted), since_s(300.0, frosted)) == (301.0, None)
    warm = replace(frosted, aim=Aim(4.0), settled_c=5.5, cooling=True)
    assert since_s(900.0, warm) is None
    assert since_s(900.0, replace(warm, settled_c=5.49)) == 900.0
    assert since_s(900.0, replace(warm, cooling=False)) == 900.0
    assert since_s(900.0, replace(warm, aim=None)) == 900.0


def test_the_best_that_a_plate_gave_is_known_after_hours_and_forgotten_in_months() -> None:
    begun = thermal_model.initial(5.0)
    assert estimator.freest_per_h(9.0, replace(begun, seen_h=5.9), 1.0) == 9.0
    assert estimator.freest_per_h(9.0, replace(begun, seen_h=6.0), 72.0) == pytest.approx(8.1)
    assert estimator.freest_per_h(1.0, replace(begun, seen_h=6.0), 1.0) == begun.given_per_h
    assert Cell(box=begun).frost_ratio == 0.0
    assert Cell(box=begun, freest_per_h=1.0).frost_ratio == 0.0


def test_a_compressor_starts_and_stops_at_its_minimum_times_and_so_often() -> None:
    settings = CompressorSettings(min_on_s=120.0, min_off_s=180.0, most_starts_per_h=3)
    standing, running = fridge_memory.Motor(False, 0.0), fridge_memory.Motor(True, 0.0)

    def requested(one: fridge_memory.Motor, cold: bool, now_s: float) -> bool:
        return compressor.requested(one, cold, settings, now_s=now_s)

    assert (requested(standing, True, 179.9), requested(standing, True, 180.0)) == (False, True)
    assert (requested(running, False, 119.9), requested(running, False, 120.0)) == (True, False)
    assert (requested(standing, False, 900.0), requested(running, True, 900.0)) == (False, True)
    busy = replace(standing, starts_s=(0.0, 1_000.0, 2_000.0))
    assert (requested(busy, True, HOUR_S - 0.1), requested(busy, True, HOUR_S)) == (False, True)
    later = replace(standing, starts_s=(7_000.0, 8_000.0, 9_000.0))
    assert (requested(later, True, 10_599.9), requested(later, True, 10_600.0)) == (False, True)
    seen = compressor.update(busy, True, 3, since_s=3_000.0)
    assert seen.starts_s == (1_000.0, 2_000.0, 3_000.0)
    assert compressor.update(seen, False, 3, since_s=3_500.0) == fridge_memory.Motor(False, 3_500.0, seen.starts_s)


def known(load: float, still: float, by_fan: float, exchange: float, contents_c: float) -> thermal_model.Box:
    begun = thermal_model.initial(contents_c)
    return replace(
        begun, belief=replace(begun.belief, mean=(load, still, by_fan, exchange, contents_c, 0.0)), seen_h=1.0
    )


def test_the_clocks_solve_their_heat_balance() -> None:
    """Every implicit step fulfils the equations in the head of thermal_model.py, with the plate along with the air."""
    course = forecast.Course(load_k_h=20.0, exchange_per_h=4.0, inertia=1.5, stir=1.6, cold_k_h=7.0, cold_per_h=0.9)
    before = forecast.State(6.0, 9.0)
    after = forecast.step(course, before, -50.0)
    hours = forecast.STEP_H
    gained = course.load_k_h - course.cold_k_h - (thermal_model.LOSS_PER_H + course.cold_per_h) * after.air_c
    gained += course.stir * course.exchange_per_h * (after.contents_c - after.air_c)
    assert course.inertia * (after.air_c - before.air_c) == pytest.approx(hours * gained)
    followed = course.stir * (after.air_c - after.contents_c) / thermal_model.CONTENTS_H
    assert after.contents_c - before.contents_c == pytest.approx(hours * followed)
    assert forecast.step(course, before, 8.0).air_c == 8.0


def test_the_hold_over_is_where_the_contents_cross_the_edge_of_their_band() -> None:
    one, cold = known(20.0, 3.0, 3.0, 4.0, 5.0), evaporator.initial(2)
    held = forecast.hold_over(one, cold, (5.0, 2.0), (2.0, 8.0))
    assert held is not None
    assert held.limit_c == 8.0
    ratio = evaporator.ratio_of_share(cold, one.given_per_h)
    state = forecast.State((5.0 + ratio * 2.0) / (1.0 + ratio), 5.0)
    course, steps = forecast.Course(load_k_h=20.0, exchange_per_h=4.0, inertia=1.0 + ratio), 0
    while state.contents_c < 8.0:
        state, steps = forecast.step(course, state, -50.0), steps + 1
    assert (steps - 1) * 300.0 < held.s <= steps * 300.0
    assert forecast.hold_over(one, cold, (5.0, 2.0), (5.0, 8.0)) is not None
    assert forecast.hold_over(replace(one, seen_h=0.99), cold, (5.0, 2.0), (2.0, 8.0)) is None
    freezing = forecast.hold_over(known(-20.0, 3.0, 3.0, 4.0, 5.0), cold, (5.0, 2.0), (2.0, 8.0))
    assert freezing is not None
    assert freezing.limit_c == 2.0


def test_ready_is_a_kelvin_from_the_aim_and_never_without_a_share_of_the_compressor() -> None:
    warm, cold = known(20.0, 3.0, 3.0, 4.0, 9.0), evaporator.initial(2)

    def ready(one: thermal_model.Box, aim_c: float = 4.0, share: float = 1.0) -> float | None:
        return forecast.ready_s(one, cold, 9.0, forecast.Goal(aim_c, 1.0, share))

    assert ready(known(20.0, 3.0, 3.0, 4.0, 5.0)) == 0.0
    assert ready(known(20.0, 3.0, 3.0, 4.0, 3.0)) == 0.0
    assert ready(known(20.0, 3.0, 3.0, 4.0, 2.9)) is None
    assert ready(replace(warm, seen_h=0.99)) is None
    assert ready(warm, share=0.0) is None
    freezer = forecast.ready_s(known(20.0, 3.0, 3.0, 4.0, -10.0), cold, -12.0, forecast.Goal(-18.0, -27.0, 1.0))
    assert freezer is not None
    alone, shared = ready(warm), ready(warm, share=0.5)
    assert alone is not None
    assert shared is not None
    assert HOUR_S < alone < shared < 24.0 * HOUR_S


def test_the_plate_is_as_heavy_as_what_the_two_sides_say_of_one_exchange() -> None:
    one, cold = known(20.0, 3.0, 4.5, 4.0, 5.0), evaporator.initial(2)
    assert evaporator.ratio(cold, one.given_per_h) == pytest.approx(7.5 / 7.5)
    assert evaporator.ratio_of_share(cold, one.given_per_h) == pytest.approx(0.5)
    assert evaporator.ratio(cold, known(20.0, 0.1, 0.1, 4.0, 5.0).given_per_h) == 0.1
    assert evaporator.ratio(cold, known(20.0, 60.0, 100.0, 4.0, 5.0).given_per_h) == 8.0


def test_a_belief_that_could_be_is_sound_up_to_its_bounds() -> None:
    line = (Parameter(value=0.0, doubt=1.0, minimum=-5.0, maximum=5.0, walk=0.0),) * 2

    def sound(first: float, variance: float = 1.0) -> bool:
        return least_squares.is_sound(Belief((first, 0.0), ((variance, 0.0), (0.0, 1.0))), line)

    assert (sound(-5.0), sound(5.0), sound(-5.1), sound(5.1)) == (True, True, False, False)
    assert (sound(0.0, 4.0), sound(0.0, 4.1), sound(0.0, -0.1)) == (True, False, False)


def test_cold_is_stored_a_kelvin_off_whatever_edge_is_nearest() -> None:
    def stored_c(**limits: float) -> float:
        box_ = CompartmentSettings(name="food", set_point_c=5.0, **limits)  # type: ignore[arg-type]  # names are the test's own
        return compartment.update_aim(None, 5.0, Target(5.0, Mode.COOL), box_, 1.5, 0.5).c

    assert stored_c() == 3.5
    assert stored_c(low_c=3.5) == 4.5
    assert stored_c(air_floor_c=3.2) == 4.2
    assert stored_c(low_c=4.5) == 5.0


def test_a_boost_is_done_at_its_edge() -> None:
    boost, begun = Target(4.0, Mode.COOL, Preset.BOOST), Aim(2.0)
    edge_c = 2.0 + compartment.BOOSTED_K
    assert compartment.update_aim(begun, edge_c, boost, FOOD, False, 0.5).boosted
    assert not compartment.update_aim(begun, edge_c + 0.01, boost, FOOD, False, 0.5).boosted


def test_one_frosted_compartment_is_enough_to_thaw_the_plate() -> None:
    worn = replace(thermal_model.initial(5.0), seen_h=9.0)
    frosted = Cell(box=worn, aim=Aim(4.0), freest_per_h=2.0 * worn.given_per_h)
    clean = Cell(box=worn, aim=Aim(4.0), freest_per_h=worn.given_per_h)
    assert compressor.thawing_since_s(None, (frosted, clean), -5.0, False, now_s=9.0) == 9.0
    warm = Cell(aim=Aim(4.0), settled_c=9.0, half_k=0.5, cooling=True)
    assert compressor.thawing_since_s(8.0, (frosted, warm), -5.0, False, now_s=9.0) is None


def test_a_law_that_fails_stops_everything_and_goes_on_from_its_last_tick() -> None:
    ran = replace(law.initial(ONE, -1e4, now_s=50.0), motor=fridge_memory.Motor(True, 9.0))
    for now_s, at_s in ((90.0, 50.0), (40.0, 40.0)):  # a clock that goes back is followed
        off = law.stopped(ran, FridgeInputs(()), law.Asked(targets=()), ONE, Commands(), now_s=now_s)
        assert off == Outcome(replace(ran, at_s=at_s), FridgeOutput(False, 0.0, (0.0,), (False,)))


def test_medicine_is_as_cold_as_the_coldest_of_air_contents_and_what_is_read() -> None:
    def chilled(air_c: float, contents_c: float, read_c: float | None) -> bool:
        one = Cell(box=thermal_model.initial(contents_c), aim=Aim(5.0), air_c=air_c, coast_c=9.0)
        return compartment.chilled(one, MEDICINE, read_c, running=False)

    assert not chilled(6.0, 6.0, 6.0)
    for cold in ((4.0, 6.0, 6.0), (6.0, 4.0, 6.0), (6.0, 6.0, 4.0), (4.0, 6.0, None), (6.0, 4.0, None)):
        assert chilled(*cold)


def test_a_faint_fan_gives_a_blind_compartment_cold() -> None:
    lost, cooled = CompartmentInputs(absent(Absence.OFFLINE, 0.0)), law.Asked(targets=(TARGET,))
    memory = replace(law.initial(ONE, -1e4, now_s=0.0), motor=fridge_memory.Motor(True, -600.0))
    debts_s = []
    for fan_pct in (0.0, 0.5):
        after, done = memory, Commands(compressor_on=True, compartment_fan_pct=(fan_pct,))
        for tick in range(1, 11):
            after = law.regulate(after, FridgeInputs((lost,)), cooled, ONE, done, now_s=6.0 * tick).memory
        blind = after.cells[0].blind
        assert blind is not None
        debts_s.append(blind.debt_s)
    assert debts_s[1] < debts_s[0]


def test_medicine_waits_for_a_neighbour_only_where_that_is_to_be_frozen() -> None:
    targets = (Target(0.0, Mode.COOL), Target(5.0, Mode.COOL))
    pair = FridgeSettings(
        compartments=(CompartmentSettings(name="food", profile=Profile.CUSTOM, set_point_c=0.0), MEDICINE)
    )
    memory = law.initial(pair, -1e4, now_s=0.0)

    def runs(aim_c: float, medicine_mode: Mode = Mode.COOL, air_c: float = 3.0, read_c: float = 3.0) -> bool:
        medicine = Cell(box=thermal_model.initial(air_c), aim=Aim(5.0), air_c=air_c)
        food = Cell(box=thermal_model.initial(9.0), aim=Aim(aim_c), air_c=9.0, settled_c=9.0, coast_c=8.0, cooling=True)
        seen = FridgeInputs((CompartmentInputs(present(9.0, 0.0)), CompartmentInputs(present(air_c, 0.0))))
        aimed = (replace(targets[0], set_point_c=aim_c), replace(targets[1], mode=medicine_mode))
        asked = law.Asked(targets=aimed, coldest_c=(None, read_c))
        begun = replace(memory, cells=(food, medicine))
        done = Commands(compartment_fan_pct=(0.0, 0.0))
        return law.regulate(begun, seen, asked, pair, done, now_s=0.5).output.compressor_on

    assert (runs(0.0), runs(-0.5), runs(-0.5, Mode.OFF)) == (True, False, True)
    assert (runs(-0.5, air_c=5.0, read_c=5.0), runs(-0.5, air_c=5.0, read_c=3.0)) == (True, False)


def sure(contents_c: float, contents_k: float = 0.1) -> thermal_model.Box:
    """A compartment of which all is known."""
    begun = thermal_model.initial(contents_c)
    belief = replace(begun.belief, covariance=((0.0,) * 6,) * 6)
    bounds = contents_bounds.initial(contents_c, contents_k)
    return replace(begun, belief=belief, bounds=bounds, contents_k=contents_k, seen_h=9.0)


def test_what_is_shown_is_of_a_compartment_that_is_seen_and_counts_the_cold_in_its_plate() -> None:
    seen = Cell(box=sure(5.0), aim=Aim(4.0), air_c=5.0, settled_c=5.0)
    memory = replace(law.initial(ONE, -1e4, now_s=0.0), window_s=60.0)

    def shown(one: Cell, plate_c: float | None = None) -> CompartmentStatus:
        inputs = FridgeInputs((CompartmentInputs(),), NOT_FITTED if plate_c is None else present(plate_c, 0.0))
        return estimator.learned(replace(memory, cells=(one,)), inputs, (TARGET,), ONE, None).estimates[0]

    lost = Modulator(on=True, debt_s=0.0, duty=0.1, applied=1.0, running=True, since_s=0.0, at_s=0.0)
    for unseen in (replace(seen, box=None), replace(seen, aim=None), replace(seen, blind=lost)):
        assert shown(unseen) == estimator.unknown(unseen)
        assert shown(unseen).contents_c is None
    held_s = [shown(seen, plate_c).hold_over_s or 0.0 for plate_c in (None, 9.0, 5.0, -10.0)]
    assert 0.0 < held_s[0] == held_s[1] == held_s[2] < held_s[3]
