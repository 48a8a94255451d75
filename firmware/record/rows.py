"""The rows of the record. Pure."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import NamedTuple, TypeVar

from controller import Absence, AlarmCleared, AlarmRaised, Event, Reading
from firmware.points.event_text import describe
from firmware.record.event_kinds import KINDS, data_of, kind_of
from firmware.runtime.clock import Clock, ClockQuality

GAP, SET_ASIDE, LEFT_OUT, SUMMED = "RecordGap", "RecordSetAside", "RecordLeftOut", "EventsSummed"
"""Kinds of what the record tells about itself: rows were lost; a file was set aside or another begun beside it; kept
values were damaged; rows of a flood stand for more."""

LASTING = frozenset({KINDS[AlarmRaised], KINDS[AlarmCleared], GAP, SET_ASIDE, LEFT_OUT})
"""Kinds of events that go last when there is no room."""

RIGHT_TO_S = 2.0
"""A battery's clock that is this near to a better one is left as it is (engineering choice: readings are slower)."""


class SampleRow(NamedTuple):
    """One row of `samples`; exactly one of `value` and `absence` is None. `clock` is what `wall_s` is worth."""

    boot_id: str
    monotonic_s: float
    wall_s: float
    point: str
    value: float | None
    absence: str | None
    clock: str


class EventRow(NamedTuple):
    """One row of `events`: `text` for people, `data` (JSON) for programs. `clock` is what `wall_s` is worth."""

    boot_id: str
    monotonic_s: float
    wall_s: float
    kind: str
    text: str
    data: str
    clock: str


Row = TypeVar("Row", SampleRow, EventRow)


class TimeOfDay(NamedTuple):
    """The time of day of one boot, once it is known: its clock was at 0 s (monotonic) at `wall_at_zero_s`."""

    boot_id: str
    wall_at_zero_s: float
    clock: ClockQuality
    known_at_s: float


def time_of_day(clock: Clock) -> TimeOfDay | None:
    """What `clock` says now; None while it does not know."""
    quality, now = clock.quality(), clock.now
    if not quality.is_known:
        return None
    return TimeOfDay(clock.boot_id, now.wall_s - now.monotonic_s, quality, now.monotonic_s)


def sample_row(point: str, reading: Reading, clock: Clock) -> SampleRow:
    """A value with the time it was taken; an absence with the time of now, as it still lasts."""
    now_s, quality = clock.monotonic_s(), clock.quality().value
    if reading.value is None or not isfinite(reading.value):
        absence = str(reading.absence or Absence.OUT_OF_RANGE)
        return SampleRow(clock.boot_id, now_s, clock.wall_s(), point, None, absence, quality)
    wall_s = clock.wall_s() - (now_s - reading.taken_at_s)
    return SampleRow(clock.boot_id, reading.taken_at_s, wall_s, point, float(reading.value), None, quality)


def event_row(event: Event, clock: Clock) -> EventRow:
    """An event of the controller."""
    return EventRow(
        clock.boot_id,
        event.at_s,
        clock.wall_s() - (clock.monotonic_s() - event.at_s),
        kind_of(event),
        _storable(describe(event)),
        json.dumps(data_of(event), default=str),
        clock.quality().value,
    )


def note_row(kind: str, text: str, clock: Clock, data: Mapping[str, int] | None = None) -> EventRow:
    """Something that the record has to tell about itself."""
    now, quality = clock.now, clock.quality().value
    return EventRow(clock.boot_id, now.monotonic_s, now.wall_s, kind, _storable(text), json.dumps(data or {}), quality)


def mended(row: Row, known: TimeOfDay) -> Row:
    """The row with the time of day that is known now, where its own was worth less."""
    wall_s = row.monotonic_s + known.wall_at_zero_s
    if row.boot_id != known.boot_id or not _is_worse(row, known.clock, wall_s):
        return row
    return row._replace(wall_s=wall_s, clock=known.clock.value)


def _is_worse(row: SampleRow | EventRow, clock: ClockQuality, wall_s: float) -> bool:
    if row.clock == ClockQuality.RTC:
        return clock is not ClockQuality.RTC and abs(row.wall_s - wall_s) > RIGHT_TO_S
    return not ClockQuality(row.clock).is_known


def _storable(text: str) -> str:
    """Without halves of characters, which JSON can carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()
