"""Minutes have what was there, samples stand around events, and what was not recorded is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from controller import (
    NOT_FITTED,
    Absence,
    AlarmRaised,
    Event,
    Reading,
    Settings,
    Snapshot,
    absent,
    initial,
    present,
    step,
)
from firmware.coldchain.follower import AROUND_S, Follower
from firmware.coldchain.minutes import Compartment
from firmware.control.state_store import Health, State
from firmware.points.quantities import MODE, OPENING, RUNNING, TEMPERATURE, VOLTAGE, Kind, Point
from firmware.runtime.clock import Clock, ClockQuality

if TYPE_CHECKING:
    from firmware.record.leaves import Leaf

SETTINGS = Settings()
AT_ZERO = step(initial(SETTINGS, now_s=0.0), Snapshot(), SETTINGS, now_s=0.0)
KINDS: dict[str, Kind] = {
    "fridge.food.air_c": TEMPERATURE,
    "fridge.food.contents_c": TEMPERATURE,
    "fridge.food.expected_c": TEMPERATURE,
    "fridge.food.expected_k": TEMPERATURE,
    "fridge.food.lid_open": OPENING,
    "fridge.food.mode": MODE,
    "fridge.compressor_on": RUNNING,
    "supply.voltage_v": VOLTAGE,
}


class Car:
    """A car whose points read what they are told, followed tick by tick."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.values: dict[str, float | Absence] = {"fridge.food.air_c": 4.0, "supply.voltage_v": 12.5}
        self.quality = ClockQuality.NONE
        clock = Clock(
            monotonic_s=lambda: self.now_s,
            wall_s=lambda: 1_000.0 + self.now_s,
            boot_id="boot-1",
            quality=lambda: self.quality,
        )
        points = {key: self.point(key, kind) for key, kind in KINDS.items()}
        self.follower = Follower([Compartment("food", points)], clock)
        self.leaves: list[Leaf] = []

    def point(self, key: str, kind: Kind) -> Point:
        return Point(key=key, name=key, kind=kind, vss="Vehicle.Test", read=lambda _state: self.reading(key))

    def reading(self, key: str) -> Reading:
        value = self.values.get(key)
        if value is None:
            return NOT_FITTED
        return absent(value, self.now_s) if isinstance(value, Absence) else present(value, self.now_s)

    def drive(self, until_s: float, *events: Event, each: Callable[[float], None] = lambda _: None) -> None:
        while self.now_s < until_s:
            each(self.now_s)
            state = State(step=replace(AT_ZERO, now_s=self.now_s), health=Health())
            self.leaves += self.follower.follow(state, events)
            events = ()
            self.now_s += 0.5

    def of(self, kind: str) -> list[tuple[float, dict[str, Any]]]:
        return [(leaf.monotonic_ms / 1_000.0, json.loads(leaf.body)) for leaf in self.leaves if leaf.kind == kind]


@pytest.fixture
def car() -> Car:
    return Car()


def test_a_minute_has_the_lowest_the_mean_and_the_highest_of_six_samples(car: Car) -> None:
    def warm(now_s: float) -> None:
        car.values["fridge.food.air_c"] = 4.0 + now_s / 100.0

    car.drive(60.5, each=warm)
    ((at_s, body),) = car.of("minute")
    assert (at_s, body["ms"], body["samples"]) == (0.0, 60_000, 6)
    assert body["air_mc"] == [4_000, 4_250, 4_500]
    assert body["supply_mv"] == [12_500, 12_500, 12_500]
    assert "absent" not in body
    assert "contents_mc" not in body
    leaf = car.leaves[0]
    assert (leaf.boot_id, leaf.wall_ms, leaf.clock, leaf.compartment) == ("boot-1", 1_000_000, "none", "food")


def test_what_is_on_is_counted_to_the_tick(car: Car) -> None:
    def switch(now_s: float) -> None:
        car.values["fridge.food.lid_open"] = float(3.0 <= now_s < 10.5)
        car.values["fridge.compressor_on"] = float(now_s >= 30.0)

    car.drive(61.0, each=switch)
    ((_, body),) = car.of("minute")
    assert (body["lid_open_ms"], body["cold_ms"]) == (7_500, 30_000)


