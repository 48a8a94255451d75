"""Trips that begin and end by themselves: by local clocks, by openings of the lid; people's trips are theirs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from firmware.coldchain.trip_starter import TripStarter
from firmware.coldchain.trips import Trip
from firmware.config.cargo_profiles import PROFILES
from firmware.config.trip_rules import Day, TripRule
from firmware.requests.trip_orders import StartTrip, StopTrip
from firmware.runtime.clock import ClockQuality
from tests.firmware.coldchain.kept_trips import Kept
from tests.firmware.local_zone import in_zone

MORNING = TripRule(compartment="food", start="08:00", stop="12:30")
BY_LID = TripRule(compartment="food", lid_openings=3, within_s=60.0)
NO_STATE: Any = SimpleNamespace()
"""What goes by the clock alone looks at no state."""


@pytest.fixture(autouse=True)
def in_berlin() -> Iterator[None]:
    with in_zone("Europe/Berlin"):
        yield


class Days:
    """A place whose clock goes on minute by minute, and its trips."""

    def __init__(self, *rules: TripRule, since: str) -> None:
        self.starter = TripStarter(rules, ())
        self.wall_s = datetime.fromisoformat(since).timestamp()
        self.running: dict[str, Trip] = {}
        self.over: list[Trip] = []

    def go_on(self, hours: float) -> None:
        ends_s = self.wall_s + 3_600.0 * hours
        while self.wall_s < ends_s:
            for order, who in self.starter.orders(NO_STATE, self.running, self.over, wall_s=self.wall_s):
                if isinstance(order, StopTrip):
                    self.stop(who)
                else:
                    self.running["food"] = Trip(
                        trip_id="T", compartment="food", cargo=PROFILES[0], started_s=self.wall_s, started_by=who
                    )
            self.wall_s += 60.0

    def stop(self, who: str) -> None:
        self.over.append(replace(self.running.pop("food"), stopped_s=self.wall_s, stopped_by=who))

    @property
    def trips(self) -> list[tuple[str, str, str]]:
        """Who began and who ended each trip, and its local beginning."""
        return [_shown(trip) for trip in (*self.over, *self.running.values())]


def _shown(trip: Trip) -> tuple[str, str, str]:
    when = datetime.fromtimestamp(trip.started_s).strftime("%a %H:%M")  # noqa: DTZ006  # the local time of the place
    return trip.started_by, trip.stopped_by, when


def test_a_trip_runs_in_its_hours_on_its_days() -> None:
    days = Days(MORNING.model_copy(update={"days": (Day.MONDAY, Day.WEDNESDAY)}), since="2026-09-21T07:00")
    days.go_on(72.0)
    assert days.trips == [("schedule", "schedule", "Mon 08:00"), ("schedule", "schedule", "Wed 08:00")]
    assert (days.over[0].stopped_s or 0.0) - days.over[0].started_s == 4.5 * 3_600.0


def test_one_that_ends_after_midnight_is_of_the_day_on_which_it_begins() -> None:
    night = TripRule(compartment="food", start="22:00", stop="04:00", days=(Day.MONDAY,))
    days = Days(night, since="2026-09-21T21:00")
    days.go_on(24.0)
    assert days.trips == [("schedule", "schedule", "Mon 22:00")]


def test_a_car_that_was_off_at_its_beginning_begins_it_late() -> None:
    days = Days(MORNING, since="2026-09-21T10:00")
    days.go_on(0.1)
    assert days.trips == [("schedule", "", "Mon 10:00")]


def test_one_that_a_person_has_ended_stays_ended_until_the_next_time() -> None:
    days = Days(MORNING, since="2026-09-21T08:00")
    days.go_on(1.0)
    days.stop("cli")
    days.go_on(3.0)
    assert days.trips == [("schedule", "cli", "Mon 08:00")]
    days.go_on(22.0)
    assert [shown for *_, shown in days.trips] == ["Mon 08:00", "Tue 08:00"]


def test_two_times_of_a_day_are_two_trips() -> None:
    days = Days(MORNING, MORNING.model_copy(update={"start": "12:30", "stop": "15:00"}), since="2026-09-21T07:00")
    days.go_on(12.0)
    assert [shown for *_, shown in days.trips] == ["Mon 08:00", "Mon 12:30"]


def test_the_hours_are_those_of_local_clocks_also_on_the_day_that_they_change() -> None:
    days = Days(MORNING, since="2026-10-25T00:30")
    days.go_on(24.0)
    assert days.trips == [("schedule", "schedule", "Sun 08:00")]


def begun(*rules: TripRule, when: str = "2026-09-21T07:00") -> Kept:
    kept = Kept(rules=rules)
    kept.wall_at_zero_s = datetime.fromisoformat(when).timestamp()
    kept.live(1, 4.0)
    return kept


def trips(kept: Kept) -> list[tuple[str, str, str]]:
    book = kept.keeper.book
    return [_shown(trip) for trip in (*(one.trip for one in book.over), *(one.trip for one in book.running.values()))]


def knock(kept: Kept, times: int) -> None:
    for _ in range(times):
        kept.live(1 / 6, 4.0, lid_open=True)
        kept.live(1 / 6, 4.0)


def test_what_a_person_began_runs_until_a_person_ends_it() -> None:
    kept = begun(MORNING, BY_LID)
    kept.order(StartTrip(compartment="food"))
    knock(kept, 3)
    kept.wall_at_zero_s += 8.0 * 3_600.0
    kept.live(2, 4.0)
    assert [(by, over) for by, over, _ in trips(kept)] == [("cli", "")]


def test_nothing_begins_by_a_clock_that_is_not_known() -> None:
    kept = Kept(rules=(MORNING,))
    kept.quality = ClockQuality.NONE
    kept.wall_at_zero_s = datetime.fromisoformat("2026-09-21T09:00").timestamp()
    kept.live(5, 4.0)
    assert not trips(kept)
    kept.quality = ClockQuality.NTP
    kept.live(1, 4.0)
    assert [who for who, *_ in trips(kept)] == ["schedule"]


def test_openings_in_a_row_begin_a_trip_and_end_it() -> None:
    kept = begun(BY_LID)
    knock(kept, 3)
    assert trips(kept) == [("lid", "", "Mon 07:01")]
    kept.live(5, 4.0)
    knock(kept, 3)
    assert trips(kept) == [("lid", "lid", "Mon 07:01")]


def test_openings_of_loading_begin_nothing() -> None:
    kept = begun(BY_LID)
    for _ in range(6):
        knock(kept, 1)
        kept.live(1, 4.0)
    assert not trips(kept)


def test_a_rule_that_cannot_be_followed_is_a_fault_and_the_rest_goes_on() -> None:
    kept = begun(MORNING.model_copy(update={"cargo": "fish"}), when="2026-09-21T08:00")
    assert any("a trip by schedule: cargo 'fish'" in line for line in kept.faults.current.values())
    assert kept.order(StartTrip(compartment="food")).startswith("T")
