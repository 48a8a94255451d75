"""The history of a thermometer at home becomes minutes; silence stays silence."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.coldchain.series import Gap, Minute
from firmware.errors import FirmwareError
from firmware.languages.local_forms import TemperatureUnit
from firmware.reports.home_history import HOLDS_S, Sample, is_history, minutes_of, read_history

CSV = """entity_id,state,last_changed
sensor.fridge,4.0,2026-12-01T08:00:30.000Z
sensor.fridge,6.0,2026-12-01T08:02:00.000Z
sensor.fridge,unavailable,2026-12-01T08:03:00.000Z
sensor.fridge,5.0,2026-12-01T08:30:00.000Z
sensor.fridge,5.0,2026-12-01T08:31:00.000Z
"""
JSON = json.dumps(
    [
        [
            {"entity_id": "sensor.fridge", "state": "4.0", "last_changed": "2026-12-01T08:00:30+00:00"},
            {"state": "6.0", "last_changed": "2026-12-01T08:02:00+00:00"},
            {"state": "unavailable", "last_changed": "2026-12-01T08:03:00+00:00"},
            {"state": "5.0", "last_changed": "2026-12-01T08:30:00+00:00"},
            {"state": "5.0", "last_changed": "2026-12-01T08:31:00+00:00"},
        ]
    ]
)


@pytest.mark.parametrize("text", [CSV, f"\ufeff{CSV}", JSON])
def test_a_state_holds_until_the_next_and_none_is_a_gap(text: str) -> None:
    items = read_history(text, "history")
    assert is_history(text)
    minutes = [item for item in items if isinstance(item, Minute)]
    (gap,) = [item for item in items if isinstance(item, Gap)]
    assert [(each.duration_s, each.air_c.mean if each.air_c else None) for each in minutes] == [
        (30.0, 4.0),
        (60.0, 4.0),
        (60.0, 6.0),
        (60.0, 5.0),
    ]
    assert (gap.duration_s, gap.why) == (27 * 60.0, "no value")


def test_several_states_of_a_minute_are_weighed_by_time() -> None:
    (minute,) = minutes_of([Sample(0.0, 4.0), Sample(45.0, 8.0), Sample(60.0, 8.0)])
    assert isinstance(minute, Minute)
    assert minute.air_c is not None
    assert (minute.air_c.low, minute.air_c.mean, minute.air_c.high) == (4.0, 5.0, 8.0)


def test_a_state_that_does_not_change_for_hours_is_a_gap() -> None:
    (gap,) = minutes_of([Sample(0.0, 4.0), Sample(HOLDS_S + 1.0, 4.0)])
    assert isinstance(gap, Gap)
    assert gap.why == "no change for long"


def test_fahrenheit_is_converted() -> None:
    text = CSV.replace(",4.0,", ",39.2,").replace(",6.0,", ",42.8,").replace(",5.0,", ",41.0,")
    first = read_history(text, "history", unit=TemperatureUnit.FAHRENHEIT)[0]
    assert isinstance(first, Minute)
    assert first.air_c is not None
    assert first.air_c.mean == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CSV.replace("sensor.fridge,5.0", "sensor.other,5.0"), "choose one with --entity"),
        (CSV.replace("last_changed", "when"), "must be entity_id, state, last_changed"),
        (CSV[:-24], "line 6: last_changed"),
        (CSV[:-28], "line 6: has 2 values"),
        (CSV.replace("4.0", "warm"), "line 2: state 'warm': must be a temperature"),
        (CSV.replace("4.0", "nan"), "must be a temperature"),
        (CSV.replace("2026-12-01T08:02", "2026-13-01T08:02"), "line 3: last_changed"),
        (CSV[: CSV.index("sensor.fridge,6")], "less than two temperatures"),
        (CSV.replace("2026-12-01T08:31", "2029-12-01T08:31"), "longer than 400 days"),
        (JSON[:-20], "is no JSON, or cut off"),
        ('[{"state": 1}]', "must be a list with a list of states"),
        ("[[3]]", "must be an object with state"),
        ("[]", "has the entities none"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(FirmwareError, match=message) as told:
        read_history(text, "history.csv")
    assert str(told.value).startswith("history.csv: ")
    assert "\n" not in str(told.value)


def test_the_thermometer_can_be_chosen() -> None:
    text = f"{CSV}sensor.freezer,-18.0,2026-12-01T08:00:00Z\nsensor.freezer,-18.5,2026-12-01T08:10:00Z\n"
    assert len(read_history(text, "history", "sensor.freezer")) == 10
    with pytest.raises(FirmwareError, match=r"has no entity sensor.no: there are sensor.freezer, sensor.fridge"):
        read_history(text, "history", "sensor.no")


@given(st.text(max_size=200))
def test_any_text_is_a_history_or_one_line(text: str) -> None:
    for start in ("entity_id,state,last_changed\n", "[[", ""):
        with suppress(FirmwareError):
            read_history(start + text, "history")