def test_the_contents_tell_if_they_were_measured_or_estimated(car: Car) -> None:
    car.values |= {"fridge.food.expected_c": 5.0, "fridge.food.expected_k": 0.7, "fridge.food.mode": 1.0}
    car.drive(60.0)
    car.values["fridge.food.contents_c"] = 4.5
    car.drive(120.0)
    car.values["fridge.food.contents_c"] = Absence.STALE
    car.drive(180.0)
    car.values["fridge.food.expected_c"] = Absence.NO_DATA_YET
    car.drive(240.5)
    estimated, probed, instead, lost = (body for _, body in car.of("minute"))
    assert (estimated["contents_by"], estimated["contents_mc"]) == ("estimate", [5_000] * 3)
    assert (estimated["contents_within_mk"], estimated["mode"]) == (700, MODE.words[1])
    assert (probed["contents_by"], probed["contents_mc"]) == ("probe", [4_500] * 3)
    assert "contents_within_mk" not in probed
    assert (instead["contents_by"], instead["absent"]) == ("estimate", {"probe_mc": "stale"})
    assert lost["absent"] == {"contents_mc": "stale"}
    assert "contents_by" not in lost


def test_an_absence_keeps_its_reason(car: Car) -> None:
    def lose(now_s: float) -> None:
        car.values["fridge.food.air_c"] = Absence.OFFLINE if now_s >= 30.0 else 4.0

    car.drive(120.5, each=lose)
    (_, half), (_, none) = car.of("minute")
    assert (half["air_mc"], half["absent"]) == ([4_000] * 3, {"air_mc": "device does not answer"})
    assert ("air_mc" in none, none["absent"]) == (False, {"air_mc": "device does not answer"})


def test_samples_stand_five_minutes_before_and_after_an_event_once_each(car: Car) -> None:
    car.drive(1_000.0)
    assert not car.of("sample")
    car.drive(1_000.5, AlarmRaised(1_000.0, "fridge.food.too_warm", "warm"))
    car.drive(1_200.0)
    car.drive(1_200.5, AlarmRaised(1_200.0, "fridge.food.left_open", "open"))
    car.drive(2_000.0)
    times = [at_s for at_s, _ in car.of("sample")]
    assert times == [float(at_s) for at_s in range(700, 1_500, 10)]
    assert AROUND_S == 300.0
    assert car.of("sample")[0][1]["air_mc"] == 4_000


def test_a_lid_that_moves_is_an_event(car: Car) -> None:
    def opened(now_s: float) -> None:
        car.values["fridge.food.lid_open"] = float(now_s == 100.0)

    car.drive(500.0, each=opened)
    assert [at_s for at_s, _ in car.of("sample")][-1] == 400.0


def test_a_time_without_any_state_is_a_gap(car: Car) -> None:
    car.drive(90.0)
    car.now_s = 400.0
    car.drive(480.5)
    assert [at_s for at_s, _ in car.of("minute")] == [0.0, 60.0, 400.0, 420.0]
    assert [body["ms"] for _, body in car.of("minute")] == [60_000, 29_500, 20_000, 60_000]
    assert car.of("gap") == [(89.5, {"ms": 310_500})]


def test_start_and_stop_are_rows_and_a_broken_minute_is_kept(car: Car) -> None:
    start = car.follower.start("1.2.3")
    assert (start.kind, json.loads(start.body)) == ("start", {"version": "1.2.3"})
    car.drive(100.0)
    car.leaves += car.follower.stop()
    assert [body["ms"] for _, body in car.of("minute")] == [60_000, 39_500]
    assert car.leaves[-1].kind == "stop"
    assert [leaf.kind for leaf in car.follower.stop()] == ["stop"]


def test_minutes_join_without_a_seam_whenever_ticks_come(car: Car) -> None:
    car.now_s = 0.3
    car.drive(400.0)
    minutes = car.of("minute")
    assert [at_s for at_s, _ in minutes] == [0.3, 60.0, 120.0, 180.0, 240.0, 300.0]
    assert [body["ms"] for _, body in minutes] == [59_700] + [60_000] * 5
