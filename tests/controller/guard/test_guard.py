"""The guard against vectors; test_properties.py holds it to its promises over random histories."""

from collections.abc import Callable
from dataclasses import fields, replace
from math import inf, nan
from typing import Any

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    AirFlow,
    BoxKind,
    CabinInputs,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    FridgeSettings,
    GuardLimited,
    Mode,
    Reading,
    Settings,
    Snapshot,
    Target,
    ThermoelectricSettings,
    absent,
    all_off,
    present,
)
from controller.guard import compartment_fan_rules, recirculation_rules
from controller.guard.compartment_fan_rules import detect_frozen, fans
from controller.guard.compressor_rules import must_stop
from controller.guard.duty_range import in_range
from controller.guard.guard import allow, forbid
from controller.guard.guard_memory import GuardMemory, Reasons, initial, sound, stoppable, stopped
from controller.interface.evidence import Evidence
from controller.interface.outcome import Outcome

SETTINGS = Settings()
COOL = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
RESTED = initial(2, -10_000.0, now_s=0.0)


def inputs(food_c: float = 6.0, medicine_c: float = 6.0, cabin: Reading | None = None) -> Snapshot:
    boxes = tuple(CompartmentInputs(air_c=present(air_c, 0.0)) for air_c in (food_c, medicine_c))
    return Snapshot(fridge=FridgeInputs(boxes), cabin=CabinInputs(air_c=present(20.0, 0.0) if cabin is None else cabin))


def rule(
    memory: GuardMemory, requested: Commands, seen: Snapshot | None = None, *, now_s: float
) -> Outcome[GuardMemory, Commands]:
    return allow(memory, requested, same(seen or inputs()), COOL, SETTINGS, now_s=now_s)


def same(seen: Snapshot) -> Evidence:
    """Readings that are all believed."""
    return Evidence(seen, seen)


def requested(
    compressor_on: bool = False, *, heater_pct: float = 0.0, cooler_pct: float = 0.0, blower_pct: float = 50.0
) -> Commands:
    return Commands(
        compressor_on=compressor_on,
        compartment_fan_pct=(30.0, 60.0),
        heater_pct=heater_pct,
        cooler_pct=cooler_pct,
        blower_pct=blower_pct,
    )


def reasons(ruling: Outcome[GuardMemory, Commands]) -> dict[str, str]:
    return {event.output: event.why for event in ruling.events if isinstance(event, GuardLimited)}


def test_good_requests_are_applied_as_they_are() -> None:
    good = requested(True, heater_pct=40.0)
    ruling = rule(RESTED, good, now_s=0.0)
    assert ruling.output == good
    assert ruling.events == ()


@pytest.mark.parametrize(
    ("requested_pct", "allowed_pct"), [(-1.0, 0.0), (100.1, 100.0), (1e9, 100.0), (nan, 0.0), (inf, 0.0), (-inf, 0.0)]
)
def test_every_duty_is_a_number_from_0_to_100(requested_pct: float, allowed_pct: float) -> None:
    fans = rule(RESTED, replace(requested(), compartment_fan_pct=(requested_pct, 100.0)), now_s=0.0)
    assert fans.output.compartment_fan_pct == (allowed_pct, 100.0)
    assert reasons(fans) == {"fan.food": f"{requested_pct:g} % requested: a duty is from 0 to 100 %"}
    assert rule(RESTED, requested(heater_pct=requested_pct), now_s=0.0).output.heater_pct == allowed_pct
    assert rule(RESTED, requested(cooler_pct=requested_pct), now_s=0.0).output.cooler_pct == allowed_pct
    assert rule(RESTED, requested(blower_pct=requested_pct), now_s=0.0).output.blower_pct == allowed_pct


def everything_at(duty_pct: float) -> Commands:
    duties: dict[str, Any] = {field.name: duty_pct for field in fields(Commands) if field.name.endswith("_pct")}
    several = {"compartment_fan_pct": (duty_pct, duty_pct), "auxiliary_pct": ()}
    return Commands(compressor_on=True, **{**duties, **several})


