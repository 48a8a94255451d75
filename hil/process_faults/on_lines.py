"""Faults on the two lines to people: the home hub's broker, the technician's cable."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import Random

from hil.process_faults.virtual_stage import VirtualStage
from hil.rig.place import LOOPBACK

NOTHING = b""
NOT_AUTHORISED = bytes.fromhex("20 02 00 05")  # CONNACK of MQTT 3.1.1, section 3.2.2.3

_CONNECT_LONGEST = 1_024
_GARBAGE_BYTES = 2_000
_SEED = 11


@asynccontextmanager
async def broker_killed(stage: VirtualStage) -> AsyncIterator[None]:
    """Nobody listens on the broker's port; the one that comes back remembers nothing."""
    await stage.stop_broker()
    yield
    await stage.start_broker()


@asynccontextmanager
async def broker_refuses(stage: VirtualStage) -> AsyncIterator[None]:
    """The broker's access list denies announcements, for those who are connected as well; what is denied vanishes."""
    mqtt = stage.config.mqtt
    branch = f"{mqtt.discovery_prefix if mqtt else ''}/"
    stage.denied.append(branch)
    try:
        yield
    finally:
        stage.denied.remove(branch)


def broker_answers(answer: bytes) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """In the broker's place comes back something that answers each CONNECT with these bytes only."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        connections: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(writer)
            if await reader.read(_CONNECT_LONGEST):
                writer.write(answer)

        await stage.stop_broker()
        server = await asyncio.start_server(serve, LOOPBACK, stage.broker_port)
        yield
        server.close()
        for connection in connections:
            connection.close()
        await stage.start_broker()

    return inject


@asynccontextmanager
async def console_garbage(stage: VirtualStage) -> AsyncIterator[None]:
    """Two thousand random bytes come from the technician's line, as at a wrong baud."""
    line = os.open(stage.cable.person_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        os.write(line, Random(_SEED).randbytes(_GARBAGE_BYTES))
        yield
    finally:
        os.close(line)
