"""Trips as they go on: begun, judged, told, stopped, acknowledged, over restarts and with any clock."""

import asyncio
from dataclasses import replace

import pytest

from firmware.coldchain.running import Over, Running
from firmware.coldchain.series import Fact
from firmware.coldchain.trip_keeper import NEVER_STOPPED_S, TRIPS
from firmware.coldchain.trips import TripEvent, from_json, trips_of
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import AcknowledgeExcursion, ListTrips, ShowTrip, StartTrip, StopTrip
from firmware.runtime.clock import ClockQuality
from tests.firmware.coldchain.courses import BEGIN_S, course
from tests.firmware.coldchain.kept_trips import Kept

FOOD = StartTrip(compartment="food", consignment="A-17", given_by="shop", taken_by="Ann")


def running(kept: Kept, name: str = "food") -> Running:
    found = kept.keeper.book.find(name)
    assert isinstance(found, Running)
    return found


def test_a_trip_tells_at_once_if_its_compartment_was_ready() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    assert kept.order(FOOD) == (
        "T1 (food, groceries_chilled) began: ready: air at 4.0 °C on the mean of the 29 min before the trip"
    )
    assert kept.record.kinds == [TripEvent.STARTED]


def test_a_trip_that_nothing_proves_ready_begins_and_says_so() -> None:
    kept = Kept()
    kept.live(5, 4.0)
    assert "not proven to be ready: only 4 min" in kept.order(FOOD)


def test_an_excursion_is_told_with_its_cause_and_is_an_alarm_until_it_is_over() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(10, 4.0)
    kept.live(30, 14.0, lid_open=True)
    assert kept.record.kinds == [TripEvent.STARTED, TripEvent.OPENED]
    text, data = kept.record.notes[-1][1:]
    assert "T1 (food, groceries_chilled): excursion 1, air above 8 °C: 14.0 °C; likely cause: lid open" in text
    assert data["cause"] == "lid open"
    assert kept.shown("fridge.food.excursion") == 1.0
    kept.live(20, 4.0)
    assert kept.record.kinds[-1] == TripEvent.CLOSED
    assert kept.alarms == ["+fridge.food.excursion", "-fridge.food.excursion"]


def test_hub_and_console_are_shown_the_trip() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    assert kept.shown("fridge.food.trip") == 0.0
    assert kept.shown("fridge.food.trip_mkt_c") is None
    kept.order(FOOD)
    kept.live(1, 4.0)
    kept.live(31, 6.0)
    assert kept.shown("fridge.food.trip") == 1.0
    assert kept.shown("fridge.food.trip_out_min") == pytest.approx(28.0, abs=3.0)  # a jump is not believed at once
    assert kept.shown("fridge.food.trip_mkt_c") == pytest.approx(6.0, abs=0.1)
    assert kept.shown("fridge.medicine.trip") == 0.0


def test_a_stopped_trip_tells_its_verdict_and_clears_its_alarm() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(30, 14.0)
    answer = kept.order(StopTrip(trip="T1", taken_by="Bo"))
    assert answer.startswith("T1 (food, groceries_chilled) ended: kept: air: all limits kept; ")
    assert answer.endswith("1 excursion")
    assert kept.alarms == ["+fridge.food.excursion", "-fridge.food.excursion"]
    over = kept.keeper.book.find("T1")
    assert isinstance(over, Over)
    assert (over.trip.stopped_by, over.trip.taken_by) == ("cli", "Bo")


def test_trips_in_different_compartments_know_nothing_of_each_other() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    kept.order(FOOD)
    assert kept.order(StartTrip(compartment="medicine"), "mqtt").startswith("T2 (medicine, vaccine_2_8) began")
    kept.live(30, 14.0)
    assert running(kept, "food").is_out
    assert not running(kept, "medicine").is_out


