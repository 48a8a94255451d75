"""The last state of the daemon, for its observers: latest wins, a slow observer skips, no event is skipped."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from controller import Event, Reading, Request, Step
from firmware.control.alarm_list import Entry
from firmware.devices.health import DeviceHealth

MAX_EVENTS = 1_000
"""Events that wait for one observer; beyond this the oldest go, and are counted."""

MAX_REQUESTS = 32
"""Requests that wait for the next tick; a flood beyond this is refused at the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Health of the daemon itself. `faults` holds one clear line for each device or service that fails, by name."""

    cycles: int = 0
    cycle_overruns: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[DeviceHealth, ...] = ()
    """The state of each bus and each sensor."""
    restarts: Mapping[str, int] = field(default_factory=dict)
    """The number of new starts of each task that has ended, as none must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state that observers see."""

    step: Step
    health: Health
    others: Mapping[str, Reading] = field(default_factory=dict)
    """The readings for people only, by point; those that the controller uses are in the inputs of the step."""
    wall_s: float = 0.0
    """The time of the step in seconds since 1970, for people."""
    alarm_list: tuple[Entry, ...] = ()
    """The alarms as people have dealt with them, where somebody keeps the list."""


class Subscription:
    """One observer's view of the store."""

    def __init__(self) -> None:
        self._wake = asyncio.Event()
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._state: State | None = None
        self._dropped = 0

    def push(self, state: State, told: Sequence[Event] = ()) -> None:
        """Take what the store publishes, and what observers `told`; never blocks."""
        events = (*state.step.events, *told)
        self._dropped += max(0, len(self._events) + len(events) - MAX_EVENTS)
        self._events.extend(events)
        self._state = state
        self._wake.set()

    async def changes(self) -> AsyncIterator[tuple[State, tuple[Event, ...]]]:
        """Yield the newest state each time there is one, with every event since the last time."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._state is not None:
                events, self._events = tuple(self._events), deque(maxlen=MAX_EVENTS)
                yield self._state, events

    def take_dropped(self) -> int:
        """Return how many events were dropped since the last call, because nobody took them in time."""
        dropped, self._dropped = self._dropped, 0
        return dropped


class Store:
    """The place where the cycle publishes, observers look, and requests wait for the next tick."""

    def __init__(self) -> None:
        self.latest: State | None = None
        self._subscriptions: list[Subscription] = []
        self._requests: deque[Request] = deque()
        self._told: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._shown: Mapping[str, Reading] = {}
        self._alarm_list: tuple[Entry, ...] = ()

    def subscribe(self) -> Subscription:
        """Add an observer; it sees what is published from now on."""
        subscription = Subscription()
        self._subscriptions.append(subscription)
        return subscription

    def publish(self, state: State) -> None:
        """Show a completed cycle to all observers; what any of them raises is raised when all have been shown it."""
        told, self._told = tuple(self._told), deque(maxlen=MAX_EVENTS)
        if self._shown or self._alarm_list:
            state = replace(state, others={**state.others, **self._shown}, alarm_list=self._alarm_list)
        self.latest = state
        errors = list[Exception]()
        for subscription in self._subscriptions:
            try:
                subscription.push(state, told)
            except Exception as error:  # noqa: BLE001  # one observer must not keep the others from looking
                errors.append(error)
        if errors:
            raise ExceptionGroup("observers that cannot be shown the state", errors)

    def tell(
        self,
        *,
        events: Iterable[Event] = (),
        readings: Mapping[str, Reading] | None = None,
        alarm_list: tuple[Entry, ...] | None = None,
    ) -> None:
        """Let an observer tell the others, with the next state, what it has found out or keeps."""
        self._told.extend(events)
        if readings is not None:
            self._shown = readings
        if alarm_list is not None:
            self._alarm_list = alarm_list

    def submit(self, request: Request) -> bool:
        """Hand a request to the next tick; False when too many wait already."""
        if len(self._requests) >= MAX_REQUESTS:
            return False
        self._requests.append(request)
        return True

    def take_requests(self) -> tuple[Request, ...]:
        """Return all requests that wait, each once."""
        requests = tuple(self._requests)
        self._requests.clear()
        return requests
