"""The real uplink of a car, and a hub that hears what it says; brokers are for the test to bring."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

import aiomqtt

from firmware.config import MqttConfig
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.persistence import Persistence
from firmware.uplink import Installation, Uplink
from tests.firmware.uplink.uplink_car import INSTALLATION, ROOT, WALL_S, Car

TICK_S = 0.05


class Hasty(random.Random):
    """Never waits longer than needed: the shortest of what it may, and a moment, so that nothing spins."""

    def uniform(self, a: float, b: float) -> float:
        return min(a + 0.02, b)


class Bench:
    """A car that ticks and its uplink; `run` one or both."""

    def __init__(
        self, config: MqttConfig, installation: Installation = INSTALLATION, persistence: Persistence | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        self.car, self.faults = Car(), Faults()
        self.skipped_s = 0.0
        """The time that has passed for the uplink beyond the loop's: added by a test that does not wait for it."""
        clock = Clock(monotonic_s=lambda: loop.time() + self.skipped_s, wall_s=lambda: WALL_S, boot_id="boot")
        self.uplink = Uplink(config, installation, self.car.store, faults=self.faults, clock=clock, rng=Hasty())
        if persistence is not None:
            self.uplink.remember_in(persistence)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """Ticks and talks while entered; stops in order."""
        ticking = asyncio.create_task(self._tick())
        talking: asyncio.Task[None] = asyncio.create_task(self.uplink.run())
        try:
            yield talking
        finally:
            for task in (talking, ticking):
                task.cancel()
            ended = await asyncio.gather(talking, ticking, return_exceptions=True)
            assert [type(end) for end in ended] == [asyncio.CancelledError] * 2

    async def _tick(self) -> None:
        while True:
            self.car.tick(asyncio.get_running_loop().time())
            await asyncio.sleep(TICK_S)


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    topic: str
    payload: str
    retained: bool


class Hub:
    """Hears everything at a broker, in order, and can ask for something."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self.messages: list[ReceivedMessage] = []

    def of(self, topic: str) -> list[str]:
        """All that was said at `topic`."""
        return [received.payload for received in self.messages if received.topic == f"{ROOT}/{topic}"]

    def last(self, topic: str) -> str:
        return (self.of(topic) or [""])[-1]

    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(payload) for payload in self.of("answers")]

    async def ask(self, appliance: str, field: str, payload: bytes, *, retain: bool = False) -> None:
        await self._client.publish(f"{ROOT}/set/{appliance}/{field}", payload, 1, retain)

    async def say(self, topic: str, payload: str, *, retain: bool = False) -> None:
        await self._client.publish(topic, payload, 1, retain)

    @property
    def retained(self) -> dict[str, str]:
        """What is left of all that was said to be persisted: the newest of each topic that is not empty."""
        return {topic: text for topic, text in {each.topic: each.payload for each in self.messages}.items() if text}

    async def listen(self) -> None:
        async for message in self._client.messages:
            payload = message.payload.decode(errors="replace")
            self.messages.append(ReceivedMessage(message.topic.value, payload, message.retain))


@asynccontextmanager
async def hub_at(port: int, *, user: tuple[str, str] = ("", "")) -> AsyncIterator[Hub]:
    """A hub that is connected and subscribed."""
    name, password = user
    async with aiomqtt.Client("127.0.0.1", port, username=name or None, password=password) as client:
        hub = Hub(client)
        await client.subscribe("#", qos=1)
        listening = asyncio.create_task(hub.listen())
        try:
            yield hub
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


class Cable:
    """Between a client and a broker, to be cut: TCP dies without a word of MQTT. Not `plugged`, it stays dead."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self.plugged = True
        self._ends: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Nothing gets through any more."""
        while self._ends:
            self._ends.pop().transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.plugged:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._ends += [writer, far_writer]
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
