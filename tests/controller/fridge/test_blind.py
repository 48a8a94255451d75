"""A compartment whose air sensor is lost: what it gets, and when it gets nothing."""

from dataclasses import replace

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    Commands,
    CompartmentInputs,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Target,
    absent,
    present,
)
from controller.fridge import Asked, initial, regulate
from controller.fridge.fallback_duty import LearnedDuty
from controller.fridge.law import HOLD_S
from controller.interface.energy_budget import FREE
from controller.interface.outcome import Outcome
from tests.controller.fridge.test_fridge import STANDING, Taken, applied

SETTINGS = FridgeSettings()

LOST = CompartmentInputs(absent(Absence.OFFLINE, 0.0))
COLD = CompartmentInputs(present(3.0, 0.0))
COOL = Asked(targets=(Target(4.0, Mode.COOL), Target(5.0, Mode.COOL)))
TICK_S = 5.0


def unseen() -> Taken:
    return Outcome(initial(SETTINGS, -1e4, now_s=0.0), STANDING)


def begun(duty: float = 0.3, lift_k: float | None = 20.0) -> Taken:
    """A fridge that was seen, with what holding each compartment takes."""
    taken = ticks(unseen(), 2, (COLD, COLD), COOL)
    cells = tuple(replace(cell, learned_duty=LearnedDuty(duty, 9_000.0, lift_k)) for cell in taken.memory.cells)
    return replace(taken, memory=replace(taken.memory, cells=cells))


def ticks(
    taken: Taken,
    count: int,
    boxes: tuple[CompartmentInputs, ...],
    asked: Asked,
    done: Commands | None = None,
) -> Taken:
    """Ticks of five seconds; every request applied in full unless something else was `done`."""
    for _ in range(count):
        commands, now_s = applied(taken.output) if done is None else done, taken.memory.at_s + TICK_S
        taken = regulate(taken.memory, FridgeInputs(boxes, NOT_FITTED), asked, SETTINGS, commands, now_s=now_s)
    return taken


def hours(count: float) -> int:
    return round(count * 3_600.0 / TICK_S)


def duty(taken: Taken, asked: Asked) -> float:
    """Of the compressor over some hours with both sensors lost."""
    on, taken = 0, ticks(taken, 15, (LOST, LOST), asked)
    for _ in range(hours(6)):
        taken = ticks(taken, 1, (LOST, LOST), asked)
        on += taken.output.compressor_on
    return on / hours(6)


def test_a_blind_compartment_begins_after_the_gap_that_changes_nothing() -> None:
    taken = begun()
    seen_at_s = taken.memory.cells[0].seen_at_s
    while taken.memory.cells[0].blind is None:
        taken = ticks(taken, 1, (LOST, COLD), COOL)
    assert taken.memory.at_s - seen_at_s == HOLD_S


def test_a_blind_compartment_that_is_switched_off_or_left_out_gets_nothing_at_once() -> None:
    taken = begun()
    while not taken.memory.cells[0].cooling:
        taken = ticks(taken, 1, (LOST, COLD), COOL)
    off = Asked(targets=(Target(4.0, Mode.OFF), Target(5.0, Mode.COOL)))
    left_out = Asked(targets=COOL.targets, budget=replace(FREE, cooled=(False, True)))
    for asked in (off, left_out):
        after = ticks(taken, 1, (LOST, COLD), asked)
        assert (after.memory.cells[0].cooling, after.memory.cells[0].blind) == (False, None)
        assert after.output.fan_pcts[0] == 0.0
        assert not ticks(after, hours(3), (LOST, COLD), asked).output.compressor_on


def test_the_runs_of_a_neighbour_give_a_blind_compartment_nothing_while_its_own_fan_stands() -> None:
    taken = ticks(begun(), 14, (COLD, LOST), COOL)
    beside = Commands(compressor_on=True, compartment_fan_pct=(100.0, 0.0))
    blind = ticks(taken, hours(0.5), (COLD, LOST), COOL, beside).memory.cells[1].blind
    assert blind is not None
    assert blind.debt_s > 0.0
    own = Commands(compressor_on=True, compartment_fan_pct=(0.0, 100.0))
    served = ticks(taken, hours(0.5), (COLD, LOST), COOL, own).memory.cells[1].blind
    assert served is not None
    assert served.debt_s < 0.0


def test_two_blind_compartments_share_the_compressor() -> None:
    assert duty(begun(0.2), COOL) == pytest.approx(0.4, abs=0.07)


def test_a_reading_that_repeats_itself_teaches_no_duty() -> None:
    warm = CompartmentInputs(present(5.5, 0.0))
    soon = ticks(unseen(), hours(0.5), (warm, warm), COOL)
    later = ticks(soon, hours(2), (warm, warm), COOL)
    assert later.memory.cells[0].learned_duty == soon.memory.cells[0].learned_duty


@pytest.mark.parametrize(
    ("believed_c", "read_c", "expected"),
    [(24.0, 24.0, 0.38), (14.0, 14.0, 0.17), (4.0, 4.0, 0.0), (None, 4.0, 0.0), (None, 60.0, 0.4), (None, None, 0.4)],
)
def test_in_cooler_weather_a_blind_fridge_cools_less(
    believed_c: float | None, read_c: float | None, expected: float
) -> None:
    asked = replace(COOL, around_c=(believed_c, read_c))
    assert duty(begun(0.2), asked) == pytest.approx(expected, abs=0.07)


def test_the_weather_is_learned_with_the_duty_by_the_reading_that_will_tell_of_it() -> None:
    warm = CompartmentInputs(present(4.5, 0.0))
    asked = replace(COOL, around_c=(None, 34.5))
    taken = unseen()
    for quarter in range(16):  # a reading that repeats itself for longer teaches nothing
        moved = CompartmentInputs(present(4.5 + 0.01 * (quarter % 2), 0.0))
        taken = ticks(taken, hours(0.25), (moved, moved), asked)
    lift_k = taken.memory.cells[0].learned_duty.lift_k
    assert lift_k is not None
    assert lift_k == pytest.approx(30.0, abs=1.0)
    unknown = ticks(taken, hours(0.1), (warm, warm), COOL)
    assert unknown.memory.cells[0].learned_duty.lift_k is None


def test_a_fridge_that_was_never_seen_is_cooled_by_what_was_guessed() -> None:
    taken = ticks(unseen(), hours(2), (LOST, LOST), COOL)
    assert taken.memory.cells[0].aim is None
    assert 0.0 < duty(taken, COOL) < 0.3
