"""Whole ticks: what one module hands to the next, and that nothing can upset them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import (
    CABIN,
    Absence,
    CabinInputs,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    CompressorStarted,
    CompressorStopped,
    Event,
    FridgeInputs,
    FridgeSettings,
    GuardLimited,
    Memory,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    Reading,
    ReadingLost,
    Request,
    RequestAccepted,
    RequestRefused,
    SetPointRequest,
    Settings,
    Snapshot,
    Step,
    Target,
    Targets,
    absent,
    alarm_names,
    all_off,
    initial,
    present,
    step,
)

SETTINGS = Settings()
COMPRESSOR = SETTINGS.fridge.compressor


def snapshot(
    now_s: float, *, fridge_c: float = 20.0, cabin_c: float = 10.0, request: Request | None = None
) -> Snapshot:
    box = CompartmentInputs(air_c=present(fridge_c, now_s))
    return Snapshot(
        fridge=FridgeInputs((box, box)),
        cabin=CabinInputs(air_c=present(cabin_c, now_s)),
        requests=() if request is None else (request,),
    )


def run(memory: Memory, from_s: int, to_s: int) -> tuple[Step, list[Event]]:
    """A tick a second with a warm fridge and a cold cabin."""
    taken = step(memory, snapshot(from_s), SETTINGS, now_s=float(from_s))
    events = list(taken.events)
    for second in range(from_s + 1, to_s):
        taken = step(taken.memory, snapshot(float(second)), SETTINGS, now_s=float(second))
        events += taken.events
    return taken, events


def test_the_first_tick_is_still_and_tells_nothing() -> None:
    first = step(initial(SETTINGS, now_s=0.0), Snapshot(), SETTINGS, now_s=0.0)
    assert first.commands == replace(all_off(2), blower_pct=SETTINGS.cabin.blower_floor_pct)
    assert (first.events, first.alarms, first.now_s) == ((), (), 0.0)


def test_a_warm_fridge_and_a_cold_cabin_are_regulated() -> None:
    taken, events = run(initial(SETTINGS, now_s=0.0), 0, 400)
    assert taken.commands == Commands(
        compressor_on=True,
        compartment_fan_pct=(100.0, 100.0),
        heater_pct=100.0,
        cooler_pct=0.0,
        blower_pct=70.0,
        compressor_speed_pct=100.0,
    )
    assert [event for event in events if not isinstance(event, GuardLimited)] == [CompressorStarted(180.0)]


def test_after_an_unproven_start_the_compressor_waits_and_after_a_proven_one_it_does_not() -> None:
    waiting, _ = run(initial(SETTINGS, now_s=0.0), 0, 180)
    assert not waiting.commands.compressor_on
    proven, _ = run(initial(SETTINGS, now_s=0.0, compressor_off_since_s=-500.0), 0, 120)
    assert proven.commands.compressor_on


def test_the_law_knows_the_minimum_times_so_that_the_guard_need_not_act() -> None:
    _, events = run(initial(SETTINGS, now_s=0.0), 0, 400)
    assert not [event for event in events if isinstance(event, GuardLimited) and event.output == "compressor"]


def test_a_request_is_answered_and_holds_from_the_same_tick() -> None:
    taken, _ = run(initial(SETTINGS, now_s=0.0), 0, 400)
    off = ModeRequest("1", "mqtt", CABIN, Mode.OFF)
    answered = step(taken.memory, snapshot(400.0, request=off), SETTINGS, now_s=400.0)
    assert answered.events == (
        RequestAccepted(at_s=400.0, request_id="1", origin="mqtt", appliance=CABIN, value="off"),
    )
    assert answered.commands.heater_pct == answered.commands.blower_pct == 0.0
    assert answered.memory.targets.cabin == Target(21.0, Mode.OFF)


def test_a_fridge_that_is_switched_off_stops_after_its_minimum_on_time() -> None:
    taken, _ = run(initial(SETTINGS, now_s=0.0), 0, 200)
    memory, events = taken.memory, list[Event]()
    for second in range(200, 400):
        name = {200: "food", 202: "medicine"}.get(second)
        request = None if name is None else ModeRequest("1", "mqtt", name, Mode.OFF)
        taken = step(memory, snapshot(float(second), request=request), SETTINGS, now_s=float(second))
        memory = taken.memory
        events += taken.events
    assert [event for event in events if isinstance(event, CompressorStopped)] == [CompressorStopped(300.0)]


def test_stale_readings_are_absent_for_laws_and_observers_alike() -> None:
    taken, _ = run(initial(SETTINGS, now_s=0.0), 0, 300)
    stale = step(taken.memory, snapshot(299.0), SETTINGS, now_s=299.0 + 15.5)
    assert stale.inputs.cabin.air_c.absence is Absence.STALE
    assert ReadingLost(314.5, "cabin.air_c", Absence.STALE) in stale.events
    assert stale.commands.heater_pct == 0.0


def test_alarms_are_those_of_the_memory() -> None:
    taken, _ = run(initial(SETTINGS, now_s=0.0), 0, 10)
    for now_s in (100.0, 160.0):
        taken = step(taken.memory, Snapshot(cabin=CabinInputs(air_c=absent(Absence.BUS, now_s))), SETTINGS, now_s=now_s)
    assert [alarm.name for alarm in taken.alarms] == ["cabin.sensor_lost"]
    assert taken.alarms == taken.memory.alarms.alarms


def test_persisted_targets_apply_from_the_start() -> None:
    kept = Targets(compartments=(Target(7.0, Mode.COOL), Target(99.0, Mode.COOL)), cabin=Target(24.0, Mode.HEAT))
    memory = initial(SETTINGS, now_s=0.0, targets=kept)
    assert memory.targets == Targets(
        compartments=(Target(7.0, Mode.COOL), Target(5.0, Mode.COOL)), cabin=Target(24.0, Mode.HEAT)
    )


def test_the_same_inputs_give_the_same_steps() -> None:
    first, _ = run(initial(SETTINGS, now_s=0.0), 0, 300)
    second, _ = run(initial(SETTINGS, now_s=0.0), 0, 300)
    assert first == second


def test_a_car_without_a_fridge_is_regulated() -> None:
    bare = Settings(fridge=FridgeSettings(compartments=()))
    taken = step(initial(bare, now_s=0.0), snapshot(0.0), bare, now_s=0.0)
    assert taken.commands.compartment_fan_pct == ()
    assert not taken.commands.compressor_on


VALUES = st.floats(-40.0, 60.0) | st.floats()
AGES_S = st.sampled_from([0.0, 0.0, 1.0, -5.0, 100.0])
APPLIANCES = st.sampled_from(["food", "medicine", CABIN, "wine"])
REQUESTS = st.builds(SetPointRequest, st.just("1"), st.just("mqtt"), APPLIANCES, VALUES) | st.builds(
    ModeRequest, st.just("2"), st.just("console"), APPLIANCES, st.sampled_from(Mode)
)
TICKS = st.lists(
    st.tuples(
        st.sampled_from([0.5, 0.5, 10.0, 100.0, 300.0, 5_000.0]),
        st.tuples(*[st.tuples(VALUES, AGES_S) | st.sampled_from(Absence)] * 4),
        st.lists(REQUESTS, max_size=2).map(tuple),
    ),
    max_size=60,
)


def reading(kind: tuple[float, float] | Absence, now_s: float) -> Reading:
    return absent(kind, now_s) if isinstance(kind, Absence) else Reading(kind[0], now_s - kind[1])


@settings(max_examples=80)
@given(TICKS)
@pytest.mark.untraced
def test_no_history_upsets_the_step_or_breaks_what_it_promises(
    ticks: list[tuple[float, tuple[tuple[float, float] | Absence, ...], tuple[Request, ...]]],
) -> None:
    now_s, memory = 0.0, initial(SETTINGS, now_s=0.0)
    on, since_s = False, 0.0
    names = set(alarm_names(SETTINGS))
    for passed_s, kinds, requests in ticks:
        now_s += passed_s
        food, medicine, contents, cabin = (reading(kind, now_s) for kind in kinds)
        boxes = (CompartmentInputs(food, contents), CompartmentInputs(medicine))
        seen = Snapshot(fridge=FridgeInputs(boxes), cabin=CabinInputs(air_c=cabin), requests=requests)
        taken = step(memory, seen, SETTINGS, now_s=now_s)
        memory, commands = taken.memory, taken.commands

        assert memory.applied == commands
        assert all(0.0 <= fan_pct <= 100.0 for fan_pct in commands.compartment_fan_pct)
        assert not (commands.heater_pct > 0.0 and commands.cooler_pct > 0.0)
        assert commands.heater_pct == 0.0 or taken.inputs.cabin.air_c.value is not None
        answers = [event for event in taken.events if hasattr(event, "request_id")]
        assert len(answers) == len(requests)
        assert {alarm.name for alarm in taken.alarms} <= names
        switches = [event for event in taken.events if isinstance(event, CompressorStarted | CompressorStopped)]
        assert len(switches) == (commands.compressor_on != on)
        if commands.compressor_on != on:
            assert on or now_s - since_s >= COMPRESSOR.min_off_s
            on, since_s = commands.compressor_on, now_s


@pytest.mark.untraced
def test_a_boost_ends_by_itself_and_leaves_the_target() -> None:
    ask = PresetRequest("1", "test", "food", Preset.BOOST)
    asked = step(initial(SETTINGS, now_s=0.0), snapshot(0.0, fridge_c=2.5, request=ask), SETTINGS, now_s=0.0).memory
    assert asked.targets.compartments[0].preset is Preset.BOOST
    for second in range(1, 3_600):
        asked = step(asked, snapshot(float(second), fridge_c=0.6), SETTINGS, now_s=float(second)).memory
    assert asked.targets.compartments[0].preset is Preset.NONE


@pytest.mark.untraced
def test_half_a_day_without_a_run_of_the_compressor_ends_nothing() -> None:
    """Ice packs hold the box, or the supply has cut it out since it booted."""
    memory = initial(SETTINGS, now_s=0.0)
    told: set[str] = set()
    for look in range(4_400):  # as often as verification looks
        now_s = 10.0 * look
        air_c = 3.0 + 0.001 * (look % 7)
        taken = step(memory, snapshot(now_s, fridge_c=air_c, cabin_c=30.0), SETTINGS, now_s=now_s)
        memory = taken.memory
        told |= {alarm.name for alarm in taken.alarms if not alarm.name.startswith(CABIN)}
        assert not taken.commands.compressor_on
    assert told == set()


def test_a_compartment_that_nothing_cools_is_recorded_and_nobody_can_ask_for_cold() -> None:
    boxes = (
        CompartmentSettings(name="food", cooled=False),
        CompartmentSettings(name="wine", mode=Mode.COOL, cooled=False),
    )
    uncooled = replace(SETTINGS, fridge=replace(SETTINGS.fridge, compartments=boxes))
    kept = Targets(compartments=(Target(3.0, Mode.COOL), Target(8.0, Mode.OFF)), cabin=Target(20.0, Mode.OFF))
    memory = initial(uncooled, now_s=0.0, targets=kept, compressor_off_since_s=-1e4)
    assert [target.mode for target in memory.targets.compartments] == [Mode.OFF, Mode.OFF]
    asked = (
        ModeRequest("1", "mqtt", "food", Mode.COOL),
        SetPointRequest("2", "mqtt", "wine", 5.0),
        PresetRequest("3", "mqtt", "food", Preset.BOOST),
    )
    for tick in range(4 * 3_600 // 60):
        now_s = 60.0 * tick
        seen = replace(snapshot(now_s, fridge_c=28.0), requests=asked if tick == 1 else ())
        taken = step(memory, seen, uncooled, now_s=now_s)
        memory = taken.memory
        if tick == 1:
            refused = [event for event in taken.events if isinstance(event, RequestRefused)]
            assert [event.request_id for event in refused] == ["1", "2", "3"]
            assert refused[0].reason == "food is measured and recorded only: nothing cools it"
        assert not taken.commands.compressor_on
        assert not any(taken.commands.compartment_fan_pct)
        assert not [alarm for alarm in taken.alarms if alarm.name.startswith("fridge.")]
    assert taken.inputs.fridge.compartments[0].air_c.value == 28.0
