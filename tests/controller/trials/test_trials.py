"""Trials through whole ticks: a box whose only sensor sticks, a cooler that heats, a compressor that warms."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from controller import (
    CABIN,
    Absence,
    AirFlow,
    CabinInputs,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    ModeRequest,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    Step,
    SupplyInputs,
    VehicleInputs,
    alarm_names,
    initial,
    present,
    step,
)
from controller.interface.evidence import Evidence
from controller.targets import configured
from controller.trials import Trials, overlaid, run
from controller.trials import initial as untried
from controller.trials.answers import Answer
from controller.trials.reversal import Course
from hil.plants import Fridge, FridgeOutputs, FridgeSurroundings
from hil.plants.boxes import one_compartment

HOUR_S, TICK_S = 3_600.0, 10.0
SETTINGS = Settings(fridge=FridgeSettings((CompartmentSettings(name="food", set_point_c=5.0),)))
UNMOVED, REVERSED = "fridge.food.air_unmoved", "fridge.reversed"


class Box:
    """A box of 5 kg at 32 °C with one sensor of its air; `reads` is what that makes of the truth."""

    def __init__(self, reads: Callable[[float], float], settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.fridge = Fridge(one_compartment(start_c=5.0, contents_kg=5.0), off_for_s=HOUR_S, seed=1)
        self.memory = initial(settings, now_s=0.0, compressor_off_since_s=-HOUR_S)
        self.outputs, self.reads, self.now_s, self.on_s = FridgeOutputs(), reads, 0.0, 0.0
        self.asked = False

    def run(self, hours: float) -> Step:
        """Play on."""
        for _ in range(round(hours * HOUR_S / TICK_S)):
            air_c = self.reads(self.fridge.compartments[0].air_probe.read_c() or 0.0)
            seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(air_c, self.now_s)),)))
            taken = step(self.memory, seen, self.settings, now_s=self.now_s)
            self.memory = taken.memory
            self.outputs.obey(taken.commands)
            self.fridge.advance(self.outputs, FridgeSurroundings(air_c=32.0), TICK_S)
            self.on_s += TICK_S * self.outputs.compressor_on
            self.asked = self.asked or any(one.asked_since_s is not None for one in self.memory.trials.answers)
            self.now_s += TICK_S
        return taken


@pytest.mark.parametrize(("stuck_c", "steps_k"), [(9.0, 0.0), (3.0, 0.0), (9.0, 0.5), (3.5, 0.5)])
@pytest.mark.untraced
def test_the_only_sensor_sticks_and_is_found_within_two_hours(stuck_c: float, steps_k: float) -> None:
    box = Box(lambda air_c: round(air_c / steps_k) * steps_k if steps_k else air_c)
    box.run(2.0)
    box.reads = lambda _: stuck_c
    taken = box.run(2.0)
    names = [alarm.name for alarm in taken.alarms]
    assert UNMOVED in names or "fridge.food.air_stuck" in names
    assert taken.inputs.fridge.compartments[0].air_c.absence is Absence.IMPLAUSIBLE
    before_s = box.on_s
    box.run(2.0)
    assert 0.02 < (box.on_s - before_s) / (2.0 * HOUR_S) < 0.5


@pytest.mark.parametrize("air_flow", AirFlow)
def test_a_run_counts_whatever_brings_the_cold_in(air_flow: AirFlow) -> None:
    boxes = tuple(replace(one, air_flow=air_flow) for one in SETTINGS.fridge.compartments)
    box = Box(lambda _: 9.0, replace(SETTINGS, fridge=replace(SETTINGS.fridge, compartments=boxes)))
    box.run(0.4)
    assert box.on_s > 600.0
    assert box.memory.trials.answers[0].run_s > 600.0


@pytest.mark.parametrize("steps_k", [0.01, 0.5])
@pytest.mark.untraced
def test_a_sensor_that_lives_is_believed_and_not_asked(steps_k: float) -> None:
    box = Box(lambda air_c: round(air_c / steps_k) * steps_k)
    taken = box.run(6.0)
    assert [alarm.name for alarm in taken.alarms] == []
    assert not box.asked


def test_a_sensor_that_lives_again_is_believed_again() -> None:
    box = Box(lambda _: 9.0)
    assert box.run(2.0).inputs.fridge.compartments[0].air_c.value is None
    box.reads = lambda air_c: air_c
    taken = box.run(0.2)
    assert not [alarm.name for alarm in taken.alarms if "air_" in alarm.name]
    assert taken.inputs.fridge.compartments[0].air_c.value is not None


@pytest.mark.untraced
def test_a_compressor_whose_running_warms_the_box_is_stopped_and_told() -> None:
    memory, air_c, on_s = initial(SETTINGS, now_s=0.0, compressor_off_since_s=-HOUR_S), 8.0, 0.0
    told: list[float] = []
    for tick in range(round(4.0 * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        seen = Snapshot(fridge=FridgeInputs((CompartmentInputs(present(round(air_c, 2), now_s)),)))
        taken = step(memory, seen, SETTINGS, now_s=now_s)
        memory, on = taken.memory, taken.commands.compressor_on
        air_c += TICK_S / HOUR_S * (9.0 * on - (air_c - 8.0))
        on_s += TICK_S * on
        if not told and REVERSED in [alarm.name for alarm in taken.alarms]:
            told.append(now_s)
    assert told[0] < 1.5 * HOUR_S
    assert REVERSED in [alarm.name for alarm in taken.alarms]
    assert on_s < 2.5 * HOUR_S


def test_a_plate_that_is_warmer_than_the_air_tells_it_sooner() -> None:
    memory, air_c = initial(SETTINGS, now_s=0.0, compressor_off_since_s=-HOUR_S), 8.0
    for tick in range(round(0.6 * HOUR_S / TICK_S)):
        now_s = tick * TICK_S
        box = CompartmentInputs(present(round(air_c, 2), now_s))
        seen = Snapshot(fridge=FridgeInputs((box,), present(air_c + 6.0, now_s)))
        taken = step(memory, seen, SETTINGS, now_s=now_s)
        memory = taken.memory
        air_c += TICK_S / HOUR_S * 9.0 * taken.commands.compressor_on
    assert REVERSED in [alarm.name for alarm in taken.alarms]


def cabin(set_c: float, outside_c: float, *, swapped: bool, hours: float) -> tuple[Step, float, float]:
    """A cabin whose heater and cooler may be swapped: the last step, and the extremes of its air."""
    settings, air_c, mass_c, airs_c = Settings(), outside_c, outside_c, [outside_c]
    memory = initial(settings, now_s=0.0)
    for tick in range(round(hours * HOUR_S)):
        now_s = float(tick)
        wanted: tuple[Request, ...] = (
            SetPointRequest("1", "test", CABIN, set_c),
            ModeRequest("2", "test", CABIN, Mode.AUTO),
        )
        seen = Snapshot(
            cabin=CabinInputs(air_c=present(round(air_c * 128.0) / 128.0, now_s), co2_ppm=present(600.0, now_s)),
            supply=SupplyInputs(present(14.0, now_s), present(0.5, now_s)),
            vehicle=VehicleInputs(
                outside_c=present(outside_c, now_s),
                engine_rpm=present(800.0, now_s),
                speed_kph=present(0.0, now_s),
                driver_door_open=present(0.0, now_s),
            ),
            requests=wanted if tick == 1 else (),
        )
        taken = step(memory, seen, settings, now_s=now_s)
        memory, commands = taken.memory, taken.commands
        heat_pct, cold_pct = commands.heater_pct, commands.cooler_pct
        if swapped:
            heat_pct, cold_pct = cold_pct, heat_pct
        heat_w = 2_500.0 * heat_pct / 100.0 - 2_000.0 * cold_pct / 100.0
        air_c += (heat_w + 60.0 * (outside_c - air_c) + 90.0 * (mass_c - air_c)) / 12_000.0
        mass_c += 90.0 * (air_c - mass_c) / 75_000.0
        airs_c.append(air_c)
    return taken, min(airs_c), max(airs_c)


@pytest.mark.untraced
def test_a_cooler_that_heats_is_stopped_within_minutes_and_told() -> None:
    taken, _, max_c = cabin(21.0, 28.0, swapped=True, hours=1.0)
    assert "cabin.cooler_reversed" in [alarm.name for alarm in taken.alarms]
    assert taken.commands.cooler_pct == 0.0
    assert max_c < 45.0


@pytest.mark.untraced
def test_a_heater_that_cools_is_stopped_within_minutes_and_told() -> None:
    taken, min_c, _ = cabin(24.0, 8.0, swapped=True, hours=1.0)
    assert "cabin.heater_reversed" in [alarm.name for alarm in taken.alarms]
    assert taken.commands.heater_pct == 0.0
    assert min_c > -8.0


@pytest.mark.parametrize(("set_c", "outside_c"), [(21.0, 28.0), (24.0, 8.0)])
def test_a_climate_that_works_is_not_stopped(set_c: float, outside_c: float) -> None:
    taken, _, _ = cabin(set_c, outside_c, swapped=False, hours=0.5)
    assert not [alarm.name for alarm in taken.alarms if "reversed" in alarm.name]
    assert taken.commands.heater_pct + taken.commands.cooler_pct > 0.0


def test_every_alarm_of_a_trial_has_a_name() -> None:
    assert {UNMOVED, REVERSED, "cabin.heater_reversed", "cabin.cooler_reversed"} <= set(alarm_names(SETTINGS))


def test_a_run_or_a_rest_is_asked_only_of_what_the_supply_carries() -> None:
    resting = Answer(since_s=0.0, rest_s=9_000.0, asked_since_s=4_500.0, is_due=True)
    running = Answer(since_s=0.0, run_s=9_000.0, asked_since_s=4_500.0, is_due=True)
    memory, off = untried(SETTINGS), Commands(compartment_fan_pct=(0.0,))
    wants_run = Trials(answers=(resting,), states=memory.states)
    assert overlaid(memory, off, ()) is off
    assert overlaid(wants_run, off, ()).compressor_on
    assert overlaid(wants_run, off, (True,)).compartment_fan_pct == (50.0,)
    assert not overlaid(wants_run, off, (False,)).compressor_on
    on = Commands(compressor_on=True, compartment_fan_pct=(100.0,))
    assert not overlaid(Trials(answers=(running,), states=memory.states), on, ()).compressor_on


def test_switching_an_appliance_off_trusts_it_again() -> None:
    wrong = Course(times=2, wrong_k=5.0, stopped_since_s=0.0)
    memory = replace(untried(SETTINGS), compressor=wrong, heater=wrong, cooler=wrong)
    on, seen = configured(SETTINGS), Snapshot(fridge=FridgeInputs((CompartmentInputs(),)))
    off = Commands(compartment_fan_pct=(0.0,))
    evidence = Evidence(seen, seen)
    cooling = replace(on, cabin=replace(on.cabin, mode=Mode.AUTO))
    stays = run(memory, evidence, cooling, off, SETTINGS, now_s=100.0).memory
    assert [alarm.name for alarm in stays.alarms] == [REVERSED, "cabin.heater_reversed", "cabin.cooler_reversed"]
    food = replace(on.compartments[0], mode=Mode.OFF)
    nothing = replace(on, compartments=(food,), cabin=replace(on.cabin, mode=Mode.OFF))
    after = run(stays, evidence, nothing, off, SETTINGS, now_s=200.0)
    assert after.memory.alarms == ()
    assert not after.memory.is_at_work
    assert len(after.events) == 3
