"""The keeper of trips: it follows the service, judges each running trip minute by minute, and takes orders of people.

What it tells goes into the record as events, which can be proven, and to hub and console with the next state. What
must outlive a restart it persists; the minutes of before a restart it reads again from the record, and so it does with
all minutes when the clock of the day is set: the record knows their right times then.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from controller import AlarmCleared, AlarmRaised, Event, Reading
from firmware.coldchain import trip_text
from firmware.coldchain.assessor import Assessor, fed
from firmware.coldchain.leg import BEFORE_S, Leg
from firmware.coldchain.recorded import AWAY_S, gap_between
from firmware.coldchain.running import News, Running
from firmware.coldchain.series import Fact, Gap, Item
from firmware.coldchain.trip_book import Place, TripBook
from firmware.coldchain.trip_starter import TripStarter
from firmware.coldchain.trips import Trip
from firmware.control.state_store import State, Store, Subscription
from firmware.errors import FirmwareError
from firmware.points.event_text import describe
from firmware.points.trip_rows import trip_readings
from firmware.record.new_rows import data_of, kind_of
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import ShowTrip, StartTrip, StopTrip, TripOrder, TripQuestion
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.local_time import local

TRIPS = "trips"
"""The key under which trips are persisted. It is persisted: it never changes."""

NEVER_STOPPED_S = 7.0 * 86_400.0
"""No goods are carried for longer in a car: somebody forgot to stop the trip. Engineering choice."""

_MAX_FACTS = 500
"""Of the last hours, for a trip that begins: alarms that stand already."""


class Diary(Protocol):
    """The record as the keeper needs it."""

    def note(self, kind: str, text: str, data: Mapping[str, Any]) -> None:
        """Record something that was found out or said, at once."""

    def persist_soon(self, key: str, value: Any) -> None:
        """Persist a JSON value before long."""

    async def persisted(self, key: str) -> Any:
        """Return a persisted value."""

    async def commit(self) -> bool:
        """Write what waits."""


class TripKeeper:
    """The keeper of all trips of one installation, whose `book` anybody may read."""

    def __init__(self, place: Place, *, clock: Clock, store: Store, record: Diary, faults: Faults) -> None:
        self._clock, self._store, self._record, self._faults = clock, store, record, faults
        self._history = place.history
        keys = {point.key: point for point in place.points}
        self.on_acknowledged: Callable[[str, str], None] = lambda _alarm, _person: None
        """Hears of each excursion that was acknowledged: its alarm, and the person."""
        self._legs = {one.name: Leg(one.name, keys) for one in place.compartments}
        self._starter = TripStarter(place.rules, place.points)
        self.book = TripBook(place, clock=clock, begin=self._begun, note=self._note)
        self._facts: deque[Fact] = deque(maxlen=_MAX_FACTS)
        self._out: set[str] = set()
        self._zero_s: float | None = None
        self._is_known = False
        self._unread: list[Running] = []

    async def run(self, subscription: Subscription) -> None:
        """Take up what was running, and follow every state, for ever."""
        line = self.book.take_up(await self._record.persisted(TRIPS))
        if line:
            self._faults.report(TRIPS, f"trips: {line}")
        self._unread = list(self.book.running.values())
        async for state, events in subscription.changes():
            self._set_time(state)
            await self._read_again()
            self.follow(state, events)

    def follow(self, state: State, events: Iterable[Event]) -> None:
        """Go on by one state."""
        self._set_time(state)
        for event in events:
            self._hear(event)
        for name, leg in self._legs.items():
            items = leg.follow(state, self._at(state.step.now_s))
            running = self.book.running.get(name)
            if items and running is not None:
                self._go_on(running, items)
        self._ask_by_rule(state)
        self._store.tell(readings=dict(self._readings(state.step.now_s)))

    def carry_out(self, order: TripOrder, origin: str) -> str:
        """Carry out an order; return the answer in one line. Raises CommandError."""
        if isinstance(order, StartTrip):
            answer = self.book.start(order, origin)
        elif isinstance(order, StopTrip):
            answer = self.book.stop(order, origin)
            self._faults.clear(f"trip {self.book.over[-1].trip.trip_id}")
            self._show_alarms()
        else:
            answer = self.book.acknowledge(order)
            self.on_acknowledged(f"fridge.{self.book.find(order.trip).trip.compartment}.excursion", order.person)
        self._persist()
        return answer

    def tell(self, question: TripQuestion) -> str:
        """Answer a question in some lines. Raises CommandError."""
        if isinstance(question, ShowTrip):
            return trip_text.one_remembered(self.book.find(question.trip))
        return trip_text.remembered(self.book.running.values(), self.book.over)

    def _ask_by_rule(self, state: State) -> None:
        """Carry out what the owner's rules ask for now."""
        running = {name: one.trip for name, one in self.book.running.items()}
        over = [one.trip for one in self.book.over]
        wall_s = self._clock.wall_s() if self._is_known else None
        for order, origin in self._starter.orders(state, running, over, wall_s=wall_s):
            try:
                self.carry_out(order, origin)
            except CommandError as error:
                self._faults.report(TRIPS, f"a trip by {origin}: {error}")

    def _begun(self, trip: Trip) -> Running:
        """Begin to judge a trip; the alarms that stand already are known to it."""
        now_s = self._clock.monotonic_s()
        before = self._legs[trip.compartment].before
        started_s = self._at(now_s) if self._zero_s is not None else trip.started_s
        assessor = Assessor(trip.cargo, compartment=trip.compartment, started_s=started_s, before=before)
        for fact in self._facts:
            assessor.note(fact)
        return Running(trip=trip, assessor=assessor, boot_id=self._clock.boot_id, monotonic_s=now_s, told={})

    def _note(self, news: News) -> None:
        self._record.note(news.kind, news.text, news.data)

    def _persist(self) -> None:
        self._record.persist_soon(TRIPS, self.book.to_json())

    def _go_on(self, running: Running, items: Sequence[Item]) -> None:
        for item in items:
            if item.wall_s >= running.assessor.started_s:  # a minute that had begun before is not of the trip
                running.assessor.add(item)
        all_news = tuple(running.news())
        for news in all_news:
            self._note(news)
        if all_news:
            self._show_alarms(all_news[-1].text)
            self._persist()
        if items[-1].wall_s - running.trip.started_s > NEVER_STOPPED_S:
            since = local(running.trip.started_s).strftime("%Y-%m-%d %H:%M")
            right = f"stop it with homeward trip stop {running.trip.compartment}"
            self._faults.report(f"trip {running.trip.trip_id}", f"{running.trip.label}: runs since {since}: {right}")

    def _show_alarms(self, text: str = "") -> None:
        """Raise and clear the alarms of excursions; what no longer runs has none."""
        out = {name for name, one in self.book.running.items() if one.is_out}
        now_s = self._clock.monotonic_s()
        raised = [AlarmRaised(now_s, f"fridge.{name}.excursion", text) for name in sorted(out - self._out)]
        cleared = [AlarmCleared(now_s, f"fridge.{name}.excursion") for name in sorted(self._out - out)]
        self._out = out
        self._store.tell(events=(*raised, *cleared))

    def _readings(self, now_s: float) -> Iterator[tuple[str, Reading]]:
        for name in self._legs:
            running = self.book.running.get(name)
            figures = None if running is None or running.latest is None else running.latest.deciding
            yield from trip_readings(
                name,
                active=running is not None,
                out=name in self._out,
                out_of_range_s=None if figures is None else figures.out_of_range_s,
                kinetic_c=None if figures is None else figures.kinetic_c,
                now_s=now_s,
            )

    # Time: one that never jumps, so that no minute is lost or counted twice.

    def _at(self, monotonic_s: float) -> float:
        return (self._zero_s or 0.0) + monotonic_s

    def _set_time(self, state: State) -> None:
        """Go by the clock of the day as it was first seen, and once more when it becomes known."""
        is_known = self._clock.quality().is_known
        if self._zero_s is not None and (self._is_known or not is_known):
            return
        was_there, self._is_known = self._zero_s is not None, is_known
        self._zero_s = state.wall_s - state.step.now_s
        if was_there:
            self._facts.clear()
            self._legs = {name: leg.anew() for name, leg in self._legs.items()}
            self._unread = list(self.book.running.values())
            for running in self._unread:
                running.start_at(self._zero_s, self._clock)

    def _hear(self, event: Event) -> None:
        fact = Fact(wall_s=self._at(event.at_s), kind=kind_of(event), text=describe(event), data=data_of(event))
        self._facts.append(fact)
        for running in self.book.running.values():
            running.assessor.note(fact)

    # What was before a restart

    async def _read_again(self) -> None:
        """Feed the trips that need it with what the record has of them."""
        unread, self._unread = self._unread, []
        if unread:
            await self._record.commit()
        for running in unread:
            await self._read_one(running)
        if unread:
            self._show_alarms("an excursion of before the start is still open")

    async def _read_one(self, running: Running) -> None:
        trip, now_s = running.trip, self._clock.wall_s()
        try:
            items, facts = await asyncio.to_thread(
                self._history, trip.compartment, trip.started_s - BEFORE_S, now_s + AWAY_S
            )
        except FirmwareError as error:
            self._faults.report(TRIPS, f"{trip.label}: what was before this start cannot be read: {error}")
            items, facts = (), ()
        running.assessor = fed(trip.cargo, items, facts, compartment=trip.compartment, started_s=trip.started_s)
        last_s = max((_end_s(each) for each in items), default=trip.started_s)
        if now_s - last_s > AWAY_S:
            rebooted = running.boot_id != self._clock.boot_id
            running.assessor.add(gap_between(last_s, now_s, rebooted=rebooted))
        running.latest = running.assessor.assessment()


def _end_s(item: Item) -> float:
    return item.wall_s + (item.duration_s or 0.0) if isinstance(item, Gap) else item.wall_s + item.duration_s
