"""Signals that fell silent: each is told once, as soon as its sender has missed too many cycles; pure, no clock.

How often a signal comes is given, or learned from the frames. One that is sent only when it changes has no cycle: its
silence means nothing, and how long its last value is believed is left to those who use it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drivers.errors import Stale

CYCLES_MISSED = 10
"""Cycles without a frame until a signal counts as silent, as in opendbc's parser. Busy buses delay single frames: by up
to 2.3 cycles in the drives that the shipped profiles were checked with."""

MIN_TIMEOUT_S = 0.5
"""Nobody regulates faster than this, and frames are taken in batches up to 0.1 s apart (engineering choice)."""

LEARNING_SHARE = 1 / 8
"""Of each new interval in the learned one, as TCP smooths its round-trip time (RFC 6298, section 2)."""

LEARNED_AFTER = 8
"""Intervals until a learned cycle time is relied on (engineering choice: frames that waited come in a burst)."""

ON_CHANGE = 0.0
"""The cycle time of a signal that is sent only when it changes."""


@dataclass(slots=True)
class _ReceivedSignal:
    """One signal. `to_learn` intervals are wanted before `cycle_s` counts; `at_s` is None while it is silent."""

    cycle_s: float
    is_learned: bool
    to_learn: int
    at_s: float | None = None

    def receive(self, now_s: float) -> None:
        """Note a frame with the signal, and learn its cycle time where none is given."""
        if self.is_learned and self.at_s is not None:
            self._learn(now_s - self.at_s)
        self.at_s = now_s

    def _learn(self, interval_s: float) -> None:
        first = self.to_learn == LEARNED_AFTER
        self.cycle_s += (1.0 if first else LEARNING_SHARE) * (interval_s - self.cycle_s)
        self.to_learn = max(0, self.to_learn - 1)

    def is_overdue(self, now_s: float) -> bool:
        """Return whether too many cycles passed without it; False while silent, and while its cycle time is learned."""
        if self.at_s is None or self.to_learn:
            return False
        return now_s - self.at_s > max(CYCLES_MISSED * self.cycle_s, MIN_TIMEOUT_S)


class SignalTimeouts:
    """Monitor of signals with their cycle times; None is one to be learned, ON_CHANGE one without."""

    def __init__(self, cycle_times_s: Mapping[str, float | None]) -> None:
        self._received = {
            point: _ReceivedSignal(0.0, is_learned=True, to_learn=LEARNED_AFTER)
            if cycle_s is None
            else _ReceivedSignal(cycle_s, is_learned=False, to_learn=0)
            for point, cycle_s in cycle_times_s.items()
            if cycle_s != ON_CHANGE
        }

    def receive(self, point: str, now_s: float) -> None:
        """Note that the signal of `point` has come."""
        if received := self._received.get(point):
            received.receive(now_s)

    def silent(self, *, now_s: float) -> Iterator[tuple[str, Stale]]:
        """Yield the points that have just fallen silent."""
        for point, received in self._received.items():
            if received.is_overdue(now_s):
                received.at_s = None
                yield point, Stale(f"{point}: nothing for {CYCLES_MISSED} cycles of {received.cycle_s:g} s")

    def forget(self) -> None:
        """Forget all: nobody listens any longer, and what comes next is the first."""
        for received in self._received.values():
            received.at_s = None
