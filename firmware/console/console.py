"""The technician's console: lines in, text out. It follows the store and hands requests to it, nothing else."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from typing import Protocol

from controller import Event, RequestAccepted, RequestRefused
from firmware.acquisition.co2_recalibration import Recalibrations
from firmware.console import text as console_text
from firmware.control.state_store import Store, Subscription
from firmware.points.quantities import Point
from firmware.requests import (
    MAX_EVENTS,
    NO_LIST,
    NO_TRIPS,
    AlarmDesk,
    Command,
    CommandError,
    Devices,
    Events,
    Help,
    ListRecalibrations,
    OfAlarms,
    OfTrips,
    Recalibrate,
    Restart,
    Set,
    Status,
    TripDesk,
    TripQuestion,
    parse_command,
)
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import keep_going

FAULT = "console"
ORIGIN = "console"

ANSWER_WITHIN_S = 5.0
"""A request is answered by the next tick (at most 2 s away); later than this, the cycle stands (engineering choice)."""

_NO_CYCLE = "no cycle is complete yet: try again in a second"

Answer = RequestAccepted | RequestRefused


class Line(Protocol):
    """A terminal at the other end of a line, whose driver only the wiring names.

    Raises DriverError where it cannot be opened or is lost.
    """

    def open(self) -> None:
        """Open it unless it is open."""

    def lines(self) -> AsyncIterator[str]:
        """Yield each line as it is typed."""

    def write(self, text: str) -> None:
        """Show `text`; never blocks."""

    def close(self) -> None:
        """Give it back."""


class Console:
    """One console. `title` tells the person which car and which version this is; `restart` begins the service anew."""

    def __init__(
        self,
        title: str,
        store: Store,
        points: Sequence[Point],
        clock: Clock,
        *,
        recalibrations: Recalibrations | None = None,
        restart: Callable[[], object] | None = None,
    ) -> None:
        self._title, self._store, self._points, self._clock = title, store, points, clock
        self._recalibrations, self._restart = recalibrations or Recalibrations(), restart
        self.trips: TripDesk | None = None
        """The keeper of trips, where there is one."""
        self.alarms: AlarmDesk | None = None
        """The keeper of the list of alarms, where there is one."""
        self.withheld: tuple[str, ...] = ()
        """Points that are not shown here, as they tell of a person."""
        self._events: deque[tuple[float, Event]] = deque(maxlen=MAX_EVENTS)
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._numbers = count(1)
        self._subscription = store.subscribe()

    async def run(self, line: Line, faults: Faults) -> None:
        """Serve the terminal at `line`, whenever it is there. Never ends."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.follow(self._subscription), name="console events")
                await keep_going(FAULT, lambda: self._serve(line, faults), faults, lambda _error: None)
        finally:
            line.close()

    async def follow(self, subscription: Subscription) -> None:
        """Remember the last events, and pass answers on to those who wait for them. Never ends."""
        async for _state, events in subscription.changes():
            for event in events:
                age_s = self._clock.monotonic_s() - event.at_s
                self._events.append((self._clock.wall_s() - age_s, event))
                if isinstance(event, Answer):
                    self._pass_on(event)

    async def answer(self, line: str) -> str:
        """Answer one typed line, without a line end; a wrong one gets one line that says what is right."""
        try:
            command = parse_command(line)
            return await self._ask(command) if isinstance(command, Set) else self._show(command)
        except CommandError as error:
            return str(error)

    def _show(self, command: Command | None) -> str:
        text = ""
        match command:
            case Help():
                text = console_text.HELP
            case Status():
                text = self._status()
            case Devices():
                text = self._devices()
            case Events(wanted):
                text = console_text.events(list(self._events)[-wanted:])
            case ListRecalibrations() | Recalibrate():
                text = self._recalibrate(command)
            case Restart():
                text = self._begin_anew()
            case OfTrips():
                text = self._of_trips(command)
            case OfAlarms(said):
                text = NO_LIST if self.alarms is None else _broken(self.alarms.carry_out(said, ORIGIN))
        return text

    async def _serve(self, line: Line, faults: Faults) -> None:
        line.open()
        faults.clear(FAULT)
        line.write(console_text.banner(self._title) + console_text.PROMPT)
        async for typed in line.lines():
            text = await self.answer(typed)
            line.write((f"{text}\n" if text else "") + console_text.PROMPT)

    def _recalibrate(self, command: ListRecalibrations | Recalibrate) -> str:
        if isinstance(command, ListRecalibrations):
            return self._recalibrations.list()
        return self._recalibrations.ask(command.sensor, command.co2_ppm)

    def _of_trips(self, command: OfTrips) -> str:
        if self.trips is None:
            return NO_TRIPS
        said = command.said
        text = self.trips.tell(said) if isinstance(said, TripQuestion) else self.trips.carry_out(said, ORIGIN)
        return _broken(text)

    def _begin_anew(self) -> str:
        if self._restart is None:
            return "cannot restart: nothing here would start it again"
        asyncio.get_running_loop().call_soon(self._restart)  # once the answer is under way
        return "restarting: all outputs are off meanwhile"

    def _status(self) -> str:
        if self._store.latest is None:
            return _NO_CYCLE
        now_s = self._clock.monotonic_s()
        shown = console_text.status(self._title, self._store.latest, self._points, now_s=now_s)
        return "\n".join((shown, *console_text.withheld(self.withheld)))

    def _devices(self) -> str:
        state = self._store.latest
        return (
            _NO_CYCLE if state is None else console_text.devices(state.health.devices, now_s=self._clock.monotonic_s())
        )

    async def _ask(self, command: Set) -> str:
        request_id = f"{ORIGIN}-{next(self._numbers)}"
        request = command.request(request_id, ORIGIN, self._clock.now)
        self._waiting[request_id] = asyncio.get_running_loop().create_future()
        try:
            if not self._store.submit(request):
                return "too many requests wait already: try again in a second"
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return console_text.outcome(await self._waiting[request_id])
        except TimeoutError:
            return f"no answer within {ANSWER_WITHIN_S:g} s: the control cycle has stopped; see status"
        finally:
            del self._waiting[request_id]

    def _pass_on(self, answer: Answer) -> None:
        waiting = self._waiting.get(answer.request_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)


def _broken(text: str) -> str:
    """Break the lines of `text` for the screen."""
    return "\n".join(line for each in text.splitlines() for line in console_text.wrapped(each))
