"""Times of day as people say them, in the time zone of this computer. Pure but for that zone."""

import re
from datetime import UTC, datetime, timedelta

_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def local(wall_s: float) -> datetime:
    """The local time of `wall_s` (seconds since 1970)."""
    return datetime.fromtimestamp(wall_s, tz=UTC).astimezone()


def time_of_day(wall_s: float) -> str:
    """The local time of day of `wall_s` (seconds since 1970), as HH:MM."""
    return local(wall_s).strftime("%H:%M")


def next_at(text: str, *, wall_s: float) -> float | None:
    """When (seconds since 1970) it is `text` (H:MM or HH:MM) next after `wall_s`; None: it is no time of day."""
    match = _TIME_OF_DAY.fullmatch(text)
    if match is None:
        return None
    hour, minute = (int(digits) for digits in match.groups())
    # Without a zone, so that a day on which the clocks change is counted as long as it is.
    today = local(wall_s).replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    return min(at_s for at_s in (today.timestamp(), (today + timedelta(days=1)).timestamp()) if at_s > wall_s)
