"""Monitor of the departure: it stays at its time of day, whatever becomes of the clock.

Whenever the two clocks have moved against each other, the monotonic time of the departure is worked out anew.
"""

from collections.abc import Callable
from itertools import count

from controller import CABIN, DepartureRequest, Request, Targets
from firmware.control.state_store import Subscription
from firmware.requests.departure import SOON_S, WAITS, at_moment, departs_at_s, shown
from firmware.runtime.clock import Clock, Now
from firmware.runtime.faults import Faults

ORIGIN = FAULT = "departure"
"""Who asks the controller for the time that has moved, and what waits."""

MOVED_S = 1.0
"""By so much the time must have moved: less is how clocks are read, and nobody leaves to the second (choice)."""


class DepartureMonitor:
    """Requests of the departure anew when the clock has moved, and a fault while it waits for the time of day.

    `submit` takes a request for the next tick, as the store does; False when too many wait.

    `submit` takes a request for the next tick, as the store does; False when too many wait.
    """

    def __init__(self, clock: Clock, submit: Callable[[Request], bool], faults: Faults) -> None:
        self._clock, self._submit, self._faults = clock, submit, faults
        self._said, self._said_s = "", 0.0
        self._without_words: tuple[float, str] | None = None
        self._ids = count(1)

    async def run(self, subscription: Subscription) -> None:
        """Follow the departure in each state, for ever."""
        async for state, _ in subscription.changes():
            self.look(state.step.memory.targets)

    def look(self, targets: Targets) -> None:
        """Compare the departure that holds with what was said of it."""
        now = self._clock.now
        departs_by = targets.departs_by or self._words(targets.departs_at_s, now)
        if departs_by != self._said:
            self._said, self._said_s = departs_by, _said_s(targets, now)
        if not departs_by:
            self._faults.clear(FAULT)
            return
        at_s = departs_at_s(departs_by, self._said_s, now)
        if at_s is None:
            self._faults.report(FAULT, f"departure: {shown(departs_by)} {WAITS}: {_why(now)}")
        else:
            self._faults.clear(FAULT)
        if _has_moved(targets.departs_at_s, at_s, now):
            self._submit(self._request(at_s, departs_by, now))

    def _words(self, holds_s: float | None, now: Now) -> str:
        """Put a departure into words that has none, as one of an earlier version: the moment that it meant at first."""
        if holds_s is None or not now.is_known:
            return ""
        if self._without_words is None or self._without_words[0] != holds_s:
            self._without_words = holds_s, at_moment(now.wall_s + holds_s - now.monotonic_s)
        return self._without_words[1]

    def _request(self, at_s: float | None, departs_by: str, now: Now) -> DepartureRequest:
        request_id = f"{ORIGIN}-{next(self._ids)}"
        if at_s == float("-inf"):
            return DepartureRequest(request_id=request_id, origin=ORIGIN, appliance=CABIN, departs_at_s=None)
        at_s = None if at_s is None else max(at_s, now.monotonic_s + SOON_S)
        return DepartureRequest(
            request_id=request_id, origin=ORIGIN, appliance=CABIN, departs_at_s=at_s, departs_by=departs_by
        )


def _said_s(targets: Targets, now: Now) -> float:
    """Return the time at which a new departure counts as requested, so that it means the next such time of day."""
    said_s = now.monotonic_s + SOON_S
    return said_s if targets.departs_at_s is None else min(said_s, targets.departs_at_s - SOON_S / 2.0)


def _why(now: Now) -> str:
    if now.is_known:
        return "the clock has been put back by days"
    return "this computer's clock is not set yet: connect it to a network, or fit a clock with a battery"


def _has_moved(holds_s: float | None, at_s: float | None, now: Now) -> bool:
    """Return True where another time holds; one that is over or now is left to the controller, which ends it."""
    if holds_s is None or at_s is None:
        return holds_s is not at_s
    is_due = holds_s <= now.monotonic_s + SOON_S and float("-inf") < at_s <= now.monotonic_s
    return abs(holds_s - at_s) > MOVED_S and not is_due
