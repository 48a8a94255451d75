"""Departures by the clock of the day, in words and on the monotonic clock. Pure but for the time zone.

The controller knows the monotonic clock alone. With each departure it keeps the words for the clock of the day,
`departs_by`, from which the monotonic time can be computed again:

    07:30                       said in this run: when it is 7:30 next after it was said, by the clock as it is now
    2026-11-26T06:30:00+00:00   kept from an earlier run, whose clock was known: that moment
"""

from datetime import UTC, datetime

from controller.targets import GRACE_S, LATEST_DEPARTURE_S
from firmware.runtime.clock import Now
from firmware.runtime.local_time import in_two_digits, next_at, time_of_day

WAITS = "waits for the time of day"

SOON_S = 1.0
"""What is nearer cannot be asked for any more: it would be over when the request is looked at. A departure that has
just passed is asked for as one that is so near; people are late sometimes."""

_LATEST_WALL_S = 32_503_680_000.0
"""The year 3000."""


def moment(departs_by: str) -> float | None:
    """Return the seconds since 1970 of a persisted departure; None for a time of day. Raises ValueError."""
    if in_two_digits(departs_by):
        return None
    return datetime.fromisoformat(departs_by).timestamp()


def at_moment(wall_s: float) -> str:
    """Put a departure at `wall_s` (seconds since 1970) into words; raises ValueError where that is no time."""
    if not 0.0 <= wall_s <= _LATEST_WALL_S:
        raise ValueError(f"departure at {wall_s:g} s since 1970: must be between 1970 and 3000")
    return datetime.fromtimestamp(wall_s, tz=UTC).isoformat()


def shown(departs_by: str) -> str:
    """Return the time of day of a departure, as HH:MM."""
    wall_s = moment(departs_by)
    return departs_by if wall_s is None else time_of_day(wall_s)


def departs_at_s(departs_by: str, said_s: float, now: Now) -> float | None:
    """Return the time on the monotonic clock of words that were said at `said_s` of that clock.

    None while the time of day is not known, or where it is farther ahead than anybody plans; negative infinity where it
    is over.
    """
    if not (now.is_known and 0.0 <= now.wall_s <= _LATEST_WALL_S):
        return None
    wall_s = moment(departs_by)
    if wall_s is None:
        wall_s = next_at(departs_by, wall_s=now.wall_s - (now.monotonic_s - said_s))
    ahead_s = float("inf") if wall_s is None else wall_s - now.wall_s
    if ahead_s < -GRACE_S:
        return float("-inf")
    return now.monotonic_s + ahead_s if ahead_s <= LATEST_DEPARTURE_S else None
