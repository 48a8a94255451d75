"""The conversation of daemon and hub, whatever carries it."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable

from controller import Event, RequestAccepted, RequestRefused
from firmware.config import MqttConfig
from firmware.control.state_store import State, Store
from firmware.requests.alarm_orders import ALARMS, AlarmDesk
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import FIELD as TRIP
from firmware.requests.trip_orders import TripDesk
from firmware.runtime.clock import Clock
from firmware.runtime.one_line import one_line
from firmware.uplink.discovery import Discovery, Installation
from firmware.uplink.ghosts import Ghosts
from firmware.uplink.messages import (
    ORIGIN,
    accepted,
    message_of,
    read_alarm_order,
    read_command,
    read_order,
    refusal,
)
from firmware.uplink.passage import Passage
from firmware.uplink.port import Link, Message, ReceivedMessage
from firmware.uplink.state_publisher import States
from firmware.uplink.topics import ONLINE, Topics

_LOG = logging.getLogger(__name__)

MAX_QUOTE = 100
"""Characters of a topic that are shown."""

MAX_WAITING = 1_000
"""Events and answers that wait for a connection; when there are more the oldest go."""

BIRTH_WAIT_S = (0.2, 2.0)
"""When the hub says that it has started, all devices answer; each waits a random time first."""

MAX_COMPLAINTS = 20
COMPLAINTS_WINDOW_S = 60.0
"""At most so many lines in such a time. Engineering choice: all that people mistype, little of a program's flood."""


