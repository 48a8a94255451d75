"""When the next commit is due: regularly, sooner for what must not wait, but never so often that the card wears out."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

BURST, PACE_S = 20, 30.0
"""So many commits may follow each other at once, and then one in this time, but for alarms (engineering choices): a hub
that sends commands without end must not wear the card out."""


class Pace:
    """How soon the next of something may follow: at once up to `burst` times, then once in `every_s`."""

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
    """What asks for a commit, and the one who waits for it."""

    def __init__(self) -> None:
        self._hurry, self._alarm = asyncio.Event(), asyncio.Event()
        self._pace = Pace(BURST, PACE_S)

    def hurry(self) -> None:
        """Something should be written at once."""
        self._hurry.set()

    def alarm(self) -> None:
        """Something must be written at once, however often."""
        self._hurry.set()
        self._alarm.set()

    async def due(self, every_s: float, monotonic_s: Callable[[], float]) -> None:
        """Until the next commit is due, which is after `every_s` at the latest, or PACE_S."""
        await _set_within(self._hurry, every_s)
        await _set_within(self._alarm, self._pace.wait_s(monotonic_s()))
        self._hurry.clear()
        self._alarm.clear()


async def _set_within(event: asyncio.Event, within_s: float) -> None:
    if within_s > 0.0:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await event.wait()
