"""Loads that are dead, stuck or slow behind pins that are all right."""

from hil.rig.load_faults import LoadFaults


def test_a_load_without_a_fault_follows_its_pins() -> None:
    assert LoadFaults().done({"lamp": 30.0}, now_s=0.0) == {"lamp": 30.0}


def test_a_dead_load_starts_only_when_it_is_switched_on_anew_after_it_was_mended() -> None:
    faults = LoadFaults(dead={"lamp"})
    assert faults.done({"lamp": 100.0}, now_s=0.0) == {"lamp": 0.0}
    faults.dead.clear()
    said = [100.0, 0.0, 100.0]
    assert [faults.done({"lamp": duty_pct}, now_s=1.0)["lamp"] for duty_pct in said] == [0.0, 0.0, 100.0]


def test_a_stuck_load_stays_as_it_was() -> None:
    faults = LoadFaults()
    faults.done({"lamp": 40.0}, now_s=0.0)
    faults.stuck.add("lamp")
    assert faults.done({"lamp": 0.0}, now_s=1.0) == {"lamp": 40.0}


def test_a_slow_load_follows_what_was_said_for_long() -> None:
    faults = LoadFaults(slow_s={"lamp": 10.0})
    told = [(0.0, 0.0), (1.0, 50.0), (10.0, 50.0), (11.0, 50.0), (12.0, 0.0), (21.9, 0.0), (22.0, 0.0)]
    done = [faults.done({"lamp": duty_pct}, now_s=now_s)["lamp"] for now_s, duty_pct in told]
    assert done == [0.0, 0.0, 0.0, 50.0, 50.0, 50.0, 0.0]