def test_each_duty_that_is_too_high_is_limited_under_its_own_name() -> None:
    why: Reasons = {}
    assert in_range(everything_at(150.0), SETTINGS.fridge.compartments, why) == everything_at(100.0)
    names = ("fan.food", "fan.medicine", "heater", "cooler", "blower")
    others = ("compressor_speed", "hot_side_fan", "windscreen", "recirculation", "purifier")
    assert why == dict.fromkeys((*names, *others), "150 % requested: a duty is from 0 to 100 %")


DUTIES = tuple(
    field.name
    for field in fields(Commands)
    if field.name not in {"compressor_on", "compartment_fan_pct", "auxiliary_pct"}
)


@pytest.mark.parametrize("field", DUTIES)
def test_a_duty_that_is_too_high_leaves_all_others_as_they_are(field: str) -> None:
    each: dict[str, Any] = {name: float(number) for number, name in enumerate(DUTIES, 1)}
    wild = Commands(compartment_fan_pct=(30.0, 60.0), **{**each, field: 101.0})
    limited = Commands(compartment_fan_pct=(30.0, 60.0), **{**each, field: 100.0})
    assert in_range(wild, SETTINGS.fridge.compartments, {}) == limited


@pytest.mark.parametrize("fans", [(), (50.0,), (50.0, 50.0, 50.0)])
def test_requests_for_another_number_of_fans_are_all_off(fans: tuple[float, ...]) -> None:
    ruling = rule(
        RESTED,
        Commands(compressor_on=True, compartment_fan_pct=fans, heater_pct=50.0, cooler_pct=0.0, blower_pct=50.0),
        now_s=0.0,
    )
    assert ruling.output == all_off(2)
    assert set(reasons(ruling)) == {"compressor", "heater", "cooler", "blower", "fan.food", "fan.medicine"}
    assert reasons(ruling)["compressor"] == f"{len(fans)} fan duties requested for 2 fans"


def test_nothing_known_means_that_the_compressor_has_just_stopped() -> None:
    memory = initial(2, None, now_s=1_000.0)
    early = rule(memory, requested(True), now_s=1_179.5)
    assert not early.output.compressor_on
    assert reasons(early) == {"compressor": "minimum off time 180 s"}
    assert rule(memory, requested(True), now_s=1_180.0).output.compressor_on


def test_a_guard_that_begins_forbids_nothing_but_a_start_of_the_compressor() -> None:
    begun = initial(2, None, now_s=0.0)
    cooling, heating = requested(cooler_pct=50.0), requested(heater_pct=50.0)
    near = inputs(0.6, 0.6)  # above the freeze guard, but by less than what would release it
    for one in (cooling, heating):
        assert rule(begun, one, near, now_s=0.0).output == one


def test_a_proven_off_time_counts_and_one_in_the_future_does_not() -> None:
    assert rule(initial(2, 820.0, now_s=1_000.0), requested(True), now_s=1_000.0).output.compressor_on
    assert initial(2, 5_000.0, now_s=1_000.0).compressor_since_s == 1_000.0


def test_the_compressor_runs_and_stands_for_its_minimum_times() -> None:
    started = rule(RESTED, requested(True), now_s=0.0)
    held = rule(started.memory, requested(False), now_s=119.5)
    assert held.output.compressor_on
    assert reasons(held) == {"compressor": "minimum on time 120 s"}
    stopped = rule(held.memory, requested(False), now_s=120.0)
    assert not stopped.output.compressor_on
    assert not rule(stopped.memory, requested(True), now_s=299.5).output.compressor_on
    assert rule(stopped.memory, requested(True), now_s=300.0).output.compressor_on


def test_a_clock_that_goes_back_starts_nothing_early() -> None:
    stopped = initial(2, None, now_s=1_000.0)
    assert not rule(stopped, requested(True), now_s=0.0).output.compressor_on


def test_a_frozen_compartment_gets_no_moved_air_until_it_is_warmer_again() -> None:
    frozen = rule(RESTED, requested(), inputs(food_c=0.5), now_s=0.0)
    assert frozen.output.compartment_fan_pct == (0.0, 60.0)
    assert reasons(frozen) == {"fan.food": "air or contents at the freeze guard of 0.5 °C"}
    still = rule(frozen.memory, requested(), inputs(food_c=1.0), now_s=1.0)
    assert still.output.compartment_fan_pct == (0.0, 60.0)
    assert rule(still.memory, requested(), inputs(food_c=1.01), now_s=2.0).output.compartment_fan_pct == (30.0, 60.0)


