"""Limits on how often the record is written, whatever happens: nobody's flood of events or commands wears the card out.

Of a kind of event the first are rows, the rest of that minute are one row with their number. Commits are due regularly,
sooner for what must not wait, but only so many at once; alarms alone never wait.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from controller import RequestAccepted, RequestRefused
from firmware.record.new_rows import KINDS

WINDOW_S = 60.0

ROWS_PER_WINDOW: Mapping[str, int] = {KINDS[RequestAccepted]: 10, KINDS[RequestRefused]: 10}
"""What anybody on the network can cause: a person makes fewer (engineering choice)."""

OTHER_ROWS_PER_WINDOW = 60
"""Of any other kind: a bus that is lost takes some thirty readings with it (engineering choice)."""

BURST, PACE_S = 20, 30.0
"""So many commits may follow each other at once, and then one in this time, but for alarms (engineering choices): a hub
that sends commands without end must not wear the card out."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The number of further events of `kind` within one window."""

    kind: str
    count: int


class Floods:
    """Counts of the events of each kind within the present window."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._since_s = 0.0

    def is_row(self, kind: str) -> bool:
        """Return True where this event becomes a row of its own."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        return count <= _rows(kind)

    def sums(self, now_s: float) -> tuple[Sum, ...]:
        """Return the sums of events that were no rows, each time a window is over; () before."""
        if now_s - self._since_s < WINDOW_S:
            return ()
        return self.rest(now_s)

    def rest(self, now_s: float) -> tuple[Sum, ...]:
        """Return the sums of events that were no rows until now, and begin a window."""
        counts, self._counts, self._since_s = self._counts, {}, now_s
        return tuple(Sum(kind, count - _rows(kind)) for kind, count in counts.items() if count > _rows(kind))


def _rows(kind: str) -> int:
    return ROWS_PER_WINDOW.get(kind, OTHER_ROWS_PER_WINDOW)


class Pace:
    """A pace for repeated events: at once up to `burst` times, then once per `every_s`."""

    def __init__(self, burst: int, every_s: float) -> None:
        self._burst_s, self._every_s = burst * every_s, every_s
        self._earned_s = self._burst_s
        self._at_s: float | None = None

    def wait_s(self, now_s: float) -> float:
        """Count one more at `now_s`, and tell how long it has to wait."""
        passed_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        self._earned_s = min(self._burst_s, self._earned_s + passed_s) - self._every_s
        if self._earned_s >= 0.0:
            return 0.0
        missing_s, self._earned_s = -self._earned_s, -self._every_s
        return min(missing_s, self._every_s)


class Urgency:
    """The requests for a commit, and the one who waits for it."""

    def __init__(self) -> None:
        self._hurry, self._alarm = asyncio.Event(), asyncio.Event()
        self._pace = Pace(BURST, PACE_S)

    def hurry(self) -> None:
        """Ask for a commit soon."""
        self._hurry.set()

    def alarm(self) -> None:
        """Ask for a commit at once, however often."""
        self._hurry.set()
        self._alarm.set()

    async def due(self, every_s: float, monotonic_s: Callable[[], float]) -> None:
        """Wait for the next commit: at most `every_s`, or PACE_S."""
        await _set_within(self._hurry, every_s)
        await _set_within(self._alarm, self._pace.wait_s(monotonic_s()))
        self._hurry.clear()
        self._alarm.clear()


async def _set_within(event: asyncio.Event, within_s: float) -> None:
    if within_s > 0.0:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await event.wait()
