"""Reconnecting: the pause before the next attempt, and the suspicion of a second client of the same identity. Pure."""

from dataclasses import dataclass

from firmware.uplink.connection_errors import ClosedEarly, NoAnswer
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
"""So many connections in a row that are soon closed without a reason are told: of MQTT 3.1.1, and of brokers such as
mosquitto 2.0.11 also with MQTT 5, that is all that is seen of a rival."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A random time between these."""

    min_s: float
    max_s: float


class Pace:
    """The knowledge from the ends of all connections so far."""

    def __init__(self) -> None:
        self._failures = 0
        self._thrown_out = 0
        self.is_taken_over = False
        """Whether the broker has said that another client uses the same id, and that may still be so."""

    def ended(self, why: LinkLost, *, lasted_s: float | None) -> Wait:
        """Note the end of a connection that lasted so long (None: none came about); return how long to wait now."""
        is_stable = lasted_s is not None and lasted_s >= STABLE_S
        self._failures = 0 if is_stable else min(self._failures + 1, 10)
        self._suspect(why, closed_early=isinstance(why, ClosedEarly) and lasted_s is not None and not is_stable)
        if not self.is_suspicious:
            return Wait(0.0, min(MAX_WAIT_S, 2.0**self._failures))
        max_s = min(CLASH_MAX_WAIT_S, CLASH_WAIT_S * 2.0 ** min(self._thrown_out - SUSPICIOUS, 10))
        return Wait(max_s / 2, max_s)

    def _suspect(self, why: LinkLost, *, closed_early: bool) -> None:
        """Count what looks like a rival; a suspicion stays until a connection lasts."""
        if isinstance(why, TakenOver):
            self.is_taken_over = True
            self._thrown_out = max(self._thrown_out, SUSPICIOUS - 1) + 1
        elif closed_early or (self.is_suspicious and isinstance(why, ClosedEarly)):
            self._thrown_out += 1
        elif not self.is_suspicious and not isinstance(why, NoAnswer):  # which may also be a rival that was quicker
            self._thrown_out = 0

    def lasts(self, lasted_s: float) -> None:
        """Note that the connection has lasted so long by now."""
        if lasted_s >= CLASH_OVER_S:
            self._thrown_out, self.is_taken_over = 0, False

    @property
    def is_suspicious(self) -> bool:
        """True where another client seems to use the same id."""
        return self._thrown_out >= SUSPICIOUS

    def is_trusted(self, lasted_s: float) -> bool:
        """Return True where a connection that has lasted so long counts as good: at once, but for a suspicion."""
        return lasted_s >= STABLE_S or not self.is_suspicious
