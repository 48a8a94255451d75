from dataclasses import replace
from math import inf

from controller import Absence, Commands, FridgeSettings, GuardLimited, Reading, Settings, Snapshot, absent, present
from controller.guard.guard import allow
from controller.guard.guard_memory import Reasons, initial
from controller.guard.recirculation_rules import MAX_PCT, MAX_S, recirculation
from controller.interface.evidence import Evidence

UNKNOWN = absent(Absence.STALE, 0.0)


def ruled(since_s: float | None, pct: float, co2_ppm: Reading, *, now_s: float) -> tuple[float, float | None, Reasons]:
    why: Reasons = {}
    return (*recirculation(since_s, pct, co2_ppm, why, now_s=now_s), why)


def test_measured_air_may_go_round_for_any_time() -> None:
    assert ruled(0.0, 100.0, present(800.0, 0.0), now_s=1e6) == (100.0, None, {})


def test_some_fresh_air_is_enough() -> None:
    assert ruled(0.0, MAX_PCT, UNKNOWN, now_s=1e6) == (MAX_PCT, None, {})


def test_unmeasured_air_goes_round_for_some_time_only() -> None:
    assert ruled(None, 100.0, UNKNOWN, now_s=50.0) == (100.0, 50.0, {})
    assert ruled(50.0, 100.0, UNKNOWN, now_s=49.0 + MAX_S) == (100.0, 50.0, {})
    pct, since_s, why = ruled(50.0, 100.0, UNKNOWN, now_s=50.0 + MAX_S)
    assert (pct, since_s) == (MAX_PCT, 50.0)
    assert why["recirculation"] == "carbon dioxide unknown (stale) for 15 min"


def test_the_guard_opens_the_flap_and_says_why() -> None:
    memory, shut = (
        initial(0, None, now_s=0.0),
        Commands(recirculation_pct=100.0, purifier_pct=40.0, windscreen_pct=30.0),
    )
    settings = Settings(fridge=FridgeSettings(compartments=()))
    first = allow(memory, shut, Evidence(Snapshot(), Snapshot()), (), settings, now_s=0.0)
    assert first.output == shut
    later = allow(first.memory, shut, Evidence(Snapshot(), Snapshot()), (), settings, now_s=MAX_S)
    assert later.output == replace(shut, recirculation_pct=MAX_PCT)
    assert [type(event) for event in later.events] == [GuardLimited]


def test_the_guard_clamps_what_is_no_duty() -> None:
    settings, memory = Settings(fridge=FridgeSettings(compartments=())), initial(0, None, now_s=0.0)
    wild = Commands(recirculation_pct=150.0, purifier_pct=-1.0, windscreen_pct=inf)
    ruling = allow(memory, wild, Evidence(Snapshot(), Snapshot()), (), settings, now_s=0.0)
    assert ruling.output == Commands(recirculation_pct=100.0)
