from collections.abc import Callable

import pytest

from controller import NOT_FITTED, Absence, Reading, Settings, Snapshot, absent, initial, present, step
from firmware.control.state_store import Health, State
from firmware.points.quantities import COUNT, MODE, OPENING, TEMPERATURE, Kind, Point
from firmware.record.sampler import Sampler

SETTINGS = Settings()
LID, AIR = "fridge.food.lid_open", "fridge.food.air_c"


def point(key: str, kind: Kind, read: Callable[[State], Reading]) -> Point:
    return Point(key=key, name=key, kind=kind, vss="Vehicle.Test", read=read)


def state(now_s: float) -> State:
    return State(step=step(initial(SETTINGS, now_s=now_s), Snapshot(), SETTINGS, now_s=now_s), health=Health())


class Fridge:
    """Points that read what they are told."""

    def __init__(self) -> None:
        self.air, self.lid = present(4.0, 0.0), present(0.0, 0.0)
        self.sampler = Sampler(
            (
                point(AIR, TEMPERATURE, lambda _state: self.air),
                point(LID, OPENING, lambda _state: self.lid),
                point("hub.alarms", COUNT, lambda state: present(0.0, state.step.now_s)),
                point("cabin.air_c", TEMPERATURE, lambda _state: NOT_FITTED),
            )
        )

    def due(self, now_s: float) -> tuple[list[str], bool]:
        due = self.sampler.due(state(now_s))
        return [key for key, _ in due.readings], due.at_once


@pytest.fixture
def fridge() -> Fridge:
    return Fridge()


def test_the_first_state_is_recorded_where_there_is_something_to_record(fridge: Fridge) -> None:
    assert fridge.due(1_000.0) == ([AIR, LID], False)


def test_points_are_recorded_once_in_each_interval_on_one_grid(fridge: Fridge) -> None:
    due_at_s = [now_s / 2 for now_s in range(2_000, 2_400) if AIR in fridge.due(now_s / 2)[0]]
    assert due_at_s == [1_000.0, 1_020.0, 1_080.0, 1_140.0]


def test_an_absence_is_recorded_with_its_reason(fridge: Fridge) -> None:
    fridge.air = absent(Absence.OFFLINE, 990.0)
    assert fridge.sampler.due(state(1_000.0)).readings[0] == (AIR, fridge.air)


def test_an_opened_lid_is_recorded_at_once_and_so_is_its_closing(fridge: Fridge) -> None:
    fridge.due(1_000.0)
    assert fridge.due(1_000.5) == ([], False)
    fridge.lid = present(1.0, 1_000.6)
    assert fridge.due(1_001.0) == ([LID], True)
    assert fridge.due(1_001.5) == ([], False)
    fridge.lid = present(0.0, 1_002.0)
    assert fridge.due(1_002.0) == ([LID], True)


def test_a_lid_that_opens_exactly_when_it_is_due_is_recorded_once(fridge: Fridge) -> None:
    fridge.due(1_000.0)
    fridge.lid = present(1.0, 1_020.0)
    assert fridge.due(1_020.0) == ([AIR, LID], True)
    assert fridge.due(1_020.5) == ([], False)


def test_a_lid_switch_that_is_lost_is_recorded_at_once(fridge: Fridge) -> None:
    fridge.due(1_000.0)
    fridge.lid = absent(Absence.STALE, 1_001.0)
    assert fridge.due(1_001.0) == ([LID], True)


def test_after_a_pause_every_point_is_recorded_once(fridge: Fridge) -> None:
    fridge.due(1_000.0)
    assert fridge.due(90_000.0) == ([AIR, LID], False)


def test_what_changes_seldom_is_recorded_hourly_and_in_the_minute_of_a_change() -> None:
    mode = present(1.0, 0.0)
    sampler = Sampler((point("fridge.food.mode", MODE, lambda _state: mode),))
    due_at_s = [now_s for now_s in range(0, 9_040, 10) if sampler.due(state(float(now_s))).readings]
    assert due_at_s == [0, 3_600, 7_200]
    mode = present(2.0, 9_040.0)
    due = [(now_s, sampler.due(state(float(now_s)))) for now_s in range(9_040, 9_200, 10)]
    assert [(now_s, each.at_once) for now_s, each in due if each.readings] == [(9_060, False)]