def test_air_just_above_the_freeze_guard_is_moved() -> None:
    ruling = rule(RESTED, requested(), inputs(0.51, 0.51), now_s=0.0)
    assert ruling.output.compartment_fan_pct == (30.0, 60.0)


def test_a_fan_that_stands_anyway_is_not_limited() -> None:
    ruling = rule(RESTED, all_off(2), inputs(food_c=-5.0), now_s=0.0)
    assert ruling.events == ()


def test_a_compartment_that_is_not_measured_is_not_known_to_be_frozen() -> None:
    frozen = rule(RESTED, requested(), inputs(food_c=0.0), now_s=0.0)
    blind = Snapshot(fridge=FridgeInputs((CompartmentInputs(absent(Absence.BUS, 1.0)), CompartmentInputs())))
    assert rule(frozen.memory, requested(), blind, now_s=1.0).output.compartment_fan_pct == (30.0, 60.0)


def test_freezing_stops_the_compressor_even_within_its_minimum_on_time() -> None:
    started = rule(RESTED, requested(True), now_s=0.0)
    frozen = rule(started.memory, requested(True), inputs(0.0, 0.0), now_s=10.0)
    assert not frozen.output.compressor_on
    assert reasons(frozen)["compressor"] == "what it cools is at its freeze guard"
    assert "compressor" not in reasons(rule(started.memory, requested(False), inputs(0.0, 0.0), now_s=10.0))
    thawed = rule(frozen.memory, requested(True), inputs(), now_s=11.0)
    assert not thawed.output.compressor_on


def test_while_outputs_are_not_driven_nothing_is_applied_and_the_compressor_counts_as_stopped() -> None:
    heating = requested(True, heater_pct=40.0)
    started = rule(RESTED, heating, now_s=0.0)
    undriven = rule(started.memory, heating, replace(inputs(), outputs_driven=False), now_s=10.0)
    assert undriven.output == all_off(2)
    assert not undriven.events
    assert undriven.memory.heated_until_s == 10.0
    early = rule(undriven.memory, heating, now_s=189.5)
    assert not early.output.compressor_on
    assert early.output.heater_pct == 40.0
    assert rule(early.memory, heating, now_s=190.0).output.compressor_on


def test_a_compressor_that_stands_has_no_speed() -> None:
    fast = replace(requested(True), compressor_speed_pct=70.0)
    assert rule(RESTED, fast, now_s=0.0).output.compressor_speed_pct == 70.0
    assert rule(RESTED, replace(fast, compressor_on=False), now_s=0.0).output.compressor_speed_pct == 0.0
    stands = rule(initial(2, None, now_s=0.0), fast, now_s=10.0)
    assert (stands.output.compressor_on, stands.output.compressor_speed_pct) == (False, 0.0)


STILL_FOOD = Settings(
    fridge=FridgeSettings(
        compartments=(
            replace(SETTINGS.fridge.compartments[0], air_flow=AirFlow.STILL),
            replace(SETTINGS.fridge.compartments[1], air_flow=AirFlow.DAMPER),
        )
    )
)


@pytest.mark.parametrize(("food_c", "medicine_c", "runs"), [(0.5, 6.0, False), (0.6, 6.0, True), (6.0, 0.0, True)])
def test_what_freezes_in_still_air_is_spared_only_by_a_stop(food_c: float, medicine_c: float, runs: bool) -> None:
    """It has no fan and no damper that could be shut."""
    seen = same(inputs(food_c, medicine_c))
    ruling = allow(RESTED, requested(True), seen, COOL, STILL_FOOD, now_s=0.0)
    assert ruling.output.compressor_on is runs
    off = (replace(COOL[0], mode=Mode.OFF), COOL[1])
    assert allow(RESTED, requested(True), seen, off, STILL_FOOD, now_s=0.0).output.compressor_on is (medicine_c > 0.5)


MODULE = Settings(fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC))
SWITCHED = Settings(
    fridge=FridgeSettings(kind=BoxKind.THERMOELECTRIC, thermoelectric=ThermoelectricSettings(proportional=False))
)


