"""Faults of the home hub's broker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hil.process_faults.stage import Stage
from hil.rig.demo_config import LOOPBACK

NOTHING = b""
NOT_AUTHORISED = bytes.fromhex("20 02 00 05")  # CONNACK of MQTT 3.1.1, section 3.2.2.3

_CONNECT_LONGEST = 1_024


@asynccontextmanager
async def killed(stage: Stage) -> AsyncIterator[None]:
    """Nobody listens on its port; the broker that comes back remembers nothing."""
    await stage.stop_broker()
    yield
    await stage.start_broker()


@asynccontextmanager
async def refuses(stage: Stage) -> AsyncIterator[None]:
    """Its access list denies announcements, for those who are connected as well; what is denied vanishes."""
    mqtt = stage.config.mqtt
    branch = f"{mqtt.discovery_prefix if mqtt else ''}/"
    stage.denied.append(branch)
    try:
        yield
    finally:
        stage.denied.remove(branch)


def answering(answer: bytes) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """What comes back in its place answers each CONNECT with these bytes only."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        connections: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(writer)
            if await reader.read(_CONNECT_LONGEST):
                writer.write(answer)

        await stage.stop_broker()
        server = await asyncio.start_server(serve, LOOPBACK, stage.scene.place.broker.port)
        yield
        server.close()
        for connection in connections:
            connection.close()
        await stage.start_broker()

    return inject
