"""Turn readings, events and notes into rows of the record. Pure.

The kinds and keys in the rows are fixed for ever, whatever the classes and fields of today are called.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from controller import (
    Absence,
    AimOutOfReach,
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    CompressorStopped,
    DefogChanged,
    Event,
    GuardLimited,
    LoadRestored,
    LoadShed,
    OpeningInferred,
    PreparationChanged,
    Reading,
    ReadingBack,
    ReadingLost,
    RequestAccepted,
    RequestRefused,
    SampleRefused,
    TuningFound,
    TuningRefused,
)
from firmware.points.event_text import describe
from firmware.record.rows import ALARM_CLEARED, ALARM_RAISED, EventRow, SampleRow
from firmware.runtime.clock import Clock

KINDS: Mapping[type[Event], str] = {
    ReadingLost: "ReadingLost",
    ReadingBack: "ReadingBack",
    SampleRefused: "SampleRefused",
    CompressorStarted: "CompressorStarted",
    CompressorStopped: "CompressorStopped",
    GuardLimited: "GuardLimited",
    PreparationChanged: "PreparationChanged",
    DefogChanged: "DefogChanged",
    TuningFound: "TuningFound",
    TuningRefused: "TuningRefused",
    OpeningInferred: "OpeningInferred",
    AimOutOfReach: "AimOutOfReach",
    LoadShed: "LoadShed",
    LoadRestored: "LoadRestored",
    RequestAccepted: "RequestAccepted",
    RequestRefused: "RequestRefused",
    AlarmRaised: ALARM_RAISED,
    AlarmCleared: ALARM_CLEARED,
}
"""The kind under which each event is recorded. Programs that read records go by it."""

_KEYS = {"appliance": "target"}
"""Keys that are not the names of their fields."""


def kind_of(event: Event) -> str:
    """Name the kind of `event`."""
    return KINDS[type(event)]


def data_of(event: Event) -> dict[str, Any]:
    """Give what `event` says beside its time, by the keys of the record."""
    return {_KEYS.get(name, name): value for name, value in asdict(event).items() if name != "at_s"}


def sample_row(point: str, reading: Reading, clock: Clock) -> SampleRow:
    """Make a row of a value with the time it was taken, or of an absence with the present time, as it still lasts."""
    now_s, quality = clock.monotonic_s(), clock.quality().value
    if reading.value is None or not isfinite(reading.value):
        absence = str(reading.absence or Absence.OUT_OF_RANGE)
        return SampleRow(
            boot_id=clock.boot_id,
            monotonic_s=now_s,
            wall_s=clock.wall_s(),
            point=point,
            value=None,
            absence=absence,
            clock=quality,
        )
    wall_s = clock.wall_s() - (now_s - reading.taken_at_s)
    return SampleRow(
        boot_id=clock.boot_id,
        monotonic_s=reading.taken_at_s,
        wall_s=wall_s,
        point=point,
        value=float(reading.value),
        absence=None,
        clock=quality,
    )


def event_row(event: Event, clock: Clock) -> EventRow:
    """Make a row of an event of the controller."""
    return EventRow(
        boot_id=clock.boot_id,
        monotonic_s=event.at_s,
        wall_s=clock.wall_s() - (clock.monotonic_s() - event.at_s),
        kind=kind_of(event),
        text=_storable(describe(event)),
        data=json.dumps(data_of(event), default=str),
        clock=clock.quality().value,
    )


def note_row(kind: str, text: str, clock: Clock, data: Mapping[str, Any] | None = None) -> EventRow:
    """Make a row of a note: of the record about itself, or of an observer."""
    now = clock.now
    return EventRow(
        boot_id=clock.boot_id,
        monotonic_s=now.monotonic_s,
        wall_s=now.wall_s,
        kind=kind,
        text=_storable(text),
        data=_storable(json.dumps(data or {})),
        clock=clock.quality().value,
    )


def _storable(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()