@pytest.mark.parametrize(
    ("order", "line"),
    [
        (FOOD, r"food: T1 \(food, groceries_chilled\) runs there: stop it first"),
        (StartTrip(compartment="boot"), "compartment 'boot': must be one of food, medicine"),
        (StartTrip(compartment="medicine", cargo="vacine"), "did you mean vaccine_2_8"),
        (StopTrip(trip="T9"), "trip 'T9': no such trip runs or is remembered; there are: T1"),
        (AcknowledgeExcursion(trip="T1", number="1", person="Ann", comment="x"), "it has no excursion"),
        (AcknowledgeExcursion(trip="T1", number="1", person="", comment="x"), "by a person and with a comment"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(order: StartTrip, line: str) -> None:
    kept = Kept()
    kept.live(1, 4.0)
    kept.order(FOOD)
    with pytest.raises(CommandError, match=line):
        kept.order(order)
    assert kept.record.kinds == [TripEvent.STARTED]
    assert list(kept.keeper.book.running) == ["food"]


def test_an_excursion_is_acknowledged_by_a_person_also_after_the_trip() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(30, 14.0)
    kept.order(StopTrip(trip="food"))
    with pytest.raises(CommandError, match="must be a number from 1 to 1"):
        kept.order(AcknowledgeExcursion(trip="T1", number="2", person="Ann", comment="x"))
    answer = kept.order(AcknowledgeExcursion(trip="t1", number="1", person="Ann", comment="lid was open"))
    assert answer == "T1: excursion 1 acknowledged by Ann: lid was open"


def test_the_rows_alone_tell_the_whole_trip() -> None:
    kept = Kept()
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(30, 14.0)
    kept.order(StopTrip(trip="food", taken_by="Bo"))
    kept.order(AcknowledgeExcursion(trip="T1", number="1", person="Ann", comment="lid was open"))
    rows = [
        Fact(wall_s=BEGIN_S + number, kind=kind, text=text, data=data)
        for number, (kind, text, data) in enumerate(kept.record.notes)
    ]
    (trip,) = trips_of(rows)
    assert (trip.trip_id, trip.consignment, trip.given_by, trip.taken_by) == ("T1", "A-17", "shop", "Bo")
    assert [one.excursion for one in trip.acknowledgements] == ["air single above 8 °C for 20 min #1"]
    assert not trip.is_running
    assert trips_of([Fact(wall_s=0.0, kind=TripEvent.STARTED, data={"started": 3}), *rows])[0] == trip
    assert from_json({"trip_id": 3}) is None


def restarted(before: Kept, *, boot_id: str, after_minutes: float) -> Kept:
    kept = Kept(before.record.kept[TRIPS], boot_id=boot_id, begins_s=before.now_s + 60.0 * after_minutes)
    kept.past = before.past

    async def begin() -> None:
        work = asyncio.create_task(kept.keeper.run(kept.store.subscribe()))
        for _ in range(3):
            kept.live(1, 4.0)
            await asyncio.sleep(0.02)
        work.cancel()

    asyncio.run(begin())
    return kept


def test_a_trip_outlives_a_restart_with_its_minutes_and_says_what_is_missing() -> None:
    first = Kept()
    first.live(40, 4.0)
    first.order(FOOD)
    first.live(30, 14.0)
    first.past = (course([4.0] * 40 + [14.0] * 30), ())
    kept = restarted(first, boot_id="another", after_minutes=45.0)
    trip = running(kept)
    assert trip.latest is not None
    assert trip.latest.air.max_c == 14.0
    (gap,) = trip.latest.gaps
    assert gap.power_lost
    assert gap.duration_s == pytest.approx(45 * 60.0, abs=90.0)
    assert kept.order(StopTrip(trip="food")).count("not proven") == 1


def test_an_excursion_that_was_told_before_a_restart_is_not_told_again() -> None:
    first = Kept()
    first.live(40, 4.0)
    first.order(FOOD)
    first.live(30, 14.0)
    first.past = (course([4.0] * 40 + [14.0] * 30), ())
    kept = restarted(first, boot_id="boot", after_minutes=0.2)
    assert TripEvent.OPENED not in kept.record.kinds


def test_persisted_nonsense_loses_that_trip_and_says_so() -> None:
    first = Kept()
    first.live(5, 4.0)
    first.order(FOOD)
    values = first.record.kept[TRIPS]
    values["running"].append({"trip": 3})
    kept = restarted(first, boot_id="boot", after_minutes=1.0)
    assert running(kept).trip.trip_id == "T1"
    assert "1 running trips of the last run cannot be used" in kept.faults.current[TRIPS]
    assert kept.order(StartTrip(compartment="medicine")).startswith("T2")


@pytest.mark.parametrize("values", [3, [], {"running": 3, "over": {}, "next": "x"}])
def test_any_persisted_nonsense_is_survived(values: object) -> None:
    kept = Kept()
    kept.keeper.book.take_up(values)
    kept.live(1, 4.0)
    assert kept.order(FOOD).startswith("T1")


def test_a_clock_that_is_set_during_a_trip_mends_its_start_and_loses_no_minute() -> None:
    kept = Kept()
    kept.quality, kept.wall_at_zero_s = ClockQuality.NONE, 20.0
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(10, 4.0)
    kept.quality, kept.wall_at_zero_s = ClockQuality.NTP, BEGIN_S
    kept.live(10, 4.0)
    trip = running(kept).trip
    assert trip.started_s == pytest.approx(BEGIN_S + 40 * 60.0)
    assert trip.clock == "ntp"


def test_a_trip_that_nobody_stops_is_a_fault_in_one_line() -> None:
    kept = Kept()
    kept.live(2, 4.0)
    kept.order(FOOD)
    running(kept).trip = replace(running(kept).trip, started_s=BEGIN_S - NEVER_STOPPED_S)
    kept.live(2, 4.0)
    assert "stop it with homeward trip stop food" in kept.faults.current["trip T1"]
    kept.order(StopTrip(trip="food"))
    assert "trip T1" not in kept.faults.current


def test_people_are_told_the_trips() -> None:
    kept = Kept()
    assert kept.keeper.tell(ListTrips()) == "no trips yet"
    kept.live(40, 4.0)
    kept.order(FOOD)
    kept.live(30, 14.0)
    assert "T1 (food, groceries_chilled): since 2026-" in kept.keeper.tell(ListTrips())
    shown = kept.keeper.tell(ShowTrip("T1"))
    assert "excursion 1: air single above 8 °C for 20 min (warning): open" in shown
    assert "given by shop, taken by Ann" in shown
    with pytest.raises(CommandError, match="no such trip"):
        kept.keeper.tell(ShowTrip("T7"))