class Complaints:
    """Log of complaints on what others send; a flood of it is counted, not written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since_s = clock.monotonic_s()
        self._lines = 0

    def say(self, line: str) -> None:
        """Log one line, or only count it where there are many."""
        now_s = self._clock.monotonic_s()
        if now_s - self._since_s >= COMPLAINTS_WINDOW_S:
            if self._lines > MAX_COMPLAINTS:
                _LOG.warning("mqtt: and %d more like these", self._lines - MAX_COMPLAINTS)
            self._since_s, self._lines = now_s, 0
        self._lines += 1
        if self._lines <= MAX_COMPLAINTS:
            _LOG.warning("%s", one_line(line))


class Talk:
    """The conversation: announcements, states and events out, commands in. It lives longer than connections.

    Two tasks: one only listens, one only publishes, so that nothing old is ever published after something new.
    """

    def __init__(
        self,
        config: MqttConfig,
        installation: Installation,
        passage: Passage,
        *,
        store: Store,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._store, self._clock, self._rng, self._passage = store, clock, rng, passage
        self._topics = Topics(config.base_topic, config.discovery_prefix, installation.identity.device_id)
        self._announcements = Discovery(installation, self._topics, heartbeat_s=config.heartbeat_s).announcements()
        self._states = States(installation.points, self._topics, heartbeat_s=config.heartbeat_s)
        own = {self._topics.status, *self._states.topics, *(each.topic for each in self._announcements)}
        self.ghosts = Ghosts(self._topics, own, within_s=config.timeout_s)
        self.trips: TripDesk | None = None
        """The keeper of trips, where the hub may order them."""
        self.alarms: AlarmDesk | None = None
        """The keeper of the list of alarms, where the hub may order it."""
        self._complaints = Complaints(clock)
        self._keys = _appliances(installation)
        self._subscription = store.subscribe()
        self._waiting: deque[Message] = deque(maxlen=MAX_WAITING)
        self._announce_at_s: float | None = None
        self._requests = 0

    async def over(self, link: Link, on_published: Callable[[], None]) -> None:
        """Talk until the connection is lost; `on_published` is called each cycle in which the hub knows everything."""
        await self._passage.begin(link)
        await self.ghosts.begin(link, granted=self._passage.granted, now_s=self._clock.monotonic_s())
        self._announce_at_s = self._clock.monotonic_s()
        tasks = (
            asyncio.create_task(self._listen(link), name="uplink listens"),
            asyncio.create_task(self._publish(link, on_published), name="uplink publishes"),
        )
        # No TaskGroup: that of Python 3.11 loses a cancellation when a task fails at the same time.
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in ended:
            task.result()

    async def _publish(self, link: Link, on_published: Callable[[], None]) -> None:
        """Tell each completed cycle. What a silent controller knew is not published: it would look alive."""
        async for state, events in self._subscription.changes():
            for event in events:
                self._note(event)
            if self._announce_at_s is not None and self._clock.monotonic_s() >= self._announce_at_s:
                self._announce_at_s = None
                await self._announce()
            await self._publish_states(state)
            await self.ghosts.remove(link, self._passage.publish_all, now_s=self._clock.monotonic_s())
            await self._see_what_passes()
            on_published()

    async def _announce(self) -> None:
        """Announce everything, as if the hub had never heard of us: first what there is, then that it is there."""
        await self._passage.publish_all(Message(each.topic, each.payload, retain=True) for each in self._announcements)
        await self._passage.publish(Message(self._topics.status, ONLINE, retain=True))
        await self._passage.publish(Message(self._topics.command_echo, ""))
        self._states.forget()
        self._passage.works_again = False

    async def _publish_states(self, state: State) -> None:
        await self._passage.publish_all(self._states.due(state))
        while self._waiting:
            await self._passage.publish(self._waiting[0])
            self._waiting.popleft()

    async def _see_what_passes(self) -> None:
        """Announce all again once something is let through that was refused before."""
        await self._passage.try_out()
        self._passage.report()
        if self._passage.works_again and self._announce_at_s is None:
            self._announce_at_s = self._clock.monotonic_s()

    def _note(self, event: Event) -> None:
        wall_s = self._clock.wall_s() - (self._clock.monotonic_s() - event.at_s)
        message = message_of(event, self._topics, wall_s=wall_s)
        if message is not None:
            self._waiting.append(message)
        if isinstance(event, RequestRefused) and event.origin == ORIGIN:
            self._complaints.say(f"mqtt: refused: {event.reason}")
        if isinstance(event, RequestAccepted | RequestRefused) and event.origin == ORIGIN:
            self._states.again(self._keys.get(event.appliance, event.appliance))

    async def _listen(self, link: Link) -> None:
        async for received in link.received():
            if received.topic == self._topics.birth:
                self._receive_birth(received)
            elif not self._topics.is_command(received.topic) or received.topic == self._topics.command_echo:
                self._receive_own(received)
            elif received.retained:
                advice = "a retained command is not carried out: publish it without retain"
                self._complaints.say(f"mqtt {received.topic[:MAX_QUOTE]}: {advice}")
            else:
                self._receive_command(received)

    def _receive_birth(self, received: ReceivedMessage) -> None:
        """Announce soon; two births at once are one."""
        if received.payload == ONLINE.encode() and self._announce_at_s is None:
            self._announce_at_s = self._clock.monotonic_s() + self._rng.uniform(*BIRTH_WAIT_S)

    def _receive_own(self, received: ReceivedMessage) -> None:
        """Take one of our own retained messages, one that has come back, or one of another controller."""
        self._passage.receive(received)
        if received.retained:
            self.ghosts.saw(received.topic)
        elif received.topic == self._topics.status:
            self.ghosts.has_seen_all()

    def _receive_command(self, received: ReceivedMessage) -> None:
        """Take it over, or log and answer why not, and tell the hub again what really holds."""
        self._requests += 1
        request_id = f"{ORIGIN}-{self._requests}"
        try:
            self._submit(received, request_id)
        except CommandError as error:
            self._complaints.say(f"mqtt {received.topic[:MAX_QUOTE]!r}: {error}")
            appliance = self._topics.command_of(received.topic)[0]
            self._waiting.append(refusal(request_id, appliance, str(error), self._topics))
            self._states.again(self._keys.get(appliance, appliance))

    def _submit(self, received: ReceivedMessage, request_id: str) -> None:
        appliance, field = self._topics.command_of(received.topic)
        if field == TRIP and self.trips is not None:
            order = read_order(appliance, received.payload, self._keys)
            done = self.trips.carry_out(order, ORIGIN)
            self._waiting.append(accepted(request_id, appliance, done, self._topics))
            return
        if appliance == ALARMS and self.alarms is not None:
            done = self.alarms.carry_out(read_alarm_order(field, received.payload), ORIGIN)
            self._waiting.append(accepted(request_id, appliance, done, self._topics))
            return
        request = read_command(
            received.topic, received.payload, self._topics, self._keys, request_id=request_id, now=self._clock.now
        )
        if not self._store.submit(request):
            raise CommandError(f"{request.appliance}: too many requests wait: try again in a few seconds")


def _appliances(installation: Installation) -> dict[str, str]:
    """Return each appliance that takes requests, with the key below which its points are."""
    own = {point.command[0]: point.key.rpartition(".")[0] for point in installation.points if point.command}
    return own | {climate.appliance: climate.key for climate in installation.climates}
