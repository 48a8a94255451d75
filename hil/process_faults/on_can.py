"""Faults on the car's own bus."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import can

from hil.process_faults.virtual_stage import VirtualStage
from hil.rig import can_traffic

_SLICE_S = 0.01
_NEAR_KPH = 5.0


@asynccontextmanager
async def silent(stage: VirtualStage) -> AsyncIterator[None]:
    """No control unit sends any more."""
    await stage.end("traffic")
    yield
    stage.begin("traffic", can_traffic.run(stage.bus, stage.rig.on_the_bus))


def speed_is_absent(stage: VirtualStage) -> bool:
    """Old frames are no reading."""
    return stage.speed_kph is None


def speed_is_no_lie(stage: VirtualStage) -> bool:
    """What the controller believes is what the car does, or nothing."""
    said = stage.speed_kph
    return said is None or abs(said - stage.rig.on_the_bus.speed_kph) < _NEAR_KPH


def besides(frames: Iterator[can.Message], per_s: float) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Somebody sends these frames, too."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        stage.begin("intruder", _send(stage.bus, frames, max(1, round(per_s * _SLICE_S))))
        yield
        await stage.end("intruder")

    return inject


def bus_is_heard(stage: VirtualStage) -> bool:
    """The daemon goes on, and nothing of the car's bus is told as a fault."""
    return not stage.ended_by_itself("daemon") and not any(
        each.startswith(("can ", "task can")) for each in stage.faults
    )


async def _send(bus: can.BusABC, frames: Iterator[can.Message], at_once: int) -> None:
    while True:
        for _ in range(at_once):
            bus.send(next(frames))
        await asyncio.sleep(_SLICE_S)
