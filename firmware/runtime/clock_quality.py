"""The quality of the computer's time of day, as the system tells it; needs no privilege."""

import ctypes
from collections.abc import Callable
from pathlib import Path

from firmware.runtime.clock import ClockQuality

EARLIEST_WALL_S = 1_767_225_600.0
"""2026-01-01, before this program was written: a clock that shows less was never set."""

LOOK_EVERY_S = 5.0
"""How often the files are looked at. Engineering choice: rows of this time are mended anyhow."""

_SYNCHRONISED = "run/systemd/timesync/synchronized"
"""systemd-timesyncd makes this file when it has set the clock from the network in this boot (its manual page)."""

_FROM_BATTERY = "sys/class/rtc/*/hctosys"
"""1 for the battery's clock from which the kernel set the time when it started (Linux, ABI/testing/rtc-cdev)."""


_TIMEX_BYTES, _UNSYNCHRONISED = 512, 5
"""More than a `struct timex` has, and TIME_ERROR (adjtimex(2)): zeros in the one ask for nothing but the other."""


def kernel_is_synchronised() -> bool:
    """Return True where the clock service of this boot says that the time is right: timesyncd, chrony, ntpsec."""
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    except (OSError, AttributeError):
        return False
    return 0 <= state < _UNSYNCHRONISED


class SystemClockQuality:
    """Callable: the quality of the system's clock. `monotonic_s`, `wall_s` (seconds since 1970) tell the time.

    `is_synchronised` is the word of the kernel.
    """

    def __init__(
        self,
        monotonic_s: Callable[[], float],
        wall_s: Callable[[], float],
        root: Path = Path("/"),
        *,
        is_synchronised: Callable[[], bool] = lambda: False,
    ) -> None:
        self._monotonic_s, self._wall_s, self._root = monotonic_s, wall_s, root
        self._is_synchronised = is_synchronised
        self._quality, self._looked_s = ClockQuality.NONE, -LOOK_EVERY_S

    def __call__(self) -> ClockQuality:
        """Return the quality of at most LOOK_EVERY_S ago.

        Once known it stays so: the clock runs on without the network.
        """
        now_s = self._monotonic_s()
        if self._quality is not ClockQuality.NTP and now_s - self._looked_s >= LOOK_EVERY_S:
            self._quality, self._looked_s = self._look(), now_s
        return self._quality

    def _look(self) -> ClockQuality:
        if self._wall_s() < EARLIEST_WALL_S:
            return ClockQuality.NONE
        if (self._root / _SYNCHRONISED).exists() or self._is_synchronised():
            return ClockQuality.NTP
        if any(_text(file) == "1" for file in self._root.glob(_FROM_BATTERY)):
            return ClockQuality.RTC
        return ClockQuality.RESTORED


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
