"""The one clock of the daemon. The rig injects its own and runs the same daemon faster than life."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Now:
    """The same moment on both clocks of `Clock`, to bring times of one to the other."""

    monotonic_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Clock:
    """Where all time comes from.

    `monotonic_s` is for control and must be the running event loop's own time; `wall_s` (seconds since 1970) is only
    for records and people. Monotonic times can be compared within one `boot_id` only.
    """

    monotonic_s: Callable[[], float]
    wall_s: Callable[[], float]
    boot_id: str

    @property
    def now(self) -> Now:
        """Both times."""
        return Now(self.monotonic_s(), self.wall_s())
