"""The log lines on what others send: a flood of it is counted, not written."""

import logging

from firmware.runtime.clock import Clock
from firmware.runtime.one_line import one_line

_LOG = logging.getLogger(__name__)

MAX_LINES = 20
WINDOW_S = 60.0
"""At most so many lines in such a time. Engineering choice: all that people mistype, little of a program's flood."""


class Complaints:
    """Says each line at once, as long as there are few."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since_s = clock.monotonic_s()
        self._lines = 0

    def say(self, line: str) -> None:
        """One line, or one more that is only counted."""
        now_s = self._clock.monotonic_s()
        if now_s - self._since_s >= WINDOW_S:
            if self._lines > MAX_LINES:
                _LOG.warning("mqtt: and %d more like these", self._lines - MAX_LINES)
            self._since_s, self._lines = now_s, 0
        self._lines += 1
        if self._lines <= MAX_LINES:
            _LOG.warning("%s", one_line(line))
