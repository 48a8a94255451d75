"""The states of the daemon one after the other, as rows of the record: minutes, and samples around events. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from controller import AlarmCleared, AlarmRaised, Event, OpeningInferred
from firmware.coldchain.minutes import MINUTE_S, SAMPLE_S, Body, Compartment
from firmware.coldchain.rows import GAP, MINUTE, SAMPLE
from firmware.control.state_store import State
from firmware.record.leaves import EVERYWHERE, START, STOP, Leaf, canonical, milliseconds
from firmware.runtime.clock import Clock

AROUND_S = 300.0
"""Samples are rows for so long before and after an event (engineering choice: a lid left open shows by then)."""

_NOTABLE = (AlarmRaised, AlarmCleared, OpeningInferred)


class Follower:
    """A follower of the states, which gives the rows that are due after each."""

    def __init__(self, compartments: Sequence[Compartment], clock: Clock) -> None:
        self._compartments, self._clock = compartments, clock
        self._recent: deque[tuple[float, list[Leaf]]] = deque()
        self._seen_s: float | None = None
        self._began_s = 0.0
        self._sample_slot = self._minute_slot = 0
        self._full_until_s = float("-inf")

    def start(self, version: str) -> Leaf:
        """Make the row that tells that recording begins."""
        return self._leaf(START, EVERYWHERE, {"version": version}, self._clock.monotonic_s())

    def follow(self, state: State, events: Iterable[Event]) -> Iterator[Leaf]:
        """Yield the rows that are due after this state."""
        now_s = state.step.now_s
        moved = [each.look(state, now_s - (self._seen_s or now_s)) for each in self._compartments]
        if self._seen_s is None:
            self._begin(now_s)
        elif int(now_s // MINUTE_S) != self._minute_slot:
            yield from self._next_minute(self._seen_s, now_s)
        self._seen_s = now_s
        if any(moved) or any(isinstance(event, _NOTABLE) for event in events):
            yield from self._around(now_s)
        if int(now_s // SAMPLE_S) != self._sample_slot:
            self._sample_slot = int(now_s // SAMPLE_S)
            yield from self._sampled(state, now_s)

    def stop(self) -> Iterator[Leaf]:
        """Yield what is left of the minute, and the row that tells that recording ends in order."""
        now_s = self._clock.monotonic_s()
        if self._seen_s is not None:
            yield from self._minutes(self._seen_s)
            self._seen_s = None
        yield self._leaf(STOP, EVERYWHERE, {}, now_s)

    def _begin(self, began_s: float) -> None:
        self._began_s, self._minute_slot = began_s, int(began_s // MINUTE_S)
        self._sample_slot = -1

    def _next_minute(self, seen_s: float, now_s: float) -> Iterator[Leaf]:
        """Yield the minutes that are over; and a gap, where nobody called for longer than samples take."""
        slot_s = now_s // MINUTE_S * MINUTE_S
        if now_s - seen_s <= SAMPLE_S:
            yield from self._minutes(slot_s)
            self._begin(slot_s)
            return
        yield from self._minutes(seen_s)
        yield self._leaf(GAP, EVERYWHERE, {"ms": milliseconds(now_s - seen_s)}, seen_s)
        self._begin(now_s)

    def _minutes(self, until_s: float) -> Iterator[Leaf]:
        """Yield the minute of each compartment, which ends now."""
        for each in self._compartments:
            body = each.minute(until_s - self._began_s)
            if body["samples"]:
                yield self._leaf(MINUTE, each.name, body, self._began_s)

    def _sampled(self, state: State, now_s: float) -> Iterator[Leaf]:
        """Take a sample of each compartment; yield them around an event, else remember them for one that may come."""
        leaves = [self._leaf(SAMPLE, each.name, each.sample(state).body, now_s) for each in self._compartments]
        if now_s < self._full_until_s:
            yield from leaves
            return
        self._recent.append((now_s, leaves))
        while self._recent[0][0] < now_s - AROUND_S:
            self._recent.popleft()

    def _around(self, now_s: float) -> Iterator[Leaf]:
        """Yield the samples before an event that are no rows yet, and let those after it be rows."""
        self._full_until_s = now_s + AROUND_S
        for at_s, leaves in self._recent:
            if at_s >= now_s - AROUND_S:
                yield from leaves
        self._recent.clear()

    def _leaf(self, kind: str, compartment: str, body: Body, at_s: float) -> Leaf:
        now = self._clock.now
        return Leaf(
            kind=kind,
            boot_id=self._clock.boot_id,
            monotonic_ms=milliseconds(at_s),
            wall_ms=milliseconds(now.wall_s - (now.monotonic_s - at_s)),
            clock=self._clock.quality().value,
            compartment=compartment,
            body=canonical(body),
        )
