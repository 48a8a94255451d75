from dataclasses import replace
from math import inf

import pytest

from controller.power.battery_kinds import FLOODED, LIFEPO4, Kind, rest_v
from controller.power.charge import (
    FULL_S,
    LEARNED_PCT,
    MAX_AH,
    MONITOR_PCT,
    RESTED_S,
    Look,
    update,
    update_size,
)
from controller.power.power_memory import KNOWN_TO_PCT, UNKNOWN, Charge, Size

LOOK = Look(
    current_a=0.0,
    monitor_pct=None,
    terminal_v=13.2,
    rest_v=None,
    rested_s=inf,
    capacity_ah=100.0,
    is_told=True,
    dt_s=10.0,
    now_s=0.0,
)
KNOWN = Charge(pct=80.0, error_pct=2.0, current_a=0.0)
HOUR_S = 3_600.0


def hold(charge: Charge, look: Look, for_s: float, kind: Kind = LIFEPO4) -> Charge:
    for step in range(int(for_s / look.dt_s)):
        charge = update(charge, replace(look, now_s=look.dt_s * step), kind)
    return charge


def test_at_first_nothing_is_known() -> None:
    assert UNKNOWN.known_pct is None
    assert update(UNKNOWN, LOOK, LIFEPO4).known_pct is None


def test_a_current_is_counted_and_the_count_gets_less_sure() -> None:
    after = hold(replace(KNOWN, current_a=-10.0), replace(LOOK, current_a=-10.0), 2.0 * HOUR_S)
    assert after.pct == pytest.approx(60.0, abs=0.1)
    assert after.counted_ah == pytest.approx(-20.0, abs=0.1)
    assert 2.1 < after.error_pct < 3.0


def test_nothing_is_counted_over_a_gap() -> None:
    assert update(replace(KNOWN, current_a=-10.0), replace(LOOK, current_a=-10.0, dt_s=600.0), LIFEPO4).pct == 80.0


def test_a_capacity_that_nobody_told_makes_the_count_worthless_sooner() -> None:
    guessed = hold(KNOWN, replace(LOOK, current_a=-10.0, is_told=False), 5.0 * HOUR_S)
    told = hold(KNOWN, replace(LOOK, current_a=-10.0), 5.0 * HOUR_S)
    assert guessed.error_pct > KNOWN_TO_PCT > told.error_pct
    assert guessed.known_pct is None


def test_a_full_battery_is_known_after_a_while() -> None:
    full = replace(LOOK, current_a=1.0, terminal_v=14.3)
    assert hold(UNKNOWN, full, FULL_S).known_pct is None
    assert hold(UNKNOWN, full, FULL_S + 20.0).known_pct == 100.0


def test_one_that_still_takes_much_or_was_interrupted_is_not_full() -> None:
    full = replace(LOOK, current_a=1.0, terminal_v=14.3)
    assert hold(UNKNOWN, replace(full, current_a=20.0), HOUR_S).known_pct is None
    interrupted = update(hold(UNKNOWN, full, 100.0), replace(full, terminal_v=13.2), LIFEPO4)
    assert interrupted.full_since_s is None
    assert hold(interrupted, full, 100.0).known_pct is None
    assert hold(UNKNOWN, replace(full, terminal_v=None), HOUR_S).known_pct is None


def test_lead_is_known_by_its_rest_voltage_and_lithium_only_near_its_ends() -> None:
    rested = replace(LOOK, rest_v=12.24)
    assert update(UNKNOWN, rested, FLOODED).known_pct == pytest.approx(50.0)
    assert update(UNKNOWN, replace(LOOK, rest_v=13.0), LIFEPO4).known_pct == pytest.approx(30.0)
    assert update(UNKNOWN, replace(LOOK, rest_v=13.5), LIFEPO4).known_pct is not None
    assert update(UNKNOWN, replace(LOOK, rest_v=13.6), LIFEPO4).known_pct is None


def test_a_count_that_has_drifted_is_set_right_by_the_rest_voltage() -> None:
    drifted = replace(KNOWN, pct=70.0, error_pct=15.0)
    after = hold(drifted, replace(LOOK, rest_v=rest_v(FLOODED, 50.0)), 8.0 * HOUR_S, FLOODED)
    assert after.pct == pytest.approx(50.0, abs=5.0)
    assert after.error_pct < 9.0
    assert hold(KNOWN, replace(LOOK, rest_v=12.24), HOUR_S, FLOODED).pct == 80.0


@pytest.mark.parametrize("change", [{"rested_s": RESTED_S - 1.0}, {"current_a": -5.0}, {"rest_v": None}])
def test_no_voltage_counts_under_a_load_or_soon_after_a_charge(change: dict[str, float | None]) -> None:
    look = replace(LOOK, **{"rest_v": 12.24, **change})  # type: ignore[arg-type]
    assert update(UNKNOWN, look, FLOODED).known_pct is None


def test_what_the_battery_s_own_electronics_tell_is_taken() -> None:
    told = update(UNKNOWN, replace(LOOK, current_a=None, monitor_pct=42.0), LIFEPO4)
    assert (told.known_pct, told.error_pct) == (42.0, MONITOR_PCT)


def test_without_a_current_nothing_stays_known() -> None:
    lost = update(KNOWN, replace(LOOK, current_a=None), LIFEPO4)
    assert lost.known_pct is None
    assert hold(lost, replace(LOOK, current_a=-5.0), HOUR_S).known_pct is None


def discharge(look: Look, kind: Kind, used_pct: float, capacity_ah: float) -> Size:
    size, pct, amps = Size(), 90.0, 5.0
    while pct >= 90.0 - used_pct:
        size = update_size(size, replace(look, rest_v=rest_v(kind, pct)), kind, amps)
        pct -= 100.0 * amps * look.dt_s / HOUR_S / capacity_ah
    return size


@pytest.mark.parametrize("capacity_ah", [40.0, 90.0])
def test_the_size_of_lead_is_learned_from_a_discharge(capacity_ah: float) -> None:
    assert discharge(LOOK, FLOODED, LEARNED_PCT - 1.0, capacity_ah).learned_ah is None
    assert discharge(LOOK, FLOODED, 20.0, capacity_ah).learned_ah == pytest.approx(capacity_ah, rel=0.02)
    assert discharge(LOOK, FLOODED, 20.0, 5_000.0).learned_ah == MAX_AH


def test_that_of_lithium_is_not_nor_after_a_charge_and_what_was_learned_stays() -> None:
    assert discharge(LOOK, LIFEPO4, 20.0, 90.0) == Size()
    assert discharge(replace(LOOK, rested_s=60.0), FLOODED, 20.0, 90.0) == Size()
    learned = discharge(LOOK, FLOODED, 20.0, 90.0)
    after = update_size(learned, replace(LOOK, rested_s=0.0), FLOODED, 0.0)
    assert after == Size(learned_ah=learned.learned_ah)
    assert update_size(after, replace(LOOK, rest_v=12.5), FLOODED, 1.0).began_pct is not None
