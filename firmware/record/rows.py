"""The rows of the record. Pure."""

import json
from dataclasses import asdict
from math import isfinite
from typing import NamedTuple

from controller import Absence, Event, Reading
from firmware.clock import Clock
from firmware.event_text import describe


class SampleRow(NamedTuple):
    """One row of `samples`; exactly one of `value` and `absence` is None."""

    boot_id: str
    monotonic_s: float
    wall_s: float
    point: str
    value: float | None
    absence: str | None


class EventRow(NamedTuple):
    """One row of `events`: `text` for people, `data` (JSON) for programs."""

    boot_id: str
    monotonic_s: float
    wall_s: float
    kind: str
    text: str
    data: str


def sample_row(point: str, reading: Reading, clock: Clock) -> SampleRow:
    """A value with the time it was taken; an absence with the time of now, as it still lasts."""
    now_s = clock.monotonic_s()
    if reading.value is None or not isfinite(reading.value):
        absence = str(reading.absence or Absence.OUT_OF_RANGE)
        return SampleRow(clock.boot_id, now_s, clock.wall_s(), point, None, absence)
    wall_s = clock.wall_s() - (now_s - reading.taken_at_s)
    return SampleRow(clock.boot_id, reading.taken_at_s, wall_s, point, float(reading.value), None)


def event_row(event: Event, clock: Clock) -> EventRow:
    """An event of the controller."""
    wall_s = clock.wall_s() - (clock.monotonic_s() - event.at_s)
    data = {name: value for name, value in asdict(event).items() if name != "at_s"}
    return EventRow(
        clock.boot_id,
        event.at_s,
        wall_s,
        type(event).__name__,
        _storable(describe(event)),
        json.dumps(data, default=str),
    )


def note_row(kind: str, text: str, clock: Clock) -> EventRow:
    """Something that the record has to tell about itself."""
    return EventRow(clock.boot_id, clock.monotonic_s(), clock.wall_s(), kind, _storable(text), "{}")


def _storable(text: str) -> str:
    """Without halves of characters, which JSON can carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()
