"""Faults on the lines that lead out of the controller: the car's bus, the hub's broker, the technician's cable."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import Random

import can

from hil.process_faults.virtual_stage import VirtualStage
from hil.rig import can_traffic
from hil.rig.place import LOOPBACK

NOTHING = b""
NOT_AUTHORISED = bytes.fromhex("20 02 00 05")  # CONNACK of MQTT 3.1.1, section 3.2.2.3

_MAX_CONNECT = 1_024
_GARBAGE_BYTES = 2_000
_SEED = 11


_SLICE_S = 0.01
_NEAR_KPH = 5.0


@asynccontextmanager
async def broker_killed(stage: VirtualStage) -> AsyncIterator[None]:
    """Stop the broker; the one that comes back remembers nothing."""
    await stage.stop_broker()
    yield
    await stage.start_broker()


@asynccontextmanager
async def broker_refuses(stage: VirtualStage) -> AsyncIterator[None]:
    """Let the broker's access list deny announcements, for those who are connected as well; what is denied vanishes."""
    mqtt = stage.config.mqtt
    branch = f"{mqtt.discovery_prefix if mqtt else ''}/"
    stage.denied.append(branch)
    try:
        yield
    finally:
        stage.denied.remove(branch)


def broker_answers(answer: bytes) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Put something in the broker's place that answers each CONNECT with these bytes only."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        connections: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(writer)
            if await reader.read(_MAX_CONNECT):
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
    """Send two thousand random bytes on the technician's line, as at a wrong baud."""
    line = os.open(stage.cable.person_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        os.write(line, Random(_SEED).randbytes(_GARBAGE_BYTES))
        yield
    finally:
        os.close(line)


@asynccontextmanager
async def can_silent(stage: VirtualStage) -> AsyncIterator[None]:
    """Let no control unit of the car send any more."""
    await stage.end("traffic")
    yield
    stage.begin("traffic", can_traffic.run(stage.bus, stage.rig.on_the_bus))


def speed_is_absent(stage: VirtualStage) -> bool:
    """Return True where the controller has no speed: old frames are no reading."""
    return stage.speed_kph is None


def speed_is_no_lie(stage: VirtualStage) -> bool:
    """Return True where the controller believes the car's true speed, or none."""
    said = stage.speed_kph
    return said is None or abs(said - stage.rig.on_the_bus.speed_kph) < _NEAR_KPH


def can_besides(
    frames: Iterator[can.Message], per_s: float
) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Send these frames on the car's bus, too, as somebody else."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        stage.begin("intruder", _send(stage.bus, frames, max(1, round(per_s * _SLICE_S))))
        yield
        await stage.end("intruder")

    return inject


def bus_is_heard(stage: VirtualStage) -> bool:
    """Return True where the daemon goes on, and nothing of the car's bus is told as a fault."""
    return not stage.ended_by_itself("daemon") and not any(
        each.startswith(("can ", "task can")) for each in stage.faults
    )


async def _send(bus: can.BusABC, frames: Iterator[can.Message], at_once: int) -> None:
    while True:
        for _ in range(at_once):
            bus.send(next(frames))
        await asyncio.sleep(_SLICE_S)
