"""The changes in each state of the daemon that belong into the record."""

from typing import Any, Protocol

from controller import Event, Reading, RequestAccepted, Settings, Targets
from firmware.control.state_store import State
from firmware.record import learned_state
from firmware.record.keys import LEARNED_VALUES, TARGETS
from firmware.record.restored_state import targets_to_json
from firmware.record.sampler import Sampler
from firmware.runtime.clock import Clock

LEARNED_VALUES_EVERY_S = 1_800.0
"""What the laws learned is persisted so often. Engineering choice: some kB each time; half an hour teaches little."""

_TUNING = "tuning"
"""The value of an accepted request that changes no target and yet begins something."""


class Recorder(Protocol):
    """The record as its follower sees it; the record itself imports this module."""

    def add_sample(self, point: str, reading: Reading) -> None:
        """Record one value, or its absence."""

    def add_event(self, event: Event) -> None:
        """Record one event."""

    def persist_soon(self, key: str, value: Any) -> None:
        """Persist a JSON value."""

    def hurry(self) -> None:
        """Write it soon."""


class Follower:
    """A follower of the states one after the other, which knows the changes since the last."""

    def __init__(
        self, record: Recorder, clock: Clock, sampler: Sampler, settings: Settings, persisted_targets: Any
    ) -> None:
        self._record, self._clock, self._sampler, self._settings = record, clock, sampler, settings
        self._persisted_targets = persisted_targets
        self._targets: Targets | None = None
        self._learned_values_slot: int | None = None

    def follow(self, state: State, events: tuple[Event, ...]) -> None:
        """Record the events since the last state, the points that are due, and the targets when they change."""
        targets, before, self._targets = state.step.memory.targets, self._targets, state.step.memory.targets
        changes = _asked(events) or self._is_mended(targets) if before is None else targets != before
        for event in events:
            if changes or before is None or not _is_nothing_new(event):
                self._record.add_event(event)
        due = self._sampler.due(state)
        for point, reading in due.readings:
            self._record.add_sample(point, reading)
        if changes:
            self._record.persist_soon(TARGETS, self._to_json(targets))
        self._persist_learned_values(state)
        if due.at_once or changes:
            self._record.hurry()

    def _is_mended(self, targets: Targets) -> bool:
        """Return True where a persisted value could not be used, and is not persisted any more."""
        persisted = self._persisted_targets
        timeless = {"departs_wall_s": None}  # which moves with the clock
        return persisted is not None and (
            not isinstance(persisted, dict) or persisted | timeless != self._to_json(targets) | timeless
        )

    def _to_json(self, targets: Targets) -> dict[str, Any]:
        return targets_to_json(targets, self._settings, self._clock.now)

    def _persist_learned_values(self, state: State) -> None:
        """Persist them with the next commit.

        That only matters after a power cut; a stop in order persists the latest.
        """
        slot = int(state.step.now_s // LEARNED_VALUES_EVERY_S)
        if self._learned_values_slot not in (None, slot):
            self._record.persist_soon(
                LEARNED_VALUES, learned_state.to_json(state.step.memory, self._settings, self._clock)
            )
        self._learned_values_slot = slot


def _asked(events: tuple[Event, ...]) -> bool:
    return any(isinstance(event, RequestAccepted) for event in events)


def _is_nothing_new(event: Event) -> bool:
    """Return True for a request of what already holds, when no target has changed."""
    return isinstance(event, RequestAccepted) and event.value != _TUNING