def test_a_module_that_is_driven_by_degrees_has_no_minimum_times() -> None:
    on = allow(initial(2, None, now_s=0.0), requested(True), same(inputs()), COOL, MODULE, now_s=0.0)
    assert on.output.compressor_on
    off = allow(on.memory, requested(False), same(inputs()), COOL, MODULE, now_s=0.5)
    assert not off.output.compressor_on
    assert (on.events, off.events) == ((), ())


def test_a_relay_that_switches_a_module_is_spared() -> None:
    early = allow(initial(2, None, now_s=0.0), requested(True), same(inputs()), COOL, SWITCHED, now_s=59.5)
    assert not early.output.compressor_on
    assert reasons(early) == {"thermoelectric": "minimum off time 60 s"}
    on = allow(early.memory, requested(True), same(inputs()), COOL, SWITCHED, now_s=60.0)
    held = allow(on.memory, requested(False), same(inputs()), COOL, SWITCHED, now_s=119.5)
    assert held.output.compressor_on
    assert reasons(held) == {"thermoelectric": "minimum on time 60 s"}
    frozen = allow(on.memory, requested(True), same(inputs(0.0, 0.0)), COOL, SWITCHED, now_s=61.0)
    assert not frozen.output.compressor_on
    assert reasons(frozen)["thermoelectric"] == "what it cools is at its freeze guard"


def test_the_hot_side_of_a_module_is_blown_at_while_it_is_driven_and_for_a_time_after() -> None:
    rested = initial(2, -120.0, now_s=0.0)
    assert allow(rested, requested(False), same(inputs()), COOL, MODULE, now_s=0.0).output.hot_side_fan_pct == 0.0
    on = allow(rested, requested(True), same(inputs()), COOL, MODULE, now_s=0.0)
    later = allow(on.memory, requested(True), same(inputs()), COOL, MODULE, now_s=500.0)
    off = allow(later.memory, requested(False), same(inputs()), COOL, MODULE, now_s=600.0)
    still_hot = allow(off.memory, requested(False), same(inputs()), COOL, MODULE, now_s=719.5)
    cool = allow(off.memory, replace(requested(False), hot_side_fan_pct=7.0), same(inputs()), COOL, MODULE, now_s=720.0)
    runs = [each.output.hot_side_fan_pct for each in (on, later, off, still_hot, cool)]
    assert runs == [100.0, 100.0, 100.0, 100.0, 7.0]
    undriven = replace(inputs(), outputs_driven=False)
    assert allow(later.memory, requested(True), same(undriven), COOL, MODULE, now_s=601.0).output == all_off(2)
    assert rule(on.memory, requested(True), now_s=0.0).output.hot_side_fan_pct == 0.0


def test_one_compartment_that_is_not_frozen_keeps_the_compressor() -> None:
    assert rule(RESTED, requested(True), inputs(food_c=0.0), now_s=0.0).output.compressor_on


def test_only_compartments_to_be_cooled_stop_the_compressor() -> None:
    half = (Target(4.0, Mode.COOL), Target(5.0, Mode.OFF))
    cold_and_off = allow(RESTED, requested(True), same(inputs(6.0, 0.0)), half, SETTINGS, now_s=0.0)
    assert cold_and_off.output.compressor_on
    cold_and_cooled = allow(RESTED, requested(True), same(inputs(0.0, 6.0)), half, SETTINGS, now_s=0.0)
    assert not cold_and_cooled.output.compressor_on
    nothing_cooled = (Target(4.0, Mode.OFF), Target(5.0, Mode.OFF))
    started = rule(RESTED, requested(True), now_s=0.0).memory
    held = allow(started, requested(False), same(inputs(0.0, 0.0)), nothing_cooled, SETTINGS, now_s=10.0)
    assert held.output.compressor_on


@pytest.mark.parametrize(("heater_pct", "cooler_pct"), [(50.0, 50.0), (0.5, 50.0), (50.0, 0.5)])
def test_heater_and_cooler_at_once_are_neither(heater_pct: float, cooler_pct: float) -> None:
    ruling = rule(RESTED, requested(heater_pct=heater_pct, cooler_pct=cooler_pct), now_s=0.0)
    assert (ruling.output.heater_pct, ruling.output.cooler_pct) == (0.0, 0.0)
    assert reasons(ruling) == dict.fromkeys(("heater", "cooler"), "heater and cooler requested together")


