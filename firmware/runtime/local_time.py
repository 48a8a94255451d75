"""Times of day as people say them, in the time zone of this computer. Pure but for that zone."""

import re
import time
from datetime import UTC, datetime, timedelta

_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)

_DAYS = range(3)
"""Today, tomorrow, and the day after: a time that is left out today and tomorrow there is none."""


def local(wall_s: float) -> datetime:
    """Return the local time of `wall_s` (seconds since 1970); the zone may be set while this runs."""
    time.tzset()
    return datetime.fromtimestamp(wall_s, tz=UTC).astimezone()


def time_of_day(wall_s: float) -> str:
    """Return the local time of day of `wall_s` (seconds since 1970), as HH:MM."""
    return local(wall_s).strftime("%H:%M")


def in_two_digits(text: str) -> str | None:
    """Give the time of day `text` (H:MM or HH:MM) as HH:MM; None: it is no time of day."""
    match = _TIME_OF_DAY.fullmatch(text)
    return match and f"{int(match[1]):02}:{match[2]}"


def next_at(text: str, *, wall_s: float) -> float | None:
    """Return the next time (seconds since 1970) of `text` (H:MM or HH:MM) after `wall_s`; None: it is no time of day.

    Where clocks are put back, a time that comes twice is next each time. Where they are put forward, one that is left
    out is next when they are.
    """
    match = _TIME_OF_DAY.fullmatch(text)
    if match is None:
        return None
    hour, minute = (int(digits) for digits in match.groups())
    # Without a zone, so that a day on which the clocks change is counted as long as it is.
    today = local(wall_s).replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    days = (today + timedelta(days=ahead) for ahead in _DAYS)
    return min(at_s for day in days for at_s in _moments(day) if at_s > wall_s)


def _moments(shown: datetime) -> tuple[float, ...]:
    """Return the moments at which this zone's clocks show `shown`: one, two, or the moment that they leave it out."""
    first_s, second_s = (shown.replace(fold=fold).timestamp() for fold in (0, 1))
    if first_s <= second_s:
        return first_s, second_s
    while first_s - second_s > 1.0:  # the clocks are put forward in between
        middle_s = (first_s + second_s) // 2.0
        if local(middle_s).replace(tzinfo=None) < shown:
            second_s = middle_s
        else:
            first_s = middle_s
    return (first_s,)
