"""Doubt takes away a permission, never a prohibition: the guard against readings that are doubted."""

from dataclasses import replace

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    CabinInputs,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    Mode,
    Reading,
    Settings,
    Snapshot,
    Target,
    absent,
    present,
)
from controller.guard.compartment_fan_rules import PROBE_K, RELEASE_K
from controller.guard.guard import allow
from controller.guard.guard_memory import GuardMemory, initial
from controller.guard.recirculation_rules import MAX_PCT, MAX_S
from controller.interface.evidence import Evidence
from controller.interface.outcome import Outcome

SETTINGS = Settings()
GUARD_C = SETTINGS.fridge.compartments[1].freeze_guard_c
COOL = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
DOUBTED, LOST = absent(Absence.IMPLAUSIBLE, 0.0), absent(Absence.OFFLINE, 0.0)
RESTED = initial(2, -10_000.0, now_s=0.0)
EVERYTHING = Commands(
    compressor_on=True,
    compartment_fan_pct=(100.0, 100.0),
    heater_pct=50.0,
    cooler_pct=0.0,
    blower_pct=50.0,
    recirculation_pct=100.0,
)


def read(value: float) -> Reading:
    return present(value, 0.0)


def seen(medicine: CompartmentInputs, food: CompartmentInputs | None = None, cabin_c: Reading = NOT_FITTED) -> Snapshot:
    return Snapshot(
        fridge=FridgeInputs((food or CompartmentInputs(read(6.0)), medicine)), cabin=CabinInputs(air_c=cabin_c)
    )


def rule(
    believed: Snapshot, fresh: Snapshot, memory: GuardMemory = RESTED, *, now_s: float = 0.0
) -> Outcome[GuardMemory, Commands]:
    return allow(memory, EVERYTHING, Evidence(believed, fresh), COOL, SETTINGS, now_s=now_s)


@pytest.mark.parametrize(("air_c", "fan_pct"), [(GUARD_C, 0.0), (GUARD_C - 20.0, 0.0), (GUARD_C + 0.1, 100.0)])
def test_air_at_its_freeze_guard_stops_the_fan_whether_it_is_believed_or_not(air_c: float, fan_pct: float) -> None:
    fresh = seen(CompartmentInputs(read(air_c)))
    for believed in (fresh, seen(CompartmentInputs(DOUBTED))):
        assert rule(believed, fresh).output.compartment_fan_pct == (100.0, fan_pct)


def test_all_at_their_freeze_guard_stop_the_compressor_whether_they_are_believed_or_not() -> None:
    cold = CompartmentInputs(read(GUARD_C))
    doubted = seen(CompartmentInputs(DOUBTED), CompartmentInputs(DOUBTED))
    assert not rule(doubted, seen(cold, cold)).output.compressor_on
    assert rule(doubted, seen(cold)).output.compressor_on


def test_a_doubted_sensor_must_warm_up_like_any_other_before_its_fan_runs_again() -> None:
    believed = seen(CompartmentInputs(DOUBTED))
    frozen = rule(believed, seen(CompartmentInputs(read(GUARD_C)))).memory
    within = seen(CompartmentInputs(read(GUARD_C + RELEASE_K)))
    assert rule(believed, within, frozen).output.compartment_fan_pct[1] == 0.0
    above = seen(CompartmentInputs(read(GUARD_C + RELEASE_K + 0.01)))
    assert rule(believed, above, frozen).output.compartment_fan_pct[1] == 100.0


@pytest.mark.parametrize("air", [DOUBTED, LOST])
@pytest.mark.parametrize("above_k", [PROBE_K, 0.0, -5.0])
def test_a_probe_in_the_contents_stops_the_fan_while_the_air_is_not_seen(air: Reading, above_k: float) -> None:
    contents = read(GUARD_C + above_k)
    for believed in (seen(CompartmentInputs(air, contents)), seen(CompartmentInputs(air, DOUBTED))):
        ruling = rule(believed, seen(CompartmentInputs(air, contents)))
        assert ruling.output.compartment_fan_pct == (100.0, 0.0)
        assert ruling.memory.frozen == (False, True)


@pytest.mark.parametrize("air_c", [1.1, 6.0, 22.0])
def test_contents_at_the_freeze_guard_stop_the_fan_whatever_the_air_reads(air_c: float) -> None:
    """A sensor of the air that hangs outside the box reads warm for ever, and is believed."""
    fresh = seen(CompartmentInputs(read(air_c), read(GUARD_C)))
    for believed in (fresh, seen(CompartmentInputs(read(air_c), DOUBTED))):
        ruling = rule(believed, fresh)
        assert ruling.output.compartment_fan_pct == (100.0, 0.0)
        within = seen(CompartmentInputs(read(air_c), read(GUARD_C + RELEASE_K)))
        assert rule(within, within, ruling.memory).output.compartment_fan_pct[1] == 0.0
        above = seen(CompartmentInputs(read(air_c), read(GUARD_C + RELEASE_K + 0.01)))
        assert rule(above, above, ruling.memory).output.compartment_fan_pct[1] == 100.0


def test_a_probe_above_its_limit_forbids_nothing() -> None:
    limit_c = GUARD_C + PROBE_K
    for medicine in (CompartmentInputs(LOST, read(limit_c + 0.1)), CompartmentInputs(read(6.0), read(GUARD_C + 0.1))):
        assert rule(seen(medicine), seen(medicine)).output.compartment_fan_pct == (100.0, 100.0)
    at_limit = seen(CompartmentInputs(LOST, read(limit_c)))
    frozen = rule(at_limit, at_limit).memory
    for above_k, fan_pct in ((RELEASE_K, 0.0), (RELEASE_K + 0.01, 100.0)):
        thawing = seen(CompartmentInputs(LOST, read(limit_c + above_k)))
        assert rule(thawing, thawing, frozen).output.compartment_fan_pct[1] == fan_pct


def test_a_doubted_cabin_is_not_heated_and_doubted_carbon_dioxide_lets_fresh_air_in() -> None:
    fresh = replace(seen(CompartmentInputs(read(6.0)), cabin_c=read(20.0)))
    assert rule(fresh, fresh).output.heater_pct == 50.0
    assert rule(replace(fresh, cabin=CabinInputs(air_c=DOUBTED)), fresh).output.heater_pct == 0.0
    airy = replace(fresh, cabin=CabinInputs(co2_ppm=read(900.0)))
    begun = rule(replace(fresh, cabin=CabinInputs(co2_ppm=DOUBTED)), airy).memory
    later = rule(replace(fresh, cabin=CabinInputs(co2_ppm=DOUBTED)), airy, begun, now_s=MAX_S)
    assert later.output.recirculation_pct == MAX_PCT
