"""What the guard promises, whatever laws order and sensors say, over random histories."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import (
    Absence,
    AirFlow,
    BoxKind,
    CabinInputs,
    CabinSettings,
    Commands,
    CompartmentInputs,
    CompressorSettings,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Profile,
    Reading,
    Settings,
    Snapshot,
    Target,
    ThermoelectricSettings,
    absent,
    present,
)
from controller.guard.compartment_fan_rules import RELEASE_K
from controller.guard.guard import allow
from controller.guard.guard_memory import GuardMemory, initial
from controller.interface.evidence import Evidence
from controller.interface.outcome import Outcome

CABIN = CabinSettings(changeover_s=20.0)
TIMES = CompressorSettings(min_on_s=30.0, min_off_s=60.0)
SETTINGS = Settings(fridge=FridgeSettings(compressor=TIMES), cabin=CABIN)

DUTIES = st.sampled_from([0.0, 0.0, 10.0, 100.0]) | st.floats(-50.0, 150.0) | st.floats()
READINGS = st.floats(-3.0, 5.0).map(lambda value: present(value, 0.0)) | st.just(absent(Absence.STALE, 0.0))
CABIN_READINGS = st.floats(-20.0, 60.0).map(lambda value: present(value, 0.0)) | st.just(absent(Absence.BUS, 0.0))
MODES = st.sampled_from([Mode.COOL, Mode.COOL, Mode.OFF])
FANS = st.tuples(DUTIES, DUTIES) | st.lists(DUTIES, max_size=3).map(tuple)
COMMANDS = st.builds(
    Commands,
    compressor_on=st.booleans(),
    compartment_fan_pct=FANS,
    heater_pct=DUTIES,
    cooler_pct=DUTIES,
    blower_pct=DUTIES,
)


@dataclass(frozen=True)
class Tick:
    """One random tick."""

    passed_s: float
    requested: Commands
    air: tuple[Reading, Reading]
    cabin: Reading
    modes: tuple[Mode, Mode]


TICKS = st.lists(
    st.builds(
        Tick,
        st.sampled_from([0.5, 0.5, 5.0, 30.0]) | st.floats(0.0, 90.0),
        COMMANDS,
        st.tuples(READINGS, READINGS),
        CABIN_READINGS,
        st.tuples(MODES, MODES),
    ),
    max_size=30,
)


def history(
    ticks: list[Tick], off_since_s: float | None, car: Settings = SETTINGS
) -> Iterator[tuple[float, Tick, Outcome[GuardMemory, Commands]]]:
    """What the guard rules, tick by tick."""
    now_s = 1_000.0
    memory = initial(2, off_since_s, now_s=now_s)
    for tick in ticks:
        now_s += tick.passed_s
        food, medicine = (CompartmentInputs(air_c=reading) for reading in tick.air)
        inputs = Snapshot(fridge=FridgeInputs((food, medicine)), cabin=CabinInputs(air_c=tick.cabin))
        targets = tuple(Target(4.0, mode) for mode in tick.modes)
        ruling = allow(memory, tick.requested, Evidence(inputs, inputs), targets, car, now_s=now_s)
        memory = ruling.memory
        yield now_s, tick, ruling


def frozen(reading: Reading, limit_c: float) -> bool:
    return reading.value is not None and reading.value <= limit_c


def of_kind(kind: BoxKind, *, air_flows: tuple[AirFlow, AirFlow], proportional: bool = True) -> Settings:
    """A car with a box of that kind, whose compartments freeze at the same temperature as those of any other."""
    first, second = (
        replace(one, air_flow=air_flow) for one, air_flow in zip(FridgeSettings().compartments, air_flows, strict=True)
    )
    if kind is BoxKind.SPILL_OVER:
        first = replace(first, profile=Profile.FREEZER)
    fridge = FridgeSettings((first, second), kind=kind)
    if kind is BoxKind.THERMOELECTRIC:
        module = ThermoelectricSettings(proportional=proportional, switch_s=30.0, hot_side_run_on_s=40.0)
        return Settings(fridge=replace(fridge, thermoelectric=module), cabin=CABIN)
    return Settings(fridge=replace(fridge, compressor=TIMES), cabin=CABIN)


CARS = st.builds(
    lambda kind, first, second, proportional: of_kind(kind, air_flows=(first, second), proportional=proportional),
    st.sampled_from(BoxKind),
    st.sampled_from(AirFlow),
    st.sampled_from(AirFlow),
    st.booleans(),
)


@settings(max_examples=60)
@given(TICKS, st.none() | st.floats(0.0, 2_000.0))
@pytest.mark.untraced
def test_every_output_is_in_range(ticks: list[Tick], off_since_s: float | None) -> None:
    for _, _, ruling in history(ticks, off_since_s):
        commands = ruling.output
        assert len(commands.compartment_fan_pct) == 2
        for duty in (
            *commands.compartment_fan_pct,
            commands.heater_pct,
            commands.cooler_pct,
            commands.blower_pct,
        ):
            assert isfinite(duty)
            assert 0.0 <= duty <= 100.0


@settings(max_examples=60)
@given(TICKS, st.none() | st.floats(0.0, 2_000.0), CARS)
@pytest.mark.untraced
def test_what_makes_the_cold_holds_its_minimum_times(
    ticks: list[Tick], off_since_s: float | None, car: Settings
) -> None:
    """A module that is driven by degrees has none."""
    on, times = False, car.fridge.source
    since_s = 1_000.0 if off_since_s is None else min(off_since_s, 1_000.0)
    for now_s, tick, ruling in history(ticks, off_since_s, car):
        if ruling.output.compressor_on == on:
            continue
        if on:
            assert now_s - since_s >= times.min_on_s or must_be_spared(tick, car, RELEASE_K)
        else:
            assert now_s - since_s >= times.min_off_s
        on, since_s = ruling.output.compressor_on, now_s


def must_be_spared(tick: Tick, car: Settings, above_k: float = 0.0) -> bool:
    """All that is to be cooled is frozen, or one compartment that nothing but a stop spares."""
    every = zip(tick.air, tick.modes, car.fridge.compartments, strict=True)
    cooled = [
        (frozen(reading, one.freeze_guard_c + above_k), one.air_flow is AirFlow.STILL)
        for reading, mode, one in every
        if mode is Mode.COOL
    ]
    return (True, True) in cooled or (bool(cooled) and all(is_frozen for is_frozen, _ in cooled))


@settings(max_examples=60)
@given(TICKS, CARS)
@pytest.mark.untraced
def test_the_hot_side_of_a_module_is_blown_at_while_it_is_driven_and_after(ticks: list[Tick], car: Settings) -> None:
    has_module, stopped_at_s, on = car.fridge.kind is BoxKind.THERMOELECTRIC, 1_000.0, False
    for now_s, _, ruling in history(ticks, None, car):
        if on and not ruling.output.compressor_on:
            stopped_at_s = now_s
        on = ruling.output.compressor_on
        is_hot = on or now_s - stopped_at_s < car.fridge.thermoelectric.hot_side_run_on_s
        assert ruling.output.hot_side_fan_pct == (100.0 if has_module and is_hot else 0.0)


@settings(max_examples=60)
@given(TICKS)
@pytest.mark.untraced
def test_heater_and_cooler_never_run_together_nor_soon_after_each_other(ticks: list[Tick]) -> None:
    heated_until_s = cooled_until_s = -1e9
    heating = cooling = False
    for now_s, _, ruling in history(ticks, None):
        heated_until_s = now_s if heating else heated_until_s
        cooled_until_s = now_s if cooling else cooled_until_s
        heating, cooling = ruling.output.heater_pct > 0.0, ruling.output.cooler_pct > 0.0
        assert not (heating and cooling)
        if heating:
            assert now_s - cooled_until_s >= SETTINGS.cabin.changeover_s
        if cooling:
            assert now_s - heated_until_s >= SETTINGS.cabin.changeover_s


@settings(max_examples=60)
@given(TICKS)
def test_the_heater_runs_only_in_moving_air_with_a_reading_below_the_highest(ticks: list[Tick]) -> None:
    for _, tick, ruling in history(ticks, None):
        if ruling.output.heater_pct > 0.0:
            assert tick.cabin.value is not None
            assert tick.cabin.value < SETTINGS.cabin.highest_air_c
        if ruling.output.heater_pct > 0.0 or ruling.output.cooler_pct > 0.0:
            assert ruling.output.blower_pct >= SETTINGS.cabin.blower_floor_pct


@settings(max_examples=60)
@given(TICKS, CARS)
def test_nothing_is_frozen_further(ticks: list[Tick], car: Settings) -> None:
    for _, tick, ruling in history(ticks, 0.0, car):
        every = zip(tick.air, ruling.output.compartment_fan_pct, car.fridge.compartments, strict=True)
        for reading, fan_pct, one in every:
            assert not (frozen(reading, one.freeze_guard_c) and fan_pct > 0.0)
        assert not (must_be_spared(tick, car) and ruling.output.compressor_on)


@settings(max_examples=60)
@given(TICKS)
@pytest.mark.untraced
def test_no_output_is_energised_that_was_not_requested(ticks: list[Tick]) -> None:
    held = False
    for _, tick, ruling in history(ticks, 0.0):
        assert ruling.output.heater_pct <= max(0.0, tick.requested.heater_pct)
        assert ruling.output.cooler_pct <= max(0.0, tick.requested.cooler_pct)
        assert not ruling.output.compressor_on or tick.requested.compressor_on or held
        held = ruling.output.compressor_on
