"""Starts and stops of the compressor: its minimum times and its starts per hour.

State      leaves for   when               and only
standing   running      cold is requested  after min_off_s, and with fewer than most_starts_per_h in the last hour
running    standing     no cold requested  after min_on_s
"""

from controller.interface.immutable import immutable
from controller.settings import CompressorSettings

_HOUR_S = 3_600.0


@immutable
class Motor:
    """A compressor that runs, or stands, since `since_s`, as it was applied; `starts_s` are its latest starts."""

    running: bool
    since_s: float
    starts_s: tuple[float, ...] = ()


def initial(stopped_at_s: float) -> Motor:
    """A compressor that stands since `stopped_at_s`."""
    return Motor(running=False, since_s=stopped_at_s)


def update(motor: Motor, running: bool, max_starts: int, *, since_s: float) -> Motor:
    """The motor after it really was `running` or not since the last tick, at `since_s`."""
    if running == motor.running:
        return motor
    starts_s = (*motor.starts_s, since_s)[-max_starts:] if running else motor.starts_s
    return Motor(running, since_s, starts_s)


def requested(motor: Motor, cold: bool, settings: CompressorSettings, *, now_s: float) -> bool:
    """Tell whether to run from now on, where `cold` is requested or not."""
    lasted_s = now_s - motor.since_s
    if motor.running:
        return cold or lasted_s < settings.min_on_s
    return cold and lasted_s >= settings.min_off_s and not _too_many(motor, settings, now_s=now_s)


def _too_many(motor: Motor, settings: CompressorSettings, *, now_s: float) -> bool:
    """Return True where one more start would be too many in an hour."""
    starts_s = motor.starts_s
    return len(starts_s) >= settings.most_starts_per_h and now_s - starts_s[-settings.most_starts_per_h] < _HOUR_S
