"""Kinds and keys in a record stay what they are, whatever classes and fields are called: later programs read them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from controller import Event, Memory, Mode, Preset, Settings, initial
from controller.targets import adopted
from firmware.record import alarm_state, learned_state
from firmware.record.database import RecordFile
from firmware.record.identity import is_identity
from firmware.record.keys import ALARMS, CLEAN_STOP, DEVICE_ID, LEARNED_VALUES, TARGETS
from firmware.record.new_rows import KINDS, data_of
from firmware.record.rate_limits import ROWS_PER_WINDOW
from firmware.record.restored_state import clean_stop, targets_from_json, targets_to_json
from firmware.record.rows import GAP, LASTING, LEFT_OUT, SET_ASIDE, SUMMED
from firmware.record.write_buffer import Batch
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

KEYS = {
    "ReadingLost": ("point", "absence"),
    "ReadingBack": ("point",),
    "SampleRefused": ("point", "value", "refused"),
    "CompressorStarted": (),
    "CompressorStopped": (),
    "GuardLimited": ("output", "why"),
    "PreparationChanged": ("stage", "air_c"),
    "DefogChanged": ("active", "margin_k"),
    "TuningFound": ("gain_per_k", "integral_s", "derivative_s", "derivative_filter_s"),
    "TuningRefused": ("why",),
    "OpeningInferred": ("compartment", "ago_s", "lasted_s", "rise_k", "confidence"),
    "AimOutOfReach": ("compartment", "set_point_c", "air_c", "lift_k"),
    "LoadShed": ("rank", "why"),
    "LoadRestored": ("rank", "why"),
    "RequestAccepted": ("request_id", "origin", "target", "value"),
    "RequestRefused": ("request_id", "origin", "target", "reason"),
    "AlarmRaised": ("alarm", "text"),
    "AlarmCleared": ("alarm",),
}

SETTINGS = Settings()
VERSION_2 = Path(__file__).with_name("record_version_2.sql").read_text(encoding="utf-8")
SOON = Clock(
    monotonic_s=lambda: 36_030.0,
    wall_s=lambda: 1_790_036_030.0,
    boot_id="0b8c9f3e-6d0e-4f2b-9a77-1f6f0a3f2d55",
)
"""Half a minute after the program that wrote that record has ended, in the same boot."""


DEPARTURE = "2026-09-22T15:13:20+00:00"


def test_kinds_of_events_and_the_keys_of_their_data() -> None:
    def keys(event: Any) -> tuple[str, ...]:
        return tuple(data_of(event(**{field.name: 0.0 for field in fields(event)})))

    assert {kind: keys(event) for event, kind in KINDS.items()} == KEYS
    assert set(KINDS) == set(get_args(Event))


def test_other_kinds_of_rows() -> None:
    assert (GAP, SET_ASIDE, LEFT_OUT, SUMMED) == ("RecordGap", "RecordSetAside", "RecordLeftOut", "EventsSummed")
    trips = {"TripStarted", "TripStopped", "ExcursionAcknowledged", "ExcursionOpened", "ExcursionClosed"}
    own = {"RecordGap", "RecordSetAside", "RecordLeftOut", "PersonalDataErased"}
    assert trips | own | {"AlarmRaised", "AlarmCleared"} == LASTING
    assert set(ROWS_PER_WINDOW) == {"RequestAccepted", "RequestRefused"}


def test_keys_of_persisted_values() -> None:
    assert (ALARMS, CLEAN_STOP, DEVICE_ID, LEARNED_VALUES, TARGETS) == (
        "alarms",
        "clean_stop",
        "device_id",
        "lessons",
        "wishes",
    )


@pytest.fixture
def old(tmp_path: Path) -> dict[str, Any]:
    """What a record kept that the program before these words wrote: after ten hours, with an alarm and a departure."""
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(VERSION_2)
    record = RecordFile(file)
    record.write(Batch())
    record.close()
    assert not record.news
    return dict(record.persisted)


def paths(value: Any) -> Iterator[str]:
    """Every key within a JSON value, with the keys above it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from (f"{key}.{path}" for path in paths(inner))


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


def fresh() -> Memory:
    return initial(SETTINGS, now_s=SOON.monotonic_s())


def test_an_old_record_keeps_its_identity(old: dict[str, Any]) -> None:
    assert old[DEVICE_ID] == "78fd104ca86740658c1034922a247fc0"
    assert is_identity(old[DEVICE_ID])


def test_an_old_record_keeps_its_targets_and_its_departure(old: dict[str, Any]) -> None:
    faults = Faults()
    targets = adopted(targets_from_json(old[TARGETS], SETTINGS, faults, SOON.now), SETTINGS)
    assert not faults.current
    assert [(one.set_point_c, one.mode) for one in targets.compartments] == [(3.5, Mode.COOL), (5.0, Mode.COOL)]
    assert (targets.cabin.set_point_c, targets.cabin.mode, targets.cabin.preset) == (19.5, Mode.AUTO, Preset.DEFOG)
    assert (targets.quiet, targets.departs_at_s, targets.departs_by) == (True, 90_000.0, DEPARTURE)
    now = {"departs_by": DEPARTURE}
    assert as_json(targets_to_json(targets, SETTINGS, SOON.now)) == old[TARGETS] | now


def test_what_an_old_record_has_learned_of_boxes_is_left_out_and_all_else_kept(old: dict[str, Any]) -> None:
    """The model of a compartment had no liner then."""
    faults = Faults()
    again = learned_state.taken_up(old[LEARNED_VALUES], fresh(), SETTINGS, faults, SOON)
    advice = "record: learned values of the last run that cannot be used: food, medicine; learned again"
    assert list(faults.current.values()) == [advice]
    assert again.fridge.cells == fresh().fridge.cells
    new = as_json(learned_state.to_json(again, SETTINGS, SOON))
    assert set(new) >= set(old[LEARNED_VALUES])
    kept = {key: value for key, value in old[LEARNED_VALUES].items() if key not in {"boxes", "monotonic_s"}}
    assert {key: new[key] for key in kept} == kept


def test_an_old_record_keeps_its_alarms(old: dict[str, Any]) -> None:
    faults = Faults()
    again = alarm_state.taken_up(old[ALARMS], fresh(), SETTINGS, faults, SOON)
    assert not faults.current
    since_s = {alarm.name: alarm.since_s for alarm in again.alarms.alarms}
    assert since_s == {"fridge.food.sensor_lost": 34_200.0, "fridge.food.cut_out": 33_118.0}
    new = as_json(alarm_state.to_json(again, SETTINGS, SOON))
    assert new["watches"] == old[ALARMS]["watches"]
    assert set(paths(new)) >= set(paths(old[ALARMS]))


def test_keys_of_a_clean_stop() -> None:
    assert clean_stop(SOON, 35_000.0) == {"boot_id": SOON.boot_id, "compressor_off_since_s": 35_000.0}
