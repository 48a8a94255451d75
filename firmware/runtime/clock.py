"""The one clock of the daemon. The rig injects its own and runs the same daemon faster than life."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class ClockQuality(StrEnum):
    """The quality of the time of day, from not at all upwards. The values stand in the record."""

    NONE = "none"
    """Never set: it began somewhere, often in 1970."""
    RESTORED = "restored"
    """Set to a time that was saved before the computer was switched off: it lags by the time it was off."""
    RTC = "rtc"
    """From a clock with a battery of its own: right to some seconds."""
    NTP = "ntp"
    """From the network."""
    GNSS = "gnss"
    """From satellites."""

    @property
    def is_known(self) -> bool:
        """True where times by this clock are those of the world."""
        return self not in (ClockQuality.NONE, ClockQuality.RESTORED)


@dataclass(frozen=True, slots=True)
class Now:
    """The same moment on both clocks of `Clock`, to bring times of one to the other."""

    monotonic_s: float
    wall_s: float
    is_known: bool = True
    """Whether the time of day is that of the world."""
    has_zone: bool = True
    """Whether somebody has told this computer its time zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The source of all time.

    `monotonic_s` is for control and must be the running event loop's own time; `wall_s` (seconds since 1970) is only
    for records and people. Monotonic times can be compared within one `boot_id` only.
    """

    monotonic_s: Callable[[], float]
    wall_s: Callable[[], float]
    boot_id: str
    quality: Callable[[], ClockQuality] = lambda: ClockQuality.NTP
    """What `wall_s` is worth now; the rig's own clocks are right unless it says otherwise."""
    has_zone: Callable[[], bool] = lambda: True
    """Whether local times mean anything: a computer that was never told its zone has UTC."""

    @property
    def now(self) -> Now:
        """The present time by both clocks."""
        return Now(self.monotonic_s(), self.wall_s(), self.quality().is_known, self.has_zone())
