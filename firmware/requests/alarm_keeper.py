"""The keeper of the list of alarms: it follows every state, takes orders of people, and outlives restarts.

It is an observer: what people have seen or put aside changes neither control nor guard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from controller import AlarmCleared, AlarmRaised, Event
from firmware.control.alarm_list import (
    LONGEST_CRITICAL_SHELF_S,
    LONGEST_SHELF_S,
    AlarmList,
    Entry,
    Severity,
    Standing,
)
from firmware.control.state_store import State, Store, Subscription
from firmware.requests.alarm_orders import ALL, AcknowledgeAlarm, AlarmOrder, ShelveAlarm
from firmware.requests.tokens import CommandError, complete
from firmware.runtime.clock import Clock
from firmware.runtime.local_time import local

LIST = "alarm_list"
"""The key under which the list is persisted. It is persisted: it never changes."""

ACKNOWLEDGED, SHELVED = "AlarmAcknowledged", "AlarmShelved"
"""Kinds of the rows that tell what people did. They are recorded: they never change."""

EXCURSION = ".excursion"

_MINUTE_S = 60.0
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
_MAX_ENTRIES = 500
"""More than there are alarms; what is persisted beyond is not believed."""


class Diary(Protocol):
    """The record as the keeper needs it."""

    def note(self, kind: str, text: str, data: Mapping[str, Any]) -> None:
        """Record something that was said, at once."""

    def persist_soon(self, key: str, value: Any) -> None:
        """Persist a JSON value before long."""

    async def persisted(self, key: str) -> Any:
        """Return a persisted value."""


class AlarmKeeper:
    """The keeper of the one list of an installation."""

    def __init__(self, *, clock: Clock, store: Store, record: Diary) -> None:
        self._clock, self._store, self._record = clock, store, record
        self._list = AlarmList()
        self._told: dict[str, str] = {}
        """Alarms that no state holds, only events tell: of excursions."""

    async def run(self, subscription: Subscription) -> None:
        """Take up the list of the last run, and follow every state, for ever."""
        self.take_up(await self._record.persisted(LIST))
        async for state, events in subscription.changes():
            self.follow(state, events)

    def follow(self, state: State, events: Iterable[Event]) -> None:
        """Go on by one state."""
        for event in events:
            if isinstance(event, AlarmRaised) and event.alarm.endswith(EXCURSION):
                self._told[event.alarm] = event.text
            elif isinstance(event, AlarmCleared):
                self._told.pop(event.alarm, None)
        active = {**self._told, **{alarm.name: alarm.text for alarm in state.step.alarms}}
        if self._list.follow(active, now_s=state.step.now_s, wall_s=self._clock.wall_s()):
            self._keep()

    def carry_out(self, order: AlarmOrder, origin: str) -> str:
        """Carry out an order, or answer the question; return some lines. Raises CommandError."""
        if isinstance(order, AcknowledgeAlarm):
            return self._acknowledge(order, origin)
        return self._shelve(order, origin) if isinstance(order, ShelveAlarm) else self._lines()

    def seen(self, alarm: str, person: str) -> None:
        """Note that `person` has acknowledged elsewhere what this alarm tells of."""
        if alarm in self._names:
            self._list.acknowledge(alarm, person, wall_s=self._clock.wall_s())
            self._keep()

    def take_up(self, values: Any) -> None:
        """Take up a persisted list; what cannot be read is raised anew."""
        entries = [_entry(value) for value in values[:_MAX_ENTRIES]] if isinstance(values, list) else []
        self._list = AlarmList(entry for entry in entries if entry is not None)
        self._show()

    @property
    def _names(self) -> dict[str, Entry]:
        return {entry.name: entry for entry in self._list.entries}

    def _acknowledge(self, order: AcknowledgeAlarm, origin: str) -> str:
        person = order.person or origin
        asked = self._asked(order.alarm)
        for name in asked:
            self._list.acknowledge(name, person, wall_s=self._clock.wall_s())
            self._record.note(ACKNOWLEDGED, f"{name}: acknowledged by {person}", {"alarm": name, "person": person})
        self._keep()
        return f"acknowledged by {person}: {', '.join(asked) or 'nothing, as there was nothing new'}"

    def _asked(self, alarm: str) -> list[str]:
        """Return the names that are meant; an excursion is acknowledged with a comment, where its trip is."""
        if alarm == ALL:
            new = (entry.name for entry in self._list.entries if entry.standing is not Standing.SEEN)
            return [name for name in new if not name.endswith(EXCURSION)]
        name = self._one(alarm)
        if name.endswith(EXCURSION):
            raise CommandError(f"{name}: needs a comment: trip acknowledge TRIP NUMBER PERSON: COMMENT")
        return [name]

    def _shelve(self, order: ShelveAlarm, origin: str) -> str:
        name, person = self._one(order.alarm), order.person or origin
        critical = self._names[name].severity is Severity.CRITICAL
        most = (LONGEST_CRITICAL_SHELF_S if critical else LONGEST_SHELF_S) / _MINUTE_S
        if not 0.0 <= order.minutes <= most:
            raise CommandError(f"{name}: can be shelved for 1 to {most:g} minutes; 0 takes it back")
        self._list.shelve(name, person, for_s=order.minutes * _MINUTE_S)
        text = (
            f"shelved for {order.minutes:g} min by {person}" if order.minutes else f"taken from the shelf by {person}"
        )
        data = {"alarm": name, "minutes": order.minutes, "person": person}
        self._record.note(SHELVED, f"{name}: {text}", data)
        self._keep()
        return f"{name}: {text}"

    def _one(self, alarm: str) -> str:
        known = self._names
        if not known:
            raise CommandError(f"alarm {alarm!r:.60}: there is no alarm")
        return complete(alarm, known, what="alarm", hint=f"there are {', '.join(known)}")

    def _lines(self) -> str:
        return "\n".join(line for entry in self._list.entries for line in lines(entry)) or "no alarms"

    def _keep(self) -> None:
        self._record.persist_soon(LIST, [asdict(entry) for entry in self._list.entries])
        self._show()

    def _show(self) -> None:
        self._store.tell(alarm_list=self._list.entries)


def lines(entry: Entry) -> tuple[str, ...]:
    """Show an alarm as people read it: its name and how it stands, and what it says."""
    stands = f"{entry.severity}, {entry.standing}"
    if entry.standing is Standing.SEEN:
        stands = f"{stands} by {entry.person} at {_time(entry.acknowledged_s or 0.0)}"
    more = (
        f"raised {_time(entry.raised_s)}",
        "" if entry.returned_s is None else f"over since {_time(entry.returned_s)}",
        "" if entry.shelved_for_s is None else f"shelved by {entry.shelved_by}, {_minutes(entry.shelved_for_s)} left",
        entry.because,
    )
    return f"{entry.name}: {stands}; {', '.join(each for each in more if each)}", f"  {entry.text}"


def _time(wall_s: float) -> str:
    return local(wall_s).strftime("%Y-%m-%d %H:%M")


def _minutes(left_s: float) -> str:
    return f"{left_s / _MINUTE_S:.0f} min"


def _entry(value: Any) -> Entry | None:
    """Read a persisted entry; None where it is none."""
    try:
        return _ENTRY.validate_python(value)
    except ValidationError:
        return None