def test_the_cooler_waits_for_the_changeover_after_the_heater() -> None:
    heated = rule(RESTED, requested(heater_pct=0.5), now_s=0.0)
    stopped = rule(heated.memory, requested(cooler_pct=0.5), now_s=10.0)
    assert stopped.output.cooler_pct == 0.0
    assert reasons(stopped) == {"cooler": "changeover time 60 s after the heater"}
    assert rule(stopped.memory, requested(cooler_pct=50.0), now_s=69.5).output.cooler_pct == 0.0
    assert rule(stopped.memory, requested(cooler_pct=50.0), now_s=70.0).output.cooler_pct == 50.0


def test_the_heater_waits_for_the_changeover_after_the_cooler() -> None:
    cooled = rule(RESTED, requested(cooler_pct=0.5), now_s=0.0)
    stopped = rule(cooled.memory, requested(heater_pct=0.5), now_s=10.0)
    assert reasons(stopped) == {"heater": "changeover time 60 s after the cooler"}
    assert rule(stopped.memory, requested(heater_pct=50.0), now_s=69.5).output.heater_pct == 0.0
    assert rule(stopped.memory, requested(heater_pct=50.0), now_s=70.0).output.heater_pct == 50.0


def test_the_heater_needs_a_fresh_cabin_air_reading_below_the_highest() -> None:
    def heating(cabin: Reading) -> Outcome[GuardMemory, Commands]:
        return rule(RESTED, requested(heater_pct=50.0), inputs(cabin=cabin), now_s=0.0)

    assert heating(present(39.9, 0.0)).output.heater_pct == 50.0
    hot = heating(present(40.0, 0.0))
    assert hot.output.heater_pct == 0.0
    assert reasons(hot) == {"heater": "cabin air at 40.0 °C: heating only below 40 °C"}
    blind = heating(absent(Absence.STALE, 0.0))
    assert blind.output.heater_pct == 0.0
    assert reasons(blind) == {"heater": "no cabin air temperature (stale)"}
    assert heating(NOT_FITTED).output.heater_pct == 0.0


@pytest.mark.parametrize(("heater_pct", "cooler_pct"), [(0.5, 0.0), (0.0, 10.0)])
def test_heater_and_cooler_run_only_in_moving_air(heater_pct: float, cooler_pct: float) -> None:
    ruling = rule(RESTED, requested(heater_pct=heater_pct, cooler_pct=cooler_pct, blower_pct=19.9), now_s=0.0)
    assert ruling.output.blower_pct == 20.0
    assert reasons(ruling) == {"blower": "minimum air flow 20 % for heater or cooler"}


def test_a_blower_at_its_floor_is_not_limited() -> None:
    assert rule(RESTED, requested(heater_pct=10.0, blower_pct=20.0), now_s=0.0).events == ()


def test_a_blower_alone_may_run_as_slowly_as_it_likes() -> None:
    assert rule(RESTED, requested(blower_pct=5.0), now_s=0.0).output.blower_pct == 5.0


def test_a_limitation_is_told_when_it_begins_and_again_after_it_ended() -> None:
    limited = requested(heater_pct=50.0, blower_pct=0.0)
    begins = rule(RESTED, limited, now_s=0.0)
    goes_on = rule(begins.memory, limited, now_s=1.0)
    ends = rule(goes_on.memory, requested(), now_s=2.0)
    again = rule(ends.memory, limited, now_s=3.0)
    assert [len(ruling.events) for ruling in (begins, goes_on, ends, again)] == [1, 0, 0, 1]


def test_a_run_that_is_requested_is_not_reported_as_limited() -> None:
    started = rule(RESTED, requested(True), now_s=0.0)
    again = rule(started.memory, requested(True), now_s=10.0)
    assert again.output.compressor_on
    assert again.events == ()


def test_what_is_switched_off_by_others_has_stopped_now_and_what_stood_stands_since_before() -> None:
    on = GuardMemory(
        compressor_on=True,
        compressor_since_s=5.0,
        heated_until_s=inf,
        cooled_until_s=inf,
        frozen=(True, False),
        limited=("heater",),
    )
    assert stopped(on, now_s=9.0) == GuardMemory(
        compressor_on=False,
        compressor_since_s=9.0,
        heated_until_s=9.0,
        cooled_until_s=9.0,
        frozen=(True, False),
        limited=("heater",),
    )
    off = GuardMemory(
        compressor_on=False, compressor_since_s=5.0, heated_until_s=6.0, cooled_until_s=7.0, frozen=(False, False)
    )
    assert stopped(off, now_s=9.0) == off


