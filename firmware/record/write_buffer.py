"""The rows that wait to be written to the record. Pure."""

import heapq
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from firmware.record.leaves import Leaf
from firmware.record.rows import LASTING, EventRow, SampleRow, TimeOfDay, mended

SAMPLES_WAITING = 20_000
"""Samples that wait while the file cannot be written: some hours of a usual installation in about 5 MB of memory."""

EVENTS_WAITING = 2_000
"""Events of each class that wait, alarms and other ones: so that a flood of anything never pushes out the rest."""

LEAVES_WAITING = 6_000
"""Leaves that wait: a day of four compartments, in some 3 MB of memory."""

_when = attrgetter("monotonic_s")


@dataclass(frozen=True, slots=True)
class Batch:
    """The content of one transaction. `persisted` holds JSON texts by key; None takes the key away."""

    samples: tuple[SampleRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    persisted: Mapping[str, str | None] = field(default_factory=dict)
    leaves: tuple[Leaf, ...] = ()
    """Beside those of the events, which are made when they are written."""

    def __bool__(self) -> bool:
        return bool(self.samples or self.events or self.persisted or self.leaves)

    def without_samples(self) -> "Batch":
        """Return the rare part: events, leaves and persisted values."""
        return replace(self, samples=())

    def with_persisted(self, persisted: Mapping[str, str | None]) -> "Batch":
        """Return the same rows, with these values beneath its own."""
        return replace(self, persisted={**persisted, **self.persisted})

    def mended(self, known: TimeOfDay) -> "Batch":
        """Return the rows with the time of day that is known now, where they waited for it."""
        samples = tuple(mended(row, known) for row in self.samples)
        return replace(self, samples=samples, events=tuple(mended(row, known) for row in self.events))

    def on(self, persisted: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of `persisted` after this batch."""
        return _changed(persisted, self.persisted)


class Backlog:
    """Rows that wait to be written: bounded, the oldest go first and are counted."""

    def __init__(self, samples: int = SAMPLES_WAITING, events: int = EVENTS_WAITING) -> None:
        self._samples: deque[SampleRow] = deque(maxlen=samples)
        self._events: deque[EventRow] = deque(maxlen=events)
        self._lasting: deque[EventRow] = deque(maxlen=events)
        self._leaves: deque[Leaf] = deque(maxlen=LEAVES_WAITING)
        self._persisted: dict[str, str | None] = {}
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._samples) + len(self._events) + len(self._lasting) + len(self._leaves)

    def add_sample(self, row: SampleRow) -> None:
        """Add a sample."""
        self.dropped += len(self._samples) == self._samples.maxlen
        self._samples.append(row)

    def add_event(self, row: EventRow) -> None:
        """Add an event."""
        waiting = self._lasting if row.kind in LASTING else self._events
        self.dropped += len(waiting) == waiting.maxlen
        waiting.append(row)

    def add_leaf(self, leaf: Leaf) -> None:
        """Add a leaf that is no event."""
        self.dropped += len(self._leaves) == self._leaves.maxlen
        self._leaves.append(leaf)

    def persist(self, key: str, text: str | None) -> None:
        """Persist a JSON text under `key`; None forgets it."""
        self._persisted[key] = text

    def persisted_on(self, persisted: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of `persisted` after what waits."""
        return _changed(persisted, self._persisted)

    def forget_samples(self, is_unwanted: Callable[[str], bool]) -> None:
        """Forget the samples of unwanted points."""
        kept = [row for row in self._samples if not is_unwanted(row.point)]
        self._samples.clear()
        self._samples.extend(kept)

    def take(self, *, with_samples: bool = True) -> Batch:
        """Take everything that waits, to be written; give it back if that fails."""
        events = tuple(heapq.merge(self._events, self._lasting, key=_when))
        batch = Batch(tuple(self._samples) if with_samples else (), events, dict(self._persisted), tuple(self._leaves))
        if with_samples:
            self._samples.clear()
        for waiting in (self._events, self._lasting, self._persisted, self._leaves):
            waiting.clear()
        return batch

    def give_back(self, batch: Batch) -> None:
        """Put what could not be written before what has come since."""
        since = self.take()
        for sample in (*batch.samples, *since.samples):
            self.add_sample(sample)
        for event in (*batch.events, *since.events):
            self.add_event(event)
        for leaf in (*batch.leaves, *since.leaves):
            self.add_leaf(leaf)
        self._persisted = {**batch.persisted, **since.persisted}


def _changed(persisted: Mapping[str, Any], by: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the values by key after the JSON texts of `by`, where None takes a key away."""
    added = {key: json.loads(text) for key, text in by.items() if text is not None}
    return {key: value for key, value in persisted.items() if key not in by} | added
