"""The home hub: a subscriber of its own, so that what is shown went through the broker."""

import asyncio
from collections import deque
from collections.abc import Mapping

import aiomqtt

from firmware.config import MqttConfig
from firmware.uplink.topics import Topics, slug
from hil.rig.place import Broker

TRY_AGAIN_S = 2.0
TIMEOUT_S = 3_600.0
"""Of virtual time, so that a slow machine has some real time."""

_RECENT = 6


class Hub:
    """Listens to everything that a car says at `broker`; `latest` holds the newest payload of each topic.

    `timeout_s` is how long it waits for an answer, on the loop's clock.
    """

    def __init__(self, broker: Broker, mqtt: MqttConfig, *, timeout_s: float = TIMEOUT_S) -> None:
        self._broker, self._mqtt = broker, mqtt
        self.timeout_s = timeout_s
        self._filters = (f"{mqtt.base_topic}/#", f"{mqtt.discovery_prefix}/+/+/+/config")
        self.device_id = ""
        """Of the car that is listened to: others may be at the same broker. "" before it is known."""
        self._spoke_last = ""
        self.listens = asyncio.Event()
        self.messages = 0
        """Messages that arrived as they were sent, without what the broker had kept from before."""
        self.latest: dict[str, str] = {}
        self.recent: deque[tuple[str, str]] = deque(maxlen=_RECENT)
        self.error = ""

    @property
    def root(self) -> str:
        """The branch of the car, or of the car that spoke last as long as its id is not known."""
        return self._topics.root if self.device_id else self._spoke_last

    @property
    def _topics(self) -> Topics:
        return Topics(self._mqtt.base_topic, self._mqtt.discovery_prefix, self.device_id)

    @property
    def availability(self) -> str:
        """online, offline, or "" before the car was heard."""
        return self.latest.get(f"{self.root}/status", "")

    @property
    def values(self) -> Mapping[str, str]:
        """The newest payload of each of the car's points, by point."""
        start = f"{self.root}/"
        return {
            topic.removeprefix(start).replace("/", "."): payload
            for topic, payload in self.latest.items()
            if topic.startswith(start)
        }

    async def run(self) -> None:
        """Listen for ever; a broker that is away is tried again."""
        while True:
            try:
                await self._listen()
            except aiomqtt.MqttError as error:
                self.error = f"{self._address}: {error}"
            self.listens.clear()
            await asyncio.sleep(TRY_AGAIN_S)

    async def _listen(self) -> None:
        client = aiomqtt.Client(self._broker.host, self._broker.port, timeout=self.timeout_s)
        async with client:
            for topic in self._filters:
                await client.subscribe(topic)
            self.error = ""
            self.listens.set()
            async for message in client.messages:
                self.take(message.topic.value, message.payload, kept=message.retain)

    def take(self, topic: str, payload: object, *, kept: bool) -> None:
        """Take a message; `kept` is one that the broker had from before."""
        text = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
        self.latest[topic] = text
        if kept:
            return
        self.messages += 1
        self.recent.append((topic, text))
        base = self._mqtt.base_topic
        if topic.startswith(f"{base}/"):
            self._spoke_last = "/".join(topic.split("/")[: base.count("/") + 2])

    @property
    def own(self) -> list[str]:
        """The topics at which the broker keeps something of this car."""
        if not self.device_id:
            return []
        branch = f"/{slug(self.device_id)}/"
        return sorted(topic for topic, payload in self.latest.items() if payload and branch in topic)

    async def clean_up(self) -> str:
        """Take everything of this car from the broker; what came of it, in one line."""
        topics = self.own
        try:
            async with aiomqtt.Client(self._broker.host, self._broker.port, timeout=TIMEOUT_S) as client:
                for topic in topics:
                    await client.publish(topic, b"", qos=1, retain=True)
        except aiomqtt.MqttError as error:
            return f"{self._address}: {error}: the broker may keep {len(topics)} topics of the demo's car"
        return f"{self._address}: {len(topics)} topics of the demo's car were removed"

    @property
    def _address(self) -> str:
        return f"{self._broker.host}:{self._broker.port}"