def test_a_compressor_may_be_made_to_stop_at_once_without_its_standing_time_being_forgotten() -> None:
    started = rule(RESTED, requested(True), now_s=0.0).memory
    assert not rule(stoppable(started), requested(False), now_s=10.0).output.compressor_on
    standing = initial(2, None, now_s=0.0)
    assert stoppable(standing) == standing


def test_requests_at_both_ends_of_their_range_are_applied_as_they_are() -> None:
    edges = Commands(
        compressor_on=True,
        compartment_fan_pct=(0.0, 100.0),
        heater_pct=100.0,
        cooler_pct=0.0,
        blower_pct=100.0,
        compressor_speed_pct=100.0,
        hot_side_fan_pct=100.0,
        windscreen_pct=100.0,
        recirculation_pct=100.0,
        purifier_pct=0.0,
    )
    why: Reasons = {}
    assert in_range(edges, SETTINGS.fridge.compartments, why) is edges
    assert why == {}


def test_a_compressor_that_nobody_requests_is_not_reported_as_limited_and_a_faint_fan_is() -> None:
    waiting = initial(2, None, now_s=0.0)
    assert rule(waiting, requested(False), now_s=1.0).events == ()
    faint = replace(requested(), compartment_fan_pct=(0.5, 0.0))
    assert set(reasons(rule(RESTED, faint, inputs(0.0, 0.0), now_s=0.0))) == {"fan.food"}


def test_each_number_is_the_one_that_was_agreed() -> None:
    assert (compartment_fan_rules.RELEASE_K, compartment_fan_rules.PROBE_K) == (0.5, 1.0)
    assert (recirculation_rules.MAX_S, recirculation_rules.MAX_PCT) == (900.0, 70.0)


BOX, SEEN = SETTINGS.fridge.compartments[:1], (CompartmentInputs(present(5.0, 0.0)),)
MISFITS: dict[str, Callable[[], object]] = {
    "frozen before": lambda: detect_frozen((False,), SEEN * 2, SEEN * 2, BOX * 2),
    "frozen inputs": lambda: detect_frozen((False,) * 2, SEEN * 2, SEEN, BOX * 2),
    "all frozen": lambda: must_stop((True, True), COOL[:1], BOX * 2),
    "all frozen compartments": lambda: must_stop((True, True), COOL, BOX),
    "fans": lambda: fans((50.0, 50.0), (True,), BOX * 2, {}),
}


@pytest.mark.parametrize("misfit", MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_reported_and_not_cut(misfit: Callable[[], object]) -> None:
    """One compartment left out unseen would be one that nobody guards."""
    with pytest.raises(ValueError, match="zip"):
        misfit()


def test_a_guard_that_fails_allows_nothing() -> None:
    started = rule(RESTED, requested(True), now_s=0.0).memory
    outcome = forbid(started, requested(True), same(inputs()), COOL, SETTINGS, now_s=10.0)
    assert (outcome.output, outcome.memory, outcome.events) == (all_off(2), stopped(started, now_s=10.0), ())


def test_nonsense_in_what_the_guard_remembers_counts_as_a_prohibition() -> None:
    wrong = replace(RESTED, compressor_since_s=nan, heated_until_s=nan, cooled_until_s=1e9, frozen=())
    after = sound(wrong, 2, now_s=200.0)
    assert (after.compressor_since_s, after.heated_until_s, after.cooled_until_s) == (200.0, 200.0, 200.0)
    assert after.frozen == (True, True)
    assert sound(replace(RESTED, frozen=(False,) * 3), 2, now_s=200.0).frozen == (True, True)
    assert sound(replace(RESTED, compressor_since_s=1e9), 2, now_s=200.0).compressor_since_s == 200.0


def test_what_can_be_true_of_what_the_guard_remembers_stays() -> None:
    sane = replace(
        RESTED,
        compressor_on=True,
        compressor_since_s=100.0,
        heated_until_s=inf,
        cooled_until_s=50.0,
        frozen=(True, False),
        limited=("heater",),
        shut_since_s=7.0,
    )
    assert sound(sane, 2, now_s=200.0) == sane
