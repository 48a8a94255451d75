"""What the home hub hears: a subscriber of its own, so that what is shown went through the broker."""

import asyncio
from collections import deque
from collections.abc import Mapping

import aiomqtt

from firmware.config import MqttConfig
from hil.demo.config import Broker

TRY_AGAIN_S = 2.0
TIMEOUT_S = 3_600.0
"""Of virtual time, so that a slow machine has some real time."""

_RECENT = 6
_STATUS = "status"


class Hub:
    """Listens to everything that a car says at `broker`; `latest` holds the newest payload of each topic.

    `timeout_s` is how long it waits for an answer, on the loop's clock.
    """

    def __init__(self, broker: Broker, mqtt: MqttConfig, *, timeout_s: float = TIMEOUT_S) -> None:
        self._broker, self._base_topic = broker, mqtt.base_topic
        self.timeout_s = timeout_s
        self._filters = (f"{mqtt.base_topic}/#", f"{mqtt.discovery_prefix}/+/+/+/config")
        self.root = ""
        """The branch of the car that spoke last."""
        self.listens = asyncio.Event()
        self.messages = 0
        """Messages that arrived as they were sent, without what the broker had kept from before."""
        self.latest: dict[str, str] = {}
        self.recent: deque[tuple[str, str]] = deque(maxlen=_RECENT)
        self.trouble = ""

    @property
    def availability(self) -> str:
        """online, offline, or "" before the car was heard."""
        return self.latest.get(f"{self.root}/{_STATUS}", "")

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
        """Never ends; a broker that is away is tried again."""
        while True:
            try:
                await self._listen()
            except aiomqtt.MqttError as error:
                self.trouble = f"{self._broker.host}:{self._broker.port}: {error}"
            self.listens.clear()
            await asyncio.sleep(TRY_AGAIN_S)

    async def _listen(self) -> None:
        client = aiomqtt.Client(self._broker.host, self._broker.port, timeout=self.timeout_s)
        async with client:
            for topic in self._filters:
                await client.subscribe(topic)
            self.trouble = ""
            self.listens.set()
            async for message in client.messages:
                self.take(message.topic.value, message.payload, kept=message.retain)

    def take(self, topic: str, payload: object, *, kept: bool) -> None:
        """A message; `kept` is one that the broker had from before."""
        text = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
        self.latest[topic] = text
        if kept:
            return
        self.messages += 1
        self.recent.append((topic, text))
        if topic.startswith(f"{self._base_topic}/"):
            self.root = "/".join(topic.split("/")[: self._base_topic.count("/") + 2])
