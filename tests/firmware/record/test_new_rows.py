import json
from math import nan

import pytest

from controller import Absence, AlarmRaised, Reading, ReadingLost, RequestRefused, absent, present
from firmware.record.new_rows import event_row, note_row, sample_row
from firmware.runtime.clock import Clock

CLOCK = Clock(monotonic_s=lambda: 100.0, wall_s=lambda: 1_700_000_000.0, boot_id="boot-1")


def test_a_value_is_recorded_at_the_time_it_was_taken() -> None:
    row = sample_row("fridge.food.air_c", present(4.25, 98.0), CLOCK)
    assert row == ("boot-1", 98.0, 1_699_999_998.0, "fridge.food.air_c", 4.25, None, "ntp")


def test_an_absence_lasts_until_now() -> None:
    row = sample_row("fridge.food.air_c", absent(Absence.STALE, 60.0), CLOCK)
    assert row == ("boot-1", 100.0, 1_700_000_000.0, "fridge.food.air_c", None, "stale", "ntp")


@pytest.mark.parametrize("reading", [Reading(nan, 98.0), Reading(None, 98.0)])
def test_a_reading_that_contradicts_itself_is_absent(reading: Reading) -> None:
    assert sample_row("cabin.air_c", reading, CLOCK)[-3:] == (None, "out of range", "ntp")


def test_an_event_is_recorded_for_people_and_for_programs() -> None:
    row = event_row(ReadingLost(90.0, "cabin.air_c", Absence.STALE), CLOCK)
    assert row[:5] == ("boot-1", 90.0, 1_699_999_990.0, "ReadingLost", "cabin.air_c lost: stale")
    assert json.loads(row.data) == {"point": "cabin.air_c", "absence": "stale"}


def test_halves_of_characters_can_be_stored() -> None:
    row = event_row(
        RequestRefused(
            at_s=90.0, request_id="1", origin="mqtt", appliance="\ud800", reason="no such appliance '\ud800'"
        ),
        CLOCK,
    )
    assert row.text.encode() == b"refused from mqtt: ?: no such appliance '?'"
    assert json.loads(row.data)["target"] == "\ud800"
    assert note_row("RecordGap", "\udfff", CLOCK).text == "?"


def test_times_of_an_event_belong_together() -> None:
    row = event_row(AlarmRaised(100.0, "a", "b"), CLOCK)
    assert (row.monotonic_s, row.wall_s) == (100.0, 1_700_000_000.0)
