from dataclasses import replace
from math import inf

from controller import Commands, Settings, all_off, compressor_off_since_s, initial, released

SETTINGS = Settings()


def test_what_ran_counts_as_stopped_now() -> None:
    memory = initial(SETTINGS, now_s=0.0)
    guard = replace(memory.guard, compressor_on=True, compressor_since_s=10.0, heated_until_s=inf, cooled_until_s=-inf)
    running = replace(
        memory, guard=guard, applied=Commands(compressor_on=True, compartment_fan_pct=(50.0, 0.0), heater_pct=40.0)
    )
    after = released(running, now_s=500.0)
    assert (after.guard.compressor_on, after.guard.compressor_since_s) == (False, 500.0)
    assert (after.guard.heated_until_s, after.guard.cooled_until_s) == (500.0, -inf)
    assert after.applied == after.requested.commands == all_off(2)
    assert after.targets == running.targets


def test_what_stood_has_stood_since_then() -> None:
    memory = initial(SETTINGS, now_s=100.0, compressor_off_since_s=20.0)
    assert released(memory, now_s=500.0).guard.compressor_since_s == 20.0
    assert released(released(memory, now_s=500.0), now_s=501.0) == released(memory, now_s=500.0)


def test_a_compressor_that_runs_is_off_from_now_on_for_the_next_run() -> None:
    memory = initial(SETTINGS, now_s=100.0, compressor_off_since_s=20.0)
    assert compressor_off_since_s(memory, now_s=500.0) == 20.0
    running = replace(memory, guard=replace(memory.guard, compressor_on=True))
    assert compressor_off_since_s(running, now_s=500.0) == 500.0
