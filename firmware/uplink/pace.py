"""How soon to connect again, and whether somebody else uses the same identity. Pure."""

from dataclasses import dataclass

from firmware.uplink.faults import ClosedEarly
from firmware.uplink.port import LinkLost, TakenOver

STABLE_S = 60.0
MAX_WAIT_S = 60.0
"""Full jitter: a random time from 0 to 2^n s, with n from 0 again after a connection that was stable."""

CLASH_WAIT_S = 60.0
CLASH_MAX_WAIT_S = 900.0
"""Two with one client id throw each other out: each waits twice as long each time, at least half of that. Engineering
choice: few enough connections for the broker and the log, and whoever is alone is back within a quarter of an hour."""

CLASH_OVER_S = 1_200.0
"""A connection that lasts so long, longer than the other would wait, has no rival any more."""

SUSPICIOUS = 3
"""So many stable-less connections in a row, closed without a reason, are told. With MQTT 3.1.1, and some brokers, that
is all that is seen of a rival."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A random time between these."""

    min_s: float
    max_s: float


class Pace:
    """What the ends of the connections so far say."""

    def __init__(self) -> None:
        self._failures = 0
        self._taken_over = 0
        self._closed_early = 0

    def ended(self, why: LinkLost, *, lasted_s: float | None) -> Wait:
        """A connection that lasted so long has ended (None: none came about); how long to wait now."""
        is_stable = lasted_s is not None and lasted_s >= STABLE_S
        self._failures = 0 if is_stable else min(self._failures + 1, 10)
        early = isinstance(why, ClosedEarly) and lasted_s is not None and not is_stable
        self._closed_early = self._closed_early + 1 if early else 0
        if isinstance(why, TakenOver):
            self._taken_over += 1
            longest_s = min(CLASH_MAX_WAIT_S, CLASH_WAIT_S * 2.0 ** min(self._taken_over - 1, 10))
            return Wait(longest_s / 2, longest_s)
        return Wait(0.0, min(MAX_WAIT_S, 2.0**self._failures))

    def lasts(self, lasted_s: float) -> None:
        """The connection has lasted so long by now."""
        if lasted_s >= CLASH_OVER_S:
            self._taken_over = self._closed_early = 0

    @property
    def is_taken_over(self) -> bool:
        """Whether the broker has said that another client uses the same id, and that may still be so."""
        return self._taken_over > 0

    @property
    def is_suspicious(self) -> bool:
        """Whether the connections end as if another client used the same id."""
        return self._closed_early >= SUSPICIOUS

    def is_trusted(self, lasted_s: float) -> bool:
        """Whether a connection that has lasted so long counts as good: at once, but after others that soon ended."""
        return lasted_s >= STABLE_S or not (self._taken_over or self.is_suspicious)
