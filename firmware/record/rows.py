"""Rows of the record as they are stored, and the time of day that some of them get later. Pure."""

from typing import NamedTuple, TypeVar

from firmware.runtime.clock import Clock, ClockQuality

GAP, SET_ASIDE, LEFT_OUT, SUMMED = "RecordGap", "RecordSetAside", "RecordLeftOut", "EventsSummed"
"""Kinds of what the record tells about itself: rows were lost; a file was set aside or another begun beside it; kept
values were damaged; rows of a flood stand for more."""

ERASED = "PersonalDataErased"
"""Kind of the event that tells that what tells of a person was erased."""

ALARM_RAISED, ALARM_CLEARED = "AlarmRaised", "AlarmCleared"
"""Kinds of the events of alarms."""

TRIP_STARTED, TRIP_STOPPED, ACKNOWLEDGED = "TripStarted", "TripStopped", "ExcursionAcknowledged"
EXCURSION_OPENED, EXCURSION_CLOSED = "ExcursionOpened", "ExcursionClosed"
"""Kinds of the events of trips: goods are under way between the first two."""

TRIPS = frozenset({TRIP_STARTED, TRIP_STOPPED, ACKNOWLEDGED, EXCURSION_OPENED, EXCURSION_CLOSED})

LASTING = TRIPS | {ALARM_RAISED, ALARM_CLEARED, GAP, SET_ASIDE, LEFT_OUT, ERASED}
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
    """Read `clock`; None while it does not know."""
    quality, now = clock.quality(), clock.now
    if not quality.is_known:
        return None
    return TimeOfDay(clock.boot_id, now.wall_s - now.monotonic_s, quality, now.monotonic_s)


def mended(row: Row, known: TimeOfDay) -> Row:
    """Return the row with the time of day that is known now, where its own was worth less."""
    wall_s = row.monotonic_s + known.wall_at_zero_s
    if row.boot_id != known.boot_id or not _is_worse(row, known.clock, wall_s):
        return row
    return row._replace(wall_s=wall_s, clock=known.clock.value)


def _is_worse(row: SampleRow | EventRow, clock: ClockQuality, wall_s: float) -> bool:
    if row.clock == ClockQuality.RTC:
        return clock is not ClockQuality.RTC and abs(row.wall_s - wall_s) > RIGHT_TO_S
    return not ClockQuality(row.clock).is_known
