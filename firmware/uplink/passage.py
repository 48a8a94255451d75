"""Passage to the broker and back: publishes, and finds out what is refused.

With MQTT 5 the broker reports. With 3.1.1, and where reading is refused, a message only vanishes: so what is published
to topics that are subscribed must come back. Some topics are tried again and again, as an access list may change.
"""

import asyncio
from collections import deque
from collections.abc import Iterable

from firmware.config import MqttConfig
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.uplink.connection_errors import where
from firmware.uplink.neighbours import Neighbours
from firmware.uplink.port import Link, Message, ReceivedMessage
from firmware.uplink.refusals import Echoes, Refusal, Refusals
from firmware.uplink.topics import ONLINE, Identity, Topics

NO_ECHO = "it does not come back, and MQTT 3.1.1 gives no reason: allow both publishing and subscribing in the broker"
"""With MQTT 3.1.1 it cannot be known which of both is refused."""

AT_ONCE = 20
"""Messages on their way at once: what MQTT clients and brokers take by default, and little even for a slow line."""

NOT_RECEIVED = "what is published there is not received: allow subscribing in the broker"


class Passage:
    """The passage through one connection after another; `begin` with each."""

    def __init__(self, config: MqttConfig, identity: Identity, faults: Faults, clock: Clock) -> None:
        topics = Topics(config.base_topic, config.discovery_prefix, identity.device_id)
        self._topics, self._clock = topics, clock
        self._every_s = config.heartbeat_s
        self._refusals = Refusals(where(config), faults)
        self._neighbours = Neighbours(identity, topics, where(config), faults)
        self._asks_neighbours = True
        self._echoes = Echoes(config.timeout_s)
        self._named = {topics.command_echo: topics.every_command, topics.discovery_echo: topics.own_discovery}
        self._link: Link
        self._try_at_s = 0.0
        self.granted: frozenset[str] = frozenset()
        """The filters that are subscribed for as long as the connection lasts."""
        self.published = 0
        self.works_again = False
        """Whether something came through that was refused before."""

    async def begin(self, link: Link) -> None:
        """Begin with a new connection: subscribe to commands, to the hub's birth, and to what must come back."""
        self._link = link
        self._echoes.forget()
        self._refusals.forget()
        self._try_at_s = self._clock.monotonic_s() + self._every_s
        own = [] if link.reports_refusals else [self._topics.status, self._topics.own_discovery]
        wanted = [self._topics.every_command, self._topics.birth]
        refused = await link.subscribe(wanted)
        if own:
            refused |= await link.subscribe(own, qos=0)  # our goodbye comes back to nobody
        self.granted = frozenset((*wanted, *own)) - refused.keys()
        for topic in wanted:
            if topic in refused:
                self._refusals.refuse(Refusal(topic, refused[topic]))
        await self._begin_with_neighbours()

    async def _begin_with_neighbours(self) -> None:
        """Ask who else is there; not again where a connection ends before anything was told, perhaps because of it."""
        self._neighbours.forget()
        if self._asks_neighbours:
            self._asks_neighbours = False
            await self._link.subscribe(self._neighbours.filters, qos=0)

    async def publish(self, message: Message) -> bool:
        """Send one message; False where it is known to be refused."""
        comes_back = self._comes_back(message.topic)
        if comes_back:
            self._echoes.expect(message, now_s=self._clock.monotonic_s())
        reason = await self._link.publish(message)
        self.published += 1
        if reason:
            self._echoes.met(message.topic)
            self._refused(message, reason)
        elif message.qos and self._link.reports_refusals and message.topic != self._topics.command_echo:
            self._allowed(message.topic)
        return not reason

    async def publish_all(self, messages: Iterable[Message]) -> list[Message]:
        """Send them in this order, some at once; returns those that are known to be refused."""
        waiting, refused = deque(messages), []
        while waiting:
            batch = [waiting.popleft() for _ in range(min(AT_ONCE, len(waiting)))]
            results = await asyncio.gather(*map(self.publish, batch), return_exceptions=True)
            for message, result in zip(batch, results, strict=True):
                if isinstance(result, BaseException):
                    raise result
                if not result:
                    refused.append(message)
        return refused

    def receive(self, received: ReceivedMessage) -> None:
        """Take a message that is no request: one of our own comes back, or another controller shows itself."""
        if not received.retained and self._echoes.met(received.topic):
            self._allowed(received.topic)
        self._neighbours.receive(received.topic, received.payload)

    async def try_out(self) -> None:
        """Publish now and then what was refused first, or else a message of each kind."""
        now_s = self._clock.monotonic_s()
        if now_s < self._try_at_s:
            return
        self._try_at_s = now_s + self._every_s
        first = self._refusals.first
        if first is None:
            await self.publish_all(self._trials())
        elif first.message is not None:
            await self.publish(first.message)
        elif not await self._link.subscribe([first.topic]):
            self.granted |= {first.topic}
            self._allowed(first.topic)

    def report(self) -> None:
        """Report what is refused, as far as that is known by now."""
        self._asks_neighbours = True
        reason = NOT_RECEIVED if self._link.reports_refusals else NO_ECHO
        for message in self._echoes.overdue(now_s=self._clock.monotonic_s()):
            self._refused(message, reason)
        if self._refusals.first is not None or not self._echoes:
            self._refusals.report()

    def _trials(self) -> tuple[Message, ...]:
        """Make a message of each kind: that we are there, an empty announcement, a command that asks for nothing."""
        status = Message(self._topics.status, ONLINE, retain=True)
        return status, Message(self._topics.discovery_echo, ""), Message(self._topics.command_echo, "")

    def _comes_back(self, topic: str) -> bool:
        if topic == self._topics.command_echo:
            return self._topics.every_command in self.granted
        if topic == self._topics.status:
            return topic in self.granted
        return self._topics.own_discovery in self.granted and self._topics.is_announcement(topic)

    def _refused(self, message: Message, reason: str) -> None:
        """Note a refusal; that we may not publish commands, which are for others to publish, is none."""
        if message.topic != self._topics.command_echo or reason in {NOT_RECEIVED, NO_ECHO}:
            topic = self._named.get(message.topic, message.topic)
            self._refusals.refuse(Refusal(topic, reason, message))

    def _allowed(self, topic: str) -> None:
        if self._refusals.allow(self._named.get(topic, topic)):
            self.works_again = True
