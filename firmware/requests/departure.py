"""A departure by the clock of the day: it stays at that time, whatever becomes of the clock.

The controller knows the monotonic clock alone. With each departure it keeps what was said of the clock of the day,
`departs_by`; from that the time is worked out anew whenever the two clocks have moved against each other.

    07:30                       said in this run: when it is 7:30 next after it was said, by the clock as it is now
    2026-11-26T06:30:00+00:00   kept from an earlier run, whose clock was known: that moment
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from controller import CABIN, DepartureRequest, Event, Request, Targets
from controller.targets import GRACE_S, LATEST_DEPARTURE_S
from firmware.control.state_store import State
from firmware.runtime.clock import Clock, Now
from firmware.runtime.faults import Faults
from firmware.runtime.local_time import in_two_digits, next_at, time_of_day

ORIGIN = FAULT = "departure"
"""Who asks the controller for the time that has moved, and what waits."""

MOVED_S = 1.0
"""By so much the time must have moved: less is how clocks are read, and nobody leaves to the second (choice)."""

WAITS = "waits for the time of day"

SOON_S = 1.0
"""What is nearer cannot be asked for any more: it would be over when the request is looked at. A departure that has
just passed is asked for as one that is so near; people are late sometimes."""

_LATEST_WALL_S = 32_503_680_000.0
"""The year 3000."""


def moment(departs_by: str) -> float | None:
    """The seconds since 1970 of a departure that was kept; None for a time of day. Raises ValueError."""
    if in_two_digits(departs_by):
        return None
    return datetime.fromisoformat(departs_by).timestamp()


def at_moment(wall_s: float) -> str:
    """The words of a departure at `wall_s` (seconds since 1970); raises ValueError where that is no time."""
    if not 0.0 <= wall_s <= _LATEST_WALL_S:
        raise ValueError(f"departure at {wall_s:g} s since 1970: must be between 1970 and 3000")
    return datetime.fromtimestamp(wall_s, tz=UTC).isoformat()


def shown(departs_by: str) -> str:
    """The time of day of a departure, as HH:MM."""
    wall_s = moment(departs_by)
    return departs_by if wall_s is None else time_of_day(wall_s)


def departs_at_s(departs_by: str, said_s: float, now: Now) -> float | None:
    """The time on the monotonic clock of what was said at `said_s` of that clock.

    None while the time of day is not known, or where it is farther ahead than anybody plans; negative infinity where it
    is over.
    """
    if not (now.is_known and 0.0 <= now.wall_s <= _LATEST_WALL_S):
        return None
    wall_s = moment(departs_by)
    if wall_s is None:
        wall_s = next_at(departs_by, wall_s=now.wall_s - (now.monotonic_s - said_s))
    ahead_s = float("inf") if wall_s is None else wall_s - now.wall_s
    if ahead_s < -GRACE_S:
        return float("-inf")
    return now.monotonic_s + ahead_s if ahead_s <= LATEST_DEPARTURE_S else None


class Changes(Protocol):
    """What a store.Subscription gives."""

    def changes(self) -> AsyncIterator[tuple[State, tuple[Event, ...]]]:
        """The newest state each time there is one."""


class Submit(Protocol):
    """Takes a request for the next tick, as the store does; False when too many wait."""

    def __call__(self, request: Request) -> bool:
        """Hand it over."""


class DepartureMonitor:
    """Asks the controller for the departure anew when the clock has moved, and tells while it waits for the time."""

    def __init__(self, clock: Clock, submit: Submit, faults: Faults) -> None:
        self._clock, self._submit, self._faults = clock, submit, faults
        self._said, self._said_s = "", 0.0
        self._without_words: tuple[float, str] | None = None
        self._ids = count(1)

    async def run(self, subscription: Changes) -> None:
        """Never ends."""
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
    """When a departure that is seen for the first time counts as said: so that what holds is the next of that time."""
    said_s = now.monotonic_s + SOON_S
    return said_s if targets.departs_at_s is None else min(said_s, targets.departs_at_s - SOON_S / 2.0)


def _why(now: Now) -> str:
    if now.is_known:
        return "the clock has been put back by days"
    return "nobody has set this computer's clock yet; the network does, or a clock with a battery"


def _has_moved(holds_s: float | None, at_s: float | None, now: Now) -> bool:
    """Whether what holds is another time; one that is over or now is left to the controller, which ends it."""
    if holds_s is None or at_s is None:
        return holds_s is not at_s
    is_due = holds_s <= now.monotonic_s + SOON_S and float("-inf") < at_s <= now.monotonic_s
    return abs(holds_s - at_s) > MOVED_S and not is_due
